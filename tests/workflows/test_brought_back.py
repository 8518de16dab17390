"""TIME-1 · A plan whose workflow was ended goes on by itself; one that our record does not know waits for it."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.casework.differences import Differs
from countersign.client.plans import Plans
from countersign.client.unanswered import NoAnswer
from countersign.reconciling.both_sides import BothSides
from countersign.reconciling.bringing_back import bring_back_until
from countersign.store.tables import ConsentRow, DecisionRow, SaidToInterimRow
from countersign.temporal import names
from tests.support.both_sides import both_sides_of
from tests.support.databases import back_up, restore
from tests.support.duty import urgent_needs
from tests.support.servers import Desk, PlanUnderTest, a_desk, a_server, until
from tests.workflows.test_going_on import returned
from tests.workflows.test_operators_hands import needs_attention, reset
from tests.workflows.test_reconciling import differing, kept_elsewhere

LOOKS = 0.2
"""In seconds."""


@pytest_asyncio.fixture(loop_scope="session")
async def plan_that_may_end(sqlite_url: str, tmp_path: Path) -> AsyncIterator[PlanUnderTest]:
    """A plan on a server of its own, which ends a workflow whose history grows past a limit that is low."""
    limits = ("limit.historySize.error=3000000", "limit.historySize.suggestContinueAsNew=1000000")
    async with a_server(*limits) as server, a_desk(server, sqlite_url, tmp_path) as desk:
        yield desk.plan()


async def brought_back(desk: Desk) -> dict[str, Differs]:
    """The workflows that one look finds, all of which it mends."""
    reached = await both_sides_of(desk).brought_back()
    assert reached.left == []
    return dict(difference.key for found in reached.found for difference in found.differences)


async def test_a_workflow_that_somebody_ended_is_started_again_and_no_other_is_looked_at(plan: PlanUnderTest) -> None:
    other = plan.desk.plan()
    await asyncio.gather(plan.submit("clare-1-submission"), other.submit("clare-1-submission"))
    await urgent_needs(plan)
    assert (await both_sides_of(plan.desk).brought_back()).plans == 0
    await plan.handle.terminate("an operator's hand")
    await plan.interim.handle.terminate("an operator's hand")
    found: dict[str, Differs] = {}

    async def both_are_found() -> bool:
        found.update(await brought_back(plan.desk))
        return len(found) == 2

    await until(both_are_found, "both found by searching, and mended")
    both = {plan.workflow_id, plan.interim.workflow_id}
    assert found == dict.fromkeys(both, Differs.WORKFLOW_ENDED)
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert (await plan.interim.status()).interim is Interim.ASKED_FOR


async def test_a_flood_past_the_servers_own_limit_ends_a_workflow_and_the_plan_goes_on_with_every_message(
    plan_that_may_end: PlanUnderTest,
) -> None:
    plan = plan_that_may_end
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    consents = [
        plan.message("message-record-consent", {"sent_by.id": "sw-1042"}, again=f"{number}") for number in range(3)
    ]
    for consent in consents:
        await plan.send("record_consent", consent)
    flood = {"message_id": "large-1-12345", "what": "x" * 400_000}
    await asyncio.gather(*(plan.send("decide", flood) for _ in range(12)), return_exceptions=True)
    await until(lambda: has_ended(plan), "the server to end it")
    await plan.desk.open()
    stop = asyncio.Event()
    looking = asyncio.create_task(bring_back_until(stop, both_sides_of(plan.desk), LOOKS))
    try:
        await until(lambda: len(plan.rows(ConsentRow)) == len(consents), "each good message considered", 60)
        assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
        await plan.until_is(Status.SIGNED_OFF)
    finally:
        stop.set()
        await looking
    assert len(plan.rows(DecisionRow)) == 1


async def has_ended(plan: PlanUnderTest) -> bool:
    """Whether no run of its workflow is open."""
    return (await plan.handle.describe()).close_time is not None


async def test_a_worker_brings_back_what_was_ended(plan: PlanUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    await plan.submit("clare-1-submission")
    both = both_sides_of(plan.desk)
    stop = asyncio.Event()
    with caplog.at_level(logging.WARNING, "countersign.reconciling"):
        looking = asyncio.create_task(bring_back_until(stop, both, LOOKS))
        await plan.handle.terminate("an operator's hand")
        await until(lambda: f"{plan.workflow_id}: workflow_ended: mended" in caplog.messages, "it is said in the log")
        stop.set()
        await looking
    assert (await plan.status()).status is Status.AWAITING_DECISION


async def test_a_look_that_fails_is_said_without_its_words_and_the_next_is_taken(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = asyncio.Event()

    class Failing(BothSides):
        """Fails in two ways, and then is stopped."""

        def __init__(self) -> None:
            self.fails = [NoAnswer("Temporal could not be asked (unavailable)."), ValueError("Mrs Example")]

        async def brought_back(self) -> None:  # type: ignore[override]
            if len(self.fails) == 1:
                stop.set()
            raise self.fails.pop(0)

    with caplog.at_level(logging.WARNING, "countersign.reconciling"):
        await bring_back_until(stop, Failing(), 0.01)
    assert "unavailable" in caplog.messages[0]
    assert "ValueError at test_brought_back.py" in caplog.messages[1]
    assert "Mrs Example" not in caplog.text


async def test_a_run_that_goes_on_where_our_record_does_not_know_the_plan_waits_until_it_does(
    plan: PlanUnderTest, sqlite_url: str
) -> None:
    await kept_elsewhere(plan.desk, lambda: back_up(sqlite_url, "empty"))
    await plan.desk.open()
    await returned(plan)
    before = await plan.status()
    await kept_elsewhere(plan.desk, lambda: restore(sqlite_url, "empty"))
    await reset(plan)  # to where this run began, which was in the midst of the plan
    await plan.desk.open()
    await until(lambda: needs_attention(plan), "it can be found by searching")
    assert (await plan.status()).status is before.status
    assert (await plan.handle.describe()).close_time is None
    assert (plan.workflow_id, Differs.NOT_KEPT) in await differing(plan.desk, mend=True)
    await plan.until_is(Status.RETURNED)
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted


async def test_interim_support_that_was_ended_before_it_followed_the_plan_is_started_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    await plan.desk.client.start_workflow(
        names.INTERIM_WORKFLOW, id=plan.interim.workflow_id, task_queue="nobody-works-on-it"
    )
    await plan.desk.open()
    await plan.ask("decide", plan.message("clare-2-returned"))
    await until(lambda: plan.rows(SaidToInterimRow), "the plan has said it")
    await plan.interim.handle.terminate("an operator's hand")

    async def is_asked() -> bool:
        await both_sides_of(plan.desk).brought_back()
        return (await plan.status()).interim is Interim.NEED_ASKED

    await until(is_asked, "interim support takes up what the plan has said")


async def test_urgent_needs_reported_to_interim_support_that_was_ended_at_once_are_heard(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    report = plan.message("message-report-urgent-needs")
    await Plans(plan.desk.client, plan.desk.settings.task_queue).signal(plan.plan_id, "report_urgent_needs", report)
    await plan.interim.handle.terminate("an operator's hand")
    await plan.desk.open()

    async def is_heard() -> bool:
        await both_sides_of(plan.desk).brought_back()
        return (await plan.status()).interim is Interim.ASKED_FOR

    await until(is_heard, "the duty team is asked")
