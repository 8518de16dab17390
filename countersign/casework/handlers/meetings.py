"""ROUTE-3 · Handles what becomes of a plan on its way to a panel or call: missed, called off, moved, referred there."""

from countersign.careplan.clocks import Wait
from countersign.careplan.findings import Finding, finding
from countersign.careplan.meetings import Sitting, may_be_missed, may_be_moved
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import Relation
from countersign.careplan.messages.meetings import MissedBecause, MoveMeeting, ReferTo, ReferUp, ReportMissedMeeting
from countersign.careplan.routing import refer
from countersign.careplan.working_time import london_day
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.ladder import keep_step
from countersign.casework.relations import may_send
from countersign.casework.routes import by_the_scheme_of_today, missed, send_on, take_to

MISSED_WORDS = {
    MissedBecause.NOT_HELD: "was not held",
    MissedBecause.NOT_QUORATE: "was not quorate",
    MissedBecause.NOT_REACHED: "did not reach the plan",
    MissedBecause.CALLED_OFF: "was called off",
}


@handles(ReportMissedMeeting)
def report_missed_meeting(case: Case, message: ReportMissedMeeting) -> Accepted | Refused:
    """ROUTE-3: the panel or call did not decide the plan, and why; or whoever speaks for it calls it off."""
    clock = case.clocks.get(Wait.MEETING.value)
    if clock is None:
        return message.declared.not_for_now(case.status, case.version)
    due_on = london_day(clock.since)
    if message.held_on != due_on:
        return Refused(Refusal.NOT_NOW, (f"held_on: the plan waits for the meeting on {due_on}.",))
    is_called_off = message.because is MissedBecause.CALLED_OFF
    not_theirs = may_send(case, message, frozenset({Relation.SPEAKER})) if is_called_off else None
    if not_theirs is not None:
        return not_theirs
    too_soon = may_be_missed(clock.since, case.takes_effect(message), called_off=is_called_off)
    if too_soon:
        return Refused.because(Refusal.NOT_NOW, too_soon)
    why = MISSED_WORDS[message.because]
    case.record.note(
        Happening.MISSED_MEETING_REPORTED, by=Actor.STAFF, of=message, why=why, detail={"why": message.why}
    )
    if by_the_scheme_of_today(case, clock) != clock:
        return Accepted(("By the scheme that is in force today the plan goes elsewhere: whoever decides is told.",))
    keep_step(case, clock, missed(case, why, called_off=is_called_off))
    return Accepted()


@handles(MoveMeeting)
def move_meeting(case: Case, message: MoveMeeting) -> Accepted | Refused:
    """ROUTE-3, ROUTE-6: the panel or call is moved, or an extra one held. The person is invited anew."""
    clock, meeting = case.clocks.get(Wait.MEETING.value), case.scheme.meeting_of(case.course.state.route_role)
    if clock is None or meeting is None:
        return message.declared.not_for_now(case.status, case.version)
    day = london_day(clock.since)
    if message.held_on != day:
        return Refused(Refusal.NOT_NOW, (f"held_on: the plan waits for the meeting on {day}.",))
    faults = may_be_moved(clock.since, message.to, meeting, case.now, case.days, is_extra=message.is_extra)
    if faults:
        return Refused.because(Refusal.NOT_NOW, faults)
    case.takes_effect(message)
    moved = Happening.EXTRA_MEETING if message.is_extra else Happening.MEETING_MOVED
    case.record.note(moved, by=Actor.STAFF, of=message, title=meeting.title, day=day, detail={"why": message.why})
    case.clocks.stop(Wait.MEETING.value)
    take_to(case, meeting, Sitting(meeting=meeting.name, at=message.to), instead_of=day)
    return Accepted()


@handles(ReferUp)
def refer_up(case: Case, message: ReferUp) -> Accepted | Refused:
    """ROUTE-3: an authoriser refers the plan up, or to the panel or call, as too complex.

    No clock moves: only waiting for information stops one (TIME-6), and the time counts from the submission (TIME-2).
    If the panel or call is held after the promised day, its invitation says so. A plan that waits for one is not
    referred: to be too complex is what it is there for. If they do not decide it either, the next person up may.
    """
    authority = case.authority_of(message.sent_by.id)
    if isinstance(authority, Refused):
        return authority
    if case.course.state.meeting:
        there = f"The plan waits for {case.scheme.title_of(case.course.state.route_role)}: it is decided there."
        return Refused.because(Refusal.NOT_NOW, [finding("ROUTE-3", False, there, "to")])
    to = refer(case.plan, case.scheme, authority.role, to_meeting=message.to is ReferTo.PANEL_OR_CALL)
    if isinstance(to, Finding):
        return Refused.because(Refusal.NOT_NOW, [to])
    case.takes_effect(message)
    case.record.note(
        Happening.REFERRED,
        by=case.scheme.title_of(authority.role),
        of=message,
        title=case.scheme.title_of(to.role),
        detail={"why": message.why, "sent_to": to.role},
    )
    send_on(case, to, referred=True)
    return Accepted()
