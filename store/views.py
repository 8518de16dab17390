"""What operations look up in our database: open tasks, and what was sent to whom. Read only."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import NoticeRow, TaskRow


def open_tasks(session: Session, plan_id: str | None) -> list[dict[str, Any]]:
    """The open tasks of one plan, or of all, the soonest due first."""
    query = select(TaskRow).where(TaskRow.done_at.is_(None)).order_by(TaskRow.due_at, TaskRow.plan_id, TaskRow.name)
    if plan_id is not None:
        query = query.where(TaskRow.plan_id == plan_id)
    return [
        {
            "plan": row.plan_id,
            "task": row.name,
            "owner_role": row.owner_role,
            "owner": row.owner,
            "due": row.due_at,
            "why": row.why,
        }
        for row in session.scalars(query)
    ]


def notices(session: Session, plan_id: str) -> list[dict[str, Any]]:
    """Every notice of a plan in the order in which it was queued; `where` is the transport's own reference."""
    query = select(NoticeRow).where(NoticeRow.plan_id == plan_id).order_by(NoticeRow.queued_at, NoticeRow.key)
    return [
        {
            "notice": row.key,
            "version": row.version,
            "kind": row.kind,
            "recipient": row.recipient,
            "channel": row.channel,
            "status": row.status,
            "sent": row.sent_at,
            "where": row.reference,
            "because_of": row.cause,
        }
        for row in session.scalars(query)
    ]
