"""Each step of the ladders of a plan in force: reviews, support in understanding, its end (REV, REC-3, END)."""

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import PlanEvent
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import Climb, Taken

TOLD = (Happening.TOLD_OF_DELAY,)
REVIEW = (Happening.REVIEW_DUE, Happening.TOLD_OF_DELAY)

IN_FORCE: dict[Wait, Climb] = {
    Wait.REVIEW: Climb(
        "review",
        ready.signed_off,
        (
            Taken(
                "Tue 08 Dec 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued", "review_coming to person: queued"),
                (Happening.TOLD_REVIEW_IS_COMING, Happening.REMINDED),
                "Thu 31 Dec 2026 17:00",
            ),
            Taken(
                "Thu 31 Dec 2026 17:00",
                "review: Practitioner",
                ("review_due to sw-1042: queued", "review_late to person: queued"),
                (*REVIEW, Happening.TOLD_REVIEW_IS_LATE),
                "Fri 29 Jan 2027 17:00",
            ),
            # The person is told once that it is late: from here on only staff are.
            Taken(
                "Fri 29 Jan 2027 17:00",
                "review: The line manager",
                ("review_due to tm-201: queued",),
                REVIEW,
                "Fri 26 Feb 2027 17:00",
            ),
        ),
    ),
    Wait.REVIEW_ASKED: Climb(
        "review_asked",
        ready.review_asked_for,
        (
            Taken(
                "Mon 23 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                (Happening.REMINDED,),
                "Mon 14 Dec 2026 17:00",
            ),
            Taken(
                "Mon 14 Dec 2026 17:00",
                "review: Practitioner",
                ("review_due to sw-1042: queued", "review_late to person: queued"),
                (*REVIEW, Happening.TOLD_REVIEW_IS_LATE),
                "Thu 14 Jan 2027 17:00",
            ),
        ),
    ),
    Wait.PAYMENT_REVIEW: Climb(
        "payment_review",
        ready.payment_review_reminded,
        (
            Taken(
                "Mon 10 May 2027 17:00",
                "review: Practitioner",
                ("review_due to sw-1090: queued", "review_late to person: queued"),
                (*REVIEW, Happening.TOLD_REVIEW_IS_LATE),
                "Tue 08 Jun 2027 17:00",
            ),
        ),
    ),
    Wait.UNDERSTANDING: Climb(
        "understanding",
        ready.signed_off_with_difficulty,
        (
            Taken(
                "Tue 10 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                (Happening.REMINDED,),
                "Tue 17 Nov 2026 17:00",
            ),
            Taken(
                "Tue 17 Nov 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Tue 24 Nov 2026 17:00",
            ),
            Taken(
                "Tue 24 Nov 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Tue 01 Dec 2026 17:00",
            ),
        ),
    ),
    Wait.CONCERN: Climb(
        "concern:C1",
        ready.with_a_concern,
        (
            Taken(
                "Mon 09 Nov 2026 17:00",
                "remind: The line manager",
                ("reminder to tm-201: queued",),
                (Happening.REMINDED,),
                "Wed 11 Nov 2026 17:00",
            ),
            Taken(
                "Wed 11 Nov 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Fri 13 Nov 2026 17:00",
            ),
        ),
    ),
    Wait.COPY_ENDS: Climb(
        "copy_ends",
        ready.with_a_last_day,
        (
            # The holder is asked to return it, and its practitioner is told; there is no clock any more.
            Taken(
                "Sat 21 Nov 2026 00:00",
                "lapse: Practitioner",
                ("copy_to_return to P1: queued", "outcome to sw-1042: queued"),
                (Happening.DECISION_ENDED, Happening.SHARING_UNSOUND, Happening.COPY_ASKED_BACK),
                "",
            ),
        ),
    ),
    Wait.ENDS: Climb(
        "ends",
        ready.ending_in_december,
        (
            # Everybody was told when it was said: only its practitioner is told again, and there is no clock any more.
            Taken(
                "Tue 01 Dec 2026 00:00",
                "end: Practitioner",
                ("outcome to sw-1042: queued",),
                (Happening.ENDED,),
                "",
                (PlanEvent.LEFT,),
            ),
        ),
    ),
}
