"""SUB-2 · The door: a case system that starts the workflow by itself, in any way, has the door's own answer."""

import json
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.exceptions import WorkflowAlreadyStartedError

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.submission import read_submission
from countersign.casework.status import Outcome
from countersign.store.tables import MessageRow, PlanRow, PlanVersionRow
from tests.support.builders import SCHEME_NAMES, Json, without
from tests.support.servers import PlanUnderTest, one_of, raw


async def refused_with(plan: PlanUnderTest, code: Refusal) -> Outcome:
    """How a start that was refused ends: the workflow is over, nothing failed, nothing is kept."""
    outcome = await plan.outcome()
    assert outcome.answer is not None
    assert (outcome.status, outcome.answer.code) == (Status.REFUSED, code)
    assert outcome.answer.reasons
    assert await plan.failed_tasks() == 0
    assert (await plan.handle.describe()).status is WorkflowExecutionStatus.COMPLETED
    for table in (PlanRow, PlanVersionRow, MessageRow):
        assert plan.rows(table) == []
    assert plan.letters() == []
    return outcome


@pytest.mark.rule("SUB-2", "SUB-1")
async def test_a_complete_submission_starts_the_plan_with_no_acknowledgement_asked_for(plan: PlanUnderTest) -> None:
    await plan.start(plan.message("clare-1-submission"))
    status = await plan.until_is(Status.AWAITING_DECISION)
    assert status.answer is not None
    assert status.answer.accepted
    assert plan.letters() == ["v1.awaiting_decision.tm-201.clare-submission-1", "v1.submitted.person"]


GAPS: dict[str, tuple[str, ...]] = {
    "one statement": ("plan.readiness.promotes_wellbeing",),
    "every statement and the needs": ("plan.readiness", "plan.needs"),
    "a field of form": ("plan.team", "plan.outcomes"),
    "the whole plan": ("plan",),
}


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("missing", GAPS.values(), ids=GAPS.keys())
async def test_a_start_with_gaps_has_the_doors_own_reasons_as_its_result_and_can_be_put_right(
    plan: PlanUnderTest, missing: tuple[str, ...]
) -> None:
    whole = plan.message("clare-1-submission")
    submission = without(whole, *missing)
    await plan.start(submission)
    read = read_submission(submission)
    assert read.code is not None
    outcome = await refused_with(plan, read.code)
    assert outcome.answer is not None
    assert outcome.answer.reasons == tuple(str(problem) for problem in read.problems)
    assert await plan.submit(submission) == outcome.answer, "the same answer when it is asked for"
    assert (await plan.submit(whole)).accepted
    assert (await plan.until_is(Status.AWAITING_DECISION)).version == 1


WRONG: dict[str, tuple[Any, ...]] = {
    "no argument": (),
    "two arguments": ({}, {}),
    "two arguments, neither JSON": (raw(b"\xff", encoding=b"json/plain"), raw(b"\xff", encoding=b"json/plain")),
    "not JSON": (raw(b"\xffnot json{", encoding=b"json/plain"),),
    "no metadata": (raw(b""),),
    "null": (raw(b"", encoding=b"binary/null"),),
    "an encoding that is not known": (raw(b"...", encoding=b"binary/encrypted"),),
    "a list": ([],),
    "a text": ("a plan",),
    "half a character": (raw(b'{"message_id": "\\ud800"}', encoding=b"json/plain"),),
    "lists in each other": (raw(b"[" * 900 + b"]" * 900, encoding=b"json/plain"),),
    "far too long": (raw(b'"%b"' % (b"x" * 2_090_000), encoding=b"json/plain"),),
}


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG.keys())
async def test_a_start_with_anything_else_is_refused_and_the_plan_can_still_be_submitted(
    plan: PlanUnderTest, arguments: tuple[Any, ...]
) -> None:
    await plan.start(*arguments)
    await refused_with(plan, Refusal.MALFORMED)
    assert (await plan.submit("clare-1-submission")).accepted


async def test_a_start_under_another_plans_id_is_refused(plan: PlanUnderTest) -> None:
    another = plan.desk.plan()
    await plan.start(another.message("clare-1-submission"))
    await refused_with(plan, Refusal.WRONG_PLAN)
    assert another.rows(PlanRow) == []


async def test_a_plan_id_in_capitals_is_the_same_plan(plan: PlanUnderTest) -> None:
    await plan.start(plan.message("clare-1-submission", {"plan.plan_id": plan.plan_id.upper()}))
    await plan.until_is(Status.AWAITING_DECISION)
    assert one_of(plan.rows(PlanRow)).plan_id == plan.plan_id


@pytest.mark.rule("ROUTE-1")
async def test_a_scheme_that_is_not_here_is_refused_by_name(plan: PlanUnderTest) -> None:
    await plan.start(plan.message("clare-1-submission", {"plan.scheme": "somewhere_else"}))
    outcome = await refused_with(plan, Refusal.UNKNOWN_SCHEME)
    assert outcome.answer is not None
    (reason,) = outcome.answer.reasons
    assert [name for name in ("plan.scheme", "ROUTE-1", *SCHEME_NAMES) if name not in reason] == []


async def test_the_same_submission_sent_again_is_the_same_plan_with_the_same_answer(plan: PlanUnderTest) -> None:
    first = await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    assert await plan.submit("clare-1-submission") == first
    assert (await plan.status()).status is Status.RETURNED, "and the plan stays where it is"
    with pytest.raises(WorkflowAlreadyStartedError):
        await plan.start(plan.message("clare-1-submission"))


async def test_another_submission_of_a_plan_that_exists_is_refused(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    answer = await plan.submit(plan.message("clare-1-submission", {"message_id": "clare-submission-2"}))
    assert answer.code is Refusal.PLAN_EXISTS
    assert len(answer.reasons) == 1
    assert (await plan.status()).version == 1


@pytest.mark.parametrize("message_id", ["clare-submission-1", "clare-submission-2"], ids=["the same", "another"])
async def test_a_plan_that_was_withdrawn_cannot_be_started_again(plan: PlanUnderTest, message_id: str) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN
    record, letters = plan.record(), plan.letters()
    again: Json = plan.message("clare-1-submission", {"message_id": message_id})
    await plan.start(again)
    outcome = await plan.outcome()
    assert outcome.answer is not None
    assert (outcome.status, outcome.answer.code) == (Status.WITHDRAWN, Refusal.PLAN_CLOSED), "how it left stays shown"
    (reason,) = outcome.answer.reasons
    assert reason.startswith("plan.plan_id: ")
    assert Status.WITHDRAWN.value in reason
    assert (plan.record(), plan.letters()) == (record, letters)
    assert one_of(plan.rows(PlanRow)).status is Status.WITHDRAWN


async def test_what_is_sent_to_a_plan_that_the_door_refuses_is_answered(plan: PlanUnderTest) -> None:
    """An update that came with the start, before the door had answered."""
    await plan.desk.shut()
    await plan.start(json.loads("{}"))
    await plan.send("withdraw", plan.message("message-withdraw"))
    await plan.desk.open()
    outcome = await plan.outcome()
    assert outcome.status is Status.REFUSED
    assert (await plan.status()).refused_count == 1
    assert plan.rows(MessageRow) == []
