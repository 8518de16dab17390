"""SHARE-6, SHARE-8 · Everything that is known of who may have a copy: versions, decisions, and what was said since."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from countersign.careplan.about_copies import Came, marks
from countersign.careplan.asked_for import CopyRequest, is_asked_for
from countersign.careplan.consent import SharingDecision
from countersign.careplan.people import Advocate
from countersign.careplan.people_since import KnownAs, with_their_advocates
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import are_one
from countersign.careplan.sharing import Recorded
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Actor
from countersign.casework.kept import Consent, PlanState, SaidAboutCopies, Task, Version
from countersign.casework.ports import CaseFile


class Known(NamedTuple):
    """Everything from which the copies of a plan are decided."""

    versions: tuple[Plan, ...]
    """Every version, the first one first; each with the advocate who was named while it was in hand, if it has none."""

    recorded: tuple[Recorded, ...]
    """Every decision, in the order in which they came, each once."""

    is_looked_at: Callable[[str], bool]
    """SHARE-7: whether a person has done the task of that name, to look at a copy."""

    came: tuple[Came, ...] = ()
    """Requests, concerns, what was decided about them, and marks, in the order in which they came."""

    moved: tuple[KnownAs, ...] = ()
    """TELL-8: by what names and where people were known, as was said beside the versions."""

    advocate: Advocate | None = None
    """REC-3: whom the person has as their advocate by now, as was said beside the versions; None if nothing was."""

    def marked(self, version: int) -> tuple[str, ...]:
        """SHARE-8: the names of whomever a mark is about that stands for a version; none of the person."""
        stand = marks(self.versions, version, self.came, self.moved)
        return tuple(dict.fromkeys(name for mark in stand for name in mark.whom.names))


def known_in(file: CaseFile) -> Known:
    """What a plan's file has."""
    metas = file.versions()
    plans = tuple(file.version(meta.version) for meta in metas)
    said = file.about_copies()
    recorded = in_order(plans, metas, file.consents(), said)
    known = Known(plans, recorded, partial(_is_by_a_person, file.task), _as_came(said, metas))
    return _with_people_since(known, file.state())


def known_of(case: Case) -> Known:
    """The same, with what this determination changes."""
    known, changes, metas = known_in(case.file), case.changes, case.file.versions()
    plans = known.versions
    if changes.version is not None and changes.content is not None:
        plans, metas = (*plans, changes.content), (*metas, changes.version)
    said = (*case.file.about_copies(), *changes.about_copies)
    recorded = in_order(plans, metas, (*case.file.consents(), *changes.consents), said)
    known = Known(plans, recorded, partial(_is_by_a_person, case.tasks.named), _as_came(said, metas))
    return _with_people_since(known, case.course.state)


def _with_people_since(known: Known, state: PlanState | None) -> Known:
    since = state.people_since if state else None
    if state is None or since is None:
        return known
    return known._replace(
        versions=with_their_advocates(known.versions, since),
        moved=since.known_as,
        advocate=since.advocate.advocate if since.advocate else None,
    )


def _as_came(said: Iterable[SaidAboutCopies], metas: Sequence[Version]) -> tuple[Came, ...]:
    return tuple(kept.as_came(metas) for kept in said)


def _is_by_a_person(named: Callable[[str], Task | None], name: str) -> bool:
    _, task = as_it_was_asked_last(named, name)
    return task is not None and task.done_at is not None and task.done_by != Actor.SYSTEM


def as_it_was_asked_last(named: Callable[[str], Task | None], name: str) -> tuple[str, Task | None]:
    """A task by its name, and under which name it was asked last; None if it never was.

    What was not asked any more and is again, as when a decision is made again on the same day, is `name:2`, and so on.
    """
    number, last, task = 1, name, named(name)
    while task is not None:
        number += 1
        again = named(f"{name}:{number}")
        if again is None:
            break
        last, task = f"{name}:{number}", again
    return last, task


def in_order(
    plans: Sequence[Plan],
    metas: Sequence[Version],
    consents: Iterable[Consent],
    said: Iterable[SaidAboutCopies] = (),
) -> tuple[Recorded, ...]:
    """SHARE-6: every decision about sharing in the order in which they were said, with the version that it is about.

    SHARE-4: what the person asks for is their decision too. A version that repeats one word for word says nothing new:
    it stays about whom it was about when it came first, though somebody else stands under its reference now. A message
    does say something, of whom its reference means then: of one day's decisions about them it was said last, as when
    somebody narrows a copy, gives the whole, and narrows it again.
    """
    came: list[tuple[datetime, int, datetime, SharingDecision, bool, bool]] = [
        (meta.submitted_at, meta.version, meta.submitted_at, decision, False, False)
        for meta, plan in zip(metas, plans, strict=True)
        for decision in plan.sharing
    ]
    came += [
        (kept.said_at or kept.recorded_at, kept.version, kept.recorded_at, kept.decision, False, True)
        for kept in consents
    ]
    came += [
        (kept.said_at or kept.recorded_at, kept.version, kept.recorded_at, kept.what.as_decided(), True, True)
        for kept in said
        if isinstance(kept.what, CopyRequest)
    ]
    recorded: dict[str, Recorded] = {}
    for _, version, at, decision, is_request, is_an_act in sorted(came, key=lambda known: known[:2]):
        words = decision.model_dump_json()
        now = Recorded(decision, version, london_day(at), is_request, at)
        first = recorded.get(words, now)
        if is_an_act:
            if not _is_one(decision.recipient, first.version, version, plans):
                words, first = f"{words} {version}", now
            recorded.pop(words, None)
        recorded.setdefault(words, first)
    return tuple(recorded.values())


def _is_one(recipient: str, before: int, now: int, plans: Sequence[Plan]) -> bool:
    """Whether a reference means the same recipient in two versions, the earlier one first."""
    return before == now or is_asked_for(recipient) or are_one(recipient, before, recipient, now, plans)
