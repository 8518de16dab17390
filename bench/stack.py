"""What is measured: one embedded server with its state in a file, the worker of the plans and that of the floor.

Each is a process of its own, listens on the loopback interface only, and is stopped at the end whatever happens.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from temporalio.client import Client

from bench.watch import Tail, finished_floors
from countersign.embedded.server import free_port, running_server
from countersign.store import register, register_file
from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate
from countersign.temporal.connection import DEFAULT_NAMESPACE, connect_to

HERE = Path(__file__).parent.parent
REGISTER = HERE / "examples" / "register.csv"
STOP_SECONDS = 15


class CouldNotRun(Exception):  # noqa: N818  # reads as what happened
    """The measurement could not be made. The text says why."""


@dataclass(frozen=True)
class Stack:
    """Everything that is running. `metrics`: the address of the plan worker's own metrics."""

    client: Client
    server: psutil.Process
    worker: psutil.Process
    floor: psutil.Process
    metrics: str
    database: Path
    outbox: Path
    floors_done: Tail


@asynccontextmanager
async def running_stack() -> AsyncGenerator[Stack]:
    """Start all of it in a new folder; stop it and remove the folder at the end.

    Raises CouldNotRun, and what `running_server` raises.
    """
    folder = Path(tempfile.mkdtemp(prefix="countersign-bench-"))
    try:
        database, outbox, floors = folder / "countersign.db", folder / "outbox", folder / "floors"
        await asyncio.to_thread(_prepare, f"sqlite:///{database}")
        floors.touch()
        metrics = f"127.0.0.1:{free_port(0)}"
        async with running_server(folder / "temporal.db", folder / "server.log", port=0, ui_port=0) as server:
            environment = _environment(server.address) | {
                "COUNTERSIGN_DATABASE_URL": f"sqlite:///{database}",
                "COUNTERSIGN_OUTBOX": str(outbox),
                "COUNTERSIGN_METRICS_ADDRESS": metrics,
                "COUNTERSIGN_GRACE_SECONDS": "5",
            }
            async with (
                _process("worker.py", log=folder / "worker.log", environment=environment) as worker,
                _process(
                    "-m", "bench.floor_worker", str(floors), log=folder / "floor.log", environment=environment
                ) as floor,
            ):
                client = await connect_to(server.address)
                yield Stack(
                    client=client,
                    server=psutil.Process(server.process.pid),
                    worker=worker,
                    floor=floor,
                    metrics=metrics,
                    database=database,
                    outbox=outbox,
                    floors_done=finished_floors(floors),
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(url: str) -> None:
    migrate(url)
    database = Database(open_engine(url))
    try:
        lines = register_file.read_register(REGISTER.read_text(encoding="utf-8"), REGISTER.name)
        with database.transaction() as session:
            register.replace_register(session, lines)
    finally:
        database.close()


def _environment(address: str) -> dict[str, str]:
    # Python's bytecode is kept, as in any installation: the sandbox loads the workflow's own module again for each run.
    left_out = ("TEMPORAL_", "COUNTERSIGN_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return inherited | {"TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": DEFAULT_NAMESPACE}


@asynccontextmanager
async def _process(*arguments: str, log: Path, environment: dict[str, str]) -> AsyncGenerator[psutil.Process]:
    """Run one Python program. Raises CouldNotRun if it ended before it was told to."""
    with log.open("ab") as output:
        # A session of its own: Ctrl-C is for us, and it is told to stop when we have finished with it.
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=HERE, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield psutil.Process(process.pid)
    except Exception as error:
        if process.returncode is None:
            raise
        raise CouldNotRun(f"{' '.join(arguments[:2])} ended by itself: {_end_of(log)}") from error
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def _end_of(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
