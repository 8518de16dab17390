"""REC-5 · Reads what people write into a field: which lines are paragraphs and which make a list. Nothing else does.

    Shopping:
    - bread            a list, with or without marks: "-", "*", "•", "–", "·"; its marks are not shown again
    - milk

    1. Ring the bell.  a list that keeps its numbers
    2. Wait.
       a. Sit down.    a list in a list: items of their own, in their place, each with its mark

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
_LETTER = re.compile(r"(?:([a-z]|[ivx]{2,4})[.)]|\(([a-z]|[ivx]{2,4})\))[ \t\u00a0]+(?=\S)")
"""The mark of an item in a list that stands in another."""

_FIRST = ("a", "i")
_ENDS = (".", "!", "?", "”", "’", '"', ")", "…", "。", "।", "؟", "۔")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "…", "。", "।", "؟", "۔")
_LETTER_FIRST = re.compile(r"[^\W\d_]")


@dataclass
class _List:
    """Lines of a list, as far as they are read."""

    items: list[str] = field(default_factory=list[str])
    numbers: list[int] = field(default_factory=list[int])

    levels: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """Of the last item: how far in it stands, and each item that it stands in, with the kind of its mark."""


def read(text: str) -> tuple[Words | Points, ...]:
    """What somebody wrote, as paragraphs and lists, in their order. White space at the ends of lines is left out."""
    blocks: list[Words | Points] = []
    going: _List | None = None
    plain: list[str] = []
    for whole, indent in _indented(text):
        line = whole.strip()
        mark = _mark_of(line, indent, going)
        if mark is not None:
            blocks += _plain(plain)
            plain = []
            words = line[mark.end() :]
            levels = [level for level in (going.levels if going else []) if level[0] < indent]
            is_numbered = mark.re is _NUMBER and not levels
            if going is None or bool(going.numbers) != is_numbered:
                blocks += _ended(going)
                going = _List()
            going.levels = [*levels, (indent, _kind(mark))]
            going.items.append(f"{_mark_in(going.levels, mark)} {words}" if levels else words)
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


def _indented(text: str) -> list[tuple[str, int]]:
    """Each line, and how far in it begins. The first has lost that on its way: an item of a list stands as the next."""
    lines = [(whole, len((whole[: len(whole) - len(whole.lstrip())]).expandtabs(4))) for whole in text.splitlines()]
    marks = [(_NUMBER.match(whole.strip()) or _BULLET.match(whole.strip()), indent) for whole, indent in lines]
    if not marks or marks[0][0] is None:
        return lines
    others = [(indent, mark) for mark, indent in marks[1:] if mark is not None]
    least = min((indent for indent, _ in others), default=0)
    nearest = next((mark for indent, mark in others if indent == least), None)
    if nearest is not None and _kind(nearest) == _kind(marks[0][0]):
        lines[0] = (lines[0][0], least)
    return lines


def _mark_of(line: str, indent: int, going: _List | None) -> re.Match[str] | None:
    """The mark of an item. A letter is one only within a list, where it begins with a or i, or goes on."""
    mark = _NUMBER.match(line) or _BULLET.match(line)
    if mark is not None or going is None or indent <= going.levels[0][0]:
        return mark
    letter = _LETTER.match(line)
    goes_on = any(level == (indent, "letter") for level in going.levels)
    return letter if letter and (goes_on or (letter[1] or letter[2]) in _FIRST) else None


def _kind(mark: re.Match[str]) -> str:
    return {_NUMBER: "number", _LETTER: "letter"}.get(mark.re, "bullet")


def _mark_in(levels: list[tuple[int, str]], mark: re.Match[str]) -> str:
    """The mark of an item in a list that stands in another, such as a), or a dash for each list with bullets."""
    if _kind(mark) == "bullet":
        return " ".join("–" for _, kind in levels[1:] if kind == "bullet")
    return f"{mark[1] or mark[2]})"


def points_of(texts: Iterable[str]) -> Points:
    """Several things that somebody wrote, as one list: an item that is a list itself is as many items.

    It keeps numbers only if every item has one.
    """
    items: list[str] = []
    numbers: list[int] = []
    for text in texts:
        blocks = read(text)
        lists = [block for block in blocks if isinstance(block, Points)]
        is_mixed = any(block.numbers for block in lists) and not all(block.numbers for block in lists)
        for block in blocks:
            items += _values(block) if is_mixed else block.items if isinstance(block, Points) else (block.text,)
            numbers += block.numbers if isinstance(block, Points) and not is_mixed else ()
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
    parts = [_told_apart(_values(block)) if isinstance(block, Points) else block.text for block in read(text)]
    line = " ".join(_ended_before(part, then) for part, then in zip(parts, [*parts[1:], ""], strict=False))
    return isolate(line if without_isolates(line).endswith(_ENDS) else f"{line}.") if line else ""


def _ended_before(part: str, then: str) -> str:
    """A part of a line, with a full stop where another sentence comes next: lines of their own are told apart."""
    begins = _LETTER_FIRST.search(then)
    goes_on = not then or (begins is not None and begins[0].islower() and not then[0].isdigit())
    ends = (*_ENDS, *_SENTENCE_ENDS)
    return part if goes_on or without_isolates(part).endswith(ends) else f"{part}."


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
