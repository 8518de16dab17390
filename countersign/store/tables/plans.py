"""A plan, its versions and routes, the messages and decisions about it, and its record."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Status
from countersign.casework.happenings import Happening
from countersign.store.tables.columns import Code, Moment, Table


class PlanRow(Table):
    """A plan, and where it is now: `countersign.casework.kept.PlanState`."""

    __tablename__ = "plans"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    team: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40))
    status: Mapped[Status] = mapped_column(Code(Status, 30))
    version: Mapped[int] = mapped_column(Integer)
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    route_role: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    urgent_needs_known: Mapped[bool] = mapped_column(default=False)
    practitioner: Mapped[str] = mapped_column(String(64), default="")
    reassigned_to: Mapped[list[dict[str, str | bool]]] = mapped_column(JSON, default=list)
    has_died: Mapped[bool] = mapped_column(default=False)
    ends: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    meeting: Mapped[str] = mapped_column(String(40), default="")
    meeting_at: Mapped[datetime | None] = mapped_column(Moment)
    meetings_missed: Mapped[int] = mapped_column(Integer, default=0)
    exceptional: Mapped[list[str]] = mapped_column(JSON, default=list)
    first_payment: Mapped[FirstPayment] = mapped_column(Code(FirstPayment, 20), default=FirstPayment.NOT_REPORTED)
    first_paid_on: Mapped[date | None] = mapped_column(Date)
    person_reference: Mapped[str] = mapped_column(String(64), default="")
    people_since: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    in_force: Mapped[int] = mapped_column(Integer, default=0)
    amended_from: Mapped[int] = mapped_column(Integer, default=0)
    amendments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (Index("ix_plans_meeting", "meeting", "meeting_at"),)


class PlanVersionRow(Table):
    """One version of a plan as it was submitted. It never changes: `countersign.casework.kept.Version`.

    Its costs, in pence, show whether a later version is cheaper (DEC-9).
    """

    __tablename__ = "plan_versions"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    """The plan as JSON."""
    content_sha256: Mapped[str] = mapped_column(String(64))
    """WHO-2: of its canonical form: see `countersign.careplan.content`."""
    submitted_by: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    practitioners: Mapped[list[str]] = mapped_column(JSON)
    responses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    revisiting_agreed: Mapped[str] = mapped_column(Text)
    why_it_costs_less: Mapped[str] = mapped_column(Text, default="")
    gathered: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    weekly: Mapped[int] = mapped_column(Integer)
    one_off: Mapped[int] = mapped_column(Integer)


class RouteRow(Table):
    """ROUTE-2, DEC-9: a version was sent to a role: `countersign.casework.kept.Routed`."""

    __tablename__ = "routes"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    cause: Mapped[str] = mapped_column(String(200), primary_key=True)
    role: Mapped[str] = mapped_column(String(40))
    meeting: Mapped[str] = mapped_column(String(40))
    exceptional: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    referred: Mapped[bool] = mapped_column(default=False)


class MessageRow(Table):
    """A message about a plan, with its answer and its determination. A retry returns these and acts no second time.

    Its content is not kept here. The other tables keep what it changed.
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
    proof: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """WHO-4: what is known of who sent it."""


class DecisionRow(Table):
    """A decision that took effect: the whole of it, and the authority under which it was made (ROUTE-10)."""

    __tablename__ = "decisions"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    after_start: Mapped[bool] = mapped_column(primary_key=True, default=False)
    message_id: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(10))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    authority: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (ForeignKeyConstraint(["plan_id", "version"], ["plan_versions.plan_id", "plan_versions.version"]),)


class RecordRow(Table):
    """The append-only record of what happened: `countersign.casework.kept.RecordEntry`."""

    __tablename__ = "record"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    event: Mapped[Happening] = mapped_column(Code(Happening, 40))
    version: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(1000))
    actor: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[str] = mapped_column(String(100))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class SignedBudgetRow(Table):
    """DEC-7: the budget of a signed plan, as figures and codes, with which others are compared. The latest counts.

    `needs`: the eligible needs, in the form of `careplan.consistency.profile`. `weekly`: the cost to the council in
    pence.
    """

    __tablename__ = "signed_budgets"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    setting: Mapped[str] = mapped_column(String(20))
    needs: Mapped[int] = mapped_column(Integer)
    weekly: Mapped[int] = mapped_column(Integer)
    signed_on: Mapped[date] = mapped_column(Date)

    # The index holds everything that a comparison reads, so the table itself is not read.
    __table_args__ = (
        Index("ix_signed_budgets_alike", "kind", "setting", "needs", "weekly", "signed_on", "plan_id", "version"),
    )
