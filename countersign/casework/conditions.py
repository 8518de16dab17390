"""DP-6, TELL-9 · The clocks of the conditions on a direct payment, and what the person is told of them."""

from collections.abc import Iterator
from datetime import date
from itertools import count, islice, takewhile

from countersign.careplan.clocks import Clock, condition_clock, is_after_the_end
from countersign.careplan.decision_parts import Condition, ConditionKind
from countersign.careplan.ladders import StepKind
from countersign.careplan.missed import missed_by
from countersign.careplan.working_time import add_months, london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.wording.letters_of_what_comes import ConditionComing


def start_conditions(case: Case, conditions: tuple[Condition, ...]) -> None:
    """DP-6: once the plan is signed off, each condition with a date has a clock of its own.

    More frequent reviews have none: the direct payment's own review is due sooner (REV-3).
    """
    for condition in conditions:
        if condition.first_on is not None and condition.kind is not ConditionKind.MORE_REVIEWS:
            start_condition(case, condition, condition.first_on)


def start_condition(case: Case, condition: Condition, due_on: date) -> Clock:
    """DP-6: start the clock of a condition that is due by a day."""
    return case.clocks.begin(condition_clock(condition.id, due_on, case.now, case.scheme, case.days))


def start_condition_again(case: Case, condition: Condition, due_on: date) -> None:
    """DP-6, TELL-9: a repeating condition is due again by a day. Where no reminder comes before it, tell now."""
    clock = start_condition(case, condition, due_on)
    if clock.steps[0].kind is not StepKind.REMIND and not is_after_the_end(clock, case.clocks):
        tell_condition_is_coming(case, clock)


def tell_condition_is_coming(case: Case, clock: Clock) -> None:
    """TELL-9: the person is told, once for each of its days, that a condition is soon due."""
    agreed, due_on = case.file.decision(case.in_force), london_day(clock.due)
    condition = next((known for known in agreed.conditions if known.id == clock.about), None) if agreed else None
    if condition is None or due_on < case.today:
        return
    letter = ConditionComing(
        what=condition.what,
        due_on=due_on,
        is_to_send=condition.kind is ConditionKind.INFORMATION,
        every_months=condition.every_months,
    )
    if case.letters.tell_person(letter, occasion=f"{condition.id}/{due_on.isoformat()}"):
        case.record.note(Happening.TOLD_CONDITION_IS_COMING, condition=condition.id, day=due_on)


def met_already(condition: Condition, case: Case, clock: Clock) -> date | None:
    """The day for which a repeating condition was met already, while that day is still to come; None otherwise.

    It is met once for each of its days: from the day after one on, it can be met for the next.
    """
    first, every = condition.first_on, condition.every_months
    if first is None or every is None:
        return None
    due = london_day(clock.due)
    over = tuple(takewhile(lambda day: case.days.last_working_day(day) < due, _days_of(first, every)))
    return over[-1] if over and case.today <= over[-1] else None


def next_day(condition: Condition, case: Case, met: Clock) -> date:
    """The next day on which a repeating condition is due, after today and after the day that was `met`.

    Days are counted from the first one, so an early or a late answer does not move the rest. If the day is a day off,
    the condition is due on the working day before it.
    """
    first = condition.first_on or case.today
    every = condition.every_months or 1
    # What was missed is over; its clock's date is that of its next step.
    over = case.today if missed_by(met, case.now) else max(case.today, london_day(met.due))
    after_the_first = islice(_days_of(first, every), 1, None)
    return next(day for day in after_the_first if case.days.last_working_day(day) > over)


def _days_of(first: date, every: int) -> Iterator[date]:
    """The days of a condition that repeats every so many months, without end."""
    return (add_months(first, every * times) for times in count())
