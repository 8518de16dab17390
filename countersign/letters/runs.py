"""REC-5, TELL-4 · What is never broken over lines in a text, and what can be followed as a link.

Whole stay a date with its day of the week, times from and to, an amount with how often it is paid, telephone numbers,
postcodes, references, the number of a version, and a house number with its street. Telephone numbers, e-mail addresses
and the addresses of pages are links. HTML and print both take their runs from here, so that they treat a text alike.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from countersign.careplan.figures import MONTHS
from countersign.careplan.reading_out import CHARACTERS
from countersign.wording.isolates import FSI


class Run(NamedTuple):
    """A piece of a text."""

    text: str

    whole: bool = False
    """Whether it never breaks over lines."""

    link: str = ""
    """Where it leads; empty where it does not."""


_STREETS = "Street|Road|Lane|Avenue|Close|Square|Drive|Way|Court|Gardens|Place|Terrace|Crescent|Hill|Row|Park|Green"

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_TIME = r"[0-9]{1,2}(?:[:.][0-9]{2})?(?:am|pm)?"

_ADDRESSES = (
    r"(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
    r"(?P<web>(?:https://|\bwww\.)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*[A-Za-z0-9_~/-])?)",
)
_FIGURES = (
    r"(?P<telephone>(?<![\w£.,/-])(?:18001 )?(?:\+44 ?|0)[1-9][0-9](?: ?[0-9]){7,9}(?![\w/-]|[.,][0-9]))",
    rf"(?P<date>(?:\b(?:{_DAYS}) )?\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}}\b)",
    r"(?P<amount>£[0-9][0-9,]*(?:\.[0-9]{2})?(?: (?:an? (?:week|hour|day|month|year)|once)\b)?)",
    rf"(?P<times>\b{_TIME} to [0-9]{{1,2}}(?:[:.][0-9]{{2}}(?:am|pm)?|am|pm)\b)",
    r"(?P<emergency>\b(?:[Rr]ing |[Cc]all )999\b)",
    r"(?P<version>\b[Vv]ersion [0-9]{1,4}\b)",
    r"(?P<part>\(part copy\))",
    r"(?P<postcode>\b[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}\b)",
    rf"(?P<house>\b[0-9]{{1,4}}[A-Za-z]? (?:[A-Z][\w’'-]{{1,20}} ){{0,2}}(?:{_STREETS})\b)",
    rf"(?P<reference>\b[{CHARACTERS}]{{2}}-[{CHARACTERS}]{{4}}-[{CHARACTERS}]{{2}}\b)",
)
_PATTERN = re.compile("|".join((*_ADDRESSES, *_FIGURES)))
_WITHOUT_ADDRESSES = re.compile("|".join(_FIGURES))
"""For a text that cannot have an address: to look for one takes most of the time."""
_MAY_HAVE_ADDRESSES = re.compile(r"@|https:|www\.")


_PART = re.compile(r"[^@/]*[@/]*")
_SMALLER_PART = re.compile(r"[^.]*\.*")

LONGEST_PART = 24
"""How many characters of an address stay together: as many as the head of a letter has room for in large print."""


def parts_of(address: str) -> list[str]:
    """The address of an e-mail or a page in the pieces between which it may break: after a sign, without a hyphen.

    A name such as www.northbridge.example breaks only where it is too long for a line.
    """
    parts = (part for part in _PART.findall(address) if part)
    return [
        piece
        for part in parts
        for piece in ([part] if len(part) <= LONGEST_PART else filter(None, _SMALLER_PART.findall(part)))
    ]


def runs_of(text: str) -> Iterator[Run]:
    """A text in pieces, which together are the text."""
    if not may_have_runs(text):
        if text:
            yield Run(text)
        return
    at = 0
    pattern = _PATTERN if _MAY_HAVE_ADDRESSES.search(text) else _WITHOUT_ADDRESSES
    for found in pattern.finditer(text):
        if found.start() > at:
            yield Run(text[at : found.start()])
        kind, words = found.lastgroup or "", found[0]
        if kind == "email":
            yield Run(words, link=f"mailto:{words}")
        elif kind == "web":
            yield Run(words, link=words if words.startswith("https:") else f"https://{words}")
        elif kind == "telephone":
            yield Run(words, whole=True, link=f"tel:{_dialled(words)}")
        else:
            yield Run(words, whole=True)
        at = found.end()
    if at < len(text):
        yield Run(text[at:])


def may_have_runs(text: str) -> bool:
    """Whether a text could have a run that is more than words: quick, since most texts have none."""
    if _DIGIT.search(text) or "@" in text or "www." in text or "https:" in text or "(part copy" in text:
        return True
    # A reference is of letters and digits, and may have no digit.
    return "-" in text and _REFERENCE.search(text) is not None


_DIGIT = re.compile(r"[0-9]")
_REFERENCE = re.compile(rf"[{CHARACTERS}]{{2}}-[{CHARACTERS}]{{4}}-")

KEPT = "\U0010fff9"
"""Before and after each run that stays together, for print: `words.typ` reads it."""


def kept(text: str, longest: int, ready: Callable[[str], str]) -> str:
    """A text for print, with a mark before and after each run that is whole or a link; the rest made ready.

    `longest`: how many characters a run may have that stays together. Among letters that are read from right to left
    even an amount has a box, which is read from the left.

    >>> kept("Ring 01632 960100.", 24, str).count(KEPT)
    2
    """
    if not may_have_runs(text):
        return ready(text)
    is_turned = FSI in text
    return "".join(
        f"{KEPT}{run.text}{KEPT}"
        if (_may_break(run) or (run.whole and is_turned)) and len(run.text) <= longest
        else ready(run.text)
        for run in runs_of(text)
    )


def _may_break(run: Run) -> bool:
    """Whether a run that stays together could break by itself: an amount has no place for it, and needs no box."""
    return bool(run.link) or (run.whole and (" " in run.text or "-" in run.text))


def _dialled(number: str) -> str:
    """A number as a telephone dials it: a relay's digits stay before it, and without them it begins with +44."""
    digits = number.replace(" ", "")
    return f"+44{digits[1:]}" if digits.startswith("0") else digits
