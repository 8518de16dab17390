"""REV-1..4: a plan in force is looked at again: first after weeks, then every year, and sooner on request."""

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.testkit import (
    Scenario,
    due,
    letter_to_person,
    no_letter_to_person,
    noted,
    notice_to,
    promised,
    refused,
    reminder_to,
    running,
    status,
    task,
)

MONDAY = "2043-06-01 09:30"


@pytest.mark.rule("REV-1", "REV-2")
async def test_the_first_review_comes_after_eight_weeks_and_the_next_a_year_after_it_was_held(
    scenario: Scenario,
) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(
            status("signed_off"), promised("2043-07-27"), letter_to_person("agreed", says="by 27 July 2043, and then")
        )
        .after(until="2043-07-06 17:00")
        .expect(
            reminder_to("practitioner", about="review", at="2043-07-06 17:00"),
            letter_to_person("review_coming", says="By 27 July 2043"),
        )
        .record_review(held_on="2043-07-07")
        .expect(refused(Refusal.INCOMPLETE))  # tomorrow's review was not held
        .record_review()
        .expect(
            noted(Happening.REVIEWED),
            letter_to_person("reviewed", says=("Nothing changes.", "by 6 July 2044")),
            promised("2044-07-06"),
            due("practitioner", "2044-07-06 17:00", wait="review"),
        )
        .after(until="2044-06-15 17:00")
        .expect(letter_to_person("review_coming", says="By 6 July 2044"))
    )


@pytest.mark.rule("REV-2", "TIME-2")
async def test_a_late_review_is_told_once_and_climbs_until_it_is_held(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .after(until="2043-07-27 17:00")
        .expect(
            letter_to_person("review_late", says=("by 27 July 2043", "by 24 August 2043")),
            promised("2043-08-24"),
            task("review", "sw-1042"),
        )
        .after(until="2043-12-01 17:00")
        .expect(
            notice_to("hs-1", "review_due"),
            no_letter_to_person("new_date"),
            letter_to_person("review_late", times=0),
        )
        .record_review("reassess", changes={"what_changes": "She falls now, and did not before."})
        .expect(
            letter_to_person("reviewed", says="(an assessment)"),
            task("after_review", "sw-1042"),
            promised("2044-12-01"),
        )
    )


@pytest.mark.rule("REV-1")
async def test_a_review_that_is_asked_for_is_held_within_twenty_working_days_or_declined_with_reasons(
    scenario: Scenario,
) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"))
        .decline_review()
        .expect(refused(Refusal.NOT_NOW))  # nobody has asked
        .ask_for_review()
        .expect(
            letter_to_person("review_coming", says=("We were asked", "by 29 June 2043")),
            notice_to("sw-1042", "review_due"),
            promised("2043-06-29"),
            running("review_asked"),
        )
        .decline_review()
        .expect(letter_to_person("review_declined", says="by 27 July 2043"), promised("2043-07-27"))
    )


@pytest.mark.rule("REV-3", "DP-9")
async def test_a_direct_payment_has_its_own_review_and_one_visit_may_do_both(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("payment")
        .decide("agreed", {"version": 1})
        .report_first_payment()
        .approve_arrangement()
        .expect(status("signed_off"), due("practitioner", "2043-12-01 17:00", wait="payment_review"))
        .record_review(of=("plan",), held_on="2043-06-01")
        .expect(refused(Refusal.INCOMPLETE))  # it was agreed today
        .after(until="2043-07-20 12:00")
        .record_review(of=("plan", "direct_payment"))
        .expect(
            due("practitioner", "2044-07-20 17:00", wait="payment_review"),
            due("practitioner", "2044-07-20 17:00", wait="review"),
            letter_to_person("reviewed", says="We will look at the direct payment again by 20 July 2044."),
        )
    )
