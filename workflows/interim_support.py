"""TIME-3, TIME-4, TIME-5 · The story of one plan's interim support, from the request to its end.

It is a child of the plan's workflow and outlives it. A return, a dispute, a withdrawal or a signature reaches it as
news and asks for a review. Only somebody's decision ends it.
"""

import contextlib

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from countersign.careplan.interim import OPEN, Interim
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import TakenUp
    from countersign.temporal import names
    from workflows import limits
    from workflows.runs import Runs
    from workflows.state import Carried
    from workflows.undisturbed import started_with_one, until


@workflow.defn(name=names.INTERIM_WORKFLOW)
class InterimSupport(Runs):
    """Interim support for one plan. There is at most one at a time, because a plan has one such workflow id.

    What starts it stands in the database: whatever it is started with is not believed. Messages
    come as signals, or as updates that answer: those of `careplan.messages.INTERIM_MESSAGES`, and report_urgent_needs.
    Queries: status, timeline.
    """

    _of = Workflow.INTERIM
    _look_is = names.PLAN_SAYS

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> str:
        """Run until support has ended or turned out not to be needed. Returns the last stage."""
        if not self._plan_id:
            await until(workflow.all_handlers_finished)
            return self._kept.interim.value
        is_first = not workflow.info().continued_run_id
        true = await self._begin(start)
        if is_first and true.standing.interim in OPEN:
            # No workflow ran for it: its clock may have stopped, and somebody may wait in vain.
            await self._determine(Determinations.ask_again, limits.DETERMINE, "ask_again")
        self._is_to_look = self._is_to_look or true.to_follow > 0
        while self._kept.interim in OPEN or self._has_something_left() or not workflow.all_handlers_finished():
            await self._see_to_own_business()
            await self._tell_the_plan()
            if not self._has_something_left() and self._kept.interim not in OPEN:
                await until(lambda: self._has_something_left() or workflow.all_handlers_finished())
            elif not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()
        return self._kept.interim.value

    async def _begin_anew(self, true: TakenUp) -> None:
        """Go on from what is kept. If no clock is kept for it, somebody may wait in vain."""
        await super()._begin_anew(true)
        if self._kept.interim in OPEN and not self._kept.clocks:
            await self._determine(Determinations.ask_again, limits.DETERMINE, "ask_again")
        self._is_to_look = self._is_to_look or true.to_follow > 0

    async def _look(self) -> bool:
        """Follow what the plan has said, one thing at a time. Returns whether that is all of it."""
        followed = await self._determine(Determinations.follow_plan, limits.DETERMINE, "follow_plan")
        return followed is not None and followed.to_follow == 0

    async def _tell_the_plan(self) -> None:
        """Tell the plan's workflow how far support has got. A plan that has left no longer runs and is not told."""
        stage = self._kept.interim
        if stage is self._kept.interim_told:
            return
        plan = workflow.get_external_workflow_handle(names.workflow_id(self._plan_id))
        with contextlib.suppress(FailureError):
            await plan.signal(names.INTERIM_SAYS)
        self._keep(interim_told=stage)

    def _has_something_left(self) -> bool:
        kept, inbox = self._kept, self._inbox
        waits = len(inbox) or inbox.not_kept or kept.waiting or self._has_own_business()
        return bool(waits or kept.to_deliver or kept.interim is not kept.interim_told)

    def _closes_a_chapter(self, before: Carried) -> bool:
        """A review is a good moment for a new run, because support may go on for months."""
        return before.interim is Interim.IN_PLACE and self._kept.interim is Interim.IN_PLACE

    def _may_continue(self) -> bool:
        return self._kept.interim in OPEN
