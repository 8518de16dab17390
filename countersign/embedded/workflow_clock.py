"""The virtual clock that the server keeps for a workflow: looked at, and moved on by one skip at a time."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

AS_STARTED = TimeSkippingConfig(enabled=False, disable_propagation=True)
"""A workflow's clock stands where the real one stands until it is moved. That of a child, too: it would otherwise run
on by itself if it began while its parent was moved."""

ONE_SKIP = replace(AS_STARTED, max_session_skip_count=1)
"""The server skips once, to whatever falls due first, and lets time pass as ours does from then on. Without that limit
it goes on to the step after one that is still being taken when the clock has gone far enough."""

PATIENCE = 60.0
"""How many real seconds anything may take before it is said never to have happened. On an idle machine everything takes
a hundredth of it, on a busy one it may take a third."""

_OVERTAKEN = "overridden"
"""What the client says of a skip that the server lost: the run ended in a new one before it had heard of the skip."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TimeStands(AssertionError):  # noqa: N818  # reads as what happened
    """A clock could not be moved, or a workflow never came to rest. The text says which, and why."""


class ChildRuns(TimeStands):
    """The server moves no clock of a run whose child still runs."""


Mark = tuple[str, int, bool]
"""What changes whenever anything happens to a workflow: its run, the length of its history, whether it runs."""


class Look(NamedTuple):
    """A workflow as it was when it was looked at."""

    run: str = ""
    """Which run it is of; empty where there never was one."""

    length: int = 0
    """Of the run's history, in events."""

    runs: bool = False
    """Whether the workflow was there and had not ended."""

    in_hand: str = ""
    """What it was busy with; empty where it was at rest."""

    now: datetime = LONG_AGO
    """What its clock said."""

    has_children: bool = False
    """Whether a workflow runs that this run has started."""

    @property
    def mark(self) -> Mark:
        """What changes whenever anything happens to the workflow."""
        return self.run, self.length, self.runs


class Clock:
    """The clock of one workflow: of whichever run is the latest."""

    def __init__(self, skips: TimeSkipper, workflow_id: str, patience: float = PATIENCE) -> None:
        """`skips`: skips once at a time."""
        self.workflow_id = workflow_id
        self.activities_may_fail = False
        """Whether an activity that is to be tried again later is at rest: what it needs is away, and that is meant."""
        self._skips = skips
        self._patience = patience

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The workflow."""
        return self._skips.client.get_workflow_handle(self.workflow_id)

    async def look(self) -> Look:
        """See how the workflow is."""
        try:
            description = await self.handle.describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return Look()
        raw = description.raw_description
        skipping = raw.workflow_extended_info.time_skipping_info
        in_hand = ""
        if description.status is WorkflowExecutionStatus.CONTINUED_AS_NEW:
            in_hand = "going on as a new run"
        elif raw.HasField("pending_workflow_task"):
            in_hand = "a workflow task waiting"
        elif busy := [activity for activity in raw.pending_activities if not self._is_to_fail(activity)]:
            in_hand = f"running {busy[0].activity_type.name}"
        return Look(
            run=str(description.run_id),
            length=description.history_length,
            runs=description.status is WorkflowExecutionStatus.RUNNING,
            in_hand=in_hand,
            now=skipping.current_time.ToDatetime(UTC) if skipping.HasField("current_time") else real_now(),
            has_children=len(raw.pending_children) > 0,
        )

    def _is_to_fail(self, activity: PendingActivityInfo) -> bool:
        waits = activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
        return self.activities_may_fail and waits and activity.HasField("last_failure")

    async def skip(self, by: timedelta) -> bool:
        """Move the clock on by so long, or until something falls due before that. Returns whether it went so far.

        The workflow may have ended meanwhile. Raises TimeStands if the clock could not be moved.
        """
        moving = asyncio.ensure_future(self._skips.fast_forward(self.handle, by))
        deadline = time.monotonic() + self._patience
        try:
            while not (await asyncio.wait({moving}, timeout=0.5))[0]:
                look = await self.look()
                if look.has_children and not look.in_hand and (await self.look()).mark == look.mark:
                    raise ChildRuns(f"The clock of {self.workflow_id} could not be moved: a workflow it started runs.")
                if time.monotonic() > deadline:
                    why = look.in_hand or "nothing that can be seen"
                    raise TimeStands(f"The clock of {self.workflow_id} could not be moved: it has {why} in hand.")
            return moving.result()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        except RuntimeError as error:
            if _OVERTAKEN not in str(error):
                raise
            return False
        finally:
            moving.cancel()

    async def to(self, moment: datetime) -> bool:
        """Move the clock to a moment and no further, from one thing that falls due to the next.

        Returns whether the workflow still runs. Raises TimeStands.
        """
        while (look := await self.look()).runs and look.now < moment:
            await self.skip(moment - look.now)
        return look.runs


def real_now() -> datetime:
    """What the real clock says, at which every virtual one begins."""
    return datetime.now(UTC)
