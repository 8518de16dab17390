"""ROUTE-3, ROUTE-6, ROUTE-11: a panel as the exception: what goes there, who has to be there, what if they are not."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.store.tables import DecisionRow, PlanRow
from countersign.testkit import (
    Scenario,
    at_meeting,
    letter_to_person,
    no_letter_to_person,
    noted,
    notice_to,
    promised,
    refused,
    running,
    status,
)
from countersign.testkit.office import one_of
from tests.schemes.councils import costing

MONDAY = "2043-06-01 09:30"
PANEL_DAY = "2043-06-10"
PANEL = {"scheme": "panel_by_exception"}
CHAIR, FINANCE = ("pc-621", ["social work"]), ("fin-631", ["finance"])


@pytest.mark.rule("ROUTE-3", "ROUTE-6", "ROUTE-11")
async def test_ines_plan_goes_to_the_panel_as_distinctive_with_the_expert_who_assessed_her(scenario: Scenario) -> None:
    """£1,188.00 a week would be a service manager's to agree. The panel says who was there, and what they brought."""
    await (
        scenario.on(MONDAY)
        .submit("panel")
        .expect(
            letter_to_person("invitation", says=("10 June 2043", "2pm", "You can come to the panel")),
            notice_to("pc-621", "awaiting_decision"),
            noted(Happening.SENT_TO_MEETING, says="particularly distinctive"),
            running("meeting"),
        )
        .decide("agreed", by="sm-31")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until=f"{PANEL_DAY} 16:00")
        .decide("agreed", at_meeting(PANEL_DAY, CHAIR, FINANCE, "sm-31"))
        .expect(refused(Refusal.NOT_QUORATE))  # nobody of the assessor's expertise
        .decide("agreed", at_meeting(PANEL_DAY, CHAIR, FINANCE, "sm-31", expert="sm-31"))
        .expect(refused(Refusal.NOT_QUORATE))  # what is like the assessor's expertise is not said
        .decide("agreed", at_meeting(PANEL_DAY, CHAIR, "sm-31", "ea-651", expert="ea-651"))
        .expect(refused(Refusal.NOT_QUORATE))  # nobody for finance
        .decide("agreed")
        .expect(status("signed_off"), letter_to_person("agreed"))
    )
    decision = one_of(scenario.plan.rows(DecisionRow))
    assert (decision.authority["role"], decision.authority["meeting"]) == ("panel_chair", "panel")
    assert one_of(scenario.plan.rows(PlanRow)).exceptional == ["particularly_distinctive"]


@pytest.mark.rule("ROUTE-11")
async def test_somebody_of_like_expertise_may_stand_in_for_the_assessor_and_says_why(scenario: Scenario) -> None:
    like = "A rehabilitation officer for deafblind people for eleven years."
    await (
        scenario.on(MONDAY)
        .submit("panel")
        .after(until=f"{PANEL_DAY} 16:00")
        .decide("agreed", at_meeting(PANEL_DAY, CHAIR, FINANCE, "sw-1090", expert="sw-1090", like_expertise=like))
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-3", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "one_off", "goes_to"),
    [
        ("750.00", "0.00", "tm-207"),
        ("750.01", "0.00", "sm-31"),
        ("1500.00", "5000.00", "sm-31"),
        ("1500.01", "0.00", "pc-621"),
        ("100.00", "5000.01", "pc-621"),
    ],
)
async def test_only_what_is_larger_than_usual_goes_to_the_panel_for_its_cost(
    scenario: Scenario, weekly: str, one_off: str, goes_to: str
) -> None:
    invited = goes_to == "pc-621"
    await (
        scenario.on(MONDAY)
        .submit("undecided", {**costing(weekly, **PANEL), **one_off_of(one_off, weekly)})
        .expect(
            notice_to(goes_to, "awaiting_decision"),
            letter_to_person("invitation") if invited else no_letter_to_person("invitation"),
        )
    )


def one_off_of(once: str, weekly: str) -> dict[str, object]:
    line = costing(weekly)["plan.services"][0]
    return {"plan.services": [{**line, "one_off_cost": once}]}


@pytest.mark.rule("ROUTE-3", "TIME-2", "TIME-6")
async def test_a_panel_that_was_not_quorate_leaves_the_plan_to_the_next_step_and_the_next_panel(
    scenario: Scenario,
) -> None:
    """The person is invited again, and holds the date that they were promised: the head of service need not wait."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1600.00", **PANEL))
        .decide("agreed", by="hs-1")
        .expect(refused(Refusal.NO_AUTHORITY), promised("2043-06-22"))
        .after(until=f"{PANEL_DAY} 15:00")
        .report_missed_meeting("not_quorate", by="pc-621")
        .expect(
            noted(Happening.MISSED_MEETING_REPORTED, says="not quorate"),
            notice_to("hs-1", "escalation"),
            letter_to_person("invitation", says="24 June 2043"),
            promised("2043-06-22"),
        )
        .decide("agreed", by="sm-31")
        .expect(refused(Refusal.NO_AUTHORITY))
        .decide("agreed", by="hs-1")
        .expect(status("signed_off"))
    )
    decision = one_of(scenario.plan.rows(DecisionRow))
    assert (decision.authority["role"], decision.authority["meeting"]) == ("head_of_service", "")


@pytest.mark.rule("ROUTE-3", "TIME-1")
async def test_a_panel_that_falls_on_christmas_is_held_on_the_next_working_day(scenario: Scenario) -> None:
    """In 2041 the panel's Wednesday is Christmas Day; Thursday is Boxing Day; it meets on Friday the 27th."""
    await (
        scenario.on("2041-12-16 09:30")
        .submit("undecided", costing("1600.00", **PANEL))
        .expect(letter_to_person("invitation", says="27 December 2041"))
        .after(until="2041-12-27 16:00")
        .decide("agreed", at_meeting("2041-12-25", CHAIR, FINANCE, "sm-31"), by="pc-621")
        .expect(refused(Refusal.NOT_QUORATE))
        .decide("agreed", by="pc-621")
        .expect(status("signed_off"))
    )
