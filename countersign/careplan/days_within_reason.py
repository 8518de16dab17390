"""SUB-5, DP-3, DP-9, SHARE-6 · Whether the days that a plan states can be meant, beside the day of its submission.

Source: the rulebook, SUB-5 (something in the plan meets every need) and SHARE-6 (a decision "dated in the future" is
refused). No source gives a number of months: how far ahead a first day may lie is our default, twice the longest time
between two reviews (REV-1). A day that nobody can mean is refused with its field, so that whoever mistyped it mends it.
"""

from collections.abc import Iterator
from datetime import date

from countersign.careplan.bounds import DECIDED_WITHIN_MONTHS, FIRST_DECISION
from countersign.careplan.consent import SharingDecision, SharingScope
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import DirectPayment
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.working_time import months_away

MONTHS_AWAY = 24
"""How many months ahead the first day of a line or a payment may lie, and how far from the submission a stay may."""


def first_days_are_near(
    services: tuple[ServiceLine, ...], payment: DirectPayment | None, on: date | None
) -> tuple[Finding, ...]:
    """SUB-5, DP-9: no line and no direct payment starts more than 24 months after the submission. Faults only.

    `on`: the day of the submission; None where it is not known, and then nothing is too late. What started before it
    may go on.
    """
    if on is None:
        return ()
    latest = months_away(on, MONTHS_AWAY)
    by_then = f"a plan is for what starts by {latest}, within {MONTHS_AWAY} months."
    faults = [
        finding(
            "SUB-5", False, f"{line.id} starts on {line.starts_on}: {by_then}", f"plan.services.{line.id}.starts_on"
        )
        for line in services
        if line.starts_on and line.starts_on > latest
    ]
    if payment and payment.starts_on and payment.starts_on > latest:
        reason = f"The direct payment starts on {payment.starts_on}: {by_then}"
        faults.append(finding("DP-9", False, reason, "plan.direct_payment.starts_on"))
    return tuple(faults)


def nothing_has_ended(services: tuple[ServiceLine, ...], on: date | None) -> tuple[Finding, ...]:
    """SUB-5, BUD-3: no line had its last day before the submission: it meets no need, and costs nothing. Faults only.

    `on`: the day of the submission; None where it is not known.
    """
    return tuple(
        finding(
            "SUB-5",
            False,
            f"{line.id} had its last day on {line.ends_on}, before the plan is submitted: it meets no need and belongs "
            "to no budget. Leave it out, or mend the day.",
            f"plan.services.{line.id}.ends_on",
        )
        for line in services
        if line.ends_on and on and line.ends_on < on
    )


def stays_are_near(services: tuple[ServiceLine, ...], on: date | None) -> tuple[Finding, ...]:
    """DP-3: no stay in a care home begins or ends more than 24 months from the submission. Faults only.

    Stays count together within twelve months, so none that lies further off can matter. `on`: as above.
    """
    if on is None:
        return ()
    earliest, latest = months_away(on, -MONTHS_AWAY), months_away(on, MONTHS_AWAY)
    return tuple(
        finding(
            "DP-3",
            False,
            f"{line_id}: a stay in a care home is stated from {arrives} to {leaves}: stays count from {earliest} to "
            f"{latest}, {MONTHS_AWAY} months before and after the submission.",
            f"plan.services.{line_id}.care_home_stays",
        )
        for line_id, arrives, leaves in _stays(services)
        if arrives < earliest or leaves > latest
    )


def _stays(services: tuple[ServiceLine, ...]) -> Iterator[tuple[str, date, date]]:
    for line in services:
        for stay in line.care_home_stays:
            yield line.id, stay.arrives_on, stay.leaves_on


def sharing_was_decided(
    decisions: tuple[SharingDecision, ...], on: date | None, where: str = "plan.sharing"
) -> tuple[Finding, ...]:
    """SHARE-6: nobody has decided about a copy on a day that has not come, or before anybody could. Faults only.

    A plan may repeat what was decided long ago; a refusal is taken whenever it was. `on`: the day on which it is said.
    `where`: the field that holds the decisions, or the one decision.
    """
    too_early = tuple(
        finding(
            "SHARE-6",
            False,
            f"{decision.recipient}: it is said to be decided on {decision.decided_on}, and nobody decided about such a "
            f"copy before {FIRST_DECISION}.",
            f"{where}.decided_on",
        )
        for decision in decisions
        if decision.decided_on < FIRST_DECISION and decision.scope is not SharingScope.NONE
    )
    return too_early + tuple(
        finding(
            "SHARE-6",
            False,
            f"{decision.recipient}: it is said to be decided on {decision.decided_on}, which has not come yet.",
            f"{where}.decided_on",
        )
        for decision in decisions
        if on and decision.decided_on > on
    )


def decided_long_ago(decided_on: date, today: date) -> str:
    """SHARE-6, TELL-8: why a message does not say now what was decided, or asked, then; empty if it may.

    Of years ago it was mistyped, or is to be asked again. A day that has not come is no matter here.
    """
    if decided_on >= months_away(today, -DECIDED_WITHIN_MONTHS):
        return ""
    return (
        f"it is said to be on {decided_on}, more than {DECIDED_WITHIN_MONTHS} months ago: ask again, and give the "
        "day of that."
    )
