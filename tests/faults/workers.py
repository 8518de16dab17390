"""Worker processes that can be killed, at any moment or at a line: `worker.py` as it is, each with an environment.

    python -m tests.faults.workers < one JSON object a line

A start of Python with everything imported takes a second and a half of a processor, so one process imports it, and each
worker is a fork of it. Nothing of the product is replaced; the longest waits of `workflows/limits.py` are shortened, so
that what follows a death comes within seconds and not within minutes.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from temporalio.common import RetryPolicy

import worker
from countersign.careplan import ways
from countersign.letters.outbox import Outbox
from workflows import limits

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(f"{ROOT / name}" for name in ("countersign/", "workflows/", "activities/"))

NO_NEW_NOTICE_AFTER = 4.0
"""Seconds: `outbox.LONGEST` in these workers."""

FULL = "FAULTS_DISK_IS_FULL"
"""Names a file. While it is there, a SQLite database takes not one page more than it has."""
NO_LIMIT = 1_073_741_823
"""Pages: what SQLite itself has as `max_page_count`."""


class Start(NamedTuple):
    """One worker to start: the settings of an installation, and at which of its lines it dies (0: at none)."""

    environment: Mapping[str, str]
    log: str
    dies_at: int = 0


class AtALine:
    """Kills this process at the n-th line of the product that it comes to for the first time.

    Every line counts once, so the lines of a commit are as likely as those of a loop.
    """

    def __init__(self, dies_at: int) -> None:
        self._dies_at = dies_at
        self._seen: set[tuple[str, int]] = set()

    def begin(self) -> None:
        """From now on lines count, in every thread."""
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(OURS) else None

    def _line(self, frame: FrameType, what: str, _argument: object) -> Any:
        place = (frame.f_code.co_filename, frame.f_lineno)
        if what == "line" and place not in self._seen:
            self._seen.add(place)
            if len(self._seen) >= self._dies_at:
                os.write(2, f"\nkilled at {place[0].removeprefix(f'{ROOT}/')}:{place[1]}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)
        return self._line


def _shorten_the_waits() -> None:
    limits.DELIVER = timedelta(seconds=15)
    limits.DELIVER_AGAIN = timedelta(seconds=1)
    ways.PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4))
    limits.UNTIL_AVAILABLE = RetryPolicy(initial_interval=timedelta(seconds=0.5), maximum_interval=timedelta(seconds=3))
    Outbox.send_what_waits.__defaults__ = (NO_NEW_NOTICE_AFTER,)


def _full_while_there_is_a_file(connection: Connection) -> None:
    full = os.environ.get(FULL)
    if full and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA max_page_count={1 if Path(full).exists() else NO_LIMIT}")


def _live(start: Start) -> None:
    """Be the worker: its environment, its log, its program. Never returns."""
    log = os.open(start.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(start.environment)
    event.listen(Engine, "begin", _full_while_there_is_a_file)
    if start.dies_at:
        AtALine(start.dies_at).begin()
    code = 1
    try:
        code = worker.main([])
    finally:
        os._exit(code)


def _reap(_number: int, _frame: FrameType | None) -> None:
    """Take notice of every worker that has ended, so that the time that it took is counted as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main() -> None:
    """Read starts, make a worker of each, and print its process id."""
    _shorten_the_waits()
    signal.signal(signal.SIGCHLD, _reap)
    for line in sys.stdin:
        start = Start(*json.loads(line))
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _live(start)
        print(child, flush=True)  # noqa: T201


class Workers:
    """Starts workers, as whoever runs an installation does."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take a process of this module."""
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def ready(cls) -> "Workers":
        """Start the process that everything is imported in."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.workers"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C reaches only us, and we end the workers
        )
        return cls(process)

    async def start(self, start: Start) -> int:
        """Start a worker. Returns its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(start).encode() + b"\n")
            return int(await self._process.stdout.readline())

    async def close(self) -> None:
        """Start no more. Those that run go on."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


if __name__ == "__main__":
    main()
