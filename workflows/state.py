"""What a plan's workflow holds, carries from run to run, and shows. Nothing in it is about the person.

Stored shapes: fields are only ever added, with a default, so that a run of an older version can be carried on.
"""

from datetime import datetime
from typing import Any

from pydantic import Field

from careplan.clocks import Clock, Step
from careplan.determinations import Entry, PlanSays
from careplan.interim import Interim
from careplan.lifecycle import Status
from careplan.messages import Answer, Refusal
from careplan.promise import Promise
from careplan.wire import Stored


class Seen(Stored):
    """A message that was considered: the hash of what came, and its answer without the reasons."""

    sha256: str
    answer: Answer


class Refused(Stored):
    """A message that changed nothing, as the status shows it. No code: it had come before, and was accepted."""

    at: datetime
    name: str
    code: Refusal | None


class Held(Stored):
    """A message on which our own software failed: kept until a person has mended that, then considered again."""

    name: str
    message: Any
    message_id: str
    sha256: str


class PlanStatus(Stored):
    """The answer to the query `status`: TIME-1's owner, due date and next step, and what wants a person's attention.

    `owner`, `due`: of the clock of the state, or, while that stands, of what it stands for. `next_step`: the
    soonest rung of any clock that runs. `clocks`: every one of them. `promise`: the date that the person holds.
    """

    plan_id: str
    status: Status
    version: int
    team: str
    kind: str
    scheme: str
    owner: str
    due: datetime | None
    next_step: Step | None
    clocks: tuple[Clock, ...]
    promise: Promise
    interim: Interim
    open_tasks: int
    waiting_notices: int
    refused_count: int
    refused: tuple[Refused, ...]
    answer: Answer | None


class Carried(Stored):
    """All that a run knows, and hands to the next one."""

    plan_id: str
    status: Status = Status.RECEIVED
    version: int = 0
    team: str = ""
    kind: str = ""
    scheme: str = ""
    submission_id: str = ""
    receipt_answer: Answer | None = None
    clocks: tuple[Clock, ...] = ()
    promise: Promise = Promise()
    interim: Interim = Interim.NONE
    interim_told: Interim = Interim.NONE
    to_interim: tuple[PlanSays, ...] = ()
    open_tasks: int = 0
    to_deliver: int = 0
    deliver_at: datetime | None = None
    deliveries: int = 0
    to_share: bool = False
    paused_until: datetime | None = None
    seen: dict[str, Seen] = Field(default_factory=dict)
    held: tuple[Held, ...] = ()
    refused: tuple[Refused, ...] = ()
    refused_count: int = 0
    timeline: tuple[Entry, ...] = ()

    def shown_clock(self) -> Clock | None:
        """Whose turn it is: the clock of the state, or, while that stands still, what it stands still for."""
        if not self.clocks or not self.clocks[0].is_paused:
            return self.clocks[0] if self.clocks else None
        questions = [clock for clock in self.clocks if clock.about]
        return min(questions, key=lambda clock: clock.due, default=self.clocks[0])

    def next_clock(self) -> Clock | None:
        """The clock whose rung falls due next; none that stands still."""
        running = [clock for clock in self.clocks if not clock.is_paused]
        return min(running, key=lambda clock: clock.steps[0].at, default=None)

    def shown(self) -> PlanStatus:
        """What the query `status` answers."""
        shown, coming = self.shown_clock(), self.next_clock()
        return PlanStatus(
            plan_id=self.plan_id,
            status=self.status,
            version=self.version,
            team=self.team,
            kind=self.kind,
            scheme=self.scheme,
            owner=shown.owner if shown else "",
            due=shown.due if shown else None,
            next_step=coming.steps[0] if coming else None,
            clocks=self.clocks,
            promise=self.promise,
            interim=self.interim,
            open_tasks=self.open_tasks,
            waiting_notices=self.to_deliver,
            refused_count=self.refused_count,
            refused=self.refused,
            answer=self.receipt_answer,
        )


class Outcome(Stored):
    """The workflow's result: how the plan left, and for one refused at the door, why."""

    plan_id: str
    status: Status
    version: int
    answer: Answer | None
