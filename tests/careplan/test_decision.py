"""DEC-1, DEC-2, DEC-3, DEC-5 · What makes a decision whole, and where it contradicts itself."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.decision_parts import DecisionOutcome, Ground, Limb, Question
from countersign.careplan.findings import Finding
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan
from countersign.careplan.valid_decision import failed_limbs, problems_of
from tests.support.builders import (
    SURE,
    Limbs3,
    changed,
    decide,
    decide_json,
    plan,
    plan_by_direct_payment,
    scheme,
    without,
)

TODAY = date(2026, 11, 16)
AGREE, RETURN = DecisionOutcome.AGREE, DecisionOutcome.RETURN

NO_REASON = ("RET-2", "reasons")
MUST_AGREE = ("DEC-1", "outcome")
THIRD_LIMB = ("DEC-1", f"limbs.{Limb.DIRECT_PAYMENT.value}")
"""Faults of a decision: the rule, and the place in the message."""

IT_MUST_BE_AGREED = (
    "All limbs of the test hold, so the plan must be agreed, whatever it costs beside the indicative budget."
)

Findings = tuple[Finding, ...]


def cannot(limb: Limb) -> tuple[str, str]:
    """The fault of an agreement where this limb is answered no."""
    return "DEC-1", f"limbs.{limb.value}"


def found_in(decided: Decide, about: Plan | None = None) -> tuple[Findings, Findings]:
    """What is missing and what contradicts, decided today under the default scheme; about the plain plan."""
    return problems_of(decided, about or plan(), scheme(), TODAY)


def codes(findings: Findings) -> list[tuple[str, str]]:
    """The rule and the place of each finding."""
    return [(fault.rule, fault.where) for fault in findings]


def reasons(found: tuple[Findings, Findings]) -> list[str]:
    """What is missing and what contradicts, in words."""
    missing, contradicting = found
    return [fault.reason for fault in (*missing, *contradicting)]


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize(
    ("limbs", "direct_payment", "outcome", "lacks", "contradicts"),
    [
        # appropriate, best use, direct payment; is one used?; the outcome; what that lacks, and what contradicts it
        pytest.param((True, True, None), False, AGREE, [], [], id="both hold, agreed"),
        pytest.param((True, True, None), False, RETURN, [NO_REASON], [MUST_AGREE], id="both hold, returned"),
        pytest.param((False, True, None), False, AGREE, [], [cannot(Limb.APPROPRIATE)], id="not appropriate, agreed"),
        pytest.param((False, True, None), False, RETURN, [], [], id="not appropriate, returned"),
        pytest.param((True, False, None), False, AGREE, [], [cannot(Limb.BEST_USE)], id="not best use, agreed"),
        pytest.param((True, False, None), False, RETURN, [], [], id="not best use, returned"),
        pytest.param(
            (False, False, None),
            False,
            AGREE,
            [],
            [cannot(Limb.APPROPRIATE), cannot(Limb.BEST_USE)],
            id="neither holds, agreed",
        ),
        pytest.param((False, False, None), False, RETURN, [], [], id="neither holds, returned"),
        pytest.param((True, True, True), True, AGREE, [], [], id="all three hold, agreed"),
        pytest.param((True, True, True), True, RETURN, [NO_REASON], [MUST_AGREE], id="all three hold, returned"),
        pytest.param(
            (True, True, False), True, AGREE, [], [cannot(Limb.DIRECT_PAYMENT)], id="only the payment fails, agreed"
        ),
        pytest.param((True, True, False), True, RETURN, [], [], id="only the payment fails, returned"),
        pytest.param((False, True, True), True, AGREE, [], [cannot(Limb.APPROPRIATE)], id="the payment holds, agreed"),
        pytest.param((False, True, True), True, RETURN, [], [], id="the payment holds, returned"),
        pytest.param((False, False, False), True, RETURN, [], [], id="nothing holds, returned"),
        pytest.param((True, True, None), True, AGREE, [THIRD_LIMB], [], id="the payment is not answered, agreed"),
        pytest.param((False, True, None), True, RETURN, [THIRD_LIMB], [], id="the payment is not answered, returned"),
        pytest.param((True, True, True), False, AGREE, [THIRD_LIMB], [], id="a payment that is not there holds"),
        pytest.param((True, True, False), False, RETURN, [THIRD_LIMB], [], id="a payment that is not there fails"),
    ],
)
def test_the_outcome_follows_from_the_limbs(
    limbs: Limbs3,
    direct_payment: bool,
    outcome: DecisionOutcome,
    lacks: list[tuple[str, str]],
    contradicts: list[tuple[str, str]],
) -> None:
    about = plan_by_direct_payment() if direct_payment else plan()
    missing, contradicting = found_in(decide(outcome, limbs), about)
    assert (codes(missing), codes(contradicting)) == (lacks, contradicts)


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize(
    ("limbs", "direct_payment", "outcome", "words"),
    [
        pytest.param(
            (True, True, None),
            True,
            AGREE,
            ["The plan uses a direct payment, so the third limb must be answered."],
            id="the third limb is missing",
        ),
        pytest.param(
            (True, True, True),
            False,
            AGREE,
            ["The plan uses no direct payment, so the third limb is not answered."],
            id="the third limb is about nothing",
        ),
        pytest.param(
            (True, True, None),
            False,
            RETURN,
            ["A return gives at least one clear reason.", IT_MUST_BE_AGREED],
            id="nothing fails, and it is returned",
        ),
        pytest.param(
            (False, False, None),
            False,
            AGREE,
            [
                "A plan cannot be agreed when 'appropriate_and_proportionate' is answered no.",
                "A plan cannot be agreed when 'best_use_of_resources' is answered no.",
            ],
            id="something fails, and it is agreed",
        ),
    ],
)
def test_each_fault_is_said_in_a_sentence_that_an_authoriser_can_act_on(
    limbs: Limbs3, direct_payment: bool, outcome: DecisionOutcome, words: list[str]
) -> None:
    about = plan_by_direct_payment() if direct_payment else plan()
    assert reasons(found_in(decide(outcome, limbs), about)) == words


INDICATIVE = ("161.99", "162.00", "162.01")
"""Indicative budgets a penny below what the plain plan costs, of exactly that, and a penny above it."""


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize("indicative", INDICATIVE, ids=["above it", "at it", "below it"])
def test_the_indicative_budget_has_no_say_in_the_test(indicative: str) -> None:
    about = plan(indicative_budget=indicative)
    assert found_in(decide(AGREE), about) == ((), ())
    missing, contradicting = found_in(decide(RETURN), about)
    assert (codes(missing), codes(contradicting)) == ([NO_REASON], [MUST_AGREE])


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize("payment", [None, True, False], ids=["no payment", "payment holds", "payment fails"])
@pytest.mark.parametrize("best_use", [True, False], ids=["best use", "not best use"])
@pytest.mark.parametrize("appropriate", [True, False], ids=["appropriate", "not appropriate"])
def test_of_the_two_outcomes_the_limbs_leave_exactly_one_whatever_the_indicative_budget(
    appropriate: bool, best_use: bool, payment: bool | None
) -> None:
    limbs: Limbs3 = (appropriate, best_use, payment)
    must_agree = appropriate and best_use and payment is not False
    for indicative in INDICATIVE:
        own = {"indicative_budget": indicative}
        about = plan(**own) if payment is None else plan_by_direct_payment(own)
        valid = [outcome for outcome in DecisionOutcome if found_in(decide(outcome, limbs), about) == ((), ())]
        assert valid == ([AGREE] if must_agree else [RETURN]), indicative


@pytest.mark.rule("DEC-1")
def test_the_limbs_that_failed() -> None:
    assert failed_limbs(decide(AGREE, (True, True, None)).limbs) == frozenset()
    assert failed_limbs(decide(RETURN, (False, True, False)).limbs) == {Limb.APPROPRIATE, Limb.DIRECT_PAYMENT}


@pytest.mark.rule("DEC-1", "RET-3")
@pytest.mark.parametrize(
    "left_over",
    [
        pytest.param({"wanted": "information"}, id="what is wanted"),
        pytest.param({"reasons": [{"id": "R1", "ground": Ground.NOT_BEST_USE, "limb": Limb.BEST_USE}]}, id="a reason"),
    ],
)
def test_an_agreement_carries_nothing_of_a_return(left_over: dict[str, Any]) -> None:
    missing, contradicting = found_in(decide(changes=left_over))
    assert (codes(missing), codes(contradicting)) == ([], [("DEC-1", "reasons")])
    assert reasons((missing, contradicting)) == [
        "A plan that is agreed has no reasons for a return: take out reasons and wanted."
    ]


@pytest.mark.rule("DEC-2")
def test_the_eleven_questions_of_the_procedure() -> None:
    assert [question.value for question in Question] == [
        "involvement_maximised",
        "promotes_wellbeing",
        "outcomes_clear_and_realistic",
        "clear_how_outcomes_are_achieved",
        "promotes_independence_choice_control",
        "prevents_reduces_delays_needs",
        "strengths_approach_used",
        "best_use_of_available_resources",
        "level_proportionate_to_needs_and_risk",
        "type_appropriate_and_proportionate",
        "contingency_proportionate",
    ]


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize("outcome", list(DecisionOutcome))
def test_each_question_is_answered_once_whatever_the_outcome(outcome: DecisionOutcome) -> None:
    whole = decide_json(outcome, (outcome is AGREE, True, None))
    for number, question in enumerate(Question):
        missing = Decide.model_validate(without(whole, f"answers.{number}"))
        twice = Decide.model_validate({**whole, "answers": [*whole["answers"], whole["answers"][number]]})
        for decided in (missing, twice):
            assert [codes(findings) for findings in found_in(decided)] == [[("DEC-2", "answers")], []]
        assert reasons(found_in(missing)) == [f"The question '{question.value}' is not answered."]
        assert reasons(found_in(twice)) == [f"The question '{question.value}' is answered more than once."]


@pytest.mark.rule("DEC-2")
def test_no_answer_at_all_names_all_eleven() -> None:
    missing, contradicting = found_in(decide(changes={"answers": []}))
    assert codes(missing) == [("DEC-2", "answers")] * 11
    assert contradicting == ()


ASKS_ABOUT_A_LIMB = {
    Question.RESOURCES: Limb.BEST_USE,
    Question.INTENSITY: Limb.APPROPRIATE,
    Question.TYPE: Limb.APPROPRIATE,
    Question.CONTINGENCY: Limb.APPROPRIATE,
}


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(("reply", "contradicts"), [("yes", False), ("no", True), ("unclear", True)])
def test_a_limb_holds_only_where_the_question_about_it_is_answered_yes(reply: str, contradicts: bool) -> None:
    for number, question in enumerate(Question):
        limb = ASKS_ABOUT_A_LIMB.get(question)
        faults = [("DEC-2", f"limbs.{limb.value}")] if contradicts and limb is not None else []
        if contradicts and question is Question.OUTCOMES_CLEAR:
            faults = [("DEC-2", f"answers.{question.value}")]
        answer = {"question": question.value, "reply": reply, "comment": SURE}
        missing, contradicting = found_in(decide(changes={f"answers.{number}": answer}))
        assert (codes(missing), codes(contradicting)) == ([], faults), question


@pytest.mark.rule("DEC-2", "DEC-4")
@pytest.mark.parametrize(
    ("reply", "ends"), [("no", "no."), ("unclear", "unclear. Ask for the information before deciding. [DEC-4]")]
)
def test_the_contradiction_is_named_and_what_is_unclear_is_asked_for_first(reply: str, ends: str) -> None:
    number = list(Question).index(Question.RESOURCES)
    said = "'best_use_of_resources' is said to hold, but the question 'best_use_of_available_resources' is answered "
    assert reasons(found_in(decide(changes={f"answers.{number}.reply": reply}))) == [said + ends]


@pytest.mark.rule("DEC-2")
def test_every_contradiction_is_named_at_once() -> None:
    numbers = [list(Question).index(question) for question in ASKS_ABOUT_A_LIMB]
    _, contradicting = found_in(decide(changes={f"answers.{number}.reply": "no" for number in numbers}))
    assert sorted(codes(contradicting)) == sorted(
        ("DEC-2", f"limbs.{limb.value}") for limb in ASKS_ABOUT_A_LIMB.values()
    )


@pytest.mark.rule("DEC-2")
def test_a_limb_that_is_answered_no_may_go_with_questions_answered_no() -> None:
    found = decide(RETURN, (False, True, None), {f"answers.{number}.reply": "no" for number in (8, 9, 10)})
    assert found_in(found) == ((), ())


@pytest.mark.rule("DEC-3")
@pytest.mark.parametrize("part", ["wellbeing", "outcomes", "preferences"])
@pytest.mark.parametrize("words", [None, "", "   "], ids=["left out", "empty", "blanks"])
def test_regard_to_each_of_the_three_is_recorded(part: str, words: str | None) -> None:
    whole = decide_json()
    broken = without(whole, f"regard.{part}") if words is None else changed(whole, {f"regard.{part}": words})
    with pytest.raises(ValidationError) as refused:
        Decide.model_validate(broken)
    assert [error["loc"] for error in refused.value.errors()] == [("regard", part)]


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("version", [0, -1, None, "latest", 1.5])
def test_a_decision_names_the_version_that_it_is_about(version: object) -> None:
    with pytest.raises(ValidationError):
        Decide.model_validate(changed(decide_json(), {"version": version}))
    with pytest.raises(ValidationError):
        Decide.model_validate(without(decide_json(), "version"))
