"""How the tests read what was made: the words that a reader sees in HTML and in a PDF."""

import io
import itertools
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple, cast

from pypdf import PageObject, PdfReader

from countersign.wording.isolates import RIGHT_TO_LEFT

WITHIN_A_LINE = frozenset({"a", "span", "strong"})
"""Elements that do not end a word."""


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text: list[str] = []
        self.tags: list[str] = []
        self._hidden = False

    @property
    def words(self) -> list[str]:
        return "".join(self._text).split()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class has it
        self.tags.append(tag)
        self._text.append("" if tag in WITHIN_A_LINE else " ")
        self._hidden = tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "title"}:
            self._hidden = False
        self._text.append("" if tag in WITHIN_A_LINE else " ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)


def seen(html: bytes) -> list[str]:
    """Every word that a reader of the page sees, in order."""
    parser = _Seen()
    parser.feed(html.decode())
    return parser.words


def section(html: bytes, heading: str) -> str:
    """What the reader of a letter sees under a heading, up to the next one; empty without that heading."""
    parts = [part.split("</h2>", 1) for part in html.decode().split("<h2>")[1:]]
    return next((" ".join(seen(rest.encode())) for title, rest in parts if title == heading), "")


def words_in_each_sentence(letter: str) -> list[int]:
    """How many words each sentence has of a letter in plain text, between its greeting and its close."""
    body = re.split(r"^Dear .*,$", letter, flags=re.MULTILINE)[1].split("Yours sincerely")[0]
    sentences = [sentence.split() for sentence in re.split(r"[.?!:]\s|\n+", body)]
    return [len(words) for words in sentences if len(words) > 2]


def said_on_the_page(html: bytes) -> str:
    """What a reader of a letter sees, without its white space."""
    return solid(" ".join(seen(html)))


def said_in_the_text(letter: bytes, html: bytes) -> str:
    """What a letter in plain text says, without white space and without what only puts its page `html` in order."""
    text = re.sub(r"^- ", "", letter.decode(), flags=re.MULTILINE)
    for label in labels(html):  # a label and its value are two elements there, and one line with a colon here
        text = re.sub(rf"^({re.escape(label)}): ", r"\1 ", text, flags=re.MULTILINE)
    if "table" in tags(html):  # the headings of columns are not repeated in plain text
        for caption, heading in (("each week", "Each week"), ("paid once", "Once")):
            table = f"The personal budget {caption}"
            text = text.replace(f"{table}\n", f"{table} What it is {heading}")
        text = re.sub(r"^(The cost .*|What .*): £", r"\1 £", text, flags=re.MULTILINE)
    return solid(text)


def labels(html: bytes) -> list[str]:
    """Every label of a list of labels and values."""
    return [" ".join(seen(label.encode())) for label in re.findall(r"<dt>(.*?)</dt>", html.decode(), re.DOTALL)]


def holes(letter: bytes, html: bytes) -> list[str]:
    """Places at which something that was not known has left a hole, in the text of a letter or on its page."""
    text, page = letter.decode(), html.decode()
    return [
        *re.findall(r".*(?:None| [.,;:]|\.\.|,,|\(\)).*", text),
        *re.findall(r"<(?:p|li|dd|dt|h1|h2|h3)(?: [^>]*)?></.*", page),
        # What leads to something is followed by a list or by words, not by a heading and not by nothing.
        *re.findall(r'<p class="lead">[^<]*</p>\s*(?!\s|<ul>|<p>).*', page),
    ]


def tags(html: bytes) -> list[str]:
    """Every element of the page, in order."""
    parser = _Seen()
    parser.feed(html.decode())
    return parser.tags


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def printed(pdf: bytes) -> str:
    """The text of every page."""
    return "\n".join(page.extract_text() for page in reader(pdf).pages)


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.extract_text() for page in reader(pdf).pages]


def solid(text: str) -> str:
    """Text without its white space, so that where a line ends does not matter."""
    return re.sub(r"[\s\u200b]+", "", text)


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
