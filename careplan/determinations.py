"""What an activity tells the workflow after running the rules.

These values enter the history and carry nothing personal.

Stored shapes: an older or newer version of this software may read them, so unknown fields are tolerated and new
fields have defaults.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, StringConstraints

from careplan.clocks import Clock
from careplan.interim import Interim, PlanEvent
from careplan.lifecycle import Status
from careplan.messages import Answer
from careplan.promise import Promise
from careplan.wire import Stored


class Workflow(StrEnum):
    """Which of a plan's workflows is concerned: its own, or that of its interim support."""

    PLAN = "plan"
    INTERIM = "interim"


class PlanSays(Stored):
    """What a plan's workflow tells that of its interim support: what happened, why, and its key.

    `since`: when it happened, from which what follows counts: when a sender sent, not when a worker woke.

    Bounded, since anybody may send a signal: what our tables cannot keep would hold up what the plan says after it.
    """

    event: PlanEvent
    because: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
    cause: Annotated[str, StringConstraints(max_length=170, pattern=r"^[\x20-\x7e]+$")]
    since: AwareDatetime

    @property
    def key(self) -> str:
        """What everything that follows from it is kept under."""
        return f"{self.event.value}/{self.cause}"


class Entry(Stored):
    """One line of a plan's timeline: what happened, when, by which role or system, under which rule."""

    at: datetime
    what: str
    by: str = ""
    rule: str = ""
    version: int = 0


class Determination(Stored):
    """What follows from one message or one rung.

    `answer`: what its sender is told. `status`, `version`: of the plan from now on. `clocks`: every clock that runs
    from now on; the first is that of the state. `promise`: the date that the person holds. `interim`: how far interim
    support has got, where this is its own workflow's. `to_interim`: what that workflow is to be told. `open_tasks`: how
    many tasks for people are open. `to_deliver`: how many notices are queued but not sent yet. `entries`: for the
    timeline.
    """

    answer: Answer
    status: Status
    version: int
    clocks: tuple[Clock, ...] = ()
    promise: Promise = Promise()
    interim: Interim = Interim.NONE
    to_interim: tuple[PlanSays, ...] = ()
    open_tasks: int = 0
    to_deliver: int = 0
    entries: tuple[Entry, ...] = ()
    retry_faults: bool = False


class Situation(Stored):
    """What a workflow knows about a plan when it asks for a determination. `now` is the workflow's own clock.

    `rung`: the name of the clock of which a rung fell due, where that is what is asked about.
    """

    plan_id: str
    workflow: Workflow = Workflow.PLAN
    status: Status
    version: int
    clocks: tuple[Clock, ...]
    promise: Promise = Promise()
    interim: Interim
    now: datetime
    rung: str = ""


class Receipt(Determination):
    """What follows from a submission, with what can be searched by."""

    team: str = ""
    kind: str = ""
    scheme: str = ""
    message_id: str = ""


class Considering(Stored):
    """One message put before the rules.

    `name`: as it was sent. `message`: the decoded JSON value, whatever it is. `problem`: why it could not be decoded,
    if so. `sha256`: of the bytes that came. `by_signal`: its sender gets no answer. `duplicate_of`: the answer that
    the same message had before, if it is known to have come before.
    """

    situation: Situation
    name: str
    message: Any = None
    message_id: str = ""
    sha256: str
    problem: str = ""
    by_signal: bool
    duplicate_of: Answer | None = None
