"""ROUTE-3 · What is reported of a panel or call that did not decide a plan."""

from enum import StrEnum

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Workflow
from countersign.careplan.wire import Day, Text


class MissedBecause(StrEnum):
    """Why a panel or call could not decide a plan."""

    NOT_HELD = "not_held"
    NOT_QUORATE = "not_quorate"
    NOT_REACHED = "not_reached"


class ReportMissedMeeting(Message):
    """ROUTE-3, TIME-2: the panel or call did not decide this plan: it goes to the next rung, and to the next meeting.

    If nobody reports it, the meeting's own clock finds out.
    """

    declared = Declared(
        name="report_missed_meeting",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        states=frozenset({Status.AWAITING_DECISION}),
        not_now="The plan is {status}, and waits for no panel or call.",
        when="while the plan waits for a panel or call (ROUTE-3)",
    )

    held_on: Day
    """The day of the meeting, held or not."""

    because: MissedBecause

    why: Text
    """What happened, in words."""
