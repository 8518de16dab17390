"""The state that a workflow holds and hands from run to run. Nothing in it is about the person.

Fields are only ever added, with a default, so that this version can carry on a run of an older one.
"""

from collections.abc import Iterable
from datetime import datetime

from countersign.careplan.clocks import ON_A_DAY, Clock, Wait, is_after_the_end, soonest
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer
from countersign.careplan.wire import Stored
from countersign.casework.determinations import Entry, Standing
from countersign.casework.kept import WaitingMessage
from countersign.casework.status import PlanStatus, RefusedMessage


class Carried(Stored):
    """Everything that a run knows and hands to the next one."""

    plan_id: str

    standing: Standing = Standing()
    """Where the plan stands."""

    team: str = ""

    kind: str = ""

    scheme: str = ""

    submission_id: str = ""
    """The id of the message that started the plan."""

    submission_identity: str = ""
    """The hash by which another submission of that id is compared with it; empty in a run of an older version."""

    receipt_answer: Answer | None = None
    """The answer that its sender got."""

    interim_told: Interim = Interim.NONE
    """In interim support's own workflow: the stage that it last told the plan."""

    to_interim: PlanEvent | None = None
    """Whether interim support is still to be told to look, or to be started: the event that weighs most."""

    followed_by: datetime | None = None
    """By when interim support, which ran already, takes up that it is needed; None where it was not told so."""

    open_tasks: int = 0

    to_deliver: int = 0
    """How many notices are still to be sent."""

    deliver_at: datetime | None = None
    """When sending is tried again; None: at once."""

    to_share: bool = False
    """Whether a decision about sharing may have made copies due."""

    paused_until: datetime | None = None
    """After our software failed on a step: the step is not tried again before this moment."""

    inbox: tuple[WaitingMessage, ...] = ()
    """Messages that the last run hands on to the next."""

    waiting: bool = False
    """Whether messages wait in the database."""

    next_number: int = 1
    """The number of the next message that is to wait there."""

    refused: tuple[RefusedMessage, ...] = ()
    """The latest messages that changed nothing."""

    refused_count: int = 0

    timeline: tuple[Entry, ...] = ()
    """The latest entries."""

    @property
    def status(self) -> Status:
        """Where the plan is."""
        return self.standing.status

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """Every clock that runs."""
        return self.standing.clocks

    @property
    def interim(self) -> Interim:
        """How far interim support has got."""
        return self.standing.interim

    def shown_clock(self) -> Clock | None:
        """The clock by which a plan is found: the state's; while that stands still, the one that it waits for.

        `status` shows the one that falls due first (`shown`).
        Of a plan in force it is the review, or the end, that falls due next.
        """
        on_days = [
            clock for clock in self._shown_clocks() if clock.wait in ON_A_DAY and clock.wait is not Wait.CONDITION
        ]
        if self.status is Status.SIGNED_OFF and on_days:
            return min(on_days, key=lambda clock: clock.due)
        if not self.clocks or not self.clocks[0].is_paused:
            return self.clocks[0] if self.clocks else None
        questions = [clock for clock in self.clocks if clock.wait in (Wait.INFORMATION, Wait.QUESTION)]
        return min(questions, key=lambda clock: clock.due, default=self.clocks[0])

    def _shown_clocks(self) -> tuple[Clock, ...]:
        """Every clock but those that wait for what falls due once the plan has left (END)."""
        return tuple(clock for clock in self.clocks if not is_after_the_end(clock, self.clocks))

    def next_clock(self) -> Clock | None:
        """The clock whose step falls due next, among those that do not stand still."""
        return _next_of(self.clocks)

    def shown(self, now: datetime) -> PlanStatus:
        """What the query `status` answers. `now`: the workflow's."""
        clocks = self._shown_clocks()
        shown = soonest(clocks) or self.shown_clock()
        return PlanStatus(
            **dict(self.standing.model_copy(update={"clocks": clocks})),
            plan_id=self.plan_id,
            team=self.team,
            kind=self.kind,
            scheme=self.scheme,
            owner=shown.owner if shown else "",
            due=shown.due if shown else None,
            next_step=shown.steps[0] if shown and not shown.is_paused else None,
            open_tasks=self.open_tasks,
            waiting_notices=self.to_deliver,
            refused_count=self.refused_count,
            refused=self.refused,
            answer=self.receipt_answer,
        ).as_of(now)


def _next_of(clocks: Iterable[Clock]) -> Clock | None:
    """The clock whose step falls due next, among those that do not stand still."""
    running = (clock for clock in clocks if not clock.is_paused)
    return min(running, key=lambda clock: clock.steps[0].at, default=None)
