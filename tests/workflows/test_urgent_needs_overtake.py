"""TIME-3: urgent needs reach the duty team's notice while hardly any of the plans before them was taken in."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.common import Priority

from activities import line
from countersign.careplan.interim import Interim
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.client.plans import Plans
from countersign.store.tables import InterimRow, MessageRow, RecordRow
from countersign.temporal import names
from tests.support.duty import duty_does
from tests.support.servers import Desk, PlanUnderTest, until
from tests.workflows.overtaking import REPORT, Way, asked, overtaken, start_interim

PLANS = 600
TAKEN_IN_MEANWHILE = 300
"""Some dozens, however many wait, on a machine at rest; on a busy one a stall costs more. Served as they came, all 600
would go first. The figure that is promised, a twentieth of two thousand, is counted by `make overtake`."""


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize("priority", [names.LAST, Priority.default], ids=["ours", "started with no priority"])
async def test_by_every_way_urgent_needs_overtake_the_plans_that_wait(desk: Desk, priority: Priority) -> None:
    measured, told = await overtaken(desk, PLANS, 1, priority=priority)
    late = {way: count for way, (count, _) in measured.items() if count > TAKEN_IN_MEANWHILE}
    assert set(measured) == set(Way)
    assert late == {}
    assert set(told.values()) == {1}, "the duty team is told once of each"


@pytest.mark.rule("TIME-3")
async def test_the_same_report_by_both_ways_is_told_once(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    report = plan.message(REPORT)
    await plan.desk.shut()
    await plan.send("report_urgent_needs", report)
    await start_interim(plan, report)
    await plan.desk.open()
    await plan.until_interim(Interim.ASKED_FOR)
    await until(lambda: Happening.MESSAGE_CAME_AGAIN in plan.happenings(), "the second of them found to be the same")
    await until(lambda: asked(plan.desk)[plan.plan_id], "the duty team told")
    await duty_does(plan.interim, "acknowledge_interim_support")
    assert asked(plan.desk)[plan.plan_id] == 1
    assert [row.outcome for row in plan.rows(MessageRow) if row.name == "report_urgent_needs"] == ["accepted"]
    assert len(plan.rows(InterimRow)) == 1


@pytest.mark.rule("TIME-3")
async def test_a_report_about_a_plan_that_waits_is_considered_once_that_was_taken_in(plan: PlanUnderTest) -> None:
    """Not refused for want of a plan: the same content stands in the record as of any other report."""
    await plan.desk.shut()
    await plan.start(plan.message("clare-1-submission"))
    await start_interim(plan, plan.message(REPORT))
    await plan.desk.open()
    await plan.until_interim(Interim.ASKED_FOR)
    assert plan.message(REPORT)["what"] in [row.detail.get("needs") for row in plan.rows(RecordRow)]
    assert await plan.interim.failed_tasks() == 0


@pytest.mark.rule("TIME-3")
async def test_a_report_about_a_plan_that_is_refused_at_the_door_is_refused_too(plan: PlanUnderTest) -> None:
    await plan.desk.shut()
    await plan.start(plan.message("refused-1-submission"))
    plans = Plans(plan.desk.client, plan.desk.settings.task_queue)
    answer = asyncio.ensure_future(plans.ask(plan.plan_id, "report_urgent_needs", plan.message(REPORT)))
    await asyncio.sleep(0.5)
    await plan.desk.open()
    assert (await answer).code is Refusal.PLAN_NOT_FOUND
    assert asked(plan.desk)[plan.plan_id] == 0


async def test_where_the_server_gives_no_places_in_the_line_plans_go_on_as_they_come(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE", timedelta(microseconds=1))
    assert (await plan.submit("clare-1-submission")).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    history = await plan.handle.fetch_history()
    assert EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED not in {event.event_type for event in history.events}
