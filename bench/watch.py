"""Sees that things are done, without taking part: it reads our database and a file, never writes, asks no server."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

EVERY_SECONDS = 0.02
"""How often it looks. No latency is taken from this: it only ends a wait, and counts."""

LONGEST_WAIT_SECONDS = 60.0
"""After which something that was waited for is not coming."""

Tail = Callable[[], Iterable[str]]
"""Gives the names of what was done since it was last asked."""


def finished_floors(file: Path) -> Tail:
    """The floors whose last activity has run."""
    place = 0

    def tail() -> Iterable[str]:
        nonlocal place
        with file.open("rb") as opened:
            opened.seek(place)
            content = opened.read()
        whole = content[: content.rfind(b"\n") + 1]
        place += len(whole)
        return whole.decode().split()

    return tail


def recorded_plans(database: sqlite3.Connection, rule: str) -> Tail:
    """The plans on whose record something happened under `rule`: SUB-1, submitted; REC-4, signed off."""
    last = 0

    def tail() -> Iterable[str]:
        nonlocal last
        rows = database.execute("SELECT number, plan_id, rule FROM record WHERE number > ?", (last,)).fetchall()
        last = max((number for number, _, _ in rows), default=last)
        return [plan_id for _, plan_id, its_rule in rows if its_rule == rule]

    return tail


def read_only(file: Path) -> sqlite3.Connection:
    """Our SQLite database, for reading; its writers do not wait for a reader."""
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)


class Watch:
    """Names that are waited for, and the moments (seconds, monotonic) at which others were seen to be done."""

    def __init__(self, tail: Tail) -> None:
        """`tail`: where the names come from."""
        self._tail = tail
        self._events: dict[str, asyncio.Event] = {}
        self.seen: dict[str, float] = {}

    async def until_done(self, name: str) -> None:
        """Wait until it is done. Raises TimeoutError after LONGEST_WAIT_SECONDS."""
        if name not in self.seen:
            await asyncio.wait_for(self._events.setdefault(name, asyncio.Event()).wait(), LONGEST_WAIT_SECONDS)

    def look(self) -> None:
        """Take in what was done since the last look."""
        for name in self._tail():
            self.seen[name] = time.monotonic()
            event = self._events.pop(name, None)
            if event is not None:
                event.set()


@asynccontextmanager
async def watching(tail: Tail) -> AsyncGenerator[Watch]:
    """Look regularly for as long as this is open."""
    watch = Watch(tail)

    async def keep_looking() -> None:
        while True:
            watch.look()
            await asyncio.sleep(EVERY_SECONDS)

    looking = asyncio.create_task(keep_looking())
    try:
        yield watch
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
