"""Builds a worker and runs it: dependencies in, registration, a graceful stop. No logic.

    python worker.py            run until told to stop (SIGTERM or Ctrl-C)
    python worker.py --health   exit 0 if the worker in this container is alive, 1 if not

Exit codes: 0 stopped as told, 2 the settings cannot be used, 4 it could not run.
"""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities import beating
from activities.determine import Determinations
from activities.line import Line
from activities.notify import Notifying
from activities.share import Sharing
from activities.written_record import WrittenRecords
from countersign.careplan.characters import without_orders
from countersign.careplan.scheme import SchemeError
from countersign.careplan.sender import MADE_UP
from countersign.careplan.senders import SendersError
from countersign.careplan.ways import Way
from countersign.casework.ports import Editions, Office
from countersign.client.workflows import Workflows
from countersign.fault import end_at_once, in_short
from countersign.letters.channels.transport import Transport
from countersign.letters.outbox import Outbox
from countersign.letters.printing import AT_ONCE
from countersign.office import documents_of, office_of
from countersign.reconciling.both_sides import BothSides
from countersign.reconciling.bringing_back import bring_back_until
from countersign.reconciling.counting import count_until
from countersign.reconciling.digests import Digests
from countersign.reconciling.following import Following, follow_until
from countersign.sending import NEEDS, Mails, ways_of
from countersign.settings import Settings, SettingsError, read_settings
from countersign.store.case_files import SqlFiles
from countersign.store.database import Database, DatabaseUnusable, open_engine, unusable_at
from countersign.store.migrate import SchemaOutOfDate, check_current
from countersign.store.schemes_in_use import open_plans_by_scheme
from countersign.store.ways import SqlLimits
from countersign.temporal import names
from countersign.temporal.connection import CannotConnect, connect, sandbox
from countersign.temporal.guard import Guard
from workflows.interim_support import InterimSupport
from workflows.plan_sign_off import PlanSignOff

ACTIVITIES_AT_ONCE = 8
"""Threads, each with at most one connection to the database. More threads were no faster on two processors."""
WORKFLOW_TASKS_AT_ONCE = 8
"""What waits for more than these waits at the server, which hands out urgent needs first (TIME-3)."""
WORKFLOWS_IN_MEMORY = 100
"""How many open plans are kept in memory, at some 0.2 MB each. A plan waits for weeks, so the others are read back from
their history when something happens to them. That adds about 12 ms (docs/performance.md)."""
USAGE, FAILED = 2, 4
HEARTBEAT_SECONDS = 10
PATIENCE = timedelta(seconds=30)
"""How long a workflow that was started again may take to answer."""
STALE_AFTER_SECONDS = 60

ANYBODY = (
    "COUNTERSIGN_SENDERS=open: whoever reaches Temporal can speak for any member of staff. This is for trying it out."
)

log = logging.getLogger("countersign.worker")


class Hands(NamedTuple):
    """The activities: those that print, and the others."""

    usual: Sequence[Callable[..., Any]]

    printing: Sequence[Callable[..., Any]]


def check_ways(editions: Editions, transports: Mapping[Way, Transport]) -> None:
    """TELL-5: raises SettingsError where a scheme names a way of sending that this installation has not."""
    missing = sorted(
        f"{scheme.edition} sends by {way.value}, which needs {' and '.join(NEEDS[way])}"
        for name in editions.names()
        for scheme in editions.editions(name)
        for way in scheme.sending.named - transports.keys()
    )
    if missing:
        raise SettingsError(f"{'; '.join(missing)}: set that up, or take the way out of [sending] in the scheme")


def activities_of(
    settings: Settings, database: Database, office: Office, transports: Mapping[Way, Transport] | None = None
) -> Hands:
    """Every activity with its dependencies. What is only for trying things out is said aloud."""
    if not settings.asks_senders:
        log.warning(ANYBODY)
    if office.sender.is_made_up:
        log.warning("%s %s.", settings.sender_file, MADE_UP)
    files = SqlFiles(database)
    transports = transports or ways_of(settings)
    check_ways(office.editions, transports)
    outbox = Outbox(files, office, transports, SqlLimits(database))
    return Hands(
        usual=[*Determinations(files, office, outbox).all(), *Notifying(files, office, outbox).all()],
        printing=[WrittenRecords(files, office, outbox).sign_off, Sharing(files, office, outbox).share],
    )


def _say_which_schemes_are_missing(database: Database, office: Office) -> None:
    """Plans of a scheme that is not there stand still: better said at the start than found by each of them."""
    in_use = open_plans_by_scheme(database)
    for scheme in sorted(in_use.keys() - set(office.editions.names())):
        log.error("%s open plans are under the scheme %s, which is not there: they stand still", in_use[scheme], scheme)


class Workers(NamedTuple):
    """The worker of this installation; what prints has a queue and threads of its own, so that nothing waits for it."""

    usual: Worker

    printing: Worker

    async def __aenter__(self) -> Self:
        """Start both."""
        await self.printing.__aenter__()
        try:
            await self.usual.__aenter__()
        except BaseException:
            await self.printing.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        """Take no new work, and finish what is running."""
        await asyncio.gather(self.usual.__aexit__(kind, *raised), self.printing.__aexit__(kind, *raised))


def build(client: Client, settings: Settings, activities: Hands) -> Workers:
    """The worker of this installation."""
    usual = Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[PlanSignOff, InterimSupport],
        activities=activities.usual,
        activity_executor=ThreadPoolExecutor(ACTIVITIES_AT_ONCE, "activity"),
        max_concurrent_activities=ACTIVITIES_AT_ONCE,
        max_concurrent_workflow_tasks=WORKFLOW_TASKS_AT_ONCE,
        max_cached_workflows=WORKFLOWS_IN_MEMORY,
        workflow_runner=sandbox(),
        interceptors=[Guard(), Line(client)],
        graceful_shutdown_timeout=timedelta(seconds=settings.grace_seconds),
    )
    printing = Worker(
        client,
        task_queue=names.printing_queue(settings.task_queue),
        activities=activities.printing,
        activity_executor=ThreadPoolExecutor(AT_ONCE, "print"),
        max_concurrent_activities=AT_ONCE,
        interceptors=[Guard()],
        graceful_shutdown_timeout=timedelta(seconds=settings.grace_seconds),
        max_heartbeat_throttle_interval=beating.EVERY,
    )
    return Workers(usual, printing)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run a worker until `stop` is set.

    Before it starts it raises CannotConnect, DatabaseUnusable, SchemaOutOfDate, or what `office_of` raises.
    """
    with unusable_at(settings.database_url):
        database = Database(open_engine(settings.database_url, pool_size=ACTIVITIES_AT_ONCE + AT_ONCE))
    documents = documents_of(settings)
    try:
        with unusable_at(settings.database_url):
            check_current(database.engine)
        runtime = _runtime(settings.metrics_address)
        client = await connect(runtime=runtime)
        office, transports = office_of(settings, documents), ways_of(settings)
        _say_which_schemes_are_missing(database, office)
        async with (
            build(client, settings, activities_of(settings, database, office, transports)),
            _bringing_back(stop, settings, client, database, office),
            _following(stop, settings, client, database, office, transports),
            _counting(stop, database, runtime),
        ):
            log.info("worker is running on task queue %s", settings.task_queue)
            await _beat_until(stop, client, settings.health_file)
            log.info("stopping: no new work is taken, what is running is finished")
    finally:
        documents.close()
        database.close()


def _runtime(metrics_address: str) -> Runtime | None:
    """What serves metrics, where they are asked for. Raises SettingsError if that address cannot be had."""
    if not metrics_address:
        return None
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=metrics_address)))
    except ValueError:
        raise SettingsError(
            f"COUNTERSIGN_METRICS_ADDRESS: {metrics_address} is taken, or is no address of this machine"
        ) from None


def _bringing_back(
    stop: asyncio.Event, settings: Settings, client: Client, database: Database, office: Office
) -> AbstractAsyncContextManager[None]:
    """TIME-1: meanwhile, start again what should run and does not."""
    if not settings.bring_back_seconds:
        return contextlib.nullcontext()
    workflows = Workflows(client, settings.task_queue, PATIENCE)
    both_sides = BothSides(database, office, workflows, PATIENCE, log.info)
    return _meanwhile(bring_back_until(stop, both_sides, settings.bring_back_seconds))


def _following(
    stop: asyncio.Event,
    settings: Settings,
    client: Client,
    database: Database,
    office: Office,
    transports: Mapping[Way, Transport],
) -> AbstractAsyncContextManager[None]:
    """TELL-5, TELL-6: meanwhile, ask what became of what was sent, and send digests, while no other worker does."""
    if not settings.follow_seconds:
        return contextlib.nullcontext()
    workflows = Workflows(client, settings.task_queue, PATIENCE)
    following = Following(database, office.editions, workflows, transports)
    digests = Digests(database, office.editions, Mails(transports, office.sender), SqlLimits(database))
    return _meanwhile(follow_until(stop, following, settings.follow_seconds, digests))


def _counting(stop: asyncio.Event, database: Database, runtime: Runtime | None) -> AbstractAsyncContextManager[None]:
    """TELL-5: meanwhile, show how many letters wait, went and came back, where metrics are served."""
    if runtime is None:
        return contextlib.nullcontext()
    return _meanwhile(count_until(stop, database, runtime.metric_meter))


@contextlib.asynccontextmanager
async def _meanwhile(loop: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """A loop of ours runs beside the workers, and ends with them."""
    running = asyncio.create_task(loop)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _beat_until(stop: asyncio.Event, client: Client, health_file: Path | None) -> None:
    """Wait to be stopped. Meanwhile write into a file, for the container's health check, that the server answers."""
    while not stop.is_set():
        if health_file is not None and await _answers(client):
            await asyncio.to_thread(health_file.write_text, str(int(time.time())))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), HEARTBEAT_SECONDS)


async def _answers(client: Client) -> bool:
    """Whether the server answers. If the server is away for a while, the worker goes on and tries again."""
    try:
        return await client.service_client.check_health()
    except RPCError:
        return False


def is_healthy(settings: Settings) -> bool:
    """Whether the worker that writes this health file was alive in the last minute."""
    file = settings.health_file
    return file is not None and file.exists() and time.time() - file.stat().st_mtime < STALE_AFTER_SECONDS


async def _run_until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run(settings, stop)


def main(arguments: Sequence[str]) -> int:
    """The command. Returns its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        return _command(list(arguments))
    except (SettingsError, SchemeError, SendersError) as error:
        said, code = f"The settings cannot be used: {error}", USAGE
    except (CannotConnect, SchemaOutOfDate, DatabaseUnusable) as error:
        said, code = str(error), FAILED
    except Exception as error:  # noqa: BLE001  # the text of none may be shown: it may be about a person
        said, code = f"Failed: a fault of ours, {in_short(error)}", FAILED
    sys.stderr.write(without_orders(said) + "\n")
    return code


def _command(arguments: list[str]) -> int:
    settings = read_settings()
    if arguments == ["--health"]:
        return 0 if is_healthy(settings) else 1
    if arguments:
        sys.stderr.write("worker.py takes no arguments but --health.\n")
        return USAGE
    asyncio.run(_run_until_told(settings))
    return 0


if __name__ == "__main__":
    end_at_once(main(sys.argv[1:]))
