"""SHARE-4, SHARE-9 · Copies for whom the person asks, and copies whose decision is past its last day.

Edie's plan is in force from 5 November 2026: C1, her daughter Ruth Marlow, has a full copy by default, P1 by consent.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from countersign.careplan.about_copies import AboutCopies, Came
from countersign.careplan.asked_for import CopyRequest
from countersign.careplan.bounds import ASKED_FOR
from countersign.careplan.clocks import Wait
from countersign.careplan.concerns import CopyConcern, MarkSaid
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Format
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.sharing import copies
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.wording.letters_about_copies import CopyOfPlan, CopyToReturn
from tests.casework.cases import ready
from tests.casework.copies import TODAY, copies_to, in_force, notices
from tests.casework.people import happened, notice
from tests.support.builders import Json, changed, example, plan
from tests.support.casework import TUESDAY, CaseUnderTest

SENT, WITHHELD, BY_HAND = NoticeStatus.SENT, NoticeStatus.WITHHELD, NoticeStatus.BY_HAND

LACKS: Json = {"request.has_capacity": {"so": False, "in_words": "As the nurse found at the visit on Thursday"}}
NOT_STATED: Json = {"request.has_capacity": None}


# What the person asks for


def asked_number(number: int) -> Json:
    """Somebody of that number, under a name of their own."""
    name = f"Bernadette {'BCDFG'[number // 12]}{'aeiouy'[number % 12 // 2]}{'nr'[number % 2]} Quayle"
    return {**TODAY, "request.recipient": f"asked-{number}", "request.whom.name": name}


@pytest.mark.rule("SHARE-4")
def test_no_more_are_asked_for_than_a_plan_may_have(case: CaseUnderTest) -> None:
    in_force(case)
    for number in range(1, ASKED_FOR + 1):
        case.accept("request_copy", changes=asked_number(number))
    answer = case.consider("request_copy", changes=asked_number(ASKED_FOR + 1)).answer
    assert (answer.code, answer.reasons[0].partition(":")[0]) == (Refusal.NOT_NOW, "request.recipient")
    assert case.consider("request_copy", changes=asked_number(ASKED_FOR)).answer.accepted, "who was asked for already"
    assert case.consider(
        "request_copy", changes=TODAY | {"request.recipient": "C1", "request.whom": None}
    ).answer.accepted


@pytest.mark.rule("SHARE-4", "SHARE-5")
@pytest.mark.parametrize("kind", ["requests", "concerns", "marks"])
def test_what_was_said_is_looked_through_once_for_each_recipient(kind: str) -> None:
    """So twice as many take four times as long, and not eight times: a flood of them stops no plan."""
    few, many = (_reads(kind, number) for number in (10, 20))
    assert many < 5 * few


class Counted(list[Came]):
    """What was said, which counts how often something of it is read."""

    reads = 0

    def __iter__(self) -> Iterator[Came]:
        """Each, counted."""
        for came in super().__iter__():
            self.reads += 1
            yield came


def _reads(kind: str, number: int) -> int:
    request = example("message-request-copy")["request"]
    requests = [changed({"request": request}, asked_number(each))["request"] for each in range(1, number + 1)]
    said: list[AboutCopies] = [CopyRequest.model_validate(request) for request in requests]
    if kind == "concerns":
        concern = example("message-raise-concern")["concern"]
        said += [CopyConcern.model_validate(concern | {"recipient": request["recipient"]}) for request in requests]
    if kind == "marks":
        mark = example("message-record-safeguarding")["mark"]
        said += [MarkSaid.model_validate(mark | {"about": request["recipient"]}) for request in requests]
    came = Counted(Came(what, 1, TUESDAY, 1) for what in said)
    copies((plan(),), (), SharingPolicy(carers="full", source="a test"), TUESDAY.date(), 1, came)
    return came.reads


@pytest.mark.rule("SHARE-4")
def test_whoever_the_person_asks_for_gets_a_copy_after_signing_in_their_own_format(case: CaseUnderTest) -> None:
    in_force(case)
    determined = case.accept("request_copy", changes=TODAY)
    assert determined.shares
    why = "the person asked for it, recorded 6 November 2026"
    assert determined.answer.said == (f"asked-1: a copy in full: {why}. [SHARE-4]",)
    case.share()
    letter = case.letter("v1/copy/asked-1/full")
    assert letter.head.recipient.name == "Bernadette Quayle"
    assert isinstance(letter.facts, CopyOfPlan)
    assert letter.facts.sharing_basis == "Edith Marlow asked us to, on 6 November 2026."
    assert notice(case, "v1/copy/asked-1/full").format is Format.LARGE_PRINT
    entry = next(entry for entry in case.kept.record.values() if entry.event == Happening.COPY_REQUESTED)
    assert entry.detail["carried_by"] == "the person, at home"


@pytest.mark.rule("SHARE-4")
def test_asked_for_before_signing_it_goes_when_the_plan_is_signed_and_not_before(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-04 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-04"})
    assert copies_to(case, "asked-1") == {}
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "asked-1") == {"full": SENT}


@pytest.mark.rule("SHARE-4")
def test_a_carer_who_has_one_only_on_request_is_asked_for_by_reference(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-04 10:00")
    refuses: Json = {"sharing.recipient": "C1", "sharing.scope": "none", "sharing.sections": []}
    case.accept("record_consent", changes=refuses | {"sharing.decided_on": "2026-11-03"})
    asked: Json = {"request.recipient": "C1", "request.whom": None, "request.asked_on": "2026-11-04"}
    case.accept("request_copy", changes=asked)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C1") == {"full": SENT}


@pytest.mark.rule("SHARE-4")
def test_without_capacity_it_waits_for_a_best_interests_decision(case: CaseUnderTest) -> None:
    in_force(case)
    determined = case.accept("request_copy", changes=TODAY | LACKS)
    assert "kept back" in determined.answer.said[0]
    case.share()
    assert copies_to(case, "asked-1") == {}
    assert "sharing:asked-1:v1:best-interests:2026-11-06" in case.open_tasks()
    case.at("2026-11-09 10:00")
    decided: Json = {
        "sharing.recipient": "asked-1",
        "sharing.scope": "full",
        "sharing.sections": [],
        "sharing.basis": "best_interests",
        "sharing.has_capacity": LACKS["request.has_capacity"],
        "sharing.consulted": ["her daughter"],
        "sharing.decider": None,
        "sharing.decided_by": "social worker",
        "sharing.decided_on": "2026-11-09",
    }
    case.accept("record_consent", changes=decided)
    assert case.open_tasks() == {}
    case.share()
    assert copies_to(case, "asked-1") == {"full": NoticeStatus.QUEUED}


@pytest.mark.rule("SHARE-4", "SHARE-6")
def test_whether_the_person_had_capacity_is_asked_where_it_is_not_stated(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY | NOT_STATED)
    assert list(case.open_tasks()) == ["sharing:asked-1:v1:capacity:2026-11-06"]
    case.accept("request_copy", changes=TODAY)
    assert case.open_tasks() == {}


@pytest.mark.rule("SHARE-4", "SHARE-9")
def test_it_can_be_withdrawn_and_then_the_holder_is_asked_to_return_it(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.share()
    case.send_letters()
    case.at("2026-11-09 10:00")
    none: Json = {"sharing.recipient": "asked-1", "sharing.scope": "none", "sharing.sections": []}
    case.accept("record_consent", changes=none | {"sharing.decided_on": "2026-11-09"})
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    assert back.recipient == "asked-1"
    assert "back:v1/copy/asked-1/full" in case.open_tasks()
    facts = case.letter(back.key.partition("/")[2]).facts
    assert isinstance(facts, CopyToReturn)
    due = case.kept.tasks["back:v1/copy/asked-1/full"].due_at
    assert due is not None
    assert facts.back_by == due.date() == date(2026, 11, 16), "what the letter asks for is looked at then"


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        pytest.param({"request.whom.name": "Bernadete Quayle"}, True, id="a corrected spelling"),
        pytest.param({"request.whom.contact.address": ["9 Quay Road", "Northbridge", "ZZ99 4AD"]}, True, id="moved"),
        pytest.param(
            {"request.whom.name": "Bernadette Cross", "request.whom.formerly": "Bernadette Quayle"}, True, id="married"
        ),
        pytest.param({"request.whom.name": "Sidney Orme"}, False, id="somebody else"),
    ],
)
def test_a_number_means_one_recipient_for_good(case: CaseUnderTest, changes: Json, is_taken: bool) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.share()
    case.send_letters()
    answer = case.consider("request_copy", changes=TODAY | changes).answer
    assert answer.accepted is is_taken
    case.share()
    case.send_letters()
    assert copies_to(case, "asked-1") == {"full": SENT}, "they have it already"
    if not is_taken:
        assert answer.reasons[0].startswith("request.recipient: asked-1 is somebody else")


@pytest.mark.rule("SHARE-4", "SHARE-6")
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({"request.whom.name": "ruth MARLOW"}, "request.whom.name: C1 has that name", id="who is a carer"),
        pytest.param({"request.whom.name": "Edith Marlow"}, "request.whom.name: person has", id="her own name"),
        pytest.param({"request.asked_on": "2026-11-07"}, "request.asked_on", id="tomorrow"),
        pytest.param({"request.carried_by": "Bernadette Quayle"}, "request.carried_by", id="by who would receive it"),
        pytest.param(
            {"request.has_capacity": {"so": False}}, "request.has_capacity.in_words", id="without how it was found"
        ),
    ],
)
def test_a_request_that_cannot_count_is_refused_with_its_field(case: CaseUnderTest, changes: Json, where: str) -> None:
    in_force(case)
    answer = case.consider("request_copy", changes=TODAY | changes).answer
    assert answer.code is Refusal.INCOMPLETE
    assert [reason for reason in answer.reasons if reason.startswith(where)]


# A last day


@pytest.mark.rule("SHARE-9")
def test_past_the_last_day_of_its_decision_the_holder_is_asked_to_return_a_copy(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.sharing.0.until": "2026-11-20"})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.send_letters()
    clock = case.clock(Wait.COPY_ENDS.value)
    assert clock.due.isoformat() == "2026-11-21T00:00:00+00:00"
    case.take_step(Wait.COPY_ENDS.value)
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    assert back.recipient == "P1"
    tasks = case.open_tasks()
    assert tasks["back:v1/copy/P1/full"] is TaskKind.COPY_BACK
    assert tasks["sharing:P1:v1:decide-again:2026-11-02"] is TaskKind.SHARING, "they still deliver care"
    assert [told.recipient for told in notices(case, NoticeKind.OUTCOME)][-1] == "sw-1042"
    assert Wait.COPY_ENDS.value not in case.clocks()
    assert Happening.DECISION_ENDED in happened(case)


@pytest.mark.rule("SHARE-9")
def test_a_longer_day_moves_the_clock_and_none_stops_it(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.sharing.0.until": "2026-11-20"})
    assert case.clock("copy_ends").due.day == 21
    case.at("2026-11-06 10:00")
    full: Json = {"sharing.scope": "full", "sharing.sections": [], "sharing.decided_on": "2026-11-06"}
    case.accept("record_consent", changes=full | {"sharing.until": "2026-12-24"})
    assert case.clock("copy_ends").due.day == 25
    case.accept("record_consent", changes=full)
    assert "copy_ends" not in case.clocks()
