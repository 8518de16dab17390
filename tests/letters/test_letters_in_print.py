"""TELL-7 · The letter as PDF: the address in the window, the same words as every other form, tagged, the same bytes."""

import itertools
import re
import unicodedata
from collections import Counter
from typing import Any

import pytest

from countersign.careplan.people import Format
from countersign.careplan.reading_out import reference_of
from countersign.letters.documents import Documents
from countersign.testkit.examples import a_sender
from countersign.wording.facts import Facts
from countersign.wording.isolates import without_isolates
from countersign.wording.letter_head import Recipient
from tests.support.letters import AMENDMENT_ANSWERED, LETTERS, RETURNED, but, head, letter, person, somebody_else
from tests.support.reading import everything_in, fonts, layer, printed, reader, sizes, solid, structure, without_marks
from tests.support.records import PLAN_ID

each_letter = pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])
sizes_of_large_print = pytest.mark.parametrize("size", [16, 18, 28])

REFERENCE = reference_of(PLAN_ID)
MM = 72 / 25.4
TOP = 841.89
WINDOW = (24.6 * MM, 120 * MM, TOP - 66.3 * MM, TOP - 39.5 * MM)
"""Left, right, bottom, top in points from the lower left corner. Source: Notify's specification of letters."""

LONG = ("Flat 7, The Old Granary", "7 Marker Lane", "Little Testbury", "Testbury", "Testshire", "TE5 7XX")


def posted(whom: Recipient, **changes: Any) -> Recipient:
    return whom.model_copy(update={"by_post": True, **changes})


def pdf_of(documents: Documents, facts: Facts, whom: Recipient, fmt: Format = Format.STANDARD) -> bytes:
    return documents.letter(letter(facts, head(whom)), fmt).pdf


def placed(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Each piece of text of the first page with its left end, its base line and its size."""
    found: list[tuple[str, float, float, float]] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: object, size: float) -> None:
        if text.strip():
            across = outer[0] * inner[4] + outer[2] * inner[5] + outer[4]
            up = outer[1] * inner[4] + outer[3] * inner[5] + outer[5]
            found.append((text, across, up, abs(outer[3] * inner[3]) * size))

    reader(pdf).pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    "address", [("7 Marker Lane", "TE5 7XX"), LONG, (*LONG, "England")], ids=["short", "long", "8"]
)
@pytest.mark.parametrize(("fmt", "size"), [(Format.STANDARD, 18), (Format.LARGE_PRINT, 16), (Format.LARGE_PRINT, 28)])
def test_the_address_lies_in_the_window_and_nothing_else_does(
    documents: Documents, address: tuple[str, ...], fmt: Format, size: int
) -> None:
    whom = posted(person(), address=address, print_size=size)
    left, right, bottom, top = WINDOW
    inside = [
        (text, across, up, points)
        for text, across, up, points in placed(pdf_of(documents, RETURNED, whom, fmt))
        if bottom - 2 < up < top and across < right
    ]
    assert solid("".join(text for text, *_ in inside)) == solid("".join((whom.name, *address)))
    for text, across, up, points in inside:
        assert across >= left
        assert across + 0.62 * points * len(text.strip()) <= right
        assert up - 0.25 * points >= bottom
        assert up + 0.8 * points <= top
        assert points >= 9


@pytest.mark.rule("TELL-7")
@sizes_of_large_print
def test_the_letter_begins_below_the_window(documents: Documents, size: int) -> None:
    for fmt in (Format.STANDARD, Format.LARGE_PRINT):
        pdf = pdf_of(documents, RETURNED, posted(person(), print_size=size), fmt)
        begins = next(up for text, _, up, _ in placed(pdf) if text.strip().startswith("23 November"))
        assert begins + 4 <= TOP - 95 * MM


HEADS_OF_TABLES = "What it is Each week What it is Once"
"""Plain text has no columns, and so no headings of columns."""


@pytest.mark.rule("TELL-4", "TELL-7")
@each_letter
def test_the_print_says_all_that_the_text_says_and_nothing_twice(documents: Documents, facts: Facts) -> None:
    for whom, fmt in itertools.product((person(), somebody_else()), (Format.STANDARD, Format.LARGE_PRINT)):
        made = documents.letter(letter(facts, head(posted(whom, print_size=20))), fmt)
        pages = [solid(page.extract_text()) for page in reader(made.pdf).pages]
        in_print = "".join(pages)
        for number in range(1, 1 + len(pages)):
            foot = solid(f"Our reference {REFERENCE} Page {number} of {len(pages)}")
            assert in_print.count(foot) == 1, type(facts).__name__
            in_print = in_print.replace(foot, "")
        text = solid(without_marks(made.text.decode()))
        more, less = Counter(in_print) - Counter(text), Counter(text) - Counter(in_print)
        # What is one line of text, such as an address, is several lines of print, and the other way round.
        assert set(less) <= set("(),:"), (type(facts).__name__, fmt, less)
        heads = Counter(solid(HEADS_OF_TABLES)) if "budget" in type(facts).model_fields else Counter[str]()
        assert set(more - heads) <= {"•"}, (type(facts).__name__, fmt, more)


@pytest.mark.rule("TELL-4")
@each_letter
def test_a_letter_in_print_is_tagged_and_has_its_own_fonts(documents: Documents, facts: Facts) -> None:
    pdf = pdf_of(documents, facts, posted(person()))
    tags = structure(pdf)
    assert tags[:4] == ["/Document", "/P", "/P", "/Link"], "the letterhead first"
    assert tags.count("/Title") == 1
    assert tags.index("/Title") < tags.index("/H1")
    assert {"/P", "/Link"} <= set(tags)
    assert "/Span" not in tags, "nothing stands outside a paragraph"
    assert "<pdfuaid:part>1</pdfuaid:part>" in everything_in(pdf)
    assert fonts(pdf) == {"AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"}


@pytest.mark.rule("TELL-4")
@sizes_of_large_print
def test_large_print_is_as_large_as_the_reader_asked(documents: Documents, size: int) -> None:
    pdf = pdf_of(documents, RETURNED, posted(person(), print_size=size), Format.LARGE_PRINT)
    large = {points for _, _, up, points in placed(pdf) if 28 * MM < up < TOP - 106 * MM}
    assert min(large) >= size - 0.1
    assert min(sizes(pdf)) >= 9


@pytest.mark.rule("TELL-4", "TELL-7")
@each_letter
@pytest.mark.parametrize(("fmt", "size"), [(Format.STANDARD, 12), (Format.LARGE_PRINT, 16), (Format.LARGE_PRINT, 18)])
def test_no_page_tears_apart_whom_to_ask_or_has_a_line_or_two(
    documents: Documents, facts: Facts, fmt: Format, size: int
) -> None:
    pages = [
        page.extract_text() for page in reader(pdf_of(documents, facts, posted(person(), print_size=size), fmt)).pages
    ]
    (asked,) = (page for page in pages if "If you have a question" in page)
    for words in ("Evenings, nights and weekends", "If somebody is in danger", "Relay UK: 18001 01632 960100"):
        assert words in asked
    signed = next(page for page in pages if "Yours sincerely" in page)
    assert not signed.strip().startswith("Yours sincerely")
    *lines, _foot = pages[-1].strip().splitlines()
    assert len(lines) > 4
    complaints = [page for page in pages if "If you are not happy" in page]
    assert all("Ombudsman" in page for page in complaints)


@pytest.mark.rule("TELL-4")
def test_the_head_of_a_letter_is_large_enough_and_breaks_where_it_may(documents: Documents) -> None:
    pdf = pdf_of(documents, RETURNED, posted(person()))
    beside = [points for _, across, up, points in placed(pdf) if across > 120 * MM and up > TOP - 90 * MM]
    assert min(beside) >= 11
    large = reader(pdf_of(documents, RETURNED, posted(person(), print_size=18), Format.LARGE_PRINT)).pages[0]
    lines = [line.strip() for line in large.extract_text().splitlines()]
    for line in ("9am to 5pm", "social.care@", "northbridge.example", "www.northbridge.example/"):
        assert line in lines


def test_the_same_letter_is_the_same_bytes(documents: Documents) -> None:
    first, second = (pdf_of(documents, RETURNED, posted(person())) for _ in range(2))
    assert first == second


@pytest.mark.rule("TELL-7")
def test_the_plans_id_stands_only_where_software_looks(documents: Documents) -> None:
    made = documents.letter(letter(RETURNED, head(posted(person()))), Format.STANDARD)
    assert PLAN_ID not in made.text.decode()
    assert made.html.decode().count(PLAN_ID) == 1
    assert f'<meta name="plan" content="{PLAN_ID}">' in made.html.decode()
    assert PLAN_ID not in printed(made.pdf)
    assert PLAN_ID in str(reader(made.pdf).metadata)


def test_a_letter_by_email_is_not_set_in_print(documents: Documents) -> None:
    assert pdf_of(documents, RETURNED, person()) == b""


def test_an_address_too_long_for_the_window_leaves_the_letter_to_a_person(documents: Documents) -> None:
    made = documents.letter(
        letter(RETURNED, head(posted(person(), address=tuple("Wide Street " * 16 for _ in range(8))))), Format.STANDARD
    )
    assert made.pdf == b""
    assert made.html


URDU = "میری والدہ کو مدد چاہیے۔ فون 01632 960123 پر کریں۔"


@pytest.mark.rule("REC-5", "TELL-7")
def test_a_letter_in_print_has_a_face_for_each_word_as_the_record_has(documents: Documents) -> None:
    answered = but(AMENDMENT_ANSWERED, what=f"{URDU}\n- রহিমা খাতুন\n- Gŵyl", reasons="1. Оксана\n2. Gbẹ́nga")
    whom = posted(person(), name="محمد علی خان", greeting="محمد علی خان", address=("7 Gŵyl Street", "ঢাকা Road"))
    made = documents.letter(letter(answered, head(whom, practitioner_name="রহিমা খাতুন")), Format.STANDARD)
    in_print = solid(without_isolates(layer(made.pdf)))
    for words in ("7 Gŵyl Street", "ঢাকা Road", "রহিমা খাতুন", "1. Оксана", "2. Gbẹ́nga", "01632 960123"):
        assert solid(unicodedata.normalize("NFC", words)) in in_print, words
    for word in URDU.split():
        assert word in in_print
    assert {"NotoSansArabic-Regular", "NotoSansBengali-Regular", "NotoSans-Regular"} <= fonts(made.pdf)
    assert not re.search("[\U00100000-\U0010ffff\u200b]", everything_in(made.pdf)), "no mark of ours is left"


@pytest.mark.rule("REC-5")
def test_a_paragraph_of_ones_own_begins_at_the_right_and_its_numbers_are_read_from_the_left(
    documents: Documents,
) -> None:
    answered = but(AMENDMENT_ANSWERED, what=URDU)
    made = documents.letter(letter(answered, head(posted(person()))), Format.STANDARD)
    number = next(piece for piece in placed(made.pdf) if "960123" in piece[0])
    assert number[0].strip() == "01632 960123", "in one piece, as it is dialled"
    first = min(across for text, across, *_ in placed(made.pdf) if text.strip().startswith("This is what they"))
    assert number[1] > first + 100
    link = '<a href="tel:+441632960123" class="whole" dir="ltr">01632 960123</a>'
    assert re.search(f'<p dir="auto">[^<]*{re.escape(link)}[^<]*</p>', made.html.decode())


@pytest.mark.rule("REC-5", "TELL-7")
@pytest.mark.parametrize("at", ["name", "practitioner_name", "council"])
def test_a_letter_that_cannot_be_drawn_is_not_printed_and_says_what_is_missing(documents: Documents, at: str) -> None:
    whom = posted(person(), **({"name": "王"} if at == "name" else {}))
    sender = a_sender().model_copy(update={"council": "王"})
    other: dict[str, Any] = {"practitioner_name": "王"} if at == "practitioner_name" else {}
    other |= {"sender": sender} if at == "council" else {}
    made = documents.letter(letter(RETURNED, head(whom, **other)), Format.STANDARD)
    assert made.pdf == b""
    assert documents.undrawn(made.html) == documents.undrawn(made.text) == "CJK UNIFIED IDEOGRAPH-738B"
