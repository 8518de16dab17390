"""A plan at a glance: what happened to it and to its interim support, every change of a date, and its clocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import PlainSerializer

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.promise import Promise
from countersign.careplan.wire import Stored
from countersign.casework.determinations import Entry
from countersign.casework.status import PlanStatus
from countersign.queries.view import View
from countersign.queries.waits import WaitView
from countersign.wording.clocks_in_words import move_in_words


def _as_json(value: Stored) -> dict[str, Any]:
    return value.model_dump(mode="json")


class TimelineLine(View):
    """One thing that happened."""

    of: str
    """What it happened to: the `plan`, its `interim` support, or a `clock`."""

    at: datetime

    what: str

    by: str

    rule: str

    version: int


class Timeline(View):
    """A plan at a glance."""

    plan: str

    status: Status

    version: int

    in_force: int
    """AMEND: the version that is in force; 0 before any was signed."""

    promise: Annotated[Promise, PlainSerializer(_as_json)]

    interim: Interim

    waits: tuple[WaitView, ...]

    entries: tuple[TimelineLine, ...]


def timeline(
    status: PlanStatus,
    interim: PlanStatus | None,
    of_plan: Iterable[Entry],
    of_interim: Iterable[Entry],
    waits: Iterable[WaitView],
) -> Timeline:
    """Put together what the workflows say about themselves and what our database knows about their waits."""
    waits = tuple(waits)
    # At one moment: what happened, in the order in which it did, and then the dates that moved by it.
    lines = [*_lines("plan", of_plan), *_lines("interim", of_interim), *_moves(waits)]
    return Timeline(
        plan=status.plan_id,
        status=status.status,
        version=status.version,
        in_force=status.in_force,
        promise=status.promise,
        interim=(interim or status).interim,
        waits=waits,
        entries=tuple(sorted(lines, key=lambda line: line.at)),
    )


def _lines(of: str, entries: Iterable[Entry]) -> list[TimelineLine]:
    return [TimelineLine(of=of, **entry.model_dump()) for entry in entries]


def _moves(waits: Iterable[WaitView]) -> list[TimelineLine]:
    """TIME-1: each change of a due date, with its reason and its rule."""
    return [
        TimelineLine(
            of="clock",
            at=move.at,
            what=move_in_words(wait.name, move),
            by="",
            rule=move.rule,
            version=wait.version,
        )
        for wait in waits
        for move in wait.moves
    ]
