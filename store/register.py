"""ROUTE-1, ROUTE-10 · The register of who holds which role: replaced whole, line by line, and asked.

Who may decide is looked up here when a decision is made, not when it was asked for. Whoever is not in the register
on that day holds no role: everything fails closed.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select, text
from sqlalchemy.orm import Session

from careplan.plan import Team
from careplan.routing import Absence, Holding, Register
from store.plans import in_pence, in_pounds
from store.register_file import ALL_TEAMS, RegisterLine, team_of
from store.tables import AbsenceRow, HoldingRow, RegisterChangeRow


class RegisterChange(NamedTuple):
    """How many lines of the register were added, changed (their end or e-mail address) and removed."""

    added: int
    changed: int
    removed: int


class Contactable(NamedTuple):
    """A person who holds a role, and the address to reach them at; empty where the register has none."""

    person: str
    email: str


def replace_register(
    session: Session, lines: Iterable[RegisterLine], *, by: str = "import", at: datetime | None = None
) -> RegisterChange:
    """Make the register equal to `lines`, in the caller's transaction; what stays the same is not touched.

    Every line that is added, changed or removed goes into the audit, as done `by` somebody `at` a moment (or now).
    Raises ValueError, changing nothing, where two lines have the same person, role, team, start and person acted for.
    """
    one_at_a_time(session)
    wanted: dict[tuple[str, str, str, date, str], RegisterLine] = {}
    for line in lines:
        if line.key in wanted:
            raise ValueError("the same person, role, team and start stands in two lines")
        wanted[line.key] = line
    at = at or datetime.now(UTC)
    present = {_key(row): row for row in session.scalars(select(HoldingRow))}
    for key in sorted(present.keys() - wanted.keys()):
        audit(session, at, by, "removed", present[key].person, was=as_json(present[key]))
        session.delete(present[key])
    changed = 0
    for key, line in wanted.items():
        row = present.get(key)
        if row is None:
            row = keep_line(session, line)
            audit(session, at, by, "granted", line.person, now=as_json(row))
            continue
        was, address = as_json(row), row.email
        _fill(row, line)
        if (was, address) != (as_json(row), row.email):
            audit(session, at, by, "changed", line.person, was=was, now=as_json(row))
            changed += 1
    session.flush()
    return RegisterChange(
        added=len(wanted.keys() - present.keys()), changed=changed, removed=len(present.keys() - wanted.keys())
    )


def one_at_a_time(session: Session) -> None:
    """Nobody else changes the register until this transaction ends: two changes at once would otherwise mix."""
    # On SQLite the transaction already keeps others out.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE register, absences IN SHARE ROW EXCLUSIVE MODE"))


def _key(row: HoldingRow) -> tuple[str, str, str, date, str]:
    return row.person, row.role, row.team, row.starts, row.acting_for


def keep_line(session: Session, line: RegisterLine) -> HoldingRow:
    """Add one line."""
    person, role, team, starts, acting_for = line.key
    row = HoldingRow(person=person, role=role, team=team, starts=starts, acting_for=acting_for)
    _fill(row, line)
    session.add(row)
    return row


def _fill(row: HoldingRow, line: RegisterLine) -> None:
    row.ends, row.email = line.ends, line.email
    row.agrees_up_to = None if line.agrees_up_to is None else in_pence(line.agrees_up_to)
    row.one_off_up_to = None if line.one_off_up_to is None else in_pence(line.one_off_up_to)


def as_json(row: HoldingRow | AbsenceRow) -> dict[str, Any]:
    """One row as the audit keeps it. Its e-mail address is not part of anybody's authority."""
    return {
        column.name: value.isoformat() if isinstance(value := getattr(row, column.name), date) else value
        for column in row.__table__.columns
        if column.name != "email"
    }


def audit(session: Session, at: datetime, by: str, what: str, person: str, **detail: dict[str, Any]) -> None:
    """Keep one change of the register, for good."""
    session.add(RegisterChangeRow(at=at, by=by, what=what, person=person, detail=detail))


def holdings(session: Session) -> tuple[Holding, ...]:
    """The whole register, as the rules read it, in the order of person, role, start and team."""
    found = (
        Holding(
            row.person,
            row.role,
            team_of(row.team),
            row.starts,
            row.ends,
            None if row.agrees_up_to is None else in_pounds(row.agrees_up_to),
            None if row.one_off_up_to is None else in_pounds(row.one_off_up_to),
            row.acting_for,
        )
        for row in session.scalars(select(HoldingRow))
    )
    return tuple(sorted(found, key=lambda each: (each.person, each.role, each.starts, each.team or ALL_TEAMS)))


def register_of(session: Session) -> Register:
    """ROUTE-9, ROUTE-10: the register as the rules ask it: who holds what, and who is away."""
    away = (Absence(row.person, row.starts, row.ends) for row in session.scalars(select(AbsenceRow)))
    return Register(holdings(session), tuple(sorted(away, key=lambda one: (one.person, one.starts))))


def is_away(session: Session, person: str, on: date) -> bool:
    """Whether somebody is away on a day."""
    return session.scalars(_away(on).where(AbsenceRow.person == person).limit(1)).first() is not None


def _away(on: date) -> Select[AbsenceRow]:
    return select(AbsenceRow).where(AbsenceRow.starts <= on, or_(AbsenceRow.ends.is_(None), AbsenceRow.ends >= on))


def holders(session: Session, role: str, team: Team, on: date) -> tuple[Contactable, ...]:
    """Everybody who holds `role` for `team`, or for all teams, on this day: each person once, sorted by person.

    Whoever is away is left out; whoever acts for them stands in, as long as they would hold it if they were here.
    Where a person holds it both ways, the address is the one given for the team, if there is one.
    """
    away = {row.person for row in session.scalars(_away(on))}
    rows = session.scalars(
        _in_force(on).where(HoldingRow.role == role, HoldingRow.team.in_((ALL_TEAMS, team.value)))
    ).all()
    stood_in_for = {row.person for row in rows if not row.acting_for} & away
    emails: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.person, row.team != ALL_TEAMS, row.starts)):
        if row.person in away or (row.acting_for and row.acting_for not in stood_in_for):
            continue
        emails[row.person] = row.email or emails.get(row.person, "")
    return tuple(Contactable(person, email) for person, email in emails.items())


def contact(session: Session, person: str, on: date) -> str:
    """The person's e-mail address on this day, from the newest of their holdings that has one; empty if none has."""
    rows = session.scalars(_in_force(on).where(HoldingRow.person == person, HoldingRow.email != "")).all()
    newest = max(rows, key=lambda row: (row.starts, row.role, row.team), default=None)
    return newest.email if newest else ""


def is_registered(session: Session, person: str, on: date) -> bool:
    """Whether the person holds any role, for any team, on this day."""
    return session.scalars(_in_force(on).where(HoldingRow.person == person).limit(1)).first() is not None


def _in_force(on: date) -> Select[HoldingRow]:
    return select(HoldingRow).where(HoldingRow.starts <= on, or_(HoldingRow.ends.is_(None), HoldingRow.ends >= on))
