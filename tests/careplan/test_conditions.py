"""DP-6 · Conditions on a direct payment: which kinds there are, when they are first due, and whom they may not bar."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.clocks import condition_clock, day_of_a_condition
from countersign.careplan.decision_parts import Condition
from countersign.careplan.ladders import StepKind
from countersign.careplan.plan import Plan
from countersign.careplan.valid_decision import problems_of
from countersign.careplan.working_time import london_day
from tests.support.builders import Json, days, decide, plan, plan_by_direct_payment, scheme
from tests.support.times import london, steps_to_come

TODAY = date(2026, 11, 16)
ELSEWHERE: Json = {"relation": "other_relative", "lives_with_the_person": "no"}


def said(about: Plan, *conditions: Json, payment: bool | None = True, **parts: Any) -> list[str]:
    """What is wrong with agreeing this plan today with these conditions, in words."""
    message = decide(limbs=(True, True, payment), changes={"conditions": list(conditions), **parts})
    missing, contradicting = problems_of(message, about, scheme(), TODAY)
    assert {(fault.rule, fault.where) for fault in (*missing, *contradicting)} <= {("DP-6", "conditions")}
    return [fault.reason for fault in (*missing, *contradicting)]


MORE_REVIEWS: Json = {
    "id": "C1",
    "kind": "more_frequent_reviews",
    "what": "The payment is reviewed each quarter.",
    "first_on": "2027-02-16",
    "every_months": 3,
}
PERSON: Json = {
    "id": "C2",
    "kind": "named_person_may_not_provide_care",
    "what": "Her brother does not provide care.",
    "name": "Amir Rahman",
    "relationship": "brother",
}
INFORMATION: Json = {
    "id": "C3",
    "kind": "information_at_stated_times",
    "what": "A copy of the wage slips.",
    "first_on": "2027-01-08",
}
OTHER: Json = {"id": "C4", "kind": "other", "what": "The payment is paid into a managed account."}


@pytest.mark.rule("DP-6")
@pytest.mark.parametrize(
    "conditions",
    [[], [MORE_REVIEWS], [MORE_REVIEWS, PERSON, INFORMATION, OTHER]],
    ids=["none", "one", "one of each kind"],
)
def test_a_direct_payment_is_agreed_with_conditions_if_need_be(conditions: list[Json]) -> None:
    assert said(plan_by_direct_payment(), *conditions) == []


@pytest.mark.rule("DP-6")
def test_each_condition_has_an_id_of_its_own() -> None:
    twice = [MORE_REVIEWS, {**INFORMATION, "id": "C1"}]
    assert said(plan_by_direct_payment(), *twice) == ["Each condition needs an id of its own."]


@pytest.mark.rule("DP-6", "DP-5")
def test_there_are_no_conditions_without_a_direct_payment() -> None:
    assert said(plan(), PERSON, payment=None) == ["There is no direct payment to set conditions on."]


@pytest.mark.rule("DP-6", "SUB-1")
def test_a_condition_says_something() -> None:
    assert said(plan_by_direct_payment(), {**OTHER, "what": "TBC"}) == ["Condition C4 must say what is asked."]


@pytest.mark.rule("DP-6")
@pytest.mark.parametrize(
    ("first_on", "stands"),
    [
        # the day of the decision is 16 November 2026
        ("2020-01-08", False),
        ("2026-11-15", False),
        ("2026-11-16", True),
        ("2028-11-16", True),
        ("2028-11-17", False),
    ],
)
@pytest.mark.parametrize("condition", [INFORMATION, OTHER], ids=lambda condition: condition["kind"])
def test_a_condition_is_first_due_from_the_day_of_the_decision_to_two_years_after(
    condition: Json, first_on: str, stands: bool
) -> None:
    found = said(plan_by_direct_payment(), {**condition, "first_on": first_on})
    wanted = (
        f"Condition {condition['id']} is first due on {first_on}: its first day is from 2026-11-16, the day of the "
        "decision, to 2028-11-16."
    )
    assert found == ([] if stands else [wanted])


@pytest.mark.rule("DP-6", "REV-3")
@pytest.mark.parametrize(
    ("first_on", "every_months", "faults"),
    [
        # decided on 16 November; the payment starts on 30 November
        ("2026-11-16", 3, 1),
        ("2026-11-30", 3, 1),
        ("2026-12-01", 3, 0),
        ("2027-05-30", 3, 0),
        ("2027-05-31", 3, 1),
        ("2027-02-01", 11, 0),
        ("2027-02-01", 12, 1),
        ("2028-11-01", 24, 2),
    ],
)
def test_more_frequent_reviews_come_after_the_payment_began_and_sooner_than_the_laws(
    first_on: str, every_months: int, faults: int
) -> None:
    wanted = {**MORE_REVIEWS, "first_on": first_on, "every_months": every_months}
    assert len(said(plan_by_direct_payment(), wanted)) == faults


@pytest.mark.rule("DP-6", "DP-2")
@pytest.mark.parametrize(
    ("payee", "barred", "stands"),
    [
        # whom the line pays; whom the condition bars
        pytest.param({"name": "Amir Rahman"}, {}, False, id="the same name"),
        pytest.param({"name": "Mr Amir RAHMAN"}, {"relationship": None}, False, id="the same, written otherwise"),
        pytest.param({"name": "Omar Rahman", "relationship": "brother"}, {}, True, id="another brother"),
        pytest.param({"relationship": "her brother"}, {}, False, id="a brother without a name"),
        pytest.param({"relation": "brother_or_sister", "lives_with_the_person": "no"}, {}, False, id="by the list"),
        pytest.param({"relationship": "mum"}, {"relationship": "mother"}, False, id="another word for her"),
        pytest.param({"relationship": "brother"}, {"relationship": "younger brother"}, False, id="which brother"),
        pytest.param({"relation": "parent_or_parent_in_law"}, {"relationship": "mum"}, False, id="mum, by the list"),
        pytest.param({"relation": "son_or_daughter"}, {"relationship": "son-in-law"}, True, id="not the list's"),
        pytest.param({"relation": "parent_or_parent_in_law"}, {"relationship": "in-laws"}, False, id="in-laws"),
        pytest.param({"relationship": "step-son"}, {"relationship": "stepson"}, False, id="in two words"),
        pytest.param({"relationship": "former wife"}, {"relationship": "ex-wife"}, False, id="another word for former"),
        pytest.param({"relationship": "ex-wife"}, {"relationship": "wife"}, True, id="a former wife is no wife"),
        pytest.param({"relationship": "god-mother"}, {"relationship": "mother"}, True, id="a godmother is no mother"),
        pytest.param({"relationship": "her sons"}, {"relationship": "son"}, False, id="one of several"),
        pytest.param({"relation": "aunt_or_uncle"}, {"relationship": "her auntie"}, False, id="aunt, by the list"),
        pytest.param({"relationship": "mother"}, {}, True, id="somebody else"),
        pytest.param({}, {}, True, id="nobody close"),
    ],
)
def test_a_person_barred_from_care_is_not_the_one_whom_the_line_pays(payee: Json, barred: Json, stands: bool) -> None:
    about = plan_by_direct_payment({"services.0.payee": {**ELSEWHERE, **payee}})
    found = said(about, {**PERSON, **barred})
    wanted = (
        "Condition C2 bars somebody who may be the one whom S1 pays: either the line is returned, or the condition "
        "names somebody else. If they are two people, the plan names whom it pays."
    )
    assert found == ([] if stands else [wanted])


@pytest.mark.rule("DP-6", "DP-2")
def test_what_a_barred_person_is_to_the_person_may_stand_with_a_carer_of_the_plan() -> None:
    about = plan_by_direct_payment({"services.0.payee": {**ELSEWHERE, "relationship": "niece"}})
    carer = about.carers[0].model_copy(update={"name": "Amir Rahman", "relationship": "niece"})
    about = about.model_copy(update={"carers": (carer,)})
    assert said(about, {**PERSON, "relationship": None}) != []


@pytest.mark.rule("DP-6")
@pytest.mark.parametrize(
    ("condition", "changes", "fault"),
    [
        (PERSON, {}, ""),
        (PERSON, {"first_on": "2027-01-08"}, "stays barred"),
        (PERSON, {"every_months": 3}, "stays barred"),
        (MORE_REVIEWS, {}, ""),
        (MORE_REVIEWS, {"first_on": None}, "first_on must say"),
        (MORE_REVIEWS, {"every_months": None}, "every_months must say"),
        (MORE_REVIEWS, {"every_months": 0}, "greater than or equal to 1"),
        (MORE_REVIEWS, {"every_months": 25}, "less than or equal to 24"),
        (INFORMATION, {}, ""),
        (INFORMATION, {"every_months": 1}, ""),
        (INFORMATION, {"first_on": None}, "first_on must say"),
        (INFORMATION, {"what": " "}, "must not be empty"),
        (INFORMATION, {"kind": "pay_less"}, "kind"),
        (INFORMATION, {"name": "Amir Rahman"}, "leave them out"),
        (PERSON, {"name": None}, "name must say who"),
        (OTHER, {}, ""),
        (OTHER, {"first_on": "2027-01-08"}, ""),
        (OTHER, {"first_on": "2027-01-08", "every_months": 3}, ""),
        (OTHER, {"every_months": 3}, "first_on must say"),
    ],
)
def test_each_kind_of_condition_says_when_it_is_due_or_is_refused(condition: Json, changes: Json, fault: str) -> None:
    if fault:
        with pytest.raises(ValidationError, match=fault):
            Condition.model_validate({**condition, **changes})
    else:
        assert Condition.model_validate({**condition, **changes}).id == condition["id"]


@pytest.mark.rule("DP-6", "TIME-1")
@pytest.mark.parametrize(
    ("due_on", "since", "expected"),
    [
        # five working days before, and on the day, as the office closes; a day off falls on the working day before
        pytest.param(
            "2027-02-16",
            "2026-11-16 09:30",
            [(StepKind.REMIND, "2027-02-09 17:00"), (StepKind.ESCALATE, "2027-02-16 17:00")],
            id="a Tuesday",
        ),
        pytest.param(
            "2027-02-14",
            "2026-11-16 09:30",
            [(StepKind.REMIND, "2027-02-05 17:00"), (StepKind.ESCALATE, "2027-02-12 17:00")],
            id="a Sunday: the Friday before",
        ),
        pytest.param(
            "2027-01-04",
            "2026-11-16 09:30",
            [(StepKind.REMIND, "2026-12-23 17:00"), (StepKind.ESCALATE, "2027-01-04 17:00")],
            id="after Christmas",
        ),
        pytest.param(
            "2026-11-18", "2026-11-16 09:30", [(StepKind.ESCALATE, "2026-11-18 17:00")], id="too near for a reminder"
        ),
        pytest.param(
            "2026-11-02", "2026-11-16 09:30", [(StepKind.ESCALATE, "2026-11-16 17:00")], id="a day that is over: today"
        ),
    ],
)
def test_a_condition_has_reminders_of_its_own(due_on: str, since: str, expected: list[tuple[StepKind, str]]) -> None:
    clock = condition_clock("C1", date.fromisoformat(due_on), london(since), scheme(), days())
    assert steps_to_come(clock) == [(kind, london(at)) for kind, at in expected]
    assert clock.name == "condition:C1"
    assert clock.owner == "practitioner"
    assert clock.repeat_every == scheme().direct_payments.repeat_every


@pytest.mark.rule("DP-6", "TIME-1")
@pytest.mark.parametrize(
    ("first_on", "set_at", "due"),
    [
        pytest.param("2027-03-01", "2026-11-16 09:30", "2027-03-01", id="a Monday"),
        pytest.param("2027-02-28", "2026-11-16 09:30", "2027-02-26", id="a Sunday: the Friday before"),
        pytest.param("2026-12-26", "2026-11-16 09:30", "2026-12-24", id="Boxing Day: Christmas Eve"),
        pytest.param("2026-11-28", "2026-11-27 18:00", "2026-11-30", id="no day that is over: the Monday after"),
        pytest.param("2026-11-27", "2026-11-27 12:00", "2026-11-27", id="today, while the office is open"),
    ],
)
def test_a_condition_is_due_on_one_day_in_words_and_by_its_clock(first_on: str, set_at: str, due: str) -> None:
    on, since = date.fromisoformat(first_on), london(set_at)
    assert str(day_of_a_condition(on, since, days())) == due
    assert str(london_day(condition_clock("C1", on, since, scheme(), days()).due)) == due
