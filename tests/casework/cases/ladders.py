"""TIME-2, TIME-4: each ladder, climbed step by step to the first repeat of its last one."""

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import PlanEvent
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.amendments import LADDER as AMENDMENTS
from tests.casework.cases.ladders_in_force import IN_FORCE
from tests.casework.cases.on_the_way import QUESTION, REQUEST
from tests.casework.cases.table import Climb, Taken
from tests.support.casework import CaseUnderTest

REMINDED = (Happening.REMINDED,)
TOLD = (Happening.TOLD_OF_DELAY,)
TOLD_WITH_A_NEW_DATE = (Happening.TOLD_OF_DELAY, Happening.TOLD_NEW_DATE)
NEW_DATE = "new_date to person: queued"


def _withdrawn_with_a_letter_left(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    case.at("2026-11-04 10:00")
    case.accept("withdraw")


UNKNOWN = (PlanEvent.NEEDS_NOT_KNOWN,)
OVERDUE = (Happening.TOLD_OF_DELAY, Happening.NEEDS_TO_BE_FOUND_OUT, Happening.TOLD_NEW_DATE)
OUTER_LIMIT = (Happening.INTERIM_DECISION_ASKED, Happening.NEEDS_TO_BE_FOUND_OUT)
MISSED = (Happening.MEETING_MISSED, Happening.MEETING_SET, Happening.INVITED)
INVITED_AGAIN = ("escalation to hs-1: queued", "invitation to person: queued")
REVIEW = (Happening.REVIEW_DUE, Happening.TOLD_OF_DELAY)
REVIEW_OF_SUPPORT = (Happening.INTERIM_REVIEW_DUE, Happening.TOLD_OF_DELAY)

LADDERS: dict[Wait, Climb] = {
    **IN_FORCE,
    **AMENDMENTS,
    Wait.DECISION: Climb(
        "decision",
        ready.submitted,
        (
            Taken(
                "Tue 10 Nov 2026 17:00",
                "remind: Team manager",
                ("reminder to tm-201: queued",),
                REMINDED,
                "Tue 17 Nov 2026 17:00",
            ),
            Taken(
                "Fri 13 Nov 2026 17:00",
                "escalate: Service manager",
                ("escalation to sm-31: queued",),
                TOLD,
                "Tue 17 Nov 2026 17:00",
            ),
            Taken(
                "Tue 17 Nov 2026 17:00",
                "overdue: Head of service",
                ("escalation to hs-1: queued", NEW_DATE),
                OVERDUE,
                "Tue 24 Nov 2026 17:00",
                UNKNOWN,
            ),
            Taken(
                "Tue 24 Nov 2026 17:00",
                "overdue: Head of service",
                ("escalation to hs-1: queued", NEW_DATE),
                OVERDUE,
                "Tue 01 Dec 2026 17:00",
                UNKNOWN,
            ),
        ),
    ),
    Wait.RESUBMISSION: Climb(
        "resubmission",
        ready.returned,
        (
            Taken(
                "Thu 12 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                REMINDED,
                "Thu 19 Nov 2026 17:00",
            ),
            Taken(
                "Thu 19 Nov 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Thu 03 Dec 2026 17:00",
            ),
            Taken(
                "Thu 03 Dec 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Thu 17 Dec 2026 17:00",
            ),
        ),
    ),
    Wait.FIRST_PAYMENT: Climb(
        "first_payment",
        ready.authorised_to_start,
        (
            Taken(
                "Thu 12 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1090: queued",),
                REMINDED,
                "Thu 03 Dec 2026 17:00",
            ),
            Taken(
                "Thu 03 Dec 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-206: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Thu 10 Dec 2026 17:00",
            ),
            Taken(
                "Thu 10 Dec 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-206: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Thu 17 Dec 2026 17:00",
            ),
        ),
    ),
    Wait.RECORD: Climb(
        "record",
        ready.agreed,
        (
            Taken(
                "Fri 06 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                REMINDED,
                "Mon 09 Nov 2026 17:00",
            ),
            Taken(
                "Mon 09 Nov 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued",),
                TOLD,
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
    Wait.SIGN_OFF: Climb(
        "sign_off",
        ready.submitted,
        (
            Taken(
                "Tue 15 Dec 2026 17:00",
                "interim_decision: Service manager",
                ("interim_decision to sm-31: queued",),
                OUTER_LIMIT,
                "Thu 31 Dec 2026 17:00",
                UNKNOWN,
            ),
            Taken(
                "Thu 31 Dec 2026 17:00",
                "interim_decision: Head of service",
                ("interim_decision to hs-1: queued",),
                OUTER_LIMIT,
                "Fri 15 Jan 2027 17:00",
                UNKNOWN,
            ),
        ),
    ),
    Wait.INFORMATION: Climb(
        f"information:{REQUEST}",
        ready.asked,
        (
            # What had moved the date is told with it, in one letter.
            Taken(
                "Tue 10 Nov 2026 17:00",
                "remind: Practitioner",
                (NEW_DATE, "reminder to sw-1042: queued"),
                (Happening.REMINDED, Happening.TOLD_NEW_DATE),
                "Thu 12 Nov 2026 17:00",
            ),
            Taken(
                "Thu 12 Nov 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Thu 19 Nov 2026 17:00",
            ),
            Taken(
                "Thu 19 Nov 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Thu 26 Nov 2026 17:00",
            ),
        ),
    ),
    Wait.QUESTION: Climb(
        f"question:{QUESTION}",
        ready.asked_about_the_return,
        (
            Taken(
                "Fri 06 Nov 2026 17:00",
                "remind: Team manager, by name",
                (NEW_DATE, "reminder to tm-201: queued"),
                (Happening.REMINDED, Happening.TOLD_NEW_DATE),
                "Mon 09 Nov 2026 17:00",
            ),
            Taken(
                "Mon 09 Nov 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Wed 11 Nov 2026 17:00",
            ),
            Taken(
                "Wed 11 Nov 2026 17:00",
                "escalate: Service manager",
                ("escalation to sm-31: queued", NEW_DATE),
                TOLD_WITH_A_NEW_DATE,
                "Fri 13 Nov 2026 17:00",
            ),
        ),
    ),
    Wait.TIDY_UP: Climb(
        "tidy_up",
        _withdrawn_with_a_letter_left,
        (
            Taken(
                "Fri 06 Nov 2026 17:00",
                "remind: Practitioner",
                ("reminder to sw-1042: queued",),
                REMINDED,
                "Wed 11 Nov 2026 17:00",
            ),
            Taken(
                "Wed 11 Nov 2026 17:00",
                "escalate: The line manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Wed 25 Nov 2026 17:00",
            ),
            Taken(
                "Wed 25 Nov 2026 17:00",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Wed 09 Dec 2026 17:00",
            ),
        ),
    ),
    Wait.MEETING: Climb(
        "meeting",
        ready.waiting_for_a_call,
        (
            Taken(
                "Thu 05 Nov 2026 17:00",
                "missed: Head of service",
                INVITED_AGAIN,
                MISSED,
                "Thu 12 Nov 2026 17:00",
            ),
            Taken(
                "Thu 12 Nov 2026 17:00",
                "missed: Head of service",
                INVITED_AGAIN,
                MISSED,
                "Thu 19 Nov 2026 17:00",
            ),
        ),
    ),
    Wait.CONDITION: Climb(
        "condition:D1",
        ready.paid,
        (
            Taken(
                "Fri 19 Feb 2027 17:00",
                "remind: Practitioner",
                ("condition_coming to person: queued", "reminder to sw-1090: queued"),
                (Happening.TOLD_CONDITION_IS_COMING, *REMINDED),
                "Fri 26 Feb 2027 17:00",
            ),
            Taken(
                "Fri 26 Feb 2027 17:00",
                "escalate: The line manager",
                ("escalation to tm-206: queued",),
                TOLD,
                "Fri 05 Mar 2027 17:00",
            ),
            Taken(
                "Fri 05 Mar 2027 17:00",
                "escalate: Team manager",
                ("escalation to tm-206: queued",),
                TOLD,
                "Fri 12 Mar 2027 17:00",
            ),
        ),
    ),
    Wait.URGENT_NEEDS: Climb(
        "urgent_needs",
        ready.whether_needed,
        (
            Taken(
                "Fri 06 Nov 2026 02:40",
                "remind: Duty team",
                ("reminder to duty-1: queued",),
                REMINDED,
                "Fri 06 Nov 2026 14:40",
            ),
            Taken(
                "Fri 06 Nov 2026 14:40",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Sat 07 Nov 2026 14:40",
            ),
            Taken(
                "Sat 07 Nov 2026 14:40",
                "escalate: Service manager",
                ("escalation to sm-31: queued",),
                TOLD,
                "Sun 08 Nov 2026 14:40",
            ),
        ),
    ),
    Wait.ACKNOWLEDGED: Climb(
        "acknowledged",
        ready.asked_for,
        (
            Taken(
                "Fri 06 Nov 2026 11:15",
                "remind: Duty team",
                ("reminder to duty-1: queued",),
                REMINDED,
                "Fri 06 Nov 2026 12:15",
            ),
            Taken(
                "Fri 06 Nov 2026 12:15",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Fri 06 Nov 2026 14:15",
            ),
            Taken(
                "Fri 06 Nov 2026 14:15",
                "escalate: Service manager",
                ("escalation to sm-31: queued",),
                TOLD,
                "Fri 06 Nov 2026 16:15",
            ),
        ),
    ),
    Wait.ARRANGED: Climb(
        "arranged",
        ready.acknowledged,
        (
            Taken(
                "Fri 06 Nov 2026 22:25",
                "remind: Duty team",
                ("reminder to duty-1: queued",),
                REMINDED,
                "Sat 07 Nov 2026 10:25",
            ),
            Taken(
                "Sat 07 Nov 2026 10:25",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Sat 07 Nov 2026 22:25",
            ),
            Taken(
                "Sat 07 Nov 2026 22:25",
                "escalate: Service manager",
                ("escalation to sm-31: queued",),
                TOLD,
                "Sun 08 Nov 2026 10:25",
            ),
        ),
    ),
    Wait.IN_PLACE: Climb(
        "in_place",
        ready.arranged,
        (
            Taken(
                "Sat 07 Nov 2026 14:40",
                "remind: Duty team",
                ("reminder to duty-1: queued",),
                REMINDED,
                "Sun 08 Nov 2026 14:40",
            ),
            Taken(
                "Sun 08 Nov 2026 14:40",
                "escalate: Team manager",
                ("escalation to tm-201: queued",),
                TOLD,
                "Mon 09 Nov 2026 14:40",
            ),
            Taken(
                "Mon 09 Nov 2026 14:40",
                "escalate: Service manager",
                ("escalation to sm-31: queued",),
                TOLD,
                "Tue 10 Nov 2026 14:40",
            ),
        ),
    ),
    Wait.INTERIM_REVIEW: Climb(
        "interim_review",
        ready.in_place,
        (
            Taken(
                "Mon 23 Nov 2026 17:00",
                "review: Duty team",
                ("review_due to duty-1: queued",),
                REVIEW_OF_SUPPORT,
                "Wed 25 Nov 2026 17:00",
            ),
            Taken(
                "Wed 25 Nov 2026 17:00",
                "review: Team manager",
                ("review_due to tm-201: queued",),
                REVIEW_OF_SUPPORT,
                "Fri 27 Nov 2026 17:00",
            ),
        ),
    ),
}
