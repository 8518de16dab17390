"""ROUTE-1 · Two schemes side by side: where the same plans would go under each, and in which figures they differ."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from pydantic import BaseModel

from careplan.authority import Exceptional
from careplan.budget import cost_to_council
from careplan.plan import Plan
from careplan.routing import route
from careplan.scheme import Scheme
from careplan.wire import Money, Stored
from careplan.working_time import WorkingDays, london_day, time_of


class Placed(Stored):
    """Where a plan would go under one scheme: to whom, why, within which limit, by when, and when it is signed off.

    `to` is empty where nobody may agree it. `meeting`: the panel or call, if it is one; `because`: why it goes there.
    """

    edition: str
    to: str
    meeting: str
    because: tuple[Exceptional, ...]
    limit: str
    promised_in: int
    promised_on: date
    signed_off: str


class Beside(Stored):
    """One plan under two schemes. `differs`: the names of the parts of `Placed` that are not the same."""

    plan_id: str
    weekly: Money
    one_off: Money
    placed: tuple[Placed, Placed]
    differs: tuple[str, ...]


class Difference(Stored):
    """One figure in which two schemes differ, by its place; None where a scheme has nothing there."""

    where: str
    values: tuple[str | None, str | None]


def placed(plan: Plan, scheme: Scheme, days: WorkingDays, at: datetime) -> Placed:
    """Where a plan that comes at `at` would go, were this its scheme."""
    to = route(plan, scheme)
    row = next((one for one in scheme.authority if one.role == to.role), None)
    ladder = scheme.clocks.awaiting_decision
    promised = time_of(ladder.counted_in, days).after(at, ladder.due_after)
    waits_for_payment = scheme.sign_off.after == "first_payment" and plan.uses_direct_payment
    return Placed(
        edition=scheme.edition,
        to=row.title if row else "",
        meeting=to.meeting,
        because=to.exceptional,
        limit=row.limit_in_words if row else "",
        promised_in=ladder.due_after,
        promised_on=london_day(promised),
        signed_off="first payment put into practice, and record given" if waits_for_payment else "record given",
    )


PARTS = ("to", "meeting", "because", "limit", "promised_in", "promised_on", "signed_off")


def beside(plan: Plan, first: Placed, second: Placed) -> Beside:
    """A plan as it was placed under two schemes, and in what that differs."""
    differs = tuple(part for part in PARTS if getattr(first, part) != getattr(second, part))
    weekly, one_off = cost_to_council(plan.services)
    return Beside(
        plan_id=plan.plan_id,
        weekly=weekly,
        one_off=one_off,
        placed=(first, second),
        differs=differs,
    )


def differences(first: Scheme, second: Scheme) -> tuple[Difference, ...]:
    """Every figure in which two schemes differ; not their names, titles and sources."""
    one, other = dict(_figures("", first)), dict(_figures("", second))
    return tuple(
        Difference(where=where, values=(one.get(where), other.get(where)))
        for where in (*one, *(where for where in other if where not in one))
        if one.get(where) != other.get(where)
    )


NOT_FIGURES = frozenset({"scheme", "source", "title", "role", "name"})


def _figures(where: str, part: object) -> Iterator[tuple[str, str]]:
    """Every value of a scheme by its place: rows of a list by their name, not by their number."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name not in NOT_FIGURES:
                yield from _figures(f"{where}.{name}" if where else name, getattr(part, name))
    elif isinstance(part, tuple):
        items = cast("tuple[Any, ...]", part)
        if items and isinstance(items[0], BaseModel):
            for number, each in enumerate(items, start=1):
                names = (getattr(each, key, None) for key in ("role", "name", "in_force_from"))
                name = next((one for one in names if one is not None), number)
                yield from _figures(f"{where}[{name}]", each)
        elif items:
            yield where, ", ".join(str(each) for each in items)
    elif part is not None and part is not False:
        yield where, "yes" if part is True else str(part)
