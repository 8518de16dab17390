"""TELL-6 · What each kind of task asks, in words that hold nothing personal: for whatever leaves the case system.

The words of a task itself name the recipient of a copy, or the characters of a letter: they stay behind our own door.
"""

from collections import Counter
from collections.abc import Iterable

from countersign.casework.kept import TaskKind

ASKS: dict[TaskKind, str] = {
    TaskKind.GIVE_BY_HAND: "give somebody a letter that we could not make or send",
    TaskKind.SHARING: "have it decided who is to have a copy",
    TaskKind.LOOK_AT_COPY: "look whether a part copy says what it leaves out",
    TaskKind.CONCERN: "decide a concern about a copy",
    TaskKind.EXPLAIN: "explain to the person what was decided about a copy",
    TaskKind.COPY_BACK: "find out whether a copy was returned or destroyed",
    TaskKind.REVIEW: "review the plan",
    TaskKind.AFTER_REVIEW: "do what a review came to",
    TaskKind.AMENDMENT: "see to an amendment that is asked for",
    TaskKind.TELL_WHO_ASKED: "tell whoever asked for an amendment what came of it",
    TaskKind.HELD_BEFORE: "find out what becomes of the copy of somebody whom the plan does not name any more",
    TaskKind.UNDERSTANDING: "see that the person has support in understanding the plan",
    TaskKind.SPEAK: "speak to somebody instead of writing",
    TaskKind.INTERIM: "take interim support to its next stage",
    TaskKind.BAD_MESSAGE: "find out who sent a signal that was refused",
    TaskKind.FAULT: "have our software mended",
    TaskKind.CANCEL_ASKED: "find out who asked Temporal to cancel a workflow",
    TaskKind.FAULT_IN_REGISTER: "put somebody on the register",
}


def tasks_in_words(kinds: Iterable[TaskKind]) -> str:
    """What some tasks ask, each kind once and without a full stop.

    >>> tasks_in_words([TaskKind.REVIEW])
    'A task for you: review the plan'
    >>> tasks_in_words([TaskKind.SPEAK, TaskKind.REVIEW, TaskKind.SPEAK])
    '3 tasks for you: speak to somebody instead of writing (2); review the plan'
    """
    asked = Counter(kinds)
    words = "; ".join(f"{ASKS[kind]} ({many})" if many > 1 else ASKS[kind] for kind, many in asked.items())
    return f"{asked.total()} tasks for you: {words}" if asked.total() > 1 else f"A task for you: {words}"
