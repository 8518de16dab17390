"""ROUTE-2, ROUTE-3, ROUTE-6 · Sends a plan where it goes: a role is told, or a panel or call takes it.

If a panel or call does not decide, the plan goes one person up and to the next meeting.
"""

from datetime import date, datetime, timedelta

from countersign.careplan.authority import Meeting
from countersign.careplan.budget import cost_to_council
from countersign.careplan.clocks import Clock, Wait
from countersign.careplan.lifecycle import Status
from countersign.careplan.meetings import Sitting, next_sitting
from countersign.careplan.notices import NoticeKind
from countersign.careplan.routing import Route, as_referred, heaviest, route, route_of_light
from countersign.careplan.working_time import LONDON, in_london, london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.kept import Routed
from countersign.casework.ladder import Told, levels_of, tell
from countersign.wording.letters import Invitation


def route_of(case: Case) -> Route:
    """ROUTE-2, DEC-9: the route of the version in hand. It is never lighter than that of an earlier, dearer version.

    ROUTE-3: nor is it lighter than where any version was referred as too complex. AMEND-2: a light amendment goes by
    what it changes.
    """
    light = case.course.light_amendment
    by_what_changed = route_of_light(case.plan, case.scheme, light.light) if light else None
    if by_what_changed is not None:
        return by_what_changed
    now = cost_to_council(case.plan.services)
    dearer = {
        version.version
        for version in case.file.versions()
        if version.weekly > now.weekly or version.one_off > now.one_off
    }
    # A new edition of the scheme may have sent a version on: the last role it was sent to counts.
    routes = case.file.routes()
    last = {routed.version: routed.role for routed in routes}
    floor = heaviest((role for version, role in last.items() if version in dearer), case.scheme)
    to = route(case.plan, case.scheme, floor)
    referred = heaviest((routed.role for routed in routes if routed.referred), case.scheme)
    if to.role and referred and to.role != referred == heaviest((to.role, referred), case.scheme):
        return as_referred(case.plan, case.scheme, referred)
    return to


def send_to(case: Case, to: Route, *, referred: bool = False) -> None:
    """ROUTE-2, ROUTE-3: send the plan to a role and record why. If it goes to a panel or call, invite the person.

    `referred`: whether an authoriser referred it there.
    """
    case.course.sent_to(to.role, to.exceptional)
    case.changes.routes.append(
        Routed(
            version=case.version,
            cause=case.cause.key,
            role=to.role,
            meeting=to.meeting,
            exceptional=to.exceptional,
            at=case.now,
            referred=referred,
        )
    )
    sent_as = Happening.SENT_AS_BEFORE if to.lighter else Happening.SENT_TO_ROLE
    because = [reason.value for reason in to.exceptional]
    case.record.note(
        Happening.SENT_TO_MEETING if to.exceptional else sent_as,
        reason=to.reason,
        detail={"sent_to": to.role, "because": because},
    )
    meeting = case.scheme.meeting_of(to.role)
    if meeting is not None:
        take_to_the_next(case, meeting)
    tell_authoriser(case)


def tell_authoriser(case: Case) -> None:
    """TELL-6: tell everyone in the role that decides; if there is nobody, the next person up (TIME-2)."""
    levels = levels_of(case, case.decides)
    tell(case, NoticeKind.AWAITING_DECISION, levels, 0, "A plan awaits your decision", case.status.value)


def take_to_the_next(
    case: Case, meeting: Meeting, missed_at: datetime | None = None, *, called_off: bool = False
) -> None:
    """ROUTE-3, ROUTE-6: take the plan to the next panel or call it is in time for; tell and invite the person.

    `missed_at`: the meeting that did not decide it. The next one is later than that. `called_off`: whether it was
    called off before it began.
    """
    after = case.now if missed_at is None else max(case.now, missed_at + timedelta(minutes=1))
    sitting = next_sitting(meeting, after, case.days, case.now)
    take_to(case, meeting, sitting, instead_of=london_day(missed_at) if missed_at and called_off else None)


def take_to(case: Case, meeting: Meeting, sitting: Sitting, *, instead_of: date | None = None) -> None:
    """ROUTE-3, ROUTE-6, ROUTE-12: the plan waits for this sitting of a panel or call; tell and invite the person.

    `instead_of`: the day to which they were invited before, if that was called off or moved.

    TIME-6: if it is held after the day that the person was promised, the invitation says so. No date moves: the
    decision is late from that day on all the same (TIME-2, TIME-8), and then interim support is asked about (TIME-3).
    """
    case.course.taken_to(meeting.name, sitting.at)
    promised, may_be_sooner = case.course.promise.current, case.course.state.meetings_missed > 0
    case.clocks.start(Wait.MEETING, case.course.state.route_role, sitting.at)
    case.record.note(Happening.MEETING_SET, title=meeting.title, moment=in_london(sitting.at))
    told = case.letters.tell_person(
        Invitation(
            meeting_title=meeting.title,
            meeting_kind=meeting.kind,
            meeting_on=sitting.on,
            meeting_at=sitting.at.astimezone(LONDON).strftime("%H:%M"),
            exceptional=case.course.state.exceptional,
            how_involved=meeting.how_the_person_is_involved,
            was_missed=case.course.state.meetings_missed > 0 and instead_of is None,
            instead_of=instead_of,
            promised_before=promised if promised and promised < sitting.on and not may_be_sooner else None,
            where=meeting.where,
            how_to_join=meeting.how_to_join,
            who_is_there=meeting.who_is_there,
            lasts_minutes=meeting.lasts_minutes,
            can_be_arranged=meeting.can_be_arranged,
            reply_by=_reply_by(case, sitting.on),
        ),
        occasion=case.cause.key,
    )
    if told:
        case.record.note(Happening.INVITED)


def _reply_by(case: Case, sits_on: date) -> date | None:
    """ROUTE-12: the last working day before a sitting, if that is still to come."""
    before = case.days.working_day_before(sits_on, 1)
    return before if before > case.today else None


def missed(case: Case, why: str, *, called_off: bool = False) -> Told:
    """ROUTE-3, TIME-2: a panel or call has not decided the plan: tell the next person up, and set the next meeting."""
    role = case.course.state.route_role
    meeting, missed_at = case.scheme.meeting_of(role), case.course.state.meeting_at
    case.course.missed_a_meeting()
    title = meeting.title if meeting else "The panel or call"
    case.record.note(Happening.MEETING_MISSED, title=title, why=why)
    levels = levels_of(case, role)
    words = f"{title} {why}: you may decide the plan"
    told = tell(case, NoticeKind.ESCALATION, levels, min(1, len(levels) - 1), words, case.status.value)
    case.clocks.stop(Wait.MEETING.value)
    if meeting is not None:
        take_to_the_next(case, meeting, missed_at, called_off=called_off)
    return told


def go_by_the_scheme_of_today(case: Case) -> None:
    """ROUTE-10: if the edition in force sends the plan elsewhere, send it there. No clock starts again."""
    to = route_of(case)
    meeting = case.scheme.meeting_of(to.role)
    waits_for = meeting.name if meeting else ""
    now = (case.course.state.route_role, case.course.state.meeting)
    if case.status is not Status.AWAITING_DECISION or (to.role, waits_for) == now:
        return  # where it stays, the reason stays that the person was told
    send_on(case, to)


def send_on(case: Case, to: Route, *, referred: bool = False) -> None:
    """ROUTE-3, ROUTE-10: send a plan that waits for a decision on to another role. No clock starts again."""
    case.clocks.stop(Wait.MEETING.value)
    for name in (Wait.DECISION.value, Wait.SIGN_OFF.value):
        clock = case.clocks.get(name)
        if clock is not None:
            case.clocks.hand_to(clock, person="", owner=to.role)
    send_to(case, to, referred=referred)


def by_the_scheme_of_today(case: Case, clock: Clock) -> Clock | None:
    """ROUTE-10: the clock, after its plan was sent where the edition in force sends it; None if it no longer runs."""
    if clock.wait in (Wait.DECISION, Wait.SIGN_OFF, Wait.MEETING) and clock.edition != case.scheme.edition:
        go_by_the_scheme_of_today(case)
    return case.clocks.get(clock.name)
