"""DP-7 · What it costs to employ personal assistants, and whether the plan has all of it.

Source: the procedure, "you must take into account any additional costs associated with fulfilling the associated legal
requirements of being an employer in any final personal budget amount. These should be clearly recorded on the draft".
The rates are dated data of the scheme, each with its source. They inform: what a plan itemises is never changed.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from careplan.budget import NOTHING
from careplan.findings import Finding, finding
from careplan.payment import EmployerCostKind, ManagedBy
from careplan.plan import ServiceLine
from careplan.wire import Incoming, Money, Stored, Text

WEEKS = Decimal(52)
PENNY = Decimal("0.01")
ROUNDING = Decimal("0.05")
"""What a plan may lie below a rate for having rounded in another place."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class EmployerRates(Incoming):
    """The rates from one day on. Weekly thresholds are for one employee; yearly amounts are spread over 52 weeks.

    `national_insurance`: the employer's share of pay above `national_insurance_above` a week, of which the Employment
    Allowance pays `employment_allowance` a year. `pension`: the employer's share of pay between `pension_above` and
    `pension_up_to` a week, for whoever earns more than `pension_from`. `holiday_weeks`: paid weeks of holiday a year.
    """

    in_force_from: date
    national_insurance: Share
    national_insurance_above: Money
    employment_allowance: Money
    pension: Share
    pension_from: Money
    pension_above: Money
    pension_up_to: Money
    holiday_weeks: Annotated[Decimal, Field(ge=0, le=52, decimal_places=2)]
    insurance_a_year: Money
    payroll_a_week: Money
    training_a_year: Money
    source: Text


class EmployerCostLine(Stored):
    """One kind of cost of one employer: what the plan has for it a week, and what the rates come to."""

    wages: str
    kind: EmployerCostKind
    itemised: Money
    by_rates: Money


def by_rates(kind: EmployerCostKind, wages: Decimal, assistants: int, rates: EmployerRates) -> Decimal:
    """DP-7: what one kind of cost comes to a week by the rates, for so much in wages a week among so many."""
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
    """The lines that are wages of personal assistants paid by direct payment."""
    return tuple(
        line
        for line in services
        if line.personal_assistants is not None and line.managed_by is ManagedBy.DIRECT_PAYMENT
    )


def costs_are_itemised(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-7: each kind of employer's cost has a line for each line of wages, even where it is nothing. Faults only.

    A cost that is nothing stands as a line of £0.00 that says why: nobody has to guess whether it was forgotten.
    """
    found: list[Finding] = []
    wages = {line.id for line in wages_of(services)}
    has = {(line.employer_cost.wages, line.employer_cost.kind) for line in services if line.employer_cost is not None}
    for line in sorted(wages):
        missing = [kind.value.replace("_", " ") for kind in EmployerCostKind if (line, kind) not in has]
        if missing:
            reason = (
                f"{line} employs personal assistants: itemise the employer's {', '.join(missing)}, each on a line of "
                "its own; £0.00 with the reason where there is nothing to pay."
            )
            found.append(finding("DP-7", False, reason, "plan.services.employer_cost"))
    known = {line.id for line in services if line.personal_assistants is not None}
    found += [
        finding(
            "DP-7", False, f"{line.id} is a cost of the wages {line.employer_cost.wages}, which are not in the plan."
        )
        for line in services
        if line.employer_cost is not None and line.employer_cost.wages not in known
    ]
    return tuple(found)


def compared_with_rates(services: tuple[ServiceLine, ...], rates: EmployerRates) -> tuple[EmployerCostLine, ...]:
    """DP-7: what the plan has for each kind of cost, beside what the rates come to.

    One employer has one Employment Allowance, of which what one line of wages leaves is there for the next, and one
    insurance.
    """
    found: list[EmployerCostLine] = []
    left = rates
    for wages in wages_of(services):
        how_many = wages.personal_assistants.how_many if wages.personal_assistants else 1
        for kind in EmployerCostKind:
            mine = [
                line
                for line in services
                if line.employer_cost is not None
                and (line.employer_cost.wages, line.employer_cost.kind) == (wages.id, kind)
            ]
            itemised = sum((line.weekly_cost + (line.one_off_cost / WEEKS) for line in mine), Decimal(0))
            found.append(
                EmployerCostLine(
                    wages=wages.id,
                    kind=kind,
                    itemised=itemised.quantize(PENNY, rounding=ROUND_HALF_UP),
                    by_rates=by_rates(kind, wages.weekly_cost, how_many, left),
                )
            )
        left = _left_for_the_next(left, wages.weekly_cost, how_many)
    return tuple(found)


def _left_for_the_next(rates: EmployerRates, wages: Decimal, assistants: int) -> EmployerRates:
    without = rates.model_copy(update={"employment_allowance": NOTHING})
    used = by_rates(EmployerCostKind.NATIONAL_INSURANCE, wages, assistants, without) * WEEKS
    allowance = max(rates.employment_allowance - used, NOTHING)
    return rates.model_copy(update={"employment_allowance": allowance, "insurance_a_year": NOTHING})


def is_below_rates(line: EmployerCostLine) -> bool:
    """DP-7: whether the plan has less for a cost than the rates come to, by more than rounding explains."""
    return line.by_rates - line.itemised > ROUNDING
