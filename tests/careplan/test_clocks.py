"""TIME · The clock of each wait, what it stands still for, and the ladder that a waiting plan climbs.

Times of day are London's; the default scheme's office is open from 09:00 to 17:00, and a working day's clock ends as it
closes. Calendars for checking by eye:

    November 2026: Monday 16, Friday 20, Saturday 21, Monday 23, Monday 30.
    Christmas 2026: Thursday 24, Friday 25 (holiday), Monday 28 (in place of Saturday's Boxing Day), Tuesday 29.
    New Year 2027: Friday 1 January (holiday), Monday 4.        Clocks change: Sundays 29 March, 25 October 2026.
    Summer bank holiday 2026: Monday 31 August.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from careplan.clocks import (
    PRACTITIONER,
    RULE_OF,
    WAIT_OF,
    Because,
    Clock,
    Step,
    Wait,
    climbed,
    clock_of,
    expected_by,
    has_run,
    ladder_of,
    paused,
    planned_again,
    resumed,
    stopped,
)
from careplan.lifecycle import CLOSED, Status
from careplan.scheme import CountedIn, StepKind
from careplan.sources import RULES
from careplan.working_time import time_of
from tests.careplan.builders import Json, days, scheme
from tests.careplan.test_working_time import hours, london, moments

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW
INTERIM_DECISION = StepKind.INTERIM_DECISION
ASKED, CAME = Because.INFORMATION_ASKED, Because.INFORMATION_CAME
MONDAY = "2026-11-16 09:30"
WHY, ANOTHER = "information:ask-0001", "information:ask-0002"


def a_clock(wait: Wait = Wait.DECISION, since: str = MONDAY, changes: Json | None = None, about: str = "") -> Clock:
    return clock_of(wait, "team_manager", london(since), scheme(changes), days(changes), about)


def climbed_to(clock: Clock, rungs: int) -> Clock:
    """The clock after so many rungs, each taken when it fell due."""
    for _ in range(rungs):
        clock = climbed(clock, clock.steps[0].at, days())
    return clock


def at_closing(rows: list[tuple[StepKind, str]]) -> list[tuple[StepKind, datetime]]:
    return [(kind, london(f"{day} 17:00")) for kind, day in rows]


def rungs(clock: Clock) -> list[tuple[StepKind, datetime]]:
    return [(step.kind, step.at) for step in clock.steps]


# The clock of each wait


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
        pytest.param(Wait.REVIEW, "2027-11-16", [(REVIEW, "2027-11-16")], id="the plan's own review"),
    ],
)
def test_every_wait_has_a_date_and_its_rungs(wait: Wait, due: str, steps: list[tuple[StepKind, str]]) -> None:
    clock = a_clock(wait)
    assert clock.owner == (PRACTITIONER if wait is Wait.REVIEW else "team_manager")
    assert (clock.wait, clock.about, clock.since) == (wait, "", london(MONDAY))
    assert clock.due == london(f"{due} 17:00")
    assert rungs(clock) == at_closing(steps)
    assert clock.rung == clock.steps[0].at
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
    assert rungs(clock) == [(kind, london(moment)) for kind, moment in rows]
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
    assert rungs(clock) == [(REMIND, london(remind)), (ESCALATE, london(escalate))]
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
    assert date(2027, 11, 20).weekday() == 5
    assert a_clock(Wait.REVIEW, "2026-11-20 09:30").due == london("2027-11-19 17:00")


@pytest.mark.rule("TIME-1")
def test_the_day_of_signing_off_is_londons() -> None:
    late_in_london = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    clock = clock_of(Wait.REVIEW, "", late_in_london, scheme(), days())
    assert clock.due == london("2027-07-02 17:00")


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
def test_every_wait_has_a_ladder_in_the_scheme_but_a_review() -> None:
    for wait in frozenset(Wait) - {Wait.REVIEW}:
        assert ladder_of(scheme(), wait).steps


@pytest.mark.rule("TIME-1")
def test_every_state_that_waits_has_a_wait_and_no_other_has() -> None:
    assert frozenset(WAIT_OF) == frozenset(Status) - CLOSED - {Status.RECEIVED}


@pytest.mark.rule("TIME-1", "TIME-2", "TIME-6", "RET-4")
def test_every_reason_for_which_a_date_moves_rests_on_a_rule() -> None:
    assert frozenset(RULE_OF) == frozenset(Because)
    assert [rule for rule in RULE_OF.values() if rule not in RULES] == []


# What it stands still for


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
    assert [(each.why, each.until) for each in clock.pauses] == [
        (f"information:{number}", london(until)) for number, (_, until) in enumerate(pauses)
    ]


@pytest.mark.rule("TIME-6")
def test_a_clock_that_stands_still_takes_no_rung_and_its_date_is_worked_out_from_what_is_expected() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 17:00"), ASKED, days())
    assert standing.is_paused
    assert standing.rung is None
    assert standing.due == london("2026-12-03 17:00")
    assert rungs(standing) == at_closing(
        [(REMIND, "2026-11-26"), (ESCALATE, "2026-12-01"), (OVERDUE, "2026-12-03")],
    )
    assert [(each.because, each.rule, each.at, each.was, each.now) for each in standing.moves] == [
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
    assert again.rung == again.steps[0].at
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
def test_a_question_that_was_sent_before_a_rung_that_was_taken_moves_only_the_rungs_to_come() -> None:
    reminded = climbed_to(a_clock(), 1)
    standing = paused(reminded, WHY, london("2026-11-23 12:00"), london("2026-11-24 12:00"), ASKED, days())
    assert standing.taken == 1
    assert rungs(standing) == [(ESCALATE, london("2026-11-27 17:00")), (OVERDUE, london("2026-12-01 17:00"))]


@pytest.mark.rule("TIME-6", "TIME-7")
def test_a_clock_that_is_stopped_stood_still_until_then_and_no_longer() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-16 11:30"), london("2026-11-16 13:00"), ASKED, days())
    ended = stopped(standing, london("2026-11-18 12:00"))
    assert not ended.is_paused
    assert has_run(ended, london("2026-11-18 12:00"), days()) == hours("2:00")
    assert stopped(ended, london("2026-11-20 12:00")) == ended


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
GAPS = st.timedeltas(timedelta(0), timedelta(days=6))
PAUSES = st.lists(st.tuples(GAPS, GAPS, st.booleans()), max_size=5)
"""For each pause: how long after the start of the wait, for how long, and whether it has ended."""


def with_pauses(clock: Clock, pauses: list[tuple[timedelta, timedelta, bool]]) -> Clock:
    for number, (after, lasts, has_ended) in enumerate(pauses):
        since = clock.since + after
        clock = paused(clock, f"information:{number}", since, since + lasts, ASKED, days())
        if has_ended:
            clock = resumed(clock, f"information:{number}", since + lasts / 2, CAME, days())
    return clock


@pytest.mark.rule("TIME-1", "TIME-6")
@settings(max_examples=120, deadline=None)
@given(wait=WAITS, start=moments, pauses=PAUSES)
def test_a_clock_has_run_its_budget_when_each_rung_falls_due_whatever_its_pauses(
    wait: Wait, start: datetime, pauses: list[tuple[timedelta, timedelta, bool]]
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
def test_the_order_in_which_pauses_are_told_does_not_matter(
    start: datetime, pauses: list[tuple[timedelta, timedelta, bool]]
) -> None:
    clock = clock_of(Wait.DECISION, "team_manager", start, scheme(), days())
    there, back = with_pauses(clock, pauses), with_pauses(clock, pauses[::-1])
    assert (there.due, there.steps) == (back.due, back.steps)


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(wait=WAITS, start=moments, pauses=PAUSES)
def test_every_move_of_a_date_says_why_under_which_rule_and_from_when_to_when(
    wait: Wait, start: datetime, pauses: list[tuple[timedelta, timedelta, bool]]
) -> None:
    first = clock_of(wait, "team_manager", start, scheme(), days())
    clock = with_pauses(first, pauses)
    chain = [first.due, *(move.now for move in clock.moves)]
    assert [move.was for move in clock.moves] == chain[:-1]
    assert chain[-1] == clock.due
    assert all(move.rule == RULE_OF[move.because] and move.was != move.now for move in clock.moves)


# The ladder


@pytest.mark.rule("TIME-2")
def test_steps_are_measured_from_submission_and_not_from_the_last_reminder() -> None:
    woken_late = climbed(a_clock(), london("2026-11-25 11:00"), days())
    assert rungs(woken_late) == at_closing([(ESCALATE, "2026-11-26"), (OVERDUE, "2026-11-30")])
    assert woken_late.taken == 1
    assert woken_late.moves == ()


@pytest.mark.rule("TIME-2", "TIME-6")
def test_a_rung_at_which_the_promised_date_passes_sets_a_new_one_and_says_why() -> None:
    overdue = climbed_to(a_clock(), 3)
    assert overdue.due == overdue.steps[0].at == london("2026-12-07 17:00")
    assert overdue.budget is None
    assert [(each.because, each.rule, each.was, each.now) for each in overdue.moves] == [
        (Because.NOT_IN_TIME, "TIME-2", london("2026-11-30 17:00"), london("2026-12-07 17:00"))
    ]


@pytest.mark.rule("TIME-2", "TIME-6")
def test_a_clock_that_is_late_stands_still_too() -> None:
    overdue = climbed_to(a_clock(), 3)
    standing = paused(overdue, WHY, london("2026-12-02 09:00"), london("2026-12-03 09:00"), ASKED, days())
    assert standing.due == standing.steps[0].at == london("2026-12-08 17:00")
    again = resumed(standing, WHY, london("2026-12-02 13:00"), CAME, days())
    assert again.due == again.steps[0].at == london("2026-12-08 13:00")
    assert climbed(again, again.due, days()).steps[0].at == london("2026-12-15 17:00")


def last_rung(kind: StepKind, at: str, repeat_every: int, counted_in: CountedIn = CountedIn.WORKING_DAYS) -> Clock:
    since = london("2026-11-02 09:30").astimezone(UTC)
    moment = london(at).astimezone(UTC)
    budget = time_of(counted_in, days()).between(since, moment)
    return Clock(
        name="decision",
        owner="team_manager",
        since=since,
        due=moment,
        budget=budget,
        steps=(Step(kind=kind, at=moment, budget=budget),),
        counted_in=counted_in,
        repeat_every=repeat_every,
    )


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("kind", "then"),
    [
        (REMIND, ESCALATE),
        (ESCALATE, ESCALATE),
        (OVERDUE, OVERDUE),
        (INTERIM_DECISION, INTERIM_DECISION),
        (REVIEW, REVIEW),
    ],
)
def test_after_the_last_rung_it_goes_on_and_a_mere_reminder_goes_one_person_up(kind: StepKind, then: StepKind) -> None:
    clock = last_rung(kind, "2026-11-16 17:00", 5)
    again = climbed(clock, clock.steps[0].at, days())
    assert rungs(again) == at_closing([(then, "2026-11-23")])
    assert again.due == london("2026-11-23 17:00")


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("now", "next_day"),
    [
        pytest.param("2026-11-16 17:00", "2026-11-23", id="on time"),
        pytest.param("2026-11-18 08:00", "2026-11-23", id="two days late: counted from the rung, not from now"),
        pytest.param("2026-11-23 16:59", "2026-11-23", id="a minute before the next"),
        pytest.param("2026-11-23 17:00", "2026-11-30", id="as the next falls due, it is passed over"),
        pytest.param("2026-12-24 12:00", "2026-12-30", id="weeks late: once, and not once for each week"),
    ],
)
def test_what_was_missed_while_nothing_ran_is_not_sent_one_by_one(now: str, next_day: str) -> None:
    again = climbed(last_rung(OVERDUE, "2026-11-16 17:00", 5), london(now), days())
    assert [step.at for step in again.steps] == [london(f"{next_day} 17:00")]


@pytest.mark.rule("TIME-2", "TIME-4")
@pytest.mark.parametrize(
    ("now", "following"),
    [
        pytest.param("2026-10-24 22:00", "2026-10-24 23:00", id="on time"),
        pytest.param("2026-10-24 23:00", "2026-10-25 00:00", id="an hour late"),
        pytest.param("2026-10-25 12:00", "2026-10-25 13:00", id="half a day late, the clocks gone back"),
    ],
)
def test_a_ladder_of_hours_repeats_in_hours(now: str, following: str) -> None:
    again = climbed(last_rung(ESCALATE, "2026-10-24 22:00", 1, CountedIn.HOURS), london(now), days())
    assert rungs(again) == [(ESCALATE, london(following))]


@pytest.mark.rule("TIME-2")
def test_a_timer_that_woke_a_moment_early_does_not_repeat_the_same_rung() -> None:
    clock = last_rung(OVERDUE, "2026-11-16 17:00", 5)
    again = climbed(clock, clock.steps[0].at - timedelta(milliseconds=1), days())
    assert again.steps[0].at == london("2026-11-23 17:00")
    assert again.due == again.steps[0].at


@pytest.mark.rule("TIME-2")
def test_a_clock_remembers_how_high_it_has_climbed_and_never_comes_down() -> None:
    clock, heights = a_clock(), list[int]()
    for reached in (0, 1, 3, 2, 3):
        clock = climbed(clock, clock.steps[0].at, days(), reached)
        heights.append(clock.climbed)
    assert heights == [0, 1, 3, 3, 3]
    assert clock.taken == 5


@pytest.mark.rule("TIME-1", "TIME-2")
@settings(max_examples=60, deadline=None)
@given(
    wait=st.sampled_from(list(Wait)),
    start=moments,
    naps=st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=8, max_size=8),
)
def test_what_is_waited_for_always_has_a_next_step_and_a_promise_and_moves_on(
    wait: Wait, start: datetime, naps: list[timedelta]
) -> None:
    clock = clock_of(wait, "team_manager", start, scheme(), days())
    for nap in naps:
        taken, now = clock.steps[0].at, clock.steps[0].at + nap
        had = len(clock.steps)
        clock = climbed(clock, now, days())
        assert clock.steps[0].at > taken
        assert clock.since == start
        if had == 1:
            assert clock.steps[0].at > now
            assert clock.due > now


# Planned again


@pytest.mark.rule("TIME-1")
def test_a_closure_that_is_added_moves_the_date_and_says_why() -> None:
    changes: Json = {"office.closures": [date(2026, 11, 25)]}
    planned = planned_again(a_clock(), scheme(changes), days(changes), london("2026-11-18 10:00"))
    assert rungs(planned) == at_closing([(REMIND, "2026-11-23"), (ESCALATE, "2026-11-27"), (OVERDUE, "2026-12-01")])
    assert [(each.because, each.rule, each.at, each.now) for each in planned.moves] == [
        (Because.PLANNED_AGAIN, "TIME-1", london("2026-11-18 10:00"), london("2026-12-01 17:00"))
    ]


@pytest.mark.rule("TIME-1")
def test_a_closure_that_is_taken_back_brings_the_date_back() -> None:
    changes: Json = {"office.closures": [date(2026, 11, 25)]}
    back = planned_again(a_clock(changes=changes), scheme(), days(), london("2026-11-18 10:00"))
    assert (back.due, back.steps) == (a_clock().due, a_clock().steps)


NEW_FIGURES: Json = {
    "clocks.awaiting_decision.due_after": 15,
    "clocks.awaiting_decision.steps.0.after": 6,
    "clocks.awaiting_decision.steps.1.after": 12,
    "clocks.awaiting_decision.steps.2.after": 15,
    "clocks.awaiting_decision.repeat_every": 3,
    "scheme.in_force_from": date(2026, 11, 18),
}


@pytest.mark.rule("TIME-1")
def test_another_schemes_figures_apply_from_the_start_of_the_wait() -> None:
    planned = planned_again(a_clock(), scheme(NEW_FIGURES), days(), london("2026-11-18 10:00"))
    assert rungs(planned) == at_closing([(REMIND, "2026-11-24"), (ESCALATE, "2026-12-02"), (OVERDUE, "2026-12-07")])
    assert (planned.due, planned.repeat_every) == (london("2026-12-07 17:00"), 3)
    assert planned.edition == "procedure@2026-11-18"
    assert planned.since == london(MONDAY)


@pytest.mark.rule("TIME-1", "TIME-2")
def test_rungs_that_were_taken_stay_taken() -> None:
    reminded = climbed_to(a_clock(), 1)
    planned = planned_again(reminded, scheme(NEW_FIGURES), days(), london("2026-11-23 18:00"))
    assert rungs(planned) == at_closing([(ESCALATE, "2026-12-02"), (OVERDUE, "2026-12-07")])
    assert (planned.taken, planned.climbed) == (1, reminded.climbed)


@pytest.mark.rule("TIME-1")
def test_pauses_stay_and_count_under_the_new_figures() -> None:
    standing = paused(a_clock(), WHY, london("2026-11-17 09:00"), london("2026-11-19 09:00"), ASKED, days())
    planned = planned_again(standing, scheme(NEW_FIGURES), days(), london("2026-11-18 10:00"))
    assert planned.pauses == standing.pauses
    assert planned.rung is None
    assert planned.due == london("2026-12-09 17:00")


SHORTER: Json = {
    "clocks.awaiting_decision.due_after": 3,
    "clocks.awaiting_decision.steps.0.after": 1,
    "clocks.awaiting_decision.steps.1.after": 3,
    "clocks.awaiting_decision.steps.2.after": 20,
}


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_rung_that_would_have_fallen_due_already_falls_due_at_once() -> None:
    planned = planned_again(a_clock(), scheme(SHORTER), days(), london("2026-11-18 10:00"))
    assert planned.rung == london("2026-11-17 17:00")
    assert planned.due == london("2026-11-19 17:00")


@pytest.mark.rule("TIME-1", "TIME-6")
def test_nobody_is_promised_a_date_that_has_passed_already() -> None:
    reminded_and_gone_up = climbed_to(a_clock(), 2)
    planned = planned_again(reminded_and_gone_up, scheme(SHORTER), days(), london("2026-11-27 10:00"))
    assert planned.due == planned.rung == london("2026-12-14 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("closures", "following"),
    [
        pytest.param([], "2026-12-07 17:00", id="nothing changed"),
        pytest.param([date(2026, 12, 7)], "2026-12-08 17:00", id="it would fall on a closure"),
        pytest.param([date(2026, 12, 3)], "2026-12-07 17:00", id="a closure before it"),
    ],
)
def test_a_repeat_stays_where_it_is_unless_the_office_is_closed_then(closures: list[date], following: str) -> None:
    changes: Json = {"office.closures": closures}
    overdue = climbed_to(a_clock(), 3)
    planned = planned_again(overdue, scheme(changes), days(changes), london("2026-12-01 10:00"))
    assert rungs(planned) == [(OVERDUE, london(following))]
    assert planned.due == london(following)
    assert planned.budget is None


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("at", "closes_at", "following"),
    [
        pytest.param("2026-12-07 17:00", time(16), "2026-12-07 16:00", id="the office closes earlier"),
        pytest.param("2026-12-07 11:30", time(17), "2026-12-07 11:30", id="within the day, after a pause"),
        pytest.param("2026-12-06 11:30", time(17), "2026-12-07 17:00", id="on a Sunday"),
        pytest.param("2026-12-07 03:00", time(17), "2026-12-07 17:00", id="before the office opens"),
    ],
)
def test_a_repeat_keeps_to_the_hours_of_the_office(at: str, closes_at: time, following: str) -> None:
    changes: Json = {"office.closes_at": closes_at}
    late = last_rung(OVERDUE, at, 5).model_copy(update={"taken": 7, "budget": None})
    planned = planned_again(late, scheme(changes), days(changes), london("2026-12-01 10:00"))
    assert planned.rung == london(following)


@pytest.mark.rule("TIME-1", "TIME-4")
def test_a_ladder_of_hours_is_planned_again_in_hours() -> None:
    changes: Json = {"interim.arranged.due_after": 6, "interim.arranged.steps.0.after": 3}
    changes["interim.arranged.steps.1.after"] = 6
    clock = a_clock(Wait.ARRANGED, "2026-03-28 23:00")
    planned = planned_again(clock, scheme(changes), days(), london("2026-03-28 23:30"))
    assert rungs(planned) == [(REMIND, london("2026-03-29 03:00")), (ESCALATE, london("2026-03-29 06:00"))]
    repeats = climbed_to(clock, 3)
    assert planned_again(repeats, scheme(changes), days(), london("2026-03-30 12:30")).rung == repeats.rung


@pytest.mark.rule("TIME-1", "TIME-4")
def test_a_ladder_may_come_to_count_in_hours() -> None:
    changes: Json = {"interim.review.counted_in": "hours", "interim.review.due_after": 72}
    changes["interim.review.steps.0.after"] = 72
    planned = planned_again(a_clock(Wait.INTERIM_REVIEW), scheme(changes), days(), london("2026-11-17 10:00"))
    assert planned.counted_in is CountedIn.HOURS
    assert planned.due == planned.rung == london("2026-11-19 09:30")


@pytest.mark.rule("TIME-1")
def test_a_review_is_planned_again_from_the_day_of_signing_off() -> None:
    changes: Json = {"review.within_months": 6}
    planned = planned_again(a_clock(Wait.REVIEW), scheme(changes), days(), london("2026-12-01 10:00"))
    assert planned.due == planned.rung == london("2027-05-14 17:00")
    assert date(2027, 5, 16).weekday() == 6
    reminded = climbed_to(a_clock(Wait.REVIEW), 1)
    assert planned_again(reminded, scheme(changes), days(), london("2027-11-17 10:00")).rung == reminded.rung


@pytest.mark.rule("TIME-1")
@settings(max_examples=100, deadline=None)
@given(wait=st.sampled_from(list(Wait)), start=moments, pauses=PAUSES, taken=st.integers(0, 4))
def test_planning_again_when_nothing_has_changed_changes_nothing(
    wait: Wait, start: datetime, pauses: list[tuple[timedelta, timedelta, bool]], taken: int
) -> None:
    clock = climbed_to(clock_of(wait, "team_manager", start, scheme(), days()), taken)
    clock = with_pauses(clock, [(after + (clock.steps[0].at - start), lasts, ended) for after, lasts, ended in pauses])
    assert planned_again(clock, scheme(), days(), start) == clock


@pytest.mark.rule("TIME-1")
@settings(max_examples=60, deadline=None)
@given(
    wait=st.sampled_from([Wait.DECISION, Wait.RESUBMISSION, Wait.SIGN_OFF]),
    start=moments,
    pauses=PAUSES,
    closed=st.lists(st.integers(0, 40), max_size=6),
)
def test_planning_again_gives_the_dates_that_the_wait_would_have_had_from_the_start(
    wait: Wait, start: datetime, pauses: list[tuple[timedelta, timedelta, bool]], closed: list[int]
) -> None:
    changes: Json = {"office.closures": [start.date() + timedelta(days=after) for after in closed]}
    council = scheme(changes)
    calendar = days(changes)
    planned = planned_again(
        with_pauses(clock_of(wait, "team_manager", start, scheme(), days()), pauses), council, calendar, start
    )
    fresh = clock_of(wait, "team_manager", start, council, calendar)
    kept = time_of(planned.counted_in, calendar)
    assert [step.budget for step in planned.steps] == [step.budget for step in fresh.steps]
    assert [has_run(planned, step.at, kept) for step in planned.steps] == [step.budget for step in fresh.steps]
    assert planned.pauses == with_pauses(fresh, pauses).pauses
