"""BUD · The final personal budget, to the penny."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan import budget
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from tests.support.builders import example, line, money

NHS = "NHS community rehabilitation team"


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("weekly", "person_pays", "cost", "council_pays"),
    [
        pytest.param(["100.00"], "0.00", "100.00", "100.00", id="the person pays nothing"),
        pytest.param(["100.00"], "0.01", "100.00", "99.99", id="the person pays a penny"),
        pytest.param(["100.00"], "100.00", "100.00", "0.00", id="the person pays all of it"),
        pytest.param(["0.10", "0.20"], "0.00", "0.30", "0.30", id="ten pence and twenty pence are thirty pence"),
        pytest.param(["33.33", "33.33", "33.33"], "0.00", "99.99", "99.99", id="nothing is rounded up"),
        pytest.param([], "0.00", "0.00", "0.00", id="no line costs nothing"),
    ],
)
def test_the_cost_is_what_the_person_pays_and_what_the_council_pays(
    weekly: list[str], person_pays: str, cost: str, council_pays: str
) -> None:
    lines = tuple(line(each, id=f"S{number}") for number, each in enumerate(weekly, start=1))
    final = budget.final_budget(lines, money(person_pays))
    assert (final.cost_to_council, final.person_pays, final.council_pays) == (
        money(cost),
        money(person_pays),
        money(council_pays),
    )


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("person_pays", "faults"),
    [
        pytest.param("99.99", [], id="a penny less than it costs"),
        pytest.param("100.00", [], id="all that it costs"),
        pytest.param("100.01", [("BUD-1", "plan.person_pays")], id="a penny more than it costs"),
    ],
)
def test_nobody_pays_more_than_meeting_the_needs_costs(person_pays: str, faults: list[tuple[str, str]]) -> None:
    found = budget.figures_hold((line("100.00"),), money(person_pays))
    assert [(fault.rule, fault.where) for fault in found if not fault.met] == faults


@pytest.mark.rule("BUD-1")
def test_what_others_pay_is_no_reason_to_charge_the_person_more() -> None:
    lines = (line("100.00"), line("50.00", id="S2", paid_by_other=NHS))
    assert [fault.rule for fault in budget.figures_hold(lines, money("100.01"))] == ["BUD-1"]


@pytest.mark.rule("BUD-2")
def test_joes_plan_says_that_the_health_service_pays_and_how_much() -> None:
    plan = Plan.model_validate(example("joe-3-resubmission")["plan"])
    final = budget.final_budget(plan.services, plan.person_pays)
    assert final.cost_to_council == money("329.75")
    assert final.council_pays == money("271.65")
    assert [(other.who, other.weekly, other.one_off) for other in final.others] == [(NHS, money("136.00"), money("0"))]
    assert final.total_cost == money("465.75")


@pytest.mark.rule("BUD-2")
def test_each_other_payer_stands_once_with_weekly_and_one_off_apart() -> None:
    lines = (
        line("100.00", one_off_cost="40.00"),
        line("36.00", id="S2", paid_by_other="Riverbank MS Fund"),
        line("0.00", id="S3", one_off_cost="650.00", paid_by_other="Riverbank MS Fund"),
        line("12.50", id="S4", paid_by_other=NHS),
    )
    final = budget.final_budget(lines, money("0.00"))
    assert [(other.who, other.weekly, other.one_off) for other in final.others] == [
        ("Riverbank MS Fund", money("36.00"), money("650.00")),
        (NHS, money("12.50"), money("0.00")),
    ]
    assert (final.one_off, final.total_one_off) == (money("40.00"), money("690.00"))
    assert (final.cost_to_council, final.total_cost) == (money("100.00"), money("148.50"))


@pytest.mark.rule("BUD-2")
def test_where_nobody_else_pays_the_total_is_the_cost_to_the_council() -> None:
    final = budget.final_budget((line("100.00"),), money("10.00"))
    assert final.others == ()
    assert final.total_cost == final.cost_to_council


@pytest.mark.rule("BUD-3")
@pytest.mark.parametrize(
    ("units", "unit_cost", "weekly", "holds"),
    [
        pytest.param("5.25", "25.60", "134.40", True, id="5.25 hours at 25.60 are 134.40"),
        pytest.param("5.25", "25.60", "134.41", False, id="and not a penny more"),
        pytest.param("5.25", "25.60", "134.39", False, id="and not a penny less"),
        pytest.param("0.25", "0.50", "0.13", True, id="twelve and a half pence are thirteen"),
        pytest.param("0.25", "0.50", "0.12", False, id="twelve and a half pence are not twelve"),
        pytest.param("0.33", "10.01", "3.30", True, id="3.3033 is 3.30"),
        pytest.param("0", "25.60", "0.00", True, id="no hours cost nothing"),
    ],
)
def test_a_priced_line_multiplies_out_to_the_penny(units: str, unit_cost: str, weekly: str, holds: bool) -> None:
    found = budget.figures_hold((line(weekly, units_a_week=units, unit_cost=unit_cost),), money("0.00"))
    assert [(fault.rule, fault.met) for fault in found] == ([] if holds else [("BUD-3", False)])


@pytest.mark.rule("BUD-3")
@pytest.mark.parametrize("given_part", ["units_a_week", "unit_cost"])
def test_a_price_without_its_other_half_is_a_fault(given_part: str) -> None:
    found = budget.figures_hold((line("25.00", **{given_part: "5.00"}),), money("0.00"))
    assert [(fault.met, fault.reason) for fault in found] == [
        (False, "S1 needs both units_a_week and unit_cost, or neither.")
    ]


@pytest.mark.rule("BUD-3")
def test_a_wrong_product_says_what_it_should_be() -> None:
    found = budget.figures_hold((line("165.00", units_a_week="6", unit_cost="25.00"),), money("0.00"))
    assert [fault.reason for fault in found] == ["S1: 6 × £25.00 is £150.00 a week, not £165.00."]


@pytest.mark.rule("BUD-3")
@pytest.mark.parametrize(
    ("weekly", "parts", "faults"),
    [
        pytest.param("100000.00", {}, [], id="a million pounds a week"),
        pytest.param("100000.01", {}, ["BUD-3"], id="a penny more a week"),
        pytest.param("100000.01", {"paid_by_other": NHS}, ["BUD-3"], id="a penny more, with another payer"),
        pytest.param("0.00", {"one_off_cost": "999999.99"}, [], id="a million pounds once"),
        pytest.param("0.00", {"one_off_cost": "1000000.00"}, ["BUD-3"], id="a penny more once"),
    ],
)
def test_a_total_beyond_money_is_a_fault_and_one_within_it_adds_up(
    weekly: str, parts: dict[str, str], faults: list[str]
) -> None:
    lines = (line("900000.00", one_off_cost="0.01"), line(weekly, id="S2", **parts))
    assert [fault.rule for fault in budget.figures_hold(lines, money("0.00")) if not fault.met] == faults
    if not faults:
        assert budget.final_budget(lines, money("0.00")).total_cost == money("900000.00") + money(weekly)


def priced(weekly: Decimal, one_off: Decimal, other: str | None) -> ServiceLine:
    return line(str(weekly), one_off_cost=str(one_off), paid_by_other=other)


pennies = st.decimals(min_value=0, max_value=Decimal("9999.99"), places=2)
lines_of_a_plan = st.lists(
    st.builds(priced, pennies, pennies, st.sampled_from([None, NHS, "Riverbank MS Fund"])), max_size=12
).map(tuple)


@pytest.mark.rule("BUD-1", "BUD-2", "BUD-3")
@settings(max_examples=60, deadline=None)
@given(lines=lines_of_a_plan, share=st.integers(0, 100))
def test_whatever_the_lines_the_sums_are_exact(lines: tuple[ServiceLine, ...], share: int) -> None:
    cost_in_pence = sum(
        int(service_line.weekly_cost * 100) for service_line in lines if service_line.paid_by_other is None
    )
    person_pays = Decimal(cost_in_pence * share // 100) / 100
    assert budget.figures_hold(lines, person_pays) == ()
    final = budget.final_budget(lines, person_pays)
    assert int(final.cost_to_council * 100) == cost_in_pence
    assert final.cost_to_council == final.person_pays + final.council_pays
    assert final.council_pays >= 0
    assert final.total_cost == final.cost_to_council + sum(other.weekly for other in final.others)
    assert final.total_one_off == final.one_off + sum(other.one_off for other in final.others)
