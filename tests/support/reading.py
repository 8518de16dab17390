"""How the tests read what was made: the words that a reader sees in HTML and in a PDF."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, cast

from pypdf import PdfReader

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
