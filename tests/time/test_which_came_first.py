"""TIME-2: a message and a rung that meet, and a worker that was down: what fell due first is taken first, and once."""

from collections import Counter
from datetime import timedelta

import pytest

from store.tables import RungRow
from testkit import (
    Scenario,
    escalation_to,
    interim,
    letter_to_person,
    nothing_more,
    promised,
    reminder_to,
    status,
)

pytestmark = pytest.mark.rule("TIME-2")

MONDAY = "2043-06-01 09:30"
RUNG = "2043-06-08 17:00"
A_MINUTE = timedelta(minutes=1)


async def test_a_decision_in_the_minute_of_the_rung_but_after_it_finds_it_taken(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until=RUNG)
        .expect(reminder_to("team manager", at=RUNG), nothing_more())
        .decide("agreed", sent="2043-06-08 17:00:00")
        .expect(letter_to_person("agreed"), status("signed_off"))
    )


async def test_a_decision_in_the_minute_before_the_rung_leaves_nothing_to_remind_of(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .after(until="2043-06-08 16:59:30")
        .decide("agreed")
        .expect(letter_to_person("agreed"), letter_to_person("submitted"), status("signed_off"))
        .after(until="2043-06-08 18:00")
        .expect(nothing_more())
    )
    assert scenario.plan.rows(RungRow) == []


@pytest.mark.parametrize("sent", ["2043-06-08 16:50", RUNG], ids=["before the rung", "in the minute of the rung"])
async def test_a_decision_sent_before_the_rung_and_delivered_after_it_goes_first(scenario: Scenario, sent: str) -> None:
    """The worker was down when both came: the rung is not taken at all."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until="2043-06-08 16:45")
        .worker_down()
        .decide("agreed", sent=sent)
        .after(until=RUNG)
        .worker_up()
        .expect(letter_to_person("agreed"), status("signed_off"))
    )
    assert scenario.plan.rows(RungRow) == []


async def test_a_rung_that_fell_due_before_the_decision_was_sent_goes_first(scenario: Scenario) -> None:
    """The decision waits at the server when the worker comes back, and yet is considered after the rung."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until="2043-06-08 16:45")
        .worker_down()
        .after(until=RUNG)
        .decide("agreed", sent="2043-06-08 17:02")
        .worker_up()
        .expect(reminder_to("team manager", at=RUNG), letter_to_person("agreed"), status("signed_off"))
    )
    what = scenario.plan.record()
    reminded = next(place for place, words in enumerate(what) if words.startswith("Team manager reminded"))
    agreed = next(place for place, words in enumerate(what) if words.startswith("Agreed"))
    assert reminded < agreed
    (rung,) = scenario.plan.rows(RungRow)
    assert rung.taken_at - rung.due_at < A_MINUTE


async def test_after_an_outage_of_days_every_rung_is_taken_at_once_in_order_and_once(scenario: Scenario) -> None:
    """Down from before the submission until the day the decision was due: nine days of rungs on coming back."""
    await (
        scenario.on(MONDAY)
        .worker_down()
        .submit("undecided")
        .after(until="2043-06-15 18:00")
        .worker_up()
        .expect(
            reminder_to("team manager", at=RUNG),
            escalation_to("service manager", at="2043-06-11 17:00"),
            escalation_to("head of service", at="2043-06-15 17:00"),
            interim("asked_for"),
            promised("2043-06-22"),
        )
        .after(until="2043-06-15 18:30")
        .expect(nothing_more())
    )
    rungs = sorted(scenario.plan.rows(RungRow), key=lambda one: one.taken_at)
    assert [one.due_at for one in rungs] == sorted(one.due_at for one in rungs)
    assert max(one.taken_at for one in rungs) - min(one.taken_at for one in rungs) < A_MINUTE
    assert set(Counter(one.cause for one in rungs).values()) == {1}


async def test_an_outage_in_which_a_decision_was_sent_between_two_rungs(scenario: Scenario) -> None:
    """The rung before it is taken, late; that after it never falls due; the decision counts from when it was sent."""
    await (
        scenario.on(MONDAY)
        .worker_down()
        .submit("undecided")
        .after(until="2043-06-09 11:00")
        .decide("returned")
        .after(until="2043-06-15 18:00")
        .worker_up()
        .expect(
            reminder_to("team manager", at=RUNG),
            letter_to_person("returned", says="23 June 2043"),
            letter_to_person("submitted"),
            status("returned"),
            promised("2043-06-23"),
        )
        .after(until="2043-06-16 17:00")
        .expect(reminder_to("practitioner", at="2043-06-16 17:00"))
    )
    decision = [one.kind for one in scenario.plan.rows(RungRow) if one.wait == "decision"]
    assert decision == ["remind"]


async def test_a_worker_that_is_down_and_up_again_in_mid_wait_changes_nothing(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .worker_down()
        .after(until="2043-06-08 12:00")
        .worker_up()
        .expect(nothing_more(), promised("2043-06-15"))
        .after(until=RUNG)
        .expect(reminder_to("team manager", at=RUNG), nothing_more())
    )
