"""Reads and writes moments and names as people write them: times of London, roles by their titles."""

from datetime import UTC, date, datetime, time

from countersign.careplan.working_time import LONDON, in_london

Moment = datetime | str
Day = date | str


def said(moment: datetime) -> str:
    """A moment in London, easy to read: `Fri 18 Dec 2026 17:05`."""
    return in_london(moment)


def said_day(day: date | None) -> str:
    """A day, easy to read."""
    return day.strftime("%a %d %b %Y") if day else "no day"


def moment_of(moment: Moment) -> datetime:
    """The moment, in UTC, of a text such as `2026-12-18 17:05`, which is London's time unless it has an offset.

    Raises ValueError for any other text.
    """
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def to_the_second(moment: datetime) -> datetime:
    """A moment in whole seconds, as a sender gives it, so that two days are exactly two days."""
    return moment.replace(microsecond=0)


def day_of(day: Day) -> date:
    """The day of a text such as `2026-12-18`."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def has_time(text: Moment | Day) -> bool:
    """Whether the text names a time of day, and not only a day."""
    return isinstance(text, datetime) or (isinstance(text, str) and datetime.fromisoformat(text).time() != time())


def plainly(name: str) -> str:
    """A name without capitals, underscores and article: `Team manager` and `the team_manager` are the same."""
    return name.lower().replace("_", " ").removeprefix("the ").strip()
