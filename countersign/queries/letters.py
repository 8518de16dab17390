"""TELL-5 · The letters, records and copies of a plan: where each stands, by which way it went, and what it cost."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.ways import Stands, Way
from countersign.casework.kept import TaskKind
from countersign.casework.notice_files import notice_to_give
from countersign.casework.their_form import is_draft
from countersign.queries.view import View
from countersign.queries.why_it_waits import paused_now, why_it_waits
from countersign.store.tables import NoticeDocumentRow, NoticeRow, SendingRow, TaskRow

HOW_IT_IS_SENT = (
    *("letter", "first_document", "attempts", "workflow", "status", "subject"),
    *("way", "number", "next_try", "waits_since"),
)
"""The fields of a notice that say nothing to whoever it is to."""

OF_ITS_WAY = ("place", "their_reference", "pages", "pence")
"""The same of one sending of it."""

HOW_IT_WENT = ("How each letter and notice went, and what was heard of it", "How your letters went")
"""What an export calls the sendings: for staff, and for the person."""

COSTS_NOTHING = frozenset({Stands.BEGUN, Stands.LATER, Stands.REFUSED})
"""How a sending stands that nobody charges for, because nobody took it."""


class HandedOver(View):
    """TELL-5: one handing over of a notice, by one way."""

    way: Way

    stands: Stands

    begun: datetime

    went: datetime | None

    stood: datetime | None
    """Since when it stands so."""

    why: str
    """A code: why it did not go, or did not arrive."""

    pages: int
    """0 where the way does not say."""

    pence: int
    """What it cost, in pence."""


class LetterSent(View):
    """One notice, and how far it has got."""

    notice: str
    """Its key."""

    version: int

    kind: NoticeKind

    recipient: str

    channel: Channel

    status: NoticeStatus

    sent: datetime | None

    where: str
    """The reference that the way of sending gave it."""

    because_of: str
    """Its cause."""

    files: tuple[str, ...] = ()
    """TELL-5: what it consists of: the letter in each form, and what is enclosed. A draft is no part of it."""

    waits: str = ""
    """TELL-5: what it waits for, in words; empty once it went."""

    handed_over: tuple[HandedOver, ...] = ()
    """Each handing over, the first one first; a text message that goes beside it as well."""

    pence: int = 0
    """What all of them cost, in pence."""


def letters_of(session: Session, plan_id: str, now: datetime) -> list[LetterSent]:
    """Every notice of a plan, in the order in which it was queued."""
    query = select(NoticeRow).where(NoticeRow.plan_id == plan_id).order_by(NoticeRow.queued_at, NoticeRow.key)
    rows = session.scalars(query).all()
    files = _files_of(session, plan_id)
    sendings = sendings_of(session, [plan_id])
    tasks, paused = give_tasks_of(session, [plan_id]), paused_now(session, now)
    return [
        LetterSent(
            notice=row.key,
            version=row.version,
            kind=row.kind,
            recipient=row.recipient,
            channel=row.channel,
            status=row.status,
            sent=row.sent_at,
            where=row.reference,
            because_of=row.cause,
            files=tuple(files.get(row.key, ())),
            waits=why_it_waits(row, last_of(sendings, row), tasks.get(row.key), paused, now),
            handed_over=tuple(_handed_over(sending) for sending in sendings.get(row.key, ())),
            pence=sum(cost_of(sending) for sending in sendings.get(row.key, ())),
        )
        for row in rows
    ]


def cost_of(sending: SendingRow) -> int:
    """What a handing over cost, in pence: nothing where nobody took it."""
    return 0 if sending.stands in COSTS_NOTHING else sending.pence or 0


def sendings_of(session: Session, plans: Collection[str]) -> dict[str, list[SendingRow]]:
    """Every handing over of the notices of these plans, by notice, the first one first."""
    query = select(SendingRow).where(SendingRow.plan_id.in_(plans))
    rows = session.scalars(query.order_by(SendingRow.notice, SendingRow.number, SendingRow.reference)).all()
    return {notice: list(of) for notice, of in groupby(rows, lambda row: row.notice)}


def give_tasks_of(session: Session, plans: Collection[str]) -> dict[str, TaskRow]:
    """The open tasks of these plans to give a notice, by the notice's key."""
    query = select(TaskRow).where(
        TaskRow.plan_id.in_(plans), TaskRow.done_at.is_(None), TaskRow.kind == TaskKind.GIVE_BY_HAND
    )
    return {notice_to_give(row.plan_id, row.name): row for row in session.scalars(query)}


def last_of(sendings: Mapping[str, list[SendingRow]], row: NoticeRow) -> SendingRow | None:
    """The latest handing over of a notice, but for a text message beside it; None if there was none."""
    of = [sending for sending in sendings.get(row.key, ()) if sending.way is not Way.NOTIFY_TEXT]
    return of[-1] if of else None


def _handed_over(sending: SendingRow) -> HandedOver:
    return HandedOver(
        way=sending.way,
        stands=sending.stands,
        begun=sending.begun_at,
        went=sending.went_at,
        stood=sending.stood_at,
        why=sending.why,
        pages=sending.pages,
        pence=cost_of(sending),
    )


def _files_of(session: Session, plan_id: str) -> dict[str, list[str]]:
    """The names of what each notice of a plan consists of now, in order."""
    query = (
        select(NoticeDocumentRow.notice, NoticeDocumentRow.name)
        .join(NoticeRow, NoticeRow.key == NoticeDocumentRow.notice)
        .where(NoticeRow.plan_id == plan_id, NoticeDocumentRow.position >= NoticeRow.first_document)
        .order_by(NoticeDocumentRow.notice, NoticeDocumentRow.position)
    )
    files: dict[str, list[str]] = {}
    for notice, name in session.execute(query):
        if not is_draft(name):
            files.setdefault(notice, []).append(name)
    return files
