"""TIME-1 · Working time: England's working days, a council's office hours and closures, in Europe/London.

Source: the procedure gives no number of days, so every figure is the scheme's.
The caller says which days are holidays. A clock in working days ends when the office closes on its last day. The first
day that counts is the working day after the one on which the wait began. A wait that began on a day off, or after the
office closed, counts as one that began on the next working day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from countersign.careplan.ladders import CountedIn
from countersign.careplan.scheme import Scheme

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
NOTHING = timedelta(0)

IsHoliday = Callable[[date], bool]
"""Whether a day is a bank holiday in England."""


class Time(Protocol):
    """How the time of a clock runs: in working time, or day and night."""

    def after(self, start: datetime, count: int) -> datetime:
        """The moment, in UTC, `count` of the unit after `start`."""
        ...

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How long a clock runs from `start` to `end`; no time if `end` is not later."""
        ...

    def on(self, start: datetime, running: timedelta) -> datetime:
        """The first moment, in UTC, by which a clock that starts at `start` has run for `running`."""
        ...


class RoundTheClock:
    """Hours, day and night: urgent needs do not keep office hours."""

    def after(self, start: datetime, count: int) -> datetime:
        """The moment `count` hours later. UTC has no summer time, so every hour is an hour."""
        return start.astimezone(UTC) + timedelta(hours=count)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """All the time between two moments, in UTC: between two times of one zone Python ignores summer time."""
        return max(end.astimezone(UTC) - start.astimezone(UTC), NOTHING)

    def on(self, start: datetime, running: timedelta) -> datetime:
        """The moment that lies `running` later."""
        return start.astimezone(UTC) + running


class WorkingDays:
    """England's working days, less the days on which a council is closed, during its office hours."""

    def __init__(
        self, is_holiday: IsHoliday, closures: tuple[date, ...], closes_at: time, opens_at: time = time(9)
    ) -> None:
        """`opens_at`, `closes_at`: when the office opens and closes each working day, London time."""
        self._is_holiday = is_holiday
        self._closures = frozenset(closures)
        self._opens_at = opens_at
        self._closes_at = closes_at

    def is_working_day(self, day: date) -> bool:
        """Whether a day is a working day: Monday to Friday, no bank holiday, and the council is open."""
        return day.weekday() < SATURDAY and day not in self._closures and not self._is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def last_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the last working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_day_before(self, day: date, count: int) -> date:
        """The working day that lies `count` working days before a day; for a count of 0, the day itself."""
        for _ in range(count):
            day = self.last_working_day(day - timedelta(days=1))
        return day

    def opening(self, day: date) -> datetime:
        """When the office opens on a day, in UTC."""
        return moment_of(day, self._opens_at)

    def closing(self, day: date) -> datetime:
        """When the office closes on a day, in UTC."""
        return moment_of(day, self._closes_at)

    def after(self, start: datetime, count: int) -> datetime:
        """The moment, in UTC, at which the office closes `count` working days after `start`."""
        local = start.astimezone(LONDON)
        day = local.date()
        if local.time() >= self._closes_at:
            day += timedelta(days=1)
        day = self.next_working_day(day)
        return self.closing(self._after(day, count) if count else day)

    def before(self, moment: datetime, count: int) -> datetime:
        """The start, in UTC, of the day that lies `count` working days before a moment."""
        return moment_of(self.working_day_before(london_day(moment), count), time())

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments. Whole days between them are counted, not walked through."""
        first, last = london_day(start), london_day(end)
        total = sum((self._open_on(day, start, end) for day in {first, last}), NOTHING)
        return total + self._count(first + timedelta(days=1), last - timedelta(days=1)) * self._office_day

    def on(self, start: datetime, running: timedelta) -> datetime:
        """The first moment by which `running` office time has passed since `start`; `start` itself for no time."""
        if running <= NOTHING:
            return start.astimezone(UTC)
        day = london_day(start)
        today = self._open_on(day, start, self.closing(day))
        if running <= today:
            return (max(start, self.opening(day)) + running).astimezone(UTC)
        left = running - today
        days = -(-left // self._office_day)
        return self.opening(self._after(day, days)) + (left - (days - 1) * self._office_day)

    @property
    def _office_day(self) -> timedelta:
        """How long the office is open on a working day. Summer time begins and ends on Sundays."""
        return datetime.combine(date.min, self._closes_at) - datetime.combine(date.min, self._opens_at)

    def _open_on(self, day: date, start: datetime, end: datetime) -> timedelta:
        """How much of a day's office time lies between two moments."""
        if not self.is_working_day(day):
            return NOTHING
        return max(min(end, self.closing(day)) - max(start, self.opening(day)), NOTHING)

    def _count(self, first: date, last: date) -> int:
        """How many working days there are from the first to the last."""
        count = 0
        for year in range(first.year, last.year + 1):
            ordinals = _ordinals(year, self._is_holiday, self._closures)
            count += max(bisect_right(ordinals, last.toordinal()) - bisect_left(ordinals, first.toordinal()), 0)
        return count

    def _after(self, day: date, count: int) -> date:
        """The working day that lies `count` working days, at least one, after a day."""
        year, after = day.year, day.toordinal()
        while True:
            ordinals = _ordinals(year, self._is_holiday, self._closures)
            first = bisect_right(ordinals, after)
            if count <= len(ordinals) - first:
                return date.fromordinal(ordinals[first + count - 1])
            count -= len(ordinals) - first
            year += 1


@lru_cache(maxsize=1024)
def _ordinals(year: int, is_holiday: IsHoliday, closures: frozenset[date]) -> tuple[int, ...]:
    """Every working day of a year, by its number in the calendar. A year is gone through once."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return tuple(
        day.toordinal()
        for day in days
        if day.year == year and day.weekday() < SATURDAY and day not in closures and not is_holiday(day)
    )


def working_days(scheme: Scheme, is_holiday: IsHoliday) -> WorkingDays:
    """The working days of one council."""
    office = scheme.office
    return WorkingDays(is_holiday, office.closures, office.closes_at, office.opens_at)


def time_of(counted_in: CountedIn, days: WorkingDays) -> Time:
    """The kind of time in which a ladder counts."""
    return RoundTheClock() if counted_in is CountedIn.HOURS else days


def counted_from(sent_at: datetime, *, came: datetime, not_before: datetime | None, oldest: datetime) -> datetime:
    """The moment from which a wait counts: when the message was sent, not when a worker picked it up.

    A sender's clock may be wrong. So the moment is never later than when the message came, and never earlier than the
    start of the wait that the message ends (`not_before`). A message that says that it is older than `oldest` counts
    from when it came.
    """
    if sent_at < oldest:
        return came
    return min(came, sent_at if not_before is None else max(sent_at, not_before))


def moment_of(day: date, at: time) -> datetime:
    """A time of day in London, as a moment in UTC."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def london_day(moment: datetime) -> date:
    """The day in London at a moment. Letters and rules speak of this day."""
    return moment.astimezone(LONDON).date()


def in_london(moment: datetime) -> str:
    """A moment in short, as people in England read it: `Fri 18 Dec 2026 17:05`."""
    return moment.astimezone(LONDON).strftime("%a %d %b %Y %H:%M")


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` months later; the last day of that month if the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


def months_away(day: date, months: int) -> date:
    """The same as `add_months`, for a day that somebody wrote: the calendar's first or last day if there is no such."""
    try:
        return add_months(day, months)
    except (ValueError, OverflowError):
        return date.max if months > 0 else date.min
