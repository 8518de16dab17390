"""TIME-3: urgent needs overtake what waits. Measured on a real server: plans queued, then urgent needs by every way.

`make overtake`, or python -m tests.workflows.overtaking [PLANS [OF-EACH-WAY]]: 2,000 plans, and 3 of each way.
Exit codes: 0 every way kept to a twentieth, 3 one did not.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from temporalio.common import Priority

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.client.plans import Plans
from countersign.client.unanswered import NoAnswer
from countersign.store.migrate import migrate
from countersign.store.tables import NoticeRow, PlanRow
from countersign.temporal import names
from countersign.testkit.examples import Json
from tests.support.servers import Desk, PlanUnderTest, a_desk, a_server, until

STATED = {"plan.urgent_needs": {"so": True, "in_words": "Nobody can help her to wash until the plan starts."}}
REPORT = "message-report-urgent-needs"
FIRST = Priority(priority_key=1)
"""As docs/contract.md says it to a case system."""


class Way(StrEnum):
    """How urgent needs reach us, in the words of the result."""

    REPORTED = "reported by our client (starter.py)"
    SIGNALLED = "report as a signal to the plan, by any SDK"
    TO_INTERIM = "report as signal-with-start to interim support, by any SDK"
    RESUBMITTED = "newly stated in a resubmission, by any SDK"
    SUBMITTED = "stated in a submission, by our client"
    STARTED = "stated in a submission started at priority 1, by any SDK"
    WAITING = "reported by our client about a plan that waits itself"
    WAITING_TO_INTERIM = "signal-with-start about a plan that waits itself, by any SDK"


class Measured(NamedTuple):
    """What was measured of one way."""

    taken_in: int
    """How many of the plans that waited were taken in when the duty team had been told of the last of its reports."""

    seconds: float
    """How long that took, from the moment at which a worker was there."""


Urgent = dict[Way, list[PlanUnderTest]]


async def start_interim(plan: PlanUnderTest, report: Json | None = None) -> None:
    """Start interim support with a report in one request, as docs/contract.md says."""
    await plan.desk.client.start_workflow(
        names.INTERIM_WORKFLOW,
        {},
        id=plan.interim.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        priority=FIRST,
        start_signal="report_urgent_needs",
        start_signal_args=[report or plan.message(REPORT)],
    )


async def _resubmit(plan: PlanUnderTest) -> None:
    await plan.send("resubmit", plan.message("clare-3-resubmission", STATED))


async def _start(plan: PlanUnderTest) -> None:
    await plan.desk.client.start_workflow(
        names.WORKFLOW,
        plan.message("clare-1-submission", STATED),
        id=plan.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        priority=FIRST,
    )


def _ways(plans: Plans) -> Mapping[Way, Callable[[PlanUnderTest], Coroutine[Any, Any, object]]]:
    """What is done in each way about one plan."""
    return {
        Way.REPORTED: lambda plan: plans.ask(plan.plan_id, "report_urgent_needs", plan.message(REPORT)),
        Way.SIGNALLED: lambda plan: plan.send("report_urgent_needs", plan.message(REPORT)),
        Way.TO_INTERIM: start_interim,
        Way.RESUBMITTED: _resubmit,
        Way.SUBMITTED: lambda plan: plans.submit(plan.message("clare-1-submission", STATED)),
        Way.STARTED: _start,
        Way.WAITING: lambda plan: plans.ask(plan.plan_id, "report_urgent_needs", plan.message(REPORT)),
        Way.WAITING_TO_INTERIM: start_interim,
    }


IN_HAND = (Way.REPORTED, Way.SIGNALLED, Way.TO_INTERIM, Way.RESUBMITTED)
NEW = (Way.SUBMITTED, Way.STARTED)
STILL_WAITING = (Way.WAITING, Way.WAITING_TO_INTERIM)


async def in_hand(desk: Desk, of_each: int) -> Urgent:
    """Plans that were taken in before anything is queued; those that are to be resubmitted are returned."""
    urgent: Urgent = {way: [desk.plan() for _ in range(of_each)] for way in IN_HAND}
    for way, plans in urgent.items():
        for plan in plans:
            assert (await plan.submit("clare-1-submission")).accepted
            if way is Way.RESUBMITTED:
                assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
                await plan.until_is(Status.RETURNED)
                await until(lambda plan=plan: asked(desk)[plan.plan_id], "the duty team asked about a returned plan")
    return urgent


async def queued(desk: Desk, plans: int, priority: Priority) -> list[PlanUnderTest]:
    """Submit so many plans that nobody takes in yet."""
    waiting = [desk.plan() for _ in range(plans)]
    for plan in waiting:
        await desk.client.start_workflow(
            names.WORKFLOW,
            plan.message("clare-1-submission"),
            id=plan.workflow_id,
            task_queue=desk.settings.task_queue,
            priority=priority,
        )
    return waiting


def _is_unexpected(outcome: object) -> bool:
    return isinstance(outcome, BaseException) and not isinstance(outcome, NoAnswer)


def asked(desk: Desk) -> Counter[str]:
    """How often the duty team has been told about each plan."""
    with desk.database.transaction() as session:
        told = select(NoticeRow.plan_id).where(
            NoticeRow.kind == NoticeKind.INTERIM_SUPPORT, NoticeRow.status == NoticeStatus.SENT
        )
        return Counter(session.scalars(told))


def taken_in(desk: Desk, plans: set[str]) -> int:
    """How many of these plans were taken in."""
    with desk.database.transaction() as session:
        return len(plans & set(session.scalars(select(PlanRow.plan_id))))


async def overtaken(
    desk: Desk, plans: int, of_each: int, *, priority: Priority = names.LAST
) -> tuple[dict[Way, Measured], Counter[str]]:
    """Queue plans with no worker, then have urgent needs come by every way behind them, and start a worker.

    `priority`: that of the plans that wait: what `starter.py` gives them, or none, where a case system gives none.
    Returns what was measured of each way, and how often the duty team was told about each plan.
    """
    urgent = await in_hand(desk, of_each)
    before = asked(desk)
    await desk.shut()
    waiting = await queued(desk, plans, priority)
    urgent |= {way: [desk.plan() for _ in range(of_each)] for way in NEW}
    urgent |= {way: waiting[-(at + 1) * of_each :][:of_each] for at, way in enumerate(STILL_WAITING)}
    usual = {plan.plan_id for plan in waiting} - {plan.plan_id for its in urgent.values() for plan in its}
    sending = _ways(Plans(desk.client, desk.settings.task_queue))
    # Whoever asks for an answer waits for it until a worker is there.
    sent = [asyncio.ensure_future(sending[way](plan)) for way, its in urgent.items() for plan in its]
    await asyncio.sleep(1)
    began, measured = time.monotonic(), dict[Way, Measured]()
    await desk.open()

    def is_told() -> bool:
        now = asked(desk) - before
        for way, its in urgent.items():
            if way not in measured and all(now[plan.plan_id] for plan in its):
                measured[way] = Measured(taken_in(desk, usual), time.monotonic() - began)
        return len(measured) == len(urgent)

    await until(is_told, "the duty team told of every report", 900)
    # Of a report that was not answered in time the client has sent a signal.
    unexpected = [error for error in await asyncio.gather(*sent, return_exceptions=True) if _is_unexpected(error)]
    assert unexpected == []
    return measured, asked(desk) - before


async def _measured_on_a_server(folder: Path, plans: int, of_each: int, priority: Priority) -> dict[Way, Measured]:
    database = folder / "countersign.db"
    migrate(f"sqlite:///{database}")
    async with a_server() as server, a_desk(server, f"sqlite:///{database}", folder / "out") as desk:
        measured, _ = await overtaken(desk, plans, of_each, priority=priority)
    return measured


def _main(plans: int, of_each: int) -> int:
    worst = 0
    for priority, how in ((names.LAST, "as starter.py submits them"), (Priority.default, "submitted with no priority")):
        folder = Path(tempfile.mkdtemp())
        try:
            measured = asyncio.run(_measured_on_a_server(folder, plans, of_each, priority))
        finally:
            shutil.rmtree(folder)
        sys.stdout.write(f"{plans} plans wait, {how}; then {of_each} urgent of each way:\n")
        for way, (count, seconds) in sorted(measured.items(), key=lambda item: item[1].seconds):
            sys.stdout.write(f"  {count:5} taken in, {seconds:5.1f} s   {way}\n")
            worst = max(worst, count)
        sys.stdout.flush()
    return 0 if worst <= plans / 20 else 3


if __name__ == "__main__":
    asked_for = [int(argument) for argument in sys.argv[1:]]
    sys.exit(_main(*(asked_for + [2_000, 3][len(asked_for) :])))
