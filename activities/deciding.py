"""DEC, RET, ROUTE-10, DP · What an authoriser's decision does, if the rules allow it; and what follows an agreement.

A decision that is refused changes nothing, and its sender has every reason at once.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from activities.case import Case, ask_for_interim_support
from activities.case_file import NOT_KNOWN, words_of
from activities.ladder import rungs_of, tell
from activities.questions import settle_questions
from careplan import consistency, decision
from careplan.budget import final_budget
from careplan.clocks import PRACTITIONER, Clock, Wait, condition_clock
from careplan.deciding import Condition, DecisionOutcome
from careplan.determinations import Determination
from careplan.direct_payment import as_decided
from careplan.findings import Finding, finding
from careplan.lifecycle import Event, Status
from careplan.meetings import may_decide, the_person_was_invited
from careplan.messages import Decide, MeetCondition, Refusal, ReportFirstPayment
from careplan.notices import LetterReason, NoticeKind
from careplan.payment_in_words import conditions_in_words, managed_otherwise_in_words
from careplan.plan import Plan
from careplan.routing import AuthorityUsed
from careplan.working_time import add_months, london_day
from store import plans, register, waits
from store.consistency import among


def began(case: Case) -> datetime | None:
    """When the wait that a message puts an end to began: nothing that follows from it counts from before."""
    return case.main_clock.since if case.main_clock else None


def _may_decide(case: Case, message: Decide) -> AuthorityUsed | Determination:
    """The authority by which this decision is made now, or its refusal with every reason."""
    version = case.version
    if message.version != version:
        reason = f"version: the decision is about version {message.version}; version {version} is in hand."
        return case.refused(Refusal.STALE_VERSION, [reason])
    if case.status is not Status.AWAITING_DECISION:
        return case.refused(
            Refusal.NOT_NOW, [f"Version {version} is {words_of(case.status)}: it is not waiting for a decision."]
        )
    decided = as_decided(case.plan, message.managed_otherwise)
    authority = _authority(case, message, decided)
    if isinstance(authority, Determination):
        return authority
    at_the_meeting = _at_the_meeting(case, message, authority)
    if at_the_meeting:
        return case.refused_for(Refusal.NOT_QUORATE, at_the_meeting)
    missing, contradictory = decision.problems_of(message, case.plan, case.scheme, case.today)
    if missing or contradictory:
        code = Refusal.INCOMPLETE if missing else Refusal.CONTRADICTION
        return case.refused_for(code, [*missing, *contradictory])
    return authority


def _authority(case: Case, message: Decide, decided: Plan) -> AuthorityUsed | Determination:
    """ROUTE-10: alone, or with a panel or call; who could only decide there has to say who was there."""
    at_meeting = message.meeting is not None
    authority = case.authority_of(message.sent_by.id, plan=decided, at_meeting=at_meeting)
    if isinstance(authority, Determination) and not at_meeting:
        there = case.authority_of(message.sent_by.id, plan=decided, at_meeting=True)
        if isinstance(there, AuthorityUsed):
            title = case.scheme.title_of(there.role)
            reason = f"{title} decides this plan: say when it was held, and who was there."
            return case.refused_for(Refusal.INCOMPLETE, [finding("ROUTE-3", False, reason, "meeting")])
    if isinstance(authority, AuthorityUsed) and at_meeting and not authority.meeting:
        title = case.scheme.title_of(authority.role)
        reason = f"{title} decides this plan alone: leave out the meeting."
        return case.refused_for(Refusal.CONTRADICTION, [finding("ROUTE-3", False, reason, "meeting")])
    return authority


def _at_the_meeting(case: Case, message: Decide, authority: AuthorityUsed) -> list[Finding]:
    """ROUTE-3, ROUTE-6, ROUTE-9, ROUTE-11: what keeps the panel or call from deciding.

    It is one to which the person was invited, perhaps an earlier one, of which word comes late. Every member stands on
    the register.
    """
    meeting, record = case.scheme.meeting_of(authority.role), message.meeting
    if meeting is None or record is None:
        return []
    invited_to = waits.days_of_meetings(case.session, case.plan_id)
    found = [
        *may_decide(record, meeting, case.plan, case.practitioners, message.sent_by.id, case.today),
        *the_person_was_invited(record, invited_to),
    ]
    found += [
        finding("ROUTE-10", False, f"{member.id} is not on the register on {record.held_on}.", "meeting.members")
        for member in record.members
        if not register.is_registered(case.session, member.id, record.held_on)
    ]
    return found


def decide(case: Case, message: Decide) -> Determination:
    """DEC-1, DEC-2, DEC-3, DEC-5, ROUTE-9, ROUTE-10, RET-1, RET-2, RET-3: a decision about the version in hand."""
    authority = _may_decide(case, message)
    if isinstance(authority, Determination):
        return authority
    plans.save_decision(case.session, case.plan_id, message, authority, case.now)
    since = case.sent(message, began(case))
    settle_questions(case, "The plan was decided without it.")
    if message.outcome is DecisionOutcome.AGREE:
        return _agreed(case, message, authority, since)
    return _returned(case, message, authority, since)


def _said(case: Case, message: Decide, authority: AuthorityUsed, decided: Plan, what: str, rule: str) -> None:
    """DEC-7, ROUTE-9, ROUTE-10: the decision on the record, with its authority and where its budget sat."""
    title = case.scheme.title_of(authority.role)
    acting = f", acting for {authority.acting_for}" if authority.acting_for else ""
    sat = among(case.session, decided, case.scheme, case.today)
    case.note(
        f"{what}{acting}",
        rule,
        by=title,
        actor=message.sent_by.id,
        message_id=message.message_id,
        authority=authority.model_dump(mode="json"),
        decision=message.message_id,
        consistency=sat.model_dump(mode="json"),
        consistency_in_words=consistency.in_words(sat),
    )


def _agreed(case: Case, message: Decide, authority: AuthorityUsed, since: datetime) -> Determination:
    decided = as_decided(case.plan, message.managed_otherwise)
    waits_for_payment = case.scheme.sign_off.after == "first_payment" and decided.uses_direct_payment
    case.move(Event.AUTHORISED if waits_for_payment else Event.AGREED, since)
    _said(case, message, authority, decided, "Agreed: all limbs of the test hold", "DEC-1")
    for one in message.managed_otherwise:
        case.note(f"{one.line} is not paid for by direct payment, but managed otherwise", one.rule, by="system")
    for condition in message.conditions:
        case.note(f"Condition {condition.id} on the direct payment: {condition.kind.value}", "DP-6", by="system")
    if not waits_for_payment:
        with_conditions = " It has conditions: read them." if message.conditions else ""
        words = f"The plan is agreed. The person is being told and given the written record.{with_conditions}"
        case.tell_practitioner("agreed", words)
        return case.accepted()
    case.note("Authorised to start; signed off once the first payment is put into practice", "ROUTE-5", by="system")
    due_on = case.due_on
    told = case.tell_person(
        NoticeKind.AUTHORISED,
        due_on=due_on,
        agreed_on=case.today,
        agreed_by=case.scheme.title_of(authority.role),
        budget=final_budget(decided.services, decided.person_pays),
        how_budget_was_worked_out=decided.how_budget_was_worked_out,
        conditions=conditions_in_words(message.conditions),
        managed_otherwise=managed_otherwise_in_words(decided, message.managed_otherwise),
    )
    if told:
        case.promised(due_on)
        case.note("The person is told that the plan can start, and when it is signed off", "ROUTE-5", by="system")
    task = "The plan may start: arrange the direct payment now, and report the first payment."
    case.tell_practitioner("authorised_to_start", task)
    arranges = case.scheme.sign_off.arranged_by
    if arranges is not None:
        rungs = rungs_of(case, arranges.role)
        tell(case, NoticeKind.OUTCOME, rungs, 0, "Arrange the direct payment of this plan now.", case.status.value)
    return case.accepted()


def _returned(case: Case, message: Decide, authority: AuthorityUsed, since: datetime) -> Determination:
    case.move(Event.RETURNED, since)
    due_on = case.due_on
    wanted = message.wanted.value if message.wanted else ""
    _said(case, message, authority, case.plan, f"Returned, wanting {wanted}", "RET-1")
    told = case.tell_person(
        NoticeKind.RETURNED,
        reasons=tuple(LetterReason(reason=each.reason, steps=each.steps) for each in message.reasons),
        wanted=wanted,
        due_on=due_on,
    )
    if told:
        case.promised(due_on)
        case.note("The person is told that the plan was not signed off, and why", "TELL-2", by="system")
    case.tell_practitioner("returned", f"The plan is returned, wanting {wanted}: read the reasons and the steps.")
    ask_for_interim_support(case, "the plan was returned", since)
    return case.accepted()


def report_first_payment(case: Case, message: ReportFirstPayment) -> Determination:
    """ROUTE-5: the first payment has come; put into practice, the plan is signed off. If not, its authoriser hears."""
    if case.status is not Status.AUTHORISED_TO_START:
        reason = f"The plan is {words_of(case.status)}: it waits for no first payment."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    if message.received_on > case.today:
        return case.refused_for(
            Refusal.INCOMPLETE, [finding("ROUTE-5", False, "The payment has not been received yet.", "received_on")]
        )
    detail = {"received_on": message.received_on.isoformat(), "how_it_works": message.how_it_works}
    works = message.put_into_practice
    case.note(
        "The first payment is put into practice" if works else "The first payment has come, and is not working yet",
        "ROUTE-5",
        by="staff",
        actor=message.sent_by.id,
        message_id=message.message_id,
        **detail,
    )
    if works:
        case.move(Event.FIRST_PAYMENT, case.sent(message, began(case)))
        case.tell_practitioner("agreed", "The first payment is put into practice: the written record is being given.")
        return case.accepted()
    agreed = plans.load_decision(case.session, case.plan_id, case.version)
    owner = agreed.authority.role if agreed else case.row.route_role
    rungs = rungs_of(case, owner, agreed.decided_by if agreed else "")
    tell(case, NoticeKind.QUESTION, rungs, 0, "A plan that you agreed is not working yet", case.status.value)
    return case.accepted("The plan stays authorised to start; its authoriser is told.")


# DP-6: conditions


def start_conditions(case: Case, conditions: tuple[Condition, ...]) -> None:
    """DP-6: once the plan is signed off, each condition with a date has a clock of its own."""
    for condition in conditions:
        if condition.first_on is not None:
            _start(case, condition, condition.first_on)


def _start(case: Case, condition: Condition, due_on: date) -> None:
    clock = condition_clock(condition.id, due_on, case.now, case.scheme, case.days)
    case.clocks[clock.name] = clock.model_copy(update={"cause": case.cause})


def meet_condition(case: Case, message: MeetCondition) -> Determination:
    """DP-6: what a condition asked for has been done; one that repeats is due again so many months later."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    name = f"{Wait.CONDITION.value}:{message.condition}"
    clock = case.clocks.get(name)
    agreed = plans.load_decision(case.session, case.plan_id, case.version)
    condition = next((one for one in agreed.conditions if one.id == message.condition), None) if agreed else None
    if clock is None or condition is None:
        open_now = ", ".join(one.about for one in case.clocks.values() if one.wait is Wait.CONDITION) or "none"
        return case.refused(Refusal.NO_SUCH_CONDITION, [f"condition: is not one that is open ({open_now})."])
    case.sent(message, clock.since)
    case.stop(name)
    case.note(
        f"Condition {condition.id} was met",
        "DP-6",
        by=PRACTITIONER,
        actor=message.sent_by.id,
        message_id=message.message_id,
        what_was_done=message.what_was_done,
    )
    if condition.every_months is None:
        return case.accepted()
    due_on = _next_day(condition, case, clock)
    _start(case, condition, due_on)
    return case.accepted(f"It is due again by {due_on}.")


def _next_day(condition: Condition, case: Case, met: Clock) -> date:
    """The next of its days after today and after the one that was `met`, perhaps early: counted from the first one.

    So neither a late answer nor an early one moves the rest. A day off is due on the working day before it.
    """
    first = condition.first_on or case.today
    every = condition.every_months or 1
    over = case.today if met.moves else max(case.today, london_day(met.due))  # its date moves only once it has passed
    number = 1
    while case.days.last_working_day(add_months(first, every * number)) <= over:
        number += 1
    return add_months(first, every * number)


DECIDING: dict[str, Callable[[Case, Any], Determination]] = {
    function.__name__: function for function in (decide, report_first_payment, meet_condition)
}
"""What is done with a decision, and with what an agreement waits for."""
