"""The duty team at work on a plan's interim support, as a case system speaks for it."""

from typing import Any
from uuid import uuid4

from countersign.careplan.interim import Interim
from countersign.careplan.messages.answers import Answer
from tests.support.builders import Json
from tests.support.servers import PlanUnderTest

ENDS: Json = {"outcome": "ends", "because": "no_longer_needed"}
"""What makes a review one that ends support."""


def duty_message(support: PlanUnderTest, name: str, changes: Json | None = None) -> Json:
    """One message of the duty team, sent now as that workflow's own clock has it, with an id of its own."""
    return support.message(f"message-{name.replace('_', '-')}", changes, again=f"{uuid4().int % 10**9}")


async def duty_says(support: PlanUnderTest, name: str, changes: Json | None = None) -> Answer:
    """Send it to the workflow of interim support, and return the answer."""
    return await support.ask(name, duty_message(support, name, changes))


async def duty_does(support: PlanUnderTest, *names: str, **changes: Any) -> None:
    """Each message in its turn is accepted; `changes` are made to the last of them."""
    for name in names:
        answer = await duty_says(support, name, changes if name == names[-1] else None)
        assert answer.accepted, answer


async def urgent_needs(plan: PlanUnderTest) -> PlanUnderTest:
    """Urgent needs are reported to the plan: returns its interim support, once that was asked for."""
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs"))).accepted
    await plan.until_interim(Interim.ASKED_FOR)
    support = plan.interim
    await support.until_interim(Interim.ASKED_FOR)
    return support


async def in_place(plan: PlanUnderTest) -> PlanUnderTest:
    """Urgent needs are reported, and support put in place: returns the plan's interim support."""
    support = await urgent_needs(plan)
    await duty_does(support, "acknowledge_interim_support", "arrange_interim_support", "start_interim_support")
    await plan.until_interim(Interim.IN_PLACE)
    return support
