"""What case work needs from outside: a plan's file, the schemes, and somebody who makes letters.

    with files.open(plan_id) as file:       # one transaction
        decision = file.decision(1)
        file.keep(Changes(...))              # everything at once, or nothing

Other rooms provide these. `countersign.store` has files in a database; `countersign.casework.in_memory` has files that
end with the process. The same tests run over both.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol

from countersign.careplan.consistency import Among
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.people import LARGE_PRINT, Format
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.scheme import Scheme
from countersign.careplan.sender import Sender
from countersign.careplan.staff import USUAL, StaffForm
from countersign.careplan.ways import Heard, Way
from countersign.careplan.working_time import WorkingDays
from countersign.casework.changes import Changes
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.kept import (
    Arrangement,
    Consent,
    CopyGiven,
    Decision,
    Document,
    KeptMessage,
    Notice,
    PlanState,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    Sending,
    Task,
    Version,
    Wait,
    WaitingMessage,
    Waits,
)
from countersign.casework.who_sends import AnybodyMaySend, Gate
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.written_record import WrittenRecord


class LeftToDo(NamedTuple):
    """How many notices and tasks of a plan are still to do."""

    notices: int
    """Notices that are queued and not sent yet."""

    tasks: int
    """Tasks that are open."""

    deliver_at: datetime | None = None
    """When the first of those notices may be tried; None: at once."""


class CaseFile(Protocol):
    """What is kept about one plan. Reading shows the file as it was before this transaction kept anything."""

    @property
    def plan_id(self) -> str:
        """The id of the plan whose file it is."""
        ...

    def state(self) -> PlanState | None:
        """Where the plan is; None if no plan of this id was ever accepted."""
        ...

    def state_of_another(self, plan_id: str) -> PlanState | None:
        """END: where another plan is; None if no plan of that id was ever accepted."""
        ...

    def born_of_another(self, plan_id: str) -> date | None:
        """END: the date of birth in another plan's version in hand; None if it gives none, or there is no such plan."""
        ...

    def version(self, number: int) -> Plan:
        """One version of the plan. Raises LookupError if there is none."""
        ...

    def versions(self) -> tuple[Version, ...]:
        """Every version without its content, the earliest first."""
        ...

    def routes(self) -> tuple[Routed, ...]:
        """Every role that a version was sent to, the earliest first."""
        ...

    def decision(self, version: int) -> Decision | None:
        """The latest decision about one version, if there is one."""
        ...

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision about any version, the earliest first."""
        ...

    def message(self, message_id: str) -> KeptMessage | None:
        """A message that was considered, by its cause."""
        ...

    def submission(self) -> KeptMessage | None:
        """The submission that was accepted; None if no plan of this id ever was."""
        ...

    def wait(self, name: str, cause: str) -> Wait | None:
        """One wait, by the name and the cause of its clock."""
        ...

    def meetings(self) -> tuple[datetime, ...]:
        """When each panel or call that the plan was taken to began or begins, the earliest first.

        One that was called off or moved before it began is none of them.
        """
        ...

    def question(self, question: str) -> Question | None:
        """One question or request, by the id of the message that asked."""
        ...

    def questions(self) -> tuple[Question, ...]:
        """Every question and request, the earliest first."""
        ...

    def arrangement(self) -> Arrangement | None:
        """The plan's latest arrangement of interim support, if there ever was one."""
        ...

    def consents(self) -> tuple[Consent, ...]:
        """Every decision about sharing that came in a message of its own, the earliest first."""
        ...

    def about_copies(self) -> tuple[SaidAboutCopies, ...]:
        """Every request, concern, decision about one, and mark that came in a message, the earliest first."""
        ...

    def copies(self) -> tuple[CopyGiven, ...]:
        """Every copy that was given or is to be given; none that was withheld."""
        ...

    def notice(self, key: str) -> Notice | None:
        """One notice."""
        ...

    def unsent(self, workflow: Workflow | None = None) -> tuple[Notice, ...]:
        """The notices that one of the plan's workflows, or both, still have to send, in the order of their keys."""
        ...

    def caused(self, cause: str) -> tuple[Notice, ...]:
        """The notices that have that cause, in the order of their keys."""
        ...

    def sendings(self) -> tuple[Sending, ...]:
        """Every handing over of a notice of the plan, the earliest first."""
        ...

    def heard(self, workflow: Workflow) -> tuple[Heard, ...]:
        """What was heard of the notices of one of the plan's workflows and is not considered, in order."""
        ...

    def enclosed(self, key: str) -> tuple[Document, ...]:
        """The documents that a notice consists of, in order."""
        ...

    def task(self, name: str) -> Task | None:
        """One task, done or not."""
        ...

    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks that are not done, in the order of their names."""
        ...

    def left_to_do(self, workflow: Workflow) -> LeftToDo:
        """How much one of the plan's workflows has still to do."""
        ...

    def standing(self, workflow: Workflow) -> Standing | None:
        """Where one of the plan's workflows stands; None if it never determined anything."""
        ...

    def to_follow(self, now: datetime) -> tuple[PlanSays, ...]:
        """What the plan has said that its interim support has not followed before `now`, in order."""
        ...

    def waiting(self, workflow: Workflow, *states: Waits) -> tuple[WaitingMessage, ...]:
        """The messages that wait outside a workflow in these states, in order, without their content."""
        ...

    def next_waiting(self, workflow: Workflow, now: datetime) -> WaitingMessage | None:
        """The first that waits, with its content, or the one that was considered at this very moment; None if none."""
        ...

    def lately(self, most: int) -> tuple[RecordEntry, ...]:
        """The latest entries of the record, the earliest first."""
        ...

    def register(self) -> Register:
        """The council's register of staff."""
        ...

    def among(self, plan: Plan, scheme: Scheme, on: date) -> Among:
        """DEC-7: where a plan's budget lies among signed plans with similar needs, without this plan."""
        ...

    def keep(self, changes: Changes) -> None:
        """Keep everything that changed. Raises if another attempt has already kept the same message."""
        ...


class Files(Protocol):
    """Every plan's file."""

    def open(self, plan_id: str) -> AbstractContextManager[CaseFile]:
        """A plan's file for one transaction, which keeps everything or nothing."""
        ...


class WayLimits(Protocol):
    """What every worker of this installation keeps to: when nothing goes by a way, and how many may go a minute."""

    def paused(self) -> Mapping[Way, datetime]:
        """Until when nothing goes by each way that was ever paused. It may be over."""
        ...

    def pause(self, way: Way, until: datetime, why: str) -> None:
        """Nothing goes by a way until then, or until later where that was said before. `why`: a code."""
        ...

    def may_go(self, way: Way, now: datetime, a_minute: int) -> bool:
        """Take one of the places of this minute; False where all `a_minute` are taken."""
        ...


class Editions(Protocol):
    """Every edition of every scheme that is installed."""

    def in_force(self, name: str, on: date) -> Scheme:
        """The edition of a scheme that is in force on a day. Raises UnknownSchemeError."""
        ...

    def days(self, scheme: Scheme) -> WorkingDays:
        """The working days of a council."""
        ...

    def names(self) -> Sequence[str]:
        """Every scheme there is."""
        ...

    def editions(self, name: str) -> Sequence[Scheme]:
        """Every edition of a scheme, the earliest first; empty if there is no such scheme."""
        ...


class LetterFiles(NamedTuple):
    """A letter or notice as it is made: its subject, and its body in each form."""

    subject: str

    html: bytes
    """UTF-8."""

    text: bytes
    """UTF-8."""

    pdf: bytes = b""
    """PDF/UA-1, with the address in the window of an envelope; empty where it is not wanted, or cannot be set."""


class RecordFiles(NamedTuple):
    """The written record in each form."""

    html: bytes
    """UTF-8."""

    pdf: bytes
    """PDF/UA-1; empty where we could not set it in print."""

    text: bytes
    """UTF-8."""


class Draft(NamedTuple):
    """TELL-4: a letter or record, made ready for whoever makes it in a form that people make."""

    name: str
    """The name of its file."""

    media_type: str

    content: bytes
    """UTF-8."""


class Press(Protocol):
    """Makes letters and written records. The same model gives the same bytes."""

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        """A letter in a format that is made here. Raises ValueError for any other."""
        ...

    def staff_notice(self, notice: StaffNotice, fmt: Format) -> LetterFiles:
        """A notice to staff."""
        ...

    def record(self, record: WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> RecordFiles:
        """The written record in a format that is made here, large print of so many points.

        Raises ValueError for any other format.
        """
        ...

    def draft(self, what: Letter | WrittenRecord, fmt: Format, print_size: int = LARGE_PRINT) -> Draft:
        """TELL-4: the draft of a letter or record in a format that people make. Raises ValueError for any other.

        `print_size`: of an easy-read draft, in points.
        """
        ...

    def undrawn(self, page: bytes) -> str:
        """REC-5: the names of the characters of a page or a text that no font here can draw; empty if all can be."""
        ...


class Office(NamedTuple):
    """What a case needs besides its file."""

    editions: Editions

    press: Press

    sender: Sender
    """TELL-7: from whom letters come."""

    staff: StaffForm = USUAL
    """The form of this installation's references for staff."""

    gate: Gate = AnybodyMaySend()
    """WHO-4: verifies who sends."""


class UnknownSchemeError(KeyError):
    """No edition of a scheme of that name is in force on that day."""
