"""TIME-2, TIME-4 · At the top of a ladder of interim support: told by day, and not again too soon.

Above the top there is nobody, so the top is told again and again. Urgent needs keep no office hours, but somebody who
is written to every two hours of the night soon reads nothing any more. The first request is none of these: where nobody
below is there it comes to the top at once, day or night (TIME-3, "at once").

Source: our default: the procedure gives no figure. Each figure is the scheme's data.
"""

from datetime import datetime, timedelta

from countersign.careplan.clock_moves import has_run
from countersign.careplan.clocks import Clock
from countersign.careplan.ladders import CountedIn, TopOfLadder
from countersign.careplan.working_time import RoundTheClock, london_day, moment_of


def by_day(moment: datetime, top: TopOfLadder) -> datetime:
    """The moment itself; or, if it lies in the night, the next moment at which the top is written to."""
    day = london_day(moment)
    begins, ends = moment_of(day, top.not_before), moment_of(day, top.not_after)
    if moment < begins:
        return begins
    return moment if moment <= ends else moment_of(day + timedelta(days=1), top.not_before)


def spared(clock: Clock, top: TopOfLadder, last_told: datetime | None) -> Clock:
    """The clock whose next step tells the top: that step falls due by day, and not too soon after the last one.

    `last_told`: when the top was last told; none if it was not yet. A clock that counts in working days keeps the
    hours of the office already.
    """
    if clock.counted_in is not CountedIn.HOURS:
        return clock
    step, *others = clock.steps
    soonest = last_told + timedelta(hours=top.repeat_every) if last_told else step.at
    at = by_day(max(step.at, soonest), top)
    if at == step.at:
        return clock
    later = {"steps": (step.model_copy(update={"at": at, "budget": has_run(clock, at, RoundTheClock())}), *others)}
    if clock.budget is not None or clock.due != step.at:
        return clock.model_copy(update=later)
    # The promised date has passed, so the clock's date is that of its next step.
    moves = tuple(move.model_copy(update={"now": at}) if move is clock.moves[-1] else move for move in clock.moves)
    return clock.model_copy(update={**later, "due": at, "moves": moves})
