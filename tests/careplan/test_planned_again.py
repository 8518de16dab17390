"""TIME-1 · A running clock under the scheme and the calendar as they are now.

November 2026: Monday 16, Friday 20, Saturday 21, Monday 23, Monday 30. Times of day are London's; the default scheme's
office is open from 09:00 to 17:00, and a working day's clock ends as it closes.
"""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.clock_moves import has_run, paused, planned_again
from countersign.careplan.clocks import Because, Wait, clock_of, condition_clock, payment_review_clock, review_clock
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.working_time import time_of
from tests.support.builders import Json, days, scheme
from tests.support.times import (
    BY_THE_SCHEME,
    MONDAY,
    PAUSES,
    Pausing,
    a_clock,
    after_steps,
    at_closing,
    at_its_last_step,
    london,
    moments,
    steps_to_come,
    with_pauses,
)

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW
INTERIM_DECISION = StepKind.INTERIM_DECISION
ASKED = Because.INFORMATION_ASKED
WHY = "information:ask-0001"


@pytest.mark.rule("TIME-1")
def test_a_closure_that_is_added_moves_the_date_and_says_why() -> None:
    changes: Json = {"office.closures": [date(2026, 11, 25)]}
    planned = planned_again(a_clock(), scheme(changes), days(changes), london("2026-11-18 10:00"))
    assert steps_to_come(planned) == at_closing(
        [(REMIND, "2026-11-23"), (ESCALATE, "2026-11-27"), (OVERDUE, "2026-12-01")]
    )
    assert [(move.because, move.rule, move.at, move.now) for move in planned.moves] == [
        (Because.PLANNED_AGAIN, "TIME-1", london("2026-11-18 10:00"), london("2026-12-01 17:00"))
    ]


@pytest.mark.rule("TIME-1")
def test_a_closure_that_is_taken_back_brings_the_date_back() -> None:
    changes: Json = {"office.closures": [date(2026, 11, 25)]}
    back = planned_again(a_clock(changes=changes), scheme(), days(), london("2026-11-18 10:00"))
    assert (back.due, back.steps) == (a_clock().due, a_clock().steps)


NEW_FIGURES: Json = {
    "clocks.awaiting_decision.due_after": 15,
    "clocks.awaiting_decision.steps.0.after": 6,
    "clocks.awaiting_decision.steps.1.after": 12,
    "clocks.awaiting_decision.steps.2.after": 15,
    "clocks.awaiting_decision.repeat_every": 3,
    "scheme.in_force_from": date(2026, 11, 18),
}


@pytest.mark.rule("TIME-1")
def test_another_schemes_figures_apply_from_the_start_of_the_wait() -> None:
    planned = planned_again(a_clock(), scheme(NEW_FIGURES), days(), london("2026-11-18 10:00"))
    assert steps_to_come(planned) == at_closing(
        [(REMIND, "2026-11-24"), (ESCALATE, "2026-12-02"), (OVERDUE, "2026-12-07")]
    )
    assert (planned.due, planned.repeat_every) == (london("2026-12-07 17:00"), 3)
    assert planned.edition == "procedure@2026-11-18"
    assert planned.since == london(MONDAY)


@pytest.mark.rule("TIME-1", "TIME-2")
def test_steps_that_were_taken_stay_taken() -> None:
    reminded = after_steps(a_clock(), 1)
    planned = planned_again(reminded, scheme(NEW_FIGURES), days(), london("2026-11-23 18:00"))
    assert steps_to_come(planned) == at_closing([(ESCALATE, "2026-12-02"), (OVERDUE, "2026-12-07")])
    assert (planned.taken, planned.climbed) == (1, reminded.climbed)


@pytest.mark.rule("TIME-1")
def test_pauses_stay_and_count_under_the_new_figures() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 09:00"), ASKED, days())
    planned = planned_again(standing, scheme(NEW_FIGURES), days(), london("2026-11-18 10:00"))
    assert planned.pauses == standing.pauses
    assert planned.step_at is None
    assert planned.due == london("2026-12-09 17:00")


SHORTER: Json = {
    "clocks.awaiting_decision.due_after": 3,
    "clocks.awaiting_decision.steps.0.after": 1,
    "clocks.awaiting_decision.steps.1.after": 3,
    "clocks.awaiting_decision.steps.2.after": 20,
}


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_step_that_would_have_fallen_due_already_falls_due_at_once() -> None:
    planned = planned_again(a_clock(), scheme(SHORTER), days(), london("2026-11-18 10:00"))
    assert planned.step_at == london("2026-11-17 17:00")
    assert planned.due == london("2026-11-19 17:00")


@pytest.mark.rule("TIME-1", "TIME-6")
def test_nobody_is_promised_a_date_that_has_passed_already() -> None:
    reminded_and_gone_up = after_steps(a_clock(), 2)
    planned = planned_again(reminded_and_gone_up, scheme(SHORTER), days(), london("2026-11-27 10:00"))
    assert planned.due == planned.step_at == london("2026-12-14 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("closures", "following"),
    [
        pytest.param([], "2026-12-07 17:00", id="nothing changed"),
        pytest.param([date(2026, 12, 7)], "2026-12-08 17:00", id="it would fall on a closure"),
        pytest.param([date(2026, 12, 3)], "2026-12-07 17:00", id="a closure before it"),
    ],
)
def test_a_repeat_stays_where_it_is_unless_the_office_is_closed_then(closures: list[date], following: str) -> None:
    changes: Json = {"office.closures": closures}
    overdue = after_steps(a_clock(), 3)
    planned = planned_again(overdue, scheme(changes), days(changes), london("2026-12-01 10:00"))
    assert steps_to_come(planned) == [(OVERDUE, london(following))]
    assert planned.due == london(following)
    assert planned.budget is None


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("at", "closes_at", "following"),
    [
        pytest.param("2026-12-07 17:00", time(16), "2026-12-07 16:00", id="the office closes earlier"),
        pytest.param("2026-12-07 11:30", time(17), "2026-12-07 11:30", id="within the day, after a pause"),
        pytest.param("2026-12-06 11:30", time(17), "2026-12-07 17:00", id="on a Sunday"),
        pytest.param("2026-12-07 03:00", time(17), "2026-12-07 17:00", id="before the office opens"),
    ],
)
def test_a_repeat_keeps_to_the_hours_of_the_office(at: str, closes_at: time, following: str) -> None:
    changes: Json = {"office.closes_at": closes_at}
    late = at_its_last_step(OVERDUE, at, 5).model_copy(update={"taken": 7, "budget": None})
    planned = planned_again(late, scheme(changes), days(changes), london("2026-12-01 10:00"))
    assert planned.step_at == london(following)


@pytest.mark.rule("TIME-1", "TIME-4")
def test_a_ladder_of_hours_is_planned_again_in_hours() -> None:
    changes: Json = {"interim.arranged.due_after": 6, "interim.arranged.steps.0.after": 3}
    changes["interim.arranged.steps.1.after"] = 6
    clock = a_clock(Wait.ARRANGED, "2026-03-28 23:00")
    planned = planned_again(clock, scheme(changes), days(), london("2026-03-28 23:30"))
    assert steps_to_come(planned) == [(REMIND, london("2026-03-29 03:00")), (ESCALATE, london("2026-03-29 06:00"))]
    repeats = after_steps(clock, 3)
    assert planned_again(repeats, scheme(changes), days(), london("2026-03-30 12:30")).step_at == repeats.step_at


@pytest.mark.rule("TIME-1", "TIME-4")
def test_a_ladder_may_come_to_count_in_hours() -> None:
    changes: Json = {"interim.review.counted_in": "hours", "interim.review.due_after": 72}
    changes["interim.review.steps.0.after"] = 72
    planned = planned_again(a_clock(Wait.INTERIM_REVIEW), scheme(changes), days(), london("2026-11-17 10:00"))
    assert planned.counted_in is CountedIn.HOURS
    assert planned.due == planned.step_at == london("2026-11-19 09:30")


@pytest.mark.rule("TIME-1")
def test_a_review_is_planned_again_from_the_agreement_or_from_the_last_review() -> None:
    changes: Json = {"review.first_within_weeks": 6, "review.within_months": 6}
    first = planned_again(a_clock(Wait.REVIEW), scheme(changes), days(), london("2026-12-01 10:00"))
    assert (first.due, first.step_at) == (london("2026-12-24 17:00"), london("2026-12-03 17:00"))
    assert date(2026, 12, 28).weekday() == 0, "six weeks are a bank holiday"
    held = review_clock(london("2026-12-16 10:00"), scheme(), days(), date(2026, 12, 16))
    following = planned_again(held, scheme(changes), days(), london("2027-01-04 10:00"))
    assert (held.due, following.due) == (london("2027-12-16 17:00"), london("2027-06-16 17:00"))
    late = after_steps(a_clock(Wait.REVIEW), 2)
    assert planned_again(late, scheme(changes), days(), london("2027-01-12 10:00")).step_at == late.step_at


@pytest.mark.rule("TIME-1", "REV-3")
def test_the_day_on_which_a_direct_payment_is_reviewed_is_the_laws_and_stays_whatever_the_scheme_says() -> None:
    clock = payment_review_clock(date(2027, 5, 10), london(MONDAY), scheme(), days())
    changes: Json = {"review.within_months": 6, "review.first_within_weeks": 6}
    assert planned_again(clock, scheme(changes), days(changes), london("2026-12-01 10:00")) == clock


@pytest.mark.rule("TIME-1", "DP-6")
def test_the_date_of_a_condition_is_the_decisions_and_stays_whatever_the_scheme_says() -> None:
    condition = condition_clock("C1", date(2026, 11, 25), london(MONDAY), scheme(), days())
    changes: Json = {**NEW_FIGURES, "office.closures": [date(2026, 11, 25)]}
    assert planned_again(condition, scheme(changes), days(changes), london("2026-11-18 10:00")) == condition


@pytest.mark.rule("TIME-1")
@settings(max_examples=100, deadline=None)
@given(wait=st.sampled_from(BY_THE_SCHEME), start=moments, pauses=PAUSES, taken=st.integers(0, 4))
def test_planning_again_when_nothing_has_changed_changes_nothing(
    wait: Wait, start: datetime, pauses: list[Pausing], taken: int
) -> None:
    clock = after_steps(clock_of(wait, "team_manager", start, scheme(), days()), taken)
    clock = with_pauses(clock, [(after + (clock.steps[0].at - start), lasts, ended) for after, lasts, ended in pauses])
    assert planned_again(clock, scheme(), days(), start) == clock


@pytest.mark.rule("TIME-1")
@settings(max_examples=60, deadline=None)
@given(
    wait=st.sampled_from([Wait.DECISION, Wait.RESUBMISSION, Wait.SIGN_OFF]),
    start=moments,
    pauses=PAUSES,
    closed=st.lists(st.integers(0, 40), max_size=6),
)
def test_planning_again_gives_the_dates_that_the_wait_would_have_had_from_the_start(
    wait: Wait, start: datetime, pauses: list[Pausing], closed: list[int]
) -> None:
    changes: Json = {"office.closures": [start.date() + timedelta(days=after) for after in closed]}
    council = scheme(changes)
    calendar = days(changes)
    planned = planned_again(
        with_pauses(clock_of(wait, "team_manager", start, scheme(), days()), pauses), council, calendar, start
    )
    fresh = clock_of(wait, "team_manager", start, council, calendar)
    kept = time_of(planned.counted_in, calendar)
    assert [step.budget for step in planned.steps] == [step.budget for step in fresh.steps]
    assert [has_run(planned, step.at, kept) for step in planned.steps] == [step.budget for step in fresh.steps]
    assert planned.pauses == with_pauses(fresh, pauses).pauses
