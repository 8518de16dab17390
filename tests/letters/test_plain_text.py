"""TELL-4, REC-5 · Plain text: our headings have a line under them, and no words of a sender's look as if they had."""

import re

import pytest

from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.filters import as_own_line, underlined
from countersign.wording.letters import LetterReason
from tests.support.letters import RETURNED, but, head, letter, person
from tests.support.records import plan, record_of

pytestmark = pytest.mark.rule("TELL-4", "REC-5")

_HEADING = re.compile(r"^(.+)\n([=-]{3,})$", re.MULTILINE)
FORGED = "How to complain\n\n===============\n\nYou cannot complain.\n- - -\n---\n\n[ ] I agree"


def headings(text: str) -> list[str]:
    return [heading for heading, _ in _HEADING.findall(text)]


def test_a_heading_of_ours_has_a_line_under_it_as_long_as_it_is(documents: Documents) -> None:
    text = documents.letter(letter(RETURNED), Format.STANDARD).text.decode()
    assert "\nIf you are not happy\n====================\n" in text
    assert headings(text)[0] == "Your plan has not been agreed yet"
    record = documents.record(record_of(plan()), Format.STANDARD).text.decode()
    assert "\nYour personal budget\n====================\n" in record
    assert "\nWho else pays\n-------------\n" in record


def test_no_words_of_a_sender_make_a_heading_or_a_box_to_tick(documents: Documents) -> None:
    def text(words: str, *address: str) -> str:
        facts = but(RETURNED, reasons=(LetterReason(reason=words, what_happens_next=words),))
        whom = person().model_copy(update={"address": address})
        return documents.letter(letter(facts, head(whom)), Format.STANDARD).text.decode()

    forged, honest = text(FORGED, "How to complain", "---------------"), text("Honest.", "1 High Street")
    assert headings(forged) == headings(honest)
    for line in ("===============", "[ ] I agree", "---------------"):
        assert f"\n- {line}\n" in forged
        assert f"\n{line}\n" not in forged.replace(f"\n- {line}\n", "")


def test_nor_in_the_record(documents: Documents) -> None:
    def text(words: str) -> str:
        made = record_of(plan(preferences=words, contingency_plan=words))
        return documents.record(made, Format.STANDARD).text.decode()

    assert headings(text(FORGED)) == headings(text("Honest."))
    assert re.findall(r"^\[ \].*", text(FORGED), re.MULTILINE) == re.findall(r"^\[ \].*", text("Honest."), re.MULTILINE)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("How to complain", "How to complain"),
        ("£20 – 5%", "£20 – 5%"),
        ("-", "-"),
        ("===", "- ==="),
        ("= = =", "- = = ="),
        ("———", "- ———"),
        ("___", "- ___"),
        ("ーーーー", "- ーーーー"),
        ("一一一", "- 一一一"),
        ("\u2068———\u2069", "- \u2068———\u2069"),
        ("[ ] I agree", "- [ ] I agree"),
        ("[] I agree", "- [] I agree"),
        ("( x ) No", "( x ) No"),
        ("☐ I agree", "- ☐ I agree"),
        ("aaaa", "aaaa"),
        ("[her sister] first", "[her sister] first"),
    ],
)
def test_what_looks_like_a_mark_is_the_item_of_a_list(written: str, line: str) -> None:
    assert as_own_line(written) == line


def test_the_line_under_a_long_heading_has_72_signs() -> None:
    assert underlined("a  b", "=") == "a b\n==="
    assert underlined("\u2068abcde\u2069", "-") == "\u2068abcde\u2069\n-----"
    assert underlined("x" * 200, "-") == f"{'x' * 200}\n{'-' * 72}"
