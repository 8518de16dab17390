"""TELL, SHARE · Sending that fails: tried again, then a person's task; sent once, and never twice."""

import time
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import UNSENT, NoticeKind, NoticeStatus
from countersign.careplan.register import Holding
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.store.register import register_of, replace_register
from countersign.store.tables import NoticeRow
from tests.letters.transports import Trouble, of
from tests.support.duty import ENDS, duty_does, urgent_needs
from tests.support.servers import Desk, PlanUnderTest, one_of, sends_by, until

A_QUARTER_OF_AN_HOUR = timedelta(minutes=16)
UNTIL_GIVEN_UP = timedelta(minutes=50)
"""Where the scheme waits an hour: the fifth try, after 42.5 minutes, is the last within it."""


def is_given_up(plan: PlanUnderTest) -> bool:
    """Whether nothing waits any more but for word of the tasks that this has brought about."""
    unsent = [key for key, status in plan.notices().items() if status in UNSENT]
    return bool(unsent) and all("/task/" in key for key in unsent)


async def agreed(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted


@pytest.mark.rule("REC-4", "TELL-1")
async def test_a_letter_that_fails_three_times_is_sent_once_and_then_the_plan_is_signed_off(any_desk: Desk) -> None:
    post = Trouble(Folder(any_desk.settings.outbox), 3, of("person", "agreed"))
    await any_desk.open_with(folder=post)
    plan = any_desk.plan()
    await agreed(plan)
    status = await plan.until_status(lambda status: status.waiting_notices == 1, "the letter waiting")
    assert status.status is Status.AGREED
    await plan.forward(A_QUARTER_OF_AN_HOUR)
    await plan.until_is(Status.SIGNED_OFF)
    assert post.tried.count("v1/agreed/person") == 4
    assert post.sent.count("v1/agreed/person") == 1
    assert plan.tasks() == {}


@pytest.mark.rule("REC-4", "TELL-5")
async def test_a_letter_that_always_fails_becomes_a_task_and_completing_it_finishes(any_desk: Desk) -> None:
    post = Trouble(Folder(any_desk.settings.outbox), what=of("person", "agreed"))
    sends_by(any_desk, wait_at_most_hours=1)
    await any_desk.open_with(folder=post)
    plan = any_desk.plan()
    await agreed(plan)
    await plan.until_status(lambda status: status.waiting_notices == 1, "the letter waiting")
    await plan.forward(UNTIL_GIVEN_UP)
    status = await plan.until_status(lambda status: status.open_tasks == 1, "the task")
    assert (status.status, status.waiting_notices) == (Status.AGREED, 0)
    assert post.tried.count("v1/agreed/person") == 5, "and no more"
    assert Happening.ASKED_TO_GIVE_BY_HAND in plan.happenings()
    assert "A person was asked to give the person the letter that the plan is signed off" in [
        entry.what for entry in await plan.timeline()
    ]
    assert (await plan.complete("give:v1/agreed/person", by="sw-1042")).accepted
    await plan.until_is(Status.SIGNED_OFF)
    assert post.sent == ["v1/submitted/person"]


async def test_urgent_needs_do_not_wait_for_the_post(desk: Desk) -> None:
    """TIME-3: while the mail relay is away and tried again and again, messages are attended to."""
    sends_by(desk, wait_at_most_hours=1)
    await desk.open_with(smtp=Trouble(Folder(desk.settings.outbox)))
    plan = desk.plan()
    await plan.submit("clare-1-submission")
    await plan.until_status(lambda status: status.waiting_notices == 1, "a notice waiting")
    support = await urgent_needs(plan)
    assert ((await plan.status()).waiting_notices, (await support.status()).waiting_notices) == (1, 1)
    assert (await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))).accepted
    await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: any("/signed_off/" in name for name in plan.notices()), "the duty team told of the sign-off")
    await support.forward(timedelta(minutes=50))
    await until(lambda: list(plan.tasks().values()).count(TaskKind.GIVE_BY_HAND) == 2, "everything a task")
    tasks = [name for name, kind in plan.tasks().items() if kind is TaskKind.GIVE_BY_HAND]
    assert "give:v1/interim_support/duty-1/needs_known/urgent-needs-message-1" in tasks
    assert len(tasks) == 2


async def test_each_notice_that_cannot_be_sent_becomes_a_task_of_its_own(desk: Desk) -> None:
    sends_by(desk, wait_at_most_hours=1)
    await desk.open_with(smtp=Trouble(Folder(desk.settings.outbox)))
    plan = desk.plan()
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await plan.forward(timedelta(hours=1))
    await until(lambda: is_given_up(plan), "word of the tasks waits in its turn")
    await plan.forward(timedelta(hours=1))
    await plan.until_status(lambda status: status.waiting_notices == 0, "everything a task")
    assert {name for name, kind in plan.tasks().items() if kind is TaskKind.GIVE_BY_HAND} == {
        "give:v1/awaiting_decision/tm-201/clare-submission-1",
        "give:v1/copy/C1/full",
        "give:v1/copy/P1/full",
        "give:v1/outcome/sw-1042/clare-agreed-1",
    }
    assert plan.happenings().count(Happening.ASKED_TO_GIVE_BY_HAND) == 4


@pytest.mark.rule("SHARE-2", "TELL-5")
async def test_what_broke_off_on_a_way_that_is_not_repeatable_is_never_sent_again(any_desk: Desk) -> None:
    """Nobody here can know whether it went: a person is asked to find out."""
    mail = Trouble(
        Folder(any_desk.settings.outbox),
        what=of("P1", "copy"),
        error=lambda: NotSentError("it broke off", certain=False),
        repeatable=False,
    )
    await any_desk.open_with(smtp=mail)
    plan = any_desk.plan()
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: "give:v1/copy/P1/full" in plan.tasks(), "the task")
    assert mail.tried.count("v1/copy/P1/full") == 1
    assert mail.sent.count("v1/copy/C1/full") == 1
    await plan.forward(A_QUARTER_OF_AN_HOUR)
    assert mail.tried.count("v1/copy/P1/full") == 1
    assert plan.notices()["v1/copy/P1/full"] is NoticeStatus.BY_HAND
    assert (await plan.complete("give:v1/copy/P1/full", by="sw-1042")).accepted
    assert plan.notices()["v1/copy/P1/full"] is NoticeStatus.SENT


async def test_a_refusal_that_is_certain_is_tried_again_even_where_sending_is_not_repeatable(desk: Desk) -> None:
    mail = Trouble(Folder(desk.settings.outbox), 2, of("P1", "copy"), repeatable=False)
    await desk.open_with(smtp=mail)
    plan = desk.plan()
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await plan.forward(timedelta(minutes=3))
    await until(lambda: plan.notices()["v1/copy/P1/full"] is NoticeStatus.SENT, "the copy sent")
    assert mail.tried.count("v1/copy/P1/full") == 3
    assert plan.tasks() == {}


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_fault_of_ours_in_sending_one_notice_stops_neither_the_others_nor_the_plan(
    desk: Desk, repeatable: bool
) -> None:
    mail = Trouble(
        Folder(desk.settings.outbox),
        what=of("P1", "copy"),
        error=lambda: ValueError("a defect"),
        repeatable=repeatable,
    )
    sends_by(desk, wait_at_most_hours=1)
    await desk.open_with(smtp=mail)
    plan = desk.plan()
    await agreed(plan)
    await plan.until_is(Status.SIGNED_OFF)
    await plan.forward(UNTIL_GIVEN_UP)
    await until(
        lambda: plan.tasks() == {"give:v1/copy/P1/full": TaskKind.GIVE_BY_HAND}, "the task, and that task alone"
    )
    assert mail.tried.count("v1/copy/P1/full") == (5 if repeatable else 1)
    assert "v1.copy.C1.full" in plan.letters()


async def test_a_plan_that_was_withdrawn_still_sends_what_it_has_to(desk: Desk) -> None:
    mail = Trouble(Folder(desk.settings.outbox), 2, of("sw-1042", "outcome"))
    await desk.open_with(smtp=mail)
    plan = desk.plan()
    await plan.submit("clare-1-submission")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    await until(lambda: mail.tried.count("v1/outcome/sw-1042/withdraw-message-1") == 1, "a try")
    await plan.desk.server.fast_forward(plan.handle, timedelta(minutes=3))
    assert (await plan.outcome()).status is Status.WITHDRAWN
    assert "v1.outcome.sw-1042.withdraw-message-1" in plan.letters()


@pytest.mark.rule("END")
async def test_after_a_death_nothing_that_waits_is_sent_to_the_person(desk: Desk) -> None:
    post = Trouble(Folder(desk.settings.outbox), what=of("person", "agreed"))
    await desk.open_with(folder=post)
    plan = desk.plan()
    await agreed(plan)
    await plan.until_status(lambda status: status.waiting_notices == 1, "the letter waiting")
    died = plan.message("message-end", {"reason": "died", "sent_by.id": "sw-1042"})
    assert (await plan.ask("end", died)).accepted
    letter = one_of([row for row in plan.rows(NoticeRow) if row.kind is NoticeKind.AGREED])
    assert letter.status is NoticeStatus.WITHHELD
    assert (await plan.complete("speak:C1", by="sw-1042")).accepted
    assert (await plan.outcome()).status is Status.ENDED
    assert post.sent == ["v1/submitted/person"]


async def test_the_longest_ids_that_the_contract_allows_fit_everywhere(any_desk: Desk) -> None:
    """On PostgreSQL a value too long for its column is an error that no retry mends."""
    plan = any_desk.plan()
    practitioner, longest = "s" * 63 + "1", "m" * 97
    with any_desk.database.transaction() as session:
        there = Holding(practitioner, "practitioner", None, date(2024, 4, 1), None)
        replace_register(session, (*register_of(session).holdings, there))
    submission = plan.message(
        "clare-1-submission",
        {
            "message_id": f"{longest}-01",
            "sent_by.id": practitioner,
            "plan.practitioner.id": practitioner,
            "plan.practitioner.line_manager": "l" * 63 + "1",
            "plan.person.name": "N" * 200,
        },
    )
    many = [submission["plan"]["providers"][0] | {"id": f"PRO{number}"} for number in range(101, 130)]
    submission["plan"]["providers"] += many
    assert (await plan.submit(submission)).accepted
    urgent = plan.message("message-report-urgent-needs", {"message_id": f"{longest}-02", "sent_by.id": "u" * 63 + "1"})
    assert (await plan.ask("report_urgent_needs", urgent)).accepted
    decision = plan.message("clare-4-agreed", {"version": 1, "message_id": f"{longest}-03"})
    assert (await plan.ask("decide", decision)).accepted
    assert (await plan.ask("decide", decision)).duplicate
    await plan.until_is(Status.SIGNED_OFF)
    end = plan.message("message-end", {"message_id": f"{longest}-04", "sent_by.id": practitioner})
    assert (await plan.ask("end", end)).accepted
    # The person moved away (TELL-8): no letter goes by itself to the address that they moved from.
    done = {"task": "give:v1/closed/person", "message_id": f"{longest}-05", "sent_by.id": practitioner}
    assert (await plan.ask("complete_task", plan.message("message-complete-task", done))).accepted
    assert (await plan.outcome()).status is Status.ENDED
    assert list(plan.tasks()) == [f"interim:1:needs_known/{longest}-02"]
    await duty_does(plan.interim, "review_interim_support", **ENDS)
    assert plan.tasks() == {}


async def test_a_character_that_postgresql_cannot_keep_is_refused(any_desk: Desk) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    for again, field in enumerate(("what_was_done", "task", "sent_by.id")):
        message = plan.message("message-complete-task", {field: "a\0b"}, again=str(again))
        answer = await plan.ask("complete_task", message)
        assert answer.code is Refusal.MALFORMED
        assert answer.reasons[0].startswith(f"{field}: ")


class SlowRelay(Transport):
    """Takes its time over each notice, and looks meanwhile at what the database says of all of them."""

    repeatable = False

    def __init__(self, desk: Desk, seconds: float) -> None:
        self._desk, self._seconds = desk, seconds
        self.being_sent: list[int] = []

    def send(self, item: Item) -> Went:
        with self._desk.database.transaction() as session:
            sending = select(NoticeRow.workflow).where(NoticeRow.status == NoticeStatus.SENDING)
            self.being_sent.append(max(Counter(session.scalars(sending)).values()))
        time.sleep(self._seconds)
        return Went(f"taken {item.key[:8]}")


async def test_a_slow_relay_outlasts_no_determination_and_no_notice_is_in_doubt(desk: Desk) -> None:
    """Within a determination's five seconds it could take three of them: nothing is sent there that goes by a relay."""
    relay = SlowRelay(desk, 1.2)
    await desk.open_with(smtp=relay)
    plan = desk.plan()
    began = time.monotonic()
    await plan.submit("clare-1-submission")
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    answered = time.monotonic() - began
    await until(lambda: NoticeStatus.SENDING not in plan.notices().values(), "none in hand")
    await until(lambda: {NoticeStatus.SENT} == set(plan.notices().values()), "every one sent")
    assert relay.being_sent
    assert set(relay.being_sent) == {1}, "each of the plan's two workflows sends one at a time"
    assert TaskKind.GIVE_BY_HAND not in plan.tasks().values()
    assert answered < 5
