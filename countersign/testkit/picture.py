"""A plan's whole story on one page, in London's time, to show why a scenario failed. It has both workflows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from countersign.careplan.clocks import Clock
from countersign.careplan.notices import THE_PERSONS, TOLD
from countersign.casework.happenings import Actor, Happening
from countersign.casework.status import PlanStatus
from countersign.store.tables import MessageRow, NoticeRow, QuestionRow, RecordRow, StepTakenRow, TaskRow, WaitRow
from countersign.testkit.expectations import clock_in_words
from countersign.testkit.happened import Happened, everything, name_of, same_minute
from countersign.testkit.office import PlanUnderTest
from countersign.testkit.words import said, said_day

NEW = "»"
"""Marks what has happened since the last expectation."""


MOVES_SHOWN = 3
"""How many of a clock's latest date changes are shown."""


def how_it_stands(status: PlanStatus | None, interim: PlanStatus | None) -> list[str]:
    """Where a plan is, whose turn it is, the promised date, and every clock of both workflows."""
    if status is None:
        return ["No plan was started, or no worker runs that could say how it stands."]
    promise = status.promise
    told = said_day(promise.holds)
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
    """One line of the story. `order`: its place among lines of the same moment."""

    at: datetime
    order: int
    mark: str
    kind: str
    words: str


def what_happened(plan: PlanUnderTest, known: frozenset[str]) -> list[str]:
    """Everything that has happened, earliest first. `known`: the names of the rows that are not new.

    A step is one line, which also shows what it put on the record and who was told. Its repeats share a second line.
    """
    happened = everything(plan)
    steps = {row.cause: row for row in happened if isinstance(row, StepTakenRow)}
    lines = [
        Line(at, order, " " if name_of(row) in known else NEW, kind, words)
        for row in happened
        if not _is_in_its_step(row, steps)
        for at, order, kind, words in (_entry(row),)
        if kind
    ]
    for question in plan.rows(QuestionRow):
        answered = f"answered {said(question.answered_at)}" if question.answered_at else "open"
        words = f"{question.question} to {question.asked_of}, {answered}"
        lines.append(Line(question.asked_at, 1, " ", "question", words))
    lines.sort(key=lambda line: (line.at, line.order))
    return list(_folded(lines))


OF_A_STEP = frozenset(
    {
        Happening.REMINDED,
        Happening.TOLD_OF_DELAY,
        Happening.INTERIM_DECISION_ASKED,
        Happening.REVIEW_DUE,
        Happening.INTERIM_REVIEW_DUE,
    }
)
"""Happenings that a step puts on the record. The line of the step shows them already."""


def _is_in_its_step(row: Happened, steps: Mapping[str, StepTakenRow]) -> bool:
    if isinstance(row, NoticeRow):
        step = steps.get(row.cause)
        return step is not None and row.recipient in step.people and row.status in TOLD
    if isinstance(row, RecordRow):
        return row.event in OF_A_STEP and row.key.partition("/")[2].rpartition("/")[0] in steps
    return False


def _folded(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as text. Equal lines in a row become the first one, and how often it was repeated until when."""
    for _, same in groupby(lines, key=lambda line: (line.mark, line.kind, line.words)):
        first, *more = same
        yield f"{first.mark} {said(first.at)}  {first.kind:<8} {first.words}"
        if more:
            times = "once more" if len(more) == 1 else f"{len(more)} times more"
            yield f"{first.mark} {said(more[-1].at)}  {first.kind:<8} … the same {times} until now"


def _entry(row: Happened) -> tuple[datetime, int, str, str]:
    """The moment, order, kind and words of a row. An empty kind means that another line shows it."""
    match row:
        case RecordRow():
            refused = row.event == Happening.MESSAGE_REFUSED
            by = f" ({row.actor})" if row.actor not in ("", Actor.SYSTEM) else ""
            return row.at, 0, "REFUSED" if refused else "record", f"{row.what}{by} [{row.rule}]"
        case StepTakenRow():
            whom = f"{row.told} ({', '.join(row.people)})" if row.people else "NOBODY"
            empty = f"; nobody on: {', '.join(row.empty)}" if row.empty else ""
            late = "" if same_minute(row.due_at, row.taken_at) else f", LATE: it fell due {said(row.due_at)}"
            return row.taken_at, 1, "step", f"{row.wait}: {row.kind} to {whom}{empty}{late}"
        case NoticeRow():
            kind = "letter" if row.recipient in THE_PERSONS else "notice"
            return row.queued_at, 2, kind, f"{row.kind} to {row.recipient}, {row.status}"
        case TaskRow():
            return row.raised_at, 2, "task", f"{row.kind} for {row.owner or row.owner_role}: {row.why}"
        case MessageRow():
            return row.received_at, 0, "", ""


def what_was_waited_for(plan: PlanUnderTest) -> list[str]:
    """Every wait that has ended: who was waited for, from when to when, and its pauses."""
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
    """The whole story, as text."""
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
