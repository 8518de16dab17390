"""TELL-7 · The reference of a plan that somebody can read out on the telephone, such as NB-4K7M-2Q.

Source: ours: a person who rings reads a reference from a letter, and somebody types it. A UUID cannot be read out. The
reference is made from it, always the same, so that nothing has to be kept and every paper has it at once.

It has seven characters that stand for the plan and one that checks them. Of characters that look alike only one is
among them (B, S and Z are read as 8, 5 and 2), and no vowel, so that none makes a word. One character that is wrong, or
two that have changed places, are noticed. Among 100,000 plans one pair or two share a reference: whoever searches is
shown both.
"""

import hashlib
import re
from collections.abc import Iterable

CHARACTERS = "23456789CDFGHJKMNPRTWXY"
"""The 23 characters of which a reference consists. 23 is a prime: that is why every mistake above is noticed."""

_BASE = len(CHARACTERS)
_LENGTH = 7
_LOOKS_LIKE = str.maketrans("BSZ", "852")


def reference_of(plan_id: str) -> str:
    """The reference of a plan, by its id."""
    number = int.from_bytes(hashlib.sha256(plan_id.lower().encode()).digest()[:8])
    data = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, _BASE)
        data += CHARACTERS[place]
    return _grouped(data + _check(data))


def as_reference(text: str) -> str:
    """What somebody typed, as a reference, whatever its capitals, spaces and hyphens. Empty if it is none.

    >>> as_reference("rw7k fgw8") == as_reference("RW-7KFG-W8")
    True
    """
    characters = re.sub(r"[\s-]+", "", text.upper()).translate(_LOOKS_LIKE)
    data, check = characters[:_LENGTH], characters[_LENGTH:]
    whole = set(characters) <= set(CHARACTERS) and len(characters) == _LENGTH + 1
    return _grouped(characters) if whole and check == _check(data) else ""


def plans_with(reference: str, plan_ids: Iterable[str]) -> tuple[str, ...]:
    """Those of these plans that have a reference: one nearly always."""
    return tuple(plan_id for plan_id in plan_ids if reference_of(plan_id) == reference)


def _check(data: str) -> str:
    # Every place has a weight of its own, and none is a multiple of 23.
    return CHARACTERS[sum(weight * CHARACTERS.index(letter) for weight, letter in enumerate(data, start=2)) % _BASE]


def _grouped(characters: str) -> str:
    return f"{characters[:2]}-{characters[2:6]}-{characters[6:]}"
