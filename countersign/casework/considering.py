"""DEC-5 · Puts one message before the rules: it is accepted, or refused with a code and every reason.

Every message goes through the same checks in the same order: its form; whether this workflow takes it; the version and
the state of the plan; who sent it; and then what its handler checks.
"""

from pydantic import ValidationError

from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal, Refused
from countersign.careplan.messages.declaring import Message, Workflow
from countersign.careplan.staff import StaffForm
from countersign.careplan.submission import Problem, misshapen_references, problems_of_form
from countersign.casework.case import Accepted, Case
from countersign.casework.determinations import Considering, Determination, Situation
from countersign.casework.handlers import handler_of
from countersign.casework.happenings import Happening
from countersign.casework.interim_support import arrangement_of
from countersign.casework.kept import KeptMessage, PlanState, TaskKind
from countersign.casework.messages_seen import seen
from countersign.casework.ports import CaseFile, Office
from countersign.casework.relations import may_send

UNKNOWN = "unknown"
"""Our name for a message whose name we do not know. The sender's own name for it may be about a person."""

NOBODY_WAS_TOLD = frozenset({Refusal.MALFORMED, Refusal.UNKNOWN_MESSAGE, Refusal.NO_AUTHORITY})
"""If a signal is refused for one of these, a person should look into it: the sender of a signal gets no answer."""


def consider(file: CaseFile, office: Office, given: Considering, state: PlanState) -> Determination:
    """Put one message before the rules and keep what follows."""
    known = seen(file, given, state)
    if known.determined is not None:
        return known.determined
    situation = given.situation
    if known.answered is not None:
        case = Case(file, office, situation, known.cause.again(situation.now))
        determined = _not_accepted(case, given, known.answered, came_again=True)
        file.keep(case.changes)
        return determined
    message, problems = _read(given, office.staff)
    case = Case(file, office, situation, known.cause)
    if known.is_reused:
        reason = "message_id: another message with different content has it already."
        outcome: Accepted | Refused = Refused(Refusal.MESSAGE_ID_REUSED, (reason,))
    else:
        outcome = _outcome(case, given.name, message, problems)
    if isinstance(outcome, Refused) and outcome.code is Refusal.WRONG_WORKFLOW:
        # It may come again, to the right workflow, and must count there: so it is not kept as a message that came.
        wrong = Case(file, office, situation, known.cause.at_the_wrong(situation.workflow))
        determined = _not_accepted(wrong, given, wrong.close(outcome).answer)
        file.keep(wrong.changes)
        return determined
    determined = case.close(outcome)
    if isinstance(outcome, Refused):
        shown = _not_accepted(case, given, determined.answer)
        determined = determined.model_copy(update={"entries": shown.entries, "standing": shown.standing})
    case.changes.message = kept_message(situation, given.name, message, given.sha256, determined, case.cause.key)
    file.keep(case.changes)
    return determined


def _read(given: Considering, form: StaffForm) -> tuple[Message | None, tuple[Problem, ...]]:
    """The message, or everything that is wrong with its form. A message of an unknown name is not read at all.

    `form`: the installation's form of references for staff.
    """
    if given.problem:
        return None, (Problem("", given.problem),)
    if given.name not in MESSAGES:
        return None, ()
    try:
        message = MESSAGES[given.name].model_validate(given.message)
    except ValidationError as error:
        return None, problems_of_form(error)
    misshapen = misshapen_references(message, form)
    return (None, misshapen) if misshapen else (message, ())


def _outcome(case: Case, name: str, message: Message | None, problems: tuple[Problem, ...]) -> Accepted | Refused:
    """The outcome of a message that has not come before. `problems`: everything that is wrong with its form."""
    if name not in MESSAGES:
        there_are = ", ".join(sorted(MESSAGES))
        return Refused(Refusal.UNKNOWN_MESSAGE, (f"There is no such message; there are {there_are}.",))
    if message is None:
        return Refused(Refusal.MALFORMED, tuple(str(problem) for problem in problems))
    workflow = case.situation.workflow
    handler = handler_of(workflow, name)
    if handler is None:
        right = message.declared.goes_to
        return Refused(Refusal.WRONG_WORKFLOW, (f"'{name}' is sent to {right}-{case.plan_id}.",))
    return _not_now(case, message) or may_send(case, message) or handler(case, message)


def _not_now(case: Case, message: Message) -> Refused | None:
    """Why the message means nothing in the plan's state, or at this stage of interim support; None if it does."""
    declared = message.declared
    if case.situation.workflow is Workflow.PLAN:
        return declared.not_in_this_state(case.status, case.version, message.named_version())
    if not declared.events:
        return None
    arrangement_of(case)
    return declared.not_in_this_stage(case.course.interim)


def _not_accepted(case: Case, given: Considering, answer: Answer, *, came_again: bool = False) -> Determination:
    """Record a message that changed nothing, without its content. `answer`: what its sender is told."""
    code = answer.code
    name = given.name if given.name in MESSAGES else UNKNOWN
    case.record.note(
        Happening.MESSAGE_CAME_AGAIN if came_again else Happening.MESSAGE_REFUSED,
        message_id=case.cause.key[:100],
        name=name,
        because=f": {code.value}" if code else "",
        detail={"sha256": given.sha256},
    )
    # The sender of an update has the answer. The sender of a signal has none, so a person is asked to find them. Once a
    # plan has left, a sender could only be told that it is closed, and the record says that.
    if (
        given.by_signal
        and code in NOBODY_WAS_TOLD
        and (case.status not in CLOSED or case.situation.workflow is Workflow.INTERIM)
        and not case.tasks.open(TaskKind.BAD_MESSAGE)
    ):
        why = f"A signal '{name}' was refused ({code}) and its sender was not told: find out who sent it."
        case.tasks.ask(f"bad-message:{given.sha256[:12]}", TaskKind.BAD_MESSAGE, why, role="operations")
    return case.unchanged(answer.model_copy(update={"duplicate": came_again}))


def kept_message(
    situation: Situation, name: str, message: Message | None, sha256: str, determined: Determination, cause: str
) -> KeptMessage:
    """A message, or something of our own, in the form in which it is kept, so that it counts once."""
    return KeptMessage(
        message_id=cause,
        name=name if name in {*MESSAGES, *OUR_OWN} else UNKNOWN,
        sent_by=message.sent_by.id if message else "",
        sent_at=message.sent_at if message else situation.now,
        received_at=situation.now,
        sha256=sha256,
        outcome=determined.answer.outcome,
        code=determined.answer.code or "",
        determination=determined.model_dump_json(),
    )


OUR_OWN = ("submit", "rung", "date", "plan")
"""Kept in the same way as messages: a submission, a step of a clock, a new date told, what the plan says."""
