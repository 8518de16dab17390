"""The changes of one determination: gathered while it is worked out, then kept once, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.plan import Plan
from countersign.careplan.ways import Heard, Receipt
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
    SignedBudget,
    StepTaken,
    Task,
    Version,
    Wait,
    WaitingMessage,
)


@dataclass
class Changes:
    """Everything to keep. Some entries are written once and never change; the others are kept as they are now."""

    new_plan: PlanState | None = None
    """A plan that was not known before."""

    plan: dict[str, Any] = field(default_factory=dict[str, Any])
    """The fields of `PlanState` that changed, as they are now. Another transaction may change the other fields."""

    version: Version | None = None
    """A new version; its content is below. Written once."""

    content: Plan | None = None

    routes: list[Routed] = field(default_factory=list[Routed])
    """Written once, by version and cause."""

    message: KeptMessage | None = None
    """New. Keeping it twice is an error: another attempt was quicker."""

    decision: Decision | None = None
    """New, as above."""

    record: list[RecordEntry] = field(default_factory=list[RecordEntry])
    """Written once, by key."""

    waits: list[Wait] = field(default_factory=list[Wait])
    """As they are now, by name and cause."""

    steps: list[StepTaken] = field(default_factory=list[StepTaken])
    """Written once, by cause."""

    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    """As they are now."""

    arrangement: Arrangement | None = None
    """As it is now, by its number."""

    consents: list[Consent] = field(default_factory=list[Consent])
    """Written once, by key."""

    about_copies: list[SaidAboutCopies] = field(default_factory=list[SaidAboutCopies])
    """Written once, by key."""

    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    """Written once, by hash."""

    notices: dict[str, Notice] = field(default_factory=dict[str, Notice])
    """New ones, and old ones as they are now."""

    enclosed: dict[str, tuple[Document, ...]] = field(default_factory=dict[str, tuple[Document, ...]])
    """What each new notice consists of, in order; written once."""

    made_again: dict[str, tuple[Document, ...]] = field(default_factory=dict[str, tuple[Document, ...]])
    """TELL-8: what a notice consists of from now on, in order, from its `first_document` on; written once."""

    sendings: dict[str, Sending] = field(default_factory=dict[str, Sending])
    """As they are now, by their references."""

    heard: list[Heard] = field(default_factory=list[Heard])
    """What somebody says of a sending; written once, by its reference and what it is."""

    considered: dict[tuple[str, Receipt], datetime] = field(default_factory=dict[tuple[str, Receipt], datetime])
    """What was heard and is considered now: our reference and what, and when."""

    copies: list[CopyGiven] = field(default_factory=list[CopyGiven])
    """Written once."""

    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    """As they are now. A task that is raised a second time stays as it is."""

    signed: SignedBudget | None = None
    """The latest version counts."""

    standing: tuple[Workflow, Standing] | None = None
    """Where the workflow that asked stands from now on. A new run begins from here."""

    said: list[PlanSays] = field(default_factory=list[PlanSays])
    """What the plan says to its interim support, in order; written once, by key."""

    followed: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """What interim support has followed of that: the key, and when."""

    waiting: list[WaitingMessage] = field(default_factory=list[WaitingMessage])
    """Messages that wait outside their workflow, as they are now."""

    tries_held_again: Workflow | None = None
    """The workflow whose held messages wait to be considered again."""
