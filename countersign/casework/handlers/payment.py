"""ROUTE-5, DP-6 · Handles the report of a first payment, and a condition of a direct payment that was met."""

from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.findings import finding
from countersign.careplan.lifecycle import Event
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.payment import MeetCondition, ReportFirstPayment
from countersign.careplan.notices import NoticeKind
from countersign.casework.case import Accepted, Case
from countersign.casework.conditions import next_day, start_condition
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.ladder import levels_of, tell


@handles(ReportFirstPayment)
def report_first_payment(case: Case, message: ReportFirstPayment) -> Accepted | Refused:
    """ROUTE-5: the first payment has come. If it works, the plan is signed off; if not, its authoriser is told."""
    if message.received_on > case.today:
        early = finding("ROUTE-5", False, "The payment has not been received yet.", "received_on")
        return Refused.because(Refusal.INCOMPLETE, [early])
    works = message.put_into_practice
    case.record.note(
        Happening.PAYMENT_WORKS if works else Happening.PAYMENT_DOES_NOT_WORK,
        by=Actor.STAFF,
        of=message,
        detail={"received_on": message.received_on.isoformat(), "how_it_works": message.how_it_works},
    )
    if works:
        case.move(Event.FIRST_PAYMENT, case.takes_effect(message, case.state_began))
        case.tell_practitioner("agreed", "The first payment is put into practice: the written record is being given.")
        return Accepted()
    agreed = case.file.decision(case.version)
    owner = agreed.authority.role if agreed else case.course.state.route_role
    levels = levels_of(case, owner, agreed.decided_by if agreed else "")
    tell(case, NoticeKind.QUESTION, levels, 0, "A plan that you agreed is not working yet", case.status.value)
    return Accepted(("The plan stays authorised to start; its authoriser is told.",))


@handles(MeetCondition)
def meet_condition(case: Case, message: MeetCondition) -> Accepted | Refused:
    """DP-6: a condition has been met. One that repeats is due again after its number of months."""
    name = f"{Wait.CONDITION.value}:{message.condition}"
    clock, agreed = case.clocks.get(name), case.file.decision(case.version)
    conditions = {condition.id: condition for condition in agreed.conditions} if agreed else {}
    condition = conditions.get(message.condition)
    if clock is None or condition is None:
        open_now = ", ".join(clock.about for clock in case.clocks if clock.wait is Wait.CONDITION) or "none"
        return Refused(Refusal.NO_SUCH_CONDITION, (f"condition: is not one that is open ({open_now}).",))
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
    start_condition(case, condition, due_on)
    return Accepted((f"It is due again by {due_on}.",))
