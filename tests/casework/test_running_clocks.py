"""TIME-7, TIME-6: what is kept of each wait as its clock begins, stands still, moves and stops.

The office is open from nine to five, as in the default scheme. Monday 16 November 2026 begins an ordinary week.
"""

from datetime import UTC, datetime

import pytest

from countersign.careplan.clock_moves import climbed, paused, resumed
from countersign.careplan.clocks import Because, Clock, clock_of
from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.determinations import Situation, Standing
from countersign.casework.kept import PlanState, Wait
from countersign.casework.matter import Matter
from countersign.casework.running_clocks import RunningClocks
from tests.support.builders import days, scheme
from tests.support.casework import CaseUnderTest

ASKED, CAME = Because.INFORMATION_ASKED, Because.INFORMATION_CAME
WHY = "information:ask-0001"
HOUR = 3600


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026; London keeps UTC then."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def a_clock(since: datetime, wait: WaitFor = WaitFor.DECISION, cause: str = "submit-0001") -> Clock:
    return clock_of(wait, "team_manager", since, scheme(), days()).model_copy(update={"cause": cause})


@pytest.fixture
def case(case: CaseUnderTest) -> CaseUnderTest:
    """A plan under the default scheme, of which nothing else is kept."""
    state = PlanState(
        plan_id=case.plan_id,
        kind="adult",
        team="community",
        scheme="procedure",
        status=Status.AWAITING_DECISION,
        version=1,
        submitted_at=at(16, 9),
    )
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(new_plan=state))
    return case


def keep(
    case: CaseUnderTest,
    before: tuple[Clock, ...],
    after: tuple[Clock, ...],
    now: datetime,
    cause: str = "decide-0001",
) -> Changes:
    """Keep what becomes of the waits as clocks go from what they were to what they are. Returns what was written."""
    with case.installation.files.open(case.plan_id) as file:
        situation = Situation(plan_id=case.plan_id, standing=Standing(clocks=before), now=now)
        matter = Matter(file, case.office, situation, Cause.message(cause))
        clocks = RunningClocks(matter)
        clocks.stop_all()
        for clock in after:
            clocks.set(clock)
        clocks.keep_waits(1, now)
        file.keep(matter.changes)
        return matter.changes


def waits_of(case: CaseUnderTest) -> dict[str, Wait]:
    return {wait.name: wait for wait in case.kept.waits.values()}


@pytest.mark.rule("TIME-1", "TIME-7")
def test_a_wait_is_kept_as_it_begins_with_its_owner_its_date_and_its_next_step(case: CaseUnderTest) -> None:
    keep(case, (), (a_clock(at(16, 9, 30)),), at(16, 9, 30))

    assert waits_of(case)["decision"] == Wait(
        name="decision",
        cause="submit-0001",
        since=at(16, 9, 30),
        version=1,
        owner="team_manager",
        person="",
        edition=scheme().edition,
        first_due=at(30, 17),
        due=at(30, 17),
        next_step=StepKind.REMIND,
        next_step_at=at(23, 17),
        climbed=0,
        pauses=(),
        moves=(),
        ended_at=None,
        ended_by="",
        ran_for=None,
    )


@pytest.mark.rule("TIME-7")
def test_a_wait_that_ends_says_when_by_what_and_for_how_long_its_clock_ran(case: CaseUnderTest) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(case, (), (clock,), at(16, 9, 30))
    keep(case, (clock,), (), at(17, 11), "decide-0001")

    wait = waits_of(case)["decision"]
    assert (wait.ended_at, wait.ended_by) == (at(17, 11), "decide-0001")
    assert wait.ran_for == 9.5 * HOUR  # from 09:30 to 17:00, and from 09:00 to 11:00
    assert (wait.next_step, wait.next_step_at) == (None, None)


@pytest.mark.rule("TIME-6", "TIME-7")
def test_what_a_clock_stood_still_for_is_kept_and_is_not_counted(case: CaseUnderTest) -> None:
    running = a_clock(at(16, 9))
    standing = paused(running, WHY, at(16, 11), at(20, 17), ASKED, days())
    again = resumed(standing, WHY, at(18, 13), CAME, days())
    keep(case, (), (running,), at(16, 9))
    keep(case, (running,), (standing,), at(16, 11))
    assert waits_of(case)["decision"].next_step_at is None
    keep(case, (standing,), (again,), at(18, 13))
    keep(case, (again,), (), at(18, 15))

    wait = waits_of(case)["decision"]
    assert [(pause.why, pause.since, pause.until) for pause in wait.pauses] == [(WHY, at(16, 11), at(18, 13))]
    assert [(move.because, move.rule) for move in wait.moves] == [(ASKED, "TIME-6"), (CAME, "TIME-6")]
    assert wait.ran_for == 4 * HOUR  # from 9 to 11 on Monday, and from 13 to 15 on Wednesday
    assert wait.first_due == at(30, 17)
    assert wait.due == wait.moves[-1].now > wait.first_due


@pytest.mark.rule("TIME-6", "TIME-7")
@pytest.mark.parametrize(
    "expected",
    [pytest.param(at(20, 17), id="before it was expected to end"), pytest.param(at(16, 12), id="after it was")],
)
def test_a_pause_that_is_open_when_the_wait_ends_ends_with_it(case: CaseUnderTest, expected: datetime) -> None:
    running = a_clock(at(16, 9))
    standing = paused(running, WHY, at(16, 11), expected, ASKED, days())
    keep(case, (), (running,), at(16, 9))
    keep(case, (running,), (standing,), at(16, 11))
    keep(case, (standing,), (), at(17, 15), "withdraw-0001")

    wait = waits_of(case)["decision"]
    assert [pause.until for pause in wait.pauses] == [at(17, 15)]
    assert wait.ran_for == 2 * HOUR


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_step_that_was_taken_moves_the_wait_on_and_one_that_passed_its_date_gives_it_a_new_one(
    case: CaseUnderTest,
) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(case, (), (clock,), at(16, 9, 30))
    for reached in (0, 1, 2):
        following = climbed(clock, clock.steps[0].at, days(), reached)
        keep(case, (clock,), (following,), clock.steps[0].at)
        clock = following

    wait = waits_of(case)["decision"]
    assert (wait.next_step, wait.climbed) == (StepKind.OVERDUE, 2)
    assert (wait.first_due, wait.due) == (at(30, 17), datetime(2026, 12, 7, 17, tzinfo=UTC))
    assert [move.because for move in wait.moves] == [Because.NOT_IN_TIME]
    assert wait.next_step_at == wait.due


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_reassignment_is_the_same_wait_in_other_hands(case: CaseUnderTest) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(case, (), (clock,), at(16, 9, 30))
    keep(case, (clock,), (clock.model_copy(update={"person": "tm-202"}),), at(17, 9))

    (wait,) = case.kept.waits.values()
    assert (wait.person, wait.since, wait.due, wait.ended_at) == ("tm-202", clock.since, clock.due, None)


@pytest.mark.rule("TIME-7")
def test_waiting_again_for_the_same_thing_is_another_wait(case: CaseUnderTest) -> None:
    first, second = a_clock(at(16, 9)), a_clock(at(18, 9), cause="resubmit-0001")
    keep(case, (), (first,), at(16, 9))
    keep(case, (first,), (second,), at(18, 9), "resubmit-0001")

    waits = sorted(case.kept.waits.values(), key=lambda wait: wait.since)
    assert [(wait.cause, wait.ended_by) for wait in waits] == [("submit-0001", "resubmit-0001"), ("resubmit-0001", "")]
    assert waits[0].ran_for == 16 * HOUR


@pytest.mark.rule("TIME-7")
def test_several_clocks_are_kept_apart_and_one_that_did_not_change_is_left_alone(case: CaseUnderTest) -> None:
    decision, whole = a_clock(at(16, 9)), a_clock(at(16, 9), WaitFor.SIGN_OFF)
    keep(case, (), (decision, whole), at(16, 9))
    changes = keep(case, (decision, whole), (whole,), at(17, 9))

    assert [wait.name for wait in changes.waits] == ["decision"]
    waits = waits_of(case)
    assert (waits["decision"].ended_at, waits["sign_off"].ended_at) == (at(17, 9), None)


@pytest.mark.rule("TIME-7")
def test_telling_again_that_a_wait_has_ended_changes_nothing(case: CaseUnderTest) -> None:
    clock = a_clock(at(16, 9))
    keep(case, (), (clock,), at(16, 9))
    keep(case, (clock,), (), at(17, 9), "decide-0001")
    keep(case, (clock,), (), at(18, 9), "decide-0002")

    wait = waits_of(case)["decision"]
    assert (wait.ended_at, wait.ended_by, wait.ran_for) == (at(17, 9), "decide-0001", 8 * HOUR)


@pytest.mark.rule("TIME-7")
def test_a_wait_does_not_end_before_it_began(case: CaseUnderTest) -> None:
    """A sender's clock is slow, or a message was long on its way."""
    clock = a_clock(at(17, 9))
    keep(case, (), (clock,), at(17, 9))
    keep(case, (clock,), (), at(16, 12))

    wait = waits_of(case)["decision"]
    assert (wait.ended_at, wait.ran_for) == (at(17, 9), 0)


@pytest.mark.rule("TIME-3", "TIME-7")
def test_a_clock_of_hours_ran_day_and_night(case: CaseUnderTest) -> None:
    clock = a_clock(at(20, 16), WaitFor.URGENT_NEEDS)
    keep(case, (), (clock,), at(20, 16))
    keep(case, (clock,), (), at(22, 16))

    assert waits_of(case)["urgent_needs"].ran_for == 48 * HOUR
