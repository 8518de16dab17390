"""Moves the virtual clocks of a plan's two workflows together: never past a step, and never far from each other.

The server gives each workflow a clock of its own, which moves only when it is told to. So the clocks are moved one due
event at a time, earliest first: one clock to that very moment and no further, the other to just before it. Then we wait
until everything that follows is done.

    clocks = BothClocks(client, plan_id, began=datetime.now(UTC))
    await clocks.forward_to(moment)      # through everything that falls due until then
    clocks.statuses[Workflow.PLAN]       # how the plan stands then
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.working_time import in_london
from countersign.casework.status import PlanStatus
from countersign.client.plans import Plans
from countersign.embedded.workflow_clock import ONE_SKIP, PATIENCE, Clock, Look, Mark, TimeStands, real_now
from countersign.temporal import names

JUST = timedelta(seconds=1)
"""Two moments this close together count as one: a clock cannot be stopped between them."""

SHORT_OF = timedelta(seconds=0.15)
"""While no worker runs, a clock is moved to just before a due event, by this much."""

LEFT_OUT = 3.0
"""If a step fell due this many real seconds ago and nobody has it in hand, the server has probably left out its timer.
It does so now and then where its skipping ends. The next time we wait twice as long, and so on."""

NOT_TAKEN = 30.0
"""After this many real seconds we assume that such a step cannot be taken."""

SOON, SELDOM = 0.004, 0.02
"""Real seconds between two looks: at first, and once something takes long."""

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
"""Events by which one workflow begins something with the other, and events that show that it is done."""


class BothClocks:
    """The clocks of one plan: of its own workflow, and of its interim support while that runs."""

    def __init__(
        self,
        client: Client,
        plan_id: str,
        began: datetime,
        *,
        patience: float = PATIENCE,
        saw: Callable[[Workflow, PlanStatus], None] = lambda _workflow, _status: None,
    ) -> None:
        """`began`: the time before there is any workflow. `saw`: is called with each status that is seen."""
        skips = TimeSkipper(client, config=ONE_SKIP)
        self.clocks = {
            Workflow.PLAN: Clock(skips, names.workflow_id(plan_id), patience),
            Workflow.INTERIM: Clock(skips, names.interim_id(plan_id), patience),
        }
        self.looks = dict.fromkeys(Workflow, Look())
        """Each workflow at the last look."""
        self.statuses: dict[Workflow, PlanStatus] = {}
        """The status of each workflow when both were last at rest; none for a workflow that never ran."""
        self.runs: set[tuple[Workflow, str]] = set()
        """Every run of either workflow that was ever seen."""
        self.not_taken: set[tuple[Workflow, datetime]] = set()
        """The due moments of steps that nobody took, because our software fails on them."""
        self._plan_id = plan_id
        self._client = client
        self._plans = Plans(client, patience=timedelta(seconds=patience))
        self._patience = patience
        self._saw = saw
        self._latest = began
        self._at_rest: Mapping[Workflow, Mark] = {}
        self._asked: dict[Workflow, Mark] = {}
        self._nothing_between: dict[Workflow, Mark] = {}

    # The time

    @property
    def at(self) -> datetime:
        """The plan's time at the last look; once nothing runs, the last time that it had."""
        return self._latest

    async def now(self) -> datetime:
        """The plan's time now."""
        await self._look_at_both()
        return self._latest

    @property
    def running(self) -> tuple[Workflow, ...]:
        """The workflows that ran at the last look, the plan's first."""
        return tuple(workflow for workflow in Workflow if self.looks[workflow].runs)

    def due(self, workflow: Workflow) -> list[datetime]:
        """Every moment at which a workflow will have something to do without a message; none if it does not run."""
        status = self.statuses.get(workflow)
        if status is None or not self.looks[workflow].runs:
            return []
        moments = [clock.step_at for clock in status.clocks]
        return [moment for moment in (*moments, status.promise.tell_at) if moment is not None]

    @property
    def activities_may_fail(self) -> bool:
        """Whether activities fail on purpose. If so, a workflow that waits for one counts as at rest."""
        return self.clocks[Workflow.PLAN].activities_may_fail

    @activities_may_fail.setter
    def activities_may_fail(self, they_may: bool) -> None:
        """Set it for both workflows."""
        for clock in self.clocks.values():
            clock.activities_may_fail = they_may

    # Beginning

    async def begin(self, submission: Mapping[str, Any], at: datetime, task_queue: str) -> None:
        """Start the plan so that it begins at a future moment, and move its clock there."""
        await self._client.start_workflow(
            names.WORKFLOW,
            submission,
            id=names.workflow_id(self._plan_id),
            task_queue=task_queue,
            start_delay=max(at - real_now(), timedelta(0)),
        )
        await self.clocks[Workflow.PLAN].to(at)
        self._latest = max(self._latest, at)

    # Coming to rest

    async def settled(self) -> None:
        """Wait until neither workflow has anything more to do now, so that each waits for a message or for time.

        That is so when two looks in a row show the same: nothing in hand, nothing on its way between the two, and
        nothing overdue. Raises TimeStands.
        """
        deadline, pause = time.monotonic() + self._patience, SOON
        before = self._at_rest
        overdue_since, nudge_after = 0.0, LEFT_OUT
        while True:
            marks = await self._look_at_both()
            at_rest = marks == before and not any(look.in_hand for look in self.looks.values())
            before = marks
            if at_rest and not await self._is_something_between():
                await self._ask_both()
                overdue = self._overdue()
                overdue_since = overdue_since or time.monotonic()
                waited = time.monotonic() - overdue_since
                if waited > NOT_TAKEN:
                    self.not_taken |= overdue
                if not overdue - self.not_taken:
                    self._at_rest = marks
                    return
                if waited > nudge_after:
                    nudge_after *= 2
                    await self._nudge({workflow for workflow, _ in overdue})
            if time.monotonic() > deadline:
                raise TimeStands(f"The plan was still busy after {self._patience:.0f} s: {self._what_is_in_hand()}.")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, SELDOM)

    def _what_is_in_hand(self) -> str:
        shown = [
            f"{self.clocks[workflow].workflow_id} has {look.in_hand or 'something overdue, or with the other workflow'}"
            for workflow, look in self.looks.items()
            if look.runs
        ]
        return ", ".join(shown)

    async def _look_at_both(self) -> Mapping[Workflow, Mark]:
        looks = await asyncio.gather(*(clock.look() for clock in self.clocks.values()))
        self.looks = dict(zip(self.clocks, looks, strict=True))
        self.runs |= {(workflow, look.run) for workflow, look in self.looks.items() if look.run}
        for workflow in self.running[:1]:
            self._latest = max(self._latest, self.looks[workflow].now)
        return {workflow: look.mark for workflow, look in self.looks.items()}

    async def _is_something_between(self) -> bool:
        """Whether one workflow has begun something with the other that is not done yet. Only the history shows that."""
        if not self.looks[Workflow.INTERIM].run and not self.looks[Workflow.PLAN].has_children:
            return False
        for workflow in self.running:
            mark = self.looks[workflow].mark
            if self._nothing_between.get(workflow) == mark:
                continue
            # A run that has just ended may have no history to show.
            with contextlib.suppress(RPCError):
                events = (await self.clocks[workflow].handle.fetch_history()).events
                if sum((event.event_type in _BEGUN) - (event.event_type in _DONE) for event in events):
                    return True
            self._nothing_between[workflow] = mark
        return False

    async def _ask_both(self) -> None:
        """Ask each workflow for its status, if anything has happened to it since it was last asked."""
        for workflow, look in self.looks.items():
            if not look.run or self._asked.get(workflow) == look.mark:
                continue
            ask = self._plans.status if workflow is Workflow.PLAN else self._plans.interim_status
            status = await ask(self._plan_id)
            if status is not None:
                self.statuses[workflow] = status
                self._asked[workflow] = look.mark
                self._saw(workflow, status)

    def _overdue(self) -> set[tuple[Workflow, datetime]]:
        """The steps that should have been taken by now, without those that cannot be taken."""
        if self.activities_may_fail:
            return set()
        due = {(workflow, moment) for workflow in self.running for moment in self.due(workflow)}
        return {(workflow, moment) for workflow, moment in due if moment <= self.looks[workflow].now} - self.not_taken

    async def _nudge(self, workflows: Collection[Workflow]) -> None:
        """Move clocks on by a second: a timer that the server left out fires when the clock is moved again."""
        for workflow in workflows:
            if not self.looks[workflow].has_children:
                await self.clocks[workflow].skip(JUST)

    # Letting time pass

    async def forward_to(self, moment: datetime) -> None:
        """Move both clocks to a moment, through every due event on the way, one after another.

        Raises ChildRuns if the server does not move one of them, and TimeStands.
        """
        while await self.to_next_due(moment) or not await self._skip_to(moment, *self.running):
            pass
        await self.settled()
        self._latest = max(self._latest, moment)

    async def to_next_due(self, latest: datetime) -> bool:
        """Move both clocks to the next due event, and see it happen. Returns False if nothing falls due by `latest`.

        If something falls due at the same moment in the other workflow, that is seen too.
        """
        await self.settled()
        coming = self._coming(latest)
        if not coming:
            return False
        moment, _ = coming[0]
        while coming := self._coming(moment):
            at, workflow = coming[0]
            meanwhile = {workflow for _, workflow in coming}
            others = (other for other in self.running if other not in meanwhile)
            if await self._skip_to(at - JUST, *others):
                await self._skip_to(at, workflow)
            await self.settled()
        return True

    def _coming(self, latest: datetime) -> list[tuple[datetime, Workflow]]:
        """The due events from now until a moment, the earliest first; at the same moment, the plan's first."""
        due = ((moment, workflow) for workflow in self.running for moment in self.due(workflow))
        coming = ((at, workflow) for at, workflow in due if self.looks[workflow].now < at <= latest)
        return sorted(coming, key=lambda each: each[0])

    async def _skip_to(self, moment: datetime, *workflows: Workflow) -> bool:
        """Move clocks to a moment. Returns False if one stops earlier, at an event that could not be foreseen."""
        for workflow in workflows:
            look = self.looks[workflow]
            if look.runs and look.now < moment and not await self.clocks[workflow].skip(moment - look.now):
                return False
        return True

    async def forward_without_worker(self, moment: datetime, at_the_last: Callable[[], Awaitable[None]]) -> None:
        """The same while no worker runs. The server lets time pass only until something falls due.

        From then on the workflow has work waiting, and its clock runs at the pace of ours. `at_the_last`: what to do
        just before that. Raises ValueError for any later moment.
        """
        await self._look_at_both()
        due = min((at for workflow in self.running for at in self.due(workflow)), default=None)
        if due is None or moment < due:
            await self._skip_to(moment, *self.running)
        elif moment - due <= JUST:
            await self._skip_to(due - SHORT_OF, *self.running)
            await at_the_last()
            async with asyncio.timeout(self._patience):
                while any(self.looks[workflow].now <= due for workflow in self.running):
                    await asyncio.sleep(SELDOM)
                    await self._look_at_both()
        else:
            raise ValueError(
                f"While the worker is down, virtual time stops at what falls due next, {in_london(due)}: go no further "
                "than that. For a longer time without a worker, take it down before the submission."
            )
        self._latest = max(self._latest, moment)
