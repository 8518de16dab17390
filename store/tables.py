"""Every table, in one place. The same on SQLite and PostgreSQL.

Two kinds: what must never change (`plan_versions`, `decisions`, `record`, `rungs`, `consents`, `documents`,
`register_changes`), which the database itself protects (see the first migration), and what moves on (`plans`,
`messages`, `waits`, `questions`, `interim_support`, `notices`, `tasks`, `signed_budgets`, `register`, `absences`).
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no offset, so it is put back on the way out; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a time without an offset."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset from UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back with its offset."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """The base of every table, with constraint names that are the same everywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PlanRow(Table):
    """A plan, and where it is now. The truth about what happens next is the workflow's; this is for looking up.

    `practitioner`: to whom it was reassigned, if that is not whom the version in hand names. `reassigned_to`: everybody
    to whom it ever was, as practitioner: `id`, and the `name` and `telephone` that letters give. `meeting`: the panel
    or call that it waits for, and `meeting_at` when that is; empty where it waits for none. `meetings_missed`: how many
    did not decide the version in hand. `exceptional`: why it goes to one (ROUTE-3).
    """

    __tablename__ = "plans"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    team: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    route_role: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    urgent_needs_known: Mapped[bool] = mapped_column(default=False)
    practitioner: Mapped[str] = mapped_column(String(64), default="")
    reassigned_to: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    has_died: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[str] = mapped_column(String(40), default="")
    meeting_at: Mapped[datetime | None] = mapped_column(Moment)
    meetings_missed: Mapped[int] = mapped_column(Integer, default=0)
    exceptional: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (Index("ix_plans_meeting", "meeting", "meeting_at"),)


class PlanVersionRow(Table):
    """One version of a plan as it was submitted, never changed. `content` is the plan as JSON.

    `route_role`: the role that it went to; `weekly`, `one_off`: what it costs the council, in pence. By these a later
    and cheaper version is known for one (DEC-9).
    """

    __tablename__ = "plan_versions"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    practitioners: Mapped[list[str]] = mapped_column(JSON)
    responses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    revisiting_agreed: Mapped[str] = mapped_column(Text)
    why_it_costs_less: Mapped[str] = mapped_column(Text, default="")
    route_role: Mapped[str] = mapped_column(String(40))
    weekly: Mapped[int] = mapped_column(Integer)
    one_off: Mapped[int] = mapped_column(Integer)


class MessageRow(Table):
    """A message about a plan, its answer and what was determined: so that a retry gives the same, never twice.

    Its content is not kept here: what it changed is in the other tables.
    """

    __tablename__ = "messages"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    sent_by: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    sha256: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(30))
    determination: Mapped[str] = mapped_column(Text)


class DecisionRow(Table):
    """A decision that took effect, whole, with the authority it was made under (ROUTE-10)."""

    __tablename__ = "decisions"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    authority: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (ForeignKeyConstraint(["plan_id", "version"], ["plan_versions.plan_id", "plan_versions.version"]),)


class RecordRow(Table):
    """The append-only record of what happened. `key` makes one happening one row, however often it is told."""

    __tablename__ = "record"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(1000))
    actor: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[str] = mapped_column(String(100))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class WaitRow(Table):
    """TIME-7: one wait: who was waited for, from when to when, and what stopped or moved its clock.

    `name`, `cause`: as in `careplan.clocks.Clock`. `pauses`, `moves`: its ledgers. `ran_for`: seconds of the
    clock's own time, without its pauses, once it has ended. `ended_by`: the cause that ended it.
    """

    __tablename__ = "waits"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    cause: Mapped[str] = mapped_column(String(200), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str] = mapped_column(String(40))
    person: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(60))
    first_due: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment)
    next_step: Mapped[str] = mapped_column(String(20))
    next_step_at: Mapped[datetime | None] = mapped_column(Moment)
    climbed: Mapped[int] = mapped_column(Integer)
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    ran_for: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (Index("ix_waits_open", "ended_at", "due"),)


class RungRow(Table):
    """TIME-7: one rung that was taken: what it was, when it fell due, who was told, and which rungs were empty.

    `told`: the role, or what the person is to the plan; `people`: staff references. Empty where nobody could be told.
    """

    __tablename__ = "rungs"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    cause: Mapped[str] = mapped_column(String(400), primary_key=True)
    wait: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    told: Mapped[str] = mapped_column(String(200))
    people: Mapped[list[str]] = mapped_column(JSON)
    empty: Mapped[list[str]] = mapped_column(JSON)


class QuestionRow(Table):
    """DEC-4, RET-4: a request for information, or a question about a return, and its answer.

    `question`: the id of the message that asked. `asked_of`: a role, or "practitioner" or "line_manager". `about`: the
    kind of information, and the question of the eleven that it is to answer. `parts`: what was answered on the way.
    """

    __tablename__ = "questions"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    question: Mapped[str] = mapped_column(String(100), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer)
    asked_by: Mapped[str] = mapped_column(String(64))
    asked_of: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    words: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(100), default="")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    answered_by: Mapped[str] = mapped_column(String(64), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(Text, default="")


class InterimRow(Table):
    """TIME-4: one arrangement of interim support, and each stage of it. `number` counts a plan's arrangements from 1.

    `because`: what set it off first. `urgent`: whether urgent needs are known. `ended_because` is empty while it lasts.
    """

    __tablename__ = "interim_support"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    because: Mapped[str] = mapped_column(String(200))
    urgent: Mapped[bool] = mapped_column()
    asked_at: Mapped[datetime] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[str] = mapped_column(String(64), default="")
    arranged_at: Mapped[datetime | None] = mapped_column(Moment)
    starts_on: Mapped[date | None] = mapped_column(Date)
    in_place_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str] = mapped_column(String(200), default="")
    ended_by: Mapped[str] = mapped_column(String(64), default="")


class ConsentRow(Table):
    """A decision about sharing, as recorded (SHARE-6). A later row for the same recipient replaces an earlier one."""

    __tablename__ = "consents"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class DocumentRow(Table):
    """A document, known by the SHA-256 of its content."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class NoticeRow(Table):
    """One notice to one recipient, keyed by what it is for, so that it is sent once.

    `status`: queued → sending → sent; or withheld (consent was withdrawn, or the person has died), or by_hand (a
    person was asked to do it). `workflow`: which of the plan's workflows sends it.
    """

    __tablename__ = "notices"

    key: Mapped[str] = mapped_column(String(400), primary_key=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(30))
    recipient: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(10))
    format: Mapped[str] = mapped_column(String(20))
    address: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str] = mapped_column(String(400))
    cause: Mapped[str] = mapped_column(String(400))
    workflow: Mapped[str] = mapped_column(String(10), default="plan")
    status: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    reference: Mapped[str] = mapped_column(String(1000))


class NoticeDocumentRow(Table):
    """What a notice consists of: its letter, and what is enclosed. `name` is the file name the recipient sees."""

    __tablename__ = "notice_documents"

    notice: Mapped[str] = mapped_column(ForeignKey("notices.key"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))


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
    """Something that a person has been asked to do. `name` is unique within the plan.

    `workflow`: whose it is: the plan's, or that of its interim support.
    """

    __tablename__ = "tasks"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    workflow: Mapped[str] = mapped_column(String(10), default="plan")
    kind: Mapped[str] = mapped_column(String(40))
    owner_role: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(1000))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str] = mapped_column(String(64))
    what_was_done: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_tasks_open", "done_at", "due_at"),)


class SignedBudgetRow(Table):
    """DEC-7: the budget of a signed plan, as figures and codes: to compare others with. The latest version counts.

    `needs`: the eligible needs as `careplan.consistency.profile` has them. `weekly`: pence, at the cost to the council.
    """

    __tablename__ = "signed_budgets"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    setting: Mapped[str] = mapped_column(String(20))
    needs: Mapped[int] = mapped_column(Integer)
    weekly: Mapped[int] = mapped_column(Integer)
    signed_on: Mapped[date] = mapped_column(Date)

    # Everything that a comparison reads is in the index: the table itself is not looked at.
    __table_args__ = (
        Index("ix_signed_budgets_alike", "kind", "setting", "needs", "weekly", "signed_on", "plan_id", "version"),
    )


class HoldingRow(Table):
    """The register: who holds which role, for which team (empty: all), between which dates, and where to reach them.

    `agrees_up_to`, `one_off_up_to`: the person's own limits in pence, where they are lower than the role's.
    `acting_for`: the absent authoriser for whom they act in it; empty where they hold it themselves (ROUTE-9).
    """

    __tablename__ = "register"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    team: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    starts: Mapped[date] = mapped_column(Date, primary_key=True)
    acting_for: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    ends: Mapped[date | None] = mapped_column(Date)
    email: Mapped[str] = mapped_column(String(254), default="")
    agrees_up_to: Mapped[int | None] = mapped_column(Integer)
    one_off_up_to: Mapped[int | None] = mapped_column(Integer)


class AbsenceRow(Table):
    """A member of staff is away from one day to another, both included; no end: until further notice. Never why."""

    __tablename__ = "absences"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts: Mapped[date] = mapped_column(Date, primary_key=True)
    ends: Mapped[date | None] = mapped_column(Date)


class RegisterChangeRow(Table):
    """The audit of the register: one change of one line, by whom and when. `detail`: the line as it was and is."""

    __tablename__ = "register_changes"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
