"""WHO-6 · Who may change the register: nobody grants themselves a role, and one that decides is confirmed by another.

Source: ours: no source asks for it, and it stands all the same. The register is changed by whoever is on it that day,
in operations or in a role that decides. A line in a role that decides waits until somebody else has confirmed it: till
then no rule sees it. A whole file names two people. While nobody is on the register, only a file can fill it, and the
two stand in that file.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.declaring import OPERATIONS_ROLE
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.same_staff import same_staff
from countersign.careplan.working_time import london_day
from countersign.store import delegations
from countersign.store.delegations import Change, Roles
from countersign.store.register import RegisterChange, one_at_a_time, register_of, replace_absences, replace_register

BY, CONFIRMED_BY = "--by", "--confirmed-by"


class NotTheirsError(Exception):
    """Somebody may not change the register so. `refused`: every reason."""

    def __init__(self, refused: tuple[Finding, ...]) -> None:
        self.refused = refused
        super().__init__("; ".join(finding.reason for finding in refused))


def decides(role: str, deciding: Roles) -> bool:
    """Whether a role decides plans under any of these editions."""
    return any(role in roles for roles in deciding)


def grant(session: Session, line: Holding, deciding: Roles, *, by: str, at: datetime) -> Change:
    """ROUTE-1, WHO-6: give a person a role. One that decides counts once somebody else has confirmed it."""
    refused = _may_change(session, by, deciding, at)
    if refused:
        return Change(refused=refused)
    return delegations.grant(session, line, by=by, at=at, to_confirm=decides(line.role, deciding))


def act(session: Session, line: Holding, acting: Roles, deciding: Roles, *, by: str, at: datetime) -> Change:
    """ROUTE-9, WHO-6: let a person act for another. In a role that decides it counts once it is confirmed.

    `acting`: the roles that decide on the days of the line. `deciding`: those that ever decide.
    """
    refused = _may_change(session, by, deciding, at)
    if refused:
        return Change(refused=refused)
    return delegations.act(session, line, acting, by=by, at=at, to_confirm=decides(line.role, deciding))


def confirm(session: Session, line: Holding, deciding: Roles, *, any_team: bool, by: str, at: datetime) -> Change:
    """WHO-6: somebody else confirms what was granted. `line` says which lines, as for `delegations.end`."""
    refused = _may_change(session, by, deciding, at)
    return Change(refused=refused) if refused else delegations.confirm(session, line, any_team=any_team, by=by, at=at)


def end(session: Session, line: Holding, deciding: Roles, *, any_team: bool, by: str, at: datetime) -> Change:
    """End a person's lines in a role; its first day is their last."""
    refused = _may_change(session, by, deciding, at)
    if refused:
        return Change(refused=refused)
    return delegations.end(session, line, line.starts, any_team=any_team, by=by, at=at)


def go_away(session: Session, absence: Absence, deciding: Roles, *, by: str, at: datetime) -> Change:
    """ROUTE-9: record that a person is away. They may say so themselves."""
    refused = _may_change(session, by, deciding, at, about=absence.person)
    return Change(refused=refused) if refused else delegations.go_away(session, absence, by=by, at=at)


def come_back(session: Session, line: Holding, deciding: Roles, *, by: str, at: datetime) -> Change:
    """ROUTE-9: record that a person is back on the first day of `line`. They may say so themselves."""
    refused = _may_change(session, by, deciding, at, about=line.person)
    return (
        Change(refused=refused) if refused else delegations.come_back(session, line.person, line.starts, by=by, at=at)
    )


def take_register(
    session: Session, lines: tuple[Holding, ...], deciding: Roles, *, by: str, confirmed_by: str, at: datetime
) -> RegisterChange:
    """WHO-6: make the register equal to a file that two people answer for. Raises NotTheirsError: nothing changed."""
    one_at_a_time(session)
    known, deciding = register_of(session), tuple(deciding)
    refused = tuple(_may_replace(known, lines, deciding, by, confirmed_by, at))
    if refused:
        raise NotTheirsError(refused)
    return replace_register(session, lines, by=by, confirmed_by=confirmed_by, at=at)


def take_absences(
    session: Session, absences: tuple[Absence, ...], deciding: Roles, *, by: str, at: datetime
) -> RegisterChange:
    """Make the absences equal to a file. Raises NotTheirsError, and changes nothing."""
    refused = _may_change(session, by, deciding, at)
    if refused:
        raise NotTheirsError(refused)
    return replace_absences(session, absences, by=by, at=at)


def _may_change(session: Session, by: str, deciding: Roles, at: datetime, about: str = "") -> tuple[Finding, ...]:
    """WHO-6: why somebody may not change the register; empty if they may. `about`: who may say it of themselves."""
    one_at_a_time(session)
    known = register_of(session)
    if same_staff(by, about) and known.has(by, london_day(at)):
        return ()
    return _has_a_say(known, by, deciding, at, BY)


def _has_a_say(known: Register, by: str, deciding: Roles, at: datetime, where: str) -> tuple[Finding, ...]:
    today = london_day(at)
    if any(
        same_staff(line.person, by)
        and line.in_force(today, None)
        and (line.role == OPERATIONS_ROLE or decides(line.role, deciding))
        for line in known.holdings
    ):
        return ()
    reason = f"{by} is not on the register on {today}, in {OPERATIONS_ROLE} or in a role that decides."
    if not known.holdings:
        reason = (
            "Nobody is on the register: fill it from a file first (`register import`), which two people answer for."
        )
    return (finding("WHO-6", False, reason, where),)


def _may_replace(
    known: Register, lines: tuple[Holding, ...], deciding: Roles, by: str, confirmed_by: str, at: datetime
) -> Iterator[Finding]:
    """WHO-6: why two people may not make the register equal to these lines. Faults only."""
    if same_staff(by, confirmed_by):
        yield finding("WHO-6", False, f"{by} cannot confirm what they change themselves.", CONFIRMED_BY)
        return
    answering = known if known.holdings else Register(lines)
    for person, where in ((by, BY), (confirmed_by, CONFIRMED_BY)):
        yield from _has_a_say(answering, person, deciding, at, where)
        if known.holdings and _gives(person, known.holdings, lines, deciding):
            reason = f"The file gives {person} a role that decides, or more of it: let two others answer for that."
            yield finding("WHO-6", False, reason, where)


def _gives(person: str, before: Iterable[Holding], after: Iterable[Holding], deciding: Roles) -> bool:
    """Whether somebody has a line in a role that decides, or of operations, which they did not have so before."""
    had = {_powers(line) for line in before}
    return any(
        same_staff(line.person, person)
        and (line.role == OPERATIONS_ROLE or decides(line.role, deciding))
        and _powers(line) not in had
        for line in after
    )


def _powers(line: Holding) -> tuple[object, ...]:
    return *line.key, line.ends, line.agrees_up_to, line.one_off_up_to
