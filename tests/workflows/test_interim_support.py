"""TIME-3, TIME-4, TIME-5 · Interim support: what sets it off, how it gets on; only somebody's decision ends it.

It lives in a workflow of its own, with its own clock. Whatever happens to the plan reaches it as news.
"""

import asyncio
from datetime import timedelta

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.store.tables import InterimRow, MessageRow, PlanRow
from tests.support.builders import EXAMPLES, Json
from tests.support.duty import ENDS, duty_does, duty_says, in_place, urgent_needs
from tests.support.servers import Desk, PlanUnderTest, one_of, until

KNOWN: Json = {"plan.urgent_needs": {"so": True, "in_words": "Nobody can help her to wash until the plan starts."}}
ONE_HOUR = timedelta(hours=1)


async def returned(plan: PlanUnderTest, changes: Json | None = None) -> None:
    await plan.submit("clare-1-submission", changes)
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted


async def signed_off(plan: PlanUnderTest) -> None:
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)


def letters(plan: PlanUnderTest, kind: str) -> list[str]:
    """Who was written to in this kind, in the order of the letters' names."""
    return [name.split(".")[2] for name in plan.letters() if name.split(".")[1] == kind]


async def has_ended(support: PlanUnderTest) -> None:
    async def gone() -> bool:
        return not await support.is_running()

    await until(gone, "the workflow of interim support ended")


# What sets it off


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(
    ("changes", "stage"), [(KNOWN, Interim.ASKED_FOR), ({}, Interim.NEED_ASKED)], ids=["known", "not known"]
)
async def test_a_return_asks_for_it_where_urgent_needs_are_known_and_else_whether_there_are_any(
    any_desk: Desk, changes: Json, stage: Interim
) -> None:
    plan = any_desk.plan()
    await returned(plan, changes)
    await plan.until_interim(stage)
    status = await plan.interim.until_interim(stage)
    (clock,) = status.clocks
    assert (clock.owner, status.open_tasks) == ("duty_team", 1)
    assert clock.wait is (Wait.ACKNOWLEDGED if changes else Wait.URGENT_NEEDS)
    row = one_of(plan.rows(InterimRow))
    because = "the plan states urgent needs" if changes else "the plan was returned"
    assert (row.number, row.stage, row.because, row.urgent) == (1, stage, because, bool(changes))
    await until(lambda: letters(plan, "interim_support") == ["duty-1"], "the duty team told")
    assert (await plan.status()).status is Status.RETURNED


@pytest.mark.rule("TIME-3")
async def test_urgent_needs_that_the_submission_states_start_it_before_anything_is_late(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission", KNOWN)
    await plan.until_interim(Interim.ASKED_FOR)
    await plan.interim.until_interim(Interim.ASKED_FOR)
    row = one_of(plan.rows(InterimRow))
    assert (row.because, row.urgent) == ("the plan states urgent needs", True)
    await until(lambda: letters(plan, "interim_support") == ["duty-1"], "the duty team told")
    assert (await plan.status()).status is Status.AWAITING_DECISION


@pytest.mark.rule("TIME-3", "TIME-2")
async def test_an_overdue_decision_asks_whether_there_are_any(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    for _ in range(2):
        await plan.to_next_step()
    assert (await plan.status()).interim is Interim.NONE, "late, and not overdue yet"
    await plan.to_next_step()
    await plan.until_interim(Interim.NEED_ASKED)
    await plan.interim.until_interim(Interim.NEED_ASKED)
    assert one_of(plan.rows(InterimRow)).because == "the decision is overdue"


@pytest.mark.rule("TIME-3", "TIME-1")
async def test_beyond_the_outer_limit_it_is_asked_about_again(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    await duty_does(plan.interim, "answer_urgent_needs", urgent=False)
    await plan.until_interim(Interim.NONE)
    for _ in range(4):
        await plan.to_next_step()
    await plan.until_interim(Interim.NEED_ASKED)
    await plan.interim.until_interim(Interim.NEED_ASKED)
    assert [row.because for row in plan.rows(InterimRow)] == ["the plan was returned", "the outer limit has passed"]


@pytest.mark.rule("TIME-4")
async def test_however_many_things_set_it_off_at_once_there_is_one(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")

    def report(number: int) -> Json:
        return plan.message("message-report-urgent-needs", again=str(number))

    reports = [plan.ask("report_urgent_needs", report(number)) for number in range(8)]
    answers = await asyncio.gather(*reports, plan.ask("decide", plan.message("clare-2-returned")))
    assert all(answer.accepted for answer in answers)
    await plan.until_interim(Interim.ASKED_FOR)
    await until(lambda: sum(row.name == "plan" for row in plan.rows(MessageRow)) == 9, "all nine considered")
    assert one_of(plan.rows(InterimRow)).number == 1
    assert list(plan.tasks().values()) == [TaskKind.INTERIM]
    # Whichever the server took first: where it was the return, the duty team was first asked whether there are any.
    asked = ["duty-1"] * (2 if Happening.NEEDS_TO_BE_FOUND_OUT in plan.happenings() else 1)
    await until(lambda: letters(plan, "interim_support") == asked, "the duty team asked")
    assert await plan.failed_tasks() == 0


# The question


@pytest.mark.rule("TIME-3")
async def test_there_are_urgent_needs_so_support_is_asked_for(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    await duty_does(plan.interim, "answer_urgent_needs", urgent=True)
    await plan.until_interim(Interim.ASKED_FOR)
    assert one_of(plan.rows(InterimRow)).urgent
    assert one_of(plan.rows(PlanRow)).urgent_needs_known
    assert Happening.NEEDS_ANSWERED in plan.happenings()


@pytest.mark.rule("TIME-3")
async def test_there_are_none_so_nobody_waits_for_anything(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    support = plan.interim
    await duty_does(support, "answer_urgent_needs", urgent=False)
    await has_ended(support)
    await plan.until_interim(Interim.NONE)
    assert plan.tasks() == {}
    assert not one_of(plan.rows(PlanRow)).urgent_needs_known
    assert one_of(plan.rows(InterimRow)).ended_because == "there are no urgent needs"


@pytest.mark.rule("TIME-3", "TIME-1", "TIME-2")
async def test_a_question_that_nobody_answers_climbs_by_the_hour(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    support = plan.interim
    (clock,) = (await support.until_interim(Interim.NEED_ASKED)).clocks
    assert [step.at - clock.since for step in clock.steps] == [timedelta(hours=12), timedelta(hours=24)]
    await support.to_next_step()
    assert letters(plan, "reminder") == ["duty-1"]
    await support.to_next_step()
    assert letters(plan, "escalation") == ["tm-201"]


# How it gets on


@pytest.mark.rule("TIME-4", "TIME-2")
async def test_a_request_that_nobody_acknowledges_climbs_by_the_hour_day_and_night(desk: Desk) -> None:
    plan = desk.plan()
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    (clock,) = (await support.status()).clocks
    assert [(step.kind, step.at - clock.since) for step in clock.steps] == [
        (StepKind.REMIND, ONE_HOUR),
        (StepKind.ESCALATE, 2 * ONE_HOUR),
    ]
    await support.to_next_step()
    assert letters(plan, "reminder") == ["duty-1"]
    for told in ("tm-201", "sm-31", "hs-1"):
        await support.to_next_step()
        assert told in letters(plan, "escalation")
    await support.to_next_step()
    assert letters(plan, "escalation").count("hs-1") == 2, "the top stays the top, and is asked again"
    assert (await plan.status()).status is Status.AWAITING_DECISION, "the plan's own clock was not touched"


@pytest.mark.rule("TIME-2", "TIME-4")
async def test_with_nobody_on_duty_the_next_person_up_is_asked_at_once(plan: PlanUnderTest) -> None:
    text = (EXAMPLES / "register.csv").read_text(encoding="utf-8")
    without_duty = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("duty-1,"))
    with plan.desk.database.transaction() as session:
        replace_register(session, read_register(without_duty, "register.csv"))
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    assert letters(plan, "interim_support") == ["tm-201"]
    assert plan.happenings().count(Happening.NOBODY_THERE) == 1
    assert sorted(plan.tasks().values()) == [TaskKind.FAULT_IN_REGISTER, TaskKind.INTERIM]
    await support.to_next_step()
    await support.to_next_step()
    assert letters(plan, "escalation") == ["sm-31"], "and it goes on from where it had got to"
    assert list(plan.tasks().values()).count(TaskKind.FAULT_IN_REGISTER) == 1, "one task, however often it is met"


@pytest.mark.rule("TIME-4", "TIME-1")
async def test_each_stage_has_its_owner_its_clock_and_its_task(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    stages = (
        ("acknowledge_interim_support", Interim.ACKNOWLEDGED, Wait.ARRANGED, timedelta(hours=12)),
        ("arrange_interim_support", Interim.ARRANGED, Wait.IN_PLACE, timedelta(hours=24)),
        ("start_interim_support", Interim.IN_PLACE, Wait.INTERIM_REVIEW, None),
    )
    for name, stage, wait, first in stages:
        await duty_does(support, name)
        status = await support.until_interim(stage)
        await plan.until_interim(stage)
        (clock,) = status.clocks
        assert (clock.wait, clock.owner, status.open_tasks) == (wait, "duty_team", 1)
        assert first is None or clock.steps[0].at - clock.since == first
    row = one_of(plan.rows(InterimRow))
    assert (row.acknowledged_by, row.starts_on.isoformat() if row.starts_on else "") == ("duty-1", "2026-11-07")
    assert row.in_place_at is not None
    assert "The first visit was made" in row.what
    assert (await plan.search_attributes())["PlanInterim"] == Interim.IN_PLACE


@pytest.mark.rule("TIME-4")
async def test_what_is_started_without_having_been_acknowledged_counts_all_the_same(plan: PlanUnderTest) -> None:
    """Someone who needs washing tonight is helped first, and the forms come after."""
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    await duty_does(support, "start_interim_support")
    await plan.until_interim(Interim.IN_PLACE)


@pytest.mark.rule("TIME-4")
async def test_what_is_in_place_is_reviewed_again_and_again(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    first = (await support.status()).due
    await support.to_next_step()
    assert letters(plan, "review_due") == ["duty-1"]
    assert Happening.INTERIM_REVIEW_DUE in plan.happenings()
    await support.to_next_step()
    assert letters(plan, "review_due") == ["duty-1", "tm-201"], "nobody did, so one person up"
    await duty_does(support, "review_interim_support")
    after = await support.until_interim(Interim.IN_PLACE)
    assert first is not None
    assert after.due is not None
    assert after.due > await support.now() + timedelta(days=10), "ten working days more"
    await support.to_next_step()
    assert letters(plan, "review_due").count("duty-1") == 2
    assert Happening.INTERIM_CONTINUES in plan.happenings()


# How it ends


@pytest.mark.rule("TIME-4", "TIME-5")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "ends"}, Refusal.INCOMPLETE),
        ({"because": "no_longer_needed"}, Refusal.INCOMPLETE),
        ({"outcome": "ends", "because": "signed_plan_services_started"}, Refusal.INCOMPLETE),
        ({"outcome": "ends", "because": "the plan was returned"}, Refusal.MALFORMED),
        (ENDS | {"sent_by.id": "sw-1042"}, Refusal.NO_AUTHORITY),
        (ENDS | {"sent_by.id": "tm-202"}, Refusal.NO_AUTHORITY),
        (ENDS | {"sent_by.id": "nobody-1"}, Refusal.NO_AUTHORITY),
    ],
    ids=[
        "without a reason",
        "a reason to go on",
        "services of a plan that is not signed off",
        "another reason",
        "the practitioner",
        "another team's manager",
        "nobody knows who",
    ],
)
async def test_it_does_not_end(plan: PlanUnderTest, changes: Json, code: Refusal) -> None:
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    answer = await duty_says(support, "review_interim_support", changes)
    assert (answer.outcome, answer.code) == ("refused", code)
    assert answer.reasons
    assert (await support.status()).interim is Interim.IN_PLACE
    assert one_of(plan.rows(InterimRow)).ended_at is None


@pytest.mark.rule("TIME-4")
@pytest.mark.parametrize("who", ["duty-1", "tm-201", "hs-1"])
async def test_it_ends_by_a_review_with_a_reason(plan: PlanUnderTest, who: str) -> None:
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    assert (await duty_says(support, "review_interim_support", ENDS | {"sent_by.id": who})).accepted
    await has_ended(support)
    await plan.until_interim(Interim.ENDED)
    row = one_of(plan.rows(InterimRow))
    assert (row.stage, row.ended_because, row.ended_by) == (Interim.ENDED, "no longer needed", who)
    assert plan.tasks() == {}
    assert (await support.handle.result()) == Interim.ENDED


@pytest.mark.rule("TIME-4")
async def test_a_request_can_end_before_anything_was_in_place(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await urgent_needs(plan)
    await duty_does(support, "review_interim_support", **ENDS)
    await plan.until_interim(Interim.ENDED)


LEAVES: dict[str, tuple[str, str, Json]] = {
    "a return": ("decide", "clare-2-returned", {}),
    "a withdrawal": ("withdraw", "message-withdraw", {}),
    "a death": ("end", "message-end", {"sent_by.id": "sw-1042", "reason": "died"}),
    "moving away": ("end", "message-end", {"sent_by.id": "sw-1042", "reason": "moved_away"}),
    "a signature": ("decide", "clare-4-agreed", {"version": 1}),
}


@pytest.mark.rule("TIME-5", "END")
@pytest.mark.parametrize(("name", "example", "changes"), LEAVES.values(), ids=LEAVES.keys())
async def test_support_that_is_in_place_outlives(desk: Desk, name: str, example: str, changes: Json) -> None:
    plan = desk.plan()
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    assert (await plan.ask(name, plan.message(example, changes))).accepted
    if example == "clare-2-returned":
        await until(lambda: Happening.INTERIM_WANTED_AGAIN in plan.happenings(), "it heard of it")
    else:
        await until(lambda: Happening.INTERIM_REVIEW_ASKED in plan.happenings(), "a review asked for")
        await until(lambda: letters(plan, "review_due") == ["duty-1"], "the duty team told, now")
    assert await support.is_running()
    assert (await support.status()).interim is Interim.IN_PLACE
    assert one_of(plan.rows(InterimRow)).ended_at is None
    await duty_does(support, "review_interim_support", **ENDS)
    await has_ended(support)


@pytest.mark.rule("TIME-4", "TIME-5")
async def test_once_the_signed_plans_services_start_support_ends_into_them(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    await signed_off(plan)
    await until(lambda: letters(plan, "review_due") == ["duty-1"], "a review asked for at once")
    await duty_does(support, "review_interim_support", outcome="ends", because="signed_plan_services_started")
    await plan.until_interim(Interim.ENDED)
    assert one_of(plan.rows(InterimRow)).ended_because == "signed plan services started"


@pytest.mark.rule("TIME-5", "TIME-3")
async def test_a_withdrawal_leaves_the_question_open_and_a_signature_settles_it(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    support = plan.interim
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await until(lambda: Happening.NEEDS_STILL_TO_BE_FOUND_OUT in plan.happenings(), "that it is still asked")
    assert (await support.status()).interim is Interim.NEED_ASKED
    await duty_does(support, "answer_urgent_needs", urgent=True)
    await duty_does(support, "acknowledge_interim_support", "arrange_interim_support", "start_interim_support")
    assert (await support.status()).interim is Interim.IN_PLACE, "whatever became of the plan"


@pytest.mark.rule("TIME-3", "END")
async def test_urgent_needs_can_be_reported_on_a_plan_that_has_left(plan: PlanUnderTest) -> None:
    """Something is still to be done by hand, so the plan's workflow still takes messages."""
    await plan.submit("clare-1-submission", {"plan.person.contact.format": "braille"})
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.status()).status is Status.WITHDRAWN
    support = await urgent_needs(plan)
    assert (await plan.status()).status is Status.WITHDRAWN
    for task in [name for name, kind in plan.tasks().items() if kind is TaskKind.GIVE_BY_HAND]:
        assert (await plan.complete(task, by="sw-1042")).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN
    await duty_does(support, "acknowledge_interim_support", "arrange_interim_support", "start_interim_support")
    assert (await support.status()).interim is Interim.IN_PLACE, "it goes on alone"


@pytest.mark.rule("TIME-3", "TIME-4")
async def test_urgent_needs_can_be_reported_to_interim_support_itself(plan: PlanUnderTest) -> None:
    await returned(plan)
    await plan.until_interim(Interim.NEED_ASKED)
    support = plan.interim
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN
    report = support.message("message-report-urgent-needs")
    assert (await support.ask("report_urgent_needs", report)).accepted
    assert (await support.status()).interim is Interim.ASKED_FOR
    assert one_of(plan.rows(InterimRow)).urgent


@pytest.mark.rule("TIME-4")
async def test_after_it_has_ended_it_can_start_again(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    support = await in_place(plan)
    await duty_does(support, "review_interim_support", **ENDS)
    await plan.until_interim(Interim.ENDED)
    again = plan.message("message-report-urgent-needs", again="2")
    assert (await plan.ask("report_urgent_needs", again)).accepted
    await plan.until_interim(Interim.ASKED_FOR)
    await plan.interim.until_interim(Interim.ASKED_FOR)
    assert [(row.number, row.stage) for row in plan.rows(InterimRow)] == [(1, Interim.ENDED), (2, Interim.ASKED_FOR)]
    await duty_does(plan.interim, "acknowledge_interim_support")
    await plan.until_interim(Interim.ACKNOWLEDGED)
    first, _ = plan.rows(InterimRow)
    assert first.stage is Interim.ENDED, "it is as it was"
