"""A case brought to where a message means something. Each goes on from the one that it calls.

Clare's plan is submitted on Tuesday 3 November 2026 at 10:15, for the community team, by sw-1042. Her manager tm-201
decides it. The other stories are of other teams, under other schemes.
"""

from copy import deepcopy

from countersign.careplan.messages.answers import Refusal
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

IN_BRAILLE: Json = {"plan.person.contact.format": "braille"}
"""So that each letter to the person is her practitioner's to give."""

LATER_PLAN = "00000000-0000-4000-8000-0000000fade1"
"""A plan that takes the place of Clare's."""


# Clare's plan, under the procedure's own scheme


def submitted(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    assert case.submit().answer.accepted


def submitted_in_braille(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    assert case.submit(changes=IN_BRAILLE).answer.accepted


def given_in_braille(case: CaseUnderTest) -> None:
    """Their letter was given by hand on Wednesday."""
    submitted_in_braille(case)
    case.at("2026-11-04 11:00")
    case.accept("complete_task", changes={"message_id": "complete-task-message-0"})


def asked(case: CaseUnderTest) -> None:
    """Information is asked for on Thursday."""
    submitted(case)
    case.at("2026-11-05 11:00")
    case.accept("request_information")


def asked_and_planned_again(case: CaseUnderTest) -> None:
    """Information is asked for on Thursday, and on that day a later plan of the same person is submitted."""
    reference: Json = {"plan.person.reference": "AIS-204417"}
    case.at("2026-11-03 10:15")
    assert case.submit(changes=reference).answer.accepted
    case.at("2026-11-05 11:00")
    case.accept("request_information")
    later = CaseUnderTest(case.installation, plan_id=LATER_PLAN)
    later.at("2026-11-05 12:00")
    # Tests share a database: another test may have submitted it before.
    assert later.submit(changes=reference).answer.code in (None, Refusal.PLAN_EXISTS)


def returned(case: CaseUnderTest) -> None:
    submitted(case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")


def returned_without_a_line_manager(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    assert case.submit(changes={"plan.practitioner.line_manager": None}).answer.accepted
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")


def asked_about_the_return(case: CaseUnderTest) -> None:
    returned(case)
    case.at("2026-11-05 15:30")
    case.accept("ask_about_return")


def asked_by_a_manager(case: CaseUnderTest) -> None:
    """Whoever asked about the return could answer it, had they not asked."""
    returned(case)
    case.at("2026-11-05 15:30")
    case.accept("ask_about_return", changes={"sent_by.id": "tm-201"})


def agreed(case: CaseUnderTest) -> None:
    submitted(case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")


def signed_off(case: CaseUnderTest) -> None:
    agreed(case)
    case.give_the_record()


def ending_in_december(case: CaseUnderTest) -> None:
    """Signed off, and she has moved: it ends on 1 December, as was said on 18 November."""
    signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"ending.from_day": "2026-12-01"})


HARD_TO_RETAIN: Json = {
    "plan.understanding": {
        "so": True,
        "in_words": "She loses the thread of longer letters; short visits help.",
        "difficulties": ["retaining", "weighing"],
    }
}
"""Substantial difficulty; of an appropriate individual nothing is said, so an advocate is owed (REC-3)."""

AN_ADVOCATE: Json = {
    "plan.advocate": {
        "name": "Rhys Amadi",
        "organisation": "Speak Up",
        "contact": {"address": ["2 Mill Lane", "Northbridge", "ZZ99 4AC"]},
    }
}


def with_difficulty(case: CaseUnderTest, changes: Json | None = None) -> None:
    """It is stated that she has substantial difficulty in understanding the plan."""
    case.at("2026-11-03 10:15")
    assert case.submit(changes=deepcopy(HARD_TO_RETAIN) | (changes or {})).answer.accepted


def signed_off_with_difficulty(case: CaseUnderTest) -> None:
    """The plan is in force, and nobody has recorded what support she was given."""
    with_difficulty(case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()


def with_a_concern(case: CaseUnderTest) -> None:
    """Signed off, and a neighbour is concerned about her daughter's copy."""
    signed_off(case)
    case.at("2026-11-06 10:00")
    case.accept("raise_concern")


def with_a_last_day(case: CaseUnderTest) -> None:
    """Signed off; the provider may have a copy until 20 November."""
    case.at("2026-11-03 10:15")
    assert case.submit(changes={"plan.sharing.0.until": "2026-11-20"}).answer.accepted
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()


def withdrawn(case: CaseUnderTest) -> None:
    submitted(case)
    case.at("2026-11-04 10:00")
    case.accept("withdraw")


def died(case: CaseUnderTest) -> None:
    submitted(case)
    case.at("2026-11-04 10:00")
    case.accept("end", changes={"reason": "died"})


# Yasmin's direct payment, in Doncaster: sw-1090, tm-206


def to_be_paid_directly(case: CaseUnderTest) -> None:
    case.at("2026-11-03 09:50")
    assert case.submit("payment-1-submission").answer.accepted


def authorised_to_start(case: CaseUnderTest, changes: Json | None = None) -> None:
    """Agreed, with a condition on the direct payment that is due from 26 February on, every three months."""
    to_be_paid_directly(case)
    case.at("2026-11-05 14:20")
    case.accept("decide", "payment-2-agreed", {"sent_by.id": "tm-206"} | (changes or {}))


def paid(case: CaseUnderTest) -> None:
    """Signed off, with that condition open."""
    authorised_to_start(case)
    _first_payment_works(case)


def paid_on_condition_of_one_thing(case: CaseUnderTest) -> None:
    """Signed off, with a condition that is to be met once."""
    authorised_to_start(case, {"conditions.0.every_months": None})
    _first_payment_works(case)


def _first_payment_works(case: CaseUnderTest) -> None:
    case.at("2026-11-11 16:10")
    case.accept("report_first_payment", changes={"sent_by.id": "sw-1090", "received_on": "2026-11-10"})
    case.accept("approve_arrangement", changes={"sent_by.id": "tm-206"})
    case.give_the_record()


def reported_as_working(case: CaseUnderTest) -> None:
    authorised_to_start(case)
    case.at("2026-11-11 16:10")
    case.accept("report_first_payment", changes={"sent_by.id": "sw-1090", "received_on": "2026-11-10"})


def reported_as_not_working(case: CaseUnderTest) -> None:
    authorised_to_start(case)
    case.at("2026-11-11 16:10")
    not_yet = {"sent_by.id": "sw-1090", "received_on": "2026-11-10", "put_into_practice": False}
    case.accept("report_first_payment", changes=not_yet)


# Bron's plan, for Shropshire's call on Wednesdays: sw-1115, cl-611


def waiting_for_a_call(case: CaseUnderTest) -> None:
    case.at("2026-11-02 10:40")
    assert case.submit("call-1-submission").answer.accepted


# Clare's interim support


def whether_needed(case: CaseUnderTest) -> None:
    """The plan was returned, and the duty team is asked whether there are urgent needs."""
    returned(case)
    case.tell_interim()


def asked_for(case: CaseUnderTest) -> None:
    """Urgent needs were reported, and the duty team is asked to arrange interim support."""
    submitted(case)
    case.at("2026-11-06 10:15")
    case.accept("report_urgent_needs")
    case.tell_interim()


def acknowledged(case: CaseUnderTest) -> None:
    asked_for(case)
    case.at("2026-11-06 10:25")
    case.accept("acknowledge_interim_support")


def arranged(case: CaseUnderTest) -> None:
    acknowledged(case)
    case.at("2026-11-06 14:40")
    case.accept("arrange_interim_support")


def in_place(case: CaseUnderTest) -> None:
    arranged(case)
    case.at("2026-11-07 08:45")
    case.accept("start_interim_support")


def left_with_support_in_place(case: CaseUnderTest) -> None:
    in_place(case)
    case.at("2026-11-09 10:00")
    case.accept("withdraw")
    case.tell_interim()


def our_software_failed(case: CaseUnderTest) -> None:
    submitted(case)
    case.keep_fault("take_step", "ZeroDivisionError")


# Clare's plan in force, agreed on 5 November: reviewed by 31 December


def review_reminded(case: CaseUnderTest) -> None:
    """On 8 December her practitioner is reminded, and she is told."""
    signed_off(case)
    case.take_step("review")


def review_due(case: CaseUnderTest) -> None:
    """On 31 December nobody has recorded a review."""
    review_reminded(case)
    case.take_step("review")


def review_asked_for(case: CaseUnderTest) -> None:
    """On 16 November, before the first one would be due, her daughter asks for a review: by 14 December."""
    signed_off(case)
    case.at("2026-11-16 10:00")
    case.accept("ask_for_review")


def payment_review_reminded(case: CaseUnderTest) -> None:
    """Yasmin's plan was reviewed in December; in April the review of her direct payment is coming."""
    paid(case)
    case.at("2026-12-16 16:45")
    case.accept("record_review", changes={"sent_by.id": "sw-1090", "held_on": "2026-12-16"})
    case.take_step("payment_review")


# An amendment of Clare's plan


def amendment_asked(case: CaseUnderTest) -> None:
    """Edie asks for it, on Friday 20 November."""
    signed_off(case)
    case.at("2026-11-20 10:05")
    case.accept("ask_for_amendment")


def amendment_asked_by_her_daughter(case: CaseUnderTest) -> None:
    signed_off(case)
    case.at("2026-11-20 10:05")
    case.accept("ask_for_amendment", changes={"asked_by": "carer"})


def amendment_viewed(case: CaseUnderTest) -> None:
    amendment_asked_by_her_daughter(case)
    case.at("2026-11-23 15:00")
    case.accept("record_amendment_view")


def amendment_viewed_that_staff_asked_for(case: CaseUnderTest) -> None:
    signed_off(case)
    case.at("2026-11-20 10:05")
    case.accept("ask_for_amendment", changes={"asked_by": "staff"})
    case.at("2026-11-23 15:00")
    case.accept("record_amendment_view")


def twenty_amendments_asked(case: CaseUnderTest) -> None:
    """As many as may wait at once."""
    signed_off(case)
    case.at("2026-11-20 10:05")
    for _ in range(20):
        case.accept("ask_for_amendment")


def amendment_agreed(case: CaseUnderTest) -> None:
    amendment_asked(case)
    case.at("2026-11-24 11:30")
    case.accept("answer_amendment")


def amended(case: CaseUnderTest) -> None:
    """The amended plan, with one more service, is in hand on Thursday 26 November."""
    amendment_agreed(case)
    case.at("2026-11-26 14:20")
    case.accept("submit_amendment")


def amended_and_returned(case: CaseUnderTest) -> None:
    amended(case)
    case.at("2026-11-30 10:00")
    case.accept("decide", "clare-2-returned")
