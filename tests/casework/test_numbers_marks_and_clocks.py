"""SHARE-4, SHARE-5, SHARE-6, TELL-8 · A number is one recipient; who put a mark lifts none; no message is of later.

Edie's plan is in force from 5 November 2026, and it is the sixth, 10 o'clock.
"""

from datetime import timedelta

import pytest

from countersign.careplan.bounds import MINUTES_AHEAD
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.kept import TaskKind
from tests.casework.copies import IN_FULL, TO_HER, TODAY, copies_to, in_force
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

# Numbers


@pytest.mark.rule("SHARE-4", "SHARE-6")
@pytest.mark.parametrize("number", ["asked-0", "asked-01", "asked-001", "asked-1000", "Asked-1", "asked-\u0661"])
@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("request_copy", "request.recipient"),
        ("raise_concern", "concern.recipient"),
        ("decide_concern", "decided.recipient"),
        ("record_consent", "sharing.recipient"),
        ("record_safeguarding", "mark.about"),
    ],
)
def test_a_number_is_written_in_one_way(in_memory: CaseUnderTest, message: str, field: str, number: str) -> None:
    in_force(in_memory)
    in_memory.accept("request_copy", changes=TODAY)
    answer = in_memory.consider(message, changes={field: number}).answer
    assert answer.code is Refusal.MALFORMED
    (reason,) = answer.reasons
    assert reason.startswith(f"{field}: must be ")
    assert "asked-1, asked-2 and so on, without a nought before the number" in reason


MARRIED: Json = {**TODAY, "request.whom.name": "Bernadette Brook", "request.whom.formerly": "Bernadette Quayle"}
ELSEWHERE: Json = {"request.whom.contact": {"channel": "post", "address": ["9 Sea Road", "Northbridge", "ZZ99 9AA"]}}
ANOTHER: Json = {
    "request.whom.name": "Vince Tarrant",
    **ELSEWHERE,
    "request.whom.formerly": "Bernadette Quayle",
    **TODAY,
}


@pytest.mark.rule("SHARE-6", "SHARE-5")
@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        pytest.param(MARRIED, False, id="another name at the same place"),
        pytest.param(TODAY | ELSEWHERE, False, id="the same name at another place"),
        pytest.param({"request.whom.name": "Bernadette Quayla", **TODAY}, False, id="a slip"),
        pytest.param(ANOTHER, True, id="another name at another place"),
    ],
)
def test_a_number_that_turns_into_another_is_asked_about(case: CaseUnderTest, changes: Json, is_asked: bool) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.at("2026-11-06 11:00")
    case.accept("request_copy", changes=changes)
    case.share()
    assert ("concern:asked-1" in case.clocks(), bool(copies_to(case, "asked-1"))) == (is_asked, not is_asked)
    assert (TaskKind.CONCERN in case.open_tasks().values()) is is_asked
    if is_asked:
        case.accept("request_copy", changes={**changes, "request.whom.formerly": None})
        case.share()
        assert not copies_to(case, "asked-1"), "who says it again has not answered"
        case.at("2026-11-06 12:00")
        case.accept("decide_concern", changes=TO_HER | IN_FULL)
        case.share()
        assert copies_to(case, "asked-1")


# Marks


PUTS: Json = {"sent_by.id": "tm-201"}
LIFTS: Json = {"mark.is_lifted": True}


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("put_by", "lifted_by", "code"),
    [
        (["sw-1042"], "tm-201", None),
        (["tm-201"], "tm-201", Refusal.NO_AUTHORITY),
        (["TM-201"], "tm-201", Refusal.NO_AUTHORITY),
        (["tm-201", "sw-1042"], "tm-201", Refusal.NO_AUTHORITY),
        (["sw-1042", "tm-201"], "tm-201", None),
        (["tm-201"], "sm-31", None),
        (["sm-31"], "sm-31", Refusal.NO_AUTHORITY),
        (["sm-31"], "tm-201", None),
    ],
)
def test_whoever_put_a_mark_does_not_lift_it(
    in_memory: CaseUnderTest, put_by: list[str], lifted_by: str, code: Refusal | None
) -> None:
    in_force(in_memory)
    for staff in put_by:
        in_memory.accept("record_safeguarding", changes={"sent_by.id": staff})
    in_memory.at("2026-11-06 11:00")
    answer = in_memory.consider("record_safeguarding", changes=LIFTS | {"sent_by.id": lifted_by}).answer
    assert answer.code is code
    assert not code or "put the mark, so somebody else lifts it" in answer.reasons[0]


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_whoever_put_one_that_was_lifted_lifts_one_that_another_put(in_memory: CaseUnderTest) -> None:
    in_force(in_memory)
    in_memory.accept("record_safeguarding", changes={"sent_by.id": "tm-201"})
    in_memory.accept("record_safeguarding", changes=LIFTS | {"sent_by.id": "sm-31"})
    in_memory.at("2026-11-06 11:00")
    in_memory.accept("record_safeguarding")
    in_memory.accept("record_safeguarding", changes=LIFTS | {"sent_by.id": "tm-201"})


# Clocks

SECOND, AHEAD = timedelta(seconds=1), timedelta(minutes=MINUTES_AHEAD)


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(("later", "is_taken"), [(AHEAD, True), (AHEAD + SECOND, False), (timedelta(days=30), False)])
@pytest.mark.parametrize("message", ["change_contact", "request_copy", "withdraw"])
def test_no_message_says_that_it_is_sent_later_than_now(
    in_memory: CaseUnderTest, message: str, later: timedelta, is_taken: bool
) -> None:
    case = in_memory
    in_force(case)
    days: Json = {"change_contact": {"decided_on": "2026-11-06"}, "request_copy": TODAY}.get(message, {})
    answer = case.consider(message, changes=days | {"sent_at": (case.now + later).isoformat()}).answer
    assert (answer.code is not Refusal.MALFORMED) is is_taken
    if not is_taken:
        assert [reason.partition(":")[0] for reason in answer.reasons] == ["sent_at"]
        again = case.message(message, changes=days | {"message_id": case.latest(message)})
        assert case.put(case.considering(message, again)).answer.code is not Refusal.MESSAGE_ID_REUSED, "it is free"


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(("later", "is_taken"), [(AHEAD, True), (AHEAD + SECOND, False)])
def test_nor_does_a_submission(in_memory: CaseUnderTest, later: timedelta, is_taken: bool) -> None:
    answer = in_memory.submit(changes={"sent_at": (in_memory.now + later).isoformat()}).answer
    assert (answer.accepted, [reason.partition(":")[0] for reason in answer.reasons]) == (
        is_taken,
        [] if is_taken else ["sent_at"],
    )


@pytest.mark.rule("TIME-3")
def test_but_urgent_needs_are_taken_as_sent_when_they_come(in_memory: CaseUnderTest) -> None:
    case = in_memory
    in_force(case)
    later = (case.now + timedelta(days=30)).isoformat()
    case.accept("report_urgent_needs", changes={"sent_at": later}, to=Workflow.PLAN)
    assert max(kept.sent_at for kept in case.kept.messages.values()) == case.now


# Days


@pytest.mark.rule("SHARE-6", "TELL-8")
@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("record_consent", "sharing.decided_on"),
        ("request_copy", "request.asked_on"),
        ("change_contact", "decided_on"),
        ("change_representative", "decided_on"),
    ],
)
@pytest.mark.parametrize(("day", "is_taken"), [("2024-11-06", True), ("2024-11-05", False), ("2001-01-01", False)])
def test_what_was_decided_years_ago_is_not_said_now(
    in_memory: CaseUnderTest, message: str, field: str, day: str, is_taken: bool
) -> None:
    in_force(in_memory)
    answer = in_memory.consider(message, changes={field: day}).answer
    assert answer.accepted is is_taken
    assert is_taken or {reason.partition(":")[0] for reason in answer.reasons} == {field}


@pytest.mark.rule("SHARE-6")
def test_a_refusal_is_taken_whenever_it_was(in_memory: CaseUnderTest) -> None:
    in_force(in_memory)
    withdrawn: Json = {"sharing.scope": "none", "sharing.sections": [], "sharing.decided_on": "2020-01-01"}
    in_memory.accept("record_consent", changes=withdrawn)
