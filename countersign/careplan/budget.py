"""BUD · The final personal budget, computed from the plan's own priced lines and from nothing else.

Source: the procedure, "the Care and Support Plan must be updated to ensure that it contains all of the required
information relating to the personal budget"; Care Act 2014 s.26. All amounts are pounds and pence a week, except
those named `one_off`.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from countersign.careplan.charging import Charging, HowCharged
from countersign.careplan.findings import Finding, finding
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Money, Stored

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")
WEEKS_IN_A_YEAR = Decimal(52)
"""Yearly amounts are spread over so many weeks."""

MOST = Decimal(1000000)
"""The most that `Money` holds. It is far above any plan: a higher total is a typing mistake."""


class OtherPayer(Stored):
    """BUD-2: somebody other than the council and the person, and what they pay."""

    who: str
    """Who pays, as the plan names them."""

    weekly: Money
    """What they pay a week."""

    one_off: Money
    """What they pay once."""


class Budget(Stored):
    """BUD-1, BUD-2: what the plan costs and who pays. All amounts are a week, except those named `one_off`."""

    cost_to_council: Money
    """What it costs the council to meet the needs: `person_pays` + `council_pays`, to the penny."""

    person_pays: Money
    """What the person must pay."""

    council_pays: Money
    """What the council pays."""

    one_off: Money
    """What it costs the council once: `person_pays_once` + `council_pays_once`, to the penny."""

    person_pays_once: Money
    """What the person must pay once."""

    council_pays_once: Money
    """What the council pays once."""

    charging: Charging | None = None
    """On what the person's amounts rest; none where it is not stated."""

    others: tuple[OtherPayer, ...]
    """Who else pays, and how much."""

    total_cost: Money
    """What all lines cost together, whoever pays."""

    total_one_off: Money
    """What all lines cost once, whoever pays."""


def weekly_cost_to_council(services: Sequence[ServiceLine]) -> Decimal:
    """BUD-1: what it costs the council a week to meet the needs: the sum of all lines that nobody else pays for."""
    return sum((line.weekly_cost for line in services if line.paid_by_other is None), NOTHING)


def one_off_cost_to_council(services: Sequence[ServiceLine]) -> Decimal:
    """What it costs the council once to meet the needs. One-off amounts are kept apart from weekly amounts."""
    return sum((line.one_off_rest for line in services if line.paid_by_other is None), NOTHING)


class Cost(NamedTuple):
    """What a plan costs the council."""

    weekly: Decimal
    """What it costs a week."""

    one_off: Decimal
    """What it costs once."""


def cost_to_council(services: Sequence[ServiceLine]) -> Cost:
    """What these lines of a plan cost the council, a week and once: a plan is routed and compared by both."""
    return Cost(weekly_cost_to_council(services), one_off_cost_to_council(services))


def budget_of(plan: Plan) -> Budget:
    """BUD-1..3: the budget of a plan that passed `figures_hold`."""
    return final_budget(plan.services, plan.person_pays, plan.person_pays_once, plan.charging)


def final_budget(
    services: tuple[ServiceLine, ...],
    person_pays: Decimal,
    person_pays_once: Decimal = NOTHING,
    charging: Charging | None = None,
) -> Budget:
    """BUD-1..3: the budget of a plan that passed `figures_hold`. Every figure comes from the priced lines."""
    cost, one_off_cost = cost_to_council(services)
    others: dict[str, Cost] = {}
    for who, weekly, one_off in _paid_by_others(services):
        before = others.get(who, Cost(NOTHING, NOTHING))
        others[who] = Cost(before.weekly + weekly, before.one_off + one_off)
    return Budget(
        cost_to_council=cost,
        person_pays=person_pays,
        council_pays=cost - person_pays,
        one_off=one_off_cost,
        person_pays_once=person_pays_once,
        council_pays_once=one_off_cost - person_pays_once,
        charging=charging,
        others=tuple(OtherPayer(who=who, weekly=cost.weekly, one_off=cost.one_off) for who, cost in others.items()),
        total_cost=sum((line.weekly_cost for line in services), NOTHING),
        total_one_off=sum((line.one_off_cost for line in services), NOTHING),
    )


def _paid_by_others(services: tuple[ServiceLine, ...]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """BUD-2: who else pays what, a week and once: for each line that is theirs, and each share of a one-off cost."""
    for line in services:
        if line.paid_by_other is not None:
            yield line.paid_by_other, line.weekly_cost, line.one_off_rest
        for share in line.one_off_shares:
            yield share.paid_by, NOTHING, share.amount


def figures_hold(
    services: tuple[ServiceLine, ...],
    person_pays: Decimal,
    person_pays_once: Decimal = NOTHING,
    charging: Charging | None = None,
) -> tuple[Finding, ...]:
    """BUD-1, BUD-3: each line's figures multiply out, the total is possible, and the person pays no more than the cost.

    Weekly and one-off amounts alike. Whoever pays in full pays all of both. Faults only.
    """
    findings: list[Finding] = []
    for line in services:
        if (line.units_a_week is None) != (line.unit_cost is None):
            findings.append(
                finding(
                    "BUD-3", False, f"{line.id} needs both units_a_week and unit_cost, or neither.", "plan.services"
                )
            )
        elif line.units_a_week is not None and line.unit_cost is not None:
            product = (line.units_a_week * line.unit_cost).quantize(PENNY, rounding=ROUND_HALF_UP)
            if product != line.weekly_cost:
                findings.append(
                    finding(
                        "BUD-3",
                        False,
                        f"{line.id}: {line.units_a_week} × £{line.unit_cost:,.2f} is £{product:,.2f} a week, "
                        f"not £{line.weekly_cost:,.2f}.",
                        "plan.services.weekly_cost",
                    )
                )
        if line.one_off_rest < NOTHING:
            reason = f"{line.id}: the shares of its one-off cost add up to more than the £{line.one_off_cost:,.2f}."
            findings.append(finding("BUD-2", False, reason, "plan.services.one_off_shares"))
    weekly = sum((line.weekly_cost for line in services), NOTHING)
    one_off = sum((line.one_off_cost for line in services), NOTHING)
    if max(weekly, one_off) > MOST:
        findings.append(finding("BUD-3", False, "The lines add up to more than £1,000,000.00.", "plan.services"))
    in_full = charging is not None and charging.how is HowCharged.PAYS_IN_FULL
    cost = cost_to_council(services)
    for pays, of, how_often, where in (
        (person_pays, cost.weekly, "a week", "plan.person_pays"),
        (person_pays_once, cost.one_off, "once", "plan.person_pays_once"),
    ):
        costs = f"£{of:,.2f} that meeting the needs costs the council"
        if pays > of:
            reason = f"The person would pay £{pays:,.2f} {how_often}, more than the {costs}."
            findings.append(finding("BUD-1", False, reason, where))
        elif in_full and pays < of:
            reason = f"The person pays in full, and would pay £{pays:,.2f} {how_often}, less than the {costs}."
            findings.append(finding("BUD-1", False, reason, where))
    return tuple(findings)
