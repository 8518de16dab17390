"""END · The ways in which a plan leaves: withdrawn, died, moved away, superseded, ended; each with its tidy-up.

When a plan leaves, its clocks stop and its open questions are settled. The person and everybody with a copy are told,
where that is right. Interim support goes on until somebody decides about it (TIME-5).
"""

from countersign.careplan import lifecycle
from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.findings import Finding, finding
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Event, Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.leaving import ANSWERS_FOR_IT, MAY_DECIDE_IT, End, EndReason, Withdraw, WithdrawnFor
from countersign.careplan.superseding import PlanOfSomebody, takes_the_place
from countersign.careplan.words import spelled_out
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import PlanState, TaskKind
from countersign.casework.questions import settle_questions
from countersign.casework.relations import may_never_send, may_send
from countersign.casework.started import what_runs_goes_on
from countersign.wording.letters import Closed, Letter, NoLongerInForce, Recipient

WITHDRAWN = "withdrawn"

TOLD_WHY = frozenset({EndReason.ENDED, EndReason.SUPERSEDED})
"""END: the reasons for which somebody chose to end the plan, so the person is told why, in words."""


@handles(Withdraw)
def withdraw(case: Case, message: Withdraw) -> Accepted | Refused:
    """END: the plan is withdrawn before it was agreed. Interim support goes on until somebody reviews it (TIME-5)."""
    if message.at_whose_request is WithdrawnFor.PRACTITIONER and message.what_the_person_says is None:
        reason = "say what the person says about it: the practitioner withdraws a plan with the person's own reason."
        return Refused.because(Refusal.INCOMPLETE, [finding("END", False, reason, "what_the_person_says")])
    has_started = case.status is Status.AUTHORISED_TO_START
    settle_questions(case, "The plan has left.")
    case.move(Event.WITHDRAWN, case.now)
    detail = {"at_whose_request": message.at_whose_request.value, "reason": message.reason}
    if message.what_the_person_says:
        detail["what_the_person_says"] = message.what_the_person_says
    case.record.note(Happening.WITHDRAWN, by=Actor.STAFF, of=message, detail=detail)
    _tidy_up(case, None, message.reason, has_started=has_started)
    if has_started:
        what_runs_goes_on(case, "The plan was withdrawn")
    case.tell_practitioner("withdrawn", "The plan was withdrawn before it was signed off.")
    return Accepted()


@handles(End)
def end(case: Case, message: End) -> Accepted | Refused:
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""
    event = Event.ENDED if message.reason is EndReason.ENDED else Event.LEFT
    if not lifecycle.can(case.status, event):
        words = spelled_out(case.status)
        reason = f"The plan is {words}: only an agreed plan can end for this reason. Use withdraw before that."
        return Refused(Refusal.NOT_NOW, (reason,))
    refused = _may_not_end_it(case, message)
    if refused is not None:
        return refused
    if message.reason is EndReason.DIED:
        case.course.person_died()
    settle_questions(case, "The plan has left.")
    case.move(event, case.now)
    detail = {"superseded_by": message.superseded_by} if message.superseded_by else {}
    if message.why:
        detail["why"] = message.why
    words = spelled_out(message.reason)
    case.record.note(Happening.ENDED, by=Actor.STAFF, of=message, reason=words, detail=detail)
    _tidy_up(case, message.reason, message.why or "")
    case.tell_practitioner("ended", "The plan is no longer in force.")
    return Accepted()


def _may_not_end_it(case: Case, message: End) -> Refused | None:
    """END: why the plan cannot end so; None if it can. A death or a move is taken from whoever may decide it, too."""
    superseded = message.reason is EndReason.SUPERSEDED
    if message.reason not in TOLD_WHY:
        gaps: list[Finding] = []
    else:
        refused = may_never_send(case, message, MAY_DECIDE_IT, "END") or may_send(case, message, ANSWERS_FOR_IT)
        if refused is not None:
            return refused
        gaps = [] if message.why else [finding("END", False, "say why, in words that the person is told.", "why")]
    if superseded != (message.superseded_by is not None) or message.superseded_by == case.plan_id:
        reason = "is the id of the later plan, for the reason `superseded` and for no other."
        gaps.append(finding("END", False, reason, "superseded_by"))
    elif message.superseded_by:
        gaps += takes_the_place(_of_somebody(case.course.state), _another(case, message.superseded_by))
    return Refused.because(Refusal.INCOMPLETE, gaps) if gaps else None


def _another(case: Case, plan_id: str) -> PlanOfSomebody | None:
    state = case.file.state_of_another(plan_id)
    return _of_somebody(state) if state else None


def _of_somebody(state: PlanState) -> PlanOfSomebody:
    return PlanOfSomebody(state.person_reference, state.submitted_at, state.status)


def _tidy_up(case: Case, reason: EndReason | None, why: str, *, has_started: bool = False) -> None:
    """END: settle tasks, and tell the person and everybody with a copy, where that is right.

    `reason`: None if the plan was withdrawn. `why`: the words that the person is told; empty for none. `has_started`:
    whether it was so after it had started (ROUTE-5). After a death nothing is sent to the person. Interim support goes
    on until somebody decides, and its duty team is told.
    """
    case.tasks.settle("The plan has left.", TaskKind.SHARING, TaskKind.REVIEW)
    if reason is EndReason.DIED:
        case.letters.hold_back()
        case.say_to_interim(PlanEvent.DIED, "the person has died")
    else:
        arrangement = case.file.arrangement()
        in_place = arrangement is not None and arrangement.stage is Interim.IN_PLACE
        case.letters.tell_person(
            Closed(
                closed_because=reason or WITHDRAWN,
                why=why,
                interim_in_place=in_place,
                has_started=has_started,
            )
        )
        case.record.note(Happening.TOLD_IT_HAS_LEFT)
        words = spelled_out(reason.value if reason else WITHDRAWN)
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
