"""TIME-1 · Every clock of a plan planned again at once, and what is said to have changed.

November 2026: Monday 16, Thursday 19, Monday 23, Monday 30. The office is open from 09:00 to 17:00, London time.
"""

from datetime import date

import pytest

from countersign.careplan.clock_moves import paused
from countersign.careplan.clocks import Because, Clock, Wait
from countersign.careplan.replanning import NO_DATE_CHANGED, all_planned_again, what_changed
from tests.support.builders import Json, days, scheme
from tests.support.times import a_clock, after_steps, london

TUESDAY, WEDNESDAY = london("2026-11-17 09:00"), london("2026-11-18 10:00")
CLOSED_ON_THURSDAY: Json = {"office.closures": [date(2026, 11, 19)]}


def information() -> Clock:
    return a_clock(Wait.INFORMATION, "2026-11-17 09:00", about="ask-0001")


def standing() -> Clock:
    why = information()
    return paused(a_clock(), why.name, TUESDAY, why.due, Because.INFORMATION_ASKED, days())


def planned(*clocks: Clock, changes: Json | None = None) -> tuple[Clock, ...]:
    return all_planned_again(clocks, scheme(changes), days(changes), WEDNESDAY)


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_clock_that_stands_still_is_planned_with_what_it_stands_still_for() -> None:
    main, why = standing(), information()
    assert (main.due, why.due) == (london("2026-12-08 17:00"), london("2026-11-24 17:00"))
    main, why = planned(main, why, changes=CLOSED_ON_THURSDAY)
    assert why.due == london("2026-11-25 17:00")
    assert main.pauses[0].expected == why.due
    # Ten days with the closure are 1 December; from Tuesday to Wednesday week it stands for six days that are worked.
    assert main.due == london("2026-12-09 17:00")
    assert {move.because for move in main.moves[1:]} == {Because.PLANNED_AGAIN}


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_clock_that_stands_still_for_what_has_no_clock_here_keeps_what_was_expected() -> None:
    main = standing()
    (again,) = planned(main, changes=CLOSED_ON_THURSDAY)
    assert again.pauses == main.pauses


@pytest.mark.rule("TIME-1")
def test_the_order_of_the_clocks_does_not_matter_and_none_is_lost() -> None:
    main, why, whole = standing(), information(), a_clock(Wait.SIGN_OFF)
    there = planned(main, why, whole, changes=CLOSED_ON_THURSDAY)
    back = planned(whole, why, main, changes=CLOSED_ON_THURSDAY)
    assert [clock.name for clock in there] == ["decision", "information:ask-0001", "sign_off"]
    assert sorted(there, key=lambda clock: clock.name) == sorted(back, key=lambda clock: clock.name)


@pytest.mark.rule("TIME-1")
def test_where_nothing_changed_that_is_what_is_said() -> None:
    before = (standing(), information(), after_steps(a_clock(Wait.SIGN_OFF), 2))
    after = planned(*before)
    assert after == before
    assert what_changed(before, after) == (NO_DATE_CHANGED,)
    assert what_changed((), ()) == (NO_DATE_CHANGED,)


@pytest.mark.rule("TIME-1")
def test_what_changed_is_said_of_each_clock_in_the_time_of_day_of_london() -> None:
    changes: Json = {"clocks.awaiting_decision.steps.0.after": 6, "clocks.sign_off.due_after": 31}
    changes["clocks.sign_off.steps.0.after"] = 31
    before = (a_clock(), a_clock(Wait.SIGN_OFF), a_clock(Wait.TIDY_UP))
    assert what_changed(before, planned(*before, changes=changes)) == (
        "decision: next remind Tue 24 Nov 2026 17:00.",
        "sign_off: due Thu 31 Dec 2026 17:00, and was due Wed 30 Dec 2026 17:00.",
    )
