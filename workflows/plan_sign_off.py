"""The story of one plan, from the door to the day when it is no longer in force.

The workflow orders, waits and reacts. Every rule runs in an activity, so a rule that is corrected while a plan waits
cannot rewrite a decision or break a replay. The workflow does not hold the plan's content: it comes in once, the first
activity stores it, and from then on the workflow knows only the plan's id.
"""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, FailureError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from activities.share import Sharing
    from activities.written_record import WrittenRecords
    from countersign.careplan.interim import OPEN, STARTS_IT, Interim, PlanEvent
    from countersign.careplan.lifecycle import CLOSED, Status
    from countersign.careplan.messages.answers import Answer, Refusal
    from countersign.careplan.messages.anytime import RecordConsent
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import PlanSays, Receipt, Standing
    from countersign.casework.status import Outcome
    from countersign.temporal import names
    from workflows import limits
    from workflows.correspondence import Correspondence
    from workflows.inbox import Arrival, started_with_one
    from workflows.state import Carried


@workflow.defn(name=names.WORKFLOW)
class PlanSignOff(Correspondence):
    """Signs off one plan, and stays open for as long as the plan is in force.

    It is started with one argument: a submission, as one JSON object. Messages come as signals, or as updates that
    answer: those of `careplan.messages.PLAN_MESSAGES`. The update `acknowledge` answers whether the submission was
    accepted at the door. Queries: status, timeline. This workflow starts interim support, which is a workflow of its
    own (`workflows.interim_support`) and outlives it.
    """

    _of = Workflow.PLAN
    _interim_said: Interim | None = None

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> Outcome:
        """The procedure."""
        if workflow.info().continued_run_id:
            self._carry_on(start)
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

    async def _receive_submission(self, start: RawValue) -> None:
        """SUB-2: accepted, or refused at the door with every problem named."""
        try:
            receipt = await workflow.execute_activity_method(
                Determinations.receive_submission,
                args=[self._situation(), start],
                start_to_close_timeout=limits.DETERMINE,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError:
            # Nothing is stored yet and nobody was told. The sender has the answer and can send the submission again.
            answer = Answer(outcome="refused", code=Refusal.FAULT, plan_status=Status.REFUSED.value)
            receipt = Receipt(answer=answer, standing=Standing(status=Status.REFUSED))
        self._kept = self._kept.model_copy(
            update={
                "team": receipt.team,
                "kind": receipt.kind,
                "scheme": receipt.scheme,
                "receipt_answer": receipt.answer,
                "submission_id": receipt.message_id,
            }
        )
        self._apply(receipt)

    async def _wait_while(self, status: Status) -> None:
        """TIME-1: attend to each message and each step of a clock as it comes, until one moves the plan on."""
        while self._is(status):
            await self._tell_interim_support()
            await self._share_what_is_due()
            await self._deliver_what_waits()
            await self._continue_at_a_boundary()
            await self._next_thing()

    async def _give_the_record(self) -> None:
        """TELL-1, REC-1, REC-4, SHARE: give the person the record. The plan is signed off only when they have it."""
        while self._is(Status.AGREED):
            await self._tell_interim_support()
            if not self._paused():
                await self._determine(WrittenRecords.sign_off, limits.SIGN_OFF, "sign_off")
            if self._is(Status.AGREED) and not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()

    async def _share_what_is_due(self) -> None:
        """SHARE-1..3: after sign-off, give the copies that become due by a new decision about sharing."""
        if self._kept.to_share and not self._paused():
            determined = await self._determine(Sharing.share, limits.SIGN_OFF, "share")
            self._keep(to_share=determined is None)

    async def _tell_interim_support(self) -> None:
        """TIME-3, TIME-4: start interim support, or tell its workflow what has happened to the plan."""
        while self._kept.to_interim:
            says = self._kept.to_interim[0]
            if says.event in STARTS_IT:
                await self._start_or_tell(says)
            elif self._kept.interim in OPEN:
                await self._tell(says)
            self._keep(to_interim=self._kept.to_interim[1:])

    async def _start_or_tell(self, says: PlanSays) -> None:
        """Start interim support, or tell the one that runs. The server itself refuses a second for the same plan."""
        while True:
            try:
                await workflow.start_child_workflow(
                    names.INTERIM_WORKFLOW,
                    says,
                    id=names.interim_id(self._plan_id),
                    parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                )
            except WorkflowAlreadyStartedError:
                if await self._tell(says):
                    return
            else:
                if self._kept.interim not in OPEN:  # support may have said already that it has got further
                    known = says.event is PlanEvent.NEEDS_KNOWN
                    self._interim_is(Interim.ASKED_FOR if known else Interim.NEED_ASKED)
                # From here on interim support lives by itself, so this plan's next run need not be its parent.
                self._chapter_closed = True
                return

    async def _tell(self, says: PlanSays) -> bool:
        """Tell interim support what the plan says. Returns False if it has just ended."""
        try:
            await workflow.get_external_workflow_handle(names.interim_id(self._plan_id)).signal(names.PLAN_SAYS, says)
        except FailureError:
            return False
        return True

    async def _tidy_up(self) -> None:
        """END: a plan that has left still sends its letters, waits for what people have to do, and answers messages."""
        while self._has_something_left() or not workflow.all_handlers_finished():
            await self._tell_interim_support()
            if self._inbox and self._is(Status.REFUSED):
                self._answer_to_a_refused(self._inbox.pop(0))
            elif not self._has_something_left():
                await workflow.wait_condition(lambda: bool(self._inbox) or workflow.all_handlers_finished())
            elif not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()

    def _has_something_left(self) -> bool:
        kept = self._kept
        return bool(self._inbox or kept.to_deliver or kept.clocks or kept.to_interim)

    def _answer_to_a_refused(self, arrival: Arrival) -> None:
        """SUB-2: refuse a message to a plan that was refused at the door. Nothing is kept about such a plan."""
        code, reasons = Refusal.PLAN_CLOSED, ("The submission was refused: nothing can be done with it but to submit.",)
        self._count_refusal(arrival, code)
        arrival.answer = Answer(outcome="refused", code=code, reasons=reasons, plan_status=self._kept.status.value)

    # Messages of its own

    def _from_our_own(self, name: str, args: Sequence[RawValue]) -> bool:
        """Take in how far interim support says that it has got."""
        if name != names.INTERIM_SAYS or len(args) != 1:
            return False
        try:
            stage = Interim(workflow.payload_converter().from_payload(args[0].payload))
        except Exception:  # noqa: BLE001  # anything else under that name counts as a message of an unknown name
            return False
        self._interim_said = stage
        self._interim_is(stage)
        return True

    def _carry_on(self, start: RawValue) -> None:
        """Take over the last run's state, except that what interim support has said in the meantime is newer."""
        super()._carry_on(start)
        if self._interim_said is not None:
            self._interim_is(self._interim_said)

    async def _answered_at_once(self, arrival: Arrival) -> Answer | None:
        """Whether the submission of that message id was accepted. Any other submission is refused: the plan exists."""
        if arrival.name != names.ACKNOWLEDGE:
            return None
        await workflow.wait_condition(lambda: bool(self._kept.receipt_answer))
        known = self._kept.receipt_answer or Answer(outcome="refused", code=Refusal.FAULT)
        if not known.accepted or arrival.message in ("", self._kept.submission_id):
            return known
        return Answer(
            outcome="refused",
            code=Refusal.PLAN_EXISTS,
            reasons=(f"This plan was submitted before and is {self._kept.status.value.replace('_', ' ')}.",),
            plan_status=self._kept.status.value,
            version=self._kept.standing.version,
        )

    def _attended(self, arrival: Arrival, answer: Answer) -> None:
        if answer.accepted and arrival.name == RecordConsent.declared.name and self._is(Status.SIGNED_OFF):
            self._keep(to_share=True)

    # Small helpers

    def _interim_is(self, stage: Interim) -> None:
        """Take over how far interim support has got, as its own workflow says."""
        self._keep(standing=self._kept.standing.model_copy(update={"interim": stage}))

    def _taken_over(self, standing: Standing) -> Standing:
        """Everything except the stage of interim support: its own workflow may have reported a later one meanwhile."""
        return standing.model_copy(update={"interim": self._kept.interim})

    def _is(self, *statuses: Status) -> bool:
        return self._kept.status in statuses

    def _moments(self) -> list[Any]:
        moments = super()._moments()
        if self._paused() and (self._kept.to_share or self._is(Status.AGREED)):
            moments.append(workflow.now())
        return moments

    def _closes_a_chapter(self, before: Carried) -> bool:
        """A resubmission and a review are good moments for a new run."""
        resubmitted = before.status is Status.RETURNED and self._is(Status.AWAITING_DECISION)
        reviewed = (
            before.status is Status.SIGNED_OFF and self._is(Status.SIGNED_OFF) and before.clocks != self._kept.clocks
        )
        return resubmitted or reviewed

    def _may_continue(self) -> bool:
        """Don't continue as new if the plan is closed and no clock is running: the new run would only finish."""
        return not self._is(*CLOSED) or bool(self._kept.clocks)
