"""REC-5 · Chooses the typeface of each word in print, and says what no typeface here can draw.

A word has one typeface: the first that has every character of it, by its own map of characters. So an accent is drawn
by whoever draws its letter. The fonts are Atkinson Hyperlegible, the Noto faces in `fonts/` beside this file, and what
a council puts into a folder of its own (`COUNTERSIGN_FONTS`), such as Chinese, Japanese and Korean.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import fontpkg_atkinson_hyperlegible
import typst
from fontTools.ttLib import TTFont

from countersign.careplan.characters import MARK, MARKS_IN_ALL
from countersign.wording.isolates import FSI, PDI

MAIN = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
SHIPPED = Path(__file__).parent / "fonts"

MAIN_FACE = "Atkinson Hyperlegible"
FIRST = (MAIN_FACE, "Noto Sans")
"""The families that are asked first, in this order. The others follow by name, and a council's own come last."""

LONGEST_WORD = 24
"""A longer run of letters may be broken in print, so that it cannot run off the page."""

BREAK = "\u200b"
"""Where such a run may be broken: the template puts a place to break there, which leaves no character in the PDF."""

OPEN, CLOSE = "\U0010fffb", "\U0010fffa"
"""Around all of a text that needs another face or a place to break, from the first such run to the last."""

FACE, END = 0x100000, "\U0010fffd"
"""Before a run in another face stands the character FACE + the number of the face; after it, END. The template takes
them out. No font has them: they are for private use, and a sender's own are named as what cannot be drawn."""

TURNED = "\U0010fffc"
"""Before a text that is read from right to left as a whole: its paragraph begins at the right."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
"""What has no shape of its own: joiners, selectors, marks of direction. Typst draws nothing for them in any font."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u200b]")
"""The door takes no control characters; a plan that was kept before it did so can hold some. And a sender's own places
to break could stand between a letter and its marks."""
_JOINER = "\ufeff"
"""No PDF may hold it (PDF/UA-1); U+2060 is the same character since Unicode 3.2."""
_SPACE = re.compile(r"[^\S \u00a0\u202f]")
"""A tab, the end of a line, a space of any other width."""
_UNBROKEN = re.compile(rf"[^ \t\n]{{{LONGEST_WORD + 1},}}")
"""Words between which no line could break, as where a text was copied from a page: longer than a word may be."""
_TOO_MANY = re.compile(rf"({MARKS_IN_ALL}){MARK}+")
"""The door takes no more; a plan that was kept before it did so can hold some."""

_COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""Ideographs whose composition would be another shape of the character."""

_MARKED = re.compile(f"[{BREAK}\U00100000-\U0010fff0{END}]")
_WORD = re.compile(r"\S+")
_WORD_AND_SPACE = re.compile(r"(\S*)(\s*)")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_CLUSTER = re.compile(rf"{FSI}*[^{FSI}](?:{MARK}|{_INVISIBLE.pattern})*")
"""A letter with its marks."""
_BREAKS_ITSELF = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Letters of scripts that write no spaces: Typst knows where their lines may break."""
_PIECE = re.compile(rf"(?:{_CLUSTER.pattern}){{1,8}}")
"""Never between a letter and its marks: that is hard to read, and takes Typst ten times as long."""


class Face(NamedTuple):
    """A family of typefaces."""

    family: str
    """Its name, as Typst knows it."""

    drawn: frozenset[int]
    """The characters that each of its fonts has."""


class Faces:
    """Every typeface that this installation prints in. Many threads may use one at once."""

    def __init__(self, own: Path | None = None) -> None:
        """`own`: the council's folder of fonts. Nothing is read until something has to be printed."""
        self._own = own

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the fonts are."""
        return (MAIN, SHIPPED, *([self._own] if self._own else []))

    @cached_property
    def all(self) -> tuple[Face, ...]:
        """Every face, in the order in which they are asked."""
        fonts: dict[str, list[frozenset[int]]] = {}
        for folder in self.folders:
            loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
            infos = [font for font in loaded.fonts() if font.path and font.style == "normal"]
            for font in sorted(infos, key=lambda font: (font.family not in FIRST, font.family, font.weight)):
                fonts.setdefault(font.family, []).append(_characters(Path(str(font.path)), font.index))
        faces = [Face(family, drawn[0].intersection(*drawn)) for family, drawn in fonts.items()]
        return tuple(sorted(faces, key=lambda face: FIRST.index(face.family) if face.family in FIRST else len(FIRST)))

    @cached_property
    def _strange(self) -> re.Pattern[str]:
        """A character that the main face does not have, or cannot place."""
        main = self.all[0].drawn
        plain = "".join(chr(code) for code in sorted(main) if not unicodedata.category(chr(code)).startswith("M"))
        return re.compile(f"[^{re.escape(plain)}]")

    def undrawn(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The characters of some texts that nothing here can draw, each once, sorted."""
        missing: set[str] = set()
        for text in texts:
            if text.isascii() or not self._strange.search(text):
                continue
            for word in _WORD.findall(composed(text)):
                if self._whole(word) is None:
                    for cluster in _CLUSTER.findall(word):
                        missing |= self._missing(cluster)
        return tuple(sorted(missing))

    def ready(self, text: str) -> str:
        """A text as the template takes it: composed, with the faces of its words and the places where it may break.

        What nothing can draw stays as it is: whoever prints asks `undrawn` first.
        """
        text = composed(text)
        if text.isascii() or not self._strange.search(text):
            return _set_apart(_LONG_WORD.sub(lambda word: _broken(word[0]), text)) if _LONG_WORD.search(text) else text
        turned = TURNED if is_turned(text) else ""
        return turned + _set_apart("".join(self._pieces(text)))

    def _pieces(self, text: str) -> Iterator[str]:
        """The text with marks around each run in another face. Words beside one another in one face are one run."""
        run, of = "", 0
        for words, space in _WORD_AND_SPACE.findall(text):
            for number, piece in self._runs(words):
                if number != of:
                    yield _in_face(of, run)
                    run = ""
                run, of = run + (_broken(piece) if len(words) > LONGEST_WORD else piece), number
            run += space
        yield _in_face(of, run)

    def _runs(self, word: str) -> Iterator[tuple[int, str]]:
        """A word in runs of one face each: a single one, unless no face has the whole of it."""
        whole = self._whole(word) if self._strange.search(word) else 0
        if whole is not None:
            yield whole, word
            return
        run, of = "", 0
        for cluster in _CLUSTER.findall(word):
            number = self._whole(cluster)
            number = of if number is None else number
            if run and number != of:
                yield of, run
                run = ""
            run, of = run + cluster, number
        yield of, run

    def _whole(self, text: str) -> int | None:
        """The first face that has all of a text."""
        letters = {letter for letter in text if not _INVISIBLE.match(letter)}
        codes = {ord(letter) for letter in letters}
        has_marks = any(unicodedata.category(letter).startswith("M") for letter in letters)
        # The main face has some marks and no place for them on its letters.
        first = 1 if has_marks else 0
        return next((number for number, face in enumerate(self.all) if number >= first and codes <= face.drawn), None)

    def _missing(self, cluster: str) -> set[str]:
        if self._whole(cluster) is not None:
            return set()
        alone = {letter for letter in cluster if self._whole(letter) is None}
        # Each is drawn somewhere, and no face has the letter and its marks.
        return alone or {letter for letter in cluster if unicodedata.category(letter).startswith("M")}


def composed(text: str) -> str:
    """A text for print: letters composed with their marks (NFC), spaces as spaces, and no control characters."""
    if text.isascii() and text.isprintable():
        return text
    if "\u00a0" in text or "\u202f" in text:
        text = _UNBROKEN.sub(lambda words: re.sub("[\u00a0\u202f]", " ", words[0]), text)
    text = _TOO_MANY.sub(r"\1", _CONTROL.sub("", _SPACE.sub(" ", text.replace(_JOINER, "\u2060"))))
    return text if _COMPATIBLE.search(text) else unicodedata.normalize("NFC", text)


MOST_NAMED = 12
"""So many characters are named; of any more only the number is said."""


def named(letters: Collection[str]) -> str:
    """Characters by their names in Unicode, such as "CJK UNIFIED IDEOGRAPH-65E5"."""
    names = [unicodedata.name(letter, f"U+{ord(letter):04X}") for letter in letters]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _in_face(number: int, run: str) -> str:
    """A run between the marks of its face, but for the space after it, which any face has."""
    if not number:
        return run
    words = run.rstrip()
    return f"{chr(FACE + number)}{words}{END}{run[len(words) :]}"


def _set_apart(text: str) -> str:
    """The text with OPEN and CLOSE around all that the template has to take apart."""
    marks = [found.start() for found in _MARKED.finditer(text)]
    if not marks:
        return text
    first, last = marks[0], marks[-1] + 1
    return f"{text[:first]}{OPEN}{text[first:last]}{CLOSE}{text[last:]}"


def _broken(word: str) -> str:
    return word if _BREAKS_ITSELF.search(word) else BREAK.join(_PIECE.findall(word))


def is_turned(text: str) -> bool:
    """Whether a text is one person's words from end to end, and read from right to left."""
    if not (text.startswith(FSI) and text.endswith(PDI) and text.count(FSI) == 1):
        return False
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return strong != "L"


def _characters(font: Path, index: int) -> frozenset[int]:
    with TTFont(font, fontNumber=index, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or ())
