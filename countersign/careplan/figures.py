"""Money, days and times as people in England read them, whatever the machine's own language."""

from datetime import date
from decimal import Decimal

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON = 12


def pounds(amount: Decimal) -> str:
    """Money as people read it: £1,234.50."""
    return f"£{amount:,.2f}"


def day(when: date) -> str:
    """A date as people read it, such as 21 November 2026, whatever the locale."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def day_of_week(when: date) -> str:
    """A date with its day of the week, such as Saturday 21 November 2026."""
    return f"{_DAYS[when.weekday()]} {day(when)}"


def time_of_day(at: str) -> str:
    """A time such as 14:30, as people read it: 2:30pm."""
    hour, _, minute = at.partition(":")
    if (hour, minute) == (str(_NOON), "00"):
        return "midday"
    past = "" if minute == "00" else f":{minute}"
    return f"{int(hour) % _NOON or _NOON}{past}{'am' if int(hour) < _NOON else 'pm'}"


def a_week_and_once(weekly: Decimal, once: Decimal) -> str:
    """A weekly amount, with the one-off amount if there is one: £96.00 a week, and £120.00 once."""
    if once and not weekly:
        return f"{pounds(once)} once"
    return f"{pounds(weekly)} a week, and {pounds(once)} once" if once else f"{pounds(weekly)} a week"
