"""TELL-4, REC-1 · Walks the structure of a PDF, as a reader of screens does, and says what is wrong with it.

What is asked is of PDF/UA-1 (ISO 14289-1:2014) and the Matterhorn Protocol 1.1: a title that is shown, a language, all
text tagged or marked as decoration, headings in order, tables with headers, pictures and links with words, and fonts
that say which letters they draw. Typst checks much of it as it writes; this looks at what was written.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from pypdf import PdfReader

from countersign.gallery.pdf import reader

_SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})


class Element(NamedTuple):
    """One element of the tree of tags."""

    tag: str
    """Such as H1, P or TD."""

    within: tuple[str, ...]
    """The tags of those that it stands in, the outermost first."""

    language: str
    """Empty where it is that of the document."""

    words: str
    """What is said in place of what is drawn; empty where there is none."""

    scope: str
    """Of a header of a table: whether it is that of a column or a row."""

    number: int
    """Which element it is, from 0 on, in the order in which it is read."""

    parent: int
    """The number of the one that it stands in; -1 for the first."""


def elements(pdf: bytes) -> list[Element]:
    """Every element, in the order in which it is read. Empty where the PDF has no tags."""
    root = cast("Any", reader(pdf).trailer["/Root"])
    found: list[Element] = []

    def walk(place: Any, within: tuple[str, ...], parent: int) -> None:
        node: Any = place.get_object()
        if isinstance(node, list):
            for kid in cast("list[Any]", node):
                walk(kid, within, parent)
        elif isinstance(node, dict):
            held = cast("Any", node)
            if "/S" in held:
                tag = str(held["/S"]).lstrip("/")
                language, words = str(held.get("/Lang", "")), str(held.get("/Alt", ""))
                found.append(Element(tag, within, language, words, _scope(held), len(found), parent))
                within, parent = (*within, tag), len(found) - 1
            if "/K" in held:
                walk(held["/K"], within, parent)

    if "/StructTreeRoot" in root:
        walk(root["/StructTreeRoot"], (), -1)
    return found


def _scope(element: Any) -> str:
    attributes = element.get("/A", [])
    held: Any = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    for given in cast("list[Any]", held if isinstance(held, list) else [held]):
        attribute: Any = given.get_object()
        if isinstance(attribute, dict) and "/Scope" in attribute:
            return str(cast("Any", attribute)["/Scope"]).lstrip("/")
    return ""


def faults_of(pdf: bytes, title: str) -> list[str]:
    """What is wrong with the structure of a PDF, each in words; empty where nothing is. `title`: what it is called."""
    whole = reader(pdf)
    tree = elements(pdf)
    return [*_of_the_file(whole, title), *_of_the_tree(tree), *_of_the_pages(whole)]


def _of_the_file(whole: PdfReader, title: str) -> Iterator[str]:
    root = cast("Any", whole.trailer["/Root"])
    if not re.match(r"en\b", str(root.get("/Lang", ""))):
        yield "the document does not say that it is in English"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "the document does not say that it is tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "a reader is to show the title, and would show the name of the file"
    held = whole.metadata.title if whole.metadata else ""
    if held != title:
        yield f"its title is “{held}”, and not “{title}”"
    about = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    if not re.search(r"pdfuaid:part(?:>|=\")1\b", about):
        yield "it does not say that it keeps PDF/UA-1"


def _of_the_tree(tree: list[Element]) -> Iterator[str]:
    if not tree or tree[0].tag != "Document":
        yield "it has no tree of tags that begins with a document"
    levels = [int(element.tag[1:]) for element in tree if re.fullmatch(r"H[1-6]", element.tag)]
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    for element in tree:
        inside = [other for other in tree if other.parent == element.number]
        if element.tag == "Table":
            yield from _of_a_table([other for other in tree if "Table" in other.within])
        elif element.tag in ("Figure", "Formula") and not element.words:
            yield "a picture has no words in its place"
        elif element.tag == "L" and not all(other.tag in ("LI", "Caption", "L") for other in inside):
            yield "a list holds something that is no item"
        elif element.tag == "LI" and not any(other.tag == "LBody" for other in inside):
            yield "an item of a list has no body"


def _of_a_table(inside: list[Element]) -> Iterator[str]:
    headers = [cell for cell in inside if cell.tag == "TH"]
    if not headers:
        yield "a table has no headers"
    elif not all(cell.scope for cell in headers):
        yield "a header of a table does not say of what it is the header"
    for cell in inside:
        if cell.tag in ("TH", "TD") and cell.within[-1] != "TR":
            yield "a cell of a table stands in no row"


def _of_the_pages(whole: PdfReader) -> Iterator[str]:
    for number, page in enumerate(whole.pages, start=1):
        told: set[str] = set()
        marked: list[bool] = []
        for operands, operator in cast("Any", page.get_contents()).operations:
            if operator in (b"BDC", b"BMC"):
                tagged = operator == b"BDC" and isinstance(operands[1], dict) and "/MCID" in operands[1]
                marked.append(tagged or operands[0] == "/Artifact")
            elif operator == b"EMC":
                marked.pop()
            elif operator in _SHOWS_TEXT and not any(marked):
                told.add("words stand there that are neither tagged nor marked as decoration")
        for font in cast("Any", page["/Resources"]).get("/Font", {}).values():
            own = font.get_object()
            if "/ToUnicode" not in own:
                told.add("a font does not say which letters it draws")
        for note in page.get("/Annots", []):
            link = note.get_object()
            if link.get("/Subtype") == "/Link" and not str(link.get("/Contents", "")).strip():
                told.add("a link has no words of its own")
        yield from (f"page {number}: {fault}" for fault in sorted(told))
