"""Our own software fails: the sender is told, a person is asked, nothing else changes, and nothing is lost."""

from datetime import timedelta

import pytest

from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import FAULT_AT_THE_DOOR, FAULT_IS_KEPT, Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework import determining, signing, steps
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.tasks import Tasks
from countersign.letters.outbox import Outbox
from countersign.store.tables import DecisionRow, MessageRow, TaskRow
from tests.support.builders import Json
from tests.support.defects import ALWAYS, put_into, put_into_handler
from tests.support.servers import Desk, PlanUnderTest, until


def only_fault(plan: PlanUnderTest) -> str:
    """The only task that a fault has raised."""
    (task,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.FAULT]
    return task


async def mended(plan: PlanUnderTest) -> None:
    """Send the message by which operations say that the fault is mended."""
    assert (await plan.complete(only_fault(plan), by="hs-1")).accepted


def decision(plan: PlanUnderTest) -> Json:
    return plan.message("clare-4-agreed", {"version": 1})


@pytest.mark.parametrize("by_signal", [False, True], ids=["an update", "a signal"])
async def test_a_fault_on_a_message_is_told_kept_and_tried_again_when_it_is_mended(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch, by_signal: bool
) -> None:
    put_into_handler(monkeypatch, "decide")
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    before = await plan.status()
    if by_signal:
        await plan.send("decide", decision(plan))
    else:
        answer = await plan.ask("decide", decision(plan))
        assert (answer.outcome, answer.code, answer.plan_status) == ("refused", Refusal.FAULT, Status.AWAITING_DECISION)
        assert answer.reasons == (FAULT_IS_KEPT,)
    # Operations are told of the task, and that has gone.
    after = await plan.until_status(lambda now: (now.open_tasks, now.waiting_notices) == (1, 0), "the task")
    assert after == before.model_copy(update={"open_tasks": 1}), "nothing else changed"
    assert plan.rows(DecisionRow) == []
    assert [row.name for row in plan.rows(MessageRow)] == ["submit"]
    assert plan.happenings().count(Happening.SOFTWARE_FAILED) == 1
    assert (await plan.search_attributes())["PlanNeedsAttention"] is True
    await mended(plan)
    await plan.until_is(Status.SIGNED_OFF)
    assert plan.tasks() == {}
    assert await plan.failed_tasks() == 0


async def test_a_message_that_is_kept_and_comes_again_is_kept_once(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = put_into_handler(monkeypatch, "decide", ALWAYS)
    await plan.submit("clare-1-submission")
    message = decision(plan)
    for _ in range(3):
        assert (await plan.ask("decide", message)).code is Refusal.FAULT
    assert defect.calls == 1
    defect.left = 0
    await mended(plan)
    status = await plan.until_is(Status.SIGNED_OFF)
    assert (defect.calls, status.refused_count) == (2, 0)


async def test_other_messages_take_effect_meanwhile(plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    put_into_handler(monkeypatch, "decide")
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", decision(plan))).code is Refusal.FAULT
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    await mended(plan)
    status = await plan.until_status(lambda status: status.refused_count == 1, "the kept decision considered")
    assert (status.status, status.refused[0].code) == (Status.RETURNED, Refusal.NOT_NOW), "it came too late"


async def test_a_fault_in_a_step_is_not_tried_hot_and_recovers_by_itself(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = put_into(monkeypatch, steps, "take_step", times=2)
    await plan.submit("clare-1-submission")
    step = (await plan.status()).next_step
    assert step is not None
    await plan.forward_to(step.at)
    await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    await plan.forward(timedelta(minutes=50))
    assert defect.calls == 1, "not again within the hour"
    await plan.forward(timedelta(minutes=20))
    await plan.until_status(lambda status: status.open_tasks == 2, "the second failure")
    await plan.forward(timedelta(minutes=70))
    after = await plan.until_status(lambda status: status.next_step != step, "the step taken")
    assert after.next_step is not None
    assert (defect.calls, after.next_step.kind) == (3, StepKind.ESCALATE)
    assert sum(name.startswith("v1.reminder") for name in plan.letters()) == 1


async def test_a_step_that_failed_is_taken_at_once_when_the_fault_is_mended(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_into(monkeypatch, steps, "take_step")
    await plan.submit("clare-1-submission")
    step = (await plan.status()).next_step
    assert step is not None
    await plan.forward_to(step.at)
    await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs"))).accepted
    await mended(plan)
    await plan.until_status(lambda status: status.next_step != step, "the step taken")


@pytest.mark.rule("REC-4")
async def test_a_fault_in_signing_off_leaves_the_plan_agreed_and_recovers(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect = put_into(monkeypatch, signing, "_complete", times=2)
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", decision(plan))).accepted
    status = await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    assert (status.status, defect.calls) == (Status.AGREED, 1)
    as_before: Json = {"sent_by.id": "sw-1042", "sharing.scope": "full", "sharing.sections": []}
    assert (await plan.ask("record_consent", plan.message("message-record-consent", as_before))).accepted
    assert defect.calls == 1, "a message in between does not try it hot"
    await mended(plan)
    await until(lambda: defect.calls == 2, "the second try")
    await plan.until_status(lambda status: status.open_tasks == 1, "a second task")
    await plan.forward(timedelta(minutes=70))
    await plan.until_is(Status.SIGNED_OFF)
    assert sum(name == "v1.agreed.person" for name in plan.letters()) == 1


@pytest.mark.rule("SHARE-2")
async def test_a_fault_in_sharing_loses_no_copy(plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    await plan.submit("clare-1-submission", {"plan.sharing": []})
    assert (await plan.ask("decide", decision(plan))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    put_into(monkeypatch, signing, "queue")
    consent: Json = {"sent_by.id": "sw-1042", "sharing.scope": "full", "sharing.sections": []}
    assert (await plan.ask("record_consent", plan.message("message-record-consent", consent))).accepted
    await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    await plan.forward(timedelta(minutes=70))
    await until(lambda: "v1.copy.P1.full" in plan.letters(), "the copy")


async def test_a_fault_in_finding_what_to_send_does_not_undo_what_was_determined(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan.submit("clare-1-submission")
    defect = put_into(monkeypatch, Outbox, "send_what_is_quick", ALWAYS)
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    support = plan.interim
    for workflow in (plan, support):
        await workflow.until_status(lambda status: status.open_tasks > 0, "a fault's task")
    assert (await plan.status()).status is Status.RETURNED
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    defect.left = 0
    for fault in [row for row in plan.rows(TaskRow) if row.kind is TaskKind.FAULT]:
        whose = support if fault.workflow is Workflow.INTERIM else plan
        assert (await whose.complete(fault.name, by="hs-1")).accepted
    await until(lambda: "v1.returned.person" in plan.letters(), "the letter")
    assert "v2.resubmitted.person" in plan.letters()
    await until(lambda: any(".interim_support." in name for name in plan.letters()), "the duty team told")


async def test_a_fault_even_in_asking_a_person_ends_no_plan(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_into(monkeypatch, steps, "take_step")
    await plan.submit("clare-1-submission")
    step = (await plan.status()).next_step
    assert step is not None
    put_into(monkeypatch, Tasks, "ask", ALWAYS)
    await plan.forward_to(step.at)
    status = await plan.until_status(lambda status: status.open_tasks == 1, "that it wants attention")
    assert status.status is Status.AWAITING_DECISION
    assert plan.tasks() == {}
    await plan.forward(timedelta(minutes=70))
    await plan.until_status(lambda status: status.next_step != step, "the step taken")


async def test_a_fault_at_the_door_is_answered_and_the_plan_can_be_submitted_again(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_into(monkeypatch, determining, "route")
    answer = await plan.submit("clare-1-submission")
    assert (answer.code, answer.reasons) == (Refusal.FAULT, (FAULT_AT_THE_DOOR,))
    assert (await plan.outcome()).status is Status.REFUSED
    assert plan.record() == []
    assert (await plan.submit("clare-1-submission")).accepted


async def test_no_fault_carries_what_it_was_about(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put_into_handler(monkeypatch, "decide")
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", decision(plan))).code is Refusal.FAULT
    assert "a fault of ours: ValueError at defects.py:" in caplog.text
    history = (await plan.handle.fetch_history()).to_json()
    assert "ValueError at defects.py:" in history
    assert "with Edith Marlow in its text" not in history
    assert "Marlow" not in caplog.text
