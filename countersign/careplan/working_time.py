"""TIME-1 · Working time: England's working days, a council's office hours and closures, in Europe/London.

Source: the procedure gives no number of days, so every figure is the scheme's.
The caller says which days are holidays. A clock in working days ends when the office closes on its last day. The first
day that counts is the working day after the one on which the wait began. A wait that began on a day off, or after the
office closed, counts as one that began on the next working day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
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
        for _ in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return self.closing(day)

    def before(self, moment: datetime, count: int) -> datetime:
        """The start, in UTC, of the day that lies `count` working days before a moment."""
        return moment_of(self.working_day_before(london_day(moment), count), time())

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments."""
        total, day = NOTHING, london_day(start)
        while day <= london_day(end):
            if self.is_working_day(day):
                total += max(min(end, self.closing(day)) - max(start, self.opening(day)), NOTHING)
            day += timedelta(days=1)
        return total

    def on(self, start: datetime, running: timedelta) -> datetime:
        """The first moment by which `running` office time has passed since `start`; `start` itself for no time."""
        if running <= NOTHING:
            return start.astimezone(UTC)
        day, left = london_day(start), running
        while True:
            if self.is_working_day(day):
                begins = max(start, self.opening(day))
                today = max(self.closing(day) - begins, NOTHING)
                if left <= today:
                    return (begins + left).astimezone(UTC)
                left -= today
            day += timedelta(days=1)


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
