"""TELL-7 · What stands in every letter, whatever its kind: whom it is from, whom to ask, who helps, who signs."""

import re

import pytest

from countersign.careplan.people import Contact, Format, ReachesUsBy
from countersign.careplan.reading_out import reference_of
from countersign.letters.documents import Documents
from countersign.letters.runs import Run, runs_of
from countersign.testkit.examples import a_sender
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Reader, Signer
from countersign.wording.plain_words import an, counted, mid_sentence
from tests.letters.made import page_of, text_of
from tests.support.letters import (
    AGREED,
    AMENDMENT_ASKED,
    AUTHORISED_TO_START,
    COPY,
    LETTERS,
    NEW_DATE,
    NEW_PRACTITIONER,
    RETURNED,
    REVIEW_COMING,
    TO_THEM,
    head,
    letter,
    person,
    somebody_else,
)
from tests.support.records import PLAN_ID

each_letter = pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])

SENDER = a_sender()
ABOUT_SOMETHING_DECIDED_OR_LATE = {
    *(type(facts) for facts in TO_THEM if facts not in (REVIEW_COMING, AMENDMENT_ASKED, NEW_PRACTITIONER)),
}
"""Letters to the person that say how to complain: not those of what is still to come, of which nothing is decided."""


@pytest.mark.rule("TELL-7")
@each_letter
def test_every_letter_says_from_whom_it_comes_and_whom_to_ask(documents: Documents, facts: Facts) -> None:
    for whom in (person(), somebody_else()):
        text = text_of(documents, facts, whom)
        begins = text.split("\nDear ", maxsplit=1)[0]
        for line in (SENDER.council, SENDER.department, *SENDER.address, SENDER.text_message, SENDER.email, "www."):
            assert line in begins
        assert f"Our reference: {reference_of(PLAN_ID)}" in begins
        for line in (SENDER.telephone, SENDER.opening_hours, "18001 01632 960100", SENDER.out_of_hours.telephone):
            assert line in text.split("If you have a question")[1]
        assert "Yours sincerely," in text


@pytest.mark.rule("TELL-7")
@each_letter
def test_how_to_complain_is_told_in_steps_where_the_rules_ask_for_it(documents: Documents, facts: Facts) -> None:
    text = text_of(documents, facts)
    says = [
        SENDER.complaints.telephone,
        SENDER.complaints.email,
        "within 12 months",
        "Ombudsman",
        "free of charge. Ring",
    ]
    asked = type(facts) in ABOUT_SOMETHING_DECIDED_OR_LATE
    assert [words in text for words in says] == [asked] * len(says)


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize("reader", list(Reader))
def test_an_advocate_and_an_interpreter_are_offered_to_people_and_not_to_whoever_is_paid(
    documents: Documents, reader: Reader
) -> None:
    text = text_of(documents, COPY, somebody_else().model_copy(update={"reader": reader}))
    offered = reader not in (Reader.PROVIDER, Reader.ADVOCATE)
    assert ("independent advocate" in text) is offered
    assert (SENDER.interpreters in text) is offered
    assert (SENDER.out_of_hours.providers in text) is (reader is Reader.PROVIDER)
    assert (SENDER.out_of_hours.telephone in text) is (reader is not Reader.PROVIDER)


@pytest.mark.rule("TELL-7")
@pytest.mark.parametrize(
    ("first", "begins", "ends"),
    [
        (ReachesUsBy.TELEPHONE, "Clare Penrose, your", "If you cannot hear"),
        (ReachesUsBy.TEXT, "Text message", "Adult social care"),
        (ReachesUsBy.EMAIL, "E-mail", "Adult social care"),
        (ReachesUsBy.RELAY, "If you cannot hear", "Adult social care"),
    ],
)
def test_what_somebody_can_use_stands_first_and_a_telephone_that_they_cannot_use_last(
    documents: Documents, first: ReachesUsBy, begins: str, ends: str
) -> None:
    text = text_of(documents, NEW_DATE, person().model_copy(update={"reaches_us_by": first}))
    ways = text.split("your social care practitioner. Give our reference")[1].split("\n\n")[1].splitlines()
    closed = 0 if first is ReachesUsBy.TELEPHONE else 1
    assert ways[2 if closed == 0 else 0].startswith(begins)
    assert ways[-1].startswith(ends)
    assert ways[closed].startswith("Evenings, nights and weekends")
    assert ways[closed + 1] == "If somebody is in danger: Ring 999"
    assert ("18001 01632 960199" in ways[closed]) is (first is not ReachesUsBy.TELEPHONE)
    assert len(ways) == len(set(ways)) == 7


@pytest.mark.rule("TELL-7")
def test_whoever_reads_sign_language_is_not_told_to_ring_unless_they_said_so() -> None:
    assert Contact(format=Format.BSL).first_way_to_us is ReachesUsBy.TEXT
    assert Contact(format=Format.BSL, reaches_us_by=ReachesUsBy.RELAY).first_way_to_us is ReachesUsBy.RELAY
    assert Contact().first_way_to_us is ReachesUsBy.TELEPHONE


# Who signs


@pytest.mark.rule("TELL-2")
@each_letter
def test_nobody_who_signs_is_spoken_of_in_the_third_person(documents: Documents, facts: Facts) -> None:
    alone = text_of(documents, facts)
    body, signed = alone.split("Dear Winnie,")[1].split("Yours sincerely,", maxsplit=1)
    assert signed.split()[:2] == ["Samira", "Okafor"]
    assert "Samira" not in body
    assert "service manager" not in body
    assert "Clare" not in signed.split("If you have a question")[0]


@pytest.mark.rule("TELL-2")
def test_whoever_decided_speaks_of_themselves_and_a_panel_speaks_together(documents: Documents) -> None:
    panel = Signer(name="Samira Okafor", title="LD panel", at_meeting=True)
    for facts in (AGREED, AUTHORISED_TO_START):
        assert "I agreed it on 21 November 2026." in text_of(documents, facts)
        assert "We agreed it at our LD panel on 21 November 2026." in text_of(documents, facts, signer=panel)
        assert "for the LD panel" in text_of(documents, facts, signer=panel)
        assert "It was agreed by our service manager on 21 November 2026." in text_of(documents, facts, signer=None)
    assert "I am sorry: I cannot agree your plan" in text_of(documents, RETURNED)
    assert "We are sorry: we cannot agree your plan" in text_of(documents, RETURNED, signer=panel)


def test_a_letter_that_nobody_signs_is_signed_by_the_department(documents: Documents) -> None:
    for facts in LETTERS:
        text = text_of(documents, facts, signer=None, enclosures=())
        assert "Yours sincerely,\n\nAdult social care, Northbridge Council\n\nIf you have a question" in text


# Words that belong together


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("by 7 December 2026, or sooner", ["7 December 2026"]),
        ("ring 01632 960100 or 020 7946 0123.", ["01632 960100", "020 7946 0123"]),
        ("Relay UK: 18001 01632 960100", ["18001 01632 960100"]),
        ("£1,234.50 a week, and £5 once, of £7", ["£1,234.50 a week", "£5 once", "£7"]),
        ("on Wednesday 30 September 2026, 9am to 5pm", ["Wednesday 30 September 2026", "9am to 5pm"]),
        ("each day, 8:00 to 8:45, 3 to 4 times", ["8:00 to 8:45"]),
        ("ring 999. This is version 12 of it", ["ring 999", "version 12"]),
        ("Support plan (part copy)", ["(part copy)"]),
        ("Northbridge, ZZ99 1AA. Reference 64-64PP-JW", ["ZZ99 1AA", "64-64PP-JW"]),
        ("write to Civic Centre, 1 Market Square, or 12A King’s Road", ["1 Market Square", "12A King’s Road"]),
        ("24 people on 3 May, in 2026 of 12345678901", []),
    ],
)
def test_what_belongs_together_is_found(text: str, whole: list[str]) -> None:
    runs = list(runs_of(text))
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.whole] == whole


def test_what_can_be_followed_is_a_link() -> None:
    text = "Ring 01632 960100, write to us@council.example, see www.lgo.org.uk."
    assert [run for run in runs_of(text) if run.link] == [
        Run("01632 960100", whole=True, link="tel:+441632960100"),
        Run("us@council.example", link="mailto:us@council.example"),
        Run("www.lgo.org.uk", link="https://www.lgo.org.uk"),
    ]


@each_letter
def test_no_date_amount_or_telephone_number_breaks_on_a_page(documents: Documents, facts: Facts) -> None:
    page = page_of(documents, facts).decode().split("</style>")[1]
    outside = re.sub(r'<(a|span)\b[^>]*class="whole">.*?</\1>', "", page)
    assert re.findall(r"£[0-9]|[0-9]{2} [0-9]{6}|\b[0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2}", outside) == []


def test_a_page_has_landmarks_links_and_a_dark_mode(documents: Documents) -> None:
    page = documents.letter(letter(AGREED, head()), Format.STANDARD).html.decode()
    assert [page.count(f"<{name}>") for name in ("header", "main")] == [1, 1]
    assert 'href="tel:+441632960100"' in page
    assert 'href="mailto:social.care@northbridge.example"' in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(2, "child", "2 children"), (1, "children", "1 child"), (2, "day at the centre", "2 days at the centre")],
)
def test_numbers_go_with_their_nouns(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said


def test_a_price_is_for_one() -> None:
    assert [an(unit) for unit in ("hours", "hour", "visit", "unit", "children")] == [
        "an hour",
        "an hour",
        "a visit",
        "a unit",
        "a child",
    ]


def test_a_title_within_a_sentence_keeps_the_letters_that_are_a_name() -> None:
    assert [mid_sentence(title) for title in ("Team manager", "LD panel", "Weekly conference call", "A panel")] == [
        "team manager",
        "LD panel",
        "weekly conference call",
        "A panel",
    ]
