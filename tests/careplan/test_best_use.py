"""DEC-6 · Best use compares only what could meet the needs and was available; the final budget is the true cost."""

from decimal import Decimal
from typing import Any

import pytest

from countersign.careplan.best_use import compared
from countersign.careplan.budget import final_budget
from countersign.careplan.decision_parts import DecisionOutcome, Ground
from countersign.careplan.plan import Plan
from countersign.careplan.routing import route
from countersign.careplan.valid_decision import problems_of
from tests.careplan.test_decision import TODAY
from tests.support.builders import (
    BETTER_USE,
    SURE,
    Json,
    decide,
    line,
    money,
    plan,
    plan_by_direct_payment,
    plan_costing,
    scheme,
)

RETURN = DecisionOutcome.RETURN


def alternative(*, could: bool = True, available: bool = True, **parts: Any) -> Json:
    """Day care for need N1 at £80.00 a week: whether it could meet the need, and was there when it was required."""
    usual = {"id": "A1", "service": "Day care", "needs": ["N1"], "weekly_cost": "80.00", "why": SURE}
    return {**usual, "could_meet_needs": could, "available_when_required": available, **parts}


def with_alternatives(*alternatives: Json, **parts: Any) -> Plan:
    return plan(alternatives=list(alternatives), **parts)


@pytest.mark.rule("DEC-6")
@pytest.mark.parametrize(
    ("could", "available", "counts", "because"),
    [
        (True, True, True, "it could meet the needs, and was available when required"),
        (True, False, False, "it was not available when required"),
        (False, True, False, "it could not meet the needs"),
        (False, False, False, "it could not meet the needs and it was not available when required"),
    ],
)
def test_only_what_could_meet_the_needs_and_was_there_when_required_counts(
    could: bool, available: bool, counts: bool, because: str
) -> None:
    (found,) = compared(with_alternatives(alternative(could=could, available=available)))
    assert (found.alternative, found.counts, found.because) == ("A1", counts, because)


@pytest.mark.rule("DEC-6")
@pytest.mark.parametrize(
    ("needs", "weekly", "one_off"),
    [
        # S1 meets N1 and N2 for £100.00, and once £14.00, of which a charity pays £4.00;
        # S2 meets N2 for £50.00; the NHS pays for S3, which meets N3
        (["N1"], "100.00", "10.00"),
        (["N2"], "150.00", "10.00"),
        (["N1", "N2"], "150.00", "10.00"),
        (["N3"], "0.00", "0.00"),
        (["N1", "N3"], "100.00", "10.00"),
        (["N4"], "0.00", "0.00"),
    ],
)
def test_it_is_compared_with_the_plans_own_lines_for_the_same_needs(
    needs: list[str], weekly: str, one_off: str
) -> None:
    services = [
        line(
            "100.00", needs=["N1", "N2"], one_off_cost="14.00", one_off_shares=[{"paid_by": "Fund", "amount": "4.00"}]
        ),
        line("50.00", id="S2", needs=["N2"]),
        line("900.00", id="S3", needs=["N3"], paid_by_other="NHS"),
    ]
    found = compared(with_alternatives(alternative(needs=needs, one_off_cost="5.00"), services=services))[0]
    assert (found.weekly, found.one_off) == (money("80.00"), money("5.00"))
    assert (found.plan_weekly, found.plan_one_off) == (money(weekly), money(one_off))


NOT_THERE = "Reason R1 compares with A1, which does not count: it was not available when required."
COULD_NOT = "Reason R1 compares with A1, which does not count: it could not meet the needs."


@pytest.mark.rule("DEC-6", "RET-2")
@pytest.mark.parametrize(
    ("alternatives", "compares_with", "faults"),
    [
        pytest.param([alternative()], "A1", [], id="a real alternative"),
        pytest.param([alternative(available=False)], "A1", [NOT_THERE], id="one that was not there"),
        pytest.param([alternative(could=False)], "A1", [COULD_NOT], id="one that could not meet the needs"),
        pytest.param(
            [alternative()],
            "A2",
            ["Reason R1 compares with A2, which is no alternative of the plan."],
            id="one that the plan does not have",
        ),
        pytest.param([alternative(could=False)], None, [], id="none of the plan's: it names one of its own"),
    ],
)
def test_a_return_rests_on_no_alternative_that_does_not_count(
    alternatives: list[Json], compares_with: str | None, faults: list[str]
) -> None:
    about = with_alternatives(*alternatives)
    own = None if compares_with else BETTER_USE
    changes = {"reasons.0.compared_with": compares_with, "reasons.0.alternative": own}
    message = decide(RETURN, (True, False, None), changes)
    missing, contradicting = problems_of(message, about, scheme(), TODAY)
    assert missing == ()
    assert [(fault.rule, fault.where) for fault in contradicting] == [("DEC-6", "reasons.R1")] * len(faults)
    assert [fault.reason for fault in contradicting] == faults


@pytest.mark.rule("DEC-6", "DEC-1")
@pytest.mark.parametrize("weekly", ["1.00", "161.99", "162.00", "162.01"])
@pytest.mark.parametrize("counts", [True, False], ids=["counts", "does not count"])
def test_an_alternative_informs_and_keeps_no_plan_from_being_agreed(weekly: str, counts: bool) -> None:
    about = with_alternatives(alternative(could=counts, weekly_cost=weekly, needs=["N1", "N2", "N3"]))
    assert problems_of(decide(), about, scheme(), TODAY) == ((), ())


@pytest.mark.rule("DEC-6", "BUD-1", "ROUTE-8")
@pytest.mark.parametrize("indicative", ["0.00", "499.99", "500.00", "500.01"])
def test_whatever_the_indicative_budget_the_final_budget_is_the_true_cost(indicative: str) -> None:
    about = plan_costing("500.00", "40.00", indicative_budget=indicative)
    budget = final_budget(about.services, Decimal("0.00"))
    assert (budget.cost_to_council, budget.one_off) == (money("500.00"), money("40.00"))
    assert route(about, scheme()).role == "team_manager"


ABOVE: Json = {"reasons.0.reason": "It is above the indicative budget, by ninety pounds a week."}
NAMED = ("DEC-6", "reasons.R1")
OF_IT = ("DEC-6", "reasons.R1.alternative")


def named(**parts: Any) -> Json:
    return BETTER_USE | parts


@pytest.mark.rule("DEC-6", "RET-2", "RET-3")
@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        pytest.param({"reasons.0.alternative": None}, [NAMED], id="it is above the estimate, and nothing is compared"),
        pytest.param({"reasons.0.alternative": None, "reasons.0.compared_with": "A1"}, [], id="one of the plan's"),
        pytest.param({"reasons.0.alternative": named()}, [], id="one that the return names"),
        pytest.param({"reasons.0.alternative": None, "wanted": "information"}, [], id="information is wanted first"),
        pytest.param({"reasons.0.alternative": named(could_meet_needs=False)}, [OF_IT], id="it could not meet them"),
        pytest.param({"reasons.0.alternative": named(available_when_required=False)}, [OF_IT], id="it was not there"),
        pytest.param(
            {"reasons.0.alternative": named(needs=["N9"])}, [("DEC-6", f"{OF_IT[1]}.needs")], id="for no need of his"
        ),
        pytest.param(
            {"reasons.0.alternative": named(why="TBC")},
            [("DEC-6", f"{OF_IT[1]}.why")],
            id="nobody says how it is known",
        ),
    ],
)
def test_a_revision_on_best_use_names_an_alternative_that_counts(changes: Json, faults: list[tuple[str, str]]) -> None:
    about = with_alternatives(alternative(), indicative_budget="72.00")
    missing, contradicting = problems_of(decide(RETURN, (True, False, None), ABOVE | changes), about, scheme(), TODAY)
    assert [(fault.rule, fault.where) for fault in (*missing, *contradicting)] == faults


@pytest.mark.rule("DEC-6", "DP-8")
@pytest.mark.parametrize(("possible", "counts"), [(True, True), (False, False)])
def test_for_a_direct_payment_what_the_council_could_commission_is_an_alternative(possible: bool, counts: bool) -> None:
    commissioned = {
        "possible": possible,
        "same_service": False,
        "weekly_cost": "40.00",
        "flexibility": SURE,
        "effect": "some",
        "effect_in_words": SURE,
    }
    about = plan_by_direct_payment({"services.0.commissioned": commissioned if possible else {"possible": False}})
    message = decide(RETURN, (True, True, False), {"reasons.0.ground": Ground.NOT_BEST_USE})
    missing, contradicting = problems_of(message, about, scheme(), TODAY)
    assert [(fault.rule, fault.where) for fault in missing] == ([] if counts else [NAMED])
    assert contradicting == ()
