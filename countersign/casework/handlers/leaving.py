"""END · The ways in which a plan leaves: withdrawn, died, moved away, superseded, ended; each with its tidy-up.

When a plan leaves, its clocks stop and its open questions are settled. The person and everybody with a copy are told,
where that is right. Interim support goes on until somebody decides about it (TIME-5).
"""

from countersign.careplan import lifecycle
from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.findings import finding
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Event
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.leaving import End, EndReason, Withdraw
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.casework.questions import settle_questions
from countersign.wording.letters import Closed, Letter, NoLongerInForce, Recipient

WITHDRAWN = "withdrawn"


@handles(Withdraw)
def withdraw(case: Case, message: Withdraw) -> Accepted | Refused:
    """END: the plan is withdrawn before it was agreed. Interim support goes on until somebody reviews it (TIME-5)."""
    settle_questions(case, "The plan has left.")
    case.move(Event.WITHDRAWN, case.now)
    detail = {"at_whose_request": message.at_whose_request, "reason": message.reason}
    case.record.note(Happening.WITHDRAWN, by=Actor.STAFF, of=message, detail=detail)
    _tidy_up(case, None)
    case.tell_practitioner("withdrawn", "The plan was withdrawn before it was signed off.")
    return Accepted()


@handles(End)
def end(case: Case, message: End) -> Accepted | Refused:
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""
    event = Event.ENDED if message.reason is EndReason.ENDED else Event.LEFT
    if not lifecycle.can(case.status, event):
        words = case.status.value.replace("_", " ")
        reason = f"The plan is {words}: only an agreed plan can end for this reason. Use withdraw before that."
        return Refused(Refusal.NOT_NOW, (reason,))
    superseded = message.reason is EndReason.SUPERSEDED
    if superseded != (message.superseded_by is not None) or message.superseded_by == case.plan_id:
        reason = "is the id of the later plan, for the reason `superseded` and for no other."
        return Refused.because(Refusal.INCOMPLETE, [finding("END", False, reason, "superseded_by")])
    if message.reason is EndReason.DIED:
        case.course.person_died()
    settle_questions(case, "The plan has left.")
    case.move(event, case.now)
    detail = {"superseded_by": message.superseded_by} if message.superseded_by else {}
    words = message.reason.value.replace("_", " ")
    case.record.note(Happening.ENDED, by=Actor.STAFF, of=message, reason=words, detail=detail)
    _tidy_up(case, message.reason)
    case.tell_practitioner("ended", "The plan is no longer in force.")
    return Accepted()


def _tidy_up(case: Case, reason: EndReason | None) -> None:
    """END: settle tasks, and tell the person and everybody with a copy, where that is right.

    `reason`: None if the plan was withdrawn. After a death nothing is sent to the person. Interim support goes on until
    somebody decides, and its duty team is told.
    """
    case.tasks.settle("The plan has left.", TaskKind.SHARING, TaskKind.REVIEW)
    if reason is EndReason.DIED:
        case.letters.hold_back()
        case.say_to_interim(PlanEvent.DIED, "the person has died")
    else:
        arrangement = case.file.arrangement()
        in_place = arrangement is not None and arrangement.stage is Interim.IN_PLACE
        case.letters.tell_person(Closed(closed_because=reason or WITHDRAWN, interim_in_place=in_place))
        case.record.note(Happening.TOLD_IT_HAS_LEFT)
        words = (reason.value if reason else WITHDRAWN).replace("_", " ")
        case.say_to_interim(PlanEvent.LEFT, f"the plan has left: {words}")
    _tell_holders_of_copies(case, reason)


def _tell_holders_of_copies(case: Case, reason: EndReason | None) -> None:
    """END: a provider who was given a copy is told that the plan is not in force; a carer too, unless somebody died.

    After a death a carer may be bereaved: a person speaks to them, not a letter.
    """
    people = {person.id: person for person in (*case.plan.carers, *case.plan.providers)}
    carers = {carer.id for carer in case.plan.carers}
    for reference in sorted({copy.recipient for copy in case.file.copies()}):
        person = people.get(reference)
        if person is None:
            continue
        if reason is EndReason.DIED and reference in carers:
            why = f"{reference} had a copy of the plan: speak to them, rather than write."
            case.tasks.ask(f"speak:{reference}", TaskKind.SPEAK, why, role=PRACTITIONER, owner=case.course.practitioner)
            continue
        whom = Recipient(reference=reference, name=person.name, greeting=person.name, address=person.contact.address)
        case.letters.send(Letter(head=case.letters.head(whom), facts=NoLongerInForce()), person.contact)
        case.record.note(Happening.HOLDER_TOLD_IT_HAS_LEFT, recipient=reference)
