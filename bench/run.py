"""Measures the straight path of a plan against a floor, in one run, on one server, and says which aims are met.

    python -m bench.run             some three minutes
    python -m bench.run --quick     a smaller run, to see that it works
    python -m bench.run --json      the result as one JSON object on standard output

Exit codes: 0 measured, whether or not an aim was missed; 2 usage; 4 it could not run.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.service import RPCError

from bench import measure
from bench.papers import document_times
from bench.report import AIMED_AT_PLANS, PER_SECOND, Machine, Report, show
from bench.stack import CouldNotRun, Stack, running_stack
from countersign.embedded.server import NotInstalled, NotStarted
from countersign.temporal import names
from countersign.temporal.connection import CannotConnect


@dataclass(frozen=True)
class Size:
    """How much is measured. Seconds for each slice, of which the first part only settles."""

    warm_up: int
    idle: int
    decisions: int
    rounds: int
    settle: float
    seconds: float
    documents: int


WHOLE = Size(warm_up=60, idle=AIMED_AT_PLANS, decisions=200, rounds=3, settle=4.0, seconds=7.0, documents=100)
QUICK = Size(warm_up=5, idle=30, decisions=20, rounds=1, settle=2.5, seconds=3.0, documents=5)


async def measure_all(size: Size, *, quick: bool, say: Console) -> Report:
    """Start everything, measure, stop everything. Raises CouldNotRun, NotInstalled or NotStarted."""
    begun = time.monotonic()
    load_before = os.getloadavg()
    say.print("Documents: one after the other")
    documents = document_times(size.documents)
    say.print("Starting a server, and the workers of the plans and of the floor")
    async with running_stack() as stack:
        server = (await stack.client.workflow_service.get_system_info(GetSystemInfoRequest())).server_version
        await measure.until_ready(stack)
        others = measure.Others(stack)
        idle, ids = await _waiting_plans(stack, size.idle, say)
        say.print(f"Warming up with {size.warm_up} of each")
        await measure.warm_up(stack, size.warm_up)
        waited = ids[: size.decisions]
        say.print(f"{len(waited)} decisions, {PER_SECOND:g} a second")
        latency = await measure.decision_to_letter(stack, waited, PER_SECOND)
        plans: list[measure.Slice] = []
        floors: list[measure.Slice] = []
        for number in range(1, size.rounds + 1):
            floors.append(await measure.floor_slice(stack, size.settle, size.seconds))
            say.print(f"Round {number} of {size.rounds}: {floors[-1].per_second:.1f} floors a second")
            plans.append(await measure.plans_slice(stack, size.settle, size.seconds))
            say.print(f"Round {number} of {size.rounds}: {plans[-1].per_second:.1f} plans a second")
        return Report(
            quick=quick,
            machine=Machine.here(server, load_before),
            plans=tuple(plans),
            floors=tuple(floors),
            plan_history=await measure.history_of(stack.client, [names.workflow_id(each) for each in waited]),
            floor_history=await measure.history_of(stack.client, await measure.floor_ids(stack.client)),
            notices_missing=measure.notices_missing(stack, waited),
            latency=latency,
            documents=documents,
            idle=idle,
            worker_mb_at_the_end=stack.worker.memory_info().rss / measure.MEGABYTE,
            others_busy=others.processors(),
            seconds=time.monotonic() - begun,
        )


async def _waiting_plans(stack: Stack, count: int, say: Console) -> tuple[measure.Idle, list[str]]:
    """Fill a fresh worker with plans that wait. Some of them are decided later, while the others stay."""

    def progress(done: int) -> None:
        nonlocal shown
        if done >= shown + count / 4:
            shown = done
            say.print(f"Starting plans that will wait: {done:,} of {count:,}")

    shown = 0
    return await measure.idle_plans(stack, count, progress)


async def _until_told(size: Size, *, quick: bool, say: Console) -> Report:
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    return await measure_all(size, quick=quick, say=say)


def main(arguments: Sequence[str]) -> int:
    """The command. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure a plan's cost against a floor.")
    parser.add_argument("--quick", action="store_true", help="a smaller run, to see that it works")
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    chosen = parser.parse_args(arguments)
    say = Console(stderr=True, highlight=False)
    try:
        report = asyncio.run(_until_told(QUICK if chosen.quick else WHOLE, quick=chosen.quick, say=say))
    except (KeyboardInterrupt, asyncio.CancelledError):
        say.print("Stopped. Everything that was started has ended.")
        return 4
    except (CouldNotRun, CannotConnect, NotInstalled, NotStarted, RPCError, TimeoutError, OSError) as error:
        say.print(f"It could not run: {error or type(error).__name__}", markup=False)
        return 4
    if chosen.json:
        print(json.dumps(report.as_json(), indent=1))
    else:
        with contextlib.suppress(BrokenPipeError):
            show(report, Console(highlight=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
