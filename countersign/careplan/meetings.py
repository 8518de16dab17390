"""ROUTE-3, ROUTE-6, ROUTE-9, ROUTE-11 · When a panel or call meets next, and whether a meeting may decide a plan.

Source: the article on the TLAP guidance; statutory guidance 10.85 (check) for its members' skills and the expert
assessor, or somebody of like expertise.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from countersign.careplan.authority import Meeting
from countersign.careplan.decision_parts import MeetingRecord
from countersign.careplan.findings import Finding, finding
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import WorkingDays, london_day, moment_of


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


def next_sitting(meeting: Meeting, after: datetime, days: WorkingDays) -> Sitting:
    """ROUTE-3: the first meeting for which a plan that comes at `after` is in time: `papers_by` working days before."""
    day = meeting.first_on
    step = timedelta(weeks=meeting.every_weeks)
    today = london_day(after)
    if day < today:
        day += step * ((today - day).days // step.days)
    while True:
        held = days.next_working_day(day)
        if _papers_close(held, meeting, days) >= after:
            return Sitting(meeting=meeting.name, at=moment_of(held, meeting.at))
        day += step


def _papers_close(held: date, meeting: Meeting, days: WorkingDays) -> datetime:
    """The last moment at which a plan is in time for the meeting on the day `held`."""
    if meeting.papers_by == 0:
        return moment_of(held, meeting.at)
    return days.closing(days.working_day_before(held, meeting.papers_by))


def may_decide(
    record: MeetingRecord, meeting: Meeting, plan: Plan, practitioners: frozenset[str], sender: str, today: date
) -> tuple[Finding, ...]:
    """ROUTE-3, ROUTE-9, ROUTE-11: what keeps a panel or call from deciding this plan. Faults only."""
    findings: list[Finding] = []
    field = "meeting.members"
    members = {member.id for member in record.members}

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
    if sender not in members:
        findings.append(finding("ROUTE-10", False, f"{sender} reports the decision, and was not a member.", field))
    for planner in sorted(members & practitioners):
        reason = f"{planner} submitted or planned this plan, so is not a member when it is decided."
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


def _expert_is_recorded(record: MeetingRecord, plan: Plan, members: set[str]) -> list[Finding]:
    """ROUTE-11: where an expert assessor was involved, they or somebody of like expertise are among the members."""
    assessor = plan.expert_assessor
    if assessor is None:
        return []
    if record.expert is None or record.expert not in members:
        reason = (
            f"An expert assessor was involved ({assessor.id}, {assessor.expertise}): they, or somebody of like "
            "expertise, must be named among the members, and as expert."
        )
        return [finding("ROUTE-11", False, reason, "meeting.expert")]
    if record.expert != assessor.id and not record.like_expertise.strip():
        reason = f"{record.expert} was not the assessor: say what their like expertise is."
        return [finding("ROUTE-11", False, reason, "meeting.like_expertise")]
    return []
