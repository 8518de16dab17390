"""ROUTE-5, DP-6 · Handles the report of a first payment, the approval on it, and a condition that was met."""

from countersign.careplan.amendments import AmendedFor, Request, Stage
from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.decision_parts import ConditionKind
from countersign.careplan.first_payment import FirstPayment, came_in_between, may_be_approved
from countersign.careplan.lifecycle import Event, Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.payment import ApproveArrangement, MeetCondition, ReportFirstPayment
from countersign.careplan.notices import NoticeKind
from countersign.careplan.working_time import london_day
from countersign.casework import amending
from countersign.casework.case import Accepted, Case
from countersign.casework.conditions import met_already, next_day, start_condition_again
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.ladder import levels_of, tell
from countersign.casework.started import agreed_plan


@handles(ReportFirstPayment)
def report_first_payment(case: Case, message: ReportFirstPayment) -> Accepted | Refused:
    """ROUTE-5: the first payment has come, and works or not yet: whoever authorised the plan hears of it.

    From here on they are waited for, if it works; if not, the practitioner still is.
    """
    if case.status is not Status.AUTHORISED_TO_START:
        return _of_a_plan_in_force(case, message)
    clock, agreed = case.main_clock, case.file.decision(case.version)
    authorised_at = clock.since if clock else case.now
    reported_on = min(case.today, london_day(message.sent_at))
    out_of_time = came_in_between(message.received_on, london_day(authorised_at), reported_on)
    if out_of_time:
        return Refused.because(Refusal.INCOMPLETE, out_of_time)
    case.takes_effect(message, case.state_began)
    works = message.put_into_practice
    case.course.first_payment_is(
        FirstPayment.WORKS if works else FirstPayment.NOT_WORKING_YET, received_on=message.received_on
    )
    case.record.note(
        Happening.PAYMENT_WORKS if works else Happening.PAYMENT_DOES_NOT_WORK,
        by=Actor.STAFF,
        of=message,
        detail={"received_on": message.received_on.isoformat(), "how_it_works": message.how_it_works},
    )
    owner = agreed.authority.role if agreed else case.course.state.route_role
    person = agreed.decided_by if agreed else ""
    if clock is not None:
        case.clocks.hand_to(clock, person=person if works else "", owner=owner if works else PRACTITIONER)
    task = (
        "The first payment is put into practice: approve the plan on the report of how it works"
        if works
        else "A plan that you agreed is not working yet: it can be returned, or reported again"
    )
    tell(case, NoticeKind.QUESTION, levels_of(case, owner, person), 0, task, case.status.value)
    then = "approves it on this report" if works else "is told, and may return it; it can be reported again"
    return Accepted((f"The plan stays authorised to start; its authoriser {then}.",))


def _of_a_plan_in_force(case: Case, message: ReportFirstPayment) -> Accepted | Refused:
    """AMEND-1, REV-3: the first payment of a plan that was signed off already. If it does not work, it is to change."""
    agreed = agreed_plan(case)
    if agreed is None or not agreed.plan.uses_direct_payment:
        reason = f"Version {case.in_force}, which is in force, has no direct payment."
        return Refused(Refusal.NOT_NOW, (reason,))
    reported_on = min(case.today, london_day(message.sent_at))
    out_of_time = came_in_between(message.received_on, agreed.agreed_on, reported_on)
    if out_of_time:
        return Refused.because(Refusal.INCOMPLETE, out_of_time)
    at = case.takes_effect(message)
    case.course.first_payment_is(case.course.state.first_payment, received_on=message.received_on)
    works = message.put_into_practice
    case.record.note(
        Happening.PAYMENT_WORKS if works else Happening.PAYMENT_DOES_NOT_WORK,
        by=Actor.STAFF,
        of=message,
        detail={"received_on": message.received_on.isoformat(), "how_it_works": message.how_it_works},
    )
    if works:
        return Accepted()
    request = Request(
        id=message.message_id,
        asked_by=AmendedFor.FIRST_PAYMENT,
        asked_at=at,
        stage=Stage.ASKED,
        what=message.how_it_works,
    )
    clock = amending.open_one(case, request, at)
    return Accepted((f"Whether the plan is to be amended is to be answered by {amending.answered_by(clock)}.",))


@handles(ApproveArrangement)
def approve_arrangement(case: Case, message: ApproveArrangement) -> Accepted | Refused:
    """ROUTE-5: the plan is approved on the report that it works: now the record is given, and it is signed off."""
    authority = case.authority_of(message.sent_by.id)
    if isinstance(authority, Refused):
        return authority
    too_soon = may_be_approved(case.course.state.first_payment)
    if too_soon:
        return Refused.because(Refusal.NOT_NOW, too_soon)
    case.record.note(
        Happening.APPROVED_ON_REPORT,
        by=case.scheme.title_of(authority.role),
        of=message,
        detail={"on_what": message.on_what, "authority": authority.model_dump(mode="json")},
    )
    case.move(Event.FIRST_PAYMENT, case.takes_effect(message, case.state_began))
    case.tell_practitioner("agreed", "The plan is approved, because it works: the written record is being given.")
    return Accepted()


@handles(MeetCondition)
def meet_condition(case: Case, message: MeetCondition) -> Accepted | Refused:
    """DP-6: a condition has been met. One that repeats is due again after its number of months."""
    name = f"{Wait.CONDITION.value}:{message.condition}"
    clock, agreed = case.clocks.get(name), case.file.decision(case.in_force)
    conditions = {condition.id: condition for condition in agreed.conditions} if agreed else {}
    condition = conditions.get(message.condition)
    if condition is not None and condition.kind is ConditionKind.MORE_REVIEWS:
        reason = "condition: a more frequent review is recorded with `record_review`, which also starts the next one."
        return Refused(Refusal.NOT_NOW, (reason,))
    if clock is None or condition is None:
        open_now = ", ".join(clock.about for clock in case.clocks if clock.wait is Wait.CONDITION) or "none"
        return Refused(Refusal.NO_SUCH_CONDITION, (f"condition: is not one that is open ({open_now}).",))
    before = met_already(condition, case, clock)
    if before is not None:
        due_on = london_day(clock.due)
        reason = f"condition: {condition.id} was met for {before}; for {due_on} it can be met after that day."
        return Refused(Refusal.NOT_NOW, (reason,))
    case.takes_effect(message, clock.since)
    case.clocks.stop(name)
    case.record.note(
        Happening.CONDITION_MET,
        by=PRACTITIONER,
        of=message,
        condition=condition.id,
        detail={"what_was_done": message.what_was_done},
    )
    if condition.every_months is None:
        return Accepted()
    due_on = next_day(condition, case, clock)
    start_condition_again(case, condition, due_on)
    return Accepted((f"It is due again by {due_on}.",))
