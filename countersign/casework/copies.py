"""SHARE-1..9 · What follows for a plan's copies whenever something was said about them, or a day has come."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from countersign.careplan.clocks import Wait, copy_ends_clock
from countersign.careplan.sharing import Copy
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.concerns import ask_about_concerns
from countersign.casework.copies_back import ask_for_copies_back
from countersign.casework.copies_known import Known, known_of
from countersign.casework.happenings import Happening
from countersign.casework.sharing import ask_about_sharing, copies_now, versions_that_count
from countersign.casework.whom_and_where import once_asked_for_it, take_effect


def follow_copies(case: Case, also_told: Iterable[str] = ()) -> None:
    """SHARE-1..9: hold back, ask, and ask for again: everything that what is known now brings about.

    Whoever has closed the determination keeps the clocks that this sets: so a new decision, mark, version or day is
    followed there, and the sending of what waits only holds back.
    """
    known = known_of(case)
    ask_about_sharing(case, known)
    take_effect(case)
    ask_about_concerns(case, known)
    ask_for_copies_back(case, known, also_told)
    once_asked_for_it(case)
    wait_for_the_last_day(case, known)


def wait_for_the_last_day(case: Case, known: Known) -> None:
    """SHARE-9: the next day, if there is one, on which a decision in force about a copy is past its last day."""
    ends = [copy.until for copy in _copies(case, known) if copy.until and not copy.has_ended]
    running = case.clocks.get(Wait.COPY_ENDS.value)
    if not ends:
        case.clocks.stop(Wait.COPY_ENDS.value)
        return
    clock = copy_ends_clock(min(ends) + timedelta(days=1), case.now, case.scheme)
    if running is None or running.due != clock.due:
        case.clocks.begin(clock)


def past_their_last_day(case: Case) -> str:
    """SHARE-9: a day has come on which decisions about copies are past their last day. Returns who is told."""
    known = known_of(case)
    today = london_day(case.now)
    over = [
        copy.recipient
        for copy in _copies(case, known)
        if copy.has_ended and copy.until is not None and copy.until + timedelta(days=1) == today
    ]
    case.record.note(Happening.DECISION_ENDED, recipients=", ".join(dict.fromkeys(over)) or "nobody any more")
    case.clocks.stop(Wait.COPY_ENDS.value)
    follow_copies(case)
    return case.course.practitioner


def _copies(case: Case, known: Known) -> Iterator[Copy]:
    for version in versions_that_count(case):
        yield from copies_now(known, version, case.scheme.sharing, case.today)
