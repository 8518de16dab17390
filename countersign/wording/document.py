"""What a document for people to read consists of: headings, paragraphs, lists, labels and tables.

All text is in words already, money and dates included. So a document reads the same in HTML, in print and in plain
text.
"""

from typing import Annotated, Literal

from pydantic import Field

from countersign.careplan.wire import Stored


class Heading(Stored):
    """A heading within a part."""

    kind: Literal["heading"] = "heading"
    text: str


class Words(Stored):
    """A paragraph."""

    kind: Literal["words"] = "words"
    text: str


class Points(Stored):
    """A list, with bullets or with numbers."""

    kind: Literal["points"] = "points"
    items: tuple[str, ...]

    numbers: tuple[int, ...] = ()
    """The number of each item, as somebody wrote it; empty in a list with bullets."""


class Fact(Stored):
    """A label, and what stands under it."""

    label: str

    values: tuple[str, ...]
    """One or more short paragraphs."""


class Facts(Stored):
    """Labels with their values, in order."""

    kind: Literal["facts"] = "facts"
    rows: tuple[Fact, ...]


class Column(Stored):
    """A column of a table."""

    heading: str

    amount: bool = False
    """Whether it holds money, which is aligned to the right."""

    wide: bool = False
    """Whether it holds more words than the others."""

    short: bool = False
    """Whether it holds something short, such as a day, that stays on one line where there is room."""


class Table(Stored):
    """A table."""

    kind: Literal["table"] = "table"

    caption: str

    columns: tuple[Column, ...]

    rows: tuple[tuple[str, ...], ...]
    """The rows. The first cell of a row names the row."""

    total: tuple[str, ...] = ()
    """The last row, with the totals; empty if there is none."""


class Share(Stored):
    """One part of a whole, as of a sum that two pay."""

    label: str
    """What it is, and how much, in words: all that a bar shows."""

    per_mille: int
    """How much of the whole it is, in thousandths."""


class Shares(Stored):
    """The parts of a whole, drawn as a bar. Whoever does not see it has the labels."""

    kind: Literal["shares"] = "shares"
    parts: tuple[Share, ...]


class Choice(Stored):
    """A question with boxes, of which the reader ticks one."""

    kind: Literal["choice"] = "choice"
    question: str
    answers: tuple[str, ...]


class Room(Stored):
    """Room in which the reader writes."""

    kind: Literal["room"] = "room"
    label: str

    lines: int
    """How many lines high."""


Block = Annotated[Heading | Words | Points | Facts | Table | Shares | Choice | Room, Field(discriminator="kind")]


class Part(Stored):
    """A part of the document under its own heading."""

    heading: str
    blocks: tuple[Block, ...]


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of somebody's words, without blank lines."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
