"""TELL-4 · A letter or a record as text that is ready for braille.

Source: UKAAF B004, *Guiding Principles for the Presentation of Braille* (2016), and G018, *Guidance for the Production
of Source Documents* (2017): one column, headings by their level, lists and labels for tables, no page of the print. The
lines are as long as those of a braille page or of a display with forty cells, so the text can also be read there as it
is. Whoever transcribes it lets their program begin lines anew: a blank line ends each paragraph.

What somebody wrote stays as they wrote it (REC-5): a sign that braille cannot carry is named in brackets, and words in
other letters than Latin ones stay, and are counted in the note at the top.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from countersign.letters.pieces import Kind, Piece
from countersign.letters.runs import runs_of
from countersign.wording.isolates import without_isolates

LINE = 40
"""How many characters a line has at most; a longer address of e-mail or of a page stands alone on its line."""

BEGINS = "(The text begins here.)"
"""What ends the note to whoever transcribes it."""

_NOTE = (
    "(Note: not to be brailled. This text is ready for braille. A blank line ends each paragraph: begin lines anew as "
    "your page needs. “Heading 1”, “2” and “3” say what a heading is: put it as such, without these words. Each table "
    "is a list here. Put dates, sums and numbers on one line.)"
)
_OTHER_LETTERS = "(Note: these words are in other letters. Ask how to put them: {}.)"

_SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "\u00a0": " "}
)
_WORDS = (("×", "times"), ("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"), ("•", "-"))
_CARRIED = frozenset("£€§°\n")
"""What unified English braille has besides ASCII and letters."""

_MARKS = {Kind.TITLE: "Heading 1: ", Kind.SECTION: "Heading 2: ", Kind.HEADING: "Heading 3: "}


def for_braille(pieces: Sequence[Piece]) -> bytes:
    """The text, UTF-8. It begins with a note to whoever transcribes it, which ends with `BEGINS`."""
    body = "\n".join(_lines_of(pieces)).strip("\n")
    other = _other(body)
    note = (_NOTE, *([_OTHER_LETTERS.format(other)] if other else []), BEGINS)
    return ("\n\n".join(_wrapped(carried(text)) for text in note) + f"\n\n{body}\n").encode()


def carried(text: str) -> str:
    """A text with nothing in it that braille cannot carry, but for letters of other scripts.

    >>> carried("“2 × 1½ hours” – £20 ☺")
    '"2 times 1 1/2 hours" - £20 [white smiling face]'
    """
    text = unicodedata.normalize("NFC", without_isolates(text)).translate(_SIGNS)
    for sign, words in _WORDS:
        text = re.sub(rf"(?<=\d){sign}" if "/" in words else sign, f" {words}" if "/" in words else words, text)
        text = text.replace(sign, words)
    return "".join(map(_carried, text))


def _carried(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter.isascii() or letter in _CARRIED or kind[0] in "LM" or kind == "Nd":
        return letter
    if kind == "Cf":  # joiners within words of other scripts
        return letter
    return f"[{unicodedata.name(letter, 'a sign without a name').lower()}]"


def _other(body: str) -> str:
    """The words that have a letter which is not Latin."""
    words = (word.strip(".,;:!?()\"'") for word in body.split())
    other = [word for word in words if any(each.isalpha() and not _is_latin(each) for each in word)]
    return ", ".join(dict.fromkeys(other))


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")


def _lines_of(pieces: Iterable[Piece]) -> Iterator[str]:
    last: Piece | None = None
    for piece in pieces:
        is_in_group = last is not None and last.kind is piece.kind and not piece.begins
        leads = last is not None and last.kind in (Kind.LABEL, Kind.QUESTION)
        if not (is_in_group and piece.kind in _CLOSE) and not leads:
            yield ""
        yield _wrapped(carried(_said(piece)), "  " if piece.kind in _HANGING else "")
        last = piece


_CLOSE = (Kind.LINE, Kind.FACT, Kind.ITEM, Kind.ANSWER)
"""Pieces of one group, between which there is no blank line."""

_HANGING = (Kind.FACT, Kind.ITEM, Kind.ANSWER, Kind.LINE)


def _said(piece: Piece) -> str:
    match piece.kind:
        case Kind.FACT:
            return f"{piece.label}: {piece.text}"
        case Kind.LABEL:
            return f"{piece.text}:"
        case Kind.ITEM:
            return f"{piece.number}. {piece.text}" if piece.number is not None else f"- {piece.text}"
        case Kind.ANSWER:
            return f"- {piece.text}"
        case Kind.WORDS if piece.number is not None:
            return f"{piece.number}. {piece.text}"
        case kind:
            return f"{_MARKS.get(kind, '')}{piece.text}"


def _wrapped(text: str, under: str = "") -> str:
    """The text in lines. A date, an amount, a telephone number, an address of e-mail never breaks."""
    kept = "".join(run.text.replace(" ", "\u00a0") if run.whole else run.text for run in runs_of(text))
    lines = textwrap.wrap(kept, LINE, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace("\u00a0", " ")
