"""A worker that dies at a chosen moment: a real process that ends in the middle of its work, without a word.

    python -m tests.faults.dying < jobs.json

The process counts its moments: when an activity begins, before and after each commit, after each sending, and when an
activity has finished and not yet reported. At the moment that its job names, it ends as if it had been killed.

A fork costs a tenth of a new start of Python, so one process imports everything, and each worker is a fork of it.
"""

# Temporal's plugins leave some of their type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import json
import os
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import temporalio.client
import temporalio.worker
from sqlalchemy import Connection
from temporalio.client import Client
from temporalio.plugin import SimplePlugin
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    StartActivityInput,
    WorkerConfig,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

import worker
from countersign.careplan.ways import Way
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.letters.documents import Documents
from countersign.office import office_of
from countersign.sending import ways_of
from countersign.settings import Settings
from countersign.store.database import Database, open_engine
from countersign.temporal.connection import connect_to
from countersign.testkit.examples import SENDER
from countersign.testkit.server import Unhurried

DIED = 9
LIVED = 3
AT_ONCE = 4
SECONDS_TO_LIVE = 200
MISSED_AFTER = timedelta(seconds=4)
"""How long the server waits before it gives the work of a dead worker to another. An installation sets a longer time,
which every death here would cost; who takes over, and what they find, is the same."""
TRIED_AGAIN_AFTER = timedelta(seconds=0.1)
"""The first pause before a failed activity is tried again. Each pause is twice as long as the one before."""

DOCUMENTS = Documents()
"""Made before the first fork, for all the forks."""


class Job(NamedTuple):
    """One worker: where it works, and at which of its moments it dies.

    `among`: a part of the names of the moments that are counted; empty for all. The plan's two workflows work side by
    side, so a moment does not have the same number each time.
    """

    number: int
    dies_at: int
    address: str
    database_url: str
    outbox: str
    task_queue: str
    mailbox: str = ""
    among: str = ""


class Moments:
    """Counts the moments of one process, and ends it at the chosen one (0: never)."""

    def __init__(self, dies_at: int, among: str = "") -> None:
        self._dies_at = dies_at
        self._among = among
        self._lock = threading.Lock()
        self.passed: list[str] = []

    def pass_one(self, what: str) -> None:
        with self._lock:
            if self._among not in ("", what):
                return
            self.passed.append(what)
            if len(self.passed) == self._dies_at:
                os._exit(DIED)


class CountedDatabase(Database):
    """A database on which every transaction has a moment before its commit and a moment after it."""

    def __init__(self, url: str, moments: Moments) -> None:
        super().__init__(open_engine(url))
        self._moments = moments

    @contextmanager
    def begin(self) -> Generator[Connection]:
        with super().begin() as connection:
            yield connection
            self._moments.pass_one("before a commit")
        self._moments.pass_one("after a commit")


class CountedTransport(Transport):
    """A transport on which every sending has a moment after it. The moment before it is that of the last event."""

    def __init__(self, by: Transport, moments: Moments, way: Way) -> None:
        self.repeatable, self.quick = by.repeatable, by.quick
        self._by, self._moments, self._way = by, moments, way

    def send(self, item: Item) -> Went:
        went = self._by.send(item)
        self._moments.pass_one(f"after sending by {self._way}")
        return went


class Mailbox(Transport):
    """A way of sending that cannot be repeated: each sending adds a line to a file, for good."""

    repeatable = False

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, item: Item) -> Went:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{item.key}\n")
        return Went(item.key)


class CountedActivities(temporalio.client.Interceptor, temporalio.worker.Interceptor):
    """An interceptor for a client, and so for every worker of that client.

    Every activity has a moment when it begins, and a moment when it has finished and not yet reported.
    """

    def __init__(self, moments: Moments) -> None:
        self._moments = moments

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _CountedActivity(next, self._moments)


class _CountedActivity(ActivityInboundInterceptor):
    def __init__(self, inner: ActivityInboundInterceptor, moments: Moments) -> None:
        super().__init__(inner)
        self._moments = moments

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        name = input.fn.__name__
        self._moments.pass_one(f"{name} begins")
        result = await super().execute_activity(input)
        self._moments.pass_one(f"{name} has not reported")
        return result


class _SoonMissed(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002
        input.start_to_close_timeout = MISSED_AFTER
        assert input.retry_policy is not None
        input.retry_policy = replace(input.retry_policy, initial_interval=TRIED_AGAIN_AFTER)
        return super().start_activity(input)


class _SoonMissedWorkflow(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_SoonMissed(outbound))


class _SoonMissedWorkflows(temporalio.worker.Interceptor):
    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002
    ) -> type[WorkflowInboundInterceptor]:
        return _SoonMissedWorkflow


class SoonMissed(SimplePlugin):
    """A client plugin: the server soon notices a dead worker of this client, and gives its work to another."""

    def __init__(self) -> None:
        super().__init__("soon-missed")

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        config = super().configure_worker(config)
        config["sticky_queue_schedule_to_start_timeout"] = MISSED_AFTER
        config["interceptors"] = [*config.get("interceptors", ()), _SoonMissedWorkflows()]
        return config


def settings_of(job: Job) -> Settings:
    return Settings(
        sender=SENDER,
        database_url=job.database_url,
        outbox=Path(job.outbox),
        task_queue=job.task_queue,
        grace_seconds=0,
        senders="open",
        senders_open_to="anybody",
    )


def counted_worker(client: Client, job: Job, moments: Moments) -> "worker.Workers":
    """The real worker of an installation, with its moments counted."""
    settings = settings_of(job)
    transports = ways_of(settings)
    if job.mailbox:
        transports[Way.SMTP] = Mailbox(Path(job.mailbox))
    counted = {way: CountedTransport(by, moments, way) for way, by in transports.items()}
    activities = worker.activities_of(
        settings, CountedDatabase(job.database_url, moments), office_of(settings, DOCUMENTS), counted
    )
    return worker.build(client, settings, activities)


async def connected(job: Job, moments: Moments) -> Client:
    """A client on whose workers the moments of activities are counted."""
    return await connect_to(
        job.address,
        interceptors=[CountedActivities(moments)],
        plugins=[Unhurried(), SoonMissed()],
    )


async def live(job: Job) -> None:
    moments = Moments(job.dies_at, job.among)
    async with counted_worker(await connected(job, moments), job, moments):
        await asyncio.sleep(SECONDS_TO_LIVE)


def main() -> None:
    """Read jobs, run a worker for each, a few at once, and print how each ended as soon as it ends."""
    jobs = [Job(*job) for job in json.load(sys.stdin)]
    running: dict[int, Job] = {}
    while jobs or running:
        while jobs and len(running) < AT_ONCE:
            job = jobs.pop(0)
            child = os.fork()
            if child == 0:
                os.dup2(2, 1)  # keep its log out of our output: on a slow machine the SDK warns on stdout
                try:
                    asyncio.run(live(job))
                finally:
                    os._exit(LIVED)
            running[child] = job
        ended, status = os.wait()
        job = running.pop(ended)
        print(json.dumps([job.number, os.waitstatus_to_exitcode(status)]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
