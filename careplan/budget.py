"""BUD · The final personal budget, computed from the plan's own priced lines and from nothing else.

Source: the procedure, "the Care and Support Plan must be updated to ensure that it contains all of the required
information relating to the personal budget"; Care Act 2014 s.26. All amounts are pounds and pence a week, except
those named `one_off`.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from careplan.findings import Finding, finding
from careplan.plan import ServiceLine
from careplan.wire import Money, Stored

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")
MOST = Decimal(1000000)
"""The most that `Money` holds: far above any plan, so that a total beyond it is a slip of the keyboard."""


class OtherPayer(Stored):
    """BUD-2: somebody other than the council and the person, and what they pay."""

    who: str
    weekly: Money
    one_off: Money


class Budget(Stored):
    """BUD-1, BUD-2: what the plan costs and who pays.

    `cost_to_council` = `person_pays` + `council_pays`, to the penny.
    """

    cost_to_council: Money
    person_pays: Money
    council_pays: Money
    one_off: Money
    others: tuple[OtherPayer, ...]
    total_cost: Money
    total_one_off: Money


def weekly_cost_to_council(services: tuple[ServiceLine, ...]) -> Decimal:
    """BUD-1: the cost to the council a week of meeting the needs: every line that nobody else pays for."""
    return sum((line.weekly_cost for line in services if line.paid_by_other is None), NOTHING)


def one_off_cost_to_council(services: tuple[ServiceLine, ...]) -> Decimal:
    """The one-off amounts in the personal budget, kept apart from the weekly ones."""
    return sum((line.one_off_cost for line in services if line.paid_by_other is None), NOTHING)


class Cost(NamedTuple):
    """What a plan costs the council: a week, and once."""

    weekly: Decimal
    one_off: Decimal


def cost_to_council(services: tuple[ServiceLine, ...]) -> Cost:
    """Both costs to the council, by which a plan is routed and compared."""
    return Cost(weekly_cost_to_council(services), one_off_cost_to_council(services))


def final_budget(services: tuple[ServiceLine, ...], person_pays: Decimal) -> Budget:
    """BUD-1..3: the budget of a plan that passed `figures_hold`; every figure from the priced lines."""
    cost = weekly_cost_to_council(services)
    others: dict[str, list[ServiceLine]] = {}
    for line in services:
        if line.paid_by_other is not None:
            others.setdefault(line.paid_by_other, []).append(line)
    return Budget(
        cost_to_council=cost,
        person_pays=person_pays,
        council_pays=cost - person_pays,
        one_off=one_off_cost_to_council(services),
        others=tuple(
            OtherPayer(
                who=who,
                weekly=sum((line.weekly_cost for line in lines), NOTHING),
                one_off=sum((line.one_off_cost for line in lines), NOTHING),
            )
            for who, lines in others.items()
        ),
        total_cost=sum((line.weekly_cost for line in services), NOTHING),
        total_one_off=sum((line.one_off_cost for line in services), NOTHING),
    )


def figures_hold(services: tuple[ServiceLine, ...], person_pays: Decimal) -> tuple[Finding, ...]:
    """BUD-1, BUD-3: the lines multiply out and add up to money, and the person is not asked for more than the cost.

    Only faults are returned.
    """
    found: list[Finding] = []
    for line in services:
        if (line.units_a_week is None) != (line.unit_cost is None):
            found.append(
                finding(
                    "BUD-3", False, f"{line.id} needs both units_a_week and unit_cost, or neither.", "plan.services"
                )
            )
        elif line.units_a_week is not None and line.unit_cost is not None:
            product = (line.units_a_week * line.unit_cost).quantize(PENNY, rounding=ROUND_HALF_UP)
            if product != line.weekly_cost:
                found.append(
                    finding(
                        "BUD-3",
                        False,
                        f"{line.id}: {line.units_a_week} × £{line.unit_cost:,.2f} is £{product:,.2f} a week, "
                        f"not £{line.weekly_cost:,.2f}.",
                        "plan.services.weekly_cost",
                    )
                )
    weekly = sum((line.weekly_cost for line in services), NOTHING)
    one_off = sum((line.one_off_cost for line in services), NOTHING)
    if max(weekly, one_off) > MOST:
        found.append(finding("BUD-3", False, "The lines add up to more than £1,000,000.00.", "plan.services"))
    if person_pays > weekly_cost_to_council(services):
        found.append(
            finding(
                "BUD-1",
                False,
                f"The person would pay £{person_pays:,.2f} a week, more than the £"
                f"{weekly_cost_to_council(services):,.2f} that meeting the needs costs the council.",
                "plan.person_pays",
            )
        )
    return tuple(found)
