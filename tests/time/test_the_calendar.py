"""TIME-1 on the days that go wrong: before a long weekend, at Christmas, when the clocks change, on closures."""

from datetime import UTC
from pathlib import Path

import pytest

from countersign.casework.happenings import Happening
from countersign.store.tables import StepTakenRow
from countersign.testkit import (
    Scenario,
    due,
    escalation_to,
    letter_to_person,
    no_letter_to_person,
    noted,
    nothing_more,
    promised,
    reminder_to,
    status,
)
from tests.time.councils import closed_on

pytestmark = pytest.mark.rule("TIME-1")


@pytest.mark.parametrize(
    ("submitted", "reminded", "escalated", "promise"),
    [
        ("2043-05-22 17:05", "2043-06-02 17:00", "2043-06-05 17:00", "2043-06-09"),
        ("2043-05-22 16:55", "2043-06-01 17:00", "2043-06-04 17:00", "2043-06-08"),
    ],
    ids=["five past five counts as Tuesday", "five to five counts as Friday"],
)
async def test_the_friday_before_a_bank_holiday_weekend(
    scenario: Scenario, submitted: str, reminded: str, escalated: str, promise: str
) -> None:
    await (
        scenario.on(submitted)
        .submit("undecided")
        .expect(letter_to_person("submitted"), promised(promise), due("team manager", f"{promise} 17:00"))
        .after(until="2043-05-25 23:59")
        .expect(nothing_more())
        .after(working_days=5)
        .expect(reminder_to("team manager", at=reminded), nothing_more())
        .after(working_days=8)
        .expect(escalation_to("service manager", at=escalated), nothing_more())
    )


async def test_nothing_falls_due_between_christmas_and_new_year(scenario: Scenario) -> None:
    """Christmas 2043 is a Friday: Boxing Day is kept on Monday the 28th, and New Year's Day is a Friday too."""
    await (
        scenario.on("2043-12-18 10:00")
        .submit("undecided")
        .expect(promised("2044-01-06"))
        .after(until="2043-12-29 16:59")
        .expect(nothing_more())
        .after(working_days=5)
        .expect(reminder_to("team manager", at="2043-12-29 17:00"))
        .after(until="2044-01-04 16:59")
        .expect(nothing_more())
        .after(working_days=8)
        .expect(escalation_to("service manager", at="2044-01-04 17:00"))
        .after(working_days=10)
        .expect(escalation_to("head of service", about="decision", at="2044-01-06 17:00"))
    )


@pytest.mark.parametrize(
    ("submitted", "reminded", "hour_in_utc"),
    [("2043-03-26 10:00", "2043-04-06 17:00", 16), ("2043-10-22 10:00", "2043-10-29 17:00", 17)],
    ids=["spring, over Easter", "autumn"],
)
async def test_an_office_day_ends_at_five_in_london_on_both_sides_of_a_clock_change(
    scenario: Scenario, submitted: str, reminded: str, hour_in_utc: int
) -> None:
    await (
        scenario.on(submitted)
        .submit("undecided")
        .after(working_days=5)
        .expect(reminder_to("team manager", at=reminded))
    )
    (step,) = scenario.plan.rows(StepTakenRow)
    assert step.due_at.astimezone(UTC).hour == hour_in_utc


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(
    ("returned", "reminded"),
    [("2043-03-28 20:00", "2043-03-29 09:00"), ("2043-10-24 20:00", "2043-10-25 07:00")],
    ids=["the night that loses an hour", "the night that gains one"],
)
async def test_hours_are_hours_in_the_night_when_the_clocks_change(
    scenario: Scenario, returned: str, reminded: str
) -> None:
    """The duty worker has twelve hours until the reminder, whatever the clock on the wall does meanwhile."""
    await (
        scenario.on(returned)
        .submit("clare")
        .decide("returned")
        .expect(status("returned"), letter_to_person("returned"), letter_to_person("submitted"))
        .after(hours=11.9)
        .expect(nothing_more())
        .after(hours=12)
        .expect(reminder_to("duty team", about="urgent_needs", at=reminded), nothing_more())
    )


async def test_a_clock_that_ends_on_a_day_that_becomes_a_closure(scenario: Scenario, tmp_path: Path) -> None:
    """Due on Monday 15 June, when the council is then closed. A new scheme alone moves nothing: planning again does."""
    await (
        scenario.on("2043-06-01 09:30")
        .submit("undecided")
        .expect(promised("2043-06-15"))
        .schemes(closed_on(tmp_path, "2043-06-15"))
        .after(hours=1)
        .expect(nothing_more(), promised("2043-06-15"))
        .replan()
        .expect(
            due("team manager", "2043-06-16 17:00"),
            noted(Happening.CLOCKS_PLANNED_AGAIN),
            promised("2043-06-16"),
            no_letter_to_person(),
        )
        .after(working_days=1)
        .expect(letter_to_person("new_date", says=("16 June 2043", "15 June 2043")), nothing_more())
        .after(until="2043-06-15 23:00")
        .expect(
            reminder_to("team manager", at="2043-06-08 17:00"), escalation_to("service manager", at="2043-06-11 17:00")
        )
        .after(until="2043-06-16 17:00")
        .expect(escalation_to("head of service", about="decision", at="2043-06-16 17:00"))
    )


async def test_several_closures_planned_one_after_the_other_make_one_letter(scenario: Scenario, tmp_path: Path) -> None:
    await (
        scenario.on("2043-06-01 09:30")
        .submit("undecided")
        .schemes(closed_on(tmp_path, "2043-06-15"))
        .replan()
        .schemes(closed_on(tmp_path, "2043-06-15", "2043-06-16"))
        .replan()
        .expect(letter_to_person("submitted"), no_letter_to_person("new_date"), promised("2043-06-17"))
        .after(until="2043-06-02 17:00")
        .expect(letter_to_person("new_date", says="17 June 2043"), nothing_more())
        .after(until="2043-06-05 12:00")
        .expect(nothing_more())
    )


async def test_a_closure_that_is_taken_back_in_time_is_never_heard_of(scenario: Scenario, tmp_path: Path) -> None:
    await (
        scenario.on("2043-06-01 09:30")
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .schemes(closed_on(tmp_path, "2043-06-15"))
        .replan()
        .expect(promised("2043-06-16"))
        .schemes(closed_on(tmp_path))
        .replan()
        .after(until="2043-06-05 12:00")
        .expect(promised("2043-06-15"), no_letter_to_person())
    )
