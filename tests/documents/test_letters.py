"""TELL · The letters to the person, to whoever is told in their place, and to those who have a copy."""

import itertools
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from activities.documents import Documents
from careplan.budget import Budget, OtherPayer
from careplan.document import pounds
from careplan.notices import (
    TO_STAFF,
    TO_THE_PERSON,
    LetterFacts,
    LetterReason,
    NoticeKind,
    Recipient,
)
from careplan.plan import MADE_HERE, Format
from tests.documents.builders import COMPLAINTS, HOW_INVOLVED, PLAN_ID, facts, person, somebody_else
from tests.documents.reading import seen, solid, tags, words_in_each_sentence

LETTERS = sorted(frozenset(NoticeKind) - TO_STAFF)
TO_THEM = sorted(TO_THE_PERSON)


def text_of(documents: Documents, kind: NoticeKind, recipient: Recipient | None = None, **changes: Any) -> str:
    return documents.letter(facts(kind, recipient, **changes), Format.STANDARD).text.decode()


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize("recipient", [person(), somebody_else()], ids=["the person", "somebody else"])
@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
@pytest.mark.parametrize("kind", sorted(NoticeKind))
def test_every_template_renders_in_every_format_for_every_recipient(
    documents: Documents, kind: NoticeKind, fmt: Format, recipient: Recipient
) -> None:
    letter = documents.letter(facts(kind, recipient), fmt)
    html = letter.html.decode()
    assert '<html lang="en-GB"' in html
    assert tags(letter.html).count("h1") == 1
    assert ('class="large"' in html) == (fmt is Format.LARGE_PRINT)
    assert letter.subject
    assert "\n" not in letter.subject
    assert "<" not in letter.text.decode()
    # The words are the same for those who read the page and those who listen to the text, but for the bullets.
    assert solid(" ".join(seen(letter.html))) == solid(_without_layout(letter.text.decode(), letter.html))


def _without_layout(text: str, html: bytes) -> str:
    text = re.sub(r"^- ", "", text, flags=re.MULTILINE)
    if "dl" in tags(html):  # a label and its value are two elements there, and one line with a colon here
        text = re.sub(r"^(Plan reference|Version|Status|Due by|Task): ", r"\1 ", text, flags=re.MULTILINE)
    if "table" in tags(html):  # the headings of columns are not repeated in plain text
        text = text.replace("The personal budget each week\n", "The personal budget each week What it is Each week")
        text = re.sub(r"^(The cost .*|What .*): £", r"\1 £", text, flags=re.MULTILINE)
    return text


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize("fmt", sorted(frozenset(Format) - MADE_HERE))
def test_a_format_that_people_make_is_refused_plainly(documents: Documents, fmt: Format) -> None:
    with pytest.raises(ValueError, match=f"'{fmt.value}' is made by people"):
        documents.letter(facts(NoticeKind.AGREED), fmt)


@pytest.mark.parametrize("recipient", [person(), somebody_else()], ids=["the person", "somebody else"])
@pytest.mark.parametrize(
    ("kind", "known"),
    [
        *((kind, {}) for kind in sorted(NoticeKind)),
        (NoticeKind.AGREED, {"has_started": True}),
        (NoticeKind.INVITATION, {"was_missed": True}),
        (NoticeKind.INVITATION, {"meeting_on": date(2026, 12, 2)}),
    ],
)
def test_what_is_not_known_leaves_no_hole(
    documents: Documents, kind: NoticeKind, known: dict[str, Any], recipient: Recipient
) -> None:
    bare = LetterFacts(
        kind=kind, recipient=recipient, letter_date=date(2026, 11, 23), plan_reference=PLAN_ID, version=1, **known
    )
    letter = documents.letter(bare, Format.STANDARD)
    text = letter.text.decode()
    assert "None" not in text
    assert not re.search(r" [.,;:]|\.\.|,,|\(\)", text)
    for line, following in itertools.pairwise(line for line in text.splitlines() if line):
        assert not line.endswith(":") or following.startswith("- ")
    assert "<p></p>" not in letter.html.decode()
    assert "<li></li>" not in letter.html.decode()
    assert "<dd></dd>" not in letter.html.decode()


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize("kind", TO_THEM)
def test_a_representative_is_spoken_to_about_the_person_by_name(documents: Documents, kind: NoticeKind) -> None:
    text = text_of(documents, kind, somebody_else())
    assert "Dear Hazel Ashdown," in text
    assert "Winifred Ashdown’s plan for care and support" in text
    # The scheme's own words about a panel speak to the person: they are quoted as such.
    said = text.replace(f"(“you” means Winifred Ashdown):\n\n{HOW_INVOLVED}", "")
    assert not re.search(r"\b[Yy]our (plan|needs|decision)|\byou already have", said)


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize("kind", TO_THEM)
def test_the_person_is_spoken_to_as_you(documents: Documents, kind: NoticeKind) -> None:
    text = text_of(documents, kind)
    assert "Dear Winnie," in text
    assert re.search(r"\b[Yy]our plan for care and support", text)
    assert "Winifred Ashdown" not in text.split("Dear Winnie,")[1]


@pytest.mark.rule("TELL-1", "BUD-1", "BUD-2")
def test_an_agreement_gives_the_three_amounts_who_else_pays_and_what_happens_next(documents: Documents) -> None:
    text = text_of(documents, NoticeKind.AGREED)
    assert "agreed by our service manager on 21 November 2026" in text
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
        others=(OtherPayer(who="A charity", weekly=Decimal("5.05"), one_off=Decimal("6.06")),),
        total_cost=Decimal("1239.55"),
        total_one_off=Decimal("83.13"),
    )
    text = text_of(documents, NoticeKind.AGREED, budget=budget, how_budget_was_worked_out="")
    other = budget.others[0]
    amounts = [getattr(budget, name) for name in Budget.model_fields if name != "others"]
    assert set(re.findall(r"£[\d,]+\.\d\d", text)) == {pounds(each) for each in (*amounts, other.weekly, other.one_off)}
    assert "£1,234.50" in text
    assert "A charity: £5.05 a week, and £6.06 once" in text


@pytest.mark.rule("TELL-2", "RET-2", "TIME-5")
def test_a_return_gives_reasons_with_steps_what_is_next_by_when_and_the_right_to_complain(documents: Documents) -> None:
    text = text_of(documents, NoticeKind.RETURNED)
    given = facts(NoticeKind.RETURNED)
    places = [text.index(words) for reason in given.reasons for words in (reason.reason, *reason.steps)]
    assert places == sorted(places)
    assert places[-1] < text.index("What happens next") < text.index("You have the right to complain.")
    assert "by 7 December 2026" in text
    assert "Any care and support that you already have will go on" in text
    assert all(line in text for line in COMPLAINTS.splitlines())


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("information", "will gather the information"),
        ("revision", "will go back over"),
        ("", "will talk with you about"),
    ],
)
def test_a_return_says_whether_it_needs_information_or_a_revision(documents: Documents, wanted: str, says: str) -> None:
    assert says in text_of(documents, NoticeKind.RETURNED, wanted=wanted)


def test_a_single_reason_is_not_numbered(documents: Documents) -> None:
    text = text_of(documents, NoticeKind.RETURNED, reasons=(LetterReason(reason="Why.", steps=("Do this.",)),))
    assert "Reason 1" not in text


@pytest.mark.rule("TELL-3", "RET-5", "TIME-5")
def test_a_resubmission_gives_the_new_date_and_what_was_done_about_each_reason(documents: Documents) -> None:
    text = text_of(documents, NoticeKind.RESUBMITTED)
    assert "We will decide about your plan for care and support by 7 December 2026." in text
    for reason in facts(NoticeKind.RESUBMITTED).reasons:
        assert text.index(reason.reason) < text.index(reason.what_was_done)
    assert "Clare will visit you at home" in text
    assert "Any care and support that you already have will go on" in text


@pytest.mark.rule("SHARE-2", "SHARE-7")
def test_the_note_with_a_copy_says_on_what_basis_and_what_was_left_out(documents: Documents) -> None:
    text = text_of(documents, NoticeKind.COPY, somebody_else())
    assert "The person's consent, recorded 18 November 2026" in text
    assert "- the personal budget and what things cost" in text
    assert "- what to do if something goes wrong" in text
    assert "£" not in text
    whole = text_of(documents, NoticeKind.COPY, somebody_else(), sections_left_out=())
    assert "left out" not in whole


@pytest.mark.parametrize("kind", LETTERS)
def test_letters_are_written_in_short_sentences(documents: Documents, kind: NoticeKind) -> None:
    lengths = words_in_each_sentence(text_of(documents, kind))
    assert max(lengths) <= 25
    assert sum(lengths) / len(lengths) <= 13


@pytest.mark.parametrize("kind", sorted(NoticeKind))
def test_a_page_asks_nothing_of_any_other_machine(documents: Documents, kind: NoticeKind) -> None:
    html = documents.letter(facts(kind), Format.STANDARD).html.decode()
    assert not re.search(r"\bsrc=|\bhref=|url\(|@import|<script|<link|https?:", html)


@pytest.mark.parametrize("kind", LETTERS)
def test_what_leads_to_something_is_not_left_alone_at_the_foot_of_a_page(
    documents: Documents, kind: NoticeKind
) -> None:
    html = documents.letter(facts(kind), Format.STANDARD).html.decode()
    leads = re.findall(r"<p[^>]*>[^<]*:</p>", html)
    assert [lead for lead in leads if not lead.startswith('<p class="lead">')] == []
    assert html.count('class="lead"') == len(leads)


def test_hostile_words_are_only_words(documents: Documents) -> None:
    hostile = '<script>alert("x")</script> {{ 7 * 7 }} & é'
    reasons = (LetterReason(reason=hostile, steps=(hostile,), what_was_done=hostile),)
    hazel = somebody_else().model_copy(update={"name": hostile, "greeting": hostile, "address": (hostile,)})
    letter = documents.letter(
        facts(NoticeKind.RESUBMITTED, hazel, person_name=hostile, reasons=reasons), Format.STANDARD
    )
    assert "<script" not in letter.html.decode()
    assert hostile in " ".join(seen(letter.html))
    assert hostile in letter.text.decode()
