"""The client: each message reaches the workflow that it belongs to, and what nothing can take is refused."""

from datetime import timedelta
from typing import Any

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.replanning import NO_DATE_CHANGED
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.client.plans import Plans
from countersign.client.unanswered import NoAnswer, NotTakenIn, PlanNotFound
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.store.tables import InterimRow, MessageRow, RecordRow, TaskRow
from tests.support.builders import EXAMPLES
from tests.support.duty import ENDS
from tests.support.servers import Desk, PlanUnderTest, one_of, until

NEEDS = "message-report-urgent-needs"


async def left(plan: PlanUnderTest, plans: Plans) -> None:
    """Submit the plan, withdraw it, and wait until its workflow has ended."""
    await plan.submit("clare-1-submission")
    assert (await plans.ask(plan.plan_id, "withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN


async def asked_for(plan: PlanUnderTest) -> None:
    """Wait until interim support runs, and was asked for."""
    await until(plan.interim.is_running, "interim support started")
    await plan.interim.until_interim(Interim.ASKED_FOR)


def words_of(plan: PlanUnderTest) -> list[str]:
    """What reports of urgent needs said, in the record."""
    reports = [row for row in plan.rows(RecordRow) if row.event is Happening.URGENT_NEEDS_REPORTED]
    return [str(row.detail.get("needs") or row.detail.get("words")) for row in reports]


@pytest.mark.rule("TIME-3", "TIME-4")
async def test_a_report_after_the_plan_has_left_starts_interim_support_and_keeps_its_words(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await left(plan, plans)
    report = plan.message(NEEDS)

    answer = await plans.ask(plan.plan_id, "report_urgent_needs", report)

    assert answer.accepted
    status = await plans.interim_status(plan.plan_id)
    assert status is not None
    assert (status.interim, status.owner) == (Interim.ASKED_FOR, "duty_team")
    assert words_of(plan) == [report["what"]]
    assert one_of(plan.rows(InterimRow)).urgent
    assert plan.happenings().count(Happening.DUTY_TEAM_ASKED) == 1
    assert Happening.INTERIM_WANTED_AGAIN not in plan.happenings()


@pytest.mark.rule("TIME-4")
async def test_a_second_report_and_the_same_one_again_find_the_arrangement_that_there_is(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await left(plan, plans)
    report, other = plan.message(NEEDS), plan.message(NEEDS, {"what": "Nobody can lift her."}, again="2")
    await plans.ask(plan.plan_id, "report_urgent_needs", report)

    again = await plans.ask(plan.plan_id, "report_urgent_needs", report)
    second = await plans.ask(plan.plan_id, "report_urgent_needs", other)

    assert again.accepted
    assert second.accepted
    assert len(plan.rows(InterimRow)) == 1
    assert words_of(plan) == [report["what"], "Nobody can lift her."]


@pytest.mark.rule("TIME-3")
async def test_a_report_sent_as_a_signal_after_the_plan_has_left_is_considered_too(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await left(plan, plans)
    report = plan.message(NEEDS)

    await plans.signal(plan.plan_id, "report_urgent_needs", report)

    await asked_for(plan)
    await until(lambda: words_of(plan) == [report["what"]], "the words of the report in the record")
    assert len(plan.rows(InterimRow)) == 1


@pytest.mark.rule("TIME-3")
async def test_a_report_about_an_open_plan_starts_interim_support_and_the_plan_hears_of_it(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")

    assert (await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))).accepted

    await plan.until_interim(Interim.ASKED_FOR)
    taken = await plans.ask(
        plan.plan_id, "acknowledge_interim_support", plan.message("message-acknowledge-interim-support")
    )
    assert taken.accepted
    await plan.until_interim(Interim.ACKNOWLEDGED)


@pytest.mark.rule("TIME-3")
async def test_a_report_that_nobody_answers_in_time_is_kept_and_considered_once(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await plan.desk.shut()
    hurried = Plans(plan.desk.client, plan.desk.settings.task_queue, timedelta(seconds=1))
    report = plan.message(NEEDS)
    for _ in range(2):
        with pytest.raises(NoAnswer, match="is kept at the Temporal server"):
            await hurried.ask(plan.plan_id, "report_urgent_needs", report)
    await plan.desk.open()
    await plan.until_interim(Interim.ASKED_FOR)
    await until(lambda: words_of(plan) == [report["what"]], "the words of the report in the record")
    assert len(plan.rows(InterimRow)) == 1


async def test_a_malformed_report_after_the_plan_has_left_starts_nothing(plan: PlanUnderTest, plans: Plans) -> None:
    await left(plan, plans)
    bad = plan.message(NEEDS) | {"what": ""}

    answer = await plans.ask(plan.plan_id, "report_urgent_needs", bad)
    with pytest.raises(NotTakenIn) as refused:
        await plans.signal(plan.plan_id, "report_urgent_needs", bad)

    assert answer.code is refused.value.answer.code is Refusal.MALFORMED
    assert not await plan.interim.is_running()


async def test_a_report_about_a_plan_that_was_never_accepted_says_so_and_leaves_nothing(
    plan: PlanUnderTest, plans: Plans
) -> None:
    answer = await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))

    assert answer.code is Refusal.PLAN_NOT_FOUND
    assert "duty team" in answer.reasons[0]
    await until(lambda: _ended(plan), "its workflow ended")
    assert not plan.rows(InterimRow) + plan.rows(MessageRow) + plan.rows(RecordRow) + plan.rows(TaskRow)


async def _ended(plan: PlanUnderTest) -> bool:
    return not await plan.interim.is_running()


async def test_a_message_to_interim_support_that_does_not_run_is_refused_in_a_sentence(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")
    message = plan.message("message-acknowledge-interim-support")

    answer = await plans.ask(plan.plan_id, "acknowledge_interim_support", message)
    with pytest.raises(NotTakenIn) as not_taken:
        await plans.signal(plan.plan_id, "acknowledge_interim_support", message)

    assert answer.code is Refusal.NOT_NOW
    assert answer.reasons[0].startswith("No interim support runs for this plan: ")
    assert not_taken.value.answer == answer


async def test_no_plan_of_that_id_is_told_apart_from_one_that_has_left(plan: PlanUnderTest, plans: Plans) -> None:
    withdraw: dict[str, Any] = plan.message("message-withdraw")
    with pytest.raises(PlanNotFound):
        await plans.ask(plan.plan_id, "withdraw", withdraw)
    with pytest.raises(PlanNotFound):
        await plans.signal(plan.plan_id, "start_interim_support", plan.message("message-start-interim-support"))
    await left(plan, plans)

    answer = await plans.ask(plan.plan_id, "withdraw", plan.message("message-withdraw", again="2"))
    with pytest.raises(NotTakenIn) as not_taken:
        await plans.signal(plan.plan_id, "withdraw", withdraw)

    assert answer.code is not_taken.value.answer.code is Refusal.PLAN_CLOSED


@pytest.mark.rule("TIME-1", "TIME-4")
async def test_clocks_of_interim_support_that_outlived_its_plan_are_planned_again_too(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await left(plan, plans)
    await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))

    answer = await plans.ask(plan.plan_id, "replan_clocks", plan.message("message-replan-clocks"))

    assert (answer.accepted, answer.said) == (True, (NO_DATE_CHANGED,))


async def test_a_message_sent_to_the_wrong_workflow_counts_when_it_comes_to_the_right_one(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")
    await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))
    await plan.until_interim(Interim.ASKED_FOR)
    message = plan.message("message-acknowledge-interim-support")

    wrong = await plan.ask("acknowledge_interim_support", message)
    right = await plan.interim.ask("acknowledge_interim_support", message)

    assert wrong.code is Refusal.WRONG_WORKFLOW
    assert plan.interim.workflow_id in wrong.reasons[0], "it does not say where to send it"
    assert (right.accepted, right.duplicate) == (True, False)
    assert Happening.INTERIM_ACKNOWLEDGED in plan.happenings()


@pytest.mark.rule("TIME-4")
async def test_a_task_of_interim_support_is_done_by_what_the_duty_team_says(plan: PlanUnderTest, plans: Plans) -> None:
    await plan.submit("clare-1-submission")
    await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))
    await asked_for(plan)
    (task,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.INTERIM]
    message = plan.message("message-complete-task", {"task": task})

    answer = await plans.ask(plan.plan_id, "complete_task", message)

    assert answer.code is Refusal.NOT_NOW
    assert "acknowledge that you are arranging interim support" in answer.reasons[0]
    assert task in plan.tasks()


def nobody_on_duty(desk: Desk) -> None:
    """The register without its duty team: interim support goes one person up, and operations are asked to mend it."""
    lines = (EXAMPLES / "register.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if "duty_team" not in line)
    with desk.database.transaction() as session:
        replace_register(session, read_register(kept, "register.csv"))


async def with_nobody_on_duty(plan: PlanUnderTest, plans: Plans) -> str:
    """Have urgent needs reported where nobody is on duty. Returns the task for operations."""
    nobody_on_duty(plan.desk)
    assert (await plans.ask(plan.plan_id, "report_urgent_needs", plan.message(NEEDS))).accepted
    await asked_for(plan)
    (task,) = [name for name, kind in plan.tasks().items() if kind is TaskKind.FAULT_IN_REGISTER]
    return task


async def done(plan: PlanUnderTest, plans: Plans, task: str) -> bool:
    message = plan.message("message-complete-task", {"task": task, "sent_by.id": "sm-31"})
    return (await plans.ask(plan.plan_id, "complete_task", message)).accepted


async def ends(plan: PlanUnderTest, plans: Plans) -> None:
    review = plan.message("message-review-interim-support", ENDS | {"sent_by.id": "sm-31"})
    assert (await plans.ask(plan.plan_id, "review_interim_support", review)).accepted
    await until(lambda: _ended(plan), "interim support ended")


@pytest.mark.rule("TIME-2", "TIME-4")
async def test_a_task_that_interim_support_raised_is_done_through_it_and_its_plan_alike(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")
    task = await with_nobody_on_duty(plan, plans)

    assert await done(plan, plans, task)

    assert task not in plan.tasks()
    status = await plans.interim_status(plan.plan_id)
    assert status is not None
    assert status.open_tasks == 1


@pytest.mark.rule("TIME-2", "TIME-4")
async def test_a_task_that_interim_support_left_open_when_it_ended_is_done_through_the_plan(
    plan: PlanUnderTest, plans: Plans
) -> None:
    await plan.submit("clare-1-submission")
    task = await with_nobody_on_duty(plan, plans)
    await ends(plan, plans)

    assert await done(plan, plans, task)
    assert plan.tasks() == {}


@pytest.mark.rule("TIME-2", "END")
async def test_no_task_is_left_open_that_nobody_could_ever_complete(plan: PlanUnderTest, plans: Plans) -> None:
    await left(plan, plans)
    task = await with_nobody_on_duty(plan, plans)
    assert task in plan.tasks()

    await ends(plan, plans)

    assert plan.tasks() == {}


@pytest.mark.rule("DEC-5")
async def test_another_message_under_an_id_that_was_used_is_refused_and_the_same_again_has_its_answer(
    plan: PlanUnderTest, plans: Plans
) -> None:
    """The server has no part in it: it would keep the first answer under an id of ours."""
    await plan.submit("clare-1-submission")
    report = plan.message(NEEDS)
    assert (await plans.ask(plan.plan_id, "report_urgent_needs", report)).accepted

    again = await plans.ask(plan.plan_id, "report_urgent_needs", report)
    other = await plans.ask(plan.plan_id, "report_urgent_needs", report | {"what": "Something else."})

    assert again.accepted
    assert other.code is Refusal.MESSAGE_ID_REUSED


@pytest.mark.rule("DEC-5", "SUB-2")
async def test_a_submission_that_was_refused_leaves_its_id_free_and_an_accepted_one_does_not(
    plan: PlanUnderTest, plans: Plans
) -> None:
    submission = plan.message("clare-1-submission")
    stranger = {**submission, "sent_by": {"id": "sw-9999", "system": "case-system"}}
    refused = await plans.submit(stranger)
    refused_again = await plans.submit(stranger)
    mended = await plans.submit(submission)
    stamped_anew = await plans.submit({**submission, "sent_at": "2026-11-27T00:00:00Z"})
    other = await plans.submit({**submission, "plan": {**submission["plan"], "preferences": "Mornings, if it can be."}})
    another = await plans.submit({**submission, "message_id": "another-submission-1"})

    asked_in_full = [
        await plan.ask("acknowledge", whole)
        for whole in (
            submission,
            {**submission, "plan": {**submission["plan"], "preferences": "Evenings."}},
            {"plan": 1},
        )
    ]
    by_id = await plan.ask("acknowledge", submission["message_id"])

    assert [answer.code for answer in (refused, refused_again)] == [Refusal.NO_AUTHORITY] * 2
    assert mended.accepted
    assert stamped_anew.accepted
    assert [other.code, another.code] == [Refusal.MESSAGE_ID_REUSED, Refusal.PLAN_EXISTS]
    assert by_id.accepted
    assert [answer.code for answer in asked_in_full] == [None, Refusal.MESSAGE_ID_REUSED, Refusal.PLAN_EXISTS]


@pytest.mark.rule("DEC-5")
async def test_a_message_that_was_malformed_is_considered_once_it_is_mended(plan: PlanUnderTest, plans: Plans) -> None:
    await plan.submit("clare-1-submission")
    report = plan.message(NEEDS)
    malformed = await plans.ask(plan.plan_id, "report_urgent_needs", {**report, "what": "x" * 8001})
    mended = await plans.ask(plan.plan_id, "report_urgent_needs", report)
    again = await plans.ask(plan.plan_id, "report_urgent_needs", {**report, "sent_at": "2026-11-27T00:00:00Z"})

    assert malformed.code is Refusal.MALFORMED
    assert (mended.accepted, mended.duplicate) == (True, False)
    assert (again.accepted, again.duplicate) == (True, True)
