"""DEC-6 · Best use of resources: a plan is compared only with services that can meet the needs when required.

Source: the procedure, "When considering whether the plan makes the best use of available services you must only
consider: Services that are able to meet the person's eligible needs; Services that are available at the point they are
required. If the available services cost more than the indicative budget the final personal budget must be adjusted to
reflect the true cost of the services at that time."
"""

from decimal import Decimal

from countersign.careplan.decision_parts import DecisionOutcome, Ground, Limb, ReturnReason, Wanted
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Money, Stored


class Compared(Stored):
    """An alternative, beside what the plan has for the same needs."""

    alternative: str
    """The alternative's id in the plan."""

    counts: bool
    """Whether best use may be compared with it."""

    weekly: Money
    """What the alternative costs a week."""

    one_off: Money
    """What the alternative costs once."""

    plan_weekly: Money
    """What the plan's own lines for these needs cost a week."""

    plan_one_off: Money
    """What the plan's own lines for these needs cost once."""

    because: str
    """Why it counts, or why it does not."""


def compared(plan: Plan) -> tuple[Compared, ...]:
    """DEC-6: each alternative, beside the plan's own lines for the same needs that nobody else pays for."""
    comparisons: list[Compared] = []
    for alternative in plan.alternatives:
        lines = [
            line for line in plan.services if set(line.needs) & set(alternative.needs) and line.paid_by_other is None
        ]
        comparisons.append(
            Compared(
                alternative=alternative.id,
                counts=alternative.counts,
                weekly=alternative.weekly_cost,
                one_off=alternative.one_off_cost,
                plan_weekly=sum((line.weekly_cost for line in lines), Decimal("0.00")),
                plan_one_off=sum((line.one_off_rest for line in lines), Decimal("0.00")),
                because=_because(could=alternative.could_meet_needs, available=alternative.available_when_required),
            )
        )
    return tuple(comparisons)


def _because(*, could: bool, available: bool) -> str:
    if could and available:
        return "it could meet the needs, and was available when required"
    shortcomings = [] if could else ["it could not meet the needs"]
    return " and ".join([*shortcomings, *([] if available else ["it was not available when required"])])


def a_better_use_is_named(decide: Decide, plan: Plan) -> tuple[Finding, ...]:
    """DEC-6: where best use is the ground, a return for revision names an alternative that counts. Faults only.

    It is one of the plan's, or one that the return names; for a direct payment, what the council could commission
    instead is one too (DP-8). That the plan costs more than the estimate is never a reason by itself.

    A return for information needs none: whether there is another way may be the very thing that it asks (RET-6).
    """
    if decide.outcome is not DecisionOutcome.RETURN or decide.wanted is not Wanted.REVISION:
        return ()
    could_be_commissioned = any(
        line.managed_by is ManagedBy.DIRECT_PAYMENT and line.commissioned is not None and line.commissioned.possible
        for line in plan.services
    )
    return tuple(
        finding(
            "DEC-6",
            False,
            f"Reason {reason.id} is about best use: name an alternative that could meet the needs and was available "
            "when required, the plan's (compared_with) or another (alternative). That the plan costs more than the "
            "indicative budget is never a reason by itself.",
            f"reasons.{reason.id}",
        )
        for reason in decide.reasons
        if reason.ground is Ground.NOT_BEST_USE
        and reason.compared_with is None
        and reason.alternative is None
        and not (reason.limb is Limb.DIRECT_PAYMENT and could_be_commissioned)
    )


def named_alternatives_count(reasons: tuple[ReturnReason, ...], plan: Plan) -> tuple[Finding, ...]:
    """DEC-6: an alternative that a return names could meet needs of the plan and was available. Faults only."""
    known = {need.id for need in plan.needs}
    findings: list[Finding] = []
    for reason in reasons:
        named, where = reason.alternative, f"reasons.{reason.id}.alternative"
        if named is None:
            continue
        if not named.counts:
            because = _because(could=named.could_meet_needs, available=named.available_when_required)
            problem = f"Reason {reason.id} names an alternative that does not count: {because}."
            findings.append(finding("DEC-6", False, problem, where))
        strange = ", ".join(need for need in named.needs if need not in known)
        if strange:
            problem = f"Reason {reason.id} names an alternative for {strange}, which is no need of the plan."
            findings.append(finding("DEC-6", False, problem, f"{where}.needs"))
        if not is_evidence(named.why):
            problem = f"Reason {reason.id} names an alternative: say how it is known, and why it is the better use."
            findings.append(finding("DEC-6", False, problem, f"{where}.why"))
    return tuple(findings)


def comparison_counts(reasons: tuple[ReturnReason, ...], plan: Plan) -> tuple[Finding, ...]:
    """DEC-6: no reason rests on an alternative that could not meet the needs, or was not available. Faults only."""
    by_id = {comparison.alternative: comparison for comparison in compared(plan)}
    findings: list[Finding] = []
    for reason in reasons:
        if reason.compared_with is None:
            continue
        comparison = by_id.get(reason.compared_with)
        if comparison is None:
            problem = f"Reason {reason.id} compares with {reason.compared_with}, which is no alternative of the plan."
        elif not comparison.counts:
            problem = (
                f"Reason {reason.id} compares with {comparison.alternative}, which does not count: "
                f"{comparison.because}."
            )
        else:
            continue
        findings.append(finding("DEC-6", False, problem, f"reasons.{reason.id}"))
    return tuple(findings)
