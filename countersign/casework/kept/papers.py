"""Decisions about sharing, notices and their documents, copies, and tasks for people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from countersign.careplan.about_copies import AboutCopies, Came
from countersign.careplan.consent import SharingDecision
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import TOLD, NoticeKind, NoticeStatus
from countersign.careplan.people import Channel, Format
from countersign.careplan.ways import Stands, Way
from countersign.casework.kept.plans import Version


@dataclass(frozen=True)
class Consent:
    """SHARE-6: a decision about sharing, as it was recorded."""

    key: str

    recorded_at: datetime

    recorded_by: str

    version: int
    """The version by which the reference means somebody: the one in hand then, where nothing else is so."""

    decision: SharingDecision

    said_at: datetime | None = None
    """When it was said, by `countersign.careplan.said_later`; None for what was recorded before that was kept."""


@dataclass(frozen=True)
class SaidAboutCopies:
    """SHARE-4, SHARE-5, TELL-8: a request, a concern, what was decided about one, or a mark, as it was recorded."""

    key: str

    recorded_at: datetime

    recorded_by: str

    version: int
    """The version that was in hand then."""

    what: AboutCopies

    said_at: datetime | None = None
    """As of `Consent`."""

    def as_came(self, versions: Iterable[Version]) -> Came:
        """The same, as the rules read it. `versions`: every version that has come."""
        latest = max((kept.version for kept in versions if kept.submitted_at <= self.recorded_at), default=0)
        return Came(self.what, self.version, self.recorded_at, latest, self.said_at or self.recorded_at)


@dataclass(frozen=True)
class Document:
    """One file of a notice, known by the hash of its content."""

    name: str
    """The name that its recipient sees."""

    media_type: str

    sha256: str

    content: bytes


MAY_HAVE_GONE = "broke off: it may have gone"
"""The reference of a notice whose handing over was cut short, for as long as nobody knows whether it arrived."""


@dataclass(frozen=True)
class Notice:
    """One notice to one recipient."""

    key: str
    """What it is for. A notice is sent once for a key."""

    version: int

    kind: NoticeKind

    recipient: str

    channel: Channel

    format: Format

    address: tuple[str, ...]

    subject: str

    cause: str

    workflow: Workflow
    """Which of the plan's workflows sends it."""

    status: NoticeStatus

    queued_at: datetime

    attempts: int = 0

    sent_at: datetime | None = None

    reference: str = ""
    """The reference that the way of sending gave it; or `MAY_HAVE_GONE`."""

    @property
    def may_have_gone(self) -> bool:
        """Whether nobody knows if it arrived: it is being handed over, or an attempt to do so was cut short."""
        return self.status is NoticeStatus.SENDING or self.reference == MAY_HAVE_GONE

    @property
    def is_told(self) -> bool:
        """TELL-5: whether its recipient counts as told by it."""
        return self.status in TOLD

    def afresh(self) -> "Notice":
        """The same, to be tried at once."""
        return replace(self, next_try=None, waits_since=None)

    letter: str = ""
    """TELL-8: what it was made from, as JSON, so that it can be made again as it goes; empty for a notice to staff."""

    first_document: int = 0
    """The position of its first document: those before were made for an address or a format that is no longer so."""

    way: Way | None = None
    """By which way it goes or went; None before any was chosen, and where a person has given it."""

    number: int = 1
    """Which sending of it this is, or is to be: one more each time that it goes by another way, or came back."""

    next_try: datetime | None = None
    """It is not tried before then; None: at once."""

    waits_since: datetime | None = None
    """Since when it waits for a way that fails for now, or that is paused."""


@dataclass(frozen=True)
class Sending:
    """One handing over of a notice by one way. It is kept before the notice goes, so that a receipt finds it."""

    notice: str
    """The notice's key."""

    number: int

    way: Way

    reference: str
    """Ours: `careplan.ways.sending_reference`."""

    place: str
    """Where it goes: `careplan.ways.place_of`."""

    begun_at: datetime

    stands: Stands = Stands.BEGUN

    went_at: datetime | None = None

    their_reference: str = ""

    stood_at: datetime | None = None
    """Since when it stands so, by whoever said it."""

    why: str = ""
    """A code: why it did not go, or did not arrive."""

    pages: int = 0

    pence: int | None = None
    """What it costs if it goes: as the scheme has it, or as the way says."""

    @property
    def since(self) -> datetime:
        """When it went; while nobody knows that it did, when it was begun. Nothing is heard of it before."""
        return self.went_at or self.begun_at


@dataclass(frozen=True)
class CopyGiven:
    """SHARE, AMEND-3: who was to have a copy of which version, how much of it, on what basis, by which notice."""

    version: int

    recipient: str

    scope: str
    """How much of the plan, in the form of `careplan.sharing.Copy.extent`; where a copy of that extent was withheld or
    asked back before, with the day of the decision besides: `full/2026-12-01`."""

    sections: tuple[str, ...]

    basis: str

    rule: str

    decided_at: datetime

    notice: str

    @property
    def extent(self) -> str:
        """How much of the plan it is, as a code."""
        return self.scope.partition("/")[0]


class TaskKind(StrEnum):
    """What a person is asked to do."""

    GIVE_BY_HAND = "give_by_hand"
    """Give somebody a notice that we cannot make or send."""

    SHARING = "sharing"
    """Have it decided who is to have a copy, where that is not decided or the decision does not stand."""

    LOOK_AT_COPY = "look_at_copy"
    """SHARE-7: look whether a part copy says what was left out of it. Completing the task sends it as it is."""

    CONCERN = "concern"
    """SHARE-5: decide the concern about a copy. `decide_concern` completes the task."""

    EXPLAIN = "explain"
    """SHARE-5: explain to the person what was decided about a copy that they wanted, or that a carer usually has."""

    COPY_BACK = "copy_back"
    """SHARE-9: find out whether a copy was returned or destroyed."""

    REVIEW = "review"
    """Review the plan."""

    AFTER_REVIEW = "after_review"
    """Do what a review came to: amend the plan, or assess needs again."""

    AMENDMENT = "amendment"
    """AMEND-1: consult the person, answer what was asked for, or prepare the amended plan. Messages complete it."""

    TELL_WHO_ASKED = "tell_who_asked"
    """AMEND-4: tell whoever asked for an amendment what came of it, as far as they may be told."""

    HELD_BEFORE = "held_before"
    """AMEND-3: find out what becomes of the copy of somebody whom the amended plan does not name any more."""

    UNDERSTANDING = "understanding"
    """Put support in place so that the person understands the plan. `record_understanding` completes the task."""

    SPEAK = "speak"
    """Speak to somebody instead of writing."""

    INTERIM = "interim"
    """Take interim support to its next stage. The message of that stage completes the task."""

    BAD_MESSAGE = "bad_message"
    """Find out who sent a signal that was refused."""

    FAULT = "fault"
    """Mend our software."""

    CANCEL_ASKED = "cancel_asked"
    """Find out who asked Temporal to cancel a workflow, and why."""

    FAULT_IN_REGISTER = "fault_in_register"
    """Put somebody on the register."""


ONLY_WHILE_OPEN = (TaskKind.BAD_MESSAGE, TaskKind.FAULT_IN_REGISTER, TaskKind.CANCEL_ASKED)
"""Tasks of operations that matter only while a plan is open. A plan does not stay open for them."""


@dataclass(frozen=True)
class Task:
    """Something that a person has been asked to do."""

    name: str
    """Unique within the plan."""

    kind: TaskKind

    workflow: Workflow
    """Which workflow the task belongs to: the plan's, or that of its interim support."""

    owner_role: str

    owner: str
    """A staff reference; empty for whoever holds the role."""

    why: str

    raised_at: datetime

    due_at: datetime

    done_at: datetime | None = None

    done_by: str = ""

    what_was_done: str = ""
