"""DEC-9 · What a new version of a plan takes from the person, whatever it costs the council.

Source: *R (P) v Croydon* (reasons for a lower amount that the person can understand); Care Act 2014 ss.24 to 26. A
version can cost the council as much as before, or less, and leave the person with less: they pay more of it, a line
ends sooner, or comes in fewer units or on fewer days. Lines are compared by their reference: one that is gone, with
another in its place, is a change of service, and what that costs is compared as a whole (`careplan.resubmission`).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.budget import cost_to_council
from countersign.careplan.figures import pounds
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import words_of
from countersign.careplan.service_line import ServiceLine


class Lowers(StrEnum):
    """In which way a version gives the person less, or charges them more."""

    PAYS_MORE_WEEKLY = "pays_more_weekly"
    PAYS_MORE_ONCE = "pays_more_once"
    FEWER_UNITS = "fewer_units"
    FEWER_DAYS = "fewer_days"
    STARTS_LATER = "starts_later"
    ENDS_SOONER = "ends_sooner"


class Lowered(NamedTuple):
    """One thing of which the person has less than by the version before, or pays more."""

    how: Lowers

    before: Decimal | date | None
    """As it was; None for no end."""

    now: Decimal | date
    """As it is now. Days of the week are counted."""

    line: ServiceLine | None = None
    """The line that it is about, as it is now; None for what the person pays."""


def lowered(plan: Plan, before: Plan, on: date) -> tuple[Lowered, ...]:
    """DEC-9: everything that a version takes from the person beside the version before it.

    `on`: the day of the new version. A line that starts later because its day has passed meanwhile is not postponed.
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
            found += _of_a_line(line, lines[line.id], on)
    return tuple(found)


def _of_a_line(line: ServiceLine, before: ServiceLine, on: date) -> Iterator[Lowered]:
    fewer_units = (
        line.units_a_week is not None
        and before.units_a_week is not None
        and line.units_a_week < before.units_a_week
        and words_of(line.unit or "") == words_of(before.unit or "")
    )
    if fewer_units and line.units_a_week is not None:
        yield Lowered(Lowers.FEWER_UNITS, before.units_a_week, line.units_a_week, line)
    if line.days and len(line.days) < len(before.days):
        yield Lowered(Lowers.FEWER_DAYS, Decimal(len(before.days)), Decimal(len(line.days)), line)
    if line.starts_on and before.starts_on and line.starts_on > max(before.starts_on, on) and before.starts_on >= on:
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
        Lowers.STARTS_LATER: "starts on ",
        Lowers.ENDS_SOONER: "ends on ",
    }[found.how]
    return f"{line} {what}{plainly_counted(now)} (before {'no end' if before is None else plainly_counted(before)})"


def plainly_counted(figure: Decimal | date) -> str:
    """A number without noughts that say nothing, 21 for 21.00; or a day."""
    return str(figure) if isinstance(figure, date) else f"{figure.normalize():f}"
