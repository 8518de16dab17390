"""DEC-9 · How a plan's cost to the council changed since the version before: a week and once, each by itself."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from countersign.careplan.figures import day, pounds
from countersign.careplan.less_than_before import Lowered, Lowers, plainly_counted
from countersign.careplan.resubmission import CostChange
from countersign.careplan.service_line import ServiceLine
from countersign.wording.so_many import so_many_a_week

THE_SAME = "the same cost"


def cost_change_in_words(change: CostChange) -> tuple[str, ...]:
    """A sentence for what changed each week, and one for what changed once; none for what stayed as it was.

    >>> change = CostChange(weekly_before="200.00", weekly="260.00", one_off_before="900.00", one_off="0.00")
    >>> for sentence in cost_change_in_words(change):
    ...     print(sentence)
    Each week the plan costs the council £60.00 more than before: £260.00, and it was £200.00.
    Once the plan costs the council £900.00 less than before: nothing, and it was £900.00.
    """
    parts = (
        ("Each week", change.weekly, change.weekly_before),
        ("Once", change.one_off, change.one_off_before),
    )
    return tuple(
        f"{how_often} the plan costs the council {pounds(abs(now - before))} {'less' if now < before else 'more'} than "
        f"before: {_amount(now)}, and it was {_amount(before)}."
        for how_often, now, before in parts
        if now != before
    )


def lowered_in_words(found: Iterable[Lowered], called: Callable[[ServiceLine], str]) -> tuple[str, ...]:
    """DEC-9: a sentence for each thing of which the person has less than before, or pays more.

    `called`: what a line is called: by its service for the person, by its reference for staff.

    >>> from decimal import Decimal
    >>> for sentence in lowered_in_words(
    ...     [Lowered(Lowers.PAYS_MORE_WEEKLY, Decimal("58.10"), Decimal("700.00"))], lambda line: line.service
    ... ):
    ...     print(sentence)
    The charge each week is £641.90 more than before: £700.00, and it was £58.10.
    """
    return tuple(_lowered(one_thing, called) for one_thing in found)


def _lowered(found: Lowered, called: Callable[[ServiceLine], str]) -> str:
    now, before = found.now, found.before
    if found.line is None and isinstance(now, Decimal) and isinstance(before, Decimal):
        how_often = "each week" if found.how is Lowers.PAYS_MORE_WEEKLY else "once"
        return (
            f"The charge {how_often} is {pounds(now - before)} more than before: {pounds(now)}, and it was "
            f"{_amount(before)}."
        )
    line = f"{called(found.line)}: " if found.line else ""
    unit = found.line.unit if found.line else None
    so_many = f"{_so_many(now, unit)}, and it was {_so_many(before, found.unit_before)}."
    what = {
        Lowers.FEWER_UNITS: so_many,
        Lowers.FEWER_DAYS: _of_a_week_or_day(now, before, "on", "day", "of the week"),
        Lowers.FEWER_TIMES: _of_a_week_or_day(now, before, "at", "time", "of the day"),
        Lowers.STARTS_LATER: f"the first day is {_figure(now)}, and {_was(before, 'it had no first day')}.",
        Lowers.ENDS_SOONER: f"the last day is {_figure(now)}, and {_was(before, 'it had no last day')}.",
    }
    if found.how is Lowers.FEWER_UNITS and now is None:
        return f"{line}how much it is each week is not stated any more, and it was {_so_many(before, unit)}."
    return line + what[found.how]


def _so_many(number: Decimal | date | None, unit: str | None) -> str:
    return so_many_a_week(number, unit) if isinstance(number, Decimal) and unit else _figure(number)


def _of_a_week_or_day(now: Decimal | date | None, before: Decimal | date | None, on: str, what: str, whole: str) -> str:
    if now is None:
        return f"{on} which {what}s {whole} is not stated any more, and it was {_figure(before)}."
    words = f"{on} {_figure(now)} {what if now == 1 else f'{what}s'} {whole}"
    return f"{words}, and {_was(before, f'no {what}s were stated')}."


def _was(before: Decimal | date | None, otherwise: str) -> str:
    return otherwise if before is None else f"it was {_figure(before)}"


def _figure(figure: Decimal | date | None) -> str:
    if figure is None:
        return "not stated"
    return day(figure) if isinstance(figure, date) else plainly_counted(figure)


def _amount(amount: Decimal) -> str:
    return pounds(amount) if amount else "nothing"


def dearer_or_cheaper(weekly: Decimal, than_weekly: Decimal, once: Decimal, than_once: Decimal) -> str:
    """What costs so much beside what costs so much else: a week and once, each by itself.

    >>> dearer_or_cheaper(Decimal("690.00"), Decimal("750.00"), Decimal("900.00"), Decimal("0.00"))
    '£60.00 a week cheaper, and £900.00 once dearer'
    >>> dearer_or_cheaper(Decimal("690.00"), Decimal("690.00"), Decimal("0.00"), Decimal("0.00"))
    'the same cost'
    """
    said = [
        f"{pounds(abs(cost - other))} {how_often} {'cheaper' if cost < other else 'dearer'}"
        for how_often, cost, other in (("a week", weekly, than_weekly), ("once", once, than_once))
        if cost != other
    ]
    return ", and ".join(said) or THE_SAME
