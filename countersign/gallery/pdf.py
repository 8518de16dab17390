"""The words and the structure of a PDF, as a search, a reader of screens and a program find them."""

import io
import itertools
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, cast

from pypdf import PageObject, PdfReader

from countersign.wording.isolates import RIGHT_TO_LEFT


def reader(pdf: bytes) -> PdfReader:
    """The PDF, to be read."""
    return PdfReader(io.BytesIO(pdf))


def printed(pdf: bytes) -> str:
    """The text of every page."""
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    return list(_pages_of(pdf))


@lru_cache(maxsize=4)
def _pages_of(pdf: bytes) -> tuple[str, ...]:
    """What is looked at in several ways is read once."""
    return tuple(page.extract_text() for page in reader(pdf).pages)


def fonts(pdf: bytes) -> set[str]:
    """The name of every font that is embedded, without the tag of its subset."""
    names: set[str] = set()
    for page in reader(pdf).pages:
        resources = cast("Any", page["/Resources"])
        for font in resources.get("/Font", {}).values():
            names.add(str(font.get_object()["/BaseFont"]).lstrip("/").split("+")[-1])
    return names


def sizes(pdf: bytes) -> set[float]:
    """The size in points of every piece of text."""
    in_points: set[float] = set()

    def visit(text: str, _cm: Any, tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            in_points.add(round(abs(tm[3]) * size, 1))

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=visit)
    return in_points


def structure(pdf: bytes) -> list[str]:
    """The kind of every element of the tag tree, in order."""
    root = cast("Any", reader(pdf).trailer["/Root"])

    def walk(place: Any) -> Iterator[str]:
        node: Any = place.get_object()
        if isinstance(node, list):
            for kid in cast("list[Any]", node):
                yield from walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(cast("Any", node)["/S"])
            if "/K" in node:
                yield from walk(cast("Any", node)["/K"])

    return list(walk(root["/StructTreeRoot"]))


def everything_in(pdf: bytes) -> str:
    """All that a PDF holds in readable form: its text, and every name, string and stream of every object."""
    whole = cast("Any", reader(pdf))
    pieces = [printed(pdf)]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, held in cast("dict[Any, Any]", value).items():
                pieces.append(str(key))
                walk(held)
        elif isinstance(value, list):
            for held in cast("list[Any]", value):
                walk(held)
        else:
            pieces.append(str(value))

    objects = [whole.get_object(number) for number in range(1, int(whole.trailer["/Size"]))]
    for thing in objects:
        walk(thing)
        if hasattr(thing, "get_data"):
            # A font or a drawing holds every byte by chance: only plain words in it could be read.
            pieces.append(thing.get_data().decode("ascii", errors="ignore"))
    return "\n".join(pieces)


class _Piece(NamedTuple):
    """Some letters as a PDF holds them, and where they are: how far down the page their line is, in points."""

    line: float
    letters: str
    left: float = 0
    """How far from the left of the page its line begins."""


def layer(pdf: bytes) -> str:
    """The text of a PDF, letter by letter as it holds it: what a search finds, and what is read aloud.

    It obeys what readers of PDF/UA obey and pypdf does not: `ActualText` where several shapes make one cluster of
    letters, and `ReversedChars` where letters stand in the order in which they are seen. A line ends with a newline.
    """
    lines: list[str] = []
    for page in reader(pdf).pages:
        pieces = list(_pieces(page))
        line_of = _line_of(sorted(pieces))
        for _, on_line in itertools.groupby(sorted(pieces, key=line_of), key=line_of):
            lines.append(_in_order(list(on_line)))
    return "\n".join(lines)


def left_of(pdf: bytes, letters: str) -> float:
    """How far from the left of the page the line begins that first has some letters, in points."""
    pieces = (piece for page in reader(pdf).pages for piece in _pieces(page))
    return next(piece.left for piece in pieces if letters in piece.letters)


def _line_of(pieces: list[_Piece]) -> Callable[[_Piece], float]:
    """Marks above and under letters stand a little higher or lower, and are of the same line."""
    tops: list[float] = []
    for piece in pieces:
        if not tops or piece.line - tops[-1] > 8:
            tops.append(piece.line)
    return lambda piece: max(top for top in tops if top <= piece.line)


def _in_order(pieces: list[_Piece]) -> str:
    """The letters of a line, with those that are read from right to left in the order in which they are read."""
    read: list[str] = []
    if not any(letter.isalpha() and not _is_reversed(letter) for piece in pieces for letter in piece.letters):
        return "".join(piece.letters for piece in (reversed(pieces) if any(map(_turns, pieces)) else pieces))
    for is_reversed, run in itertools.groupby(pieces, key=lambda piece: _is_reversed(piece.letters)):
        letters = [piece.letters for piece in run]
        read += reversed(letters) if is_reversed else letters
    return "".join(read)


def _turns(piece: _Piece) -> bool:
    return _is_reversed(piece.letters)


def _is_reversed(letters: str) -> bool:
    return re.search(f"[{RIGHT_TO_LEFT}]", letters) is not None


def _pieces(page: PageObject) -> Iterator[_Piece]:  # noqa: C901, PLR0912  # one case for each operator
    fonts_there = {
        name: _letters_of(font.get_object()) for name, font in cast("Any", page["/Resources"])["/Font"].items()
    }
    letters_of: dict[int, str] = {}
    left, at, places, moved = 0.0, 0.0, [(0.0, 0.0)], 0.0
    marked: list[tuple[str | None, bool]] = []
    for operands, operator in cast("Any", page.get_contents()).operations:
        match operator:
            case b"q":
                places.append((left, at))
            case b"Q":
                left, at = places.pop()
            case b"cm":
                left, at = left + float(operands[4]), at + float(operands[5])
            case b"Tm":
                moved = float(operands[5])
            case b"Tf":
                letters_of = fonts_there[operands[0]]
            case b"BDC":
                own = operands[1].get("/ActualText") if isinstance(operands[1], dict) else None
                marked.append((None if own is None else str(own), False))
                if own:
                    yield _Piece(-at - moved, str(own), left)
            case b"BMC":
                marked.append((None, operands[0] == "/ReversedChars"))
            case b"EMC":
                marked.pop()
            case b"Tj" | b"TJ":
                if any(own is not None for own, _ in marked):
                    continue  # said already, as a cluster
                shown = operands[0] if operator == b"TJ" else operands
                codes = b"".join(_bytes_of(part) for part in shown if not isinstance(part, (int, float)))
                drawn = [letters_of[int.from_bytes(codes[n : n + 2])] for n in range(0, len(codes), 2)]
                is_turned = any(reverse for _, reverse in marked)
                yield _Piece(-at - moved, "".join(reversed(drawn) if is_turned else drawn), left)
            case _:
                pass


def _bytes_of(part: Any) -> bytes:
    return cast("bytes", part.original_bytes if hasattr(part, "original_bytes") else part)


def _letters_of(font: Any) -> dict[int, str]:
    """What each shape of a font stands for, by its own table."""
    table = font["/ToUnicode"].get_object().get_data().decode()
    letters: dict[int, str] = {}
    for code, to in re.findall(r"<([0-9a-fA-F]{4})> *<([0-9a-fA-F]+)>(?! *<)", table):
        letters[int(code, 16)] = bytes.fromhex(to).decode("utf-16-be")
    for first, last, to in re.findall(r"<([0-9a-fA-F]{4})> *<([0-9a-fA-F]{4})> *<([0-9a-fA-F]+)>", table):
        begins = bytes.fromhex(to).decode("utf-16-be")
        for code in range(int(first, 16), int(last, 16) + 1):
            letters[code] = begins[:-1] + chr(ord(begins[-1]) + code - int(first, 16))
    return letters
