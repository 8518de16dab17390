"""TIME · The clock of each wait: its owner, its date and its steps.

Times of day are London's; the default scheme's office is open from 09:00 to 17:00, and a working day's clock ends as it
closes. Calendars for checking by eye:

    November 2026: Monday 16, Friday 20, Saturday 21, Monday 23, Monday 30.
    Christmas 2026: Thursday 24, Friday 25 (holiday), Monday 28 (in place of Saturday's Boxing Day), Tuesday 29.
    New Year 2027: Friday 1 January (holiday), Monday 4.        Clocks change: Sundays 29 March, 25 October 2026.
    Summer bank holiday 2026: Monday 31 August.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from countersign.careplan.clocks import (
    AS_A_DAY_BEGINS,
    ON_A_DAY,
    PRACTITIONER,
    RULE_OF,
    WAIT_OF,
    Because,
    Wait,
    clock_of,
    ladder_of,
)
from countersign.careplan.ladders import CountedIn, StepKind
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.careplan.sources import RULES
from tests.support.builders import Json, days, scheme
from tests.support.times import MONDAY, a_clock, at_closing, hours, london, steps_to_come

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW
INTERIM_DECISION = StepKind.INTERIM_DECISION


@pytest.mark.rule("TIME-1", "TIME-2", "TIME-6", "RET-4", "END")
@pytest.mark.parametrize(
    ("wait", "due", "steps"),
    [
        pytest.param(
            Wait.DECISION,
            "2026-11-30",
            [(REMIND, "2026-11-23"), (ESCALATE, "2026-11-26"), (OVERDUE, "2026-11-30")],
            id="a decision",
        ),
        pytest.param(
            Wait.RESUBMISSION,
            "2026-11-30",
            [(REMIND, "2026-11-23"), (ESCALATE, "2026-11-30")],
            id="the plan to come back",
        ),
        pytest.param(
            Wait.RECORD,
            "2026-11-18",
            [(REMIND, "2026-11-17"), (ESCALATE, "2026-11-18")],
            id="the record to be given",
        ),
        pytest.param(Wait.SIGN_OFF, "2026-12-30", [(INTERIM_DECISION, "2026-12-30")], id="all of it, over Christmas"),
        pytest.param(
            Wait.INFORMATION,
            "2026-11-23",
            [(REMIND, "2026-11-19"), (ESCALATE, "2026-11-23")],
            id="information",
        ),
        pytest.param(
            Wait.QUESTION,
            "2026-11-18",
            [(REMIND, "2026-11-17"), (ESCALATE, "2026-11-18")],
            id="an answer about a return",
        ),
        pytest.param(
            Wait.TIDY_UP,
            "2026-11-23",
            [(REMIND, "2026-11-18"), (ESCALATE, "2026-11-23")],
            id="what is left to do",
        ),
        pytest.param(Wait.INTERIM_REVIEW, "2026-11-30", [(REVIEW, "2026-11-30")], id="a review of interim support"),
        pytest.param(
            Wait.REVIEW,
            "2027-01-11",
            [(REMIND, "2026-12-16"), (REVIEW, "2027-01-11")],
            id="the plan's own review: eight weeks",
        ),
        pytest.param(
            Wait.REVIEW_ASKED,
            "2026-12-14",
            [(REMIND, "2026-11-23"), (REVIEW, "2026-12-14")],
            id="a review that somebody asked for",
        ),
    ],
)
def test_every_wait_has_a_date_and_its_steps(wait: Wait, due: str, steps: list[tuple[StepKind, str]]) -> None:
    clock = a_clock(wait)
    assert clock.owner == (PRACTITIONER if wait in (Wait.REVIEW, Wait.REVIEW_ASKED) else "team_manager")
    assert (clock.wait, clock.about, clock.since) == (wait, "", london(MONDAY))
    assert clock.due == london(f"{due} 17:00")
    assert steps_to_come(clock) == at_closing(steps)
    assert clock.step_at == clock.steps[0].at
    assert (clock.taken, clock.climbed, clock.pauses, clock.moves) == (0, 0, (), ())
    assert clock.edition == "procedure@2023-05-23"


@pytest.mark.rule("TIME-1", "TIME-3", "TIME-4")
@pytest.mark.parametrize(
    ("wait", "rows"),
    [
        pytest.param(
            Wait.URGENT_NEEDS, [(REMIND, "2026-11-21 05:05"), (ESCALATE, "2026-11-21 17:05")], id="are there any?"
        ),
        pytest.param(
            Wait.ACKNOWLEDGED, [(REMIND, "2026-11-20 18:05"), (ESCALATE, "2026-11-20 19:05")], id="acknowledged"
        ),
        pytest.param(Wait.ARRANGED, [(REMIND, "2026-11-21 05:05"), (ESCALATE, "2026-11-21 17:05")], id="arranged"),
        pytest.param(Wait.IN_PLACE, [(REMIND, "2026-11-21 17:05"), (ESCALATE, "2026-11-22 17:05")], id="in place"),
    ],
)
def test_interim_support_does_not_wait_for_the_office_to_open(wait: Wait, rows: list[tuple[StepKind, str]]) -> None:
    clock = a_clock(wait, "2026-11-20 17:05")
    assert clock.counted_in is CountedIn.HOURS
    assert steps_to_come(clock) == [(kind, london(moment)) for kind, moment in rows]
    assert clock.due == clock.steps[-1].at


@pytest.mark.rule("TIME-1", "TIME-4")
@pytest.mark.parametrize(
    ("since", "remind", "escalate"),
    [
        pytest.param("2026-03-28 20:00", "2026-03-29 09:00", "2026-03-29 21:00", id="the clocks go forward"),
        pytest.param("2026-10-24 20:00", "2026-10-25 07:00", "2026-10-25 19:00", id="the clocks go back"),
        pytest.param("2026-12-24 20:00", "2026-12-25 08:00", "2026-12-25 20:00", id="Christmas"),
    ],
)
def test_a_ladder_of_hours_is_as_long_on_any_day_of_the_year(since: str, remind: str, escalate: str) -> None:
    clock = a_clock(Wait.ARRANGED, since)
    assert steps_to_come(clock) == [(REMIND, london(remind)), (ESCALATE, london(escalate))]
    assert [step.budget for step in clock.steps] == [hours("12:00"), hours("24:00")]


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("since", "due"),
    [
        pytest.param("2026-08-28 16:55", "2026-09-14", id="Friday 16:55 before a bank-holiday weekend"),
        pytest.param("2026-08-28 17:05", "2026-09-15", id="Friday 17:05: from Tuesday, when the office opens"),
        pytest.param("2026-12-24 16:55", "2027-01-12", id="Christmas Eve"),
        pytest.param("2026-12-24 17:05", "2027-01-13", id="Christmas Eve, the office closed: from the 29th"),
        pytest.param("2026-03-20 10:00", "2026-04-07", id="the clocks go forward, and Easter"),
        pytest.param("2026-10-16 10:00", "2026-10-30", id="the clocks go back"),
    ],
)
def test_ten_working_days_for_a_decision(since: str, due: str) -> None:
    assert a_clock(since=since).due == london(f"{due} 17:00")


@pytest.mark.rule("TIME-1")
def test_a_clock_that_would_end_on_a_closure_ends_on_the_next_day_that_is_open() -> None:
    closed = {"office.closures": [date(2026, 11, 30)]}
    assert a_clock(changes=closed).due == london("2026-12-01 17:00")


@pytest.mark.rule("TIME-1")
def test_a_review_that_would_fall_on_a_day_off_falls_on_the_last_working_day_before() -> None:
    assert date(2026, 11, 6) + timedelta(weeks=8) == date(2027, 1, 1)
    assert a_clock(Wait.REVIEW, "2026-11-06 09:30").due == london("2026-12-31 17:00")


@pytest.mark.rule("TIME-1")
def test_the_day_of_signing_off_is_londons() -> None:
    late_in_london = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    clock = clock_of(Wait.REVIEW, "", late_in_london, scheme(), days())
    assert clock.due == london("2026-08-27 17:00")


def test_a_clock_is_the_same_wherever_it_started() -> None:
    elsewhere = london(MONDAY).astimezone(timezone(timedelta(hours=11)))
    there = clock_of(Wait.RESUBMISSION, "team_manager", elsewhere, scheme(), days())
    assert there == a_clock(Wait.RESUBMISSION)


@pytest.mark.rule("RET-4", "TIME-6")
def test_the_clock_of_a_question_says_which_question() -> None:
    clock = a_clock(Wait.QUESTION, about="ask-0001")
    assert (clock.name, clock.wait, clock.about) == ("question:ask-0001", Wait.QUESTION, "ask-0001")


@pytest.mark.rule("TIME-1")
def test_every_figure_of_a_clock_is_the_schemes() -> None:
    changes: Json = {
        "clocks.awaiting_decision.due_after": 20,
        "clocks.awaiting_decision.steps.2.after": 20,
        "clocks.awaiting_decision.repeat_every": 3,
    }
    clock = a_clock(changes=changes)
    assert clock.due == london("2026-12-14 17:00")
    assert clock.repeat_every == 3


@pytest.mark.rule("TIME-1")
def test_every_wait_has_a_ladder_in_the_scheme_but_those_that_are_due_on_a_day() -> None:
    for wait in frozenset(Wait) - ON_A_DAY - AS_A_DAY_BEGINS:
        assert ladder_of(scheme(), wait).steps


@pytest.mark.rule("TIME-1")
def test_every_state_that_waits_has_a_wait_and_no_other_has() -> None:
    assert frozenset(WAIT_OF) == frozenset(Status) - CLOSED - {Status.RECEIVED}


@pytest.mark.rule("TIME-1", "TIME-2", "TIME-6", "RET-4")
def test_every_reason_for_which_a_date_moves_rests_on_a_rule() -> None:
    assert frozenset(RULE_OF) == frozenset(Because)
    assert [rule for rule in RULE_OF.values() if rule not in RULES] == []
