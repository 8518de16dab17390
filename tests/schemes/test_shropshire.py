"""ROUTE-4, ROUTE-3, ROUTE-6: Shropshire. Under £1,000 a week the practice decides; otherwise the weekly call does."""

from typing import Any

import pytest

from careplan.messages import Refusal
from testkit import Scenario, letter_to_person, no_letter_to_person, noted, notice_to, refused, running, status

MONDAY = "2043-06-01 09:30"
SHROPSHIRE = {"plan.scheme": "shropshire", "plan.team": "community"}


def costing(weekly: str) -> dict[str, Any]:
    """The undecided plan under Shropshire's scheme, with one line that costs so much a week."""
    line = {"id": "S1", "service": "Home care", "description": "Support at home.", "managed_by": "council"}
    return {
        **SHROPSHIRE,
        "plan.services": [{**line, "needs": ["N1", "N2", "N3"], "weekly_cost": weekly}],
        "plan.indicative_budget": "1200.00",
        "plan.person_pays": "0.00",
    }


def the_call(held_on: str, *members: str) -> dict[str, Any]:
    """Who was on the call."""
    people = members or ("cl-611", "fin-631")
    record = {"held_on": held_on, "members": [{"id": one} for one in people]}
    return {"meeting": {**record, "how_the_person_took_part": "They joined by telephone, with their daughter."}}


@pytest.mark.rule("ROUTE-4", "ROUTE-2")
async def test_just_under_a_thousand_pounds_the_practice_decides_alone(scenario: Scenario) -> None:
    """£999.99 a week."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("999.99"))
        .expect(notice_to("pl-601", "awaiting_decision"), no_letter_to_person("invitation"))
        .decide("agreed", by="pl-601")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-4", "ROUTE-3", "ROUTE-6")
async def test_at_exactly_a_thousand_pounds_the_weekly_call_decides(scenario: Scenario) -> None:
    """£1,000.00 a week. Monday's plan is in time for Wednesday of next week: two working days' notice are past."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00"))
        .expect(
            notice_to("cl-611", "awaiting_decision"),
            letter_to_person("invitation", says="3 June 2043"),
            letter_to_person("invitation", says="larger than most"),
            noted("Weekly conference call: Wed 03 Jun 2043 10:00"),
            running("meeting"),
        )
        .decide("agreed", by="pl-601")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-03 11:30")
        .decide("agreed", by="cl-611")
        .expect(refused(Refusal.INCOMPLETE))
        .decide("agreed", the_call("2043-06-03", "cl-611"), by="cl-611")
        .expect(refused(Refusal.NOT_QUORATE))
        .decide("agreed", the_call("2043-06-03"), by="cl-611")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("ROUTE-3", "TIME-2")
async def test_a_call_that_nobody_held_goes_to_the_next_rung_and_to_the_next_call(scenario: Scenario) -> None:
    """Nobody says anything: the meeting's own clock finds out."""
    await (
        scenario.on(MONDAY)
        .submit("undecided", costing("1000.00"))
        .decide("agreed", by="hs-1")
        .expect(refused(Refusal.NO_AUTHORITY))
        .after(until="2043-06-04 17:00")
        .expect(
            notice_to("hs-1", "escalation"),
            letter_to_person("invitation", says="10 June 2043", times=1),
            running("meeting"),
        )
        .decide("agreed", by="hs-1")
        .expect(status("signed_off"))
    )
