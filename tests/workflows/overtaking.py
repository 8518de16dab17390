"""TIME-3: urgent needs overtake what waits. Measured on a real server: so many plans queued, and then some reports.

python -m tests.workflows.overtaking 2000        with so many plans queued
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import Priority, WorkflowIDConflictPolicy

from countersign.careplan.messages.answers import Answer
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.store.migrate import migrate
from countersign.store.tables import InterimRow, NoticeRow, PlanRow
from countersign.temporal import names
from tests.support.servers import Desk, PlanUnderTest, a_desk, a_server, until


class Overtaken(NamedTuple):
    """What was measured."""

    queued: int
    """How many plans waited to be taken in."""

    taken_in: int
    """How many of them were, when the last report had reached the duty team's notice."""

    seconds: float
    """How long that took, from the moment at which a worker was there."""


async def queued(desk: Desk, plans: int) -> None:
    """Submit so many plans that nobody takes in yet."""
    for _ in range(plans):
        plan = desk.plan()
        await plan.start(plan.message("clare-1-submission"))


async def report(plan: PlanUnderTest) -> Answer:
    """Report urgent needs to interim support itself, which starts with it, and goes first."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        names.INTERIM_WORKFLOW,
        id=plan.interim.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        priority=Priority(priority_key=1),
    )
    message = plan.message("message-report-urgent-needs")
    return await plan.desk.client.execute_update_with_start_workflow(
        "report_urgent_needs", message, start_workflow_operation=start, result_type=Answer
    )


def noticed(desk: Desk, plans: list[PlanUnderTest]) -> bool:
    """Whether the duty team was told of each of these plans."""
    with desk.database.transaction() as session:
        told = select(NoticeRow.plan_id).where(
            NoticeRow.kind == NoticeKind.INTERIM_SUPPORT, NoticeRow.status == NoticeStatus.SENT
        )
        return {plan.plan_id for plan in plans} <= set(session.scalars(told))


async def overtaken(desk: Desk, plans: int, reports: int, *, by_signal: bool) -> Overtaken:
    """Queue plans, report urgent needs about others, and see how many were taken in when every report was noticed.

    `by_signal`: as signals to the plans themselves, as a case system may that knows of no priorities.
    """
    known = [desk.plan() for _ in range(reports)]
    for plan in known:
        assert (await plan.submit("clare-1-submission")).accepted
    await desk.shut()
    await queued(desk, plans)
    asked: list[asyncio.Task[Answer]] = []
    for plan in known:
        if by_signal:
            await plan.send("report_urgent_needs", plan.message("message-report-urgent-needs"))
        else:
            asked.append(asyncio.create_task(report(plan)))
    await asyncio.sleep(1)
    began = time.monotonic()
    await desk.open()
    await until(lambda: noticed(desk, known), "every report noticed", 600)
    seconds = time.monotonic() - began
    with desk.database.transaction() as session:
        taken_in = session.scalar(select(func.count()).select_from(PlanRow)) or 0
        assert session.scalar(select(func.count()).select_from(InterimRow)) == reports
    assert all(answer.accepted for answer in await asyncio.gather(*asked))
    return Overtaken(plans, taken_in - reports, seconds)


async def _main(plans: int, reports: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        migrate(f"sqlite:///{template}")
        for by_signal in (False, True):
            database = Path(folder) / f"{by_signal}.db"
            shutil.copyfile(template, database)
            async with a_server() as server, a_desk(server, f"sqlite:///{database}", Path(folder) / "out") as desk:
                measured = await overtaken(desk, plans, reports, by_signal=by_signal)
            how = "signals to the plan" if by_signal else "interim support started directly"
            sys.stdout.write(
                f"{how}: {reports} reports noticed after {measured.seconds:.1f} s, when {measured.taken_in} of "
                f"{measured.queued} plans were taken in\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10))
