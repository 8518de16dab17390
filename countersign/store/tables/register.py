"""Who holds which role, who is away, and who changed either."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Integer,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from countersign.store.tables.columns import Moment, Table


class HoldingRow(Table):
    """A line of the register: who holds which role, for which team (empty: all), when, and their e-mail address.

    `agrees_up_to`, `one_off_up_to`: the person's own limits in pence, if they are lower than the role's.
    `acting_for`: the absent authoriser for whom they act in the role; empty if they hold it themselves (ROUTE-9).
    `submits_for`: the practitioners for whom they may submit plans (SUB-8).
    `granted_by`: who gave it; empty where a file did.
    `to_confirm`: it waits for somebody else to confirm it, and does not count till then (WHO-6).
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
    name: Mapped[str] = mapped_column(String(200), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    line_manager: Mapped[str] = mapped_column(String(64), default="")
    submits_for: Mapped[list[str]] = mapped_column(JSON, default=list)
    granted_by: Mapped[str] = mapped_column(String(64), default="")
    to_confirm: Mapped[bool] = mapped_column(Boolean, default=False)


class AbsenceRow(Table):
    """A member of staff is away, from the first day to the last (no end: until further notice). It never says why."""

    __tablename__ = "absences"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts: Mapped[date] = mapped_column(Date, primary_key=True)
    ends: Mapped[date | None] = mapped_column(Date)


class RegisterChangeRow(Table):
    """The audit of the register: one change of one line, who made it and when. `detail`: the line before and after."""

    __tablename__ = "register_changes"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
