"""REC-5 · Reads what people write into a field: which lines are paragraphs and which make a list. Nothing else does.

    Shopping:
    - bread            a list, with or without marks: "-", "*", "•", "–", "·"; its marks are not shown again
    - milk

    1. Ring the bell.  a list that keeps its numbers
    2. Wait.

    Swimming           short lines one after the other that are no sentences: a list as well
    Lunch with Ann

Every other line is a paragraph of its own. Letters, the record, and whatever puts several lines into one sentence ask
here, so that a list is a list everywhere, and is marked once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from countersign.wording.document import Block, Points, Words
from countersign.wording.isolates import isolate, without_isolates

MARKS = "-*•·–—‣◦▪●○"
"""What people put before the lines of a list."""

LONGEST_ITEM = 72
"""A line without a mark that is longer is no item of a list: it is a sentence, or text that was broken into lines."""

_BULLET = re.compile(rf"(?:[{MARKS}]|[oO](?=\t))[ \t\u00a0]+(?=\S)|[•‣◦▪●](?=\S)")
_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\((\d{1,3})\))[ \t\u00a0]+(?=\S)")
_ENDS = (".", "!", "?", "”", "’", '"', ")", "…", "。", "।", "؟", "۔")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "…", "。", "।", "؟", "۔")
_LETTER_FIRST = re.compile(r"[^\W\d_]")


@dataclass
class _List:
    """Lines of a list, as far as they are read."""

    items: list[str] = field(default_factory=list[str])
    numbers: list[int] = field(default_factory=list[int])


def read(text: str) -> tuple[Words | Points, ...]:
    """What somebody wrote, as paragraphs and lists, in their order. White space at the ends of lines is left out."""
    blocks: list[Words | Points] = []
    going: _List | None = None
    plain: list[str] = []
    for whole in text.splitlines():
        line = whole.strip()
        mark = _NUMBER.match(line) or _BULLET.match(line)
        if mark is not None:
            blocks += _plain(plain)
            plain = []
            is_numbered = mark.re is _NUMBER
            if going is None or bool(going.numbers) != is_numbered:
                blocks += _ended(going)
                going = _List()
            going.items.append(line[mark.end() :])
            going.numbers += [int(mark[1] or mark[2])] if is_numbered else []
        elif not line:
            blocks += _plain(plain)
            plain = []
        elif going is not None and whole.startswith(("  ", "\t")):
            going.items[-1] += f" {line}"  # it stands under the words of an item, and goes on with them
        else:
            blocks += _ended(going)
            going = None
            plain.append(line)
    return (*blocks, *_ended(going), *_plain(plain))


def points_of(texts: Iterable[str]) -> Points:
    """Several things that somebody wrote, as one list: an item that is a list itself is as many items.

    It keeps numbers only if every item has one.
    """
    items: list[str] = []
    numbers: list[int] = []
    for text in texts:
        for block in read(text):
            items += block.items if isinstance(block, Points) else (block.text,)
            numbers += block.numbers if isinstance(block, Points) else ()
    whole = len(numbers) == len(items)
    return Points(items=tuple(items), numbers=tuple(numbers) if whole else ())


def paragraphs(text: str) -> list[Block]:
    """Somebody's own words as blocks of a document."""
    return [*read(text)]


def values_of(text: str) -> tuple[str, ...]:
    """Somebody's own words as the values of a label: every paragraph, and every item without the mark of its list.

    An item that has a number keeps it.
    """
    return tuple(value for block in read(text) for value in _values(block))


def in_one_line(text: str) -> str:
    """Somebody's words as sentences in one line, with a full stop at the end, kept apart from what stands around them.

    The items of a list are told apart by semicolons, or by the full stops that they have.
    """
    parts = (_told_apart(_values(block)) if isinstance(block, Points) else block.text for block in read(text))
    line = " ".join(parts)
    return isolate(line if without_isolates(line).endswith(_ENDS) else f"{line}.") if line else ""


def _told_apart(items: tuple[str, ...]) -> str:
    ended = any(item.endswith(_ENDS) for item in items)
    return " ".join(item if item.endswith(_ENDS) else f"{item}." for item in items) if ended else "; ".join(items)


def _ended(going: _List | None) -> list[Words | Points]:
    return [Points(items=tuple(going.items), numbers=tuple(going.numbers))] if going else []


def _values(block: Words | Points) -> tuple[str, ...]:
    match block:
        case Words():
            return (block.text,)
        case Points(numbers=()):
            return block.items
        case Points():
            return tuple(f"{number}. {item}" for number, item in zip(block.numbers, block.items, strict=True))


def _plain(lines: list[str]) -> list[Words | Points]:
    """Lines without marks: paragraphs, or a list if they are several and none is a sentence."""
    lead = 1 if lines and without_isolates(lines[0]).endswith(":") else 0
    items = lines[lead:]
    if len(items) > 1 and _are_items(items):
        return [*(Words(text=line) for line in lines[:lead]), Points(items=tuple(items))]
    return [Words(text=line) for line in lines]


def _are_items(lines: list[str]) -> bool:
    bare = [without_isolates(line) for line in lines]
    if any(len(line) > LONGEST_ITEM or line.endswith(_SENTENCE_ENDS) for line in bare):
        return False
    # A small letter after a line with a capital goes on with its sentence: an e-mail was broken into lines.
    begins = [found[0] for line in lines if (found := _LETTER_FIRST.search(line))]
    return not any(letter.islower() for letter in begins[1:]) or all(letter.islower() for letter in begins)
