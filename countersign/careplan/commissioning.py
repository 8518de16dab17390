"""DP-8 · A service that is bought with a direct payment, beside the same service as the council could commission it.

Source: the procedure, "Whether the service could be commissioned directly by the Local Authority at a higher or lower
cost than through a Direct Payment", "the level of flexibility required", "what the implications would be for the
person's Wellbeing or outcomes" and "If the service proposed is a service that the Local Authority could commission in
the same way but at a lower cost, and the impact … is deemed to be minimal you should discuss …".
"""

from typing import NamedTuple

from countersign.careplan.budget import NOTHING, Cost
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import Commissioned, Effect
from countersign.careplan.payment_findings import PaymentFinding, Weight, is_bought, weighed
from countersign.careplan.service_line import ServiceLine


class BothCosts(NamedTuple):
    """What a line costs by direct payment, and what it would cost if the council commissioned it."""

    direct: Cost

    commissioned: Cost

    @property
    def is_cheaper_somewhere(self) -> bool:
        """Whether commissioning costs less a week, or less once."""
        return any(theirs < ours for ours, theirs in zip(self.direct, self.commissioned, strict=True))

    @property
    def is_cheaper(self) -> bool:
        """Whether commissioning costs less, and nothing more: neither a week nor once."""
        return self.is_cheaper_somewhere and all(
            theirs <= ours for ours, theirs in zip(self.direct, self.commissioned, strict=True)
        )

    @property
    def in_words(self) -> str:
        """Both costs in words; what is paid once is named where either has any."""
        with_once = bool(self.direct.one_off or self.commissioned.one_off)
        return (
            f"{_amount(self.direct, with_once=with_once)} by direct payment, "
            f"{_amount(self.commissioned, with_once=with_once, week='')} if the council commissions it"
        )


def _amount(cost: Cost, *, with_once: bool, week: str = " a week") -> str:
    return f"£{cost.weekly:,.2f} a week and £{cost.one_off:,.2f} once" if with_once else f"£{cost.weekly:,.2f}{week}"


def both_costs(line: ServiceLine) -> BothCosts | None:
    """DP-8: both costs of a line; None where it buys no service, or the plan gives no comparison."""
    commissioned = line.commissioned
    if not is_bought(line) or commissioned is None or not commissioned.possible:
        return None
    if commissioned.weekly_cost is None and commissioned.one_off_cost is None:
        return None
    return BothCosts(
        Cost(line.weekly_cost, line.one_off_cost),
        Cost(commissioned.weekly_cost or NOTHING, commissioned.one_off_cost or NOTHING),
    )


def may_be_managed_otherwise(line: ServiceLine) -> bool:
    """DP-8: whether the comparison lets a line be managed otherwise.

    It is the same service, cheaper and with minimal effect, and as the line would be managed otherwise it costs no more
    than by direct payment.
    """
    costs, commissioned = both_costs(line), line.commissioned
    if costs is None or commissioned is None or line.otherwise is None:
        return False
    dearer = line.otherwise.weekly_cost > line.weekly_cost or line.otherwise.one_off_cost > line.one_off_cost
    return commissioned.same_service and costs.is_cheaper and commissioned.effect is Effect.MINIMAL and not dearer


def compared_with_commissioning(line: ServiceLine) -> tuple[PaymentFinding, ...]:
    """DP-8: a line without the comparison, or whose same service costs less, is put to the authoriser.

    That the plan states an effect on wellbeing and outcomes does not keep it from them: they weigh it.
    """
    if not is_bought(line):
        return ()
    commissioned = line.commissioned
    if commissioned is None:
        reason = f"{line.id}: the plan does not say what it would cost, or do, were the council to commission it."
        return (weighed(finding("DP-8", False, reason), Weight.UNSETTLED, line.id),)
    costs = both_costs(line)
    if costs is None or not commissioned.same_service or not costs.is_cheaper_somewhere:
        return ()
    reason = f"{line.id}: the same service, {costs.in_words}, with {_effect(commissioned)}: {_weigh(commissioned)}."
    return (weighed(finding("DP-8", False, reason), Weight.CONCERN, line.id),)


def _effect(commissioned: Commissioned) -> str:
    stated = f"{commissioned.effect.value} effect" if commissioned.effect else "an effect that is not stated"
    return f"{stated} on wellbeing and outcomes"


def _weigh(commissioned: Commissioned) -> str:
    if commissioned.effect is Effect.MINIMAL:
        return "discuss with the practitioner whether a direct payment is still the best way to manage this part"
    return "discuss with the practitioner whether that effect is worth the difference"


def comparison_is_whole(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-8: a comparison says everything that the authoriser has to see. Faults only."""
    findings: list[Finding] = []
    for line in services:
        commissioned = line.commissioned
        if commissioned is None or not commissioned.possible:
            continue
        missing = _missing(line, commissioned)
        if missing:
            reason = f"{line.id} could be commissioned, so the comparison says its {', '.join(missing)} as well."
            findings.append(finding("DP-8", False, reason, "plan.services.commissioned"))
    return tuple(findings)


def _missing(line: ServiceLine, commissioned: Commissioned) -> list[str]:
    """What a comparison lacks. Where an effect is minimal, "None." says enough; where it is not, words say what."""
    is_paid_once_only = line.one_off_cost > NOTHING and line.weekly_cost == NOTHING
    given = {
        "weekly_cost": commissioned.weekly_cost is not None or is_paid_once_only,
        "one_off_cost": commissioned.one_off_cost is not None or line.one_off_cost == NOTHING,
        "flexibility": is_evidence(commissioned.flexibility),
        "effect": commissioned.effect is not None,
        "effect_in_words": commissioned.effect is Effect.MINIMAL or is_evidence(commissioned.effect_in_words),
    }
    return [field for field, is_given in given.items() if not is_given]
