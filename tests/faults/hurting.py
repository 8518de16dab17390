"""What is done to an installation while stories are played: one thing after another, at random moments."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import contextlib
import os
import resource
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy import make_url
from temporalio.client import Client
from temporalio.service import RPCError

from tests.faults.relay import KINDS, POINTS, Trouble
from tests.faults.stack import Stack

PAUSE = (0.8, 3.5)
"""Seconds between two of them. They overlap."""
TROUBLED = 0.35
"""How many conversations with the relay have a trouble."""
SMALLEST_FILE = 4_096
"""Bytes: no file of a worker may grow beyond that while its disk is full."""


class Hurting:
    """Hurts a stack until it is told to stop."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self._stack, self._rng, self._client = stack, stack.rng, client
        self._database_turn = asyncio.Lock()
        self.done: Counter[str] = Counter()
        stack.relay.trouble = self._trouble
        everywhere: dict[str, tuple[Callable[[], Awaitable[None]], float]] = {
            "worker killed": (self._kill_a_worker, 5),
            "worker stopped": (self._stop_a_worker, 1),
            "worker frozen": (self._freeze_a_worker, 2),
            "server killed": (self._kill_the_server, 1.5),
            "relay away": (self._shut_the_relay, 1),
            "disk full": (self._fill_the_disk, 2),
            "workflows ended": (self._end_workflows, 2),
        }
        sqlite: dict[str, tuple[Callable[[], Awaitable[None]], float]] = {
            "database full": (self._fill_the_database, 2),
            "database locked": (self._lock_the_database, 1),
        }
        postgresql: dict[str, tuple[Callable[[], Awaitable[None]], float]] = {
            "database restarted": (self._restart_the_database, 1.5),
            "connections killed": (self._kill_connections, 3),
        }
        self._ways = everywhere | (sqlite if stack.is_sqlite else postgresql)

    async def until(self, stop: asyncio.Event) -> None:
        """Go on until then, and leave everything as it should be."""
        running: set[asyncio.Task[None]] = set()
        ways, weights = list(self._ways), [weight for _, weight in self._ways.values()]
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._rng.uniform(*PAUSE))
                break
            (way,) = self._rng.choices(ways, weights)
            self.done[way] += 1
            hurts = asyncio.ensure_future(self._ways[way][0]())
            running.add(hurts)
            hurts.add_done_callback(running.discard)
        await asyncio.gather(*running)
        self._stack.relay.trouble = Trouble

    def _trouble(self) -> Trouble:
        if self._rng.random() > TROUBLED:
            return Trouble()
        return Trouble(self._rng.choice(KINDS), self._rng.choice(POINTS), self._rng.random() < 0.5)

    def _process_of_a_worker(self) -> int | None:
        """One that has got as far as to take work; None if none has."""
        ready = self._stack.ready()
        return self._stack.workers[self._rng.choice(ready)] if ready else None

    async def _kill_a_worker(self) -> None:
        self._tell(self._process_of_a_worker(), signal.SIGKILL)

    async def _stop_a_worker(self) -> None:
        self._tell(self._process_of_a_worker(), signal.SIGTERM)

    async def _freeze_a_worker(self) -> None:
        process = self._process_of_a_worker()
        self._tell(process, signal.SIGSTOP)
        await asyncio.sleep(self._rng.uniform(1, 8))
        self._tell(process, signal.SIGCONT)

    def _tell(self, process: int | None, what: signal.Signals) -> None:
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, what)

    async def _kill_the_server(self) -> None:
        await self._stack.kill_server(self._rng.uniform(0, 2))

    async def _end_workflows(self) -> None:
        """Somebody's hands end some, of plans and of interim support."""
        with contextlib.suppress(RPCError):  # the server may be away
            running = [one.id async for one in self._client.list_workflows("ExecutionStatus = 'Running'")]
            for workflow_id in self._rng.sample(running, min(len(running), 3)):
                await self._client.get_workflow_handle(workflow_id).terminate("somebody's hand")

    async def _shut_the_relay(self) -> None:
        await self._stack.relay.shut()
        await asyncio.sleep(self._rng.uniform(0.5, 3))
        await self._stack.relay.open()

    async def _fill_the_disk(self) -> None:
        """No file of a worker grows: neither a letter, nor the database or its log."""
        process = self._process_of_a_worker()
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            _, most = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (SMALLEST_FILE, most))
            await asyncio.sleep(self._rng.uniform(0.5, 4))
            resource.prlimit(process, resource.RLIMIT_FSIZE, (most, most))

    # SQLite

    async def _fill_the_database(self) -> None:
        self._stack.full.touch()
        await asyncio.sleep(self._rng.uniform(0.5, 4))
        self._stack.full.unlink(missing_ok=True)

    async def _lock_the_database(self) -> None:
        """Another writer holds it, at times for longer than anybody waits for it."""
        async with self._database_turn:
            await asyncio.to_thread(self._hold, self._rng.choice([1, 3, 11]))

    def _hold(self, seconds: float) -> None:
        path = make_url(self._stack.settings.database_url).database or ""
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
        with contextlib.closing(connection), contextlib.suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    # PostgreSQL

    async def _kill_connections(self) -> None:
        """Every connection to the database is ended, whatever it was doing."""
        await asyncio.to_thread(
            self._administer,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )

    async def _restart_the_database(self) -> None:
        """One of its processes is killed, so that all of it starts again and recovers from its log."""
        found = await asyncio.to_thread(
            self._administer,
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1",
        )
        for (process,) in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _administer(self, statement: str) -> list[tuple[int]]:
        address = make_url(self._stack.settings.database_url).set(drivername="postgresql")
        try:
            with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
                return connection.execute(statement.encode()).fetchall()
        except psycopg.OperationalError:
            return []  # it is just being restarted
