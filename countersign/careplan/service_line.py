"""SUB-5, BUD-3 · The priced lines of a plan: what will be done, by whom, when, at what cost."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from countersign.careplan.evidence import Name
from countersign.careplan.payee import Payee
from countersign.careplan.payment import (
    CareHomeStay,
    Commissioned,
    EmployerCost,
    ManagedBy,
    ManagedOtherwise,
    PersonalAssistants,
)
from countersign.careplan.same_person import words_of
from countersign.careplan.wire import Day, Flag, Incoming, ItemId, Money, Text, Units

_HOUR = frozenset({"hour", "hours", "hourly", "hr", "hrs", "h"})
_BESIDE_HOUR = frozenset({"a", "an", "per", "each", "every", "one", "1", "of", "care", "support", "work", "s"})
"""Words for an hour, and those that may stand beside one and leave it an hour: "half" is none of them."""


class DayOfWeek(StrEnum):
    """A day of the week on which a line is delivered."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class OneOffShare(Incoming):
    """BUD-2: a part of a one-off cost that somebody other than the council pays."""

    paid_by: Name
    """Who pays it, as the plan names them, such as "Margaret's son"."""

    amount: Money


class ServiceLine(Incoming):
    """One priced line: what will be done, by whom, for which needs, and what it costs a week.

    Where `units_a_week` and `unit_cost` are given, `weekly_cost` must be their product to the penny. A line that
    somebody else pays for (a health service, a family, a charity) names them in `paid_by_other`; every other line is
    part of the personal budget.
    """

    id: ItemId

    service: Name
    """The service, in a few words."""

    description: Text
    """What will be done, when and how often."""

    needs: tuple[ItemId, ...] = Field(default=(), max_length=60)
    """The needs that it meets."""

    managed_by: ManagedBy

    provider: ItemId | None = None
    """A provider of this plan, such as P1."""

    providers: tuple[ItemId, ...] = Field(default=(), max_length=10)
    """The providers of this plan, where more than one delivers the line; `provider` is the short form for one."""

    starts_on: Day | None = None
    """The first day on which it is delivered."""

    ends_on: Day | None = None
    """The last day on which it is delivered; none if it has no end."""

    days: tuple[DayOfWeek, ...] = Field(default=(), max_length=7)
    """On which days of the week."""

    times: tuple[Name, ...] = Field(default=(), max_length=20)
    """At what times of those days, such as "8:00 to 8:45"."""

    units_a_week: Units | None = None
    """How many units a week, with at most two decimal places."""

    unit: Name | None = None
    """What a unit is, such as hour or day."""

    unit_cost: Money | None = None
    """What a unit costs."""

    weekly_cost: Money = Decimal("0.00")

    one_off_cost: Money = Decimal("0.00")

    one_off_shares: tuple[OneOffShare, ...] = Field(default=(), max_length=10)
    """What others pay of `one_off_cost`, where it is shared: the council pays the rest (BUD-2)."""

    paid_by_other: Name | None = None
    """Who else pays for this line, if somebody does (BUD-2). The whole line is theirs, but for `one_off_shares`."""

    payee: Payee | None = None
    """DP-2: whom it pays by direct payment; none where it is not stated. An employer's costs need none."""

    in_a_care_home: Flag | None = None
    """DP-3: whether it pays for care in a care home; none where it is not stated, and the words of the line tell."""

    care_home_stays: tuple[CareHomeStay, ...] = Field(default=(), max_length=60)
    """DP-3: if it pays for any."""

    personal_assistants: PersonalAssistants | None = None
    """DP-7: if the line is wages."""

    employer_cost: EmployerCost | None = None
    """DP-7: if it is a cost of employing them."""

    commissioned: Commissioned | None = None
    """DP-8: as the council could commission it."""

    otherwise: ManagedOtherwise | None = None
    """DP-5: how it would be managed if not by direct payment."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        if len(set(self.days)) != len(self.days):
            raise ValueError("days must name each day once")
        return self

    @property
    def delivered_by(self) -> tuple[str, ...]:
        """The providers of the line, each once, whichever way they are written."""
        return tuple(dict.fromkeys((*((self.provider,) if self.provider else ()), *self.providers)))

    @property
    def is_counted_in_hours(self) -> bool:
        """DP-7: whether a unit is an hour, however it is written, such as "hrs" or "per hour"; half of one is none."""
        words = frozenset(words_of(self.unit or ""))
        return bool(words & _HOUR) and words <= _HOUR | _BESIDE_HOUR

    @property
    def one_off_rest(self) -> Decimal:
        """What is left of the one-off cost without the shares of others: the council's, or `paid_by_other`'s."""
        return self.one_off_cost - sum((share.amount for share in self.one_off_shares), Decimal("0.00"))


class Alternative(Incoming):
    """DEC-6: another way of meeting needs that was looked at, and whether it was a real one.

    Only what could meet the needs, and was available when it was required, is compared.
    """

    id: ItemId

    service: Name
    """The other way that was looked at, in a few words."""

    needs: tuple[ItemId, ...] = Field(min_length=1, max_length=60)
    """The needs that it was to meet."""

    weekly_cost: Money

    one_off_cost: Money = Decimal("0.00")

    could_meet_needs: Flag
    """Whether it could meet those needs."""

    available_when_required: Flag
    """Whether it was available at the point when it is required."""

    why: Text
    """Why it could or could not, and why it was not chosen."""

    @property
    def counts(self) -> bool:
        """DEC-6: whether best use may be compared with it."""
        return self.could_meet_needs and self.available_when_required
