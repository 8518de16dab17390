"""TIME · Working days as England keeps them, and the ladder that a waiting plan climbs.

Times of day are London's; a working day's clock ends at 17:00. Calendars for checking by eye:

    November 2026: Monday 16, Friday 20, Saturday 21, Monday 23.
    Christmas 2026: Thursday 24, Friday 25 (holiday), Monday 28 (in place of Saturday's Boxing Day), Tuesday 29.
    New Year 2027: Friday 1 January (holiday), Monday 4.        Easter 2026: Friday 3 April to Monday 6 April.
    Summer bank holiday 2026: Monday 31 August.                 Clocks change: Sundays 29 March, 25 October 2026.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.clocks import LONDON, Clock, Step, add_months, climbed, clock_for
from careplan.lifecycle import Status
from careplan.scheme import StepKind
from tests.careplan.builders import Json, days, scheme

REMIND, ESCALATE, OVERDUE, REVIEW = StepKind.REMIND, StepKind.ESCALATE, StepKind.OVERDUE, StepKind.REVIEW


def london(text: str) -> datetime:
    """`2026-11-16 09:30`, London time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2026, 11, 20), True, id="a Friday"),
        pytest.param(date(2026, 11, 21), False, id="a Saturday"),
        pytest.param(date(2026, 11, 22), False, id="a Sunday"),
        pytest.param(date(2026, 11, 23), True, id="a Monday"),
        pytest.param(date(2026, 12, 24), True, id="Christmas Eve"),
        pytest.param(date(2026, 12, 25), False, id="Christmas Day"),
        pytest.param(date(2026, 12, 28), False, id="the Monday in place of Boxing Day"),
        pytest.param(date(2026, 12, 29), True, id="the day after that"),
        pytest.param(date(2027, 1, 1), False, id="New Year's Day"),
        pytest.param(date(2027, 1, 4), True, id="the second Monday after Christmas"),
        pytest.param(date(2026, 4, 3), False, id="Good Friday"),
        pytest.param(date(2026, 4, 6), False, id="Easter Monday, which is a holiday in England"),
        pytest.param(date(2026, 8, 3), True, id="Scotland's summer holiday is no holiday in England"),
        pytest.param(date(2026, 11, 30), True, id="nor is St Andrew's Day"),
    ],
)
def test_the_working_days_of_england(day: date, works: bool) -> None:
    assert days().is_working_day(day) is works


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        pytest.param("2026-11-16 09:30", 1, "2026-11-17", id="counting starts on the next day"),
        pytest.param("2026-11-16 09:30", 0, "2026-11-16", id="no days: today, until the office closes"),
        pytest.param("2026-11-16 16:59", 0, "2026-11-16", id="a minute before it closes is still today"),
        pytest.param("2026-11-16 17:00", 0, "2026-11-17", id="as it closes is tomorrow"),
        pytest.param("2026-11-20 16:59", 1, "2026-11-23", id="Friday, a minute before closing"),
        pytest.param("2026-11-20 17:00", 1, "2026-11-24", id="Friday at closing counts as Monday"),
        pytest.param("2026-11-21 10:00", 1, "2026-11-24", id="Saturday counts as Monday"),
        pytest.param("2026-11-22 23:59", 1, "2026-11-24", id="Sunday counts as Monday"),
        pytest.param("2026-11-23 00:00", 1, "2026-11-24", id="as Monday begins"),
        pytest.param("2026-11-16 09:30", 5, "2026-11-23", id="five days are a week"),
        pytest.param("2026-11-16 09:30", 10, "2026-11-30", id="ten days are two weeks"),
        pytest.param("2026-08-28 16:00", 1, "2026-09-01", id="Friday afternoon before a bank holiday"),
        pytest.param("2026-08-28 18:00", 1, "2026-09-02", id="Friday evening before a bank holiday"),
        pytest.param("2026-08-28 18:00", 0, "2026-09-01", id="Friday evening before a bank holiday, no days"),
        pytest.param("2026-04-02 10:00", 1, "2026-04-07", id="over Easter"),
        pytest.param("2026-12-24 10:00", 1, "2026-12-29", id="over Christmas"),
        pytest.param("2026-12-24 18:00", 1, "2026-12-30", id="over Christmas, from the evening"),
        pytest.param("2026-12-24 10:00", 4, "2027-01-04", id="over Christmas and the New Year"),
        pytest.param("2026-12-11 10:00", 10, "2026-12-29", id="ten days that end beyond Christmas"),
    ],
)
def test_so_many_working_days_on(start: str, count: int, ends: str) -> None:
    assert days().after(london(start), count) == london(f"{ends} 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("start", "ends"),
    [
        pytest.param("2026-12-24 10:00", "2027-01-04", id="from Christmas Eve to the first day open"),
        pytest.param("2026-12-29 10:00", "2027-01-05", id="from a closure: as if it began on the first day open"),
    ],
)
def test_a_councils_own_closures_are_not_worked(start: str, ends: str) -> None:
    closed = days({"office.closures": [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]})
    assert closed.after(london(start), 1) == london(f"{ends} 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("start", "count", "ends_utc"),
    [
        pytest.param("2026-03-27T10:00+00:00", 1, "2026-03-30T16:00+00:00", id="over the weekend of 29 March"),
        pytest.param("2026-10-23T10:00+01:00", 1, "2026-10-26T17:00+00:00", id="over the weekend of 25 October"),
        pytest.param(
            "2026-07-01T15:59+00:00", 1, "2026-07-02T16:00+00:00", id="in summer, 15:59 UTC is before closing"
        ),
        pytest.param("2026-07-01T16:00+00:00", 1, "2026-07-03T16:00+00:00", id="in summer, 16:00 UTC is closing"),
        pytest.param(
            "2026-11-17T16:00+00:00", 1, "2026-11-18T17:00+00:00", id="in winter, 16:00 UTC is before closing"
        ),
        pytest.param("2026-11-16T23:30-05:00", 1, "2026-11-18T17:00+00:00", id="it is already tomorrow in London"),
    ],
)
def test_the_day_is_londons_whatever_the_offset_and_the_answer_is_utc(start: str, count: int, ends_utc: str) -> None:
    found = days().after(datetime.fromisoformat(start), count)
    assert found == datetime.fromisoformat(ends_utc)
    assert found.tzinfo is UTC


@pytest.mark.rule("TIME-1")
def test_the_office_closes_when_the_scheme_says() -> None:
    early = days({"office.closes_at": time(12, 0)})
    assert early.after(london("2026-11-16 11:59"), 1) == london("2026-11-17 12:00")
    assert early.after(london("2026-11-16 12:00"), 1) == london("2026-11-18 12:00")


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds


@pytest.mark.rule("TIME-1")
@settings(max_examples=80, deadline=None)
@given(start=moments, count=st.integers(0, 30), later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_more_days_end_later_and_a_later_start_never_ends_sooner(start: datetime, count: int, later: timedelta) -> None:
    calendar = days()
    end = calendar.after(start, count)
    assert end > start
    assert end < calendar.after(start, count + 1)
    assert end <= calendar.after(start + later, count)
    assert calendar.is_working_day(end.astimezone(LONDON).date())
    assert end.astimezone(LONDON).time() == time(17, 0)


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        pytest.param(date(2026, 11, 16), 12, date(2027, 11, 16), id="a year on"),
        pytest.param(date(2026, 11, 16), 1, date(2026, 12, 16), id="into December"),
        pytest.param(date(2026, 11, 16), 2, date(2027, 1, 16), id="over the New Year"),
        pytest.param(date(2026, 12, 31), 1, date(2027, 1, 31), id="from 31 December"),
        pytest.param(date(2026, 12, 31), 12, date(2027, 12, 31), id="from December to December"),
        pytest.param(date(2027, 1, 31), 1, date(2027, 2, 28), id="February is shorter"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="February in a leap year"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="from a leap day"),
        pytest.param(date(2026, 8, 31), 3, date(2026, 11, 30), id="November is shorter"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="and February shorter still"),
        pytest.param(date(2026, 11, 16), 60, date(2031, 11, 16), id="five years on"),
    ],
)
def test_the_same_day_so_many_months_on(day: date, months: int, found: date) -> None:
    assert add_months(day, months) == found


MONDAY = "2026-11-16 09:30"


@pytest.mark.rule("TIME-1", "TIME-2")
@pytest.mark.parametrize(
    ("status", "owner", "due", "steps"),
    [
        pytest.param(
            Status.AWAITING_DECISION,
            "team_manager",
            "2026-11-30",
            [(REMIND, "2026-11-23"), (ESCALATE, "2026-11-26"), (OVERDUE, "2026-11-30")],
            id="awaiting a decision",
        ),
        pytest.param(
            Status.RETURNED,
            "practitioner",
            "2026-11-30",
            [(REMIND, "2026-11-23"), (ESCALATE, "2026-11-30")],
            id="returned",
        ),
        pytest.param(
            Status.AGREED,
            "practitioner",
            "2026-11-18",
            [(REMIND, "2026-11-17"), (ESCALATE, "2026-11-18")],
            id="agreed, the record not yet given",
        ),
        pytest.param(Status.SIGNED_OFF, "practitioner", "2027-11-16", [(REVIEW, "2027-11-16")], id="in force"),
    ],
)
def test_every_wait_has_an_owner_a_due_date_and_its_steps(
    status: Status, owner: str, due: str, steps: list[tuple[StepKind, str]]
) -> None:
    clock = clock_for(status, "team_manager", london(MONDAY), scheme(), days())
    assert clock is not None
    assert clock.owner == owner
    assert clock.since == london(MONDAY)
    assert clock.due == london(f"{due} 17:00")
    assert [(step.kind, step.at) for step in clock.steps] == [(kind, london(f"{day} 17:00")) for kind, day in steps]


@pytest.mark.rule("TIME-1")
def test_a_review_that_would_fall_on_a_day_off_falls_on_the_last_working_day_before() -> None:
    clock = clock_for(Status.SIGNED_OFF, "", london("2026-11-20 09:30"), scheme(), days())
    assert date(2027, 11, 20).weekday() == 5
    assert clock is not None
    assert clock.due == london("2027-11-19 17:00")


@pytest.mark.rule("TIME-1")
def test_the_day_of_signing_off_is_londons() -> None:
    late_in_london = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    clock = clock_for(Status.SIGNED_OFF, "", late_in_london, scheme(), days())
    assert clock is not None
    assert clock.due == london("2027-07-02 17:00")


@pytest.mark.rule("TIME-2")
def test_steps_are_measured_from_submission_and_not_from_the_last_reminder() -> None:
    clock = clock_for(Status.AWAITING_DECISION, "team_manager", london(MONDAY), scheme(), days())
    assert clock is not None
    woken_late = climbed(clock, london("2026-11-25 11:00"), days())
    assert [(step.kind, step.at) for step in woken_late.steps] == [
        (ESCALATE, london("2026-11-26 17:00")),
        (OVERDUE, london("2026-11-30 17:00")),
    ]


def last_step(kind: StepKind, at: str, repeat_every: int) -> Clock:
    moment = london(f"{at} 17:00").astimezone(UTC)
    return Clock(
        owner="team_manager",
        since=london("2026-11-02 09:30"),
        due=moment,
        steps=(Step(kind=kind, at=moment),),
        repeat_every=repeat_every,
    )


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("kind", "then"), [(REMIND, ESCALATE), (ESCALATE, ESCALATE), (OVERDUE, OVERDUE), (REVIEW, REVIEW)]
)
def test_after_the_last_step_it_goes_on_and_a_mere_reminder_goes_one_person_up(kind: StepKind, then: StepKind) -> None:
    clock = last_step(kind, "2026-11-16", 5)
    again = climbed(clock, clock.steps[0].at, days())
    assert [(step.kind, step.at) for step in again.steps] == [(then, london("2026-11-23 17:00"))]
    assert again.due == london("2026-11-23 17:00")


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("now", "next_day"),
    [
        pytest.param("2026-11-16 17:00", "2026-11-23", id="on time"),
        pytest.param("2026-11-18 08:00", "2026-11-23", id="two days late: counted from the step, not from now"),
        pytest.param("2026-11-23 16:59", "2026-11-23", id="a minute before the next"),
        pytest.param("2026-11-23 17:00", "2026-11-30", id="as the next falls due, it is passed over"),
        pytest.param("2026-12-24 12:00", "2026-12-30", id="weeks late: once, and not once for each week"),
    ],
)
def test_what_was_missed_while_nothing_ran_is_not_sent_one_by_one(now: str, next_day: str) -> None:
    again = climbed(last_step(OVERDUE, "2026-11-16", 5), london(now), days())
    assert [step.at for step in again.steps] == [london(f"{next_day} 17:00")]


@pytest.mark.rule("TIME-2")
def test_a_timer_that_woke_a_moment_early_does_not_repeat_the_same_step() -> None:
    clock = last_step(OVERDUE, "2026-11-16", 5)
    again = climbed(clock, clock.steps[0].at - timedelta(milliseconds=1), days())
    assert again.steps[0].at == london("2026-11-23 17:00")


@pytest.mark.rule("TIME-2")
def test_each_step_that_goes_up_goes_one_person_higher() -> None:
    clock = clock_for(Status.AWAITING_DECISION, "team_manager", london(MONDAY), scheme(), days())
    assert clock is not None
    heights = [clock.climbed]
    for _ in range(4):
        clock = climbed(clock, clock.steps[0].at, days())
        heights.append(clock.climbed)
    assert heights == [0, 0, 1, 2, 3]


@pytest.mark.rule("TIME-1", "TIME-2")
@settings(max_examples=40, deadline=None)
@given(
    status=st.sampled_from([Status.AWAITING_DECISION, Status.RETURNED, Status.AGREED, Status.SIGNED_OFF]),
    start=moments,
    naps=st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=8, max_size=8),
)
def test_a_plan_that_waits_always_has_a_next_step_and_a_promise_and_moves_on(
    status: Status, start: datetime, naps: list[timedelta]
) -> None:
    clock = clock_for(status, "team_manager", start, scheme(), days())
    assert clock is not None
    for nap in naps:
        taken, now = clock.steps[0].at, clock.steps[0].at + nap
        had = len(clock.steps)
        clock = climbed(clock, now, days())
        assert clock.steps[0].at > taken
        assert clock.since == start
        if had == 1:
            assert clock.steps[0].at > now
            assert clock.due > now


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("status", [Status.RECEIVED, Status.REFUSED, Status.WITHDRAWN, Status.ENDED])
def test_where_nothing_is_waited_for_there_is_no_clock(status: Status) -> None:
    assert clock_for(status, "team_manager", london(MONDAY), scheme(), days()) is None


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("changes", "due"),
    [
        pytest.param({"clocks.awaiting_decision.due_after": 20}, "2026-12-14", id="another due date"),
        pytest.param({"office.closures": [date(2026, 11, 27)]}, "2026-12-01", id="a day closed"),
    ],
)
def test_every_figure_of_a_clock_is_the_schemes(changes: Json, due: str) -> None:
    clock = clock_for(Status.AWAITING_DECISION, "team_manager", london(MONDAY), scheme(changes), days(changes))
    assert clock is not None
    assert clock.due == london(f"{due} 17:00")


def test_a_clock_is_the_same_wherever_it_started() -> None:
    elsewhere = london(MONDAY).astimezone(timezone(timedelta(hours=11)))
    here = clock_for(Status.RETURNED, "", london(MONDAY), scheme(), days())
    there = clock_for(Status.RETURNED, "", elsewhere, scheme(), days())
    assert here is not None
    assert there is not None
    assert here.steps == there.steps
