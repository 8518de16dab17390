"""What a decision brings about, and a practitioner's answer to a return (DEC, RET-1..3, RET-5, ROUTE-5, DEC-9)."""

from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import RESUBMISSION, SIGN_OFF, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.casework import CaseUnderTest
from tests.support.consequences import Brought

ANOTHER_PLAN = "00000000-0000-4000-8000-00000000ffff"


def _joes_returned(case: CaseUnderTest) -> None:
    """Joe's plan costs £731.50 a week: a service manager returns it."""
    case.at("2026-11-02 15:30")
    assert case.submit("joe-1-submission").answer.accepted
    case.at("2026-11-05 11:00")
    case.accept("decide", "joe-2-returned", {"sent_by.id": "sm-31"})


ACCEPTED: AcceptedByName = {
    "decide": (
        Accepted(
            "agrees",
            ready.submitted,
            "2026-11-05 14:40",
            Brought(
                status=Status.AGREED,
                clocks=("record: practitioner, due Mon 09 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00", SIGN_OFF),
                record=(Happening.AGREED,),
                notices=("outcome to sw-1042: queued",),
                kept=("decision on 1: agree by tm-201",),
            ),
            given="clare-4-agreed",
        ),
        Accepted(
            "agrees, who is not the one who asked: what was asked for is no longer wanted",
            ready.asked,
            "2026-11-05 14:40",
            Brought(
                status=Status.AGREED,
                clocks=("record: practitioner, due Mon 09 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00", SIGN_OFF),
                record=(Happening.INFORMATION_NO_LONGER_WANTED, Happening.AGREED),
                notices=("outcome to sw-1042: queued",),
                kept=("decision on 1: agree by sm-31", "information: answered"),
            ),
            {"sent_by.id": "sm-31"},
            given="clare-4-agreed",
        ),
        Accepted(
            "returns",
            ready.submitted,
            "2026-11-05 14:40",
            Brought(
                status=Status.RETURNED,
                clocks=(RESUBMISSION, SIGN_OFF),
                record=(Happening.RETURNED, Happening.TOLD_NOT_SIGNED_OFF, Happening.NEEDS_TO_BE_FOUND_OUT),
                notices=("outcome to sw-1042: queued", "returned to person: queued"),
                kept=("decision on 1: return by tm-201",),
                to_interim=(PlanEvent.NEEDS_NOT_KNOWN,),
                promised="2026-11-19",
            ),
            given="clare-2-returned",
        ),
        Accepted(
            "agrees that a direct payment may start",
            ready.to_be_paid_directly,
            "2026-11-05 14:20",
            Brought(
                status=Status.AUTHORISED_TO_START,
                clocks=(
                    "first_payment: practitioner, due Thu 03 Dec 2026 17:00, remind Thu 12 Nov 2026 17:00",
                    SIGN_OFF,
                ),
                record=(
                    Happening.AGREED,
                    Happening.CONDITION_SET,
                    Happening.AUTHORISED_TO_START,
                    Happening.TOLD_IT_CAN_START,
                ),
                notices=(
                    "authorised_to_start to person: queued",
                    "outcome to dpt-641: queued",
                    "outcome to sw-1090: queued",
                ),
                kept=("decision on 1: agree by tm-206",),
                promised="2026-12-03",
            ),
            {"sent_by.id": "tm-206"},
            given="payment-2-agreed",
        ),
        Accepted(
            "agrees for a call",
            ready.waiting_for_a_call,
            "2026-11-04 12:00",
            Brought(
                status=Status.AGREED,
                clocks=(
                    "record: practitioner, due Fri 06 Nov 2026 17:00, remind Thu 05 Nov 2026 17:00",
                    "sign_off: call_lead, due Mon 14 Dec 2026 17:00, interim_decision Mon 14 Dec 2026 17:00",
                ),
                record=(Happening.AGREED,),
                notices=("outcome to sw-1115: queued",),
                kept=("decision on 1: agree by cl-611",),
            ),
            {"sent_by.id": "cl-611", "meeting.held_on": "2026-11-04"},
            given="call-2-agreed",
        ),
    ),
    "resubmit": (
        Accepted(
            "as much as before",
            ready.returned,
            "2026-11-06 09:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("decision: team_manager, due Fri 20 Nov 2026 17:00, remind Fri 13 Nov 2026 17:00", SIGN_OFF),
                record=(Happening.RESUBMITTED, Happening.TOLD_NEW_TIMEFRAME, Happening.SENT_TO_ROLE),
                notices=("awaiting_decision to tm-201: queued", "resubmitted to person: queued"),
                kept=("version 2", "route of 2: team_manager"),
                version=2,
                promised="2026-11-20",
            ),
            given="clare-3-resubmission",
        ),
        Accepted(
            "without an answer to what was asked about the return",
            ready.asked_about_the_return,
            "2026-11-06 09:20",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("decision: team_manager, due Fri 20 Nov 2026 17:00, remind Fri 13 Nov 2026 17:00", SIGN_OFF),
                record=(
                    Happening.QUESTION_NO_LONGER_ASKED,
                    Happening.RESUBMITTED,
                    Happening.TOLD_NEW_TIMEFRAME,
                    Happening.SENT_TO_ROLE,
                ),
                notices=("awaiting_decision to tm-201: queued", "resubmitted to person: queued"),
                kept=("version 2", "route of 2: team_manager", "question: answered"),
                version=2,
                promised="2026-11-20",
            ),
            given="clare-3-resubmission",
        ),
        Accepted(
            "for less than before: it goes no lighter way",
            _joes_returned,
            "2026-11-09 11:45",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=(
                    "decision: service_manager, due Mon 23 Nov 2026 17:00, remind Mon 16 Nov 2026 17:00",
                    "sign_off: service_manager, due Mon 14 Dec 2026 17:00, interim_decision Mon 14 Dec 2026 17:00",
                ),
                record=(
                    Happening.RESUBMITTED,
                    Happening.TOLD_WHY_IT_COSTS_LESS,
                    Happening.TOLD_NEW_TIMEFRAME,
                    Happening.SENT_AS_BEFORE,
                ),
                notices=("awaiting_decision to sm-31: queued", "resubmitted to person: queued"),
                kept=("version 2", "route of 2: service_manager"),
                version=2,
                promised="2026-11-23",
            ),
            {"sent_by.id": "sw-1057"},
            given="joe-3-resubmission",
        ),
    ),
}

REFUSED: RefusedByName = {
    "decide": (
        Refused(
            "by whoever submitted the plan",
            ready.submitted,
            Refusal.OWN_PLAN,
            {"sent_by.id": "sw-1042"},
            "clare-4-agreed",
        ),
        Refused(
            "by somebody of another team",
            ready.submitted,
            Refusal.NO_AUTHORITY,
            {"sent_by.id": "tm-202"},
            "clare-4-agreed",
        ),
        Refused(
            "without an answer to a question",
            ready.submitted,
            Refusal.INCOMPLETE,
            {"answers": []},
            "clare-4-agreed",
        ),
        Refused(
            "that agrees though a limb does not hold",
            ready.submitted,
            Refusal.CONTRADICTION,
            {"limbs.best_use_of_resources": False},
            "clare-4-agreed",
        ),
        Refused(
            "for a call, without saying who was there",
            ready.waiting_for_a_call,
            Refusal.INCOMPLETE,
            {"sent_by.id": "cl-611", "meeting": None},
            "call-2-agreed",
        ),
        Refused(
            "for a call to which the person was not invited",
            ready.waiting_for_a_call,
            Refusal.NOT_QUORATE,
            {"sent_by.id": "cl-611", "meeting.held_on": "2026-11-02"},
            "call-2-agreed",
        ),
    ),
    "resubmit": (
        Refused(
            "that does not answer a reason",
            ready.returned,
            Refusal.INCOMPLETE,
            {"responses": []},
            "clare-3-resubmission",
        ),
        Refused(
            "of another plan",
            ready.returned,
            Refusal.WRONG_PLAN,
            {"plan.plan_id": ANOTHER_PLAN},
            "clare-3-resubmission",
        ),
    ),
}
