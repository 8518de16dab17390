"""DEC-5 · Whether a message came before, and what then. There are four ways in which one can have.

* **Considered just now**: by an attempt that could not report, or by a workflow that was set back since. What was
  determined is then still to be taken over.
* **Came again**: the same message, some time ago. The plan has moved on, and must not be taken back: it counts once.
* **Reused**: another message under an id that was used. It is refused, and kept by its content.
* **New.**
"""

from dataclasses import dataclass

from countersign.careplan.messages.answers import Answer
from countersign.casework.causes import Cause
from countersign.casework.determinations import Considering, Determination
from countersign.casework.kept import KeptMessage, PlanState
from countersign.casework.ports import CaseFile


@dataclass(frozen=True)
class Seen:
    """What is known of a message before it is read."""

    cause: Cause
    """What it is kept under."""

    determined: Determination | None = None
    """Considered just now: what was determined."""

    answered: Answer | None = None
    """Came again: the answer that it had."""

    is_reused: bool = False
    """Its id was used by another message."""


def seen(file: CaseFile, given: Considering, state: PlanState) -> Seen:
    """Look up what is known of a message."""
    by_content = Cause.content(given.sha256)
    cause = Cause.message(given.message_id) if given.message_id else by_content
    earlier = file.message(cause.key)
    is_reused = earlier is not None and earlier.sha256 != given.sha256
    if is_reused:
        cause = by_content
        earlier = file.message(cause.key)
    if earlier is not None and _just_now(earlier, given, state):
        return Seen(cause, determined=Determination.model_validate_json(earlier.determination))
    answered = given.duplicate_of
    if answered is None and earlier is not None:
        answered = Determination.model_validate_json(earlier.determination).answer
    return Seen(cause, answered=answered, is_reused=is_reused)


def _just_now(earlier: KeptMessage, given: Considering, state: PlanState) -> bool:
    """Whether it was considered just now, so that what was determined is still to be taken over."""
    standing = given.situation.standing
    is_behind = (standing.status, standing.version) != (state.status, state.version)
    return is_behind or earlier.received_at == given.situation.now
