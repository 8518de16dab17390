"""What a workflow asks an activity, and what the activity determines.

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
    """Where a plan stands: what a workflow knows of it, and what a determination may change."""

    status: Status = Status.RECEIVED

    version: int = 0
    """The version in hand; 0 before there is any."""

    clocks: tuple[Clock, ...] = ()
    """Every clock that runs. The first is that of the state."""

    promise: Promise = Promise()
    """The date that the person holds."""

    interim: Interim = Interim.NONE
    """How far interim support has got."""


class PlanSays(Stored):
    """What a plan's workflow tells that of its interim support.

    Bounded, since anybody may send a signal: what our tables cannot keep would hold up what the plan says after it.
    """

    event: PlanEvent

    because: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    """Why, in words."""

    cause: Annotated[str, StringConstraints(max_length=170, pattern=r"^[\x20-\x7e]+$")]
    """What brought it about."""

    since: AwareDatetime
    """When it happened: when a sender sent, not when a worker woke. What follows counts from then."""

    @property
    def key(self) -> str:
        """What everything that follows from it is kept under."""
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
    """The name of the clock of which a step fell due, where that is what is asked about."""


class Determination(Stored):
    """What follows from one message or one step."""

    answer: Answer
    """What its sender is told."""

    standing: Standing
    """Where the plan stands from now on."""

    to_interim: tuple[PlanSays, ...] = ()
    """What the workflow of interim support is to be told."""

    open_tasks: int = 0
    """How many tasks for people are open."""

    to_deliver: int = 0
    """How many notices are queued but not sent yet."""

    entries: tuple[Entry, ...] = ()
    """For the timeline."""

    retry_faults: bool = False
    """Whether the messages on which our software failed are to be considered again."""


class Receipt(Determination):
    """What follows from a submission, with what can be searched by."""

    team: str = ""

    kind: str = ""

    scheme: str = ""

    message_id: str = ""


class Considering(Stored):
    """One message put before the rules."""

    situation: Situation

    name: str
    """As it was sent."""

    message: Any = None
    """The decoded JSON value, whatever it is."""

    message_id: str = ""
    """Empty where the message has none that could be one."""

    sha256: str
    """Of the bytes that came."""

    problem: str = ""
    """Why it could not be decoded, if so."""

    by_signal: bool
    """Whether its sender gets no answer."""

    duplicate_of: Answer | None = None
    """The answer that the same message had before, where the workflow knows that it came before."""
