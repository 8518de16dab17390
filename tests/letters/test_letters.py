"""TELL · The letters to the person, to whoever is told in their place, and to those who have a copy."""

import itertools
import re
from decimal import Decimal

import pytest

from countersign.careplan.budget import Budget, OtherPayer
from countersign.careplan.decision_parts import Wanted
from countersign.careplan.figures import pounds
from countersign.careplan.people import MADE_HERE, Format
from countersign.casework.ports import LetterFiles
from countersign.letters.documents import Documents
from countersign.testkit.examples import a_sender
from countersign.wording.facts import Facts
from countersign.wording.letters import LetterReason
from countersign.wording.sender_in_words import complaints_in_words
from tests.letters.made import page_of, text_of
from tests.support.letters import (
    AGREED,
    COPY,
    COPY_TO_RETURN,
    EVERYBODY,
    LETTERS,
    RESUBMITTED,
    RETURNED,
    STAFF_NOTICES,
    TO_THEM,
    bare_head,
    but,
    head,
    letter,
    somebody_else,
    ways,
)
from tests.support.reading import holes, said_in_the_text, said_on_the_page, seen, tags, words_in_each_sentence

each_letter = pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])


def in_every_format(documents: Documents) -> dict[str, dict[Format, LetterFiles]]:
    """Every kind of letter to everybody, and every kind of notice to staff, in every format that is made here."""
    letters = {
        f"{facts.kind.value} to {recipient.name}": {
            fmt: documents.letter(letter(facts, head(recipient)), fmt) for fmt in MADE_HERE
        }
        for facts, recipient in itertools.product(LETTERS, EVERYBODY)
    }
    notices = {
        notice.kind.value: {fmt: documents.staff_notice(notice, fmt) for fmt in MADE_HERE} for notice in STAFF_NOTICES
    }
    return letters | notices


@pytest.mark.rule("TELL-4")
@each_letter
def test_the_page_and_the_text_say_the_same_in_every_way_that_a_letter_may_go(
    documents: Documents, facts: Facts
) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        made = documents.letter(letter(way, head(recipient)), Format.STANDARD)
        assert tags(made.html).count("h1") == 1, way
        assert made.subject, way
        assert "\n" not in made.subject, way
        assert "<" not in made.text.decode(), way
        assert said_on_the_page(made.html) == said_in_the_text(made.text, made.html), way


@pytest.mark.rule("TELL-4")
def test_a_format_changes_the_size_of_the_print_and_no_word(documents: Documents) -> None:
    assert {Format.STANDARD, Format.LARGE_PRINT, Format.PLAIN_TEXT} == MADE_HERE
    small, large = b'<html lang="en-GB">', b'<html lang="en-GB" class="large" style="--large: 18pt">'
    for name, made in in_every_format(documents).items():
        standard = made[Format.STANDARD]
        assert standard.html.count(small) == 1, name
        assert made[Format.PLAIN_TEXT] == standard, name
        assert made[Format.LARGE_PRINT] == standard._replace(html=standard.html.replace(small, large)), name


@pytest.mark.rule("TELL-4")
def test_a_format_that_people_make_is_refused_plainly(documents: Documents) -> None:
    for fmt in sorted(frozenset(Format) - MADE_HERE):
        says = f"^'{fmt.value}' is made by people"
        with pytest.raises(ValueError, match=says):
            documents.letter(letter(AGREED), fmt)
        with pytest.raises(ValueError, match=says):
            documents.staff_notice(STAFF_NOTICES[0], fmt)


@each_letter
def test_what_is_not_known_leaves_no_hole(documents: Documents, facts: Facts) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        for at_head in (head(recipient), bare_head(recipient)):
            made = documents.letter(letter(way, at_head), Format.STANDARD)
            assert holes(made.text, made.html) == [], (way, at_head)


def test_a_hole_is_seen() -> None:
    whole = b'<h1>A letter</h1>\n<p class="lead">This is why:</p>\n\n<p>Why.</p><p class="lead">Do:</p>\n<ul>'
    assert holes(b"This is why:\n\nWhy.", whole) == []
    for text in (b"Call None.", b"Call .", b"By, and , on", b"We will..", b"Call () now"):
        assert len(holes(text, whole)) == 1, text
    for gap in (b"<li></li>", b'<p class="council"></p>', b'<p class="lead">This is why:</p>\n<h2>Next</h2>'):
        assert len(holes(b"", gap)) == 1, gap


@pytest.mark.rule("TELL-1")
def test_a_representative_is_spoken_to_about_the_person_by_name(documents: Documents) -> None:
    for facts in TO_THEM:
        text = text_of(documents, facts, somebody_else())
        assert "Dear Hazel Ashdown," in text, facts.kind
        assert "Winifred Ashdown’s plan for care and support" in text, facts.kind
        said = re.sub(r"(?m)^    .*$", "", text)  # words to the person are set apart
        assert not re.search(r"\b[Yy]our (plan|needs|decision)|\byou already have", said), facts.kind


@pytest.mark.rule("TELL-1")
def test_the_person_is_spoken_to_as_you(documents: Documents) -> None:
    for facts in TO_THEM:
        text = text_of(documents, facts)
        assert "Dear Winnie," in text, facts.kind
        assert re.search(r"\b[Yy]our plan for care and support", text), facts.kind
        assert "Winifred Ashdown" not in text.split("Dear Winnie,")[1], facts.kind


@pytest.mark.rule("TELL-1", "BUD-1", "BUD-2")
def test_an_agreement_gives_the_three_amounts_who_else_pays_and_what_happens_next(documents: Documents) -> None:
    text = text_of(documents, AGREED)
    assert "I agreed it on 21 November 2026" in text
    assert "The cost to the council of meeting your needs: £341.70" in text
    assert "What you must pay, from the financial assessment: £61.25" in text
    assert "What the council pays: £280.45" in text
    assert "The health service: £38.50 a week" in text
    assert "£380.20 a week, and £120.00 once" in text
    assert "look at the plan again with you by 21 November 2027" in text
    assert "Clare Penrose will talk with you" in text
    assert "With this letter: Your care and support plan: the written record" in text


@pytest.mark.rule("BUD-3")
def test_every_figure_in_a_letter_comes_from_its_budget(documents: Documents) -> None:
    budget = Budget(
        cost_to_council=Decimal("1234.50"),
        person_pays=Decimal("234.49"),
        council_pays=Decimal("1000.01"),
        one_off=Decimal("77.07"),
        person_pays_once=Decimal("7.00"),
        council_pays_once=Decimal("70.07"),
        others=(OtherPayer(who="A charity", weekly=Decimal("5.05"), one_off=Decimal("6.06")),),
        total_cost=Decimal("1239.55"),
        total_one_off=Decimal("83.13"),
    )
    text = text_of(documents, but(AGREED, budget=budget, payment=None, how_budget_was_worked_out=""))
    (other,) = budget.others
    amounts = [getattr(budget, name) for name in Budget.model_fields if name not in {"others", "charging"}]
    figures = {pounds(amount) for amount in (*amounts, other.weekly, other.one_off)}
    assert set(re.findall(r"£[\d,]+\.\d\d", text)) == figures
    assert "£1,234.50" in text
    assert "A charity: £5.05 a week, and £6.06 once" in text


@pytest.mark.rule("TELL-2", "RET-2", "TIME-5")
def test_a_return_gives_reasons_with_steps_what_is_next_by_when_and_the_right_to_complain(documents: Documents) -> None:
    text = text_of(documents, RETURNED)
    places = [text.index(words) for reason in RETURNED.reasons for words in (reason.reason, reason.what_happens_next)]
    assert len(places) == 4
    assert places == sorted(places)
    assert places[-1] < text.index("What happens next") < text.index("You have the right to complain.")
    assert "by 7 December 2026" in text
    assert "Any care and support that you already have will go on" in text
    assert all(line in text for line in complaints_in_words(a_sender(), names_advocate=False).splitlines())


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted.INFORMATION, "will add what is missing, and send the plan back"),
        (Wanted.REVISION, "will go back over these parts"),
        (None, "will talk with you about what to do"),
    ],
)
def test_a_return_says_whether_it_needs_information_or_a_revision(
    documents: Documents, wanted: Wanted | None, says: str
) -> None:
    assert says in text_of(documents, but(RETURNED, wanted=wanted))


def test_a_single_reason_is_not_numbered(documents: Documents) -> None:
    for facts in (RETURNED, RESUBMITTED):
        assert "Reason 1" in text_of(documents, facts)
        assert "Reason 1" not in text_of(documents, but(facts, reasons=facts.reasons[:1]))


@pytest.mark.rule("TELL-3", "RET-5", "TIME-5")
def test_a_resubmission_gives_the_new_date_and_what_was_done_about_each_reason(documents: Documents) -> None:
    text = text_of(documents, RESUBMITTED)
    assert "We will decide about your plan for care and support by 7 December 2026." in text
    for reason in RESUBMITTED.reasons:
        assert text.index(reason.reason) < text.index(reason.what_was_done)
    assert "Any care and support that you already have will go on" in text


@pytest.mark.rule("SHARE-2", "SHARE-7")
def test_the_note_with_a_copy_says_on_what_basis_and_what_was_left_out(documents: Documents) -> None:
    text = text_of(documents, COPY, somebody_else())
    assert "Winifred Ashdown agreed to this on 18 November 2026." in text
    assert "- the personal budget and what things cost" in text
    assert "- what to do if something goes wrong" in text
    assert "£" not in text
    whole = text_of(documents, but(COPY, is_part=False, sections_left_out=()), somebody_else())
    assert "left out" not in whole


@pytest.mark.rule("SHARE-8")
def test_the_note_with_a_part_does_not_say_what_is_missing_where_that_is_because_of_risk(documents: Documents) -> None:
    text = text_of(documents, but(COPY, sections_left_out=()), somebody_else())
    assert "part of" in text
    assert "leaves out" not in text
    assert "What has been left out" not in text


@pytest.mark.rule("SHARE-9")
@pytest.mark.parametrize(("is_part", "what"), [(False, "a copy of"), (True, "part of")])
def test_who_holds_a_copy_is_asked_to_return_or_destroy_it_and_learns_no_reason(
    documents: Documents, is_part: bool, what: str
) -> None:
    text = text_of(documents, but(COPY_TO_RETURN, is_part=is_part), somebody_else())
    assert f"On 20 November 2026 we sent you {what}" in " ".join(text.split())
    assert "Send it back to us, or destroy it." in text
    for reason in ("consent", "withdr", "risk", "asked us", "decid"):
        assert reason not in text.split("Tell us when")[0]


def test_letters_are_written_in_short_sentences(documents: Documents) -> None:
    for facts in LETTERS:
        lengths = words_in_each_sentence(text_of(documents, facts))
        assert max(lengths) <= 25, facts.kind
        assert sum(lengths) / len(lengths) <= 13, facts.kind


def test_a_page_asks_nothing_of_any_other_machine(documents: Documents) -> None:
    elsewhere = re.compile(rb"\bsrc=\"(?!data:)|url\(|@import|<script|<link|http:|\bhref=\"(?!tel:|mailto:|https:)")
    pages = {name: made[Format.STANDARD].html for name, made in in_every_format(documents).items()}
    assert [name for name, page in pages.items() if elsewhere.search(page)] == []


def test_what_leads_to_something_is_not_left_alone_at_the_foot_of_a_page(documents: Documents) -> None:
    for facts in LETTERS:
        html = page_of(documents, facts).decode()
        leads = re.findall(r"<p[^>]*>[^<]*:</p>", html)
        assert [lead for lead in leads if not lead.startswith('<p class="lead">')] == [], facts.kind
        followed = re.findall(r"<p[^>]*>(?:[^<]|<span[^>]*>|</span>)*:</p>", html)
        assert html.count('class="lead"') == len(followed), facts.kind
    assert 'class="lead"' in page_of(documents, RETURNED).decode()


def test_hostile_words_are_only_words(documents: Documents) -> None:
    hostile = '<script>alert("x")</script> {{ 7 * 7 }} & é'
    reasons = (LetterReason(reason=hostile, what_happens_next=hostile, what_was_done=hostile),)
    hazel = somebody_else().model_copy(update={"name": hostile, "greeting": hostile, "address": (hostile,)})
    made = documents.letter(
        letter(but(RESUBMITTED, reasons=reasons), head(hazel, person_name=hostile)), Format.STANDARD
    )
    assert "<script" not in made.html.decode()
    assert hostile in " ".join(seen(made.html))
    assert hostile in made.text.decode()
