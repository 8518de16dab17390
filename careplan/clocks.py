"""TIME · Working days, and the ladder that a waiting plan climbs.

Source: the procedure gives no number of days, so every figure is the scheme's (TIME-1). Days are England's working
days, in Europe/London; which days are holidays arrives as an argument. A working day's clock ends when the office
closes on that day. Counting starts on the day after the one in which the wait began, or, where it began on a day off
or after the office closed, as if it had begun on the next working day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careplan.lifecycle import Status
from careplan.scheme import Ladder, Scheme, StepKind
from careplan.wire import Stored

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5

IsHoliday = Callable[[date], bool]
"""Whether a day is a bank holiday in England."""


class Step(Stored):
    """One rung with its absolute time: what falls due, and when (UTC)."""

    kind: StepKind
    at: datetime


class Clock(Stored):
    """TIME-1: what a waiting plan holds: whose turn it is, by when, and what happens next.

    `owner`: a role of the scheme, or "practitioner". `since`: the start of the wait. `due`: the promised moment.
    `steps`: the rungs still to come, soonest first. `repeat_every`: working days between rungs after the last.
    `climbed`: how many people up it has gone.
    """

    owner: str
    since: datetime
    due: datetime
    steps: tuple[Step, ...]
    repeat_every: int
    climbed: int = 0


class WorkingDays:
    """England's working days less a council's closures."""

    def __init__(self, is_holiday: IsHoliday, closures: tuple[date, ...], closes_at: time) -> None:
        """`closes_at`: when the office day ends, London time."""
        self._is_holiday = is_holiday
        self._closures = frozenset(closures)
        self._closes_at = closes_at

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, not a bank holiday, and the council is open."""
        return day.weekday() < SATURDAY and day not in self._closures and not self._is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is one, otherwise the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def last_working_day(self, day: date) -> date:
        """`day` itself if it is one, otherwise the last one before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def after(self, start: datetime, days: int) -> datetime:
        """The moment, in UTC, at which the office closes `days` working days after `start`."""
        local = start.astimezone(LONDON)
        day = local.date()
        if local.time() >= self._closes_at:
            day += timedelta(days=1)
        day = self.next_working_day(day)
        for _ in range(days):
            day = self.next_working_day(day + timedelta(days=1))
        return datetime.combine(day, self._closes_at, LONDON).astimezone(UTC)


def working_days(scheme: Scheme, is_holiday: IsHoliday) -> WorkingDays:
    """The working days of one council."""
    return WorkingDays(is_holiday, scheme.office.closures, scheme.office.closes_at)


def _ladder_clock(ladder: Ladder, owner: str, since: datetime, days: WorkingDays) -> Clock:
    return Clock(
        owner=owner,
        since=since,
        due=days.after(since, ladder.due_after),
        steps=tuple(Step(kind=step.do, at=days.after(since, step.after)) for step in ladder.steps),
        repeat_every=ladder.repeat_every,
    )


def london_day(moment: datetime) -> date:
    """The day that it is in London at a moment: the day that letters and rules speak of."""
    return moment.astimezone(LONDON).date()


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def clock_for(status: Status, owner: str, since: datetime, scheme: Scheme, days: WorkingDays) -> Clock | None:
    """TIME-1: the clock of a plan that starts to wait in `status`; None for a state in which nothing is waited for."""
    match status:
        case Status.AWAITING_DECISION:
            return _ladder_clock(scheme.clocks.awaiting_decision, owner, since, days)
        case Status.RETURNED:
            return _ladder_clock(scheme.clocks.returned, "practitioner", since, days)
        case Status.AGREED:
            return _ladder_clock(scheme.clocks.agreed, "practitioner", since, days)
        case Status.SIGNED_OFF:
            review_on = add_months(london_day(since), scheme.review.within_months)
            due = datetime.combine(days.last_working_day(review_on), scheme.office.closes_at, LONDON).astimezone(UTC)
            step = Step(kind=StepKind.REVIEW, at=due)
            return Clock(
                owner="practitioner", since=since, due=due, steps=(step,), repeat_every=scheme.review.repeat_every
            )
        case _:
            return None


def climbed(clock: Clock, now: datetime, days: WorkingDays) -> Clock:
    """TIME-2: the clock after its soonest rung was taken at `now`.

    After the last rung it goes on: the last kind repeats every `repeat_every` working days, so that nothing falls
    silent; a reminder that nobody acted on repeats one person up. A repeat counts from the rung before it, not from
    when a worker woke; repeats missed while nothing ran are not sent one by one. A rung at which the promised date has
    passed sets a new one: the next rung.
    """
    taken, rest = clock.steps[0], clock.steps[1:]
    if not rest:
        kind = StepKind.ESCALATE if taken.kind is StepKind.REMIND else taken.kind
        at = taken.at
        while at <= max(now, taken.at):
            # From just before the rung: it fell as the office closed, which would count as the next day.
            at = days.after(at - timedelta(seconds=1), clock.repeat_every)
        rest = (Step(kind=kind, at=at),)
    up = 1 if taken.kind in (StepKind.ESCALATE, StepKind.OVERDUE) else 0
    due = rest[0].at if clock.due <= now else clock.due
    return clock.model_copy(update={"steps": rest, "due": due, "climbed": clock.climbed + up})
