"""Waits, the steps taken while they last, questions, and arrangements of interim support."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.store.tables.columns import Code, Moment, Table


class WaitRow(Table):
    """TIME-7: one wait: `countersign.casework.kept.Wait`."""

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


class StepTakenRow(Table):
    """TIME-7: one step of a ladder that was taken: `countersign.casework.kept.StepTaken`."""

    __tablename__ = "steps_taken"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    cause: Mapped[str] = mapped_column(String(400), primary_key=True)
    wait: Mapped[str] = mapped_column(String(120))
    kind: Mapped[StepKind] = mapped_column(Code(StepKind, 20))
    due_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    told: Mapped[str] = mapped_column(String(200))
    people: Mapped[list[str]] = mapped_column(JSON)
    empty: Mapped[list[str]] = mapped_column(JSON)


class QuestionRow(Table):
    """DEC-4, RET-4: a request for information, or a question: `countersign.casework.kept.Question`."""

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
    """TIME-4: one arrangement of interim support: `countersign.casework.kept.Arrangement`."""

    __tablename__ = "interim_support"

    plan_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    stage: Mapped[Interim] = mapped_column(Code(Interim, 20))
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
