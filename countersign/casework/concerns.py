"""SHARE-5 · A concern about a copy is put to the practitioner's line manager, with a clock, until it is decided.

The source gives no day: the clock is the scheme's (`clocks.concern`), with a ladder like every other (TIME-1, TIME-2).
"""

from datetime import datetime

from countersign.careplan.about_copies import (
    AboutCopies,
    Came,
    Mark,
    all_said,
    as_whom,
    bears_on,
    may_be_about,
    may_hold,
)
from countersign.careplan.asked_for import CopyRequest
from countersign.careplan.clocks import Clock, Wait
from countersign.careplan.concerns import ConcernDecision, CopyConcern, MarkSaid
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.notices import NoticeKind
from countersign.careplan.same_recipient import Holder
from countersign.careplan.same_staff import is_among
from countersign.careplan.who_gets_a_copy import Asks, Concern
from countersign.casework.case import Case
from countersign.casework.copies_known import Known
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Task, TaskKind
from countersign.casework.ladder import LINE_MANAGER, levels_of, tell
from countersign.casework.sharing import NO_LONGER_ASKED, copies_now, versions_that_count


def ask_about_concerns(case: Case, known: Known) -> None:
    """SHARE-5: put each concern that is open to whoever decides it, once; stop waiting for what is not open any more.

    A mark that holds a copy is such a concern, whoever put it. Once the plan has left no copy goes, so nothing is to be
    decided.
    """
    is_open = [] if case.status in CLOSED else _open_concerns(case, known)
    for clock in case.clocks:
        if clock.wait is Wait.CONCERN and clock.about not in is_open:
            case.clocks.stop(clock.name)
            for task in tasks_about(case, clock.about):
                case.tasks.done(task, Actor.SYSTEM, NO_LONGER_ASKED)
    for reference in is_open:
        if _clock(case, reference) is None:
            _put(case, known, reference)


def is_open(case: Case, reference: str) -> bool:
    """SHARE-5: whether somebody is to decide a concern about this recipient's copy."""
    return _clock(case, reference) is not None


def tasks_about(case: Case, reference: str) -> list[Task]:
    """The open tasks to decide a concern about a recipient's copy."""
    return [task for task in case.tasks.open(TaskKind.CONCERN) if task.name.split(":")[1] == reference]


def raised_by(case: Case, known: Known, reference: str) -> frozenset[str]:
    """SHARE-5: the staff who raised first what is open about a recipient's copy, or put a mark that bears on it.

    Whoever only says the same again is not among them: else a concern that everybody who decides has raised would wait
    for ever. A mark that was lifted is no longer the first.
    """
    raised: list[tuple[AboutCopies, str]] = []
    version, holder = _as_they_were_last(known, reference)
    said_of_them = all_said(known.versions, version, known.came, known.moved)
    kept = (*case.file.about_copies(), *case.changes.about_copies)
    for place, (said, came) in enumerate(zip(kept, known.came, strict=True)):
        if isinstance(came.what, ConcernDecision) and came.what.recipient == reference:
            raised.clear()
        elif isinstance(came.what, MarkSaid) and came.what.is_lifted:
            raised = [(what, by) for what, by in raised if not _is_such_a_mark(what, came.what)]
        elif _holds_back(came) and may_be_about(place, holder, said_of_them):
            raised.append((came.what, said.recorded_by))
    return frozenset(by for _, by in raised[:1])


def _is_such_a_mark(what: AboutCopies, lifted: MarkSaid) -> bool:
    return isinstance(what, MarkSaid) and (what.about, what.kind) == (lifted.about, lifted.kind)


def said_about(case: Case, known: Known, reference: str) -> list[datetime]:
    """SHARE-5: when each concern about a recipient's copy, mark on them, and decision about one was said."""
    version, holder = _as_they_were_last(known, reference)
    everything = all_said(known.versions, version, known.came, known.moved)
    said = [
        came.said_at or came.at
        for place, came in enumerate(known.came)
        if not isinstance(came.what, CopyRequest) and may_be_about(place, holder, everything)
    ]
    on_them = (mark for mark in everything.marks if bears_on(mark, as_whom(holder, everything)))
    return [*said, *(at for mark in on_them for at in put_at(case, known, mark))]


def put_by(case: Case, mark: Mark) -> frozenset[str]:
    """TELL-8: who put a mark that stands: by the first message since the last that lifted it; and by a version.

    Whoever only put it on them again may lift it: else one that everybody who lifts marks has put would stand for ever.
    """
    kept = (*case.file.about_copies(), *case.changes.about_copies)
    first = [kept[place].recorded_by for place in sorted(mark.puts)[:1]]
    stated = (version.submitted_by for version in case.file.versions() if version.version == mark.stated_by)
    return frozenset((*first, *stated))


def put_at(case: Case, known: Known, mark: Mark) -> list[datetime]:
    """TELL-8: when a mark that stands was put: by messages since the last that lifted it; and by a version."""
    put = (known.came[place] for place in mark.puts)
    stated = [kept.submitted_at for kept in case.file.versions() if kept.version == mark.stated_by]
    return [*(said.said_at or said.at for said in put), *stated]


def _holds_back(came: Came) -> bool:
    return isinstance(came.what, CopyConcern) or (isinstance(came.what, MarkSaid) and not came.what.is_lifted)


def whoever(known: Known, reference: str) -> Holder:
    """Whoever a reference means now; or, if nobody now, whom it meant last. Raises LookupError if it never did."""
    return _as_they_were_last(known, reference)[1]


def _as_they_were_last(known: Known, reference: str) -> tuple[int, Holder]:
    for version, plan in reversed(tuple(enumerate(known.versions, 1))):
        holder = may_hold(plan, known.came).get(reference)
        if holder is not None:
            return version, holder
    raise LookupError("the reference means nobody in any version")


def _open_concerns(case: Case, known: Known) -> list[str]:
    found = (
        copy.recipient
        for version in versions_that_count(case)
        for copy in copies_now(known, version, case.scheme.sharing, case.today)
        if copy.asks is Asks.CONCERN or copy.concern is Concern.OPEN
    )
    return list(dict.fromkeys(found))


def _clock(case: Case, reference: str) -> Clock | None:
    return case.clocks.get(f"{Wait.CONCERN.value}:{reference}")


def _put(case: Case, known: Known, reference: str) -> None:
    line_manager, raisers = case.course.line_manager, raised_by(case, known, reference)
    levels = levels_of(case, LINE_MANAGER)
    is_theirs = bool(line_manager) and not is_among(line_manager, raisers)
    if not is_theirs:
        levels = levels_of(case, next(level.role for level in levels if level.role in case.roles_that_decide))
    owner = LINE_MANAGER if is_theirs else levels[0].role
    clock = case.clocks.start(Wait.CONCERN, owner, case.now, reference)
    why = (
        f"{reference}: a concern about the copy for them. Decide whether it is shared in full, in part or not at all, "
        "with `decide_concern`. Nothing goes meanwhile. [SHARE-5]"
    )
    case.tasks.ask(
        f"concern:{reference}:{case.cause}",
        TaskKind.CONCERN,
        why,
        role=owner,
        owner=line_manager if is_theirs else "",
        due_at=clock.due,
    )
    task = "A concern about a copy of the plan is yours to decide: nothing goes meanwhile."
    told = tell(case, NoticeKind.QUESTION, levels, 0, task, case.status.value, clock.due)
    case.record.note(Happening.CONCERN_ASKED, whom=told.title or "Nobody", recipient=reference)
