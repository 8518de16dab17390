"""The story of one plan, from the door to the day when it is no longer in force.

The workflow orders, waits and reacts. Every rule runs in an activity, so a rule that is corrected while a plan waits
cannot rewrite a decision or break a replay. The workflow does not hold the plan's content: it comes in once, the first
activity stores it, and from then on the workflow knows only the plan's id.
"""

from datetime import datetime
from typing import cast

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, FailureError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from activities.share import Sharing
    from activities.written_record import WrittenRecords
    from countersign.careplan.interim import OPEN, STARTS_IT, Interim, PlanEvent
    from countersign.careplan.lifecycle import CLOSED, Status
    from countersign.careplan.messages.answers import FAULT_AT_THE_DOOR, Answer, Refusal
    from countersign.careplan.messages.anytime import RecordConsent
    from countersign.careplan.messages.declaring import Workflow
    from countersign.careplan.messages.submission import Submission
    from countersign.careplan.sameness import identity_as_sent
    from countersign.casework.determinations import Determination, Receipt, Standing, TakenUp
    from countersign.casework.status import Outcome
    from countersign.temporal import names
    from workflows import limits
    from workflows.inbox import Arrival, content_of
    from workflows.runs import Runs
    from workflows.state import Carried
    from workflows.undisturbed import started_with_one, until


@workflow.defn(name=names.WORKFLOW)
class PlanSignOff(Runs):
    """Signs off one plan, and stays open for as long as the plan is in force.

    It is started with one argument: a submission, as one JSON object; without one it goes on from the database, if the
    plan is known there. Messages come as signals, or as updates that
    answer: those of `careplan.messages.PLAN_MESSAGES`. The update `acknowledge` answers whether the submission was
    accepted at the door. Queries: status, timeline. This workflow starts interim support, which is a workflow of its
    own (`workflows.interim_support`) and outlives it.
    """

    _of = Workflow.PLAN
    _look_is = names.INTERIM_SAYS

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> Outcome:
        """The procedure."""
        if not self._plan_id:
            return await self._does_nothing()
        if workflow.info().continued_run_id and (await self._begin(start)).known:
            self._chapter_closed = False
        else:
            await self._receive_submission(start)
        while not self._is(*CLOSED):
            if self._is(Status.AWAITING_DECISION):  # until an authoriser decides, or it leaves
                await self._wait_while(Status.AWAITING_DECISION)
            elif self._is(Status.RETURNED):  # until its practitioner resubmits it, or it leaves
                await self._wait_while(Status.RETURNED)
            elif self._is(Status.AUTHORISED_TO_START):  # until the first payment is put into practice, or it leaves
                await self._wait_while(Status.AUTHORISED_TO_START)
            elif self._is(Status.AGREED):  # until the person has been given the record, or the plan leaves
                await self._give_the_record()
            elif self._is(Status.SIGNED_OFF):  # in force, until it leaves; reviewed meanwhile
                await self._wait_while(Status.SIGNED_OFF)
        await self._tidy_up()
        return Outcome(
            plan_id=self._plan_id,
            status=self._kept.status,
            version=self._kept.standing.version,
            answer=self._kept.receipt_answer,
        )

    # The steps

    async def _does_nothing(self) -> Outcome:
        """Under an id that is not that of a plan nothing happens."""
        answer = self._misnamed()
        await until(workflow.all_handlers_finished)
        return Outcome(plan_id="", status=Status.REFUSED, version=0, answer=answer)

    async def _receive_submission(self, start: RawValue) -> None:
        """SUB-2: accepted, or refused at the door with every problem named. A plan that is known goes on as it was."""
        try:
            receipt = await workflow.execute_activity_method(
                Determinations.receive_submission,
                args=[self._situation(), RawValue(Payload(data=content_of(start)))],
                start_to_close_timeout=limits.DETERMINE,
                schedule_to_close_timeout=limits.FOR_SO_LONG,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError:
            # Nothing is stored yet and nobody was told. The sender has the answer and can send the submission again.
            answer = Answer(
                outcome="refused",
                code=Refusal.FAULT,
                reasons=(FAULT_AT_THE_DOOR,),
                plan_status=Status.REFUSED.value,
            )
            receipt = Receipt(answer=answer, standing=Standing(status=Status.REFUSED))
        if receipt.taken_up is not None:
            await self._begin_anew(receipt.taken_up)
            if content_of(start):
                self._keep(
                    receipt_answer=receipt.answer,
                    submission_id=receipt.message_id,
                    submission_identity=receipt.identity,
                )
            return
        self._kept = self._kept.model_copy(
            update={
                "team": receipt.team,
                "kind": receipt.kind,
                "scheme": receipt.scheme,
                "receipt_answer": receipt.answer,
                "submission_id": receipt.message_id,
                "submission_identity": receipt.identity,
            }
        )
        self._apply(receipt)

    async def _begin_anew(self, true: TakenUp) -> None:
        """A plan that is known goes on from what is kept, whatever a run was started with."""
        await super()._begin_anew(true)
        is_wanted = true.to_follow > 0 or true.standing.interim in OPEN
        self._keep(to_interim=PlanEvent.PLANNED_AGAIN if is_wanted else None, to_share=self._is_in_force())

    async def _wait_while(self, status: Status) -> None:
        """TIME-1: attend to each message and each step of a clock as it comes, until one moves the plan on."""
        while self._is(status):
            await self._see_to_own_business()
            await self._tell_interim_support()
            await self._share_what_is_due()
            await self._deliver_what_waits()
            await self._continue_at_a_boundary()
            await self._next_thing()

    async def _give_the_record(self) -> None:
        """TELL-1, REC-1, REC-4, SHARE: give the person the record. The plan is signed off only when they have it."""
        while self._is(Status.AGREED):
            await self._see_to_own_business()
            await self._tell_interim_support()
            if self._is(Status.AGREED) and not self._paused():
                await self._determine(WrittenRecords.sign_off, limits.PRINT, "sign_off", prints=True)
            if self._is(Status.AGREED) and not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()

    async def _share_what_is_due(self) -> None:
        """SHARE-1..3: after sign-off, give the copies that become due by a new decision about sharing."""
        if self._kept.to_share and not self._paused():
            determined = await self._determine(Sharing.share, limits.PRINT, "share", prints=True)
            self._keep(to_share=determined is None)

    async def _tell_interim_support(self) -> None:
        """TIME-3, TIME-4: start interim support, or tell its workflow to look at what has happened to the plan.

        The server itself refuses a second workflow for the same plan. One that has stopped is started again.
        """
        while self._kept.to_interim:
            event = self._kept.to_interim
            if event in STARTS_IT or self._kept.interim in OPEN or event is PlanEvent.PLANNED_AGAIN:
                await self._start_or_tell(event)
            if self._kept.to_interim is event:
                self._keep(to_interim=None)
        await self._see_that_it_follows()

    async def _start_or_tell(self, event: PlanEvent) -> None:
        while True:
            try:
                await workflow.start_child_workflow(
                    names.INTERIM_WORKFLOW,
                    id=names.interim_id(self._plan_id),
                    parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                    priority=limits.FIRST,
                )
            except WorkflowAlreadyStartedError:
                if await self._tell():
                    if event in STARTS_IT:
                        self._keep(followed_by=workflow.now() + limits.FOLLOWED_WITHIN)
                    return
            else:
                if event in STARTS_IT and self._kept.interim not in OPEN:
                    known = event is PlanEvent.NEEDS_KNOWN
                    self._interim_is(Interim.ASKED_FOR if known else Interim.NEED_ASKED)
                # From here on interim support lives by itself, so this plan's next run need not be its parent.
                self._chapter_closed = True
                return

    async def _tell(self) -> bool:
        """Tell interim support to look. Returns False if it has just ended."""
        try:
            await workflow.get_external_workflow_handle(names.interim_id(self._plan_id)).signal(names.PLAN_SAYS)
        except FailureError:
            return False
        return True

    async def _see_that_it_follows(self) -> None:
        """TIME-3: whatever holds the id of interim support's workflow, the duty team hears of urgent needs."""
        if self._kept.followed_by and self._kept.followed_by <= workflow.now():
            self._keep(followed_by=None)
            await self._determine(Determinations.ask_in_its_place, limits.DETERMINE, "look", priority=limits.FIRST)

    async def _tidy_up(self) -> None:
        """END: a plan that has left still sends its letters, waits for what people have to do, and answers messages."""
        while self._has_something_left() or not workflow.all_handlers_finished():
            if self._is(Status.REFUSED):
                await self._answer_to_a_refused()
                continue
            await self._see_to_own_business()
            await self._tell_interim_support()
            if not self._has_something_left():
                await until(lambda: self._has_something_left() or workflow.all_handlers_finished())
            elif not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()

    def _has_something_left(self) -> bool:
        kept = self._kept
        waits = len(self._inbox) or self._inbox.not_kept or kept.waiting or self._has_own_business()
        if self._is(Status.REFUSED):
            return len(self._inbox) > 0
        is_open = not self._is(*CLOSED)  # it has begun anew: our record does not say that it has left
        told = kept.to_interim or kept.followed_by
        return bool(waits or kept.to_deliver or kept.clocks or told or is_open)

    async def _answer_to_a_refused(self) -> None:
        """SUB-2: refuse a message to a plan that was refused at the door. Nothing is kept about such a plan."""
        code, reasons = Refusal.PLAN_CLOSED, ("The submission was refused: nothing can be done with it but to submit.",)
        for arrival in self._inbox.all():
            self._inbox.remove(arrival)
            self._count_refusal(arrival.shown_name, code)
            arrival.answer = self._refused(code, *reasons)
        await until(lambda: len(self._inbox) > 0 or workflow.all_handlers_finished())

    # What is its own

    async def _look(self) -> bool:
        """TIME-3: take over how far interim support has got, and see that it follows what the plan has said."""
        seen = await self._determine(Determinations.look, limits.DETERMINE, "look")
        if seen is None:
            return False
        self._interim_is(seen.standing.interim)
        if not seen.to_follow:
            self._keep(followed_by=None)
        if seen.to_follow and seen.standing.interim in OPEN and not self._kept.to_interim:
            self._keep(to_interim=PlanEvent.PLANNED_AGAIN)
        return True

    def _apply(self, determined: Determination) -> None:
        """Take over what an activity determined; of what is said to interim support, what weighs most."""
        super()._apply(determined)
        events = [says.event for says in determined.to_interim]
        if events:
            first = (PlanEvent.NEEDS_KNOWN, PlanEvent.NEEDS_NOT_KNOWN)
            self._keep(to_interim=next((event for event in first if event in events), events[-1]))
        if determined.shares and self._is_in_force():
            self._keep(to_share=True)

    async def _answered_at_once(self, arrival: Arrival) -> Answer | None:
        """Whether the submission of that message id was accepted. Any other submission is refused: the plan exists."""
        if arrival.name != names.ACKNOWLEDGE:
            return None
        await until(lambda: self._kept.receipt_answer is not None)
        known = self._kept.receipt_answer or self._refused(Refusal.FAULT, FAULT_AT_THE_DOOR)
        asked = arrival.opened.message
        fields = cast("dict[str, object]", asked) if isinstance(asked, dict) else {"message_id": asked}
        message_id = fields.get("message_id")
        identity = identity_as_sent(Submission, fields) if "plan" in fields else fields.get("identity")
        if known.accepted and message_id == self._kept.submission_id and self._is_another(identity):
            reason = "message_id: a submission with different content has it already: give this one another id."
            return self._refused(Refusal.MESSAGE_ID_REUSED, reason)
        if not known.accepted or message_id in ("", self._kept.submission_id):
            return known
        words = self._kept.status.value.replace("_", " ")
        return self._refused(Refusal.PLAN_EXISTS, f"This plan was submitted before and is {words}.")

    def _attended(self, name: str, determined: Determination) -> None:
        super()._attended(name, determined)
        decides = determined.answer.accepted and name == RecordConsent.declared.name
        if decides and self._is_in_force():
            self._keep(to_share=True)

    # Small helpers

    def _is_another(self, identity: object) -> bool:
        """DEC-5: whether a submission of that identity is another than this plan's. Not said, it is the same."""
        return bool(identity and self._kept.submission_identity) and identity != self._kept.submission_identity

    def _interim_is(self, stage: Interim) -> None:
        """Take over how far interim support has got, as its own workflow says."""
        self._keep(standing=self._kept.standing.model_copy(update={"interim": stage}))

    def _taken_over(self, standing: Standing) -> Standing:
        """Everything except the stage of interim support: its own workflow may have reported a later one meanwhile."""
        return standing.model_copy(update={"interim": self._kept.interim})

    def _is(self, *statuses: Status) -> bool:
        return self._kept.status in statuses

    def _is_in_force(self) -> bool:
        """Whether a version is in force whose copies may go. Those of one that was just agreed go with its record."""
        waits = self._is(Status.AWAITING_DECISION, Status.RETURNED, Status.AUTHORISED_TO_START)
        return self._is(Status.SIGNED_OFF) or (waits and self._kept.standing.in_force > 0)

    def _moments(self) -> list[datetime]:
        moments = super()._moments()
        if self._kept.followed_by:
            moments.append(self._kept.followed_by)
        if self._paused() and (self._kept.to_share or self._is(Status.AGREED)):
            moments.append(workflow.now())
        return moments

    def _closes_a_chapter(self, before: Carried) -> bool:
        """A resubmission, a review and an amended plan are good moments for a new run."""
        resubmitted = before.status is Status.RETURNED and self._is(Status.AWAITING_DECISION)
        reviewed = (
            before.status is Status.SIGNED_OFF and self._is(Status.SIGNED_OFF) and before.clocks != self._kept.clocks
        )
        amended = before.status is Status.SIGNED_OFF and self._is(Status.AWAITING_DECISION)
        return resubmitted or reviewed or amended

    def _may_continue(self) -> bool:
        """Don't continue as new if the plan is closed and no clock is running: the new run would only finish."""
        return not self._is(*CLOSED) or bool(self._kept.clocks)
