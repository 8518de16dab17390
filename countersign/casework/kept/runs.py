"""What a plan's workflows would have to carry from run to run, and what is kept here for them instead.

A workflow can be terminated, reset, or started a second time by whoever reaches Temporal. So the database holds where
each of a plan's two workflows stands, what the plan has said to its interim support, and the messages that wait: a new
run begins by asking for them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from countersign.careplan.messages.declaring import Workflow


class Waits(StrEnum):
    """Why a message is kept."""

    WAITING = "waiting"
    """It came in a flood, and is considered in its turn."""

    HELD = "held"
    """Our software failed on it. It is considered again when a person has mended that."""

    DONE = "done"
    """It was considered; its content is no longer kept here."""


@dataclass(frozen=True)
class WaitingMessage:
    """One message that waits outside its workflow."""

    workflow: Workflow

    number: int
    """The workflow's own count: messages are considered in this order."""

    state: Waits

    name: str

    sha256: str

    problem: str

    by_signal: bool

    content: str
    """The JSON as it came; empty once it was considered."""

    came_at: datetime

    done_at: datetime | None = None
