"""A plan's whole story on one page, for whoever reads why a scenario failed: both workflows, in London's time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from careplan.clocks import Clock
from careplan.notices import PERSON
from store.tables import MessageRow, NoticeRow, QuestionRow, RecordRow, RungRow, TaskRow, WaitRow
from testkit.expectations import clock_in_words
from testkit.happened import Happening, everything, name_of, same_minute
from testkit.office import PlanUnderTest
from testkit.words import said, said_day
from workflows.state import PlanStatus

NEW = "»"
"""Stands before what has happened since the expectation before."""


MOVES_SHOWN = 3
"""How many changes of one clock's date are shown: the latest."""


def how_it_stands(status: PlanStatus | None, interim: PlanStatus | None) -> list[str]:
    """Where a plan is, whose turn it is, what the person holds, and every clock of both workflows."""
    if status is None:
        return ["No plan was started, or no worker runs that could say how it stands."]
    promise = status.promise
    told = said_day(promise.held)
    to_tell = f"; to be told {said_day(promise.current)} on {said(promise.tell_at)}" if promise.tell_at else ""
    lines = [f"{status.status.value}, version {status.version}; the person holds {told}{to_tell}"]
    lines += [line for clock in status.clocks for line in _clock(clock)]
    lines.append(f"interim support {status.interim.value}")
    if interim is not None:
        lines += [line for clock in interim.clocks for line in _clock(clock)]
    return lines


def _clock(clock: Clock) -> Iterable[str]:
    yield f"  clock  {clock_in_words(clock)}"
    for pause in clock.pauses:
        end = f"to {said(pause.until)}" if pause.until else f"expected to {said(pause.expected)}"
        yield f"         paused {said(pause.since)} {end}: {pause.why}"
    earlier = len(clock.moves) - MOVES_SHOWN
    if earlier > 0:
        yield f"         moved  {earlier} times, and then:"
    for move in clock.moves[-MOVES_SHOWN:]:
        yield f"         moved  {said(move.at)}: {move.because.value}, from {said(move.was)} to {said(move.now)}"


class Line(NamedTuple):
    """One line of the story. `order`: of lines of the same moment."""

    at: datetime
    order: int
    mark: str
    kind: str
    words: str


def what_happened(plan: PlanUnderTest, known: frozenset[str]) -> list[str]:
    """Everything that has happened, earliest first. `known`: the names of what is not new.

    A rung is one line: what it put on the record and whom it was sent to are in it. Repeats of it make one line more.
    """
    happened = everything(plan)
    rungs = {one.cause: one for one in happened if isinstance(one, RungRow)}
    lines = [
        Line(at, order, " " if name_of(one) in known else NEW, kind, words)
        for one in happened
        if not _is_in_its_rung(one, rungs)
        for at, order, kind, words in [_entry(one)]
        if kind
    ]
    for question in plan.rows(QuestionRow):
        answered = f"answered {said(question.answered_at)}" if question.answered_at else "open"
        words = f"{question.question} to {question.asked_of}, {answered}"
        lines.append(Line(question.asked_at, 1, " ", "question", words))
    lines.sort(key=lambda line: (line.at, line.order))
    return list(_folded(lines))


def _is_in_its_rung(one: Happening, rungs: Mapping[str, RungRow]) -> bool:
    if isinstance(one, NoticeRow):
        rung = rungs.get(one.cause)
        return rung is not None and one.recipient in rung.people and one.status == "sent"
    if isinstance(one, RecordRow):
        of_a_rung = one.key.partition("/")[2].rpartition("/")[0] in rungs
        return of_a_rung and any(words in one.what for words in ("waiting for", "review of interim", "A review is"))
    return False


def _folded(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as text; several of the same in a row as the first, and how many came after it until when."""
    for _, same in groupby(lines, key=lambda line: (line.mark, line.kind, line.words)):
        first, *more = same
        yield f"{first.mark} {said(first.at)}  {first.kind:<8} {first.words}"
        if more:
            times = "once more" if len(more) == 1 else f"{len(more)} times more"
            yield f"{first.mark} {said(more[-1].at)}  {first.kind:<8} … the same {times} until now"


def _entry(one: Happening) -> tuple[datetime, int, str, str]:
    """When, in which order, what kind and in which words. No kind: it is shown by something else."""
    match one:
        case RecordRow():
            refused = one.what.startswith("Message '")
            by = f" ({one.actor})" if one.actor not in ("", "system") else ""
            return one.at, 0, "REFUSED" if refused else "record", f"{one.what}{by} [{one.rule}]"
        case RungRow():
            whom = f"{one.told} ({', '.join(one.people)})" if one.people else "NOBODY"
            empty = f"; nobody on: {', '.join(one.empty)}" if one.empty else ""
            late = "" if same_minute(one.due_at, one.taken_at) else f", LATE: it fell due {said(one.due_at)}"
            return one.taken_at, 1, "rung", f"{one.wait}: {one.kind} to {whom}{empty}{late}"
        case NoticeRow():
            kind = "letter" if one.recipient == PERSON else "notice"
            return one.queued_at, 2, kind, f"{one.kind} to {one.recipient}, {one.status}"
        case TaskRow():
            return one.raised_at, 2, "task", f"{one.kind} for {one.owner or one.owner_role}: {one.why}"
        case MessageRow():
            return one.received_at, 0, "", ""


def what_was_waited_for(plan: PlanUnderTest) -> list[str]:
    """Every wait that has ended: for whom, from when to when, and its pauses."""
    lines: list[str] = []
    for row in sorted((row for row in plan.rows(WaitRow) if row.ended_at), key=lambda row: row.since):
        ended = said(row.ended_at) if row.ended_at else "now"
        lines.append(f"  {row.name}: {row.owner}, {said(row.since)} to {ended}, was due {said(row.due)}")
        lines += [
            f"    paused {said(datetime.fromisoformat(pause['since']))} to "
            f"{said(datetime.fromisoformat(pause['until']))}: {pause['why']}"
            for pause in row.pauses
        ]
    return lines


def picture(
    plan: PlanUnderTest, status: PlanStatus | None, interim: PlanStatus | None, now: datetime, known: frozenset[str]
) -> str:
    """All of it, as text."""
    waits = what_was_waited_for(plan)
    return "\n".join(
        [
            f"The plan {plan.plan_id}, {said(now)} in London by its own clock:",
            *(f"  {line}" for line in how_it_stands(status, interim)),
            *(["What was waited for, and is not any more:", *waits] if waits else []),
            f"What has happened ({NEW} since the expectation before):",
            *(what_happened(plan, known) or ["  nothing"]),
        ]
    )
