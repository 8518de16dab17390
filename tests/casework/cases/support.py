"""TIME-3, TIME-4, TIME-5: what each message of the duty team brings about, stage by stage."""

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.builders import Json
from tests.support.consequences import Brought

ASKED = ("interim: duty_team",)
DONE = ("interim",)

NO_LONGER_NEEDED: Json = {"outcome": "ends", "because": "no_longer_needed"}

ACCEPTED: AcceptedByName = {
    "answer_urgent_needs": (
        Accepted(
            "there are: interim support is asked for",
            ready.whether_needed,
            "2026-11-06 10:20",
            Brought(
                status=Status.RETURNED,
                clocks=("acknowledged: duty_team, due Fri 06 Nov 2026 12:20, remind Fri 06 Nov 2026 11:20",),
                record=(Happening.NEEDS_ANSWERED, Happening.DUTY_TEAM_ASKED),
                notices=("interim_support to duty-1: queued",),
                asked=ASKED,
                done=DONE,
                kept=("arrangement 1: asked_for",),
                state={"urgent_needs_known": True},
                interim=Interim.ASKED_FOR,
            ),
        ),
        Accepted(
            "there are none",
            ready.whether_needed,
            "2026-11-06 10:20",
            Brought(
                status=Status.RETURNED,
                record=(Happening.NEEDS_ANSWERED, Happening.INTERIM_OVER),
                done=DONE,
                kept=("arrangement 1: none",),
            ),
            {"urgent": False},
        ),
    ),
    "acknowledge_interim_support": (
        Accepted(
            "within the two hours",
            ready.asked_for,
            "2026-11-06 10:25",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("arranged: duty_team, due Sat 07 Nov 2026 10:25, remind Fri 06 Nov 2026 22:25",),
                record=(Happening.INTERIM_ACKNOWLEDGED,),
                notices=("task to duty-1: queued",),
                asked=ASKED,
                done=DONE,
                kept=("arrangement 1: acknowledged",),
                interim=Interim.ACKNOWLEDGED,
            ),
        ),
    ),
    "arrange_interim_support": (
        Accepted(
            "for the next day",
            ready.acknowledged,
            "2026-11-06 14:40",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("in_place: duty_team, due Sun 08 Nov 2026 14:40, remind Sat 07 Nov 2026 14:40",),
                record=(Happening.INTERIM_ARRANGED, Happening.TOLD_OF_SUPPORT),
                notices=("support_for_now to person: queued", "task to duty-1: queued"),
                asked=ASKED,
                done=DONE,
                kept=("arrangement 1: arranged",),
                interim=Interim.ARRANGED,
            ),
        ),
    ),
    "start_interim_support": (
        Accepted(
            "on a Saturday: it is reviewed ten working days after the Monday",
            ready.arranged,
            "2026-11-07 08:45",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("interim_review: duty_team, due Mon 23 Nov 2026 17:00, review Mon 23 Nov 2026 17:00",),
                record=(Happening.INTERIM_IN_PLACE,),
                notices=("task to duty-1: queued",),
                asked=ASKED,
                done=DONE,
                kept=("arrangement 1: in_place",),
                interim=Interim.IN_PLACE,
            ),
        ),
    ),
    "review_interim_support": (
        Accepted(
            "it continues, until the next review",
            ready.in_place,
            "2026-11-17 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                clocks=("interim_review: duty_team, due Tue 01 Dec 2026 17:00, review Tue 01 Dec 2026 17:00",),
                record=(Happening.INTERIM_CONTINUES,),
                notices=("task to duty-1: queued",),
                asked=ASKED,
                done=DONE,
                kept=("arrangement 1: in_place",),
                interim=Interim.IN_PLACE,
            ),
        ),
        Accepted(
            "it ends",
            ready.in_place,
            "2026-11-17 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                record=(Happening.INTERIM_ENDS, Happening.INTERIM_OVER, Happening.TOLD_OF_SUPPORT),
                notices=("support_for_now to person: queued",),
                done=DONE,
                kept=("arrangement 1: ended",),
                interim=Interim.ENDED,
            ),
            NO_LONGER_NEEDED,
        ),
        Accepted(
            "it ends, since the person has died: nothing goes to them, and the practitioner is asked to end the plan",
            ready.in_place,
            "2026-11-17 11:00",
            Brought(
                status=Status.AWAITING_DECISION,
                record=(
                    Happening.LETTERS_HELD_BACK,
                    Happening.PRACTITIONER_ASKED_TO_END,
                    Happening.INTERIM_ENDS,
                    Happening.INTERIM_OVER,
                ),
                notices=(
                    "outcome to sw-1042: queued",
                    "submitted to person: withheld",
                    "support_for_now to person: withheld",
                ),
                done=DONE,
                kept=("arrangement 1: ended",),
                state={"has_died": True},
                interim=Interim.ENDED,
            ),
            {"outcome": "ends", "because": "person_died"},
        ),
    ),
}

REFUSED: RefusedByName = {
    "answer_urgent_needs": (Refused("which nobody asks about", ready.asked_for, Refusal.NOT_NOW),),
    "acknowledge_interim_support": (Refused("twice", ready.acknowledged, Refusal.NOT_NOW),),
    "arrange_interim_support": (Refused("that is in place", ready.in_place, Refusal.NOT_NOW),),
    "start_interim_support": (Refused("that is in place", ready.in_place, Refusal.NOT_NOW),),
    "review_interim_support": (
        Refused("that continues before it is in place", ready.arranged, Refusal.NOT_NOW),
        Refused("that ends it, without saying why", ready.in_place, Refusal.INCOMPLETE, {"outcome": "ends"}),
        Refused(
            "that continues it, and says why it ends", ready.in_place, Refusal.INCOMPLETE, {"because": "person_died"}
        ),
        Refused(
            "that ends it for services of a plan that is not signed off",
            ready.in_place,
            Refusal.INCOMPLETE,
            {"outcome": "ends", "because": "signed_plan_services_started"},
        ),
        Refused(
            "that ends it, by a practitioner",
            ready.in_place,
            Refusal.NO_AUTHORITY,
            NO_LONGER_NEEDED | {"sent_by.id": "sw-1042"},
        ),
    ),
}
