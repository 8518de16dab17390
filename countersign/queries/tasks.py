"""The tasks that people are asked to do."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.careplan.missed import missed
from countersign.casework.kept import TaskKind
from countersign.casework.notice_files import notice_to_give
from countersign.queries.view import View
from countersign.store.tables import DocumentRow, NoticeDocumentRow, NoticeRow, TaskRow


class OpenTask(View):
    """A task that is not done."""

    plan: str

    task: str
    """Its name."""

    kind: TaskKind

    owner_role: str

    owner: str
    """A staff reference; empty for whoever holds the role."""

    due: datetime

    missed: datetime | None
    """TIME-8: its due date, if that has passed."""

    why: str

    files: tuple[str, ...] = ()
    """TELL-4: the names of the files that are with it: what is to be given, and a draft where people make it."""


def open_tasks(session: Session, plan_id: str | None, now: datetime) -> list[OpenTask]:
    """The open tasks of one plan, or of all, the soonest due first, and which of them are late by now."""
    query = select(TaskRow).where(TaskRow.done_at.is_(None)).order_by(TaskRow.due_at, TaskRow.plan_id, TaskRow.name)
    if plan_id is not None:
        query = query.where(TaskRow.plan_id == plan_id)
    rows = session.scalars(query).all()
    files = _files_of(session, [_notice_of(row) for row in rows if row.kind is TaskKind.GIVE_BY_HAND])
    return [
        OpenTask(
            plan=row.plan_id,
            task=row.name,
            kind=row.kind,
            owner_role=row.owner_role,
            owner=row.owner,
            due=row.due_at,
            missed=missed(row.due_at, (), (), now),
            why=row.why,
            files=tuple(file.name for file in files.get(_notice_of(row), ())),
        )
        for row in rows
    ]


def how_many_open(session: Session, plans: Collection[str]) -> dict[str, int]:
    """How many tasks of each of these plans are open; without plans that have none."""
    query = select(TaskRow.plan_id, func.count()).where(TaskRow.plan_id.in_(plans), TaskRow.done_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(TaskRow.plan_id))}


class TaskFile(NamedTuple):
    """One file that is with a task."""

    name: str
    content: bytes


def files_of_task(session: Session, plan_id: str, name: str) -> tuple[TaskFile, ...]:
    """The files that are with an open task, as they are now; empty if there is no such task, or it has none."""
    row = session.get(TaskRow, (plan_id, name))
    if row is None or row.done_at is not None or row.kind is not TaskKind.GIVE_BY_HAND:
        return ()
    return tuple(_files_of(session, [_notice_of(row)]).get(_notice_of(row), ()))


def _notice_of(row: TaskRow) -> str:
    """The key of the notice that a task asks somebody to give."""
    return notice_to_give(row.plan_id, row.name)


def _files_of(session: Session, notices: Sequence[str]) -> dict[str, list[TaskFile]]:
    """What each of these notices consists of now."""
    query = (
        select(NoticeDocumentRow.notice, NoticeDocumentRow.name, DocumentRow.content)
        .join(DocumentRow, DocumentRow.sha256 == NoticeDocumentRow.sha256)
        .join(NoticeRow, NoticeRow.key == NoticeDocumentRow.notice)
        .where(NoticeDocumentRow.notice.in_(notices), NoticeDocumentRow.position >= NoticeRow.first_document)
        .order_by(NoticeDocumentRow.notice, NoticeDocumentRow.position)
    )
    files: dict[str, list[TaskFile]] = {}
    for notice, name, content in session.execute(query):
        files.setdefault(notice, []).append(TaskFile(name, content))
    return files
