"""TIME-1, TIME-2 · Handles the reassignment of a plan, and the replanning of its clocks."""

from countersign.careplan.clocks import PRACTITIONER, Clock, Wait
from countersign.careplan.interim import PlanEvent
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.careplan.messages.upkeep import Reassign, ReplanClocks
from countersign.careplan.notices import NoticeKind
from countersign.careplan.same_staff import is_among, same_staff
from countersign.careplan.words import spelled_out
from countersign.casework.another_practitioner import tell_of_another_practitioner
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Practising
from countersign.casework.planning_again import plan_clocks_again
from countersign.casework.relations import may_send


@handles(Reassign)
def reassign(case: Case, message: Reassign) -> Accepted | Refused:
    """TIME-2: the plan's practitioner or authoriser changes. Its clocks run on as they are.

    This lasts until the plan is resubmitted: a resubmission names its practitioner and is routed again.
    """
    to_practitioner = message.whose == "practitioner"
    theirs = [clock for clock in case.clocks if _is_theirs(case, clock, to_practitioner=to_practitioner)]
    refused = _may_not_choose(case, message) or _may_not_take_over(case, message, theirs)
    if refused is not None:
        return refused
    before = case.course.practitioner
    if to_practitioner:
        case.course.reassigned(Practising(message.to))
    for clock in theirs:
        case.clocks.hand_to(clock, person="" if to_practitioner else message.to)
    case.record.note(
        Happening.REASSIGNED,
        by=Actor.STAFF,
        of=message,
        whose=message.whose,
        detail={"to": message.to, "reason": message.reason},
    )
    task = "A plan was reassigned to you, and it waits for you." if theirs else "A plan was reassigned to you."
    first = min(theirs, key=lambda clock: clock.due, default=None)
    case.tell_people(
        NoticeKind.REASSIGNED,
        (message.to,),
        task=task,
        status=case.status.value,
        due=first.due if first else None,
        missed=min((missed for clock in theirs if (missed := case.missed_by(clock))), default=None),
    )
    tell_of_another_practitioner(case, before)
    return Accepted()


def _is_theirs(case: Case, clock: Clock, *, to_practitioner: bool) -> bool:
    """Whether a clock measures the practitioner's time; or, without `to_practitioner`, the authoriser's."""
    if to_practitioner:
        return clock.owner == PRACTITIONER
    return clock.owner in case.roles_that_decide and clock.wait in (Wait.DECISION, Wait.QUESTION, Wait.FIRST_PAYMENT)


def _may_not_choose(case: Case, message: Reassign) -> Refused | None:
    """WHO-1, ROUTE-9: why somebody may not say who decides the plan now; None if they may. Nobody does of their own."""
    if message.whose == "practitioner":
        return None
    sender = message.sent_by.id
    if is_among(sender, case.practitioners) or same_staff(sender, case.course.practitioner):
        reason = f"sent_by.id: the plan is the work of {sender}, so who decides it is for others to say. [ROUTE-9]"
        return Refused(Refusal.OWN_PLAN, (reason,))
    return may_send(case, message, frozenset({Relation.ROLE}))


def _may_not_take_over(case: Case, message: Reassign, theirs: list[Clock]) -> Refused | None:
    """Why the plan may not be reassigned; None if it may."""
    if message.whose == "practitioner":
        if case.is_registered(message.to):
            return None
        return Refused(Refusal.NO_AUTHORITY, (f"to: {message.to} is not on the register today.",))
    if not theirs:
        words = spelled_out(case.status)
        return Refused(Refusal.NOT_NOW, (f"The plan is {words}: no authoriser is waited for.",))
    authority = case.authority_of(message.to, "to")
    return authority if isinstance(authority, Refused) else None


@handles(ReplanClocks)
def replan_clocks(case: Case, message: ReplanClocks) -> Accepted | Refused:
    """TIME-1: plan every clock again, under the scheme and the calendar as they are now, and say what changed.

    The plan passes this on to its interim support. If the plan has left, interim support gets the message itself.
    """
    what_changed = plan_clocks_again(case, message.why, of=message)
    if case.situation.workflow is Workflow.PLAN:
        case.say_to_interim(PlanEvent.PLANNED_AGAIN, "the scheme or the calendar has changed")
    return Accepted(what_changed)
