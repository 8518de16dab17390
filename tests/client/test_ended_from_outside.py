"""TIME-1 · A workflow that somebody's hands have ended: whoever sends is told so, and never that the plan is closed."""

import asyncio
import gc

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.client.plans import Plans
from countersign.client.unanswered import ENDED_MEANWHILE, WAS_ENDED, NoAnswer
from countersign.store.tables import TaskRow
from tests.support.both_sides import both_sides_of
from tests.support.duty import urgent_needs
from tests.support.servers import PlanUnderTest, one_of, until


async def brought_back(plan: PlanUnderTest) -> bool:
    """Whether a look has found and mended what differs of it."""
    return bool((await both_sides_of(plan.desk).brought_back()).found)


async def test_a_message_to_a_plan_whose_workflow_was_ended_is_to_be_sent_again(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")
    await plan.handle.terminate("an operator's hand")
    decision = plan.message("clare-4-agreed", {"version": 1})
    for send in (plans.ask, plans.signal):
        with pytest.raises(NoAnswer, match=WAS_ENDED):
            await send(plan.plan_id, "decide", decision)
    await until(lambda: brought_back(plan), "it is brought back")
    assert (await plans.ask(plan.plan_id, "decide", decision)).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def test_so_is_one_to_interim_support_that_was_ended(plan: PlanUnderTest, plans: Plans) -> None:
    await plan.submit("clare-1-submission")
    await urgent_needs(plan)
    await plan.interim.handle.terminate("an operator's hand")
    acknowledged = plan.message("message-acknowledge-interim-support")
    with pytest.raises(NoAnswer, match=WAS_ENDED):
        await plans.ask(plan.plan_id, "acknowledge_interim_support", acknowledged)
    of_a_task = plan.message("message-complete-task", {"task": one_of(plan.rows(TaskRow)).name})
    with pytest.raises(NoAnswer, match=WAS_ENDED):
        await plans.ask(plan.plan_id, "complete_task", of_a_task)
    await until(lambda: brought_back(plan), "it is brought back")
    assert (await plans.ask(plan.plan_id, "acknowledge_interim_support", acknowledged)).accepted
    assert (await plans.ask(plan.plan_id, "complete_task", of_a_task)).code is not Refusal.WRONG_WORKFLOW


async def test_a_submission_whose_workflow_is_ended_before_it_is_answered_is_to_be_sent_again(
    plan: PlanUnderTest, plans: Plans, caplog: pytest.LogCaptureFixture
) -> None:
    await plan.desk.shut()
    submission = plan.message("clare-1-submission")
    submitting = asyncio.create_task(plans.submit(submission))

    async def is_there() -> bool:
        return bool([one async for one in plan.desk.client.list_workflows(f"WorkflowId = '{plan.workflow_id}'")])

    await until(is_there, "its workflow")
    await plan.handle.terminate("an operator's hand")
    with pytest.raises(NoAnswer, match=ENDED_MEANWHILE):
        await submitting
    del submitting
    gc.collect()
    assert "never retrieved" not in caplog.text
    await plan.desk.open()
    assert (await plans.submit(submission)).accepted
