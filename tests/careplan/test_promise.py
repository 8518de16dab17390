"""TIME-6 · The one date that the person holds, and when they are told of another. The office closes at 17:00.

November 2026: Monday 16, Friday 20, Monday 23, Friday 27, Monday 30. The quiet period of the default scheme is one day.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.clocks import Because
from countersign.careplan.promise import Promise, moved, told
from countersign.careplan.working_time import london_day
from tests.support.builders import days, scheme
from tests.support.times import london, moments

ASKED, CAME, LATE = Because.INFORMATION_ASKED, Because.INFORMATION_CAME, Because.NOT_IN_TIME
HELD = date(2026, 11, 30)


def change(promise: Promise, to: date, at: str | datetime, *because: Because, quiet_for: int = 1) -> Promise:
    moment = london(at) if isinstance(at, str) else at
    return moved(promise, to, because or (ASKED,), moment, quiet_for, days())


@pytest.mark.rule("TIME-6")
def test_what_a_letter_says_is_held_and_is_current_and_leaves_nothing_to_tell() -> None:
    assert told(HELD) == Promise(held=HELD, current=HELD, because=(), tell_at=None)


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("at", "quiet_for", "tell_at"),
    [
        pytest.param("2026-11-17 10:00", 1, "2026-11-18 17:00", id="the quiet period: until tomorrow's closing"),
        pytest.param("2026-11-17 17:00", 1, "2026-11-19 17:00", id="the office closed: from tomorrow"),
        pytest.param("2026-11-20 10:00", 1, "2026-11-23 17:00", id="from a Friday"),
        pytest.param("2026-11-17 10:00", 0, "2026-11-17 17:00", id="no quiet period: today's closing"),
        pytest.param("2026-11-17 10:00", 5, "2026-11-24 17:00", id="a longer one"),
        pytest.param("2026-11-17 10:00", 30, "2026-11-30 17:00", id="never later than the end of the day promised"),
        pytest.param("2026-11-27 10:00", 1, "2026-11-30 17:00", id="the quiet period ends on the day promised"),
        pytest.param("2026-11-30 10:00", 1, "2026-11-30 17:00", id="on the day promised: by its end"),
        pytest.param("2026-11-30 17:00", 1, "2026-11-30 17:00", id="as it passes: at once"),
        pytest.param("2026-12-02 10:00", 1, "2026-12-02 10:00", id="when it has passed: at once"),
    ],
)
def test_when_the_person_is_told(at: str, quiet_for: int, tell_at: str) -> None:
    found = change(told(HELD), date(2026, 12, 4), at, quiet_for=quiet_for)
    assert found.tell_at == london(tell_at)
    assert (found.held, found.current, found.because) == (HELD, date(2026, 12, 4), (ASKED,))


@pytest.mark.rule("TIME-6")
def test_several_changes_within_the_quiet_period_make_one_letter_with_every_reason_once() -> None:
    first = change(told(HELD), date(2026, 12, 4), "2026-11-17 10:00", ASKED)
    second = change(first, date(2026, 12, 2), "2026-11-18 09:00", CAME)
    third = change(second, date(2026, 12, 8), "2026-11-18 11:00", ASKED)
    assert third == Promise(
        held=HELD, current=date(2026, 12, 8), because=(ASKED, CAME), tell_at=london("2026-11-18 17:00")
    )


@pytest.mark.rule("TIME-6")
def test_moved_back_to_the_date_that_they_hold_there_is_nothing_to_tell() -> None:
    first = change(told(HELD), date(2026, 12, 4), "2026-11-17 10:00", ASKED)
    back = change(first, HELD, "2026-11-18 09:00", CAME)
    assert back == told(HELD)
    # And a change after that begins a quiet period of its own, for its own reason.
    again = change(back, date(2026, 12, 7), "2026-11-19 09:00", LATE)
    assert (again.because, again.tell_at) == ((LATE,), london("2026-11-20 17:00"))


@pytest.mark.rule("TIME-6")
def test_a_date_may_come_sooner_and_the_person_is_told_of_that_too() -> None:
    sooner = change(told(HELD), date(2026, 11, 25), "2026-11-17 10:00", Because.PLANNED_AGAIN)
    assert (sooner.current, sooner.tell_at) == (date(2026, 11, 25), london("2026-11-18 17:00"))


@pytest.mark.rule("TIME-6")
def test_a_sooner_date_is_told_before_it_is_over() -> None:
    later = change(told(HELD), date(2026, 12, 4), "2026-11-17 10:00", Because.PLANNED_AGAIN)
    today = change(later, date(2026, 11, 17), "2026-11-17 11:00", Because.PLANNED_AGAIN)
    assert today.tell_at == london("2026-11-17 17:00")


@pytest.mark.rule("TIME-6")
def test_where_nothing_was_promised_nothing_is_told() -> None:
    assert change(told(None), HELD, "2026-11-17 10:00") == told(None)


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(
    start=moments,
    held_after=st.integers(0, 30),
    changes=st.lists(
        st.tuples(st.timedeltas(timedelta(0), timedelta(days=3)), st.integers(0, 60), st.sampled_from(Because)),
        min_size=1,
        max_size=8,
    ),
    quiet_for=st.integers(0, 10),
)
def test_the_person_is_told_in_time_of_what_they_do_not_hold_and_of_nothing_else(
    start: datetime, held_after: int, changes: list[tuple[timedelta, int, Because]], quiet_for: int
) -> None:
    held = london_day(start) + timedelta(days=held_after)
    promise, at, earliest = told(held), start, None
    for nap, to, because in changes:
        at += nap
        promise = change(promise, london_day(start) + timedelta(days=to), at, because, quiet_for=quiet_for)
        earliest = promise.tell_at and (earliest or promise.tell_at)
        assert promise.held == held
        if promise.current == held:
            assert promise == told(held)
        else:
            assert promise.because[-1:]
            assert len(set(promise.because)) == len(promise.because)
            assert promise.tell_at is not None
            assert promise.current is not None
            assert promise.tell_at <= max(at, days().closing(min(held, promise.current)))
            assert earliest is not None
            assert promise.tell_at <= earliest, "a later change never puts the letter off"


@pytest.mark.rule("TIME-6")
def test_the_quiet_period_is_the_schemes() -> None:
    assert scheme().promises.quiet_for == 1
    assert scheme({"promises.quiet_for": 0}).promises.quiet_for == 0
