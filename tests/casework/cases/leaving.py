"""END: what a withdrawal and an ending bring about, from each state in which there is something to tidy up."""

from datetime import date

from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.leaving import EndAhead
from countersign.careplan.people_since import PeopleSince
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import REVIEW, Accepted, AcceptedByName, Refused, RefusedByName
from tests.support.builders import Json
from tests.support.consequences import Brought

WHY = "Her needs have changed, and she has asked for another plan."

WITHDRAWN = (Happening.WITHDRAWN, Happening.TOLD_IT_HAS_LEFT)
ENDED = (Happening.ENDED, Happening.TOLD_IT_HAS_LEFT)
ENDED_WITH_SERVICES = (Happening.ENDED, Happening.SERVICES_END, Happening.TOLD_IT_HAS_LEFT)
HOLDERS_TOLD = (Happening.HOLDER_TOLD_IT_HAS_LEFT, Happening.HOLDER_TOLD_IT_HAS_LEFT)
ENDS_ON = (Happening.ENDS_ON, Happening.SERVICES_END, Happening.TOLD_IT_HAS_LEFT, *HOLDERS_TOLD)
BOTH_TOLD = ("closed to person: queued", "outcome to sw-1042: queued")
ALL_TOLD = (
    "closed to person: queued",
    "no_longer_in_force to C1: queued",
    "no_longer_in_force to P1: queued",
    "outcome to sw-1042: queued",
)


def ends_from(day: str, message: str) -> EndAhead:
    """She moves away, as her practitioner said: from that day on nothing is delivered any more."""
    return EndAhead.model_validate(
        {
            "reason": "moved_away",
            "ending": {"from_day": day, "the_rest": {"becomes": "stops"}},
            "said_by": "sw-1042",
            "message_id": message,
            "told": ["C1", "P1"],
        }
    )


def moves_on(day: date) -> dict[str, object]:
    """TELL-8: she moves away on that day: from then on nothing goes to her old address."""
    return {"people_since": PeopleSince(moved_on=day)}


ACCEPTED: AcceptedByName = {
    "withdraw": (
        Accepted(
            "before it was decided",
            ready.submitted,
            "2026-11-04 10:00",
            Brought(
                status=Status.WITHDRAWN,
                record=WITHDRAWN,
                notices=BOTH_TOLD,
                to_interim=(PlanEvent.LEFT,),
            ),
        ),
        Accepted(
            "by its practitioner, with the person's own reason",
            ready.submitted,
            "2026-11-04 10:00",
            Brought(
                status=Status.WITHDRAWN,
                record=WITHDRAWN,
                notices=BOTH_TOLD,
                to_interim=(PlanEvent.LEFT,),
            ),
            {"at_whose_request": "practitioner", "what_the_person_says": "I want to stay with my sister."},
        ),
        Accepted(
            "with a question about its return open",
            ready.asked_about_the_return,
            "2026-11-05 16:00",
            Brought(
                status=Status.WITHDRAWN,
                record=(Happening.QUESTION_NO_LONGER_ASKED, *WITHDRAWN),
                notices=BOTH_TOLD,
                kept=("question: answered",),
                to_interim=(PlanEvent.LEFT,),
            ),
        ),
        Accepted(
            "with a letter that is to be given by hand",
            ready.submitted_in_braille,
            "2026-11-04 10:00",
            Brought(
                status=Status.WITHDRAWN,
                clocks=("tidy_up: practitioner, due Wed 11 Nov 2026 17:00, remind Fri 06 Nov 2026 17:00",),
                record=(Happening.WITHDRAWN, Happening.ASKED_TO_GIVE_BY_HAND, Happening.TOLD_IT_HAS_LEFT),
                notices=("closed to person: by_hand", "closed to person: queued", "outcome to sw-1042: queued"),
                asked=("give_by_hand: sw-1042",),
                to_interim=(PlanEvent.LEFT,),
            ),
        ),
        Accepted(
            "with interim support in place, which goes on",
            ready.in_place,
            "2026-11-09 10:00",
            Brought(
                status=Status.WITHDRAWN,
                record=WITHDRAWN,
                notices=BOTH_TOLD,
                to_interim=(PlanEvent.LEFT,),
                interim=Interim.IN_PLACE,
            ),
        ),
    ),
    "end": (
        Accepted(
            "because the person has moved away: whoever holds a copy is told",
            ready.signed_off,
            "2026-11-18 09:15",
            Brought(
                status=Status.ENDED,
                clocks=("tidy_up: practitioner, due Wed 25 Nov 2026 17:00, remind Fri 20 Nov 2026 17:00",),
                record=(
                    Happening.ENDED,
                    Happening.SERVICES_END,
                    Happening.ASKED_TO_GIVE_BY_HAND,
                    Happening.TOLD_IT_HAS_LEFT,
                    *HOLDERS_TOLD,
                ),
                notices=("closed to person: by_hand", *ALL_TOLD[1:]),
                asked=("give_by_hand: sw-1042",),
                state=moves_on(date(2026, 11, 18)),
                to_interim=(PlanEvent.LEFT,),
            ),
        ),
        Accepted(
            "because the person has died: somebody speaks to the carer",
            ready.signed_off,
            "2026-11-18 09:15",
            Brought(
                status=Status.ENDED,
                clocks=("tidy_up: practitioner, due Wed 25 Nov 2026 17:00, remind Fri 20 Nov 2026 17:00",),
                record=(Happening.ENDED, Happening.LETTERS_HELD_BACK, Happening.HOLDER_TOLD_IT_HAS_LEFT),
                notices=("no_longer_in_force to P1: queued", "outcome to sw-1042: queued"),
                asked=("speak: sw-1042",),
                state={"has_died": True},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died", "ending": None},
        ),
        Accepted(
            "because the person has died: what is queued for them does not go",
            ready.submitted,
            "2026-11-04 09:15",
            Brought(
                status=Status.ENDED,
                record=(Happening.ENDED, Happening.LETTERS_HELD_BACK),
                notices=("outcome to sw-1042: queued", "submitted to person: withheld"),
                state={"has_died": True},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died"},
        ),
        Accepted(
            "because the person has died, as whoever may decide the plan was told",
            ready.submitted,
            "2026-11-04 09:15",
            Brought(
                status=Status.ENDED,
                record=(Happening.ENDED, Happening.LETTERS_HELD_BACK),
                notices=("outcome to sw-1042: queued", "submitted to person: withheld"),
                state={"has_died": True},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died", "sent_by.id": "tm-201"},
        ),
        Accepted(
            "because the person has died: nobody is asked to give them a letter",
            ready.submitted_in_braille,
            "2026-11-04 09:15",
            Brought(
                status=Status.ENDED,
                record=(Happening.ENDED, Happening.LETTERS_HELD_BACK),
                notices=(
                    "outcome to sw-1042: queued",
                    "submitted to person: withheld",
                    "submitted to person: withheld",
                ),
                done=("give_by_hand",),
                state={"has_died": True},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died"},
        ),
        Accepted(
            "because a later plan supersedes it, with information asked for",
            ready.asked_and_planned_again,
            "2026-11-06 09:15",
            Brought(
                status=Status.ENDED,
                record=(Happening.INFORMATION_NO_LONGER_WANTED, *ENDED),
                notices=BOTH_TOLD,
                kept=("information: answered",),
                to_interim=(PlanEvent.LEFT,),
            ),
            {"reason": "superseded", "superseded_by": ready.LATER_PLAN, "why": WHY},
        ),
        Accepted(
            "for another reason, once it was agreed",
            ready.agreed,
            "2026-11-06 09:15",
            Brought(
                status=Status.ENDED,
                record=ENDED_WITH_SERVICES,
                notices=BOTH_TOLD,
                to_interim=(PlanEvent.LEFT,),
            ),
            {"reason": "ended", "why": WHY},
        ),
        Accepted(
            "from a day ahead, with each service named, while the record is still to be given",
            ready.agreed,
            "2026-11-06 09:15",
            Brought(
                status=Status.ENDED,
                record=ENDED_WITH_SERVICES,
                notices=BOTH_TOLD,
                to_interim=(PlanEvent.LEFT,),
            ),
            {
                "reason": "ended",
                "why": WHY,
                "ending": {
                    "from_day": "2026-12-01",
                    "services": [
                        {"line": "S1", "becomes": "stops", "last_day": "2026-11-28"},
                        {"line": "S3", "becomes": "goes_on", "in_words": "The lunch club itself pays for it."},
                        {"line": "S4", "becomes": "handed_over", "in_words": "Her daughter takes her from then on."},
                    ],
                },
            },
        ),
        Accepted(
            "from a day ahead: it is in force until then, and everybody is told now",
            ready.signed_off,
            "2026-11-18 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=("ends: practitioner, due Tue 01 Dec 2026 00:00, end Tue 01 Dec 2026 00:00", REVIEW),
                record=ENDS_ON,
                notices=ALL_TOLD,
                state={"ends": ends_from("2026-12-01", "end-message-1")} | moves_on(date(2026, 12, 1)),
            ),
            {"ending.from_day": "2026-12-01"},
        ),
        Accepted(
            "from another day ahead than was said before, a Sunday: everybody is told the new one",
            ready.ending_in_december,
            "2026-11-23 10:00",
            Brought(
                status=Status.SIGNED_OFF,
                clocks=("ends: practitioner, due Sun 06 Dec 2026 00:00, end Sun 06 Dec 2026 00:00", REVIEW),
                record=ENDS_ON,
                notices=ALL_TOLD,
                state={"ends": ends_from("2026-12-06", "end-message-2")} | moves_on(date(2026, 12, 6)),
            ),
            {"ending.from_day": "2026-12-06"},
        ),
        Accepted(
            "from today, where another day was said before: it leaves at once, and everybody is told",
            ready.ending_in_december,
            "2026-11-23 10:00",
            Brought(
                status=Status.ENDED,
                clocks=("tidy_up: practitioner, due Mon 30 Nov 2026 17:00, remind Wed 25 Nov 2026 17:00",),
                record=(
                    Happening.ASKED_TO_GIVE_BY_HAND,
                    Happening.ENDED,
                    Happening.SERVICES_END,
                    Happening.ASKED_TO_GIVE_BY_HAND,
                    Happening.TOLD_IT_HAS_LEFT,
                    *HOLDERS_TOLD,
                ),
                notices=("closed to person: by_hand", "closed to person: by_hand", *ALL_TOLD[1:]),
                asked=("give_by_hand: sw-1042", "give_by_hand: sw-1042"),
                state={"ends": None} | moves_on(date(2026, 11, 23)),
                to_interim=(PlanEvent.LEFT,),
            ),
        ),
        Accepted(
            "because the person has died, before the day that was said: it leaves at once, and nobody writes to them",
            ready.ending_in_december,
            "2026-11-23 10:00",
            Brought(
                status=Status.ENDED,
                clocks=("tidy_up: practitioner, due Mon 30 Nov 2026 17:00, remind Wed 25 Nov 2026 17:00",),
                record=(
                    Happening.ENDED,
                    Happening.SERVICES_END,
                    Happening.LETTERS_HELD_BACK,
                    Happening.LETTER_NOT_FOR_THEM,
                    Happening.HOLDER_TOLD_IT_HAS_LEFT,
                ),
                notices=(
                    "closed to person: withheld",
                    "no_longer_in_force to C1: withheld",
                    "no_longer_in_force to P1: queued",
                    "outcome to sw-1042: queued",
                ),
                asked=("speak: sw-1042",),
                state={"has_died": True, "ends": None},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died", "ending.from_day": "2026-12-24"},
        ),
        Accepted(
            "before it was agreed, so that nothing runs: nobody need say what becomes of anything",
            ready.submitted,
            "2026-11-06 09:15",
            Brought(
                status=Status.ENDED,
                clocks=("tidy_up: practitioner, due Fri 13 Nov 2026 17:00, remind Tue 10 Nov 2026 17:00",),
                record=(
                    Happening.ASKED_TO_GIVE_BY_HAND,
                    Happening.ENDED,
                    Happening.ASKED_TO_GIVE_BY_HAND,
                    Happening.TOLD_IT_HAS_LEFT,
                ),
                notices=("closed to person: by_hand", "outcome to sw-1042: queued", "submitted to person: by_hand"),
                asked=("give_by_hand: sw-1042", "give_by_hand: sw-1042"),
                state=moves_on(date(2026, 11, 6)),
                to_interim=(PlanEvent.LEFT,),
            ),
            {"ending": None},
        ),
        Accepted(
            "because the person has died, as is said once the plan was withdrawn: what waits for them does not go",
            ready.withdrawn,
            "2026-11-04 11:00",
            Brought(
                status=Status.WITHDRAWN,
                record=(Happening.DIED_AFTERWARDS, Happening.LETTERS_HELD_BACK),
                notices=(
                    "closed to person: withheld",
                    "outcome to sw-1042: queued",
                    "submitted to person: withheld",
                ),
                state={"has_died": True},
                to_interim=(PlanEvent.DIED,),
            ),
            {"reason": "died"},
        ),
    ),
}

STOPS_S9: Json = {"line": "S9", "becomes": "stops"}
ENDED_BY: Json = {"sent_by.id": "tm-201", "why": WHY}

REFUSED: RefusedByName = {
    "withdraw": (
        Refused("by whoever may decide it", ready.submitted, Refusal.NO_AUTHORITY, {"sent_by.id": "tm-201"}),
        Refused("by somebody above who may decide it", ready.submitted, Refusal.NO_AUTHORITY, {"sent_by.id": "hs-1"}),
        Refused("by whoever returned it", ready.returned, Refusal.NO_AUTHORITY, {"sent_by.id": "tm-201"}),
        Refused("by somebody on the register", ready.submitted, Refusal.NO_AUTHORITY, {"sent_by.id": "sw-1115"}),
        Refused(
            "by the practitioner, without the person's reason",
            ready.submitted,
            Refusal.INCOMPLETE,
            {"at_whose_request": "practitioner"},
        ),
        Refused("while it ends on a day ahead: it was agreed", ready.ending_in_december, Refusal.NOT_NOW),
        Refused("in nobody's name", ready.submitted, Refusal.MALFORMED, {"at_whose_request": "the panel"}),
        Refused(
            "once the first payment has come and works",
            ready.reported_as_working,
            Refusal.NOT_NOW,
            {"sent_by.id": "sw-1090"},
        ),
    ),
    "end": (
        Refused("for another reason, before it was agreed", ready.submitted, Refusal.NOT_NOW, {"reason": "ended"}),
        Refused("superseded by no plan", ready.submitted, Refusal.INCOMPLETE, {"reason": "superseded", "why": WHY}),
        Refused("ended, and nobody says why", ready.agreed, Refusal.INCOMPLETE, {"reason": "ended"}),
        Refused("ended by whoever agreed it", ready.agreed, Refusal.NO_AUTHORITY, {**ENDED_BY, "reason": "ended"}),
        Refused(
            "superseded, by whoever may decide it",
            ready.submitted,
            Refusal.NO_AUTHORITY,
            {**ENDED_BY, "reason": "superseded", "superseded_by": ready.LATER_PLAN},
        ),
        Refused("and nobody says from which day", ready.agreed, Refusal.INCOMPLETE, {"ending": None}),
        Refused("before it was agreed", ready.agreed, Refusal.INCOMPLETE, {"ending.from_day": "2026-11-04"}),
        Refused("in thirteen months", ready.agreed, Refusal.INCOMPLETE, {"ending.from_day": "2027-12-06"}),
        Refused(
            "from before it was agreed, while it ends on a day ahead",
            ready.ending_in_december,
            Refusal.INCOMPLETE,
            {"ending.from_day": "2026-11-04"},
        ),
        Refused("and nobody says what becomes of S1", ready.agreed, Refusal.INCOMPLETE, {"ending.the_rest": None}),
        Refused(
            "a service that the plan does not have", ready.agreed, Refusal.INCOMPLETE, {"ending.services": [STOPS_S9]}
        ),
        Refused(
            "before it was agreed, and yet of a service",
            ready.submitted,
            Refusal.INCOMPLETE,
            {"ending.services": [STOPS_S9]},
        ),
        Refused("a second death", ready.died, Refusal.PLAN_CLOSED, {"reason": "died"}),
        Refused("a move, once the plan has left", ready.withdrawn, Refusal.PLAN_CLOSED),
        Refused("moved away, and superseded", ready.submitted, Refusal.INCOMPLETE, {"superseded_by": ready.LATER_PLAN}),
    ),
}
