"""ROUTE-5 · The first payment: the days on which it can have come, and what the report of it allows."""

from datetime import date

import pytest

from countersign.careplan.first_payment import FirstPayment, came_in_between, may_be_approved, may_be_returned

AUTHORISED_ON, REPORTED_ON = date(2026, 11, 5), date(2026, 11, 19)


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize(
    ("received_on", "why_not"),
    [
        pytest.param(date(2020, 11, 12), "authorised to start on 2026-11-05", id="years before"),
        pytest.param(date(2026, 11, 4), "authorised to start on 2026-11-05", id="the day before it was authorised"),
        pytest.param(date(2026, 11, 5), "", id="the day on which it was authorised"),
        pytest.param(date(2026, 11, 19), "", id="the day of the report"),
        pytest.param(date(2026, 11, 20), "had not been received when this was sent", id="the day after the report"),
    ],
)
def test_a_first_payment_came_between_the_authorisation_and_the_report(received_on: date, why_not: str) -> None:
    faults = came_in_between(received_on, AUTHORISED_ON, REPORTED_ON)
    assert [why_not in fault.reason for fault in faults] == ([True] if why_not else [])
    assert {fault.where for fault in faults} <= {"received_on"}


@pytest.mark.rule("ROUTE-5")
@pytest.mark.parametrize(
    ("reported", "approved", "returned"),
    [
        (FirstPayment.NOT_REPORTED, False, False),
        (FirstPayment.NOT_WORKING_YET, False, True),
        (FirstPayment.WORKS, True, True),
    ],
)
def test_approval_and_return_rest_on_the_report_of_how_it_works(
    reported: FirstPayment, *, approved: bool, returned: bool
) -> None:
    assert (may_be_approved(reported) == (), may_be_returned(reported) == ()) == (approved, returned)
