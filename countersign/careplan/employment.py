"""DP-7 · What it costs to employ personal assistants, and whether the plan has all of these costs.

Source: the procedure, "you must take into account any additional costs associated with fulfilling the associated legal
requirements of being an employer in any final personal budget amount. These should be clearly recorded on the draft".
The rates are dated data of the scheme, each with its source. They inform: they never change what a plan itemises.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from countersign.careplan.budget import NOTHING
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import EmployerCostKind, ManagedBy
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Incoming, Money, Stored, Text

WEEKS = Decimal(52)
PENNY = Decimal("0.01")
ROUNDING = Decimal("0.05")
"""Rounding tolerance: how far below the rate a plan's figure may be."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class EmployerRates(Incoming):
    """The rates from one day on. Weekly thresholds are for one employee; yearly amounts are spread over 52 weeks."""

    in_force_from: date
    """The first day on which the rates are in force."""

    national_insurance: Share
    """The employer's National Insurance, as a share of the pay above `national_insurance_above`."""

    national_insurance_above: Money
    """The pay a week above which the employer pays National Insurance."""

    employment_allowance: Money
    """The Employment Allowance: how much National Insurance a year the employer need not pay."""

    pension: Share
    """The employer's pension contribution, as a share of the pay between `pension_above` and `pension_up_to`."""

    pension_from: Money
    """The employer pays into a pension for an employee who earns more than this a week."""

    pension_above: Money
    """The pay a week above which contributions are counted."""

    pension_up_to: Money
    """The pay a week up to which contributions are counted."""

    holiday_weeks: Annotated[Decimal, Field(ge=0, le=52, decimal_places=2)]
    """How many weeks of holiday a year are paid."""

    insurance_a_year: Money
    """What an employer's insurance costs a year."""

    payroll_a_week: Money
    """What running the payroll costs a week."""

    training_a_year: Money
    """What training costs a year."""

    source: Text
    """Where the rates come from."""


class EmployerCostLine(Stored):
    """One kind of employer's cost for one line of wages: the plan's figure beside the one by the rates."""

    wages: str
    """The line with the wages, such as S1."""

    kind: EmployerCostKind

    itemised: Money
    """What the plan has for this cost a week."""

    by_rates: Money
    """What this cost comes to a week by the rates."""


def by_rates(kind: EmployerCostKind, wages: Decimal, assistants: int, rates: EmployerRates) -> Decimal:
    """DP-7: what one kind of cost comes to a week by the rates.

    `wages`: what all assistants of the line earn a week together. `assistants`: how many they are.
    """
    holiday = wages * rates.holiday_weeks / WEEKS
    pay = (wages + holiday) / assistants
    match kind:
        case EmployerCostKind.HOLIDAY_PAY:
            cost = holiday
        case EmployerCostKind.NATIONAL_INSURANCE:
            due = max(pay - rates.national_insurance_above, Decimal(0)) * rates.national_insurance * assistants
            cost = max(due - rates.employment_allowance / WEEKS, Decimal(0))
        case EmployerCostKind.PENSION:
            counts = max(min(pay, rates.pension_up_to) - rates.pension_above, Decimal(0))
            cost = counts * rates.pension * assistants if pay > rates.pension_from else Decimal(0)
        case EmployerCostKind.INSURANCE:
            cost = rates.insurance_a_year / WEEKS
        case EmployerCostKind.PAYROLL:
            cost = rates.payroll_a_week
        case EmployerCostKind.TRAINING:
            cost = rates.training_a_year / WEEKS
    return cost.quantize(PENNY, rounding=ROUND_HALF_UP)


def wages_of(services: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    """The lines that are the wages of personal assistants, paid by direct payment."""
    return tuple(
        line
        for line in services
        if line.personal_assistants is not None and line.managed_by is ManagedBy.DIRECT_PAYMENT
    )


def costs_are_itemised(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-7: for each line of wages, each kind of employer's cost has a line of its own. Faults only.

    Where there is nothing to pay, a line of £0.00 says why, so that nobody has to guess whether it was forgotten.
    """
    findings: list[Finding] = []
    wages = {line.id for line in wages_of(services)}
    itemised = {
        (line.employer_cost.wages, line.employer_cost.kind) for line in services if line.employer_cost is not None
    }
    for line in sorted(wages):
        missing = [kind.value.replace("_", " ") for kind in EmployerCostKind if (line, kind) not in itemised]
        if missing:
            reason = (
                f"{line} employs personal assistants: itemise the employer's {', '.join(missing)}, each on a line of "
                "its own; £0.00 with the reason where there is nothing to pay."
            )
            findings.append(finding("DP-7", False, reason, "plan.services.employer_cost"))
    known = {line.id for line in services if line.personal_assistants is not None}
    findings += [
        finding(
            "DP-7", False, f"{line.id} is a cost of the wages {line.employer_cost.wages}, which are not in the plan."
        )
        for line in services
        if line.employer_cost is not None and line.employer_cost.wages not in known
    ]
    return tuple(findings)


def compared_with_rates(services: tuple[ServiceLine, ...], rates: EmployerRates) -> tuple[EmployerCostLine, ...]:
    """DP-7: the plan's figure for each kind of cost, beside the one by the rates.

    An employer has one Employment Allowance and one insurance, however many lines of wages there are. So each line of
    wages leaves the rest of the allowance, and no insurance to pay, for the next line.
    """
    cost_lines: list[EmployerCostLine] = []
    rates_left = rates
    for wages in wages_of(services):
        how_many = wages.personal_assistants.how_many if wages.personal_assistants else 1
        for kind in EmployerCostKind:
            itemising = [
                line
                for line in services
                if line.employer_cost is not None
                and (line.employer_cost.wages, line.employer_cost.kind) == (wages.id, kind)
            ]
            itemised = sum((line.weekly_cost + (line.one_off_cost / WEEKS) for line in itemising), Decimal(0))
            cost_lines.append(
                EmployerCostLine(
                    wages=wages.id,
                    kind=kind,
                    itemised=itemised.quantize(PENNY, rounding=ROUND_HALF_UP),
                    by_rates=by_rates(kind, wages.weekly_cost, how_many, rates_left),
                )
            )
        rates_left = _left_for_the_next(rates_left, wages.weekly_cost, how_many)
    return tuple(cost_lines)


def _left_for_the_next(rates: EmployerRates, wages: Decimal, assistants: int) -> EmployerRates:
    """The rates for the next line of wages: less allowance, and no insurance."""
    without_allowance = rates.model_copy(update={"employment_allowance": NOTHING})
    used = by_rates(EmployerCostKind.NATIONAL_INSURANCE, wages, assistants, without_allowance) * WEEKS
    allowance = max(rates.employment_allowance - used, NOTHING)
    return rates.model_copy(update={"employment_allowance": allowance, "insurance_a_year": NOTHING})


def is_below_rates(line: EmployerCostLine) -> bool:
    """DP-7: whether the plan has less for a cost than the rates ask, by more than rounding explains."""
    return line.by_rates - line.itemised > ROUNDING
