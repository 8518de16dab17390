"""DP-7 · What it costs to employ personal assistants, and whether the plan has all of these costs.

Source: the procedure, "you must take into account any additional costs associated with fulfilling the associated legal
requirements of being an employer in any final personal budget amount. These should be clearly recorded on the draft".
The rates are dated data of the scheme, each with its source. They inform: they never change what a plan itemises.

A week's pay is the week's wages, whether it is worked or a paid holiday: holiday pay is for other weeks, so it lifts
nobody's pay above a threshold. The rates give the least that an employer pays. So a stand-in for a holiday costs their
pay alone: for a few weeks a year the allowance covers National Insurance, and enrolment in a pension may be put off for
three months (Pensions Act 2008 s.4, check). Whoever itemises more for them is not asked why.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from countersign.careplan.budget import NOTHING, PENNY, WEEKS_IN_A_YEAR
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import AS_IT_ARISES, AgeBand, EmployerCostKind, ManagedBy, PersonalAssistants
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Incoming, Money, Stored, Text
from countersign.careplan.words import spelled_out

ROUNDING = Decimal("0.05")
"""Rounding tolerance: how far below the rate a plan's figure may be."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]

TAX_YEAR_BEGINS = (4, 6)
"""The month and the day on which a tax year begins."""


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

    holiday: Share
    """Holiday pay as a share of the wages where every week is covered: 5.6 weeks for 46.4 that are worked."""

    minimum_wage: Money
    """The minimum wage an hour, for adults."""

    minimum_wage_18_to_20: Money | None = None
    """The same for somebody of 18 to 20; none: as for adults."""

    minimum_wage_under_18: Money | None = None
    """The same for somebody under 18, and for an apprentice; none: as for adults."""

    minimum_wage_from: date | None = None
    """The first day of that minimum wage; none: the first day on which the rates are in force."""

    sick_pay_a_week: Money
    """Statutory sick pay: the most that a week of sickness costs."""

    sick_pay_share: Share
    """The share of the pay that is paid where it is less than `sick_pay_a_week`; 1 where no share counts."""

    sick_pay_from: Money = NOTHING
    """The least pay a week with which sick pay is due."""

    sick_weeks_a_year: Annotated[Decimal, Field(ge=0, le=52, decimal_places=2)] = NOTHING
    """How many weeks of sickness a year of each assistant a plan is to allow for."""

    recruitment_a_year: Money = NOTHING
    """What recruitment and checks cost a year."""

    redundancy: Share = NOTHING
    """What is set aside for redundancy, as a share of the wages."""

    insurance_a_year: Money
    """What an employer's insurance costs a year."""

    payroll_a_week: Money
    """What running the payroll costs a week."""

    training_a_year: Money
    """What training costs a year."""

    source: Text
    """Where the rates come from."""


class MinimumWage(NamedTuple):
    """The minimum wage of a day."""

    an_hour: Decimal
    """What it is an hour, for adults."""

    since: date
    """Its first day."""

    of_18_to_20: Decimal | None = None
    """What it is for somebody of 18 to 20; none: as for adults."""

    under_18: Decimal | None = None
    """What it is for somebody under 18, and for an apprentice; none: as for adults."""

    def of(self, age: AgeBand | None) -> Decimal:
        """What it is an hour for somebody of that age; for an adult, where the age is not stated."""
        lower = {
            AgeBand.EIGHTEEN_TO_TWENTY: self.of_18_to_20,
            AgeBand.UNDER_EIGHTEEN_OR_APPRENTICE: self.under_18,
        }.get(age or AgeBand.TWENTY_ONE_OR_OVER)
        return self.an_hour if lower is None else lower


def minimum_wage(editions: Iterable[EmployerRates], on: date) -> MinimumWage:
    """DP-7: the minimum wage of a day. It changes on 1 April, before the other rates do."""
    wages = [
        MinimumWage(
            rates.minimum_wage,
            rates.minimum_wage_from or rates.in_force_from,
            rates.minimum_wage_18_to_20,
            rates.minimum_wage_under_18,
        )
        for rates in editions
    ]
    return next((wage for wage in reversed(wages) if wage.since <= on), wages[0])


class EmployerCostLine(Stored):
    """One kind of employer's cost for one line of wages: the plan's figure beside the one by the rates."""

    wages: str
    """The line with the wages, such as S1."""

    kind: EmployerCostKind

    itemised: Money
    """What the plan has for this cost a week."""

    by_rates: Money
    """What this cost comes to a week by the rates."""


def by_rates(
    kind: EmployerCostKind,
    wages: Decimal,
    assistants: int,
    rates: EmployerRates,
    *,
    every_week_is_covered: bool = True,
    pay_each: tuple[Decimal, ...] = (),
) -> Decimal:
    """DP-7: what one kind of cost comes to a week by the rates.

    `wages`: what all assistants of the line earn a week together. `assistants`: how many they are. `pay_each`: what
    each earns; empty where all earn the same. Where not every week is covered, the paid weeks off are within the wages,
    and holiday pay costs nothing more.
    """
    pays = pay_each or (wages / assistants,) * assistants
    match kind:
        case EmployerCostKind.HOLIDAY_PAY:
            cost = wages * rates.holiday if every_week_is_covered else NOTHING
        case EmployerCostKind.NATIONAL_INSURANCE:
            due = _together(max(pay - rates.national_insurance_above, NOTHING) for pay in pays)
            cost = max(due * rates.national_insurance - rates.employment_allowance / WEEKS_IN_A_YEAR, NOTHING)
        case EmployerCostKind.PENSION:
            cost = _together(_counts_for_a_pension(pay, rates) for pay in pays) * rates.pension
        case EmployerCostKind.INSURANCE:
            cost = rates.insurance_a_year / WEEKS_IN_A_YEAR
        case EmployerCostKind.PAYROLL:
            cost = rates.payroll_a_week
        case EmployerCostKind.TRAINING:
            cost = rates.training_a_year / WEEKS_IN_A_YEAR
        case EmployerCostKind.SICK_PAY:
            cost = (
                _together(_a_week_of_sickness(pay, rates) for pay in pays) * rates.sick_weeks_a_year / WEEKS_IN_A_YEAR
            )
        case EmployerCostKind.RECRUITMENT:
            cost = rates.recruitment_a_year / WEEKS_IN_A_YEAR
        case EmployerCostKind.REDUNDANCY:
            cost = wages * rates.redundancy
    return cost.quantize(PENNY, rounding=ROUND_HALF_UP)


def _together(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _counts_for_a_pension(pay: Decimal, rates: EmployerRates) -> Decimal:
    """How much of somebody's pay a pension is paid in on: nothing up to the trigger, and none of it above the band."""
    return max(min(pay, rates.pension_up_to) - rates.pension_above, NOTHING) if pay > rates.pension_from else NOTHING


def _a_week_of_sickness(pay: Decimal, rates: EmployerRates) -> Decimal:
    """Sick pay for a week: the flat amount, or a share of the pay if that is less."""
    return min(rates.sick_pay_a_week, pay * rates.sick_pay_share) if pay >= rates.sick_pay_from else NOTHING


def tax_year(on: date) -> int:
    """The year in which the tax year of a day began: it begins on 6 April."""
    return on.year if (on.month, on.day) >= TAX_YEAR_BEGINS else on.year - 1


def rates_out_of_date(rates: Iterable[EmployerRates], on: date) -> str:
    """DP-7: a sentence where the latest rates at hand are of an earlier tax year than a day; empty otherwise."""
    latest = max(edition.in_force_from for edition in rates)
    if tax_year(latest) >= tax_year(on):
        return ""
    year, now = tax_year(latest), tax_year(on)
    return (
        f"The latest employer's rates are those from {latest}, of the tax year {year}/{(year + 1) % 100:02}, and it is "
        f"{now}/{(now + 1) % 100:02}: look for newer ones"
    )


def wages_of(services: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    """The lines that are the wages of personal assistants, paid by direct payment."""
    return tuple(
        line
        for line in services
        if line.personal_assistants is not None and line.managed_by is ManagedBy.DIRECT_PAYMENT
    )


def costs_are_itemised(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-7: for each line of wages, each kind of employer's cost that comes regularly has a line. Faults only.

    Where there is nothing to pay, a line of £0.00 says why, so that nobody has to guess whether it was forgotten. What
    comes seldom (`AS_IT_ARISES`) is asked of the authoriser instead.
    """
    findings: list[Finding] = []
    wages = {line.id for line in wages_of(services)}
    itemised = _itemised(services)
    for line in sorted(wages):
        missing = [
            spelled_out(kind) for kind in EmployerCostKind if kind not in AS_IT_ARISES and (line, kind) not in itemised
        ]
        if missing:
            reason = (
                f"{line} employs personal assistants: itemise the employer's {', '.join(missing)}, each on a line of "
                "its own; £0.00 with the reason where there is nothing to pay."
            )
            findings.append(finding("DP-7", False, reason, "plan.services.employer_cost"))
    for line in wages_of(services):
        pay_each = line.personal_assistants.pay_each if line.personal_assistants else ()
        if pay_each and _together(pay_each) != line.weekly_cost:
            reason = (
                f"{line.id} costs £{line.weekly_cost:,.2f} a week, and pay_each comes to £{_together(pay_each):,.2f}."
            )
            findings.append(finding("DP-7", False, reason, "plan.services.personal_assistants"))
    known = {line.id for line in services if line.personal_assistants is not None}
    findings += [
        finding(
            "DP-7", False, f"{line.id} is a cost of the wages {line.employer_cost.wages}, which are not in the plan."
        )
        for line in services
        if line.employer_cost is not None and line.employer_cost.wages not in known
    ]
    return tuple(findings)


def _itemised(services: Iterable[ServiceLine]) -> frozenset[tuple[str, EmployerCostKind]]:
    """Each kind of cost that has a line, with the line of wages that it is a cost of."""
    return frozenset(
        (line.employer_cost.wages, line.employer_cost.kind) for line in services if line.employer_cost is not None
    )


def paid_as_the_law_asks(
    services: tuple[ServiceLine, ...], rates: EmployerRates, lowest: MinimumWage
) -> tuple[tuple[str, str], ...]:
    """DP-7: what whoever decides has to look at about each line of wages: the line, and a sentence.

    They look where less is itemised than the rates come to, where the plan does not say what becomes of a cost that
    comes seldom, and where the pay is below the minimum wage (`lowest`) or not stated an hour.
    """
    below: dict[str, list[str]] = {}
    for cost in compared_with_rates(services, rates):
        if is_below_rates(cost):
            kind = spelled_out(cost.kind)
            below.setdefault(cost.wages, []).append(f"{kind} £{cost.itemised:,.2f}, by the rates £{cost.by_rates:,.2f}")
    return tuple(
        (wages.id, f"{wages.id}: {sentence}")
        for wages in wages_of(services)
        for sentence in (
            _less_than_the_rates(below.get(wages.id, []), rates),
            _not_said_of_what_arises(wages, services),
            _below_the_minimum_wage(wages, lowest),
        )
        if sentence
    )


def _less_than_the_rates(costs: list[str], rates: EmployerRates) -> str:
    if not costs:
        return ""
    since = f"the employer's rates from {rates.in_force_from}"
    return f"less is itemised a week than {since} come to: {'; '.join(costs)}."


def _not_said_of_what_arises(wages: ServiceLine, services: tuple[ServiceLine, ...]) -> str:
    if wages.personal_assistants is None or is_evidence(wages.personal_assistants.when_it_arises):
        return ""
    itemised = _itemised(services)
    missing = [
        spelled_out(kind) for kind in EmployerCostKind if kind in AS_IT_ARISES and (wages.id, kind) not in itemised
    ]
    if not missing:
        return ""
    return f"the plan does not say what becomes of {', '.join(missing)}: each has a line, or is paid when it arises."


_AGES = {
    AgeBand.TWENTY_ONE_OR_OVER: "of 21 or over",
    AgeBand.EIGHTEEN_TO_TWENTY: "of 18 to 20",
    AgeBand.UNDER_EIGHTEEN_OR_APPRENTICE: "under 18, or an apprentice",
}


def _below_the_minimum_wage(wages: ServiceLine, lowest: MinimumWage) -> str:
    hourly = pay_an_hour(wages)
    if hourly is None:
        return "the plan does not say what the assistants earn an hour: nobody can tell whether it is the minimum wage."
    age = wages.personal_assistants.all_are if wages.personal_assistants else None
    least = lowest.of(age)
    if hourly < least:
        whose = "" if least == lowest.an_hour or age is None else f" for somebody {_AGES[age]}"
        return f"the pay is £{hourly:,.2f} an hour, below the minimum wage of £{least:,.2f} from {lowest.since}{whose}."
    return ""


def pay_an_hour(wages: ServiceLine) -> Decimal | None:
    """DP-7: what the lowest paid assistant of a line earns an hour; None where the plan does not say.

    Where the line counts hours as well, the lowest paid earns no more than an hour of it costs.
    """
    stated = wages.personal_assistants.hourly_rate if wages.personal_assistants else None
    counted = wages.unit_cost if wages.is_counted_in_hours else None
    return min((rate for rate in (stated, counted) if rate is not None), default=None)


def compared_with_rates(services: tuple[ServiceLine, ...], rates: EmployerRates) -> tuple[EmployerCostLine, ...]:
    """DP-7: the plan's figure for each kind of cost, beside the one by the rates.

    A cost that somebody else pays for is not in the personal budget, so it counts only where they pay the wages too.
    An employer has one Employment Allowance and one insurance, however many lines of wages there are. So each line of
    wages leaves the rest of the allowance, and no insurance to pay, for the next line.
    """
    cost_lines: list[EmployerCostLine] = []
    rates_left = rates
    for wages in wages_of(services):
        for kind in EmployerCostKind:
            itemising = [
                line
                for line in services
                if line.employer_cost is not None
                and (line.employer_cost.wages, line.employer_cost.kind) == (wages.id, kind)
                and line.paid_by_other in {None, wages.paid_by_other}
            ]
            itemised = sum((line.weekly_cost + (line.one_off_cost / WEEKS_IN_A_YEAR) for line in itemising), Decimal(0))
            cost_lines.append(
                EmployerCostLine(
                    wages=wages.id,
                    kind=kind,
                    itemised=itemised.quantize(PENNY, rounding=ROUND_HALF_UP),
                    by_rates=_of_line(kind, wages, rates_left),
                )
            )
        rates_left = _left_for_the_next(rates_left, wages)
    return tuple(cost_lines)


def _of_line(kind: EmployerCostKind, wages: ServiceLine, rates: EmployerRates) -> Decimal:
    """What one kind of cost of a line of wages comes to by the rates."""
    assistants = wages.personal_assistants or PersonalAssistants()
    return by_rates(
        kind,
        wages.weekly_cost,
        assistants.how_many,
        rates,
        every_week_is_covered=assistants.every_week_is_covered,
        pay_each=assistants.pay_each,
    )


def _left_for_the_next(rates: EmployerRates, wages: ServiceLine) -> EmployerRates:
    """The rates for the next line of wages: less allowance, and no insurance."""
    without_allowance = rates.model_copy(update={"employment_allowance": NOTHING})
    used = _of_line(EmployerCostKind.NATIONAL_INSURANCE, wages, without_allowance) * WEEKS_IN_A_YEAR
    allowance = max(rates.employment_allowance - used, NOTHING)
    return rates.model_copy(update={"employment_allowance": allowance, "insurance_a_year": NOTHING})


def is_below_rates(line: EmployerCostLine) -> bool:
    """DP-7: whether the plan has less for a cost than the rates ask, by more than rounding explains."""
    return line.by_rates - line.itemised > ROUNDING
