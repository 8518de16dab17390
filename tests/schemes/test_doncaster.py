"""ROUTE-5: Doncaster. The payment is arranged at once; signed off once the first one is put into practice."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.testkit import (
    Scenario,
    due,
    escalation_to,
    letter_to_person,
    no_letter_to_person,
    noted,
    notice_to,
    promised,
    refused,
    reminder_to,
    running,
    status,
)

MONDAY = "2043-06-01 09:30"
NOT_HERS = {"relation": "parent_or_parent_in_law", "relationship": "mother", "lives_with_the_person": "no"}
CLUB_BY_THE_COUNCIL = {"plan.services.1.managed_by": "council"}
NO_THIRD_LIMB = {"limbs.direct_payment_appropriate_and_cost_effective": None}
DONCASTER = {"plan.scheme": "doncaster", "plan.services.0.payee": NOT_HERS}


@pytest.mark.rule("ROUTE-5")
async def test_with_a_direct_payment_the_plan_starts_and_is_signed_off_later(scenario: Scenario) -> None:
    """Not working yet, nothing is lost: the authoriser hears of it, and the plan stays authorised to start."""
    await (
        scenario.on(MONDAY)
        .submit("peter", DONCASTER)
        .report_first_payment()
        .expect(refused(Refusal.NOT_NOW), letter_to_person("submitted"))
        .decide("agreed", {"version": 1})
        .expect(
            status("authorised_to_start"),
            letter_to_person("authorised_to_start", says="29 June 2043"),
            promised("2043-06-29"),
            notice_to("dpt-641", "outcome"),
            no_letter_to_person("agreed"),
            running("first_payment"),
        )
        .report_first_payment("2043-06-02")
        .expect(refused(Refusal.INCOMPLETE))  # tomorrow's payment has not come
        .report_first_payment(works=False)
        .expect(
            status("authorised_to_start"),
            noted(Happening.PAYMENT_DOES_NOT_WORK),
            notice_to("tm-203", "question"),
            due("practitioner", "2043-06-29 17:00"),
        )
        .approve_arrangement()
        .expect(refused(Refusal.NOT_NOW))  # it does not work
        .report_first_payment()
        .expect(status("authorised_to_start"), notice_to("tm-203", "question"))
        .approve_arrangement()
        .expect(status("signed_off"), noted(Happening.APPROVED_ON_REPORT), letter_to_person("agreed"))
    )


@pytest.mark.rule("ROUTE-5", "TIME-1", "TIME-2", "TIME-6")
async def test_a_first_payment_that_does_not_come_is_followed_up_and_the_person_told_a_new_date(
    scenario: Scenario,
) -> None:
    await (
        scenario.on(MONDAY)
        .submit("peter", DONCASTER)
        .decide("agreed", {"version": 1})
        .expect(promised("2043-06-29"))
        .after(working_days=5)
        .expect(reminder_to("practitioner", about="first_payment", at="2043-06-08 17:00"))
        .after(working_days=20)
        .expect(
            escalation_to("line manager", about="first_payment", at="2043-06-29 17:00"),
            letter_to_person("new_date", says="6 July 2043"),
            promised("2043-07-06"),
            status("authorised_to_start"),
        )
        .later(working_days=2)
        .report_first_payment("2043-06-30")
        .approve_arrangement()
        .expect(status("signed_off"), letter_to_person("agreed"))
    )


@pytest.mark.rule("ROUTE-5", "DP-5")
@pytest.mark.parametrize(
    ("story", "changes", "decision"),
    [
        pytest.param("undecided", {}, {}, id="it has none"),
        pytest.param("barred", CLUB_BY_THE_COUNCIL, NO_THIRD_LIMB, id="its only one is agreed to be managed otherwise"),
    ],
)
async def test_without_a_direct_payment_the_plan_is_signed_off_at_once(
    scenario: Scenario, story: str, changes: dict[str, str], decision: dict[str, None]
) -> None:
    await (
        scenario.on(MONDAY)
        .submit(story, {"plan.scheme": "doncaster", **changes})
        .decide("agreed", decision)
        .expect(status("signed_off"), no_letter_to_person("authorised_to_start"))
    )


@pytest.mark.rule("ROUTE-5", "END")
async def test_a_plan_may_leave_while_it_waits_for_its_first_payment(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("peter", DONCASTER)
        .decide("agreed", {"version": 1})
        .expect(status("authorised_to_start"))
        .end("moved_away")
        .expect(status("ended"), letter_to_person("closed"))
    )


@pytest.mark.rule("ROUTE-5", "DP-6")
async def test_yasmins_plan_starts_is_paid_is_signed_off_and_its_condition_reminds(scenario: Scenario) -> None:
    """The example's own story, its condition moved to that year. Its clock begins with the sign-off, and repeats."""
    await (
        scenario.on(MONDAY)
        .submit("payment")
        .decide("agreed", {"conditions.0.first_on": "2043-06-26"})
        .expect(status("authorised_to_start"), noted(Happening.CONDITION_SET, says="D1"))
        .meet_condition("D1")
        .expect(refused(Refusal.NO_SUCH_CONDITION))
        .after(until="2043-06-10 10:00")
        .expect(reminder_to("practitioner", about="first_payment"))
        .send("report_first_payment", "first-payment")
        .send("approve_arrangement", "approved")
        .expect(
            status("signed_off"),
            letter_to_person("agreed", says="statement"),
            due("practitioner", "2043-06-26 17:00", wait="condition"),
        )
        .after(until="2043-06-19 17:00")
        .expect(reminder_to("practitioner", about="condition", at="2043-06-19 17:00"))
        .meet_condition("D1")
        .expect(due("practitioner", "2043-09-25 17:00", wait="condition"))
    )
