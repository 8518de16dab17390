"""ROUTE-1, ROUTE-10 · The register of who holds which role: read from a file, replaced whole, and asked.

Who may decide is looked up here when a decision is made, not when it was asked for. Whoever is not in the register
on that day holds no role: everything fails closed.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Select, or_, select, text
from sqlalchemy.orm import Session

from careplan.plan import Team
from careplan.routing import Holding
from careplan.scheme import RoleName
from careplan.wire import StaffId
from store.tables import HoldingRow

COLUMNS = ("person", "role", "team", "starts", "ends", "email")

_ALL_TEAMS = ""
_TEAMS = frozenset(team.value for team in Team)
_NOTHING: tuple[int, list[str]] = (1, [])
_PERSON: TypeAdapter[str] = TypeAdapter(StaffId)
_ROLE: TypeAdapter[str] = TypeAdapter(RoleName)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_EMAIL_LENGTH = 254

EXPECTED = {
    "person": "a staff reference of 2 to 64 letters, digits, dots, hyphens and underscores, at least one digit "
    "among them",
    "role": "a role's name as the scheme has it: 2 to 40 small letters and underscores, beginning with a letter",
    "team": f"nothing, for all teams, or one of {', '.join(Team)}",
    "starts": "a date such as 2026-04-01",
    "ends": "nothing, for no end, or a date such as 2027-03-31",
    "email": "nothing, or one e-mail address such as name@council.example",
}
"""What each column must hold, as an error says it."""


class RegisterLine(NamedTuple):
    """One line of the file. `team` None means all teams; both dates are themselves included; `email` may be empty."""

    person: str
    role: str
    team: Team | None
    starts: date
    ends: date | None
    email: str


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

    Spaces around a value do not count, nor do empty lines. Raises RegisterError naming every problem at once: a
    misshapen value, an end before its start, too few or too many columns, the same holding twice, no holding at all.
    """
    rows = _rows(text)
    problems: list[Problem] = []
    lines: dict[tuple[str, str, Team | None, date], int] = {}
    good: list[RegisterLine] = []
    try:
        number, header = next(rows, _NOTHING)
        if tuple(header) != COLUMNS:
            raise RegisterError(file, (Problem(number, "header", ",".join(COLUMNS)),))
        for number, row in rows:
            line = _line(number, row, problems)
            if line is None:
                continue
            earlier = lines.setdefault(line[:4], number)
            if earlier != number:
                problems.append(
                    Problem(number, "person", f"each person, role, team and start once; this is line {earlier} again")
                )
            good.append(line)
    except _UnreadableError as unreadable:
        problems.append(Problem(unreadable.line, "the whole line", "CSV in which every quotation mark is closed"))
    if not good and not problems:
        problems.append(Problem(1, "the whole file", "at least one holding: with none, nobody may decide anything"))
    if problems:
        raise RegisterError(file, tuple(problems))
    return tuple(good)


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


def _line(number: int, row: list[str], problems: list[Problem]) -> RegisterLine | None:
    """The row's line; or None, with what is wrong added to `problems`."""
    if len(row) != len(COLUMNS):
        problems.append(Problem(number, "the whole line", f"{len(COLUMNS)} columns, not {len(row)}"))
        return None
    person, role, team, starts, ends, email = row
    begins, finishes = _date(starts), _date(ends)
    wrong = {
        "person": not _fits(_PERSON, person),
        "role": not _fits(_ROLE, role),
        "team": team != _ALL_TEAMS and team not in _TEAMS,
        "starts": begins is None,
        "ends": finishes is None and ends != "",
        "email": email != "" and (len(email) > _EMAIL_LENGTH or not _EMAIL.fullmatch(email)),
    }
    found = [Problem(number, column, EXPECTED[column]) for column, is_wrong in wrong.items() if is_wrong]
    if begins and finishes and finishes < begins:
        found.append(Problem(number, "ends", "a date on or after the one in `starts`"))
    problems.extend(found)
    if found or begins is None:
        return None
    return RegisterLine(person, role, _team(team), begins, finishes, email)


def _fits(shape: TypeAdapter[str], value: str) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True


def _date(value: str) -> date | None:
    # `fromisoformat` alone would take 20260401 and 2026-W14-3 as well.
    if not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _team(value: str) -> Team | None:
    return None if value == _ALL_TEAMS else Team(value)


def replace_register(session: Session, lines: Iterable[RegisterLine]) -> RegisterChange:
    """Make the register equal to `lines`, in the caller's transaction; what stays the same is not touched.

    Raises ValueError, changing nothing, where two lines have the same person, role, team and start.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two replacements at once would otherwise mix. On SQLite the transaction already keeps others out.
        session.execute(text("LOCK TABLE register IN SHARE ROW EXCLUSIVE MODE"))
    wanted: dict[tuple[str, str, str, date], RegisterLine] = {}
    for line in lines:
        key = (line.person, line.role, line.team or _ALL_TEAMS, line.starts)
        if key in wanted:
            raise ValueError("the same person, role, team and start stands in two lines")
        wanted[key] = line
    present = {(row.person, row.role, row.team, row.starts): row for row in session.scalars(select(HoldingRow))}
    for key in present.keys() - wanted.keys():
        session.delete(present[key])
    changed = 0
    for key, line in wanted.items():
        person, role, team, starts = key
        row = present.get(key)
        if row is None:
            row = HoldingRow(person=person, role=role, team=team, starts=starts, ends=line.ends, email=line.email)
            session.add(row)
        elif (row.ends, row.email) != (line.ends, line.email):
            row.ends, row.email = line.ends, line.email
            changed += 1
    session.flush()
    return RegisterChange(
        added=len(wanted.keys() - present.keys()), changed=changed, removed=len(present.keys() - wanted.keys())
    )


def holdings(session: Session) -> tuple[Holding, ...]:
    """The whole register, as the rules read it, in the order of person, role, start and team."""
    found = (
        Holding(row.person, row.role, _team(row.team), row.starts, row.ends)
        for row in session.scalars(select(HoldingRow))
    )
    return tuple(sorted(found, key=lambda each: (each.person, each.role, each.starts, each.team or _ALL_TEAMS)))


def holders(session: Session, role: str, team: Team, on: date) -> tuple[Contactable, ...]:
    """Everybody who holds `role` for `team`, or for all teams, on this day: each person once, sorted by person.

    Where a person holds it both ways, the address is the one given for the team, if there is one.
    """
    rows = session.scalars(
        _in_force(on).where(HoldingRow.role == role, HoldingRow.team.in_((_ALL_TEAMS, team.value)))
    ).all()
    emails: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.person, row.team != _ALL_TEAMS, row.starts)):
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
