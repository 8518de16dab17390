"""The whole of Countersign on one machine: starts server, database, register and worker, and stops them in order."""

import asyncio
import fcntl
import importlib.util
import os
import signal
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from countersign.carried import folder
from countersign.embedded.server import NotStarted, Server, running_server
from countersign.settings import Settings
from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate
from countersign.store.register import register_of, replace_register
from countersign.store.register_file import read_register
from countersign.temporal.connection import DEFAULT_NAMESPACE, connect_to

EXAMPLE_REGISTER = folder("examples") / "register.csv"
GRACE_SECONDS = 10


@dataclass(frozen=True)
class Stack:
    """Everything that runs, and where it is."""

    server: Server
    client: Client
    database: Database
    settings: Settings
    worker: asyncio.subprocess.Process
    register_was_loaded: bool


class AlreadyRunning(Exception):  # noqa: N818  # reads as what happened
    """Another process uses this state folder."""


@contextmanager
def sole_user(folder: Path) -> Generator[None]:
    """Hold the state folder for this process alone. Raises AlreadyRunning."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(f"Countersign runs already on {folder}: stop that one first.") from None
        yield


def settings_for(folder: Path) -> Settings:
    """The settings of a stack whose state is all in one folder."""
    return Settings(
        database_url=f"sqlite:///{folder / 'countersign.db'}", outbox=folder / "outbox", grace_seconds=GRACE_SECONDS
    )


@asynccontextmanager
async def running_stack(folder: Path) -> AsyncGenerator[Stack]:
    """Start everything in one state folder, and stop it at the end: the worker first, so that it can finish."""
    settings = settings_for(folder)
    migrate(settings.database_url)
    database = Database(open_engine(settings.database_url))
    try:
        loaded = _with_a_register(database)
        async with running_server(folder / "temporal.db", folder / "temporal.log") as server:
            _write_profile(folder, server)
            client = await connect_to(server.address)
            worker = await _start_worker(folder, server, settings)
            try:
                yield Stack(server, client, database, settings, worker, loaded)
            finally:
                if worker.returncode is None:
                    worker.send_signal(signal.SIGTERM)
                await worker.wait()
    finally:
        database.close()


def _with_a_register(database: Database) -> bool:
    """Fill an empty register with the example's, because nobody can decide anything without one."""
    with database.transaction() as session:
        if register_of(session).holdings:
            return False
        replace_register(session, read_register(EXAMPLE_REGISTER.read_text(encoding="utf-8"), EXAMPLE_REGISTER.name))
        return True


def _write_profile(folder: Path, server: Server) -> None:
    """Write the server's address into one of Temporal's profile files, so that the command line finds it by itself."""
    text = f'[profile.default]\naddress = "{server.address}"\nnamespace = "{DEFAULT_NAMESPACE}"\n'
    (folder / "temporal.toml").write_text(text, encoding="utf-8")


def _worker_program() -> str:
    """The path of `worker.py`, wherever it is installed."""
    program = importlib.util.find_spec("worker")
    if program is None or program.origin is None:
        raise NotStarted("The program `worker` is not installed beside `countersign`: install the package again.")
    return program.origin


async def _start_worker(folder: Path, server: Server, settings: Settings) -> asyncio.subprocess.Process:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COUNTERSIGN_", "TEMPORAL_"))
    }
    health = (folder / "worker.health").resolve()
    health.unlink(missing_ok=True)
    environment |= {
        "TEMPORAL_ADDRESS": server.address,
        "TEMPORAL_DEFAULT_NAMESPACE": DEFAULT_NAMESPACE,
        "COUNTERSIGN_DATABASE_URL": settings.database_url,
        "COUNTERSIGN_OUTBOX": str(settings.outbox),
        "COUNTERSIGN_GRACE_SECONDS": str(settings.grace_seconds),
        "COUNTERSIGN_HEALTH_FILE": str(health),
    }
    log = folder / "worker.log"
    with log.open("ab") as output:
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            _worker_program(),
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not health.exists():
        if worker.returncode is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-3:]
            raise NotStarted("The worker did not start: " + (" / ".join(last) or "it printed nothing"))
        await asyncio.sleep(0.05)
    return worker
