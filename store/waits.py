"""TIME-7, RET-4, TIME-4 · Who was waited for and how long, what was asked and answered, and each interim support.

Kept as it happens, so that what approval costs can be reported later without asking Temporal.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from careplan.clocks import Clock, Wait, has_run, stopped
from careplan.working_time import WorkingDays, london_day, time_of
from store.plans import insert_once
from store.tables import InterimRow, QuestionRow, RungRow, WaitRow


def keep_waits(
    session: Session,
    plan_id: str,
    version: int,
    *,
    before: Iterable[Clock],
    after: Iterable[Clock],
    cause: str,
    ended_at: datetime,
    days: WorkingDays,
) -> None:
    """Bring the rows of a plan's waits to where its clocks are after a determination. Only what changed is written.

    `ended_at`: when what was waited for was sent, which is when what follows begins.
    """
    known = {(clock.name, clock.cause): clock for clock in before}
    for clock in after:
        if known.pop((clock.name, clock.cause), None) != clock:
            _keep(session, plan_id, version, clock)
    for clock in known.values():
        row = session.get(WaitRow, (plan_id, clock.name, clock.cause))
        if row is not None and row.ended_at is None:
            at = max(ended_at, clock.since)
            row.ended_at, row.ended_by, row.next_step, row.next_step_at = at, cause, "", None
            ended = stopped(clock, at)
            row.ran_for = round(has_run(ended, at, time_of(clock.counted_in, days)).total_seconds())
            row.pauses = [pause.model_dump(mode="json") for pause in ended.pauses]


def _keep(session: Session, plan_id: str, version: int, clock: Clock) -> None:
    row = session.get(WaitRow, (plan_id, clock.name, clock.cause))
    if row is None:
        row = WaitRow(plan_id=plan_id, name=clock.name, cause=clock.cause, since=clock.since, version=version)
        row.first_due, row.ended_by, row.ended_at, row.moves = clock.due, "", None, []
        session.add(row)
    row.owner, row.person, row.edition, row.due = clock.owner, clock.person, clock.edition, clock.due
    row.next_step, row.next_step_at, row.climbed = clock.steps[0].kind.value, clock.rung, clock.climbed
    row.pauses = [pause.model_dump(mode="json") for pause in clock.pauses]
    new = clock.moves[-(clock.moved - len(row.moves)) :] if clock.moved > len(row.moves) else ()
    row.moves = [*row.moves, *(move.model_dump(mode="json") for move in new)]


def keep_rung(session: Session, **columns: object) -> None:
    """Keep one rung that was taken, once for its cause. `columns`: those of `RungRow`."""
    insert_once(session, RungRow, **columns)


def question(session: Session, plan_id: str, question_id: str) -> QuestionRow | None:
    """One question, or None if the plan has none of that id."""
    return session.get(QuestionRow, (plan_id, question_id))


def days_of_meetings(session: Session, plan_id: str) -> tuple[date, ...]:
    """ROUTE-6: the days, in London, of every panel or call to which a plan was taken, the earliest first."""
    query = select(WaitRow.since).where(WaitRow.plan_id == plan_id, WaitRow.name == Wait.MEETING.value)
    return tuple(sorted({london_day(since) for since in session.scalars(query)}))


def arrangement(session: Session, plan_id: str) -> InterimRow | None:
    """The plan's latest arrangement of interim support, if there ever was one."""
    query = select(InterimRow).where(InterimRow.plan_id == plan_id).order_by(InterimRow.number.desc()).limit(1)
    return session.scalar(query)
