"""SHARE · Who may have a copy of the plan, and how much of it.

Source: the procedure, "A copy should normally be shared in full with any carer unless …" and "In all other cases a
copy … can only be shared with the person's consent (or in their best interests if they lack capacity to consent)";
Care Act 2014 s.25(9) (check). No decision means no copy, except for a carer under a scheme whose default is full.
"""

from collections.abc import Iterable

from countersign.careplan.consent import Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.figures import day
from countersign.careplan.findings import Finding, finding
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.wire import Stored


class Copy(Stored):
    """What a recipient is to have of a plan."""

    recipient: str
    """The carer or provider, such as C1 or P1."""

    scope: SharingScope
    """How much they are to have: `none` means no copy."""

    sections: tuple[Section, ...] = ()
    """For a part copy: the sections that they are to have."""

    basis: str
    """Why, in words."""

    rule: str
    """The id of the rule that says so."""

    @property
    def extent(self) -> str:
        """How much of the plan it is, as a code: `full`, `none`, or `part:` with the sections in order."""
        if self.scope is SharingScope.PART:
            return "part:" + "+".join(sorted(section.value for section in self.sections))
        return self.scope.value


def latest(decisions: Iterable[SharingDecision]) -> dict[str, SharingDecision]:
    """The decision in force for each recipient: the last one that was recorded."""
    return {decision.recipient: decision for decision in decisions}


def basis_is_sound(decision: SharingDecision, has_capacity: bool) -> tuple[Finding, ...]:
    """SHARE-2: only a person with capacity consents; only for a person without it is a best-interests decision made.

    A refusal or a withdrawal is always sound. Faults only.
    """
    findings: list[Finding] = []
    if decision.scope is not SharingScope.NONE:
        if decision.basis is SharingBasis.CONSENT and not has_capacity:
            reason = f"{decision.recipient}: the person lacks capacity to consent; a best-interests decision is needed."
            findings.append(finding("SHARE-2", False, reason, "sharing.basis"))
        if decision.basis is SharingBasis.BEST_INTERESTS and has_capacity:
            reason = f"{decision.recipient}: the person has capacity, so only their own consent will do."
            findings.append(finding("SHARE-2", False, reason, "sharing.basis"))
    if decision.scope is SharingScope.PART and not decision.sections:
        reason = f"{decision.recipient}: a part copy names the sections that were agreed."
        findings.append(finding("SHARE-1", False, reason, "sharing.sections"))
    return tuple(findings)


def copies(plan: Plan, decisions: Iterable[SharingDecision], policy: SharingPolicy) -> tuple[Copy, ...]:
    """SHARE-1, SHARE-2, SHARE-3: the copy that each carer and each provider in a plan is to have, and why.

    A decision that is not sound gives no copy. Neither an earlier decision nor a carer's full copy takes its place: if
    the person asked to share less than everything, a form filled in wrongly must not share everything.
    """
    has_capacity = plan.person.has_capacity_about_sharing
    in_force = latest(decisions)
    delivering = {line.provider for line in plan.services if line.provider is not None}
    all_copies: list[Copy] = []
    for carer in plan.carers:
        decision = in_force.get(carer.id)
        if decision is not None:
            all_copies.append(_as_decided(decision, has_capacity, "SHARE-1"))
        elif policy.carers == "full":
            basis = "a carer normally has a full copy, and the person has not asked otherwise"
            all_copies.append(Copy(recipient=carer.id, scope=SharingScope.FULL, basis=basis, rule="SHARE-1"))
        else:
            basis = "under this scheme a carer has a copy when the person asks for it"
            all_copies.append(Copy(recipient=carer.id, scope=SharingScope.NONE, basis=basis, rule="SHARE-1"))
    for provider in plan.providers:
        decision = in_force.get(provider.id)
        if decision is not None:
            rule = "SHARE-3" if provider.id in delivering else "SHARE-2"
            all_copies.append(_as_decided(decision, has_capacity, rule))
        else:
            basis = "no consent and no best-interests decision is recorded"
            all_copies.append(Copy(recipient=provider.id, scope=SharingScope.NONE, basis=basis, rule="SHARE-2"))
    return tuple(all_copies)


def _as_decided(decision: SharingDecision, has_capacity: bool, rule: str) -> Copy:
    """The copy that a decision gives; no copy if the decision is not sound."""
    if basis_is_sound(decision, has_capacity):
        basis = f"the decision recorded {day(decision.decided_on)} does not stand; it has to be made again"
        return Copy(recipient=decision.recipient, scope=SharingScope.NONE, basis=basis, rule=rule)
    basis = "the person's consent" if decision.basis is SharingBasis.CONSENT else "a best-interests decision"
    return Copy(
        recipient=decision.recipient,
        scope=decision.scope,
        sections=decision.sections if decision.scope is SharingScope.PART else (),
        basis=f"{basis}, recorded {day(decision.decided_on)}",
        rule=rule,
    )
