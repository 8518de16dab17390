"""DP-7 · An employer's rates by date: each kind of cost worked out, just below, at and just above each threshold."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.employment import (
    EmployerRates,
    by_rates,
    compared_with_rates,
)
from countersign.careplan.payment import EmployerCostKind
from countersign.careplan.service_line import ServiceLine
from tests.support.builders import SURE, line, money, scheme

NI, PENSION, HOLIDAY, INSURANCE, PAYROLL, TRAINING, SICK_PAY, RECRUITMENT, REDUNDANCY = EmployerCostKind
RATES = scheme().rates(date(2026, 11, 16))


def rates(**parts: str) -> EmployerRates:
    """Today's rates, changed: without an Employment Allowance unless they say so."""
    return EmployerRates.model_validate({**RATES.model_dump(), "employment_allowance": "0.00", **parts})


def wages(weekly: str, how_many: int = 1, line_id: str = "S1", **assistants: Any) -> ServiceLine:
    said = {"how_many": how_many, "hourly_rate": "14.00", "when_it_arises": SURE, **assistants}
    return line(weekly, id=line_id, managed_by="direct_payment", personal_assistants=said)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "in_force_from", "ni", "threshold", "allowance"),
    [
        ("2024-04-05", "2024-04-06", "0.138", "175.00", "5000.00"),  # before the first there is nothing earlier
        ("2024-04-06", "2024-04-06", "0.138", "175.00", "5000.00"),
        ("2025-04-05", "2024-04-06", "0.138", "175.00", "5000.00"),
        ("2025-04-06", "2025-04-06", "0.15", "96.00", "10500.00"),
        ("2026-04-05", "2025-04-06", "0.15", "96.00", "10500.00"),
        ("2026-04-06", "2026-04-06", "0.15", "96.00", "10500.00"),
        ("2026-11-16", "2026-04-06", "0.15", "96.00", "10500.00"),
    ],
)
def test_the_rates_are_those_in_force_on_the_day(
    on: str, in_force_from: str, ni: str, threshold: str, allowance: str
) -> None:
    found = scheme().rates(date.fromisoformat(on))
    assert found.in_force_from == date.fromisoformat(in_force_from)
    assert (found.national_insurance, found.national_insurance_above) == (Decimal(ni), money(threshold))
    assert found.employment_allowance == money(allowance)
    assert "check" in found.source


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "an_hour", "since"),
    [
        ("2024-03-31", "11.44", "2024-04-01"),  # before the first there is nothing earlier
        ("2024-04-01", "11.44", "2024-04-01"),
        ("2025-03-31", "11.44", "2024-04-01"),
        ("2025-04-01", "12.21", "2025-04-01"),
        ("2026-03-31", "12.21", "2025-04-01"),
        ("2026-04-01", "12.71", "2026-04-01"),
        ("2026-04-06", "12.71", "2026-04-01"),
    ],
)
def test_the_minimum_wage_is_that_of_the_day_and_changes_before_the_other_rates(
    on: str, an_hour: str, since: str
) -> None:
    assert scheme().minimum_wage(date.fromisoformat(on))[:2] == (money(an_hour), date.fromisoformat(since))


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("2026-11-16", ""),
        ("2027-04-05", ""),
        (
            "2027-04-06",
            (
                "The latest employer's rates are those from 2026-04-06, of the tax year 2026/27, and it is 2027/28: "
                "look for newer ones"
            ),
        ),
        (
            "2030-01-01",
            (
                "The latest employer's rates are those from 2026-04-06, of the tax year 2026/27, and it is 2029/30: "
                "look for newer ones"
            ),
        ),
    ],
)
def test_rates_of_an_earlier_tax_year_are_said_to_be_out_of_date(on: str, says: str) -> None:
    assert scheme().rates_out_of_date(date.fromisoformat(on)) == says


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "assistants", "due"),
    [
        # 15p in the pound of what each is paid above £96.00 a week
        ("95.99", 1, "0.00"),
        ("96.00", 1, "0.00"),
        ("96.03", 1, "0.00"),
        ("96.04", 1, "0.01"),
        ("180.00", 1, "12.60"),
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
    ("on", "weekly", "due"),
    [
        # 2024/25: 13.8p in the pound above £175.00; since then 15p above £96.00
        ("2025-04-05", "174.99", "0.00"),
        ("2025-04-05", "175.00", "0.00"),
        ("2025-04-05", "175.03", "0.00"),
        ("2025-04-05", "175.04", "0.01"),
        ("2025-04-05", "275.00", "13.80"),
        ("2025-04-06", "275.00", "26.85"),
        ("2026-04-06", "275.00", "26.85"),
    ],
)
def test_national_insurance_is_by_the_rates_of_the_day(on: str, weekly: str, due: str) -> None:
    in_force = scheme().rates(date.fromisoformat(on)).model_copy(update={"employment_allowance": Decimal(0)})
    assert by_rates(NI, money(weekly), 1, in_force) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "weekly", "assistants", "due"),
    [
        # £5,000.00 a year is £96.15 a week: due on £871.77, 13.8p in each of 696.77 pounds above £175.00
        ("2025-04-05", "871.70", 1, "0.00"),
        ("2025-04-05", "871.85", 1, "0.01"),
        # £10,500.00 a year is £201.92 a week: due on £1,442.15, 15p in each of 1,346.15 pounds above £96.00
        ("2026-04-06", "1442.15", 1, "0.00"),
        ("2026-04-06", "1442.25", 1, "0.01"),
        ("2026-04-06", "2884.31", 2, "201.92"),
    ],
)
def test_the_employment_allowance_of_the_day_covers_most_employers(
    on: str, weekly: str, assistants: int, due: str
) -> None:
    assert by_rates(NI, money(weekly), assistants, scheme().rates(date.fromisoformat(on))) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("weekly", "covered", "due"),
    [
        # 12.07 % of the wages where every week is covered: 5.6 weeks for 46.4 that are worked
        ("0.00", True, "0.00"),
        ("100.00", True, "12.07"),
        ("165.00", True, "19.92"),
        ("180.00", True, "21.73"),
        # where they are not, the paid weeks off are within the wages
        ("180.00", False, "0.00"),
    ],
)
def test_holiday_pay_is_due_on_every_week_that_is_covered(weekly: str, covered: bool, due: str) -> None:
    assert by_rates(HOLIDAY, money(weekly), 1, RATES, every_week_is_covered=covered) == money(due)
    lines = (wages(weekly, every_week_is_covered=covered),)
    found = {comparison.kind: comparison.by_rates for comparison in compared_with_rates(lines, RATES)}
    assert found[HOLIDAY] == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("kind", "weekly", "due"),
    [
        # a week's pay is the week's wages, worked or not: £180.00 stays below the pension's trigger of £192.00
        (PENSION, "180.00", "0.00"),
        (PENSION, "191.99", "0.00"),
        (PENSION, "192.00", "0.00"),
        (PENSION, "192.01", "2.16"),
        (NI, "95.00", "0.00"),
        (NI, "96.00", "0.00"),
        (NI, "97.00", "0.15"),
    ],
)
def test_holiday_pay_lifts_nobody_above_a_threshold(kind: EmployerCostKind, weekly: str, due: str) -> None:
    assert by_rates(kind, money(weekly), 1, rates()) == money(due)


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("on", "weekly", "assistants", "due"),
    [
        # a whole year of sickness, so that each week costs a week's sick pay; 2026/27: £123.25, or 80% of pay if lower
        ("2026-11-16", "100.00", 1, "80.00"),
        ("2026-11-16", "154.00", 1, "123.20"),
        ("2026-11-16", "154.06", 1, "123.25"),
        ("2026-11-16", "154.07", 1, "123.25"),
        ("2026-11-16", "900.00", 1, "123.25"),
        ("2026-11-16", "200.00", 2, "160.00"),
        # before, £118.75 flat, for whoever earned £125.00 or more
        ("2026-04-05", "124.99", 1, "0.00"),
        ("2026-04-05", "125.00", 1, "118.75"),
        ("2026-04-05", "900.00", 1, "118.75"),
    ],
)
def test_sick_pay_is_the_flat_amount_or_a_share_of_the_pay(on: str, weekly: str, assistants: int, due: str) -> None:
    in_force = scheme().rates(date.fromisoformat(on)).model_copy(update={"sick_weeks_a_year": Decimal(52)})
    assert by_rates(SICK_PAY, money(weekly), assistants, in_force) == money(due)


@pytest.mark.rule("DP-7")
def test_a_council_says_how_much_sickness_recruitment_and_redundancy_a_plan_allows_for() -> None:
    for kind in (SICK_PAY, RECRUITMENT, REDUNDANCY):
        assert by_rates(kind, money("520.00"), 1, RATES) == money("0.00")
    allows = rates(sick_weeks_a_year="2.6", recruitment_a_year="104.00", redundancy="0.02")
    assert by_rates(SICK_PAY, money("520.00"), 1, allows) == money("6.16")
    assert by_rates(RECRUITMENT, money("520.00"), 1, allows) == money("2.00")
    assert by_rates(REDUNDANCY, money("520.00"), 1, allows) == money("10.40")


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("kind", "due"), [(INSURANCE, "1.73"), (PAYROLL, "4.00"), (TRAINING, "0.00")], ids=["insurance", "payroll", "none"]
)
def test_what_is_paid_for_a_year_is_spread_over_fifty_two_weeks(kind: EmployerCostKind, due: str) -> None:
    for weekly in ("0.00", "900.00"):
        assert by_rates(kind, money(weekly), 3, RATES) == money(due)
    assert by_rates(TRAINING, money("1.00"), 1, rates(training_a_year="104.00")) == money("2.00")


@pytest.mark.rule("DP-7")
@pytest.mark.parametrize(
    ("kind", "pay_each", "due"),
    [
        # £384.00 a week together; where each earns £192.00, no pension is due, and 15p on twice £96.00
        (PENSION, (), "0.00"),
        (PENSION, ("192.00", "192.00"), "0.00"),
        (PENSION, ("192.01", "191.99"), "2.16"),
        (PENSION, ("300.00", "84.00"), "5.40"),
        (NI, (), "28.80"),
        (NI, ("300.00", "84.00"), "30.60"),
        (NI, ("288.00", "96.00"), "28.80"),
        (HOLIDAY, ("300.00", "84.00"), "46.35"),
    ],
)
def test_each_assistant_is_beside_the_thresholds_with_their_own_pay(
    kind: EmployerCostKind, pay_each: tuple[str, ...], due: str
) -> None:
    assert by_rates(kind, money("384.00"), 2, rates(), pay_each=tuple(map(money, pay_each))) == money(due)
    lines = (wages("384.00", 2, pay_each=pay_each),)
    found = {comparison.kind: comparison.by_rates for comparison in compared_with_rates(lines, rates())}
    assert found[kind] == money(due)


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
