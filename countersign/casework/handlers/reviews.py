"""REV-1..4 · Handles a review that is asked for, that is declined with reasons, and that was held.

Nothing here touches the plan or its budget (REV-4): a change of either is a new version, which is decided.
"""

from datetime import date

from countersign.careplan.amendments import AmendedFor, Request, Stage
from countersign.careplan.clock_moves import ahead
from countersign.careplan.clocks import (
    PRACTITIONER,
    Wait,
    clock_of,
    is_after_the_end,
    payment_review_clock,
    review_clock,
)
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.leaving import EndReason
from countersign.careplan.messages.reviews import AskForReview, DeclineReview, RecordReview
from countersign.careplan.notices import NoticeKind
from countersign.careplan.reviews import (
    OUTCOME_IN_WORDS,
    ReviewOf,
    ReviewOutcome,
    in_words,
    payment_review_by,
    review_is_sound,
)
from countersign.careplan.said_later import sent_before
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework import amending
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.leaving import ending_faults, plan_ends
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.casework.reviewing import (
    REVIEWS,
    ask_for_the_review,
    next_review_day,
    promise_the_review,
    tasks_to_hold,
)
from countersign.wording.letters_about_reviews import ReviewComing, ReviewDeclined, Reviewed


@handles(AskForReview)
def ask_for_review(case: Case, message: AskForReview) -> Accepted | Refused:
    """REV-1: a review is asked for: it is held within the scheme's time, unless one is due sooner in any case.

    END: of a plan that ends before it would be due, the person is promised none.
    """
    refused = _ends_before_it(case, message)
    if refused is not None:
        return refused
    case.record.note(
        Happening.REVIEW_ASKED,
        by=Actor.STAFF,
        of=message,
        whom=spelled_out(message.asked_by),
        detail={"why": message.why},
    )
    regular = case.clocks[Wait.REVIEW.value]
    asked = case.clocks.get(Wait.REVIEW_ASKED.value)
    waits_already = asked is not None
    if asked is None:
        at = case.takes_effect(message, case.state_began)
        asked = case.clocks.set(ahead(case.clocks.start(Wait.REVIEW_ASKED, PRACTITIONER, at), case.now, case.days))
        if regular.due <= asked.due:
            case.clocks.stop(asked.name)
            asked = regular
    soonest = min(regular, asked, key=lambda clock: clock.due)
    due_on = london_day(soonest.due)
    promise_the_review(case)
    letter = ReviewComing(of=(ReviewOf.PLAN,), due_on=due_on, was_asked_for=True)
    if not waits_already:  # else they were told of its day
        case.letters.tell_person(letter, occasion=case.cause.key)
    ask_for_the_review(case, asked)
    task = "A review of the plan was asked for: hold it, or say why it is not held."
    case.tell_people(
        NoticeKind.REVIEW_DUE, (case.course.practitioner,), task=task, status=case.status.value, due=soonest.due
    )
    return Accepted((f"The review is due by {due_on}.",))


def _ends_before_it(case: Case, message: AskForReview) -> Refused | None:
    """END: why a review cannot be asked for of a plan that ends before any would be due; None if it can."""
    at = case.takes_effect(message, case.state_began)
    asked = clock_of(Wait.REVIEW_ASKED, PRACTITIONER, at, case.scheme, case.days)
    soonest = min(asked, case.clocks[Wait.REVIEW.value], key=lambda clock: clock.due)
    if not is_after_the_end(soonest, case.clocks):
        return None
    due_on, ends_on = london_day(soonest.due), london_day(case.clocks[Wait.ENDS.value].due)
    reason = f"A review would be due by {due_on}, and the plan ends on {ends_on}: hold it before, or say a later day."
    return Refused(Refusal.NOT_NOW, (f"{reason} [END]",))


@handles(DeclineReview)
def decline_review(case: Case, message: DeclineReview) -> Accepted | Refused:
    """REV-1: the review that was asked for is not held now. The person is told why, and when the next one is."""
    asked = case.clocks.get(Wait.REVIEW_ASKED.value)
    if asked is None:
        due_on = london_day(case.clocks[Wait.REVIEW.value].due)
        reason = f"No review waits that somebody asked for: the next one is due by {due_on} in any case."
        return Refused(Refusal.NOT_NOW, (reason,))
    too_early = sent_before(message.sent_at, [asked.since], "the review was asked for")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [REV-1]",))
    case.takes_effect(message, asked.since)
    was_due_on = case.course.promise.current
    case.clocks.stop(asked.name)
    for task in tasks_to_hold(case, Wait.REVIEW_ASKED):
        case.tasks.done(task, message.sent_by.id, "Declined.")
    due_on = next_review_day(case) or london_day(case.clocks[Wait.REVIEW.value].due)
    case.record.note(Happening.REVIEW_DECLINED, by=Actor.STAFF, of=message, detail={"why": message.why})
    case.letters.tell_person(
        ReviewDeclined(why=message.why, review_by=due_on, was_due_on=was_due_on), occasion=case.cause.key
    )
    promise_the_review(case)
    return Accepted((f"The next review is due by {due_on}.",))


@handles(RecordReview)
def record_review(case: Case, message: RecordReview) -> Accepted | Refused:
    """REV-2, REV-3: a review was held: what it came to follows, and the clock of the next one starts."""
    refused = _may_not_be_recorded(case, message)
    if refused is not None:
        return refused
    of = tuple(reviewed for reviewed in ReviewOf if reviewed in message.reviews)
    if message.ending is not None:
        ends = plan_ends(case, message, message.ending, message.findings, message.held_on)
        if isinstance(ends, Refused):
            return ends
        _keep_review(case, message, of)
        if case.status not in CLOSED:  # it is in force until its day, and no review waits any more
            _complete_tasks(case, message, of)
            _start_the_next(case, of, message.held_on)
        return ends
    _keep_review(case, message, of)
    _complete_tasks(case, message, of)
    case.takes_effect(message, None)
    next_days = _start_the_next(case, of, message.held_on)
    case.letters.tell_person(
        Reviewed(
            of=of,
            held_on=message.held_on,
            outcome=message.outcome,
            findings=message.findings,
            what_changes=message.what_changes or "",
            plan_review_by=next_days.get(ReviewOf.PLAN),
            payment_review_by=next_days.get(ReviewOf.DIRECT_PAYMENT),
            ends_from=london_day(ends.due) if (ends := case.clocks.get(Wait.ENDS.value)) else None,
        ),
        occasion=case.cause.key,
    )
    case.record.note(Happening.TOLD_OF_REVIEW)
    if message.outcome is ReviewOutcome.AMEND:
        _is_to_be_amended(case, message)
    if message.outcome is ReviewOutcome.REASSESS:
        _needs_are_to_be_assessed(case)
    return Accepted(
        tuple(f"The next review of {in_words((what,))} is due by {day}." for what, day in next_days.items())
    )


def _complete_tasks(case: Case, message: RecordReview, of: tuple[ReviewOf, ...]) -> None:
    """The tasks to hold these reviews are done."""
    for wait, reviewed in REVIEWS.items():
        for task in tasks_to_hold(case, wait) if reviewed in of else ():
            case.tasks.done(task, message.sent_by.id, "Reviewed.")


def _keep_review(case: Case, message: RecordReview, of: tuple[ReviewOf, ...]) -> None:
    """Put the review on the record."""
    case.record.note(
        Happening.REVIEWED,
        by=Actor.STAFF,
        of=message,
        day=message.held_on,
        what=in_words(of),
        outcome=OUTCOME_IN_WORDS[message.outcome],
        detail={
            "findings": message.findings,
            "took_part": message.took_part.model_dump(mode="json"),
            "what_changes": message.what_changes or "",
        },
    )


def _may_not_be_recorded(case: Case, message: RecordReview) -> Refused | None:
    """Why a review cannot be recorded so; None if it can. Whether its sender may end the plan is asked there."""
    faults = list(
        review_is_sound(
            message.reviews,
            message.held_on,
            message.outcome,
            what_changes=message.what_changes,
            ending=message.ending,
            last=_last_days(case),
            today=min(case.today, london_day(message.sent_at)),
        )
    )
    faults += _how_they_took_part(message)
    if message.ending is not None:
        faults += ending_faults(case, EndReason.ENDED, message.ending)
    return Refused.because(Refusal.INCOMPLETE, faults) if faults else None


def _how_they_took_part(message: RecordReview) -> list[Finding]:
    if says_something(message.took_part.in_words):
        return []
    reason = "say how the person took part." if message.took_part.so else "say why the person did not take part."
    return [finding("REV-2", False, reason, "took_part.in_words")]


def _last_days(case: Case) -> dict[ReviewOf, date]:
    """For each thing that can be reviewed, the day of its last review; before the first, the day of the agreement."""
    agreed = case.file.decision(case.in_force)
    agreed_on = london_day(agreed.decided_at) if agreed else case.today
    return {
        REVIEWS[clock.wait]: clock.reviewed_on or agreed_on
        for clock in case.clocks
        if clock.wait in (Wait.REVIEW, Wait.PAYMENT_REVIEW)
    }


def _start_the_next(case: Case, of: tuple[ReviewOf, ...], held_on: date) -> dict[ReviewOf, date]:
    """Start the clock of the next review of what was reviewed. Returns by which day each is due now.

    END: of a plan that ends before, the person is promised none.
    """
    if ReviewOf.PLAN in of:
        case.clocks.stop(Wait.REVIEW_ASKED.value)
        clock = review_clock(case.now, case.scheme, case.days, held_on)
        case.clocks.begin(ahead(clock, case.now, case.days))
    if ReviewOf.DIRECT_PAYMENT in of:
        agreed = case.file.decision(case.in_force)
        conditions = agreed.conditions if agreed else ()
        due_on = payment_review_by(held_on, conditions, case.days, held_on)
        clock = payment_review_clock(due_on, case.now, case.scheme, case.days, held_on)
        case.clocks.begin(ahead(clock, case.now, case.days))
    days = {
        REVIEWS[clock.wait]: london_day(clock.due)
        for clock in case.clocks
        if clock.wait is not Wait.REVIEW_ASKED and clock.wait in REVIEWS and not is_after_the_end(clock, case.clocks)
    }
    if ReviewOf.PLAN in of:
        promise_the_review(case)
    return {what: days[what] for what in ReviewOf if what in days}


def _is_to_be_amended(case: Case, message: RecordReview) -> None:
    """REV-2, AMEND-1: the review came to an amendment, so its request is agreed: the amended plan is waited for."""
    request = Request(
        id=message.message_id,
        asked_by=AmendedFor.REVIEW,
        asked_at=case.now,
        stage=Stage.AGREED,
        what=message.what_changes or "",
        evidence_for=message.findings,
        answered_by=message.sent_by.id,
        answered_at=case.now,
    )
    amending.open_one(case, request, case.now)


def _needs_are_to_be_assessed(case: Case) -> None:
    """REV-2: needs are to be assessed again: that is asked of the practitioner."""
    why = "A review says that needs are to be assessed again: assess them with the person."
    name = f"after-review:reassess:{case.cause.key}"
    case.tasks.ask(name, TaskKind.AFTER_REVIEW, why, role=PRACTITIONER, owner=case.course.practitioner)
