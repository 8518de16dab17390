"""TIME-1 · Every clock of a workflow under the scheme and the calendar as they are now, and what that changed."""

from collections.abc import Iterable
from datetime import datetime

from careplan.clocks import Because, Clock, expected_by, planned_again
from careplan.scheme import Scheme
from careplan.working_time import WorkingDays, in_london

NO_DATE_CHANGED = "No date changed."


def all_planned_again(clocks: Iterable[Clock], scheme: Scheme, days: WorkingDays, now: datetime) -> tuple[Clock, ...]:
    """The same clocks, planned again. What one stands still for may then be expected at another moment."""
    planned = {clock.name: planned_again(clock, scheme, days, now) for clock in clocks}
    for clock in tuple(planned.values()):
        for pause in clock.pauses:
            if pause.until is None and pause.why in planned:
                expected = planned[pause.why].due
                standing = planned[clock.name]
                again = expected_by(standing, pause.why, now, expected, Because.PLANNED_AGAIN, days)
                planned[clock.name] = again
    return tuple(planned.values())


def what_changed(before: Iterable[Clock], after: Iterable[Clock]) -> tuple[str, ...]:
    """One sentence for each clock that changed, came or went, or one that says that none did."""
    known = {clock.name: clock for clock in before}
    now = {clock.name: clock for clock in after}
    said = [f"{clock.name}: due {in_london(clock.due)}." for clock in now.values() if clock.name not in known]
    for was in known.values():
        clock = now.get(was.name)
        if clock is None:
            said.append(f"{was.name}: no longer waited for.")
        elif clock.due != was.due:
            said.append(f"{was.name}: due {in_london(clock.due)}, and was due {in_london(was.due)}.")
        elif [step.at for step in clock.steps] != [step.at for step in was.steps]:
            said.append(f"{was.name}: next {clock.steps[0].kind.value} {in_london(clock.steps[0].at)}.")
    return tuple(said) or (NO_DATE_CHANGED,)
