"""What is kept about a plan, as values. The store keeps each value as a row; the file in memory keeps the value."""

from countersign.casework.kept.papers import (
    MAY_HAVE_GONE,
    ONLY_WHILE_OPEN,
    Consent,
    CopyGiven,
    Document,
    Notice,
    SaidAboutCopies,
    Sending,
    Task,
    TaskKind,
)
from countersign.casework.kept.plans import (
    Decision,
    KeptMessage,
    PlanState,
    Practising,
    RecordEntry,
    Routed,
    SignedBudget,
    Version,
)
from countersign.casework.kept.runs import WaitingMessage, Waits
from countersign.casework.kept.waits import Arrangement, Question, StepTaken, Wait

__all__ = [
    "MAY_HAVE_GONE",
    "ONLY_WHILE_OPEN",
    "Arrangement",
    "Consent",
    "CopyGiven",
    "Decision",
    "Document",
    "KeptMessage",
    "Notice",
    "PlanState",
    "Practising",
    "Question",
    "RecordEntry",
    "Routed",
    "SaidAboutCopies",
    "Sending",
    "SignedBudget",
    "StepTaken",
    "Task",
    "TaskKind",
    "Version",
    "Wait",
    "WaitingMessage",
    "Waits",
]
