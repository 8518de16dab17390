"""ROUTE-1, ROUTE-10: a new edition comes into force while a plan waits. Authority is that of the day it is used."""

from pathlib import Path

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.store.tables import DecisionRow, PlanRow
from countersign.testkit import (
    Scenario,
    due,
    letter_to_person,
    no_letter_to_person,
    notice_to,
    promised,
    refused,
    running,
    status,
)
from countersign.testkit.office import one_of
from tests.schemes.councils import costing, with_edition

MONDAY = "2043-06-01 09:30"
WEDNESDAY = "2043-06-03"
LESS = ('agrees_up_to = "500.00"', 'agrees_up_to = "200.00"')
SHROPSHIRE = {"scheme": "shropshire", "team": "community"}
LARGER = (
    ('agrees_under = "1000.00"', 'agrees_under = "1200.00"'),
    ('larger_than_usual_from = "1000.00"', 'larger_than_usual_from = "1200.00"'),
)
SMALLER = tuple((was, now.replace("1200", "300")) for was, now in LARGER)


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
async def test_whoever_could_decide_yesterday_cannot_today_if_their_limit_was_lowered(
    scenario: Scenario, tmp_path: Path
) -> None:
    """£372.90 a week. From Wednesday a team manager may agree £200.00. The plan goes up, and no clock starts again."""
    await (
        scenario.schemes(with_edition(tmp_path, "procedure", WEDNESDAY, LESS))
        .on(MONDAY)
        .submit("undecided")
        .expect(notice_to("tm-207", "awaiting_decision"), due("team manager", "2043-06-15 17:00"))
        .after(until=f"{WEDNESDAY} 00:01")
        .decide("agreed", by="tm-207")
        .expect(refused(Refusal.NO_AUTHORITY))
        .replan()
        .expect(
            notice_to("sm-31", "awaiting_decision"), due("service manager", "2043-06-15 17:00"), promised("2043-06-15")
        )
        .decide("agreed", by="sm-31")
        .expect(status("signed_off"))
    )
    authority = one_of(scenario.plan.rows(DecisionRow)).authority
    assert (authority["scheme"], authority["role"], authority["limit"]) == (
        f"procedure@{WEDNESDAY}",
        "service_manager",
        "1500.00",
    )


@pytest.mark.rule("ROUTE-10")
async def test_until_the_day_of_the_new_edition_the_old_one_stands(scenario: Scenario, tmp_path: Path) -> None:
    await (
        scenario.schemes(with_edition(tmp_path, "procedure", WEDNESDAY, LESS))
        .on(MONDAY)
        .submit("undecided")
        .after(until="2043-06-02 23:58")
        .decide("agreed", by="tm-207")
        .expect(status("signed_off"))
    )
    assert one_of(scenario.plan.rows(DecisionRow)).authority["scheme"] == "procedure@2023-05-23"


@pytest.mark.rule("ROUTE-10", "ROUTE-3")
async def test_a_plan_that_waits_for_the_call_goes_to_the_practice_once_that_may_decide_it(
    scenario: Scenario, tmp_path: Path
) -> None:
    """£1,150.00 a week. It waits for the call no longer, and the call's clock stops."""
    await (
        scenario.schemes(with_edition(tmp_path, "shropshire", "2043-06-02", *LARGER))
        .on(MONDAY)
        .submit("undecided", costing("1150.00", **SHROPSHIRE))
        .expect(letter_to_person("invitation"), running("meeting"))
        .after(until="2043-06-02 09:00")
        .replan()
        .expect(notice_to("pl-601", "awaiting_decision"), due("practice lead", "2043-06-15 17:00"))
        .after(until="2043-06-05 09:00")
        .expect(no_letter_to_person("invitation"))
        .decide("agreed", by="pl-601")
        .expect(status("signed_off"))
    )
    assert one_of(scenario.plan.rows(PlanRow)).meeting == ""


@pytest.mark.rule("ROUTE-10", "ROUTE-3", "ROUTE-6")
async def test_a_plan_goes_by_the_new_edition_at_its_next_step_even_if_nobody_plans_its_clocks_again(
    scenario: Scenario, tmp_path: Path
) -> None:
    """£372.90 a week is larger than usual from Wednesday on: the reminder finds out, and the person is invited."""
    await (
        scenario.schemes(with_edition(tmp_path, "shropshire", WEDNESDAY, *SMALLER))
        .on(MONDAY)
        .submit("undecided", {"plan.scheme": "shropshire", "plan.team": "community"})
        .expect(notice_to("pl-601", "awaiting_decision"), no_letter_to_person("invitation"))
        .after(until="2043-06-08 17:00")
        .expect(
            letter_to_person("invitation", says="17 June 2043"),
            notice_to("cl-611", "awaiting_decision"),
            running("meeting"),
        )
        .decide("agreed", by="pl-601")
        .expect(refused(Refusal.NO_AUTHORITY))
    )
