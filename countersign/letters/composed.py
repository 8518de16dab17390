"""TELL · A letter as an object: what its template says, as blocks, before it is a page, a text or print.

A template in `templates/letters` is rendered once, with the macros of `templates/medium/blocks.j2`. Each of these
writes a line of JSON. Every form of the letter is then made from the same blocks, so that none says more or less.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from countersign.letters.directions import is_from_right
from countersign.wording.document import Fact, Points, Table
from countersign.wording.isolates import isolated_whole

Block = dict[str, Any]
"""One piece of a letter: `kind`, and what a piece of that kind has.

    title, section, heading   text
    words                     text: a paragraph of the letter
    own_words                 text: a paragraph that somebody wrote
    points                    list
    facts                     rows, each a label and values
    table                     table
    signature                 who signs is at the head of the letter
    key                       blocks: what matters most, in a box
    quote                     blocks: words that were written to the person, in a letter to somebody else

A block in a language other than English has `language`, its code.
"""

HOLDS_BLOCKS = ("key", "quote")
"""The kinds of blocks in which others stand."""

_MARK = "\x1e"


class Composed(NamedTuple):
    """A letter, or a notice to staff, as blocks."""

    subject: str

    title: str

    blocks: tuple[Block, ...]


class NotComposedError(Exception):
    """A template says something outside every macro: a fault of ours. The text names no words of the letter."""


def as_line(block: Mapping[str, Any] | BaseModel) -> str:
    """A block as a line of what a template renders: the filter `block`."""
    return f"{_MARK}{_encode(block)}\n"


def _fields(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


_encode = json.JSONEncoder(default=_fields).encode
"""Made once: `json.dumps` makes one for each block."""


def _with_models(block: Block) -> Block:
    """The block, with the models that the record has for the same pieces."""
    if block["kind"] == "facts":
        block["rows"] = tuple(map(Fact.model_validate, block["rows"]))
    if block["kind"] == "points":
        return {"kind": "points", "list": Points.model_validate(block)}
    return {"kind": "table", "table": Table.model_validate(block)} if block["kind"] == "table" else block


def composed(subject: str, rendered: str) -> Composed:
    """What a template has rendered, as a letter. Raises NotComposedError."""
    title = subject
    whole: list[Block] = []
    inside: list[list[Block]] = [whole]
    for number, line in enumerate(rendered.split("\n"), start=1):
        if not line.strip():
            continue
        if not line.startswith(_MARK):
            raise NotComposedError(f"line {number} of what the template says is in no macro")
        block = cast("Block", json.loads(line[1:]))
        if block["kind"] == "title":
            title = block["text"]
        elif block["kind"] in ("key_ends", "quote_ends"):
            inside.pop()
        else:
            inside[-1].append(_with_models(block))
            if block["kind"] in HOLDS_BLOCKS:
                inner: list[Block] = []
                block["blocks"] = inner
                inside.append(inner)
    return Composed(subject, title, tuple(whole))


def beside(english: Composed, other: Composed, language: str) -> Composed:
    """TELL-4: a letter in English, and after it in another language, whose first block leads it: there it says so."""
    below, *its_own = [_in_language(block, language) for block in other.blocks]
    title = _in_language({"kind": "section", "text": other.title}, language)
    return Composed(english.subject, english.title, (below, *english.blocks, title, *its_own))


def _in_language(block: Block, language: str) -> Block:
    """The block. Among what is read from right to left each text has its own direction, so that English keeps its."""
    own = isolated_whole if is_from_right(language) else str
    if block["kind"] in HOLDS_BLOCKS:
        return {**block, "language": language, "blocks": [_in_language(inner, language) for inner in block["blocks"]]}
    if isinstance(block.get("text"), str):
        return {**block, "language": language, "text": own(block["text"])}
    if block["kind"] == "points":
        points = cast("Points", block["list"])
        items = tuple(map(own, points.items))
        return {**block, "language": language, "list": points.model_copy(update={"items": items})}
    return {**block, "language": language}


def by_language(blocks: Iterable[Block]) -> list[tuple[str, list[Block]]]:
    """The blocks with their language, those of one together; empty for English."""
    return [(code, list(of_it)) for code, of_it in groupby(blocks, key=lambda block: block.get("language", ""))]
