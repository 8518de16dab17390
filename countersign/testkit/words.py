"""Moments and names as people write them: London's time in and out, a role by its title."""

from datetime import UTC, date, datetime, time

from countersign.careplan.working_time import LONDON, in_london

Moment = datetime | str
Day = date | str


def said(moment: datetime) -> str:
    """A moment as it is read at a glance, in London: `Fri 18 Dec 2026 17:05`."""
    return in_london(moment)


def said_day(day: date | None) -> str:
    """A day as it is read at a glance."""
    return day.strftime("%a %d %b %Y") if day else "no day"


def moment_of(moment: Moment) -> datetime:
    """A moment in UTC, of a text such as `2026-12-18 17:05`, which is London's time unless it has an offset.

    Raises ValueError for any other text.
    """
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def to_the_second(moment: datetime) -> datetime:
    """A moment as a sender gives it: two days after another one is then two days, and no thousandth more."""
    return moment.replace(microsecond=0)


def day_of(day: Day) -> date:
    """A day, of a text such as `2026-12-18`."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def has_time(text: Moment | Day) -> bool:
    """Whether a time of day was named, and not a whole day."""
    return isinstance(text, datetime) or (isinstance(text, str) and datetime.fromisoformat(text).time() != time())


def plainly(name: str) -> str:
    """Without capitals, underscores or article: `Team manager`, `team_manager` and `the team manager` are one."""
    return name.lower().replace("_", " ").removeprefix("the ").strip()
