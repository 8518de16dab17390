"""AMEND-1..4 · What the letters about an amendment say to the person, and to their representative."""

import re
from typing import Any

import pytest

from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Recipient
from countersign.wording.letters import Agreed, AuthorisedToStart
from tests.letters.made import in_both_forms, text_of
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
    assert "Somebody in your family, or a friend, asked us to change your plan" in text
    assert "We will not decide about this before we know what you think." in text
    assert "Her daughter would like the calls to come earlier." in text
    text = one_line(text_of(documents, but(AMENDMENT_ASKED, by_the_person=True)))
    assert "Somebody else" not in text


@pytest.mark.rule("AMEND-4", "TELL-2")
def test_not_agreed_gives_the_reasons_and_the_right_to_complain_to_whoever_reads_it(documents: Documents) -> None:
    for recipient in (None, somebody_else()):
        text = one_line(text_of(documents, AMENDMENT_ANSWERED, recipient))
        assert "I am sorry: I have decided that we will not change it." in text
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
    assert "I agree that it should be changed." in text
    assert "We agree that it should be changed." in one_line(text_of(documents, agreed, signer=None))
    assert "Until then your plan goes on as it is, with all its support." in text


@pytest.mark.rule("AMEND-2", "DEC-9")
def test_an_amended_plan_is_told_with_what_it_changes_what_is_less_and_why(documents: Documents) -> None:
    text = one_line(text_of(documents, AMENDED))
    assert "“A bath on Sundays” is new: £12.80 a week." in text
    assert "“Home care”: 4.5 hours a week, and it was 5.25." in text
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
    cannot = "cannot be signed off yet" if has_started else "have not been agreed yet"
    subjects = (
        (None, f"The changes to your plan {cannot}"),
        (somebody_else(), f"The changes to the plan {cannot}"),
    )
    for recipient, subject in subjects:
        made = documents.letter(letter(returned, head(recipient)), Format.STANDARD)
        assert made.subject == subject
        text = one_line(made.text.decode())
        says = "now goes on, also what has started." if has_started else "plan goes on as it is, with all its support."
        before, goes_on, after = text.partition(says)
        assert "sorry" not in before
        assert goes_on
        assert "I am sorry: " in after
        assert "the changes to" in after
        assert (text.count("goes on"), text.count("go on")) == (1, 0), "it is said once"
        assert ("cannot sign them off yet" if has_started else "cannot agree the changes") in after
        assert "done nothing wrong" in after if recipient is None else "Nobody has done anything wrong" in after


@pytest.mark.rule("AMEND-2", "TELL-1")
def test_an_agreed_amendment_says_what_has_changed(documents: Documents) -> None:
    text = one_line(text_of(documents, but(AGREED, has_started=False, changes=AMENDED.changes)))
    assert "the changes to your plan for care and support have been agreed" in text
    assert "I agreed them on" in text
    assert "This plan takes the place of the one before." in text
    assert "“A bath on Sundays” is new: £12.80 a week." in text


@pytest.mark.rule("AMEND-2", "TELL-8")
def test_an_amendment_of_which_no_change_is_for_a_letter_says_that_the_support_stays(documents: Documents) -> None:
    nothing: dict[str, Any] = {"is_amended": True, "changes": (), "support_stays": True}
    letters = {
        "We are bringing": but(AMENDED, changes=(), lowered=(), why_less=""),
        "We have brought": but(AGREED, **nothing),
        "We have  brought": but(AGREED, has_started=True, **nothing),
        "We have brought ": but(AUTHORISED_TO_START, **nothing),
    }
    for says, facts in letters.items():
        for recipient, whose, pays in ((None, "your", "you pay"), (somebody_else(), "the", "Winifred Ashdown pays")):
            made = documents.letter(letter(facts, head(recipient)), Format.STANDARD)
            text = one_line(made.text.decode())
            assert made.subject == f"{' '.join(says.split())} {whose} plan up to date"
            assert f"care and support, and what {pays}, stay as they are." in text
            for hint in ("What has changed", "What is to change", "Good news", "the changes", "each change"):
                assert hint not in text, hint


@pytest.mark.rule("AMEND-2", "DEC-9", "REV-4")
def test_an_agreed_amendment_that_gives_less_is_no_good_news_and_says_what_and_why(documents: Documents) -> None:
    agreed = but(AGREED, is_amended=True, changes=AMENDED.changes)
    text = one_line(text_of(documents, but(agreed, lowered=AMENDED.lowered, why_less=AMENDED.why_less)))
    assert "Good news" not in text
    assert "The changes to your plan for care and support have been agreed" in text
    assert "Some of your support is less than before. Below is what, and why." in text
    assert "If it is not enough, tell us at once." in text
    assert "“Home care”: 4.5 hours a week, and it was 5.25." in text
    assert "Your wrist has healed, and you wash your hair yourself again." in text
    assert "Good news" in text_of(documents, agreed)


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("was_in_hand", [False, True])
def test_taken_back_says_who_did_not_want_it_any_more(documents: Documents, was_in_hand: bool) -> None:
    taken_back = but(AMENDMENT_WITHDRAWN, was_in_hand=was_in_hand)
    by_them, by_us = (but(taken_back, at_whose_request=who) for who in ("person", "practitioner"))
    not_any_more = "You, or somebody who speaks for you, told us that you do not want this change any more."
    assert not_any_more in one_line(text_of(documents, by_them))
    assert "We were told that Winifred Ashdown does not want this change any more." in one_line(
        text_of(documents, by_them, somebody_else())
    )
    text = one_line(text_of(documents, by_us))
    assert "Clare Penrose has decided not to go on with this change for now." in text
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
    assert "“A bath on Sundays” is new: £12.80 a week." in one_line(made.text.decode())
    less = one_line(text_of(documents, but(agreed, lowered=AMENDED.lowered, why_less=AMENDED.why_less)))
    assert "Good news" not in less
    assert "“Home care”: 4.5 hours a week, and it was 5.25." in less


@pytest.mark.rule("AMEND-1")
@pytest.mark.parametrize(
    ("asked_by", "recipient", "subject", "says"),
    [
        (AskedBy.PERSON, None, "You asked us to change your plan", "You asked us to change your plan for care"),
        (
            AskedBy.PERSON,
            somebody_else(),
            "We were asked to change the plan",
            "Winifred Ashdown asked us to change Winifred",
        ),
        (AskedBy.REPRESENTATIVE, somebody_else(), "You asked us to change the plan", "You asked us to change Winifred"),
        (
            AskedBy.REPRESENTATIVE,
            None,
            "Your representative asked us to change your plan",
            "If this is not what you want, tell us.",
        ),
        (AskedBy.STAFF, None, "Your plan may need to change: what do you think?", "We think that your plan for care"),
        (AskedBy.CARER, None, "Your plan may be changed: what do you think?", "Somebody who cares for you asked us"),
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
    assert ("This is what we wrote down:" in text) is by_the_person
    assert ("This is what we have in mind:" in text) is (asked_by is AskedBy.STAFF)
    assert "Nothing changes until we write to you to say that it is agreed." in text


WHO_ASKED = {
    (AskedBy.PERSON, True): "You asked us to change your plan for care and support.",
    (AskedBy.PERSON, False): "Winifred Ashdown asked us to change Winifred Ashdown’s plan",
    (AskedBy.REPRESENTATIVE, True): "Your representative asked us to change your plan",
    (AskedBy.REPRESENTATIVE, False): "You asked us to change Winifred Ashdown’s plan",
    (AskedBy.ADVOCATE, True): "Your advocate asked us to change your plan",
    (AskedBy.ADVOCATE, False): "Winifred Ashdown’s advocate asked us to change",
    (AskedBy.PROVIDER, True): "The people who give you care asked us to change your plan",
    (AskedBy.PROVIDER, False): "The people who give Winifred Ashdown care asked us to change",
    (AskedBy.CARER, True): "Somebody who cares for you asked us to change your plan",
    (AskedBy.CARER, False): "Somebody who cares for Winifred Ashdown asked us to change Winifred Ashdown’s plan",
    (AskedBy.FAMILY_OR_FRIEND, True): "Somebody in your family, or a friend, asked us to change your plan",
    (
        AskedBy.FAMILY_OR_FRIEND,
        False,
    ): "Somebody in Winifred Ashdown’s family, or a friend, asked us to change Winifred",
    (AskedBy.STAFF, True): "your plan for care and support m",
    (AskedBy.STAFF, False): "Winifred Ashdown’s plan for care and support m",
}
"""Who asked, whether the person reads it, and what they read."""


@pytest.mark.rule("AMEND-1", "AMEND-2", "AMEND-4")
@pytest.mark.parametrize(("asked_by", "is_self"), WHO_ASKED)
def test_every_letter_about_a_request_names_who_asked_as_its_reader_knows_them(
    documents: Documents, asked_by: AskedBy, is_self: bool
) -> None:
    recipient = None if is_self else somebody_else()
    by_the_person = asked_by in (AskedBy.PERSON, AskedBy.REPRESENTATIVE)
    letters = (
        but(AMENDMENT_ASKED, asked_by=asked_by, by_the_person=by_the_person),
        but(AMENDMENT_ANSWERED, asked_by=asked_by, agreed=True),
        but(AMENDMENT_ANSWERED, asked_by=asked_by, agreed=False),
        but(AMENDMENT_WITHDRAWN, asked_by=asked_by, was_in_hand=False),
    )
    for facts in letters:
        for text in in_both_forms(documents, facts, recipient):
            assert WHO_ASKED[asked_by, is_self] in text


@pytest.mark.rule("AMEND-1", "AMEND-4")
@pytest.mark.parametrize(
    ("asked_by", "agreed", "is_self", "says"),
    [
        (AskedBy.PERSON, True, True, ("We agree.", "What you asked for", "This is what we wrote down:")),
        (AskedBy.PERSON, False, True, ("We are sorry: we will not change it.", "you can ask again at any time")),
        (AskedBy.PERSON, True, False, ("We agree that it should be changed.", "What was asked for")),
        (AskedBy.REPRESENTATIVE, True, False, ("We agree.", "What you asked for", "This is what we wrote down:")),
        (AskedBy.CARER, False, True, ("We are sorry", "This is what they said:")),
        (
            AskedBy.STAFF,
            True,
            True,
            ("We have talked about it with you, and we agree", "What we had in mind", "This is what we had in mind:"),
        ),
        (AskedBy.STAFF, False, True, ("with you, and it stays as it is.", "you can ask us at any time")),
        (AskedBy.STAFF, False, False, ("We have talked about it, and it stays as it is.", "you can ask us at any")),
    ],
)
def test_an_answer_speaks_to_whoever_asked(
    documents: Documents, asked_by: AskedBy, agreed: bool, is_self: bool, says: tuple[str, ...]
) -> None:
    facts = but(AMENDMENT_ANSWERED, asked_by=asked_by, agreed=agreed)
    recipient = None if is_self else somebody_else()
    for text in in_both_forms(documents, facts, recipient, signer=None):
        assert [words for words in says if words not in text] == []
        assert ("We are sorry" in text) is (not agreed and asked_by is not AskedBy.STAFF)


@pytest.mark.rule("AMEND-1", "TELL-2")
@pytest.mark.parametrize(
    ("asked_by", "agreed", "says"),
    [
        (AskedBy.PERSON, True, "I agree."),
        (AskedBy.CARER, True, "I agree that it should be changed."),
        (AskedBy.PERSON, False, "I am sorry: I have decided that we will not change it. It goes on as it is."),
        (AskedBy.STAFF, True, "We have talked about it with you, and I agree that it should be changed."),
        (AskedBy.STAFF, False, "We have talked about it with you, and it stays as it is."),
    ],
)
def test_whoever_answers_speaks_of_themselves(documents: Documents, asked_by: AskedBy, agreed: bool, says: str) -> None:
    for text in in_both_forms(documents, but(AMENDMENT_ANSWERED, asked_by=asked_by, agreed=agreed)):
        assert says in text


@pytest.mark.rule("AMEND-1")
@pytest.mark.parametrize("recipient", [None, somebody_else()], ids=["person", "another"])
def test_they_hear_by_when_we_answer_who_talks_with_them_before_and_whom_to_ring(
    documents: Documents, recipient: Recipient | None
) -> None:
    facts = but(AMENDMENT_ASKED, asked_by=AskedBy.PERSON, by_the_person=True)
    for text in in_both_forms(documents, facts, recipient):
        assert "Clare Penrose will talk with you about it before then. You can also call 01632 960104." in text
        assert ("look at it with Winifred Ashdown and you." in text) is (recipient is not None)


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("recipient", [None, somebody_else()], ids=["person", "another"])
def test_taken_back_says_what_and_asks_whether_it_is_so(documents: Documents, recipient: Recipient | None) -> None:
    theirs, ours = (but(AMENDMENT_WITHDRAWN, at_whose_request=who) for who in ("person", "practitioner"))
    for facts in (theirs, ours):
        for text in in_both_forms(documents, facts, recipient):
            assert "We were going to decide about changes to" in text
            assert "A bath on Sundays." in text
            assert ("If that is not so, tell us." in text) is (facts is theirs)
            assert ("If we have got this wrong, tell us." in text) is (facts is theirs)
            assert ("You have the right to complain." in text) is (facts is ours)
    assert "What was to change" in text_of(documents, ours)
    assert "What was asked for" in text_of(documents, but(ours, was_in_hand=False))


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
