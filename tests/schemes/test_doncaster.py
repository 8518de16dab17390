"""ROUTE-5: Doncaster. The payment is arranged at once; signed off once the first one is put into practice."""

import pytest

from testkit import Scenario, letter_to_person, no_letter_to_person, notice_to, promised, running, status

MONDAY = "2043-06-01 09:30"
NOT_HERS = {"relationship": "mother", "lives_with_the_person": "no"}
DONCASTER = {"plan.scheme": "doncaster", "plan.services.0.paid_relative": NOT_HERS}


@pytest.mark.rule("ROUTE-5")
async def test_with_a_direct_payment_the_plan_starts_and_is_signed_off_later(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("peter", DONCASTER)
        .decide("agreed", {"version": 1})
        .expect(
            status("authorised_to_start"),
            letter_to_person("authorised_to_start", says="29 June 2043"),
            promised("2043-06-29"),
            notice_to("dpt-641", "outcome"),
            no_letter_to_person("agreed"),
            running("first_payment"),
        )
        .send("report_first_payment", None, {"put_into_practice": False, "received_on": "2043-06-01"})
        .expect(status("authorised_to_start"))
        .send("report_first_payment", None, {"received_on": "2043-06-01"})
        .expect(status("signed_off"), letter_to_person("agreed"))
    )
