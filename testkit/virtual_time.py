"""The virtual clocks of a plan's two workflows, moved in step: never past a step, and never far from each other.

The server gives each workflow a clock of its own, which moves only when it is told to. So the two are moved one due
event at a time, earliest first: both to just before it. Its own moment then comes as real time does, while no time is
skipped (see `testkit.office.SHORT_OF`), and whatever it brings about is waited for.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from testkit.office import PATIENCE, SHORT_OF, PlanUnderTest, until
from testkit.words import said

JUST = timedelta(seconds=1)
"""How close to one another two moments are that a clock cannot be stopped between."""

TO_TAKE_A_STEP = 12.0
"""Real seconds after which a step that fell due is held to be one that cannot be taken. Temporal leaves a workflow to
the worker that had it last for ten seconds, though that one may have been stopped meanwhile."""

_BEGUN = {
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
}
_DONE = {
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED,
}
"""What one workflow has begun with another, and what shows that it has been done."""


class BothClocks:
    """The clocks of one plan: that of its own workflow, and that of its interim support while there is any."""

    def __init__(self, plan: PlanUnderTest, began: datetime) -> None:
        """`began`: what the time was before there was any workflow."""
        self._both = (plan, plan.interim)
        self._latest = began
        self._known: dict[str, list[datetime]] = {}

    async def now(self) -> datetime:
        """What the time is for the plan; once nothing runs, what it was last."""
        times = [await workflow.now() for workflow in await self._running()]
        self._latest = max(self._latest, *times[:1]) if times else self._latest
        return self._latest

    async def reach(self, moment: datetime) -> None:
        """Move the clock of a plan that has not begun yet to the moment at which it begins."""
        await _reach(self._both[0], moment)

    async def settled(self) -> None:
        """Wait until neither workflow has anything in hand: from then on each waits for a message or for time."""
        before: object = None
        shown: list[tuple[str, int, str]] = []

        async def nothing_in_hand() -> bool:
            nonlocal before, shown
            shown = [await _in_hand(workflow) for workflow in self._both]
            same, before = shown == before, list(shown)
            return same and not any(what for _, _, what in shown)

        try:
            await until(nothing_in_hand, "nothing in hand")
        except AssertionError:
            busy = ", ".join(what for _, _, what in shown if what)
            raise AssertionError(f"The plan was still busy after {PATIENCE:.0f} s: {busy}.") from None

    async def forward_to(self, moment: datetime) -> None:
        """Move both clocks to a moment, through everything that falls due meanwhile, one step after the other."""
        taken: set[tuple[str, datetime]] = set()
        while True:
            await self.settled()
            due = sorted([(at, place) for place in (0, 1) for at in await self._due(self._both[place])])
            coming = [one for one in due if one[0] <= moment and (self._both[one[1]].workflow_id, one[0]) not in taken]
            if not coming:
                break
            at, place = coming[0]
            taken.add((self._both[place].workflow_id, at))
            if all(other != 1 - place or then > at for then, other in due):
                await _forward(self._both[1 - place], at - JUST)
            await _reach(self._both[place], at)
            await self._taken(self._both[place], at)
        for workflow in self._both:
            await _forward(workflow, moment)
        await self.settled()
        self._latest = max(await self.now(), moment)

    async def _taken(self, workflow: PlanUnderTest, at: datetime) -> None:
        """Wait until a step that has fallen due was taken. One on which our software fails is not, and is left.

        The server's time skipping sometimes leaves a timer out that fell due as it ended; it fires once the clock is
        moved again. So where a step was not taken the clock is moved on by a moment, once.
        """

        async def is_taken() -> bool:
            return at not in await self._due(workflow)

        with contextlib.suppress(AssertionError):
            await until(is_taken, "the step taken", TO_TAKE_A_STEP)
            return
        await _forward(workflow, await workflow.now() + JUST)
        with contextlib.suppress(AssertionError):
            await until(is_taken, "the step taken", TO_TAKE_A_STEP)

    async def forward_without_worker(self, moment: datetime, at_the_last: Callable[[], Awaitable[None]]) -> None:
        """The same while no worker runs. The server lets time pass only until something falls due.

        From then on a workflow has work waiting, and its clock goes at the pace of ours. `at_the_last`: what is still
        to be done before that. Raises ValueError for a moment that is later than that.
        """
        running = await self._running()
        due = min((at for workflow in running for at in self._known.get(workflow.workflow_id, [])), default=None)
        if due is None or moment < due:
            for workflow in running:
                await _forward(workflow, moment)
        elif moment - due <= JUST:
            for workflow in running:
                await _forward(workflow, due - SHORT_OF)
            await at_the_last()
            await until(lambda: self._is_past(due), f"real time passing {said(due)}")
        else:
            raise ValueError(
                f"While the worker is down, virtual time stops at what falls due next, {said(due)}: go no further than "
                "that. For a longer time without a worker, take it down before the submission."
            )
        self._latest = max(self._latest, moment)

    async def _is_past(self, moment: datetime) -> bool:
        return all([await workflow.now() > moment for workflow in await self._running()])

    async def _due(self, workflow: PlanUnderTest) -> list[datetime]:
        """Every moment at which a workflow will have something to do by itself; none if it does not run."""
        if not await workflow.is_running():
            return []
        status = await workflow.status()
        moments = [clock.steps[0].at for clock in status.clocks if not clock.is_paused]
        if status.promise.tell_at is not None:
            moments.append(status.promise.tell_at)
        self._known[workflow.workflow_id] = moments
        return moments

    async def _running(self) -> list[PlanUnderTest]:
        return [workflow for workflow in self._both if await workflow.is_running()]


async def _forward(workflow: PlanUnderTest, moment: datetime) -> None:
    if not await workflow.is_running():
        return
    by = moment - await workflow.now()
    if by <= timedelta(0):
        return
    try:
        await asyncio.wait_for(workflow.desk.server.fast_forward(workflow.handle, by), PATIENCE)
    except TimeoutError:
        raise AssertionError(
            f"The clock of {workflow.workflow_id} could not be moved to {said(moment)}: it has something in hand."
        ) from None


async def _reach(workflow: PlanUnderTest, moment: datetime) -> None:
    """Move a clock to a moment and see that it has come; or that the workflow is no longer there to see it."""
    await _forward(workflow, moment - SHORT_OF)

    async def has_come() -> bool:
        return await workflow.now() >= moment or not await workflow.is_running()

    await until(has_come, f"the clock of {workflow.workflow_id} at {said(moment)}")


async def _in_hand(workflow: PlanUnderTest) -> tuple[str, int, str]:
    """Which run of a workflow there is, how long its history is, and what it has in hand, if anything."""
    try:
        description = await workflow.handle.describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return "", 0, ""
    run, length, raw = str(description.run_id), description.history_length, description.raw_description
    if description.status is not WorkflowExecutionStatus.RUNNING:
        going_on = description.status is WorkflowExecutionStatus.CONTINUED_AS_NEW
        return run, length, "going on as a new run" if going_on else ""
    if raw.HasField("pending_workflow_task"):
        return run, length, f"{workflow.workflow_id} has a workflow task waiting"
    if raw.pending_activities:
        return run, length, f"{workflow.workflow_id} runs {raw.pending_activities[0].activity_type.name}"
    # Only the history knows what one workflow has begun with the other, and a run that has just ended has none to show.
    with contextlib.suppress(RPCError):
        events = (await workflow.handle.fetch_history()).events
        open_still = sum((one.event_type in _BEGUN) - (one.event_type in _DONE) for one in events)
        if open_still:
            return run, length, f"{workflow.workflow_id} waits for the plan's other workflow"
    return run, length, ""


def real_now() -> datetime:
    """What the real clock says, at which every virtual one begins."""
    return datetime.now(UTC)
