"""Where and when the stories of the proof are played: an office with a worker. Its database and post can be away.

No part of the product is replaced. Only the world around it is ours.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from temporalio import activity
from temporalio.exceptions import ApplicationError

import worker
from countersign.careplan.ways import Way
from countersign.careplan.working_time import LONDON
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.schemes.reader import is_bank_holiday
from countersign.settings import Settings
from countersign.store.database import Database, open_engine
from countersign.temporal.guard import UNAVAILABLE
from countersign.testkit.examples import SENDER
from tests.proof.editions import put_in_force
from tests.support.servers import Desk


def said(moment: datetime) -> str:
    """A moment to the second, in London."""
    return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M:%S}"


class AwayDatabase(Database):
    """A database that activities cannot reach until a given moment of their own clock."""

    away_until: datetime | None = None

    @contextmanager
    def begin(self) -> Generator[Connection]:
        """One transaction. While the database is away it fails, and Temporal is told to try again once it is back."""
        if self.away_until is not None and activity.in_activity():
            # Use when it started, not when it was due: the server retries early if a clock was moved meanwhile.
            left = self.away_until - activity.info().started_time
            if left > timedelta(0):
                raise ApplicationError("not available: away", type=UNAVAILABLE, next_retry_delay=left)
        with super().begin() as connection:
            yield connection


class CountedPost(Transport):
    """An outbox that counts how often it took each notice. It can be told to take none for a while."""

    repeatable = True
    quick = True

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)
        self.works = True
        self.taken: Counter[str] = Counter()

    def send(self, item: Item) -> Went:
        if not self.works:
            raise NotSentError("the post is not taken")
        self.taken[item.key] += 1
        return self._folder.send(item)


@dataclass
class Installation:
    """What the stories share: an office with its worker, database and outbox."""

    desk: Desk
    database: AwayDatabase
    post: CountedPost
    schemes: Path
    in_force: str = ""

    @classmethod
    def made(cls, server: Any, url: str, folder: Path) -> "Installation":
        schemes = folder / "schemes"
        schemes.mkdir()
        outbox = folder / "outbox"
        settings = Settings(
            sender=SENDER,
            database_url=url,
            outbox=outbox,
            schemes=schemes,
            task_queue=f"proof-{uuid4().hex[:12]}",
            grace_seconds=5,
            senders="open",
            senders_open_to="anybody",
        )
        database = AwayDatabase(open_engine(url, pool_size=worker.ACTIVITIES_AT_ONCE))
        post = CountedPost(outbox)
        desk = Desk(server, settings, database, {Way.FOLDER: post, Way.SMTP: post})
        return cls(desk, database, post, schemes)

    async def put_in_force(self, edition: str, begins: date) -> None:
        """Start a worker with this edition, unless one runs with it already."""
        wanted = f"{edition} {begins}"
        if self.in_force != wanted:
            await self.desk.shut()
            put_in_force(edition, begins, self.schemes)
            await self.desk.open()
            self.in_force = wanted

    async def close(self) -> None:
        await self.desk.shut()
        self.database.close()


# The beginning of a story


def beginning(kind: str, now: datetime) -> datetime:
    """The next moment of this kind, so that a story is played on the same kind of day whenever it is played."""
    day = now.astimezone(LONDON).date() + timedelta(days=1)
    hour = {"an ordinary Tuesday at ten": "10:00", "a Friday at 17:05 before a bank holiday": "17:05"}.get(
        kind, "15:30"
    )
    if kind == "a Saturday night":
        hour = "23:40"
    while not _is_of(kind, day):
        day += timedelta(days=1)
    return datetime.combine(day, datetime.strptime(hour, "%H:%M").time(), LONDON).astimezone(UTC)  # noqa: DTZ007


def _is_of(kind: str, day: date) -> bool:
    change = {"forward": 3, "back": 10}.get(kind.rpartition(" ")[2])
    if kind == "a Friday at 17:05 before a bank holiday":
        return day.weekday() == 4 and is_bank_holiday(day + timedelta(days=3))
    if kind == "the 22nd of December in the afternoon":
        return (day.month, day.day) == (12, 22)
    if kind == "a Saturday night":
        return day.weekday() == 5
    if change is not None:
        return day.month == change and day.weekday() == 4 and (day + timedelta(days=9)).month != change
    return day.weekday() == 1 and not any(is_bank_holiday(day + timedelta(days=number)) for number in range(45))
