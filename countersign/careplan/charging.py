"""BUD-1 · What a person pays rests on something: an assessment of what they can afford, the law, or their own means.

Source: the rulebook's reading of the procedure, "what the person must pay from the financial assessment"; Care Act 2014
s.14 and s.17 (charging, and the financial assessment), Mental Health Act 1983 s.117 (aftercare is free). Nobody is told
of a financial assessment that was not made.
"""

from decimal import Decimal
from enum import StrEnum

from countersign.careplan.evidence import Name
from countersign.careplan.findings import Finding, finding
from countersign.careplan.wire import Day, Incoming


class HowCharged(StrEnum):
    """BUD-1: on what the amounts that the person pays rest."""

    ASSESSED = "assessed"
    """A financial assessment was made."""

    NOT_CHARGED = "not_charged"
    """The person is not charged; `why_not` says why."""

    PAYS_IN_FULL = "pays_in_full"
    """The person pays all of it, without a financial assessment."""


class WhyNotCharged(StrEnum):
    """BUD-1: why a person is not charged."""

    AFTERCARE = "aftercare"
    """Mental Health Act 1983 s.117."""

    FREE_BY_LAW = "free_by_law"
    """The regulations make it free, such as intermediate care."""

    COUNCIL_DOES_NOT_CHARGE = "council_does_not_charge"
    """The council may charge for it, and does not."""


class Charging(Incoming):
    """BUD-1: on what the amounts that the person pays rest."""

    how: HowCharged
    """Whether a financial assessment was made, the person is not charged, or they pay in full without one."""

    assessed_on: Day | None = None
    """The day of the financial assessment."""

    billed: Name | None = None
    """How the person is asked to pay, in words that go on after "We": send you a bill every four weeks."""

    why_not: WhyNotCharged | None = None
    """Why the person is not charged; only for `not_charged`, and wanted there."""


def charging_holds(charging: Charging | None, person_pays: Decimal, person_pays_once: Decimal) -> tuple[Finding, ...]:
    """BUD-1: whoever is not charged pays nothing, and it is said why. Faults only."""
    if charging is None:
        return ()
    findings: list[Finding] = []
    is_free = charging.how is HowCharged.NOT_CHARGED
    if is_free and (person_pays or person_pays_once):
        reason = "The person is not charged, and would pay something: put their amounts to 0.00, or say who is charged."
        findings.append(finding("BUD-1", False, reason, "plan.charging"))
    if is_free and charging.why_not is None:
        reason = "Say why the person is not charged, such as aftercare."
        findings.append(finding("BUD-1", False, reason, "plan.charging.why_not"))
    if not is_free and charging.why_not is not None:
        reason = "why_not says why somebody is not charged, and this person is: leave it out, or say not_charged."
        findings.append(finding("BUD-1", False, reason, "plan.charging.why_not"))
    return tuple(findings)
