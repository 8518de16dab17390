"""DP-9 · What a direct payment is: how much, how often, from when, for what, who manages it; and when it is reviewed.

Source: Care Act 2014 s.25(2), the needs that it meets, its amount and how often; ss.31 and 32, who asks for it and who
manages it; Care and Support (Direct Payments) Regulations 2014 reg 7, review within six months of the first payment and
then every twelve months. The amount comes from the plan's own lines, and from nothing else (BUD-3).
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from countersign.careplan.budget import NOTHING, PENNY, WEEKS_IN_A_YEAR, cost_to_council
from countersign.careplan.decision_parts import Condition, ConditionKind
from countersign.careplan.findings import finding
from countersign.careplan.payment import DirectPayment, PaidEvery, Requested, YesOrNo
from countersign.careplan.payment_findings import PaymentFinding, Weight, listed, paid_directly, weighed
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Money, Stored
from countersign.careplan.working_time import add_months

FIRST_REVIEW = 6
"""How many months after the first payment the direct payment has been reviewed."""

THEN_EVERY = 12
"""How many months at most lie between one review of it and the next."""

TIMES_A_YEAR = {
    PaidEvery.WEEK: WEEKS_IN_A_YEAR,
    PaidEvery.FOUR_WEEKS: Decimal(13),
    PaidEvery.MONTH: Decimal(12),
    PaidEvery.QUARTER: Decimal(4),
}
"""How many times a year the weekly amount is paid, for each way to pay it. A year has 52 weeks here."""


class ManagesIt(StrEnum):
    """DP-9: who manages the direct payment."""

    PERSON = "person"
    AUTHORISED_PERSON = "authorised_person"
    NOMINATED_PERSON = "nominated_person"


class PaymentTerms(Stored):
    """DP-9: a direct payment, as the plan and its scheme have it."""

    weekly: Money
    """What its lines cost a week, before what the person pays."""

    one_off: Money
    """What its lines cost once."""

    comes_off_first: Money
    """What the person pays a week that is taken off first; nothing where the scheme pays gross."""

    comes_off_once: Money
    """What the person pays once that is taken off first; nothing where the scheme pays gross."""

    each_time: Money | None
    """What is paid each time; none where nothing is paid a week, or it is not stated how often."""

    paid_every: PaidEvery | None
    """How often; none where it is not stated."""

    starts_on: date | None
    """From when; none where it is not stated."""

    needs: tuple[str, ...]
    """The needs that its lines meet."""

    managed_by: ManagesIt | None
    """Who manages it; none where it is not stated."""

    requested: Requested

    @property
    def paid_weekly(self) -> Decimal:
        """What is paid, as an amount a week."""
        return self.weekly - self.comes_off_first

    @property
    def paid_once(self) -> Decimal:
        """What is paid once."""
        return self.one_off - self.comes_off_once


def payment_terms(plan: Plan, *, is_net: bool) -> PaymentTerms | None:
    """DP-9: the direct payment of a plan; None where it has none. `is_net`: the person's contribution comes off first.

    A share of a one-off cost that somebody else pays, and a line that they pay for, is no part of it.
    """
    lines = paid_directly(plan)
    if not lines:
        return None
    payment = plan.direct_payment or DirectPayment()
    weekly, one_off = cost_to_council(lines)
    comes_off = min(plan.person_pays, weekly) if is_net else NOTHING
    started = [line.starts_on for line in lines if line.starts_on is not None]
    paid_every = payment.paid_every if weekly else PaidEvery.ONCE
    return PaymentTerms(
        weekly=weekly,
        one_off=one_off,
        comes_off_first=comes_off,
        comes_off_once=min(plan.person_pays_once, one_off) if is_net else NOTHING,
        each_time=_each_time(weekly - comes_off, paid_every),
        paid_every=paid_every,
        starts_on=payment.starts_on or min(started, default=None),
        needs=tuple(dict.fromkeys(need for line in lines for need in line.needs)),
        managed_by=_managed_by(payment),
        requested=payment.requested,
    )


def _each_time(weekly: Decimal, paid_every: PaidEvery | None) -> Decimal | None:
    """What is paid each time, so that a year's payments are 52 weeks' worth."""
    if paid_every is None or paid_every is PaidEvery.ONCE:
        return None
    return (weekly * WEEKS_IN_A_YEAR / TIMES_A_YEAR[paid_every]).quantize(PENNY, rounding=ROUND_HALF_UP)


def _managed_by(payment: DirectPayment) -> ManagesIt | None:
    """Who manages it. It is the person only where the plan says that they have capacity to."""
    if payment.authorised_person is not None and payment.nominated_person is not None:
        return None
    if payment.authorised_person is not None:
        return ManagesIt.AUTHORISED_PERSON
    if payment.nominated_person is not None:
        return ManagesIt.NOMINATED_PERSON
    return ManagesIt.PERSON if payment.has_capacity_to_manage is YesOrNo.YES else None


def the_payment_is_stated(plan: Plan) -> tuple[PaymentFinding, ...]:
    """DP-9: what the plan does not state of its direct payment, all at once. It is asked, and bars nothing."""
    terms = payment_terms(plan, is_net=False)
    if terms is None:
        return ()
    payment = plan.direct_payment or DirectPayment()
    without_needs = [line.id for line in paid_directly(plan) if not line.needs and line.employer_cost is None]
    asked = [
        *(["how often it is paid"] if _how_often_is_open(terms) else []),
        *(["from when"] if terms.starts_on is None else []),
        *([f"which needs {listed(without_needs)} would meet"] if without_needs else []),
        *(
            ["which of two manages it, the authorised or the nominated person"]
            if payment.authorised_person and payment.nominated_person
            else []
        ),
        *(["whether it was asked for or agreed to"] if terms.requested is Requested.NOT_STATED else []),
    ]
    if not asked:
        return ()
    reason = f"The plan does not say of the direct payment {listed(asked)}."
    return (weighed(finding("DP-9", False, reason), Weight.UNSETTLED),)


def _how_often_is_open(terms: PaymentTerms) -> bool:
    return terms.paid_every is None or (terms.weekly > NOTHING and terms.paid_every is PaidEvery.ONCE)


# When it is reviewed (regulation 7)


def payment_review_due(
    first_paid_on: date, reviewed_on: date | None = None, conditions: Iterable[Condition] = ()
) -> date:
    """DP-9, REV-3: the day by which the direct payment is reviewed next: within six months, then every twelve months.

    `reviewed_on`: the day of the last review; None before the first. A condition may ask for it sooner (DP-6): first by
    its day, and then so many months after the last, on whichever day that was held.
    """
    law = add_months(first_paid_on, FIRST_REVIEW) if reviewed_on is None else add_months(reviewed_on, THEN_EVERY)
    sooner = [
        _by_a_condition(condition.first_on, condition.every_months, first_paid_on, reviewed_on)
        for condition in conditions
        if condition.kind is ConditionKind.MORE_REVIEWS and condition.first_on and condition.every_months
    ]
    return min((law, *sooner))


def _by_a_condition(first_on: date, every_months: int, first_paid_on: date, reviewed_on: date | None) -> date:
    """A first day that was over before the first payment came asks for nothing yet: then the months count."""
    if reviewed_on is None and first_on > first_paid_on:
        return first_on
    return add_months(reviewed_on or first_paid_on, every_months)
