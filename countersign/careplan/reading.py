"""Reads JSON as somebody sent it: whole, unambiguous and within bounds, or not at all, with a sentence that says why.

Python's own reader takes the last of two fields of one name, a number that no other reader can read, and NaN; it ends
in an error of its own for very deep nesting and very long numbers. Nothing here repeats what was sent.
"""

import json
import re
from typing import Any, NoReturn

from countersign.careplan.bounds import BYTES_AS_SENT, DEPTH, NUMBER_DIGITS

_BOM = b"\xef\xbb\xbf"
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[{]|[\]}]")


class NotReadError(ValueError):
    """What came cannot be read. The text goes on after its name, and repeats nothing of it."""


def read_json(content: bytes, most: int = BYTES_AS_SENT) -> object:
    """One JSON value from its bytes, a byte order mark before it or not. `most`: bytes. Raises NotReadError."""
    if len(content) > most:
        raise NotReadError(f"is longer than {most:,} bytes")
    bare = content.removeprefix(_BOM)
    if _deepest(bare) > DEPTH + 1:
        raise NotReadError(f"is nested more than {DEPTH} deep")
    try:
        text = bare.decode("utf-8")
    except UnicodeDecodeError:
        raise NotReadError("is not UTF-8 text") from None
    try:
        return json.loads(
            text, object_pairs_hook=_each_once, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise NotReadError(f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None


def _deepest(content: bytes) -> int:
    """How deeply lists and objects are nested in it, texts left out. It takes one pass, whatever was sent."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotReadError("gives a field twice: nobody can know which is meant")
    return fields


def _whole(digits: str) -> int:
    _not_too_long(digits)
    return int(digits)


def _fraction(digits: str) -> float:
    _not_too_long(digits)
    return float(digits)


def _not_too_long(digits: str) -> None:
    if len(digits) > NUMBER_DIGITS:
        raise NotReadError(f"has a number of more than {NUMBER_DIGITS} characters")


def _no_constant(_: str) -> NoReturn:
    raise NotReadError("is not JSON: NaN and Infinity are no numbers of JSON")
