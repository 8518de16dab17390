"""DEC-5 · Finds out whether a message came before. There are four answers.

* **Considered just now**: an attempt considered it and could not report. The workflow still has to take over that
  determination.
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


def seen(file: CaseFile, given: Considering, message: Sent) -> Seen:
    """Look up what is known about a message whose form is right.

    It is compared by its content as it was read, never by its bytes (`careplan.sameness`).
    """
    identity = identity_of(message)
    cause = Cause.message(message.message_id)
    earlier = file.message(cause.key)
    is_reused = earlier is not None and earlier.sha256 != identity
    if is_reused:
        cause = Cause.content(identity)
        earlier = file.message(cause.key)
    if earlier is None:
        return Seen(cause, identity, is_reused=is_reused)
    determined = Determination.model_validate_json(earlier.determination)
    if earlier.received_at == given.situation.now:
        return Seen(cause, identity, determined=determined)
    # What the workflow remembers is not asked: the database is the truth.
    return Seen(cause, identity, answered=determined.answer, is_reused=is_reused)
