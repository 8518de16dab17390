"""A whole installation of real processes that can be hurt: server, workers, database, relay, disk.

Whatever is ended is started again, as whoever runs an installation has it: a supervisor for each process. While there
is `peace` nothing dies by itself.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import psutil
from temporalio.client import Client

from countersign.embedded.server import Server, running_server
from countersign.settings import PREFIX, Settings
from countersign.store.database import Database, open_engine
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.temporal.connection import DEFAULT_NAMESPACE, connect_to
from countersign.testkit.examples import EXAMPLES, SENDER
from countersign.testkit.signing import senders_for_tests, signer_for_tests
from tests.faults.relay import TroubledRelay
from tests.faults.workers import FULL, Start, Workers

DIES_WITHIN = 3_000
"""Of so many lines that a busy worker comes to, the one at which it dies is chosen."""
DIES_AT_A_LINE = 0.7
"""How many workers do, while there is no peace."""
PORTS = range(21_000, 29_000)
"""Below those that the machine gives out by itself: a server comes back on its own."""


class Stack:
    """One installation. Its attributes are for those who hurt it and for those who judge it."""

    def __init__(self, folder: Path, url: str, how_many_workers: int, rng: random.Random, *, signed: bool) -> None:
        """`folder`: everything but a PostgreSQL database. `url`: a migrated database."""
        self.folder, self.rng = folder, rng
        self.peace = False
        self.relay = TroubledRelay()
        self.settings = Settings(
            sender=SENDER,
            database_url=url,
            outbox=folder / "outbox",
            task_queue="plan-sign-off",
            grace_seconds=2,
            bring_back_seconds=5,
            senders="signed" if signed else "open",
            senders_file=senders_for_tests(folder) if signed else None,
            senders_open_to="anybody",
            smtp_host="127.0.0.1",
        )
        self.signs = signer_for_tests() if signed else None
        self.full = folder / "full"
        self.workers: dict[int, int] = {}
        """The process id of each worker that runs, by its number."""
        self.how_many_workers = how_many_workers
        self.ended: Counter[str] = Counter()
        self._server_turn = asyncio.Lock()
        self._port = rng.choice(PORTS)

    @property
    def is_sqlite(self) -> bool:
        return self.settings.database_url.startswith("sqlite")

    # The server

    async def start_server(self) -> None:
        """Start the Temporal server on its file, on the port that it had before."""
        self._server_life = AsyncExitStack()
        state, log = self.folder / "temporal.db", self.folder / "temporal.log"
        self.server: Server = await self._server_life.enter_async_context(running_server(state, log, port=self._port))
        self._port = int(self.server.address.rpartition(":")[2])

    async def stop_server(self) -> None:
        """Stop the server, as it is stopped by whoever runs it."""
        await self._server_life.aclose()

    async def kill_server(self, away: float) -> None:
        """Kill the server, and start it again after so many seconds."""
        async with self._server_turn:
            self.server.process.kill()
            await self._server_life.aclose()
            await asyncio.sleep(away)
            was = self.server.address
            await self.start_server()
            assert self.server.address == was, "another process took the port of the server"

    # The workers

    def _environment(self, number: int) -> dict[str, str]:
        own = self.settings.model_copy(update={"smtp_port": self.relay.port})
        given = own.model_dump(exclude_defaults=True, mode="json")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "TEMPORAL_"))},
            **{f"{PREFIX}{name.upper()}": str(value) for name, value in given.items() if value is not None},
            "TEMPORAL_ADDRESS": self.server.address,
            "TEMPORAL_NAMESPACE": DEFAULT_NAMESPACE,
            f"{PREFIX}HEALTH_FILE": str(self._health(number)),
            FULL: str(self.full),
        }

    def _health(self, number: int) -> Path:
        return self.folder / f"worker-{number}.health"

    def ready(self) -> list[int]:
        """The workers that have got as far as to take work."""
        return [number for number in self.workers if self._health(number).exists()]

    async def keep_a_worker(self, number: int, workers: Workers) -> None:
        """Start a worker, and another whenever it ends."""
        while True:
            dies = not self.peace and self.rng.random() < DIES_AT_A_LINE
            dies_at = self.rng.randint(1, DIES_WITHIN) if dies else 0
            start = Start(self._environment(number), str(self.folder / f"worker-{number}.log"), dies_at)
            self.workers[number] = await workers.start(start)
            while psutil.pid_exists(self.workers[number]):  # noqa: ASYNC110  # another process waits for it
                await asyncio.sleep(0.1)
            self._health(number).unlink(missing_ok=True)
            self.ended["workers"] += 1
            await asyncio.sleep(self.rng.uniform(0, 1))

    def tell_workers(self, number: int, what: signal.Signals) -> None:
        """Send a signal to a worker, if it runs."""
        with suppress(ProcessLookupError, KeyError):
            os.kill(self.workers[number], what)

    async def have_peace(self) -> None:
        """From now on nothing is hurt: whatever was to die is replaced by what lives."""
        self.peace = True
        for number in list(self.workers):
            self.tell_workers(number, signal.SIGCONT)
            self.tell_workers(number, signal.SIGKILL)


@asynccontextmanager
async def a_stack(
    folder: Path, url: str, how_many_workers: int, rng: random.Random, *, signed: bool
) -> AsyncGenerator[tuple[Stack, Client, Database]]:
    """A running installation, a client of it, and its database, for those who look from outside."""
    database = Database(open_engine(url))
    with (EXAMPLES / "register.csv").open(encoding="utf-8") as file, database.transaction() as session:
        replace_register(session, read_register(file.read(), "register.csv"))
    stack = Stack(folder, url, how_many_workers, rng, signed=signed)
    await stack.relay.open()
    await stack.start_server()
    workers = await Workers.ready()
    keepers = [asyncio.create_task(stack.keep_a_worker(number, workers)) for number in range(how_many_workers)]
    try:
        yield stack, await connect_to(stack.server.address), database
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await stack.have_peace()
        await workers.close()
        await stack.stop_server()
        await stack.relay.shut()
        database.close()
