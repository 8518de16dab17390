"""RET-1, RET-2, RET-3 · What a return contains: reasons with ground, limb and criterion, steps, what is wanted."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.decision_parts import DecisionOutcome, Ground, Limb, PaymentCriterion, Question
from countersign.careplan.findings import Finding
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan
from countersign.careplan.valid_decision import problems_of
from tests.support.builders import BETTER_USE, SURE, Limbs3, decide, plan, plan_by_direct_payment, scheme

RETURN = DecisionOutcome.RETURN


def found_in(decided: Decide, about: Plan) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What is missing and what contradicts, decided today under the default scheme."""
    return problems_of(decided, about, scheme(), date(2026, 11, 16))


def codes(found: tuple[tuple[Finding, ...], tuple[Finding, ...]]) -> list[tuple[str, str]]:
    """The rule and the place of everything that is wrong."""
    missing, contradicting = found
    return [(fault.rule, fault.where) for fault in (*missing, *contradicting)]


def reasons(found: tuple[tuple[Finding, ...], tuple[Finding, ...]]) -> list[str]:
    """The same, in words."""
    missing, contradicting = found
    return [fault.reason for fault in (*missing, *contradicting)]


def missing_in(changes: dict[str, Any]) -> tuple[Finding, ...]:
    """Everything that is missing in a return of one reason, on the first limb, changed like this."""
    missing, contradicting = found_in(decide(RETURN, (False, True, None), changes), plan())
    assert contradicting == ()
    return missing


def returned(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """The same: the rule and the place of each fault."""
    return [(fault.rule, fault.where) for fault in missing_in(changes)]


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
    ("changes", "where", "words"),
    [
        pytest.param({"reasons": []}, "reasons", "A return gives at least one clear reason.", id="no reason"),
        pytest.param(
            {"reasons.0.reason": ""}, "reasons.R1", "Reason R1 must say clearly why.", id="a reason without words"
        ),
        pytest.param(
            {"reasons.0.reason": "No."},
            "reasons.R1",
            "Reason R1 must say clearly why.",
            id="one word is no clear reason",
        ),
        pytest.param(
            {"reasons.0.reason": "n/a"},
            "reasons.R1",
            "Reason R1 must say clearly why.",
            id="a reason that says nothing",
        ),
        pytest.param({"reasons.0.steps": []}, "reasons.R1", "Reason R1 must suggest at least one step.", id="no step"),
        pytest.param(
            {"reasons.0.criterion": None},
            "reasons.R1",
            "Reason R1 must name the criterion that is not met.",
            id="no criterion",
        ),
    ],
)
def test_each_reason_says_why_by_which_criterion_and_what_next(changes: dict[str, Any], where: str, words: str) -> None:
    assert returned(changes) == ([("RET-2", where)] if where else [])
    assert [fault.reason for fault in missing_in(changes)] == ([words] if words else [])


@pytest.mark.rule("RET-2")
@pytest.mark.parametrize("step", ["", "  "])
def test_a_step_without_words_is_refused(step: str) -> None:
    with pytest.raises(ValidationError):
        decide(RETURN, (False, True, None), {"reasons.0.steps": [step]})


@pytest.mark.rule("RET-2", "RET-3")
def test_everything_that_a_return_lacks_is_named_at_once() -> None:
    found = returned({"wanted": None, "reasons.0.reason": "", "reasons.0.steps": [], "reasons.0.criterion": None})
    assert found == [("RET-3", "wanted"), *[("RET-2", "reasons.R1")] * 3]


@pytest.mark.rule("RET-3")
@pytest.mark.parametrize(("wanted", "is_missing"), [(None, True), ("information", False), ("revision", False)])
def test_a_return_says_whether_it_wants_information_or_a_revision(wanted: str | None, is_missing: bool) -> None:
    assert returned({"wanted": wanted}) == ([("RET-3", "wanted")] if is_missing else [])


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
    changes = {"reasons.0.ground": ground, "reasons.0.alternative": BETTER_USE}
    found = found_in(decide(RETURN, limbs, changes), plan_by_direct_payment())
    assert codes(found) == ([] if fits else [("RET-1", "reasons.R1")])
    assert reasons(found) == ([] if fits else [f"Reason R1: '{limb.value}' is not a matter of '{ground.value}'."])


@pytest.mark.rule("RET-1")
def test_a_reason_rests_on_a_limb_that_failed_and_every_failed_limb_has_a_reason() -> None:
    on_another = {
        "reasons.0.limb": Limb.BEST_USE,
        "reasons.0.ground": Ground.NOT_BEST_USE,
        "reasons.0.alternative": BETTER_USE,
    }
    assert returned(on_another) == [("RET-1", "reasons.R1"), ("RET-2", "reasons")]
    assert [fault.reason for fault in missing_in(on_another)] == [
        "Reason R1 rests on 'best_use_of_resources', which is not answered no.",
        "'appropriate_and_proportionate' is answered no, but no reason is given for it.",
    ]


@pytest.mark.rule("RET-2")
@pytest.mark.parametrize(("second", "fits"), [("R2", True), ("R1", False)])
def test_each_reason_has_an_id_of_its_own(second: str, fits: bool) -> None:
    found = found_in(decide(RETURN, (False, False, None), {"reasons.1.id": second}), plan())
    assert codes(found) == ([] if fits else [("RET-2", "reasons")])
    assert reasons(found) == ([] if fits else ["Each reason needs an id of its own."])


@pytest.mark.rule("RET-8", "RET-2")
@pytest.mark.parametrize(
    ("changes", "is_tied"),
    [
        pytest.param({}, True, id="the payment's criterion"),
        pytest.param({"reasons.0.payment_criterion": None}, False, id="no criterion"),
        pytest.param(
            {"reasons.0.payment_criterion": None, "reasons.0.criterion": Question.PREVENTION, "answers.5.reply": "no"},
            False,
            id="a question of the plan instead",
        ),
    ],
)
def test_a_failed_direct_payment_is_tied_to_a_criterion_of_direct_payments(
    changes: dict[str, Any], is_tied: bool
) -> None:
    found = found_in(decide(RETURN, (True, True, False), changes), plan_by_direct_payment())
    assert codes(found) == ([] if is_tied else [("RET-2", "reasons.R1")])
    assert reasons(found) == ([] if is_tied else ["Reason R1 must name the payment_criterion that is not met."])


@pytest.mark.rule("RET-2", "RET-8")
def test_the_criteria_of_a_direct_payment_are_the_procedures_four_and_its_cost() -> None:
    assert [criterion.value for criterion in PaymentCriterion] == [
        "arrangements_to_manage_it",
        "relative_in_the_same_household",
        "care_home_beyond_four_weeks",
        "requirement_or_order",
        "most_effective_use_of_resources",
    ]


@pytest.mark.rule("DEC-2", "RET-2")
@pytest.mark.parametrize(("reply", "may_rest"), [("yes", False), ("no", True), ("unclear", True)])
def test_a_reason_does_not_rest_on_a_question_that_is_answered_yes(reply: str, may_rest: bool) -> None:
    number = list(Question).index(Question.INTENSITY)
    found = found_in(decide(RETURN, (False, True, None), {f"answers.{number}.reply": reply}), plan())
    words = "Reason R1 rests on the question 'level_proportionate_to_needs_and_risk', which is answered yes."
    assert codes(found) == ([] if may_rest else [("DEC-2", "reasons.R1")])
    assert reasons(found) == ([] if may_rest else [words])


BARRED = {
    "id": "C1",
    "kind": "named_person_may_not_provide_care",
    "what": "Her brother does not provide care.",
    "name": "Amir Rahman",
}
OTHERWISE = {"line": "S1", "rule": "DP-2", "why": SURE}


@pytest.mark.rule("DP-6", "DP-5")
@pytest.mark.parametrize(
    ("part", "value", "rule"),
    [("conditions", BARRED, "DP-6"), ("managed_otherwise", OTHERWISE, "DP-5")],
    ids=["a condition", "a line managed otherwise"],
)
def test_a_return_agrees_nothing_and_so_sets_no_condition_and_moves_no_line(
    part: str, value: dict[str, str], rule: str
) -> None:
    missing, contradicting = found_in(decide(RETURN, (True, True, False), {part: [value]}), plan_by_direct_payment())
    assert missing == ()
    assert [(fault.rule, fault.reason, fault.where) for fault in contradicting] == [
        (rule, f"A plan that is returned has no {part}: take them out.", part)
    ]


# What a failed direct payment rests on


NO_CAPACITY: dict[str, Any] = {"direct_payment.has_capacity_to_manage": "no"}
UNDER_AN_ORDER: dict[str, Any] = {"direct_payment.under_a_requirement": "yes"}


@pytest.mark.rule("RET-1", "RET-8")
@pytest.mark.parametrize(
    ("criterion", "about", "facts", "rests"),
    [
        pytest.param(PaymentCriterion.CAPACITY, NO_CAPACITY, "", True, id="a finding: nobody manages it"),
        pytest.param(PaymentCriterion.CAPACITY, {}, "", False, id="nothing was found about managing it"),
        pytest.param(PaymentCriterion.CAPACITY, {}, SURE, True, id="and the facts are stated"),
        pytest.param(PaymentCriterion.CAPACITY, {}, "TBC", False, id="and the facts say nothing"),
        pytest.param(PaymentCriterion.REQUIREMENT, UNDER_AN_ORDER, "", True, id="a finding: an order"),
        pytest.param(PaymentCriterion.REQUIREMENT, NO_CAPACITY, "", False, id="a finding about something else"),
        pytest.param(PaymentCriterion.RELATIVE, {}, "", False, id="no relative is paid"),
        pytest.param(PaymentCriterion.CARE_HOME, {}, "", False, id="no stay in a care home"),
        pytest.param(PaymentCriterion.CARE_HOME, {}, SURE, True, id="a stay that whoever decides knows of"),
    ],
)
def test_that_a_payment_fails_rests_on_a_finding_or_on_stated_facts(
    criterion: PaymentCriterion, about: dict[str, Any], facts: str, rests: bool
) -> None:
    changes = {"reasons.0.payment_criterion": criterion, "reasons.0.facts": facts}
    missing, contradicting = found_in(decide(RETURN, (True, True, False), changes), plan_by_direct_payment(about))
    found = [(fault.rule, fault.where) for fault in (*missing, *contradicting)]
    assert found == ([] if rests else [("RET-1", "reasons.R1.facts")])
