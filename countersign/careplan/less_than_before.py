"""DEC-9 · What a new version of a plan takes from the person, whatever it costs the council.

Source: *R (P) v Croydon* (reasons for a lower amount that the person can understand); Care Act 2014 ss.24 to 26. A
version can cost the council as much as before, or less, and leave the person with less: they pay more of it, a line
ends sooner, or comes in fewer units, on fewer days or at fewer times; or how much it is, is not stated any more. Lines
are compared by their reference: one that is gone, with another in its place, is a change of service, and what that
costs is compared as a whole (`careplan.resubmission`, `careplan.what_changed`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.budget import cost_to_council
from countersign.careplan.figures import pounds
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import words_of
from countersign.careplan.service_line import DayOfWeek, ServiceLine


class Lowers(StrEnum):
    """In which way a version gives the person less, or charges them more."""

    PAYS_MORE_WEEKLY = "pays_more_weekly"
    PAYS_MORE_ONCE = "pays_more_once"
    FEWER_UNITS = "fewer_units"
    FEWER_DAYS = "fewer_days"
    FEWER_TIMES = "fewer_times"
    STARTS_LATER = "starts_later"
    ENDS_SOONER = "ends_sooner"


class Lowered(NamedTuple):
    """One thing of which the person has less than by the version before, or pays more."""

    how: Lowers

    before: Decimal | date | None
    """As it was; None for no end, and for what was not stated."""

    now: Decimal | date | None
    """As it is now; None for what is not stated any more. Days of the week, and times of a day, are counted."""

    line: ServiceLine | None = None
    """The line that it is about, as it is now; None for what the person pays."""

    unit_before: str = ""
    """What a unit was, where it is another now; else empty."""

    @property
    def is_a_charge(self) -> bool:
        """Whether the person pays more, and does not get less."""
        return self.how in (Lowers.PAYS_MORE_WEEKLY, Lowers.PAYS_MORE_ONCE)


def lowered(
    plan: Plan, before: Plan, on: date, *, runs: bool = False, earlier: Sequence[Plan] = ()
) -> tuple[Lowered, ...]:
    """DEC-9: everything that a version takes from the person beside the version before it.

    `on`: the day of the new version. `runs`: whether the version before is in force. Then a line of it that has begun
    is cut by a later first day, and one without days may come on any; in doubt another unit is a smaller one. Where
    nothing runs yet, a line that starts later because its day has passed meanwhile is not postponed. `earlier`: the
    versions that were in force before, the oldest first: what one of them stated last, and none since, counts still.
    Whoever pays all of it pays more where it costs more: that takes nothing from them.
    """
    found: list[Lowered] = []
    now_costs, then_cost = cost_to_council(plan.services), cost_to_council(before.services)
    paid = (
        (Lowers.PAYS_MORE_WEEKLY, plan.person_pays, now_costs.weekly, before.person_pays, then_cost.weekly),
        (Lowers.PAYS_MORE_ONCE, plan.person_pays_once, now_costs.one_off, before.person_pays_once, then_cost.one_off),
    )
    for how, pays, cost, paid_before, cost_before in paid:
        pays_all = pays == cost and paid_before == cost_before
        if pays > paid_before and not pays_all:
            found.append(Lowered(how, paid_before, pays))
    lines = {line.id: line for line in before.services}
    for line in plan.services:
        if line.id in lines:
            was = lines[line.id]
            found += (
                *_fewer(line, as_it_ever_was(was, earlier), runs=runs),
                *_at_other_times(line, was, on, runs=runs),
            )
    return tuple(found)


def as_it_ever_was(line: ServiceLine, earlier: Sequence[Plan]) -> tuple[ServiceLine, ...]:
    """A line of the version in force, and the same in each of the versions before that one, the last first.

    A cut in two steps would drop a figure first, and state a smaller one later. `earlier`: the oldest first.
    """
    return (line, *(old for version in reversed(earlier) for old in version.services if old.id == line.id))


def last_stating_units(ever: Sequence[ServiceLine]) -> ServiceLine:
    """A line as it was when it was stated last how many units it is; as it is now, if it never was. The last first."""
    return next((line for line in ever if line.units_a_week is not None), ever[0])


def same_unit(line: ServiceLine, other: ServiceLine) -> bool:
    """Whether both are counted in the same unit, however it is written."""
    hours = line.is_counted_in_hours and other.is_counted_in_hours
    return hours or words_of(line.unit or "") == words_of(other.unit or "")


def _fewer(line: ServiceLine, ever: Sequence[ServiceLine], *, runs: bool) -> Iterator[Lowered]:
    before, stated = ever[0], last_stating_units(ever)
    if line.units_a_week is None and before.units_a_week is not None:
        yield Lowered(Lowers.FEWER_UNITS, before.units_a_week, None, line)
    is_same = same_unit(line, stated)
    now, then = line.units_a_week, stated.units_a_week
    if now is not None and then is not None and now < then and (is_same or runs):
        yield Lowered(Lowers.FEWER_UNITS, then, now, line, "" if is_same else stated.unit or "")
    counted = (
        (Lowers.FEWER_DAYS, len(line.days), [len(old.days) for old in ever], len(DayOfWeek)),
        (Lowers.FEWER_TIMES, len(set(line.times)), [len(set(old.times)) for old in ever], 0),
    )
    for how, number, numbers_before, all_of_them in counted:
        last = next(filter(None, numbers_before), 0)
        if not number and numbers_before[0]:
            yield Lowered(how, Decimal(numbers_before[0]), None, line)
        elif 0 < number < last:
            yield Lowered(how, Decimal(last), Decimal(number), line)
        elif runs and not last and 0 < number < all_of_them:
            yield Lowered(how, None, Decimal(number), line)


def _at_other_times(line: ServiceLine, before: ServiceLine, on: date, *, runs: bool) -> Iterator[Lowered]:
    has_ended = before.ends_on is not None and before.ends_on < on
    has_begun = before.starts_on is None or before.starts_on < on
    if line.starts_on is None or line.starts_on <= on:
        put_off = False
    elif has_begun:
        put_off = runs and not has_ended
    else:
        put_off = before.starts_on is not None and line.starts_on > before.starts_on
    if put_off:
        yield Lowered(Lowers.STARTS_LATER, before.starts_on, line.starts_on, line)
    if line.ends_on and (before.ends_on is None or line.ends_on < before.ends_on):
        yield Lowered(Lowers.ENDS_SOONER, before.ends_on, line.ends_on, line)


def in_short(found: Lowered) -> str:
    """One of them for staff, with references and figures and nobody's words."""
    line = found.line.id if found.line else ""
    now, before = found.now, found.before
    if isinstance(now, Decimal) and isinstance(before, Decimal) and not found.line:
        how_often = "a week" if found.how is Lowers.PAYS_MORE_WEEKLY else "once"
        return f"the person pays {pounds(now)} {how_often} (before {pounds(before)})"
    what = {
        Lowers.FEWER_UNITS: "units a week: ",
        Lowers.FEWER_DAYS: "days of the week: ",
        Lowers.FEWER_TIMES: "times of a day: ",
        Lowers.STARTS_LATER: "starts on ",
        Lowers.ENDS_SOONER: "ends on ",
    }[found.how]
    no_end = "no end" if found.how is Lowers.ENDS_SOONER else "not stated"
    unit, unit_before = (found.line.unit or "", found.unit_before) if found.line and found.unit_before else ("", "")
    now_in_short = plainly_counted(now) if now is not None else "not stated"
    was = plainly_counted(before) if before is not None else no_end
    return f"{line} {what}{f'{now_in_short} {unit}'.strip()} (before {f'{was} {unit_before}'.strip()})"


def plainly_counted(figure: Decimal | date) -> str:
    """A number without noughts that say nothing, 21 for 21.00; or a day."""
    return str(figure) if isinstance(figure, date) else f"{figure.normalize():f}"
