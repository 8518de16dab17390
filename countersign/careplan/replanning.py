"""TIME-1 · Plans every clock of a workflow again under the current scheme and calendar, and says what changed."""

from collections.abc import Iterable
from datetime import datetime

from countersign.careplan.clock_moves import expected_by, planned_again
from countersign.careplan.clocks import Because, Clock
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, in_london

NO_DATE_CHANGED = "No date changed."


def all_planned_again(clocks: Iterable[Clock], scheme: Scheme, days: WorkingDays, now: datetime) -> tuple[Clock, ...]:
    """The same clocks, planned again. A paused clock may then wait for something that is expected at another moment."""
    planned = {clock.name: planned_again(clock, scheme, days, now) for clock in clocks}
    for clock in tuple(planned.values()):
        for pause in clock.pauses:
            if pause.until is None and pause.why in planned:
                expected = planned[pause.why].due
                paused = planned[clock.name]
                updated = expected_by(paused, pause.why, now, expected, Because.PLANNED_AGAIN, days)
                planned[clock.name] = updated
    return tuple(planned.values())


def what_changed(before: Iterable[Clock], after: Iterable[Clock]) -> tuple[str, ...]:
    """One sentence for each clock that changed, is new or is gone; or one sentence that says that nothing changed."""
    clocks_before = {clock.name: clock for clock in before}
    clocks_after = {clock.name: clock for clock in after}
    sentences = [
        f"{clock.name}: due {in_london(clock.due)}."
        for clock in clocks_after.values()
        if clock.name not in clocks_before
    ]
    for clock_before in clocks_before.values():
        clock = clocks_after.get(clock_before.name)
        if clock is None:
            sentences.append(f"{clock_before.name}: no longer waited for.")
        elif clock.due != clock_before.due:
            sentences.append(
                f"{clock_before.name}: due {in_london(clock.due)}, and was due {in_london(clock_before.due)}."
            )
        elif [step.at for step in clock.steps] != [step.at for step in clock_before.steps]:
            sentences.append(f"{clock_before.name}: next {clock.steps[0].kind.value} {in_london(clock.steps[0].at)}.")
    return tuple(sentences) or (NO_DATE_CHANGED,)
