"""ROUTE-1, ROUTE-9, ROUTE-10 · Reads the register of roles and absences, and replaces it whole.

Who may decide is looked up here at the moment of the decision, not when the decision was asked for. A person who is not
in the register on that day holds no role. Every change goes into the audit, which the database lets nobody alter.
"""

import getpass
import os
import socket
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.orm import Session

from countersign.careplan.register import ALL_TEAMS, Absence, Holding, Register
from countersign.careplan.same_staff import as_compared
from countersign.store.register_file import team_of
from countersign.store.rows import in_pence, in_pounds
from countersign.store.statements import table_of
from countersign.store.tables import AbsenceRow, HoldingRow, RegisterChangeRow

REACHED_AT = ("name", "telephone", "email")
"""The columns that say who somebody is and where to reach them: the audit does not keep them."""

_LINES = select(table_of(HoldingRow)).where(HoldingRow.to_confirm.is_(False))
_TO_CONFIRM = select(table_of(HoldingRow)).where(HoldingRow.to_confirm.is_(True))
_ABSENCES = select(table_of(AbsenceRow))


class RegisterChange(NamedTuple):
    """How many lines a whole file has added, changed and removed."""

    added: int

    changed: int
    """Lines whose end, limits, line manager, name or ways of reaching them changed."""

    removed: int


def register_of(connection: Connection | Session) -> Register:
    """The register in the form that the rules use: who holds what, and who is away.

    WHO-6: a line that waits to be confirmed is not among them.
    """
    held = (holding_of(row) for row in connection.execute(_LINES))
    away = (absence_of(row) for row in connection.execute(_ABSENCES))
    return Register(
        tuple(sorted(held, key=_in_order)),
        tuple(sorted(away, key=lambda absence: (absence.person, absence.starts))),
    )


def to_confirm(connection: Connection | Session) -> tuple[Holding, ...]:
    """WHO-6: the lines that wait to be confirmed, and do not count till then."""
    return tuple(sorted((holding_of(row) for row in connection.execute(_TO_CONFIRM)), key=_in_order))


def _in_order(line: Holding) -> tuple[str, str, date, str, str]:
    """The order of the lines: the same on every database, and no two lines have the same place."""
    return line.person, line.role, line.starts, line.team or ALL_TEAMS, line.acting_for


def holding_of(row: HoldingRow | Row[Any]) -> Holding:
    """One line of the register as a value."""
    return Holding(
        row.person,
        row.role,
        team_of(row.team),
        row.starts,
        row.ends,
        None if row.agrees_up_to is None else in_pounds(row.agrees_up_to),
        None if row.one_off_up_to is None else in_pounds(row.one_off_up_to),
        row.acting_for,
        row.email,
        row.name,
        row.telephone,
        row.line_manager,
        tuple(row.submits_for),
    )


def absence_of(row: AbsenceRow | Row[Any]) -> Absence:
    """One absence as a value."""
    return Absence(row.person, row.starts, row.ends)


def everybody(session: Session) -> set[str]:
    """Everybody who was ever on the register."""
    return set(session.scalars(select(HoldingRow.person).distinct()))


def replace_register(
    session: Session,
    lines: Iterable[Holding],
    *,
    by: str = "import",
    confirmed_by: str = "",
    at: datetime | None = None,
) -> RegisterChange:
    """Make the register equal to `lines`, in the caller's transaction. Lines that stay the same are not touched.

    Whether two people may do so is for `countersign.store.granting` to say (WHO-6). `confirmed_by`: the second.

    Each line that is added, changed or removed goes into the audit, with who did it (`by`) and when (`at`, or now).
    Raises ValueError and changes nothing if two lines have the same person, role, team, start and person acted for.
    """
    one_at_a_time(session)
    wanted: dict[tuple[str, str, str, date, str], Holding] = {}
    for line in lines:
        if line.key in wanted:
            raise ValueError("the same person, role, team and start stands in two lines")
        wanted[line.key] = line
    at = at or datetime.now(UTC)
    present = {holding_of(row).key: row for row in session.scalars(select(HoldingRow))}
    for key in sorted(present.keys() - wanted.keys()):
        audit(session, at, by, "removed", present[key].person, confirmed_by, was=as_json(present[key]))
        session.delete(present[key])
    changed = 0
    for key, line in wanted.items():
        row = present.get(key)
        if row is None:
            row = keep_line(session, line)
            audit(session, at, by, "granted", line.person, confirmed_by, now=as_json(row))
            continue
        was, reached = as_json(row), _reached_at(row)
        _fill(row, line)
        row.to_confirm = False
        if (was, reached) != (as_json(row), _reached_at(row)):
            audit(session, at, by, "changed", line.person, confirmed_by, was=was, now=as_json(row))
            changed += 1
    session.flush()
    return RegisterChange(
        added=len(wanted.keys() - present.keys()), changed=changed, removed=len(present.keys() - wanted.keys())
    )


def replace_absences(session: Session, absences: Iterable[Absence], *, by: str, at: datetime) -> RegisterChange:
    """Replace the absences by these. Those that stay the same are not touched. Every change goes into the audit."""
    one_at_a_time(session)
    wanted = {(as_compared(absence.person), absence.starts): absence for absence in absences}
    present = {(as_compared(row.person), row.starts): row for row in session.scalars(select(AbsenceRow))}
    for key in sorted(present.keys() - wanted.keys()):
        audit(session, at, by, "not away", present[key].person, was=as_json(present[key]))
        session.delete(present[key])
    changed = 0
    for key in sorted(wanted):
        absence, row = wanted[key], present.get(key)
        if row is None:
            row = AbsenceRow(person=absence.person, starts=absence.starts, ends=absence.ends)
            session.add(row)
            audit(session, at, by, "away", absence.person, now=as_json(row))
        elif row.ends != absence.ends:
            was = as_json(row)
            row.ends = absence.ends
            audit(session, at, by, "away", absence.person, was=was, now=as_json(row))
            changed += 1
    session.flush()
    return RegisterChange(len(wanted.keys() - present.keys()), changed, len(present.keys() - wanted.keys()))


def one_at_a_time(session: Session) -> None:
    """Let nobody else change the register until this transaction ends, so that two changes cannot mix."""
    # On SQLite the transaction already keeps others out.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE register, absences IN SHARE ROW EXCLUSIVE MODE"))


def keep_line(session: Session, line: Holding, granted_by: str = "", *, to_confirm: bool = False) -> HoldingRow:
    """Add one line. `to_confirm`: it does not count yet (WHO-6)."""
    row = HoldingRow(
        person=line.person,
        role=line.role,
        team=line.team or ALL_TEAMS,
        starts=line.starts,
        acting_for=line.acting_for,
        granted_by=granted_by,
        to_confirm=to_confirm,
    )
    _fill(row, line)
    session.add(row)
    return row


def _fill(row: HoldingRow, line: Holding) -> None:
    row.ends, row.email, row.name, row.telephone = line.ends, line.email, line.name, line.telephone
    row.line_manager, row.submits_for = line.line_manager, list(line.submits_for)
    row.agrees_up_to = None if line.agrees_up_to is None else in_pence(line.agrees_up_to)
    row.one_off_up_to = None if line.one_off_up_to is None else in_pence(line.one_off_up_to)


def as_json(row: HoldingRow | AbsenceRow) -> dict[str, Any]:
    """One row as the audit keeps it: without name, telephone and e-mail address, which are no part of an authority."""
    return {
        column.name: value.isoformat() if isinstance(value := getattr(row, column.name), date) else value
        for column in row.__table__.columns
        if column.name not in REACHED_AT
    }


def _reached_at(row: HoldingRow) -> tuple[str, ...]:
    return tuple(getattr(row, column) for column in REACHED_AT)


def audit(
    session: Session,
    at: datetime,
    by: str,
    what: str,
    person: str,
    confirmed_by: str = "",
    was: dict[str, Any] | None = None,
    now: dict[str, Any] | None = None,
) -> None:
    """Keep one change of the register, for good: who answers for it, and under which account it ran (WHO-6)."""
    said = {"was": was, "now": now, "confirmed_by": confirmed_by, "run_by": this_account()}
    detail = {name: value for name, value in said.items() if value}
    session.add(RegisterChangeRow(at=at, by=by, what=what, person=person, detail=detail))


@cache
def this_account() -> str:
    """WHO-6: the account under which this process runs, and its machine."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        account = f"account {os.getuid()}"
    return f"{account} on {socket.gethostname()}"
