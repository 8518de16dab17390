"""TIME-3, TIME-4, TIME-5 · Handles each message of the duty team."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from countersign.careplan import interim
from countersign.careplan.interim import InterimEvent, PlanEvent, starts_only_on
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.anytime import ReportUrgentNeeds
from countersign.careplan.messages.declaring import Message, Relation, Workflow, not_in_stage
from countersign.careplan.messages.interim import (
    AcknowledgeInterimSupport,
    AnswerUrgentNeeds,
    ArrangeInterimSupport,
    InterimEndsBecause,
    InterimOutcome,
    ReviewInterimSupport,
    StartInterimSupport,
)
from countersign.careplan.words import spelled_out
from countersign.casework.case import Accepted, Case
from countersign.casework.determinations import PlanSays
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.interim_support import arrangement_of, follow_plan, take_on
from countersign.casework.kept import Arrangement
from countersign.casework.relations import by_whom, may_send
from countersign.casework.told_of_support import tell_of_support
from countersign.casework.whom_and_where import nothing_more_to_them


@handles(AnswerUrgentNeeds)
def answer_urgent_needs(case: Case, message: AnswerUrgentNeeds) -> Accepted | Refused:
    """TIME-3: the duty team knows whether there are urgent needs. If so, ask for interim support; if not, settle it."""
    event = InterimEvent.ASKED_FOR if message.urgent else InterimEvent.NO_URGENT_NEEDS
    arrangement = _open_for(case, event)
    if isinstance(arrangement, Refused):
        return arrangement
    case.course.urgent_needs(known=message.urgent)
    answer = "there are" if message.urgent else "there are none"
    _note(case, Happening.NEEDS_ANSWERED, message, message.what, answer=answer)
    because = "there are urgent needs" if message.urgent else "there are no urgent needs"
    known = replace(arrangement, urgent=message.urgent)
    take_on(case, known, event, because, since=_takes_effect(case, message))
    return Accepted()


@handles(ReportUrgentNeeds, Workflow.INTERIM)
def report_urgent_needs(case: Case, message: ReportUrgentNeeds) -> Accepted | Refused:
    """TIME-3: urgent needs are reported here, as to the plan, which may have left. This report may have started us."""
    case.course.urgent_needs(known=True)
    detail = {"needs": message.what, "reported_by": message.reported_by}
    unverified = by_whom(case, message)
    case.record.note(Happening.URGENT_NEEDS_REPORTED, by=Actor.STAFF, of=message, detail=detail, unverified=unverified)
    says = PlanSays(
        event=PlanEvent.NEEDS_KNOWN,
        because=f"urgent needs were reported{unverified}",
        cause=message.message_id,
        since=case.takes_effect(message),
    )
    if any(clock.cause == says.key for clock in case.clocks):
        return Accepted()
    return follow_plan(case, says)


@handles(AcknowledgeInterimSupport)
def acknowledge_interim_support(case: Case, message: AcknowledgeInterimSupport) -> Accepted | Refused:
    """TIME-4: the duty team has taken it on."""
    arrangement = _open_for(case, InterimEvent.ACKNOWLEDGED)
    if isinstance(arrangement, Refused):
        return arrangement
    at = _takes_effect(case, message)
    _note(case, Happening.INTERIM_ACKNOWLEDGED, message)
    taken = replace(arrangement, acknowledged_at=at, acknowledged_by=message.sent_by.id)
    take_on(case, taken, InterimEvent.ACKNOWLEDGED, since=at)
    return Accepted()


@handles(ArrangeInterimSupport)
def arrange_interim_support(case: Case, message: ArrangeInterimSupport) -> Accepted | Refused:
    """TIME-4: it is arranged, and starts on a day."""
    arrangement = _open_for(case, InterimEvent.ARRANGED)
    if isinstance(arrangement, Refused):
        return arrangement
    at = _takes_effect(case, message)
    _note(case, Happening.INTERIM_ARRANGED, message, message.what, day=message.starts_on)
    arranged = replace(arrangement, arranged_at=at, starts_on=message.starts_on, what=message.what)
    take_on(case, arranged, InterimEvent.ARRANGED, since=at)
    return Accepted(tell_of_support(case, arrangement, message))


@handles(StartInterimSupport)
def start_interim_support(case: Case, message: StartInterimSupport) -> Accepted | Refused:
    """TIME-4: it is in place."""
    arrangement = _open_for(case, InterimEvent.STARTED)
    if isinstance(arrangement, Refused):
        return arrangement
    at = _takes_effect(case, message)
    _note(case, Happening.INTERIM_IN_PLACE, message, message.what)
    started = replace(arrangement, in_place_at=at, what=message.what)
    take_on(case, started, InterimEvent.STARTED, since=at)
    return Accepted(tell_of_support(case, arrangement, message))


@handles(ReviewInterimSupport)
def review_interim_support(case: Case, message: ReviewInterimSupport) -> Accepted | Refused:
    """TIME-4, TIME-5: somebody has decided that support continues, or that it ends, and why."""
    ends = message.outcome is InterimOutcome.ENDS
    event = InterimEvent.ENDED if ends else InterimEvent.CONTINUED
    arrangement = _open_for(case, event)
    if isinstance(arrangement, Refused):
        return arrangement
    refused = _may_not_end_so(case, message, ends=ends)
    if refused is not None:
        return refused
    at = _takes_effect(case, message)
    because = spelled_out(message.because) if message.because else ""
    if message.because is InterimEndsBecause.PERSON_DIED:
        _the_person_has_died(case)
    happening = Happening.INTERIM_ENDS if ends else Happening.INTERIM_CONTINUES
    _note(case, happening, message, message.what, because=because)
    reviewed = replace(arrangement, reviewed_at=at)
    if ends:
        reviewed = replace(reviewed, ended_by=message.sent_by.id)
    take_on(case, reviewed, event, because, since=at)
    return Accepted(tell_of_support(case, arrangement, message))


def _may_not_end_so(case: Case, message: ReviewInterimSupport, *, ends: bool) -> Refused | None:
    """TIME-4: why a review cannot say this; None if it can. Fewer people may end support than may continue it."""
    gaps: list[str] = []
    if ends != (message.because is not None):
        gaps.append("because: is wanted where support ends, and only then. [TIME-4]")
    started = message.because is InterimEndsBecause.SIGNED_PLAN_SERVICES_STARTED
    if started and not case.in_force:
        gaps.append("because: the plan is not signed off, so its services cannot have started. [TIME-4]")
    first = starts_only_on(case.course.plan_in_force.services, case.today) if started and not gaps else None
    if first is not None:
        gaps.append(f"because: no service of the signed plan starts before {first}. Until then it continues. [TIME-5]")
    if ends:
        refused = may_send(case, message, frozenset({Relation.DUTY_TEAM, Relation.ROLE}))
        if refused is not None:
            return refused
    return Refused(Refusal.INCOMPLETE, tuple(gaps)) if gaps else None


def _the_person_has_died(case: Case) -> None:
    """END: send nothing to the person from now on. Only the practitioner can end the plan."""
    case.course.person_died()
    nothing_more_to_them(case)
    if case.status not in CLOSED:
        case.tell_practitioner(case.status.value, "The person has died, as the duty team says: end the plan.")
        case.record.note(Happening.PRACTITIONER_ASKED_TO_END)


def _takes_effect(case: Case, message: Message) -> datetime:
    """When the next stage begins: when the message was sent, but not before the present stage began."""
    return case.takes_effect(message, max((clock.since for clock in case.clocks), default=None))


def _open_for(case: Case, event: InterimEvent) -> Arrangement | Refused:
    """The open arrangement, if this event may happen to it now; otherwise the refusal."""
    arrangement = arrangement_of(case)
    if arrangement is None or not interim.can(case.course.interim, event):
        return not_in_stage(case.course.interim)
    return arrangement


def _note(case: Case, happening: Happening, message: Message, said: str = "", **words: Any) -> None:  # noqa: ANN401  # as in `Record.note`
    detail = {"words": said} if said else {}
    case.record.note(happening, by=Actor.STAFF, of=message, detail=detail, **words)
