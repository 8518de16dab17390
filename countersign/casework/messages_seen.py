"""DEC-5 · Finds out whether a message came before. There are four answers.

* **Considered just now**: an attempt considered it and could not report, or the workflow has been reset since. The
  workflow still has to take over that determination.
* **Came again**: the same message came some time ago and the plan has moved on. It counts once.
* **Reused**: another message was considered under this id before. This one is refused, and kept by its content.
* **New**: it never came before.
"""

from dataclasses import dataclass

from countersign.careplan.messages.answers import Answer
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.sameness import identity_of
from countersign.casework.causes import Cause
from countersign.casework.determinations import Considering, Determination
from countersign.casework.kept import KeptMessage, PlanState
from countersign.casework.ports import CaseFile


@dataclass(frozen=True)
class Seen:
    """What is known about a message before it is read."""

    cause: Cause
    """The cause under which it is kept."""

    identity: str
    """The hash by which it is compared."""

    determined: Determination | None = None
    """The determination, if the message was considered just now."""

    answered: Answer | None = None
    """The answer it had, if it came again."""

    is_reused: bool = False
    """Whether another message used its id before."""


def seen_under(given: Considering) -> Cause:
    """The cause under which a message is looked up: its id, or its content where it has none."""
    return Cause.message(given.message_id) if given.message_id else Cause.content(given.sha256)


def seen(file: CaseFile, given: Considering, message: Sent, state: PlanState) -> Seen:
    """Look up what is known about a message whose form is right.

    It is compared by its content as it was read, never by its bytes (`careplan.sameness`). An earlier version of this
    software kept the hash of the bytes, so the same bytes are the same message too.
    """
    identity = identity_of(message)
    cause = Cause.message(message.message_id)
    earlier = file.message(cause.key)
    is_reused = earlier is not None and earlier.sha256 not in {identity, given.sha256}
    if is_reused:
        cause = Cause.content(identity)
        earlier = file.message(cause.key)
    if earlier is not None and _just_now(earlier, given, state):
        return Seen(cause, identity, determined=Determination.model_validate_json(earlier.determination))
    # What the workflow remembers is not asked: the database is the truth.
    answered = Determination.model_validate_json(earlier.determination).answer if earlier is not None else None
    return Seen(cause, identity, answered=answered, is_reused=is_reused)


def _just_now(earlier: KeptMessage, given: Considering, state: PlanState) -> bool:
    """Whether it was considered just now, so that the workflow still has to take over the determination."""
    standing = given.situation.standing
    is_behind = (standing.status, standing.version) != (state.status, state.version)
    return is_behind or earlier.received_at == given.situation.now
