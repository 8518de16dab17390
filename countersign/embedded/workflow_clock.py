"""Looks at the virtual clock that the server keeps for a workflow, and moves it on by one skip at a time."""

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
"""A workflow's clock shows real time until it is moved. So does a child's: otherwise the clock of a child that begins
while its parent is moved would run on by itself."""

ONE_SKIP = replace(AS_STARTED, max_session_skip_count=1)
"""The server skips once, to the first due event, and then lets time pass at the pace of ours. Without this limit it
would skip on to the next step while the first one is still in hand."""

PATIENCE = 60.0
"""How many real seconds anything may take before we say that it never happened. On an idle machine everything takes a
hundredth of that; on a busy one, up to a third."""

_OVERTAKEN = "overridden"
"""The client's word for a skip that the server lost: a new run began before the old one had heard of the skip."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TimeStands(AssertionError):  # noqa: N818  # reads as what happened
    """A clock could not be moved, or a workflow never came to rest. The text says which, and why."""


class ChildRuns(TimeStands):
    """The server does not move the clock of a run whose child still runs."""


Mark = tuple[str, int, bool]
"""The run, the length of its history, and whether it runs. It changes when anything happens to the workflow."""


class Look(NamedTuple):
    """What one look at a workflow showed."""

    run: str = ""
    """The id of the run; empty if there never was one."""

    length: int = 0
    """The length of the run's history, in events."""

    runs: bool = False
    """Whether the workflow existed and had not ended."""

    in_hand: str = ""
    """What it was busy with; empty if it was at rest."""

    now: datetime = LONG_AGO
    """The time by its clock."""

    has_children: bool = False
    """Whether a workflow that this run has started still runs."""

    @property
    def mark(self) -> Mark:
        """A value that changes whenever anything happens to the workflow."""
        return self.run, self.length, self.runs


class Clock:
    """The clock of one workflow: always of its latest run."""

    def __init__(self, skips: TimeSkipper, workflow_id: str, patience: float = PATIENCE) -> None:
        """`skips`: moves a clock by one skip at a time."""
        self.workflow_id = workflow_id
        self.activities_may_fail = False
        """Whether an activity that waits for its next try counts as at rest: the test has taken away what it needs."""
        self._skips = skips
        self._patience = patience

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The workflow."""
        return self._skips.client.get_workflow_handle(self.workflow_id)

    async def look(self) -> Look:
        """Look at the workflow."""
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
        """Move the clock on by this long, or until something falls due earlier. Returns whether it went the whole way.

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
        """Move the clock to a moment and no further, from one due event to the next.

        Returns whether the workflow still runs. Raises TimeStands.
        """
        while (look := await self.look()).runs and look.now < moment:
            await self.skip(moment - look.now)
        return look.runs


def real_now() -> datetime:
    """The real time, at which every virtual clock begins."""
    return datetime.now(UTC)
