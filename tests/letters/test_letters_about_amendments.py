"""AMEND-1..4 · What the letters about an amendment say to the person, and to their representative."""

import re

import pytest

from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from countersign.wording.letters import Agreed, AuthorisedToStart, Recipient
from tests.letters.made import text_of
from tests.support.letters import (
    ABOUT_AMENDMENTS,
    AGREED,
    AMENDED,
    AMENDMENT_ANSWERED,
    AMENDMENT_ASKED,
    AMENDMENT_WITHDRAWN,
    AUTHORISED_TO_START,
    RETURNED,
    but,
    head,
    letter,
    somebody_else,
    ways,
)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.rule("AMEND-1")
def test_who_did_not_ask_is_told_what_is_wanted_and_that_nothing_is_decided_before_they_are_heard(
    documents: Documents,
) -> None:
    text = one_line(text_of(documents, AMENDMENT_ASKED))
    assert "Somebody else has asked us to change your plan" in text
    assert "We will not decide about this before we know what you think." in text
    assert "Her daughter would like the calls to come earlier." in text
    text = one_line(text_of(documents, but(AMENDMENT_ASKED, by_the_person=True)))
    assert "Somebody else" not in text


@pytest.mark.rule("AMEND-4", "TELL-2")
def test_not_agreed_gives_the_reasons_and_the_right_to_complain_to_whoever_reads_it(documents: Documents) -> None:
    for recipient in (None, somebody_else()):
        text = one_line(text_of(documents, AMENDMENT_ANSWERED, recipient))
        assert "we will not change it" in text
        assert "You told us that you like to sleep until eight." in text
        assert "You have the right to complain." in text


@pytest.mark.rule("AMEND-1")
@pytest.mark.parametrize("after_another", [False, True])
def test_one_that_waits_for_another_says_so_and_who_tells_them_by_when(
    documents: Documents, after_another: bool
) -> None:
    facts = but(AMENDMENT_ANSWERED, agreed=True, after_another=after_another)
    text = one_line(text_of(documents, facts))
    first = "We are dealing with another change first. After that Clare Penrose will write this one with you, and tell"
    assert (f"{first} you by when." in text) is after_another
    assert ("will write the changed plan together with you" in text) is not after_another


@pytest.mark.rule("AMEND-1")
def test_agreed_says_by_when_the_changed_plan_is_ready_and_that_the_plan_goes_on(documents: Documents) -> None:
    agreed = but(AMENDMENT_ANSWERED, agreed=True, amended_by=AMENDED.due_on)
    assert documents.letter(letter(agreed), Format.STANDARD).subject == "We agree that your plan should change"
    text = one_line(text_of(documents, agreed))
    assert "We agree that it should be changed." in text
    assert "Until then your plan goes on as it is, with all its support." in text


@pytest.mark.rule("AMEND-2", "DEC-9")
def test_an_amended_plan_is_told_with_what_it_changes_what_is_less_and_why(documents: Documents) -> None:
    text = one_line(text_of(documents, AMENDED))
    assert "A bath on Sundays is new: £12.80 a week." in text
    assert "Home care: 4.5 hours a week, and it was 5.25." in text
    assert "Your wrist has healed, and you wash your hair yourself again." in text
    text = one_line(text_of(documents, but(AMENDED, lowered=(), why_less="")))
    assert "less" not in text


@pytest.mark.rule("AMEND-2")
def test_taken_back_says_that_the_agreed_plan_goes_on(documents: Documents) -> None:
    assert "Your plan goes on as it was agreed, with all its support." in one_line(
        text_of(documents, AMENDMENT_WITHDRAWN)
    )


@pytest.mark.rule("AMEND-2", "TELL-2")
@pytest.mark.parametrize("has_started", [False, True])
def test_changes_that_were_not_agreed_are_told_after_that_the_plan_goes_on(
    documents: Documents, has_started: bool
) -> None:
    returned = but(RETURNED, is_amended=True, has_started=has_started)
    subjects = (
        (None, "The changes to your plan have not been agreed yet"),
        (somebody_else(), "The changes to the plan have not been agreed yet"),
    )
    for recipient, subject in subjects:
        made = documents.letter(letter(returned, head(recipient)), Format.STANDARD)
        assert made.subject == subject
        before, goes_on, after = one_line(made.text.decode()).partition("plan goes on as it is, with all its support.")
        assert "We are sorry" not in before
        assert goes_on
        assert "We are sorry: " in after
        assert "the changes to" in after


@pytest.mark.rule("AMEND-2", "TELL-1")
def test_an_agreed_amendment_says_what_has_changed(documents: Documents) -> None:
    text = one_line(text_of(documents, but(AGREED, has_started=False, changes=AMENDED.changes)))
    assert "the changes to your plan for care and support have been agreed" in text
    assert "This plan takes the place of the one before." in text
    assert "A bath on Sundays is new: £12.80 a week." in text


@pytest.mark.rule("AMEND-2", "TELL-8")
def test_an_amendment_of_which_no_change_is_for_a_letter_says_that_the_support_stays(documents: Documents) -> None:
    for facts in (but(AMENDED, changes=()), but(AGREED, is_amended=True, changes=())):
        text = one_line(text_of(documents, facts))
        assert "The care and support stays as it is." in text
        assert "the changes" in text


@pytest.mark.rule("AMEND-2", "DEC-9", "REV-4")
def test_an_agreed_amendment_that_gives_less_is_no_good_news_and_says_what_and_why(documents: Documents) -> None:
    agreed = but(AGREED, is_amended=True, changes=AMENDED.changes)
    text = one_line(text_of(documents, but(agreed, lowered=AMENDED.lowered, why_less=AMENDED.why_less)))
    assert "Good news" not in text
    assert "The changes to your plan for care and support have been agreed" in text
    assert "Some of it is less than before, or is charged more: here is what, and why." in text
    assert "If it is not enough, tell us at once." in text
    assert "Home care: 4.5 hours a week, and it was 5.25." in text
    assert "Your wrist has healed, and you wash your hair yourself again." in text
    assert "Good news" in text_of(documents, agreed)


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("was_in_hand", [False, True])
def test_taken_back_says_who_did_not_want_it_any_more(documents: Documents, was_in_hand: bool) -> None:
    taken_back = but(AMENDMENT_WITHDRAWN, was_in_hand=was_in_hand)
    by_them, by_us = (but(taken_back, at_whose_request=who) for who in ("person", "practitioner"))
    not_any_more = "You told us that you do not want this change any more."
    assert not_any_more in one_line(text_of(documents, by_them))
    assert "We were told that Winifred Ashdown does not want this change any more." in one_line(
        text_of(documents, by_them, somebody_else())
    )
    text = one_line(text_of(documents, by_us))
    assert "Clare Penrose has taken the change back" in text
    assert "If you still want it, tell us: we will look at it again." in text
    assert not_any_more not in text


@pytest.mark.rule("AMEND-2", "TELL-1", "ROUTE-5")
@pytest.mark.parametrize(
    ("agreement", "subject"),
    [
        pytest.param(but(AGREED, has_started=False), "The changes to your plan have been agreed", id="agreed"),
        pytest.param(but(AGREED, has_started=True), "The changes to your plan have been agreed", id="after a start"),
        pytest.param(AUTHORISED_TO_START, "The changes to your plan can start", id="may start"),
    ],
)
def test_every_agreement_to_an_amendment_is_to_its_changes_and_lists_them(
    documents: Documents, agreement: Agreed | AuthorisedToStart, subject: str
) -> None:
    agreed = but(agreement, is_amended=True, changes=AMENDED.changes)
    made = documents.letter(letter(agreed), Format.STANDARD)
    assert made.subject == subject
    assert "A bath on Sundays is new: £12.80 a week." in one_line(made.text.decode())
    less = one_line(text_of(documents, but(agreed, lowered=AMENDED.lowered, why_less=AMENDED.why_less)))
    assert "Good news" not in less
    assert "Home care: 4.5 hours a week, and it was 5.25." in less


@pytest.mark.rule("AMEND-1")
@pytest.mark.parametrize(
    ("asked_by", "recipient", "subject", "says"),
    [
        (AskedBy.PERSON, None, "You asked us to change your plan", "You asked us to change your plan for care"),
        (AskedBy.PERSON, somebody_else(), "We were asked to change the plan", "We were asked to change Winifred"),
        (AskedBy.REPRESENTATIVE, somebody_else(), "You asked us to change the plan", "You asked us to change Winifred"),
        (
            AskedBy.REPRESENTATIVE,
            None,
            "Your representative asked us to change your plan",
            "If this is not what you want, tell us.",
        ),
        (AskedBy.STAFF, None, "Your plan may need to change: what do you think?", "We think that your plan for care"),
        (AskedBy.CARER, None, "Your plan may be changed: what do you think?", "Somebody else has asked us"),
    ],
)
def test_whoever_asked_is_told_that_they_did_and_staff_say_that_they_think_so(
    documents: Documents, asked_by: AskedBy, recipient: Recipient | None, subject: str, says: str
) -> None:
    by_the_person = asked_by in (AskedBy.PERSON, AskedBy.REPRESENTATIVE)
    facts = but(AMENDMENT_ASKED, by_the_person=by_the_person, asked_by=asked_by)
    made = documents.letter(letter(facts, head(recipient)), Format.STANDARD)
    text = one_line(made.text.decode())
    assert made.subject == subject
    assert says in text
    assert ("This is what we wrote down:" in text) is (asked_by is not AskedBy.CARER)
    assert "Nothing changes unless you have heard from us that it was agreed." in text


@pytest.mark.rule("AMEND-1", "AMEND-2", "TELL-1")
@pytest.mark.parametrize("facts", ABOUT_AMENDMENTS, ids=lambda facts: facts.kind.value)
def test_the_person_reads_of_their_plan_and_nobody_else_of_yours(documents: Documents, facts: Facts) -> None:
    """In every way in which such a letter can be, short of what practitioners wrote."""
    for said in ways(facts):
        theirs = body_of(text_of(documents, said))
        assert not re.search(r"\b(the|The) plan (goes|that was agreed)|change the plan", theirs), theirs
        assert not re.search(r"\b[Yy]our plan\b", body_of(text_of(documents, said, somebody_else()))), theirs


@pytest.mark.rule("AMEND-2")
def test_an_agreed_amendment_without_a_change_to_the_support_promises_no_talk_of_when_it_starts(
    documents: Documents,
) -> None:
    changes = one_line(text_of(documents, but(AGREED, is_amended=True, changes=AMENDED.changes)))
    none = one_line(text_of(documents, but(AGREED, is_amended=True, changes=(), lowered=(), why_less="")))
    assert "talk with you about when each change starts" in changes
    assert "when each change starts" not in none
    assert "The support goes on as it is." in none


def body_of(text: str) -> str:
    """A letter from its greeting to its signature, on one line."""
    return one_line(text.partition("\nDear ")[2].partition("Yours sincerely")[0])
