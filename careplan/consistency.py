"""DEC-7 · How a proposed budget sits among signed plans with similar needs. It informs; a human decides.

Source: the procedure, "The process should not allow for a variance in how budgets are decided or situations where
people with similar needs receive different outcomes from the process." Plans are alike where their kind, the person's
setting and the areas of their eligible needs are the same; where too few are, those that differ by one area are looked
at as well. Only figures and codes are read, and nothing here says what a budget should be.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from careplan.plan import Need, OutcomeArea, PlanKind, Setting
from careplan.wire import Money, Stored

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
"""The place of each area in a needs profile. Kept in the database, so no number ever changes its meaning."""

BARS = 9
"""How many bars the chart has."""


class Likeness(StrEnum):
    """How like the plans are that a budget is compared with."""

    SAME = "the same needs"
    NEARLY = "needs that are the same or differ by one area"


class Nearest(Stored):
    """One of the plans whose budget is nearest, by its reference."""

    plan_id: str
    version: int
    weekly: Money
    signed_on: date


class Spread(Stored):
    """How the budgets of like plans are spread, pounds a week. `bars`: how many lie in each part from least to most."""

    least: Money
    lower_quarter: Money
    median: Money
    upper_quarter: Money
    most: Money
    bars: tuple[int, ...]


class Among(Stored):
    """Where a budget is among signed plans that are alike.

    `count`: how many they are; `enough`: how many would be enough. `spread` is None where there are too few. `below`,
    `same`: how many of them cost less, and how many the same.
    """

    weekly: Money
    kind: PlanKind
    setting: Setting
    likeness: Likeness
    count: int
    enough: int
    since: date
    below: int = 0
    same: int = 0
    spread: Spread | None = None
    nearest: tuple[Nearest, ...] = ()


def profile(needs: Iterable[Need]) -> int:
    """The areas of the eligible needs, as one number: two plans have the same if their needs are in the same areas."""
    return sum(1 << BIT[area] for area in {need.area for need in needs if need.eligible})


def differ_by_one(needs: int) -> tuple[int, ...]:
    """Every profile with one area more, or one less."""
    return tuple(needs ^ (1 << bit) for bit in BIT.values() if needs ^ (1 << bit))


SETTING_WORDS: dict[Setting, str] = {
    Setting.OWN_HOME: "who live in their own home",
    Setting.WITH_FAMILY: "who live with family",
    Setting.SHARED_LIVES: "who live in a shared lives home",
    Setting.SUPPORTED_LIVING: "who live in supported living",
    Setting.EXTRA_CARE: "who live in extra care housing",
    Setting.CARE_HOME: "who live in a care home",
    Setting.NOT_STATED: "whose setting is not stated",
}


def in_words(among: Among) -> str:
    """One or two sentences in plain English. Honest where there are too few to say anything."""
    whose = "people" if among.kind is PlanKind.ADULT else "carers"
    alike = f"signed plans of {whose} {SETTING_WORDS[among.setting]}, with {among.likeness.value}, since {among.since}"
    if among.spread is None:
        number = f"Only {among.count}" if among.count else "No"
        return f"{number} {alike}: too few to compare with ({among.enough} would be enough)."
    spread, above = among.spread, among.count - among.below - among.same
    return (
        f"Of {among.count} {alike}, half cost £{spread.median:,.2f} a week or less, and the middle half lie between "
        f"£{spread.lower_quarter:,.2f} and £{spread.upper_quarter:,.2f}. This one, at £{among.weekly:,.2f}, costs more "
        f"than {among.below} of them and less than {above}. It is for information: needs in the same areas can differ."
    )


def chart(among: Among) -> tuple[str, ...]:
    """A small chart in text, one line for each part from least to most; the line that this budget is in is marked."""
    spread = among.spread
    if spread is None:
        return ()
    width = (spread.most - spread.least) / len(spread.bars)
    most = max(spread.bars)
    lines: list[str] = []
    for number, count in enumerate(spread.bars):
        begins, ends = spread.least + width * number, spread.least + width * (number + 1)
        is_last = number == len(spread.bars) - 1
        here = begins <= among.weekly < ends or (is_last and among.weekly == spread.most)
        bar = "█" * round(20 * count / most) or ("▏" if count else "")
        lines.append(f"£{begins:>9,.2f} {bar:<20} {count}{'  ◀ this plan' if here else ''}")
    if among.weekly < spread.least:
        lines.insert(0, f"£{among.weekly:>9,.2f} {'':<20} 0  ◀ this plan, below all of them")
    if among.weekly > spread.most:
        lines.append(f"£{among.weekly:>9,.2f} {'':<20} 0  ◀ this plan, above all of them")
    return tuple(lines)
