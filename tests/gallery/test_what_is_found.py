"""What the gallery finds: each of its proofs passes what is right, and fails what is not."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from countersign.gallery import structure
from countersign.gallery.browser import Browser, BrowserError, Looked, browser, chromium_here
from countersign.gallery.extraction import differences, without_feet
from countersign.gallery.looks import Axe, looks
from countersign.gallery.pieces import LARGE_PAGE, PAGE, PRINT, TEXT, Piece, pieces
from countersign.gallery.reading_age import reading_age, syllables
from countersign.gallery.sample_plans import a_sender
from countersign.letters.documents import Documents


@pytest.fixture(scope="module")
def piece(documents: Documents) -> Piece:
    """A letter with a table, lists and a heading of each level."""
    return next(pieces(documents, a_sender(), "agreed"))


@pytest.fixture(scope="module")
def returned(documents: Documents) -> Piece:
    return next(pieces(documents, a_sender(), "returned"))


# The words


def test_what_is_right_has_no_fault(piece: Piece, returned: Piece) -> None:
    for right in (piece, returned):
        found = looks(right, ())
        assert (found.words, found.structure, found.faults) == ((), (), 0)
        assert found.pages > 0


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Dear Ann, We look again by May. You may complain.", []),
        ("Above. Dear Ann, We look  again\nby May. You may complain.", []),
        ("Dear Ann, We look again by May.", ["missing: “You may complain.”"]),
        ("Dear Ann, We look again by May. You may complain. You may complain.", ["2 times, and not 1: “You may"]),
        ("You may complain. Dear Ann, We look again by May. You may complain.", []),
        ("", ["missing: “Dear Ann,", "missing: “We look", "missing: “You may"]),
    ],
)
def test_what_is_missing_or_stands_twice_is_named(said: str, found: list[str]) -> None:
    told = differences(["Dear Ann,", "We look again by May.", "You may complain."], said)
    assert len(told) == len(found)
    assert all(fault.startswith(begins) for fault, begins in zip(told, found, strict=True))


def test_the_foot_of_a_page_is_no_part_of_a_sentence_that_goes_on() -> None:
    for foot in (
        "Our reference 3R-HFTX-9G Page 1 of 3",
        "Winifred Ashdown · Plan 3R-HFTX-9G · version 2 Page 1 of 5",
        "Winifred Ashdown · Plan 3R-HFTX-9G · version \n2, part copy\nPage 1 of 4",
    ):
        assert without_feet(f"and then\n{foot}").split() == ["and", "then"]


@pytest.mark.parametrize("form", [PAGE, LARGE_PAGE, TEXT])
def test_a_form_that_lacks_a_sentence_is_found(returned: Piece, form: str) -> None:
    changed = returned.forms[form].replace(b"It is not clear why", b"")
    found = looks(returned._replace(forms={**returned.forms, form: changed}), ())
    assert len(found.words) == 1
    assert found.words[0].startswith(f"{form}: missing: “It is not clear why six hours")


# How hard it is


@pytest.mark.parametrize(
    ("word", "number"),
    [("cat", 1), ("plan", 1), ("agreed", 2), ("needs", 1), ("asked", 1), ("wanted", 2), ("table", 2), ("reference", 3)],
)
def test_syllables_are_counted(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat. It was a good day. We had some tea.", 5, 6),
        ("We could not agree your plan this time. Below we say why, and what could put it right.", 6, 9),
        (
            "Notwithstanding the aforementioned considerations, authorities necessitate supplementary documentation.",
            20,
            60,
        ),
        ("01632 960100", 0, 0),
        ("", 0, 0),
    ],
)
def test_the_reading_age_is_that_of_a_school(text: str, least: float, most: float) -> None:
    assert least <= reading_age(text) <= most


# The structure of print


def broken(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """A PDF with its root changed."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(cast("Any", writer.root_object))
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def every(root: Any, kind: str) -> list[Any]:
    """Every element of a kind."""
    found: list[Any] = []

    def walk(place: Any) -> None:
        node = place.get_object()
        if isinstance(node, list):
            for kid in cast("list[Any]", node):
                walk(kid)
        elif isinstance(node, dict):
            if str(cast("Any", node).get("/S", "")) == f"/{kind}":
                found.append(node)
            if "/K" in node:
                walk(cast("Any", node)["/K"])

    walk(root["/StructTreeRoot"])
    return found


def no_language(root: Any) -> None:
    del root["/Lang"]


def no_title_shown(root: Any) -> None:
    root[NameObject("/ViewerPreferences")] = DictionaryObject()


def no_tags(root: Any) -> None:
    del root["/StructTreeRoot"]


def not_marked(root: Any) -> None:
    del root["/MarkInfo"]


def no_pdf_ua(root: Any) -> None:
    del root["/Metadata"]


def a_heading_too_deep(root: Any) -> None:
    every(root, "H1")[0][NameObject("/S")] = NameObject("/H4")


def a_picture_without_words(root: Any) -> None:
    every(root, "P")[0][NameObject("/S")] = NameObject("/Figure")


def no_headers(root: Any) -> None:
    for header in every(root, "TH"):
        header[NameObject("/S")] = NameObject("/TD")


def no_scope(root: Any) -> None:
    for header in every(root, "TH"):
        header.pop("/A", None)


def an_item_without_its_body(root: Any) -> None:
    every(root, "LBody")[0][NameObject("/S")] = NameObject("/Span")


def a_list_of_paragraphs(root: Any) -> None:
    every(root, "LI")[0][NameObject("/S")] = NameObject("/P")


@pytest.mark.rule("TELL-4", "REC-1")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (no_language, "the document does not say that it is in English"),
        (not_marked, "the document does not say that it is tagged"),
        (no_title_shown, "a reader is to show the title"),
        (no_pdf_ua, "it does not say that it keeps PDF/UA-1"),
        (no_tags, "it has no tree of tags"),
        (a_heading_too_deep, "a heading of level 4 follows one of level 0"),
        (a_picture_without_words, "a picture has no words in its place"),
        (no_headers, "a table has no headers"),
        (no_scope, "a header of a table does not say of what"),
        (an_item_without_its_body, "an item of a list has no body"),
        (a_list_of_paragraphs, "a list holds something that is no item"),
    ],
)
def test_what_is_wrong_with_the_structure_is_named(piece: Piece, change: Callable[[Any], None], says: str) -> None:
    faults = structure.faults_of(broken(piece.forms[PRINT], change), piece.title)
    assert any(fault.startswith(says) for fault in faults), faults


def test_another_title_and_untagged_words_and_a_link_without_words_are_found(piece: Piece) -> None:
    assert "its title is" in structure.faults_of(piece.forms[PRINT], "Another")[0]
    writer = PdfWriter(clone_from=io.BytesIO(piece.forms[PRINT]))
    page = cast("Any", writer.pages[0])
    content = page.get_contents()
    content.operations = [([], b"BT"), ([TextStringObject("x")], b"Tj"), ([], b"ET"), *content.operations]
    page[NameObject("/Contents")] = writer._add_object(content)  # pyright: ignore[reportPrivateUsage]
    for note in page["/Annots"]:
        note.get_object()[NameObject("/Contents")] = TextStringObject("")
    kept = io.BytesIO()
    writer.write(kept)
    faults = structure.faults_of(kept.getvalue(), piece.title)
    assert faults == [
        "page 1: a link has no words of its own",
        "page 1: words stand there that are neither tagged nor marked as decoration",
    ]


# axe


class FakeBrowser:
    """Looks at pages as it was told to, and counts."""

    def __init__(self, found: Looked) -> None:
        self.found, self.looked = found, 0

    def look(self, page: Path, axe: str, width: int) -> Looked:
        assert page.is_file()
        assert axe == "source"
        self.looked += 1
        return Looked(tuple(f"{fault} {width}" for fault in self.found.faults), self.found.rules)


def laid_out(piece: Piece, folder: Path) -> None:
    (folder / piece.path).parent.mkdir(parents=True)
    for end in ("html", "large.html"):
        (folder / f"{piece.path}.{end}").write_bytes(b"")


def test_axe_looks_at_both_sizes_at_both_widths_and_at_the_same_page_once(returned: Piece, tmp_path: Path) -> None:
    laid_out(returned, tmp_path)
    fake = FakeBrowser(Looked(("a fault",), 5))
    axe = Axe(cast("Browser", fake), "source", tmp_path / "found.json")
    found = axe.of(returned, tmp_path)
    assert found == tuple(
        f"{form} at {width} pixels: a fault {width}" for form in (PAGE, LARGE_PAGE) for width in (1280, 320)
    )
    assert axe.of(returned, tmp_path) == found
    axe.keep()
    again = Axe(cast("Browser", fake), "source", tmp_path / "found.json")
    assert again.of(returned, tmp_path) == found
    assert fake.looked == 4


def test_an_axe_that_looks_at_nothing_is_a_fault(returned: Piece, tmp_path: Path) -> None:
    laid_out(returned, tmp_path)
    axe = Axe(cast("Browser", FakeBrowser(Looked((), 0))), "source", tmp_path / "found.json")
    assert all(fault.endswith("axe looked at nothing") for fault in axe.of(returned, tmp_path))
    assert len(axe.of(returned, tmp_path)) == 4


SAYS_ITS_WIDTH = (
    "window.axe = {run: async () => ({passes: [1], violations: [{id: 'width', help: String(innerWidth), nodes: [1]}]})}"
)


@pytest.mark.skipif(chromium_here() is None, reason="Chromium is not here to look at a page")
def test_chromium_shows_a_page_as_wide_as_is_asked_and_says_what_is_wider(returned: Piece, tmp_path: Path) -> None:
    page, wide = tmp_path / "page.html", tmp_path / "wide.html"
    page.write_bytes(returned.forms[PAGE])
    wide.write_text("<p style='width: 500px'>Wide", encoding="utf-8")
    (tmp_path / "home").mkdir()
    with browser(chromium_here() or "", tmp_path / "home") as opened:
        assert opened.look(page, SAYS_ITS_WIDTH, 1280) == Looked(("width: 1280 (1)",), 1)
        assert opened.look(page, SAYS_ITS_WIDTH, 320) == Looked(("width: 320 (1)",), 1)
        assert any("wider than the screen" in fault for fault in opened.look(wide, SAYS_ITS_WIDTH, 320).faults)
        with pytest.raises(BrowserError):
            opened.look(page, "throw new Error('x')", 320)


def test_a_chromium_that_does_not_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match="cannot be run"), browser(str(tmp_path / "none"), tmp_path):
        pass
    with pytest.raises(BrowserError, match="has ended"), browser(shutil.which("true") or "/bin/true", tmp_path):
        pass
