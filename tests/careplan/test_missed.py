"""TIME-8: a wait that has missed its date is late until it ends, whatever date comes next: one table of orders."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.clock_moves import climbed
from countersign.careplan.clocks import MOVES_CARRIED, Because, Clock, Move, Pause, Wait, clock_of
from countersign.careplan.missed import all_missed, missed, missed_by
from tests.support.builders import days, scheme


def on(day: int, hour: int = 17) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def stood(since: datetime, until: datetime | None = None) -> Pause:
    return Pause(why="information:ask-1", since=since, expected=on(25), until=until)


def moved(because: Because, at: datetime, was: datetime, now: datetime) -> Move:
    return Move(at=at, because=because, rule="TIME-2", was=was, now=now)


LATE = moved(Because.NOT_IN_TIME, on(17), on(17), on(24))
"""The decision was due on the 17th. It was not there, and the clock got the date of its next step."""

LATE_AGAIN = moved(Because.NOT_IN_TIME, on(24), on(24), on(30))
STOOD = stood(on(18, 11), on(20, 11))
FIRST = on(17)


@pytest.mark.rule("TIME-8", "TIME-6", "TIME-2")
@pytest.mark.parametrize(
    ("due", "pauses", "moves", "now", "since"),
    [
        pytest.param(on(17), (), (), on(16), None, id="before its date"),
        pytest.param(on(17), (), (), on(17), FIRST, id="on its date, to the minute"),
        pytest.param(on(24), (), (LATE,), on(18), FIRST, id="missed: it has a new date"),
        pytest.param(on(30), (), (LATE, LATE_AGAIN), on(25), FIRST, id="missed twice: since the first"),
        pytest.param(on(26), (stood(on(18, 11)),), (LATE,), on(19), FIRST, id="missed, then paused"),
        pytest.param(on(17), (stood(on(18, 11)),), (), on(19), FIRST, id="missed, then paused, before any step"),
        pytest.param(on(26), (STOOD,), (LATE,), on(21), FIRST, id="missed, paused, resumed"),
        pytest.param(on(17), (STOOD,), (), on(21), FIRST, id="missed, paused, resumed, before any step"),
        pytest.param(
            on(30),
            (),
            (LATE, moved(Because.PLANNED_AGAIN, on(18), on(24), on(30))),
            on(19),
            FIRST,
            id="missed, then extended",
        ),
        pytest.param(
            on(30),
            (),
            (moved(Because.PLANNED_AGAIN, on(18), on(17), on(30)),),
            on(19),
            FIRST,
            id="missed, then extended, before any step",
        ),
        pytest.param(
            on(30), (), (moved(Because.PLANNED_AGAIN, on(16), on(17), on(30)),), on(19), None, id="extended in time"
        ),
        pytest.param(on(25), (stood(on(16)),), (), on(26), None, id="paused in time: somebody else is late"),
        pytest.param(
            on(30),
            (stood(on(16)),),
            (moved(Because.NOT_IN_TIME, on(25), on(25), on(30)),),
            on(26),
            None,
            id="paused in time, and what it waits for is late",
        ),
        pytest.param(on(23), (stood(on(16), on(19)),), (), on(22), None, id="paused in time and resumed"),
        pytest.param(on(23), (stood(on(16), on(19)),), (), on(23), on(23), id="missed as its pause had moved it"),
    ],
)
def test_since_when_a_wait_is_late(
    due: datetime, pauses: tuple[Pause, ...], moves: tuple[Move, ...], now: datetime, since: datetime | None
) -> None:
    assert missed(due, pauses, moves, now) == since


def acknowledgement() -> Clock:
    return clock_of(Wait.ACKNOWLEDGED, "duty_team", on(3, 10), scheme(), days())


@pytest.mark.rule("TIME-8", "TIME-4")
def test_a_clock_that_moves_its_date_more_often_than_it_carries_still_knows_the_first_one_that_it_missed() -> None:
    """Interim support repeats every few hours: `overdue` reads every move from the database, `status` only these."""
    clock = acknowledgement()
    first = clock.due
    while clock.moved < MOVES_CARRIED * 2:
        clock = climbed(clock, clock.steps[0].at, days())

    assert len(clock.moves) == MOVES_CARRIED
    assert missed_by(clock, clock.due - timedelta(minutes=1)) == first
    assert clock.moves_since(clock.model_copy(update={"moved": clock.moved - 2})) == clock.moves[-2:]


@pytest.mark.rule("TIME-8")
def test_of_several_clocks_only_those_that_are_late_are_named() -> None:
    late, in_time = acknowledgement(), clock_of(Wait.SIGN_OFF, "team_manager", on(3, 10), scheme(), days())
    assert all_missed((late, in_time), on(4)) == {"acknowledged": late.due}
