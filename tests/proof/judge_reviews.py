"""What is to come of reviews, by the rulebook (REV-1..4, DP-9), worked out apart from the product.

Dates are counted here by hand: a year in months, and a day off goes back to the day before it. The council is the
procedure's: eight weeks, twelve months, twenty working days after a request, six months after a payment first came.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
OPEN = {"nothing_changes", "amend", "reassess"}


def off(day: date, holidays: frozenset[date]) -> bool:
    """Whether nobody works on a day."""
    return day.isoweekday() in (6, 7) or day in holidays


def back(day: date, holidays: frozenset[date]) -> date:
    """The day, or the last one before it on which somebody works."""
    return back(day - ONE, holidays) if off(day, holidays) else day


def months_on(day: date, months: int) -> date:
    """The same day so many months on; the last of the month, where that one has no such day."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    following = date(year + (month == 12), month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - ONE)


def working_days_on(day: date, count: int, holidays: frozenset[date]) -> date:
    """The day that lies so many working days on."""
    while off(day, holidays):
        day += ONE
    while count:
        day += ONE
        count -= not off(day, holidays)
    return day


@dataclass
class Reviews:
    """A plan in force, as the rulebook has it reviewed."""

    agreed_on: date

    paid_on: date | None
    """The day of its first payment; None if it has no direct payment."""

    holidays: frozenset[date]

    plan_on: date | None = None
    """The day of the last review of the plan."""

    payment_on: date | None = None

    asked_by: date | None = None
    """By when a review is held that somebody asked for."""

    faults: list[str] = field(default_factory=list[str])

    def plan_due(self) -> date:
        """REV-1."""
        if self.plan_on is None:
            return back(self.agreed_on + timedelta(days=56), self.holidays)
        return back(months_on(self.plan_on, 12), self.holidays)

    def payment_due(self) -> date | None:
        """DP-9, REV-3."""
        if self.paid_on is None:
            return None
        if self.payment_on is None:
            return back(months_on(self.paid_on, 6), self.holidays)
        return back(months_on(self.payment_on, 12), self.holidays)

    def asks(self, on: date) -> None:
        """REV-1: somebody concerned asks."""
        by = working_days_on(on, 20, self.holidays)
        if self.asked_by is None and by < self.plan_due():
            self.asked_by = by

    def may_decline(self) -> bool:
        """REV-1: only what was asked for is declined."""
        return self.asked_by is not None

    def may_record(self, of: set[str], held_on: date, outcome: str, *, says_what_changes: bool, today: date) -> bool:
        """REV-2, REV-3: whether the record of a review can stand."""
        last = {"plan": self.plan_on or self.agreed_on, "direct_payment": self.payment_on or self.agreed_on}
        return (
            held_on <= today
            and all(held_on > last[what] for what in of)
            and ("direct_payment" not in of or self.paid_on is not None)
            and outcome in OPEN
            and says_what_changes == (outcome != "nothing_changes")
        )

    def record(self, of: set[str], held_on: date) -> None:
        """REV-2: it restarts the clock."""
        if "plan" in of:
            self.plan_on, self.asked_by = held_on, None
        if "direct_payment" in of:
            self.payment_on = held_on
