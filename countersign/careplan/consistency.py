"""DEC-7 · How a proposed budget compares with those of signed plans with similar needs. It informs; a human decides.

Source: the procedure, "The process should not allow for a variance in how budgets are decided or situations where
people with similar needs receive different outcomes from the process." Plans are alike where their kind, the person's
setting and the areas of their eligible needs are the same. Where too few plans are alike, those whose needs differ by
one area count as well. This module reads only figures and codes, and says nothing about what a budget should be.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from countersign.careplan.budget import weekly_cost_to_council
from countersign.careplan.circumstances import Setting
from countersign.careplan.figures import day
from countersign.careplan.needs import Need, OutcomeArea
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Money, Stored
from countersign.careplan.working_time import add_months

BIT: dict[OutcomeArea, int] = {
    OutcomeArea.NUTRITION: 0,
    OutcomeArea.PERSONAL_HYGIENE: 1,
    OutcomeArea.TOILET: 2,
    OutcomeArea.CLOTHED: 3,
    OutcomeArea.SAFE_AT_HOME: 4,
    OutcomeArea.HABITABLE_HOME: 5,
    OutcomeArea.RELATIONSHIPS: 6,
    OutcomeArea.WORK_AND_LEARNING: 7,
    OutcomeArea.COMMUNITY_FACILITIES: 8,
    OutcomeArea.CARING_FOR_A_CHILD: 9,
    OutcomeArea.CARING_FOR_OTHERS: 10,
    OutcomeArea.RECREATION: 11,
}
"""The bit of each area in a needs profile. Profiles are kept in the database: a bit never changes its meaning."""

BARS = 9
"""How many bars the chart has."""


class Likeness(StrEnum):
    """How similar the plans are with which a budget is compared."""

    SAME = "the same needs"
    NEARLY = "needs that are the same or differ by one area"


class Nearest(Stored):
    """A signed plan whose budget is among the nearest."""

    plan_id: str

    version: int
    """The version that was signed."""

    weekly: Money
    """What it costs the council a week."""

    signed_on: date


class Spread(Stored):
    """How the budgets of plans that are alike are spread, in pounds a week."""

    least: Money
    """The lowest budget."""

    lower_quarter: Money
    """The budget below which a quarter of the budgets lie."""

    median: Money
    """The budget in the middle."""

    upper_quarter: Money
    """The budget above which a quarter of the budgets lie."""

    most: Money
    """The highest budget."""

    bars: tuple[int, ...]
    """How many budgets lie in each bar of the chart, from the lowest budget to the highest."""


class Among(Stored):
    """How a budget compares with those of signed plans that are alike."""

    weekly: Money
    """The budget that is compared: what the plan costs the council a week."""

    kind: PlanKind
    """The kind of the plan, and of those with which it is compared."""

    setting: Setting
    """Where the person lives, and where those live with whose plans it is compared."""

    likeness: Likeness
    """How similar the plans are."""

    count: int
    """How many signed plans are alike."""

    enough: int
    """How many would be enough to say anything."""

    since: date
    """Plans signed before this day do not count."""

    below: int = 0
    """How many of the plans cost less."""

    same: int = 0
    """How many of the plans cost the same."""

    spread: Spread | None = None
    """How their budgets are spread; None where there are too few plans."""

    nearest: tuple[Nearest, ...] = ()
    """The plans whose budgets are nearest, the nearest first."""


def profile(needs: Iterable[Need]) -> int:
    """The areas of the eligible needs as one number: plans with needs in the same areas have the same number."""
    return sum(1 << BIT[area] for area in {need.area for need in needs if need.eligible})


def differ_by_one(needs: int) -> tuple[int, ...]:
    """Every profile that has one area more, or one area less."""
    return tuple(needs ^ (1 << bit) for bit in BIT.values() if needs ^ (1 << bit))


class SignedPlan(NamedTuple):
    """What is read of a signed plan to compare other plans with it."""

    plan_id: str

    version: int
    """The version that was signed."""

    kind: PlanKind

    setting: Setting

    needs: int
    """The areas of its eligible needs, as `profile` makes them one number."""

    weekly: Decimal
    """What it costs the council a week."""

    signed_on: date


NEAREST = 3
"""How many of the plans that cost less, and how many of those that cost more, are named."""


def among_these(signed: Iterable[SignedPlan], plan: Plan, scheme: Scheme, on: date) -> Among:
    """DEC-7: how a plan's budget compares with those signed plans that are like it. The plan itself does not count."""
    weekly, needs = weekly_cost_to_council(plan.services), profile(plan.needs)
    since = add_months(on, -scheme.consistency.within_months)
    comparable = [
        signed_plan
        for signed_plan in signed
        if (signed_plan.kind, signed_plan.setting) == (plan.kind, plan.setting)
        and signed_plan.signed_on >= since
        and signed_plan.plan_id != plan.plan_id
    ]
    likeness, alike = Likeness.SAME, [signed_plan for signed_plan in comparable if signed_plan.needs == needs]
    if len(alike) < scheme.consistency.at_least:
        nearly = {needs, *differ_by_one(needs)}
        likeness, alike = Likeness.NEARLY, [signed_plan for signed_plan in comparable if signed_plan.needs in nearly]
    costs = sorted(signed_plan.weekly for signed_plan in alike)
    return Among(
        weekly=weekly,
        kind=plan.kind,
        setting=plan.setting,
        likeness=likeness,
        count=len(costs),
        enough=scheme.consistency.at_least,
        since=since,
        below=sum(cost < weekly for cost in costs),
        same=sum(cost == weekly for cost in costs),
        spread=_spread(costs) if costs and len(costs) >= scheme.consistency.at_least else None,
        nearest=_nearest(alike, weekly),
    )


def _spread(costs: list[Decimal]) -> Spread:
    """The spread of sorted costs.

    The upper quarter is as many places from the highest cost as the lower quarter is from the lowest.
    """
    count, quarter = len(costs), (len(costs) - 1) // 4
    middle = costs[(count - 1) // 2 : count // 2 + 1]
    edges = bar_edges(costs[0], costs[-1])
    return Spread(
        least=costs[0],
        lower_quarter=costs[quarter],
        median=middle_of(middle),
        upper_quarter=costs[-1 - quarter],
        most=costs[-1],
        bars=tuple(sum(begins <= cost < ends for cost in costs) for begins, ends in pairwise(edges)),
    )


def middle_of(costs: Sequence[Decimal]) -> Decimal:
    """The mean of one amount, or of the two in the middle, to the penny."""
    return (sum(costs, start=Decimal(0)) / len(costs)).quantize(Decimal("0.01"))


def bar_edges(least: Decimal, most: Decimal) -> tuple[Decimal, ...]:
    """Where each bar begins, rounded up to a whole penny, and where the last bar ends: a penny above the most."""
    pence, width = int(least * 100), int(most * 100) - int(least * 100) + 1
    return tuple(Decimal(pence - (-width * number // BARS)) / 100 for number in range(BARS + 1))


def _nearest(alike: list[SignedPlan], weekly: Decimal) -> tuple[Nearest, ...]:
    """The nearest of the plans that cost less or the same, and of those that cost more; the nearest first."""

    def order(plan: SignedPlan) -> tuple[Decimal, date, str]:
        return plan.weekly, plan.signed_on, plan.plan_id

    below = sorted((plan for plan in alike if plan.weekly <= weekly), key=order, reverse=True)[:NEAREST]
    above = sorted((plan for plan in alike if plan.weekly > weekly), key=order)[:NEAREST]
    near = (
        Nearest(plan_id=plan.plan_id, version=plan.version, weekly=plan.weekly, signed_on=plan.signed_on)
        for plan in (*below, *above)
    )
    return tuple(sorted(near, key=lambda nearest: (abs(nearest.weekly - weekly), nearest.plan_id)))


SETTING_WORDS: dict[Setting, str] = {
    Setting.OWN_HOME: "who live in their own home",
    Setting.WITH_FAMILY: "who live with family",
    Setting.SHARED_LIVES: "who live in a shared lives home",
    Setting.SUPPORTED_LIVING: "who live in supported living",
    Setting.EXTRA_CARE: "who live in extra care housing",
    Setting.CARE_HOME: "who live in a care home",
    Setting.TEMPORARY_HOUSING: "who live in temporary housing",
    Setting.HOSPITAL: "who are in hospital",
    Setting.PRISON: "who are in prison",
    Setting.NOT_STATED: "whose setting is not stated",
}


def in_words(among: Among) -> str:
    """The comparison in one or two sentences. They say so where there are too few plans to compare with."""
    whose = "people" if among.kind is PlanKind.ADULT else "carers"
    alike = (
        f"signed plans of {whose} {SETTING_WORDS[among.setting]}, with {among.likeness.value}, since {day(among.since)}"
    )
    if among.spread is None:
        number = f"Only {among.count}" if among.count else "No"
        return f"{number} {alike}: too few to compare with ({among.enough} would be enough)."
    spread, above = among.spread, among.count - among.below - among.same
    return (
        f"Of {among.count} {alike}, half cost £{spread.median:,.2f} a week or less, and the middle half lie between "
        f"£{spread.lower_quarter:,.2f} and £{spread.upper_quarter:,.2f}. This one, at £{among.weekly:,.2f}, costs "
        f"{_beside(among.below, among.same, above)}. It is for information: needs in the same areas can differ."
    )


def _beside(below: int, same: int, above: int) -> str:
    """How many of the plans cost less, the same, and more: "more than 9 of them, the same as 1 and less than 7"."""
    counts = ((below, "more than"), (same, "the same as"), (above, "less than"))
    there = [(number, words) for number, words in counts if number]
    if len(there) == 1:
        (_, words), *_ = there
        return f"{words} all of them"
    (first, words), *others = there
    said = [f"{words} {first} of them", *(f"{words} {number}" for number, words in others)]
    return f"{', '.join(said[:-1])} and {said[-1]}"


def chart(among: Among) -> tuple[str, ...]:
    """A small chart in text: a line for each bar, from the lowest budgets to the highest; it marks this plan's line."""
    spread = among.spread
    if spread is None:
        return ()
    most = max(spread.bars)
    lines: list[str] = []
    for (begins, ends), count in zip(pairwise(bar_edges(spread.least, spread.most)), spread.bars, strict=True):
        if begins == ends:
            continue  # the budgets lie within fewer pence than there are bars
        is_this_plan = begins <= among.weekly < ends
        bar = "█" * round(20 * count / most) or ("▏" if count else "")
        lines.append(f"£{begins:>9,.2f} {bar:<20} {count}{'  ◀ this plan' if is_this_plan else ''}")
    if among.weekly < spread.least:
        lines.insert(0, f"£{among.weekly:>9,.2f} {'':<20} 0  ◀ this plan, below all of them")
    if among.weekly > spread.most:
        lines.append(f"£{among.weekly:>9,.2f} {'':<20} 0  ◀ this plan, above all of them")
    return tuple(lines)
