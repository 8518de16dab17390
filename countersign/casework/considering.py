"""DEC-5 · Puts one message before the rules: it is accepted, or refused with a code and every reason.

Every message goes through the same checks in the same order: who sent it, as far as a signature proves that (WHO-4);
that it is about this plan (WHO-2); its form; whether this
workflow takes it; the version, its content and the state of the plan; who sent it; and then what its handler checks.
"""

import re
from dataclasses import replace
from typing import cast

from countersign.careplan.content import names_another_content
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal, Refused
from countersign.careplan.messages.arrival import read_message
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import Sent, Workflow
from countersign.careplan.senders import Arrived, Proof
from countersign.careplan.sources import RULES
from countersign.careplan.staff import StaffForm
from countersign.careplan.submission import Problem
from countersign.careplan.wire import PLAN_ID
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.determinations import Considering, Determination, Situation
from countersign.casework.handlers import handler_of
from countersign.casework.happenings import Happening
from countersign.casework.interim_support import arrangement_of
from countersign.casework.keeping import keep
from countersign.casework.kept import KeptMessage, TaskKind
from countersign.casework.messages_seen import seen, seen_under
from countersign.casework.ports import CaseFile, Office
from countersign.casework.relations import may_send

UNKNOWN = "unknown"
"""Our name for a message whose name we do not know. The sender's own name for it may be about a person."""

CARRY_A_PLAN = frozenset(name for name, model in MESSAGES.items() if "plan" in model.model_fields)
"""WHO-2: the messages that name the plan that they are about by carrying it."""

NOBODY_WAS_TOLD = frozenset(
    {Refusal.MALFORMED, Refusal.UNKNOWN_MESSAGE, Refusal.WRONG_PLAN, Refusal.NOT_VERIFIED, Refusal.NO_AUTHORITY}
)
"""If a signal is refused for one of these, a person should look into it: the sender of a signal gets no answer."""


def consider(file: CaseFile, office: Office, given: Considering) -> Determination:
    """Put one message before the rules and keep what follows."""
    situation = given.situation
    given, proof, refused = _admitted(office, given)
    refused = refused or _about_another_plan(given)
    if refused is not None:
        return _put_aside(file, office, given, refused, Cause.unread(given.sha256, situation.now))
    message, problems = _read(given, office.staff)
    if message is None:
        return _put_aside(file, office, given, _unread(given.name, problems), Cause.unread(given.sha256, situation.now))
    known = seen(file, given, message)
    if known.determined is not None:
        return known.determined
    if known.answered is not None:
        case = Case(file, office, situation, known.cause.again(situation.now))
        determined = _not_accepted(case, given, known.answered, came_again=True)
        keep(case)
        return determined
    case = Case(file, office, situation, known.cause)
    case.proof = proof
    if known.is_reused:
        reason = (
            "message_id: another message with different content has it already: give this one another id, or send the "
            "same content again."
        )
        outcome: Accepted | Refused = Refused(Refusal.MESSAGE_ID_REUSED, (reason,))
    else:
        outcome = _outcome(case, message)
    if isinstance(outcome, Refused) and outcome.code is Refusal.WRONG_WORKFLOW:
        return _put_aside(file, office, given, outcome)
    determined = case.close(outcome)
    if isinstance(outcome, Refused):
        shown = _not_accepted(case, given, determined.answer)
        determined = determined.model_copy(update={"entries": shown.entries, "standing": shown.standing})
    kept = kept_message(situation, given.name, message, known.identity, determined, case.cause.key)
    case.changes.message = replace(kept, proof=proof)
    keep(case)
    return determined


def _admitted(office: Office, given: Considering) -> tuple[Considering, Proof | None, Refused | None]:
    """WHO-4: the message out of its envelope, what is known of who sent it, and why it is not taken in if it is not.

    What could not be decoded at all is left to whoever says what is wrong with its form.
    """
    if given.problem:
        return given, None, None
    came_at = given.came_at or given.situation.now
    admitted = office.gate.admitted(Arrived(given.name, given.situation.plan_id, given.message, came_at))
    opened = given.model_copy(update={"message": admitted.message, "problem": admitted.problem})
    return opened, admitted.proof, admitted.refused


def _about_another_plan(given: Considering) -> Refused | None:
    """WHO-2: why the message is not about this plan, said before anything else looks at it; None if it may be."""
    fields = cast("dict[str, object]", given.message) if isinstance(given.message, dict) else {}
    whole = fields.get("plan")
    if given.name in CARRY_A_PLAN:
        fields = cast("dict[str, object]", whole) if isinstance(whole, dict) else {}
    named = fields.get("plan_id")
    if not isinstance(named, str) or not re.fullmatch(PLAN_ID, named.strip()):
        return None  # the form of the message says what is wrong with it
    this = given.situation.plan_id
    if named.strip().lower() == this.lower():
        return None
    where = "plan.plan_id" if given.name in CARRY_A_PLAN else "plan_id"
    return Refused(Refusal.WRONG_PLAN, (f"{where}: the message is about another plan than {this}. [WHO-2]",))


def _put_aside(
    file: CaseFile, office: Office, given: Considering, outcome: Refused, cause: Cause | None = None
) -> Determination:
    """Refuse a message that was not considered: it cannot be read, or came to the wrong plan or workflow.

    Mended, or at the right one, it counts, so its id is not used up.
    """
    cause = cause or seen_under(given).at_the_wrong(given.situation.workflow)
    case = Case(file, office, given.situation, cause)
    determined = _not_accepted(case, given, case.close(outcome).answer)
    keep(case)
    return determined


def _read(given: Considering, form: StaffForm) -> tuple[Sent | None, tuple[Problem, ...]]:
    """The message, or everything that is wrong with its form. A message of an unknown name is not read at all.

    `form`: the installation's form of references for staff.
    """
    if given.problem:
        return None, (Problem("", given.problem),)
    if given.name not in MESSAGES:
        return None, ()
    return read_message(MESSAGES[given.name], given.message, given.came_at or given.situation.now, form)


def _unread(name: str, problems: tuple[Problem, ...]) -> Refused:
    """The refusal of a message that cannot be read. `problems`: everything that is wrong with its form."""
    if name not in MESSAGES:
        there_are = ", ".join(sorted(MESSAGES))
        return Refused(Refusal.UNKNOWN_MESSAGE, (f"There is no such message; there are {there_are}.",))
    return Refused(Refusal.MALFORMED, tuple(str(problem) for problem in problems))


def _outcome(case: Case, message: Sent) -> Accepted | Refused:
    """The outcome of a message whose form is right and that has not come before."""
    name = message.declared.name
    workflow = case.situation.workflow
    handler = handler_of(workflow, name)
    if handler is None:
        right = message.declared.goes_to
        return Refused(Refusal.WRONG_WORKFLOW, (f"'{name}' is sent to {right}-{case.plan_id}.",))
    return _not_now(case, message) or may_send(case, message) or handler(case, message)


def _not_now(case: Case, message: Sent) -> Refused | None:
    """Why the message means nothing in the plan's state, or at this stage of interim support; None if it does."""
    declared = message.declared
    if case.situation.workflow is Workflow.PLAN:
        not_now = declared.not_in_this_state(
            case.status, case.version, message.named_version(), in_force=case.course.is_amended
        )
        if not_now is None and isinstance(message, Decide):
            return names_another_content(message, case.version, case.course.content_sha256)
        return not_now
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
        rule="" if came_again else _rule_of(answer),
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


def _rule_of(answer: Answer) -> str:
    """The rule of the first reason that names one; empty if none does."""
    named = (_NAMES_A_RULE.search(reason) for reason in answer.reasons)
    return next((found[1] for found in named if found and found[1] in RULES), "")


_NAMES_A_RULE = re.compile(r" \[([A-Z]+-[0-9]+)\]$")


def kept_message(
    situation: Situation, name: str, message: Sent | None, sha256: str, determined: Determination, cause: str
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
