"""SUB-4 · What is further needed where a plan costs more than the indicative budget.

Source: the procedure, "When the cost of the plan is greater than the amount of the indicative budget you need to ensure
that additional information is provided in a proportionate and appropriate way". A plan has two costs, a week and once,
and each is beside its own indicative amount: one that is not stated is nil. A line that is managed by direct payment
may be managed otherwise when the plan is decided (DP-5), so the cost of that way counts as well.
"""

from decimal import Decimal

from countersign.careplan.budget import NOTHING, Cost, cost_to_council
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import ManagedBy
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.statements import OverIndicativeEvidence
from countersign.careplan.wire import Incoming, Money, Text

FURTHER_EVIDENCE: dict[str, str] = {
    "strengths_based_approach": "that a strengths-based approach was taken",
    "options_explored": "the options that were explored",
    "rationale": (
        "the rationale: why alternatives were not appropriate, regard to outcomes and wellbeing, positive risk-taking"
    ),
    "prevent_reduce_delay": "the options to reduce, prevent or delay needs that were explored",
}
"""For each field of `OverIndicativeEvidence`, what it shows."""


class FurtherEvidencePolicy(Incoming):
    """SUB-4: how far above the indicative budget a plan may cost, with nothing further asked."""

    weekly_above: Money = NOTHING
    """So much a week above it asks for nothing further; a penny more does."""

    one_off_above: Money = NOTHING
    """So much once above it asks for nothing further; a penny more does."""

    source: Text


def evidence_above_indicative(
    services: tuple[ServiceLine, ...],
    weekly: Decimal,
    one_off: Decimal,
    evidence: OverIndicativeEvidence | None,
    policy: FurtherEvidencePolicy | None = None,
) -> tuple[Finding, ...]:
    """SUB-4: a plan that costs more than is indicated, a week or once, needs four further pieces of evidence.

    `weekly`, `one_off`: the indicative amounts. A plan that costs no more needs nothing further, and gets no finding.
    """
    above = what_is_above(services, Cost(weekly, one_off), policy)
    if not above:
        return ()
    further_evidence = evidence or OverIndicativeEvidence()
    return tuple(
        finding(
            "SUB-4",
            is_evidence(getattr(further_evidence, field)),
            f"The plan costs more than the indicative budget ({above}), so it must show {meaning}.",
            f"plan.over_indicative.{field}",
        )
        for field, meaning in FURTHER_EVIDENCE.items()
    )


def what_is_above(services: tuple[ServiceLine, ...], indicative: Cost, policy: FurtherEvidencePolicy | None) -> str:
    """SUB-4: which cost asks for the four, beside its indicative amount, in words; empty where none does."""
    allowed = Cost(policy.weekly_above, policy.one_off_above) if policy else Cost(NOTHING, NOTHING)
    as_submitted, at_most = cost_to_council(services), dearest(services)
    above: list[str] = []
    for axis, how_often in enumerate(("a week", "once")):
        limit = indicative[axis] + allowed[axis]
        beside = f"{how_often} against £{indicative[axis]:,.2f}"
        if as_submitted[axis] > limit:
            above.append(f"£{as_submitted[axis]:,.2f} {beside}")
        elif at_most[axis] > limit:
            above.append(f"£{at_most[axis]:,.2f} {beside}, were its lines managed otherwise")
    return "; ".join(above)


def dearest(services: tuple[ServiceLine, ...]) -> Cost:
    """DP-5: the most that a plan may come to cost the council, a week and once, whichever lines are managed otherwise.

    The costs of employing somebody are managed as the wages are.
    """
    together: dict[str, list[ServiceLine]] = {}
    for line in services:
        together.setdefault(line.employer_cost.wages if line.employer_cost else line.id, []).append(line)
    weekly = one_off = NOTHING
    for lines in together.values():
        own, otherwise = cost_to_council(lines), _cost_otherwise(lines)
        weekly += max(own.weekly, otherwise.weekly)
        one_off += max(own.one_off, otherwise.one_off)
    return Cost(weekly, one_off)


def _cost_otherwise(lines: list[ServiceLine]) -> Cost:
    weekly = one_off = NOTHING
    for line in lines:
        if line.paid_by_other is not None:
            continue
        if line.otherwise is not None and line.managed_by is ManagedBy.DIRECT_PAYMENT:
            weekly, one_off = weekly + line.otherwise.weekly_cost, one_off + line.otherwise.one_off_cost
        else:
            weekly, one_off = weekly + line.weekly_cost, one_off + line.one_off_rest
    return Cost(weekly, one_off)
