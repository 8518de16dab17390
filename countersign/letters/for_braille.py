"""TELL-4 · A letter or a record as text that is ready for braille.

Source: UKAAF B004, *Guiding Principles for the Presentation of Braille* (2016), and G018, *Guidance for the Production
of Source Documents* (2017): one column, headings by their level, lists and labels for tables, no page of the print. The
lines are as long as those of a braille page or of a display with forty cells, so the text can also be read there as it
is. Whoever transcribes it lets their program begin lines anew: a blank line ends each paragraph.

What somebody wrote stays as they wrote it (REC-5): a sign that braille cannot carry is named in square brackets, and
words in other letters than Latin ones stay, and are named in the note at the top. What this draft says of itself stands
in curly brackets. Nothing that somebody wrote has these, since they are named as well: so no words can stand there as a
heading, or as the draft's own, that are not.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from countersign.letters.pieces import Kind, Piece
from countersign.letters.runs import runs_of
from countersign.wording.isolates import without_isolates

LINE = 40
"""How many characters a line has at most; a longer address of e-mail or of a page stands alone on its line."""

BEGINS = "{The text begins here.}"
"""What ends the note to whoever transcribes it."""

_NOTE = (
    "{Note: not to be brailled. This text is ready for braille. A blank line ends each paragraph: begin lines anew as "
    "your page needs. What stands in curly brackets is for you: “Heading 1”, “2” and “3” say what a heading is. Put it "
    "as such, without these words. Each table is a list here. Put dates, sums and numbers on one line.}"
)
_OTHER_LETTERS = "{{Note: these words are in other letters. Ask how to put them: {}.}}"

_SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "…": "...", "·": "-", "\u00a0": " "}
)
_WORDS = (("×", "times"), ("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"), ("•", "-"))
_CARRIED = frozenset("£€§°\n")
"""What unified English braille has besides ASCII and letters."""

_OWN = frozenset("{}")
"""What stands around the draft's own marks."""

_MARKS = {Kind.TITLE: "{Heading 1} ", Kind.SECTION: "{Heading 2} ", Kind.HEADING: "{Heading 3} "}


def for_braille(pieces: Sequence[Piece]) -> bytes:
    """The text, UTF-8. It begins with a note to whoever transcribes it, which ends with `BEGINS`."""
    body = "\n".join(_lines_of(pieces)).strip("\n")
    other = _other(body)
    note = (_NOTE.translate(_SIGNS), *([_OTHER_LETTERS.format(other)] if other else []), BEGINS)
    return ("\n\n".join(map(_wrapped, note)) + f"\n\n{body}\n").encode()


def carried(text: str) -> str:
    """A text with nothing in it that braille cannot carry, but for letters of other scripts.

    >>> carried("“2 × 1½ hours” – £20 ☺")
    '"2 times 1 1/2 hours" - £20 [white smiling face]'
    """
    text = unicodedata.normalize("NFC", without_isolates(text)).translate(_SIGNS)
    for sign, words in _WORDS:
        text = re.sub(rf"(?<=\d){sign}" if "/" in words else sign, f" {words}" if "/" in words else words, text)
        text = text.replace(sign, words)
    if text.isascii() and not _OWN & set(text):
        return text
    text = _TAGS.sub(lambda tags: f"[{_in_ascii(tags[0])}]", _SELECTORS.sub("", text))
    return "".join(_carried(text))


_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""What chooses how a sign is drawn: nobody sees it, and nothing is lost without it."""

_TAGS = re.compile("[\U000e0020-\U000e007e]+")
"""Which flag a flag is, in letters that nobody sees."""

_JOINERS = "\u200c\u200d"
"""What scripts need within words, and nobody sees."""

_SEEN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]")
"""The characters that Unicode counts among those of format, and that can be seen all the same."""


def _in_ascii(tags: str) -> str:
    return "".join(chr(ord(tag) - 0xE0000) for tag in tags)


def _carried(text: str) -> Iterator[str]:
    is_in_word = False
    for place, letter in enumerate(text):
        kind = unicodedata.category(letter)
        if kind == "Cf" and not _SEEN.match(letter):
            follows = text[place + 1 : place + 2]
            if letter in _JOINERS and is_in_word and follows and unicodedata.category(follows)[0] in "LM":
                yield letter
        elif kind[0] == "M":  # it is drawn on a letter; on anything else it is a sign of its own
            yield letter if is_in_word else _named(letter)
        else:
            is_in_word = kind[0] == "L"
            is_carried = letter.isascii() or letter in _CARRIED or is_in_word or kind == "Nd"
            yield letter if is_carried and letter not in _OWN else _named(letter)


def _named(sign: str) -> str:
    return f"[{unicodedata.name(sign, 'a sign without a name').lower()}]"


def _other(body: str) -> str:
    """The words that have a letter which is not Latin."""
    words = ("".join(letters) for is_word, letters in groupby(body, _is_of_a_word) if is_word)
    return ", ".join(dict.fromkeys(word for word in words if not all(map(_is_latin, filter(str.isalpha, word)))))


def _is_of_a_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in _JOINERS


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")


def _lines_of(pieces: Iterable[Piece]) -> Iterator[str]:
    last: Piece | None = None
    for piece in pieces:
        is_in_group = last is not None and last.kind is piece.kind and not piece.begins
        leads = last is not None and last.kind in (Kind.LABEL, Kind.QUESTION)
        if not (is_in_group and piece.kind in _CLOSE) and not leads:
            yield ""
        yield _wrapped(_MARKS.get(piece.kind, "") + carried(_said(piece)), "  " if piece.kind in _HANGING else "")
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
        case _:
            return piece.text


def _wrapped(text: str, under: str = "") -> str:
    """The text in lines. A date, an amount, a telephone number, an address of e-mail never breaks."""
    kept = "".join(run.text.replace(" ", "\u00a0") if run.whole else run.text for run in runs_of(text))
    lines = textwrap.wrap(kept, LINE, subsequent_indent=under, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace("\u00a0", " ")
