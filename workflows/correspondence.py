"""The base class of both workflows: an inbox, clocks, and activities that apply the rules.

The inbox keeps the server's order, the workflow attends to one thing at a time, and every rule runs in an activity. No
message, no operator and no bug of ours can end a workflow or leave it stuck. Signal and update handlers only put into
the inbox: every command comes from the one loop of the workflow.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import Priority, RawValue
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from activities.notify import Notifying
    from countersign.careplan.messages.amendments import SubmitAmendment
    from countersign.careplan.messages.answers import FAULT_IS_KEPT, Answer, Refusal
    from countersign.careplan.messages.decisions import Decide, Resubmit
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import Considering, Determination, Entry, Situation, Standing
    from countersign.casework.faults import FOR_TOO_LONG
    from countersign.casework.kept import WaitingMessage
    from countersign.casework.status import PlanStatus, RefusedMessage
    from countersign.temporal import names
    from workflows import limits
    from workflows.inbox import OVERTAKE, Arrival, Inbox, arrived
    from workflows.state import Carried
    from workflows.undisturbed import until
    from workflows.visible import show


class Correspondence:
    """The inbox, the clocks and the determinations of one workflow."""

    _of: Workflow
    _look_is: str
    """The signal by which the plan's other workflow says: look."""
    _kept: Carried

    def __init__(self) -> None:
        """Begin with nothing known. Messages may come before the first line of `run`."""
        self._plan_id = names.plan_of(workflow.info().workflow_id, self._of.value)
        self._kept = Carried(plan_id=self._plan_id)
        self._inbox = Inbox()
        self._chapter_closed = False
        self._is_to_look = False
        self._is_to_begin_anew = False
        self._has_news = False
        self._cancels_noted = False
        self._since_long = 0
        """How many messages were considered since this run has grown long."""

    # Messages

    @workflow.signal(dynamic=True)
    def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in any signal; `run` considers it. Nothing here may raise, because then the plan would be stuck."""
        if name == self._look_is:
            self._is_to_look = True
        elif name == names.LOOK:
            self._has_news = True
        elif name == names.BEGIN_ANEW:
            self._is_to_begin_anew = True
        else:
            self._inbox.take_in(arrived(name, args, by_signal=True))

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, args: Sequence[RawValue]) -> Answer:
        """Take in the same message as an update, and answer it once it has been considered."""
        arrival = arrived(name, args, by_signal=False)
        if not self._plan_id:
            return self._misnamed()
        at_once = await self._answered_at_once(arrival)
        if at_once is not None:
            return at_once
        if not self._inbox.take_in(arrival):
            return self._busy()
        await until(lambda: arrival.answer is not None)
        return arrival.answer or self._refused(Refusal.FAULT, FAULT_IS_KEPT)

    async def _answered_at_once(self, arrival: Arrival) -> Answer | None:
        """The answer to an update that is not a message about the plan; None for every other update."""
        del arrival
        return None

    async def _attend(self, arrival: Arrival) -> None:
        """Put one message before the rules, and answer its sender."""
        read = arrival.opened
        considering = Considering(
            situation=self._situation(),
            name=arrival.shown_name,
            message=read.message,
            message_id=read.message_id,
            sha256=arrival.sha256,
            problem=read.problem,
            by_signal=arrival.by_signal,
        )
        determined = await self._determine(
            Determinations.consider,
            limits.DETERMINE,
            arrival.shown_name,
            considering,
            priority=_priority_of(arrival.name),
            arrival=arrival,
        )
        if determined is not None:
            self._attended(arrival.shown_name, determined)
            arrival.answer = determined.answer

    async def _attend_waiting(self) -> None:
        """Put the next message before the rules that waits in the database."""
        determined = await self._determine(
            Determinations.consider_waiting, limits.DETERMINE, "consider_waiting", of_waiting=True
        )
        if determined is not None and determined.considered:
            self._attended(determined.considered, determined)
        elif determined is not None:
            self._keep(waiting=False)

    def _attended(self, name: str, determined: Determination) -> None:
        """Take over what follows from a message besides where the plan stands. `name`: as it may be shown."""
        answer = determined.answer
        if (not answer.accepted or answer.duplicate) and answer.code is not Refusal.FAULT:
            self._count_refusal(name, answer.code)
        if determined.retry_faults:
            self._keep(waiting=True, paused_until=None)

    def _count_refusal(self, name: str, code: Refusal | None, times: int = 1) -> None:
        shown = RefusedMessage(at=workflow.now(), name=name, code=code)
        refused = (*self._kept.refused, shown)[-limits.REFUSALS_SHOWN :]
        self._keep(refused=refused, refused_count=self._kept.refused_count + times)

    def _count_what_was_not_kept(self) -> None:
        times, self._inbox.not_kept = self._inbox.not_kept, 0
        if times:
            self._count_refusal("unknown", Refusal.MALFORMED, times)

    def _refused(self, code: Refusal, *reasons: str) -> Answer:
        status, version = self._kept.status.value, self._kept.standing.version
        return Answer(outcome="refused", code=code, reasons=reasons, plan_status=status, version=version)

    def _busy(self) -> Answer:
        return self._refused(Refusal.BUSY, "More waits here than is taken in at once: send it again in a few minutes.")

    def _misnamed(self) -> Answer:
        """The answer to everything that is sent to a workflow under an id that is not that of a plan."""
        return self._refused(
            Refusal.WRONG_PLAN, f"This workflow's id is not {self._of.value}-<plan_id>: it does nothing."
        )

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
        self._count_what_was_not_kept()
        if self._kept.waiting and not self._paused() and not self._inbox.has_urgent():
            await self._attend_waiting()
            return
        came = len(self._inbox) > 0 or await self._message_before(self._wake_at())
        arrival = self._inbox.next()
        if arrival is not None and not self._fell_due_before(arrival):
            self._inbox.remove(arrival)
            await self._attend(arrival)
        elif arrival is not None or not came:
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
        if clock is None or self._paused() or arrival.name in OVERTAKE or clock.steps[0].at >= workflow.now():
            return False
        sent_at = arrival.opened.sent_at
        return sent_at is not None and clock.steps[0].at < min(sent_at.replace(second=0, microsecond=0), workflow.now())

    def _moments(self) -> list[datetime]:
        """Every moment at which there will be something to do, before a pause after a fault is allowed for."""
        kept = self._kept
        moments = [clock.step_at for clock in kept.clocks if clock.step_at is not None]
        if kept.standing.promise.tell_at is not None:
            moments.append(kept.standing.promise.tell_at)
        if kept.to_deliver:
            moments.append(kept.deliver_at or workflow.now())
        if kept.waiting or self._has_own_business():
            moments.append(workflow.now())
        return moments

    def _wake_at(self) -> datetime | None:
        """When to stop waiting for a message: when something falls due, but not before a pause after a fault ends."""
        soonest = self._kept.paused_until if self._paused() and self._kept.paused_until else workflow.now()
        return min((max(moment, soonest) for moment in self._moments()), default=None)

    async def _message_before(self, moment: datetime | None) -> bool:
        """Wait for a message. Returns False if the moment came first. A message of that very moment goes first."""
        return await until(self._something_came, None if moment is None else max(moment - workflow.now(), timedelta(0)))

    def _something_came(self) -> bool:
        """Whether something came that is to be attended to before the next step falls due."""
        own = self._has_own_business() and not self._paused()
        return len(self._inbox) > 0 or self._inbox.not_kept > 0 or self._is_to_begin_anew or own

    def _has_own_business(self) -> bool:
        """Whether it is to look or to begin anew, has news of its notices, or has a cancel to note."""
        return self._is_to_look or self._has_news or self._is_to_begin_anew or self._is_cancel_to_note()

    def _is_cancel_to_note(self) -> bool:
        return not self._cancels_noted and workflow.cancellation_reason() is not None

    async def _see_to_own_business(self) -> None:
        """Note a cancel, and look if the plan's other workflow, or news of a notice, said so. After a fault: later."""
        if self._is_cancel_to_note() and not self._paused():
            noted = await self._determine(Determinations.note_cancel, limits.DETERMINE, "note_cancel")
            self._cancels_noted = noted is not None
        if self._is_to_look and not self._paused():
            self._is_to_look = False
            self._is_to_look = not await self._look() or self._is_to_look
        if self._has_news and not self._paused():
            self._has_news = False
            followed = await self._determine(Notifying.follow_up, limits.DETERMINE, "follow_up")
            self._has_news = followed is None or self._has_news

    async def _look(self) -> bool:
        """Take over what the plan's other workflow did, as the database has it. Returns whether that is all of it."""
        raise NotImplementedError

    async def _deliver_what_waits(self) -> bool:
        """Send notices that could not be sent at once. Returns whether it tried to.

        Between two tries the workflow attends to messages: somebody's urgent needs do not wait for a mail relay.
        """
        kept = self._kept
        if not kept.to_deliver or self._paused() or (kept.deliver_at is not None and workflow.now() < kept.deliver_at):
            return False
        determined = await self._determine(Notifying.deliver, limits.DELIVER, "deliver")
        if self._kept.to_deliver and (determined is None or self._kept.to_deliver >= kept.to_deliver):
            # Otherwise some have gone, and for the others there was no time.
            soonest = workflow.now() + limits.DELIVER_AGAIN
            self._keep(deliver_at=max(self._kept.deliver_at or soonest, soonest))
        return True

    # Determinations

    async def _determine(
        self,
        activity: Callable[..., Determination],
        limit: timedelta,
        what: str,
        *given: object,
        step_of: str = "",
        priority: Priority = limits.THIRD,
        arrival: Arrival | None = None,
        of_waiting: bool = False,
        prints: bool = False,
    ) -> Determination | None:
        """Run one determination and take over what follows. None if our software failed; then a person has been asked.

        `given`: the activity's arguments, if not the situation alone. `arrival`: the message that it is about.
        `of_waiting`: it is about the next message that waits in the database. `prints`: it goes to the queue of those
        that print, where it keeps nobody else waiting.
        """
        queue = workflow.info().task_queue
        try:
            determined: Determination = await workflow.execute_activity(
                activity,
                args=given or (self._situation(step_of),),
                task_queue=names.printing_queue(queue) if prints else queue,
                heartbeat_timeout=limits.PRINT_BEATS if prints else None,
                start_to_close_timeout=limit,
                schedule_to_close_timeout=limits.FOR_SO_LONG,
                retry_policy=limits.UNTIL_AVAILABLE,
                priority=limits.FIRST if self._of is Workflow.INTERIM else priority,
            )
        except ActivityError as error:
            await self._failed(what, _in_short(error), arrival, of_waiting=of_waiting)
            return None
        self._apply(determined)
        return determined

    async def _failed(self, what: str, fault: str, arrival: Arrival | None, *, of_waiting: bool) -> None:
        """Our software failed, or something that it needs was away for too long: a person is asked."""
        held = None
        if arrival is not None:
            held = arrival.outside(self._of, self._kept.next_number, workflow.now())
        is_asked = await self._ask_a_person(what, fault, held, of_waiting=of_waiting)
        if arrival is None:
            if not (of_waiting and is_asked):  # one that is held now stands in nobody's way
                self._keep(paused_until=workflow.now() + limits.AFTER_A_FAULT)
        elif is_asked:
            self._keep(next_number=self._kept.next_number + 1)
            arrival.answer = self._refused(Refusal.FAULT, FAULT_IS_KEPT)
        else:
            # Not even that could be kept. If that is because of this message, it lets the others go first.
            is_because_of_it = await self._ask_a_person(what, fault)
            self._inbox.put_back(arrival, first=not is_because_of_it)

    async def _ask_a_person(
        self, what: str, fault: str, held: WaitingMessage | None = None, *, of_waiting: bool = False
    ) -> bool:
        """Have a person asked. Returns whether that could be kept."""
        try:
            determined = await workflow.execute_activity_method(
                Determinations.keep_fault,
                args=[self._situation(), what, fault, held, of_waiting],
                start_to_close_timeout=limits.DETERMINE,
                schedule_to_close_timeout=limits.ASK_A_PERSON,
                retry_policy=limits.UNTIL_AVAILABLE,
                priority=limits.SECOND,
            )
        except ActivityError:
            # Even that could not be kept. The plan must not end because of it: it waits, and can be found by searching.
            self._keep(open_tasks=max(1, self._kept.open_tasks))
            return False
        self._apply(determined)
        return True

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
        until_then = self._kept.paused_until
        return until_then is not None and workflow.now() < until_then

    def _apply(self, determined: Determination) -> None:
        """Take over what an activity determined."""
        before = self._kept
        self._keep(
            standing=self._taken_over(determined.standing),
            open_tasks=determined.open_tasks,
            to_deliver=determined.to_deliver,
            deliver_at=determined.deliver_at,
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


def _priority_of(name: str) -> Priority:
    if name in OVERTAKE:
        return limits.FIRST
    decides = (Decide.declared.name, Resubmit.declared.name, SubmitAmendment.declared.name)
    return limits.SECOND if name in decides else limits.THIRD


def _in_short(error: ActivityError) -> str:
    """What went wrong, for a person: in the guard's own words, or that it went on for too long."""
    cause = error.cause
    return str(cause) if isinstance(cause, ApplicationError) and cause.non_retryable else FOR_TOO_LONG
