"""TELL-5: what every worker keeps to for each way of sending: pauses, and how many may go a minute; and leases."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from countersign.careplan.ways import Way
from countersign.store.database import Database
from countersign.store.statements import inserts_once, table_of
from countersign.store.tables import LeaseRow, WayPauseRow, WayRateRow

_KEPT = timedelta(hours=1)
"""How long it is kept how many went in a minute."""


class SqlLimits:
    """The limits of ways in the database: implements `countersign.casework.ports.WayLimits`."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are up to date."""
        self._database = database

    def paused(self) -> dict[Way, datetime]:
        """Until when nothing goes by each way that was ever paused. It may be over."""
        with self._database.begin() as connection:
            return {row.way: row.until for row in connection.execute(select(table_of(WayPauseRow)))}

    def pause(self, way: Way, until: datetime, why: str) -> None:
        """Nothing goes by a way until then, or until later where another worker has said so. `why`: a code."""
        now = {"way": way, "until": until, "why": why[:60]}
        with self._database.begin() as connection:
            inserts_once(connection, WayPauseRow, now)
            later = update(table_of(WayPauseRow)).where(WayPauseRow.way == way, WayPauseRow.until < until)
            connection.execute(later.values(until=until, why=why[:60]))

    def may_go(self, way: Way, now: datetime, a_minute: int) -> bool:
        """Take one of the places of this minute; False where all `a_minute` are taken.

        One UPDATE takes it, so two workers never take the same place.
        """
        minute = now.replace(second=0, microsecond=0)
        with self._database.begin() as connection:
            begun = {"way": way, "minute": minute, "used": 0}
            if inserts_once(connection, WayRateRow, begun):
                old = delete(table_of(WayRateRow)).where(WayRateRow.way == way, WayRateRow.minute < minute - _KEPT)
                connection.execute(old)
            take = update(table_of(WayRateRow)).where(
                WayRateRow.way == way, WayRateRow.minute == minute, WayRateRow.used < a_minute
            )
            return connection.execute(take.values(used=WayRateRow.used + 1)).rowcount == 1


def take_lease(database: Database, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Whether something that one worker at a time does is this one's until then: it was nobody's, theirs, or is over.

    `holder`: of this process alone.
    """
    row = {"name": name, "holder": holder, "until": now + lasts}
    with database.begin() as connection:
        if inserts_once(connection, LeaseRow, row):
            return True
        free = or_(LeaseRow.holder == holder, LeaseRow.until <= now)
        taken = update(table_of(LeaseRow)).where(LeaseRow.name == name, free)
        return connection.execute(taken.values(holder=holder, until=now + lasts)).rowcount == 1
