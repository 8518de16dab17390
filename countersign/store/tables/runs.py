"""What is kept for a plan's workflows, so that a run can begin by asking what is true: `countersign.casework.kept`."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from countersign.careplan.messages.declaring import Workflow
from countersign.casework.kept import Waits
from countersign.store.tables.columns import Code, Moment, Table


class StandingRow(Table):
    """Where one of a plan's workflows stands: `countersign.casework.determinations.Standing`, as JSON."""

    __tablename__ = "standings"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    workflow: Mapped[Workflow] = mapped_column(Code(Workflow, 10), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class SaidToInterimRow(Table):
    """What a plan has said to its interim support: `countersign.casework.determinations.PlanSays`, as JSON.

    The signal between the two says only "look".
    """

    __tablename__ = "said_to_interim"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    plan_id: Mapped[str] = mapped_column(String(36), index=True)
    content: Mapped[str] = mapped_column(Text)
    followed_at: Mapped[datetime | None] = mapped_column(Moment)


class WaitingMessageRow(Table):
    """A message that waits outside its workflow: `countersign.casework.kept.WaitingMessage`."""

    __tablename__ = "waiting_messages"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    workflow: Mapped[Workflow] = mapped_column(Code(Workflow, 10), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    state: Mapped[Waits] = mapped_column(Code(Waits, 10))
    name: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    problem: Mapped[str] = mapped_column(String(200))
    by_signal: Mapped[bool] = mapped_column()
    content: Mapped[str] = mapped_column(Text)
    came_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_waiting_messages_state", "plan_id", "workflow", "state", "number"),)
