"""The letters, records and copies of a plan."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.casework.their_form import is_draft
from countersign.queries.view import View
from countersign.store.tables import NoticeDocumentRow, NoticeRow

HOW_IT_IS_SENT = (
    *("letter", "first_document", "attempts", "workflow", "status", "subject"),
    *("way", "number", "next_try", "waits_since"),
)
"""The fields of a notice that say nothing to whoever it is to."""

OF_ITS_WAY = ("place", "their_reference", "pages", "pence")
"""The same of one sending of it."""

HOW_IT_WENT = ("How each letter and notice went, and what was heard of it", "How your letters went")
"""What an export calls the sendings: for staff, and for the person."""


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


def letters_of(session: Session, plan_id: str) -> list[LetterSent]:
    """Every notice of a plan, in the order in which it was queued."""
    query = select(NoticeRow).where(NoticeRow.plan_id == plan_id).order_by(NoticeRow.queued_at, NoticeRow.key)
    files = _files_of(session, plan_id)
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
        )
        for row in session.scalars(query)
    ]


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
