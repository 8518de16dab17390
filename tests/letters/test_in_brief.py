"""TELL-4 · The e-mail and the text message of every letter: what to do and whom to ring, and no fact of health."""

import itertools
import re
from typing import cast

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.people import ReachesUsBy
from countersign.careplan.ways import KEPT_FOR
from countersign.testkit.examples import a_sender
from countersign.wording.facts import Facts
from countersign.wording.in_brief import InBrief, in_brief
from countersign.wording.letter_head import Reader
from countersign.wording.text_message import in_gsm, length
from tests.support.letters import (
    AGREED,
    AMENDED,
    AMENDMENT_ANSWERED,
    AMENDMENT_ASKED,
    AMENDMENT_WITHDRAWN,
    CLOSED,
    CONDITION_COMING,
    COPY_DECIDED,
    COPY_TO_RETURN,
    EVERYBODY,
    INVITATION,
    LETTERS,
    NEW_DATE,
    NEW_PRACTITIONER,
    NO_LONGER_IN_FORCE,
    PLAN_GIVEN,
    RESUBMITTED,
    RETURNED,
    REVIEW_DECLINED,
    REVIEW_LATE,
    SUPPORT_FOR_NOW,
    but,
    head,
    letter,
    person,
    somebody_else,
    ways,
)
from tests.support.records import PLAN_ID

pytestmark = pytest.mark.rule("TELL-4")

SENDER = a_sender()
each_letter = pytest.mark.parametrize("facts", LETTERS, ids=[facts.kind.value for facts in LETTERS])

OF_HEALTH = re.compile(
    r"(?i)\b(care|carer|support\w*|plans?|health|needs|budget|payment|direct|social|adult|medical|ill\w*|disab\w*|"
    r"hospital|home|services?|assess\w*|outcomes?|review\w*|safeguard\w*|advocate|practitioner|agreed|returned|withdrawn|"
    r"ended|died|£)\b|£"
)
"""What would tell somebody who looks over a shoulder that it is about care, or what was decided."""


def texts_of(facts: Facts) -> list[str]:
    """Everything that somebody wrote into the facts of a letter."""
    values = cast("dict[str, object]", facts.model_dump(mode="json")).values()
    texts = [text for value in values for text in (cast("list[object]", value) if isinstance(value, list) else [value])]
    return [text for text in texts if isinstance(text, str) and " " in text]


def said(brief: InBrief) -> tuple[str, ...]:
    return tuple(text.replace(SENDER.email, "") for text in brief)


def test_there_is_one_for_every_kind_of_letter() -> None:
    assert {facts.kind for facts in LETTERS} == frozenset(NoticeKind) - TO_STAFF


@each_letter
def test_nothing_of_health_or_care_stands_in_an_e_mail_or_a_text_message(facts: Facts) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        for text in said(in_brief(letter(way, head(recipient)))):
            assert not OF_HEALTH.search(text), text
            assert not any(words in text for words in texts_of(way)), text
            assert PLAN_ID not in text
            assert SENDER.department not in text


@each_letter
def test_each_says_who_sends_it_and_whom_to_ring(facts: Facts) -> None:
    for way in ways(facts):
        brief = in_brief(letter(way))
        assert brief.text_message.startswith(f"{SENDER.council}: a letter is coming by post.")
        assert brief.subject == f"{SENDER.council} has written to you"
        for text in (brief.with_a_link, brief.text_message):
            assert "01632 960104" in text
            assert head().reference in text
            assert not re.search(r" [.,:]|\.\.|,\.|None|  ", text), text


@each_letter
def test_a_text_message_is_one_part_or_two(facts: Facts) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        message = in_brief(letter(way, head(recipient))).text_message
        counted = length(message)
        assert counted.is_gsm
        assert counted.units <= 306, message
        assert counted.parts <= 2
        assert "Not there in a week, or questions? Call" in message


def test_what_can_be_said_in_one_part_is() -> None:
    """Each of them once had a few characters too many."""
    short = [facts.kind for facts in LETTERS if length(in_brief(letter(facts)).text_message).units <= 160]
    assert short == [NoticeKind.SUBMITTED, NoticeKind.AUTHORISED, NoticeKind.AGREED, NoticeKind.NEW_PRACTITIONER]


def test_where_there_is_room_it_says_when_somebody_answers() -> None:
    message = in_brief(letter(AMENDED)).text_message
    hours = "Our office: 01632 960100, Monday to Friday, 9am to 5pm."
    assert f"{hours} In the evening, at night or at a weekend, call 01632 960199." in message
    less = in_brief(letter(RETURNED)).text_message
    assert hours in less
    assert "960199" not in less


@each_letter
def test_an_e_mail_with_a_link_says_what_the_link_is_and_asks_for(facts: Facts) -> None:
    for way in ways(facts):
        words = in_brief(letter(way)).with_a_link
        assert "You can read the letter by the link below. It asks you for your e-mail address first" in words
        assert f"The link works for {KEPT_FOR}" in words
        assert "Would you like the letter on paper" in words
        assert "Our office: 01632 960100, Monday to Friday, 9am to 5pm." in words
        assert "In the evening, at night or at a weekend, call 01632 960199." in words
        assert "has not come" not in words
        assert words.endswith("\n\nYour letter:"), "the template goes on with the link"


@pytest.mark.parametrize(
    ("reader", "about"),
    [
        (Reader.PERSON, ""),
        (Reader.REPRESENTATIVE, " about somebody whom you act for"),
        (Reader.ADVOCATE, " about somebody whom you speak for"),
        (Reader.CARER, " about somebody else"),
        (Reader.PROVIDER, " about somebody else"),
        (Reader.ASKED_FOR, " about somebody else"),
    ],
)
def test_whoever_has_a_letter_about_somebody_else_is_told_so(reader: Reader, about: str) -> None:
    whom = somebody_else().model_copy(update={"reader": reader})
    brief = in_brief(letter(AGREED, head(whom)))
    assert f"has a letter for you{about}. We have made a decision." in brief.with_a_link
    assert f": a letter{about} is coming by post. We have made a decision." in brief.text_message


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            INVITATION,
            "We invite you to a meeting on Wednesday 2 December 2026 at 2pm. You do not have to take part. Tell",
        ),
        (INVITATION, "Tell us by 1 December 2026 if you would like to. Our letter says how."),
        (but(INVITATION, reply_by=None), "Tell us soon if you would like to. Our letter says how."),
        (
            RESUBMITTED,
            "We are looking at it again, and will decide by 7 December 2026. You do not need to do anything.",
        ),
        (NEW_DATE, "We will decide by 7 December 2026, and not by 20 November 2026. You do not need to do anything."),
        (but(NEW_DATE, was_due_on=None), "We will decide by 7 December 2026."),
        (but(NEW_DATE, due_on=None), "We need more time than we told you. Our letter says why."),
        (but(NEW_DATE, waiting_for=Status.SIGNED_OFF), "We will talk with you by 7 December 2026, and"),
        (but(NEW_DATE, waiting_for=Status.RETURNED), "We will have news for you by 7 December 2026, and"),
        (CLOSED, "It says what changes, and when."),
        (REVIEW_LATE, "We will talk with you by 20 December 2027. Tell us which day suits you."),
        (REVIEW_DECLINED, "Somebody asked us to talk with you again soon. Our letter has our answer."),
        (COPY_DECIDED, "We were asked to send papers to somebody. Our letter has our answer."),
        (AMENDMENT_ASKED, "We were asked to change something. We will answer by 7 December 2026. You do not need"),
        (AMENDMENT_ANSWERED, "We were asked to change something. Our letter has our answer."),
        (AMENDMENT_WITHDRAWN, "A change that we were looking at will not be made. Our letter says why."),
        (NEW_PRACTITIONER, "You have a new person to ask."),
        (SUPPORT_FOR_NOW, "What we arrange for you starts on 27 November 2026."),
        (CONDITION_COMING, "Our letter asks you to send us something by 1 March 2027."),
        (but(CONDITION_COMING, is_to_send=False), "Our letter asks you to do something by 1 March 2027."),
        (
            COPY_TO_RETURN,
            "We sent you papers on 20 November 2026. Please send them back, or destroy them, by 27 November",
        ),
        (but(COPY_TO_RETURN, back_by=None), "Please send them back, or destroy them. Our letter says how."),
        (NO_LONGER_IN_FORCE, "Papers that we sent you do not apply from 1 December 2026 on."),
        (but(NO_LONGER_IN_FORCE, from_day=None), "Papers that we sent you do not apply any more."),
        (PLAN_GIVEN, "They have had a letter with papers from us."),
    ],
)
def test_each_says_in_plain_words_what_its_letter_comes_to(facts: Facts, says: str) -> None:
    brief = in_brief(letter(facts))
    assert says in brief.with_a_link
    assert says in brief.text_message


@pytest.mark.parametrize(
    ("by", "first"),
    [
        (ReachesUsBy.TELEPHONE, "Call 01632 960104."),
        (ReachesUsBy.TEXT, f"Send a text message to {SENDER.text_message}. Or call 01632 960104."),
        (ReachesUsBy.EMAIL, f"Send an e-mail to {SENDER.email}. Or call 01632 960104."),
        (ReachesUsBy.RELAY, "Call through Relay UK, 18001 01632 960104."),
    ],
)
def test_what_the_reader_can_use_stands_first(by: ReachesUsBy, first: str) -> None:
    whom = person().model_copy(update={"reaches_us_by": by})
    assert f"Not there in a week, or questions? {first}" in in_brief(letter(LETTERS[0], head(whom))).text_message


@each_letter
def test_a_council_whose_name_is_outside_the_alphabet_keeps_its_name_and_says_less(facts: Facts) -> None:
    council = "Cyngor Sir y Gŵyl a’r Dŵr Mawr gerllaw Llŷn"
    sender = SENDER.model_copy(update={"council": council})
    message = in_brief(letter(facts, head(sender=sender))).text_message
    counted = length(message)
    assert not counted.is_gsm
    assert counted.units <= 201
    assert message.startswith(in_gsm(council))
    assert "01632 960104" in message


@pytest.mark.parametrize(
    ("text", "units", "parts", "is_gsm"),
    [
        ("a" * 160, 160, 1, True),
        ("a" * 161, 161, 2, True),
        ("a" * 306, 306, 2, True),
        ("a" * 307, 307, 3, True),
        ("a" * 459, 459, 3, True),
        ("a" * 460, 460, 4, True),
        ("€" * 80, 160, 1, True),
        ("€" * 81, 162, 2, True),
        ("é£ñ", 3, 1, True),
        ("ŵ" * 70, 70, 1, False),
        ("ŵ" * 71, 71, 2, False),
        ("ŵ" * 201, 201, 3, False),
        ("ŵ" * 202, 202, 4, False),
        ("☺😀", 3, 1, False),
    ],
)
def test_a_text_message_is_counted_as_networks_do(text: str, units: int, parts: int, is_gsm: bool) -> None:
    assert length(text) == (units, parts, is_gsm)
