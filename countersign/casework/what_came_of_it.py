"""SHARE-4, SHARE-5, SHARE-9, TELL-8 · What came of something that was said about copies: for the answer to its sender.

The sender learns what becomes of a copy, who answers by when, and whether its holder is asked for what they have. Why
it is so is said where they decided it or asked for it; not to whoever raises a concern or puts a mark: what others said
of a recipient is not theirs to read.
"""

from collections.abc import Iterable
from typing import NamedTuple

from countersign.careplan.consent import SharingScope
from countersign.careplan.sharing import Copy
from countersign.careplan.who_gets_a_copy import Asks
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.copies_known import known_of
from countersign.casework.kept import Task, TaskKind
from countersign.casework.sharing import ask_task, back_task, copies_now, holdings, under, versions_that_count

_WHAT = {SharingScope.NONE: "no copy", SharingScope.PART: "a copy in part", SharingScope.FULL: "a copy in full"}


class CopyOfVersion(NamedTuple):
    """What somebody is to have of a version."""

    version: int

    copy: Copy


def copies_that_count(case: Case) -> dict[str, CopyOfVersion]:
    """What everybody is to have now, by reference: of the latest version that has them."""
    known, found = known_of(case), dict[str, CopyOfVersion]()
    for version in versions_that_count(case):
        for copy in copies_now(known, version, case.scheme.sharing, case.today):
            found[copy.recipient] = CopyOfVersion(version, copy)
    return found


def what_came_of_it(case: Case, recipient: str, version: int = 0, *, with_why: bool) -> tuple[str, ...]:
    """What becomes of a recipient's copy, in sentences. `version`: the one that was spoken of, if not the latest."""
    now = copies_that_count(case).get(recipient)
    if version:
        every = copies_now(known_of(case), version, case.scheme.sharing, case.today)
        now = next((CopyOfVersion(version, copy) for copy in every if copy.recipient == recipient), now)
    if now is None:
        return ()
    copy = now.copy
    what = "kept back" if copy.asks else _WHAT[copy.scope]
    said = [f"{recipient}: {what}: {copy.basis}. [{copy.rule}]" if with_why else f"{recipient}: {what}."]
    if copy.asks:
        said.append(_who_answers(task_that_asks(copy, now.version, case.tasks.open()), copy.asks))
    said.append(_what_they_have(case, now))
    return tuple(sentence for sentence in said if sentence)


def task_that_asks(copy: Copy, version: int, tasks: Iterable[Task]) -> Task | None:
    """The open task by which somebody answers: of a concern for every version, of anything else for this one."""
    is_concern = copy.asks is Asks.CONCERN
    name = f"concern:{copy.recipient}" if is_concern else ask_task(copy, version)
    of_kind = (task for task in tasks if (task.kind is TaskKind.CONCERN) is is_concern)
    return next((task for task in of_kind if f"{task.name}:".startswith(f"{name}:")), None)


def _who_answers(task: Task | None, asks: Asks) -> str:
    if task is None:
        return ""
    person = f", {task.owner}," if task.owner else ""
    does = {Asks.CONCERN: "decides", Asks.LOOK: "looks at it"}.get(asks, "answers")
    return f"The {spelled_out(task.owner_role)}{person} {does} by {london_day(task.due_at)}."


def _what_they_have(case: Case, now: CopyOfVersion) -> str:
    """SHARE-9: whether they have a copy already, and are asked for it."""
    known = known_of(case)
    theirs = [held for held in holdings(case.file, known) if under(held.copy, now.version, known) == now.copy.recipient]
    have = [held for held in theirs if held.came_back is None]
    if not have:
        return ""
    last = max(have, key=lambda held: (held.copy.version, held.since))
    of = f"They have a copy of version {last.copy.version}, sent on {london_day(last.since)}"
    if case.tasks.named(back_task(last.copy.notice)):
        return f"{of}, and are asked to return or destroy it."
    return f"{of}: they are not asked for it until that is answered." if now.copy.asks else f"{of}."


def what_changed(case: Case, before: dict[str, CopyOfVersion]) -> tuple[str, ...]:
    """What became of every copy about which it is not as it was `before`; that nothing did, if so."""
    now = copies_that_count(case)
    changed = [
        recipient
        for recipient, there in now.items()
        if recipient not in before or _as_it_goes(before[recipient].copy) != _as_it_goes(there.copy)
    ]
    said = [sentence for recipient in changed for sentence in what_came_of_it(case, recipient, with_why=False)]
    return tuple(said) or ("Nobody's copy is kept back or goes by it.",)


def _as_it_goes(copy: Copy) -> tuple[str, Asks | None, bool]:
    return copy.extent, copy.asks, copy.because_of_risk
