"""ROUTE-1, ROUTE-10 · The register of who holds which role: read from a file, replaced whole, and asked.

Who may decide is looked up here when a decision is made, not when it was asked for. Whoever is not in the register
on that day holds no role: everything fails closed.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, or_, select, text
from sqlalchemy.orm import Session

from careplan.authority import RoleName
from careplan.plan import Team
from careplan.routing import Absence, Holding, Register
from careplan.wire import Money, StaffId
from store.plans import in_pence, in_pounds
from store.tables import AbsenceRow, HoldingRow, RegisterChangeRow

COLUMNS = ("person", "role", "team", "starts", "ends", "email")
MORE_COLUMNS = ("agrees_up_to", "one_off_up_to", "acting_for")
"""Columns that a register may have besides: all three, or none."""

_ALL_TEAMS = ""
_TEAMS = frozenset(team.value for team in Team)
_NOTHING: tuple[int, list[str]] = (1, [])
_AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Money)
_PERSON: TypeAdapter[str] = TypeAdapter(StaffId)
_ROLE: TypeAdapter[str] = TypeAdapter(RoleName)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_EMAIL_LENGTH = 254
_MONEY = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")

EXPECTED = {
    "person": "a staff reference of 2 to 64 letters, digits, dots, hyphens and underscores, at least one digit "
    "among them",
    "role": "a role's name as the scheme has it: 2 to 40 small letters and underscores, beginning with a letter",
    "team": f"nothing, for all teams, or one of {', '.join(Team)}",
    "starts": "a date such as 2026-04-01",
    "ends": "nothing, for no end, or a date such as 2027-03-31",
    "email": "nothing, or one e-mail address such as name@council.example",
    "agrees_up_to": "nothing, for the role's own limit, or pounds and pence a week such as 750.00, up to a million",
    "one_off_up_to": "nothing, for the role's own limit, or pounds and pence such as 2000.00, up to a million",
    "acting_for": "nothing, or the staff reference of another person, who is absent",
}
"""What each column must hold, as an error says it."""

HOLDS_IT_TOO = "somebody who holds this role themselves, for this team and on all those days, in a line of this file"


class RegisterLine(NamedTuple):
    """One line of the file. `team` None means all teams; both dates are themselves included; `email` may be empty.

    `agrees_up_to`, `one_off_up_to`: the person's own limits, None where they have only the role's. `acting_for`: whom
    they act for; empty where they hold the role themselves.
    """

    person: str
    role: str
    team: Team | None
    starts: date
    ends: date | None
    email: str
    agrees_up_to: Decimal | None = None
    one_off_up_to: Decimal | None = None
    acting_for: str = ""

    @property
    def key(self) -> tuple[str, str, str, date, str]:
        """What makes it one line and not another."""
        return self.person, self.role, self.team or _ALL_TEAMS, self.starts, self.acting_for


class Problem(NamedTuple):
    """What is wrong in one place. It never repeats what stands there: that may be about a person."""

    line: int
    column: str
    expected: str


class RegisterError(ValueError):
    """The file cannot be used. `problems` has every one of them, in the order of the file; so has the text."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__(
            "\n".join(f"{file}, line {line}, {column}: expected {expected}" for line, column, expected in problems)
        )


class RegisterChange(NamedTuple):
    """How many lines of the register were added, changed (their end or e-mail address) and removed."""

    added: int
    changed: int
    removed: int


class Contactable(NamedTuple):
    """A person who holds a role, and the address to reach them at; empty where the register has none."""

    person: str
    email: str


def read_register(text: str, file: str) -> tuple[RegisterLine, ...]:
    """Read the register from CSV with the header `person,role,team,starts,ends,email`. `file` is its name for errors.

    After these may stand `agrees_up_to,one_off_up_to,acting_for`.

    Spaces around a value do not count, nor do empty lines. Raises RegisterError naming every problem at once: a
    misshapen value, an end before its start, too few or too many columns, the same holding twice, no holding at all.
    """
    problems: list[Problem] = []
    lines: dict[tuple[str, str, str, date, str], int] = {}
    good: list[tuple[int, RegisterLine]] = []
    for number, values in csv_rows(text, file, (COLUMNS, COLUMNS + MORE_COLUMNS), problems):
        found = line_of(values)
        if not isinstance(found, RegisterLine):
            problems += [Problem(number, column, expected) for column, expected in found]
            continue
        earlier = lines.setdefault(found.key, number)
        if earlier != number:
            problems.append(
                Problem(number, "person", f"each person, role, team and start once; this is line {earlier} again")
            )
        good.append((number, found))
    if not good and not problems:
        problems.append(Problem(1, "the whole file", "at least one holding: with none, nobody may decide anything"))
    if not problems:
        problems += [
            Problem(number, "acting_for", HOLDS_IT_TOO)
            for number, line in good
            if line.acting_for and not is_held_by_whom_they_act_for(line, (one for _, one in good))
        ]
    if problems:
        raise RegisterError(file, tuple(problems))
    return tuple(line for _, line in good)


def is_held_by_whom_they_act_for(acting: RegisterLine, lines: Iterable[RegisterLine | Holding]) -> bool:
    """ROUTE-9: whether one of `lines` gives the role, for the same team, on all those days, to whom it is acted for."""
    return any(
        one.person == acting.acting_for
        and one.role == acting.role
        and not one.acting_for
        and one.team in (None, acting.team)
        and one.starts <= acting.starts
        and (one.ends is None or (acting.ends is not None and acting.ends <= one.ends))
        for one in lines
    )


def csv_rows(
    text: str, file: str, headers: tuple[tuple[str, ...], ...], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by column, each with its line; what is wrong with a whole line is added to `problems`.

    Raises RegisterError where the header is none of `headers`.
    """
    rows = _rows(text)
    try:
        number, header = next(rows, _NOTHING)
        if tuple(header) not in headers:
            more = headers[-1][len(headers[0]) :]
            expected = ",".join(headers[0]) + (f", with or without {','.join(more)} after these" if more else "")
            raise RegisterError(file, (Problem(number, "header", expected),))
        for number, row in rows:
            if len(row) == len(header):
                yield number, dict(zip(header, row, strict=True))
            else:
                problems.append(Problem(number, "the whole line", f"{len(header)} columns, not {len(row)}"))
    except _UnreadableError as unreadable:
        problems.append(Problem(unreadable.line, "the whole line", "CSV in which every quotation mark is closed"))


class _UnreadableError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    # Spreadsheets put a byte-order mark before the header. A quoted value may span lines: a row is known by its first.
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    first = 1
    try:
        for row in reader:
            if row:
                yield first, [value.strip() for value in row]
            first = reader.line_num + 1
    except csv.Error:
        raise _UnreadableError(first) from None


def line_of(values: Mapping[str, str]) -> RegisterLine | tuple[tuple[str, str], ...]:
    """A line from what is written in its columns; or each column that is wrong, with what was expected there."""
    given = dict.fromkeys(COLUMNS + MORE_COLUMNS, "") | dict(values)
    person, acting_for, email = given["person"], given["acting_for"], given["email"]
    begins, finishes = day_of(given["starts"]), day_of(given["ends"])
    wrong = {
        "person": not is_person(person),
        "role": not _fits(_ROLE, given["role"]),
        "team": given["team"] != _ALL_TEAMS and given["team"] not in _TEAMS,
        "starts": begins is None,
        "ends": finishes is None and given["ends"] != "",
        "email": email != "" and (len(email) > _EMAIL_LENGTH or not _EMAIL.fullmatch(email)),
        "agrees_up_to": not _is_limit(given["agrees_up_to"]),
        "one_off_up_to": not _is_limit(given["one_off_up_to"]),
        "acting_for": acting_for != "" and (acting_for == person or not is_person(acting_for)),
    }
    found = [(column, EXPECTED[column]) for column, is_wrong in wrong.items() if is_wrong]
    if begins and finishes and finishes < begins:
        found.append(("ends", "a date on or after the one in `starts`"))
    if acting_for and not given["ends"]:
        found.append(("ends", "a date: nobody acts for somebody without an end"))
    if found or begins is None:
        return tuple(found)
    weekly, once = (Decimal(given[name]) if given[name] else None for name in ("agrees_up_to", "one_off_up_to"))
    return RegisterLine(person, given["role"], _team(given["team"]), begins, finishes, email, weekly, once, acting_for)


def is_person(value: str) -> bool:
    """Whether this is a reference of a member of staff."""
    return _fits(_PERSON, value)


def _is_limit(value: str) -> bool:
    return value == "" or (bool(_MONEY.fullmatch(value)) and _fits(_AMOUNT, value))


def _fits(shape: TypeAdapter[str] | TypeAdapter[Decimal], value: str) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True


def day_of(value: str) -> date | None:
    """The day that is written as 2026-04-01; None for anything else."""
    # `fromisoformat` alone would take 20260401 and 2026-W14-3 as well.
    if not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _team(value: str) -> Team | None:
    return None if value == _ALL_TEAMS else Team(value)


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
            _team(row.team),
            row.starts,
            row.ends,
            None if row.agrees_up_to is None else in_pounds(row.agrees_up_to),
            None if row.one_off_up_to is None else in_pounds(row.one_off_up_to),
            row.acting_for,
        )
        for row in session.scalars(select(HoldingRow))
    )
    return tuple(sorted(found, key=lambda each: (each.person, each.role, each.starts, each.team or _ALL_TEAMS)))


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
        _in_force(on).where(HoldingRow.role == role, HoldingRow.team.in_((_ALL_TEAMS, team.value)))
    ).all()
    stood_in_for = {row.person for row in rows if not row.acting_for} & away
    emails: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.person, row.team != _ALL_TEAMS, row.starts)):
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
