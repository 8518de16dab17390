"""TELL-5 · Whether GOV.UK Notify would print a letter: its specification, checked before the letter goes.

Source: Notify's letter specification 2.4, and the checks that it makes of a letter: `precompiled.py` of
alphagov/notifications-template-preview, and `postal_address.py` of notifications-utils, as they were in August 2026. A
letter that Notify refuses is known to have failed only hours later; one that we refuse goes by the next way at once.
"""

import io
import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

MOST_PAGES = 10
"""Five sheets, printed on both sides."""

MOST_BYTES = 2 * 1024 * 1024

MOST_LINES, FEWEST_LINES = 7, 3
"""Of an address with the name above it."""


class Place(NamedTuple):
    """A part of a page, in millimetres from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


WINDOW = Place(24.6, 39.5, 120, 66.3)
"""What the window of the envelope shows."""

FIRST_PAGE = (
    WINDOW,
    Place(15, 5, 125, 30),  # a logo
    Place(125, 5, 195, 95),  # the council's own address
    Place(15, 95, 195, 292),
)
"""Where something may stand on the first page."""

LATER_PAGES = (Place(15, 5, 195, 292),)
"""Where something may stand on every other page."""

PAGE = Place(0, 0, 210, 297)


class LetterFault(NamedTuple):
    """Why Notify would not print a letter."""

    code: str
    """For what is kept."""

    why: str
    """Words for operations, without a word of the letter."""


def joined(papers: Sequence[bytes]) -> bytes:
    """The papers as one PDF, in their order. The marks for screen readers are left out: it is only printed.

    Raises ValueError for what is no PDF.
    """
    if len(papers) == 1:
        return papers[0]
    whole, held = PdfWriter(), io.BytesIO()
    try:
        for paper in papers:
            whole.append(io.BytesIO(paper), import_outline=False)
        whole.write(held)
    except PyPdfError:
        raise ValueError("what is to be printed is no PDF") from None
    return held.getvalue()


def faults_of(pdf: bytes, address: Sequence[str]) -> list[LetterFault]:
    """Everything for which Notify would not print a letter; empty if it would.

    `address`: the lines to which it goes, without the name. They must be what stands in the window, under a name.
    """
    if len(pdf) > MOST_BYTES:
        return [LetterFault("too-large", f"it has {len(pdf):,} bytes: Notify prints {MOST_BYTES:,} at most")]
    # The library that draws the pages may be used by one thread at a time.
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return [LetterFault("no-pdf", "it is no PDF that can be read")]
        try:
            found = [*_faults_of_pages(document), *_faults_of_address(_in_window(document[0]), address)]
        finally:
            document.close()
    if not _has_its_fonts(pdf):
        found.append(LetterFault("font-not-embedded", "a font is not in the file itself"))
    return found


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        number = len(document)
        document.close()
        return number


_ONE_AT_A_TIME = threading.Lock()
_MM = 72 / 25.4
"""Points in a millimetre."""

_DOTS = 4.0
"""Dots in a millimetre of the picture in which something is looked for: about 100 an inch."""

_NEAR = 2.0
"""How much a page may be larger or smaller than A4, in millimetres, as Notify has it."""

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-BD-HJLNP-UW-Z]{2}")
_OF_THE_UK = frozenset(
    {"england", "scotland", "wales", "northern ireland", "united kingdom", "uk", "great britain", "gb"}
)
_NOT_FIRST = tuple('@()=[]"\\/,<>~')
_LETTERS_THAT_IT_HAS = re.compile("[\u0020-\u024f\u0300-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e]*")
"""Notify draws the address again in a face of its own: Latin, Greek and Cyrillic (*check*: which letters it has)."""


def _faults_of_pages(document: Any) -> Iterator[LetterFault]:  # noqa: ANN401 - pypdfium2's objects
    number = len(document)
    if number > MOST_PAGES:
        yield LetterFault(
            "too-many-pages", f"it has {number} pages with what comes with it: Notify prints {MOST_PAGES}"
        )
        return
    for at in range(number):
        page = document[at]
        wide, high = (side / _MM for side in page.get_size())
        if abs(wide - PAGE.right) > _NEAR or abs(high - PAGE.bottom) > _NEAR:
            yield LetterFault("not-a4", f"page {at + 1} is not A4, upright")
        elif _has_more_than(page, LATER_PAGES if at else FIRST_PAGE):
            yield LetterFault("outside-the-area", f"something of page {at + 1} stands where nothing may")


def _has_more_than(page: Any, places: Sequence[Place]) -> bool:  # noqa: ANN401 - pypdfium2's objects
    """Whether something stands outside these places: they are laid over with white, and nothing else may be left."""
    picture = page.render(scale=_DOTS / _MM, grayscale=True)
    for place in places:
        left, top, right, bottom = (round(side * _DOTS) for side in place)
        picture.fill_rect((255, 255, 255, 255), left, top, right - left, bottom - top)
    dots, white = bytes(picture.buffer), b"\xff" * picture.width
    starts = range(0, picture.height * picture.stride, picture.stride)
    return any(dots[start : start + picture.width] != white for start in starts)


def _in_window(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2's objects
    text = page.get_textpage().get_text_bounded(
        left=WINDOW.left * _MM,
        bottom=(PAGE.bottom - WINDOW.bottom) * _MM,
        right=WINDOW.right * _MM,
        top=(PAGE.bottom - WINDOW.top) * _MM,
    )
    return [words for line in text.splitlines() if (words := " ".join(line.split()))]


def _faults_of_address(shown: list[str], address: Sequence[str]) -> Iterator[LetterFault]:
    solid = ["".join(line.split()) for line in (*shown, "")]
    if not "".join(solid).endswith("".join("".join(address).split())) or not address:
        yield LetterFault("address-not-in-window", "the address does not stand in the window")
        return
    lines = [line.rstrip(" ,") for line in shown]
    while lines and lines[-1].lower() in _OF_THE_UK:
        lines.pop()
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        said = f"name and address have {len(lines)} lines: Notify takes {FEWEST_LINES} to {MOST_LINES}"
        yield LetterFault("lines-of-address", said)
    if not lines or not _POSTCODE.fullmatch("".join(lines[-1].split()).upper()):
        yield LetterFault("no-postcode", "the address does not end with a postcode of the United Kingdom")
    if any(not re.search("[A-Za-z0-9]", line) for line in lines[:2]):
        yield LetterFault("line-without-letters", "one of the first two lines has no letter from A to Z, nor a number")
    if any(line.startswith(_NOT_FIRST) for line in lines):
        yield LetterFault("sign-before-line", "a line of the address begins with a sign that Notify does not take")
    if not all(_LETTERS_THAT_IT_HAS.fullmatch(line) for line in lines):
        yield LetterFault("letters-of-address", "the address has letters that Notify may not draw")


def _has_its_fonts(pdf: bytes) -> bool:
    return all(_is_embedded(font) for page in PdfReader(io.BytesIO(pdf)).pages for font in _fonts(page))


def _fonts(page: Any) -> Iterator[Any]:  # noqa: ANN401 - pypdf's objects
    fonts: Any = page.get("/Resources", {}).get("/Font", {})
    for font in fonts.values():
        yield font.get_object()


def _is_embedded(font: Any) -> bool:  # noqa: ANN401 - pypdf's objects
    if "/DescendantFonts" in font:
        return all(_is_embedded(inner.get_object()) for inner in font["/DescendantFonts"])
    if font.get("/Subtype") == "/Type3":
        return True
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and any(str(name).startswith("/FontFile") for name in descriptor.get_object())
