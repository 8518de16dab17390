"""The determinations: each runs the rules over a plan, keeps what follows, and tells the workflow.

One transaction for each. A message is kept with what was determined from it, so that an activity that is tried again,
after a crash between its commit and its report, gives the same determination and does nothing twice.
"""

import json
from collections.abc import Callable

from pydantic import ValidationError
from sqlalchemy.orm import Session
from temporalio import activity
from temporalio.common import RawValue

from activities.case import Case
from activities.considered import CONSIDER, ask_about_sharing
from activities.deliver import PostRoom
from activities.documents import Documents
from activities.guard import is_unavailable
from activities.interim import CONSIDER_OF_INTERIM, follow_plan
from activities.routes import send_to
from activities.rungs import take_step
from activities.schemes import Schemes, UnknownSchemeError
from activities.sign_off import SignOff
from careplan.clocks import Wait
from careplan.determinations import Considering, Determination, Entry, PlanSays, Receipt, Situation, Workflow
from careplan.lifecycle import CLOSED, Event, Status, after
from careplan.messages import (
    INTERIM_MESSAGES,
    MESSAGES,
    Answer,
    CompleteTask,
    Message,
    Refusal,
    ReportUrgentNeeds,
    Submission,
)
from careplan.notices import NoticeKind
from careplan.routing import route
from careplan.submission import Problem, problems_of_form, read_submission
from careplan.working_time import london_day
from store import plans
from store.database import Database
from store.tables import MessageRow, PlanRow

REFUSED, CAME_AGAIN = "refused", "came again and counted once"


class Determinations:
    """The rules applied. Dependencies arrive when a worker is built."""

    def __init__(self, database: Database, schemes: Schemes, documents: Documents, post: PostRoom) -> None:
        """`post` sends at once what a determination queues; what it cannot send, `deliver` takes up."""
        self._database = database
        self._schemes = schemes
        self._documents = documents
        self._post = post
        self._sign_off = SignOff(database, schemes, documents, post)

    @activity.defn
    def receive_submission(self, situation: Situation, raw: RawValue) -> Receipt:
        """SUB-1..7, SUB-2: everything that happens at the door. A refusal leaves nothing behind."""
        try:
            data: object = json.loads(raw.payload.data)
        except ValueError:
            return self._turned_away(situation, Refusal.MALFORMED, (Problem("", "is not one JSON object"),))
        read = read_submission(data)
        if read.submission is None:
            return self._turned_away(situation, read.code or Refusal.MALFORMED, read.problems)
        submission = read.submission
        if submission.plan.plan_id != situation.plan_id:
            problem = Problem("plan.plan_id", "is not the plan of this workflow: its id is plan-<plan_id>")
            return self._turned_away(situation, Refusal.WRONG_PLAN, (problem,))
        try:
            self._schemes.in_force(submission.plan.scheme, london_day(situation.now))
        except UnknownSchemeError:
            names = ", ".join(self._schemes.names())
            problem = Problem("plan.scheme", f"is not one of the schemes in force here ({names})", "ROUTE-1")
            return self._turned_away(situation, Refusal.UNKNOWN_SCHEME, (problem,))
        with self._database.transaction() as session:
            determined = self._submitted(session, situation, submission)
        plan = submission.plan
        return Receipt(
            **self._sent(situation, determined).model_dump(),
            team=plan.team.value,
            kind=plan.kind.value,
            scheme=plan.scheme,
            message_id=submission.message_id,
        )

    def _submitted(self, session: Session, situation: Situation, submission: Submission) -> Determination:
        plan = submission.plan
        row = plans.plan_row(session, situation.plan_id)
        if row is not None:
            closed = row.status in CLOSED
            known = plans.stored_determination(session, situation.plan_id, submission.message_id)
            if known is not None and not closed:
                return known
            code = Refusal.PLAN_CLOSED if closed else Refusal.PLAN_EXISTS
            reason = f"plan.plan_id: this plan was submitted before and is {row.status.replace('_', ' ')}."
            return _refusal(situation, code, (reason,))
        row = PlanRow(
            plan_id=plan.plan_id,
            kind=plan.kind.value,
            team=plan.team.value,
            scheme=plan.scheme,
            status=Status.RECEIVED.value,
            version=1,
            submitted_at=situation.now,
            route_role="",
            due_at=None,
            urgent_needs_known=bool(plan.urgent_needs.strip()),
        )
        session.add(row)
        session.flush()
        at = situation.model_copy(update={"status": Status.RECEIVED, "version": 1})
        case = Case(session, self._schemes, self._documents, at, submission.message_id)
        case.row, case.plan = row, plan
        since = row.submitted_at = case.sent(submission)
        sender = submission.sent_by.id
        to = route(plan, case.scheme)
        plans.save_version(session, plan, 1, submitted_by=sender, submitted_at=since, responses=[], route_role=to.role)
        row.route_role = to.role
        clock = case.move(Event.SUBMITTED, since)
        case.start(Wait.SIGN_OFF, clock.owner if clock else "", since)
        note = "Submitted, complete"
        case.note(note, "SUB-1", by="practitioner", actor=sender, message_id=submission.message_id)
        due_on = case.due_on
        case.tell_person(NoticeKind.SUBMITTED, due_on=due_on)
        case.promised(due_on)
        case.note(f"The person is told when a decision is due: {due_on}", "TIME-6", by="system")
        send_to(case, to)
        ask_about_sharing(case)
        determined = case.accepted()
        _keep(session, situation, "submit", submission, _sha(submission), determined)
        return determined

    def _turned_away(self, situation: Situation, code: Refusal, problems: tuple[Problem, ...]) -> Receipt:
        refusal = _refusal(situation, code, tuple(str(problem) for problem in problems))
        return Receipt(**refusal.model_dump())

    @activity.defn
    def consider(self, considering: Considering) -> Determination:
        """Put one message before the rules: accepted, or refused with a code and every reason (DEC-5)."""
        with self._database.transaction() as session:
            determined = self._considered(session, considering)
        return self._sent(considering.situation, determined)

    def _considered(self, session: Session, given: Considering) -> Determination:
        if _is_nobodys(session, given.situation):
            return _plan_not_found(given.situation)
        situation = _as_it_is(session, given.situation)
        by_content = f"sha256:{given.sha256[:32]}"
        cause = given.message_id or by_content
        earlier = session.get(MessageRow, (situation.plan_id, cause))
        reused = earlier is not None and earlier.sha256 != given.sha256
        if reused:
            cause = by_content
            earlier = session.get(MessageRow, (situation.plan_id, cause))
        case = Case(session, self._schemes, self._documents, situation, cause)
        if earlier is not None and _is_the_same_moment(case, earlier):
            return Determination.model_validate_json(earlier.determination)
        duplicate_of = given.duplicate_of
        if duplicate_of is None and earlier is not None:
            duplicate_of = Determination.model_validate_json(earlier.determination).answer
        if duplicate_of is not None:
            case.cause = f"{cause}/again/{situation.now.isoformat()}"
            return self._not_accepted(case, given, duplicate_of, CAME_AGAIN)
        message, problems = _read(given)
        if reused:
            reason = "message_id: another message with different content has it already."
            determined = case.refused(Refusal.MESSAGE_ID_REUSED, [reason])
        else:
            determined = _determined(case, given.name, message, problems)
        if determined.answer.code is Refusal.WRONG_WORKFLOW:
            # It may come again, to the workflow that it belongs to, and must then count: it is not kept as known.
            case.cause = f"{cause}/{situation.workflow}"
            return self._not_accepted(case, given, determined.answer, REFUSED)
        if not determined.answer.accepted:
            shown = self._not_accepted(case, given, determined.answer, REFUSED)
            determined = determined.model_copy(update={"entries": shown.entries, "clocks": shown.clocks})
        _keep(session, situation, given.name, message, given.sha256, determined, cause)
        return determined

    def _not_accepted(self, case: Case, given: Considering, answer: Answer, what: str) -> Determination:
        """Make a message that changed nothing visible afterwards, without its content. `answer`: what it says."""
        code = answer.code
        name = given.name if given.name in MESSAGES else "unknown"
        because = f": {code.value}" if code else ""
        case.note(
            f"Message '{name}' {what}{because}", "DEC-5", by="system", message_id=case.cause[:100], sha256=given.sha256
        )
        # A sender who used an update has its answer. Nobody told the sender of a signal; once a plan has left, that it
        # is closed is all there is to tell, and the record has it.
        if (
            given.by_signal
            and code is not None
            and code in (Refusal.MALFORMED, Refusal.UNKNOWN_MESSAGE, Refusal.NO_AUTHORITY)
            and (case.status not in CLOSED or case.situation.workflow is Workflow.INTERIM)
            and not plans.open_task_rows(case.session, case.situation.plan_id, "bad_message")
        ):
            why = f"A signal '{name}' was refused ({code.value}) and its sender was not told: find out who sent it."
            case.task(f"bad-message:{given.sha256[:12]}", "bad_message", why, role="operations")
        return case.unchanged(answer.model_copy(update={"duplicate": what != REFUSED}))

    @activity.defn
    def take_step(self, situation: Situation) -> Determination:
        """TIME-2: the soonest rung of one clock has fallen due. Raises LookupError if there is no such clock."""
        clock = next((clock for clock in situation.clocks if clock.name == situation.rung), None)
        if clock is None:
            raise LookupError("there is no clock of that name")
        cause = f"rung/{clock.name}/{clock.steps[0].at.isoformat()}/{clock.taken}"
        return self._once(situation, "rung", cause, lambda case: take_step(case, clock))

    @activity.defn
    def tell_new_date(self, situation: Situation) -> Determination:
        """TIME-6: the quiet period is over: the person is told of the date as it is now."""
        cause = f"date/{situation.promise.tell_at or situation.now}"
        return self._once(situation, "date", cause, lambda case: case.accepted())

    @activity.defn
    def follow_plan(self, situation: Situation, says: PlanSays) -> Determination:
        """TIME-3..5: what the plan's workflow tells that of its interim support."""
        return self._once(situation, "plan", says.key, lambda case: follow_plan(case, says))

    def _once(self, situation: Situation, what: str, cause: str, act: Callable[[Case], Determination]) -> Determination:
        """Act within one transaction, unless an attempt before this one did: then what was determined stands."""
        with self._database.transaction() as session:
            if _is_nobodys(session, situation):
                return _plan_not_found(situation)
            at = _as_it_is(session, situation)
            determined = plans.stored_determination(session, situation.plan_id, cause)
            if determined is None:
                determined = act(Case(session, self._schemes, self._documents, at, cause))
                _keep(session, at, what, None, "", determined, cause)
        return self._sent(situation, determined)

    @activity.defn
    def sign_off(self, situation: Situation) -> Determination:
        """TELL-1, REC-1, REC-4, SHARE-1..3: make and give the written record, and the copies."""
        return self._counted(situation, self._sign_off.complete(situation))

    @activity.defn
    def share(self, situation: Situation) -> Determination:
        """SHARE-1..3: after a decision about sharing, give the copies that are now due."""
        return self._sent(situation, self._sign_off.share(situation))

    @activity.defn
    def keep_fault(self, situation: Situation, name: str, fault: str) -> Determination:
        """Our own software failed on a message or a step: a person is asked to look. Nothing is lost meanwhile."""
        with self._database.transaction() as session:
            cause = f"fault/{situation.now.isoformat()}"
            case = Case(session, self._schemes, self._documents, situation, cause)
            why = f"The software failed on '{name}' ({fault[:200]}). Mend it; completing this task tries again."
            # Not by way of the case's own tasks: what failed may be the reading of the plan or of its scheme.
            plans.raise_task(
                session,
                plan_id=situation.plan_id,
                workflow=situation.workflow.value,
                name=f"fault:{situation.now.strftime('%Y%m%d%H%M%S%f')}",
                kind="fault",
                owner_role="operations",
                owner="",
                why=why,
                raised_at=situation.now,
                due_at=situation.now,
            )
            case.note(f"The software failed on '{name}': a person was asked to look", "TIME-1", by="system")
            determined = case.refused(Refusal.FAULT, [])
        return self._counted(situation, determined)

    def _sent(self, situation: Situation, determined: Determination) -> Determination:
        """Send at once what was queued, and count what is left to do: a round trip saved for every plan."""
        try:
            self._post.send_what_waits(situation.plan_id, situation.workflow, situation.now)
        except Exception as error:
            if is_unavailable(error):
                raise
            # What was determined stands. `deliver` will meet the same fault, and have a person asked.
            activity.logger.error("a fault of ours while sending: %s", type(error).__name__)
        return self._counted(situation, determined)

    def _counted(self, situation: Situation, determined: Determination) -> Determination:
        """Count what is left to do, of notices and of tasks."""
        with self._database.transaction() as session:
            left = plans.count_unsent(session, situation.plan_id, situation.workflow)
            tasks = plans.open_tasks(session, situation.plan_id, situation.workflow)
        return determined.model_copy(update={"to_deliver": left, "open_tasks": tasks})


def _determined(case: Case, name: str, message: Message | None, problems: tuple[Problem, ...]) -> Determination:
    """What follows from a message that has not come before; `problems`: everything that is wrong with its form."""
    of_interim = case.situation.workflow is Workflow.INTERIM
    known = CONSIDER_OF_INTERIM if of_interim else CONSIDER
    if name not in MESSAGES:
        there_are = ", ".join(sorted(MESSAGES))
        return case.refused(Refusal.UNKNOWN_MESSAGE, [f"There is no such message; there are {there_are}."])
    if message is None:
        return case.refused(Refusal.MALFORMED, [str(problem) for problem in problems])
    if name not in known:
        right = "interim" if name in INTERIM_MESSAGES else "plan"
        return case.refused(Refusal.WRONG_WORKFLOW, [f"'{name}' is sent to {right}-{case.plan_id}."])
    if not of_interim and case.status in CLOSED and not isinstance(message, ReportUrgentNeeds | CompleteTask):
        reason = f"The plan is {case.status.value}: nothing more can be done with it."
        return case.refused(Refusal.PLAN_CLOSED, [reason])
    return known[name](case, message)


def _refusal(situation: Situation, code: Refusal, reasons: tuple[str, ...]) -> Determination:
    status = after(Status.RECEIVED, Event.REFUSED_AT_THE_DOOR)
    entry = Entry(at=situation.now, what=f"Refused at the door: {code.value}", by="system", rule="SUB-2")
    answer = Answer(outcome="refused", code=code, reasons=reasons, plan_status=status.value)
    return Determination(answer=answer, status=status, version=0, entries=(entry,))


def _is_nobodys(session: Session, situation: Situation) -> bool:
    """Whether interim support was asked for a plan that was never accepted here."""
    return situation.workflow is Workflow.INTERIM and plans.plan_row(session, situation.plan_id) is None


def _plan_not_found(situation: Situation) -> Determination:
    """Of a plan that was never accepted nothing is kept, so neither is what is sent about its interim support."""
    reason = "No plan of this id was ever accepted, so nobody can be found by it: call the duty team."
    answer = Answer(outcome="refused", code=Refusal.PLAN_NOT_FOUND, reasons=(reason,))
    return Determination(answer=answer, status=situation.status, version=situation.version)


def _as_it_is(session: Session, situation: Situation) -> Situation:
    """The workflow of interim support does not follow the plan's status and version: they are looked up."""
    row = plans.plan_row(session, situation.plan_id)
    if situation.workflow is Workflow.PLAN or row is None:
        return situation
    return situation.model_copy(update={"status": Status(row.status), "version": row.version})


def _read(given: Considering) -> tuple[Message | None, tuple[Problem, ...]]:
    """The message, or everything that is wrong with its form. A message of no known name is not looked into."""
    if given.problem:
        return None, (Problem("", given.problem),)
    if given.name not in MESSAGES:
        return None, ()
    try:
        return MESSAGES[given.name].model_validate(given.message), ()
    except ValidationError as error:
        return None, problems_of_form(error)


def _is_the_same_moment(case: Case, earlier: MessageRow) -> bool:
    """Whether a message that is known was considered just now, and not some time ago.

    Just now: by an attempt that could not report, or by a workflow that was set back since. What was determined is
    then still to be taken over. Some time ago: the plan has moved on, and must not be taken back.
    """
    is_behind = (case.situation.status.value, case.situation.version) != (case.row.status, case.row.version)
    return is_behind or earlier.received_at == case.situation.now


def _sha(message: Message) -> str:
    return plans.sha256(message.model_dump_json().encode())


def _keep(
    session: Session,
    situation: Situation,
    name: str,
    message: Message | None,
    sha256: str,
    determined: Determination,
    cause: str = "",
) -> None:
    session.add(
        MessageRow(
            plan_id=situation.plan_id,
            message_id=cause or (message.message_id if message else ""),
            name=name if name in {*MESSAGES, "submit", "rung", "date", "plan"} else "unknown",
            sent_by=message.sent_by.id if message else "",
            sent_at=message.sent_at if message else situation.now,
            received_at=situation.now,
            sha256=sha256,
            outcome=determined.answer.outcome,
            code=determined.answer.code or "",
            determination=determined.model_dump_json(),
        )
    )
