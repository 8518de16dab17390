"""TELL-6: which digests were begun and which went, so that nobody has one twice, whichever worker sends it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from countersign.careplan.digests import Handed
from countersign.store.database import Database
from countersign.store.statements import inserts_once, table_of
from countersign.store.tables import DigestRow

_ALL = ""
"""The person of the row that says that a day's digests have gone as far as they can."""


class KeptDigests:
    """The digests of one scheme and day."""

    def __init__(self, database: Database, scheme: str, day: date) -> None:
        """Nothing is kept before one is begun."""
        self._database = database
        self._of: dict[str, Any] = {"scheme": scheme, "day": day}

    @property
    def are_over(self) -> bool:
        """Whether every one has gone as far as it can."""
        return self._stands(_ALL) is Handed.WENT

    def over(self, now: datetime) -> None:
        """Every one has gone as far as it can: nobody has one of that day any more."""
        row = {"person": _ALL, "reference": "", "stands": Handed.WENT, "begun_at": now, "went_at": now}
        with self._database.begin() as connection:
            inserts_once(connection, DigestRow, self._of | row)

    def begin(self, person: str, reference: str, now: datetime, *, repeatable: bool) -> bool:
        """Whether somebody's digest is to be handed over now, by us alone.

        It is where none was begun, or one that certainly has not gone. One that was begun, and of which nobody knows
        more, is handed over again only where that is harmless (`repeatable`), and else counts as sent.
        """
        row = {"person": person, "reference": reference, "stands": Handed.BEGUN, "begun_at": now, "went_at": None}
        with self._database.begin() as connection:
            if inserts_once(connection, DigestRow, self._of | row):
                return True
            may = (Handed.LATER, Handed.BEGUN) if repeatable else (Handed.LATER,)
            again = self._row(person).where(DigestRow.stands.in_(may))
            return connection.execute(again.values(stands=Handed.BEGUN, begun_at=now)).rowcount == 1

    def stands(self, person: str, stands: Handed, now: datetime) -> None:
        """What became of somebody's digest."""
        went_at = now if stands is Handed.WENT else None
        with self._database.begin() as connection:
            connection.execute(self._row(person).values(stands=stands, went_at=went_at))

    def _row(self, person: str) -> Any:  # noqa: ANN401  # an UPDATE of a table
        table = table_of(DigestRow)
        return update(table).where(
            table.c.person == person, table.c.day == self._of["day"], table.c.scheme == self._of["scheme"]
        )

    def _stands(self, person: str) -> Handed | None:
        table = table_of(DigestRow)
        query = select(table.c.stands).where(
            table.c.person == person, table.c.day == self._of["day"], table.c.scheme == self._of["scheme"]
        )
        with self._database.begin() as connection:
            return connection.execute(query).scalar()
