"""The checks that Notify makes of a letter which comes as a PDF, and in the same order.

It lays white over every place where something may stand, a millimetre more each way, and looks for a pixel that is
another colour. Then it reads what stands in the window of the envelope as an address.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdfium2

MM = 72 / 25.4
A4 = (210.0, 297.0)
MOST_PAGES, MOST_BYTES = 10, 2 * 1024 * 1024
WINDOW = (24.6, 39.5, 120.0, 66.3)
"""Left, top, right, bottom, in millimetres from the upper left corner."""

FIRST_PAGE = ((15, 95, 195, 292), (125, 5, 195, 95), (15, 5, 125, 30), WINDOW)
"""The body; the council's address; its logo; the window."""

OTHER_PAGES = ((15, 5, 195, 292),)
DOTS_A_MM = 200 / 25.4
"""It looks at 200 dots an inch."""

_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?[0-9][A-BD-HJLNP-UW-Z]{2}")
_UK = {"england", "scotland", "wales", "northern ireland", "united kingdom", "uk", "great britain"}
_ONE_AT_A_TIME = threading.Lock()


def fault_of(content: bytes, areas: frozenset[str] | None = None) -> str:
    """The code of the first fault that Notify finds in a letter; empty if there is none.

    `areas`: the areas of postcodes that there are, such as SW; None: any.
    """
    with _ONE_AT_A_TIME:
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return "unable-to-read-the-file"
        try:
            return _fault_of(pdf, areas)
        finally:
            pdf.close()


def pages_of(content: bytes) -> int:
    """How many pages a PDF has; 0 where it cannot be read."""
    with _ONE_AT_A_TIME:
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return 0
        number = len(pdf)
        pdf.close()
        return number


def _fault_of(pdf: Any, areas: frozenset[str] | None) -> str:
    if len(pdf) > MOST_PAGES:
        return "letter-too-long"
    if not all(_is_a4(pdf[number]) for number in range(len(pdf))):
        return "letter-not-a4-portrait-oriented"
    if any(_has_more(pdf[number], OTHER_PAGES if number else FIRST_PAGE) for number in range(len(pdf))):
        return "content-outside-printable-area"
    return next(_faults_of_address(_in_window(pdf[0]), areas), "")


def _is_a4(page: Any) -> bool:
    wide, high = page.get_size()
    return abs(wide / MM - A4[0]) <= 2 and abs(high / MM - A4[1]) <= 2


def _has_more(page: Any, places: tuple[tuple[float, float, float, float], ...]) -> bool:
    picture = page.render(scale=DOTS_A_MM / MM, grayscale=True)
    for left, top, right, bottom in places:
        x, y = round((left - 1) * DOTS_A_MM), round((top - 1) * DOTS_A_MM)
        wide, high = round((right + 1) * DOTS_A_MM) - x, round((bottom + 1) * DOTS_A_MM) - y
        picture.fill_rect((255, 255, 255, 255), x, y, wide, high)
    held, white = bytes(picture.buffer), b"\xff" * picture.width
    starts = range(0, picture.height * picture.stride, picture.stride)
    return any(held[start : start + picture.width] != white for start in starts)


def _in_window(page: Any) -> list[str]:
    """The lines in the window, and within three millimetres around it."""
    left, top, right, bottom = WINDOW
    text = page.get_textpage().get_text_bounded(
        (left - 3) * MM, (A4[1] - bottom - 3) * MM, (right + 3) * MM, (A4[1] - top + 3) * MM
    )
    lines = (" ".join(line.split()).rstrip(" ,") for line in unicodedata.normalize("NFKD", text).splitlines())
    return [line for line in lines if line]


def _faults_of_address(lines: list[str], areas: frozenset[str] | None) -> Iterator[str]:
    while lines and lines[-1].lower() in _UK:
        lines = lines[:-1]
    if not lines:
        yield "address-is-empty"
        return
    if len(lines) < 3:
        yield "not-enough-address-lines"
    if len(lines) > 7:
        yield "too-many-address-lines"
    if not all(re.search("[a-zA-Z0-9]", line) for line in lines[:2]):
        yield "invalid-address-line-1-or-2"
    postcode = _POSTCODE.fullmatch("".join(lines[-1].split()).upper())
    if not postcode or (areas is not None and postcode[1] not in areas):
        yield "not-a-real-uk-postcode"
    if any(line[0] in '@()=[]"\\/,<>~' for line in lines):
        yield "invalid-char-in-address"
    if any(line.lower() == "nfa" or re.search("no fixed (abode|address)", line.lower()) for line in lines):
        yield "no-fixed-abode-address"
