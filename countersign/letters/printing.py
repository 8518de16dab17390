"""REC-1 · Makes the written record as PDF (PDF/UA-1), with Typst. The same record gives the same bytes."""

import json
import os
import re
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

import fontpkg_atkinson_hyperlegible
import typst

from countersign.letters.filters import TEMPLATES
from countersign.wording.written_record import WrittenRecord

FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"

LONGEST_WORD = 24
"""A longer run of letters may be broken in print, so that it cannot run off the page."""

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(r".{1,8}")


class Printer:
    """Makes records as PDF. Fonts and compilers are loaded once and kept. Many threads may use it at once."""

    def __init__(self) -> None:
        """Load the fonts."""
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
        # A Typst compiler serves one call at a time, works outside Python's lock, and leaves tens of megabytes in each
        # thread that calls it. So printing has its own threads, one for each processor.
        self._threads = ThreadPoolExecutor(os.cpu_count(), "print")
        self._of_this_thread = threading.local()

    def pdf(self, record: WrittenRecord, *, large: bool) -> bytes:
        """The record as PDF. `large`: in large print."""
        text = each_text(record.model_dump(mode="json"), _breakable)
        try:
            return self._compile(text, record.agreed_on, large=large)
        except typst.TypstError:
            # A tagged PDF may not hold a character that no font can draw. So first replace emoji and the like by words,
            pass
        try:
            return self._compile(each_text(text, _with_signs_named), record.agreed_on, large=large)
        except typst.TypstError:
            # and then, as a last resort, also replace words in alphabets that none of the fonts has.
            return self._compile(each_text(text, _with_words_named), record.agreed_on, large=large)

    def _compile(self, record: object, agreed_on: date, *, large: bool) -> bytes:
        return self._threads.submit(self._compile_here, record, agreed_on, large=large).result()

    def _compile_here(self, record: object, agreed_on: date, *, large: bool) -> bytes:
        compiler: typst.Compiler | None = getattr(self._of_this_thread, "compiler", None)
        if compiler is None:
            compiler = typst.Compiler(TEMPLATES / "record.typ", root=TEMPLATES, font_paths=self._fonts)
            self._of_this_thread.compiler = compiler
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"given": json.dumps({"record": record, "large": large})},
            pdf_standards=["ua-1"],
            # Midday, so that readers in nearby time zones see the same date.
            timestamp=datetime.combine(agreed_on, time(12), UTC),
        )
        return cast("bytes", pdf)


def each_text(value: object, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """A JSON value with `change` made to every text in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(held, change) for key, held in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [each_text(held, change) for held in cast("list[object]", value)]
    return value


def _breakable(text: str) -> str:
    """Text for print: without control characters, and with invisible places where long runs of letters may break."""
    text = "".join(letter for letter in text if letter >= " ")
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), text)


def _with_signs_named(text: str) -> str:
    """The text with the name, in brackets, of every sign that the typeface lacks. Letters stay as they are."""
    return "".join(letter if letter.isalpha() or _is_drawn(letter) else _name_of(letter) for letter in text)


def _with_words_named(text: str) -> str:
    """Text that the typeface can always draw: words in other alphabets become a note in brackets."""
    words: list[str] = []
    for word in re.split(r"(\s+)", _with_signs_named(text)):
        plain = "".join(map(_plain, word))
        strange = next((letter for letter in plain if not _is_drawn(letter)), None)
        words.append(f"[a word in {_script(strange)} letters]" if strange else plain)
    return "".join(words)


def _is_drawn(letter: str) -> bool:
    """Whether Atkinson Hyperlegible certainly has the letter: it covers all of these character sets."""
    for page in ("ascii", "cp1252", "cp1250", "cp1254"):
        try:
            letter.encode(page)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _plain(letter: str) -> str:
    """A letter that the typeface lacks, without its accents; a ligature becomes its two letters."""
    if _is_drawn(letter):
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _name_of(sign: str) -> str:
    # A character that only joins or modifies its neighbours has no name worth printing.
    if unicodedata.category(sign)[0] in "MC":
        return ""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if all(map(_is_drawn, plain)) else f"[{unicodedata.name(sign, 'a sign').lower()}]"


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "other").split()[0]
    return "Chinese" if script == "CJK" else script.title()
