"""TELL-8, SHARE-5 · Safeguarding marks: what they hold back, how long they stand, and who lifts them."""

import pytest

from countersign.careplan.consent import Section
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item
from tests.casework.cases import ready
from tests.casework.copies import (
    DECLINED,
    IN_FULL,
    NO_MARKS,
    RISK,
    TODAY,
    Post,
    agreed_and_queued,
    copies_to,
    in_force,
    notices,
)
from tests.casework.people import notice, outbox_of, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

WITHHELD, BY_HAND = NoticeStatus.WITHHELD, NoticeStatus.BY_HAND

LIFTED: Json = {
    "mark": {**RISK, "in_words": "The enquiry found nothing.", "is_lifted": True},
    "sent_by.id": "tm-201",
}


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
