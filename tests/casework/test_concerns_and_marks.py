"""SHARE-5, TELL-8 · Concerns about copies, what is decided about them, and safeguarding marks.

Edie's plan is in force from 5 November 2026: C1, her daughter Ruth Marlow, has a full copy by default, P1 by consent.
"""

from datetime import date

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from countersign.wording.document import Points
from countersign.wording.letters_about_copies import CopyDecided, CopyOfPlan, CopyToReturn
from countersign.wording.written_record import WrittenRecord
from tests.casework.cases import ready
from tests.casework.test_copies_asked_for import TODAY, copies_to, happened, in_force, notices
from tests.casework.test_sharing import Post, notice, outbox_of, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

BACK_BY = date(2026, 11, 13)
"""Five working days from Friday 6 November."""

WITHHELD, BY_HAND = NoticeStatus.WITHHELD, NoticeStatus.BY_HAND
ABOUT_HER: Json = {"concern.recipient": "asked-1"}
DECLINED: Json = {"decided.outcome": "declined", "decided.sections": []}
IN_FULL: Json = {"decided.outcome": "in_full", "decided.sections": []}
TO_HER: Json = {"decided.recipient": "asked-1"}


def agreed_and_queued(case: CaseUnderTest) -> None:
    """Agreed, and the record and copies for C1 and P1 wait to be sent."""
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()


# A concern


@pytest.mark.rule("SHARE-5", "TIME-1")
def test_a_concern_holds_the_copy_at_once_and_is_the_line_managers_with_a_clock(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.at("2026-11-06 09:05")
    case.accept("raise_concern")
    assert copies_to(case, "C1") == {"full": WITHHELD}
    (name,) = (name for name, kind in case.open_tasks().items() if kind is TaskKind.CONCERN)
    task = case.kept.tasks[name]
    assert (task.owner, task.due_at) == ("tm-201", case.clock("concern:C1").due)
    assert [notice.recipient for notice in notices(case, NoticeKind.QUESTION)] == ["tm-201"]
    assert copies_to(case, "P1") == {"full": NoticeStatus.QUEUED}, "which is about somebody else"


@pytest.mark.rule("SHARE-5", "SHARE-7", "SHARE-8")
def test_a_copy_that_was_held_back_goes_in_part_and_says_nothing_of_what_is_missing(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-09 11:00")
    determined = case.accept("decide_concern")
    assert determined.shares
    assert TaskKind.CONCERN not in case.open_tasks().values()
    assert "concern:C1" not in case.clocks()
    case.share()
    assert copies_to(case, "C1") == {"full": WITHHELD, "part:services": NoticeStatus.QUEUED}
    facts = case.letter("v1/copy/C1/part:services").facts
    assert isinstance(facts, CopyOfPlan)
    assert (facts.is_part, facts.sections_left_out) == (True, ())
    with case.installation.files.open(case.plan_id) as file:
        enclosed = b"".join(part.content for part in file.enclosed(f"{case.plan_id}/v1/copy/C1/part:services"))
    for word in (b"concern", b"risk", b"safeguard", b"shout", b"manager decided"):
        assert word not in enclosed.lower().replace(b"risks_and_contingency", b""), word
    assert happened(case).count(Happening.CONCERN_DECIDED) == 1
    assert not notices(case, NoticeKind.COPY_DECIDED), "nobody had asked: a carer has one by default"


@pytest.mark.rule("SHARE-5")
def test_in_full_it_goes_as_it_would_have_gone(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.accept("raise_concern")
    case.at("2026-11-09 11:00")
    case.accept("decide_concern", changes=IN_FULL)
    case.share()
    post = Post()
    send(case, post)
    assert [key for key in post.went if "/C1/" in key] == ["v1/copy/C1/full/2026-11-09"]


@pytest.mark.rule("SHARE-4", "SHARE-5", "SHARE-8")
def test_declining_is_explained_without_the_reason_or_a_name(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("raise_concern", changes=ABOUT_HER)
    case.share()
    assert copies_to(case, "asked-1") == {}
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    case.share()
    assert copies_to(case, "asked-1") == {}
    (told,) = notices(case, NoticeKind.COPY_DECIDED)
    assert told.recipient == "person"
    letter = case.letter(told.key.partition("/")[2])
    assert letter.facts == CopyDecided(is_part=False, explained_by=date(2026, 11, 10))
    (explain,) = (task for task in case.kept.tasks.values() if task.kind is TaskKind.EXPLAIN)
    assert explain.due_at is not None
    assert explain.due_at.date() == date(2026, 11, 10), "the day that the letter gives"


@pytest.mark.rule("SHARE-4", "SHARE-5")
@pytest.mark.parametrize(
    ("wanted", "allowed", "told"),
    [
        pytest.param([], ["services"], [True], id="a part of all of it"),
        pytest.param(["services"], ["services"], [], id="all that was wanted"),
        pytest.param(["services"], ["services", "budget"], [], id="more than was wanted"),
        pytest.param(["services", "budget"], ["services"], [True], id="a part of a part"),
        pytest.param(["budget"], ["services"], [False], id="nothing of what was wanted"),
    ],
)
def test_the_letter_says_what_goes_beside_what_the_person_wanted(
    case: CaseUnderTest, wanted: list[str], allowed: list[str], told: list[bool]
) -> None:
    in_force(case)
    part: Json = {"request.scope": "part", "request.sections": wanted} if wanted else {}
    case.accept("request_copy", changes={**TODAY, **part})
    case.accept("raise_concern", changes=ABOUT_HER)
    case.accept("decide_concern", changes={**TO_HER, "decided.outcome": "in_part", "decided.sections": allowed})

    letters = [case.letter(letter.key.partition("/")[2]).facts for letter in notices(case, NoticeKind.COPY_DECIDED)]
    assert [facts.is_part for facts in letters if isinstance(facts, CopyDecided)] == told
    assert [kind for kind in case.open_tasks().values() if kind is TaskKind.EXPLAIN] == [TaskKind.EXPLAIN] * len(told)


@pytest.mark.rule("SHARE-5", "SHARE-9")
def test_a_concern_about_a_copy_that_went_asks_for_it_back_once_it_is_declined(case: CaseUnderTest) -> None:
    in_force(case)
    assert copies_to(case, "C1") == {"full": NoticeStatus.SENT}
    case.accept("raise_concern")
    assert not notices(case, NoticeKind.COPY_TO_RETURN), "nothing is decided yet"
    case.accept("decide_concern", changes=DECLINED)
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    assert case.letter(back.key.partition("/")[2]).facts == CopyToReturn(
        sent_on=date(2026, 11, 5), is_part=False, back_by=BACK_BY
    )


@pytest.mark.rule("SHARE-5", "WHO-1")
@pytest.mark.parametrize(
    ("raised_by", "sender", "is_taken"),
    [
        pytest.param("sw-1042", "tm-201", True, id="the line manager"),
        pytest.param("tm-201", "tm-201", False, id="who raised it"),
        pytest.param("sw-1042", "sm-31", True, id="one person up"),
        pytest.param("sw-1042", "sw-1042", False, id="the practitioner"),
    ],
)
def test_who_may_decide_a_concern(case: CaseUnderTest, raised_by: str, sender: str, is_taken: bool) -> None:
    in_force(case)
    case.accept("raise_concern", changes={"sent_by.id": raised_by})
    answer = case.consider("decide_concern", changes={"sent_by.id": sender}).answer
    assert answer.accepted is is_taken
    assert is_taken or answer.code is Refusal.NO_AUTHORITY


@pytest.mark.rule("SHARE-5", "TIME-2")
def test_raised_by_the_line_manager_it_is_put_to_the_next_person_who_did_not(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("raise_concern", changes={"sent_by.id": "tm-201"})
    assert case.clock("concern:C1").owner == "team_manager"


@pytest.mark.rule("SHARE-5")
def test_nothing_is_decided_where_there_is_no_concern(case: CaseUnderTest) -> None:
    in_force(case)
    assert case.consider("decide_concern").answer.code is Refusal.NOT_NOW


@pytest.mark.rule("SHARE-4", "SHARE-5")
def test_asked_for_again_after_it_was_declined_it_is_looked_at_again(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("raise_concern", changes=ABOUT_HER)
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    case.at("2026-11-20 10:00")
    case.accept("request_copy", changes={"request.asked_on": "2026-11-20"})
    assert "concern:asked-1" in case.clocks()
    case.accept("decide_concern", changes=TO_HER | IN_FULL)
    case.share()
    assert copies_to(case, "asked-1") == {"full": NoticeStatus.QUEUED}


@pytest.mark.rule("SHARE-5", "TIME-1")
def test_the_clock_of_a_concern_goes_on_as_the_plan_moves_on_and_ends_when_it_leaves(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.accept("raise_concern")
    due = case.clock("concern:C1").due
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert case.clock("concern:C1").due == due
    assert copies_to(case, "C1") == {}
    case.at("2026-11-10 10:00")
    case.accept("end")
    assert "concern:C1" not in case.clocks()
    assert TaskKind.CONCERN not in case.open_tasks().values()


@pytest.mark.rule("SHARE-6")
def test_what_was_decided_about_one_daughter_lets_no_other_have_it(case: CaseUnderTest) -> None:
    """C1 is somebody else in version 2, or has a new name that nobody told us of: a manager is asked once more."""
    ready.returned(case)
    case.accept("raise_concern")
    case.accept("decide_concern", changes=DECLINED)
    assert "concern:C1" not in case.clocks()
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.carers.0.name": "Ruth Ellison"})
    assert "concern:C1" in case.clocks()
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C1") == {}


# A mark


@pytest.mark.rule("SHARE-1", "SHARE-5", "TELL-8")
def test_a_daughter_named_as_a_risk_gets_nothing_and_a_manager_is_asked(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    case.at("2026-11-06 09:05")
    case.accept("record_safeguarding")
    post = Post()
    send(case, post)
    assert not [key for key in post.went if "/C1/" in key]
    assert copies_to(case, "C1") == {"full": WITHHELD}
    assert [task.owner for task in case.kept.tasks.values() if task.kind is TaskKind.CONCERN] == ["tm-201"]
    case.at("2026-11-09 10:00")
    case.accept("decide_concern", changes=DECLINED)
    case.share()
    send(case, post)
    assert not [key for key in post.went if "/C1/" in key]
    assert "concern:C1" not in case.clocks()


@pytest.mark.rule("SHARE-6", "TELL-8")
def test_the_mark_comes_while_the_letter_before_it_goes_and_the_copy_does_not(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    post, tried = Post(), list[str]()

    def marked_meanwhile(item: Item) -> None:
        if not tried:
            case.accept("record_safeguarding", changes={"mark.about": "P1"})
        tried.append(item.key.partition("/")[2])

    post.before = marked_meanwhile
    send(case, post)
    assert "v1/copy/C1/full" in post.went
    assert "v1/copy/P1/full" not in tried
    assert copies_to(case, "P1") == {"full": WITHHELD}


@pytest.mark.rule("SHARE-9", "TELL-8")
def test_the_mark_comes_a_minute_after_it_went_and_the_holder_is_asked_once_a_manager_declined(
    case: CaseUnderTest,
) -> None:
    agreed_and_queued(case)
    send(case, Post())
    case.at("2026-11-06 09:06")
    case.accept("record_safeguarding")
    assert not notices(case, NoticeKind.COPY_TO_RETURN)
    case.accept("decide_concern", changes=DECLINED)
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    send(case, Post())
    assert notice(case, back.key.partition("/")[2]).status is NoticeStatus.SENT


@pytest.mark.rule("SHARE-9", "TELL-8")
def test_to_where_it_is_not_safe_to_write_a_person_asks_for_it_back(case: CaseUnderTest) -> None:
    agreed_and_queued(case)
    send(case, Post())
    case.at("2026-11-06 09:06")
    case.accept("record_safeguarding", changes={"mark.kind": "address_not_safe"})
    case.accept("decide_concern", changes=DECLINED)
    (back,) = notices(case, NoticeKind.COPY_TO_RETURN)
    send(case, Post())
    assert notice(case, back.key.partition("/")[2]).status is BY_HAND


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize("before_sending", [True, False])
def test_a_letter_to_where_it_is_not_safe_becomes_a_persons_task(case: CaseUnderTest, before_sending: bool) -> None:
    """Either the message comes first, or it comes while another letter goes: it is read again at sending."""
    ready.submitted(case)
    unsafe: Json = {"mark.kind": "address_not_safe", "mark.about": "person"}
    post = Post()
    if before_sending:
        case.accept("record_safeguarding", changes=unsafe)
        send(case, post)
        assert [key for key in post.went if "/person" in key] == []
        assert "give:v1/submitted/person" in case.open_tasks()
        assert notice(case, "v1/submitted/person").status is BY_HAND
        return
    send(case, post)
    assert "v1/submitted/person" in post.went
    case.accept("record_safeguarding", changes=unsafe)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    send(case, post)
    assert "v1/returned/person" not in post.went
    assert "give:v1/returned/person" in case.open_tasks()


@pytest.mark.rule("TELL-8")
def test_the_mark_comes_between_the_taking_and_the_sending(case: CaseUnderTest) -> None:
    """By a way that cannot be tried again each letter is read again by itself."""
    ready.submitted(case)
    post, tried = Post(), list[str]()
    post.repeatable = False

    def marked_meanwhile(item: Item) -> None:
        if not tried:
            case.accept("record_safeguarding", changes={"mark.kind": "address_not_safe", "mark.about": "person"})
        tried.append(item.key.partition("/")[2])

    post.before = marked_meanwhile
    outbox_of(case, post).send_what_waits(case.situation(Workflow.PLAN))
    assert "v1/submitted/person" not in tried
    assert notice(case, "v1/submitted/person").status is BY_HAND


@pytest.mark.rule("SHARE-5", "TELL-8", "WHO-1")
def test_only_those_who_decide_concerns_lift_a_mark_and_then_the_copy_goes(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("record_safeguarding", changes={"mark.about": "asked-1"})
    case.share()
    assert copies_to(case, "asked-1") == {}
    lifted: Json = {"mark.about": "asked-1", "mark.is_lifted": True, "mark.in_words": "The enquiry found nothing."}
    assert case.consider("record_safeguarding", changes=lifted).answer.code is Refusal.NO_AUTHORITY
    lifted["sent_by.id"] = "tm-201"
    assert case.accept("record_safeguarding", changes=lifted).shares
    assert TaskKind.CONCERN not in case.open_tasks().values()
    case.share()
    assert copies_to(case, "asked-1") == {"full": NoticeStatus.QUEUED}
    assert case.consider("record_safeguarding", changes=lifted).answer.code is Refusal.NOT_NOW


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_a_mark_after_a_decision_is_another_concern(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("raise_concern")
    case.accept("decide_concern", changes=IN_FULL)
    case.at("2026-11-10 10:00")
    case.accept("record_safeguarding")
    assert "concern:C1" in case.clocks()


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_a_mark_that_the_plan_states_is_a_concern_of_the_line_managers_from_its_submission(case: CaseUnderTest) -> None:
    mark = {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "She shouted at her about money."}
    case.submit(changes={"plan.safeguarding": [mark]})
    assert list(case.open_tasks().values()) == [TaskKind.CONCERN]
    assert "concern:C1" in case.clocks()


@pytest.mark.rule("TELL-8")
def test_a_mark_that_a_message_put_is_not_lifted_by_a_version_that_leaves_it_out(case: CaseUnderTest) -> None:
    ready.returned(case)
    case.accept("record_safeguarding")
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission")
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C1") == {}


@pytest.mark.rule("SHARE-8", "TELL-8")
def test_whoever_is_marked_is_looked_for_in_every_part_copy(case: CaseUnderTest) -> None:
    """Her name is no part of what is left out, and it is looked for because she is the reason."""
    sections = [section.value for section in Section if section is not Section.BUDGET]
    part: Json = {"plan.sharing.0.scope": "part", "plan.sharing.0.sections": sections}
    case.submit(changes=part | {"plan.contingency_plan": "If Ruth Marlow rings, pass it on."})
    assert case.open_tasks() == {}
    case.accept("record_safeguarding")
    assert TaskKind.LOOK_AT_COPY in case.open_tasks().values()


@pytest.mark.rule("TELL-8")
def test_a_mark_of_the_plan_that_a_message_lifts_keeps_no_letter_back(case: CaseUnderTest) -> None:
    mark = {"kind": "address_not_safe", "about": "person", "in_words": "Her son opens the post."}
    case.submit(changes={"plan.safeguarding": [mark]})
    assert TaskKind.GIVE_BY_HAND in case.open_tasks().values()
    lifted = {"mark": {**mark, "in_words": "He has moved out.", "is_lifted": True}, "sent_by.id": "tm-201"}
    case.accept("record_safeguarding", changes=lifted)
    assert [notice.status for notice in notices(case, NoticeKind.SUBMITTED)] == [NoticeStatus.QUEUED]


RISK: Json = {"kind": "somebody_who_is_a_risk", "about": "C1", "in_words": "She shouted at her about money."}
NO_MARKS: Json = {"plan.safeguarding": []}
LIFTED: Json = {
    "mark": {**RISK, "in_words": "The enquiry found nothing.", "is_lifted": True},
    "sent_by.id": "tm-201",
}


@pytest.mark.rule("TELL-8", "SHARE-5")
@pytest.mark.parametrize(
    ("resubmitted", "lifted", "goes"),
    [
        pytest.param(NO_MARKS, False, {}, id="left out"),
        pytest.param({"plan.safeguarding": [{**RISK, "kind": "ask_before_copies"}]}, False, {}, id="a lesser one"),
        pytest.param(NO_MARKS, True, {"full": NoticeStatus.SENT}, id="left out, and lifted by a message"),
        pytest.param({"plan.safeguarding": [RISK]}, True, {"full": NoticeStatus.SENT}, id="lifted, then repeated"),
    ],
)
def test_a_mark_that_a_version_states_is_not_lifted_by_one_that_leaves_it_out(
    case: CaseUnderTest, resubmitted: Json, lifted: bool, goes: Json
) -> None:
    case.submit(changes={"plan.safeguarding": [RISK]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    if lifted:
        case.accept("record_safeguarding", changes=LIFTED)
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", resubmitted)
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C1") == goes


@pytest.mark.rule("TELL-8")
def test_no_letter_goes_to_where_an_earlier_version_says_that_it_is_not_safe(case: CaseUnderTest) -> None:
    mark = {"kind": "address_not_safe", "about": "person", "in_words": "Her son opens the post."}
    case.submit(changes={"plan.safeguarding": [mark]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", NO_MARKS)
    assert notice(case, "v2/resubmitted/person").status is BY_HAND


@pytest.mark.rule("TELL-8")
def test_a_mark_on_whom_no_version_has_any_more_can_be_lifted(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.safeguarding": [RISK]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    case.accept("resubmit", "clare-3-resubmission", NO_MARKS | {"plan.carers": [], "plan.sharing": []})
    case.accept("record_safeguarding", changes=LIFTED)
    assert case.consider("record_safeguarding", changes=LIFTED).answer.code is Refusal.NO_SUCH_RECIPIENT, "once"


@pytest.mark.rule("TELL-8", "SHARE-6")
def test_a_mark_on_somebody_else_under_the_same_reference_takes_the_place_of_none(case: CaseUnderTest) -> None:
    """Her daughter is marked as C1; then C1 is a neighbour who is marked, and she is C2."""
    case.submit(changes={"plan.safeguarding": [RISK]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    elsewhere = {**ruth["contact"], "address": ["9 Hill Lane", "Northbridge", "ZZ99 9XX"], "email": None}
    neighbour = {**ruth, "name": "Joan Pell", "relationship": "neighbour", "contact": elsewhere}
    on_the_neighbour = {**RISK, "in_words": "She took money from her purse."}
    both = [neighbour, {**ruth, "id": "C2"}]
    case.accept("resubmit", "clare-3-resubmission", {"plan.safeguarding": [on_the_neighbour], "plan.carers": both})
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert (copies_to(case, "C1"), copies_to(case, "C2")) == ({}, {})


# The same one under another name, or at the same place

HER_MAIL: Json = {"channel": "email", "format": "standard", "email": "Ruth.Marlow@example.org"}
AS_ANOTHER: Json = {"name": "R. Marlowe", "what_they_are": "friend", "contact": HER_MAIL}
ON_THAT_DAY: Json = {"decided_on": "2026-11-06"}


def asked_for_as(name: str) -> Json:
    """The example's request for asked-1, under this name, at the same postal address, as asked-2."""
    return {"request.recipient": "asked-2", "request.whom.name": name, **TODAY}


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize("name", ["Bernie Q", "Bernadette Q\u200buayle", "Bern\u0430dette Quayle"])
@pytest.mark.parametrize("before", ["mark", "concern", "declined"])
def test_at_the_address_of_somebody_held_another_name_is_held(case: CaseUnderTest, before: str, name: str) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    if before == "mark":
        case.accept("record_safeguarding", changes={"mark.about": "asked-1"})
    else:
        case.accept("raise_concern", changes=ABOUT_HER)
    if before == "declined":
        case.accept("decide_concern", changes=TO_HER | DECLINED)
    case.at("2026-11-06 11:00")
    asked = case.consider("request_copy", changes=asked_for_as(name)).answer
    case.share()
    assert copies_to(case, "asked-2") == {}
    assert asked.outcome == ("accepted" if name == "Bernie Q" else "refused")
    assert ("concern:asked-2" in case.clocks()) == (name == "Bernie Q")


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes", "recipient"),
    [
        pytest.param(
            "request_copy",
            {"request.recipient": "asked-2", "request.whom": AS_ANOTHER, **TODAY},
            "asked-2",
            id="somebody asked for",
        ),
        pytest.param("change_contact", {"about": "P1", "contact": HER_MAIL, **ON_THAT_DAY}, "P1", id="a new contact"),
    ],
)
@pytest.mark.parametrize("before", ["record_safeguarding", "raise_concern"])
def test_at_her_e_mail_address_nobody_has_a_copy_before_a_manager_decides(
    case: CaseUnderTest, before: str, message: str, changes: Json, recipient: str
) -> None:
    agreed_and_queued(case)
    case.accept(before)
    case.at("2026-11-06 11:00")
    case.accept(message, changes=changes)
    case.share()
    assert NoticeStatus.QUEUED not in copies_to(case, recipient).values()
    assert f"concern:{recipient}" in case.clocks()


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_an_amended_plan_that_renames_her_gives_her_nothing(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.safeguarding": [RISK]})
    case.at("2026-11-05 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-10 10:00")
    (ruth,) = case.kept.versions[1][1].model_dump(mode="json")["carers"]
    renamed = {**ruth, "id": "C7", "name": "Joan Pell", "relationship": "neighbour"}
    case.accept("resubmit", "clare-3-resubmission", NO_MARKS | {"plan.carers": [renamed]})
    case.at("2026-11-13 10:00")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert copies_to(case, "C7") == {}
    assert "concern:C7" in case.clocks()


@pytest.mark.rule("REC-1", "TELL-8")
@pytest.mark.parametrize(
    ("message", "changes"),
    [
        pytest.param("change_contact", {"contact": HER_MAIL, **ON_THAT_DAY}, id="the person's letters"),
        pytest.param(
            "change_representative",
            {
                "representative.contact": HER_MAIL,
                "written_to": {
                    "who": "representative",
                    "why": "She cannot read them.",
                    "decided_by": "the person",
                    "decided_on": "2026-11-06",
                    "receives_record": True,
                },
                **ON_THAT_DAY,
            },
            id="a representative's",
        ),
    ],
)
def test_no_letter_goes_to_the_mailbox_of_somebody_who_is_a_risk(
    case: CaseUnderTest, message: str, changes: Json
) -> None:
    agreed_and_queued(case)
    case.accept("record_safeguarding")
    case.at("2026-11-06 11:00")
    case.accept(message, changes=changes)
    post = Post()
    send(case, post)
    assert not [sent for sent in post.went if "/representative" in sent]
    if message == "change_contact":
        assert notice(case, "v1/agreed/person").status is BY_HAND


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    "by", ["Ruth Marlow", "Ruth M\u0430rlow, by telephone", "her daughter", "Northbridge Home Care"]
)
@pytest.mark.parametrize("message", ["change_contact", "change_representative"])
def test_nobody_who_may_have_a_copy_says_where_or_to_whom_letters_go(
    case: CaseUnderTest, message: str, by: str
) -> None:
    in_force(case)
    answer = case.consider(message, changes={**ON_THAT_DAY, "decided_by": by}).answer
    assert (answer.outcome, "decided_by" in answer.reasons[0]) == ("refused", True)


@pytest.mark.rule("SHARE-5")
def test_two_at_one_address_are_each_decided_once(case: CaseUnderTest) -> None:
    in_force(case)
    case.accept("request_copy", changes=TODAY)
    case.accept("request_copy", changes=asked_for_as("Bernie Q"))
    case.accept("raise_concern", changes=ABOUT_HER)
    assert {"concern:asked-1", "concern:asked-2"} <= set(case.clocks())
    case.accept("decide_concern", changes=TO_HER | DECLINED)
    assert "concern:asked-2" in case.clocks()
    case.accept("decide_concern", changes=IN_FULL | {"decided.recipient": "asked-2"})
    assert not {"concern:asked-1", "concern:asked-2"} & set(case.clocks())


# SHARE-9: who has one


def records_of(case: CaseUnderTest) -> dict[str, WrittenRecord]:
    """The record that each has, by their reference."""
    return {
        key.split("/")[3]: WrittenRecord.model_validate_json(part.content)
        for key, files in case.kept.enclosed.items()
        for part in files
        if part.name == "record.html"
    }


@pytest.mark.rule("SHARE-9", "SHARE-5")
@pytest.mark.parametrize(
    ("is_held", "named"),
    [
        (False, ("Northbridge Home Care: all of it", "Ruth Marlow: all of it")),
        (True, ("Northbridge Home Care: all of it",)),
    ],
)
def test_the_persons_record_names_whoever_has_a_copy_and_nobody_whose_copy_is_held(
    case: CaseUnderTest, is_held: bool, named: tuple[str, ...]
) -> None:
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    if is_held:
        case.accept("raise_concern")
    case.accept("decide", "clare-4-agreed")
    case.queue_the_record()
    person, *others = (record for _, record in sorted(records_of(case).items(), key=lambda item: item[0] != "person"))
    (part,) = (part for part in person.parts if part.heading == "Who has a copy of your plan")
    assert sorted(item for block in part.blocks if isinstance(block, Points) for item in block.items) == list(named)
    assert person.to_send_back is not None
    assert len(others) == len(named)
    for record in others:
        assert record.to_send_back is None
        assert "Who has a copy of your plan" not in [part.heading for part in record.parts]
