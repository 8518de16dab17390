"""Waits, the steps taken while they last, questions, and arrangements of interim support."""

from dataclasses import dataclass
from datetime import date, datetime

from countersign.careplan.clocks import Move, Pause
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind

WITHDRAWN = "Withdrawn: "
"""With this the answer of a request begins that was withdrawn, before the reason."""


@dataclass(frozen=True)
class Wait:
    """TIME-7: one wait: who was waited for, from when to when, and what paused or moved its clock."""

    name: str

    cause: str

    since: datetime

    version: int

    owner: str

    person: str

    edition: str

    first_due: datetime

    due: datetime

    next_step: StepKind | None
    """None once the wait has ended."""

    next_step_at: datetime | None

    climbed: int

    pauses: tuple[Pause, ...]

    moves: tuple[Move, ...]
    """Every change of its date, the earliest first."""

    ended_at: datetime | None = None

    ended_by: str = ""
    """The cause that ended it."""

    ran_for: int | None = None
    """Seconds of the clock's own time, without its pauses, once it has ended."""


@dataclass(frozen=True)
class StepTaken:
    """TIME-7: one step of a ladder that was taken, and who was told."""

    cause: str

    wait: str

    kind: StepKind

    due_at: datetime

    taken_at: datetime

    told: str
    """The title of the role or person that was told; empty if nobody could be told."""

    people: tuple[str, ...]
    """Staff references."""

    empty: tuple[str, ...]
    """The titles of the levels below that had nobody on them."""


@dataclass(frozen=True)
class Question:
    """DEC-4, RET-4: a request for information, or a question about a return, and its answer."""

    question: str
    """The id of the message that asked."""

    kind: str
    """What is waited for: `information` or `question`."""

    version: int

    asked_by: str

    asked_of: str
    """A role, or `practitioner` or `line_manager`."""

    asked_at: datetime

    words: str

    about: str = ""
    """The kind of information, and which of the eleven questions it is to answer."""

    parts: tuple[dict[str, str], ...] = ()
    """The part answers so far."""

    answered_by: str = ""

    answered_at: datetime | None = None

    answer: str = ""


@dataclass(frozen=True)
class Arrangement:
    """TIME-4: one arrangement of interim support, and each stage of it."""

    number: int
    """Counts a plan's arrangements from 1."""

    stage: Interim

    because: str
    """What first led to it."""

    urgent: bool
    """Whether urgent needs are known."""

    asked_at: datetime

    acknowledged_at: datetime | None = None

    acknowledged_by: str = ""

    arranged_at: datetime | None = None

    starts_on: date | None = None

    in_place_at: datetime | None = None

    reviewed_at: datetime | None = None

    what: str = ""

    ended_at: datetime | None = None

    ended_because: str = ""
    """Empty while it lasts."""

    ended_by: str = ""
