"""The tasks that people are asked to do."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.careplan.missed import missed
from countersign.queries.view import View
from countersign.store.tables import TaskRow


class OpenTask(View):
    """A task that is not done."""

    plan: str

    task: str
    """Its name."""

    owner_role: str

    owner: str
    """A staff reference; empty for whoever holds the role."""

    due: datetime

    missed: datetime | None
    """TIME-8: its due date, if that has passed."""

    why: str


def open_tasks(session: Session, plan_id: str | None, now: datetime) -> list[OpenTask]:
    """The open tasks of one plan, or of all, the soonest due first, and which of them are late by now."""
    query = select(TaskRow).where(TaskRow.done_at.is_(None)).order_by(TaskRow.due_at, TaskRow.plan_id, TaskRow.name)
    if plan_id is not None:
        query = query.where(TaskRow.plan_id == plan_id)
    return [
        OpenTask(
            plan=row.plan_id,
            task=row.name,
            owner_role=row.owner_role,
            owner=row.owner,
            due=row.due_at,
            missed=missed(row.due_at, (), (), now),
            why=row.why,
        )
        for row in session.scalars(query)
    ]


def how_many_open(session: Session, plans: Collection[str]) -> dict[str, int]:
    """How many tasks of each of these plans are open; without plans that have none."""
    query = select(TaskRow.plan_id, func.count()).where(TaskRow.plan_id.in_(plans), TaskRow.done_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(TaskRow.plan_id))}
