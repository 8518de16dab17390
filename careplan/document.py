"""The shapes of a document for people to read: headings, paragraphs, lists, labels and tables, in words already.

Whatever is made of these reads the same in HTML, in print and in plain text. Money and dates are put into words here,
once, as people in England read them.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from careplan.wire import Stored

_MONTHS = (
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


class Heading(Stored):
    """A heading within a part."""

    kind: Literal["heading"] = "heading"
    text: str


class Words(Stored):
    """One paragraph."""

    kind: Literal["words"] = "words"
    text: str


class Points(Stored):
    """A list with bullets."""

    kind: Literal["points"] = "points"
    items: tuple[str, ...]


class Fact(Stored):
    """A label, and what stands under it: one or more short paragraphs."""

    label: str
    values: tuple[str, ...]


class Facts(Stored):
    """Labels with their values, in order."""

    kind: Literal["facts"] = "facts"
    rows: tuple[Fact, ...]


class Column(Stored):
    """A column of a table. `amount`: it holds money, and is aligned as such."""

    heading: str
    amount: bool = False


class Table(Stored):
    """A table: the first cell of each row names the row; `total`, where there is one, is its last row."""

    kind: Literal["table"] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


Block = Annotated[Heading | Words | Points | Facts | Table, Field(discriminator="kind")]


class Part(Stored):
    """One part of the record under its own heading."""

    heading: str
    blocks: tuple[Block, ...]


def pounds(amount: Decimal) -> str:
    """Money as people read it: £1,234.50."""
    return f"£{amount:,.2f}"


def day(when: date) -> str:
    """A date as people read it, such as 21 November 2026, whatever the locale."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def day_of_week(when: date) -> str:
    """A date to be kept, such as Saturday 21 November 2026."""
    return f"{_DAYS[when.weekday()]} {day(when)}"


def time_of_day(at: str) -> str:
    """A time such as 14:30, as people read it: 2:30pm."""
    hour, _, minute = at.partition(":")
    if (hour, minute) == (str(_NOON), "00"):
        return "midday"
    past = "" if minute == "00" else f":{minute}"
    return f"{int(hour) % _NOON or _NOON}{past}{'am' if int(hour) < _NOON else 'pm'}"


def lines_of(text: str) -> tuple[str, ...]:
    """Each line of somebody's words, without the blank ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def a_week_and_once(weekly: Decimal, once: Decimal) -> str:
    """An amount each week, and one paid once where there is one: £96.00 a week, and £120.00 once."""
    if once and not weekly:
        return f"{pounds(once)} once"
    return f"{pounds(weekly)} a week, and {pounds(once)} once" if once else f"{pounds(weekly)} a week"


def in_one_line(text: str) -> str:
    """Somebody's words as sentences in one line, the last of them with a full stop."""
    said = " ".join(lines_of(text))
    return said if said.endswith((".", "!", "?", "”", ")")) else f"{said}." if said else ""


def paragraphs(text: str) -> list[Block]:
    """Somebody's own words: each line a paragraph, and lines that begin with a bullet a list."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in lines_of(text):
        if line[:2] in {"- ", "• "}:
            items.append(line[2:].strip())
            continue
        if items:
            blocks.append(Points(items=tuple(items)))
            items = []
        blocks.append(Words(text=line))
    if items:
        blocks.append(Points(items=tuple(items)))
    return blocks
