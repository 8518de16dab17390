"""Goes on when somebody asks Temporal to cancel: a plan waits for a person, and no operator's command ends that.

A cancel is not lost: the workflow looks for it between two things that it does, has it noted, and asks operations.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from workflows import limits

_Workflow = TypeVar("_Workflow")
_Result = TypeVar("_Result")


def started_with_one(
    run: Callable[[_Workflow, RawValue], Awaitable[_Result]],
) -> Callable[[_Workflow, RawValue], Awaitable[_Result]]:
    """Make sure that `run` gets one argument, whatever a sender started it with, and that no cancel reaches it.

    No argument, several, and one that is too long become an empty argument, which the door refuses.
    """

    @functools.wraps(run)
    async def run_with_one(self: _Workflow, *arguments: RawValue) -> _Result:
        start = arguments[0] if len(arguments) == 1 else RawValue(Payload())
        if len(start.payload.data) > limits.LONGEST_MESSAGE and not workflow.info().continued_run_id:
            start = RawValue(Payload())
        story: asyncio.Future[_Result] = asyncio.ensure_future(run(self, start))
        while True:
            try:
                return await asyncio.shield(story)
            except asyncio.CancelledError:
                # A worker that drops the workflow from its memory cancels everything; an operator cancels only this.
                if story.done() or workflow.cancellation_reason() is None:
                    raise

    return run_with_one


async def until(holds: Callable[[], bool], longest: timedelta | None = None) -> bool:
    """Wait until something holds. Returns False if it does not after so long. A cancel does not end the wait."""
    deadline = None if longest is None else workflow.now() + longest
    while True:
        was_cancelled = workflow.cancellation_reason() is not None
        left = None if deadline is None else max(deadline - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(holds, timeout=left)
        except TimeoutError:
            return holds()
        except asyncio.CancelledError:
            # From a wait Temporal's software raises this too when a cancel came meanwhile, whomever it was meant for.
            if was_cancelled or workflow.cancellation_reason() is None:
                raise
            if holds():
                return True
            if deadline is not None and workflow.now() >= deadline:
                return False
        else:
            return True
