"""AMEND: an amendment is asked for, the person consulted, it is answered, submitted whole, and taken back."""

from countersign.careplan.clocks import Wait
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import REVIEW, Accepted, AcceptedByName, Climb, Refused, RefusedByName, Taken
from tests.support.builders import Json
from tests.support.consequences import Brought

REQUEST = "ask-for-amendment-message-1"
FROM_FRIDAY = f"amendment:{REQUEST}: practitioner, due Fri 04 Dec 2026 17:00, remind Fri 27 Nov 2026 17:00"
"""Ten working days from when it was asked for, reminded after five."""

FROM_TUESDAY = f"amendment:{REQUEST}: practitioner, due Tue 08 Dec 2026 17:00, remind Tue 01 Dec 2026 17:00"
"""The same from the answer, for the amended plan."""

SECOND = "amendment:ask-for-amendment-message-2: practitioner, due Fri 11 Dec 2026 17:00, remind Fri 04 Dec 2026 17:00"
DECISION = "decision: team_manager, due Thu 10 Dec 2026 17:00, remind Thu 03 Dec 2026 17:00"
SIGN_OFF = "sign_off: team_manager, due Tue 12 Jan 2027 17:00, interim_decision Tue 12 Jan 2027 17:00"

NO: Json = {"agreed": False}
OF_THE_REQUEST: Json = {"request": REQUEST}

ASKED = Brought(
    status=Status.SIGNED_OFF,
    clocks=(FROM_FRIDAY, REVIEW),
    record=(Happening.AMENDMENT_ASKED,),
    notices=("amendment_asked to person: queued", "question to sw-1042: queued"),
    asked=("amendment: sw-1042",),
    state={"amendments": ("person: asked",)},
    promised="2026-12-31",
)

ACCEPTED: AcceptedByName = {
    "ask_for_amendment": (
        Accepted("by the person: it is to be answered", ready.signed_off, "2026-11-20 10:05", ASKED),
        Accepted(
            "by her daughter: the person is consulted first",
            ready.signed_off,
            "2026-11-20 10:05",
            ASKED._replace(state={"amendments": ("carer: asked",)}),
            {"asked_by": "carer"},
        ),
        Accepted(
            "while an amended plan is in hand: it is to be answered all the same",
            ready.amended,
            "2026-11-27 10:05",
            Brought(
                status=Status.AWAITING_DECISION,
                version=2,
                clocks=(SECOND, DECISION, REVIEW, SIGN_OFF),
                record=(Happening.AMENDMENT_ASKED,),
                notices=("amendment_asked to person: queued", "question to sw-1042: queued"),
                asked=("amendment: sw-1042",),
                state={"amendments": ("person: in_hand", "person: asked")},
                promised="2026-12-10",
            ),
        ),
    ),
    "record_amendment_view": (
        Accepted(
            "what the person thinks: now it is to be answered",
            ready.amendment_asked_by_her_daughter,
            "2026-11-23 15:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(FROM_FRIDAY, REVIEW),
                record=(Happening.AMENDMENT_VIEWED,),
                notices=("question to sw-1042: queued",),
                asked=("amendment: sw-1042",),
                done=("amendment",),
                state={"amendments": ("carer: asked",)},
                promised="2026-12-31",
            ),
        ),
    ),
    "answer_amendment": (
        Accepted(
            "agreed: the amended plan is waited for",
            ready.amendment_asked,
            "2026-11-24 11:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(FROM_TUESDAY, REVIEW),
                record=(Happening.AMENDMENT_AGREED_TO,),
                notices=("amendment_answered to person: queued", "question to sw-1042: queued"),
                asked=("amendment: sw-1042",),
                done=("amendment",),
                state={"amendments": ("person: agreed",)},
                promised="2026-12-31",
            ),
        ),
        Accepted(
            "not agreed: the person is told why",
            ready.amendment_asked,
            "2026-11-24 11:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.AMENDMENT_NOT_AGREED,),
                notices=("amendment_answered to person: queued",),
                done=("amendment",),
                state={"amendments": ("person: not_agreed",)},
                promised="2026-12-31",
            ),
            NO,
        ),
        Accepted(
            "not agreed, and staff asked: nobody has to be told besides",
            ready.amendment_viewed_that_staff_asked_for,
            "2026-11-24 11:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.AMENDMENT_NOT_AGREED,),
                notices=("amendment_answered to person: queued",),
                done=("amendment",),
                state={"amendments": ("staff: not_agreed",)},
                promised="2026-12-31",
            ),
            NO,
        ),
        Accepted(
            "not agreed, and another asked: the practitioner tells them",
            ready.amendment_viewed,
            "2026-11-24 11:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.AMENDMENT_NOT_AGREED,),
                notices=("amendment_answered to person: queued", "task to sw-1042: queued"),
                asked=("tell_who_asked: sw-1042",),
                done=("amendment",),
                state={"amendments": ("carer: not_agreed",)},
                promised="2026-12-31",
            ),
            NO,
        ),
    ),
    "submit_amendment": (
        Accepted(
            "with one more service: it waits for a decision, and the review goes on",
            ready.amendment_agreed,
            "2026-11-26 14:20",
            Brought(
                status=Status.AWAITING_DECISION,
                version=2,
                clocks=(DECISION, REVIEW, SIGN_OFF),
                record=(Happening.AMENDED, Happening.TOLD_DATE, Happening.SENT_TO_ROLE),
                notices=("amended to person: queued", "awaiting_decision to tm-201: queued"),
                done=("amendment",),
                kept=("version 2", "route of 2: team_manager"),
                state={"amended_from": 2, "amendments": ("person: in_hand",)},
                promised="2026-12-10",
            ),
        ),
    ),
    "withdraw_amendment": (
        Accepted(
            "the amended plan in hand: the one in force is in hand again",
            ready.amended,
            "2026-11-27 09:10",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.AMENDMENT_WITHDRAWN,),
                notices=("amendment_withdrawn to person: queued", "outcome to sw-1042: queued"),
                state={"amended_from": 0, "amendments": ("person: taken_back",)},
                promised="2026-12-31",
            ),
        ),
        Accepted(
            "a request: nothing is waited for any more",
            ready.amendment_agreed,
            "2026-11-25 09:10",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.AMENDMENT_TAKEN_BACK,),
                notices=("amendment_withdrawn to person: queued",),
                done=("amendment",),
                state={"amendments": ("person: taken_back",)},
                promised="2026-12-31",
            ),
            OF_THE_REQUEST,
        ),
    ),
}

ANOTHER: Json = {"request": "ask-for-amendment-message-9"}

REFUSED: RefusedByName = {
    "ask_for_amendment": (
        Refused("one too many", ready.twenty_amendments_asked, Refusal.NOT_NOW, {"asked_by": "staff"}),
    ),
    "record_amendment_view": (
        Refused("of no request", ready.amendment_asked_by_her_daughter, Refusal.NO_SUCH_AMENDMENT, ANOTHER),
        Refused("of one that was answered", ready.amendment_agreed, Refusal.NO_SUCH_AMENDMENT),
        Refused(
            "without a word why",
            ready.amendment_asked_by_her_daughter,
            Refusal.INCOMPLETE,
            {"wants_it.in_words": ""},
        ),
    ),
    "answer_amendment": (
        Refused("of no request", ready.amendment_asked, Refusal.NO_SUCH_AMENDMENT, ANOTHER),
        Refused("a second time", ready.amendment_agreed, Refusal.NO_SUCH_AMENDMENT, NO),
        Refused("before the person was consulted", ready.amendment_asked_by_her_daughter, Refusal.INCOMPLETE),
    ),
    "submit_amendment": (
        Refused("that nobody agreed to", ready.amendment_asked, Refusal.NO_SUCH_AMENDMENT),
        Refused("of another plan's kind", ready.amendment_agreed, Refusal.WRONG_PLAN, {"plan.kind": "carer"}),
        Refused(
            "that gives less for no reason on record",
            ready.amendment_agreed,
            Refusal.INCOMPLETE,
            {"plan.services.0.units_a_week": "1.00", "plan.services.0.weekly_cost": "25.60"},
        ),
        Refused(
            "by somebody whom nobody knows",
            ready.amendment_agreed,
            Refusal.NO_AUTHORITY,
            {"plan.practitioner.id": "tm-201"},
        ),
    ),
    "withdraw_amendment": (
        Refused("where none is in hand", ready.amendment_agreed, Refusal.NOT_NOW),
        Refused("of no request", ready.amendment_agreed, Refusal.NO_SUCH_AMENDMENT, ANOTHER),
        Refused(
            "of a request that is carried out: the plan in hand is",
            ready.amended,
            Refusal.NO_SUCH_AMENDMENT,
            OF_THE_REQUEST,
        ),
    ),
}

LADDER: dict[Wait, Climb] = {
    Wait.AMENDMENT: Climb(
        f"amendment:{REQUEST}",
        ready.amendment_asked,
        (
            Taken(
                "Fri 27 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                (Happening.REMINDED,),
                "Fri 04 Dec 2026 17:00",
            ),
            Taken(
                "Fri 04 Dec 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued",),
                (Happening.TOLD_OF_DELAY,),
                "Fri 11 Dec 2026 17:00",
            ),
        ),
    ),
}
