"""TIME-1 · Working time as England and a council's office keep it. Times of day are London's unless they say UTC.

The office of the default scheme is open from 09:00 to 17:00. Calendars for checking by eye:

    November 2026: Monday 16, Friday 20, Saturday 21, Monday 23.
    Christmas 2026: Thursday 24, Friday 25 (holiday), Monday 28 (in place of Saturday's Boxing Day), Tuesday 29.
    New Year 2027: Friday 1 January (holiday), Monday 4.        Easter 2026: Friday 3 April to Monday 6 April.
    Summer bank holiday 2026: Monday 31 August.                 Clocks change: Sundays 29 March, 25 October 2026.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.ladders import CountedIn
from countersign.careplan.working_time import LONDON, RoundTheClock, add_months, counted_from, london_day, time_of
from tests.support.builders import days
from tests.support.times import hours, london, moments

whiles = st.timedeltas(timedelta(0), timedelta(days=20))
OFFICE_DAY = timedelta(hours=8)


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
        pytest.param("2026-11-16 08:59", 1, "2026-11-17", id="before the office opens is still today"),
        pytest.param("2026-11-16 16:59", 0, "2026-11-16", id="a minute before it closes is still today"),
        pytest.param("2026-11-16 17:00", 0, "2026-11-17", id="as it closes is tomorrow"),
        pytest.param("2026-11-20 16:59", 1, "2026-11-23", id="Friday, a minute before closing"),
        pytest.param("2026-11-20 17:00", 1, "2026-11-24", id="Friday at closing counts as Monday"),
        pytest.param("2026-11-21 10:00", 1, "2026-11-24", id="Saturday counts as Monday"),
        pytest.param("2026-11-22 23:59", 1, "2026-11-24", id="Sunday counts as Monday"),
        pytest.param("2026-11-23 00:00", 1, "2026-11-24", id="as Monday begins"),
        pytest.param("2026-11-16 09:30", 5, "2026-11-23", id="five days are a week"),
        pytest.param("2026-11-16 09:30", 10, "2026-11-30", id="ten days are two weeks"),
        pytest.param("2026-08-28 16:55", 1, "2026-09-01", id="Friday 16:55 before a bank-holiday weekend"),
        pytest.param("2026-08-28 17:05", 0, "2026-09-01", id="Friday 17:05 before a bank-holiday weekend, no days"),
        pytest.param("2026-08-28 17:05", 1, "2026-09-02", id="Friday 17:05 before a bank-holiday weekend"),
        pytest.param("2026-08-31 10:00", 1, "2026-09-02", id="on the bank holiday: the same"),
        pytest.param("2026-09-01 10:00", 1, "2026-09-02", id="on the day after it: the same"),
        pytest.param("2026-04-02 10:00", 1, "2026-04-07", id="over Easter"),
        pytest.param("2026-12-24 10:00", 1, "2026-12-29", id="over Christmas"),
        pytest.param("2026-12-24 18:00", 1, "2026-12-30", id="over Christmas, from the evening"),
        pytest.param("2026-12-25 10:00", 1, "2026-12-30", id="from Christmas Day"),
        pytest.param("2026-12-24 10:00", 4, "2027-01-04", id="over Christmas and the New Year"),
        pytest.param("2026-12-11 10:00", 10, "2026-12-29", id="ten days that end beyond Christmas"),
    ],
)
def test_so_many_working_days_on(start: str, count: int, ends: str) -> None:
    assert days().after(london(start), count) == london(f"{ends} 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        pytest.param("2026-12-24 10:00", 1, "2027-01-04", id="from Christmas Eve to the first day open"),
        pytest.param("2026-12-29 10:00", 1, "2027-01-05", id="from a closure: as if it began on the first day open"),
        pytest.param("2026-12-22 10:00", 2, "2026-12-24", id="a clock that ends on the last day before it"),
        pytest.param("2026-12-22 10:00", 3, "2027-01-04", id="a clock that would end on a closure ends after it"),
    ],
)
def test_a_councils_own_closures_are_not_worked(start: str, count: int, ends: str) -> None:
    closed = days({"office.closures": [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]})
    assert closed.after(london(start), count) == london(f"{ends} 17:00")


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("start", "count", "ends_utc"),
    [
        pytest.param("2026-03-27T10:00+00:00", 1, "2026-03-30T16:00+00:00", id="over the weekend of 29 March"),
        pytest.param("2026-10-23T10:00+01:00", 1, "2026-10-26T17:00+00:00", id="over the weekend of 25 October"),
        pytest.param("2026-07-01T15:59+00:00", 1, "2026-07-02T16:00+00:00", id="in summer, 15:59 UTC is open"),
        pytest.param("2026-07-01T16:00+00:00", 1, "2026-07-03T16:00+00:00", id="in summer, 16:00 UTC is closing"),
        pytest.param("2026-11-17T16:00+00:00", 1, "2026-11-18T17:00+00:00", id="in winter, 16:00 UTC is open"),
        pytest.param("2026-11-16T23:30-05:00", 1, "2026-11-18T17:00+00:00", id="it is already tomorrow in London"),
    ],
)
def test_the_day_is_londons_whatever_the_offset_and_the_answer_is_utc(start: str, count: int, ends_utc: str) -> None:
    found = days().after(datetime.fromisoformat(start), count)
    assert found == datetime.fromisoformat(ends_utc)
    assert found.tzinfo is UTC


@pytest.mark.rule("TIME-1")
def test_the_office_opens_and_closes_when_the_scheme_says() -> None:
    early = days({"office.opens_at": time(8, 0), "office.closes_at": time(12, 0)})
    assert early.after(london("2026-11-16 11:59"), 1) == london("2026-11-17 12:00")
    assert early.after(london("2026-11-16 12:00"), 1) == london("2026-11-18 12:00")
    assert early.between(london("2026-11-16 00:00"), london("2026-11-17 00:00")) == hours("4:00")


@pytest.mark.rule("TIME-1")
@settings(max_examples=80, deadline=None)
@given(start=moments, count=st.integers(0, 30), later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_more_days_end_later_and_a_later_start_never_ends_sooner(start: datetime, count: int, later: timedelta) -> None:
    calendar = days()
    end = calendar.after(start, count)
    assert end > start
    assert end < calendar.after(start, count + 1)
    assert end <= calendar.after(start + later, count)
    assert calendar.is_working_day(london_day(end))
    assert end.astimezone(LONDON).time() == time(17, 0)


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        pytest.param("2026-11-16 09:30", "2026-11-16 11:00", "1:30", id="within a morning"),
        pytest.param("2026-11-16 09:00", "2026-11-16 17:00", "8:00", id="a whole day"),
        pytest.param("2026-11-16 07:00", "2026-11-16 20:00", "8:00", id="the office is closed before and after"),
        pytest.param("2026-11-16 16:30", "2026-11-17 09:30", "1:00", id="overnight"),
        pytest.param("2026-11-20 16:55", "2026-11-23 09:05", "0:10", id="over a weekend"),
        pytest.param("2026-11-20 17:00", "2026-11-23 09:00", "0:00", id="exactly a weekend"),
        pytest.param("2026-11-21 10:00", "2026-11-22 10:00", "0:00", id="within a weekend"),
        pytest.param("2026-08-28 17:05", "2026-09-01 10:00", "1:00", id="Friday 17:05 to Tuesday, a bank holiday"),
        pytest.param("2026-12-24 16:00", "2026-12-29 10:00", "2:00", id="over Christmas"),
        pytest.param("2026-03-27 16:00", "2026-03-30 10:00", "2:00", id="over the clocks going forward"),
        pytest.param("2026-10-23 16:00", "2026-10-26 10:00", "2:00", id="over the clocks going back"),
        pytest.param("2026-11-16 11:00", "2026-11-16 11:00", "0:00", id="no time at all"),
        pytest.param("2026-11-17 11:00", "2026-11-16 11:00", "0:00", id="backwards is nothing"),
    ],
)
def test_the_office_time_between_two_moments(start: str, end: str, between: str) -> None:
    assert days().between(london(start), london(end)) == hours(between)


@pytest.mark.rule("TIME-6")
@pytest.mark.parametrize(
    ("start", "running", "ends"),
    [
        pytest.param("2026-11-16 09:30", "1:30", "2026-11-16 11:00", id="within a morning"),
        pytest.param("2026-11-16 09:30", "7:30", "2026-11-16 17:00", id="until it closes, and not the next morning"),
        pytest.param("2026-11-16 09:30", "7:31", "2026-11-17 09:01", id="a minute more is the next morning"),
        pytest.param("2026-11-20 16:55", "0:10", "2026-11-23 09:05", id="over a weekend"),
        pytest.param("2026-11-21 10:00", "0:01", "2026-11-23 09:01", id="from a weekend"),
        pytest.param("2026-08-28 17:05", "8:00", "2026-09-01 17:00", id="Friday 17:05 before a bank-holiday weekend"),
        pytest.param("2026-12-24 16:00", "2:00", "2026-12-29 10:00", id="over Christmas"),
        pytest.param("2026-03-27 16:00", "2:00", "2026-03-30 10:00", id="over the clocks going forward"),
        pytest.param("2026-10-23 16:00", "2:00", "2026-10-26 10:00", id="over the clocks going back"),
        pytest.param("2026-11-21 10:00", "0:00", "2026-11-21 10:00", id="no time at all: at once, even on a day off"),
    ],
)
def test_when_so_much_office_time_has_passed(start: str, running: str, ends: str) -> None:
    found = days().on(london(start), hours(running))
    assert found == london(ends)
    assert found.tzinfo is UTC


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(start=moments, first=whiles, second=whiles)
def test_office_time_adds_up_and_is_never_more_than_eight_hours_a_day(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    office, middle, end = days(), start + first, start + first + second
    whole = office.between(start, end)
    assert office.between(start, middle) + office.between(middle, end) == whole
    assert whole <= ((london_day(end) - london_day(start)).days + 1) * OFFICE_DAY


@pytest.mark.rule("TIME-6")
@settings(max_examples=80, deadline=None)
@given(start=moments, running=st.timedeltas(timedelta(microseconds=1), timedelta(hours=80)))
def test_it_is_the_first_moment_by_which_so_much_time_has_passed(start: datetime, running: timedelta) -> None:
    for counted_in in CountedIn:
        kept = time_of(counted_in, days())
        end = kept.on(start, running)
        assert kept.between(start, end) == running
        assert kept.between(start, end - timedelta(microseconds=1)) < running


@pytest.mark.rule("TIME-1", "TIME-4")
@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        pytest.param("2026-11-20 17:05", 2, "2026-11-20 19:05", id="hours run in the evening"),
        pytest.param("2026-12-24 20:00", 24, "2026-12-25 20:00", id="and on Christmas Day"),
        pytest.param("2026-03-28 12:00", 24, "2026-03-29 13:00", id="24 hours over the clocks going forward"),
        pytest.param("2026-03-29 00:30", 1, "2026-03-29 02:30", id="the hour that there is not is not counted"),
        pytest.param("2026-10-24 12:00", 24, "2026-10-25 11:00", id="24 hours over the clocks going back"),
        pytest.param("2026-11-16 09:30", 0, "2026-11-16 09:30", id="no hours: at once"),
    ],
)
def test_hours_run_day_and_night_and_an_hour_is_an_hour(start: str, count: int, ends: str) -> None:
    found = time_of(CountedIn.HOURS, days()).after(london(start), count)
    assert found == london(ends)
    assert found.tzinfo is UTC
    assert RoundTheClock().between(london(start), london(ends)) == timedelta(hours=count)
    assert RoundTheClock().on(london(start), timedelta(hours=count)) == london(ends)


def test_hours_backwards_are_nothing() -> None:
    assert RoundTheClock().between(london("2026-11-17 11:00"), london("2026-11-16 11:00")) == timedelta(0)


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("moment", "count", "day"),
    [
        pytest.param("2026-11-16 09:30", 0, "2026-11-16", id="today"),
        pytest.param("2026-11-16 09:30", 1, "2026-11-13", id="from a Monday to the Friday"),
        pytest.param("2026-11-21 09:30", 1, "2026-11-20", id="from a Saturday to the Friday"),
        pytest.param("2026-12-29 09:30", 1, "2026-12-24", id="over Christmas"),
        pytest.param("2026-04-07 09:30", 20, "2026-03-06", id="twenty, over Easter and the clocks going forward"),
    ],
)
def test_so_many_working_days_before_from_the_start_of_the_day(moment: str, count: int, day: str) -> None:
    assert days().before(london(moment), count) == london(f"{day} 00:00")


CAME = "2026-11-16 11:00"


@pytest.mark.rule("TIME-1", "TIME-6")
@pytest.mark.parametrize(
    ("sent_at", "not_before", "counts_from"),
    [
        pytest.param("2026-11-16 10:58", None, "2026-11-16 10:58", id="a moment ago: when it was sent"),
        pytest.param("2026-11-13 16:00", None, "2026-11-13 16:00", id="on Friday, while nothing of ours ran"),
        pytest.param("2026-11-16 11:00", None, "2026-11-16 11:00", id="just now"),
        pytest.param("2026-11-16 11:01", None, CAME, id="in the future: when it came"),
        pytest.param("2031-01-01 00:00", None, CAME, id="far in the future: when it came"),
        pytest.param("2026-10-19 00:00", None, "2026-10-19 00:00", id="as old as may be"),
        pytest.param("2026-10-18 23:59", None, CAME, id="a minute older than may be: when it came"),
        pytest.param("1970-01-01 00:00", None, CAME, id="from a clock that was never set"),
        pytest.param("2026-11-13 16:00", "2026-11-16 09:00", "2026-11-16 09:00", id="before the wait that it ends"),
        pytest.param("2026-11-16 10:00", "2026-11-16 09:00", "2026-11-16 10:00", id="within the wait that it ends"),
        pytest.param("2026-11-16 10:00", "2026-11-16 11:30", CAME, id="a wait that would begin later than it came"),
    ],
)
def test_a_wait_counts_from_when_its_message_was_sent_within_reason(
    sent_at: str, not_before: str | None, counts_from: str
) -> None:
    oldest = days().before(london(CAME), 20)
    assert oldest == london("2026-10-19 00:00")
    began = london(not_before) if not_before else None
    assert counted_from(london(sent_at), came=london(CAME), not_before=began, oldest=oldest) == london(counts_from)


@pytest.mark.rule("TIME-1")
@settings(max_examples=80, deadline=None)
@given(sent_at=moments, came=moments, began=whiles)
def test_a_wait_never_counts_from_the_future_nor_from_before_the_wait_that_it_ends(
    sent_at: datetime, came: datetime, began: timedelta
) -> None:
    not_before = came - began
    found = counted_from(sent_at, came=came, not_before=not_before, oldest=days().before(came, 20))
    assert not_before <= found <= came


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-07-01T22:59+00:00", date(2026, 7, 1), id="a minute before midnight in summer"),
        pytest.param("2026-07-01T23:00+00:00", date(2026, 7, 2), id="midnight in summer"),
        pytest.param("2026-11-16T23:59+00:00", date(2026, 11, 16), id="a minute before midnight in winter"),
        pytest.param("2026-11-16T20:00-05:00", date(2026, 11, 17), id="elsewhere it is still the day before"),
    ],
)
def test_the_day_that_it_is_in_london(moment: str, day: date) -> None:
    assert london_day(datetime.fromisoformat(moment)) == day


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
