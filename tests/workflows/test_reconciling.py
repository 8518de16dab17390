"""TIME-1 · After somebody's hands were in Temporal: what differs from our record is said, and mended."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.common import WorkflowIDConflictPolicy

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.casework.determinations import Standing
from countersign.casework.differences import Differs, Execution, Mend
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.putting_again import keep_to_consider
from countersign.client.workflows import FAILED_SO_OFTEN, Workflows
from countersign.letters.channels.folder import Folder
from countersign.store.case_files import SqlFiles
from countersign.store.register import register_of, replace_register
from countersign.store.tables import DecisionRow, StandingRow, WaitingMessageRow
from countersign.temporal import names
from countersign.testkit.signing import senders_for_tests
from tests.letters.transports import Trouble
from tests.support.both_sides import PATIENCE, both_sides_of
from tests.support.databases import back_up, restore
from tests.support.duty import duty_does, urgent_needs
from tests.support.servers import Desk, PlanUnderTest, until
from tests.workflows.test_operators_hands import reset


async def differing(desk: Desk, *, mend: bool = False) -> list[tuple[str, Differs]]:
    """What differs on both sides of every plan of an installation; after mending nothing does."""
    reached = await both_sides_of(desk).reconciled(None, mend=mend)
    assert reached.left == ([] if mend else reached.found)
    return [difference.key for found in reached.found for difference in found.differences]


async def test_a_cancel_a_reset_and_a_made_up_start_leave_nothing_that_differs(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert await differing(plan.desk) == []
    await plan.handle.cancel()
    await until(lambda: TaskKind.CANCEL_ASKED in plan.tasks().values(), "operations asked")
    assert await differing(plan.desk) == []
    await reset(plan)
    assert await differing(plan.desk) == []
    await plan.desk.client.start_workflow(
        names.WORKFLOW,
        {"plan_id": plan.plan_id, "standing": {"status": "signed_off", "version": 7}},
        id=plan.workflow_id,
        task_queue=plan.desk.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    assert await differing(plan.desk) == []


async def test_a_terminated_plan_goes_on_with_the_message_that_nobody_had_considered(plan: PlanUnderTest) -> None:
    submission = plan.message("clare-1-submission")
    await plan.submit(submission)
    before = await plan.status()
    await plan.desk.shut()
    await plan.send("decide", plan.message("clare-4-agreed", {"version": 1}))
    await plan.handle.terminate("an operator's hand")
    await plan.desk.open()
    wanted = [(plan.workflow_id, Differs.WORKFLOW_ENDED), (plan.workflow_id, Differs.MESSAGES_LOST)]
    assert await differing(plan.desk) == wanted
    assert await differing(plan.desk, mend=True) == wanted
    after = await plan.until_is(Status.SIGNED_OFF)
    assert (after.team, after.answer) == (before.team, before.answer)
    assert len(plan.rows(DecisionRow)) == 1
    acknowledged = await plan.handle.execute_update(
        names.ACKNOWLEDGE, {"message_id": submission["message_id"]}, result_type=Answer
    )
    assert acknowledged.accepted, "its sender may still ask whether it was accepted"
    another = await plan.handle.execute_update(
        names.ACKNOWLEDGE, {"message_id": "another-submission-2"}, result_type=Answer
    )
    assert another.code is Refusal.PLAN_EXISTS


async def test_what_was_refused_before_is_not_sent_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    stale = plan.message("clare-4-agreed", {"version": 3})
    malformed = plan.message("message-withdraw") | {"surprise": 1}
    to_the_wrong_one = plan.message("message-acknowledge-interim-support")
    assert not (await plan.ask("decide", stale, update_id="stale")).accepted
    for name, message in (
        ("decide", plan.message("clare-4-agreed", {"version": 3}, again="signalled")),
        ("withdraw", malformed),
        ("acknowledge_interim_support", to_the_wrong_one),
    ):
        await plan.send(name, message)
    await plan.until_status(lambda now: now.refused_count == 4, "all four refused")
    await plan.handle.terminate("an operator's hand")
    assert await differing(plan.desk, mend=True) == [(plan.workflow_id, Differs.WORKFLOW_ENDED)]


@pytest.mark.rule("TIME-3")
async def test_terminated_interim_support_goes_on_and_the_duty_team_is_asked_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    clocks = (await support.status()).clocks
    asked = plan.happenings().count(Happening.DUTY_TEAM_ASKED)
    await support.handle.terminate("an operator's hand")
    assert await differing(plan.desk, mend=True) == [(support.workflow_id, Differs.WORKFLOW_ENDED)]
    assert (await support.status()).clocks == clocks
    assert plan.happenings().count(Happening.DUTY_TEAM_ASKED) == asked + 1


@pytest.mark.rule("TIME-3")
async def test_interim_support_for_which_no_clock_is_kept_has_one_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    with plan.desk.database.transaction() as session:
        row = session.get_one(StandingRow, (plan.plan_id, Workflow.INTERIM))
        row.content = Standing(interim=Interim.ASKED_FOR).model_dump_json()
    assert set(await differing(plan.desk, mend=True)) == {
        (support.workflow_id, Differs.STANDS_ELSEWHERE),
        (support.workflow_id, Differs.NO_CLOCK),
    }
    assert [clock.name for clock in (await support.status()).clocks] == ["acknowledged"]


async def test_a_plan_that_has_left_still_sends_its_letters(plan: PlanUnderTest) -> None:
    out_of_order = Trouble(Folder(plan.desk.settings.outbox))
    await plan.desk.open_with(folder=out_of_order)
    await plan.submit("clare-1-submission")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await plan.handle.terminate("an operator's hand")
    await plan.desk.open_with(folder=Folder(plan.desk.settings.outbox))
    assert await differing(plan.desk, mend=True) == [(plan.workflow_id, Differs.WORKFLOW_ENDED)]
    assert (await plan.outcome()).status is Status.WITHDRAWN
    assert set(plan.notices().values()) == {NoticeStatus.SENT}


async def test_told_to_begin_anew_while_it_leaves_a_plan_goes_on_that_our_record_says_is_open(
    plan: PlanUnderTest, sqlite_url: str
) -> None:
    desk = plan.desk
    post = Folder(desk.settings.outbox)
    await plan.submit("clare-1-submission")
    await kept_elsewhere(desk, lambda: back_up(sqlite_url, "earlier"))
    await desk.open_with(folder=Trouble(post))
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await kept_elsewhere(desk, lambda: restore(sqlite_url, "earlier"))
    await desk.open_with(folder=post)
    await plan.send(names.BEGIN_ANEW)
    status = await plan.until_is(Status.AWAITING_DECISION)
    assert [clock.name for clock in status.clocks] == ["decision", "sign_off"]
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)


async def emptied(desk: Desk, url: str, **settings: object) -> None:
    """Our database is an empty one from now on, with other settings."""
    await kept_elsewhere(desk, lambda: restore(url, "empty"))
    desk.settings = desk.settings.model_copy(update=settings)
    await desk.open()


async def signed_off_with_support(plan: PlanUnderTest, url: str) -> None:
    """Taken in while senders were open. Before that the empty database was kept."""
    await kept_elsewhere(plan.desk, lambda: back_up(url, "empty"))
    await plan.desk.open()
    await plan.submit("clare-1-submission")
    await duty_does((await urgent_needs(plan)), "acknowledge_interim_support")
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    assert (await plan.ask("decide", plan.message("clare-4-agreed"))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    await plan.until_interim(Interim.ACKNOWLEDGED)


Stands = tuple[Status, int, Interim, Interim]


async def stands(plan: PlanUnderTest) -> Stands:
    """Where both of its workflows say that they stand."""
    status, support = await plan.status(), await plan.interim.status()
    return status.status, status.version, status.interim, support.interim


AS_IT_WAS: Stands = (Status.SIGNED_OFF, 2, Interim.ACKNOWLEDGED, Interim.ACKNOWLEDGED)


@pytest.mark.rule("TIME-1", "WHO-4")
async def test_what_the_rules_would_refuse_now_leaves_the_workflows_as_they_are(
    plan: PlanUnderTest, sqlite_url: str, tmp_path: Path
) -> None:
    await signed_off_with_support(plan, sqlite_url)
    runs = [(await of.handle.describe()).run_id for of in (plan, plan.interim)]
    senders = senders_for_tests(tmp_path)
    await emptied(plan.desk, sqlite_url, senders="signed", senders_file=senders)
    for mend in (False, True):
        reached = await both_sides_of(plan.desk).reconciled(plan.plan_id, mend=mend)
        left = [(difference.differs, difference.mend) for found in reached.left for difference in found.differences]
        assert left == [
            (Differs.NOT_KEPT, Mend.LEAVE),
            (Differs.MESSAGES_LOST, Mend.LEAVE),
            (Differs.MESSAGES_LOST, Mend.LEAVE),
        ]
        assert reached.left[0].differences[0].why[0].startswith("submit: not_verified: The message is not signed")
    assert await stands(plan) == AS_IT_WAS
    assert [(await of.handle.describe()).run_id for of in (plan, plan.interim)] == runs
    assert (plan.record(), plan.rows(WaitingMessageRow)) == ([], [])

    # Once the file of senders says from when signatures are asked, what came before is taken as it was then.
    asked_from = f"asked_from = {datetime.now(UTC).isoformat()}\n"
    senders.write_text(asked_from + senders.read_text(encoding="utf-8"), encoding="utf-8")
    await plan.desk.open_with()
    await differing(plan.desk, mend=True)
    assert await stands(plan) == AS_IT_WAS
    assert len(plan.rows(DecisionRow)) == 2


@pytest.mark.rule("TIME-1", "WHO-1")
async def test_a_decision_that_nobody_could_make_any_more_is_not_taken_from_its_plan(
    plan: PlanUnderTest, sqlite_url: str
) -> None:
    await plan.submit("clare-1-submission")
    await kept_elsewhere(plan.desk, lambda: back_up(sqlite_url, "empty"))
    await plan.desk.open()
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    await emptied(plan.desk, sqlite_url)
    with plan.desk.database.transaction() as session:
        holdings = tuple(each for each in register_of(session).holdings if each.person != "tm-201")
        replace_register(session, holdings)
    reached = await both_sides_of(plan.desk).reconciled(plan.plan_id, mend=True)
    differences = reached.left[0].differences
    assert {difference.mend for difference in differences} == {Mend.LEAVE}
    assert ": no_authority: " in differences[0].why[0]
    assert (await plan.status()).status is Status.SIGNED_OFF


async def test_every_run_that_is_kept_is_looked_through(plan: PlanUnderTest, sqlite_url: str) -> None:
    await signed_off_with_support(plan, sqlite_url)
    await plan.handle.terminate("an operator's hand")
    await differing(plan.desk, mend=True)
    await plan.handle.terminate("an operator's hand, again")
    await emptied(plan.desk, sqlite_url)
    assert await differing(plan.desk, mend=True) == [
        (plan.workflow_id, Differs.NOT_KEPT),
        (plan.workflow_id, Differs.MESSAGES_LOST),
        (plan.interim.workflow_id, Differs.MESSAGES_LOST),
    ]
    assert await stands(plan) == AS_IT_WAS


async def kept_elsewhere(desk: Desk, act: Callable[[], None]) -> None:
    """Back up or restore our database while nothing is connected to it."""
    await desk.shut()
    desk.database.close()
    act()


async def test_a_workflow_that_is_not_ours_makes_room_for_the_plans_own(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.client.start_workflow(
        names.WORKFLOW,
        id=plan.workflow_id,
        task_queue="nobody-works-on-it",
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    assert await differing(plan.desk, mend=True) == [(plan.workflow_id, Differs.NOT_OURS)]
    await plan.until_is(Status.AWAITING_DECISION)


async def test_a_workflow_under_an_id_that_is_no_plans_is_ended(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    second = f"x-{plan.plan_id}"
    await plan.desk.client.start_workflow(
        names.WORKFLOW, id=second, task_queue=plan.desk.settings.task_queue, start_delay=timedelta(hours=1)
    )

    async def is_found() -> bool:
        return await differing(plan.desk) == [(second, Differs.WRONG_ID)]

    await until(is_found, "the second workflow of the plan")
    assert await differing(plan.desk, mend=True) == [(second, Differs.WRONG_ID)]
    assert (await plan.status()).status is Status.AWAITING_DECISION


async def test_a_workflow_whose_task_keeps_failing_is_found_and_started_over(
    plan: PlanUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan.submit("clare-1-submission")
    run, plan_of = (await plan.handle.describe()).run_id, names.plan_of

    def defect(workflow_id: str, prefix: str) -> str:
        if workflow.in_workflow() and workflow.info().run_id == run:
            raise ValueError
        return plan_of(workflow_id, prefix)

    await plan.desk.shut()
    monkeypatch.setattr(names, "plan_of", defect)
    await plan.desk.open()
    await plan.send("decide", plan.message("clare-4-agreed", {"version": 1}))
    workflows = Workflows(plan.desk.client, plan.desk.settings.task_queue, PATIENCE)

    async def has_failed() -> bool:
        described = await plan.handle.describe()
        return described.raw_description.pending_workflow_task.attempt >= FAILED_SO_OFTEN

    await until(has_failed, "its task failing again and again")
    assert (await workflows.seen(Workflow.PLAN, plan.plan_id)).execution is Execution.FAILS
    wanted = [(plan.workflow_id, Differs.WORKFLOW_FAILS), (plan.workflow_id, Differs.MESSAGES_LOST)]
    assert await differing(plan.desk, mend=True) == wanted
    await plan.until_is(Status.SIGNED_OFF)


async def test_without_a_worker_nothing_can_be_looked_at(desk: Desk) -> None:
    here = Workflows(desk.client, desk.settings.task_queue, PATIENCE)
    await until(here.is_worked_on, "the worker asking for work")
    assert not await Workflows(desk.client, "nobody-works-on-it", PATIENCE).is_worked_on()


async def test_what_somebody_waits_to_be_answered_is_told_apart_from_what_nobody_does(plan: PlanUnderTest) -> None:
    """Whoever waits sends it again and hears why it is refused: that is no task for operations."""
    await plan.submit("clare-1-submission")
    await plan.send("record_consent", plan.message("message-record-consent", {"sent_by.id": "sw-1042"}))
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    workflows = Workflows(plan.desk.client, plan.desk.settings.task_queue, PATIENCE)
    taken = (await workflows.history(plan.workflow_id)).messages
    assert {message.name: message.by_signal for message in taken} == {"record_consent": True, "decide": False}
    keep_to_consider(SqlFiles(plan.desk.database), plan.plan_id, Workflow.PLAN, taken)
    kept = {row.name: row.by_signal for row in plan.rows(WaitingMessageRow)}
    assert kept == {"record_consent": True, "decide": False}
