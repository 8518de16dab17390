"""AMEND-1..4: a plan in force is amended, through a real workflow: a service more, and one that is not agreed to."""

import pytest

from countersign.casework.happenings import Happening
from countersign.testkit import (
    Scenario,
    due,
    letter_to_person,
    no_letter_to_person,
    noted,
    promised,
    running,
    status,
    task,
)
from tests.support.builders import example

MONDAY = "2043-06-01 09:30"
A_BATH = {
    "id": "S5",
    "service": "A bath on Sundays",
    "description": "On Sundays the morning visit is half an hour longer, for a bath.",
    "needs": ["N1"],
    "managed_by": "council",
    "provider": "P1",
    "weekly_cost": "12.80",
}


@pytest.mark.rule("AMEND-1", "AMEND-2", "AMEND-3")
async def test_an_amendment_that_adds_a_service_goes_the_whole_way_and_to_the_same_people(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"), noted(Happening.COPIES_DECIDED, says="C1 full, P1 full"))
        .ask_for_amendment()
        .expect(letter_to_person("amendment_asked"), task("amendment", "sw-1042"))
        .answer_amendment()
        .expect(
            letter_to_person(
                "amendment_answered", says="You asked us to change your plan for care and support. We agree."
            )
        )
        .submit_amendment({"plan.services": [*example("clare-1-submission")["plan"]["services"], A_BATH]})
        .expect(
            status("awaiting_decision"),
            letter_to_person("amended", says=("“A bath on Sundays” is new: £12.80 a week.", "goes on as it is")),
            due("team_manager", wait="decision"),
            running("review"),
        )
        .decide("agreed")
        .expect(
            status("signed_off"),
            letter_to_person("agreed", says="“A bath on Sundays” is new"),
            noted(Happening.COPIES_DECIDED, says="C1 full, P1 full"),
            noted(Happening.AMENDMENT_SIGNED),
        )
    )


@pytest.mark.rule("AMEND-1", "AMEND-4")
async def test_one_that_is_not_agreed_leaves_the_plan_and_the_person_can_complain(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"))
        .ask_for_amendment("carer")
        .expect(letter_to_person("amendment_asked", says="Somebody who cares for you asked us"))
        .record_amendment_view(wants_it=False)
        .answer_amendment(agreed=False)
        .expect(
            letter_to_person("amendment_answered", says=("we will not change it", "You have the right to complain")),
            task("tell_who_asked", "sw-1042"),
            no_letter_to_person("amended"),
            status("signed_off"),
            promised("2043-07-27"),
        )
    )
