"""Decisions about sharing, notices and their documents, copies, and tasks for people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from countersign.careplan.digests import Handed
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel, Format
from countersign.careplan.ways import Receipt, Stands, Way
from countersign.casework.kept import TaskKind
from countersign.store.tables.columns import Code, Moment, Table


class ConsentRow(Table):
    """A decision about sharing, as it was recorded (SHARE-6). For each recipient the latest row counts."""

    __tablename__ = "consents"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    said_at: Mapped[datetime | None] = mapped_column(Moment)


class AboutCopiesRow(Table):
    """A request for a copy, a concern about one, what was decided about it, or a mark, as it was recorded."""

    __tablename__ = "about_copies"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    said_at: Mapped[datetime | None] = mapped_column(Moment)


class DocumentRow(Table):
    """A document, known by the SHA-256 of its content."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class NoticeRow(Table):
    """One notice to one recipient. Its key says what it is for: `countersign.casework.kept.Notice`."""

    __tablename__ = "notices"

    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[NoticeKind] = mapped_column(Code(NoticeKind, 30))
    recipient: Mapped[str] = mapped_column(String(64))
    channel: Mapped[Channel] = mapped_column(Code(Channel, 10))
    format: Mapped[Format] = mapped_column(Code(Format, 20))
    address: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str] = mapped_column(String(400))
    cause: Mapped[str] = mapped_column(String(400))
    workflow: Mapped[Workflow] = mapped_column(Code(Workflow, 10))
    status: Mapped[NoticeStatus] = mapped_column(Code(NoticeStatus, 10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    reference: Mapped[str] = mapped_column(String(1000))
    letter: Mapped[str] = mapped_column(Text, default="")
    first_document: Mapped[int] = mapped_column(Integer, default=0)
    way: Mapped[Way | None] = mapped_column(Code(Way, 20))
    number: Mapped[int] = mapped_column(Integer, default=1)
    next_try: Mapped[datetime | None] = mapped_column(Moment)
    waits_since: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_notices_status", "status", "queued_at"),)


class NoticeDocumentRow(Table):
    """A document of a notice: its letter, or an enclosure. `name`: the file name that the recipient sees."""

    __tablename__ = "notice_documents"

    notice: Mapped[str] = mapped_column(ForeignKey("notices.key"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))


class SendingRow(Table):
    """One handing over of a notice by one way: `countersign.casework.kept.Sending`."""

    __tablename__ = "sendings"

    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    notice: Mapped[str] = mapped_column(String(400))
    number: Mapped[int] = mapped_column(Integer)
    way: Mapped[Way] = mapped_column(Code(Way, 20))
    place: Mapped[str] = mapped_column(String(32))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    stands: Mapped[Stands] = mapped_column(Code(Stands, 10))
    went_at: Mapped[datetime | None] = mapped_column(Moment)
    their_reference: Mapped[str] = mapped_column(String(1000))
    stood_at: Mapped[datetime | None] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(String(60))
    pages: Mapped[int] = mapped_column(Integer)
    pence: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (Index("ix_sendings_open", "way", "stands"), Index("ix_sendings_begun_at", "begun_at"))


class ReceiptRow(Table):
    """What was heard of a sending: `countersign.careplan.ways.Heard`. It counts once for a sending and what it says."""

    __tablename__ = "receipts"

    reference: Mapped[str] = mapped_column(ForeignKey("sendings.reference"), primary_key=True)
    what: Mapped[Receipt] = mapped_column(Code(Receipt, 10), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(60))
    pence: Mapped[int | None] = mapped_column(Integer)
    came_at: Mapped[datetime] = mapped_column(Moment)
    considered_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_receipts_considered_at", "considered_at"),)


class WayPauseRow(Table):
    """Until when nothing goes by a way, and why, as a code."""

    __tablename__ = "way_pauses"

    way: Mapped[Way] = mapped_column(Code(Way, 20), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(String(60))


class WayRateRow(Table):
    """How many went by a way in a minute, of all workers together."""

    __tablename__ = "way_rates"

    way: Mapped[Way] = mapped_column(Code(Way, 20), primary_key=True)
    minute: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    used: Mapped[int] = mapped_column(Integer)


class LeaseRow(Table):
    """Who does something that one worker at a time does, and until when it is theirs."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(Moment)


class DigestRow(Table):
    """TELL-6: a digest that was begun, once for a member of staff, a day and a scheme.

    A row of nobody's says that every digest of that day has gone as far as it can.
    """

    __tablename__ = "digests"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40))
    stands: Mapped[Handed] = mapped_column(Code(Handed, 10))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    went_at: Mapped[datetime | None] = mapped_column(Moment)


class CopyRow(Table):
    """Who was to have a copy of which version, how much of it, on what basis, and by which notice (AMEND-3, SHARE)."""

    __tablename__ = "copies"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    recipient: Mapped[str] = mapped_column(String(10), primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    sections: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(200))
    rule: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    notice: Mapped[str] = mapped_column(String(400))


class TaskRow(Table):
    """Something that a person has been asked to do: `countersign.casework.kept.Task`."""

    __tablename__ = "tasks"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    workflow: Mapped[Workflow] = mapped_column(Code(Workflow, 10))
    kind: Mapped[TaskKind] = mapped_column(Code(TaskKind, 40))
    owner_role: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(1000))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str] = mapped_column(String(64))
    what_was_done: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_tasks_open", "done_at", "due_at"),)
