"""ROUTE-3 · When a sitting of a panel or call is missed, called off, or moved, and to when."""

from datetime import date, time

import pytest

from countersign.careplan.meetings import following, may_be_missed, may_be_moved
from tests.support.builders import days, scheme
from tests.support.times import london

CALL = scheme(name="shropshire").meeting[0]


@pytest.mark.rule("ROUTE-3")
@pytest.mark.parametrize(
    ("at", "called_off", "where"),
    [
        pytest.param("2026-11-27 10:00", False, "held_on", id="missed, days before"),
        pytest.param("2026-12-02 00:00", False, "held_on", id="missed, on its day, before it begins"),
        pytest.param("2026-12-02 13:59", False, "held_on", id="missed, a minute before it begins"),
        pytest.param("2026-12-02 14:00", False, "", id="missed, once it should have begun"),
        pytest.param("2026-12-03 09:00", False, "", id="missed, the day after"),
        pytest.param("2026-11-27 10:00", True, "", id="called off, days before"),
        pytest.param("2026-12-02 13:59", True, "", id="called off, a minute before it begins"),
        pytest.param("2026-12-02 14:00", True, "because", id="called off, once it has begun"),
    ],
)
def test_a_sitting_is_missed_once_it_should_have_begun_and_called_off_before_that(
    at: str, called_off: bool, where: str
) -> None:
    faults = may_be_missed(london("2026-12-02 14:00"), london(at), called_off=called_off)
    assert [fault.where for fault in faults] == ([where] if where else [])


@pytest.mark.rule("ROUTE-3", "TIME-1")
@pytest.mark.parametrize(
    ("sitting", "to", "is_extra", "where"),
    [
        # Shropshire's call: every Wednesday at 10:00. Today is Monday 9 November 2026.
        pytest.param("2026-11-18 10:00", "2026-11-20 10:00", False, [], id="two days later"),
        pytest.param("2026-11-18 10:00", "2026-11-25 09:59", False, [], id="a minute before the next"),
        pytest.param("2026-11-18 10:00", "2026-11-25 10:00", False, ["to_day"], id="as the next begins"),
        pytest.param("2026-11-18 10:00", "2027-11-17 10:00", False, ["to_day"], id="a year later"),
        pytest.param("2026-11-18 10:00", "2026-11-16 10:00", False, [], id="earlier"),
        pytest.param("2026-11-20 14:00", "2026-11-24 10:00", False, [], id="moved before, and again"),
        pytest.param("2026-11-20 14:00", "2026-11-27 10:00", False, ["to_day"], id="moved before, and past the next"),
        pytest.param("2026-11-24 10:00", "2026-11-23 10:00", True, [], id="an extra one, earlier"),
    ],
)
def test_a_sitting_is_moved_to_before_the_next_of_its_calendar(
    sitting: str, to: str, is_extra: bool, where: list[str]
) -> None:
    now = london("2026-11-09 09:00")
    faults = may_be_moved(london(sitting), london(to), CALL, now, days(), is_extra=is_extra)
    assert [fault.where for fault in faults] == where


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
@pytest.mark.parametrize(
    ("to", "usual", "where"),
    [
        # the office is open from 9:00 to 17:00; the call begins at 10:00
        pytest.param("2026-11-20 03:00", time(10), ["to_time"], id="in the night"),
        pytest.param("2026-11-20 08:59", time(10), ["to_time"], id="a minute before the office opens"),
        pytest.param("2026-11-20 09:00", time(10), [], id="as it opens"),
        pytest.param("2026-11-20 16:59", time(10), [], id="a minute before it closes"),
        pytest.param("2026-11-20 17:00", time(10), ["to_time"], id="as it closes"),
        pytest.param("2026-11-20 18:30", time(18, 30), [], id="in the evening, as always"),
    ],
)
def test_nobody_is_invited_to_a_sitting_in_the_night(to: str, usual: time, where: list[str]) -> None:
    held = CALL.model_copy(update={"at": usual})
    now, sitting = london("2026-11-09 09:00"), london(f"2026-11-18 {usual:%H:%M}")
    faults = may_be_moved(sitting, london(to), held, now, days(), is_extra=False)
    assert [fault.where for fault in faults] == where


@pytest.mark.rule("ROUTE-3", "TIME-1")
@pytest.mark.parametrize(
    ("sitting", "next_one"),
    [
        # Mondays at 10:00; Monday 28 December 2026 is a bank holiday instead of Saturday the 26th
        pytest.param("2026-12-14 10:00", "2026-12-21 10:00", id="a week later"),
        pytest.param("2026-12-21 10:00", "2026-12-29 10:00", id="Christmas: the day after"),
        pytest.param("2026-12-28 09:00", "2026-12-29 10:00", id="between its day and the day it is held"),
        pytest.param("2026-12-29 10:00", "2027-01-04 10:00", id="from that day: the next Monday"),
    ],
)
def test_the_next_of_the_calendar_is_a_later_one_whatever_day_it_falls_on(sitting: str, next_one: str) -> None:
    held = CALL.model_copy(update={"first_on": date(2026, 1, 5)})
    assert following(london(sitting), held, days()) == london(next_one)
