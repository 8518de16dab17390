"""`starter.py brief`: what it says about the direct payments of a plan, and what the decision has to say about them."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.kept import Kept, brief
from tests.support.builders import SCHEMES, changed
from tests.support.stack import Commands, example


def cheaper_by_the_council(*, otherwise: str) -> dict[str, Any]:
    """DP-8: a line of £217.00 a week that the council could commission for £200.00. `otherwise`: its other way."""
    commissioned = {"possible": True, "same_service": True, "weekly_cost": "200.00", "effect": "minimal"}
    changes = {
        "services.0.payee": {"relation": "not_a_relative"},
        "services.0.commissioned": {**commissioned, "flexibility": "At the same hours, by the same two men."},
        "services.0.otherwise.weekly_cost": otherwise,
    }
    return {"services": changed(example("barred-1-submission")["plan"], changes)["services"]}


@pytest.mark.rule("DP-1", "DP-2", "DP-4", "DP-5", "DP-6", "DP-8")
@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        pytest.param("barred", {}, ("DP-2", "S1", "bars", "name S1 in managed_otherwise, with rule DP-2"), id="a wife"),
        pytest.param("peter", {}, ("DP-2", "S1", "unsettled", "settle it first"), id="a mother, the household unclear"),
        pytest.param(
            "barred",
            {"direct_payment": {"under_a_requirement": "yes"}},
            ("DP-4", "", "bars", "the plan does not say how S2 would be managed otherwise; return it for that"),
            id="a requirement bars every line, of which one has no other way",
        ),
        pytest.param(
            "peter",
            {"direct_payment": {"under_a_requirement": "not_stated"}},
            ("DP-4", "", "unsettled", "to agree, say in considered what was found out, with rule DP-4, no line"),
            id="nobody has said whether there is one",
        ),
        pytest.param(
            "barred",
            cheaper_by_the_council(otherwise="217.01"),
            ("DP-8", "S1", "concern", "what you made of it, with rule DP-8 and line S1"),
            id="cheaper, and the plan's other way is dearer",
        ),
        pytest.param(
            "barred",
            cheaper_by_the_council(otherwise="217.00"),
            ("DP-8", "S1", "concern", "with rule DP-8 and line S1; or name S1 in managed_otherwise, with rule DP-8"),
            id="cheaper with minimal effect",
        ),
    ],
)
def test_each_finding_about_a_direct_payment_has_its_weight_and_what_the_decision_says(
    alone: Commands, kept: Kept, name: str, parts: dict[str, Any], expected: tuple[str, str, str, str]
) -> None:
    rule, line, weight, says = expected
    plan = kept.plan(name, **parts)

    findings = brief(alone, plan)["direct_payment"]
    for_people = " ".join(alone("brief", plan.plan_id).out.split())

    (mine,) = [finding for finding in findings if (finding["rule"], finding["line"]) == (rule, line)]
    assert mine["weight"] == weight
    assert says in mine["the_decision"]
    assert ("; or name" in mine["the_decision"]) is ("; or name" in says)
    assert mine["the_decision"] in for_people
    order = ["bars", "unsettled", "concern"]
    weights = [finding["weight"] for finding in findings]
    assert weights == sorted(weights, key=order.index)


@pytest.mark.rule("DP-5")
def test_a_barred_line_that_has_no_other_way_can_only_be_returned(alone: Commands, kept: Kept) -> None:
    services: list[dict[str, Any]] = example("barred-1-submission")["plan"]["services"]
    del services[0]["otherwise"]
    plan = kept.plan("barred", services=services)

    (mine,) = [finding for finding in brief(alone, plan)["direct_payment"] if finding["weight"] == "bars"]

    assert "the plan does not say how S1 would be managed otherwise; return it for that" in mine["the_decision"]


@pytest.mark.rule("DP-7")
def test_the_costs_of_being_an_employer_stand_beside_the_rates_in_force(alone: Commands, kept: Kept) -> None:
    services: list[dict[str, Any]] = example("above-1-submission")["plan"]["services"]
    for line in services:
        if line.get("employer_cost", {}).get("kind") == "holiday_pay":
            line["weekly_cost"] = "10.00"
    plan = kept.plan("above", services=services)

    lines = {line["kind"]: line for line in brief(alone, plan)["employer_costs"]["lines"]}

    assert (lines["holiday_pay"]["itemised"], lines["holiday_pay"]["is_below_rates"]) == ("10.00", True)
    assert not lines["pension"]["is_below_rates"]
    assert len(lines) == 9
    assert "less than the rates" in alone("brief", plan.plan_id).out


@pytest.mark.rule("DP-9")
def test_the_direct_payment_stands_as_the_plan_states_it(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("payment")

    terms = brief(alone, plan)["payment"]

    assert (terms["weekly"], terms["comes_off_first"], terms["each_time"]) == ("170.16", "12.30", "631.44")
    assert (
        "£170.16 a week, of which the person's £12.30 a week come off first; paid every four weeks, from Mon 30 Nov "
        "2026; managed by the person; asked for."
    ) in " ".join(alone("brief", plan.plan_id).out.split())
    assert brief(alone, kept.plan("plain"))["payment"] is None


@pytest.mark.rule("DP-7")
def test_rates_of_an_earlier_tax_year_are_said_to_be_out_of_date(alone: Commands, kept: Kept, tmp_path: Path) -> None:
    for path in SCHEMES.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("in_force_from = 2026-04-06", "in_force_from = 2025-04-07")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    plan, env = kept.plan("above"), {"COUNTERSIGN_SCHEMES": str(tmp_path)}

    said = alone("--json", "brief", plan.plan_id, env=env).json["employer_costs"]["out_of_date"]

    assert said.startswith("The latest employer's rates are those from 2025-04-07, of the tax year 2025/26, and it is ")
    assert said in " ".join(alone("brief", plan.plan_id, env=env).out.split())


@pytest.mark.rule("DP-8")
def test_what_could_be_commissioned_is_shown_both_ways(alone: Commands, kept: Kept) -> None:
    plan = kept.plan("barred")

    lines = {line["line"]: line for line in brief(alone, plan)["commissioned"]}

    assert (lines["S1"]["by_direct_payment"], lines["S1"]["commissioned"]) == ("217.00", "322.00")
    assert (lines["S1"]["effect"], lines["S1"]["same_service"]) == ("some", False)
    assert not lines["S2"]["possible"]
    assert (
        "S2: £38.00 a week by direct payment; the council could not commission it." in alone("brief", plan.plan_id).out
    )


DEARER_OTHERWISE = {
    "services": changed(example("barred-1-submission")["plan"], {"services.0.otherwise.weekly_cost": "622.00"})[
        "services"
    ]
}


@pytest.mark.rule("DP-5", "BUD-1", "ROUTE-10")
@pytest.mark.parametrize(
    ("name", "parts", "costs", "others"),
    [
        pytest.param("barred", {}, "£360.00 a week; as the plan has it: £255.00 a week.", [], id="a wife"),
        pytest.param(
            "barred",
            DEARER_OTHERWISE,
            "£660.00 a week; as the plan has it: £255.00 a week.",
            ["service_manager", "head_of_service"],
            id="otherwise it is above the team manager's limit",
        ),
        pytest.param("plain", {}, "", [], id="no line is barred"),
    ],
)
def test_a_plan_with_a_barred_line_has_the_budget_as_it_would_be_agreed_beside_its_own(
    alone: Commands, kept: Kept, name: str, parts: dict[str, Any], costs: str, others: list[str]
) -> None:
    plan = kept.plan(name, **parts)
    seen, said = brief(alone, plan), alone("brief", plan.plan_id).words

    assert (f"As it would be agreed, with S1 managed otherwise (DP-5): {costs}" in said) is bool(costs)
    assert (seen["as_it_would_be_agreed"] is not None) is bool(costs)
    assert [row["role"] for row in seen["may_agree_otherwise"]] == others
    assert ("May agree it with lines managed otherwise" in said) is bool(others)
    if costs:
        assert seen["as_it_would_be_agreed"]["cost_to_council"] == costs.split(maxsplit=1)[0].removeprefix("£")
        assert "The council pays the other" in seen["as_it_would_be_agreed"]["who_pays"]
