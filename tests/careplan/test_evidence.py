"""SUB-1 · What is evidence, and what only ticks a box, puts it off, or points somewhere else."""

import pytest

from countersign.careplan.evidence import is_evidence, says_something

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
]
ELSEWHERE = ["as above", "See notes", "See case notes.", "See the assessment on file", "As per case recording", "ditto"]
REPEATED = ["care care care care", "Yes yes yes yes", "Discussed. Discussed. Discussed."]
TOO_SHORT = ["Two visits.", "90%", "Agreed with family", "All needs met", "Her sister."]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize("words", [*TICKS, *NO_WORDS, *PUT_OFF, *ELSEWHERE, *REPEATED, *TOO_SHORT])
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
