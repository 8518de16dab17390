"""What a workflow asks an activity, and what the activity answers.

These values enter the history and carry nothing personal. An older or newer version of this software may read them, so
unknown fields are tolerated and new fields have defaults.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from countersign.careplan.clocks import Clock
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.promise import Promise
from countersign.careplan.wire import Stored


class Standing(Stored):
    """Where a plan stands: what a workflow knows about it, and what a determination may change."""

    status: Status = Status.RECEIVED

    version: int = 0
    """The version in hand; 0 before there is any."""

    content_sha256: str = ""
    """WHO-2: the hash of its content; empty in interim support's own workflow, which decides nothing about it."""

    in_force: int = 0
    """AMEND: the version that is in force; 0 before any was signed. Another than `version` while an amendment is in
    hand."""

    clocks: tuple[Clock, ...] = ()
    """Every clock that runs. The first is the clock of the plan's state."""

    promise: Promise = Promise()
    """The date that the person was promised."""

    interim: Interim = Interim.NONE
    """How far interim support has got."""


class PlanSays(Stored):
    """What a plan's workflow tells the workflow of its interim support.

    Its texts are limited in length, because anybody may send a signal: a text too long for our tables would hold up
    everything that the plan says afterwards.
    """

    event: PlanEvent

    because: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    """Why, in words."""

    cause: Annotated[str, StringConstraints(max_length=170, pattern=r"^[\x20-\x7e]+$")]
    """What brought it about."""

    since: AwareDatetime
    """When it happened: when the sender sent it, not when a worker picked it up. What follows counts from then."""

    @property
    def key(self) -> str:
        """The key under which everything that follows is kept."""
        return f"{self.event.value}/{self.cause}"


class Entry(Stored):
    """One line of a plan's timeline."""

    at: datetime

    what: str

    by: str = ""
    """A role's title, or an `Actor`."""

    rule: str = ""

    version: int = 0


class Situation(Stored):
    """What a workflow knows when it asks for a determination."""

    plan_id: str

    workflow: Workflow = Workflow.PLAN

    standing: Standing

    now: datetime
    """The workflow's own clock."""

    step_of: str = ""
    """The name of the clock whose step fell due, if the workflow asks about a step."""


class Determination(Stored):
    """What follows from one message or one step."""

    answer: Answer
    """What the sender is told."""

    standing: Standing
    """Where the plan stands from now on."""

    to_interim: tuple[PlanSays, ...] = ()
    """What to tell the workflow of interim support."""

    open_tasks: int = 0
    """How many tasks for people are open."""

    to_deliver: int = 0
    """How many notices are queued and not sent yet."""

    deliver_at: datetime | None = None
    """When the first of them may be tried; None: at once."""

    entries: tuple[Entry, ...] = ()
    """For the timeline."""

    retry_faults: bool = False
    """Whether to consider again the messages on which our software failed."""

    shares: bool = False
    """Whether a copy that was held may go."""

    considered: str = ""
    """The name of the message that was considered, if it was one that waited outside the workflow."""

    to_follow: int = 0
    """How much of what the plan has said its interim support has not followed yet."""


class TakenUp(Stored):
    """What is true of a plan when a run begins, as the database has it."""

    known: bool = False
    """Whether a plan of this id was ever accepted."""

    standing: Standing = Standing()

    team: str = ""

    kind: str = ""

    scheme: str = ""

    open_tasks: int = 0

    to_deliver: int = 0

    deliver_at: datetime | None = None

    to_follow: int = 0

    waiting: bool = False
    """Whether messages wait outside the workflow."""

    next_number: int = 1
    """The number of the next message that is to wait there."""

    entries: tuple[Entry, ...] = ()
    """The latest of the record."""

    submission_id: str = ""
    """The message id of the submission that was accepted; of interim support's own workflow it is not asked."""

    submission_identity: str = ""
    """The hash by which that submission is compared with another of its id."""

    submission_answer: Answer | None = None
    """The answer that its sender got."""


class Receipt(Determination):
    """What follows from a submission, with the values by which plans can be searched for."""

    team: str = ""

    kind: str = ""

    scheme: str = ""

    message_id: str = ""

    identity: str = ""
    """The hash by which the submission is compared with another of its message id (`careplan.sameness`)."""

    taken_up: TakenUp | None = None
    """If the plan was known before: what is true of it, from which its workflow goes on."""


class Considering(Stored):
    """One message put before the rules."""

    situation: Situation

    name: str
    """As it was sent."""

    message: Any = None
    """The decoded JSON value, whatever it is."""

    message_id: str = ""
    """Empty if the message has no usable id."""

    sha256: str
    """The hash of the bytes that came."""

    problem: str = ""
    """Why the message could not be decoded; empty if it could."""

    by_signal: bool
    """Whether it came as a signal, whose sender gets no answer."""

    came_at: datetime | None = None
    """When it came, if it had to wait outside the workflow; None: now."""
