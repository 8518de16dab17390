"""The worker of the floor, in a process of its own, built just as the worker of the plans is.

python -m bench.floor_worker <file>     the file in which each floor's last activity notes its name
"""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity
from temporalio.worker import Worker

from bench.floor import STEP, STEPS, TASK_QUEUE, Floor
from countersign.temporal.connection import connect, sandbox
from countersign.temporal.guard import Guard
from worker import ACTIVITIES_AT_ONCE, WORKFLOWS_IN_MEMORY


class Steps:
    """The trivial activity. The last of a floor's steps says that it is done, so that nobody need ask the server."""

    def __init__(self, file: str) -> None:
        """`file`: appended to, one name in a line."""
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @activity.defn(name=STEP)
    def step(self, name: str, number: int) -> int:
        """Do nothing. Returns the step's number."""
        if number == STEPS:
            os.write(self._file, f"{name}\n".encode())
        return number


async def run(file: str) -> None:
    """Run until told to stop (SIGTERM or SIGINT)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    worker = Worker(
        await connect(),
        task_queue=TASK_QUEUE,
        workflows=[Floor],
        activities=[Steps(file).step],
        activity_executor=ThreadPoolExecutor(ACTIVITIES_AT_ONCE, "activity"),
        max_concurrent_activities=ACTIVITIES_AT_ONCE,
        max_cached_workflows=WORKFLOWS_IN_MEMORY,
        workflow_runner=sandbox(),
        interceptors=[Guard()],
        graceful_shutdown_timeout=timedelta(seconds=1),
    )
    async with worker:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
