"""TELL-5: what was heard of a sending, kept until its plan's workflow has considered it.

Whoever hears something writes it down here, and then tells the workflow to look: the database has the truth, and a
forged signal can only make a workflow look.
"""

from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.ways import Heard
from countersign.store.database import Database


class Taken(StrEnum):
    """What became of something that was heard."""

    NEW = "new"
    """It is kept, and its plan's workflow is to look."""

    KNOWN = "known"
    """The same was heard of that sending before."""

    UNKNOWN = "unknown"
    """No sending of ours has that reference. Nothing is kept."""


class Receipted(NamedTuple):
    """What became of it, and whom to nudge."""

    taken: Taken

    plan_id: str = ""
    """The plan whose notice it is; empty where the reference is unknown."""

    workflow: str = ""
    """Which of its workflows sent it."""


def take_receipt(database: Database, heard: Heard) -> Receipted:
    """Keep what was heard of a sending, once for each sending and kind of receipt."""
    raise NotImplementedError
