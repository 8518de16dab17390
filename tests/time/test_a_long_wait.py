"""TIME-1 over a year and more: through several continue-as-news no step is lost, doubled or late by a minute."""

from collections import Counter
from datetime import timedelta

import pytest

from careplan.working_time import london_day
from store.tables import RungRow, TaskRow
from testkit import Scenario, due, interim, status, task

pytestmark = pytest.mark.rule("TIME-1", "TIME-2")

MONDAY = "2043-06-01 09:30"
A_MINUTE = timedelta(minutes=1)


async def runs_of(scenario: Scenario) -> tuple[str, str]:
    """Which run of each of its two workflows there is."""
    plan = await scenario.plan.handle.describe()
    of_interim = await scenario.plan.interim.handle.describe()
    return str(plan.run_id), str(of_interim.run_id)


@pytest.mark.rule("TIME-4")
async def test_four_hundred_days_signed_off_with_interim_support_in_place(scenario: Scenario) -> None:
    """Interim support is reviewed every ten working days, the plan after a year: each goes on as a new run then."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .report_urgent_needs()
        .acknowledge_interim_support()
        .start_interim_support()
        .decide("agreed")
        .expect(status("signed_off"), interim("in_place"), due("practitioner", "2044-06-01 17:00", wait="review"))
    )
    before = await runs_of(scenario)
    for _ in range(25):
        scenario.after(working_days=10).review_interim_support("continues")
    await (
        scenario.expect(status("signed_off"), interim("in_place"))
        .after(until="2044-07-05 17:00")
        .expect(task("review", "sw-1101"), interim("in_place"))
        .review_interim_support("ends", "signed_plan_services_started")
        .expect(interim("ended"), status("signed_off"))
    )
    after = await runs_of(scenario)
    assert all(one != other for one, other in zip(before, after, strict=True))
    rungs = scenario.plan.rows(RungRow)
    late = [one.cause for one in rungs if not timedelta(0) <= one.taken_at - one.due_at < A_MINUTE]
    assert late == []
    assert set(Counter((one.wait, one.due_at) for one in rungs).values()) == {1}
    of_the_plan = [str(london_day(one.raised_at)) for one in scenario.plan.rows(TaskRow) if one.kind == "review"]
    assert of_the_plan == ["2044-06-01", "2044-06-29"]
