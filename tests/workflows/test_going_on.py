"""Continue-as-new: at a resubmission and at a review a plan goes on as a new run, and nothing is lost or done twice."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import threading
from collections import Counter
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeKind
from countersign.careplan.working_time import london_day
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.transport import Item, Transport, Went
from countersign.store.tables import ConsentRow, MessageRow, NoticeRow
from countersign.temporal import names
from tests.support.builders import Json
from tests.support.defects import ALWAYS, put_into_handler
from tests.support.duty import urgent_needs
from tests.support.servers import PlanUnderTest, until


async def run_id(plan: PlanUnderTest) -> str:
    return str((await plan.handle.describe()).run_id)


async def ended_by_going_on(plan: PlanUnderTest, run: str) -> bool:
    """Whether that run ended by going on as a new one."""
    handle = plan.desk.client.get_workflow_handle(plan.workflow_id, run_id=run)
    last = (await handle.fetch_history()).events[-1]
    return last.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW


async def until_a_new_run(plan: PlanUnderTest, before: str) -> str:
    async def another() -> str:
        now = await run_id(plan)
        return now if now != before else ""

    return str(await until(another, "a new run"))


async def returned(plan: PlanUnderTest) -> Json:
    """A returned plan, and the message that returned it.

    It went on as a new run already: its interim support is not to be the child of the run in hand.
    """
    await plan.submit("clare-1-submission")
    first = await run_id(plan)
    decision = plan.message("clare-2-returned")
    assert (await plan.ask("decide", decision)).accepted
    await until_a_new_run(plan, first)
    assert await ended_by_going_on(plan, first)
    await plan.interim.until_interim(Interim.NEED_ASKED)
    return decision


async def test_a_resubmission_goes_on_as_a_new_run_that_knows_everything(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.send("nonsense")
    await plan.until_status(lambda status: status.refused_count == 1, "the nonsense counted")
    first, before = await run_id(plan), await plan.status()
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    await until_a_new_run(plan, first)
    assert await ended_by_going_on(plan, first)
    after = await plan.status()
    assert (after.status, after.version) == (Status.AWAITING_DECISION, 2)
    kept = ("team", "kind", "scheme", "interim", "open_tasks", "refused_count", "refused", "answer")
    assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
    told = [entry.what for entry in (*await plan.timeline(), *await plan.interim.timeline())]
    assert sorted(told) == sorted(plan.record()), "the timelines of both workflows are the record"
    searched = await plan.search_attributes()
    assert (searched["PlanStatus"], searched["PlanVersion"]) == (Status.AWAITING_DECISION, 2)
    assert searched["PlanTeam"] == "community"


async def test_messages_that_were_seen_before_stay_seen(plan: PlanUnderTest) -> None:
    decision = await returned(plan)
    first = await run_id(plan)
    resubmission = plan.message("clare-3-resubmission")
    assert (await plan.ask("resubmit", resubmission, update_id="one-update")).accepted
    await until_a_new_run(plan, first)
    for update_id in ("one-update", "another-update"):
        again = await plan.ask("resubmit", resubmission, update_id=update_id)
        assert (again.accepted, again.duplicate) == (True, True)
    assert (await plan.ask("decide", decision)).duplicate
    status = await plan.status()
    assert (status.status, status.version) == (Status.AWAITING_DECISION, 2)


class Held(Transport):
    """A way of sending that takes its time over the notice of a plan to decide, until it is let go."""

    repeatable = False

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def send(self, item: Item) -> Went:
        if f"/{NoticeKind.AWAITING_DECISION}/" in item.key:
            self.begun.set()
            assert self.let_go.wait(30)
        return Went(item.key)


async def test_what_interim_support_says_as_a_run_ends_is_looked_at_before_it_ends(plan: PlanUnderTest) -> None:
    """Otherwise the next run may show an earlier stage of interim support until that says something again."""
    await returned(plan)
    held, first = Held(), await run_id(plan)
    await plan.desk.open_with(smtp=held)
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    await until(held.begun.is_set, "the last thing that is done before the plan goes on as a new run")
    await plan.send(names.INTERIM_SAYS)
    held.let_go.set()
    await until_a_new_run(plan, first)
    handle = plan.desk.client.get_workflow_handle(plan.workflow_id, run_id=first)
    told = [
        event.workflow_execution_signaled_event_attributes.signal_name
        or event.activity_task_scheduled_event_attributes.activity_type.name
        for event in (await handle.fetch_history()).events
    ]
    assert "look" in told[max(number for number, name in enumerate(told) if name == names.INTERIM_SAYS) :]


async def test_fifty_signals_around_the_boundary_are_each_considered_once(plan: PlanUnderTest) -> None:
    await returned(plan)
    first = await run_id(plan)

    async def signal(number: int) -> None:
        message = plan.message("message-record-consent", {"sent_by.id": "sw-1042"}, again=f"{number}")
        await plan.send("record_consent", message)

    before = [signal(number) for number in range(20)]
    resubmitted = plan.ask("resubmit", plan.message("clare-3-resubmission"))
    after = [signal(number) for number in range(20, 50)]
    *_, answer = await asyncio.gather(*before, *after, resubmitted)
    assert answer is not None
    assert answer.accepted

    async def considered() -> bool:
        return len([row for row in plan.rows(MessageRow) if row.name == "record_consent"]) == 50

    await until(considered, "all fifty considered")
    await until_a_new_run(plan, first)
    assert await ended_by_going_on(plan, first)
    rows = [row for row in plan.rows(MessageRow) if row.name == "record_consent"]
    assert {row.outcome for row in rows} == {"accepted"}
    assert plan.happenings().count(Happening.SHARING_DECIDED) == len(plan.rows(ConsentRow)) == 50
    status = await plan.status()
    assert (status.status, status.version, status.refused_count) == (Status.AWAITING_DECISION, 2, 0)
    assert await plan.failed_tasks() == 0


async def test_updates_around_the_boundary_are_each_answered(plan: PlanUnderTest) -> None:
    await returned(plan)

    async def update(number: int) -> bool:
        changes = {"sent_by.id": "sw-1042"}
        message = plan.message("message-record-consent", changes, again=f"{number}")
        return (await plan.ask("record_consent", message, update_id=message["message_id"])).accepted

    asked = [update(number) for number in range(8)]
    answers = await asyncio.gather(plan.ask("resubmit", plan.message("clare-3-resubmission")), *asked)
    assert all(answers[1:])
    assert plan.happenings().count(Happening.SHARING_DECIDED) == len(plan.rows(ConsentRow)) == 8


@pytest.mark.rule("TIME-1")
async def test_in_force_for_years_a_plan_is_reviewed_each_time_in_a_new_run(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await urgent_needs(plan)
    decision = plan.message("clare-4-agreed", {"version": 1})
    assert (await plan.ask("decide", decision)).accepted
    first = (await plan.until_is(Status.SIGNED_OFF)).next_step
    assert first is not None
    assert first.kind is StepKind.REMIND
    signed_off = await plan.now()
    assert timedelta(days=28) < first.at - signed_off < timedelta(days=40)
    for number in range(3):
        # A step at a time: the server's own fast-forward leaves out what lies behind the second new run.
        before = await run_id(plan)
        await plan.to_next_step()
        await until_a_new_run(plan, before)
        assert await ended_by_going_on(plan, before)
        assert list(plan.tasks().values()).count(TaskKind.REVIEW) == (number > 0)
    day = london_day(await plan.now()).isoformat()
    review = plan.message("message-record-review", {"held_on": day})
    assert (await plan.ask("record_review", review)).accepted
    await plan.to_next_step()
    assert await plan.now() - signed_off > timedelta(days=400)
    asked = Counter(row.recipient for row in plan.rows(NoticeRow) if row.kind is NoticeKind.REVIEW_DUE)
    assert asked == {"sw-1042": 1, "tm-201": 1}, "the practitioner, and then one person up"
    status = await plan.status()
    assert (status.status, status.interim) == (Status.SIGNED_OFF, Interim.ASKED_FOR)
    assert status.due is not None
    assert status.due > await plan.now()
    assert (await plan.ask("decide", decision)).duplicate
    late = plan.message("clare-4-agreed", {"version": 1}, again="late")
    assert (await plan.ask("decide", late)).code is Refusal.NOT_NOW
    assert (await plan.ask("end", plan.message("message-end", {"sent_by.id": "sw-1042"}))).accepted
    by_hand = [name for name, kind in plan.tasks().items() if kind is TaskKind.GIVE_BY_HAND]
    for task in by_hand:  # nothing goes by itself to the address that she has left
        assert (await plan.complete(task, by="sw-1042")).accepted
    assert (await plan.outcome()).status is Status.ENDED


async def test_a_fault_that_is_kept_goes_on_into_the_new_run(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await returned(plan)
    first = await run_id(plan)
    with monkeypatch.context() as broken:
        put_into_handler(broken, "record_consent", ALWAYS)
        message = plan.message("message-record-consent", {"sent_by.id": "sw-1042"})
        assert (await plan.ask("record_consent", message)).code is Refusal.FAULT
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    await until_a_new_run(plan, first)
    (fault,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.FAULT]
    assert (await plan.complete(fault)).accepted
    await until(lambda: plan.rows(ConsentRow), "the kept message considered")


async def test_a_worker_that_starts_anew_knows_the_plan_from_its_history(plan: PlanUnderTest) -> None:
    await returned(plan)
    before = await plan.status()
    await plan.desk.shut()
    await plan.desk.open()
    assert await plan.status() == before
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
