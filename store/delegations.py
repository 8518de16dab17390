"""ROUTE-1, ROUTE-9 · Changes of the register one by one: who is given a role, who acts for whom, who is away.

A line is ended, never removed; a "no" is a value, with everything that stands against it. Each change goes into the
audit, which the database lets nobody alter.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from careplan.findings import Finding, finding
from store.register import RegisterChange, as_json, audit, holdings, keep_line, one_at_a_time
from store.register_file import Problem, RegisterError, RegisterLine, csv_rows, day_of, is_held_by_whom_they_act_for
from store.tables import AbsenceRow, HoldingRow, RegisterChangeRow

ABSENCE_COLUMNS = ("person", "starts", "ends")
ON_THE_REGISTER = "a staff reference that is on the register"
Roles = Iterable[frozenset[str]]
"""For each edition of a scheme, the roles that may decide under it."""


class Change(NamedTuple):
    """What came of a change: the rows as they are now; or, where nothing was changed, every reason why not."""

    rows: tuple[dict[str, Any], ...] = ()
    refused: tuple[Finding, ...] = ()


class AbsenceLine(NamedTuple):
    """One line of a file of absences; both days are themselves included, and no end means until further notice."""

    person: str
    starts: date
    ends: date | None


def grant(session: Session, line: RegisterLine, *, by: str, at: datetime) -> Change:
    """ROUTE-1: give a person a role. Refused where they hold it already, for this team on any of those days."""
    one_at_a_time(session)
    there = _meeting(session, line)
    if there:
        return Change(refused=tuple(_holds_already(one) for one in there))
    return _written(session, line, "granted", by, at)


def act(session: Session, line: RegisterLine, deciding: Roles, *, by: str, at: datetime) -> Change:
    """ROUTE-9: have a person act for another. Refused where either has not the powers: then nothing would follow.

    The one acted for must hold the role themselves, for this team and on all those days. Where the role decides plans,
    the one who acts must hold, on all those days, a role that decides under one of the same schemes.
    """
    one_at_a_time(session)
    known = holdings(session)
    refused: list[Finding] = []
    if not is_held_by_whom_they_act_for(line, known):
        for_whom = "all teams" if line.team is None else line.team.value
        reason = (
            f"{line.acting_for} does not hold {line.role} for {for_whom} on every day from {line.starts} "
            f"to {line.ends}: nobody can be given what they have not."
        )
        refused.append(finding("ROUTE-9", False, reason, "--for"))
    own = frozenset(
        one.role
        for one in known
        if one.person == line.person
        and not one.acting_for
        and one.starts <= line.starts
        and (one.ends is None or (line.ends is not None and line.ends <= one.ends))
    )
    together = [roles for roles in deciding if line.role in roles]
    if not own:
        reason = f"{line.person} holds no role themselves on every day from {line.starts} to {line.ends}."
        refused.append(finding("ROUTE-9", False, reason, "PERSON"))
    elif together and not any(own & roles for roles in together):
        reason = (
            f"{line.person} holds no role that may decide under a scheme with {line.role}: acting for somebody is "
            "never wider than one's own powers, so nothing would follow. Grant them the role itself, with its dates."
        )
        refused.append(finding("ROUTE-9", False, reason, "PERSON"))
    refused += [_holds_already(one) for one in _meeting(session, line)]
    return Change(refused=tuple(refused)) if refused else _written(session, line, "acting", by, at)


def end(session: Session, line: RegisterLine, on: date, *, any_team: bool, by: str, at: datetime) -> Change:
    """End what a person holds as this role: `on` is its last day. A line that had not begun by then never begins.

    Of `line` its person, its role, whom they act for and, unless `any_team`, its team count.
    """
    one_at_a_time(session)
    of_whom = _lines(session, line.person, line.role)
    rows = [
        row
        for row in of_whom
        if row.acting_for == line.acting_for and (any_team or row.team == line.key[2]) and _runs_beyond(row, on)
    ]
    if not rows:
        as_whom = f", acting for {line.acting_for}" if line.acting_for else ""
        others = sorted({row.acting_for for row in of_whom if _runs_beyond(row, on)} - {line.acting_for, ""})
        hint = f" They act in it for {', '.join(others)}: say --for." if others else ""
        reason = f"{line.person} holds no line as {line.role}{as_whom} that runs beyond {on}.{hint}"
        return Change(refused=(finding("ROUTE-1", False, reason, "PERSON"),))
    for row in rows:
        was = as_json(row)
        row.ends = on
        audit(session, at, by, "ended", row.person, was=was, now=as_json(row))
    session.flush()
    return Change(tuple(as_json(row) for row in rows))


def go_away(session: Session, absence: AbsenceLine, *, by: str, at: datetime) -> Change:
    """ROUTE-9: record that a person is away. Refused where they are not on the register, or are away already then."""
    one_at_a_time(session)
    refused: list[Finding] = []
    if absence.person not in everybody(session):
        reason = f"{absence.person} is not on the register: nobody else's absence is kept."
        refused.append(finding("ROUTE-9", False, reason, "PERSON"))
    rows = session.scalars(select(AbsenceRow).where(AbsenceRow.person == absence.person)).all()
    for row in rows:
        if _overlap(row, absence.starts, absence.ends):
            reason = f"{row.person} is away already, {_from_to(row)}: end that first (`register back`)."
            refused.append(finding("ROUTE-9", False, reason, "--from"))
    if refused:
        return Change(refused=tuple(refused))
    row = next((row for row in rows if row.starts == absence.starts), None)
    if row is None:
        row = AbsenceRow(person=absence.person, starts=absence.starts)
        session.add(row)
    row.ends = absence.ends
    audit(session, at, by, "away", row.person, now=as_json(row))
    session.flush()
    return Change((as_json(row),))


def come_back(session: Session, person: str, on: date, *, by: str, at: datetime) -> Change:
    """ROUTE-9: a person is back `on` a day: the day before was the last on which they were away."""
    one_at_a_time(session)
    away = session.scalars(select(AbsenceRow).where(AbsenceRow.person == person)).all()
    row = next((row for row in away if row.starts <= on and (row.ends is None or on <= row.ends)), None)
    if row is None:
        coming = [_from_to(one) for one in away if one.starts > on and not _is_void(one)]
        hint = f" They will be away {'; '.join(coming)}: give that day as --on." if coming else ""
        return Change(refused=(finding("ROUTE-9", False, f"{person} is not away on {on}.{hint}", "--on"),))
    was = as_json(row)
    row.ends = on - timedelta(days=1)
    audit(session, at, by, "back", person, was=was, now=as_json(row))
    session.flush()
    return Change((as_json(row),))


def read_absences(text: str, file: str, known: Collection[str]) -> tuple[AbsenceLine, ...]:
    """Read absences from CSV with the header `person,starts,ends`; none at all means that nobody is away.

    `known`: who is on the register. Raises RegisterError naming every problem at once, as `read_register` does.
    """
    problems: list[Problem] = []
    good: list[tuple[int, AbsenceLine]] = []
    for number, values in csv_rows(text, file, (ABSENCE_COLUMNS,), problems):
        begins, finishes = day_of(values["starts"]), day_of(values["ends"])
        wrong = {
            "person": (values["person"] not in known, ON_THE_REGISTER),
            "starts": (begins is None, "the first day, a date such as 2026-12-21"),
            "ends": (finishes is None and values["ends"] != "", "nothing, or the last day, a date such as 2027-01-02"),
        }
        found = [Problem(number, column, expected) for column, (is_wrong, expected) in wrong.items() if is_wrong]
        if begins and finishes and finishes < begins:
            found.append(Problem(number, "ends", "a date on or after the one in `starts`"))
        problems += found
        if begins is None or found:
            continue
        line = AbsenceLine(values["person"], begins, finishes)
        problems += [
            Problem(number, "starts", f"a day that is not in an absence of the same person; line {earlier} has one")
            for earlier, one in good
            if one.person == line.person and _overlap(one, line.starts, line.ends)
        ][:1]
        good.append((number, line))
    if problems:
        raise RegisterError(file, tuple(sorted(problems, key=lambda one: one.line)))
    return tuple(line for _, line in good)


def replace_absences(session: Session, lines: Iterable[AbsenceLine], *, by: str, at: datetime) -> RegisterChange:
    """Make the absences equal to `lines`; what stays the same is not touched. Every change goes into the audit."""
    one_at_a_time(session)
    wanted = {(line.person, line.starts): line for line in lines}
    present = {(row.person, row.starts): row for row in session.scalars(select(AbsenceRow))}
    for key in sorted(present.keys() - wanted.keys()):
        audit(session, at, by, "not away", present[key].person, was=as_json(present[key]))
        session.delete(present[key])
    changed = 0
    for key in sorted(wanted):
        line, row = wanted[key], present.get(key)
        if row is None:
            row = AbsenceRow(person=line.person, starts=line.starts, ends=line.ends)
            session.add(row)
            audit(session, at, by, "away", line.person, now=as_json(row))
        elif row.ends != line.ends:
            was = as_json(row)
            row.ends = line.ends
            audit(session, at, by, "away", line.person, was=was, now=as_json(row))
            changed += 1
    session.flush()
    return RegisterChange(len(wanted.keys() - present.keys()), changed, len(present.keys() - wanted.keys()))


def history(session: Session, person: str | None = None, after: int = 0) -> list[dict[str, Any]]:
    """Every change of the register, the earliest first: `number`, `at`, `by`, `what`, `person`, `was` and `now`.

    `person`: only what is about them, or about whom acts for them. `after`: only those with a higher number.
    """
    rows = session.scalars(
        select(RegisterChangeRow).where(RegisterChangeRow.number > after).order_by(RegisterChangeRow.number)
    )
    return [
        {
            "number": row.number,
            "at": row.at,
            "by": row.by,
            "what": row.what,
            "person": row.person,
            "was": row.detail.get("was"),
            "now": row.detail.get("now"),
        }
        for row in rows
        if person in (None, row.person, *(one.get("acting_for") for one in row.detail.values()))
    ]


def last_change(session: Session) -> int:
    """The number of the newest change; 0 if there was none."""
    newest = select(RegisterChangeRow.number).order_by(RegisterChangeRow.number.desc()).limit(1)
    return session.scalar(newest) or 0


def lines_on(session: Session, on: date | None) -> list[dict[str, Any]]:
    """The lines in force on a day, or all of them: as they are kept, with the address, and `away` and `acts`.

    `away`: the person's absence of that day, as `starts` and `ends`, or None. `acts`: of who acts for another, whether
    the other is away then; None for everybody else.
    """
    in_force: tuple[ColumnElement[bool], ...] = ()
    if on is not None:
        in_force = (HoldingRow.starts <= on, or_(HoldingRow.ends.is_(None), HoldingRow.ends >= on))
    rows = session.scalars(select(HoldingRow).where(*in_force)).all()
    away = {row.person: row for row in session.scalars(select(AbsenceRow)) if on is not None and _overlap(row, on, on)}
    lines = [
        as_json(row)
        | {
            "email": row.email,
            "away": as_json(away[row.person]) if row.person in away else None,
            "acts": (row.acting_for in away) if row.acting_for and on is not None else None,
        }
        for row in rows
    ]
    return sorted(lines, key=lambda one: (one["person"], one["role"], one["team"], one["starts"], one["acting_for"]))


def _written(session: Session, line: RegisterLine, what: str, by: str, at: datetime) -> Change:
    # A line of the same key that never began is taken up again: it overlaps with nothing.
    left = next((row for row in _lines(session, line.person, line.role) if _key(row) == line.key), None)
    was = {} if left is None else {"was": as_json(left)}
    if left is not None:
        session.delete(left)
        session.flush()
    row = keep_line(session, line)
    audit(session, at, by, what, line.person, **was, now=as_json(row))
    session.flush()
    return Change((as_json(row),))


def _key(row: HoldingRow) -> tuple[str, str, str, date, str]:
    return row.person, row.role, row.team, row.starts, row.acting_for


def _lines(session: Session, person: str, role: str) -> list[HoldingRow]:
    found = session.scalars(select(HoldingRow).where(HoldingRow.person == person, HoldingRow.role == role))
    return sorted(found, key=lambda row: (row.starts, row.team, row.acting_for))


def _meeting(session: Session, line: RegisterLine) -> list[HoldingRow]:
    """The lines that already give the same, for the same team or for all, on some of the same days."""
    team = line.key[2]
    return [
        row
        for row in _lines(session, line.person, line.role)
        if row.acting_for == line.acting_for
        and (row.team == team or not row.team or not team)
        and _overlap(row, line.starts, line.ends)
    ]


def _holds_already(row: HoldingRow) -> Finding:
    acting = f", acting for {row.acting_for}," if row.acting_for else ""
    reason = (
        f"{row.person} is {row.role}{acting} already, for {row.team or 'all teams'} {_from_to(row)}: "
        "end that line first (`register end`), or choose other days."
    )
    return finding("ROUTE-1", False, reason, "--from")


def _runs_beyond(row: HoldingRow, on: date) -> bool:
    return not _is_void(row) and (row.ends is None or row.ends > on)


def _is_void(row: HoldingRow | AbsenceRow) -> bool:
    """Ended before it began: it never was in force."""
    return row.ends is not None and row.ends < row.starts


def _overlap(row: HoldingRow | AbsenceRow | AbsenceLine, starts: date, ends: date | None) -> bool:
    is_void = row.ends is not None and row.ends < row.starts
    return not is_void and (ends is None or row.starts <= ends) and (row.ends is None or row.ends >= starts)


def _from_to(row: HoldingRow | AbsenceRow) -> str:
    return f"from {row.starts} to {row.ends}" if row.ends else f"from {row.starts} on"


def everybody(session: Session) -> set[str]:
    """Everybody who ever was on the register."""
    return set(session.scalars(select(HoldingRow.person).distinct()))
