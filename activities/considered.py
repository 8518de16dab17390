"""What each message does to a plan, if the rules allow it: one function for each, named as the message is.

Each reads the rules' findings and either refuses with every reason, or acts through the `Case` and says what follows.
"""

from collections.abc import Callable
from typing import Any

from activities.case import Case, ask_for_interim_support
from activities.case_file import NOT_KNOWN, words_of
from activities.deciding import DECIDING, began
from activities.leaving import LEAVING
from activities.questions import QUESTIONS, settle_questions
from activities.routes import ROUTES, go_by_the_scheme_of_today, route_of, send_to
from activities.telling import notice_of
from careplan import resubmission, sharing
from careplan.clocks import PRACTITIONER, Clock, Wait
from careplan.deciding import ReturnReason
from careplan.determinations import Determination, Workflow
from careplan.findings import unmet
from careplan.interim import OPEN, PlanEvent
from careplan.lifecycle import CLOSED, Event, Status
from careplan.messages import (
    CompleteTask,
    Reassign,
    RecordConsent,
    Refusal,
    ReplanClocks,
    ReportUrgentNeeds,
    Resubmit,
)
from careplan.notices import LetterReason, NoticeKind
from careplan.replanning import all_planned_again, what_changed
from careplan.submission import check_plan
from store import plans, register, waits
from store.tables import TaskRow


def _may_resubmit(case: Case, message: Resubmit, reasons: tuple[ReturnReason, ...]) -> Determination | None:
    """The refusal of a resubmission with every reason; None if it may be taken."""
    if message.answers_version != case.version:
        reason = f"answers_version: version {case.version} is in hand, not version {message.answers_version}."
        return case.refused(Refusal.STALE_VERSION, [reason])
    if case.status is not Status.RETURNED:
        return case.refused(
            Refusal.NOT_NOW, [f"The plan is {words_of(case.status)}: only a returned plan is resubmitted."]
        )
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
        *resubmission.answers_every_reason(message, tuple(each.id for each in reasons)),
        *resubmission.a_lower_budget_is_explained(message, case.plan),
        *unmet(check_plan(message.plan)),
    )
    return case.refused_for(Refusal.INCOMPLETE, gaps) if gaps else None


def resubmit(case: Case, message: Resubmit) -> Determination:
    """RET-5, DEC-9, SUB-1, SUB-2, TELL-3: a new version of a returned plan, considered again."""
    returned = plans.load_decision(case.session, case.plan_id, case.version)
    reasons = returned.reasons if returned else ()
    refused = _may_resubmit(case, message, reasons)
    if refused is not None:
        return refused
    since = case.sent(message, began(case))
    settle_questions(case, "The plan was resubmitted without it.")
    case.version += 1
    case.plan = message.plan
    to = route_of(case)
    plans.save_version(
        case.session,
        message.plan,
        case.version,
        submitted_by=message.sent_by.id,
        submitted_at=since,
        responses=[each.model_dump(mode="json") for each in message.responses],
        route_role=to.role,
        revisiting_agreed=message.revisiting_agreed,
        why_it_costs_less=message.why_it_costs_less,
    )
    case.row.practitioner = ""
    case.row.route_role = to.role
    case.move(Event.RESUBMITTED, since)
    due_on = case.due_on
    note = f"Resubmitted as version {case.version}; every reason was answered"
    case.note(note, "RET-5", by=PRACTITIONER, actor=message.sent_by.id, message_id=message.message_id)
    done = {each.reason: each.what_was_done for each in message.responses}
    told = case.tell_person(
        NoticeKind.RESUBMITTED,
        reasons=tuple(LetterReason(reason=each.reason, steps=(), what_was_done=done[each.id]) for each in reasons),
        revisiting_agreed=message.revisiting_agreed,
        why_it_costs_less=message.why_it_costs_less,
        due_on=due_on,
    )
    if told and message.why_it_costs_less:
        case.note("The person is told why it costs less than before", "DEC-9", by="system")
    if told:
        case.promised(due_on)
        case.note("The person is told when a decision is now due", "TELL-3", by="system")
    send_to(case, to)
    ask_about_sharing(case)
    return case.accepted()


def report_urgent_needs(case: Case, message: ReportUrgentNeeds) -> Determination:
    """TIME-3: urgent needs, from anybody, in any state, start interim support at once."""
    case.row.urgent_needs_known = True
    detail = {"needs": message.what, "reported_by": message.reported_by}
    note = "Urgent needs were reported"
    case.note(note, "TIME-3", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    ask_for_interim_support(case, "urgent needs were reported", case.sent(message))
    return case.accepted()


def record_consent(case: Case, message: RecordConsent) -> Determination:
    """SHARE-1, SHARE-2, SHARE-3: a decision about one recipient's copy, on a sound basis."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    wanted = message.sharing
    recipients = {one.id for one in (*case.plan.carers, *case.plan.providers)}
    if wanted.recipient not in recipients:
        reason = f"sharing.recipient: {wanted.recipient} is not a carer or provider of version {case.version}."
        return case.refused(Refusal.NO_SUCH_RECIPIENT, [reason])
    faults = sharing.basis_is_sound(wanted, case.plan.person.has_capacity_about_sharing)
    if faults:
        return case.refused_for(Refusal.INCOMPLETE, faults)
    key = f"{case.plan_id}/{message.message_id}"
    plans.save_consent(case.session, case.plan_id, key, decision=wanted, by=message.sent_by.id, at=case.now)
    note = f"Sharing with {wanted.recipient}: {wanted.scope.value}, by {wanted.basis.value.replace('_', ' ')}"
    case.note(note, "SHARE-2", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    return case.accepted()


def complete_task(case: Case, message: CompleteTask) -> Determination:
    """TIME-1: a person has done what they were asked to; what waited for it goes on."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    task = case.session.get(TaskRow, (case.plan_id, message.task))
    if task is None or task.done_at is not None:
        names = [row.name for row in plans.open_task_rows(case.session, case.plan_id)]
        open_names = ", ".join(names) or "none"
        return case.refused(Refusal.NO_SUCH_TASK, [f"task: is not one of the open tasks ({open_names})."])
    whose, mine = Workflow(task.workflow), case.situation.workflow
    arrangement = waits.arrangement(case.session, case.plan_id)
    # What interim support left open when it ended is done here: nobody else is there to hear of it.
    if whose is not mine and (whose is Workflow.PLAN or (arrangement is not None and arrangement.stage in OPEN)):
        return case.refused(Refusal.WRONG_WORKFLOW, [f"task: it is done by a message to {whose}-{case.plan_id}."])
    if task.kind == "interim":
        reason = f"task: it is done by the message that says how far interim support has got. {task.why}"
        return case.refused(Refusal.NOT_NOW, [reason])
    task.done_at, task.done_by, task.what_was_done = case.now, message.sent_by.id, message.what_was_done
    if task.kind == "give_by_hand":
        notice = notice_of(case, task)
        if notice is not None:
            notice.status, notice.sent_at, notice.reference = "sent", case.now, f"by hand: {task.name}"
    case.session.flush()
    note = f"Task done: {task.name}"
    case.note(note, "TIME-1", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    return case.accepted().model_copy(update={"retry_faults": task.kind == "fault"})


def reassign(case: Case, message: Reassign) -> Determination:
    """TIME-2: the plan's practitioner or authoriser changes. Its clocks run on as they are.

    It lasts until the plan is resubmitted: that names its practitioner, and it is routed again.
    """
    if case.status in CLOSED:
        return case.refused(Refusal.PLAN_CLOSED, [f"The plan is {words_of(case.status)}: nobody is waited for."])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    to_practitioner = message.whose == "practitioner"
    theirs = [clock for clock in case.situation.clocks if _is_theirs(case, clock, to_practitioner=to_practitioner)]
    refused = _may_take_over(case, message, theirs)
    if refused is not None:
        return refused
    if to_practitioner:
        case.row.practitioner = message.to
        now = {"id": message.to, "name": message.name, "telephone": message.telephone}
        case.row.reassigned_to = [*case.row.reassigned_to, now]
    for clock in theirs:
        case.clocks[clock.name] = clock.model_copy(update={"person": "" if to_practitioner else message.to})
    detail = {"to": message.to, "reason": message.reason}
    note = f"Reassigned: the {message.whose} is now another, and no clock starts again"
    case.note(note, "TIME-2", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    task = "A plan was reassigned to you, and it waits for you." if theirs else "A plan was reassigned to you."
    due = min((clock.due for clock in theirs), default=None)
    people, status = (message.to,), case.status.value
    case.tell_staff(NoticeKind.REASSIGNED, message.whose, task=task, status=status, people=people, due=due)
    return case.accepted()


def _is_theirs(case: Case, clock: Clock, *, to_practitioner: bool) -> bool:
    """Whether a clock measures the time of the practitioner, or else of the authoriser."""
    if to_practitioner:
        return clock.owner == PRACTITIONER
    of_an_authoriser = clock.owner in {row.role for row in case.scheme.authority}
    return of_an_authoriser and clock.wait in (Wait.DECISION, Wait.QUESTION)


def _may_take_over(case: Case, message: Reassign, theirs: list[Clock]) -> Determination | None:
    """The refusal of a reassignment; None if it may be made."""
    if message.whose == "practitioner":
        if register.is_registered(case.session, message.to, case.today):
            return None
        return case.refused(Refusal.NO_AUTHORITY, [f"to: {message.to} is not on the register today."])
    if not theirs:
        return case.refused(Refusal.NOT_NOW, [f"The plan is {words_of(case.status)}: no authoriser is waited for."])
    authority = case.authority_of(message.to, "to")
    return authority if isinstance(authority, Determination) else None


def replan_clocks(case: Case, message: ReplanClocks) -> Determination:
    """TIME-1: every clock under the scheme and the calendar as they are now; what changed is said."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    said = plan_clocks_again(case, message.why, message.sent_by.id, message.message_id)
    case.say_to_interim(PlanEvent.PLANNED_AGAIN, "the scheme or the calendar has changed")
    return case.accepted(*said)


def plan_clocks_again(case: Case, why: str, actor: str, message_id: str) -> tuple[str, ...]:
    """Plan every clock again. Returns one sentence for each that changed, or one that says that none did."""
    before = case.situation.clocks
    for clock in all_planned_again(before, case.scheme, case.days, case.now):
        case.clocks[clock.name] = clock
    if case.situation.workflow is Workflow.PLAN:
        go_by_the_scheme_of_today(case)
    words = what_changed(before, case.clocks.values())
    case.note(
        f"Clocks planned again: {' '.join(words)}", "TIME-1", by="staff", actor=actor, message_id=message_id, why=why
    )
    return words


CONSIDER: dict[str, Callable[[Case, Any], Determination]] = (
    {
        function.__name__: function
        for function in (
            resubmit,
            report_urgent_needs,
            record_consent,
            complete_task,
            reassign,
            replan_clocks,
        )
    }
    | DECIDING
    | ROUTES
    | QUESTIONS
    | LEAVING
)
"""What is done with each message of `careplan.messages.PLAN_MESSAGES`."""


def ask_about_sharing(case: Case) -> None:
    """SHARE-2: a sharing decision in the plan without a sound basis shares nothing: its practitioner is to mend it."""
    for one in case.plan.sharing:
        for fault in sharing.basis_is_sound(one, case.plan.person.has_capacity_about_sharing):
            name = f"sharing:{one.recipient}:v{case.version}"
            case.task(name, "sharing", fault.reason, role=PRACTITIONER, owner=case.practitioner)
            case.note(f"The practitioner is asked about sharing with {one.recipient}", fault.rule, by="system")
