"""ROUTE-1, ROUTE-9 · Changes single lines of the register: who is given a role, who acts for whom, who is away.

A line is ended, never removed. A refused change is a value that names every reason. Each change goes into the audit,
which the database lets nobody alter.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from countersign.careplan.findings import Finding, finding
from countersign.careplan.register import ALL_TEAMS, Absence, Holding, share_a_day
from countersign.careplan.same_staff import as_compared, is_among, same_staff
from countersign.store.register import (
    absence_of,
    as_json,
    audit,
    everybody,
    holding_of,
    keep_line,
    one_at_a_time,
    register_of,
)
from countersign.store.register_file import is_held_by_whom_they_act_for
from countersign.store.tables import AbsenceRow, HoldingRow

Roles = Iterable[frozenset[str]]
"""The roles that may decide, for each edition of a scheme."""


class Change(NamedTuple):
    """The result of a change."""

    lines: tuple[Holding | Absence, ...] = ()
    """The lines as they are now; none if nothing was changed."""

    refused: tuple[Finding, ...] = ()
    """Every reason why nothing was changed."""


def grant(session: Session, line: Holding, *, by: str, at: datetime, to_confirm: bool = False) -> Change:
    """ROUTE-1: give a person a role. Refused if they hold it already, for this team on any of those days.

    `to_confirm`: it does not count until somebody else has confirmed it (WHO-6).
    """
    one_at_a_time(session)
    refused = (*_to_themselves(line, by), *map(_holds_already, _same_on_some_day(session, line)))
    return Change(refused=refused) if refused else _written(session, line, "granted", by, at, to_confirm=to_confirm)


def act(session: Session, line: Holding, deciding: Roles, *, by: str, at: datetime, to_confirm: bool = False) -> Change:
    """ROUTE-9: let a person act for another. Refused if either lacks the powers, because nothing would follow.

    The absent person must hold the role themselves, for this team and on all those days. If the role decides plans, the
    person who acts must hold, on all those days, a role that decides under one of the same schemes. `to_confirm`: as in
    `grant`.
    """
    one_at_a_time(session)
    known = register_of(session).holdings
    refused: list[Finding] = [*_to_themselves(line, by)]
    if not is_held_by_whom_they_act_for(line, known):
        for_whom = "all teams" if line.team is None else line.team
        reason = (
            f"{line.acting_for} does not hold {line.role} for {for_whom} on every day from {line.starts} "
            f"to {line.ends}: nobody can be given what they have not."
        )
        refused.append(finding("ROUTE-9", False, reason, "--for"))
    own = frozenset(
        held.role
        for held in known
        if same_staff(held.person, line.person)
        and not held.acting_for
        and held.starts <= line.starts
        and (held.ends is None or (line.ends is not None and line.ends <= held.ends))
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
    refused += [_holds_already(held) for held in _same_on_some_day(session, line)]
    if refused:
        return Change(refused=tuple(refused))
    return _written(session, line, "acting", by, at, to_confirm=to_confirm)


def confirm(session: Session, line: Holding, *, any_team: bool, by: str, at: datetime) -> Change:
    """WHO-6: somebody else than who granted a line, and than whose it is, confirms it: it counts from now on.

    `line` says which lines, as for `end`.
    """
    one_at_a_time(session)
    rows = [row for row in _asked_for(session, line, any_team=any_team) if row.to_confirm]
    if not rows:
        reason = f"{line.person} holds no line as {line.role} that waits to be confirmed."
        return Change(refused=(finding("WHO-6", False, reason, "PERSON"),))
    refused = [*_to_themselves(line, by)]
    if any(same_staff(row.granted_by, by) for row in rows):
        refused.append(finding("WHO-6", False, f"{by} granted it: somebody else confirms it.", "--by"))
    if refused:
        return Change(refused=tuple(refused))
    for row in rows:
        was = as_json(row)
        row.to_confirm = False
        audit(session, at, by, "confirmed", row.person, was=was, now=as_json(row))
    session.flush()
    return Change(tuple(holding_of(row) for row in rows))


def end(session: Session, line: Holding, on: date, *, any_team: bool, by: str, at: datetime) -> Change:
    """End a person's lines in a role: `on` is their last day. A line that would begin later never begins.

    `line` says which lines: its person, its role, whom they act for and, unless `any_team`, its team.
    """
    one_at_a_time(session)
    of_whom = _rows(session, line.person, line.role)
    rows = [row for row in _asked_for(session, line, any_team=any_team) if _runs_beyond(row, on)]
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
    return Change(tuple(holding_of(row) for row in rows))


def go_away(session: Session, absence: Absence, *, by: str, at: datetime) -> Change:
    """ROUTE-9: record that a person is away. Refused if they are not on the register, or are away then already."""
    one_at_a_time(session)
    refused: list[Finding] = []
    if not is_among(absence.person, everybody(session)):
        reason = f"{absence.person} is not on the register: nobody else's absence is kept."
        refused.append(finding("ROUTE-9", False, reason, "PERSON"))
    rows = session.scalars(select(AbsenceRow).where(_is_about(AbsenceRow.person, absence.person))).all()
    for row in rows:
        if share_a_day(absence_of(row), absence.starts, absence.ends):
            reason = f"{row.person} is away already, {_days(absence_of(row))}: end that first (`register back`)."
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
    return Change((absence,))


def come_back(session: Session, person: str, on: date, *, by: str, at: datetime) -> Change:
    """ROUTE-9: record that a person is back `on` a day. The day before was their last day away."""
    one_at_a_time(session)
    away = session.scalars(select(AbsenceRow).where(_is_about(AbsenceRow.person, person))).all()
    row = next((row for row in away if absence_of(row).covers(on)), None)
    if row is None:
        absences = [absence_of(row) for row in away]
        coming = [_days(absence) for absence in absences if absence.starts > on and not absence.never_began]
        hint = f" They will be away {'; '.join(coming)}: give that day as --on." if coming else ""
        return Change(refused=(finding("ROUTE-9", False, f"{person} is not away on {on}.{hint}", "--on"),))
    was = as_json(row)
    row.ends = on - timedelta(days=1)
    audit(session, at, by, "back", person, was=was, now=as_json(row))
    session.flush()
    return Change((absence_of(row),))


def _to_themselves(line: Holding, by: str) -> tuple[Finding, ...]:
    """WHO-6: nobody grants themselves a role, nor confirms it. Faults only."""
    if not same_staff(line.person, by):
        return ()
    return (finding("WHO-6", False, "Nobody grants themselves a role, nor confirms their own.", "--by"),)


def _asked_for(session: Session, line: Holding, *, any_team: bool) -> list[HoldingRow]:
    """The lines of a person in a role, acting for the same person or for nobody, for its team or for any."""
    return [
        row
        for row in _rows(session, line.person, line.role)
        if as_compared(row.acting_for) == as_compared(line.acting_for)
        and (any_team or row.team == (line.team or ALL_TEAMS))
    ]


def _written(session: Session, line: Holding, what: str, by: str, at: datetime, *, to_confirm: bool) -> Change:
    # A line with the same key that never began is used again: it has no day in common with any other.
    left = next((row for row in _rows(session, line.person, line.role) if holding_of(row).key == line.key), None)
    was = None if left is None else as_json(left)
    if left is not None:
        session.delete(left)
        session.flush()
    row = keep_line(session, line, by, to_confirm=to_confirm)
    audit(session, at, by, what, line.person, was=was, now=as_json(row))
    session.flush()
    return Change((line,))


def _is_about(column: InstrumentedAttribute[str], person: str) -> ColumnElement[bool]:
    """WHO-3: rows about a person, however their reference is written there."""
    return func.lower(column) == as_compared(person)


def _rows(session: Session, person: str, role: str) -> list[HoldingRow]:
    rows = session.scalars(select(HoldingRow).where(_is_about(HoldingRow.person, person), HoldingRow.role == role))
    return sorted(rows, key=lambda row: (row.starts, row.team, row.acting_for))


def _same_on_some_day(session: Session, line: Holding) -> list[Holding]:
    """The lines that already give the person the same role, for this team or for all, on some of the same days."""
    return [
        held
        for held in map(holding_of, _rows(session, line.person, line.role))
        if as_compared(held.acting_for) == as_compared(line.acting_for)
        and (held.team == line.team or None in (held.team, line.team))
        and share_a_day(held, line.starts, line.ends)
    ]


def _holds_already(held: Holding) -> Finding:
    acting = f", acting for {held.acting_for}," if held.acting_for else ""
    reason = (
        f"{held.person} is {held.role}{acting} already, for {held.team or 'all teams'} {_days(held)}: "
        "end that line first (`register end`), or choose other days."
    )
    return finding("ROUTE-1", False, reason, "--from")


def _runs_beyond(row: HoldingRow, on: date) -> bool:
    return not holding_of(row).never_began and (row.ends is None or row.ends > on)


def _days(line: Holding | Absence) -> str:
    return f"from {line.starts} to {line.ends}" if line.ends else f"from {line.starts} on"
