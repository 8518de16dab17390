"""RET-5, DEC-9 · A resubmission says what was done about each reason, and why it costs less, if it does."""

import pytest
from pydantic import ValidationError

from countersign.careplan.decision_parts import DecisionOutcome, Limb
from countersign.careplan.messages.decisions import Resubmit
from countersign.careplan.plan import Plan
from countersign.careplan.resubmission import a_lower_budget_is_explained, answers_every_reason, costs_less
from countersign.careplan.valid_decision import problems_of
from tests.careplan.test_decision import TODAY
from tests.support.builders import SURE, changed, decide, example, line, plan, plan_costing, scheme

BEFORE = ("500.00", "100.00")
"""What the version before cost, a week and once."""


def resubmission(*answered: str) -> Resubmit:
    message = example("joe-3-resubmission")
    message["responses"] = [{"reason": reason, "what_was_done": SURE} for reason in answered]
    return Resubmit.model_validate(message)


def costing(weekly: str, one_off: str, why: str = "") -> Resubmit:
    """A resubmission whose plan costs so much a week and once, with this said about why it costs less."""
    message = example("joe-3-resubmission")
    message |= {"plan": plan_costing(weekly, one_off).model_dump(mode="json"), "why_it_costs_less": why}
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
    assert [fault.reason for fault in found] == faults
    assert all(fault.rule == "RET-5" and not fault.met for fault in found)


@pytest.mark.rule("RET-5")
@pytest.mark.parametrize("words", ["", "  "])
def test_what_was_done_is_said_in_words(words: str) -> None:
    with pytest.raises(ValidationError):
        Resubmit.model_validate(changed(example("joe-3-resubmission"), {"responses.0.what_was_done": words}))


@pytest.mark.rule("RET-5", "DEC-1")
def test_a_resubmission_is_considered_again_by_the_same_test() -> None:
    again = Plan.model_validate(example("joe-3-resubmission")["plan"])
    assert problems_of(decide(), again, scheme(), TODAY) == ((), ())
    missing, contradicting = problems_of(decide(DecisionOutcome.AGREE, (False, True, None)), again, scheme(), TODAY)
    assert (missing, [fault.where for fault in contradicting]) == ((), [f"limbs.{Limb.APPROPRIATE.value}"])


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("weekly", "one_off", "less"),
    [
        # the version before cost £500.00 a week and £100.00 once
        ("500.00", "100.00", ""),
        ("500.01", "100.00", ""),
        ("500.00", "100.01", ""),
        ("499.99", "100.00", "£499.99 a week, it was £500.00"),
        ("500.00", "99.99", "£99.99 once, it was £100.00"),
        ("499.99", "99.99", "£499.99 a week, it was £500.00; £99.99 once, it was £100.00"),
        ("499.99", "900.00", "£499.99 a week, it was £500.00"),
        ("900.00", "99.99", "£99.99 once, it was £100.00"),
    ],
)
def test_a_penny_less_is_explained_and_not_a_penny_more(weekly: str, one_off: str, less: str) -> None:
    before = plan_costing(*BEFORE)
    silent, explained = costing(weekly, one_off), costing(weekly, one_off, SURE)
    assert costs_less(silent.plan, before) is bool(less)
    said = [(fault.rule, fault.reason) for fault in a_lower_budget_is_explained(silent, before)]
    wanted = (
        f"This version costs less than the one before ({less}): say why, in words that the person can follow. "
        "They will be told."
    )
    assert said == ([("DEC-9", wanted)] if less else [])
    said = [(fault.rule, fault.reason) for fault in a_lower_budget_is_explained(explained, before)]
    needless = "This version costs no less than the one before: leave out why_it_costs_less."
    assert said == ([] if less else [("DEC-9", needless)])


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize("words", ["", "   ", "n/a", "yes", "ok", "-"])
def test_a_tick_is_no_reason_for_a_lower_budget(words: str) -> None:
    found = a_lower_budget_is_explained(costing("499.99", "100.00", words), plan_costing(*BEFORE))
    assert [(fault.rule, fault.met) for fault in found] == [("DEC-9", False)]


@pytest.mark.rule("DEC-9", "BUD-2")
def test_what_somebody_else_now_pays_lowers_the_budget_and_is_explained_too() -> None:
    before = plan(services=[line("300.00"), line("200.00", id="S2")])
    after = plan(services=[line("300.00"), line("200.00", id="S2", paid_by_other="NHS")])
    assert costs_less(after, before)
    assert not costs_less(before, after)


@pytest.mark.rule("DEC-9", "RET-7")
def test_joes_plan_costs_less_and_says_why_in_words_that_he_reads() -> None:
    before = Plan.model_validate(example("joe-1-submission")["plan"])
    again = Resubmit.model_validate(example("joe-3-resubmission"))
    assert costs_less(again.plan, before)
    assert a_lower_budget_is_explained(again, before) == ()
    silent = again.model_copy(update={"why_it_costs_less": ""})
    assert [fault.where for fault in a_lower_budget_is_explained(silent, before)] == ["why_it_costs_less"]
