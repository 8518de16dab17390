"""What may happen in a story about copies and amendments, and the story: a plan, a council, and what happens."""

from dataclasses import dataclass

from tests.proof.copies_cast import Decided, Version


@dataclass(frozen=True)
class Consent:
    """A decision about somebody's copy comes in a message of its own."""

    decided: Decided


@dataclass(frozen=True)
class Wait:
    """Time passes, without any step of a clock."""

    hours: int


@dataclass(frozen=True)
class ComesBack:
    """The plan is returned, and resubmitted as another version."""

    version: Version


@dataclass(frozen=True)
class Agree:
    """It is agreed."""


@dataclass(frozen=True)
class Turn:
    """The workflow comes to its turn: what is due is made, what waits is sent.

    `meanwhile`: a decision that comes while the first item of an e-mail relay is handed over.
    """

    meanwhile: Decided | None = None


@dataclass(frozen=True)
class Trouble:
    """A channel refuses so many items. `how`: "refuses"; "breaks off", nothing arrived; or "breaks off, arrived"."""

    channel: str
    how: str
    many: int


@dataclass(frozen=True)
class DoTask:
    """A person does one of the open tasks."""

    number: int


@dataclass(frozen=True)
class Leaves:
    """It leaves: "died", "moved_away", or "withdrawn"."""

    how: str


@dataclass(frozen=True)
class Understanding:
    """Somebody records: "difficulty", "none", or "support"."""

    what: str


@dataclass(frozen=True)
class Moves:
    """Somebody is reached elsewhere from now on (TELL-8)."""

    reference: str


@dataclass(frozen=True)
class Concern:
    """Somebody is concerned about a copy (SHARE-5)."""

    reference: str


@dataclass(frozen=True)
class ConcernDecided:
    """Their line manager decides about it: `outcome` is "in_full", "in_part" or "declined"."""

    reference: str
    outcome: str
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asks:
    """The person asks that somebody has a copy (SHARE-4). `whom`: who that is, for such as asked-1."""

    reference: str
    whom: str = ""
    scope: str = "full"
    sections: frozenset[str] = frozenset()
    capacity: bool | None = True
    days_ago: int = 0
    lasts: int | None = None
    is_carried_by_them: bool = False
    """Whether whoever would receive it brings the request."""


@dataclass(frozen=True)
class Mark:
    """A safeguarding mark is put, or lifted (TELL-8)."""

    about: str
    kind: str
    is_lifted: bool = False


@dataclass(frozen=True)
class Amend:
    """An amendment is asked for, answered and submitted (AMEND-1, AMEND-2), an hour apart."""

    version: Version
    cost: str = "the same"
    """Beside the version in force: "the same", "more", "much more", "less", or "less, on record"."""
    by: str = "person"
    is_agreed_to: bool = True
    meanwhile: str = ""
    """What happens before it is submitted: "", or "died"."""
    keeps_words: bool = False
    """Whether words and marks are those of the version in force, so that the change may be light."""
    also: str = ""
    """Which other requests it says that it carries out: "", "agreed": all that were agreed, or "all"."""


@dataclass(frozen=True)
class DecideAmended:
    """The amended plan in hand is agreed: by the three limbs alone, as a light one is, or with all questions."""

    by_the_limbs: bool = False


@dataclass(frozen=True)
class TakeBack:
    """The amended plan in hand is withdrawn."""


@dataclass(frozen=True)
class AskToAmend:
    """An amendment is asked for, and nothing comes of it yet (AMEND-1). `by`: "person", "carer" or another."""

    by: str


@dataclass(frozen=True)
class ViewRequest:
    """What the person thinks of a request is recorded."""

    number: int


@dataclass(frozen=True)
class AnswerRequest:
    """A request is answered."""

    number: int
    agreed: bool = True


@dataclass(frozen=True)
class TakeBackRequest:
    """A request is taken back."""

    number: int


@dataclass(frozen=True)
class SubmitAmended:
    """An amended plan comes for what was agreed to before, if anything was: for the first of these, or all."""

    amend: Amend


Step = (
    AskToAmend
    | ViewRequest
    | AnswerRequest
    | TakeBackRequest
    | SubmitAmended
    | Asks
    | Mark
    | Amend
    | DecideAmended
    | TakeBack
    | Consent
    | Wait
    | ComesBack
    | Agree
    | Turn
    | Trouble
    | DoTask
    | Leaves
    | Understanding
    | Moves
    | Concern
    | ConcernDecided
)


@dataclass(frozen=True)
class Story:
    """A plan, a council, and what happens."""

    first: Version
    steps: tuple[Step, ...]
    carers_by_default: str = "full"
    sign_off_waits: bool = False
