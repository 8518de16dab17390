"""TIME-2, TIME-6: which date was not kept, and how late it is by now."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.clocks import Because, Move, Pause
from countersign.careplan.lateness import late_for
from countersign.careplan.missed import missed
from countersign.careplan.working_time import RoundTheClock
from tests.support.builders import days

MONDAY, TUESDAY, THURSDAY = (datetime(2026, 11, day, 17, tzinfo=UTC) for day in (16, 17, 19))
NOW = datetime(2026, 11, 20, 13, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 17, tzinfo=UTC)


def moved(because: Because, at: datetime, was: datetime) -> Move:
    return Move(at=at, because=because, rule="TIME-2", was=was, now=LATER)


def stood(since: datetime, until: datetime | None) -> Pause:
    return Pause(why="information:ask-1", since=since, expected=LATER, until=until)


@pytest.mark.rule("TIME-2")
def test_a_wait_is_late_by_the_date_that_it_missed_and_not_by_the_one_it_has_now() -> None:
    moves = (moved(Because.NOT_IN_TIME, MONDAY, MONDAY), moved(Because.NOT_IN_TIME, THURSDAY, THURSDAY))
    assert missed(LATER, (), moves, NOW) == MONDAY


@pytest.mark.rule("TIME-2")
def test_a_wait_whose_step_is_still_to_be_taken_is_late_from_its_date_on() -> None:
    assert missed(TUESDAY, (), (), TUESDAY) == TUESDAY
    assert missed(TUESDAY, (), (), TUESDAY - timedelta(minutes=1)) is None


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize("because", [Because.INFORMATION_ASKED, Because.PLANNED_AGAIN])
def test_a_date_that_moved_for_another_reason_was_not_missed(because: Because) -> None:
    assert missed(LATER, (), (moved(because, TUESDAY, THURSDAY),), NOW) is None


@pytest.mark.rule("TIME-6")
def test_whoever_waits_for_information_is_not_late_by_it_even_where_it_is_late() -> None:
    pauses = (stood(MONDAY, None),)
    assert missed(THURSDAY, pauses, (moved(Because.NOT_IN_TIME, TUESDAY, THURSDAY),), NOW) is None


@pytest.mark.rule("TIME-6")
def test_lateness_is_counted_in_the_office_s_time_and_stands_with_the_clock() -> None:
    assert late_for(MONDAY, (), NOW, days()) == timedelta(hours=3 * 8 + 4)
    assert late_for(MONDAY, (stood(TUESDAY, THURSDAY),), NOW, days()) == timedelta(hours=8 + 4)
    assert late_for(MONDAY, (stood(TUESDAY, None),), NOW, days()) == timedelta(hours=8)


@pytest.mark.rule("TIME-4")
def test_interim_support_is_late_day_and_night() -> None:
    assert late_for(THURSDAY, (), NOW, RoundTheClock()) == timedelta(hours=20)
    assert late_for(THURSDAY, (stood(MONDAY, TUESDAY),), NOW, RoundTheClock()) == timedelta(hours=20)
