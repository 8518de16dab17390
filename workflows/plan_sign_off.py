"""The story of one plan, from the door to the day it is no longer in force.

Waiting, ordering and reacting are here; every rule is run in an activity, so that a rule corrected while a plan waits
neither rewrites what was decided nor breaks a replay. Nothing of the plan's content is held here: it enters once, is
stored by the first activity, and is known by its id from then on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.deliver import Deliveries
    from activities.determine import Determinations
    from careplan.determinations import Considering, Determination, Entry, Receipt, Situation
    from careplan.lifecycle import CLOSED, Status
    from careplan.messages import Answer, Refusal
    from workflows import limits, names
    from workflows.inbox import Post, opened, started_with_one, taken_up
    from workflows.state import Carried, Held, Outcome, PlanStatus, Refused, Seen
    from workflows.visible import show


@workflow.defn(name=names.WORKFLOW)
class PlanSignOff:
    """Signs off one plan, and stays open for as long as it is in force.

    Started with one argument: a submission, as one JSON object. Messages come as signals, or as updates that answer:
    decide, resubmit, withdraw, end, report_urgent_needs, record_consent, complete_task (`careplan.messages`). The
    update `acknowledge` answers whether the submission was accepted at the door. Queries: status, timeline.
    """

    def __init__(self) -> None:
        """Begin with nothing known: messages may come before the first line of `run`."""
        self._plan_id = workflow.info().workflow_id.removeprefix("plan-")
        self._kept = Carried(plan_id=self._plan_id)
        self._inbox: list[Post] = []
        self._chapter_closed = False

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> Outcome:
        """The procedure."""
        if workflow.info().continued_run_id:
            self._carry_on(start)
        else:
            await self._receive_submission(start)
        while not self._is(*CLOSED):
            await self._continue_at_a_boundary()
            if self._is(Status.AWAITING_DECISION):  # until an authoriser decides, or it is withdrawn
                await self._wait_while(Status.AWAITING_DECISION)
            elif self._is(Status.RETURNED):  # until its practitioner resubmits it, or it is withdrawn
                await self._wait_while(Status.RETURNED)
            elif self._is(Status.AGREED):  # until the person has been given the record, or the plan ends
                await self._give_the_record()
            elif self._is(Status.SIGNED_OFF):  # in force, until it ends; reviewed meanwhile
                await self._wait_while(Status.SIGNED_OFF)
        await self._answer_what_is_left()
        return Outcome(
            plan_id=self._plan_id,
            status=self._kept.status,
            version=self._kept.version,
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
            # Nothing is stored yet and nobody was told: the sender has its answer, and can send it again.
            answer = Answer(outcome="refused", code=Refusal.FAULT, plan_status=Status.REFUSED.value)
            receipt = Receipt(answer=answer, status=Status.REFUSED, version=0)
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
        """TIME-1: until a message or a rung moves the plan on, attend to each as it comes."""
        while self._is(status):
            await self._share_what_is_due()
            await self._deliver_what_waits()
            await self._next_thing()
            await self._continue_at_a_boundary()

    async def _give_the_record(self) -> None:
        """TELL-1, REC-1, REC-4, SHARE: not signed off until the person has been given the record."""
        while self._is(Status.AGREED):
            if not self._paused():
                await self._determine(Determinations.sign_off, limits.SIGN_OFF, "sign_off")
            if self._is(Status.AGREED) and not await self._deliver_what_waits():
                await self._continue_at_a_boundary()
                await self._next_thing()

    async def _next_thing(self) -> None:
        """Attend to the next message, or, if it falls due first, to the next rung of the clock (TIME-2)."""
        if self._inbox or await self._message_before(self._wake_at()):
            await self._attend(self._inbox.pop(0))
        elif not self._paused() and self._rung_is_due():
            await self._determine(Determinations.take_step, limits.DETERMINE, "take_step")

    async def _share_what_is_due(self) -> None:
        """SHARE-1..3: once signed off, a new decision about sharing gives the copies that it makes due."""
        if self._kept.to_share and not self._paused():
            determined = await self._determine(Determinations.share, limits.SIGN_OFF, "share")
            self._kept = self._kept.model_copy(update={"to_share": determined is None})

    async def _deliver_what_waits(self) -> bool:
        """Send what a determination queued and could not send at once. Returns whether anything was tried.

        Between one try and the next messages are attended to: somebody's urgent needs do not wait for a mail relay.
        """
        kept = self._kept
        if not kept.to_deliver or self._paused() or (kept.deliver_at is not None and workflow.now() < kept.deliver_at):
            return False
        await self._determine(Deliveries.deliver, limits.DELIVER, "deliver")
        if self._kept.to_deliver:
            again = limits.DELIVER_AGAIN[min(kept.deliveries, len(limits.DELIVER_AGAIN) - 1)]
            later = {"deliver_at": workflow.now() + again, "deliveries": kept.deliveries + 1}
            self._kept = self._kept.model_copy(update=later)
        return True

    async def _answer_what_is_left(self) -> None:
        """A plan that is closed still sends what it has to, and answers whoever wrote to it in time."""
        while self._inbox or self._kept.to_deliver or not workflow.all_handlers_finished():
            if self._inbox:
                await self._answer_late(self._inbox.pop(0))
            elif not self._kept.to_deliver:
                await workflow.wait_condition(lambda: bool(self._inbox) or workflow.all_handlers_finished())
            elif not await self._deliver_what_waits():
                await self._message_before(self._wake_at())

    async def _answer_late(self, post: Post) -> None:
        if not self._is(Status.REFUSED):
            await self._attend(post)
            return
        # SUB-2: of a plan that was refused at the door nothing is kept, so neither is what was sent to it.
        code, reasons = Refusal.PLAN_CLOSED, ("The submission was refused: nothing can be done with it but to submit.",)
        self._count_refusal(post, code)
        post.answer = Answer(outcome="refused", code=code, reasons=reasons, plan_status=self._kept.status.value)

    # Messages

    @workflow.signal(dynamic=True)
    def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in any signal, whatever it is; `run` considers it. Nothing here may raise: that would stick the plan."""
        self._inbox.append(opened(name, args, by_signal=True))

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, args: Sequence[RawValue]) -> Answer:
        """The same message as an update: answered once it has been considered."""
        if name == names.ACKNOWLEDGE:
            return await self._acknowledge(opened(name, args, by_signal=False).message)
        post = opened(name, args, by_signal=False)
        self._inbox.append(post)
        await workflow.wait_condition(lambda: post.answer is not None)
        return post.answer or Answer(outcome="refused", code=Refusal.FAULT)

    async def _acknowledge(self, message_id: object) -> Answer:
        """Whether the submission of that message id was accepted. Another one's is refused: the plan exists already."""
        await workflow.wait_condition(lambda: bool(self._kept.receipt_answer))
        known = self._kept.receipt_answer or Answer(outcome="refused", code=Refusal.FAULT)
        if not known.accepted or message_id in ("", self._kept.submission_id):
            return known
        return Answer(
            outcome="refused",
            code=Refusal.PLAN_EXISTS,
            reasons=(f"This plan was submitted before and is {self._kept.status.value.replace('_', ' ')}.",),
            plan_status=self._kept.status.value,
            version=self._kept.version,
        )

    async def _attend(self, post: Post) -> None:
        """Put one message before the rules, and answer its sender."""
        key = post.message_id or post.sha256
        seen = self._kept.seen.get(key)
        considering = Considering(
            situation=self._situation(),
            name=post.name,
            message=post.message,
            message_id=post.message_id,
            sha256=post.sha256,
            problem=post.problem,
            by_signal=post.by_signal,
            duplicate_of=seen.answer if seen is not None and seen.sha256 == post.sha256 else None,
        )
        is_held = any(held.sha256 == post.sha256 for held in self._kept.held)
        determined = None
        if not is_held:
            determined = await self._determine(Determinations.consider, limits.DETERMINE, post.shown_name, considering)
        if determined is None:
            status, version = self._kept.status.value, self._kept.version
            post.answer = Answer(outcome="refused", code=Refusal.FAULT, plan_status=status, version=version)
            if not is_held:
                held = Held(name=post.name, message=post.message, message_id=post.message_id, sha256=post.sha256)
                self._kept = self._kept.model_copy(update={"held": (*self._kept.held, held)})
            return
        answer = determined.answer
        post.answer = answer
        if not answer.accepted or answer.duplicate:
            self._count_refusal(post, answer.code)
        if seen is None:
            self._remember(key, Seen(sha256=post.sha256, answer=answer.model_copy(update={"reasons": ()})))
        if determined.retry_faults:
            self._inbox.extend(taken_up(held) for held in self._kept.held)
            self._kept = self._kept.model_copy(update={"held": (), "paused_until": None})
        if answer.accepted and post.name == "record_consent" and self._is(Status.SIGNED_OFF):
            self._kept = self._kept.model_copy(update={"to_share": True})

    def _remember(self, key: str, seen: Seen) -> None:
        kept = {**self._kept.seen, key: seen}
        while len(kept) > limits.SEEN_MESSAGES:
            del kept[next(iter(kept))]
        self._kept = self._kept.model_copy(update={"seen": kept})

    def _count_refusal(self, post: Post, code: Refusal | None) -> None:
        shown = Refused(at=workflow.now(), name=post.shown_name, code=code)
        refused = (*self._kept.refused, shown)[-limits.REFUSALS_SHOWN :]
        count = self._kept.refused_count + 1
        before, self._kept = self._kept, self._kept.model_copy(update={"refused": refused, "refused_count": count})
        show(before, self._kept)

    # Queries

    @workflow.query
    def status(self) -> PlanStatus:
        """Where the plan is, whose turn it is, by when, and what happens next."""
        kept = self._kept
        return PlanStatus(
            plan_id=kept.plan_id,
            status=kept.status,
            version=kept.version,
            team=kept.team,
            kind=kept.kind,
            scheme=kept.scheme,
            owner=kept.clock.owner if kept.clock else "",
            due=kept.clock.due if kept.clock else None,
            next_step=kept.clock.steps[0] if kept.clock and kept.clock.steps else None,
            interim=kept.interim,
            open_tasks=kept.open_tasks,
            waiting_notices=kept.to_deliver,
            refused_count=kept.refused_count,
            refused=kept.refused,
            answer=kept.receipt_answer,
        )

    @workflow.query
    def timeline(self) -> list[Entry]:
        """What has happened, earliest first; the whole of it is in the record."""
        return list(self._kept.timeline)

    # Small helpers

    def _is(self, *statuses: Status) -> bool:
        return self._kept.status in statuses

    def _situation(self) -> Situation:
        kept = self._kept
        return Situation(
            plan_id=self._plan_id,
            status=kept.status,
            version=kept.version,
            clock=kept.clock,
            interim=kept.interim,
            now=workflow.now(),
        )

    def _paused(self) -> bool:
        """Whether a step of ours failed lately: it is not tried again at once, while messages are still attended to."""
        until = self._kept.paused_until
        return until is not None and workflow.now() < until

    def _rung_is_due(self) -> bool:
        rung = self._next_rung()
        return rung is not None and rung <= workflow.now()

    def _next_rung(self) -> datetime | None:
        clock = self._kept.clock
        return clock.steps[0].at if clock and clock.steps else None

    def _wake_at(self) -> datetime | None:
        """When to stop waiting for a message: at the next rung, at the next try to deliver, or after a pause."""
        kept, now = self._kept, workflow.now()
        soonest = kept.paused_until if kept.paused_until is not None and self._paused() else now
        moments: list[datetime] = []
        rung = self._next_rung()
        if rung is not None:
            moments.append(max(rung, soonest))
        if kept.to_deliver:
            moments.append(max(kept.deliver_at or now, soonest))
        if self._paused() and (kept.to_share or self._is(Status.AGREED)):
            moments.append(soonest)
        return min(moments, default=None)

    async def _message_before(self, moment: datetime | None) -> bool:
        """Wait for a message. False if the moment came first; a message that came at that very moment goes first."""
        wait = None if moment is None else max(moment - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(lambda: bool(self._inbox), timeout=wait)
        except TimeoutError:
            return bool(self._inbox)
        return True

    async def _determine(
        self,
        activity: Callable[..., Determination],
        limit: timedelta,
        what: str,
        given: Considering | None = None,
    ) -> Determination | None:
        """Run one determination and take over what follows. None if our software failed: a person has been asked."""
        try:
            determined: Determination = await workflow.execute_activity(
                activity,
                given or self._situation(),
                start_to_close_timeout=limit,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError as error:
            cause = error.cause
            await self._ask_a_person(what, str(cause) if cause else type(error).__name__)
            if given is None:
                until = workflow.now() + limits.AFTER_A_FAULT
                self._kept = self._kept.model_copy(update={"paused_until": until})
            return None
        self._apply(determined)
        return determined

    async def _ask_a_person(self, what: str, fault: str) -> None:
        try:
            determined = await workflow.execute_activity_method(
                Determinations.keep_fault,
                args=[self._situation(), what, fault],
                start_to_close_timeout=limits.DETERMINE,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError:
            # Not even that could be kept. The plan must not end with it: it waits, and can be searched for.
            before = self._kept
            self._kept = before.model_copy(update={"open_tasks": max(1, before.open_tasks)})
            show(before, self._kept)
            return
        self._apply(determined)

    def _apply(self, determined: Determination) -> None:
        """Take over what an activity determined, and show it where it can be searched for."""
        before = self._kept
        self._kept = before.model_copy(
            update={
                "status": determined.status,
                "version": determined.version,
                "clock": determined.clock,
                "interim": determined.interim,
                "open_tasks": determined.open_tasks,
                "to_deliver": determined.to_deliver,
                "deliver_at": before.deliver_at if determined.to_deliver else None,
                "deliveries": before.deliveries if determined.to_deliver else 0,
                "timeline": (*before.timeline, *determined.entries)[-limits.TIMELINE_ENTRIES :],
            }
        )
        resubmitted = before.status is Status.RETURNED and determined.status is Status.AWAITING_DECISION
        reviewed = before.status is Status.SIGNED_OFF and before.clock != determined.clock
        self._chapter_closed = self._chapter_closed or resubmitted or reviewed
        show(before, self._kept)

    async def _continue_at_a_boundary(self) -> None:
        """Go on as a new run once a chapter is closed (a resubmission, a review) or the history has grown long.

        An agreed plan's letter does not wait for a new run. Nothing is in hand at that moment: the inbox is empty and
        every update is answered. A message that comes in while the new run is being started is kept by the server,
        which then has this run look again.
        """
        while (self._chapter_closed and not self._is(Status.AGREED)) or workflow.info().is_continue_as_new_suggested():
            if self._inbox or self._kept.to_deliver or self._is(*CLOSED):
                return
            await workflow.wait_condition(workflow.all_handlers_finished)
            if not self._inbox:
                workflow.continue_as_new(self._kept)

    def _carry_on(self, start: RawValue) -> None:
        self._kept = workflow.payload_converter().from_payload(start.payload, Carried)
