"""A review that is asked for, that is declined, and that was held (REV-1..4)."""

from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.leaving import EndAhead
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import (
    PAYMENT_REVIEW,
    REVIEW,
    Accepted,
    AcceptedByName,
    Refused,
    RefusedByName,
)
from tests.support.builders import Json, example
from tests.support.consequences import Brought

A_YEAR_LATER = "review: practitioner, due Thu 16 Dec 2027 17:00, remind Thu 25 Nov 2027 17:00"
YASMINS: Json = {"sent_by.id": "sw-1090"}
TO_BE_AMENDED: Json = {"outcome": "amend", "what_changes": "The morning call is to come at seven, and not at nine."}
STOPS: Json = {"from_day": "2026-12-16", "services": [], "the_rest": {"becomes": "stops"}}
IN_FEBRUARY: Json = STOPS | {"from_day": "2027-02-01"}
ENDS_IN_FEBRUARY = EndAhead.model_validate(
    {
        "reason": "ended",
        "why": example("message-record-review")["findings"],
        "ending": IN_FEBRUARY,
        "said_by": "sw-1042",
        "message_id": "record-review-message-1",
        "told": ["C1", "P1"],
    }
)

TO_AMEND = "amendment:record-review-message-1: practitioner, due Mon 04 Jan 2027 17:00, remind Wed 23 Dec 2026 17:00"
"""Ten working days, Christmas among them, for the amended plan."""

ACCEPTED: AcceptedByName = {
    "ask_for_review": (
        Accepted(
            "before the first one: within twenty working days",
            ready.signed_off,
            "2026-11-16 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW, "review_asked: practitioner, due Mon 14 Dec 2026 17:00, remind Mon 23 Nov 2026 17:00"),
                record=(Happening.REVIEW_ASKED,),
                notices=("review_coming to person: queued", "review_due to sw-1042: queued"),
                asked=("review: sw-1042",),
                promised="2026-12-14",
            ),
        ),
        Accepted(
            "when one is due sooner in any case",
            ready.review_reminded,
            "2026-12-09 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=("review: practitioner, due Thu 31 Dec 2026 17:00, review Thu 31 Dec 2026 17:00",),
                record=(Happening.REVIEW_ASKED,),
                notices=("review_coming to person: queued", "review_due to sw-1042: queued"),
                asked=("review: sw-1042",),
                promised="2026-12-31",
            ),
        ),
        Accepted(
            "a second time: it has its day already, and the person was told",
            ready.review_asked_for,
            "2026-11-17 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW, "review_asked: practitioner, due Mon 14 Dec 2026 17:00, remind Mon 23 Nov 2026 17:00"),
                record=(Happening.REVIEW_ASKED,),
                notices=("review_due to sw-1042: queued",),
                promised="2026-12-14",
            ),
        ),
    ),
    "decline_review": (
        Accepted(
            "the person is told why, and the first review stays",
            ready.review_asked_for,
            "2026-11-18 15:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(REVIEW,),
                record=(Happening.REVIEW_DECLINED,),
                notices=("review_declined to person: queued",),
                done=("review",),
                promised="2026-12-31",
            ),
        ),
    ),
    "record_review": (
        Accepted(
            "before it is due: nothing changes, and the next is within a year of it",
            ready.signed_off,
            "2026-12-16 16:45",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(A_YEAR_LATER,),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued",),
                promised="2027-12-16",
            ),
            {"held_on": "2026-12-16"},
        ),
        Accepted(
            "late, and recorded some days after it took place: a year from its own day",
            ready.review_due,
            "2027-01-08 09:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=("review: practitioner, due Wed 05 Jan 2028 17:00, remind Fri 10 Dec 2027 17:00",),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued",),
                done=("review",),
                promised="2028-01-05",
            ),
            {"held_on": "2027-01-05"},
        ),
        Accepted(
            "that was asked for",
            ready.review_asked_for,
            "2026-11-18 15:30",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=("review: practitioner, due Wed 17 Nov 2027 17:00, remind Wed 27 Oct 2027 17:00",),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued",),
                done=("review",),
                promised="2027-11-17",
            ),
            {"held_on": "2026-11-17"},
        ),
        Accepted(
            "the plan is to be amended: the practitioner is asked to",
            ready.signed_off,
            "2026-12-16 16:45",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(TO_AMEND, A_YEAR_LATER),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("question to sw-1042: queued", "reviewed to person: queued"),
                asked=("amendment: sw-1042",),
                state={"amendments": ("review: agreed",)},
                promised="2027-12-16",
            ),
            {"held_on": "2026-12-16", **TO_BE_AMENDED},
        ),
        Accepted(
            "needs are to be assessed again: the practitioner is asked to",
            ready.signed_off,
            "2026-12-16 16:45",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(A_YEAR_LATER,),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued", "task to sw-1042: queued"),
                asked=("after_review: sw-1042",),
                promised="2027-12-16",
            ),
            {"held_on": "2026-12-16", "outcome": "reassess", "what_changes": "She falls now, and did not before."},
        ),
        Accepted(
            "the plan ends: everybody is told, and the review is on the record",
            ready.signed_off,
            "2026-12-16 16:45",
            Brought(
                status=Status.ENDED,
                record=(
                    Happening.ENDED,
                    Happening.SERVICES_END,
                    Happening.TOLD_IT_HAS_LEFT,
                    Happening.HOLDER_TOLD_IT_HAS_LEFT,
                    Happening.HOLDER_TOLD_IT_HAS_LEFT,
                    Happening.REVIEWED,
                ),
                notices=(
                    "closed to person: queued",
                    "no_longer_in_force to C1: queued",
                    "no_longer_in_force to P1: queued",
                    "outcome to sw-1042: queued",
                ),
                to_interim=(PlanEvent.LEFT,),
            ),
            {"held_on": "2026-12-16", "outcome": "ends", "ending": STOPS},
        ),
        Accepted(
            "which was due, and the plan ends on a later day: the review is held, and the plan in force until then",
            ready.review_due,
            "2027-01-04 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(
                    "ends: practitioner, due Mon 01 Feb 2027 00:00, end Mon 01 Feb 2027 00:00",
                    "review: practitioner, due Tue 04 Jan 2028 17:00, remind Thu 09 Dec 2027 17:00",
                ),
                record=(
                    Happening.ENDS_ON,
                    Happening.SERVICES_END,
                    Happening.TOLD_IT_HAS_LEFT,
                    Happening.HOLDER_TOLD_IT_HAS_LEFT,
                    Happening.HOLDER_TOLD_IT_HAS_LEFT,
                    Happening.REVIEWED,
                ),
                notices=(
                    "closed to person: queued",
                    "no_longer_in_force to C1: queued",
                    "no_longer_in_force to P1: queued",
                    "outcome to sw-1042: queued",
                ),
                done=("review",),
                state={"ends": ENDS_IN_FEBRUARY},
            ),
            {"held_on": "2027-01-04", "outcome": "ends", "ending": IN_FEBRUARY},
        ),
        Accepted(
            "of the plan, where there is a direct payment: that one's own review stays",
            ready.paid,
            "2026-12-16 16:45",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(
                    "condition:D1: practitioner, due Fri 26 Feb 2027 17:00, remind Fri 19 Feb 2027 17:00",
                    PAYMENT_REVIEW,
                    A_YEAR_LATER,
                ),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued",),
                promised="2027-12-16",
            ),
            YASMINS | {"held_on": "2026-12-16"},
        ),
        Accepted(
            "of both in one visit: both are next within a year",
            ready.paid,
            "2026-12-16 16:45",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=(
                    "condition:D1: practitioner, due Fri 26 Feb 2027 17:00, remind Fri 19 Feb 2027 17:00",
                    "payment_review: practitioner, due Thu 16 Dec 2027 17:00, remind Thu 25 Nov 2027 17:00",
                    A_YEAR_LATER,
                ),
                record=(Happening.REVIEWED, Happening.TOLD_OF_REVIEW),
                notices=("reviewed to person: queued",),
                promised="2027-12-16",
            ),
            YASMINS | {"held_on": "2026-12-16", "reviews": ["direct_payment", "plan"]},
        ),
    ),
}

REFUSED: RefusedByName = {
    "ask_for_review": (
        Refused("when the plan ends before it would be due", ready.ending_in_december, Refusal.NOT_NOW),
    ),
    "decline_review": (Refused("which nobody asked for", ready.signed_off, Refusal.NOT_NOW),),
    "record_review": (
        Refused("held tomorrow", ready.signed_off, Refusal.INCOMPLETE, {"held_on": "2027-12-16"}),
        Refused("held before it was agreed", ready.signed_off, Refusal.INCOMPLETE, {"held_on": "2026-11-04"}),
        Refused(
            "of a payment that there is not", ready.signed_off, Refusal.INCOMPLETE, {"reviews": ["direct_payment"]}
        ),
        Refused("to be amended in nothing", ready.signed_off, Refusal.INCOMPLETE, {"outcome": "amend"}),
        Refused("that ends from no day", ready.signed_off, Refusal.INCOMPLETE, {"outcome": "ends"}),
        Refused(
            "that ends from before it was agreed",
            ready.signed_off,
            Refusal.INCOMPLETE,
            {"held_on": "2026-11-06", "outcome": "ends", "ending": STOPS | {"from_day": "2026-11-04"}},
        ),
    ),
}
