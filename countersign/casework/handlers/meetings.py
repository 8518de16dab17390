"""ROUTE-3 · Handles the report that a panel or call did not decide a plan."""

from countersign.careplan.clocks import Wait
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.meetings import MissedBecause, ReportMissedMeeting
from countersign.careplan.working_time import london_day
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.ladder import keep_step
from countersign.casework.routes import by_the_scheme_of_today, missed

MISSED_WORDS = {
    MissedBecause.NOT_HELD: "was not held",
    MissedBecause.NOT_QUORATE: "was not quorate",
    MissedBecause.NOT_REACHED: "did not reach the plan",
}


@handles(ReportMissedMeeting)
def report_missed_meeting(case: Case, message: ReportMissedMeeting) -> Accepted | Refused:
    """ROUTE-3: somebody who speaks for the panel or call says that it did not decide the plan, and why."""
    clock = case.clocks.get(Wait.MEETING.value)
    if clock is None:
        not_now = message.declared.not_now.format(status=case.status.value.replace("_", " "))
        return Refused(Refusal.NOT_NOW, (not_now,))
    due_on = london_day(clock.since)
    if message.held_on != due_on:
        return Refused(Refusal.NOT_NOW, (f"held_on: the plan waits for the meeting on {due_on}.",))
    case.takes_effect(message)
    why = MISSED_WORDS[message.because]
    case.record.note(
        Happening.MISSED_MEETING_REPORTED, by=Actor.STAFF, of=message, why=why, detail={"why": message.why}
    )
    if by_the_scheme_of_today(case, clock) != clock:
        return Accepted(("By the scheme that is in force today the plan goes elsewhere: whoever decides is told.",))
    keep_step(case, clock, missed(case, why))
    return Accepted()
