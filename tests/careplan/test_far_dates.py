"""TIME-1 · Far dates cost nothing: office time is counted, not walked through, and comes out the same as if it were."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.working_time import LONDON, NOTHING, WorkingDays, london_day
from tests.support.builders import days

CLOSED = frozenset({date(2026, 12, 28), date(2027, 1, 4), date(2028, 2, 29)})


def is_holiday(day: date) -> bool:
    return (day.month, day.day) in {(1, 1), (12, 25), (12, 26)} or (
        day.month == 8 and day.day > 24 and not day.weekday()
    )


COUNCIL = WorkingDays(is_holiday, tuple(CLOSED), time(17, 0), time(8, 45))

MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
    datetime(2029, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from((UTC, LONDON)),
)


def walked_between(council: WorkingDays, start: datetime, end: datetime) -> timedelta:
    """The same by walking from day to day, as a person with a calendar would."""
    total, day = NOTHING, london_day(start)
    while day <= london_day(end):
        if council.is_working_day(day):
            total += max(min(end, council.closing(day)) - max(start, council.opening(day)), NOTHING)
        day += timedelta(days=1)
    return total


def walked_on(council: WorkingDays, start: datetime, running: timedelta) -> datetime:
    day, left = london_day(start), running
    while running > NOTHING:
        if council.is_working_day(day):
            begins = max(start, council.opening(day))
            today = max(council.closing(day) - begins, NOTHING)
            if left <= today:
                return (begins + left).astimezone(UTC)
            left -= today
        day += timedelta(days=1)
    return start.astimezone(UTC)


def walked_after(council: WorkingDays, start: datetime, count: int) -> datetime:
    local = start.astimezone(LONDON)
    day = council.next_working_day(local.date() + timedelta(days=local.time() >= time(17, 0)))
    for _ in range(count):
        day = council.next_working_day(day + timedelta(days=1))
    return council.closing(day)


@pytest.mark.rule("TIME-1")
@settings(max_examples=150, deadline=None)
@given(start=MOMENTS, end=MOMENTS)
def test_the_office_time_between_two_moments_is_that_of_each_day(start: datetime, end: datetime) -> None:
    assert COUNCIL.between(start, end) == walked_between(COUNCIL, start, end)


@pytest.mark.rule("TIME-1")
@settings(max_examples=150, deadline=None)
@given(start=MOMENTS, running=st.timedeltas(timedelta(hours=-1), timedelta(days=200)))
def test_the_moment_by_which_so_much_of_it_has_passed_is_the_same(start: datetime, running: timedelta) -> None:
    assert COUNCIL.on(start, running) == walked_on(COUNCIL, start, running)


@pytest.mark.rule("TIME-1")
@settings(max_examples=100, deadline=None)
@given(start=MOMENTS, whole=st.integers(1, 40))
def test_a_whole_number_of_days_ends_when_the_office_closes(start: datetime, whole: int) -> None:
    begins = COUNCIL.opening(COUNCIL.next_working_day(london_day(start)))
    running = whole * timedelta(hours=8, minutes=15)
    assert COUNCIL.on(begins, running) == walked_on(COUNCIL, begins, running)
    assert COUNCIL.on(begins, running).astimezone(LONDON).time() == time(17, 0)


@pytest.mark.rule("TIME-1")
@settings(max_examples=100, deadline=None)
@given(start=MOMENTS, count=st.integers(0, 300))
def test_so_many_working_days_after_a_moment_are_the_same(start: datetime, count: int) -> None:
    assert COUNCIL.after(start, count) == walked_after(COUNCIL, start, count)


@pytest.mark.rule("TIME-1")
def test_the_last_day_that_a_message_may_name_is_reached_at_once() -> None:
    council, start, last = days(), datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2100, 12, 31, 17, tzinfo=UTC)
    began = clock.process_time()
    between = council.between(start, last)
    first_time = clock.process_time() - began
    began = clock.process_time()
    for _ in range(100):
        council.between(start, last)
    assert clock.process_time() - began < 1, "a hundred times within a second"
    assert first_time < 2, "the calendar of 74 years is gone through once"
    assert london_day(council.on(start, between)) <= date(2100, 12, 31)
    assert council.on(start, between) == walked_on(council, start, between)
