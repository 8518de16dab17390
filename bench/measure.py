"""The measurements that need the whole stack. Each is bounded, and gives numbers with their units in the name."""

import asyncio
import math
import statistics
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
from temporalio.client import Client, WorkflowHandle

from bench import floor, messages
from bench.stack import CouldNotRun, Stack
from bench.watch import Watch, read_only, recorded_plans, watching
from countersign.temporal import names

IN_FLIGHT = 24
"""How many are under way at once while throughput is measured: enough that both cores are always busy."""
THINKING_SECONDS = 0.4
"""From a start to its signal, so that the wait, with its timer, has begun by then. It costs no throughput."""
STARTS_AT_ONCE = 40
LAST_SECONDS = 2.0
READY_SECONDS = 60.0
SAMPLE = 20
"""How many histories are read."""
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Slice:
    """Some seconds of steady work of one kind.

    CPU figures are seconds of processor time of that process for each one done, in thousandths.
    """

    per_second: float
    done: int
    server_cpu_ms: float
    worker_cpu_ms: float
    client_cpu_ms: float


@dataclass(frozen=True)
class History:
    """Medians over a sample of histories."""

    events: float
    bytes: float


@dataclass(frozen=True)
class Idle:
    """A fresh worker, and the same one when so many open plans wait for a decision.

    `cached` is the worker's own count of those that it keeps ready in memory.
    """

    plans: int
    cached: int
    before_mb: float
    with_plans_mb: float


@dataclass(frozen=True)
class Latency:
    """From sending the decision until the person's letter was in the outbox, whole, in milliseconds."""

    decisions: int
    per_second: float
    p50_ms: float
    p95_ms: float
    max_ms: float


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that at least so many per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


async def start_plan(client: Client, plan_id: str) -> WorkflowHandle[object, object]:
    """Start one plan's sign-off as a case system would."""
    return await client.start_workflow(
        names.WORKFLOW, messages.submission(plan_id), id=names.workflow_id(plan_id), task_queue=names.TASK_QUEUE
    )


async def _whole_plan(client: Client, watch: Watch) -> None:
    plan_id = messages.new_plan_id()
    handle = await start_plan(client, plan_id)
    await asyncio.sleep(THINKING_SECONDS)
    await handle.signal("decide", messages.decision(plan_id))
    await watch.until_done(plan_id)


async def _whole_floor(client: Client, watch: Watch) -> None:
    name = messages.new_plan_id()
    handle = await client.start_workflow(floor.WORKFLOW, name, id=f"floor-{name}", task_queue=floor.TASK_QUEUE)
    await asyncio.sleep(THINKING_SECONDS)
    await handle.signal(floor.SIGNAL)
    await watch.until_done(name)


async def plans_slice(stack: Stack, settle: float, seconds: float) -> Slice:
    """Whole plans, from submission to signed off, for so many seconds once it has settled."""
    with closing(read_only(stack.database)) as database:
        tail = recorded_plans(database, "REC-4")
        tail()
        async with watching(tail) as watch:
            return await _slice(stack, stack.worker, _whole_plan, watch, settle, seconds)


async def floor_slice(stack: Stack, settle: float, seconds: float) -> Slice:
    """The floor, in the same way."""
    async with watching(stack.floors_done) as watch:
        return await _slice(stack, stack.floor, _whole_floor, watch, settle, seconds)


async def _slice(
    stack: Stack,
    worker: psutil.Process,
    one: Callable[[Client, Watch], Awaitable[None]],
    watch: Watch,
    settle: float,
    seconds: float,
) -> Slice:
    """Keep IN_FLIGHT under way; count what is done between `settle` and `settle + seconds`; then let all end."""
    begun = time.monotonic()

    async def again_and_again() -> None:
        while time.monotonic() < begun + settle + seconds:
            await one(stack.client, watch)

    async def processors() -> tuple[float, list[float]]:
        await asyncio.sleep(0)
        return time.monotonic(), [_cpu_seconds(each) for each in (stack.server, worker, psutil.Process())]

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(again_and_again())
        await asyncio.sleep(settle)
        since, before = await processors()
        await asyncio.sleep(seconds)
        until, after = await processors()
    done = sum(since < moment <= until for moment in watch.seen.values())
    if not done:
        raise CouldNotRun("nothing was finished while throughput was measured")
    server, own, client = ((late - early) * 1000 / done for early, late in zip(before, after, strict=True))
    return Slice(done / (until - since), done, server, own, client)


class Others:
    """How many processors other programs on this machine keep busy, on average since this was made."""

    def __init__(self, stack: Stack) -> None:
        """`stack`: what is ours, besides this process."""
        self._ours = (stack.server, stack.worker, stack.floor, psutil.Process())
        self._since, self._before = time.monotonic(), self._seconds()

    def processors(self) -> float:
        """The average number until now."""
        return max(0.0, (self._seconds() - self._before) / (time.monotonic() - self._since))

    def _seconds(self) -> float:
        every = psutil.cpu_times()
        return every.user + every.nice + every.system - sum(_cpu_seconds(each) for each in self._ours)


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def until_ready(stack: Stack) -> None:
    """Wait until both workers are at work. Raises CouldNotRun if the plans' worker is not after READY_SECONDS."""
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            await asyncio.to_thread(cached_workflows, stack.metrics)
        except OSError as error:
            if time.monotonic() > until or not stack.worker.is_running():
                raise CouldNotRun("the worker did not start") from error
            await asyncio.sleep(0.1)
        else:
            break
    async with watching(stack.floors_done) as floors:
        await _whole_floor(stack.client, floors)


async def warm_up(stack: Stack, count: int) -> None:
    """Take some plans and floors all the way, so that nothing is done for the first time while it is measured."""
    with closing(read_only(stack.database)) as database:
        async with watching(recorded_plans(database, "REC-4")) as plans, watching(stack.floors_done) as floors:
            await asyncio.gather(*(_whole_plan(stack.client, plans) for _ in range(count)))
            await asyncio.gather(*(_whole_floor(stack.client, floors) for _ in range(count)))


async def idle_plans(stack: Stack, count: int, progress: Callable[[int], None]) -> tuple[Idle, list[str]]:
    """Start plans and leave them waiting for a decision. Returns the worker's memory, and their ids."""
    ids = [messages.new_plan_id() for _ in range(count)]
    gate = asyncio.Semaphore(STARTS_AT_ONCE)
    before = stack.worker.memory_info().rss
    cached_before = await asyncio.to_thread(cached_workflows, stack.metrics)
    with closing(read_only(stack.database)) as database:
        tail = recorded_plans(database, "SUB-1")
        tail()
        async with watching(tail) as watch, asyncio.TaskGroup() as group:

            async def begin(plan_id: str) -> None:
                async with gate:
                    await start_plan(stack.client, plan_id)
                    await watch.until_done(plan_id)
                    progress(len(watch.seen))

            for plan_id in ids:
                group.create_task(begin(plan_id))
    # The last ones have yet to report to the server and begin to wait.
    await asyncio.sleep(LAST_SECONDS)
    cached = await asyncio.to_thread(cached_workflows, stack.metrics) - cached_before
    after = stack.worker.memory_info().rss
    return Idle(count, cached, before / MEGABYTE, after / MEGABYTE), ids


def cached_workflows(address: str) -> int:
    """How many workflows the worker whose metrics are at this address holds, by its own count. Raises OSError."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://{address}/metrics", timeout=5) as response:
        lines = response.read().decode().splitlines()
    sizes = [line.rpartition(" ")[2] for line in lines if line.startswith("temporal_sticky_cache_size{")]
    return int(sum(float(size) for size in sizes))


async def decision_to_letter(stack: Stack, ids: Sequence[str], per_second: float) -> Latency:
    """Send one decision at a time at an even pace, whatever becomes of those before it.

    The end of each is read afterwards from the file system: the outbox's folder for the letter appears in one step,
    and bears the moment of it. So nothing looks while it is measured, but to know when all are done.
    """
    sent: dict[str, float] = {}

    async def send(plan_id: str) -> None:
        message = messages.decision(plan_id)
        handle: WorkflowHandle[object, object] = stack.client.get_workflow_handle(names.workflow_id(plan_id))
        sent[plan_id] = time.time()
        await handle.signal("decide", message)

    begun = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number, plan_id in enumerate(ids):
            await asyncio.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            group.create_task(send(plan_id))
    with closing(read_only(stack.database)) as database:
        async with watching(recorded_plans(database, "REC-4")) as watch:
            await asyncio.gather(*(watch.until_done(plan_id) for plan_id in ids))
    letters = {plan_id: stack.outbox / plan_id / "v1.agreed.person" for plan_id in ids}
    took = [(letters[plan_id].stat().st_ctime - moment) * 1000 for plan_id, moment in sent.items()]
    return Latency(len(took), per_second, statistics.median(took), percentile(took, 95), max(took))


async def history_of(client: Client, workflow_ids: Sequence[str]) -> History:
    """How long the histories are, as the server counts them."""
    found: list[tuple[int, int]] = []
    for workflow_id in workflow_ids[:SAMPLE]:
        info = (await client.get_workflow_handle(workflow_id).describe()).raw_description.workflow_execution_info
        found.append((info.history_length, info.history_size_bytes))
    events, sizes = zip(*found, strict=True)
    return History(statistics.median(events), statistics.median(sizes))


async def floor_ids(client: Client) -> list[str]:
    """Some floors that have ended."""
    query = f"WorkflowType = '{floor.WORKFLOW}' AND ExecutionStatus = 'Completed'"
    return [found.id async for found in client.list_workflows(query, limit=SAMPLE)]


def notices_missing(stack: Stack, ids: Iterable[str]) -> int:
    """How many of the notices that the rules ask for were not sent, or not as files, over these plans."""
    missing = 0
    with closing(read_only(stack.database)) as database:
        for plan_id in ids:
            rows = database.execute(
                "SELECT kind || '/' || recipient, reference FROM notices WHERE plan_id = ? AND status = 'sent'",
                (plan_id,),
            )
            sent = {name for name, place in rows if place and _has_files(place)}
            missing += len(set(messages.RECIPIENTS) - sent)
    return missing


def _has_files(place: str) -> bool:
    return any(Path(place).iterdir())
