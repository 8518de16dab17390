"""DEC-2, DEC-3 · Which of the eleven answers bars an agreement, which asks for words; regard that says something."""

from typing import Any

import pytest

from countersign.careplan.decision_parts import DecisionOutcome, Question
from countersign.careplan.valid_decision import problems_of
from tests.careplan.test_decision import TODAY, codes
from tests.support.builders import SURE, decide, plan, scheme

AGREE, RETURN = DecisionOutcome.AGREE, DecisionOutcome.RETURN
NUMBER = {question: number for number, question in enumerate(Question)}


def wrong_with(changes: dict[str, Any], outcome: DecisionOutcome = AGREE) -> tuple[list[str], list[str]]:
    """Where something is missing, and where something contradicts, in a decision about the plain plan."""
    found = problems_of(decide(outcome, (outcome is AGREE, True, None), changes), plan(), scheme(), TODAY)
    missing, contradicting = (codes(findings) for findings in found)
    return [where for _, where in missing], [where for _, where in contradicting]


def answered(question: Question, reply: str, words: str) -> dict[str, Any]:
    """The change that answers one question so."""
    return {f"answers.{NUMBER[question]}": {"question": question.value, "reply": reply, "comment": words}}


BARS, ASKS, LIMB = "bars", "asks for words", "contradicts its limb"


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize("reply", ["no", "unclear"])
@pytest.mark.parametrize(
    ("question", "means"),
    [
        (Question.INVOLVEMENT, ASKS),
        (Question.WELLBEING, ASKS),
        (Question.OUTCOMES_CLEAR, BARS),
        (Question.HOW_ACHIEVED, ASKS),
        (Question.INDEPENDENCE, ASKS),
        (Question.PREVENTION, ASKS),
        (Question.STRENGTHS, ASKS),
        (Question.RESOURCES, LIMB),
        (Question.INTENSITY, LIMB),
        (Question.TYPE, LIMB),
        (Question.CONTINGENCY, LIMB),
    ],
)
def test_what_an_answer_but_yes_means_for_an_agreement(question: Question, means: str, reply: str) -> None:
    missing, contradicting = wrong_with(answered(question, reply, ""))
    with_words = wrong_with(answered(question, reply, SURE))
    if means == ASKS:
        assert (missing, contradicting) == ([f"answers.{question.value}.comment"], [])
        assert with_words == ([], [])
    elif means == BARS:
        assert (missing, contradicting) == ([], [f"answers.{question.value}"])
        assert with_words == (missing, contradicting), "no words can make up for outcomes that are not clear"
    else:
        assert missing == []
        assert [where.split(".")[0] for where in contradicting] == ["limbs"]
        assert with_words == (missing, contradicting)


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize("words", ["", "n/a", "TBC", "ok", "As above.", "See case notes", "yes yes yes"])
def test_words_that_say_nothing_are_no_reason_to_agree_even_so(words: str) -> None:
    assert wrong_with(answered(Question.STRENGTHS, "no", words)) == (["answers.strengths_approach_used.comment"], [])


@pytest.mark.rule("DEC-2")
def test_seven_times_no_without_a_word_names_all_seven_at_once() -> None:
    seven = list(Question)[:7]
    changes = {
        f"answers.{NUMBER[question]}": {"question": question.value, "reply": "no", "comment": ""} for question in seven
    }
    missing, contradicting = wrong_with(changes)
    assert missing == [
        f"answers.{question.value}.comment" for question in seven if question is not Question.OUTCOMES_CLEAR
    ]
    assert contradicting == ["answers.outcomes_clear_and_realistic"]


@pytest.mark.rule("DEC-2", "RET-2")
@pytest.mark.parametrize("question", list(Question)[:7])
@pytest.mark.parametrize("reply", ["no", "unclear"])
def test_a_return_needs_no_reason_to_agree(question: Question, reply: str) -> None:
    assert wrong_with(answered(question, reply, ""), RETURN) == ([], [])


@pytest.mark.rule("DEC-2")
def test_a_yes_needs_no_words() -> None:
    assert wrong_with({}) == ([], [])


@pytest.mark.rule("DEC-3")
@pytest.mark.parametrize("outcome", [AGREE, RETURN])
@pytest.mark.parametrize("part", ["wellbeing", "outcomes", "preferences"])
@pytest.mark.parametrize(
    ("words", "is_regard"),
    [
        ("n/a", False),
        ("TBC", False),
        ("Considered.", False),
        ("As above", False),
        ("yes, fully met", False),
        ("He stays at home, near his brother.", True),
    ],
)
def test_regard_says_something(outcome: DecisionOutcome, part: str, words: str, is_regard: bool) -> None:
    expected = [] if is_regard else [f"regard.{part}"]
    assert wrong_with({f"regard.{part}": words}, outcome) == (expected, [])


@pytest.mark.rule("DEC-3")
def test_all_regard_that_says_nothing_is_named_at_once() -> None:
    nothing = {"wellbeing": "n/a", "outcomes": "n/a", "preferences": "n/a"}
    assert wrong_with({"regard": nothing}) == (["regard.wellbeing", "regard.outcomes", "regard.preferences"], [])
