"""What is asked and answered on the way; a meeting that did not decide; a first payment; a condition.

DEC-4, TIME-6, RET-4, ROUTE-3, ROUTE-5, DP-6.
"""

from datetime import UTC, date, datetime

from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import (
    DECISION,
    PAYMENT_REVIEW,
    REVIEW,
    SIGN_OFF,
    Accepted,
    AcceptedByName,
    Refused,
    RefusedByName,
)
from tests.support.consequences import Brought

REQUEST = "request-information-message-1"
QUESTION = "ask-about-return-message-1"

QUESTION_OPEN = f"question:{QUESTION}"

DECISION_STANDS = "decision: team_manager, due Wed 25 Nov 2026 15:00, stands"
"""From Thursday 11:00 to the following Thursday 17:00: as much office time on from Tuesday 17 November."""

DECISION_AGAIN = "decision: team_manager, due Thu 19 Nov 2026 13:05, remind Thu 12 Nov 2026 13:05"
"""It stood from Thursday 11:00 to Friday 15:05: six hours, and six hours and five minutes."""

INFORMATION = f"information:{REQUEST}: practitioner, due Thu 12 Nov 2026 17:00, remind Tue 10 Nov 2026 17:00"

WORDS_BY = {"sent_by.id": "sw-1090"}
PAID_ON_TUESDAY = WORDS_BY | {"received_on": "2026-11-10"}

ACCEPTED: AcceptedByName = {
    "request_information": (
        Accepted(
            "and the decision is not due meanwhile",
            ready.submitted,
            "2026-11-05 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION_STANDS, INFORMATION, SIGN_OFF),
                record=(Happening.INFORMATION_ASKED,),
                notices=("question to sw-1042: queued",),
                kept=("information: 0 parts",),
                promised="2026-11-17, now 2026-11-25 (information_asked), to tell Fri 06 Nov 2026 17:00",
            ),
        ),
    ),
    "supply_information": (
        Accepted(
            "all of it: the decision is due again",
            ready.asked,
            "2026-11-06 15:05",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION_AGAIN, SIGN_OFF),
                record=(Happening.INFORMATION_CAME,),
                notices=("question to tm-201: queued",),
                kept=("information: answered",),
                promised="2026-11-17, now 2026-11-19 (information_asked, information_came), "
                "to tell Fri 06 Nov 2026 17:00",
            ),
            {"request": REQUEST},
        ),
        Accepted(
            "part of it: it is still waited for",
            ready.asked,
            "2026-11-06 15:05",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION_STANDS, INFORMATION, SIGN_OFF),
                record=(Happening.INFORMATION_CAME_IN_PART,),
                notices=("question to tm-201: queued",),
                kept=("information: 1 parts",),
                promised="2026-11-17, now 2026-11-25 (information_asked), to tell Fri 06 Nov 2026 17:00",
            ),
            {"request": REQUEST, "still_to_come": "The clinic's letter, which is promised for Monday."},
        ),
    ),
    "withdraw_request": (
        Accepted(
            "by whoever asked: the decision is due again",
            ready.asked,
            "2026-11-06 15:05",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(DECISION_AGAIN, SIGN_OFF),
                record=(Happening.REQUEST_WITHDRAWN,),
                notices=("question to sw-1042: queued",),
                kept=("information: answered",),
                promised="2026-11-17, now 2026-11-19 (information_asked, information_came), "
                "to tell Fri 06 Nov 2026 17:00",
            ),
            {"request": REQUEST},
        ),
    ),
    "ask_about_return": (
        Accepted(
            "the authoriser who returned it",
            ready.returned,
            "2026-11-05 15:30",
            Brought(
                status=Status.RETURNED,
                clocks=(
                    f"{QUESTION_OPEN}: team_manager tm-201, due Mon 09 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00",
                    "resubmission: practitioner, due Tue 24 Nov 2026 10:30, stands",
                    SIGN_OFF,
                ),
                record=(Happening.RETURN_ASKED_ABOUT,),
                notices=("question to tm-201: queued",),
                kept=("question: 0 parts",),
                promised="2026-11-19, now 2026-11-24 (question_asked), to tell Fri 06 Nov 2026 17:00",
            ),
        ),
        Accepted(
            "the line manager",
            ready.returned,
            "2026-11-05 15:30",
            Brought(
                status=Status.RETURNED,
                clocks=(
                    f"{QUESTION_OPEN}: line_manager, due Mon 09 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00",
                    "resubmission: practitioner, due Tue 24 Nov 2026 10:30, stands",
                    SIGN_OFF,
                ),
                record=(Happening.RETURN_ASKED_ABOUT,),
                notices=("question to tm-201: queued",),
                kept=("question: 0 parts",),
                promised="2026-11-19, now 2026-11-24 (question_asked), to tell Fri 06 Nov 2026 17:00",
            ),
            {"to": "line_manager"},
        ),
    ),
    "answer_about_return": (
        Accepted(
            "and the practitioner is waited for again",
            ready.asked_about_the_return,
            "2026-11-06 09:00",
            Brought(
                status=Status.RETURNED,
                clocks=(
                    "resubmission: practitioner, due Fri 20 Nov 2026 10:30, remind Fri 13 Nov 2026 10:30",
                    SIGN_OFF,
                ),
                record=(Happening.RETURN_EXPLAINED,),
                notices=("question to sw-1042: queued",),
                kept=("question: answered",),
                promised="2026-11-19, now 2026-11-20 (question_asked, question_answered), "
                "to tell Fri 06 Nov 2026 17:00",
            ),
            {"question": QUESTION},
        ),
    ),
    "report_missed_meeting": (
        Accepted(
            "a call that was not quorate: the next person up is told, and the next call set",
            ready.waiting_for_a_call,
            "2026-11-04 11:30",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(
                    "decision: call_lead, due Mon 16 Nov 2026 17:00, remind Mon 09 Nov 2026 17:00",
                    "meeting: call_lead, due Thu 12 Nov 2026 17:00, missed Thu 12 Nov 2026 17:00",
                    "sign_off: call_lead, due Mon 14 Dec 2026 17:00, interim_decision Mon 14 Dec 2026 17:00",
                ),
                record=(
                    Happening.MISSED_MEETING_REPORTED,
                    Happening.MEETING_MISSED,
                    Happening.MEETING_SET,
                    Happening.INVITED,
                ),
                notices=("escalation to hs-1: queued", "invitation to person: queued"),
                kept=("missed of meeting: Head of service",),
                state={"meeting_at": datetime(2026, 11, 11, 10, 0, tzinfo=UTC), "meetings_missed": 1},
                promised="2026-11-16",
            ),
            {"sent_by.id": "cl-611", "held_on": "2026-11-04"},
        ),
    ),
    "move_meeting": (
        Accepted(
            "to another day: the person is invited anew",
            ready.waiting_for_a_call,
            "2026-11-02 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(
                    "decision: call_lead, due Mon 16 Nov 2026 17:00, remind Mon 09 Nov 2026 17:00",
                    "meeting: call_lead, due Mon 09 Nov 2026 17:00, missed Mon 09 Nov 2026 17:00",
                    "sign_off: call_lead, due Mon 14 Dec 2026 17:00, interim_decision Mon 14 Dec 2026 17:00",
                ),
                record=(Happening.MEETING_MOVED, Happening.MEETING_SET, Happening.INVITED),
                notices=("invitation to person: queued",),
                state={"meeting_at": datetime(2026, 11, 6, 14, 0, tzinfo=UTC)},
                promised="2026-11-16",
            ),
            {"sent_by.id": "cl-611", "held_on": "2026-11-04", "to_day": "2026-11-06", "to_time": "14:00"},
        ),
    ),
    "refer_up": (
        Accepted(
            "to the next person up, who is told",
            ready.submitted,
            "2026-11-04 11:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(
                    DECISION.replace("team_manager", "service_manager"),
                    SIGN_OFF.replace("team_manager", "service_manager"),
                ),
                record=(Happening.REFERRED, Happening.SENT_TO_ROLE),
                notices=("awaiting_decision to sm-31: queued",),
                kept=("route of 1: service_manager",),
                state={"route_role": "service_manager"},
                promised="2026-11-17",
            ),
        ),
    ),
    "report_first_payment": (
        Accepted(
            "which is put into practice: whoever agreed the plan is to approve it",
            ready.authorised_to_start,
            "2026-11-11 16:10",
            Brought(
                status=Status.AUTHORISED_TO_START,
                clocks=(
                    "first_payment: team_manager tm-206, due Thu 03 Dec 2026 17:00, remind Thu 12 Nov 2026 17:00",
                    SIGN_OFF,
                ),
                record=(Happening.PAYMENT_WORKS,),
                notices=("question to tm-206: queued",),
                state={"first_payment": FirstPayment.WORKS, "first_paid_on": date(2026, 11, 10)},
                promised="2026-12-03",
            ),
            PAID_ON_TUESDAY,
        ),
        Accepted(
            "which does not work yet: whoever agreed the plan is told",
            ready.authorised_to_start,
            "2026-11-11 16:10",
            Brought(
                status=Status.AUTHORISED_TO_START,
                clocks=(
                    "first_payment: practitioner, due Thu 03 Dec 2026 17:00, remind Thu 12 Nov 2026 17:00",
                    SIGN_OFF,
                ),
                record=(Happening.PAYMENT_DOES_NOT_WORK,),
                notices=("question to tm-206: queued",),
                state={"first_payment": FirstPayment.NOT_WORKING_YET, "first_paid_on": date(2026, 11, 10)},
                promised="2026-12-03",
            ),
            PAID_ON_TUESDAY | {"put_into_practice": False},
        ),
    ),
    "approve_arrangement": (
        Accepted(
            "which works: the record is to be given",
            ready.reported_as_working,
            "2026-11-12 09:30",
            Brought(
                status=Status.AGREED,
                clocks=("record: practitioner, due Mon 16 Nov 2026 17:00, remind Fri 13 Nov 2026 17:00", SIGN_OFF),
                record=(Happening.APPROVED_ON_REPORT,),
                notices=("outcome to sw-1090: queued",),
            ),
            {"sent_by.id": "tm-206"},
        ),
    ),
    "meet_condition": (
        Accepted(
            "which is due again every three months",
            ready.paid,
            "2027-02-12 09:40",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(
                    "condition:D1: practitioner, due Wed 26 May 2027 17:00, remind Wed 19 May 2027 17:00",
                    PAYMENT_REVIEW,
                    REVIEW,
                ),
                record=(Happening.CONDITION_MET,),
                promised="2026-12-31",
            ),
            WORDS_BY,
        ),
        Accepted(
            "which was to be met once",
            ready.paid_on_condition_of_one_thing,
            "2027-02-12 09:40",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(PAYMENT_REVIEW, REVIEW),
                record=(Happening.CONDITION_MET,),
                promised="2026-12-31",
            ),
            WORDS_BY,
        ),
    ),
}

REFUSED: RefusedByName = {
    "request_information": (
        Refused("by whoever submitted it", ready.submitted, Refusal.OWN_PLAN, {"sent_by.id": "sw-1042"}),
    ),
    "supply_information": (
        Refused("that nobody asked for", ready.asked, Refusal.NO_SUCH_QUESTION, {"request": "another-message-1"}),
    ),
    "withdraw_request": (Refused("of which there is none", ready.asked, Refusal.NO_SUCH_QUESTION),),
    "ask_about_return": (
        Refused(
            "a line manager whom the plan does not name",
            ready.returned_without_a_line_manager,
            Refusal.INCOMPLETE,
            {"to": "line_manager"},
        ),
    ),
    "answer_about_return": (
        Refused("by whoever asked", ready.asked_by_a_manager, Refusal.NO_AUTHORITY, {"question": QUESTION}),
        Refused("which nobody asked", ready.returned, Refusal.NO_SUCH_QUESTION),
    ),
    "report_missed_meeting": (
        Refused("of a plan that waits for none", ready.submitted, Refusal.NOT_NOW),
        Refused(
            "another than it waits for",
            ready.waiting_for_a_call,
            Refusal.NOT_NOW,
            {"sent_by.id": "cl-611", "held_on": "2026-11-03"},
        ),
    ),
    "move_meeting": (
        Refused("of a plan that waits for none", ready.submitted, Refusal.NO_AUTHORITY),
        Refused("another than it waits for", ready.waiting_for_a_call, Refusal.NOT_NOW, {"sent_by.id": "cl-611"}),
    ),
    "refer_up": (
        Refused(
            "of one that waits for a call",
            ready.waiting_for_a_call,
            Refusal.NOT_NOW,
            {"sent_by.id": "cl-611"},
        ),
        Refused("to a panel, where there is none", ready.submitted, Refusal.NOT_NOW, {"to": "panel_or_call"}),
    ),
    "report_first_payment": (
        Refused(
            "before it has come",
            ready.authorised_to_start,
            Refusal.INCOMPLETE,
            WORDS_BY | {"received_on": "2026-11-06"},
        ),
        Refused(
            "that came before the plan was authorised to start",
            ready.authorised_to_start,
            Refusal.INCOMPLETE,
            WORDS_BY | {"received_on": "2020-11-05"},
        ),
    ),
    "approve_arrangement": (
        Refused("of which nobody has reported", ready.authorised_to_start, Refusal.NOT_NOW, {"sent_by.id": "tm-206"}),
        Refused("that does not work", ready.reported_as_not_working, Refusal.NOT_NOW, {"sent_by.id": "tm-206"}),
    ),
    "meet_condition": (
        Refused("of which there is none", ready.paid, Refusal.NO_SUCH_CONDITION, WORDS_BY | {"condition": "D2"}),
    ),
}
