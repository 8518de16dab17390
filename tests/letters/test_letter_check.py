"""TELL-5 · Whether Notify would print a letter: our check finds what Notify's own finds, and each fault has a code."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.letter_check import faults_of, joined, pages_of
from countersign.testkit import office
from tests.letters.conftest import RecordIn
from tests.letters.test_letters_in_print import posted
from tests.support.letters import LETTERS, RETURNED, head, letter, person
from tests.support.notify.letters import fault_of
from tests.support.reading import printed, structure

ADDRESS = ("7 Marker Lane", "Testbury", "ZZ99 4AB")
MM = 72 / 25.4


def letter_to(
    *address: str, documents: Documents | None = None, fmt: Format = Format.STANDARD, size: int = 18
) -> bytes:
    made_by = documents or office.documents()
    whom = posted(person(), address=address, print_size=size)
    return made_by.letter(letter(RETURNED, head(whom)), fmt).pdf


@cache
def good() -> bytes:
    return letter_to(*ADDRESS)


def changed(pdf: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer, held = PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    change(writer)
    writer.write(held)
    return held.getvalue()


def marked(left: float, top: float, page: int = 0) -> Callable[[PdfWriter], None]:
    """A dot of half a millimetre on a page, so many millimetres from its upper left corner."""

    def change(writer: PdfWriter) -> None:
        dot, drawn = PageObject.create_blank_page(width=210 * MM, height=297 * MM), DecodedStreamObject()
        drawn.set_data(f"q 0 g {left * MM} {(296.5 - top) * MM} {MM / 2} {MM / 2} re f Q".encode())
        dot[NameObject("/Contents")] = drawn
        writer.pages[page].merge_page(dot)

    return change


def another_size(writer: PdfWriter) -> None:
    writer.pages[1].mediabox.upper_right = (612, 792)


def without_fonts(writer: PdfWriter) -> None:
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # pyright: ignore[reportIndexIssue, reportUnknownMemberType, reportUnknownVariableType]
            (inner,) = font.get_object()["/DescendantFonts"]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                descriptor.pop(NameObject(name), None)  # pyright: ignore[reportUnknownMemberType]


def codes(pdf: bytes, address: tuple[str, ...] = ADDRESS) -> list[str]:
    return [fault.code for fault in faults_of(pdf, address)]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])
def test_every_letter_of_ours_would_be_printed(documents: Documents, facts: object) -> None:
    pdf = documents.letter(letter(facts, head(posted(person(), address=ADDRESS))), Format.STANDARD).pdf  # pyright: ignore[reportArgumentType]
    assert codes(pdf) == []
    assert fault_of(pdf) == ""


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("size", [16, 28])
def test_large_print_would_be_printed_too(documents: Documents, size: int) -> None:
    pdf = letter_to(*ADDRESS, documents=documents, fmt=Format.LARGE_PRINT, size=size)
    assert (codes(pdf), fault_of(pdf)) == ([], "")


@pytest.mark.rule("TELL-5")
def test_a_letter_and_the_record_are_one_file_whose_words_are_all_there(record_in: RecordIn) -> None:
    record = record_in("a plan", Format.STANDARD).pdf
    whole = joined([good(), record])
    assert pages_of(whole) == pages_of(good()) + pages_of(record)
    assert printed(whole) == f"{printed(good())}\n{printed(record)}"
    assert (codes(whole), fault_of(whole)) == ([], "")
    assert structure(good()), "the marks for screen readers are in what is alone"
    assert "/StructTreeRoot" not in PdfReader(BytesIO(whole)).trailer["/Root"]  # pyright: ignore[reportOperatorIssue]
    assert joined([good()]) is good()


PLACES: list[tuple[float, float, int, bool]] = [
    # Two millimetres on either side of each border: Notify is generous by one.
    (17, 150, 0, True),
    (12.5, 150, 0, False),
    (192.5, 150, 0, True),
    (197, 150, 0, False),
    (100, 289.5, 0, True),
    (100, 294, 0, False),
    (100, 97, 0, True),
    (100, 92.5, 0, False),
    (17, 7, 0, True),
    (17, 2.5, 0, False),
    (17, 27.5, 0, True),
    (17, 32, 0, False),
    (127, 50, 0, True),
    (122.5, 50, 0, False),
    (22, 50, 0, False),
    (60, 69, 0, False),
    (60, 36.5, 0, False),
    (17, 50, 1, True),
    (12.5, 50, 1, False),
    (60, 2.5, 1, False),
]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(("left", "top", "page", "may"), PLACES)
def test_a_dot_where_nothing_may_stand_is_found_as_notify_finds_it(
    left: float, top: float, page: int, may: bool
) -> None:
    pdf = changed(good(), marked(left, top, page))
    assert codes(pdf) == ([] if may else ["outside-the-area"])
    assert fault_of(pdf) == ("" if may else "content-outside-printable-area")


def on_its_side(writer: PdfWriter) -> None:
    writer.pages[1].rotate(90)


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize("change", [another_size, on_its_side])
def test_every_page_is_a4_and_upright(change: Callable[[PdfWriter], None]) -> None:
    pdf = changed(good(), change)
    assert codes(pdf) == ["not-a4"]
    assert fault_of(pdf) == "letter-not-a4-portrait-oriented"


def only_its_last_page(writer: PdfWriter) -> None:
    for _ in range(len(writer.pages) - 1):
        writer.remove_page(0)


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(("pages", "found"), [(10, []), (11, ["too-many-pages"])])
def test_ten_pages_go_and_eleven_do_not(pages: int, found: list[str]) -> None:
    one = changed(good(), only_its_last_page)
    pdf = joined([good(), *[one] * (pages - pages_of(good()))])
    assert pages_of(pdf) == pages
    assert codes(pdf) == found
    assert (fault_of(pdf) == "letter-too-long") is bool(found)


@pytest.mark.rule("TELL-5")
def test_fonts_have_to_be_in_the_file() -> None:
    assert "font-not-embedded" in codes(changed(good(), without_fonts))


ADDRESSES: list[tuple[tuple[str, ...], str, str]] = [
    (("7 Marker Lane", "ZZ99 4AB"), "", ""),
    (("7 Marker Lane", "Testbury", "zz994ab", "England"), "", ""),
    (("7 Marker Lane", "a", "b", "c", "d", "ZZ99 4AB"), "", ""),
    (("7 Marker Lane", "a", "b", "c", "d", "e", "ZZ99 4AB"), "lines-of-address", "too-many-address-lines"),
    (("ZZ99 4AB",), "lines-of-address", "not-enough-address-lines"),
    (("7 Marker Lane", "Testbury"), "no-postcode", "not-a-real-uk-postcode"),
    (("7 Marker Lane", "Paris", "France"), "no-postcode", "not-a-real-uk-postcode"),
    (("(left door)", "7 Marker Lane", "ZZ99 4AB"), "sign-before-line", "invalid-char-in-address"),
    (("--", "7 Marker Lane", "ZZ99 4AB"), "line-without-letters", "invalid-address-line-1-or-2"),
    (("7 Gŵyl Street", "Testbury", "ZZ99 4AB"), "", ""),
    (("7 ঢাকা Road", "Testbury", "ZZ99 4AB"), "letters-of-address", ""),
]


@pytest.mark.rule("TELL-5", "REC-5")
@pytest.mark.parametrize(("address", "code", "theirs"), ADDRESSES, ids=[", ".join(row[0]) for row in ADDRESSES])
def test_an_address_that_notify_would_not_take_is_named_before_it_goes(
    documents: Documents, address: tuple[str, ...], code: str, theirs: str
) -> None:
    pdf = letter_to(*address, documents=documents)
    assert codes(pdf, address) == [*filter(None, [code])]
    assert fault_of(pdf) == theirs


@pytest.mark.rule("TELL-5", "TELL-8")
def test_a_letter_to_another_address_than_it_goes_to_does_not_go() -> None:
    assert codes(good(), ("1 Mill Lane", "ZZ99 1GH")) == ["address-not-in-window"]
    assert codes(good(), ()) == ["address-not-in-window"]


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("pdf", "code"), [(b"", "no-pdf"), (b"words", "no-pdf"), (b" " * 2_100_000, "too-large")], ids=["", "words", "2 MB"]
)
def test_what_is_no_letter_is_said_to_be_none(pdf: bytes, code: str) -> None:
    assert codes(pdf) == [code]
    with pytest.raises(ValueError, match="no PDF"):
        joined([good(), b"words"])


def test_no_reason_repeats_a_word_of_the_letter(documents: Documents) -> None:
    for address, _, _ in ADDRESSES:
        for fault in faults_of(letter_to(*address, documents=documents), address):
            assert not any(word in fault.why for word in ("Marker", "Testbury", "ZZ99", "Paris", "ঢাকা")), fault
