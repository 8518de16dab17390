"""How a workflow begins, and goes on as a new run: from what the database says, with what waits handed on.

No state is believed because a run was started with it. What a run hands on to the next counts only where the database
says the same; anything else begins anew from there.
"""

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.determine import Determinations
    from countersign.careplan.interim import OPEN
    from countersign.careplan.messages.declaring import Workflow
    from countersign.casework.determinations import TakenUp
    from countersign.casework.faults import FOR_TOO_LONG
    from countersign.casework.kept import WaitingMessage
    from countersign.casework.taking_up import is_elsewhere
    from workflows import limits
    from workflows.correspondence import Correspondence
    from workflows.inbox import OVERTAKE, Arrival, content_of, taken_up
    from workflows.state import Carried
    from workflows.undisturbed import until


class Runs(Correspondence):
    """A correspondence that goes on from run to run."""

    # How a run begins

    async def _begin(self, start: RawValue) -> TakenUp:
        """Begin with what is true. Returns it. `start`: what the run was started with."""
        handed = _handed_on(start)
        if handed is not None and handed.plan_id == self._plan_id:
            self._kept = handed.model_copy(update={"inbox": ()})
            for message in reversed(handed.inbox):
                self._inbox.put_back(taken_up(message), first=True)
        true = await self._asked()
        was_in_hand = handed is not None and handed.standing.version > 0
        while was_in_hand and not true.known:
            # Our record was restored from before the plan came: until `reconcile` has it submitted again, it waits, and
            # is found by searching. Nothing can be kept about it, not even a task.
            self._keep(open_tasks=max(1, self._kept.open_tasks))
            self._is_to_begin_anew = False
            await until(lambda: self._is_to_begin_anew, limits.AFTER_A_FAULT)
            true, handed = await self._asked(), None
        self._take_up(true, anew=handed is None or is_elsewhere(self._situation(), true.standing))
        return true

    async def _asked(self) -> TakenUp:
        """Ask what is true, until there is an answer."""
        while True:
            try:
                return await workflow.execute_activity_method(
                    Determinations.take_up,
                    self._situation(),
                    start_to_close_timeout=limits.DETERMINE,
                    schedule_to_close_timeout=limits.FOR_SO_LONG,
                    retry_policy=limits.UNTIL_AVAILABLE,
                    priority=limits.FIRST if self._of is Workflow.INTERIM else limits.SECOND,
                )
            except ActivityError:
                await self._ask_a_person("take_up", FOR_TOO_LONG)
                await until(lambda: False, limits.AFTER_A_FAULT)

    async def _see_to_own_business(self) -> None:
        """Begin anew if it is asked for, whatever this run holds: also in the pause after a fault."""
        if self._is_to_begin_anew:
            self._is_to_begin_anew = False
            true = await self._asked()
            if true.known:
                await self._begin_anew(true)
                self._chapter_closed = True
        await super()._see_to_own_business()

    async def _begin_anew(self, true: TakenUp) -> None:
        """Go on from what is true, and from nothing else but the messages that wait here."""
        self._take_up(true, anew=True)

    def _take_up(self, true: TakenUp, *, anew: bool) -> None:
        """Take over what is true. `anew`: nothing that this run holds is believed."""
        if not true.known:
            self._kept = Carried(plan_id=self._plan_id)
            return
        standing = true.standing
        if not anew and true.to_follow and self._kept.interim in OPEN:
            # Interim support was started, and has not taken up yet what the plan has said to it.
            standing = standing.model_copy(update={"interim": self._kept.interim})
        if anew:
            self._kept = Carried(
                plan_id=self._plan_id,
                receipt_answer=true.submission_answer or self._kept.receipt_answer,
                submission_id=true.submission_id,
                submission_identity=true.submission_identity,
            )
        self._keep(
            standing=standing,
            team=true.team,
            kind=true.kind,
            scheme=true.scheme,
            open_tasks=true.open_tasks,
            to_deliver=true.to_deliver,
            deliver_at=true.deliver_at,
            waiting=true.waiting,
            next_number=true.next_number,
            timeline=true.entries if anew else self._kept.timeline,
            paused_until=None,
        )

    # How it goes on

    async def _continue_at_a_boundary(self) -> None:
        """Go on as a new run once a chapter is closed, or in the midst of everything once the history has grown long.

        At the end of a chapter nothing is in hand: the inbox is empty and every update is answered. If a message comes
        while the new run is being started, the server keeps it and lets this run look again.
        """
        while self._chapter_closed or workflow.info().is_continue_as_new_suggested():
            is_long = workflow.info().is_continue_as_new_suggested()
            if self._kept.to_interim or not self._may_continue() or (len(self._inbox) and not is_long):
                return
            if self._has_own_business() and not self._paused():
                return  # the next run would not know of it
            if len(self._inbox) and not await self._make_ready():
                return
            await until(workflow.all_handlers_finished)
            if self._fits():
                inbox = tuple(arrival.outside(self._of, 0, workflow.now()) for arrival in self._inbox.all())
                workflow.continue_as_new(self._kept.model_copy(update={"inbox": inbox}))

    async def _make_ready(self) -> bool:
        """Get what waits into a form that can be handed on. Returns False if something else is to come first."""
        self._since_long += 1
        updates = self._inbox.updates()
        if updates and len(updates) == len(self._inbox) and self._since_long <= limits.ANSWERED_FIRST:
            return False
        for arrival in updates:
            self._inbox.remove(arrival)
            arrival.answer = self._busy()
        while self._inbox.lighten(limits.OPENED_AT_ONCE):
            await workflow.sleep(limits.A_MOMENT)
        while not self._fits():
            if not await self._keep_outside(self._first_batch()):
                return False
        return True

    def _fits(self) -> bool:
        inbox = self._inbox
        is_small = len(inbox) <= limits.CARRIED_MESSAGES and inbox.size <= limits.CARRIED_BYTES
        return is_small and not inbox.updates()

    def _first_batch(self) -> list[Arrival]:
        batch: list[Arrival] = []
        size = 0
        arrivals = self._inbox.all()
        usual = [arrival for arrival in arrivals if arrival.name not in OVERTAKE]
        for arrival in usual or arrivals:
            size += arrival.size + limits.AROUND_A_MESSAGE
            if batch and (size > limits.KEPT_AT_ONCE or len(batch) >= limits.INBOX_MESSAGES):
                break
            batch.append(arrival)
        return batch

    async def _keep_outside(self, batch: list[Arrival]) -> bool:
        """Keep messages in the database until they are considered. Returns whether they are kept."""
        number = self._kept.next_number
        kept: list[WaitingMessage] = [
            arrival.outside(self._of, number + at, workflow.now()) for at, arrival in enumerate(batch)
        ]
        try:
            await workflow.execute_activity_method(
                Determinations.keep_waiting,
                args=[self._situation(), kept],
                start_to_close_timeout=limits.DETERMINE * 2,
                schedule_to_close_timeout=limits.ASK_A_PERSON,
                retry_policy=limits.UNTIL_AVAILABLE,
            )
        except ActivityError:
            return False
        for arrival in batch:
            self._inbox.remove(arrival)
        self._keep(next_number=number + len(batch), waiting=True)
        return True

    def _may_continue(self) -> bool:
        """Whether a new run may begin. It may not if something must be finished in this run."""
        return True


def _handed_on(start: RawValue) -> Carried | None:
    """What the last run handed on; None if no run of ours did.

    A schedule or a retry gives every run the first one's argument, which anybody may have made up.
    """
    info = workflow.info()
    if not info.continued_run_id or info.cron_schedule or info.attempt > 1:
        return None
    try:
        return Carried.model_validate_json(content_of(start))
    except Exception:  # noqa: BLE001  # whatever it is
        return None
