"""TELL-5 · What operations watch: how many notices wait, went and came back, and what tasks are open. Nobody's data."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Way
from countersign.casework.kept import TaskKind
from countersign.queries.sent import ByWay, not_considered, standing_now, waits_since, ways_since
from countersign.queries.view import View
from countersign.queries.why_it_waits import paused_now
from countersign.store.tables import TaskRow

A_DAY = timedelta(days=1)


class Counts(View):
    """All of it, at one moment."""

    notices: dict[NoticeStatus, int]
    """How many have not gone, by how they stand."""

    longest_wait: timedelta
    """How long the notice waits that has waited longest to be sent."""

    by_way: tuple[ByWay, ...]
    """What was begun in the last 24 hours, by each way."""

    paused: frozenset[Way]

    heard: int
    """How many receipts no plan has considered yet."""

    tasks: dict[TaskKind, int]
    """How many are open."""


def counts(session: Session, now: datetime) -> Counts:
    """What there is now."""
    tasks = select(TaskRow.kind, func.count()).where(TaskRow.done_at.is_(None)).group_by(TaskRow.kind)
    return Counts(
        notices=standing_now(session),
        longest_wait=max(now - (waits_since(session) or now), timedelta()),
        by_way=ways_since(session, now - A_DAY, now),
        paused=frozenset(paused_now(session, now)),
        heard=not_considered(session),
        tasks={row[0]: row[1] for row in session.execute(tasks)},
    )
