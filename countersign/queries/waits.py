"""TIME-7 · Every wait of a plan and of its interim support, with its pauses, its moves and the steps taken."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, PlainSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.clocks import AS_A_DAY_BEGINS, Move, Pause, Wait
from countersign.careplan.ladders import StepKind
from countersign.careplan.missed import missed
from countersign.careplan.wire import Stored
from countersign.casework.top_of_ladder import OF_INTERIM
from countersign.queries.view import View
from countersign.store.tables import StepTakenRow, WaitRow


def _as_kept(ledger: Iterable[Stored]) -> list[dict[str, Any]]:
    return [entry.model_dump(mode="json") for entry in ledger]


Ledger = PlainSerializer(_as_kept)
"""A clock's ledger is printed in the form in which it is kept: its moments are JSON texts."""


class StepTakenView(View):
    """One step of a ladder that was taken."""

    kind: StepKind

    due: datetime

    taken: datetime

    told: str
    """The title of the role or person that was told; empty if nobody could be told."""

    empty: tuple[str, ...]
    """The titles of the levels that had nobody on them."""


class WaitView(View):
    """One wait."""

    plan: str

    wait: str
    """What is waited for, with the id of a question after a colon."""

    owner: str

    person: str

    version: int

    since: datetime

    first_due: datetime

    due: datetime
    """The due date as it is now."""

    missed: datetime | None
    """The date that it missed, if it missed one."""

    ended: datetime | None

    climbed: int
    """How many levels up it has gone."""

    next_step: str

    next_step_at: datetime | None

    pauses: Annotated[tuple[Pause, ...], Ledger]

    moves: Annotated[tuple[Move, ...], Ledger]

    steps: tuple[StepTakenView, ...] = Field(serialization_alias="rungs")

    @property
    def name(self) -> str:
        """What is waited for, without the id of a question."""
        return self.wait.partition(":")[0]

    @property
    def is_standing(self) -> bool:
        """Whether its clock stands still."""
        return any(pause.until is None for pause in self.pauses)


def waits_of(session: Session, plan_id: str, now: datetime) -> list[WaitView]:
    """Every wait of a plan and of its interim support, the earliest first."""
    rows = session.scalars(
        select(WaitRow)
        .where(WaitRow.plan_id == plan_id)
        .order_by(WaitRow.since, WaitRow.ended_at.is_(None), WaitRow.due)
    )
    return with_steps(session, rows.all(), now)


def with_steps(session: Session, rows: Sequence[WaitRow], now: datetime) -> list[WaitView]:
    """These waits, each with the steps that were taken while it lasted."""
    plans = {row.plan_id for row in rows}
    taken: dict[tuple[str, str], list[StepTakenRow]] = {}
    query = select(StepTakenRow).where(StepTakenRow.plan_id.in_(plans))
    for step in session.scalars(query.order_by(StepTakenRow.due_at, StepTakenRow.cause)):
        taken.setdefault((step.plan_id, step.wait), []).append(step)
    return [
        _view(row, (step for step in taken.get((row.plan_id, row.name), ()) if _is_of(step, row)), now) for row in rows
    ]


def missed_by(row: WaitRow, now: datetime) -> datetime | None:
    """The date that a wait has missed; None while it is not late. An end is nobody's to miss (END)."""
    if row.name in AS_A_DAY_BEGINS:
        return None
    pauses = (Pause.model_validate(pause) for pause in row.pauses)
    moves = (Move.model_validate(move) for move in row.moves)
    return missed(row.due, pauses, moves, row.ended_at or now)


def late_decisions(session: Session, plans: Collection[str], now: datetime) -> dict[str, datetime]:
    """TIME-8: the date that the decision of each of these plans has missed; without plans that are not late."""
    query = select(WaitRow).where(
        WaitRow.plan_id.in_(plans), WaitRow.name == Wait.DECISION.value, WaitRow.ended_at.is_(None)
    )
    dates = {row.plan_id: missed_by(row, now) for row in session.scalars(query)}
    return {plan: date for plan, date in dates.items() if date is not None}


def soonest_of(session: Session, plans: Collection[str]) -> dict[str, WaitRow]:
    """TIME-1: of each of these plans the wait that falls due first, of those that run and on which somebody acts.

    As `status` has it (`countersign.careplan.clocks.soonest`): those of interim support are apart.
    """
    query = select(WaitRow).where(WaitRow.plan_id.in_(plans), WaitRow.ended_at.is_(None))
    found: dict[str, WaitRow] = {}
    for row in session.scalars(query.order_by(WaitRow.due, WaitRow.name)):
        stands_still = any(Pause.model_validate(pause).until is None for pause in row.pauses)
        wait = row.name.partition(":")[0]
        if not stands_still and wait != Wait.COPY_ENDS and wait not in OF_INTERIM:
            found.setdefault(row.plan_id, row)
    return found


def _is_of(step: StepTakenRow, row: WaitRow) -> bool:
    """Whether a step belongs to this wait. A later wait may have the same name: a plan may await a decision twice."""
    return row.since <= step.due_at and (row.ended_at is None or step.due_at <= row.ended_at)


def _view(row: WaitRow, steps: Iterable[StepTakenRow], now: datetime) -> WaitView:
    return WaitView(
        plan=row.plan_id,
        wait=row.name,
        owner=row.owner,
        person=row.person,
        version=row.version,
        since=row.since,
        first_due=row.first_due,
        due=row.due,
        missed=missed_by(row, now),
        ended=row.ended_at,
        climbed=row.climbed,
        next_step=row.next_step,
        next_step_at=row.next_step_at,
        pauses=tuple(Pause.model_validate(pause) for pause in row.pauses),
        moves=tuple(Move.model_validate(move) for move in row.moves),
        steps=tuple(
            StepTakenView(kind=step.kind, due=step.due_at, taken=step.taken_at, told=step.told, empty=tuple(step.empty))
            for step in steps
        ),
    )
