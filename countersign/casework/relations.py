"""WHO-1 · Checks, for every message, that its sender has the relation to the plan that the message asks for."""

from collections.abc import Callable

from countersign.careplan.may_decide import authority_for
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import OPERATIONS_ROLE, RELATION_WORDS, Relation, Sent, whoever
from countersign.careplan.messages.information import WithdrawRequest
from countersign.careplan.same_staff import is_among, same_staff
from countersign.careplan.senders import Sureness
from countersign.casework.case import Case
from countersign.wording.letter_head import Signer

NOT_SO: dict[frozenset[Relation], str] = {
    frozenset({Relation.LINE_MANAGER, Relation.ROLE}): (
        "holds no role that decides for this team today, and is not the line manager."
    ),
    frozenset({Relation.PRACTITIONER, Relation.ARRANGER}): (
        "neither answers for the plan nor is of the team that arranges the payment. [ROUTE-5]"
    ),
    frozenset({Relation.SPEAKER, Relation.CLERK}): (
        "neither speaks today for the panel or call that the plan waits for, nor is its clerk. [ROUTE-3]"
    ),
    frozenset({Relation.SPEAKER}): "does not speak today for the panel or call that the plan waits for. [ROUTE-3]",
    frozenset({Relation.DUTY_TEAM, Relation.ROLE}): (
        "is neither of the duty team nor holds a role that decides for this team today. [TIME-4]"
    ),
}
"""The words for a sender who has none of these relations to the plan."""


NOT_VERIFIED = " by a sender who is not verified"
"""WHO-1: said of urgent needs that somebody reported who is not known: on the record, the timeline, brief and task."""


def may_send(case: Case, message: Sent, relations: frozenset[Relation] | None = None) -> Refused | None:
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


def signer_of(case: Case, decided_by: str) -> Signer | None:
    """TELL-2: whoever decided something that is not the plan, as they sign: by the role in which they act alone.

    None for the plan's practitioner, who is whom to ask and signs nothing, and where their name is not known.
    """
    if same_staff(decided_by, case.course.practitioner):
        return None
    alone = [role for role in case.roles_that_decide if case.scheme.meeting_of(role) is None]
    role = next((role for role in alone if case.holds(decided_by, role)), Relation.LINE_MANAGER.value)
    return case.letters.signer(decided_by, role)


def may_never_send(case: Case, message: Sent, relations: frozenset[Relation], rule: str) -> Refused | None:
    """Why a sender may not send this message, whatever else they are to the plan; None if nothing speaks against it.

    `relations`: those that speak against it. `rule`: the id of the rule that says so.
    """
    for relation in sorted(relations):
        if _is(case, message, relation):
            reason = f"sent_by.id: {message.sent_by.id} {RELATION_WORDS[relation]}, so may not send it. [{rule}]"
            return Refused(Refusal.NO_AUTHORITY, (reason,))
    return None


def _is(case: Case, message: Sent, relation: Relation) -> bool:
    """Whether a sender has a relation to the plan."""
    if relation is Relation.DECIDER:
        return case.is_theirs_to_decide(message.sent_by.id)
    return HOLDS[relation](case, message)


def _may_decide(case: Case, message: Sent) -> Refused | None:
    """Why the sender may not decide the plan, in full; None if they may."""
    if isinstance(message, Decide):
        authority = authority_for(case.deciding_facts, message)
    else:
        authority = case.authority_of(message.sent_by.id)
    return authority if isinstance(authority, Refused) else None


def _asked(case: Case, message: Sent) -> bool:
    """Whether its sender asked what the message is about."""
    asked = case.file.question(message.request) if isinstance(message, WithdrawRequest) else None
    return asked is not None and same_staff(asked.asked_by, message.sent_by.id)


def _is_line_manager(case: Case, sender: str) -> bool:
    return same_staff(sender, case.course.line_manager) and case.is_registered(sender)


def is_known(case: Case, message: Sent) -> bool:
    """WHO-1: whether whoever sent it is on the register today, or works on the plan. Anybody else is not verified."""
    sender = message.sent_by.id
    return case.is_registered(sender) or is_among(sender, case.worked_on_it)


def by_whom(case: Case, message: Sent) -> str:
    """WHO-1: what is said of a report's sender who is not verified, in words that go on; empty for one who is."""
    is_proved = case.proof is None or case.proof.how_sure is not Sureness.NOT_VERIFIED  # WHO-4
    return "" if is_proved and is_known(case, message) else NOT_VERIFIED


def _is_clerk(case: Case, sender: str) -> bool:
    waits_for = case.course.state.meeting
    clerks = (meeting.clerk for meeting in case.scheme.meeting if waits_for and meeting.name == waits_for)
    return case.holds(sender, *(clerk for clerk in clerks if clerk))


def _runs_the_installation(case: Case, sender: str) -> bool:
    return any(
        line.role == OPERATIONS_ROLE and same_staff(line.person, sender) and line.in_force(case.today, None)
        for line in case.register.holdings
    )


def _arranges_it(case: Case, sender: str) -> bool:
    team = case.scheme.sign_off.arranged_by
    return team is not None and case.holds(sender, team.role)


HOLDS: dict[Relation, Callable[[Case, Sent], bool]] = {
    Relation.ANYBODY: lambda _case, _message: True,
    Relation.PRACTITIONER: lambda case, message: same_staff(message.sent_by.id, case.course.practitioner),
    Relation.PLANNER: lambda case, message: is_among(message.sent_by.id, case.worked_on_it),
    Relation.SUBMITTER: lambda case, message: case.is_theirs_to_submit(message.sent_by.id),
    Relation.DECIDED: lambda case, message: is_among(message.sent_by.id, case.decided_by),
    Relation.LINE_MANAGER: lambda case, message: _is_line_manager(case, message.sent_by.id),
    Relation.ROLE: lambda case, message: case.holds(message.sent_by.id, *case.roles_that_decide),
    Relation.CLERK: lambda case, message: _is_clerk(case, message.sent_by.id),
    Relation.OPERATIONS: lambda case, message: _runs_the_installation(case, message.sent_by.id),
    Relation.SPEAKER: lambda case, message: case.speaks_for_the_meeting(message.sent_by.id),
    Relation.DUTY_TEAM: lambda case, message: case.holds(message.sent_by.id, case.scheme.duty.role),
    Relation.ARRANGER: lambda case, message: _arranges_it(case, message.sent_by.id),
    Relation.ASKER: _asked,
}
"""For each relation, whether a sender has it. `careplan.may_decide` says who decides."""
