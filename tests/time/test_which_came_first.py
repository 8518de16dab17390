"""TIME-2: a message and a step that meet, and a worker that was down: what fell due first is taken first, and once."""

from collections import Counter
from datetime import timedelta

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.ladders import StepKind
from countersign.casework.happenings import Happening
from countersign.store.tables import StepTakenRow
from countersign.testkit import (
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
STEP = "2043-06-08 17:00"
A_MINUTE = timedelta(minutes=1)


async def test_a_decision_in_the_minute_of_the_step_but_after_it_finds_it_taken(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until=STEP)
        .expect(reminder_to("team manager", at=STEP), nothing_more())
        .decide("agreed", sent="2043-06-08 17:00:00")
        .expect(letter_to_person("agreed"), status("signed_off"))
    )


async def test_a_decision_in_the_minute_before_the_step_leaves_nothing_to_remind_of(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .after(until="2043-06-08 16:59")
        .decide("agreed")
        .expect(letter_to_person("agreed"), letter_to_person("submitted"), status("signed_off"))
        .after(until="2043-06-08 18:00")
        .expect(nothing_more())
    )
    assert scenario.plan.rows(StepTakenRow) == []


@pytest.mark.parametrize("sent", ["2043-06-08 16:50", STEP], ids=["before the step", "in the minute of the step"])
async def test_a_decision_sent_before_the_step_and_delivered_after_it_goes_first(scenario: Scenario, sent: str) -> None:
    """The worker was down when both came: the step is not taken at all."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until="2043-06-08 16:45")
        .worker_down()
        .decide("agreed", sent=sent)
        .after(until=STEP)
        .worker_up()
        .expect(letter_to_person("agreed"), status("signed_off"))
    )
    assert scenario.plan.rows(StepTakenRow) == []


async def test_a_step_that_fell_due_before_the_decision_was_sent_goes_first(scenario: Scenario) -> None:
    """The decision waits at the server when the worker comes back, and yet is considered after the step."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until="2043-06-08 16:45")
        .worker_down()
        .after(until=STEP)
        .decide("agreed", sent="2043-06-08 17:02")
        .worker_up()
        .expect(reminder_to("team manager", at=STEP), letter_to_person("agreed"), status("signed_off"))
    )
    happenings = scenario.plan.happenings()
    assert happenings.index(Happening.REMINDED) < happenings.index(Happening.AGREED)
    (step,) = scenario.plan.rows(StepTakenRow)
    assert step.taken_at - step.due_at < A_MINUTE


async def test_after_an_outage_of_days_every_step_is_taken_at_once_in_order_and_once(scenario: Scenario) -> None:
    """Down from before the submission until the day the decision was due: nine days of steps on coming back."""
    await (
        scenario.on(MONDAY)
        .worker_down()
        .submit("undecided")
        .after(until="2043-06-15 18:00")
        .worker_up()
        .expect(
            reminder_to("team manager", at=STEP),
            escalation_to("service manager", at="2043-06-11 17:00"),
            escalation_to("head of service", at="2043-06-15 17:00"),
            interim("need_asked"),
            promised("2043-06-22"),
        )
        .after(until="2043-06-15 18:30")
        .expect(nothing_more())
    )
    steps = sorted(scenario.plan.rows(StepTakenRow), key=lambda step: step.taken_at)
    assert [step.due_at for step in steps] == sorted(step.due_at for step in steps)
    assert steps[-1].taken_at - steps[0].taken_at < A_MINUTE
    assert set(Counter(step.cause for step in steps).values()) == {1}


async def test_an_outage_in_which_a_decision_was_sent_between_two_steps(scenario: Scenario) -> None:
    """The step before it is taken, late; that after it never falls due; the decision counts from when it was sent."""
    await (
        scenario.on(MONDAY)
        .worker_down()
        .submit("undecided")
        .after(until="2043-06-09 11:00")
        .decide("returned")
        .after(until="2043-06-15 18:00")
        .worker_up()
        .expect(
            reminder_to("team manager", at=STEP),
            letter_to_person("returned", says="23 June 2043"),
            letter_to_person("submitted"),
            status("returned"),
            promised("2043-06-23"),
        )
        .after(until="2043-06-16 17:00")
        .expect(reminder_to("practitioner", at="2043-06-16 17:00"))
    )
    decision = [step.kind for step in scenario.plan.rows(StepTakenRow) if step.wait == Wait.DECISION]
    assert decision == [StepKind.REMIND]


async def test_a_worker_that_is_down_and_up_again_in_mid_wait_changes_nothing(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .worker_down()
        .after(until="2043-06-08 12:00")
        .worker_up()
        .expect(nothing_more(), promised("2043-06-15"))
        .after(until=STEP)
        .expect(reminder_to("team manager", at=STEP), nothing_more())
    )
