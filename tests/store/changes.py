"""What the tests of the register's changes share: who there is, and each change as something to do in a session."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from countersign.careplan.register import Absence, Holding
from countersign.queries.register import HoldingOnADay, lines_on
from countersign.store.database import Database
from countersign.store.delegations import Change, act, come_back, end, go_away, grant
from countersign.store.register import register_of

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BY = "SM-31"
FIRST_DAY, LAST_DAY = date(2026, 12, 1), date(2026, 12, 31)

MANAGER = Holding("TM-1", "team_manager", "community", FIRST_DAY, LAST_DAY)
OTHER = MANAGER._replace(person="TM-2", team="transition")
ACTING = OTHER._replace(team="community", acting_for="TM-1")
PRACTITIONER = Holding("SW-1", "practitioner", "community", FIRST_DAY, None)
DUTY = Holding("DT-1", "duty_team", None, FIRST_DAY, None)
DECIDING = (frozenset({"team_manager", "service_manager"}), frozenset({"practice_lead", "call_lead"}))


def day(number: int, month: int = 12) -> date:
    return date(2026, month, number)


def of(database: Database, *acts: Callable[[Session], Any]) -> list[Any]:
    """What each says, one after the other, each in its own transaction."""
    said: list[Any] = []
    for act_in in acts:
        with database.transaction() as session:
            said.append(act_in(session))
    return said


def granted(*holdings: Holding) -> Callable[[Session], tuple[Change, ...]]:
    return lambda session: tuple(grant(session, line, by=BY, at=AT) for line in holdings)


def acting(line: Holding) -> Callable[[Session], Change]:
    return lambda session: act(session, line, DECIDING, by=BY, at=AT)


def ended(line: Holding, on: date, *, any_team: bool = True) -> Callable[[Session], Change]:
    return lambda session: end(session, line, on, any_team=any_team, by=BY, at=AT)


def away(person: str, starts: date, ends: date | None = None) -> Callable[[Session], Change]:
    return lambda session: go_away(session, Absence(person, starts, ends), by=BY, at=AT)


def back(person: str, on: date) -> Callable[[Session], Change]:
    return lambda session: come_back(session, person, on, by=BY, at=AT)


def lines(database: Database, on: date | None = None) -> list[HoldingOnADay]:
    """The lines of the register that are in force on a day, or all of them."""
    with database.transaction() as session:
        return lines_on(register_of(session), on, ())


def held(database: Database, on: date | None = None) -> list[tuple[str, date, date | None]]:
    """Of each line: whose it is, its first day and its last."""
    return [(line.person, line.starts, line.ends) for line in lines(database, on)]


def reasons(change: Change) -> list[str]:
    return [f"{finding.rule}: {finding.reason}" for finding in change.refused]
