"""END: a plan that is to end on a later day is in force until then, and leaves by itself as that day begins."""

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
    refused,
    running,
    status,
)

MONDAY = "2043-06-01 09:30"
SUNDAY = "2043-06-21"


@pytest.mark.rule("END", "TIME-1")
async def test_it_is_in_force_until_its_day_and_nobody_is_told_twice(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"))
        .end("moved_away", {"ending.from_day": SUNDAY})
        .expect(
            status("signed_off"),
            running("ends"),
            due("practitioner", SUNDAY, wait="ends"),
            noted(Happening.ENDS_ON),
            letter_to_person("closed", says=("will end", "From 21 June 2043", "Until then it goes on")),
            notice_to("P1", "no_longer_in_force"),
            notice_to("sw-1042", "outcome"),
        )
        .after(until="2043-06-20 23:59")
        .expect(status("signed_off"), no_letter_to_person())
        .ask_for_review()
        .expect(refused(Refusal.NOT_NOW))
        .after(until="2043-06-21 00:01")
        .expect(
            status("ended"),
            noted(Happening.ENDED, says="from 2043-06-21"),
            no_letter_to_person(),
            notice_to("P1", "no_longer_in_force", times=0),
            notice_to("sw-1042", "outcome"),
        )
    )


@pytest.mark.rule("END")
async def test_a_new_day_is_told_and_counts_and_a_death_does_not_wait_for_it(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("agreed", {"version": 1})
        .expect(status("signed_off"))
        .end("moved_away", {"ending.from_day": SUNDAY})
        .expect(letter_to_person("closed"))
        .end("moved_away", {"ending.from_day": "2043-07-05"})
        .expect(letter_to_person("closed", says=("From 5 July 2043", "We wrote before", "from 21 June 2043")))
        .after(until="2043-06-22 10:00")
        .expect(status("signed_off"))
        .end("died")
        .expect(status("ended"), no_letter_to_person())
    )
