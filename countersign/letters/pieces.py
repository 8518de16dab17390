"""TELL-4 · A letter or a record as pieces in the order in which they are read: what has no columns and no page.

Braille, speech and easy read are read from the first word to the last. Each is made from these pieces, which come from
the same blocks as page, text and print: so none says more, and none says less.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.figures import day
from countersign.letters.composed import Block as LetterBlock
from countersign.letters.composed import Composed
from countersign.letters.filters import squash, stacked
from countersign.wording.document import (
    Block,
    Choice,
    Fact,
    Facts,
    Heading,
    Part,
    Points,
    Room,
    Shares,
    Table,
    Words,
)
from countersign.wording.letter_head import LetterHead
from countersign.wording.plain_words import mid_sentence
from countersign.wording.written_record import WrittenRecord


class Kind(StrEnum):
    """What a piece is."""

    LINE = "line"
    """One of several short lines that belong together, as of an address."""

    TITLE = "title"
    SECTION = "section"
    HEADING = "heading"
    WORDS = "words"

    CAPTION = "caption"
    """What leads to a table."""

    FACT = "fact"
    """A label and its value."""

    LABEL = "label"
    """A label whose values follow, each an item."""

    ITEM = "item"
    QUESTION = "question"
    ANSWER = "answer"

    ROOM = "room"
    """Where the reader of a page would write."""


class Piece(NamedTuple):
    """One piece."""

    kind: Kind

    text: str

    label: str = ""
    """Of a fact."""

    number: int | None = None
    """Of an item, or of words that lead to some, as somebody wrote it."""

    begins: bool = False
    """Whether a group begins with it: a list, an address, a row of a table."""


def of_letter(letter: Composed, head: LetterHead) -> tuple[Piece, ...]:
    """A letter, from whom it comes first."""
    sender, recipient = head.sender, head.recipient
    return (
        *_lines(
            sender.council,
            sender.department,
            ", ".join(sender.address),
            f"Telephone {sender.telephone} ({sender.opening_hours})",
            f"Text {sender.text_message}",
            sender.email,
            sender.web_shown,
        ),
        *_lines(recipient.name, *recipient.address),
        *_lines(day(head.letter_date), f"Our reference: {head.reference}"),
        Piece(Kind.TITLE, squash(letter.title)),
        *_lines(f"Dear {recipient.greeting},"),
        *_of_letter_blocks(letter.blocks, head),
    )


def of_record(record: WrittenRecord) -> tuple[Piece, ...]:
    """The written record. The page to tick and return comes last."""
    last = (record.to_send_back,) if record.to_send_back else ()
    parts = (*((record.first,) if record.first else ()), *record.parts, *last)
    return (
        *_lines(record.council, record.department),
        Piece(Kind.TITLE, squash(record.title)),
        *(Piece(Kind.WORDS, squash(text)) for text in record.notice),
        *(piece for block in record.opening for piece in _of_block(block)),
        *(piece for part in parts for piece in _of_part(part)),
    )


def _lines(*texts: str) -> Iterator[Piece]:
    for number, text in enumerate([squash(text) for text in texts if text.strip()]):
        yield Piece(Kind.LINE, text, begins=number == 0)


def _of_part(part: Part) -> Iterator[Piece]:
    yield Piece(Kind.SECTION, squash(part.heading))
    for block in part.blocks:
        yield from _of_block(block)


def _of_letter_blocks(blocks: Iterable[LetterBlock], head: LetterHead) -> Iterator[Piece]:
    for block in blocks:
        match block["kind"]:
            case "section":
                yield Piece(Kind.SECTION, squash(block["text"]))
            case "heading":
                yield Piece(Kind.HEADING, squash(block["text"]))
            case "points":
                yield from _of_block(block["list"])
            case "facts":
                yield from _of_facts(block["rows"])
            case "table":
                yield from _of_block(block["table"])
            case "signature":
                yield from _signature(head)
            case "key" | "quote":
                yield from _of_letter_blocks(block["blocks"], head)
            case _:
                yield Piece(Kind.WORDS, squash(block["text"]))


def _signature(head: LetterHead) -> Iterator[Piece]:
    yield from _lines("Yours sincerely,")
    signer, sender = head.signer, head.sender
    own = (
        (signer.name, f"for the {mid_sentence(signer.title)}" if signer.at_meeting else signer.title) if signer else ()
    )
    yield from _lines(*own, f"{sender.department}, {sender.council}")
    if head.enclosures:
        yield Piece(Kind.WORDS, f"With this letter: {squash('; '.join(head.enclosures))}")


def _of_block(block: Block) -> Iterator[Piece]:  # noqa: C901  # one case for each kind
    match block:
        case Heading():
            yield Piece(Kind.HEADING, squash(block.text))
        case Words():
            yield Piece(Kind.WORDS, squash(block.text))
        case Points():
            numbers = block.numbers or (None,) * len(block.items)
            for place, (text, number) in enumerate(zip(block.items, numbers, strict=True)):
                yield Piece(Kind.ITEM, squash(text), number=number, begins=place == 0)
        case Facts():
            yield from _of_facts(block.rows)
        case Table():
            yield Piece(Kind.CAPTION, squash(block.caption))
            for row in stacked(block):
                yield from _of_facts(row)
        case Shares():
            for place, part in enumerate(block.parts):
                yield Piece(Kind.ITEM, squash(part.label), begins=place == 0)
        case Choice():
            yield Piece(Kind.QUESTION, squash(block.question))
            for place, answer in enumerate(block.answers):
                yield Piece(Kind.ANSWER, squash(answer), begins=place == 0)
        case Room():
            yield Piece(Kind.ROOM, squash(block.label))


def _of_facts(rows: Iterable[Fact]) -> Iterator[Piece]:
    for place, row in enumerate(rows):
        label = squash(row.label)
        if len(row.values) == 1:
            yield Piece(Kind.FACT, squash(row.values[0]), label, begins=place == 0)
            continue
        yield Piece(Kind.LABEL, label)
        leads = True
        for value in map(squash, row.values):
            kind = Kind.WORDS if value.endswith(":") else Kind.ITEM
            numbered = _NUMBERED.match(value)
            number, text = (int(numbered[1]), value[numbered.end() :]) if numbered else (None, value)
            yield Piece(kind, text, number=number, begins=leads and kind is Kind.ITEM)
            leads = kind is Kind.WORDS


_NUMBERED = re.compile(r"(0|[1-9]\d{0,2})\. (?=\S)", re.ASCII)
"""An item with the number that somebody gave it, as `countersign.wording.peoples_words` writes it."""
