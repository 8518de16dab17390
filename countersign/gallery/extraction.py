"""Whether a form of a letter or record says what its model does: nothing is missing, and nothing stands there twice."""

import re
from collections.abc import Iterable, Iterator
from typing import cast

from pydantic import BaseModel

from countersign.gallery.seen import solid
from countersign.letters.composed import HOLDS_BLOCKS, Block, Composed
from countersign.wording.document import Column, Table
from countersign.wording.isolates import without_isolates
from countersign.wording.letter_head import LetterHead
from countersign.wording.plain_words import mid_sentence
from countersign.wording.written_record import WrittenRecord

SHORTEST = 8
"""In characters, without white space: a shorter text may stand in others by chance, so it is only looked for."""

_FOOT = re.compile(
    r"(?:^Our reference\s+[\w-]+|^.*(?:·\s+|\n)Plan\s+[\w-]+\s+·\s+version\s+\d+(?:,\s+part\s+copy)?)?"
    r"\s*Page\s+\d+\s+of\s+\d+",
    re.MULTILINE,
)


def texts_of_letter(letter: Composed, head: LetterHead | None) -> list[str]:
    """Every text of a letter from its greeting on, in the order in which it is read; of a message to staff all.

    What stands above the greeting says again, in each form in its own way, who writes and how to reach them.
    """
    first = f"Dear {head.recipient.greeting}," if head else letter.title
    return [first, *(text for block in letter.blocks for text in _texts_of(block, head))]


def _texts_of(block: Block, head: LetterHead | None) -> Iterator[str]:
    if block["kind"] == "signature" and head:
        yield from _signed(head)
    elif block["kind"] in HOLDS_BLOCKS:
        for inner in block["blocks"]:
            yield from _texts_of(inner, head)
    else:
        yield from _texts(tuple(value for name, value in block.items() if name not in ("kind", "language")))


def _signed(head: LetterHead) -> Iterator[str]:
    if head.signer:
        yield head.signer.name
        yield f"for the {mid_sentence(head.signer.title)}" if head.signer.at_meeting else head.signer.title
    yield f"{head.sender.department}, {head.sender.council}"
    yield from head.enclosures


def texts_of_record(record: WrittenRecord) -> list[str]:
    """Every text of a written record's parts, in the order in which it is read."""
    parts = (record.notice, record.opening, record.first, record.parts, record.to_send_back)
    headings = {heading for part in record.parts for block in part.blocks for heading in _headings(block)}
    return [record.title, *(text for text in _texts(parts) if text not in headings)]


def _headings(block: object) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (column.heading for column in block.columns)


def _texts(value: object) -> Iterator[str]:
    """Every text of a model. The headings of columns stand with each row in some forms, and once in others."""
    if isinstance(value, Column):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "kind":
                yield from _texts(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in cast("Iterable[object]", value):
            yield from _texts(item)
    elif type(value) is str:
        yield from filter(None, (line.strip() for line in value.splitlines()))


def differences(model: list[str], said: str) -> list[str]:
    """What is missing of a model in a form, and what stands there more often than in the model, each in words.

    `said`: all that the form says. What stands before the model's first text is not looked at.
    """
    whole, joined = _solid("\n".join(model)), _solid(said)
    joined = joined[max(joined.find(_solid(model[0])), 0) :]
    found: list[str] = []
    for text in dict.fromkeys(map(without_isolates, model)):
        short = _solid(text)
        asked, there = whole.count(short), joined.count(short)
        if there < asked:
            found.append(f"missing: “{text[:60]}”")
        elif there > asked and len(short) >= SHORTEST:
            found.append(f"{there} times, and not {asked}: “{text[:60]}”")
    return found


def without_feet(page: str) -> str:
    """The words of a printed page without its foot, which may stand within a sentence that goes on."""
    return _FOOT.sub("", page)


def _solid(text: str) -> str:
    return solid(without_isolates(text))
