"""WHO-1: who is to a plan what a message asks for. Each relation by itself, with somebody who just is not.

Which message asks for which is declared on the message; that a stranger sends none is in `test_considering`.
"""

from datetime import date

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.working_time import london_day
from tests.casework.cases import ready
from tests.casework.cases.on_the_way import QUESTION, REQUEST
from tests.casework.cases.support import NO_LONGER_NEEDED
from tests.casework.cases.table import Ready
from tests.support.builders import Json, register
from tests.support.casework import CaseUnderTest

SINCE = date(2024, 4, 1)


def with_lines(*lines: Holding, without: tuple[str, ...] = ()) -> Register:
    """The example register with more lines, and without some people."""
    known = register()
    return known._replace(holdings=(*(line for line in known.holdings if line.person not in without), *lines))


def code_of(case: CaseUnderTest, name: str, by: str, changes: Json | None = None) -> Refusal | None:
    return case.consider(name, changes={"sent_by.id": by} | (changes or {})).answer.code


@pytest.mark.rule("WHO-1", "ROUTE-9")
@pytest.mark.parametrize(
    ("person", "works_on_it"),
    [
        pytest.param("sw-1042", True, id="its practitioner"),
        pytest.param("plan-77", True, id="who planned it, and is on no register"),
        pytest.param("sw-1115", True, id="to whom it was reassigned for a time"),
        pytest.param("tm-208", False, id="somebody on the register, of another team"),
        pytest.param("fin-631", False, id="a finance officer"),
        pytest.param("tm-199", False, id="somebody whose line has ended"),
        pytest.param("sw-9999", False, id="a stranger"),
    ],
)
def test_consent_is_recorded_by_whoever_works_on_the_plan(case: CaseUnderTest, person: str, works_on_it: bool) -> None:
    case.submit(changes={"plan.planned_by": {"id": "plan-77", "organisation": "A centre for independent living"}})
    for to in ("sw-1115", "sw-1057"):
        case.accept("reassign", changes={"whose": "practitioner", "to": to})
    case.installation.put_in_force(with_lines(without=("sw-1042", "sw-1115")))

    assert (code_of(case, "record_consent", person) is not Refusal.NO_AUTHORITY) is works_on_it


@pytest.mark.rule("DEC-4")
@pytest.mark.parametrize(
    ("person", "code"),
    [
        pytest.param("tm-201", None, id="whoever asked, though the plan is now their own"),
        pytest.param("sm-31", None, id="whoever may decide it now"),
        pytest.param("sw-1057", Refusal.NO_AUTHORITY, id="somebody else on the register"),
    ],
)
def test_a_request_is_withdrawn_by_whoever_asked_or_decides(
    case: CaseUnderTest, person: str, code: Refusal | None
) -> None:
    ready.asked(case)
    case.accept("reassign", changes={"whose": "practitioner", "to": "tm-201"})

    assert code_of(case, "withdraw_request", person, {"request": REQUEST}) is code


@pytest.mark.rule("RET-4")
@pytest.mark.parametrize(
    ("person", "code"),
    [
        pytest.param("lm-701", None, id="the line manager, who holds no role that decides"),
        pytest.param("sm-31", None, id="a service manager"),
        pytest.param("tm-202", Refusal.NO_AUTHORITY, id="the team manager of another team"),
        pytest.param("sw-1115", Refusal.NO_AUTHORITY, id="another practitioner"),
    ],
)
def test_a_question_about_a_return_is_answered_by_a_line_manager_or_a_role_that_decides(
    case: CaseUnderTest, person: str, code: Refusal | None
) -> None:
    case.installation.put_in_force(with_lines(Holding("lm-701", "practitioner", "community", SINCE, None)))
    case.submit(changes={"plan.practitioner.line_manager": "lm-701"})
    case.accept("decide", "clare-2-returned")
    case.accept("ask_about_return", changes={"to": "line_manager"})

    assert code_of(case, "answer_about_return", person, {"question": QUESTION}) is code


@pytest.mark.rule("RET-4")
def test_a_line_manager_who_is_not_on_the_register_answers_nothing(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.practitioner.line_manager": "lm-701"})
    case.accept("decide", "clare-2-returned")
    case.accept("ask_about_return", changes={"to": "line_manager"})

    assert code_of(case, "answer_about_return", "lm-701", {"question": QUESTION}) is Refusal.NO_AUTHORITY


@pytest.mark.rule("TIME-4", "TIME-5")
@pytest.mark.parametrize(
    ("person", "code"),
    [
        pytest.param("duty-1", None, id="the duty team"),
        pytest.param("tm-201", None, id="the team's own manager"),
        pytest.param("tm-202", Refusal.NO_AUTHORITY, id="the manager of another team"),
        pytest.param("sw-1042", Refusal.NO_AUTHORITY, id="its practitioner"),
    ],
)
def test_that_support_ends_is_decided_by_the_duty_team_or_a_role_that_decides(
    case: CaseUnderTest, person: str, code: Refusal | None
) -> None:
    ready.in_place(case)

    assert code_of(case, "review_interim_support", person, NO_LONGER_NEEDED) is code


@pytest.mark.rule("ROUTE-9", "RET-4")
@pytest.mark.parametrize(
    ("is_away", "code"),
    [pytest.param(True, None, id="who is away"), pytest.param(False, Refusal.NO_AUTHORITY, id="who is there")],
)
def test_whoever_acts_for_somebody_holds_the_role_while_that_one_is_away(
    case: CaseUnderTest, is_away: bool, code: Refusal | None
) -> None:
    ready.asked_about_the_return(case)
    today = london_day(case.now)
    acting = Holding("sw-1057", "team_manager", "community", today, today, acting_for="tm-201")
    absences = (Absence("tm-201", today, today),) if is_away else ()
    case.installation.put_in_force(with_lines(acting)._replace(absences=absences))

    assert code_of(case, "answer_about_return", "sw-1057", {"question": QUESTION}) is code


@pytest.mark.rule("ROUTE-9", "ROUTE-10")
@pytest.mark.parametrize(
    ("bring", "person", "code"),
    [
        pytest.param(ready.submitted, "hs-1", None, id="a role above the plan's own"),
        pytest.param(ready.submitted, "sw-1115", Refusal.NO_AUTHORITY, id="no role that decides"),
        pytest.param(ready.waiting_for_a_call, "cl-611", None, id="for the call that decides it"),
        pytest.param(ready.waiting_for_a_call, "pl-601", Refusal.NO_AUTHORITY, id="below it"),
    ],
)
def test_information_is_asked_for_by_whoever_may_decide(
    case: CaseUnderTest, bring: Ready, person: str, code: Refusal | None
) -> None:
    bring(case)

    assert code_of(case, "request_information", person) is code
