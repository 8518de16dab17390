"""The words that a reader sees on a page of HTML and in a plain text, by which both can be held beside their model."""

import re
from html.parser import HTMLParser

WITHIN_A_LINE = frozenset({"a", "span", "strong", "wbr"})
"""Elements that do not end a word."""


_HOLE = re.compile(r"None| [.,;:]|\.\.|,,|\(\)")


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


_MARK = re.compile(r"^ *(?:- |[=-]{3,}\n)", re.MULTILINE)


def without_marks(text: str) -> str:
    """A plain text without what only puts it in order: the lines under its headings, and the marks of its lists."""
    return _MARK.sub("", text)


def said_on_the_page(html: bytes) -> str:
    """What a reader of a letter sees, without its white space."""
    return solid(" ".join(seen(html)))


def said_in_the_text(letter: bytes, html: bytes) -> str:
    """What a letter in plain text says, without white space and without what only puts its page `html` in order."""
    text = without_marks(letter.decode())
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
        *(line for line in text.splitlines() if _HOLE.search(line)),
        *re.findall(r"<(?:p|li|dd|dt|h1|h2|h3)(?: [^>]*)?></.*", page),
        # What leads to something is followed by a list or by words, not by a heading and not by nothing.
        *re.findall(r'<p class="lead">[^<]*</p>\s*(?!\s|<ul>|<p>|<blockquote>).*', page),
    ]


def tags(html: bytes) -> list[str]:
    """Every element of the page, in order."""
    parser = _Seen()
    parser.feed(html.decode())
    return parser.tags


def solid(text: str) -> str:
    """Text without its white space, so that where a line ends does not matter."""
    return re.sub(r"[\s\u200b]+", "", text)


_SOMEBODY = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b|\bI[’']|(?<![\w.(])i(?=[ ’'])")


def i_or_me(text: str) -> list[str]:
    """What speaks as somebody, outside quotation marks: *I*, *me*, *my*, each with the word before and after it."""
    words = re.sub(r"“[^”]*”", "“”", text)
    return [" ".join([said[0], *words[said.end() :].split()[:3]]) for said in _SOMEBODY.finditer(words)]
