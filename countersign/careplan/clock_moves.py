"""TIME-1, TIME-2, TIME-6 · What changes a clock: its pauses, its steps, and a scheme that is planned again.

Each function returns the clock as it is then. `countersign.careplan.clocks` says what a clock is, and starts one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from countersign.careplan.clocks import (
    AS_A_DAY_BEGINS,
    MOVES_CARRIED,
    RULE_OF,
    Because,
    Clock,
    Move,
    Pause,
    Step,
    Wait,
    clock_of,
    review_clock,
)
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.missed import first_miss
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import NOTHING, Time, WorkingDays, london_day, time_of


def has_run(clock: Clock, at: datetime, time: Time) -> timedelta:
    """For how long a clock has run at a moment: the time since its start, less its pauses."""
    return running(clock.since, _standstills(clock), at, time)


def running(
    since: datetime, standstills: Iterable[tuple[datetime, datetime]], until: datetime, time: Time
) -> timedelta:
    """The time from `since` to `until`, less the standstills. These are (from, to), in order, and may overlap."""
    total, begins = NOTHING, since
    for stops, goes_on in standstills:
        total += time.between(begins, min(stops, until))
        begins = max(begins, goes_on)
    return total + time.between(begins, until)


def _moment(clock: Clock, budget: timedelta, time: Time) -> datetime:
    """The first moment by which a clock has run for `budget`. A pause that lasts ends when it is expected to."""
    left, begins = budget, clock.since
    for since, until in _standstills(clock):
        run = time.between(begins, since)
        if left <= run:
            break
        left -= run
        begins = max(begins, until)
    return time.on(begins, left)


def _standstills(clock: Clock) -> list[tuple[datetime, datetime]]:
    """When the clock stood still, in order. Pauses may overlap: whoever reads this counts that time only once."""
    return sorted((pause.since, pause.end) for pause in clock.pauses)


def _worked_out(clock: Clock, at: datetime, because: Because, time: Time) -> Clock:
    """The clock with every moment worked out again from its budgets. It keeps a change of its date as a move."""
    steps = tuple(step.model_copy(update={"at": _moment(clock, step.budget, time)}) for step in clock.steps)
    due = steps[0].at if clock.budget is None else _moment(clock, clock.budget, time)
    return _moved(clock.model_copy(update={"steps": steps}), due, at, because)


def _moved(clock: Clock, due: datetime, at: datetime, because: Because) -> Clock:
    if due == clock.due:
        return clock
    move = Move(at=at, because=because, rule=RULE_OF[because], was=clock.due, now=due)
    moves = _carried((*clock.moves, move), clock.pauses)
    return clock.model_copy(update={"due": due, "moves": moves, "moved": clock.moved + 1})


def _carried(moves: tuple[Move, ...], pauses: tuple[Pause, ...]) -> tuple[Move, ...]:
    """TIME-8: the latest moves, and always the one that tells which date was missed first."""
    latest, first = moves[-MOVES_CARRIED:], first_miss(moves, pauses)
    return latest if first is None or first in latest else (first, *latest[1:])


def paused(clock: Clock, why: str, at: datetime, expected: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: the clock stands still from `at` for `why`. Its date is worked out as if that ended at `expected`."""
    pause = Pause(why=why, since=at, expected=max(at, expected))
    standing_still = clock.model_copy(update={"pauses": (*clock.pauses, pause)})
    return _worked_out(standing_still, at, because, time_of(clock.counted_in, days))


def resumed(clock: Clock, why: str, at: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what the clock stood still for has come. The clock runs again once no other pause lasts."""
    resuming = _with_pauses(clock, lambda pause: {"until": max(at, pause.since)}, why)
    return _worked_out(resuming, at, because, time_of(clock.counted_in, days))


def stopped(clock: Clock, at: datetime) -> Clock:
    """TIME-6: the clock when its wait ends. Each pause that still lasts ends with it."""
    return _with_pauses(clock, lambda pause: {"until": max(at, pause.since)})


def expected_by(clock: Clock, why: str, at: datetime, expected: datetime, because: Because, days: WorkingDays) -> Clock:
    """TIME-6: what the clock stands still for is now expected at another moment: it is late, or was planned again."""
    delayed = _with_pauses(clock, lambda _: {"expected": expected}, why)
    return _worked_out(delayed, at, because, time_of(clock.counted_in, days))


def _with_pauses(clock: Clock, change: Callable[[Pause], dict[str, datetime]], why: str | None = None) -> Clock:
    """The clock with each pause that lasts changed. `why`: change only the pauses for this reason; None for all."""
    pauses = tuple(
        pause.model_copy(update=change(pause)) if pause.until is None and why in (None, pause.why) else pause
        for pause in clock.pauses
    )
    return clock.model_copy(update={"pauses": pauses})


def climbed(clock: Clock, now: datetime, days: WorkingDays, reached: int = 0) -> Clock:
    """TIME-2: the clock after its soonest step was taken at `now`, by telling the person `reached` levels up.

    The last step repeats every `repeat_every`, so that the clock never falls silent. A reminder that nobody acted on
    repeats as an escalation. A repeat counts from the step before it, not from when a worker woke. Repeats that were
    missed while nothing ran are not sent later one by one. A step at which the promised date has passed sets a new
    date: that of the next step, unless the next step has fallen due too and will set a date itself.
    """
    time = time_of(clock.counted_in, days)
    taken, to_come = clock.steps[0], clock.steps[1:]
    if not to_come:
        kind = StepKind.ESCALATE if taken.kind is StepKind.REMIND else taken.kind
        to_come = (_repeated(clock, kind, taken.at, max(now, taken.at), time),)
    following = clock.model_copy(
        update={"steps": to_come, "taken": clock.taken + 1, "climbed": max(clock.climbed, reached)}
    )
    if clock.due > max(now, taken.at) or to_come[0].at <= now:
        return following
    return _moved(following.model_copy(update={"budget": None}), to_come[0].at, now, Because.NOT_IN_TIME)


def _repeated(clock: Clock, kind: StepKind, at: datetime, now: datetime, time: Time) -> Step:
    """The first repeat after `now` of the step that fell due at `at`."""
    while at <= now:
        # A step falls due as the office closes, from when time counts as the next day: so start a second earlier.
        start = at if clock.counted_in is CountedIn.HOURS else at - timedelta(seconds=1)
        at = time.after(start, clock.repeat_every)
    return Step(kind=kind, at=at, budget=has_run(clock, at, time))


def ahead(clock: Clock, now: datetime, days: WorkingDays) -> Clock:
    """TIME-6, TIME-8: a clock whose date is over already gets the date of the next step: nobody is promised a past day.

    Its move keeps the date that it missed, so it is late from then on. Steps that fell due are still to be taken.
    """
    if clock.due > now:
        return clock
    time, last = time_of(clock.counted_in, days), clock.steps[-1]
    to_come = [step.at for step in clock.steps if step.at > now]
    due = to_come[0] if to_come else _repeated(clock, last.kind, last.at, now, time).at
    late = _moved(clock, due, now, Because.NOT_IN_TIME)
    return late.model_copy(update={"budget": has_run(clock, due, time), "began_late": True})


def planned_again(clock: Clock, scheme: Scheme, days: WorkingDays, now: datetime) -> Clock:
    """TIME-1: a running clock under the scheme and the calendar as they are now. Its start and its pauses stay.

    Steps that were taken stay taken. A step that would have fallen due already falls due at once.
    """
    if clock.wait in (Wait.CONDITION, Wait.PAYMENT_REVIEW, *AS_A_DAY_BEGINS):
        return clock  # a decision, the law, or whoever ends the plan says when it is due, not the scheme
    if clock.wait is Wait.REVIEW:
        fresh = review_clock(clock.since, scheme, days, clock.reviewed_on)
    else:
        fresh = clock_of(clock.wait, clock.owner, clock.since, scheme, days, clock.about)
    steps = fresh.steps[clock.taken :]
    updated = clock.model_copy(
        update={
            "repeat_every": fresh.repeat_every,
            "counted_in": fresh.counted_in,
            "edition": fresh.edition,
            "budget": clock.budget if clock.budget is None or clock.began_late else fresh.budget,
        }
    )
    if not steps:
        time = time_of(fresh.counted_in, days)
        kind, at = clock.steps[0].kind, clock.steps[0].at
        at = at if fresh.counted_in is CountedIn.HOURS else _within_office_hours(at, days)
        steps = (Step(kind=kind, at=at, budget=has_run(updated, at, time)),)
    planned = updated.model_copy(update={"steps": steps})
    time = time_of(planned.counted_in, days)
    if planned.budget is not None and _moment(planned, planned.budget, time) <= now:
        # Nobody is promised a day that is over: the date is that of the next step.
        planned = planned.model_copy(update={"budget": None})
    return _worked_out(planned, now, Because.PLANNED_AGAIN, time)


def _within_office_hours(at: datetime, days: WorkingDays) -> datetime:
    """The moment itself; or, if the office is not open yet or is closed all day, the moment when it closes next."""
    day = london_day(at)
    return at if days.is_working_day(day) and days.opening(day) < at else days.after(at, 0)
