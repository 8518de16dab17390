"""TIME-3, TIME-4, TIME-5 · The story of one plan's interim support, from the request to its end.

It is a child of the plan's workflow and outlives it. A return, a dispute, a withdrawal or a signature reaches it as
news and asks for a review. Only somebody's decision ends it.
"""

import contextlib
from collections.abc import Sequence
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from countersign.careplan.interim import OPEN, Interim
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import PlanSays
    from countersign.temporal import names
    from workflows import limits
    from workflows.correspondence import Correspondence
    from workflows.inbox import started_with_one
    from workflows.state import Carried


@workflow.defn(name=names.INTERIM_WORKFLOW)
class InterimSupport(Correspondence):
    """Interim support for one plan. There is at most one at a time, because a plan has one such workflow id.

    It is started with one argument, a `casework.determinations.PlanSays`: what the plan says that starts it. Messages
    come as signals, or as updates that answer: those of `careplan.messages.INTERIM_MESSAGES`, and report_urgent_needs.
    Queries: status, timeline.
    """

    _of = Workflow.INTERIM

    def __init__(self) -> None:
        """Begin with nothing known, except that the plan has said something or soon will."""
        super().__init__()
        self._plan_said: list[PlanSays] = []

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> str:
        """Run until support has ended or turned out not to be needed. Returns the last stage."""
        if workflow.info().continued_run_id:
            self._carry_on(start)
        else:
            says = _as_the_plan_says(start)
            if says is None:
                return self._kept.interim.value
            self._plan_said.insert(0, says)
        while self._kept.interim in OPEN or self._has_something_left() or not workflow.all_handlers_finished():
            await self._tell_the_plan()
            if self._plan_said:
                await self._follow(self._plan_said[0])
            elif not self._has_something_left() and self._kept.interim not in OPEN:
                await workflow.wait_condition(lambda: self._has_something_left() or workflow.all_handlers_finished())
            elif not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()
        return self._kept.interim.value

    async def _follow(self, says: PlanSays) -> None:
        """Follow what the plan says, one thing at a time. If our software fails on it, try again after a pause."""
        if self._paused():
            await self._next_thing()
            return
        if await self._determine(Determinations.follow_plan, limits.DETERMINE, "follow_plan", says) is not None:
            self._plan_said.pop(0)

    async def _tell_the_plan(self) -> None:
        """Tell the plan's workflow how far support has got. A plan that has left no longer runs and is not told."""
        stage = self._kept.interim
        if stage is self._kept.interim_told:
            return
        plan = workflow.get_external_workflow_handle(names.workflow_id(self._plan_id))
        with contextlib.suppress(FailureError):
            await plan.signal(names.INTERIM_SAYS, stage.value)
        self._keep(interim_told=stage)

    def _has_something_left(self) -> bool:
        kept = self._kept
        return bool(self._inbox or self._plan_said or kept.to_deliver or kept.interim is not kept.interim_told)

    def _from_our_own(self, name: str, args: Sequence[RawValue]) -> bool:
        """Take in what the plan's workflow says has happened."""
        says = _as_the_plan_says(args[0]) if name == names.PLAN_SAYS and len(args) == 1 else None
        if says is not None:
            self._plan_said.append(says)
        return says is not None

    def _something_came(self) -> bool:
        return super()._something_came() or bool(self._plan_said and not self._paused())

    def _moments(self) -> list[Any]:
        moments = super()._moments()
        if self._plan_said:
            moments.append(workflow.now())
        return moments

    def _closes_a_chapter(self, before: Carried) -> bool:
        """A review is a good moment for a new run, because support may go on for months."""
        return before.interim is Interim.IN_PLACE and self._kept.interim is Interim.IN_PLACE

    def _may_continue(self) -> bool:
        return not self._plan_said and self._kept.interim in OPEN


def _as_the_plan_says(raw: RawValue) -> PlanSays | None:
    """What the plan's workflow said. None for anything else, which must not leave the workflow stuck."""
    try:
        says = cast("object", workflow.payload_converter().from_payload(raw.payload, PlanSays))
    except Exception:  # noqa: BLE001  # whatever it is
        return None
    # A null in Temporal's own encoding is decoded as None, whatever type was asked for.
    return says if isinstance(says, PlanSays) else None
