"""REC-5 · Keeps what somebody wrote from right to left apart from the words around it, in every form.

A price after a name in Arabic would be shown before it, because numbers take the direction of what precedes them. So
such words stand between two marks that nobody sees: U+2068 (first strong isolate) and U+2069 (pop directional isolate).
Plain text and print keep the marks, HTML has elements instead (`countersign.letters.directions`).

Source: Unicode Standard Annex #9, version 15, 2.4 and 6.1. No sender's words hold such marks: the door refuses them
(`countersign.careplan.characters`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar, cast

from pydantic import BaseModel

FSI, PDI = "\u2068", "\u2069"
"""The marks before and after what is isolated."""

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Every character that is read from right to left, and the marks among them, as a class of a regular expression."""

_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
_ISOLATED = re.compile(f"{FSI}[^{FSI}{PDI}]*{PDI}")
_LINE = re.compile(r"(?m)^([^\S\n]*(?:(?:[-*•·–—]|\(?\d{1,3}[.)])[^\S\n]+)?)(\S.*?)([^\S\n]*)$")
"""A line: what stands before its words, such as the mark of a list; the words; what stands after them."""

Given = TypeVar("Given")


def isolate(text: str) -> str:
    """What somebody wrote, with the marks around each line of which anything is read from right to left.

    What is isolated already stays as it is, and so do words of ours around it.
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(_ISOLATED.sub("", text)):
        return text
    plain = text.replace(FSI, "").replace(PDI, "")
    return _LINE.sub(_kept_apart, plain)


def _kept_apart(line: re.Match[str]) -> str:
    return f"{line[1]}{FSI}{line[2]}{PDI}{line[3]}" if _RIGHT_TO_LEFT.search(line[2]) else line[0]


def isolated(given: Given) -> Given:
    """A model, tuple or dictionary with `isolate` made to every text in it. What needs no mark stays as it is."""
    # Most papers have nothing that is read from right to left: to look for it in all of one at once is quick.
    if isinstance(given, BaseModel) and not _RIGHT_TO_LEFT.search(given.model_dump_json()):
        return given
    return _each_isolated(given)


def _each_isolated(given: Given) -> Given:
    changed: object = given
    if type(given) is str:
        changed = isolate(given)
    elif isinstance(given, BaseModel):
        # Every field, as it is: a dump and a validation would cost ten times as much, and forget which class it was.
        held = {name: cast("object", getattr(given, name)) for name in type(given).model_fields}
        fields = {name: _each_isolated(value) for name, value in held.items()}
        update = {name: value for name, value in fields.items() if value is not held[name]}
        changed = given.model_copy(update=update) if update else given
    elif type(given) is tuple:
        before = cast("tuple[object, ...]", given)
        items: tuple[object, ...] = tuple(isolated(value) for value in before)
        changed = items if any(new is not old for new, old in zip(items, before, strict=True)) else before
    elif isinstance(given, dict):
        changed = {key: _each_isolated(value) for key, value in cast("dict[object, object]", given).items()}
    return cast("Given", changed)


def isolated_whole(text: str) -> str:
    """A text with the marks around all of it, whatever it is: its direction is that of its first letter."""
    return f"{FSI}{without_isolates(text)}{PDI}"


def without_isolates(text: str) -> str:
    """The text without the marks."""
    return text if text.isascii() else text.replace(FSI, "").replace(PDI, "")


def each_kept_apart(parts: Iterable[str]) -> Iterator[str]:
    """The parts of one text, where what stands between two marks may have been divided: each part has both of them."""
    depth = 0
    for part in parts:
        before, depth = depth, depth + part.count(FSI) - part.count(PDI)
        yield f"{FSI * before}{part}{PDI * depth}"
