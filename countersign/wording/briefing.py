"""DEC-4..9, DP-1..9 · What an authoriser sees before they decide a plan. This module decides nothing.

Every part comes from the rules themselves, which are asked before the decision instead of after it.
"""

from datetime import date

from countersign.careplan.budget import NOTHING
from countersign.careplan.commissioning import may_be_managed_otherwise
from countersign.careplan.direct_payment import found_about
from countersign.careplan.evidence import is_evidence
from countersign.careplan.payment_findings import PaymentFinding, Weight, is_bought, paid_directly
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Money, Stored

NEVER_A_GROUND = (
    "The indicative budget is never a ground: a plan that meets all limbs of the test must be agreed, whether it costs "
    "less, the same or more (DEC-1). Costing more only means that the further evidence has to be there (SUB-4)."
)


class ToSettle(Stored):
    """A finding about a direct payment, and what a decision has to say about it."""

    rule: str
    """The id of the rule."""

    line: str
    """The line that it is about; empty where it is about every line that is paid by direct payment."""

    weight: Weight
    """What it means for the direct payment."""

    found: str
    """What was found, in a sentence."""

    the_decision: str
    """What a decision has to say about it."""


class BothWays(Stored):
    """DP-8: a line as the person would buy it by direct payment, and as the council could commission it."""

    line: str
    """The line's id in the plan."""

    by_direct_payment: Money
    """What it costs a week by direct payment."""

    by_direct_payment_once: Money = NOTHING
    """What it costs once by direct payment."""

    stated: bool
    """Whether the plan makes the comparison."""

    possible: bool = False
    """Whether the council could commission it."""

    same_service: bool = False
    """Whether it would be the same service in the same way."""

    commissioned: Money | None = None
    """What it would cost a week if the council commissioned it."""

    commissioned_once: Money | None = None
    """What it would cost once if the council commissioned it."""

    flexibility: str = ""
    """Whether it would be as flexible as is needed, in words."""

    effect: str = ""
    """The effect on wellbeing and outcomes, as a code."""

    effect_in_words: str = ""
    """The effect on wellbeing and outcomes, in words."""


def to_settle(plan: Plan, scheme: Scheme, on: date) -> tuple[ToSettle, ...]:
    """DP-1..9: every finding about the direct payments of a plan, those that bar a payment first."""
    order = (Weight.BARS, Weight.UNSETTLED, Weight.CONCERN)
    findings = sorted(found_about(plan, scheme, on), key=lambda finding: order.index(finding.weight))
    return tuple(
        ToSettle(
            rule=finding.rule,
            line=finding.line,
            weight=finding.weight,
            found=finding.reason,
            the_decision=_what_to_say(finding, plan),
        )
        for finding in findings
    )


def _what_to_say(finding: PaymentFinding, plan: Plan) -> str:
    if finding.weight is Weight.BARS:
        lines = [line for line in paid_directly(plan) if finding.line in ("", line.id)]
        barred = ", ".join(line.id for line in lines)
        without_otherwise = ", ".join(line.id for line in lines if line.otherwise is None)
        agree = f"to agree, name {barred} in managed_otherwise, with rule {finding.rule}"
        if without_otherwise:
            return (
                f"cannot be agreed: the plan does not say how {without_otherwise} would be managed otherwise; "
                "return it for that"
            )
        return f"{agree}: the rest of the plan stands; or return it"
    about = f"rule {finding.rule}" + (f" and line {finding.line}" if finding.line else ", no line")
    if finding.weight is Weight.UNSETTLED:
        return (
            f"settle it first (ask for the information); to agree, say in considered what was found out, with {about}"
        )
    agree = f"discuss it with the practitioner; to agree, say in considered what you made of it, with {about}"
    may_be = [line.id for line in paid_directly(plan) if line.id == finding.line and may_be_managed_otherwise(line)]
    if finding.rule == "DP-8" and may_be:
        agree += f"; or name {finding.line} in managed_otherwise, with rule DP-8"
    return agree


def both_ways(plan: Plan) -> tuple[BothWays, ...]:
    """DP-8: every line that buys a service by direct payment, beside what the council could commission."""
    comparisons: list[BothWays] = []
    for line in paid_directly(plan):
        if not is_bought(line):
            continue
        commissioned = line.commissioned
        if commissioned is None:
            comparisons.append(
                BothWays(
                    line=line.id,
                    by_direct_payment=line.weekly_cost,
                    by_direct_payment_once=line.one_off_cost,
                    stated=False,
                )
            )
            continue
        comparisons.append(
            BothWays(
                line=line.id,
                by_direct_payment=line.weekly_cost,
                by_direct_payment_once=line.one_off_cost,
                stated=True,
                possible=commissioned.possible,
                same_service=commissioned.same_service,
                commissioned=commissioned.weekly_cost,
                commissioned_once=commissioned.one_off_cost,
                flexibility=commissioned.flexibility,
                effect=commissioned.effect.value if commissioned.effect else "",
                effect_in_words=commissioned.effect_in_words,
            )
        )
    return tuple(comparisons)


def over_indicative(plan: Plan) -> tuple[str, ...]:
    """SUB-4: for a plan above its indicative budget, the names of the further evidence that it has."""
    evidence = plan.over_indicative
    if evidence is None:
        return ()
    texts = evidence.model_dump()
    return tuple(name for name in type(evidence).model_fields if is_evidence(str(texts[name])))
