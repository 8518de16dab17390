"""REC-5 · Whatever somebody wrote stands on the page, in print of every size: no line runs over its edge."""

from typing import Any

import pypdfium2
import pytest

from countersign.careplan.people import LARGE_PRINT, Format
from countersign.letters.documents import Documents
from tests.support.letters import RETURNED, head, letter, person
from tests.support.reading import reader
from tests.support.records import PLAN, plan, record_of

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
COPIED = "If nobody comes your friend Ruth rings you within 30 minutes and sends somebody else.".replace(" ", "\u00a0")
"""As it is copied from a page on the web or a word processor: no line may break at such a space."""
URDU = "ہمیں کال کریں 01632 960142 قیمت £45.50 ہے 12 November 2026"
EDGE = 36
"""In points: nearer to the edge nothing stands, and no printer prints all the way to it."""


def outside(pdf: bytes) -> list[tuple[int, str]]:
    """The characters that stand too near to an edge of their page, or beyond it."""
    found: list[tuple[int, str]] = []
    document: Any = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        width, text = page.get_width(), page.get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, _ = text.get_charbox(at)
            letters = text.get_text_range(at, 1)
            if letters.strip() and (left < EDGE or right > width - EDGE or bottom < 0):
                found.append((number, letters))
    return found


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("size", [12, LARGE_PRINT, 28])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"services": [line | {"service": LONG} for line in PLAN["services"]]}, id="in a table"),
        pytest.param({"contingency_plan": "w" * 500, "how_to_talk": LONG}, id="in a paragraph"),
        pytest.param({"contingency_plan": COPIED, "how_to_talk": COPIED}, id="spaces that do not break"),
    ],
)
def test_no_words_of_a_plan_run_off_a_page_of_the_record(
    documents: Documents, size: int, changes: dict[str, Any]
) -> None:
    fmt = Format.STANDARD if size == 12 else Format.LARGE_PRINT
    assert outside(documents.record(record_of(plan(**changes)), fmt, size).pdf) == []


@pytest.mark.rule("REC-5", "TELL-8")
def test_an_address_that_no_window_holds_is_not_printed_over_the_rest(documents: Documents) -> None:
    posted = person().model_copy(update={"by_post": True})
    of_one_word = posted.model_copy(update={"address": ("W" * 200,) * 8})
    assert documents.letter(letter(RETURNED, head(of_one_word)), Format.STANDARD).pdf == b""
    named = posted.model_copy(update={"name": LONG})
    assert outside(documents.letter(letter(RETURNED, head(named)), Format.STANDARD).pdf) == []


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("field", ["contingency_plan", "preferences", "how_to_talk"])
def test_numbers_in_words_from_the_right_are_read_from_the_left(documents: Documents, field: str) -> None:
    made = documents.record(record_of(plan(**{field: URDU})), Format.STANDARD).pdf
    drawn = {piece.strip() for page in reader(made).pages for piece in pieces(page)}
    assert {"01632 960142", "£45.50", "12 November 2026"} <= drawn, "each in one piece, and its digits from the left"


def pieces(page: Any) -> list[str]:
    """Each piece of text of a page that is drawn in one go."""
    found: list[str] = []

    def visit(text: str, *_: object) -> None:
        found.append(text)

    page.extract_text(visitor_text=visit)
    return found
