"""REV-1..3 · The reviews of a plan in force and of its direct payment: their clocks, and what the person is told."""

from datetime import date, datetime

from countersign.careplan.clocks import PRACTITIONER, Because, Clock, Wait, is_after_the_end
from countersign.careplan.decision_parts import Condition
from countersign.careplan.lifecycle import Status
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.reviews import IN_WORDS, ReviewOf, in_words, payment_review_by
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.kept import Task, TaskKind
from countersign.wording.letters_about_reviews import ReviewComing, ReviewLate

REVIEWS: dict[Wait, ReviewOf] = {
    Wait.REVIEW: ReviewOf.PLAN,
    Wait.REVIEW_ASKED: ReviewOf.PLAN,
    Wait.PAYMENT_REVIEW: ReviewOf.DIRECT_PAYMENT,
}
"""What is reviewed at the end of each of these waits."""


def first_payment_review(case: Case, decided: Plan, agreed_on: date, conditions: tuple[Condition, ...]) -> date | None:
    """REV-3: by when the direct payment is reviewed first; None where there is none. `decided`: the plan as decided.

    It counts from the day on which the first payment was reported to have come; where nobody reports it, from the day
    on which the plan has it start, and never from before the agreement.
    """
    terms = payment_terms(decided, is_net=False)
    if terms is None:
        return None
    first_paid_on = case.course.state.first_paid_on or max(terms.starts_on or agreed_on, agreed_on)
    return payment_review_by(first_paid_on, conditions, case.days)


def ask_for_the_review(case: Case, clock: Clock) -> str:
    """REV-2: its practitioner is asked, once, to hold a review. Returns what is to be reviewed, in words."""
    what = IN_WORDS[REVIEWS[clock.wait]]
    name = f"{_begins(clock.wait)}{london_day(clock.since).isoformat()}"
    why = f"Review {what} by {london_day(clock.due)}. Then record the review."
    owner = case.course.practitioner
    case.tasks.ask(name, TaskKind.REVIEW, why, role=PRACTITIONER, owner=owner, due_at=clock.due)
    return what


def tasks_to_hold(case: Case, wait: Wait) -> list[Task]:
    """The open tasks to hold the review at the end of a wait."""
    return [task for task in case.tasks.open(TaskKind.REVIEW) if task.name.startswith(_begins(wait))]


def _begins(wait: Wait) -> str:
    """How the name of a task to hold a review begins. Its wait's first day follows."""
    return f"review:{wait.value}:"


def next_review_day(case: Case) -> date | None:
    """REV-1, END: by which day the plan is reviewed next; None if it leaves before."""
    due = [
        clock.due
        for clock in case.clocks
        if clock.wait in (Wait.REVIEW, Wait.REVIEW_ASKED) and not is_after_the_end(clock, case.clocks)
    ]
    return london_day(min(due)) if due else None


def promise_the_review(case: Case) -> None:
    """TIME-6: the person holds the day of the next review; while an amended plan is in hand, that of its decision."""
    if case.status is Status.SIGNED_OFF:
        case.course.promised(next_review_day(case))


def tell_it_is_coming(case: Case, clock: Clock) -> None:
    """REV-2: the person is told that a review is coming. Whoever asked for one was told then."""
    if clock.wait is Wait.REVIEW_ASKED:
        return
    of, day = _on_the_same_day(case, clock), london_day(clock.due)
    if case.letters.tell_person(ReviewComing(of=of, due_on=day), occasion=day.isoformat()):
        case.record.note(Happening.TOLD_REVIEW_IS_COMING, what=in_words(of), day=day)


def tell_it_is_late(case: Case, clock: Clock, following: Clock) -> None:
    """REV-2: the first time that a review misses its day, the person is told, with the new day; and never again.

    `clock`: as it was when its day came. `following`: with its new date.
    """
    missed_before = any(move.because is Because.NOT_IN_TIME for move in clock.moves)
    if missed_before or following.due == clock.due:
        return
    of = _on_the_same_day(case, clock)
    was, now = london_day(clock.due), london_day(_by_when(case, clock, following))
    if case.letters.tell_person(ReviewLate(of=of, was_due_on=was, due_on=now), occasion=was.isoformat()):
        case.record.note(Happening.TOLD_REVIEW_IS_LATE, what=in_words(of), day=now)
    if ReviewOf.PLAN in of and case.status is Status.SIGNED_OFF:
        case.course.promised(now)


def _by_when(case: Case, clock: Clock, following: Clock) -> datetime:
    """By when a late review is held: its new date, or another review of the same thing that is due sooner."""
    others = (
        other.due
        for other in case.clocks
        if other.name != clock.name and REVIEWS.get(other.wait) is REVIEWS[clock.wait] and other.due > case.now
    )
    return min((following.due, *others))


def _on_the_same_day(case: Case, clock: Clock) -> tuple[ReviewOf, ...]:
    """What is to be reviewed by the same day: one visit may do both, and one letter tells of both (REV-3)."""
    due = {REVIEWS[other.wait] for other in case.clocks if other.wait in REVIEWS and other.due == clock.due}
    return tuple(reviewed for reviewed in ReviewOf if reviewed in due | {REVIEWS[clock.wait]})
