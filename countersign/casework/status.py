"""What a plan's workflow answers to queries. Nothing in it is about the person."""

from collections.abc import Mapping
from datetime import date, datetime

from countersign.careplan.clocks import Clock, Step, Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.missed import all_missed
from countersign.careplan.promise import Promise
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import london_day


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

    content_sha256: str = ""
    """WHO-2: the hash of that version's content, which a decision about it names."""

    in_force: int = 0
    """AMEND: the version that is in force; 0 before any was signed. Another than `version` while an amended plan is in
    hand."""

    team: str

    kind: str

    scheme: str

    owner: str
    """Whose turn it is: the owner of the clock that falls due first, of those that run; empty if none does."""

    due: datetime | None
    """The due date of the same clock."""

    next_step: Step | None
    """The next step of the same clock."""

    clocks: tuple[Clock, ...]

    missed: Mapping[str, datetime] = {}
    """TIME-8: each clock that is late, by name, with the date that it missed first."""

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

    @property
    def ends_on(self) -> date | None:
        """END: the first day on which it is no longer in force, where that lies ahead; None where nobody said so."""
        return next((london_day(clock.due) for clock in self.clocks if clock.wait is Wait.ENDS), None)

    def as_of(self, now: datetime) -> "PlanStatus":
        """TIME-8: the same with what is late at a moment: a date may have passed while the workflow slept."""
        return self.model_copy(update={"missed": all_missed(self.clocks, now)})


class Outcome(Stored):
    """The workflow's result."""

    plan_id: str

    status: Status
    """How the plan left."""

    version: int

    answer: Answer | None
    """If it was refused at the door, the answer that says why."""
