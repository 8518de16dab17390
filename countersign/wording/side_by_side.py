"""ROUTE-1 · Two schemes side by side: where the same plans would go under each, and which figures differ."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, cast

from pydantic import BaseModel

from countersign.careplan.authority import Exceptional
from countersign.careplan.budget import cost_to_council
from countersign.careplan.plan import Plan
from countersign.careplan.routing import route
from countersign.careplan.scheme import Scheme
from countersign.careplan.wire import Money, Stored
from countersign.careplan.working_time import WorkingDays, london_day, time_of


class Placed(Stored):
    """Where a plan would go under a scheme, by when it would be decided, and when it would be signed off."""

    edition: str
    """The edition of the scheme."""

    to: str
    """The title of the role that would decide; empty where nobody may agree the plan."""

    meeting: str
    """The panel or call at which that role would decide; empty if it would decide alone."""

    because: tuple[Exceptional, ...]
    """Why the plan would go to a panel or call."""

    limit: str
    """The role's weekly limit, in words."""

    promised_in: int
    """Within how much of the ladder's time a decision would be promised."""

    promised_on: date
    """The day on which a decision would be promised."""

    signed_off: str
    """When the plan would be signed off, in words."""


class Beside(Stored):
    """A plan under two schemes."""

    plan_id: str

    weekly: Money
    """What the plan costs the council a week."""

    one_off: Money
    """What the plan costs the council once."""

    placed: tuple[Placed, Placed]
    """Where the plan would go under each scheme."""

    differs: tuple[str, ...]
    """The names of the fields of `Placed` that differ."""


class Difference(Stored):
    """A figure in which two schemes differ."""

    where: str
    """The place of the figure in both schemes."""

    values: tuple[str | None, str | None]
    """The figure of each scheme; None where a scheme has none."""


def placed(plan: Plan, scheme: Scheme, days: WorkingDays, at: datetime) -> Placed:
    """Where a plan that comes at `at` would go under a scheme."""
    destination = route(plan, scheme)
    row = next((row for row in scheme.authority if row.role == destination.role), None)
    ladder = scheme.clocks.awaiting_decision
    promised = time_of(ladder.counted_in, days).after(at, ladder.due_after)
    waits_for_payment = scheme.sign_off.after == "first_payment" and plan.uses_direct_payment
    return Placed(
        edition=scheme.edition,
        to=row.title if row else "",
        meeting=destination.meeting,
        because=destination.exceptional,
        limit=row.limit_in_words if row else "",
        promised_in=ladder.due_after,
        promised_on=london_day(promised),
        signed_off="first payment put into practice, and record given" if waits_for_payment else "record given",
    )


PARTS = ("to", "meeting", "because", "limit", "promised_in", "promised_on", "signed_off")


def beside(plan: Plan, first: Placed, second: Placed) -> Beside:
    """A plan as two schemes place it, and what differs."""
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
    """Every figure in which two schemes differ. Names, titles and sources are no figures."""
    first_figures, second_figures = dict(_figures("", first)), dict(_figures("", second))
    return tuple(
        Difference(where=where, values=(first_figures.get(where), second_figures.get(where)))
        for where in (*first_figures, *(where for where in second_figures if where not in first_figures))
        if first_figures.get(where) != second_figures.get(where)
    )


NOT_FIGURES = frozenset({"scheme", "source", "title", "role", "name"})


def _figures(where: str, part: object) -> Iterator[tuple[str, str]]:
    """Every value of a scheme with its place. The place of a row is its name, or its number if it has none."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name not in NOT_FIGURES:
                yield from _figures(f"{where}.{name}" if where else name, getattr(part, name))
    elif isinstance(part, tuple):
        items = cast("tuple[Any, ...]", part)
        if items and isinstance(items[0], BaseModel):
            for number, row in enumerate(items, start=1):
                names = (getattr(row, key, None) for key in ("role", "name", "in_force_from"))
                name = next((name for name in names if name is not None), number)
                yield from _figures(f"{where}[{name}]", row)
        elif items:
            yield where, ", ".join(str(item) for item in items)
    elif part is not None and part is not False:
        yield where, "yes" if part is True else str(part)
