"""TIME-4, DEC-5 · What interim support refuses, and that nothing which anybody sends sticks it or its plan."""

import pytest

from countersign.careplan.interim import Interim, InterimEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.status import PlanStatus
from countersign.store.tables import InterimRow, MessageRow
from countersign.temporal import names
from tests.support.builders import Json
from tests.support.duty import duty_does, duty_message, duty_says, urgent_needs
from tests.support.servers import Desk, PlanUnderTest
from tests.workflows.test_refusals import SHAPES


@pytest.mark.rule("TIME-4", "DEC-5")
async def test_what_cannot_happen_in_a_stage_is_refused_and_says_what_can(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    await duty_does(support, "acknowledge_interim_support")
    answer = await duty_says(support, "acknowledge_interim_support")
    assert answer.code is Refusal.NOT_NOW
    (reason,) = answer.reasons
    named = {event for event in InterimEvent if event.value.replace("_", " ") in reason.partition(":")[2]}
    assert named == {InterimEvent.ARRANGED, InterimEvent.STARTED, InterimEvent.ENDED}
    assert (await duty_says(support, "answer_urgent_needs")).code is Refusal.NOT_NOW
    unknown = await duty_says(support, "arrange_interim_support", {"sent_by.id": "nobody-1"})
    assert unknown.code is Refusal.NO_AUTHORITY
    message = duty_message(support, "arrange_interim_support")
    assert (await support.ask("arrange_interim_support", message)).accepted
    again = await support.ask("arrange_interim_support", message)
    assert (again.accepted, again.duplicate) == (True, True)
    assert (await support.status()).refused_count == 4


@pytest.mark.rule("DEC-5")
async def test_a_message_to_the_wrong_one_of_the_two_is_refused_and_says_where_it_belongs(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    to_plan = await plan.ask("acknowledge_interim_support", duty_message(plan, "acknowledge_interim_support"))
    assert to_plan.code is Refusal.WRONG_WORKFLOW
    assert [names.interim_id(plan.plan_id) in reason for reason in to_plan.reasons] == [True]
    to_interim = await support.ask("decide", plan.message("clare-4-agreed", {"version": 1}))
    assert to_interim.code is Refusal.WRONG_WORKFLOW
    assert [names.workflow_id(plan.plan_id) in reason for reason in to_interim.reasons] == [True]
    (task,) = plan.tasks()
    assert (await plan.complete(task, by="duty-1")).code is Refusal.WRONG_WORKFLOW
    assert (await support.complete(task, by="duty-1")).code is Refusal.NOT_NOW, "it is done by what it asks for"
    assert (await plan.status()).status is Status.AWAITING_DECISION
    assert (await support.status()).interim is Interim.ASKED_FOR


async def still_works(support: PlanUnderTest) -> None:
    """A valid message takes effect, and no workflow task has ever failed."""
    await duty_does(support, "acknowledge_interim_support")
    assert await support.failed_tasks() == 0


async def test_malformed_signals_stick_nothing_and_are_seen(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    before = await support.status()
    for count, arguments in enumerate(SHAPES.values(), start=1):
        await support.send("start_interim_support", *arguments)
        after = await until_refused(support, count)
        assert (after.refused[-1].name, after.refused[-1].code) == ("start_interim_support", Refusal.MALFORMED)
        assert (after.interim, after.due) == (before.interim, before.due)
    assert Happening.MESSAGE_REFUSED in plan.happenings()
    assert sorted(plan.tasks().values()) == [TaskKind.BAD_MESSAGE, TaskKind.INTERIM]
    await still_works(support)


async def until_refused(workflow: PlanUnderTest, count: int) -> PlanStatus:
    return await workflow.until_status(lambda status: status.refused_count == count, f"{count} refused")


async def test_malformed_updates_are_answered_and_stick_nothing(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    for arguments in SHAPES.values():
        answer = await support.ask("start_interim_support", *arguments)
        assert (answer.outcome, answer.code) == ("refused", Refusal.MALFORMED)
        assert answer.reasons or answer.duplicate, "two of them come as the same bytes"
    await still_works(support)


async def test_what_anybody_sends_under_our_own_names_says_only_look(plan: PlanUnderTest) -> None:
    """Whatever comes with it is not read: the receiver asks the database, and finds what it knew."""
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    before = await plan.status(), await support.status()
    for arguments in (*SHAPES.values(), ("in_place",), (forged({}),)):
        await support.send(names.PLAN_SAYS, *arguments)
        await plan.send(names.INTERIM_SAYS, *arguments)
    for workflow, then in zip((plan, support), before, strict=True):
        now = await workflow.status()
        assert (now.interim, now.clocks, now.refused_count) == (then.interim, then.clocks, 0)
        assert await workflow.failed_tasks() == 0
    await still_works(support)
    await plan.until_interim(Interim.ACKNOWLEDGED)


async def test_started_with_anything_else_it_ends_at_once_and_keeps_nothing(desk: Desk) -> None:
    for arguments in SHAPES.values():
        plan = desk.plan()
        handle = await desk.client.start_workflow(
            names.INTERIM_WORKFLOW,
            args=list(arguments),
            id=plan.interim.workflow_id,
            task_queue=desk.settings.task_queue,
            result_type=str,
        )
        assert await handle.result() == Interim.NONE
        assert plan.rows(InterimRow) == []
        assert plan.rows(MessageRow) == []
        assert await plan.interim.failed_tasks() == 0


def forged(changes: Json) -> Json:
    """What a plan might say, sent by somebody else."""
    says = {"event": "left", "because": "it has left", "cause": "a-cause-1", "since": "2026-11-22T09:00:00+00:00"}
    return says | changes


async def test_interim_support_for_a_plan_of_which_nobody_has_heard_is_none(plan: PlanUnderTest) -> None:
    handle = await plan.desk.client.start_workflow(
        names.INTERIM_WORKFLOW,
        forged({"event": "needs_known"}),
        id=plan.interim.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        result_type=str,
    )
    assert await handle.result() == Interim.NONE
    assert plan.rows(InterimRow) == []
    assert plan.tasks() == {}
