"""A flood of messages ends no plan: past Temporal's limits, which are lowered here, it goes on in the midst of it.

Without that the server terminates the workflow, and our database still says that somebody is waited for. Each flood is
followed by a good message, which is answered.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from countersign.careplan.bounds import MESSAGE_BYTES
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.store.tables import ConsentRow, MessageRow
from tests.support.servers import PlanUnderTest, a_desk, a_server, until
from workflows import limits

LOWERED = (
    "limit.historyCount.suggestContinueAsNew=150",
    "limit.historyCount.error=2000",
    "limit.historySize.suggestContinueAsNew=1000000",
)
PATIENCE = 300.0
"""Seconds: a flood is a flood, and the machine may be busy."""
SMALL = 500
"""With some eight events for each, twice what the lowered limit allows to one run."""


@pytest_asyncio.fixture(loop_scope="session")
async def plan(sqlite_url: str, tmp_path: Path) -> AsyncIterator[PlanUnderTest]:
    """A plan on a server of its own, whose limits are lower."""
    async with a_server(*LOWERED) as server, a_desk(server, sqlite_url, tmp_path) as desk:
        yield desk.plan()


async def runs_of(plan: PlanUnderTest) -> int:
    """How many runs its workflow has had."""
    return len([run async for run in plan.desk.client.list_workflows(f"WorkflowId = '{plan.workflow_id}'")])


async def goes_on(plan: PlanUnderTest) -> None:
    """A good message is answered."""
    assert (await plan.ask("report_urgent_needs", plan.message("message-report-urgent-needs", again="good"))).accepted
    assert await plan.failed_tasks() == 0


async def test_hundreds_of_small_messages_at_once_are_each_considered_once(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    for number in range(SMALL):
        consent = plan.message("message-record-consent", {"sent_by.id": "sw-1042"}, again=f"{number}")
        await plan.send("record_consent", consent)
    await plan.send("decide", plan.message("clare-2-returned"))
    await plan.desk.open()
    await until(lambda: len(plan.rows(ConsentRow)) == SMALL, "all of them considered", PATIENCE)
    await plan.until_is(Status.RETURNED)
    consents = [row for row in plan.rows(MessageRow) if row.name == "record_consent"]
    assert len(consents) == SMALL
    assert await runs_of(plan) > 2
    await goes_on(plan)


async def test_120_messages_of_400_kb_are_counted_and_the_next_is_answered(plan: PlanUnderTest) -> None:
    """Each is longer than any message may be, so none is kept; together they are what Temporal allows to one run."""
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    large = {"message_id": "large-1-12345", "what": "x" * 400_000}
    await asyncio.gather(*(plan.send("decide", large) for _ in range(120)))
    await plan.desk.open()
    await plan.until_status(lambda now: now.refused_count == 120, "each of them counted", PATIENCE)
    await goes_on(plan)


async def test_messages_of_together_more_than_a_run_may_begin_with_wait_in_the_database(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    filling = "x" * (MESSAGE_BYTES - 20_000)
    for number in range(25):
        await plan.send("decide", {"message_id": f"large-{number}-12345", "what": filling})
    await plan.send("decide", plan.message("clare-2-returned"))
    await plan.desk.open()
    await plan.until_is(Status.RETURNED)
    after = await plan.until_status(lambda now: now.refused_count == 25, "each of them refused")
    assert {shown.code for shown in after.refused} == {Refusal.MALFORMED}
    assert await runs_of(plan) > 1
    await goes_on(plan)


async def test_past_the_bounds_malformed_ones_are_counted_and_updates_are_told_to_come_later(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INBOX_MESSAGES", 10)
    monkeypatch.setattr(limits, "INBOX_MALFORMED", 5)
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    for number in range(30):
        consent = plan.message("message-record-consent", {"sent_by.id": "sw-1042"}, again=f"{number}")
        await plan.send("record_consent", consent)
        await plan.send("nonsense", number)
    decided = asyncio.create_task(plan.ask("decide", plan.message("clare-2-returned")))
    await asyncio.sleep(0.5)
    await plan.desk.open()
    assert (await decided).code is Refusal.BUSY
    await until(lambda: len(plan.rows(ConsentRow)) == 30, "every well-formed one considered", PATIENCE)
    await plan.until_status(lambda now: now.refused_count == 30, "every malformed one counted")
    assert (await plan.ask("decide", plan.message("clare-2-returned", again="later"))).accepted
