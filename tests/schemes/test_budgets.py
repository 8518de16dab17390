"""DEC-8, DEC-9: the person knew the amount before it was decided about, and a lower one is explained to them."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.testkit import Scenario, due, letter_to_person, refused, status
from tests.schemes.councils import costing

MONDAY = "2043-06-01 09:30"
FIRST_CUT = "You have chosen two visits where there were four, since your sister now comes at noon and in the evening."
SECOND_CUT = "Your sister comes on Sundays as well now, so that day has no visit."


@pytest.mark.rule("DEC-8")
async def test_a_plan_made_in_a_day_is_agreed_the_day_after_the_person_was_told(scenario: Scenario) -> None:
    """Told, planned and submitted on Monday, and it says so: it can be agreed on Tuesday, or on Monday."""
    of_a_day = {"plan.indicative_budget_told_on": "2043-06-01", "plan.planning_began_on": "2043-06-01"}
    await (
        scenario.on(MONDAY)
        .submit("undecided", of_a_day)
        .after(until="2043-06-02 09:00")
        .decide("agreed", by="tm-207")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("DEC-8")
@pytest.mark.parametrize("told_on", ["2043-06-01", "2043-06-05"], ids=["on the very day", "on a day to come"])
async def test_nothing_is_submitted_before_the_person_was_told_the_amount(scenario: Scenario, told_on: str) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided", {"plan.indicative_budget_told_on": told_on})
        .expect(refused(Refusal.INCOMPLETE))
    )


@pytest.mark.rule("DEC-9", "ROUTE-2")
async def test_a_cut_in_two_steps_is_explained_twice_and_never_decided_by_a_lighter_route(scenario: Scenario) -> None:
    """£1,600.00, then £700.00, then £450.00 a week: each is the head of service's, who had the first."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1600.00"))
        .expect(due("head of service"))
        .decide("returned", by="hs-1")
        .resubmit(None, costing("700.00"))
        .expect(refused(Refusal.INCOMPLETE), status("returned"))
        .resubmit(None, {**costing("1600.00"), "why_it_costs_less": FIRST_CUT})
        .expect(refused(Refusal.INCOMPLETE), status("returned"))
        .resubmit(None, {**costing("700.00"), "why_it_costs_less": FIRST_CUT})
        .expect(due("head of service"), letter_to_person("resubmitted", says=FIRST_CUT))
        .decide("returned", by="sm-31")
        .expect(refused(Refusal.NO_AUTHORITY))
        .decide("returned", by="hs-1")
        .resubmit(None, {**costing("450.00"), "why_it_costs_less": SECOND_CUT})
        .expect(due("head of service"), letter_to_person("resubmitted", says=SECOND_CUT))
        .decide("agreed", {"version": 3}, by="tm-207")
        .expect(refused(Refusal.NO_AUTHORITY))
        .decide("agreed", {"version": 3}, by="hs-1")
        .expect(status("signed_off"), letter_to_person("agreed", says="450.00"))
    )
