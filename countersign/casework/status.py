"""What a plan's workflow shows when it is asked. Nothing in it is about the person."""

from datetime import datetime

from countersign.careplan.clocks import Clock, Step
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.promise import Promise
from countersign.careplan.wire import Stored


class RefusedMessage(Stored):
    """A message that changed nothing."""

    at: datetime

    name: str

    code: Refusal | None
    """None: it had come before, and was accepted."""


class PlanStatus(Stored):
    """The answer to the query `status`: TIME-1's owner, due date and next step, and what wants a person's attention."""

    plan_id: str

    status: Status

    version: int

    team: str

    kind: str

    scheme: str

    owner: str
    """Of the clock of the state, or, while that stands, of what it stands for."""

    due: datetime | None
    """Of the same clock."""

    next_step: Step | None
    """The soonest step of any clock that runs."""

    clocks: tuple[Clock, ...]

    promise: Promise
    """The date that the person holds."""

    interim: Interim

    open_tasks: int

    waiting_notices: int

    refused_count: int

    refused: tuple[RefusedMessage, ...]
    """The latest messages that changed nothing."""

    answer: Answer | None
    """What whoever submitted it was told."""


class Outcome(Stored):
    """The workflow's result."""

    plan_id: str

    status: Status
    """How the plan left."""

    version: int

    answer: Answer | None
    """For one refused at the door, why."""
