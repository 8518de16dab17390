"""WHO-3 · A member of staff is one person, however their reference is written: in capitals or not, with spaces or none.

Source: ours: no source asks for it, and it stands all the same. A reference is kept as its sender wrote it, because the
content of a plan is never changed. Wherever two are compared, or one is looked up, these functions compare them.
"""

from collections.abc import Iterable


def as_compared(reference: str) -> str:
    """The one way in which all spellings of a reference are compared. It is for comparing, not for showing."""
    return reference.strip().casefold()


def same_staff(reference: str, other: str) -> bool:
    """Whether two references mean the same member of staff. Nobody is meant by an empty one."""
    return bool(reference.strip()) and as_compared(reference) == as_compared(other)


def is_among(reference: str, people: Iterable[str]) -> bool:
    """Whether one of these references means the same member of staff."""
    return any(same_staff(reference, person) for person in people)


def each_once(references: Iterable[str]) -> tuple[str, ...]:
    """The people meant by these references, in the same order: each once, as they were first written."""
    once: dict[str, str] = {}
    for reference in references:
        once.setdefault(as_compared(reference), reference)
    return tuple(once.values())
