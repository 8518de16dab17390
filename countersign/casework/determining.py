"""The determinations: each opens a plan's file, runs the rules, and keeps what follows, in one transaction.

Each message or step is kept together with its determination. If an activity crashes between its commit and its report,
the next attempt returns the same determination and does nothing twice.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from countersign.careplan.clocks import Wait
from countersign.careplan.lifecycle import CLOSED, Event, Status, after
from countersign.careplan.messages.answers import FAULT_IS_KEPT, Answer, Refusal, Refused
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.submission import Submission
from countersign.careplan.promise import arrived
from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.routing import route
from countersign.careplan.sameness import identity_of
from countersign.careplan.senders import Arrived, Proof
from countersign.careplan.submission import Problem, read_submission
from countersign.careplan.wire import is_so
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework import considering, interim_support, steps, taking_up
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.considering import kept_message
from countersign.casework.copies import follow_copies
from countersign.casework.determinations import (
    Considering,
    Determination,
    Entry,
    PlanSays,
    Receipt,
    Situation,
    Standing,
)
from countersign.casework.faults import known_name
from countersign.casework.following import is_told
from countersign.casework.happenings import Actor, Happening
from countersign.casework.keeping import keep
from countersign.casework.kept import PlanState, Waits
from countersign.casework.opening import Opened, opened
from countersign.casework.ports import CaseFile, Files, Office
from countersign.casework.routes import send_to
from countersign.casework.schemes_in_force import no_scheme, scheme_on
from countersign.casework.understanding import take_over_the_plans
from countersign.casework.urgent_needs import start_on_stated_needs
from countersign.casework.versions import keep_version
from countersign.wording.letters import Submitted


def receive_submission(
    files: Files, office: Office, situation: Situation, content: bytes, came_at: datetime | None = None
) -> Receipt:
    """SUB-1..8, SUB-2: everything that happens at the door. A refusal leaves nothing behind.

    `came_at`: when it came, if that was before; None: now.
    """
    came_at = came_at or situation.now
    try:
        data = read_json(content)
    except NotReadError as error:
        return _turned_away(situation, Refusal.MALFORMED, Problem("", str(error)))
    admitted = office.gate.admitted(Arrived(Submission.declared.name, situation.plan_id, data, came_at))
    if admitted.refused is not None or admitted.problem:
        no = admitted.refused or Refused(Refusal.MALFORMED, (admitted.problem,))
        return _turned_away(situation, no.code, *(Problem("", reason) for reason in no.reasons))
    data, today = admitted.message, london_day(came_at)
    scheme_of = scheme_on(office.editions, today)
    with files.open(situation.plan_id) as file:
        register = file.register()
        read = read_submission(data, scheme_of, form=office.staff, register=register, today=today, came=came_at)
        if read.submission is None:
            return _turned_away(situation, read.code or Refusal.MALFORMED, *read.problems)
        submission = read.submission
        if submission.plan.plan_id != situation.plan_id:
            problem = Problem("plan.plan_id", "is not the plan of this workflow: its id is plan-<plan_id>")
            return _turned_away(situation, Refusal.WRONG_PLAN, problem)
        problem = no_scheme(office.editions, submission.plan.scheme, today)
        if problem is not None:
            return _turned_away(situation, Refusal.UNKNOWN_SCHEME, problem)
        determined = _submitted(file, office, situation, submission, admitted.proof)
    plan = submission.plan
    return Receipt(
        **determined.model_dump(),
        team=plan.team,
        kind=plan.kind.value,
        scheme=plan.scheme,
        message_id=submission.message_id,
        identity=identity_of(submission),
    )


def _submitted(
    file: CaseFile, office: Office, situation: Situation, submission: Submission, proof: Proof
) -> Determination:
    known = file.state()
    if known is not None:
        closed = known.status in CLOSED
        earlier = file.message(submission.message_id)
        if earlier is not None and earlier.sha256 != identity_of(submission):
            reason = (
                "message_id: a submission with different content has it already: give this one another id, or send the "
                "same content again."
            )
            return refusal_at_the_door(situation, Refusal.MESSAGE_ID_REUSED, reason)
        if earlier is not None and not closed:
            return Determination.model_validate_json(earlier.determination)
        words = spelled_out(known.status)
        reason = f"plan.plan_id: this plan was submitted before and is {words}."
        return refusal_at_the_door(situation, Refusal.PLAN_CLOSED if closed else Refusal.PLAN_EXISTS, reason)
    plan = submission.plan
    at = situation.model_copy(update={"standing": Standing(status=Status.RECEIVED, version=1)})
    case = Case(file, office, at, Cause.message(submission.message_id))
    case.course.begin(
        PlanState(
            plan_id=plan.plan_id,
            kind=plan.kind.value,
            team=plan.team,
            scheme=plan.scheme,
            status=Status.RECEIVED,
            version=1,
            submitted_at=situation.now,
            urgent_needs_known=is_so(plan.urgent_needs),
            person_reference=plan.person.reference or "",
        ),
        plan,
    )
    since = case.takes_effect(submission)
    case.course.submitted_at(since)
    keep_version(case, submitted_by=submission.sent_by.id, submitted_at=since)
    to = route(plan, case.scheme)
    case.course.sent_to(to.role, to.exceptional)
    clock = case.move(Event.SUBMITTED, since)
    case.clocks.start(Wait.SIGN_OFF, clock.owner if clock else "", since)
    case.record.note(Happening.SUBMITTED, by=Actor.PRACTITIONER, of=submission)
    due_on = case.due_on
    case.letters.tell_person(Submitted(due_on=due_on, missed_on=case.missed_on))
    case.course.promised(due_on)
    case.record.note(Happening.TOLD_DATE, day=due_on)
    send_to(case, to)
    follow_copies(case)
    take_over_the_plans(case, since)
    start_on_stated_needs(case, submission, since)
    determined = case.close(Accepted())
    identity, cause = identity_of(submission), case.cause.key
    kept = kept_message(situation, Submission.declared.name, submission, identity, determined, cause)
    case.changes.message = replace(kept, proof=proof)
    keep(case)
    return determined


def consider(files: Files, office: Office, given: Considering) -> Determination:
    """Put one message before the rules: accepted, or refused with a code and every reason (DEC-5)."""
    with files.open(given.situation.plan_id) as file:
        return _consider(file, office, given)


def consider_waiting(files: Files, office: Office, situation: Situation) -> Determination:
    """The same with the next message that waits outside the workflow. If there is none, `considered` is empty."""
    with files.open(situation.plan_id) as file:
        waiting = file.next_waiting(situation.workflow, situation.now)
        if waiting is None:
            return taking_up.as_it_is(taking_up.truth(file, situation, file.state()))
        read = Opened(problem=waiting.problem) if waiting.problem else opened(waiting.content.encode())
        given = Considering(
            situation=situation,
            name=waiting.name,
            message=read.message,
            message_id=read.message_id,
            sha256=waiting.sha256,
            problem=read.problem,
            by_signal=waiting.by_signal,
            came_at=waiting.came_at,
        )
        determined = _consider(file, office, given)
        done = replace(waiting, state=Waits.DONE, content="", done_at=situation.now)
        file.keep(Changes(waiting=[done]))
        return determined.model_copy(update={"considered": known_name(waiting.name)})


def _consider(file: CaseFile, office: Office, given: Considering) -> Determination:
    state = file.state()
    if state is None and given.situation.workflow is Workflow.INTERIM:
        return _plan_not_found(given.situation)
    if state is None:
        raise LookupError("the plan is not kept here")
    workflow, true = given.situation.workflow, taking_up.truth(file, given.situation, state)
    if taking_up.is_held(file, workflow, given.sha256):
        answer = Answer(outcome="refused", code=Refusal.FAULT, reasons=(FAULT_IS_KEPT,))
        answer = answer.model_copy(update={"plan_status": true.status.value, "version": true.version})
        return taking_up.as_it_is(true).model_copy(update={"answer": answer})
    given = given.model_copy(update={"situation": given.situation.model_copy(update={"standing": true})})
    determined = considering.consider(file, office, given)
    if determined.retry_faults:
        changes = Changes()
        changes.tries_held_again = workflow
        file.keep(changes)
    return determined


def take_step(files: Files, office: Office, situation: Situation) -> Determination:
    """TIME-2: take the soonest step of one clock: it has fallen due. Raises LookupError if there is no such clock."""
    clock = next((clock for clock in situation.standing.clocks if clock.name == situation.step_of), None)
    if clock is None:
        raise LookupError("there is no clock of that name")
    return _once(files, office, situation, "rung", Cause.step(clock), lambda case: steps.take_step(case, clock))


def tell_new_date(files: Files, office: Office, situation: Situation) -> Determination:
    """TIME-6: the quiet period is over: tell the person the date as it is now."""
    cause = Cause.quiet_period_over(situation.standing.promise.tell_at or situation.now)
    return _once(files, office, situation, "date", cause, lambda _: Accepted())


def follow_plan(files: Files, office: Office, situation: Situation, says: PlanSays) -> Determination:
    """TIME-3..5: follow what the plan's workflow tells the workflow of its interim support."""

    def follow(case: Case) -> Accepted:
        case.changes.followed[says.key] = case.now
        return interim_support.follow_plan(case, says)

    return _once(files, office, situation, "plan", Cause.plan_says(says), follow)


def follow_what_was_said(files: Files, office: Office, situation: Situation) -> Determination:
    """TIME-3..5: follow the next that the plan has said, as it is kept. `to_follow` says how much is left."""
    with files.open(situation.plan_id) as file:
        said = file.to_follow(situation.now)
        true = taking_up.truth(file, situation, file.state())
    if not said:
        return taking_up.as_it_is(true)
    at = situation.model_copy(update={"standing": true})
    return follow_plan(files, office, at, said[0]).model_copy(update={"to_follow": len(said) - 1})


def counted(files: Files, situation: Situation, determined: Determination) -> Determination:
    """The determination, with the number of notices and tasks that are still to do."""
    with files.open(situation.plan_id) as file:
        left = file.left_to_do(situation.workflow)
        standing = _holds_what_was_promised(file, situation, determined.standing)
    now = {"to_deliver": left.notices, "deliver_at": left.deliver_at, "open_tasks": left.tasks, "standing": standing}
    return determined.model_copy(update=now)


def _holds_what_was_promised(file: CaseFile, situation: Situation, standing: Standing) -> Standing:
    """TELL-5: where the plan stands, once the letter that gave a date and came back was sent again just now."""
    if not standing.promise.not_arrived or not is_told(file.caused(standing.promise.by)):
        return standing
    standing = standing.model_copy(update={"promise": arrived(standing.promise)})
    file.keep(Changes(standing=(situation.workflow, standing)))
    return standing


def _once(
    files: Files,
    office: Office,
    situation: Situation,
    what: str,
    cause: Cause,
    act: Callable[[Case], Accepted],
) -> Determination:
    """Act, unless an earlier attempt did: then return its determination.

    If the workflow stands elsewhere than is kept, it was reset or restored: then it only takes over where it stands.
    """
    with files.open(situation.plan_id) as file:
        state = file.state()
        if state is None and situation.workflow is Workflow.INTERIM:
            return _plan_not_found(situation)
        true = taking_up.truth(file, situation, state)
        earlier = file.message(cause.key)
        if earlier is not None:
            determined = Determination.model_validate_json(earlier.determination)
            is_current = not taking_up.is_elsewhere(
                situation.model_copy(update={"standing": determined.standing}), true
            )
            return determined if is_current or earlier.received_at == situation.now else taking_up.as_it_is(true)
        if taking_up.is_elsewhere(situation, true):
            return taking_up.as_it_is(true)
        at = situation.model_copy(update={"standing": true})
        case = Case(file, office, at, cause)
        determined = case.close(act(case))
        case.changes.message = kept_message(at, what, None, "", determined, cause.key)
        keep(case)
        return determined


def _turned_away(situation: Situation, code: Refusal, *problems: Problem) -> Receipt:
    refusal = refusal_at_the_door(situation, code, *(str(problem) for problem in problems))
    return Receipt(**refusal.model_dump())


def refusal_at_the_door(situation: Situation, code: Refusal, *reasons: str) -> Determination:
    """SUB-2: a submission is refused, and nothing is kept."""
    status = after(Status.RECEIVED, Event.REFUSED_AT_THE_DOOR)
    entry = Entry(at=situation.now, what=f"Refused at the door: {code.value}", by=Actor.SYSTEM, rule="SUB-2")
    answer = Answer(outcome="refused", code=code, reasons=reasons, plan_status=status.value)
    return Determination(answer=answer, standing=Standing(status=status, version=0), entries=(entry,))


def _plan_not_found(situation: Situation) -> Determination:
    """We store nothing about a plan that was never accepted, so messages about its interim support are not stored."""
    reason = "No plan of this id was ever accepted, so nobody can be found by it: call the duty team."
    answer = Answer(outcome="refused", code=Refusal.PLAN_NOT_FOUND, reasons=(reason,))
    standing = Standing(status=situation.standing.status, version=situation.standing.version)
    return Determination(answer=answer, standing=standing)
