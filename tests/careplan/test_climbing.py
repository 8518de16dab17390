"""TIME-2 · The ladder of a plan that waits: step after step, and on after the last.

November 2026: Monday 16, Friday 20, Saturday 21, Monday 23, Monday 30. Times of day are London's; the default scheme's
office is open from 09:00 to 17:00, and a working day's clock ends as it closes.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.clock_moves import ahead, climbed, has_run, paused, resumed
from countersign.careplan.clocks import Because, Wait, clock_of
from countersign.careplan.ladders import CountedIn, StepKind
from tests.support.builders import Json, days, scheme
from tests.support.times import (
    BY_THE_SCHEME,
    a_clock,
    after_steps,
    at_closing,
    at_its_last_step,
    london,
    moments,
    steps_to_come,
)

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW
INTERIM_DECISION = StepKind.INTERIM_DECISION
ASKED, CAME = Because.INFORMATION_ASKED, Because.INFORMATION_CAME
WHY = "information:ask-0001"


@pytest.mark.rule("TIME-2")
def test_steps_are_measured_from_submission_and_not_from_the_last_reminder() -> None:
    woken_late = climbed(a_clock(), london("2026-11-25 11:00"), days())
    assert steps_to_come(woken_late) == at_closing([(ESCALATE, "2026-11-26"), (OVERDUE, "2026-11-30")])
    assert woken_late.taken == 1
    assert woken_late.moves == ()


@pytest.mark.rule("TIME-2", "TIME-6")
def test_a_step_at_which_the_promised_date_passes_sets_a_new_one_and_says_why() -> None:
    overdue = after_steps(a_clock(), 3)
    assert overdue.due == overdue.steps[0].at == london("2026-12-07 17:00")
    assert overdue.budget is None
    assert [(move.because, move.rule, move.was, move.now) for move in overdue.moves] == [
        (Because.NOT_IN_TIME, "TIME-2", london("2026-11-30 17:00"), london("2026-12-07 17:00"))
    ]


@pytest.mark.rule("TIME-2", "TIME-6")
def test_a_clock_that_is_late_stands_still_too() -> None:
    overdue = after_steps(a_clock(), 3)
    standing = paused(overdue, WHY, london("2026-12-02 09:00"), london("2026-12-03 09:00"), ASKED, days())
    assert standing.due == standing.steps[0].at == london("2026-12-08 17:00")
    again = resumed(standing, WHY, london("2026-12-02 13:00"), CAME, days())
    assert again.due == again.steps[0].at == london("2026-12-08 13:00")
    assert climbed(again, again.due, days()).steps[0].at == london("2026-12-15 17:00")


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("kind", "then"),
    [
        (REMIND, ESCALATE),
        (ESCALATE, ESCALATE),
        (OVERDUE, OVERDUE),
        (INTERIM_DECISION, INTERIM_DECISION),
        (REVIEW, REVIEW),
    ],
)
def test_after_the_last_step_it_goes_on_and_a_mere_reminder_goes_one_person_up(kind: StepKind, then: StepKind) -> None:
    clock = at_its_last_step(kind, "2026-11-16 17:00", 5)
    again = climbed(clock, clock.steps[0].at, days())
    assert steps_to_come(again) == at_closing([(then, "2026-11-23")])
    assert again.due == london("2026-11-23 17:00")


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("now", "next_day"),
    [
        pytest.param("2026-11-16 17:00", "2026-11-23", id="on time"),
        pytest.param("2026-11-18 08:00", "2026-11-23", id="two days late: counted from the step, not from now"),
        pytest.param("2026-11-23 16:59", "2026-11-23", id="a minute before the next"),
        pytest.param("2026-11-23 17:00", "2026-11-30", id="as the next falls due, it is passed over"),
        pytest.param("2026-12-24 12:00", "2026-12-30", id="weeks late: once, and not once for each week"),
    ],
)
def test_what_was_missed_while_nothing_ran_is_not_sent_one_by_one(now: str, next_day: str) -> None:
    again = climbed(at_its_last_step(OVERDUE, "2026-11-16 17:00", 5), london(now), days())
    assert [step.at for step in again.steps] == [london(f"{next_day} 17:00")]


@pytest.mark.rule("TIME-2", "TIME-4")
@pytest.mark.parametrize(
    ("now", "following"),
    [
        pytest.param("2026-10-24 22:00", "2026-10-24 23:00", id="on time"),
        pytest.param("2026-10-24 23:00", "2026-10-25 00:00", id="an hour late"),
        pytest.param("2026-10-25 12:00", "2026-10-25 13:00", id="half a day late, the clocks gone back"),
    ],
)
def test_a_ladder_of_hours_repeats_in_hours(now: str, following: str) -> None:
    again = climbed(at_its_last_step(ESCALATE, "2026-10-24 22:00", 1, CountedIn.HOURS), london(now), days())
    assert steps_to_come(again) == [(ESCALATE, london(following))]


@pytest.mark.rule("TIME-2")
def test_a_timer_that_woke_a_moment_early_does_not_repeat_the_same_step() -> None:
    clock = at_its_last_step(OVERDUE, "2026-11-16 17:00", 5)
    again = climbed(clock, clock.steps[0].at - timedelta(milliseconds=1), days())
    assert again.steps[0].at == london("2026-11-23 17:00")
    assert again.due == again.steps[0].at


@pytest.mark.rule("TIME-2")
def test_a_clock_remembers_how_high_it_has_climbed_and_never_comes_down() -> None:
    clock, heights = a_clock(), list[int]()
    for reached in (0, 1, 3, 2, 3):
        clock = climbed(clock, clock.steps[0].at, days(), reached)
        heights.append(clock.climbed)
    assert heights == [0, 1, 3, 3, 3]
    assert clock.taken == 5


@pytest.mark.rule("TIME-1", "TIME-2")
@settings(max_examples=60, deadline=None)
@given(
    wait=st.sampled_from(BY_THE_SCHEME),
    start=moments,
    naps=st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=8, max_size=8),
)
def test_what_is_waited_for_always_has_a_next_step_and_a_promise_and_moves_on(
    wait: Wait, start: datetime, naps: list[timedelta]
) -> None:
    clock = clock_of(wait, "team_manager", start, scheme(), days())
    for nap in naps:
        taken, now = clock.steps[0].at, clock.steps[0].at + nap
        had = len(clock.steps)
        clock = climbed(clock, now, days())
        assert clock.steps[0].at > taken
        assert clock.since == start
        if had == 1:
            assert clock.steps[0].at > now
            assert clock.due > now


@pytest.mark.rule("TIME-6", "TIME-2")
@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2026-11-30 16:59", "2026-11-30 17:00", id="its date is still to come: it stays"),
        pytest.param("2026-11-30 17:00", "2026-12-07 17:00", id="its date passes now"),
        pytest.param("2026-12-02 10:00", "2026-12-07 17:00", id="two days ago"),
        pytest.param("2026-12-07 17:00", "2026-12-14 17:00", id="as its first repeat falls due"),
    ],
)
def test_a_wait_that_began_so_long_ago_that_its_date_has_passed_is_promised_the_next_step(now: str, due: str) -> None:
    clock = a_clock()
    found = ahead(clock, london(now), days())
    assert found.due == london(due)
    assert found.budget == has_run(found, found.due, days())
    assert (found.steps, found.taken) == (clock.steps, 0), "what fell due meanwhile is still to be taken"


@pytest.mark.rule("TIME-6", "TIME-2")
def test_where_steps_are_still_to_come_after_the_date_has_passed_the_day_of_the_next_is_promised() -> None:
    changes: Json = {f"clocks.awaiting_decision.steps.{step}.after": after for step, after in enumerate((3, 10, 20))}
    clock = a_clock(changes={"clocks.awaiting_decision.due_after": 3, **changes})
    found = ahead(clock, london("2026-11-20 10:00"), days())
    assert (clock.due, found.due) == (london("2026-11-19 17:00"), london("2026-11-30 17:00"))


@pytest.mark.rule("TIME-2", "TIME-6")
def test_of_several_steps_that_are_late_only_the_last_sets_a_new_date() -> None:
    clock, now = a_clock(), london("2026-12-02 10:00")
    dates = list[datetime]()
    while clock.steps[0].at <= now:
        clock = climbed(clock, now, days())
        dates.append(clock.due)
    assert dates == [london("2026-11-30 17:00"), london("2026-11-30 17:00"), london("2026-12-07 17:00")]
    assert len(clock.moves) == 1
