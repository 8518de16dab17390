"""ROUTE-1, ROUTE-9 · Reads a register from a CSV file, and names everything that is wrong with it at once.

No error repeats the value that is wrong, because it may be about a person.
"""

import codecs
import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from countersign.careplan.authority import RoleName
from countersign.careplan.bounds import SHORT_TEXT
from countersign.careplan.characters import fault_of, is_named
from countersign.careplan.register import ALL_TEAMS, Absence, Holding, share_a_day
from countersign.careplan.same_staff import each_once, is_among, same_staff
from countersign.careplan.staff import USUAL, StaffForm, holds_a_name
from countersign.careplan.teams import ALL_TEAMS_IN_A_WORD
from countersign.careplan.wire import Money, StaffId, TeamName
from countersign.mailbox import is_one_mailbox

COLUMNS = ("person", "role", "team", "starts", "ends", "email")
MORE_COLUMNS = ("agrees_up_to", "one_off_up_to", "acting_for")
"""Columns that a register may have besides the others: all three of them, or none."""

STAFF_COLUMNS = ("name", "telephone", "line_manager", "submits_for")
"""Columns that a register may have after all others: all four of them, or none."""

ABSENCE_COLUMNS = ("person", "starts", "ends")
ON_THE_REGISTER = "a staff reference that is on the register"

HEADERS = (COLUMNS, COLUMNS + MORE_COLUMNS, COLUMNS + STAFF_COLUMNS, COLUMNS + MORE_COLUMNS + STAFF_COLUMNS)
"""Every header that a register may have."""

LARGEST_FILE = 10_000_000
"""In bytes."""

SEPARATORS = (",", ";", "\t")
"""What stands between the values of a line: a spreadsheet chooses by its country and by how it saves."""

_NOTHING: tuple[int, list[str]] = (1, [])
_AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Money)
_PERSON: TypeAdapter[str] = TypeAdapter(StaffId)
_ROLE: TypeAdapter[str] = TypeAdapter(RoleName)
_TEAM: TypeAdapter[str] = TypeAdapter(TeamName)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TELEPHONE = re.compile(r"[0-9+(][0-9 +().x-]{4,39}")
_MONEY = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")

EXPECTED = {
    "person": "a staff reference of 2 to 64 letters, digits, dots, hyphens and underscores, at least one digit "
    "among them",
    "role": "a role's name as the scheme has it: 2 to 40 small letters and underscores, beginning with a letter",
    "team": "nothing, for all teams, or a team's name as the scheme has it, such as community",
    "starts": "a date such as 2026-04-01",
    "ends": "nothing, for no end, or a date such as 2027-03-31",
    "email": "nothing, or one e-mail address such as name@council.example",
    "agrees_up_to": "nothing, for the role's own limit, or pounds and pence a week such as 750.00, up to a million",
    "one_off_up_to": "nothing, for the role's own limit, or pounds and pence such as 2000.00, up to a million",
    "acting_for": "nothing, or the staff reference of another person, who is absent",
    "name": "nothing, or the person's name: one line of at most 200 characters, with a letter in it and no control "
    "characters, and no part of it stands in their reference",
    "telephone": "nothing, or a telephone number of 5 to 40 digits, spaces and + ( ) . x -",
    "line_manager": "nothing, or the staff reference of another person: nobody is their own line manager",
    "submits_for": "nothing, or the staff references of other people, with spaces between them",
}
"""What each column must hold, in the words of an error."""

UTF_8 = 'CSV as UTF-8 text: in Excel, save it as "CSV UTF-8 (comma delimited)"'
CLOSED = "CSV in which every quotation mark is closed, and no value is longer than 131,072 characters"
HOLDS_IT_TOO = "somebody who holds this role themselves, for this team and on all those days, in a line of this file"


class Problem(NamedTuple):
    """What is wrong in one place. It never repeats the value there, because that may be about a person."""

    line: int
    column: str
    expected: str


class RegisterError(ValueError):
    """The file cannot be used. `problems`, and the text, name every problem in the order of the file."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__(
            "\n".join(f"{file}, line {line}, {column}: expected {expected}" for line, column, expected in problems)
        )


def text_in(content: bytes, file: str) -> str:
    """The text of a CSV file, as spreadsheets save it: UTF-8, or UTF-16 that says so by its first bytes.

    Any other form could only be guessed, and a guess would spoil a name. Raises RegisterError.
    """
    if len(content) > LARGEST_FILE:
        raise RegisterError(file, (Problem(1, "the whole file", f"at most {LARGEST_FILE:,} bytes"),))
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    line = 1
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        text, line = "\0", 1 if marked else content.count(b"\n", 0, error.start) + 1
    if "\0" in text:
        raise RegisterError(file, (Problem(line, "the whole file", UTF_8),))
    return text


def read_register(
    text: str, file: str, teams: Collection[str] | None = None, form: StaffForm = USUAL
) -> tuple[Holding, ...]:
    """Read the register from CSV with the header `person,role,team,starts,ends,email`. `file` is its name for errors.

    After these may stand `agrees_up_to,one_off_up_to,acting_for`, and after all others
    `name,telephone,line_manager,submits_for`. `teams`: those of the schemes; without it, any. `form`: the form of the
    installation's references for staff.

    Spaces around a value, empty lines and empty columns are ignored; semicolons or tabs may stand for the commas.
    Raises RegisterError, which names every problem at once: a
    misshapen value, an end before its start, too few or too many columns, the same holding twice, no holding at all.
    """
    problems: list[Problem] = []
    lines: dict[tuple[str, str, str, date, str], int] = {}
    good: list[tuple[int, Holding]] = []
    for number, values in csv_rows(text, file, HEADERS, problems):
        line = line_of(values, teams, form)
        if not isinstance(line, Holding):
            problems += [Problem(number, column, expected) for column, expected in line]
            continue
        earlier = lines.setdefault(line.key, number)
        if earlier != number:
            problems.append(
                Problem(number, "person", f"each person, role, team and start once; this is line {earlier} again")
            )
        good.append((number, line))
    if not good and not problems:
        problems.append(Problem(1, "the whole file", "at least one holding: with none, nobody may decide anything"))
    if not problems:
        problems += [
            Problem(number, "acting_for", HOLDS_IT_TOO)
            for number, line in good
            if line.acting_for and not is_held_by_whom_they_act_for(line, (other for _, other in good))
        ]
    if problems:
        raise RegisterError(file, tuple(problems))
    return tuple(line for _, line in good)


def read_absences(text: str, file: str, known: Collection[str]) -> tuple[Absence, ...]:
    """Read absences from CSV with the header `person,starts,ends`. A file without rows means that nobody is away.

    `known`: everybody on the register. Raises RegisterError, which names every problem at once.
    """
    problems: list[Problem] = []
    good: list[tuple[int, Absence]] = []
    for number, values in csv_rows(text, file, (ABSENCE_COLUMNS,), problems):
        starts, ends = day_of(values["starts"]), day_of(values["ends"])
        expected = {
            "person": ON_THE_REGISTER if not is_among(values["person"], known) else "",
            "starts": "the first day, a date such as 2026-12-21" if starts is None else "",
            "ends": "nothing, or the last day, a date such as 2027-01-02" if ends is None and values["ends"] else "",
        }
        if starts and ends and ends < starts:
            expected["ends"] = "a date on or after the one in `starts`"
        wrong = [Problem(number, column, words) for column, words in expected.items() if words]
        problems += wrong
        if starts is None or wrong:
            continue
        absence = Absence(values["person"], starts, ends)
        problems += [
            Problem(number, "starts", f"a day that is not in an absence of the same person; line {earlier} has one")
            for earlier, other in good
            if same_staff(other.person, absence.person) and share_a_day(other, absence.starts, absence.ends)
        ][:1]
        good.append((number, absence))
    if problems:
        raise RegisterError(file, tuple(sorted(problems, key=lambda problem: problem.line)))
    return tuple(absence for _, absence in good)


def is_held_by_whom_they_act_for(acting: Holding, lines: Iterable[Holding]) -> bool:
    """ROUTE-9: whether the person acted for holds the role by one of `lines`, for that team, on all those days."""
    return any(
        same_staff(line.person, acting.acting_for)
        and line.role == acting.role
        and not line.acting_for
        and line.team in (None, acting.team)
        and line.starts <= acting.starts
        and (line.ends is None or (acting.ends is not None and acting.ends <= line.ends))
        for line in lines
    )


def csv_rows(
    text: str, file: str, headers: tuple[tuple[str, ...], ...], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by column, each with its line number. Faults of whole lines are added to `problems`.

    Raises RegisterError if the header is none of `headers`.
    """
    rows = _rows(text)
    try:
        number, written = next(rows, _NOTHING)
        header = tuple(filter(None, (name.lower() for name in written)))
        if header not in headers:
            raise RegisterError(file, (Problem(number, "header", _header_of(headers, header)),))
        places = [place for place, name in enumerate(written) if name]
        for number, row in rows:
            beside = [value for place, value in enumerate(row) if value and place not in places]
            if len(row) > max(places) and not beside:
                yield number, {name: row[place] for name, place in zip(header, places, strict=True)}
            else:
                has = len(places) + len(beside) if beside else len(row)
                problems.append(Problem(number, "the whole line", f"{len(header)} columns, not {has}"))
    except _UnreadableError as unreadable:
        problems.append(Problem(unreadable.line, "the whole line", CLOSED))


def _header_of(headers: tuple[tuple[str, ...], ...], header: tuple[str, ...]) -> str:
    """What was expected as the header. A column of ours that stands there twice is named, and nothing else of it."""
    expected = ",".join(headers[0])
    if len(headers) > 1:
        expected += f", with or without {','.join(MORE_COLUMNS)} after these"
        expected += f", and with or without {','.join(STAFF_COLUMNS)} after all others"
    twice = [
        name for name in dict.fromkeys(header) if header.count(name) > 1 and any(name in columns for columns in headers)
    ]
    return f"each column once, and not twice {', '.join(twice)}: {expected}" if twice else expected


class _UnreadableError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    # Spreadsheets put a byte-order mark before the header. A quoted value may span lines: a row is named by its first.
    bare = text.removeprefix("\ufeff")
    top = bare.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(StringIO(bare, newline=""), delimiter=max(SEPARATORS, key=top.count), strict=True)
    first = 1
    try:
        for row in reader:
            values = [value.strip() for value in row]
            if any(values):
                yield first, values
            first = reader.line_num + 1
    except csv.Error:
        raise _UnreadableError(first) from None


def line_of(
    values: Mapping[str, str], teams: Collection[str] | None = None, form: StaffForm = USUAL
) -> Holding | tuple[tuple[str, str], ...]:
    """A line from what is written in its columns; or each column that is wrong, with what was expected there.

    `teams`: those of the schemes; without it, any. `form`: the form of the installation's references for staff.
    """
    given = dict.fromkeys(COLUMNS + MORE_COLUMNS + STAFF_COLUMNS, "") | dict(values)
    person, acting_for, email = given["person"], given["acting_for"], given["email"]
    name, telephone, line_manager = given["name"], given["telephone"], given["line_manager"]
    submits_for = each_once(given["submits_for"].split())
    begins, finishes = day_of(given["starts"]), day_of(given["ends"])
    wrong = {
        "person": not is_person(person, form),
        "role": not _fits(_ROLE, given["role"]),
        "team": given["team"] != ALL_TEAMS and not _is_team(given["team"], teams),
        "starts": begins is None,
        "ends": finishes is None and given["ends"] != "",
        "email": email != "" and not is_one_mailbox(email),
        "agrees_up_to": not _is_limit(given["agrees_up_to"]),
        "one_off_up_to": not _is_limit(given["one_off_up_to"]),
        "acting_for": acting_for != "" and not _is_another(acting_for, person, form),
        "name": name != "" and (not _is_a_name(name) or holds_a_name(person, name)),
        "telephone": telephone != "" and not _TELEPHONE.fullmatch(telephone),
        "line_manager": line_manager != "" and not _is_another(line_manager, person, form),
        "submits_for": not all(_is_another(practitioner, person, form) for practitioner in submits_for),
    }
    expected = EXPECTED | ({} if form == USUAL else {"person": form.in_words})
    if teams:
        expected = expected | {"team": f"nothing, for all teams, or one of {', '.join(teams)}"}
    faults = [(column, expected[column]) for column, is_wrong in wrong.items() if is_wrong]
    if begins and finishes and finishes < begins:
        faults.append(("ends", "a date on or after the one in `starts`"))
    if acting_for and not given["ends"]:
        faults.append(("ends", "a date: nobody acts for somebody without an end"))
    if faults or begins is None:
        return tuple(faults)
    weekly, once = (Decimal(given[name]) if given[name] else None for name in ("agrees_up_to", "one_off_up_to"))
    return Holding(
        person,
        given["role"],
        team_of(given["team"]),
        begins,
        finishes,
        weekly,
        once,
        acting_for,
        email,
        name,
        telephone,
        line_manager,
        submits_for,
    )


def _is_team(value: str, teams: Collection[str] | None) -> bool:
    is_a_name = _fits(_TEAM, value) and value != ALL_TEAMS_IN_A_WORD
    return is_a_name and (teams is None or value in teams)


def _is_a_name(value: str) -> bool:
    return is_named(value) and not fault_of(value) and "\n" not in value and len(value) <= SHORT_TEXT


def is_person(value: str, form: StaffForm = USUAL) -> bool:
    """Whether this is the reference of a member of staff, in the form of the installation."""
    return _fits(_PERSON, value) and form.fits(value)


def _is_another(value: str, person: str, form: StaffForm) -> bool:
    """Whether this is the reference of a member of staff other than this person."""
    return not same_staff(value, person) and is_person(value, form)


def _is_limit(value: str) -> bool:
    return value == "" or (bool(_MONEY.fullmatch(value)) and _fits(_AMOUNT, value))


def _fits(shape: TypeAdapter[str] | TypeAdapter[Decimal], value: str) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True


def day_of(value: str) -> date | None:
    """The day of a text such as 2026-04-01; None for anything else."""
    # `fromisoformat` alone would take 20260401 and 2026-W14-3 as well.
    if not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def team_of(value: str) -> str | None:
    """A line's team; None for all."""
    return None if value == ALL_TEAMS else value
