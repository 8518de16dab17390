"""DEC and RET · What makes a decision whole, what contradicts it, and what a return and its answer contain."""

from typing import Any

import pytest
from pydantic import ValidationError

from careplan.deciding import DecisionOutcome, Ground, Limb, Question
from careplan.decision import answers_every_reason, failed_limbs, problems_of
from careplan.findings import Finding
from careplan.messages import Decide, Resubmit
from careplan.plan import Plan
from tests.careplan.builders import (
    SURE,
    Limbs3,
    changed,
    decide,
    decide_json,
    example,
    plan,
    plan_by_direct_payment,
    without,
)

AGREE, RETURN = DecisionOutcome.AGREE, DecisionOutcome.RETURN

MISSING_LIMB = "The plan uses a direct payment, so the third limb must be answered."
NEEDLESS_LIMB = "The plan uses no direct payment, so the third limb is not answered."
NO_REASON = "A return gives at least one clear reason."
MUST_AGREE = "All limbs of the test hold, so the plan must be agreed, whatever it costs beside the indicative budget."


def cannot(limb: Limb) -> str:
    return f"A plan cannot be agreed when '{limb.value}' is answered no."


def reasons(found: tuple[tuple[Finding, ...], tuple[Finding, ...]]) -> list[str]:
    missing, contradicting = found
    return [each.reason for each in (*missing, *contradicting)]


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize(
    ("limbs", "direct_payment", "outcome", "faults"),
    [
        # appropriate, best use, direct payment; is one used?; the outcome; what is wrong with that
        pytest.param((True, True, None), False, AGREE, [], id="both hold, agreed"),
        pytest.param((True, True, None), False, RETURN, [NO_REASON, MUST_AGREE], id="both hold, returned"),
        pytest.param((False, True, None), False, AGREE, [cannot(Limb.APPROPRIATE)], id="not appropriate, agreed"),
        pytest.param((False, True, None), False, RETURN, [], id="not appropriate, returned"),
        pytest.param((True, False, None), False, AGREE, [cannot(Limb.BEST_USE)], id="not best use, agreed"),
        pytest.param((True, False, None), False, RETURN, [], id="not best use, returned"),
        pytest.param(
            (False, False, None),
            False,
            AGREE,
            [cannot(Limb.APPROPRIATE), cannot(Limb.BEST_USE)],
            id="neither holds, agreed",
        ),
        pytest.param((False, False, None), False, RETURN, [], id="neither holds, returned"),
        pytest.param((True, True, True), True, AGREE, [], id="all three hold, agreed"),
        pytest.param((True, True, True), True, RETURN, [NO_REASON, MUST_AGREE], id="all three hold, returned"),
        pytest.param(
            (True, True, False), True, AGREE, [cannot(Limb.DIRECT_PAYMENT)], id="only the payment fails, agreed"
        ),
        pytest.param((True, True, False), True, RETURN, [], id="only the payment fails, returned"),
        pytest.param((False, True, True), True, AGREE, [cannot(Limb.APPROPRIATE)], id="the payment holds, agreed"),
        pytest.param((False, True, True), True, RETURN, [], id="the payment holds, returned"),
        pytest.param((False, False, False), True, RETURN, [], id="nothing holds, returned"),
        pytest.param((True, True, None), True, AGREE, [MISSING_LIMB], id="the payment is not answered, agreed"),
        pytest.param((False, True, None), True, RETURN, [MISSING_LIMB], id="the payment is not answered, returned"),
        pytest.param((True, True, True), False, AGREE, [NEEDLESS_LIMB], id="a payment that is not there holds"),
        pytest.param((True, True, False), False, RETURN, [NEEDLESS_LIMB], id="a payment that is not there fails"),
    ],
)
def test_the_outcome_follows_from_the_limbs(
    limbs: Limbs3, direct_payment: bool, outcome: DecisionOutcome, faults: list[str]
) -> None:
    about = plan_by_direct_payment() if direct_payment else plan()
    assert reasons(problems_of(decide(outcome, limbs), about)) == faults


@pytest.mark.rule("DEC-1")
@pytest.mark.parametrize("indicative", ["161.99", "162.00", "162.01"], ids=["above it", "at it", "below it"])
def test_the_indicative_budget_has_no_say_in_the_test(indicative: str) -> None:
    about = plan(indicative_budget=indicative)
    assert problems_of(decide(AGREE), about) == ((), ())
    assert reasons(problems_of(decide(RETURN), about)) == [
        NO_REASON,
        MUST_AGREE,
    ]


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
    found = problems_of(decide(changes=left_over), plan())
    assert reasons(found) == ["A plan that is agreed has no reasons for a return: take out reasons and wanted."]


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
@pytest.mark.parametrize("number", range(11), ids=[question.value for question in Question])
def test_each_question_is_answered_once_whatever_the_outcome(outcome: DecisionOutcome, number: int) -> None:
    limbs: Limbs3 = (outcome is AGREE, True, None)
    whole = decide_json(outcome, limbs)
    asked, name = whole["answers"][number], list(Question)[number].value
    missing = Decide.model_validate(without(whole, f"answers.{number}"))
    twice = Decide.model_validate({**whole, "answers": [*whole["answers"], asked]})
    assert reasons(problems_of(missing, plan())) == [f"The question '{name}' is not answered."]
    assert reasons(problems_of(twice, plan())) == [f"The question '{name}' is answered more than once."]


@pytest.mark.rule("DEC-2")
def test_no_answer_at_all_names_all_eleven() -> None:
    missing, contradicting = problems_of(decide(changes={"answers": []}), plan())
    assert [each.rule for each in missing] == ["DEC-2"] * 11
    assert contradicting == ()


ASKS_ABOUT_A_LIMB = {
    Question.RESOURCES: Limb.BEST_USE,
    Question.INTENSITY: Limb.APPROPRIATE,
    Question.TYPE: Limb.APPROPRIATE,
    Question.CONTINGENCY: Limb.APPROPRIATE,
}


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize("reply", ["yes", "no", "unclear"])
@pytest.mark.parametrize("number", range(11), ids=[question.value for question in Question])
def test_a_limb_cannot_hold_while_the_question_about_it_is_answered_no(number: int, reply: str) -> None:
    question = list(Question)[number]
    limb = ASKS_ABOUT_A_LIMB.get(question)
    contradicts = reply == "no" and limb is not None
    missing, contradicting = problems_of(decide(changes={f"answers.{number}.reply": reply}), plan())
    assert missing == ()
    assert [(each.rule, each.where) for each in contradicting] == (
        [("DEC-2", f"limbs.{limb.value}")] if contradicts and limb is not None else []
    )


@pytest.mark.rule("DEC-2")
def test_a_limb_that_is_answered_no_may_go_with_questions_answered_no() -> None:
    found = decide(RETURN, (False, True, None), {f"answers.{number}.reply": "no" for number in (8, 9, 10)})
    assert problems_of(found, plan()) == ((), ())


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


def returned(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """Rule and reason of everything wrong with a return of one reason, on the first limb, changed like this."""
    missing, contradicting = problems_of(decide(RETURN, (False, True, None), changes), plan())
    assert contradicting == ()
    return [(each.rule, each.reason) for each in missing]


@pytest.mark.rule("RET-1", "RET-2", "RET-3")
def test_a_whole_return_has_nothing_wrong_with_it() -> None:
    assert returned({}) == []


@pytest.mark.rule("RET-1")
def test_there_are_two_grounds_and_no_third() -> None:
    assert sorted(Ground) == ["not_appropriate_or_proportionate", "not_effective_use_of_resources"]
    with pytest.raises(ValidationError):
        decide(RETURN, (False, True, None), {"reasons.0.ground": "too_dear"})


@pytest.mark.rule("RET-2")
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        pytest.param({"reasons": []}, NO_REASON, id="no reason"),
        pytest.param({"reasons.0.reason": ""}, "Reason R1 must say clearly why.", id="a reason without words"),
        pytest.param({"reasons.0.reason": "No."}, None, id="one word is a reason, if a poor one"),
        pytest.param({"reasons.0.reason": "n/a"}, "Reason R1 must say clearly why.", id="a reason that says nothing"),
        pytest.param({"reasons.0.steps": []}, "Reason R1 must suggest at least one step.", id="no step"),
        pytest.param(
            {"reasons.0.criterion": None}, "Reason R1 must name the criterion that is not met.", id="no criterion"
        ),
    ],
)
def test_each_reason_says_why_by_which_criterion_and_what_next(changes: dict[str, Any], fault: str | None) -> None:
    assert returned(changes) == ([("RET-2", fault)] if fault else [])


@pytest.mark.rule("RET-2")
@pytest.mark.parametrize("step", ["", "  "])
def test_a_step_without_words_is_refused(step: str) -> None:
    with pytest.raises(ValidationError):
        decide(RETURN, (False, True, None), {"reasons.0.steps": [step]})


@pytest.mark.rule("RET-2", "RET-3")
def test_everything_that_a_return_lacks_is_named_at_once() -> None:
    found = returned({"wanted": None, "reasons.0.reason": "", "reasons.0.steps": [], "reasons.0.criterion": None})
    assert [rule for rule, _ in found] == ["RET-3", "RET-2", "RET-2", "RET-2"]


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize(("wanted", "faults"), [(None, ["RET-3"]), ("information", []), ("revision", [])])
def test_a_return_says_whether_it_wants_information_or_a_revision(wanted: str | None, faults: list[str]) -> None:
    assert [rule for rule, _ in returned({"wanted": wanted})] == faults


@pytest.mark.rule("RET-3")
def test_there_is_no_third_thing_that_a_return_can_want() -> None:
    with pytest.raises(ValidationError):
        decide(RETURN, (False, True, None), {"wanted": "a cheaper plan"})


@pytest.mark.rule("RET-1")
@pytest.mark.parametrize(
    ("limb", "ground", "fits"),
    [
        (Limb.APPROPRIATE, Ground.NOT_APPROPRIATE, True),
        (Limb.APPROPRIATE, Ground.NOT_BEST_USE, False),
        (Limb.BEST_USE, Ground.NOT_BEST_USE, True),
        (Limb.BEST_USE, Ground.NOT_APPROPRIATE, False),
        (Limb.DIRECT_PAYMENT, Ground.NOT_APPROPRIATE, True),
        (Limb.DIRECT_PAYMENT, Ground.NOT_BEST_USE, True),
    ],
)
def test_each_limb_fails_on_its_own_ground_and_a_direct_payment_on_either(
    limb: Limb, ground: Ground, fits: bool
) -> None:
    limbs: Limbs3 = (limb is not Limb.APPROPRIATE, limb is not Limb.BEST_USE, limb is not Limb.DIRECT_PAYMENT)
    found = problems_of(decide(RETURN, limbs, {"reasons.0.ground": ground}), plan_by_direct_payment())
    assert reasons(found) == ([] if fits else [f"Reason R1: '{limb.value}' is not a matter of '{ground.value}'."])


@pytest.mark.rule("RET-1")
def test_a_reason_rests_on_a_limb_that_failed_and_every_failed_limb_has_a_reason() -> None:
    found = returned({"reasons.0.limb": Limb.BEST_USE, "reasons.0.ground": Ground.NOT_BEST_USE})
    assert found == [
        ("RET-1", "Reason R1 rests on 'best_use_of_resources', which is not answered no."),
        ("RET-2", "'appropriate_and_proportionate' is answered no, but no reason is given for it."),
    ]


@pytest.mark.rule("RET-2")
@pytest.mark.parametrize(("second", "faults"), [("R2", []), ("R1", ["Each reason needs an id of its own."])])
def test_each_reason_has_an_id_of_its_own(second: str, faults: list[str]) -> None:
    found = problems_of(decide(RETURN, (False, False, None), {"reasons.1.id": second}), plan())
    assert reasons(found) == faults


@pytest.mark.rule("RET-8", "RET-2")
def test_only_a_failed_direct_payment_may_go_without_a_criterion() -> None:
    found = problems_of(decide(RETURN, (True, True, False)), plan_by_direct_payment())
    assert reasons(found) == []


def resubmission(*answered: str) -> Resubmit:
    message = example("joe-3-resubmission")
    message["responses"] = [{"reason": each, "what_was_done": SURE} for each in answered]
    return Resubmit.model_validate(message)


@pytest.mark.rule("RET-5")
@pytest.mark.parametrize(
    ("answered", "faults"),
    [
        pytest.param(["R1", "R2"], [], id="every reason"),
        pytest.param(["R2", "R1"], [], id="in any order"),
        pytest.param(["R1"], ["Nothing is said about reason R2."], id="one left out"),
        pytest.param([], ["Nothing is said about reason R1.", "Nothing is said about reason R2."], id="none"),
        pytest.param(["R1", "R2", "R3"], ["R3 is not a reason of the return."], id="one that nobody gave"),
        pytest.param(["R1", "R2", "R2"], ["Each reason is answered once."], id="one twice"),
    ],
)
def test_a_resubmission_says_what_was_done_about_each_reason(answered: list[str], faults: list[str]) -> None:
    found = answers_every_reason(resubmission(*answered), ("R1", "R2"))
    assert [each.reason for each in found] == faults
    assert all(each.rule == "RET-5" and not each.met for each in found)


@pytest.mark.rule("RET-5")
@pytest.mark.parametrize("words", ["", "  "])
def test_what_was_done_is_said_in_words(words: str) -> None:
    with pytest.raises(ValidationError):
        Resubmit.model_validate(changed(example("joe-3-resubmission"), {"responses.0.what_was_done": words}))


@pytest.mark.rule("RET-5", "DEC-1")
def test_a_resubmission_is_considered_again_by_the_same_test() -> None:
    again = Plan.model_validate(example("joe-3-resubmission")["plan"])
    assert problems_of(decide(AGREE), again) == ((), ())
    assert reasons(problems_of(decide(AGREE, (False, True, None)), again)) == [cannot(Limb.APPROPRIATE)]
