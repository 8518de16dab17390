"""Whoever reaches Temporal can cancel, terminate, reset and start: each has a stated outcome, and none ends a plan."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import ActivityFailureError, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.determinations import Situation, Standing
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.tables import DecisionRow, InterimRow
from countersign.temporal import names
from tests.support.duty import urgent_needs
from tests.support.servers import PlanUnderTest, until
from workflows import limits


async def is_running(workflow: PlanUnderTest) -> bool:
    return (await workflow.handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def first_task(workflow: PlanUnderTest) -> int:
    """The event of the first finished workflow task: a reset to it begins from the start."""
    history = await workflow.handle.fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    return next(event.event_id for event in history.events if event.event_type == done)


async def reset(workflow: PlanUnderTest) -> None:
    client = workflow.desk.client
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow.workflow_id),
            reason="an operator's hand",
            workflow_task_finish_event_id=await first_task(workflow),
            request_id=f"reset-{workflow.workflow_id}",
        )
    )


async def needs_attention(plan: PlanUnderTest) -> bool:
    """Whether a search finds that the plan needs attention."""
    return bool((await plan.search_attributes()).get("PlanNeedsAttention"))


async def test_a_cancelled_plan_goes_on_as_it_was_and_operations_are_asked(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    before = await plan.status()
    await plan.handle.cancel()
    await until(lambda: TaskKind.CANCEL_ASKED in plan.tasks().values(), "operations asked")
    assert plan.happenings().count(Happening.CANCEL_ASKED) == 1
    after = await plan.status()
    assert (after.status, after.clocks, after.owner, after.due) == (
        before.status,
        before.clocks,
        before.owner,
        before.due,
    )
    await until(lambda: needs_attention(plan), "that it can be searched for")
    await plan.to_next_step()
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert await is_running(plan)
    assert await plan.failed_tasks() == 0


async def test_a_cancel_in_the_midst_of_messages_loses_none_of_them(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    decision = plan.message("clare-2-returned")
    answer, _ = await asyncio.gather(plan.ask("decide", decision), plan.handle.cancel())
    assert answer.accepted
    await plan.until_is(Status.RETURNED)
    assert len(plan.rows(DecisionRow)) == 1


async def test_cancelled_interim_support_goes_on(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    clocks = (await support.status()).clocks
    await support.handle.cancel()
    await until(lambda: TaskKind.CANCEL_ASKED in plan.tasks().values(), "operations asked")
    assert (await support.status()).clocks == clocks
    assert await is_running(support)
    assert await support.failed_tasks() == 0


async def test_a_terminated_plan_goes_on_from_the_database_whatever_it_is_started_with(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    before = await plan.until_interim(Interim.NEED_ASKED)
    await plan.interim.until_interim(Interim.NEED_ASKED)
    clocks = (await plan.interim.status()).clocks
    await plan.handle.terminate("an operator's hand")
    await plan.start({"plan": "anything"})
    after = await plan.until_is(Status.RETURNED)
    assert (after.clocks, after.promise, after.version, after.team) == (
        before.clocks,
        before.promise,
        before.version,
        before.team,
    )
    assert [entry.what for entry in await plan.timeline()][-1] == plan.record()[-1]
    assert (await plan.interim.status()).clocks == clocks
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted


async def test_a_closed_plan_submitted_again_shows_how_it_left(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await plan.outcome()
    answer = await plan.submit("clare-1-submission", {"message_id": "another-submission-2"})
    assert (answer.outcome, answer.code) == ("refused", Refusal.PLAN_CLOSED)
    outcome = await plan.outcome()
    assert (outcome.status, outcome.version) == (Status.WITHDRAWN, 1)
    status = await plan.status()
    assert (status.status, status.version, status.team) == (Status.WITHDRAWN, 1, "community")
    searched = await plan.search_attributes()
    assert (searched["PlanStatus"], searched["PlanVersion"]) == (Status.WITHDRAWN, 1)


MADE_UP: dict[str, Any] = {
    "standing": {"status": "signed_off", "version": 7, "interim": "in_place"},
    "team": "community",
    "timeline": [{"at": "2026-11-01T09:00:00+00:00", "what": "Ring Mallory on 0900 666 666"}],
}


async def test_a_made_up_state_is_not_believed_from_a_start_nor_from_a_schedule(plan: PlanUnderTest) -> None:
    """A schedule gives every later run the first one's argument, and says that it continues one."""
    handle = await plan.desk.client.start_workflow(
        names.WORKFLOW,
        {"plan_id": plan.plan_id, **MADE_UP},
        id=plan.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        cron_schedule="* * * * *",
    )

    async def has_run_again() -> bool:
        return (await plan.handle.describe()).run_id != handle.first_execution_run_id

    await until(has_run_again, "the second run")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(until(plan.happenings, "anything kept"), 1)
    await plan.handle.terminate()


@pytest.mark.parametrize("prefix", ["x", "interim", "plan-plan", ""], ids=str)
async def test_under_another_id_nothing_happens(plan: PlanUnderTest, prefix: str) -> None:
    await plan.submit("clare-1-submission")
    before = plan.happenings()
    for workflow in (names.WORKFLOW, names.INTERIM_WORKFLOW):
        wrong = f"{prefix}-{plan.plan_id}" if workflow == names.WORKFLOW else f"plan-{prefix}{plan.plan_id}x"
        handle = await plan.desk.client.start_workflow(
            workflow,
            plan.message("clare-1-submission", again="second"),
            id=wrong,
            task_queue=plan.desk.settings.task_queue,
            start_signal="report_urgent_needs",
            start_signal_args=[plan.message("message-report-urgent-needs")],
        )
        result = await handle.result()
        assert result == Interim.NONE.value or result["answer"]["code"] == Refusal.WRONG_PLAN
    assert plan.happenings() == before
    assert plan.rows(InterimRow) == []


async def test_started_over_a_running_one_it_goes_on_from_the_database(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    before = await plan.status()
    await plan.desk.client.start_workflow(
        names.WORKFLOW,
        {"plan_id": plan.plan_id, **MADE_UP},
        id=plan.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    after = await plan.until_is(Status.AWAITING_DECISION)
    assert (after.clocks, after.version) == (before.clocks, before.version)
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted


async def test_a_plan_that_is_reset_to_its_first_task_is_where_it_was(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await urgent_needs(plan)
    await plan.until_interim(Interim.ASKED_FOR)
    assert (
        await plan.ask("request_information", plan.message("message-request-information", {"sent_by.id": "tm-201"}))
    ).accepted
    before = await plan.status()
    await reset(plan)
    await plan.desk.shut()
    await plan.send(names.INTERIM_SAYS)
    await plan.desk.open()
    after = await plan.until_status(lambda now: now.clocks == before.clocks, "as it was")
    assert (after.status, after.interim) == (before.status, before.interim)
    assert len(plan.rows(InterimRow)) == 1
    assert await plan.failed_tasks() == 1, "the reset itself, which is written down as a failed task"


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize("has_left", [False, True], ids=["an open plan", "one that has left"])
async def test_terminated_interim_support_asks_again_when_urgent_needs_are_reported(
    plan: PlanUnderTest, has_left: bool
) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    if has_left:
        assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
        await plan.outcome()
    await support.handle.terminate("an operator's hand")
    asked = plan.happenings().count(Happening.DUTY_TEAM_ASKED)
    report = plan.message("message-report-urgent-needs", again="again")
    if has_left:
        await plan.desk.client.start_workflow(
            names.INTERIM_WORKFLOW,
            id=support.workflow_id,
            task_queue=plan.desk.settings.task_queue,
            start_signal="report_urgent_needs",
            start_signal_args=[report],
        )
    else:
        assert (await plan.ask("report_urgent_needs", report)).accepted
    after = await support.until_status(lambda now: bool(now.clocks), "its clock runs")
    assert after.interim is Interim.ASKED_FOR
    await until(lambda: plan.happenings().count(Happening.DUTY_TEAM_ASKED) == asked + 1, "the duty team asked again")
    assert len(plan.rows(InterimRow)) == 1


@pytest.mark.rule("TIME-3")
async def test_whatever_holds_the_id_of_interim_support_the_duty_team_hears_of_urgent_needs(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FOLLOWED_WITHIN", timedelta(seconds=1))
    await plan.submit("clare-1-submission")
    holds = await plan.desk.client.start_workflow("Theirs", id=names.interim_id(plan.plan_id), task_queue="nowhere")
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs"))).accepted
    await until(lambda: Happening.NOT_FOLLOWED in plan.happenings(), "that interim support does not answer")
    await until(lambda: TaskKind.FAULT in plan.tasks().values(), "operations asked")
    told = [key for key in plan.notices() if "/interim_support/duty-1" in key]
    assert len(told) == 1
    assert plan.happenings().count(Happening.NOT_FOLLOWED) == 1
    await holds.terminate()
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs", again="two"))).accepted
    await plan.until_interim(Interim.ASKED_FOR)


async def test_an_activity_works_for_the_workflow_of_its_own_plan_and_for_nobody_else(plan: PlanUnderTest) -> None:
    """Whoever runs one by itself could say what time it is, and make the steps of a plan's clocks be taken."""
    await plan.submit("clare-1-submission")
    before = await plan.status()
    later = Situation(
        plan_id=plan.plan_id,
        standing=Standing(status=Status.AWAITING_DECISION, version=1),
        now=before.clocks[0].due + timedelta(days=1),
        step_of=before.clocks[0].name,
    )
    by_hand = plan.desk.client.execute_activity(
        "take_step",
        later,
        id=f"by-hand-{plan.plan_id}",
        task_queue=plan.desk.settings.task_queue,
        start_to_close_timeout=timedelta(seconds=10),
    )
    with pytest.raises(ActivityFailureError) as failed:
        await by_hand
    assert "not asked for by the workflow" in str(failed.value.cause)
    assert (await plan.status()).clocks == before.clocks
    assert "escalation" not in " ".join(plan.notices())
