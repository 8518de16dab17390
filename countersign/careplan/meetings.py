"""ROUTE-3, ROUTE-6, ROUTE-9, ROUTE-11 · When a panel or call meets next, and whether a meeting may decide a plan.

Source: the article on the TLAP guidance; statutory guidance 10.85 (check) for its members' skills and the expert
assessor, or somebody of like expertise.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from countersign.careplan.authority import Meeting
from countersign.careplan.decision_parts import MeetingRecord
from countersign.careplan.findings import Finding, finding
from countersign.careplan.plan import Plan
from countersign.careplan.same_staff import each_once, is_among, same_staff
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import WorkingDays, in_london, london_day, moment_of


class Sitting(Stored):
    """A meeting to come."""

    meeting: str
    """The name of the panel or call in the scheme."""

    at: datetime
    """When it begins (UTC)."""

    @property
    def on(self) -> date:
        """The day of the meeting, in London."""
        return london_day(self.at)


def next_sitting(meeting: Meeting, after: datetime, days: WorkingDays, now: datetime | None = None) -> Sitting:
    """ROUTE-3, ROUTE-12: the first meeting for which a plan that comes at `after` is in time: `papers_by` days before.

    The person is invited `now`, which is `after` if not given: at least `invited_before` working days before it.
    """
    invited_at = now or after
    return next(
        Sitting(meeting=meeting.name, at=moment_of(held, meeting.at))
        for held in _calendar(meeting, london_day(after), days)
        if _closes(held, meeting, meeting.papers_by, days) >= after and invited_in_time(held, meeting, invited_at, days)
    )


def _calendar(meeting: Meeting, today: date, days: WorkingDays) -> Iterator[date]:
    """The days on which a panel or call meets by its calendar, without end: from the last one before `today`, or on it.

    One that falls on a day off is held on the next working day.
    """
    day, step = meeting.first_on, timedelta(weeks=meeting.every_weeks)
    if day < today:
        day += step * ((today - day).days // step.days)
    while True:
        yield days.next_working_day(day)
        day += step


def following(sitting: datetime, meeting: Meeting, days: WorkingDays) -> datetime:
    """ROUTE-3: when the panel or call meets next by its calendar, after a sitting that may have been moved (UTC)."""
    moments = (moment_of(held, meeting.at) for held in _calendar(meeting, london_day(sitting), days))
    return next(moment for moment in moments if moment > sitting)


def invited_in_time(held: date, meeting: Meeting, now: datetime, days: WorkingDays) -> bool:
    """ROUTE-12: whether an invitation that is sent now comes early enough for the meeting on the day `held`."""
    return _closes(held, meeting, meeting.invited_before, days) >= now


def _closes(held: date, meeting: Meeting, before: int, days: WorkingDays) -> datetime:
    """The last moment that lies `before` working days before the meeting on the day `held`."""
    if before == 0:
        return moment_of(held, meeting.at)
    return days.closing(days.working_day_before(held, before))


def may_be_missed(sitting: datetime, at: datetime, *, called_off: bool) -> tuple[Finding, ...]:
    """ROUTE-3: a sitting is missed only once it should have begun, and is called off only before that. Faults only.

    On its day, and before its hour, nobody knows yet that it does not decide the plan.

    `at`: the moment from which the report counts.
    """
    if called_off == (at < sitting):
        return ()
    if called_off:
        over = (
            f"The meeting began on {in_london(sitting)}: say that it was not held, or why it did not decide the plan."
        )
        return (finding("ROUTE-3", False, over, "because"),)
    early = (
        f"The meeting begins on {in_london(sitting)}: until then it has missed nothing. If it will not be held, "
        "whoever speaks for it calls it off, or moves it."
    )
    return (finding("ROUTE-3", False, early, "held_on"),)


def may_be_moved(
    sitting: datetime, to: datetime, meeting: Meeting, now: datetime, days: WorkingDays, *, is_extra: bool
) -> tuple[Finding, ...]:
    """ROUTE-3, ROUTE-12: what keeps a sitting from being moved to `to`, or an extra one from it. Faults only.

    It is moved to before the next one of its calendar (TIME-1; our choice). One that is not held until then did not
    decide the plan: it is called off, and the next person up may decide at once.
    """
    day, to_day = london_day(sitting), london_day(to)
    findings: list[Finding] = []
    if now >= sitting:
        begun = f"The meeting began on {in_london(sitting)}: report it as missed."
        findings.append(finding("ROUTE-3", False, begun, "held_on"))
    if to <= now or to == sitting:
        findings.append(finding("ROUTE-3", False, "It must be another moment, and one to come.", "to_day"))
    latest = following(sitting, meeting, days)
    if to >= latest:
        too_late = (
            f"{meeting.title} meets again on {in_london(latest)}: it is moved to before that, or called off, and then "
            "the next person up may decide the plan."
        )
        findings.append(finding("ROUTE-3", False, too_late, "to_day"))
    if not days.is_working_day(to_day):
        findings.append(finding("ROUTE-3", False, f"{to_day} is a day off.", "to_day"))
    usual = to == moment_of(to_day, meeting.at)
    if not usual and not days.opening(to_day) <= to < days.closing(to_day):
        hours = f"{in_london(days.opening(to_day))[-5:]} to {in_london(days.closing(to_day))[-5:]}"
        shut = f"It begins at its usual hour, or while the office is open, {hours}: nobody is asked to come at another."
        findings.append(finding("ROUTE-3", False, shut, "to_time"))
    if is_extra and to >= sitting:
        later = f"An extra meeting is held before that of {day}: otherwise move that one."
        findings.append(finding("ROUTE-3", False, later, "is_extra"))
    if to > now and not invited_in_time(to_day, meeting, now, days):
        notice = (
            f"The person is invited at least {meeting.invited_before} working days before: on {to_day} it would be too "
            "short for them."
        )
        findings.append(finding("ROUTE-12", False, notice, "to_day"))
    return tuple(findings)


def may_decide(
    record: MeetingRecord, meeting: Meeting, plan: Plan, practitioners: frozenset[str], sender: str, today: date
) -> tuple[Finding, ...]:
    """ROUTE-3, ROUTE-9, ROUTE-11: what keeps a panel or call from deciding this plan. Faults only."""
    findings: list[Finding] = []
    field = "meeting.members"
    members = each_once(member.id for member in record.members)

    if record.held_on > today:
        findings.append(finding("ROUTE-3", False, "The meeting has not been held yet.", "meeting.held_on"))
    if len(members) < len(record.members):
        findings.append(finding("ROUTE-3", False, "Each member is named once.", field))
    if len(members) < meeting.quorum:
        reason = f"{meeting.title} needs {meeting.quorum} members, and had {len(members)}."
        findings.append(finding("ROUTE-3", False, reason, field))
    brought = {skill.casefold() for member in record.members for skill in member.skills}
    for skill in meeting.skills:
        if skill.casefold() not in brought:
            reason = f"{meeting.title} needs a member with the skill '{skill}'."
            findings.append(finding("ROUTE-3", False, reason, field))
    if not is_among(sender, members):
        findings.append(finding("ROUTE-10", False, f"{sender} reports the decision, and was not a member.", field))
    for planner in sorted(member for member in members if is_among(member, practitioners)):
        reason = f"{planner} submitted, planned or worked on this plan, or is its practitioner now, so is not a member."
        findings.append(finding("ROUTE-9", False, reason, field))
    findings += _expert_is_recorded(record, plan, members)
    return tuple(findings)


def the_person_was_invited(record: MeetingRecord, invited_to: Collection[date]) -> tuple[Finding, ...]:
    """ROUTE-6: the person was invited to this meeting, which may be an earlier one. Faults only."""
    if record.held_on in invited_to:
        return ()
    days = ", ".join(str(day) for day in invited_to)
    reason = f"The person was invited to that of {days}: only there is this plan decided."
    return (finding("ROUTE-6", False, reason, "meeting.held_on"),)


def _expert_is_recorded(record: MeetingRecord, plan: Plan, members: tuple[str, ...]) -> list[Finding]:
    """ROUTE-11: where an expert assessor was involved, they or somebody of like expertise are among the members."""
    assessor = plan.expert_assessor
    if assessor is None:
        return []
    if record.expert is None or not is_among(record.expert, members):
        reason = (
            f"An expert assessor was involved ({assessor.id}, {assessor.expertise}): they, or somebody of like "
            "expertise, must be named among the members, and as expert."
        )
        return [finding("ROUTE-11", False, reason, "meeting.expert")]
    if not same_staff(record.expert, assessor.id) and not record.like_expertise.strip():
        reason = f"{record.expert} was not the assessor: say what their like expertise is."
        return [finding("ROUTE-11", False, reason, "meeting.like_expertise")]
    return []
