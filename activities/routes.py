"""ROUTE-2, ROUTE-3, ROUTE-6 · Where a plan goes, and what follows: a role is told, or a panel or call takes it.

A panel or call that does not decide is not met with silence: the plan goes to the next rung, and to the next meeting.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from activities.case import Case
from activities.case_file import NOT_KNOWN, words_of
from activities.ladder import Told, keep_rung, rungs_of, tell
from careplan.authority import Meeting
from careplan.clocks import Clock, Wait
from careplan.determinations import Determination
from careplan.lifecycle import Status
from careplan.meetings import next_sitting
from careplan.messages import MissedBecause, Refusal, ReportMissedMeeting
from careplan.notices import NoticeKind
from careplan.routing import Route, heaviest, route
from careplan.working_time import LONDON, in_london
from store import plans

MISSED_WORDS = {
    MissedBecause.NOT_HELD: "was not held",
    MissedBecause.NOT_QUORATE: "was not quorate",
    MissedBecause.NOT_REACHED: "did not reach the plan",
}


def route_of(case: Case) -> Route:
    """ROUTE-2, DEC-9: where the version in hand goes; never by a lighter route than an earlier one that cost more."""
    floor = heaviest(plans.routes_of_dearer_versions(case.session, case.plan), case.scheme)
    return route(case.plan, case.scheme, floor)


def send_to(case: Case, to: Route) -> None:
    """ROUTE-2, ROUTE-3: the plan goes to a role, and why is recorded; to a panel or call, the person is invited."""
    row = case.row
    row.route_role, row.exceptional = to.role, [reason.value for reason in to.exceptional]
    row.meeting, row.meeting_at, row.meetings_missed = "", None, 0
    rule = "ROUTE-3" if to.exceptional else "DEC-9" if to.lighter else "ROUTE-2"
    case.note(to.reason, rule, by="system", sent_to=to.role, because=row.exceptional)
    meeting = case.scheme.meeting_of(to.role)
    if meeting is not None:
        take_to_the_next(case, meeting)
    tell_authoriser(case)


def tell_authoriser(case: Case) -> None:
    """TELL-6: everyone in the role that decides hears of it; if there is nobody, the next person up does (TIME-2)."""
    owner = case.row.route_role or case.scheme.authority[-1].role
    rungs = rungs_of(case, owner)
    tell(case, NoticeKind.AWAITING_DECISION, rungs, 0, "A plan awaits your decision", case.status.value)


def take_to_the_next(case: Case, meeting: Meeting, missed_at: datetime | None = None) -> None:
    """ROUTE-3, ROUTE-6: the next panel or call for which the plan is in time; the person is told why, and invited.

    `missed_at`: the one that did not decide it, perhaps called off beforehand: the next one is a later one.
    """
    after = case.now if missed_at is None else max(case.now, missed_at + timedelta(minutes=1))
    sitting = next_sitting(meeting, after, case.days)
    case.row.meeting, case.row.meeting_at = meeting.name, sitting.at
    case.start(Wait.MEETING, case.row.route_role, sitting.at)
    case.note(f"{meeting.title}: {in_london(sitting.at)}", "ROUTE-3", by="system")
    told = case.tell_person(
        NoticeKind.INVITATION,
        occasion=case.cause,
        meeting_title=meeting.title,
        meeting_kind=meeting.kind.value,
        meeting_on=sitting.on,
        meeting_at=sitting.at.astimezone(LONDON).strftime("%H:%M"),
        exceptional=tuple(case.row.exceptional),
        how_involved=meeting.how_the_person_is_involved,
        was_missed=case.row.meetings_missed > 0,
    )
    if told:
        case.note("The person is told why it goes there, and invited", "ROUTE-6", by="system")


def missed(case: Case, why: str) -> Told:
    """ROUTE-3, TIME-2: a panel or call has not decided the plan: the next rung is told, and the next meeting set."""
    meeting = case.scheme.meeting_of(case.row.route_role)
    case.row.meetings_missed += 1
    title = meeting.title if meeting else "The panel or call"
    case.note(f"{title} {why}: the plan goes to the next rung", "ROUTE-3", by="system")
    rungs = rungs_of(case, case.row.route_role)
    words = f"{title} {why}: you may decide the plan"
    told = tell(case, NoticeKind.ESCALATION, rungs, min(1, len(rungs) - 1), words, case.status.value)
    case.stop(Wait.MEETING.value)
    if meeting is not None:
        take_to_the_next(case, meeting, case.row.meeting_at)
    return told


def report_missed_meeting(case: Case, message: ReportMissedMeeting) -> Determination:
    """ROUTE-3: whoever stands in for the panel or call says that it did not decide the plan, and why."""
    if case.status is not Status.AWAITING_DECISION or Wait.MEETING.value not in case.clocks:
        reason = f"The plan is {words_of(case.status)}, and waits for no panel or call."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    due_on = case.clocks[Wait.MEETING.value].since.astimezone(LONDON).date()
    if message.held_on != due_on:
        return case.refused(Refusal.NOT_NOW, [f"held_on: the plan waits for the meeting on {due_on}."])
    clock = case.clocks[Wait.MEETING.value]
    case.sent(message)
    case.note(
        f"A panel or call {MISSED_WORDS[message.because]}",
        "ROUTE-3",
        by="staff",
        actor=message.sent_by.id,
        message_id=message.message_id,
        why=message.why,
    )
    if by_the_scheme_of_today(case, clock) != clock:
        return case.accepted("By the scheme that is in force today the plan goes elsewhere: whoever decides is told.")
    told = missed(case, MISSED_WORDS[message.because])
    keep_rung(case, clock, told)
    return case.accepted()


def go_by_the_scheme_of_today(case: Case) -> None:
    """ROUTE-10: where the edition in force sends the plan elsewhere, it goes there. No clock starts again."""
    to = route_of(case)
    meeting = case.scheme.meeting_of(to.role)
    waits_for = meeting.name if meeting else ""
    if case.status is not Status.AWAITING_DECISION or (to.role, waits_for) == (case.row.route_role, case.row.meeting):
        return
    case.stop(Wait.MEETING.value)
    for name in (Wait.DECISION.value, Wait.SIGN_OFF.value):
        if name in case.clocks:
            case.clocks[name] = case.clocks[name].model_copy(update={"owner": to.role, "person": ""})
    send_to(case, to)


def by_the_scheme_of_today(case: Case, clock: Clock) -> Clock | None:
    """ROUTE-10: a clock that an earlier edition planned, once its plan goes where the edition in force sends it."""
    if clock.wait in (Wait.DECISION, Wait.SIGN_OFF, Wait.MEETING) and clock.edition != case.scheme.edition:
        go_by_the_scheme_of_today(case)
    return case.clocks.get(clock.name)


ROUTES: dict[str, Callable[[Case, Any], Determination]] = {"report_missed_meeting": report_missed_meeting}
"""What is done with each message about where a plan goes."""
