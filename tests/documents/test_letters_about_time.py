"""TIME-6, END · The letters that give the person a date, tell them of another, or tell them that the plan has left."""

import itertools
import re
from datetime import date
from typing import Any

import pytest

from activities.documents import WHY_IT_MOVED, Documents
from careplan.clocks import WAIT_OF, Because, Wait
from careplan.messages import EndReason
from careplan.notices import NoticeKind, Recipient
from careplan.plan import MADE_HERE, Format
from tests.documents.builders import facts, person, somebody_else
from tests.documents.reading import seen, solid, words_in_each_sentence

PROMISED = sorted(status for status, wait in WAIT_OF.items() if wait is not Wait.RECORD)
"""States in which the person holds a date."""

MAY_MOVE_IT = {
    "awaiting_decision": {Because.INFORMATION_ASKED, Because.INFORMATION_CAME},
    "returned": {Because.QUESTION_ASKED, Because.QUESTION_ANSWERED},
    "authorised_to_start": set[Because](),
    "signed_off": set[Because](),
}
"""Why the date may move in each; and in all of them because it was late, or was planned again."""

EVERY_MOVE = [
    (status, because)
    for status in PROMISED
    for because in sorted(MAY_MOVE_IT[status] | {Because.NOT_IN_TIME, Because.PLANNED_AGAIN})
]
CLOSED_BECAUSE = ["withdrawn", *sorted(reason.value for reason in EndReason if reason is not EndReason.DIED)]
"""After a death there is no letter to the person."""

each_recipient = pytest.mark.parametrize("recipient", [person(), somebody_else()], ids=["the person", "somebody else"])
JARGON = re.compile(
    r"\b(authoris\w+|practice|determin\w+|version|resubmi\w+|escalat\w+|clock|rung|working days?|workflow|interim"
    r"|in force|promise\w*|pending|submission)\b",
    re.IGNORECASE,
)


def text_of(documents: Documents, kind: NoticeKind, recipient: Recipient | None = None, **changes: Any) -> str:
    return documents.letter(facts(kind, recipient, **changes), Format.STANDARD).text.decode()


def new_date(documents: Documents, *because: Because, recipient: Recipient | None = None, **changes: Any) -> str:
    codes = tuple(each.value for each in because)
    return text_of(documents, NoticeKind.NEW_DATE, recipient, moved_because=codes, **changes)


def body(text: str) -> str:
    return text.split("\nDear ")[1].split("Yours sincerely", maxsplit=1)[0]


def reads_well(text: str) -> None:
    lengths = words_in_each_sentence(text)
    assert max(lengths) <= 25
    assert sum(lengths) / len(lengths) <= 13
    assert JARGON.findall(body(text)) == []
    assert not re.search(r"  | [.,;:]|\.\.|,,|\b[a-z]+_[a-z]+\b|None", body(text))


@pytest.mark.rule("TIME-6", "TIME-1")
@each_recipient
def test_a_plan_that_has_come_gives_its_date_and_what_happens_next(documents: Documents, recipient: Recipient) -> None:
    text = text_of(documents, NoticeKind.SUBMITTED, recipient)
    assert "Clare Penrose has sent us" in text
    assert "We will decide by 7 December 2026." in text
    assert "If the date changes, we will tell you, and say why." in text
    assert "already have will go on" in text or "already has will go on" in text
    assert "You have the right to complain." in text
    reads_well(text)


@pytest.mark.rule("TIME-6")
def test_every_reason_for_which_a_date_moves_has_its_own_words() -> None:
    assert frozenset(WHY_IT_MOVED) == frozenset(Because)
    assert len(set(WHY_IT_MOVED.values())) == len(WHY_IT_MOVED)


@pytest.mark.rule("TIME-6", "TIME-2", "TIME-3", "TIME-5")
@each_recipient
@pytest.mark.parametrize(("status", "because"), EVERY_MOVE, ids=[f"{one}, {two}" for one, two in EVERY_MOVE])
def test_a_new_date_says_both_dates_why_and_what_to_do_if_needs_are_urgent(
    documents: Documents, status: str, because: Because, recipient: Recipient
) -> None:
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
        assert words in text
    assert ("know that this is late" in text) is (because is Because.NOT_IN_TIME)
    reads_well(text)


@pytest.mark.rule("TIME-6", "TIME-2")
@pytest.mark.parametrize(
    ("status", "because", "subject", "says"),
    [
        (
            "awaiting_decision",
            Because.NOT_IN_TIME,
            "Our decision about your plan is late",
            "We have not yet decided about your plan for care and support.",
        ),
        (
            "awaiting_decision",
            Because.INFORMATION_ASKED,
            "A new date for your plan",
            "The date of our decision about your plan for care and support has changed. It is later than we told you.",
        ),
        (
            "returned",
            Because.NOT_IN_TIME,
            "A new date for your plan",
            "Your plan for care and support has not yet come back to us.",
        ),
        (
            "returned",
            Because.QUESTION_ASKED,
            "A new date for your plan",
            "The date for your plan for care and support to come back to us has changed.",
        ),
        (
            "authorised_to_start",
            Because.NOT_IN_TIME,
            "A new date for your plan",
            "Your first direct payment is not yet in use, so we have not yet signed off the plan.",
        ),
        (
            "authorised_to_start",
            Because.PLANNED_AGAIN,
            "A new date for your plan",
            "The date by which we expect to sign off your plan for care and support has changed.",
        ),
        (
            "signed_off",
            Because.NOT_IN_TIME,
            "We have a new date to look at your plan again",
            "We have not yet looked again at your plan for care and support with you.",
        ),
        (
            "signed_off",
            Because.PLANNED_AGAIN,
            "We have a new date to look at your plan again",
            "The date to look again at your plan for care and support with you has changed.",
        ),
    ],
)
def test_a_new_date_says_of_what(documents: Documents, status: str, because: Because, subject: str, says: str) -> None:
    text = new_date(documents, because, waiting_for=status)
    assert subject in text.split("Dear Winnie,")[0].splitlines()
    assert says in text


@pytest.mark.rule("TIME-6")
def test_several_changes_are_one_letter_with_every_reason(documents: Documents) -> None:
    text = new_date(documents, *Because)
    places = [text.index(WHY_IT_MOVED[because]) for because in Because]
    assert places == sorted(places)
    reads_well(text)


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize("because", sorted(Because))
@pytest.mark.parametrize("status", PROMISED)
def test_a_sooner_date_is_no_reason_to_be_sorry(documents: Documents, status: str, because: Because) -> None:
    text = new_date(documents, because, waiting_for=status, was_due_on=date(2026, 12, 21))
    assert "It is sooner than we told you." in text
    assert "The date before was 21 December 2026." in text
    assert "sorry" not in text
    assert "late" not in re.findall(r"\w+", text)
    reads_well(text)


@pytest.mark.rule("TIME-6", "TIME-3")
@pytest.mark.parametrize(
    ("telephone", "council", "says"),
    [
        ("01632 960104", "01632 960000", "Tell us at once: call 01632 960104."),
        ("", "01632 960000", "Tell us at once: call 01632 960000."),
        ("", "", "Tell us at once. We can"),
    ],
)
def test_whoever_has_urgent_needs_is_told_whom_to_call(
    documents: Documents, telephone: str, council: str, says: str
) -> None:
    text = new_date(documents, Because.NOT_IN_TIME, practitioner_telephone=telephone, council_telephone=council)
    assert says in text


@pytest.mark.rule("END", "TIME-5")
@each_recipient
@pytest.mark.parametrize("in_place", [True, False], ids=["support in place", "none in place"])
@pytest.mark.parametrize("because", CLOSED_BECAUSE)
def test_a_plan_that_has_left_says_so_and_how_to_come_back(
    documents: Documents, because: str, in_place: bool, recipient: Recipient
) -> None:
    text = text_of(documents, NoticeKind.CLOSED, recipient, closed_because=because, interim_in_place=in_place)
    assert "tell us at once: call 01632 960104" in text
    assert "You have the right to complain." in text
    assert ("It does not stop because of this letter." in text) is in_place
    reads_well(text)


@pytest.mark.rule("END")
@pytest.mark.parametrize(
    ("because", "subject", "says"),
    [
        ("withdrawn", "Your plan has been withdrawn", "This means that we will not decide about it now."),
        ("moved_away", "Your plan has ended", "We were told that you have moved to another area."),
        ("superseded", "Your plan has ended", "because a newer plan takes its place."),
        ("ended", "Your plan has ended", "Your plan for care and support has ended."),
    ],
)
def test_a_plan_that_has_left_says_why(documents: Documents, because: str, subject: str, says: str) -> None:
    text = text_of(documents, NoticeKind.CLOSED, closed_because=because)
    assert subject in text.split("Dear Winnie,")[0].splitlines()
    assert says in text


@pytest.mark.rule("END", "SHARE-7")
def test_whoever_has_a_copy_hears_that_it_is_out_of_date_and_not_why(documents: Documents) -> None:
    texts = {
        text_of(documents, NoticeKind.NO_LONGER_IN_FORCE, somebody_else(), closed_because=reason.value)
        for reason in EndReason
    }
    (text,) = texts
    assert "That plan has ended, so your copy is out of date." in text
    assert "speak with us before you change or stop anything" in text
    assert "£" not in text
    reads_well(text)


@pytest.mark.rule("TELL-4", "TIME-6", "END")
@each_recipient
@pytest.mark.parametrize("fmt", sorted(MADE_HERE))
def test_whatever_its_reason_a_letter_says_the_same_in_every_format(
    documents: Documents, fmt: Format, recipient: Recipient
) -> None:
    moves = [{"waiting_for": status, "moved_because": (because.value,)} for status, because in EVERY_MOVE]
    ends = [
        {"closed_because": because, "interim_in_place": in_place}
        for because, in_place in itertools.product(CLOSED_BECAUSE, (True, False))
    ]
    for kind, cases in ((NoticeKind.NEW_DATE, moves), (NoticeKind.CLOSED, ends)):
        for case in cases:
            letter = documents.letter(facts(kind, recipient, **case), fmt)
            said = re.sub(r"^- ", "", letter.text.decode(), flags=re.MULTILINE)
            assert solid(" ".join(seen(letter.html))) == solid(said)
            assert ('class="large"' in letter.html.decode()) == (fmt is Format.LARGE_PRINT)
