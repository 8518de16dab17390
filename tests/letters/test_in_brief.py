"""TELL-4 · The e-mail and the text message of every letter: what to do and whom to ring, and no fact of health."""

import itertools
import re
from typing import cast

import pytest

from countersign.careplan.notices import TO_STAFF, NoticeKind
from countersign.careplan.people import ReachesUsBy
from countersign.testkit.examples import a_sender
from countersign.wording.facts import Facts
from countersign.wording.in_brief import InBrief, in_brief
from countersign.wording.text_message import MOST_PARTS, in_gsm, length
from tests.support.letters import EVERYBODY, LETTERS, head, letter, person, ways
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
        assert brief.text_message.startswith(f"{SENDER.council}: we have written to you.")
        assert brief.subject == f"{SENDER.council} has written to you"
        for text in (brief.email, brief.text_message):
            assert "01632 960104" in text
            assert head().reference in text
            assert not re.search(r" [.,:]|\.\.|None|  ", text), text


@each_letter
def test_a_text_message_is_three_parts_at_most(facts: Facts) -> None:
    for way, recipient in itertools.product(ways(facts), EVERYBODY):
        counted = length(in_brief(letter(way, head(recipient))).text_message)
        assert counted.is_gsm
        assert counted.units <= 459
        assert counted.parts <= MOST_PARTS


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
    assert f"Questions? {first}" in in_brief(letter(LETTERS[0], head(whom))).text_message


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
