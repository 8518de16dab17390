"""TIME-3, TIME-4, TIME-5 · Interim support: asked of the duty team, acknowledged, arranged, in place, reviewed, ended.

The workflow of interim support is the only one that changes an arrangement: what happens to the plan reaches it as
`PlanSays`, and what the duty team does as messages. Nothing that the plan says ends support: it asks for a review.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from activities.case import ONLY_WHILE_OPEN, Case
from activities.case_file import NOT_KNOWN
from activities.considered import complete_task, plan_clocks_again
from activities.ladder import rungs_of, tell
from activities.telling import hold_back_letters
from careplan import interim
from careplan.clocks import Step, Wait, clock_of
from careplan.determinations import Determination, PlanSays
from careplan.interim import OPEN, STARTS_IT, WAIT_OF_STAGE, Interim, InterimEvent, PlanEvent
from careplan.lifecycle import CLOSED, Status
from careplan.messages import (
    AcknowledgeInterimSupport,
    AnswerUrgentNeeds,
    ArrangeInterimSupport,
    InterimEndsBecause,
    InterimOutcome,
    Message,
    Refusal,
    ReplanClocks,
    ReportUrgentNeeds,
    ReviewInterimSupport,
    StartInterimSupport,
)
from careplan.notices import NoticeKind
from careplan.scheme import StepKind
from store import plans, waits
from store.tables import InterimRow

TO_DO = {
    Interim.NEED_ASKED: "Find out whether there are urgent needs, and answer",
    Interim.ASKED_FOR: "Urgent needs are known: acknowledge that you are arranging interim support",
    Interim.ACKNOWLEDGED: "Arrange interim support",
    Interim.ARRANGED: "See that interim support is in place",
    Interim.IN_PLACE: "Review interim support when it is due",
}
"""What each stage asks of the duty team."""


def follow_plan(case: Case, says: PlanSays) -> Determination:
    """What the plan's workflow says: something set interim support off, or the plan has moved on."""
    if plans.plan_row(case.session, case.plan_id) is None:
        return case.accepted()
    says = says.model_copy(update={"since": max(says.since, case.row.submitted_at)})
    arrangement = _arrangement(case)
    if arrangement is None:
        if says.event in STARTS_IT:
            _begin(case, says)
        return case.accepted()
    match says.event:
        case PlanEvent.NEEDS_KNOWN if case.interim is Interim.NEED_ASKED:
            arrangement.urgent = True
            _step(case, arrangement, InterimEvent.ASKED_FOR, says.because, since=says.since)
        case PlanEvent.NEEDS_KNOWN | PlanEvent.NEEDS_NOT_KNOWN:
            stage = interim.IN_WORDS[case.interim]
            case.note(f"Wanted again ({says.because}): there is one already, {stage}", "TIME-4", by="system")
        case PlanEvent.SIGNED_OFF | PlanEvent.DIED if case.interim is Interim.NEED_ASKED:
            _step(case, arrangement, InterimEvent.SETTLED, says.because)
        case PlanEvent.LEFT if case.interim is Interim.NEED_ASKED:
            note = f"Whether there are urgent needs is still to be found out ({says.because})"
            case.note(note, "TIME-3", by="system")
        case PlanEvent.SIGNED_OFF | PlanEvent.LEFT | PlanEvent.DIED:
            _ask_for_a_review(case, says.because)
        case PlanEvent.PLANNED_AGAIN:
            plan_clocks_again(case, says.because, "system", "")
    return case.accepted()


def _arrangement(case: Case) -> InterimRow | None:
    """The arrangement that is open, with its stage taken over; None if there is none."""
    row = waits.arrangement(case.session, case.plan_id)
    if row is None:
        case.interim = Interim.NONE
        return None
    case.interim = Interim(row.stage)
    return row if case.interim in OPEN else None


def _begin(case: Case, says: PlanSays) -> None:
    last = waits.arrangement(case.session, case.plan_id)
    known = says.event is PlanEvent.NEEDS_KNOWN
    arrangement = InterimRow(
        plan_id=case.plan_id,
        number=last.number + 1 if last else 1,
        stage=Interim.NONE.value,
        because=says.because,
        urgent=known,
        asked_at=min(says.since, case.now),
    )
    case.session.add(arrangement)
    case.session.flush()
    case.interim = Interim.NONE
    event = InterimEvent.ASKED_FOR if known else InterimEvent.ASKED_WHETHER
    _step(case, arrangement, event, says.because, since=says.since)


def _step(
    case: Case, arrangement: InterimRow, event: InterimEvent, because: str = "", *, since: datetime | None = None
) -> None:
    """One step through the table: the stage's clock stops, the next one's starts at `since`, its duty team is asked."""
    case.interim = interim.after(case.interim, event)
    arrangement.stage = case.interim.value
    case.clocks.clear()
    case.settle_tasks("The arrangement has moved on.", "interim")
    wait = WAIT_OF_STAGE.get(case.interim)
    if wait is None:
        arrangement.ended_at, arrangement.ended_because = case.now, because or event.value
        case.note(f"Interim support: {event.value.replace('_', ' ')} ({because})", "TIME-4", by="system")
        if case.status in CLOSED:
            # Nothing is left that could hear that they were done; a fault that stays is found by the next plan.
            case.settle_tasks("Interim support has ended, and the plan has left.", *ONLY_WHILE_OPEN)
        return
    duty, what = case.scheme.duty, TO_DO[case.interim]
    clock = case.start(wait, duty.role, min(since or case.now, case.now))
    name = f"interim:{arrangement.number}:{case.cause}"
    case.task(name, "interim", f"{what}{f' ({because})' if because else ''}.", role=duty.role, due_at=clock.due)
    if event in (InterimEvent.ASKED_WHETHER, InterimEvent.ASKED_FOR):
        told = tell(case, NoticeKind.INTERIM_SUPPORT, rungs_of(case, duty.role), 0, what, because)
        if told.reached:
            case.clocks[clock.name] = clock.model_copy(update={"climbed": told.reached})
        whom = told.title or "Nobody"
        case.note(f"{whom} asked: {what} ({because})", "TIME-3", by="system", people=list(told.people))


def _ask_for_a_review(case: Case, because: str) -> None:
    """TIME-5: the plan has moved on. Support goes on until somebody has decided: its review falls due now."""
    duty = case.scheme.duty
    case.note(f"{duty.title} asked to review interim support, which goes on ({because})", "TIME-5", by="system")
    if case.interim is Interim.IN_PLACE:
        clock = clock_of(Wait.INTERIM_REVIEW, duty.role, case.now, case.scheme, case.days)
        now = Step(kind=StepKind.REVIEW, at=case.now, budget=timedelta(0))
        due = {"cause": case.cause, "due": case.now, "budget": None, "steps": (now,)}
        case.clocks[clock.name] = clock.model_copy(update=due)
    else:
        tell(case, NoticeKind.INTERIM_SUPPORT, rungs_of(case, duty.role), 0, TO_DO[case.interim], because)


def answer_urgent_needs(case: Case, message: AnswerUrgentNeeds) -> Determination:
    """TIME-3: whether there are urgent needs is known now: interim support is asked for, or the question is settled."""
    event = InterimEvent.ASKED_FOR if message.urgent else InterimEvent.NO_URGENT_NEEDS
    arrangement = _may(case, message, event)
    if isinstance(arrangement, Determination):
        return arrangement
    arrangement.urgent = message.urgent
    case.row.urgent_needs_known = message.urgent
    answer = "there are" if message.urgent else "there are none"
    _noted(case, message, f"Whether there are urgent needs: {answer}", "TIME-3", message.what)
    because = "there are urgent needs" if message.urgent else "there are no urgent needs"
    _step(case, arrangement, event, because, since=_sent(case, message))
    return case.accepted()


def report_urgent_needs(case: Case, message: ReportUrgentNeeds) -> Determination:
    """TIME-3: the same as to the plan itself, which may have left. What it was started with may be this very report."""
    case.row.urgent_needs_known = True
    _noted(case, message, "Urgent needs were reported", "TIME-3", message.what)
    says = PlanSays(
        event=PlanEvent.NEEDS_KNOWN,
        because="urgent needs were reported",
        cause=message.message_id,
        since=case.sent(message),
    )
    if any(clock.cause == says.key for clock in case.clocks.values()):
        return case.accepted()
    return follow_plan(case, says)


def replan_clocks(case: Case, message: ReplanClocks) -> Determination:
    """TIME-1: the same as to the plan itself, which may have left."""
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    return case.accepted(*plan_clocks_again(case, message.why, message.sent_by.id, message.message_id))


def acknowledge_interim_support(case: Case, message: AcknowledgeInterimSupport) -> Determination:
    """TIME-4: the duty team has taken it on."""
    arrangement = _may(case, message, InterimEvent.ACKNOWLEDGED)
    if isinstance(arrangement, Determination):
        return arrangement
    at = _sent(case, message)
    arrangement.acknowledged_at, arrangement.acknowledged_by = at, message.sent_by.id
    _noted(case, message, "Interim support acknowledged", "TIME-4")
    _step(case, arrangement, InterimEvent.ACKNOWLEDGED, since=at)
    return case.accepted()


def arrange_interim_support(case: Case, message: ArrangeInterimSupport) -> Determination:
    """TIME-4: it is arranged, and starts on a day."""
    arrangement = _may(case, message, InterimEvent.ARRANGED)
    if isinstance(arrangement, Determination):
        return arrangement
    at = _sent(case, message)
    arrangement.arranged_at, arrangement.starts_on, arrangement.what = at, message.starts_on, message.what
    _noted(case, message, f"Interim support arranged, to start on {message.starts_on}", "TIME-4", message.what)
    _step(case, arrangement, InterimEvent.ARRANGED, since=at)
    return case.accepted()


def start_interim_support(case: Case, message: StartInterimSupport) -> Determination:
    """TIME-4: it is in place."""
    arrangement = _may(case, message, InterimEvent.STARTED)
    if isinstance(arrangement, Determination):
        return arrangement
    at = _sent(case, message)
    arrangement.in_place_at, arrangement.what = at, message.what
    _noted(case, message, "Interim support is in place", "TIME-4", message.what)
    _step(case, arrangement, InterimEvent.STARTED, since=at)
    return case.accepted()


def review_interim_support(case: Case, message: ReviewInterimSupport) -> Determination:
    """TIME-4, TIME-5: somebody has decided that support continues, or that it ends, and why."""
    ends = message.outcome is InterimOutcome.ENDS
    event = InterimEvent.ENDED if ends else InterimEvent.CONTINUED
    arrangement = _may(case, message, event)
    if isinstance(arrangement, Determination):
        return arrangement
    gaps: list[str] = []
    if ends != (message.because is not None):
        gaps.append("because: is wanted where support ends, and only then. [TIME-4]")
    started = message.because is InterimEndsBecause.SIGNED_PLAN_SERVICES_STARTED
    if started and case.status is not Status.SIGNED_OFF:
        gaps.append("because: the plan is not signed off, so its services cannot have started. [TIME-4]")
    if ends and not case.holds(message.sent_by.id, case.scheme.duty.role):
        reason = "sent_by.id: is neither of the duty team nor holds a role that decides for this team today. [TIME-4]"
        return case.refused(Refusal.NO_AUTHORITY, [reason])
    if gaps:
        return case.refused(Refusal.INCOMPLETE, gaps)
    at = arrangement.reviewed_at = _sent(case, message)
    because = message.because.value.replace("_", " ") if message.because else ""
    if message.because is InterimEndsBecause.PERSON_DIED:
        _the_person_has_died(case)
    if ends:
        arrangement.ended_by = message.sent_by.id
    what = f"Interim support reviewed: it ends, {because}" if ends else "Interim support reviewed: it continues"
    _noted(case, message, what, "TIME-4", message.what)
    _step(case, arrangement, event, because, since=at)
    return case.accepted()


def _the_person_has_died(case: Case) -> None:
    """END: nothing is sent to the person from now on. That the plan ends is the practitioner's to say."""
    case.row.has_died = True
    hold_back_letters(case)
    if case.status not in CLOSED:
        case.tell_practitioner(case.status.value, "The person has died, as the duty team says: end the plan.")
        case.note("The practitioner is asked to end the plan: the person has died", "END", by="system")


def _sent(case: Case, message: Message) -> datetime:
    """From when the next stage counts: from when the message was sent, but not from before the stage before it."""
    return case.sent(message, max((clock.since for clock in case.clocks.values()), default=None))


def _may(case: Case, message: Message, event: InterimEvent) -> InterimRow | Determination:
    """The arrangement, if this may happen to it now and the sender is known; otherwise the refusal."""
    arrangement = _arrangement(case)
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    if arrangement is None or not interim.can(case.interim, event):
        stage = interim.IN_WORDS[case.interim]
        may = sorted({row.event.value.replace("_", " ") for row in interim.INTERIM_STEPS if row.before is case.interim})
        reason = f"Interim support is {stage}: what can happen to it now is {', '.join(may) or 'nothing'}."
        return case.refused(Refusal.NOT_NOW, [reason])
    return arrangement


def _noted(case: Case, message: Message, what: str, rule: str, words: str = "") -> None:
    detail = {"words": words} if words else {}
    case.note(what, rule, by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)


CONSIDER_OF_INTERIM: dict[str, Callable[[Case, Any], Determination]] = {
    function.__name__: function
    for function in (
        answer_urgent_needs,
        acknowledge_interim_support,
        arrange_interim_support,
        start_interim_support,
        review_interim_support,
        report_urgent_needs,
        replan_clocks,
        complete_task,
    )
}
"""What is done with each message of `careplan.messages.INTERIM_MESSAGES`, and with those that both workflows take."""
