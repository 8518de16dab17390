"""END · The ways in which a plan leaves: withdrawn, died, moved away, superseded, ended. Which can be, and by whom.

What follows, at once or on a later day, is in `countersign.casework.leaving`.
A death is taken for as long as anything of the plan is still to do. Once nothing is, its workflow has finished, and the
answer is `plan_closed`: nothing of the plan is unsent then, so there is nothing to hold back.
"""

from datetime import date

from countersign.careplan import lifecycle
from countersign.careplan.ending import Ending, ending_is_whole, nothing_runs
from countersign.careplan.findings import Finding, finding
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import CLOSED, Event, Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Message
from countersign.careplan.messages.leaving import MAY_DECIDE_IT, End, EndReason, Withdraw, WithdrawnFor
from countersign.careplan.superseding import PlanOfSomebody, takes_the_place
from countersign.careplan.words import spelled_out
from countersign.careplan.words_in_letters import speaks_to_the_person
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.people import moves
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import PlanState
from countersign.casework.leaving import Leaving, as_said, leave, tidy_up
from countersign.casework.questions import settle_questions
from countersign.casework.relations import may_never_send, may_send
from countersign.casework.started import agreed_plan, what_runs_goes_on
from countersign.casework.whom_and_where import nothing_more_to_them

TOLD_WHY = frozenset({EndReason.ENDED, EndReason.SUPERSEDED})
"""END: the reasons for which somebody chose to end the plan, so the person is told why, in words."""


@handles(Withdraw)
def withdraw(case: Case, message: Withdraw) -> Accepted | Refused:
    """END: the plan is withdrawn before it was agreed. Interim support goes on until somebody reviews it (TIME-5).

    One that was authorised to start can be withdrawn until its first payment has come and works: the person may change
    their mind. Once it works, an end says what becomes of each service.
    """
    if case.in_force:
        reason = (
            f"Version {case.in_force} is in force: withdraw_amendment takes back the amended plan in hand, and end "
            "ends the plan. [END]"
        )
        return Refused(Refusal.NOT_NOW, (reason,))
    works = case.course.state.first_payment is FirstPayment.WORKS
    if case.status is Status.AUTHORISED_TO_START and works:
        reason = "The first payment has come and works. Use end, which says what becomes of each service. [END]"
        return Refused(Refusal.NOT_NOW, (reason,))
    gaps = [*speaks_to_the_person(message, case.plan)]
    if message.at_whose_request is WithdrawnFor.PRACTITIONER and message.what_the_person_says is None:
        reason = "say what the person says about it: the practitioner withdraws a plan with the person's own reason."
        gaps.append(finding("END", False, reason, "what_the_person_says"))
    if gaps:
        return Refused.because(Refusal.INCOMPLETE, gaps)
    has_started = agreed_plan(case) is not None
    settle_questions(case, "The plan has left.")
    case.move(Event.WITHDRAWN, case.now)
    detail = {"at_whose_request": message.at_whose_request.value, "reason": message.reason}
    if message.what_the_person_says:
        detail["what_the_person_says"] = message.what_the_person_says
    case.record.note(Happening.WITHDRAWN, by=Actor.STAFF, of=message, detail=detail)
    tidy_up(case, Leaving(None, message.reason, has_started=has_started))
    if has_started:
        what_runs_goes_on(case, "The plan was withdrawn")
    case.tell_practitioner("withdrawn", "The plan was withdrawn before it was signed off.")
    return Accepted()


@handles(End)
def end(case: Case, message: End) -> Accepted | Refused:
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""
    if case.status in CLOSED:
        return _died_afterwards(case, message)
    event = Event.ENDED if message.reason is EndReason.ENDED else Event.LEFT
    never_agreed = case.status in (Status.AWAITING_DECISION, Status.RETURNED) and not case.in_force
    if not lifecycle.can(case.status, event) or (event is Event.ENDED and never_agreed):
        words = spelled_out(case.status)
        reason = f"The plan is {words}: only an agreed plan can end for this reason. Use withdraw before that."
        return Refused(Refusal.NOT_NOW, (reason,))
    refused = _may_not_end_it(case, message)
    if refused is not None:
        return refused
    why, later = message.why or "", message.superseded_by
    if message.reason is not EndReason.DIED:
        from_day = message.ending.from_day if message.ending else case.today
        moves(case, from_day if message.reason is EndReason.MOVED_AWAY else None)
    return leave(case, message, as_said(case, message.reason, why, message.ending, later))


def plan_ends(case: Case, message: Message, ending: Ending, why: str, reviewed_on: date) -> Accepted | Refused:
    """END, REV-2: an agreed plan ends by a review, for what was found in it.

    `why`: what was found, in words, which the person is told. `reviewed_on`: the day of the review. Whoever may decide
    the plan, or decided a version, cannot say so in any message. The plan may still be in force afterwards.
    """
    refused = may_never_send(case, message, MAY_DECIDE_IT, "END")
    if refused is not None:
        return refused
    faults = ending_faults(case, EndReason.ENDED, ending)
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    return leave(case, message, as_said(case, EndReason.ENDED, why, ending)._replace(reviewed_on=reviewed_on))


def _died_afterwards(case: Case, message: End) -> Accepted | Refused:
    """END: a death is taken also once the plan has left, while anything of it is still to do. Nothing more is sent."""
    if message.reason is not EndReason.DIED or case.course.state.has_died:
        reason = f"The plan is {case.status.value}: nothing more can be said of it but a death, and that once."
        return Refused(Refusal.PLAN_CLOSED, (reason,))
    case.course.person_died()
    case.record.note(Happening.DIED_AFTERWARDS, by=Actor.STAFF, of=message)
    nothing_more_to_them(case)
    case.say_to_interim(PlanEvent.DIED, "the person has died")
    case.tell_practitioner("died", "The person has died: nothing more is sent to them.")
    return Accepted()


def _may_not_end_it(case: Case, message: End) -> Refused | None:
    """END: why the plan cannot end so; None if it can. A death or a move is taken from whoever may decide it, too."""
    superseded = message.reason is EndReason.SUPERSEDED
    if message.reason not in TOLD_WHY:
        gaps: list[Finding] = []
    else:
        refused = may_never_send(case, message, MAY_DECIDE_IT, "END") or may_send(case, message, ANSWERS_FOR_IT)
        if refused is not None:
            return refused
        gaps = [] if message.why else [finding("END", False, "say why, in words that the person is told.", "why")]
    if superseded != (message.superseded_by is not None) or message.superseded_by == case.plan_id:
        reason = "is the id of the later plan, for the reason `superseded` and for no other."
        gaps.append(finding("END", False, reason, "superseded_by"))
    elif message.superseded_by:
        mine = _of_somebody(case.course.state, case.plan.person.date_of_birth)
        from_day = message.ending.from_day if message.ending else None
        gaps += takes_the_place(mine, _another(case, message.superseded_by), from_day)
    gaps += ending_faults(case, message.reason, message.ending, superseded_by=message.superseded_by)
    if message.reason is not EndReason.DIED:
        gaps += speaks_to_the_person(message, case.plan)
    return Refused.because(Refusal.INCOMPLETE, gaps) if gaps else None


def ending_faults(
    case: Case, reason: EndReason, ending: Ending | None, superseded_by: str | None = None
) -> tuple[Finding, ...]:
    """END: what is wrong with what is said of the end. Nobody waits for a form after a death.

    `superseded_by`: the later plan. A service goes on under it without a word only once it is agreed: while it waits
    for a decision, nobody can say that it will.
    """
    agreed = agreed_plan(case)
    if ending is None:
        if agreed is None or reason is EndReason.DIED:
            return ()
        wanted = "say from which day the plan is no longer in force, and what becomes of each service that runs."
        return (finding("END", False, wanted, "ending"),)
    if agreed is None:
        return nothing_runs(ending, case.today)
    later = _another(case, superseded_by) if superseded_by and reason is EndReason.SUPERSEDED else None
    takes_over = later is not None and later.is_agreed
    return ending_is_whole(ending, agreed.plan, agreed.agreed_on, case.today, superseded=takes_over)


def _another(case: Case, plan_id: str) -> PlanOfSomebody | None:
    state = case.file.state_of_another(plan_id)
    return _of_somebody(state, case.file.born_of_another(plan_id)) if state else None


def _of_somebody(state: PlanState, born: date | None) -> PlanOfSomebody:
    ends_from = state.ends.ending.from_day if state.ends else None
    return PlanOfSomebody(
        state.person_reference, state.submitted_at, state.status, born, state.kind, ends_from, state.in_force > 0
    )
