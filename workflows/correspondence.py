"""The base class of both workflows: an inbox, clocks, and activities that apply the rules.

The inbox keeps the server's order, the workflow attends to one thing at a time, and every rule runs in an activity. No
message, and no bug of ours, can end a workflow or leave it stuck.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from activities.notify import Notifying
    from countersign.careplan.messages import MESSAGES
    from countersign.careplan.messages.answers import Answer, Refusal
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import Considering, Determination, Entry, Situation, Standing
    from countersign.casework.status import PlanStatus, RefusedMessage
    from workflows import limits
    from workflows.inbox import Arrival, opened, taken_up
    from workflows.state import Carried, Held, Seen
    from workflows.visible import show

OVERTAKE = frozenset(name for name, message in MESSAGES.items() if message.declared.overtakes)
"""TIME-3: messages that start interim support at once, even if a step fell due before they were sent."""


class Correspondence:
    """The inbox, the clocks and the determinations of one workflow."""

    _of: Workflow
    _kept: Carried

    def __init__(self) -> None:
        """Begin with nothing known. Messages may come before the first line of `run`."""
        self._plan_id = workflow.info().workflow_id.partition("-")[2]
        self._kept = Carried(plan_id=self._plan_id)
        self._inbox: list[Arrival] = []
        self._chapter_closed = False

    # Messages

    @workflow.signal(dynamic=True)
    def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in any signal; `run` considers it. Nothing here may raise, because then the plan would be stuck."""
        if not self._from_our_own(name, args):
            self._inbox.append(opened(name, args, by_signal=True))

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, args: Sequence[RawValue]) -> Answer:
        """Take in the same message as an update, and answer it once it has been considered."""
        arrival = opened(name, args, by_signal=False)
        at_once = await self._answered_at_once(arrival)
        if at_once is not None:
            return at_once
        self._inbox.append(arrival)
        await workflow.wait_condition(lambda: arrival.answer is not None)
        return arrival.answer or Answer(outcome="refused", code=Refusal.FAULT)

    def _from_our_own(self, name: str, args: Sequence[RawValue]) -> bool:
        """Take in a signal from the plan's other workflow. Returns whether it was one."""
        del name, args
        return False

    async def _answered_at_once(self, arrival: Arrival) -> Answer | None:
        """The answer to an update that is not a message about the plan; None for every other update."""
        del arrival
        return None

    async def _attend(self, arrival: Arrival) -> None:
        """Put one message before the rules, and answer its sender."""
        key = arrival.message_id or arrival.sha256
        seen = self._kept.seen.get(key)
        considering = Considering(
            situation=self._situation(),
            name=arrival.name,
            message=arrival.message,
            message_id=arrival.message_id,
            sha256=arrival.sha256,
            problem=arrival.problem,
            by_signal=arrival.by_signal,
            duplicate_of=seen.answer if seen is not None and seen.sha256 == arrival.sha256 else None,
        )
        is_held = any(held.sha256 == arrival.sha256 for held in self._kept.held)
        determined = None
        if not is_held:
            determined = await self._determine(
                Determinations.consider, limits.DETERMINE, arrival.shown_name, considering
            )
        if determined is None:
            status, version = self._kept.status.value, self._kept.standing.version
            arrival.answer = Answer(outcome="refused", code=Refusal.FAULT, plan_status=status, version=version)
            if not is_held:
                held = Held(
                    name=arrival.name,
                    message=arrival.message,
                    message_id=arrival.message_id,
                    sha256=arrival.sha256,
                )
                self._keep(held=(*self._kept.held, held))
            return
        answer = determined.answer
        arrival.answer = answer
        if not answer.accepted or answer.duplicate:
            self._count_refusal(arrival, answer.code)
        if seen is None:
            short = answer.model_copy(update={"reasons": (), "said": ()})
            self._remember(key, Seen(sha256=arrival.sha256, answer=short))
        if determined.retry_faults:
            self._inbox.extend(taken_up(held) for held in self._kept.held)
            self._keep(held=(), paused_until=None)
        self._attended(arrival, answer)

    def _attended(self, arrival: Arrival, answer: Answer) -> None:
        """What this kind of workflow does after a message was answered."""

    def _remember(self, key: str, seen: Seen) -> None:
        kept = {**self._kept.seen, key: seen}
        while len(kept) > limits.SEEN_MESSAGES:
            del kept[next(iter(kept))]
        self._keep(seen=kept)

    def _count_refusal(self, arrival: Arrival, code: Refusal | None) -> None:
        shown = RefusedMessage(at=workflow.now(), name=arrival.shown_name, code=code)
        refused = (*self._kept.refused, shown)[-limits.REFUSALS_SHOWN :]
        self._keep(refused=refused, refused_count=self._kept.refused_count + 1)

    # Queries

    @workflow.query
    def status(self) -> PlanStatus:
        """Where the plan or its interim support is, whose turn it is, by when, and what happens next."""
        return self._kept.shown(workflow.now())

    @workflow.query
    def timeline(self) -> list[Entry]:
        """What has happened lately, earliest first. The record has all of it."""
        return list(self._kept.timeline)

    # What comes next

    async def _next_thing(self) -> None:
        """Attend to what comes first: the next message, or the next step of a clock (TIME-2).

        If a step fell due before the message was sent, the step is taken first, even if no worker ran at the time. In
        the same minute the message goes first.
        """
        came = bool(self._inbox) or await self._message_before(self._wake_at())
        if self._inbox and not self._fell_due_before(self._inbox[0]):
            await self._attend(self._inbox.pop(0))
        elif self._inbox or not came:
            await self._take_what_is_due()

    async def _take_what_is_due(self) -> None:
        clock, tell_at = self._kept.next_clock(), self._kept.standing.promise.tell_at
        if self._paused():
            return
        if clock is not None and clock.steps[0].at <= workflow.now():
            await self._determine(Determinations.take_step, limits.DETERMINE, "take_step", step_of=clock.name)
        elif tell_at is not None and tell_at <= workflow.now():
            await self._determine(Determinations.tell_new_date, limits.DETERMINE, "tell_new_date")

    def _fell_due_before(self, arrival: Arrival) -> bool:
        clock = self._kept.next_clock()
        if clock is None or arrival.sent_at is None or self._paused() or arrival.name in OVERTAKE:
            return False
        return clock.steps[0].at < min(arrival.sent_at.replace(second=0, microsecond=0), workflow.now())

    def _moments(self) -> list[datetime]:
        """Every moment at which there will be something to do, before a pause after a fault is allowed for."""
        kept = self._kept
        moments = [clock.step_at for clock in kept.clocks if clock.step_at is not None]
        if kept.standing.promise.tell_at is not None:
            moments.append(kept.standing.promise.tell_at)
        if kept.to_deliver:
            moments.append(kept.deliver_at or workflow.now())
        return moments

    def _wake_at(self) -> datetime | None:
        """When to stop waiting for a message: when something falls due, but not before a pause after a fault ends."""
        soonest = self._kept.paused_until if self._paused() and self._kept.paused_until else workflow.now()
        return min((max(moment, soonest) for moment in self._moments()), default=None)

    async def _message_before(self, moment: datetime | None) -> bool:
        """Wait for a message. Returns False if the moment came first. A message of that very moment goes first."""
        wait = None if moment is None else max(moment - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(self._something_came, timeout=wait)
        except TimeoutError:
            return self._something_came()
        return True

    def _something_came(self) -> bool:
        """Whether something came that is to be attended to before the next step falls due."""
        return bool(self._inbox)

    async def _deliver_what_waits(self) -> bool:
        """Send notices that could not be sent at once. Returns whether it tried to.

        Between two tries the workflow attends to messages: somebody's urgent needs do not wait for a mail relay.
        """
        kept = self._kept
        if not kept.to_deliver or self._paused() or (kept.deliver_at is not None and workflow.now() < kept.deliver_at):
            return False
        await self._determine(Notifying.deliver, limits.DELIVER, "deliver")
        if self._kept.to_deliver:
            again = limits.DELIVER_AGAIN[min(kept.deliveries, len(limits.DELIVER_AGAIN) - 1)]
            self._keep(deliver_at=workflow.now() + again, deliveries=kept.deliveries + 1)
        return True

    # Determinations

    async def _determine(
        self,
        activity: Callable[..., Determination],
        limit: timedelta,
        what: str,
        *given: object,
        step_of: str = "",
    ) -> Determination | None:
        """Run one determination and take over what follows. None if our software failed; then a person has been asked.

        `given`: the activity's arguments after the situation. A message carries its own situation.
        """
        is_message = bool(given) and isinstance(given[0], Considering)
        try:
            determined: Determination = await workflow.execute_activity(
                activity,
                args=given if is_message else (self._situation(step_of), *given),
                start_to_close_timeout=limit,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError as error:
            cause = error.cause
            await self._ask_a_person(what, str(cause) if cause else type(error).__name__)
            if not is_message:
                self._keep(paused_until=workflow.now() + limits.AFTER_A_FAULT)
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
            # Even that could not be kept. The plan must not end because of it: it waits, and can be found by searching.
            self._keep(open_tasks=max(1, self._kept.open_tasks))
            return
        self._apply(determined)

    def _situation(self, step_of: str = "") -> Situation:
        return Situation(
            plan_id=self._plan_id,
            workflow=self._of,
            standing=self._kept.standing,
            now=workflow.now(),
            step_of=step_of,
        )

    def _paused(self) -> bool:
        """Whether our software failed on a step lately. The step is tried again after a pause; messages do not wait."""
        until = self._kept.paused_until
        return until is not None and workflow.now() < until

    def _apply(self, determined: Determination) -> None:
        """Take over what an activity determined."""
        before = self._kept
        self._keep(
            standing=self._taken_over(determined.standing),
            open_tasks=determined.open_tasks,
            to_deliver=determined.to_deliver,
            to_interim=(*before.to_interim, *determined.to_interim),
            deliver_at=before.deliver_at if determined.to_deliver else None,
            deliveries=before.deliveries if determined.to_deliver else 0,
            timeline=(*before.timeline, *determined.entries)[-limits.TIMELINE_ENTRIES :],
        )
        self._chapter_closed = self._chapter_closed or self._closes_a_chapter(before)

    def _taken_over(self, standing: Standing) -> Standing:
        """The part of the plan's standing that this kind of workflow takes over."""
        return standing

    def _closes_a_chapter(self, before: Carried) -> bool:
        """Whether this is a good moment to go on as a new run. `before`: the state before the last determination."""
        del before
        return False

    def _keep(self, **changed: object) -> None:
        """Change the state, and bring the search attributes up to date."""
        before, self._kept = self._kept, self._kept.model_copy(update=changed)
        show(before, self._kept)

    async def _continue_at_a_boundary(self) -> None:
        """Go on as a new run once a chapter is closed or the history has grown long.

        Nothing is in hand at that moment: the inbox is empty and every update is answered. If a message comes while the
        new run is being started, the server keeps it and lets this run look again.
        """
        while self._chapter_closed or workflow.info().is_continue_as_new_suggested():
            if self._inbox or self._kept.to_interim or not self._may_continue():
                return
            await workflow.wait_condition(workflow.all_handlers_finished)
            if not self._inbox:
                workflow.continue_as_new(self._kept)

    def _may_continue(self) -> bool:
        """Whether a new run may begin. It may not if something must be finished in this run."""
        return True

    def _carry_on(self, start: RawValue) -> None:
        self._kept = workflow.payload_converter().from_payload(start.payload, Carried)
