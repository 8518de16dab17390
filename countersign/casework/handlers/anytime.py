"""TIME-3, SHARE, TIME-1 · Handles a report of urgent needs, a decision about sharing, and a completed task."""

from datetime import date, timedelta

from countersign.careplan import sharing
from countersign.careplan.about_copies import asked_for, may_hold
from countersign.careplan.bounds import MINUTES_AHEAD
from countersign.careplan.consent import SharingDecision, SharingScope
from countersign.careplan.days_within_reason import decided_long_ago, sharing_was_decided
from countersign.careplan.evidence import is_still_to_come
from countersign.careplan.findings import Finding, finding
from countersign.careplan.interim import OPEN
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.anytime import CompleteTask, RecordConsent, ReportUrgentNeeds
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeKind
from countersign.careplan.said_later import moment_said, sent_before
from countersign.careplan.who_decided import decided_as_it_says
from countersign.careplan.words import spelled_out
from countersign.casework.case import Accepted, Case
from countersign.casework.copies import follow_copies
from countersign.casework.copies_known import Known, known_of
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Consent, Task, TaskKind
from countersign.casework.relations import by_whom
from countersign.casework.what_came_of_it import what_came_of_it
from countersign.casework.whom_and_where import may_not_be_given


@handles(ReportUrgentNeeds, Workflow.PLAN)
def report_urgent_needs(case: Case, message: ReportUrgentNeeds) -> Accepted | Refused:
    """TIME-3: urgent needs, reported by anybody in any state, start interim support at once.

    WHO-1: a sender who is not known is not refused; that they are not verified is said wherever the report is.
    """
    case.course.urgent_needs(known=True)
    unverified = by_whom(case, message)
    detail = {"needs": message.what, "reported_by": message.reported_by}
    case.record.note(Happening.URGENT_NEEDS_REPORTED, by=Actor.STAFF, of=message, detail=detail, unverified=unverified)
    case.ask_for_interim_support(f"urgent needs were reported{unverified}", case.takes_effect(message))
    return Accepted()


@handles(RecordConsent)
def record_consent(case: Case, message: RecordConsent) -> Accepted | Refused:
    """SHARE-1, SHARE-2, SHARE-3, SHARE-6: a decision about one recipient's copy, on a sound basis, already made."""
    wanted, known = message.sharing, known_of(case)
    version = _is_about(case, known, wanted.recipient, message.of_version)
    if isinstance(version, Refused):
        return version
    plan = known.versions[version - 1]
    parties = sharing.Parties.of(plan, asked_for(known.came))
    faults = (
        *sharing.what_is_wrong(wanted),
        *sharing.decided_by_who_receives((wanted,), parties, "sharing"),
        *decided_as_it_says((wanted,), plan.person, parties.by_reference(), "sharing"),
        *sharing_was_decided((wanted,), case.today, "sharing"),
        *_was_decided_lately(wanted, case.today),
    )
    if faults:
        return Refused.because(Refusal.INCOMPLETE, faults)
    key = f"{case.plan_id}/{message.message_id}"
    said_at = moment_said(message.sent_at, case.now)
    consent = Consent(key, case.now, message.sent_by.id, version, wanted, said_at)
    case.changes.consents.append(consent)
    case.record.note(
        Happening.SHARING_DECIDED,
        by=Actor.STAFF,
        of=message,
        recipient=wanted.recipient,
        scope=wanted.scope.value,
        basis=spelled_out(wanted.basis),
    )
    follow_copies(case)
    return Accepted(what_came_of_it(case, wanted.recipient, version, with_why=True))


def _is_about(case: Case, known: Known, reference: str, named: int | None) -> int | Refused:
    """SHARE-6, SHARE-9, AMEND-2: the version by which a reference means whom a decision is about; else the refusal.

    While an amended plan is in hand, a decision about somebody of the version in force is not lost; nor is one about
    whoever is in neither any more, and still holds a copy.
    """
    given = sorted({copy.version for copy in case.file.copies() if copy.recipient == reference}, reverse=True)
    may_be = (named,) if named else (case.version, case.in_force or case.version, *given)
    for version in may_be:
        if version <= len(known.versions) and reference in may_hold(known.versions[version - 1], known.came):
            return version
    where = f"version {named}" if named else f"version {case.version}"
    if not named and case.course.is_amended:
        where += f" or version {case.in_force}, which is in force"
    reason = (
        f"sharing.recipient: {reference} is not a carer, a provider or the advocate of {where}, nor anybody the person "
        "asked for."
    )
    return Refused(Refusal.NO_SUCH_RECIPIENT, (reason,))


def _was_decided_lately(decision: SharingDecision, today: date) -> tuple[Finding, ...]:
    """SHARE-6: faults only. A refusal or a withdrawal is taken whenever it was."""
    wrong = "" if decision.scope is SharingScope.NONE else decided_long_ago(decision.decided_on, today)
    return (finding("SHARE-6", False, wrong, "sharing.decided_on"),) if wrong else ()


DONE_BY = {
    TaskKind.INTERIM: "the message that says how far interim support has got.",
    TaskKind.REVIEW: "`record_review`; or by `decline_review`, where the review was asked for. [REV-2]",
    TaskKind.CONCERN: "`decide_concern`, which says whether the copy is shared in full, in part or not. [SHARE-5]",
    TaskKind.UNDERSTANDING: "`record_understanding`, which says what support was given. [REC-3]",
}
"""Tasks that a message of their own does."""


CORRECTED = (
    "What was said of this task before is corrected. It is not asked for again, and what followed stands: if it was "
    "not done, do it now, and say so in another message. [TIME-1]"
)


@handles(CompleteTask)
def complete_task(case: Case, message: CompleteTask) -> Accepted | Refused:
    """TIME-1: a person has done what they were asked to do. Whatever waited for it goes on.

    Of a task that somebody has done already, it corrects what was said: nothing that followed is undone by it.
    """
    task = case.tasks.named(message.task)
    if task is None or task.done_by == Actor.SYSTEM:
        open_names = ", ".join(task.name for task in case.tasks.open()) or "none"
        return Refused(Refusal.NO_SUCH_TASK, (f"task: is not one of the open tasks ({open_names}).",))
    refused = _done_elsewhere(case, task) or _not_done(message, task)
    if refused is not None:
        return refused
    if task.done_at is not None:
        case.tasks.corrected(task, message.sent_by.id, message.what_was_done)
        detail = {"said_before": task.what_was_done, "by": task.done_by}
        case.record.note(Happening.TASK_CORRECTED, by=Actor.STAFF, of=message, task=task.name, detail=detail)
        return Accepted((CORRECTED,))
    given = case.letters.notice_of(task) if task.kind is TaskKind.GIVE_BY_HAND else None
    if given is not None and may_not_be_given(case, given):
        is_copy = given.kind is NoticeKind.COPY
        what, rule = ("that copy", "SHARE-6") if is_copy else ("that letter", "TELL-8")
        reason = f"task: {what} may not be given any more as it was decided. It is held back. [{rule}]"
        return Accepted((reason,))
    case.tasks.done(task, message.sent_by.id, message.what_was_done)
    if task.kind is TaskKind.GIVE_BY_HAND:
        case.letters.given_by_hand(task)
    case.record.note(Happening.TASK_DONE, by=Actor.STAFF, of=message, task=task.name)
    return Accepted(tries_faults_again=task.kind is TaskKind.FAULT, shares=task.kind is TaskKind.LOOK_AT_COPY)


def _not_done(message: CompleteTask, task: Task) -> Refused | None:
    """TIME-1: why a task is not done by this message; None if it is. Clocks differ by some minutes."""
    sent_at = message.sent_at + timedelta(minutes=MINUTES_AHEAD)
    too_early = sent_before(sent_at, [task.raised_at], "the task was asked for")
    if task.done_at is not None:
        too_early = too_early or sent_before(message.sent_at, [task.done_at], "what was said last of the task")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [TIME-1]",))
    if is_still_to_come(message.what_was_done):
        reason = "it says that this is still to be done: send it once it is, with who did it, and how."
        return Refused.because(Refusal.INCOMPLETE, [finding("TIME-1", False, reason, "what_was_done")])
    return None


def _done_elsewhere(case: Case, task: Task) -> Refused | None:
    """TIME-1: why a task is not done by this message, but by another or at another workflow; None if it is by this."""
    whose, mine = task.workflow, case.situation.workflow
    arrangement = case.file.arrangement()
    # A task that interim support left open when it ended is completed here: its own workflow no longer runs.
    if whose is not mine and (whose is Workflow.PLAN or (arrangement is not None and arrangement.stage in OPEN)):
        reason = f"task: it is done by a message to {whose}-{case.plan_id}."
        return Refused(Refusal.WRONG_WORKFLOW, (reason,))
    if task.kind in DONE_BY:
        which = f" {task.why}" if task.kind is TaskKind.INTERIM else ""
        return Refused(Refusal.NOT_NOW, (f"task: it is done by {DONE_BY[task.kind]}{which}",))
    return None
