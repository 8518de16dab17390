"""ROUTE-5 · The first payment: when it can have come, and what its report lets the authoriser do.

Source: the article on the TLAP guidance, of a council that waits for the first payment: "An individual's support plan
is only signed off once they have received their first payment and put it into practice … Approval is based on how well
the arrangement is working".
"""

from datetime import date
from enum import StrEnum

from countersign.careplan.findings import Finding, finding


class FirstPayment(StrEnum):
    """What has been reported of the first payment of a plan that is authorised to start."""

    NOT_REPORTED = "not_reported"
    WORKS = "works"
    NOT_WORKING_YET = "not_working_yet"


def came_in_between(received_on: date, authorised_on: date, reported_on: date) -> tuple[Finding, ...]:
    """ROUTE-5: it came on a day from the authorisation to the report. Faults only."""
    if received_on > reported_on:
        reason = f"The payment had not been received when this was sent, on {reported_on}."
        return (finding("ROUTE-5", False, reason, "received_on"),)
    if received_on < authorised_on:
        reason = f"The plan was authorised to start on {authorised_on}: its first payment came on that day or later."
        return (finding("ROUTE-5", False, reason, "received_on"),)
    return ()


def may_be_approved(reported: FirstPayment) -> tuple[Finding, ...]:
    """ROUTE-5: a plan is approved on a report that the arrangement works. Faults only."""
    missing = {
        FirstPayment.NOT_REPORTED: "Nobody has reported the first payment yet: the plan is approved on that report.",
        FirstPayment.NOT_WORKING_YET: (
            "The latest report says that the arrangement does not work yet: wait for one that says it does, or return "
            "the plan with a decision."
        ),
    }
    return (finding("ROUTE-5", False, missing[reported], "on_what"),) if reported in missing else ()


def may_be_returned(reported: FirstPayment) -> tuple[Finding, ...]:
    """ROUTE-5: a plan that may start is returned only on a report of how it works; until then the decision stands."""
    if reported is not FirstPayment.NOT_REPORTED:
        return ()
    reason = "The plan is authorised to start, and nobody has reported yet how it works: until then it is not returned."
    return (finding("ROUTE-5", False, reason, "outcome"),)
