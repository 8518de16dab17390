"""How a line of the plan is paid for, and what a direct payment would pay for: the parts that the DP rules read.

What nobody has said stays "not stated": the rules in `careplan.direct_payment` put it to the authoriser. Nothing is
decided in silence.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from countersign.careplan.evidence import Name
from countersign.careplan.wire import Day, Flag, Incoming, ItemId, Money, Text


class ManagedBy(StrEnum):
    """How a line of the plan is managed (SUB-5: council, direct payment, informal, other)."""

    COUNCIL = "council"
    DIRECT_PAYMENT = "direct_payment"
    INFORMAL = "informal"
    OTHER = "other"


class YesOrNo(StrEnum):
    """Yes, no, or nobody has said."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not_stated"


class CareHomeStay(Incoming):
    """DP-3: one stay in a care home that a direct payment would pay for, made or planned."""

    arrives_on: Day
    """The first day of the stay."""

    leaves_on: Day
    """The day on which it ends: the night before is the last that counts."""

    @model_validator(mode="after")
    def _leaves_after_arriving(self) -> Self:
        if self.leaves_on <= self.arrives_on:
            raise ValueError("leaves_on must be after arrives_on")
        return self

    @property
    def nights(self) -> int:
        """How many nights the stay lasts."""
        return (self.leaves_on - self.arrives_on).days


class AgeBand(StrEnum):
    """DP-7: of which age somebody is, for the minimum wage.

    Source: National Minimum Wage Regulations 2015 (check).
    """

    TWENTY_ONE_OR_OVER = "21_or_over"
    EIGHTEEN_TO_TWENTY = "18_to_20"
    UNDER_EIGHTEEN_OR_APPRENTICE = "under_18_or_apprentice"
    """Under 18; or an apprentice who is under 19, or in the first year."""


class PersonalAssistants(Incoming):
    """DP-7: the line is the wages of personal assistants whom the person employs with a direct payment."""

    how_many: Annotated[int, Field(ge=1, le=20, strict=True)] = 1
    """How many the person employs with this line."""

    pay_each: tuple[Money, ...] = Field(default=(), max_length=20)
    """What each of them earns a week, where they do not all earn the same."""

    hourly_rate: Money | None = None
    """What the lowest paid of them earns an hour; needed where the line's unit is no hour."""

    all_are: AgeBand | None = None
    """Of which age all of them are; none where it is not stated, and then the adults' minimum wage counts."""

    every_week_is_covered: Flag = True
    """Whether somebody comes in every week of the year, also while an assistant has a holiday. If not, the paid weeks
    off are within the wages."""

    when_it_arises: str = Field(default="", max_length=4000)
    """What becomes of sick pay, recruitment and checks, and redundancy, where they have no line of their own."""

    @model_validator(mode="after")
    def _pay_of_each(self) -> Self:
        if self.pay_each and len(self.pay_each) != self.how_many:
            raise ValueError("pay_each must have as many amounts as how_many says, or none")
        return self


class EmployerCostKind(StrEnum):
    """DP-7: what the law asks of an employer of personal assistants, each priced on a line of its own."""

    NATIONAL_INSURANCE = "employers_national_insurance"
    PENSION = "pension"
    HOLIDAY_PAY = "holiday_pay"
    INSURANCE = "insurance"
    PAYROLL = "payroll"
    TRAINING = "training"
    SICK_PAY = "sick_pay"
    RECRUITMENT = "recruitment_and_checks"
    REDUNDANCY = "redundancy"


AS_IT_ARISES = frozenset({EmployerCostKind.SICK_PAY, EmployerCostKind.RECRUITMENT, EmployerCostKind.REDUNDANCY})
"""Costs that come seldom: each has a line of its own, or the plan says what becomes of it when it arises."""


class EmployerCost(Incoming):
    """DP-7: the line is a cost of being an employer: of which kind, and of whose wages."""

    kind: EmployerCostKind

    wages: ItemId
    """The line with the wages, such as S1."""


class Effect(StrEnum):
    """DP-8: what it would do to the person's wellbeing and outcomes, were the council to commission the service."""

    MINIMAL = "minimal"
    SOME = "some"
    SERIOUS = "serious"


class Commissioned(Incoming):
    """DP-8: the service of a line as the council could commission it: at what cost, how flexible, to what effect."""

    possible: Flag
    """Whether the council could commission it at all."""

    same_service: Flag = False
    """Whether it would be the same service in the same way."""

    weekly_cost: Money | None = None
    """What it would then cost a week; wanted if possible."""

    one_off_cost: Money | None = None
    """What it would then cost once; wanted if possible and the line costs anything once."""

    flexibility: str = Field(default="", max_length=4000)
    """Whether it would be as flexible as is needed."""

    effect: Effect | None = None
    """On wellbeing and outcomes; wanted if possible."""

    effect_in_words: str = Field(default="", max_length=4000)
    """What that effect would be; wanted if possible."""


class ManagedOtherwise(Incoming):
    """DP-5: how a line would be managed if it could not be paid for by direct payment, as the person was told."""

    managed_by: ManagedBy

    weekly_cost: Money

    one_off_cost: Money = Decimal("0.00")

    how: Text
    """What would be done, in words that can stand in the written record."""

    @model_validator(mode="after")
    def _not_by_direct_payment(self) -> Self:
        if self.managed_by is ManagedBy.DIRECT_PAYMENT:
            raise ValueError("managed_by must be another way than a direct payment")
        return self


class AuthorisedPerson(Incoming):
    """DP-1: who manages the direct payment for somebody who lacks the capacity to (Care Act s.32)."""

    name: Name
    """The name of whoever manages the direct payment."""

    relationship: Name
    """What they are to the person, such as daughter or deputy."""

    arrangements: str = Field(default="", max_length=4000)
    """How they will manage it, and why it suits."""


class NominatedPerson(Incoming):
    """DP-9: whom the person, who has capacity, asks the council to pay in their place (Care Act s.31)."""

    name: Name
    """The name of whoever is paid the direct payment."""

    relationship: Name
    """What they are to the person, such as son, or a service that manages accounts."""


class Requested(StrEnum):
    """DP-9: how it came to a direct payment: nobody has one whom it was put upon."""

    ASKED_FOR = "asked_for"
    AGREED_TO = "agreed_to"
    NOT_STATED = "not_stated"


class PaidEvery(StrEnum):
    """DP-9: how often a direct payment is paid."""

    WEEK = "week"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    ONCE = "once"


class DirectPayment(Incoming):
    """DP-1, DP-4, DP-9: what the plan says about the direct payment, besides the lines that it pays for."""

    has_capacity_to_manage: YesOrNo = YesOrNo.NOT_STATED
    """Whether the person has capacity to manage it (Mental Capacity Act 2005). What is not stated is asked."""

    authorised_person: AuthorisedPerson | None = None

    nominated_person: NominatedPerson | None = None

    under_a_requirement: YesOrNo = YesOrNo.NOT_STATED
    """Whether the person is known to be under a requirement, licence or order for drug or alcohol rehabilitation,
    behaviour therapy or testing."""

    requested: Requested = Requested.NOT_STATED
    """Whether the person, or an authorised person, asked for it or agreed to it."""

    paid_every: PaidEvery | None = None
    """How often it is paid; none where it is not stated."""

    starts_on: Day | None = None
    """From when it is paid; none: from the first day of a line that it pays for, where one has a day."""
