"""REV-1..3, TIME-6 · By which day a plan in force, and its direct payment, are reviewed, and how a review is recorded.

Source: Care Act 2014 s.27; statutory guidance, chapter 13: a first look after six to eight weeks, then every twelve
months at least; the figures are the scheme's. Care and Support (Direct Payments) Regulations 2014 reg 7 for the direct
payment (`careplan.payment_terms`).
A day is one day: due, promised and written. If it falls on a day off, it is the last working day before.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from countersign.careplan.decision_parts import Condition
from countersign.careplan.ending import Ending
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment_terms import payment_review_due
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, add_months


class ReviewOf(StrEnum):
    """What is reviewed. One visit may do both (REV-3)."""

    PLAN = "plan"
    DIRECT_PAYMENT = "direct_payment"


IN_WORDS: dict[ReviewOf, str] = {ReviewOf.PLAN: "the plan", ReviewOf.DIRECT_PAYMENT: "the direct payment"}
"""What is reviewed, in words for the record."""


class ReviewOutcome(StrEnum):
    """REV-2: what a review comes to."""

    NOTHING_CHANGES = "nothing_changes"
    AMEND = "amend"
    """The plan is to be amended."""

    REASSESS = "reassess"
    """Needs are to be assessed again."""

    ENDS = "ends"
    """The plan ends."""


OUTCOME_IN_WORDS: dict[ReviewOutcome, str] = {
    ReviewOutcome.NOTHING_CHANGES: "Nothing changes",
    ReviewOutcome.AMEND: "The plan is to be amended",
    ReviewOutcome.REASSESS: "Needs are to be assessed again",
    ReviewOutcome.ENDS: "The plan ends",
}
"""What a review came to, in words for the record."""

SOMETHING_IS_TO_CHANGE = frozenset({ReviewOutcome.AMEND, ReviewOutcome.REASSESS})


def in_words(of: Iterable[ReviewOf]) -> str:
    """What is reviewed, such as "the plan and the direct payment"."""
    return " and ".join(IN_WORDS[reviewed] for reviewed in of)


def review_by(agreed_on: date, scheme: Scheme, days: WorkingDays, reviewed_on: date | None = None) -> date:
    """REV-1: by which day a plan is reviewed. `reviewed_on`: the day of the last review; None before the first."""
    if reviewed_on is None:
        return days.last_working_day(agreed_on + timedelta(weeks=scheme.review.first_within_weeks))
    return days.last_working_day(add_months(reviewed_on, scheme.review.within_months))


def payment_review_by(
    first_paid_on: date, conditions: Iterable[Condition], days: WorkingDays, reviewed_on: date | None = None
) -> date:
    """REV-3, DP-9: by which day the direct payment is reviewed. `reviewed_on`: as in `review_by`."""
    return days.last_working_day(payment_review_due(first_paid_on, reviewed_on, conditions))


def review_is_sound(
    of: Iterable[ReviewOf],
    held_on: date,
    outcome: ReviewOutcome,
    *,
    what_changes: str | None,
    ending: Ending | None,
    last: dict[ReviewOf, date],
    today: date,
) -> tuple[Finding, ...]:
    """REV-2, REV-3: what is wrong with the record of a review. Faults only, all at once.

    `last`: for each thing that can be reviewed, the day of its last review, or the day from which it is in force.
    `today`: the day on which the record was sent.
    """
    return tuple(
        finding("REV-2", False, reason, where)
        for where, reason in (*_wrong_day(of, held_on, last, today), *_wrong_outcome(of, outcome, what_changes, ending))
    )


def _wrong_day(
    of: Iterable[ReviewOf], held_on: date, last: dict[ReviewOf, date], today: date
) -> Iterator[tuple[str, str]]:
    if held_on > today:
        yield "held_on", f"the review had not taken place when this was sent, on {today}."
    for reviewed in of:
        before = last.get(reviewed)
        if before is None:
            yield "reviews", "the plan has no direct payment to review."
        elif held_on <= before:
            words = "plan" if reviewed is ReviewOf.PLAN else "direct payment"
            yield "held_on", f"the {words} was agreed, or last reviewed, on {before}: a later review has a later day."


def _wrong_outcome(
    of: Iterable[ReviewOf], outcome: ReviewOutcome, what_changes: str | None, ending: Ending | None
) -> Iterator[tuple[str, str]]:
    if (outcome in SOMETHING_IS_TO_CHANGE) != (what_changes is not None):
        yield "what_changes", "say what is to change, for `amend` and `reassess` and for no other outcome."
    if (outcome is ReviewOutcome.ENDS) != (ending is not None):
        yield "ending", "say from which day, and what becomes of each service, for `ends` and for no other outcome."
    if outcome is ReviewOutcome.ENDS and ReviewOf.PLAN not in of:
        yield "outcome", "a plan ends by a review of the plan, not by one of the direct payment alone."
