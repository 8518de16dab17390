"""Urgent needs, sharing, tasks; another practitioner or authoriser; clocks planned again (TIME-1..3, SHARE, TIME-1)."""

from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.casework.kept import Practising
from tests.casework.cases import ready
from tests.casework.cases.table import (
    DECISION,
    RESUBMISSION,
    SIGN_OFF,
    Accepted,
    AcceptedByName,
    Refused,
    RefusedByName,
)
from tests.support.builders import Json
from tests.support.consequences import Brought

TO_NIA: Json = {"whose": "practitioner", "to": "sw-1115"}

ACCEPTED: AcceptedByName = {
    "report_urgent_needs": (
        Accepted(
            "to a plan that waits: interim support is wanted at once",
            ready.submitted,
            "2026-11-05 17:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.URGENT_NEEDS_REPORTED, Happening.INTERIM_WANTED),
                state={"urgent_needs_known": True},
                to_interim=(PlanEvent.NEEDS_KNOWN,),
                promised="2026-11-17",
            ),
        ),
        Accepted(
            "to a plan that has left: interim support is wanted all the same",
            ready.withdrawn,
            "2026-11-05 17:20",
            Brought(
                status=Status.WITHDRAWN,
                record=(Happening.URGENT_NEEDS_REPORTED, Happening.INTERIM_WANTED),
                state={"urgent_needs_known": True},
                to_interim=(PlanEvent.NEEDS_KNOWN,),
            ),
        ),
    ),
    "record_consent": (
        Accepted(
            "to a provider's part copy",
            ready.submitted,
            "2026-11-05 17:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.SHARING_DECIDED,),
                kept=("consent: P1 part",),
                promised="2026-11-17",
            ),
        ),
    ),
    "complete_task": (
        Accepted(
            "a letter was given by hand",
            ready.submitted_in_braille,
            "2026-11-05 17:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.TASK_DONE,),
                notices=("submitted to person: sent",),
                done=("give_by_hand",),
                promised="2026-11-17",
            ),
        ),
        Accepted(
            "our software was mended",
            ready.our_software_failed,
            "2026-11-05 17:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.TASK_DONE,),
                done=("fault",),
                promised="2026-11-17",
            ),
            {"task": "fault:20261103101500000000"},
        ),
        Accepted(
            "what was said of one that was done is corrected",
            ready.given_in_braille,
            "2026-11-05 17:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.TASK_CORRECTED,),
                promised="2026-11-17",
            ),
        ),
    ),
    "reassign": (
        Accepted(
            "another practitioner, whose turn it is",
            ready.returned,
            "2026-11-06 09:00",
            Brought(
                status=Status.RETURNED,
                clocks=(RESUBMISSION, SIGN_OFF),
                record=(Happening.REASSIGNED, Happening.TOLD_OF_PRACTITIONER),
                notices=("new_practitioner to person: queued", "reassigned to sw-1115: queued"),
                state={
                    "practitioner": "sw-1115",
                    "reassigned_to": (Practising("sw-1115"),),
                },
                promised="2026-11-19",
            ),
            TO_NIA,
        ),
        Accepted(
            "another authoriser: no clock starts again",
            ready.submitted,
            "2026-11-06 09:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(
                    "decision: team_manager sm-31, due Tue 17 Nov 2026 17:00, remind Tue 10 Nov 2026 17:00",
                    SIGN_OFF,
                ),
                record=(Happening.REASSIGNED,),
                notices=("reassigned to sm-31: queued",),
                promised="2026-11-17",
            ),
            {"to": "sm-31"},
        ),
    ),
    "replan_clocks": (
        Accepted(
            "of a plan: its interim support hears of it",
            ready.submitted,
            "2026-11-06 09:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION, SIGN_OFF),
                record=(Happening.CLOCKS_PLANNED_AGAIN,),
                to_interim=(PlanEvent.PLANNED_AGAIN,),
                promised="2026-11-17",
            ),
        ),
    ),
}

REFUSED: RefusedByName = {
    "record_consent": (
        Refused(
            "for somebody whom the plan does not know",
            ready.submitted,
            Refusal.NO_SUCH_RECIPIENT,
            {"sharing.recipient": "P9"},
        ),
        Refused(
            "on a basis that does not fit the person's capacity",
            ready.submitted,
            Refusal.INCOMPLETE,
            {"sharing.basis": "best_interests"},
        ),
        Refused(
            "on a day that has not come",
            ready.submitted,
            Refusal.INCOMPLETE,
            {"sharing.decided_on": "2031-01-01"},
        ),
    ),
    "complete_task": (
        Refused("that is none", ready.submitted, Refusal.NO_SUCH_TASK),
        Refused(
            "in words that say that it is still to be done",
            ready.submitted_in_braille,
            Refusal.INCOMPLETE,
            {"what_was_done": "It has not been made yet."},
        ),
        Refused(
            "sent before it was asked for",
            ready.submitted_in_braille,
            Refusal.NOT_NOW,
            {"sent_at": "2020-11-05T09:00:00+00:00"},
        ),
        Refused(
            "said anew, and sent before what was said last",
            ready.given_in_braille,
            Refusal.NOT_NOW,
            {"sent_at": "2026-11-03T10:20:00+00:00"},
        ),
        Refused(
            "of interim support, at the plan",
            ready.asked_for,
            Refusal.WRONG_WORKFLOW,
            {"task": "interim:1:needs_known/report-urgent-needs-message-1"},
        ),
    ),
    "reassign": (
        Refused("to nobody on the register", ready.returned, Refusal.NO_AUTHORITY, TO_NIA | {"to": "sw-9999"}),
        Refused("to somebody who may not decide it", ready.submitted, Refusal.NO_AUTHORITY, {"to": "tm-202"}),
        Refused("to whoever submitted it", ready.submitted, Refusal.OWN_PLAN, {"to": "sw-1042"}),
        Refused("while no authoriser is waited for", ready.returned, Refusal.NOT_NOW, {"to": "sm-31"}),
    ),
}
