"""DP-7 · What it costs to employ personal assistants: all of it itemised, beside the rates, and the minimum wage."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.direct_payment import found_about
from countersign.careplan.employment import (
    EmployerRates,
    MinimumWage,
    compared_with_rates,
    costs_are_itemised,
    is_below_rates,
    paid_as_the_law_asks,
    pay_an_hour,
    wages_of,
)
from countersign.careplan.payment import AS_IT_ARISES, AgeBand, EmployerCostKind, ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.submission import check_plan
from tests.support.builders import SURE, Json, example, line, money, scheme

NI, PENSION, HOLIDAY, INSURANCE, PAYROLL, TRAINING, SICK_PAY, RECRUITMENT, REDUNDANCY = EmployerCostKind
ALWAYS = [kind for kind in EmployerCostKind if kind not in AS_IT_ARISES]
RATES = scheme().rates(date(2026, 11, 16))


def rates(**parts: str) -> EmployerRates:
    """Today's rates, changed: without an Employment Allowance unless they say so."""
    return EmployerRates.model_validate({**RATES.model_dump(), "employment_allowance": "0.00", **parts})


def wages(weekly: str, how_many: int = 1, line_id: str = "S1", **assistants: Any) -> ServiceLine:
    said = {"how_many": how_many, "hourly_rate": "14.00", "when_it_arises": SURE, **assistants}
    return line(weekly, id=line_id, managed_by="direct_payment", personal_assistants=said)


def cost(kind: EmployerCostKind, weekly: str, number: int, of: str = "S1", once: str = "0.00") -> ServiceLine:
    return line(
        weekly,
        id=f"S{number}",
        managed_by="direct_payment",
        one_off_cost=once,
        employer_cost={"kind": kind, "wages": of},
    )


ALL_COSTS = tuple(cost(kind, "0.00", number) for number, kind in enumerate(ALWAYS, start=2))


def missing(*lines: ServiceLine) -> list[str]:
    found = costs_are_itemised(lines)
    assert all((fault.rule, fault.met) == ("DP-7", False) for fault in found)
    return [fault.reason for fault in found]


@pytest.mark.rule("DP-7")
def test_every_kind_of_cost_has_a_line_even_where_there_is_nothing_to_pay() -> None:
    assert missing(wages("165.00"), *ALL_COSTS) == []


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize("number", range(6), ids=[kind.value for kind in ALWAYS])
def test_each_kind_that_is_left_out_is_named(number: int) -> None:
    name = ALWAYS[number].value.replace("_", " ")
    kept = [cost_line for cost_line in ALL_COSTS if cost_line is not ALL_COSTS[number]]
    wanted = (
        f"S1 employs personal assistants: itemise the employer's {name}, each on a line of its own; £0.00 with the "
        "reason where there is nothing to pay."
    )
    assert missing(wages("165.00"), *kept) == [wanted]


@pytest.mark.rule("DP-7")
def test_all_that_is_left_out_is_named_at_once_for_each_line_of_wages() -> None:
    found = missing(wages("165.00"), wages("80.00", line_id="S9"), *ALL_COSTS[:5])
    assert [reason.split(":")[0] for reason in found] == [
        "S1 employs personal assistants",
        "S9 employs personal assistants",
    ]
    assert "itemise the employer's training, each" in found[0]
    assert "national insurance, pension, holiday pay, insurance, payroll, training, each" in found[1]


@pytest.mark.rule("DP-7")
def test_the_cost_of_wages_that_are_not_in_the_plan_is_named() -> None:
    assert missing(cost(INSURANCE, "2.00", 2, of="S7")) == ["S2 is a cost of the wages S7, which are not in the plan."]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize("managed_by", list(ManagedBy))
def test_only_somebody_who_employs_with_a_direct_payment_has_these_costs(managed_by: ManagedBy) -> None:
    employs = wages("165.00").model_copy(update={"managed_by": managed_by})
    assert bool(wages_of([employs])) is (managed_by is ManagedBy.DIRECT_PAYMENT)
    assert bool(missing(employs)) is (managed_by is ManagedBy.DIRECT_PAYMENT)


@pytest.mark.rule("DP-7", "SUB-2")
def test_a_plan_without_them_is_not_complete_and_peters_has_them_all() -> None:
    whole: Json = example("peter-1-submission")["plan"]
    assert [fault for fault in check_plan(Plan.model_validate(whole)) if fault.rule == "DP-7"] == []
    whole["services"] = [service_line for service_line in whole["services"] if "employer_cost" not in service_line]
    found = [fault for fault in check_plan(Plan.model_validate(whole)) if fault.rule == "DP-7"]
    assert [fault.met for fault in found] == [False]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("itemised", "below"),
    [
        # by the rates £19.92: what rounding somewhere else explains is passed over
        ("19.92", False),
        ("19.87", False),
        ("19.86", True),
        ("0.00", True),
        ("99.00", False),
    ],
)
def test_less_than_the_rates_come_to_by_more_than_rounding_is_below_them(itemised: str, below: bool) -> None:
    found = {
        comparison.kind: comparison
        for comparison in compared_with_rates((wages("165.00"), cost(HOLIDAY, itemised, 2)), RATES)
    }
    assert (found[HOLIDAY].itemised, found[HOLIDAY].by_rates) == (money(itemised), money("19.92"))
    assert is_below_rates(found[HOLIDAY]) is below


@pytest.mark.rule("DP-7")
def test_a_cost_that_is_paid_once_counts_for_a_year() -> None:
    lines = (wages("165.00"), cost(INSURANCE, "0.00", 2, once="104.00"))
    found = {comparison.kind: comparison for comparison in compared_with_rates(lines, RATES)}
    assert found[INSURANCE].itemised == money("2.00")


@pytest.mark.rule("DP-7", "BUD-2")
@pytest.mark.parametrize(
    ("pays_wages", "pays_the_cost", "itemised"),
    [
        # a cost that somebody else pays for is not in the personal budget
        (None, None, "2.00"),
        (None, "Her family", "0.00"),
        ("A health service", "A health service", "2.00"),
        ("A health service", "Her family", "0.00"),
        ("A health service", None, "2.00"),
    ],
)
def test_a_cost_that_the_family_pays_is_not_in_the_budget(
    pays_wages: str | None, pays_the_cost: str | None, itemised: str
) -> None:
    paid = wages("165.00").model_copy(update={"paid_by_other": pays_wages})
    insured = cost(INSURANCE, "2.00", 2).model_copy(update={"paid_by_other": pays_the_cost})
    found = {comparison.kind: comparison for comparison in compared_with_rates((paid, insured), RATES)}
    assert found[INSURANCE].itemised == money(itemised)
    assert is_below_rates(found[INSURANCE]) is (itemised == "0.00")


@pytest.mark.rule("DP-7")
def test_each_line_of_wages_is_compared_by_itself() -> None:
    lines = (
        wages("165.00"),
        wages("80.00", line_id="S9"),
        cost(PAYROLL, "4.50", 2),
        cost(PAYROLL, "3.00", 3, of="S9"),
        cost(PAYROLL, "1.00", 4, of="S9"),
    )
    found = [comparison for comparison in compared_with_rates(lines, RATES) if comparison.kind is PAYROLL]
    assert [(comparison.wages, comparison.itemised) for comparison in found] == [
        ("S1", money("4.50")),
        ("S9", money("4.00")),
    ]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("allowance", "first", "second"),
    [
        # each line of wages has £15.00 of National Insurance due a week; the allowance is for a year
        ("0.00", "15.00", "15.00"),
        ("520.00", "5.00", "15.00"),
        ("780.00", "0.00", "15.00"),
        ("1040.00", "0.00", "10.00"),
        ("1560.00", "0.00", "0.00"),
    ],
)
def test_one_employer_has_one_employment_allowance(allowance: str, first: str, second: str) -> None:
    lines = (wages("196.00"), wages("196.00", line_id="S9"))
    found = [
        comparison
        for comparison in compared_with_rates(lines, rates(employment_allowance=allowance))
        if comparison.kind is NI
    ]
    assert [comparison.by_rates for comparison in found] == [money(first), money(second)]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("pay_each", "fault"),
    [
        ((), []),
        (("100.00", "65.00"), []),
        (("100.00", "65.01"), ["S1 costs £165.00 a week, and pay_each comes to £165.01."]),
    ],
)
def test_what_each_earns_comes_to_what_the_line_costs(pay_each: tuple[str, ...], fault: list[str]) -> None:
    assert missing(wages("165.00", 2, pay_each=pay_each), *ALL_COSTS) == fault


@pytest.mark.rule("DP-7")
def test_each_assistant_has_an_amount_or_none_has() -> None:
    with pytest.raises(ValueError, match="as many amounts as how_many says"):
        wages("165.00", 2, pay_each=("165.00",))


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("stated", "an_hour", "lowest"),
    [("14.00", "12.00", "12.00"), ("12.71", "14.00", "12.71"), (None, "12.00", "12.00"), ("14.00", None, "14.00")],
)
def test_the_lowest_paid_earns_no_more_than_an_hour_costs(stated: str | None, an_hour: str | None, lowest: str) -> None:
    counted = {"units_a_week": "10", "unit": "hour", "unit_cost": an_hour} if an_hour else {}
    paid = line("0.00", managed_by="direct_payment", personal_assistants={"hourly_rate": stated}, **counted)
    assert pay_an_hour(paid) == money(lowest)


def looked_at(*lines: ServiceLine, on: str = "2026-11-16") -> list[str]:
    """What whoever decides has to look at, besides costs that are below the rates."""
    day = date.fromisoformat(on)
    found = paid_as_the_law_asks(lines, scheme().rates(day), scheme().minimum_wage(day))
    return [sentence for _, sentence in found if "less is itemised" not in sentence]


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("hourly", "on", "below"),
    [
        ("12.70", "2026-11-16", "the pay is £12.70 an hour, below the minimum wage of £12.71 from 2026-04-01."),
        ("12.71", "2026-11-16", ""),
        ("12.72", "2026-11-16", ""),
        ("12.21", "2026-03-31", ""),
        ("12.21", "2026-04-01", "the pay is £12.21 an hour, below the minimum wage of £12.71 from 2026-04-01."),
        ("11.44", "2025-04-01", "the pay is £11.44 an hour, below the minimum wage of £12.21 from 2025-04-01."),
    ],
)
def test_pay_below_the_minimum_wage_of_the_day_is_put_to_the_authoriser(hourly: str, on: str, below: str) -> None:
    assert looked_at(wages("165.00", hourly_rate=hourly), on=on) == ([f"S1: {below}"] if below else [])


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("age", "hourly", "on", "below"),
    [
        (None, "12.70", "2026-11-16", "£12.71 from 2026-04-01"),
        ("21_or_over", "12.70", "2026-11-16", "£12.71 from 2026-04-01"),
        ("18_to_20", "10.85", "2026-11-16", ""),
        ("18_to_20", "10.84", "2026-11-16", "£10.85 from 2026-04-01 for somebody of 18 to 20"),
        ("18_to_20", "10.00", "2026-03-31", ""),
        ("under_18_or_apprentice", "8.00", "2026-11-16", ""),
        (
            "under_18_or_apprentice",
            "7.99",
            "2026-11-16",
            "£8.00 from 2026-04-01 for somebody under 18, or an apprentice",
        ),
    ],
)
def test_the_minimum_wage_is_that_of_their_age(age: str | None, hourly: str, on: str, below: str) -> None:
    paid = wages("165.00", hourly_rate=hourly, all_are=age)
    wanted = f"S1: the pay is £{hourly} an hour, below the minimum wage of {below}."
    assert looked_at(paid, on=on) == ([wanted] if below else [])


@pytest.mark.rule("DP-7")
def test_a_council_that_gives_no_lower_rates_counts_adults_for_all() -> None:
    lowest = MinimumWage(money("12.71"), date(2026, 4, 1))
    assert [lowest.of(age) for age in (None, *AgeBand)] == [money("12.71")] * 4


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("unit", "unit_cost", "hourly", "asked"),
    [
        ("hour", "12.71", None, ""),
        ("Hour", "12.70", None, "the pay is £12.70 an hour"),
        ("hour", "12.71", "12.00", "the pay is £12.00 an hour"),
        ("hr", "12.70", None, "the pay is £12.70 an hour"),
        ("Hrs.", "12.71", None, ""),
        ("per hour", "12.71", None, ""),
        ("hour(s) of care", "12.70", None, "the pay is £12.70 an hour"),
        ("half hour", "6.40", None, "the plan does not say what the assistants earn an hour"),
        ("24 hours", "150.00", None, "the plan does not say what the assistants earn an hour"),
        ("night", "90.00", None, "the plan does not say what the assistants earn an hour"),
        ("night", "90.00", "12.71", ""),
        (None, None, None, "the plan does not say what the assistants earn an hour"),
    ],
)
def test_what_an_hour_is_paid_is_stated_or_asked(
    unit: str | None, unit_cost: str | None, hourly: str | None, asked: str
) -> None:
    cost_of_unit = money(unit_cost) if unit_cost else None
    paid = wages("165.00", hourly_rate=hourly).model_copy(update={"unit": unit, "unit_cost": cost_of_unit})
    found = looked_at(paid)
    assert len(found) == bool(asked)
    assert all(sentence.startswith(f"S1: {asked}") for sentence in found)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("words", "itemised", "missing"),
    [
        (SURE, [], ""),
        ("", [SICK_PAY, RECRUITMENT, REDUNDANCY], ""),
        ("", [], "sick pay, recruitment and checks, redundancy"),
        ("TBC", [], "sick pay, recruitment and checks, redundancy"),
        ("", [RECRUITMENT], "sick pay, redundancy"),
    ],
)
def test_what_comes_seldom_has_a_line_or_the_plan_says_what_becomes_of_it(
    words: str, itemised: list[EmployerCostKind], missing: str
) -> None:
    costs = [cost(kind, "0.00", number) for number, kind in enumerate(itemised, start=2)]
    wanted = f"S1: the plan does not say what becomes of {missing}: each has a line, or is paid when it arises."
    assert looked_at(wages("165.00", when_it_arises=words), *costs) == ([wanted] if missing else [])


@pytest.mark.rule("DP-7", "DP-8")
def test_sick_pay_recruitment_and_redundancy_are_not_asked_to_be_commissioned() -> None:
    whole: Json = example("peter-3-resubmission")["plan"]
    extra = [
        {
            "id": f"S{number}",
            "service": "An employer's cost",
            "description": "Nothing to pay this year.",
            "needs": ["N1"],
            "managed_by": "direct_payment",
            "employer_cost": {"kind": kind, "wages": "S1"},
        }
        for number, kind in enumerate((SICK_PAY, RECRUITMENT, REDUNDANCY), start=20)
    ]
    whole["services"] = [*whole["services"], *extra]
    assert found_about(Plan.model_validate(whole), scheme(), date(2026, 11, 16)) == ()


@pytest.mark.rule("DP-7", "DP-8")
def test_one_assistant_at_180_pounds_a_week_costs_what_the_law_asks_and_no_more() -> None:
    """Below the pension's trigger; National Insurance within the allowance; 12.07 % of holiday pay."""
    whole: Json = example("peter-3-resubmission")["plan"]
    costs = {"holiday_pay": "21.73", "insurance": "1.73", "payroll": "4.00"}
    for service in whole["services"]:
        kind = service.get("employer_cost", {}).get("kind")
        if kind:
            unpriced = {"units_a_week": None, "unit_cost": None}
            service |= {"weekly_cost": costs.get(kind, "0.00"), **unpriced}
    whole["services"][0] |= {"units_a_week": "12", "unit_cost": "15.00", "weekly_cost": "180.00"}
    assert found_about(Plan.model_validate(whole), scheme(), date(2026, 11, 16)) == ()
