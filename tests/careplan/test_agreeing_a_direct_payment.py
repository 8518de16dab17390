"""DP-5, DP-6 · Agreeing a plan with a direct payment: lines managed otherwise, what was considered, conditions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from countersign.careplan.budget import final_budget
from countersign.careplan.decision_parts import LineOtherwise
from countersign.careplan.direct_payment import as_decided, found_about, otherwise_can_stand
from countersign.careplan.findings import Finding
from countersign.careplan.payment import ManagedBy, ManagedOtherwise
from countersign.careplan.plan import Plan
from countersign.careplan.valid_decision import problems_of
from tests.support.builders import PAYMENT, SURE, Json, changed, decide, example, plan, plan_by_direct_payment, scheme

TODAY = date(2026, 11, 16)
OTHERWISE: Json = {"managed_by": "council", "weekly_cost": "110.00", "how": "The agency comes on the same mornings."}
AT_HOME: Json = {
    "relation": "parent_or_parent_in_law",
    "relationship": "mother",
    "lives_with_the_person": "yes",
    "paid_for": "care",
    "prior_agreement": {"so": False},
}
UNCLEAR: Json = {**AT_HOME, "lives_with_the_person": "not_stated"}
AGREED: Json = {
    **AT_HOME,
    "prior_agreement": {"so": True, "in_words": SURE, "agreed_by": "tm-201", "agreed_on": "2026-10-02"},
}
UNDER_ONE: Json = {**PAYMENT, "under_a_requirement": "yes"}
"""DP-4: what bars every line that is paid directly."""
CHEAPER: Json = {
    "possible": True,
    "same_service": True,
    "weekly_cost": "110.00",
    "effect": "minimal",
    "effect_in_words": "None.",
    "flexibility": SURE,
}
"""DP-8: by direct payment the line costs £124.00 a week."""


def found_in(about: Plan, *, payment: bool | None = True, **parts: Any) -> list[Finding]:
    """Everything wrong with agreeing this plan today, with these parts of the decision."""
    message = decide(limbs=(True, True, payment), changes=parts)
    missing, contradicting = problems_of(message, about, scheme(), TODAY)
    return [*missing, *contradicting]


def wrong(about: Plan, *, payment: bool | None = True, **parts: Any) -> list[tuple[str, str]]:
    """The same: the rule and the place of each fault."""
    return [(fault.rule, fault.where) for fault in found_in(about, payment=payment, **parts)]


def said(about: Plan, *, payment: bool | None = True, **parts: Any) -> list[str]:
    """The same, in words."""
    return [fault.reason for fault in found_in(about, payment=payment, **parts)]


def otherwise(rule: str = "DP-2", line: str = "S1") -> Json:
    return {"line": line, "rule": rule, "why": SURE}


def barred_plan(**changes: Any) -> Plan:
    """Its first line, S1, would pay the person's mother at home; it says how it would be managed otherwise."""
    return plan_by_direct_payment({"services.0.payee": AT_HOME, "services.0.otherwise": OTHERWISE, **changes})


BARRED = ("DP-2", "managed_otherwise")
"""A line that is barred by whom it would pay, and is agreed all the same."""


# What bars a line


@pytest.mark.rule("DP-5", "DP-2", "DEC-1")
def test_a_barred_line_is_not_agreed_as_it_stands() -> None:
    assert wrong(barred_plan()) == [BARRED]
    assert said(barred_plan()) == [
        (
            "S1 would pay a relative (parent or parent in law) in the same household for care, and that was not agreed "
            "beforehand. "
            "Agree the lines as the plan says that they would be managed otherwise, or return the plan."
        )
    ]


@pytest.mark.rule("DP-5")
def test_with_the_barred_line_managed_otherwise_the_plan_is_agreed() -> None:
    assert wrong(barred_plan(), payment=None, managed_otherwise=[otherwise()]) == []


@pytest.mark.rule("DP-5", "DEC-1")
def test_where_no_direct_payment_is_left_the_third_limb_is_not_answered() -> None:
    assert wrong(barred_plan(), payment=True, managed_otherwise=[otherwise()]) == [
        ("DEC-1", "limbs.direct_payment_appropriate_and_cost_effective")
    ]


@pytest.mark.rule("DP-5")
def test_a_barred_line_leaves_the_payment_of_the_others_as_it_is() -> None:
    second = {
        "services.1.managed_by": "direct_payment",
        "services.1.commissioned": {"possible": False},
        "services.1.payee": {"relation": "not_a_relative"},
    }
    about = barred_plan(**second)
    assert wrong(about) == [BARRED]
    assert wrong(about, managed_otherwise=[otherwise()]) == []
    decided = as_decided(about, (LineOtherwise.model_validate(otherwise()),))
    assert [line.managed_by.value for line in decided.services] == ["council", "direct_payment", "informal"]


@pytest.mark.rule("DP-5", "DP-4")
@pytest.mark.parametrize(
    ("lines", "faults"), [(["S1"], 1), (["S2"], 1), (["S1", "S2"], 0), ([], 1)], ids=["one", "other", "both", "none"]
)
def test_what_bars_every_line_bars_each_that_is_left(lines: list[str], faults: int) -> None:
    about = plan_by_direct_payment(
        {
            "direct_payment": {**PAYMENT, "under_a_requirement": "yes"},
            "services.0.otherwise": OTHERWISE,
            "services.1.managed_by": "direct_payment",
            "services.1.commissioned": {"possible": False},
            "services.1.payee": {"relation": "not_a_relative"},
            "services.1.otherwise": {**OTHERWISE, "weekly_cost": "38.00"},
        }
    )
    left = None if len(lines) == 2 else True
    found = wrong(about, payment=left, managed_otherwise=[otherwise("DP-4", line) for line in lines])
    assert found == [("DP-4", "managed_otherwise")] * faults


@pytest.mark.rule("DP-5", "ROUTE-7", "DEC-6")
def test_a_line_managed_otherwise_is_what_the_plan_says_of_it_and_nothing_else_changes() -> None:
    about = barred_plan()
    decided = as_decided(about, (LineOtherwise.model_validate(otherwise()),))
    line = decided.services[0]
    assert (line.managed_by, line.weekly_cost, line.description) == (
        ManagedBy.COUNCIL,
        Decimal("110.00"),
        "The agency comes on the same mornings.",
    )
    assert (line.id, line.needs, line.service) == ("S1", about.services[0].needs, about.services[0].service)
    assert (line.units_a_week, line.unit_cost, line.payee) == (None, None, None)
    assert decided.services[1:] == about.services[1:]
    assert decided.model_copy(update={"services": about.services}) == about
    assert final_budget(decided.services, about.person_pays).cost_to_council == Decimal("148.00")


@pytest.mark.rule("DP-5")
@pytest.mark.parametrize(
    ("changes", "named", "fault"),
    [
        pytest.param({}, [otherwise(line="S2")], "S2 is not a line that is managed by direct payment.", id="council's"),
        pytest.param({}, [otherwise(line="S9")], "S9 is not a line that is managed by direct payment.", id="no line"),
        pytest.param(
            {"services.0.otherwise": None},
            [otherwise()],
            "The plan does not say how S1 would be managed otherwise: it is returned for that, if need be.",
            id="the plan has no other way",
        ),
        pytest.param({}, [otherwise(), otherwise()], "S1 is named once.", id="named twice"),
    ],
)
def test_only_a_line_paid_so_with_another_way_in_the_plan_is_managed_otherwise(
    changes: Json, named: list[Json], fault: str
) -> None:
    about = barred_plan(**changes)
    named_lines = tuple(LineOtherwise.model_validate(line) for line in named)
    faults = otherwise_can_stand(about, named_lines, found_about(about, scheme(), TODAY))
    assert {(found.rule, found.met, found.where) for found in faults} == {("DP-5", False, "managed_otherwise")}
    assert {found.reason for found in faults} == {fault}


@pytest.mark.rule("DP-5", "DP-6", "DP-8", "ROUTE-7")
@pytest.mark.parametrize(
    ("changes", "rule", "stands"),
    [
        # what the plan has; the rule that the authoriser names
        pytest.param({"services.0.payee": AT_HOME}, "DP-2", True, id="barred by that rule"),
        pytest.param({"services.0.payee": AT_HOME}, "DP-4", False, id="barred, by another rule"),
        pytest.param({"services.0.payee": AT_HOME}, "DP-8", False, id="barred, and nothing is compared"),
        pytest.param({"services.0.payee": UNCLEAR}, "DP-2", False, id="DP-2, not stated where she lives"),
        pytest.param({"services.0.payee": None}, "DP-2", False, id="DP-2, not stated who is paid"),
        pytest.param({"services.0.payee": AGREED}, "DP-2", False, id="DP-2, agreed as necessary"),
        pytest.param({"direct_payment": None}, "DP-1", False, id="DP-1, not stated"),
        pytest.param({"direct_payment": None}, "DP-4", False, id="DP-4, not stated"),
        pytest.param({"direct_payment.under_a_requirement": "yes"}, "DP-4", True, id="DP-4, and it clearly fails"),
        pytest.param({"services.0.in_a_care_home": True}, "DP-3", False, id="DP-3, no stays"),
        pytest.param({"services.0.commissioned": None}, "DP-8", False, id="DP-8, no comparison"),
        pytest.param({"services.0.commissioned": CHEAPER}, "DP-8", True, id="DP-8, by its comparison"),
        pytest.param({"services.0.commissioned": {**CHEAPER, "effect": "some"}}, "DP-8", False, id="DP-8, some effect"),
        pytest.param(
            {"services.0.commissioned": {**CHEAPER, "same_service": False}}, "DP-8", False, id="DP-8, another"
        ),
        pytest.param(
            {"services.0.commissioned": {**CHEAPER, "weekly_cost": "124.00"}}, "DP-8", False, id="DP-8, alike"
        ),
        pytest.param(
            {
                "services.0.commissioned": CHEAPER,
                "services.0.otherwise": {**OTHERWISE, "weekly_cost": "124.01"},
                "indicative_budget": "400.00",
            },
            "DP-8",
            False,
            id="DP-8, and the other way costs more than the payment",
        ),
        pytest.param({}, "DP-2", False, id="nothing was found"),
    ],
)
def test_a_payment_is_taken_away_only_where_a_criterion_clearly_fails_or_by_its_comparison(
    changes: Json, rule: str, stands: bool
) -> None:
    about = plan_by_direct_payment({"services.0.otherwise": OTHERWISE, **changes})
    parts: Json = {"payment": None, "managed_otherwise": [otherwise(rule)]}
    assert (("DP-5", "managed_otherwise") in wrong(about, **parts)) is not stands
    if not stands and rule != "DP-8":
        assert (
            f"{rule} does not bar S1: a concern, or something that is not stated, takes no payment away. Agree its "
            "direct payment, with conditions if need be, or return the plan."
        ) in said(about, **parts)


@pytest.mark.rule("DP-6", "DP-7")
def test_a_shortfall_of_an_employers_costs_takes_no_payment_away() -> None:
    whole = example("peter-3-resubmission")["plan"]
    direct = [number for number, line in enumerate(whole["services"]) if line["managed_by"] == "direct_payment"]
    other = {f"services.{number}.otherwise": {**OTHERWISE, "weekly_cost": "0.00"} for number in direct}
    about = Plan.model_validate(changed(whole, {**other, "services.1.weekly_cost": "0.00"}))
    lines = [about.services[number].id for number in direct]
    named = tuple(LineOtherwise.model_validate(otherwise("DP-7", line)) for line in lines)
    faults = otherwise_can_stand(about, named, found_about(about, scheme(), TODAY))
    assert len(faults) == len(lines)
    assert {fault.rule for fault in faults} == {"DP-5"}


@pytest.mark.rule("DP-5", "SUB-1")
@pytest.mark.parametrize("why", ["TBC", "n/a", "As above"])
def test_the_person_is_told_why_in_words_that_say_something(why: str) -> None:
    assert said(barred_plan(), payment=None, managed_otherwise=[{**otherwise(), "why": why}]) == [
        "Say why S1 is managed otherwise, in words that the person will read.",
    ]


@pytest.mark.rule("DP-5", "BUD-1")
@pytest.mark.parametrize(("person_pays", "faults"), [("148.00", []), ("148.01", ["BUD-1"])])
def test_the_person_never_pays_more_than_the_other_way_costs(person_pays: str, faults: list[str]) -> None:
    about = barred_plan(person_pays=person_pays)
    assert [rule for rule, _ in wrong(about, payment=None, managed_otherwise=[otherwise()])] == faults


@pytest.mark.rule("DP-5", "DP-7")
def test_the_costs_of_wages_go_with_the_wages() -> None:
    whole = example("peter-1-submission")["plan"]
    lines = [number for number, line in enumerate(whole["services"]) if line["managed_by"] == "direct_payment"]
    other = {f"services.{number}.otherwise": {**OTHERWISE, "weekly_cost": "0.00"} for number in lines}
    about = Plan.model_validate(changed(whole, {**other, "services.0.payee": AT_HOME}))
    found = found_about(about, scheme(), TODAY)
    ids = [line.id for line in about.services if line.managed_by is ManagedBy.DIRECT_PAYMENT]
    every = tuple(LineOtherwise.model_validate(otherwise(line=line_id)) for line_id in ids)
    assert otherwise_can_stand(about, every, found) == ()
    left = otherwise_can_stand(about, every[:1], found)
    assert {(fault.rule, fault.met, fault.where) for fault in left} == {("DP-7", False, "managed_otherwise")}
    assert [fault.reason for fault in left] == [
        f"{line_id} is a cost of wages that are managed otherwise: so is it." for line_id in ids[1:]
    ]


@pytest.mark.rule("DP-5", "DP-7")
def test_wages_and_their_costs_stay_paid_directly_while_another_line_is_managed_otherwise() -> None:
    # S1 are the wages, S2 their holiday pay, S5 the course; what bars, bars every line
    whole = example("peter-1-submission")["plan"]
    course = {"managed_by": "direct_payment", "otherwise": {**OTHERWISE, "weekly_cost": "136.00"}}
    changes: Json = {f"services.4.{field}": value for field, value in course.items()}
    about = Plan.model_validate(changed(whole, {"direct_payment": UNDER_ONE, "services.4.provider": None, **changes}))
    found = found_about(about, scheme(), TODAY)
    named = LineOtherwise.model_validate(otherwise("DP-4", "S5"))
    assert otherwise_can_stand(about, (named,), found) == ()


@pytest.mark.rule("DP-5", "DP-7", "DP-4")
def test_what_is_found_about_every_line_is_found_about_the_costs_of_wages() -> None:
    whole = example("peter-1-submission")["plan"]
    other = {"services.1.otherwise": {**OTHERWISE, "weekly_cost": "0.00"}}
    about = Plan.model_validate(changed(whole, {"direct_payment": UNDER_ONE, **other}))
    named = LineOtherwise.model_validate(otherwise("DP-4", "S2"))
    assert otherwise_can_stand(about, (named,), found_about(about, scheme(), TODAY)) == ()


@pytest.mark.rule("DP-5")
def test_the_other_way_is_not_a_direct_payment_again() -> None:
    with pytest.raises(ValidationError):
        ManagedOtherwise.model_validate({**OTHERWISE, "managed_by": "direct_payment"})


# What is considered


@pytest.mark.rule("DP-6", "DP-2", "DP-4", "DP-8")
@pytest.mark.parametrize(
    ("changes", "rule", "line"),
    [
        pytest.param({"services.0.payee": UNCLEAR}, "DP-2", "S1", id="not stated, about a line"),
        pytest.param({"services.0.payee": None}, "DP-2", "S1", id="not stated who is paid"),
        pytest.param({"services.0.payee": AGREED}, "DP-2", "S1", id="agreed as necessary"),
        pytest.param(
            {"services.0.payee": {**AGREED, "relation": "spouse_or_civil_partner", "relationship": "husband"}},
            "DP-2",
            "S1",
            id="a husband, agreed as necessary",
        ),
        pytest.param({"services.0.commissioned": None}, "DP-8", "S1", id="not stated what it would cost"),
        pytest.param({"services.0.commissioned": {**CHEAPER, "effect": "serious"}}, "DP-8", "S1", id="cheaper"),
        pytest.param({"services.0.in_a_care_home": True}, "DP-3", "S1", id="a care home without stays"),
        pytest.param({"direct_payment.has_capacity_to_manage": "not_stated"}, "DP-1", None, id="capacity"),
        pytest.param({"direct_payment.under_a_requirement": "not_stated"}, "DP-4", None, id="about them all"),
        pytest.param({"direct_payment.requested": "not_stated"}, "DP-9", None, id="what the payment is"),
    ],
)
def test_a_concern_is_agreed_once_it_says_what_was_made_of_it(changes: Json, rule: str, line: str | None) -> None:
    about = plan_by_direct_payment(changes)
    considered = {"rule": rule, "line": line, "what": "Talked over with the practitioner: she lives across town."}
    silent = found_in(about)
    assert wrong(about) == [(rule, "considered")]
    assert silent[0].reason.endswith(" Say what was found out about it.")
    assert wrong(about, considered=[considered]) == []
    for another in ({"line": None if line else "S1"}, {"rule": "DP-7"}):
        *others, nothing_like_it = found_in(about, considered=[{**considered, **another}])
        assert others == silent
        assert " finds nothing about " in nothing_like_it.reason
    assert found_in(about, considered=[{**considered, "what": "Noted."}]) == silent


@pytest.mark.rule("DP-3", "DP-6")
@pytest.mark.parametrize(
    ("rule", "line", "says"),
    [
        pytest.param("DP-3", "S1", "DP-3 finds nothing about S1", id="a rule that finds nothing"),
        pytest.param("DP-3", None, "DP-3 finds nothing about the direct payment as a whole", id="nor about all of it"),
        pytest.param("DP-2", "S2", "S2 is not a line that is managed by direct payment", id="the council's line"),
        pytest.param("DP-2", "S9", "S9 is not a line that is managed by direct payment", id="a line that is not there"),
        pytest.param("DP-6", "S1", "", id="a concern of their own"),
        pytest.param("DP-6", None, "", id="a concern of their own about all of it"),
        pytest.param("DP-6", "S2", "S2 is not a line that is managed by direct payment", id="but of another line"),
    ],
)
def test_what_nobody_found_is_not_considered(rule: str, line: str | None, says: str) -> None:
    considered = [{"rule": rule, "line": line, "what": "Talked over with the practitioner: she lives across town."}]
    found = said(plan_by_direct_payment(), considered=considered)
    assert [reason.partition(":")[0].rstrip(".") for reason in found] == ([says] if says else [])


@pytest.mark.rule("DP-3", "DP-6")
@pytest.mark.parametrize("rule", ["DP-3", "DP-6"])
def test_of_a_plan_without_a_direct_payment_nothing_is_considered(rule: str) -> None:
    considered = [{"rule": rule, "what": "The stays are short: I have looked at each of them."}]
    reason = "The plan has no direct payment: there is nothing of it to consider."
    assert said(plan(), payment=None, considered=considered) == [reason]


@pytest.mark.rule("DP-6", "DP-5")
def test_no_words_agree_a_line_that_is_barred() -> None:
    considered = {"rule": "DP-2", "line": "S1", "what": "She is the best person for it."}
    assert wrong(barred_plan(), considered=[considered]) == [BARRED]


@pytest.mark.rule("DP-6", "DP-8")
def test_what_is_managed_otherwise_needs_no_more_words() -> None:
    about = plan_by_direct_payment({"services.0.commissioned": CHEAPER, "services.0.otherwise": OTHERWISE})
    assert wrong(about, payment=None, managed_otherwise=[otherwise("DP-8")]) == []
