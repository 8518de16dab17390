"""What each message does to a plan, if the rules allow it: one function for each, named as the message is.

Each reads the rules' findings and either refuses with every reason, or acts through the `Case` and says what follows.
"""

from collections.abc import Callable
from typing import Any

from activities.case import PRACTITIONER, Case, ask_for_interim_support
from careplan import decision, lifecycle, sharing
from careplan.clocks import london_day
from careplan.determinations import Determination, Interim
from careplan.findings import Finding, unmet
from careplan.lifecycle import Event, Status
from careplan.messages import (
    CompleteTask,
    Decide,
    DecisionOutcome,
    End,
    EndReason,
    RecordConsent,
    Refusal,
    ReportUrgentNeeds,
    Resubmit,
    ReturnReason,
    Withdraw,
)
from careplan.notices import PERSON, LetterReason, NoticeKind
from careplan.routing import AuthorityUsed, authority_to_agree, is_own_plan, route
from careplan.submission import check_plan
from store import plans, register
from store.tables import NoticeRow, TaskRow

NOT_KNOWN = "sent_by.id: did not submit or plan this plan, and is not on the register today."


def _may_decide(case: Case, message: Decide) -> AuthorityUsed | Determination:
    """The authority by which this decision is made now, or its refusal with every reason."""
    version, status = case.situation.version, case.situation.status
    if message.version != version:
        reason = f"version: the decision is about version {message.version}; version {version} is in hand."
        return case.refused(Refusal.STALE_VERSION, [reason])
    if status is not Status.AWAITING_DECISION:
        return case.refused(
            Refusal.NOT_NOW, [f"Version {version} is {_words(case)}: it is not waiting for a decision."]
        )
    own = is_own_plan(message.sent_by.id, plans.practitioners(case.session, case.situation.plan_id))
    if not own.met:
        return case.refused_for(Refusal.OWN_PLAN, [own])
    holdings = register.holdings(case.session)
    authority = authority_to_agree(message.sent_by.id, holdings, case.plan, case.scheme, case.today)
    if isinstance(authority, Finding):
        return case.refused_for(Refusal.NO_AUTHORITY, [authority])
    missing, contradictory = decision.problems_of(message, case.plan)
    if missing or contradictory:
        code = Refusal.INCOMPLETE if missing else Refusal.CONTRADICTION
        return case.refused_for(code, [*missing, *contradictory])
    return authority


def decide(case: Case, message: Decide) -> Determination:
    """DEC-1, DEC-2, DEC-3, DEC-5, ROUTE-9, ROUTE-10, RET-1, RET-2, RET-3: a decision about the version in hand."""
    authority = _may_decide(case, message)
    if isinstance(authority, Determination):
        return authority
    plans.save_decision(case.session, case.situation.plan_id, message, authority, case.now)
    title = case.scheme.title_of(authority.role)
    detail = {"authority": authority.model_dump(mode="json"), "decision": message.message_id}
    if message.outcome is DecisionOutcome.AGREE:
        status = case.move(Event.AGREED)
        note = "Agreed: all limbs of the test hold"
        case.note(note, "DEC-1", by=title, actor=message.sent_by.id, message_id=message.message_id, **detail)
        _tell_practitioner(case, "agreed", "The plan is agreed. The person is being told and given the written record.")
        return case.accepted(status, clock=case.clock(status))
    status = case.move(Event.RETURNED)
    clock = case.clock(status)
    wanted = message.wanted.value if message.wanted else ""
    note = f"Returned, wanting {wanted}"
    case.note(note, "RET-1", by=title, actor=message.sent_by.id, message_id=message.message_id, **detail)
    case.tell_person(
        NoticeKind.RETURNED,
        reasons=tuple(LetterReason(reason=each.reason, steps=each.steps) for each in message.reasons),
        wanted=wanted,
        due_on=london_day(clock.due) if clock else None,
    )
    case.note("The person is told that the plan was not signed off, and why", "TELL-2", by="system")
    _tell_practitioner(case, "returned", f"The plan is returned, wanting {wanted}: read the reasons and the steps.")
    ask_for_interim_support(case, case.row.urgent_needs_known, "the plan was returned")
    return case.accepted(status, clock=clock)


def _may_resubmit(case: Case, message: Resubmit, reasons: tuple[ReturnReason, ...]) -> Determination | None:
    """The refusal of a resubmission with every reason; None if it may be taken."""
    situation = case.situation
    if message.answers_version != situation.version:
        reason = f"answers_version: version {situation.version} is in hand, not version {message.answers_version}."
        return case.refused(Refusal.STALE_VERSION, [reason])
    if situation.status is not Status.RETURNED:
        return case.refused(Refusal.NOT_NOW, [f"The plan is {_words(case)}: only a returned plan is resubmitted."])
    another = [
        f"plan.{part}: is another plan's."
        for part in ("plan_id", "kind", "scheme")
        if getattr(message.plan, part) != getattr(case.plan, part)
    ]
    if another:
        return case.refused(Refusal.WRONG_PLAN, another)
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    gaps = (
        *decision.answers_every_reason(message, tuple(each.id for each in reasons)),
        *unmet(check_plan(message.plan)),
    )
    return case.refused_for(Refusal.INCOMPLETE, gaps) if gaps else None


def resubmit(case: Case, message: Resubmit) -> Determination:
    """RET-5, SUB-1, SUB-2, TELL-3: a new version of a returned plan, considered again."""
    situation = case.situation
    returned = plans.load_decision(case.session, situation.plan_id, situation.version)
    reasons = returned.reasons if returned else ()
    refused = _may_resubmit(case, message, reasons)
    if refused is not None:
        return refused
    version = situation.version + 1
    plans.save_version(
        case.session,
        message.plan,
        version,
        submitted_by=message.sent_by.id,
        submitted_at=case.now,
        responses=[each.model_dump(mode="json") for each in message.responses],
        revisiting_agreed=message.revisiting_agreed,
    )
    case.situation = situation.model_copy(update={"version": version})
    case.plan = message.plan
    to = route(message.plan, case.scheme)
    case.row.route_role = to.role
    status = case.move(Event.RESUBMITTED, version)
    clock = case.clock(status)
    case.situation = case.situation.model_copy(update={"clock": clock})
    note = f"Resubmitted as version {version}; every reason was answered"
    case.note(note, "RET-5", by=PRACTITIONER, actor=message.sent_by.id, message_id=message.message_id)
    case.note(to.reason, "ROUTE-2", by="system", role=to.role)
    done = {each.reason: each.what_was_done for each in message.responses}
    case.tell_person(
        NoticeKind.RESUBMITTED,
        reasons=tuple(LetterReason(reason=each.reason, steps=(), what_was_done=done[each.id]) for each in reasons),
        revisiting_agreed=message.revisiting_agreed,
        due_on=london_day(clock.due) if clock else None,
    )
    case.note("The person is told when a decision is now due", "TELL-3", by="system")
    tell_authoriser(case, status)
    ask_about_sharing(case)
    return case.accepted(status, version=version, clock=clock)


def withdraw(case: Case, message: Withdraw) -> Determination:
    """END: withdrawn before it was agreed. Interim support in place goes on until somebody reviews it (TIME-5)."""
    if not lifecycle.can(case.situation.status, Event.WITHDRAWN):
        reason = f"The plan is {_words(case)}: only a plan that is not agreed yet can be withdrawn."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    status = case.move(Event.WITHDRAWN)
    detail = {"at_whose_request": message.at_whose_request, "reason": message.reason}
    case.note("Withdrawn", "END", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    _review_interim_support(case, "the plan was withdrawn")
    _tell_practitioner(case, "withdrawn", "The plan was withdrawn before it was signed off.")
    return case.accepted(status)


def end(case: Case, message: End) -> Determination:
    """END: an agreed plan is no longer in force. After a death nothing that still waits is sent to the person."""
    if not lifecycle.can(case.situation.status, Event.ENDED):
        reason = f"The plan is {_words(case)}: only an agreed plan can end. Use withdraw before that."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    status = case.move(Event.ENDED)
    if message.reason is EndReason.DIED:
        for notice in plans.unsent(case.session, case.situation.plan_id):
            if notice.recipient == PERSON:
                notice.status = "withheld"
    note = f"Ended: {message.reason.value.replace('_', ' ')}"
    case.note(note, "END", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    _review_interim_support(case, "the plan has ended")
    _tell_practitioner(case, "ended", "The plan is no longer in force.")
    return case.accepted(status)


def report_urgent_needs(case: Case, message: ReportUrgentNeeds) -> Determination:
    """TIME-3: urgent needs, from anybody, in any state, start interim support at once."""
    case.row.urgent_needs_known = True
    detail = {"needs": message.what, "reported_by": message.reported_by}
    note = "Urgent needs were reported"
    case.note(note, "TIME-3", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    ask_for_interim_support(case, True, "urgent needs were reported")
    return case.accepted()


def record_consent(case: Case, message: RecordConsent) -> Determination:
    """SHARE-1, SHARE-2, SHARE-3: a decision about one recipient's copy, on a sound basis."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    wanted = message.sharing
    recipients = {one.id for one in (*case.plan.carers, *case.plan.providers)}
    if wanted.recipient not in recipients:
        reason = (
            f"sharing.recipient: {wanted.recipient} is not a carer or provider of version {case.situation.version}."
        )
        return case.refused(Refusal.NO_SUCH_RECIPIENT, [reason])
    faults = sharing.basis_is_sound(wanted, case.plan.person.has_capacity_about_sharing)
    if faults:
        return case.refused_for(Refusal.INCOMPLETE, faults)
    key = f"{case.situation.plan_id}/{message.message_id}"
    plans.save_consent(case.session, case.situation.plan_id, key, decision=wanted, by=message.sent_by.id, at=case.now)
    note = f"Sharing with {wanted.recipient}: {wanted.scope.value}, by {wanted.basis.value.replace('_', ' ')}"
    case.note(note, "SHARE-2", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    return case.accepted()


def complete_task(case: Case, message: CompleteTask) -> Determination:
    """TIME-1: a person has done what they were asked to; what waited for it goes on."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    task = case.session.get(TaskRow, (case.situation.plan_id, message.task))
    if task is None or task.done_at is not None:
        names = [row.name for row in plans.open_task_rows(case.session, case.situation.plan_id)]
        open_names = ", ".join(names) or "none"
        return case.refused(Refusal.NO_SUCH_TASK, [f"task: is not one of the open tasks ({open_names})."])
    task.done_at, task.done_by, task.what_was_done = case.now, message.sent_by.id, message.what_was_done
    if task.kind == "give_by_hand":
        notice = case.session.get(NoticeRow, f"{case.situation.plan_id}/{task.name.removeprefix('give:')}")
        if notice is not None:
            notice.status, notice.sent_at, notice.reference = "sent", case.now, f"by hand: {task.name}"
    if task.kind == "interim-support":
        case.interim = Interim.ARRANGED
    if task.kind == "urgent-needs" and case.interim is Interim.NEED_ASKED:
        case.interim = Interim.NONE
    note = f"Task done: {task.name}"
    case.note(note, "TIME-1", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    return case.accepted().model_copy(update={"retry_faults": task.kind == "fault"})


CONSIDER: dict[str, Callable[[Case, Any], Determination]] = {
    function.__name__: function
    for function in (decide, resubmit, withdraw, end, report_urgent_needs, record_consent, complete_task)
}
"""What is done with each message of `careplan.messages.MESSAGES`."""


def _words(case: Case) -> str:
    return case.situation.status.value.replace("_", " ")


def ask_about_sharing(case: Case) -> None:
    """SHARE-2: a sharing decision in the plan without a sound basis shares nothing: its practitioner is to mend it."""
    for one in case.plan.sharing:
        for fault in sharing.basis_is_sound(one, case.plan.person.has_capacity_about_sharing):
            name = f"sharing:{one.recipient}:v{case.situation.version}"
            case.task(name, "sharing", fault.reason, role=PRACTITIONER, owner=case.plan.practitioner.id)
            case.note(f"The practitioner is asked about sharing with {one.recipient}", fault.rule, by="system")


def tell_authoriser(case: Case, status: Status) -> None:
    """TELL-6 in simple form: everyone in the role that decides hears of it; if there is nobody, that is a fault."""
    role = case.row.route_role
    task = "A plan awaits your decision"
    if role and case.tell_staff(NoticeKind.AWAITING_DECISION, role, task=task, status=status.value):
        return
    case.note(
        f"Nobody holds the role {case.scheme.title_of(role) if role else 'that may agree this'}", "TIME-2", by="system"
    )
    for higher in case.scheme.roles_from(role) if role else (case.scheme.authority[-1].role,):
        if case.tell_staff(NoticeKind.AWAITING_DECISION, higher, task=task, status=status.value):
            return
        case.note(f"Nobody holds the role {case.scheme.title_of(higher)}", "TIME-2", by="system")


def _tell_practitioner(case: Case, status: str, task: str) -> None:
    people = (case.plan.practitioner.id,)
    case.tell_staff(NoticeKind.OUTCOME, PRACTITIONER, task=task, status=status, people=people)


def _review_interim_support(case: Case, because: str) -> None:
    if case.interim in (Interim.ASKED_FOR, Interim.ARRANGED):
        duty = case.scheme.duty
        why = f"Review interim support ({because}): it goes on until you decide otherwise."
        case.task(f"review-interim:{case.cause}", "review_interim", why, role=duty.role, within=duty.answer_within)
        case.note(f"{duty.title} asked to review interim support, which goes on", "TIME-5", by="system")
