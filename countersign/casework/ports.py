"""What case work needs of the world around it: a plan's file, the schemes, letters made. Others provide it.

    with files.open(plan_id) as file:       # one transaction
        decision = file.decision(1)
        file.keep(Changes(...))              # everything at once, or nothing

`countersign.store` has files in a database; `countersign.casework.in_memory` has files that are gone when the process
is. The same tests run over both.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple, Protocol

from countersign.careplan.consistency import Among
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays
from countersign.casework.changes import Changes
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
    Routed,
    Task,
    Version,
    Wait,
)
from countersign.wording.letters import Letter, StaffNotice
from countersign.wording.written_record import WrittenRecord


class LeftToDo(NamedTuple):
    """How much is left to do about a plan."""

    notices: int
    """Queued, and not sent yet."""

    tasks: int
    """Open."""


class CaseFile(Protocol):
    """What is kept about one plan. Whatever is read is as it was before anything was kept in this transaction."""

    @property
    def plan_id(self) -> str:
        """Whose file it is."""
        ...

    def state(self) -> PlanState | None:
        """Where the plan is; None if no plan of this id was ever accepted."""
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
        """The decision about one version, if there is one."""
        ...

    def message(self, message_id: str) -> KeptMessage | None:
        """A message that was considered, by its cause."""
        ...

    def wait(self, name: str, cause: str) -> Wait | None:
        """One wait, by the name and the cause of its clock."""
        ...

    def meetings(self) -> tuple[datetime, ...]:
        """When each panel or call was to be to which the plan was ever taken, the earliest first."""
        ...

    def question(self, question: str) -> Question | None:
        """One question or request, by the id of the message that asked."""
        ...

    def arrangement(self) -> Arrangement | None:
        """The plan's latest arrangement of interim support, if there ever was one."""
        ...

    def consents(self) -> tuple[Consent, ...]:
        """Every decision about sharing that was recorded by itself, the earliest first."""
        ...

    def copies(self) -> tuple[CopyGiven, ...]:
        """Every copy that was given or waits to be; none that was withheld."""
        ...

    def notice(self, key: str) -> Notice | None:
        """One notice."""
        ...

    def unsent(self, workflow: Workflow | None = None) -> tuple[Notice, ...]:
        """The notices that still wait to be sent, of one of the plan's workflows or of both, in the order of key."""
        ...

    def enclosed(self, key: str) -> tuple[Document, ...]:
        """What a notice consists of, in order."""
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

    def register(self) -> Register:
        """The council's register of staff."""
        ...

    def among(self, plan: Plan, scheme: Scheme, on: date) -> Among:
        """DEC-7: where a plan's budget is among signed plans that are alike, this one left out."""
        ...

    def keep(self, changes: Changes) -> None:
        """Keep everything that changed. Raises where another attempt has kept the same message already."""
        ...


class Files(Protocol):
    """Every plan's file."""

    def open(self, plan_id: str) -> AbstractContextManager[CaseFile]:
        """A plan's file for one transaction: what is kept in it is kept whole, or not at all."""
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


class LetterFiles(NamedTuple):
    """A letter or notice as it is made: its subject, and its body."""

    subject: str

    html: bytes
    """UTF-8."""

    text: bytes
    """UTF-8."""


class RecordFiles(NamedTuple):
    """The written record in each form."""

    html: bytes
    """UTF-8."""

    pdf: bytes
    """PDF/UA-1."""

    text: bytes
    """UTF-8."""


class Press(Protocol):
    """Makes letters and records. The same model gives the same bytes."""

    def letter(self, letter: Letter, fmt: Format) -> LetterFiles:
        """A letter in a format that is made here. Raises ValueError for any other."""
        ...

    def staff_notice(self, notice: StaffNotice, fmt: Format) -> LetterFiles:
        """A notice to staff."""
        ...

    def record(self, record: WrittenRecord, fmt: Format) -> RecordFiles:
        """The written record in a format that is made here. Raises ValueError for any other."""
        ...


class Office(NamedTuple):
    """What a case is worked out with, besides its file."""

    editions: Editions

    press: Press


class UnknownSchemeError(KeyError):
    """No edition of a scheme of that name is in force on that day."""
