"""WHO-1 · Checks, for every message, that its sender has the relation to the plan that the message asks for."""

from collections.abc import Callable

from countersign.careplan.may_decide import authority_for
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import KNOWN, RELATION_WORDS, Message, Relation, whoever
from countersign.careplan.messages.information import WithdrawRequest
from countersign.casework.case import Case

NOT_SO: dict[frozenset[Relation], str] = {
    KNOWN: "did not submit or plan this plan, and is not on the register today.",
    frozenset({Relation.LINE_MANAGER, Relation.ROLE}): (
        "holds no role that decides for this team today, and is not the line manager."
    ),
    frozenset({Relation.PRACTITIONER, Relation.ARRANGER}): (
        "neither answers for the plan nor is of the team that arranges the payment. [ROUTE-5]"
    ),
    frozenset({Relation.SPEAKER}): "does not speak today for the panel or call that the plan waits for. [ROUTE-3]",
    frozenset({Relation.DUTY_TEAM, Relation.ROLE}): (
        "is neither of the duty team nor holds a role that decides for this team today. [TIME-4]"
    ),
}
"""The words for a sender who has none of these relations to the plan."""


def may_send(case: Case, message: Message, relations: frozenset[Relation] | None = None) -> Refused | None:
    """Why somebody may not send this message about this plan today; None if they may.

    `relations`: the relations that are enough, if not those that the message declares.
    """
    refused = may_never_send(case, message, message.declared.never_by, message.declared.never_rule)
    if refused is not None:
        return refused
    wanted = message.declared.sent_by if relations is None else relations
    if any(HOLDS[relation](case, message) for relation in wanted & HOLDS.keys()):
        return None
    if Relation.DECIDER in wanted:
        return _may_decide(case, message)
    reason = NOT_SO.get(wanted) or f"is not one who may send it: {whoever(wanted).lower()}."
    return Refused(Refusal.NO_AUTHORITY, (f"sent_by.id: {reason}",))


def may_never_send(case: Case, message: Message, relations: frozenset[Relation], rule: str) -> Refused | None:
    """Why a sender may not send this message, whatever else they are to the plan; None if nothing speaks against it.

    `relations`: those that speak against it. `rule`: the id of the rule that says so.
    """
    for relation in sorted(relations):
        if _is(case, message, relation):
            reason = f"sent_by.id: {message.sent_by.id} {RELATION_WORDS[relation]}, so may not send it. [{rule}]"
            return Refused(Refusal.NO_AUTHORITY, (reason,))
    return None


def _is(case: Case, message: Message, relation: Relation) -> bool:
    """Whether a sender has a relation to the plan."""
    if relation is Relation.DECIDER:
        return case.is_theirs_to_decide(message.sent_by.id)
    return HOLDS[relation](case, message)


def _may_decide(case: Case, message: Message) -> Refused | None:
    """Why the sender may not decide the plan, in full; None if they may."""
    if isinstance(message, Decide):
        authority = authority_for(case.deciding_facts, message)
    else:
        authority = case.authority_of(message.sent_by.id)
    return authority if isinstance(authority, Refused) else None


def _asked(case: Case, message: Message) -> bool:
    """Whether its sender asked what the message is about."""
    asked = case.file.question(message.request) if isinstance(message, WithdrawRequest) else None
    return asked is not None and asked.asked_by == message.sent_by.id


def _is_line_manager(case: Case, sender: str) -> bool:
    return sender == case.course.line_manager and case.is_registered(sender)


def _arranges_it(case: Case, sender: str) -> bool:
    team = case.scheme.sign_off.arranged_by
    return team is not None and case.holds(sender, team.role)


HOLDS: dict[Relation, Callable[[Case, Message], bool]] = {
    Relation.ANYBODY: lambda _case, _message: True,
    Relation.PRACTITIONER: lambda case, message: message.sent_by.id == case.course.practitioner,
    Relation.PLANNER: lambda case, message: message.sent_by.id in case.worked_on_it,
    Relation.SUBMITTER: lambda case, message: case.is_theirs_to_submit(message.sent_by.id),
    Relation.DECIDED: lambda case, message: message.sent_by.id in case.decided_by,
    Relation.REGISTERED: lambda case, message: case.is_registered(message.sent_by.id),
    Relation.LINE_MANAGER: lambda case, message: _is_line_manager(case, message.sent_by.id),
    Relation.ROLE: lambda case, message: case.holds(message.sent_by.id, *case.roles_that_decide),
    Relation.SPEAKER: lambda case, message: case.speaks_for_the_meeting(message.sent_by.id),
    Relation.DUTY_TEAM: lambda case, message: case.holds(message.sent_by.id, case.scheme.duty.role),
    Relation.ARRANGER: lambda case, message: _arranges_it(case, message.sent_by.id),
    Relation.ASKER: _asked,
}
"""For each relation, whether a sender has it. `careplan.may_decide` says who decides; nobody is operations yet."""
