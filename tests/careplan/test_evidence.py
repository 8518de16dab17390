"""SUB-1 · What is evidence, and what only ticks a box, puts it off, or points somewhere else."""

import pytest
from pydantic import ValidationError

from countersign.careplan.evidence import is_evidence, says_something
from countersign.careplan.messages import MESSAGES
from tests.support.builders import changed, example_of

TICKS = [
    "yes",
    "Yes.",
    "YES!",
    "yes .",
    "ok",
    "n/a",
    "N/A.",
    "None",
    "No",
    "no.",
    "x",
    "Confirmed.",
    "Fully met",
    "Done",
]
NO_WORDS = ["", " ", "-", "—", "...", "✓", "✅", "\u200b", "?"]
PUT_OFF = [
    "TBC",
    "tbc.",
    "To be confirmed",
    "To be confirmed at a later date",
    "Will be added shortly",
    "Not known yet",
    "I don't know",
]
ELSEWHERE = [
    "as above",
    "Yes, all eight statements are confirmed",
    "See notes",
    "See case notes.",
    "See the assessment on file",
    "As per case recording",
    "ditto",
]
SPELT_OUT = ["T.B.C.", "t b c", "1. 2. 3.", "N. A.", "x, y, z", "e.g. a, b, c etc."]
REPEATED = ["care care care care", "Yes yes yes yes", "Discussed. Discussed. Discussed."]
STILL_TO_COME = ["Will do next week", "Not yet, waiting for OT", "Information will be given when available"]
TOO_SHORT = ["Two visits.", "90%", "Agreed with family", "All needs met", "Her sister."]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    "words", [*TICKS, *NO_WORDS, *PUT_OFF, *ELSEWHERE, *SPELT_OUT, *REPEATED, *STILL_TO_COME, *TOO_SHORT]
)
def test_words_that_say_nothing_are_not_evidence(words: str) -> None:
    assert not is_evidence(words)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    "words",
    [
        "Yes: two visits, in March.",
        "None of the agencies had room.",
        "Her sister was there on 3 and 10 March.",
        "We met twice; see also her own notes.",
        "He lives alone.",
        "No visits were missed in March.",
        "Discussed with Mrs Hill",
        "12 hours a week, as now.",
        "Ei chwaer oedd yn y cyfarfod.",
        "她的妹妹每周来看她两次",
    ],
)
def test_a_few_words_that_say_something_are_evidence(words: str) -> None:
    assert is_evidence(words)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", [*TICKS, *NO_WORDS, *PUT_OFF])
def test_a_tick_says_nothing_at_all(words: str) -> None:
    assert not says_something(words)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", ["Invoice", "The invoice.", "Two visits.", "90%", "By an agency."])
def test_one_word_can_say_something_without_being_evidence(words: str) -> None:
    assert says_something(words)
    assert not is_evidence(words)


REASONS = (
    ("withdraw", "reason"),
    ("withdraw", "what_the_person_says"),
    ("end", "why"),
    ("request_information", "what"),
    ("ask_about_return", "question"),
    ("resubmit", "responses.0.what_was_done"),
    ("reassign", "reason"),
    ("replan_clocks", "why"),
    ("report_missed_meeting", "why"),
)


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(("name", "field"), REASONS, ids=str)
@pytest.mark.parametrize(
    ("words", "taken"),
    [("n/a", False), ("TBC", False), ("-", False), ("As above.", False), ("Yes.", False), ("Illness.", True)],
)
def test_a_message_that_gives_a_reason_gives_one(name: str, field: str, words: str, taken: bool) -> None:
    raw = changed(example_of(name), {field: words})
    try:
        MESSAGES[name].model_validate(raw)
    except ValidationError as error:
        (problem,) = error.errors(include_url=False, include_input=False)
        assert problem["msg"] == "Value error, must say something: a tick, TBC, n/a or as above is no reason"
        assert not taken
    else:
        assert taken


@pytest.mark.rule("DEC-4")
def test_what_answers_a_question_may_be_a_bare_no() -> None:
    raw = changed(example_of("supply_information"), {"information": "None."})
    assert MESSAGES["supply_information"].model_validate(raw)
