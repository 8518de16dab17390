"""TIME-6, END · The letters that give the person a date, tell them of another, or tell them that the plan has left."""

import re
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.clocks import Because
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.leaving import EndReason
from countersign.careplan.people import ReachesUsBy
from countersign.letters.documents import Documents
from countersign.letters.filters import WHY_IT_MOVED
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Recipient
from tests.letters.made import subject_in, text_of
from tests.support.letters import (
    AGREED,
    AUTHORISED_TO_START,
    CLOSED,
    CLOSED_BECAUSE,
    EVERYBODY,
    INVITATION,
    NEW_DATE,
    NO_LONGER_IN_FORCE,
    PROMISED,
    RESUBMITTED,
    RETURNED,
    REVIEW_LATE,
    SOONER,
    SUBMITTED,
    SUPPORT_FOR_NOW,
    but,
    person,
    somebody_else,
)
from tests.support.reading import words_in_each_sentence

MAY_MOVE_IT = {
    Status.AWAITING_DECISION: {Because.INFORMATION_ASKED, Because.INFORMATION_CAME},
    Status.RETURNED: {Because.QUESTION_ASKED, Because.QUESTION_ANSWERED},
    Status.AUTHORISED_TO_START: set[Because](),
    Status.SIGNED_OFF: set[Because](),
}
"""Why the date may move in each; and in all of them because it was late, or was planned again."""

each_state = pytest.mark.parametrize("status", PROMISED)
JARGON = re.compile(
    r"\b(authoris\w+|practice|determin\w+|version|resubmi\w+|escalat\w+|clock|rung|working days?|workflow|interim"
    r"|in force|promise\w*|pending|submission)\b",
    re.IGNORECASE,
)


def new_date(documents: Documents, *because: Because, recipient: Recipient | None = None, **changes: Any) -> str:
    return text_of(documents, but(NEW_DATE, moved_because=because, **changes), recipient)


def body(text: str) -> str:
    return text.split("\nDear ")[1].split("Yours sincerely", maxsplit=1)[0]


def reads_well(text: str) -> None:
    lengths = words_in_each_sentence(text)
    assert max(lengths) <= 25
    assert sum(lengths) / len(lengths) <= 13
    assert JARGON.findall(body(text)) == []
    assert not re.search(r"\S  | [.,;:]|\.\.|,,|\b[a-z]+_[a-z]+\b|None", body(text))


@pytest.mark.rule("TIME-6", "TIME-1")
def test_a_plan_that_has_come_gives_its_date_and_what_happens_next(documents: Documents) -> None:
    for recipient, goes_on in zip(EVERYBODY, ("already have will go on", "already has will go on"), strict=True):
        text = text_of(documents, SUBMITTED, recipient)
        assert "Clare Penrose has sent us" in text
        assert "We will decide by 7 December 2026." in text
        assert "If the date changes, we will tell you, and say why." in text
        assert goes_on in text
        assert "You have the right to complain." in text
        reads_well(text)


@pytest.mark.rule("TIME-6")
def test_every_reason_for_which_a_date_moves_has_its_own_words() -> None:
    assert frozenset(WHY_IT_MOVED) == frozenset(Because)
    assert len(set(WHY_IT_MOVED.values())) == len(WHY_IT_MOVED)


@pytest.mark.rule("TIME-6", "TIME-2", "TIME-3", "TIME-5")
@each_state
def test_a_new_date_says_both_dates_why_and_what_to_do_if_needs_are_urgent(
    documents: Documents, status: Status
) -> None:
    for because in sorted(MAY_MOVE_IT[status] | {Because.NOT_IN_TIME, Because.PLANNED_AGAIN}):
        for recipient in EVERYBODY:
            text = new_date(documents, because, recipient=recipient, waiting_for=status)
            for words in (
                "We are sorry.",
                "20 November 2026",
                "by 7 December 2026.",
                f"- {WHY_IT_MOVED[because]}\n",
                "Are there needs that cannot wait? Tell us at once: call 01632 960104.",
                "will go on.",
                "You have the right to complain.",
            ):
                assert words in text, (because, recipient.name)
            assert ("We know that this is late" in text) is (because is Because.NOT_IN_TIME)
            reads_well(text)


@pytest.mark.rule("TIME-6", "TIME-2")
@pytest.mark.parametrize(
    ("status", "because", "subject", "says"),
    [
        (
            Status.AWAITING_DECISION,
            Because.NOT_IN_TIME,
            "Our decision about your plan is late",
            "We have not yet decided about your plan for care and support.",
        ),
        (
            Status.AWAITING_DECISION,
            Because.INFORMATION_ASKED,
            "A new date for your plan",
            "The date of our decision about your plan for care and support has changed. It is later than we told you.",
        ),
        (
            Status.RETURNED,
            Because.NOT_IN_TIME,
            "A new date for your plan",
            "The work on your plan for care and support is not finished yet.",
        ),
        (
            Status.RETURNED,
            Because.QUESTION_ASKED,
            "A new date for your plan",
            "The date for your plan for care and support to come back to us has changed.",
        ),
        (
            Status.AUTHORISED_TO_START,
            Because.NOT_IN_TIME,
            "A new date for your plan",
            "We have not yet checked that the first direct payment has come, and works. So we have not yet signed off",
        ),
        (
            Status.AUTHORISED_TO_START,
            Because.PLANNED_AGAIN,
            "A new date for your plan",
            "The date by which we expect to sign off your plan for care and support has changed.",
        ),
        (
            Status.SIGNED_OFF,
            Because.NOT_IN_TIME,
            "We have a new date to look at your plan again",
            "We have not yet looked again at your plan for care and support with you.",
        ),
        (
            Status.SIGNED_OFF,
            Because.PLANNED_AGAIN,
            "We have a new date to look at your plan again",
            "The date to look again at your plan for care and support with you has changed.",
        ),
    ],
)
def test_a_new_date_says_of_what(
    documents: Documents, status: Status, because: Because, subject: str, says: str
) -> None:
    text = new_date(documents, because, waiting_for=status)
    assert subject_in(text) == subject
    assert says in text


@pytest.mark.rule("TIME-6")
def test_several_changes_are_one_letter_with_every_reason(documents: Documents) -> None:
    text = new_date(documents, *Because)
    places = [text.index(WHY_IT_MOVED[because]) for because in Because]
    assert places == sorted(places)
    reads_well(text)


@pytest.mark.rule("TIME-6")
@each_state
def test_a_sooner_date_is_no_reason_to_be_sorry(documents: Documents, status: Status) -> None:
    for because in Because:
        text = new_date(documents, because, waiting_for=status, was_due_on=SOONER)
        assert "It is sooner than we told you." in text, because
        assert "The date before was 21 December 2026." in text, because
        assert "sorry" not in text, because
        assert "late" not in re.findall(r"\w+", text), because
        reads_well(text)


MISSED = date(2026, 11, 17)


@pytest.mark.rule("TIME-8", "TIME-6")
@each_state
def test_a_new_date_after_a_missed_one_says_plainly_that_the_first_was_missed(
    documents: Documents, status: Status
) -> None:
    """Whatever moved the date since, and whether the new one is later or sooner than the last one told."""
    for because in Because:
        for was_due_on in (date(2026, 11, 20), SOONER, MISSED, None):
            for recipient in EVERYBODY:
                changes = {"waiting_for": status, "missed_on": MISSED, "was_due_on": was_due_on}
                text = new_date(documents, because, recipient=recipient, **changes)
                assert "We are sorry." in text
                assert "This should have happened by 17 November 2026. We missed that date." in text
                assert text.count("17 November 2026") == 1, "said once, also where it is the date that they were told"
                assert "by 7 December 2026." in text
                assert "We know that this is late" in text
                reads_well(text)


@pytest.mark.rule("TIME-8")
@pytest.mark.parametrize(
    ("letter", "says"),
    [
        (SUBMITTED, "We should have decided by 17 November 2026. We are sorry: that date was missed."),
        (RESUBMITTED, "We should have decided by 17 November 2026. We are sorry: that date was missed."),
        (RETURNED, "The plan should have come back to us by 17 November 2026. We are sorry: that date was missed."),
        (
            AUTHORISED_TO_START,
            "We should have signed off the plan by 17 November 2026. We are sorry: that date was missed.",
        ),
    ],
)
def test_a_first_date_that_is_over_already_is_said_to_be_missed(documents: Documents, letter: Facts, says: str) -> None:
    assert says in text_of(documents, but(letter, missed_on=MISSED))
    assert "that date was missed" not in text_of(documents, letter)


@pytest.mark.rule("TELL-7", "TIME-3")
@pytest.mark.parametrize(
    ("telephone", "first", "says"),
    [
        ("01632 960104", ReachesUsBy.TELEPHONE, "Tell us at once: call 01632 960104."),
        ("", ReachesUsBy.TELEPHONE, "Tell us at once: call 01632 960100."),
        ("01632 960104", ReachesUsBy.TEXT, "Tell us at once: send a text message to 07700 900100."),
        ("01632 960104", ReachesUsBy.EMAIL, "Tell us at once: send an e-mail to social.care@northbridge.example."),
        ("01632 960104", ReachesUsBy.RELAY, "Tell us at once: call through Relay UK, 18001 01632 960104."),
    ],
)
def test_whoever_has_urgent_needs_is_told_whom_to_call(
    documents: Documents, telephone: str, first: ReachesUsBy, says: str
) -> None:
    whom = person().model_copy(update={"reaches_us_by": first})
    assert says in text_of(documents, NEW_DATE, whom, practitioner_telephone=telephone)


NIGHT = "In the evening, at night or at a weekend, call"


@pytest.mark.rule("TELL-7", "TIME-3")
@pytest.mark.parametrize(
    ("first", "says"),
    [
        (ReachesUsBy.TELEPHONE, f"{NIGHT} 01632 960199."),
        (ReachesUsBy.TEXT, f"{NIGHT} through Relay UK, 18001 01632 960199."),
        (ReachesUsBy.EMAIL, f"{NIGHT} through Relay UK, 18001 01632 960199."),
        (ReachesUsBy.RELAY, f"{NIGHT} through Relay UK, 18001 01632 960199."),
    ],
)
@pytest.mark.parametrize(
    "facts",
    [
        SUBMITTED,
        INVITATION,
        NEW_DATE,
        CLOSED,
        REVIEW_LATE,
        AUTHORISED_TO_START,
        RETURNED,
        but(RETURNED, is_amended=True),
        RESUBMITTED,
        SUPPORT_FOR_NOW,
        but(SUPPORT_FOR_NOW, what="ends", because="no_longer_needed"),
    ],
)
def test_what_cannot_wait_has_the_number_for_the_night_beside_it(
    documents: Documents, facts: Facts, first: ReachesUsBy, says: str
) -> None:
    whom = person().model_copy(update={"reaches_us_by": first})
    assert says in body(text_of(documents, facts, whom))


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("status", "subject"),
    [
        (Status.AWAITING_DECISION, "We need more time to decide about your plan"),
        (Status.RETURNED, "We need more time to work on your plan"),
        (Status.AUTHORISED_TO_START, "We need more time to sign off your plan"),
        (Status.SIGNED_OFF, "We need more time to look at your plan again"),
    ],
)
def test_without_a_new_date_no_letter_is_titled_as_one(documents: Documents, status: Status, subject: str) -> None:
    text = new_date(documents, Because.PLANNED_AGAIN, waiting_for=status, due_on=None)
    assert subject_in(text) == subject
    assert "We will write to you with a new date as soon as we have one." in text
    assert "changes again" not in text


@pytest.mark.rule("END", "TIME-5")
@pytest.mark.parametrize("because", CLOSED_BECAUSE)
def test_a_plan_that_has_left_says_so_and_how_to_come_back(documents: Documents, because: str) -> None:
    for recipient in EVERYBODY:
        for in_place in (True, False):
            text = text_of(documents, but(CLOSED, closed_because=because, interim_in_place=in_place), recipient)
            assert "tell us at once: call 01632 960104" in text
            assert "You have the right to complain." in text
            assert ("It does not stop because of this letter." in text) is in_place
            reads_well(text)


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("because", "subject", "says"),
    [
        ("withdrawn", "Your plan has been withdrawn", "This means that we will not decide about it now."),
        (EndReason.MOVED_AWAY, "Your plan has ended", "We were told that you have moved to another area."),
        (EndReason.SUPERSEDED, "Your plan has ended", "because a newer plan takes its place."),
        (EndReason.ENDED, "Your plan has ended", "Your plan for care and support has ended."),
    ],
)
def test_a_plan_that_has_left_says_why(documents: Documents, because: str, subject: str, says: str) -> None:
    text = text_of(documents, but(CLOSED, closed_because=because, lies_ahead=False))
    assert subject_in(text) == subject
    assert says in text
    assert re.search(r"\nWhy\n=+\n+You have asked us to stop, and will live with your sister\.\n", text)
    assert "\nWhy\n" not in text_of(documents, but(CLOSED, closed_because=because, why=""))


@pytest.mark.rule("END")
@pytest.mark.parametrize("newer_waits", [False, True])
def test_of_a_newer_plan_that_nobody_has_agreed_the_letter_says_so(documents: Documents, newer_waits: bool) -> None:
    for recipient in EVERYBODY:
        facts = but(CLOSED, closed_because=EndReason.SUPERSEDED, newer_waits=newer_waits)
        text = text_of(documents, facts, recipient)
        assert ("The newer plan is not agreed yet." in text) is newer_waits


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("lies_ahead", "subject", "says"),
    [
        (False, "Your plan has ended", "From 1 December 2026 the plan no longer applies."),
        (
            True,
            "Your plan will end",
            "From 1 December 2026 the plan no longer applies. Until then it goes on. A service may stop sooner: we say",
        ),
    ],
)
@pytest.mark.parametrize("because", [EndReason.ENDED, EndReason.MOVED_AWAY, EndReason.SUPERSEDED])
def test_a_plan_that_ends_says_from_which_day_and_what_becomes_of_each_service(
    documents: Documents, because: EndReason, lies_ahead: bool, subject: str, says: str
) -> None:
    for recipient in EVERYBODY:
        text = text_of(documents, but(CLOSED, closed_because=because, lies_ahead=lies_ahead), recipient)
        assert says in text
        assert ("Until then it goes on" in text) is lies_ahead
        assert "has ended" not in text if lies_ahead else "will end" not in text
        for service in CLOSED.services:
            assert service in text
        assert "If something here is not right, ask Clare Penrose." in text
        assert "does not end because of this letter" in text, "what family and friends do"
        reads_well(text)
    assert subject_in(text_of(documents, but(CLOSED, closed_because=because, lies_ahead=lies_ahead))) == subject


@pytest.mark.rule("END")
def test_a_plan_of_which_nothing_ran_says_nothing_of_services(documents: Documents) -> None:
    text = text_of(documents, but(CLOSED, closed_because=EndReason.MOVED_AWAY, from_day=None, services=()))
    assert "service" not in text
    assert "no longer applies" not in text


@pytest.mark.rule("END", "SHARE-3")
@pytest.mark.parametrize(
    ("lies_ahead", "says", "says_not"),
    [
        (False, "From 1 December 2026 the plan no longer applies.", "That plan will end."),
        (True, "That plan will end. From 1 December 2026 it no longer applies", "has ended"),
    ],
)
def test_whoever_has_a_copy_hears_from_which_day_and_what_becomes_of_what_they_give(
    documents: Documents, lies_ahead: bool, says: str, says_not: str
) -> None:
    text = text_of(documents, but(NO_LONGER_IN_FORCE, lies_ahead=lies_ahead), somebody_else())
    assert says in text
    assert says_not not in text
    assert "- Home care: this stops. The last day is 30 November 2026." in text
    reads_well(text)
    others = text_of(documents, but(NO_LONGER_IN_FORCE, lies_ahead=lies_ahead, services=()), somebody_else())
    assert "What happens to" not in others


@pytest.mark.rule("END", "SHARE-7")
def test_whoever_has_a_copy_hears_that_it_is_out_of_date_and_not_why(documents: Documents) -> None:
    text = text_of(documents, but(NO_LONGER_IN_FORCE, lies_ahead=False, services=()), somebody_else())
    assert "That plan has ended, so your copy is out of date." in text
    assert "speak with us before you change or stop anything" in text
    assert "£" not in text
    reads_well(text)
    with pytest.raises(ValidationError, match="closed_because"):
        but(NO_LONGER_IN_FORCE, closed_because=EndReason.MOVED_AWAY)


# TIME-3 · Help that was asked for


@pytest.mark.rule("TIME-3", "TELL-2")
@pytest.mark.parametrize("facts", [AGREED, AUTHORISED_TO_START, INVITATION, RESUBMITTED, RETURNED, SUBMITTED])
def test_whoever_said_that_something_cannot_wait_reads_that_it_was_heard(documents: Documents, facts: Facts) -> None:
    heard = "We have asked for short-term support, and somebody will be in touch about it."
    said = " ".join(text_of(documents, facts, help_is_asked_for=True).split())
    assert f"We know that some of what you need cannot wait. {heard}" in said
    assert "If something cannot wait" not in said
    to_another = " ".join(text_of(documents, facts, somebody_else(), help_is_asked_for=True).split())
    assert "some of what Winifred Ashdown needs cannot wait." in to_another
    assert heard not in " ".join(text_of(documents, facts).split())
