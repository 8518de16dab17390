"""TIME-6 · What a clock stands still for, and the date that follows.

November 2026: Monday 16, Friday 20, Saturday 21, Monday 23, Monday 30. Times of day are London's; the default scheme's
office is open from 09:00 to 17:00, and a working day's clock ends as it closes.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from countersign.careplan.clock_moves import expected_by, has_run, paused, resumed, stopped
from countersign.careplan.clocks import RULE_OF, Because, Wait, clock_of
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.working_time import time_of
from tests.support.builders import days, scheme
from tests.support.times import (
    GAPS,
    PAUSES,
    Pausing,
    a_clock,
    after_steps,
    at_closing,
    hours,
    london,
    moments,
    steps_to_come,
    with_pauses,
)

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW
INTERIM_DECISION = StepKind.INTERIM_DECISION
ASKED, CAME = Because.INFORMATION_ASKED, Because.INFORMATION_CAME
WHY, ANOTHER = "information:ask-0001", "information:ask-0002"


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param([], "2026-11-30 17:00", id="none"),
        pytest.param([("2026-11-17 09:00", "2026-11-19 09:00")], "2026-12-02 17:00", id="two whole days"),
        pytest.param([("2026-11-17 10:00", "2026-11-17 12:00")], "2026-12-01 11:00", id="two hours of one morning"),
        pytest.param([("2026-11-17 16:00", "2026-11-18 10:00")], "2026-12-01 11:00", id="two office hours, overnight"),
        pytest.param([("2026-11-20 17:00", "2026-11-23 09:00")], "2026-11-30 17:00", id="a weekend costs nothing"),
        pytest.param([("2026-11-30 16:59", "2026-12-01 17:00")], "2026-12-02 09:01", id="a minute before it is due"),
        pytest.param([("2026-11-30 17:00", "2026-12-01 17:00")], "2026-11-30 17:00", id="as it falls due: too late"),
        pytest.param(
            [("2026-11-17 09:00", "2026-11-18 09:00"), ("2026-11-24 09:00", "2026-11-25 09:00")],
            "2026-12-02 17:00",
            id="two, one after the other",
        ),
        pytest.param(
            [("2026-11-17 09:00", "2026-11-19 09:00"), ("2026-11-18 09:00", "2026-11-20 09:00")],
            "2026-12-03 17:00",
            id="two that overlap stop it once",
        ),
        pytest.param(
            [("2026-11-17 09:00", "2026-11-20 09:00"), ("2026-11-18 09:00", "2026-11-19 09:00")],
            "2026-12-03 17:00",
            id="one within the other",
        ),
        pytest.param(
            [("2026-11-17 09:00", "2026-11-18 09:00"), ("2026-11-18 09:00", "2026-11-19 09:00")],
            "2026-12-02 17:00",
            id="two that meet",
        ),
        pytest.param([("2026-11-17 09:00", "2026-11-17 09:00")], "2026-11-30 17:00", id="one of no time at all"),
        pytest.param([("2026-11-13 09:00", "2026-11-17 09:30")], "2026-12-01 17:00", id="from before it began"),
        pytest.param([("2026-11-24 09:00", "2026-12-24 09:00")], "2027-01-04 17:00", id="a month, and Christmas"),
        pytest.param([("2026-11-23 17:00", "2026-11-24 09:00")], "2026-11-30 17:00", id="one night"),
    ],
)
def test_a_date_is_later_by_the_working_time_that_the_clock_stood_still(
    pauses: list[tuple[str, str]], due: str
) -> None:
    clock = a_clock()
    for number, (since, _) in enumerate(pauses):
        clock = paused(clock, f"information:{number}", london(since), london("2026-12-31 17:00"), ASKED, days())
    for number, (_, until) in enumerate(pauses):
        assert clock.is_paused
        clock = resumed(clock, f"information:{number}", london(until), CAME, days())
    assert not clock.is_paused
    assert clock.due == london(due)
    assert clock.steps[-1].at == clock.due
    assert [(pause.why, pause.until) for pause in clock.pauses] == [
        (f"information:{number}", london(until)) for number, (_, until) in enumerate(pauses)
    ]


@pytest.mark.rule("TIME-6")
def test_a_clock_that_stands_still_takes_no_step_and_its_date_is_worked_out_from_what_is_expected() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 17:00"), ASKED, days())
    assert standing.is_paused
    assert standing.step_at is None
    assert standing.due == london("2026-12-03 17:00")
    assert steps_to_come(standing) == at_closing(
        [(REMIND, "2026-11-26"), (ESCALATE, "2026-12-01"), (OVERDUE, "2026-12-03")],
    )
    assert [(move.because, move.rule, move.at, move.was, move.now) for move in standing.moves] == [
        (ASKED, "TIME-6", london("2026-11-17 09:00"), london("2026-11-30 17:00"), london("2026-12-03 17:00"))
    ]


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("came", "due", "moves"),
    [
        pytest.param("2026-11-18 09:00", "2026-12-01 17:00", 2, id="sooner than expected: the date comes back"),
        pytest.param("2026-11-19 17:00", "2026-12-03 17:00", 1, id="as expected: it stays"),
        pytest.param("2026-11-20 17:00", "2026-12-04 17:00", 2, id="a day late: a day later"),
    ],
)
def test_when_it_comes_the_date_is_worked_out_from_when_it_came(came: str, due: str, moves: int) -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 17:00"), ASKED, days())
    again = resumed(standing, WHY, london(came), CAME, days())
    assert again.due == london(due)
    assert again.step_at == again.steps[0].at
    assert len(again.moves) == moves


@pytest.mark.rule("TIME-6", "TIME-2")
def test_what_is_late_is_expected_later_and_the_date_follows() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 17:00"), ASKED, days())
    at, by, because = london("2026-11-19 17:00"), london("2026-11-26 17:00"), Because.NOT_IN_TIME
    later = expected_by(standing, WHY, at, by, because, days())
    assert later.due == london("2026-12-10 17:00")
    assert later.moves[-1].because is Because.NOT_IN_TIME
    assert later.moves[-1].rule == "TIME-2"
    assert expected_by(standing, ANOTHER, at, by, because, days()) == standing


@pytest.mark.rule("TIME-6")
def test_while_anything_keeps_it_it_stands_and_the_rest_can_come_in_any_order() -> None:
    asked = london("2026-11-17 09:00")
    both = paused(a_clock(), WHY, asked, london("2026-11-19 17:00"), ASKED, days())
    both = paused(both, ANOTHER, asked, london("2026-11-20 17:00"), ASKED, days())
    assert both.due == london("2026-12-04 17:00")
    one = resumed(both, ANOTHER, london("2026-11-18 09:00"), CAME, days())
    assert one.is_paused
    assert one.due == london("2026-12-03 17:00")
    assert resumed(one, "information:never-asked", london("2026-11-18 09:00"), CAME, days()) == one
    none = resumed(one, WHY, london("2026-11-18 09:00"), CAME, days())
    assert not none.is_paused
    assert none.due == london("2026-12-01 17:00")


@pytest.mark.rule("TIME-6")
def test_a_question_that_was_sent_before_a_step_that_was_taken_moves_only_the_steps_to_come() -> None:
    reminded = after_steps(a_clock(), 1)
    standing = paused(reminded, WHY, london("2026-11-23 12:00"), london("2026-11-24 12:00"), ASKED, days())
    assert standing.taken == 1
    assert steps_to_come(standing) == [(ESCALATE, london("2026-11-27 17:00")), (OVERDUE, london("2026-12-01 17:00"))]


@pytest.mark.rule("TIME-6", "TIME-7")
def test_a_clock_that_is_stopped_stood_still_until_then_and_no_longer() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-16 11:30"), london("2026-11-16 13:00"), ASKED, days())
    ended = stopped(standing, london("2026-11-18 12:00"))
    assert not ended.is_paused
    assert has_run(ended, london("2026-11-18 12:00"), days()) == hours("2:00")
    assert stopped(ended, london("2026-11-20 12:00")) == ended


@pytest.mark.rule("TIME-6")
def test_a_pause_never_ends_before_it_began_whatever_was_expected_and_whenever_the_answer_was_sent() -> None:
    asked, before = london("2026-11-18 11:00"), london("2026-11-17 11:00")
    standing = paused(a_clock(), WHY, asked, before, ASKED, days())
    assert (standing.due, standing.pauses[0].end) == (a_clock().due, asked)
    again = resumed(paused(a_clock(), WHY, asked, london("2026-11-20 11:00"), ASKED, days()), WHY, before, CAME, days())
    assert (again.due, again.pauses[0].end) == (a_clock().due, asked)


@pytest.mark.rule("TIME-4", "TIME-6")
def test_a_clock_of_hours_is_paused_in_hours() -> None:
    clock = a_clock(Wait.ARRANGED, "2026-10-24 20:00")
    standing = paused(clock, WHY, london("2026-10-24 22:00"), london("2026-10-25 04:00"), ASKED, days())
    # Seven hours, for the clocks go back at two in that night.
    assert standing.due == london("2026-10-26 02:00")
    assert has_run(standing, london("2026-10-25 05:00"), time_of(CountedIn.HOURS, days())) == hours("3:00")


WAITS = st.sampled_from(
    [Wait.DECISION, Wait.RESUBMISSION, Wait.SIGN_OFF, Wait.REVIEW, Wait.ARRANGED, Wait.URGENT_NEEDS]
)


@pytest.mark.rule("TIME-1", "TIME-6")
@settings(max_examples=120, deadline=None)
@given(wait=WAITS, start=moments, pauses=PAUSES)
def test_a_clock_has_run_its_budget_when_each_step_falls_due_whatever_its_pauses(
    wait: Wait, start: datetime, pauses: list[Pausing]
) -> None:
    clock = with_pauses(clock_of(wait, "team_manager", start, scheme(), days()), pauses)
    kept = time_of(clock.counted_in, days())
    for step in clock.steps:
        assert has_run(clock, step.at, kept) == step.budget
    assert clock.budget is not None
    assert has_run(clock, clock.due, kept) == clock.budget


@pytest.mark.rule("TIME-6")
@settings(max_examples=120, deadline=None)
@given(wait=WAITS, start=moments, after=GAPS, lasts=GAPS)
def test_resuming_gives_the_date_of_never_having_paused_plus_the_working_time_of_the_pause(
    wait: Wait, start: datetime, after: timedelta, lasts: timedelta
) -> None:
    never = clock_of(wait, "team_manager", start, scheme(), days())
    since, until = start + after, start + after + lasts
    assume(since < never.due)
    kept = time_of(never.counted_in, days())
    again = resumed(paused(never, WHY, since, until, ASKED, days()), WHY, until, CAME, days())
    assert again.due == kept.on(never.due, kept.between(since, until))


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(start=moments, pauses=PAUSES)
def test_the_order_in_which_pauses_are_told_does_not_matter(start: datetime, pauses: list[Pausing]) -> None:
    clock = clock_of(Wait.DECISION, "team_manager", start, scheme(), days())
    there, back = with_pauses(clock, pauses), with_pauses(clock, pauses[::-1])
    assert (there.due, there.steps) == (back.due, back.steps)


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(wait=WAITS, start=moments, pauses=PAUSES)
def test_every_move_of_a_date_says_why_under_which_rule_and_from_when_to_when(
    wait: Wait, start: datetime, pauses: list[Pausing]
) -> None:
    first = clock_of(wait, "team_manager", start, scheme(), days())
    clock = with_pauses(first, pauses)
    chain = [first.due, *(move.now for move in clock.moves)]
    assert [move.was for move in clock.moves] == chain[:-1]
    assert chain[-1] == clock.due
    assert all(move.rule == RULE_OF[move.because] and move.was != move.now for move in clock.moves)
