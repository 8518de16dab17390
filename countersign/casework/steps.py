"""TIME-2 · What happens when a clock reaches its next step: remind, go one person up, ask the duty team.

The ladder (`countersign.casework.ladder`) says whom to tell at the moment when the step falls due. So no reassignment
or absence loses a clock or starts it again.
"""

from countersign.careplan.clock_moves import climbed, expected_by
from countersign.careplan.clocks import Because, Clock, Wait, is_after_the_end
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.ladders import StepKind
from countersign.careplan.notices import NoticeKind
from countersign.casework.case import Accepted, Case
from countersign.casework.conditions import tell_condition_is_coming
from countersign.casework.copies import past_their_last_day
from countersign.casework.happenings import Happening
from countersign.casework.ladder import Told, keep_step, levels_of, tell
from countersign.casework.leaving import leave_as_the_day_begins
from countersign.casework.reviewing import REVIEWS, ask_for_the_review, tell_it_is_coming, tell_it_is_late
from countersign.casework.routes import by_the_scheme_of_today, missed
from countersign.casework.top_of_ladder import OF_INTERIM, spare_the_top, tell_others_too
from countersign.casework.understanding import waits_for_understanding

WAITING_FOR = {
    Wait.DECISION: "a decision on the plan",
    Wait.RESUBMISSION: "the plan to be resubmitted",
    Wait.RECORD: "the written record to be given to the person",
    Wait.REVIEW: "the plan to be reviewed",
    Wait.PAYMENT_REVIEW: "the direct payment to be reviewed",
    Wait.REVIEW_ASKED: "the review that was asked for",
    Wait.SIGN_OFF: "the plan to be signed off, beyond the outer limit",
    Wait.INFORMATION: "information that the authoriser asked for",
    Wait.QUESTION: "an answer to the practitioner's question about the return",
    Wait.MEETING: "what the panel or call decided",
    Wait.FIRST_PAYMENT: "the first payment to be put into practice",
    Wait.CONDITION: "a condition on the direct payment to be met",
    Wait.UNDERSTANDING: "support in understanding the plan to be recorded",
    Wait.CONCERN: "a concern about a copy to be decided",
    Wait.COPY_ENDS: "the last day of a decision about a copy",
    Wait.AMENDMENT: "an amendment that was asked for",
    Wait.ENDS: "the day from which the plan is no longer in force",
    Wait.TIDY_UP: "what is still to be done now that the plan has left",
    Wait.URGENT_NEEDS: "an answer whether there are urgent needs",
    Wait.ACKNOWLEDGED: "interim support to be acknowledged",
    Wait.ARRANGED: "interim support to be arranged",
    Wait.IN_PLACE: "interim support to be in place",
    Wait.INTERIM_REVIEW: "interim support to be reviewed",
}
"""What each wait is for, in words."""

_HAPPENED = {
    NoticeKind.REMINDER: Happening.REMINDED,
    NoticeKind.INTERIM_DECISION: Happening.INTERIM_DECISION_ASKED,
}


def take_step(case: Case, clock: Clock) -> Accepted:
    """Take the soonest step of one clock. `case.cause` names the step, so taking it twice keeps nothing twice."""
    step = clock.steps[0]
    by_today = by_the_scheme_of_today(case, clock)
    if by_today is None or by_today.steps[0] != step:
        return Accepted()  # the plan now waits for another panel or call, or for none
    clock = by_today
    told = _taken(case, clock)
    if step.kind in (StepKind.END, StepKind.LAPSE):  # it comes once: the plan has left, or another clock is set
        keep_step(case, clock, told)
        return Accepted()
    following = climbed(clock, case.now, case.days, told.reached or 0)
    following = spare_the_top(case, following, case.now)
    if clock.wait in REVIEWS:
        tell_it_is_late(case, clock, following)
    if step.kind is not StepKind.MISSED:  # `missed` has already set the clock of the next meeting
        case.clocks.set(following)
    main = case.main_clock
    if clock.wait in (Wait.INFORMATION, Wait.QUESTION) and main is not None and following.due != clock.due:
        late = expected_by(main, clock.name, case.now, following.due, Because.NOT_IN_TIME, case.days)
        case.clocks.set(late)
    keep_step(case, clock, told)
    return Accepted()


def _taken(case: Case, clock: Clock) -> Told:
    """Do what the step asks for. Nobody hears of what falls due only once the plan has left (END)."""
    if is_after_the_end(clock, case.clocks):
        return Told(None, "", (), ())
    match clock.steps[0].kind:
        case StepKind.REMIND:
            _tell_the_person_it_is_coming(case, clock)
            return _tell(case, clock, NoticeKind.REMINDER, up=False)
        case StepKind.ESCALATE:
            return _tell(case, clock, NoticeKind.ESCALATION, up=True)
        case StepKind.OVERDUE:
            told = _tell(case, clock, NoticeKind.ESCALATION, up=True)
            case.ask_for_interim_support("the decision is overdue")
        case StepKind.INTERIM_DECISION:
            told = _tell(case, clock, NoticeKind.INTERIM_DECISION, up=True)
            case.ask_for_interim_support("the outer limit has passed")
        case StepKind.MISSED:
            told = missed(case, "has not decided it by the time that it should have")
        case StepKind.END | StepKind.LAPSE as kind:
            follow = leave_as_the_day_begins if kind is StepKind.END else past_their_last_day
            told = Told(0, "Practitioner", (follow(case),), ())
        case StepKind.REVIEW:
            _ask_for_review(case, clock)
            told = _tell(case, clock, NoticeKind.REVIEW_DUE, up=clock.taken > (1 if clock.wait in REVIEWS else 0))
    return told


def _tell_the_person_it_is_coming(case: Case, clock: Clock) -> None:
    """TELL-9: the person is told before a review is due, or a condition on their direct payment."""
    if clock.wait in REVIEWS:
        tell_it_is_coming(case, clock)
    if clock.wait is Wait.CONDITION:
        tell_condition_is_coming(case, clock)


def _tell(case: Case, clock: Clock, kind: NoticeKind, *, up: bool) -> Told:
    """Tell the owner, or the next person up. Above the top there is nobody: the top is told again."""
    what = WAITING_FOR[clock.wait]
    if clock.wait is Wait.FIRST_PAYMENT and case.course.state.first_payment is FirstPayment.WORKS:
        what = "the plan to be approved on the report of how it works"
    if clock.wait is Wait.RECORD and waits_for_understanding(case):
        what = f"{WAITING_FOR[Wait.UNDERSTANDING]}, before it can be signed off"
    levels = levels_of(case, clock.owner, clock.person)
    start = clock.climbed + 1 if up else 0
    task = f"Waiting for {what}"
    told = tell(case, kind, levels, start, task, case.status.value, clock.due, case.missed_by(clock))
    if up:
        told = tell_others_too(case, clock, kind, told, task)
    if told.reached is not None:
        case.record.note(
            _HAPPENED.get(kind, Happening.TOLD_OF_DELAY),
            rule="TIME-4" if clock.wait in OF_INTERIM else "TIME-2",
            title=told.title,
            what=what,
            detail={"people": list(told.people), "due": clock.due.isoformat()},
        )
    return told


def _ask_for_review(case: Case, clock: Clock) -> None:
    """REV-2, TIME-4: a review, or one of interim support, has fallen due: ask for it."""
    if clock.wait is Wait.INTERIM_REVIEW:
        case.record.note(Happening.INTERIM_REVIEW_DUE)
        return
    what = ask_for_the_review(case, clock)
    case.record.note(Happening.REVIEW_DUE, what=what)
