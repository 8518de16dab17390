"""TIME-4: the top of the ladder of interim support is told by day, and not again too soon."""

from datetime import time, timedelta

import pytest
from pydantic import ValidationError

from countersign.careplan.clock_moves import climbed
from countersign.careplan.clocks import Wait, clock_of
from countersign.careplan.ladders import CountedIn, TopOfLadder
from countersign.careplan.scheme import SchemeError
from countersign.careplan.top_of_ladder import by_day, spared
from countersign.careplan.working_time import in_london
from tests.support.builders import days, scheme
from tests.support.times import london

TOP = TopOfLadder(repeat_every=12, not_before=time(8), not_after=time(20), also=("practitioner",), source="our default")


@pytest.mark.rule("TIME-4")
@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-06 07:59", "Fri 06 Nov 2026 08:00"),
        ("2026-11-06 08:00", "Fri 06 Nov 2026 08:00"),
        ("2026-11-06 12:15", "Fri 06 Nov 2026 12:15"),
        ("2026-11-06 20:00", "Fri 06 Nov 2026 20:00"),
        ("2026-11-06 20:01", "Sat 07 Nov 2026 08:00"),
        ("2026-11-07 02:15", "Sat 07 Nov 2026 08:00"),
        ("2026-10-24 23:00", "Sun 25 Oct 2026 08:00"),
        ("2026-07-01 07:30", "Wed 01 Jul 2026 08:00"),
    ],
)
def test_nobody_there_is_told_at_night(moment: str, told: str) -> None:
    assert in_london(by_day(london(moment), TOP)) == told


@pytest.mark.rule("TIME-4")
@pytest.mark.parametrize(
    ("last_told", "next_told"),
    [
        pytest.param(None, "Fri 06 Nov 2026 14:15", id="not told before: when the ladder says"),
        pytest.param("2026-11-06 08:00", "Fri 06 Nov 2026 20:00", id="twelve hours later"),
        pytest.param("2026-11-06 12:15", "Sat 07 Nov 2026 08:00", id="twelve hours later it is night"),
    ],
)
def test_nobody_there_is_told_again_too_soon(last_told: str | None, next_told: str) -> None:
    clock = clock_of(Wait.ACKNOWLEDGED, "duty_team", london("2026-11-06 10:15"), scheme(), days())
    for step in clock.steps:
        clock = climbed(clock, step.at, days())
    later = spared(clock, TOP, london(last_told) if last_told else None)

    assert in_london(later.steps[0].at) == next_told
    assert later.due == later.steps[0].at, "whose date has passed is due when it is told again"
    assert later.moves[-1].now == later.due
    assert later.steps[0].budget == later.steps[0].at - clock.since


@pytest.mark.rule("TIME-4")
def test_a_date_that_is_still_to_come_stays() -> None:
    clock = clock_of(Wait.ARRANGED, "duty_team", london("2026-11-06 10:15"), scheme(), days())
    later = spared(clock, TOP, london("2026-11-07 07:00"))

    assert in_london(later.steps[0].at) == "Sat 07 Nov 2026 19:00"
    assert later.due == clock.due


@pytest.mark.rule("TIME-4")
def test_what_counts_in_working_days_keeps_the_hours_of_the_office_already() -> None:
    clock = clock_of(Wait.INTERIM_REVIEW, "duty_team", london("2026-11-06 10:15"), scheme(), days())

    assert clock.counted_in is CountedIn.WORKING_DAYS
    assert spared(clock, TOP, clock.steps[0].at) == clock


@pytest.mark.rule("TIME-4")
def test_the_top_has_a_day_in_which_it_is_told() -> None:
    with pytest.raises(ValidationError, match="by day"):
        TopOfLadder(repeat_every=12, not_before=time(20), not_after=time(8), source="our default")


@pytest.mark.rule("TIME-4")
def test_whom_else_to_tell_is_somebody_that_the_scheme_knows() -> None:
    with pytest.raises(SchemeError, match=r"does not have \(night_porter\)"):
        scheme({"top_of_interim.also": ["duty_team", "head_of_service", "line_manager", "night_porter"]})


@pytest.mark.rule("TIME-4")
def test_every_scheme_says_how_often_and_whom_else() -> None:
    for name in ("procedure", "doncaster", "shropshire", "panel_by_exception"):
        top = scheme(name=name).top_of_interim
        assert timedelta(hours=top.repeat_every) >= timedelta(hours=12)
        assert "our default" in top.source
