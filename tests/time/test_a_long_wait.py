"""TIME-1 over a year and more: through several continue-as-news no step is lost, doubled or late by a minute."""

from collections import Counter
from datetime import timedelta

import pytest

from countersign.careplan.working_time import london_day
from countersign.casework.kept import TaskKind
from countersign.store.tables import StepTakenRow, TaskRow
from countersign.testkit import Scenario, due, interim, reminder_to, status, task

pytestmark = pytest.mark.rule("TIME-1", "TIME-2")

MONDAY = "2043-06-01 09:30"
A_MINUTE = timedelta(minutes=1)


async def runs_of(scenario: Scenario) -> tuple[str, str]:
    """Which run of each of its two workflows there is."""
    plan = await scenario.plan.handle.describe()
    of_interim = await scenario.plan.interim.handle.describe()
    return str(plan.run_id), str(of_interim.run_id)


@pytest.mark.rule("TIME-4")
async def test_four_hundred_days_in_force_across_several_runs(scenario: Scenario) -> None:
    """Interim support is reviewed six times, the plan once, and then not: each goes on as a new run then."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .report_urgent_needs()
        .acknowledge_interim_support()
        .start_interim_support()
        .decide("agreed")
        .expect(status("signed_off"), interim("in_place"), due("practitioner", "2043-07-27 17:00", wait="review"))
    )
    runs = [await runs_of(scenario)]
    for number in range(6):
        await scenario.after(working_days=10).review_interim_support("continues")
        runs.append(await runs_of(scenario))
        if number == 2:
            await scenario.record_review()
    await (
        scenario.expect(status("signed_off"), interim("in_place"))
        .review_interim_support("ends", "signed_plan_services_started")
        .expect(interim("ended"))
        .after(until="2044-07-15 16:59")
        .expect(reminder_to("practitioner", about="review", at="2044-06-24 17:00"), status("signed_off"))
        .after(until="2044-08-15 17:00")
        .expect(task("review", "sw-1101"), due("practitioner", "2044-09-12 17:00", wait="review"))
    )
    of_interim = [interim_run for _, interim_run in runs]
    assert len(set(of_interim)) == len(of_interim), "each review of interim support went on as a new run"
    of_plan = str((await scenario.plan.handle.describe()).run_id)
    assert of_plan not in {plan_run for plan_run, _ in runs}
    steps = scenario.plan.rows(StepTakenRow)
    late = [step.cause for step in steps if not timedelta(0) <= step.taken_at - step.due_at < A_MINUTE]
    assert late == []
    assert set(Counter((step.wait, step.due_at) for step in steps).values()) == {1}
    reviews = [task for task in scenario.plan.rows(TaskRow) if task.kind is TaskKind.REVIEW]
    assert [str(london_day(review.raised_at)) for review in reviews] == ["2044-07-15"]
