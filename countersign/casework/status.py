"""What a plan's workflow answers to queries. Nothing in it is about the person."""

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
    """The code of the refusal; None if the message had come before and was accepted."""


class PlanStatus(Stored):
    """The answer to the query `status`: TIME-1's owner, due date and next step, and whether a person must act."""

    plan_id: str

    status: Status

    version: int

    team: str

    kind: str

    scheme: str

    owner: str
    """Whose turn it is: the owner of the state's clock; while that stands still, of the clock it stands still for."""

    due: datetime | None
    """The due date of the same clock."""

    next_step: Step | None
    """The soonest step of any clock that runs."""

    clocks: tuple[Clock, ...]

    promise: Promise
    """The date that the person was promised."""

    interim: Interim

    open_tasks: int

    waiting_notices: int

    refused_count: int

    refused: tuple[RefusedMessage, ...]
    """The latest messages that changed nothing."""

    answer: Answer | None
    """The answer to the submission."""


class Outcome(Stored):
    """The workflow's result."""

    plan_id: str

    status: Status
    """How the plan left."""

    version: int

    answer: Answer | None
    """If it was refused at the door, the answer that says why."""
