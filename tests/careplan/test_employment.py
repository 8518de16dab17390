"""DP-7 · What it costs to employ personal assistants: rates by date, each kind worked out, and all of it itemised."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.employment import (
    EmployerRates,
    by_rates,
    compared_with_rates,
    costs_are_itemised,
    is_below_rates,
    wages_of,
)
from countersign.careplan.payment import EmployerCostKind, ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.submission import check_plan
from tests.support.builders import Json, example, line, money, scheme

NI, PENSION, HOLIDAY, INSURANCE, PAYROLL, TRAINING = EmployerCostKind
RATES = scheme().rates(date(2026, 11, 16))


def rates(**parts: str) -> EmployerRates:
    """Today's rates, changed: without an Employment Allowance or holiday unless they say so."""
    return EmployerRates.model_validate(
        {**RATES.model_dump(), "employment_allowance": "0.00", "holiday_weeks": "0", **parts}
    )


def wages(weekly: str, how_many: int = 1, line_id: str = "S1") -> ServiceLine:
    return line(weekly, id=line_id, managed_by="direct_payment", personal_assistants={"how_many": how_many})


def cost(kind: EmployerCostKind, weekly: str, number: int, of: str = "S1", once: str = "0.00") -> ServiceLine:
    return line(
        weekly,
        id=f"S{number}",
        managed_by="direct_payment",
        one_off_cost=once,
        employer_cost={"kind": kind, "wages": of},
    )


ALL_COSTS = tuple(cost(kind, "0.00", number) for number, kind in enumerate(EmployerCostKind, start=2))


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "in_force_from", "ni", "threshold", "allowance"),
    [
        ("2024-04-05", "2024-04-06", "0.138", "175.00", "5000.00"),  # before the first there is nothing earlier
        ("2024-04-06", "2024-04-06", "0.138", "175.00", "5000.00"),
        ("2025-04-05", "2024-04-06", "0.138", "175.00", "5000.00"),
        ("2025-04-06", "2025-04-06", "0.15", "96.00", "10500.00"),
        ("2026-11-16", "2025-04-06", "0.15", "96.00", "10500.00"),
    ],
)
def test_the_rates_are_those_in_force_on_the_day(
    on: str, in_force_from: str, ni: str, threshold: str, allowance: str
) -> None:
    found = scheme().rates(date.fromisoformat(on))
    assert found.in_force_from == date.fromisoformat(in_force_from)
    assert (found.national_insurance, found.national_insurance_above) == (Decimal(ni), money(threshold))
    assert found.employment_allowance == money(allowance)
    assert found.source


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "assistants", "due"),
    [
        # 15p in the pound of what each is paid above £96.00 a week
        ("95.99", 1, "0.00"),
        ("96.00", 1, "0.00"),
        ("96.03", 1, "0.00"),
        ("96.04", 1, "0.01"),
        ("196.00", 1, "15.00"),
        ("192.00", 2, "0.00"),
        ("292.00", 2, "15.00"),
        ("292.00", 1, "29.40"),
    ],
)
def test_national_insurance_is_due_above_the_threshold_of_each_assistant(
    weekly: str, assistants: int, due: str
) -> None:
    assert by_rates(NI, money(weekly), assistants, rates()) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "due"),
    [
        # £5,200.00 a year is £100.00 a week, which is due on £762.67 of pay: 15p in each of 666.67 pounds
        ("762.66", "0.00"),
        ("762.69", "0.00"),
        ("762.71", "0.01"),
        ("862.67", "15.00"),
    ],
)
def test_the_employment_allowance_pays_the_first_of_it(weekly: str, due: str) -> None:
    assert by_rates(NI, money(weekly), 1, rates(employment_allowance="5200.00")) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "assistants", "due"),
    [
        # 3p in the pound between £120.00 and £967.00, for whoever earns more than £192.00 a week
        ("192.00", 1, "0.00"),
        ("192.01", 1, "2.16"),
        ("220.00", 1, "3.00"),
        ("384.00", 2, "0.00"),
        ("384.02", 2, "4.32"),
        ("967.00", 1, "25.41"),
        ("967.01", 1, "25.41"),
        ("2000.00", 1, "25.41"),
    ],
)
def test_a_pension_is_paid_in_from_the_trigger_and_up_to_the_upper_limit(
    weekly: str, assistants: int, due: str
) -> None:
    assert by_rates(PENSION, money(weekly), assistants, rates()) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "due"), [("0.00", "0.00"), ("52.00", "5.60"), ("165.00", "17.77"), ("520.00", "56.00")]
)
def test_holiday_pay_is_five_point_six_weeks_of_fifty_two(weekly: str, due: str) -> None:
    assert by_rates(HOLIDAY, money(weekly), 1, RATES) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("kind", "weekly", "due"),
    [
        # £173.40 and £18.67 of holiday pay are £192.07, above the trigger; £87.00 and £9.37 are £96.37
        (PENSION, "173.00", "0.00"),
        (PENSION, "173.40", "2.16"),
        (NI, "86.00", "0.00"),
        (NI, "87.00", "0.06"),
    ],
)
def test_pay_is_wages_and_holiday_pay_together(kind: EmployerCostKind, weekly: str, due: str) -> None:
    assert by_rates(kind, money(weekly), 1, rates(holiday_weeks="5.6")) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("kind", "due"), [(INSURANCE, "1.73"), (PAYROLL, "4.00"), (TRAINING, "0.00")], ids=["insurance", "payroll", "none"]
)
def test_what_is_paid_for_a_year_is_spread_over_fifty_two_weeks(kind: EmployerCostKind, due: str) -> None:
    for weekly in ("0.00", "900.00"):
        assert by_rates(kind, money(weekly), 3, RATES) == money(due)
    assert by_rates(TRAINING, money("1.00"), 1, rates(training_a_year="104.00")) == money("2.00")


def missing(*lines: ServiceLine) -> list[str]:
    found = costs_are_itemised(lines)
    assert all((fault.rule, fault.met) == ("DP-7", False) for fault in found)
    return [fault.reason for fault in found]


@pytest.mark.rule("DP-7")
def test_every_kind_of_cost_has_a_line_even_where_there_is_nothing_to_pay() -> None:
    assert missing(wages("165.00"), *ALL_COSTS) == []


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize("number", range(6), ids=[kind.value for kind in EmployerCostKind])
def test_each_kind_that_is_left_out_is_named(number: int) -> None:
    name = list(EmployerCostKind)[number].value.replace("_", " ")
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
    employs = line("165.00", managed_by=managed_by, personal_assistants={"how_many": 1})
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
        # by the rates £17.77: what rounding somewhere else explains is passed over
        ("17.77", False),
        ("17.72", False),
        ("17.71", True),
        ("0.00", True),
        ("99.00", False),
    ],
)
def test_less_than_the_rates_come_to_by_more_than_rounding_is_below_them(itemised: str, below: bool) -> None:
    found = {
        comparison.kind: comparison
        for comparison in compared_with_rates((wages("165.00"), cost(HOLIDAY, itemised, 2)), RATES)
    }
    assert (found[HOLIDAY].itemised, found[HOLIDAY].by_rates) == (money(itemised), money("17.77"))
    assert is_below_rates(found[HOLIDAY]) is below


@pytest.mark.rule("DP-7")
def test_a_cost_that_is_paid_once_counts_for_a_year() -> None:
    lines = (wages("165.00"), cost(INSURANCE, "0.00", 2, once="104.00"))
    found = {comparison.kind: comparison for comparison in compared_with_rates(lines, RATES)}
    assert found[INSURANCE].itemised == money("2.00")


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
@settings(max_examples=100, deadline=None)
@given(pence=st.integers(0, 200_000), assistants=st.integers(1, 6), allowance=st.integers(0, 1_050_000))
def test_national_insurance_and_pension_are_what_a_pay_slip_for_each_comes_to(
    pence: int, assistants: int, allowance: int
) -> None:
    weekly = Decimal(pence) / 100
    each = weekly / assistants
    council = rates(employment_allowance=str(Decimal(allowance) / 100))
    slips = sum((max(Decimal(0), (each - 96) * Decimal("0.15")) for _ in range(assistants)), Decimal(0))
    due = max(Decimal(0), slips - Decimal(allowance) / 100 / 52)
    paid_in = [(min(each, Decimal(967)) - 120) * Decimal("0.03") if each > 192 else Decimal(0)] * assistants
    for kind, expected in ((NI, due), (PENSION, sum(paid_in, Decimal(0)))):
        found = by_rates(kind, weekly, assistants, council)
        assert abs(found - expected) <= Decimal("0.005000001")
        assert found == found.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) >= 0
