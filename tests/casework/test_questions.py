"""DEC-4, RET-4, TIME-6: to whom an answer goes, and what becomes of what was asked and never answered."""

from typing import Any

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.register import Absence
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Actor, Happening
from tests.casework.cases import ready
from tests.casework.cases.on_the_way import QUESTION, REQUEST
from tests.support.builders import Json, register
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought

ANSWER: Json = {"request": REQUEST}


def supplied(case: CaseUnderTest) -> Brought:
    case.at("2026-11-06 15:05")
    return case.brings_about("supply_information", changes=ANSWER)


@pytest.mark.rule("DEC-4")
def test_whoever_the_plan_was_reassigned_to_meanwhile_hears_of_the_answer_besides(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.accept("reassign", changes={"to": "sm-31"})

    assert supplied(case).notices == ("question to sm-31: queued", "question to tm-201: queued")


@pytest.mark.rule("DEC-4", "ROUTE-9")
def test_where_whoever_asked_is_away_the_answer_goes_to_whoever_decides_now(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.installation.put_in_force(register(Absence("tm-201", london_day(case.now), None)))
    brought = supplied(case)

    assert brought.record == (
        Happening.INFORMATION_CAME,
        Happening.ASKER_NO_LONGER_DECIDES,
        Happening.NOBODY_THERE,
    )
    assert brought.notices == ("question to sm-31: queued", "task to ops-661: queued")


@pytest.mark.rule("DEC-4", "ROUTE-9")
def test_where_whoever_asked_is_away_it_goes_to_whom_the_plan_was_reassigned(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.accept("reassign", changes={"to": "hs-1"})
    case.installation.put_in_force(register(Absence("tm-201", london_day(case.now), None)))
    brought = supplied(case)

    assert Happening.ASKER_NO_LONGER_DECIDES in brought.record
    assert brought.notices == ("question to hs-1: queued",)


@pytest.mark.rule("RET-4")
def test_the_answer_about_a_return_goes_to_whoever_asked(case: CaseUnderTest) -> None:
    ready.asked_by_a_manager(case)
    brought = case.brings_about("answer_about_return", changes={"question": QUESTION, "sent_by.id": "sm-31"})

    assert brought.notices == ("question to tm-201: queued",)


@pytest.mark.rule("DEC-4")
def test_each_part_of_an_answer_is_kept_with_what_is_still_to_come(case: CaseUnderTest) -> None:
    ready.asked(case)
    for hour, still in (("09:00", "The letter."), ("10:00", "The second page.")):
        case.at(f"2026-11-06 {hour}")
        case.accept("supply_information", changes=ANSWER | {"still_to_come": still})
    supplied(case)
    question = case.kept.questions[REQUEST]

    assert [(part["by"], part["still_to_come"]) for part in question.parts] == [
        ("sw-1042", "The letter."),
        ("sw-1042", "The second page."),
    ]
    assert (question.answered_by, question.answered_at) == ("sw-1042", case.now)


@pytest.mark.rule("DEC-4")
def test_what_is_bare_of_evidence_is_no_part_that_is_still_to_come(case: CaseUnderTest) -> None:
    """A sender that fills the field with a dash has sent the whole of it."""
    ready.asked(case)
    case.accept("supply_information", changes=ANSWER | {"still_to_come": "-"})

    assert case.kept.questions[REQUEST].answered_at is not None


@pytest.mark.rule("DEC-4", "RET-4")
@pytest.mark.parametrize(
    ("bring", "name", "given", "changes", "question"),
    [
        pytest.param(ready.asked, "decide", "clare-2-returned", {}, REQUEST, id="the plan is decided"),
        pytest.param(ready.asked, "withdraw", "", {}, REQUEST, id="the plan is withdrawn"),
        pytest.param(
            ready.asked_about_the_return, "resubmit", "clare-3-resubmission", {}, QUESTION, id="it is resubmitted"
        ),
        pytest.param(ready.asked_about_the_return, "end", "", {"reason": "died"}, QUESTION, id="the person has died"),
    ],
)
def test_what_nobody_answered_is_settled_once_the_plan_moves_on(
    case: CaseUnderTest, bring: Any, name: str, given: str, changes: Json, question: str
) -> None:
    bring(case)
    case.at("2026-11-06 09:20")
    case.accept(name, given, changes)
    settled = case.kept.questions[question]

    assert (settled.answered_by, settled.answered_at) == (Actor.SYSTEM, case.now)
    assert settled.answer
    assert {clock.wait for clock in case.standing.clocks}.isdisjoint({Wait.INFORMATION, Wait.QUESTION})


AGREE: Json = {"version": 1}
NO_CHANGE: Json = {}


@pytest.mark.rule("DEC-4")
@pytest.mark.parametrize(
    ("then", "sender", "code"),
    [
        pytest.param(None, "tm-201", Refusal.INCOMPLETE, id="nothing has come of it"),
        pytest.param(None, "sm-31", None, id="and somebody else agrees, who asked nothing"),
        pytest.param(("supply_information", {"still_to_come": "The letter."}), "tm-201", Refusal.INCOMPLETE, id="part"),
        pytest.param(("supply_information", NO_CHANGE), "tm-201", None, id="it is answered"),
        pytest.param(("withdraw_request", NO_CHANGE), "tm-201", None, id="it is withdrawn with a reason"),
        pytest.param(("withdraw_request", {"reason": "n/a"}), "tm-201", Refusal.INCOMPLETE, id="without a reason"),
        pytest.param(("supply_information", {"information": "TBC"}), "tm-201", Refusal.INCOMPLETE, id="no answer"),
    ],
)
def test_whoever_asked_agrees_once_it_is_answered_or_withdrawn(
    case: CaseUnderTest, then: tuple[str, Json] | None, sender: str, code: Refusal | None
) -> None:
    ready.asked(case)
    case.at("2026-11-06 09:20")
    if then:
        case.consider(then[0], changes=ANSWER | then[1])
    agreed = case.consider("decide", "clare-4-agreed", AGREE | {"sent_by.id": sender})

    assert agreed.answer.code is code
    if code:
        assert [reason for reason in agreed.answer.reasons if REQUEST in reason and "[DEC-4]" in reason]


@pytest.mark.rule("DEC-4")
def test_a_request_about_an_earlier_version_binds_nobody(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.at("2026-11-06 09:20")
    case.accept("decide", "clare-2-returned")
    case.accept("resubmit", "clare-3-resubmission")

    assert case.consider("decide", "clare-4-agreed").answer.accepted
