"""TELL-5 · On a real server: what is heard of a letter reaches its plan, also once that has left."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Asked, Heard, Receipt, Stands, Way
from countersign.casework.happenings import Happening
from countersign.client.plans import Plans
from countersign.client.workflows import Workflows
from countersign.reconciling.following import Followed, Following, follow_until
from countersign.schemes.reader import Schemes
from countersign.settings import SettingsError
from countersign.store.tables import SendingRow
from tests.support.servers import Desk, PlanUnderTest, sends_by, until

pytestmark = pytest.mark.rule("TELL-5")
PATIENCE = timedelta(seconds=20)
LETTER = "v1/submitted/person"


class News:
    """What a way of sending says when it is asked."""

    def __init__(self, *heard: Heard) -> None:
        self.heard = list(heard)
        self.asked: list[str] = []

    def news(self, since: datetime, asked: Collection[Asked]) -> list[Heard]:
        del since
        self.asked += [each.reference for each in asked]
        return self.heard


def following(desk: Desk, **ways: News) -> Following:
    workflows = Workflows(desk.client, desk.settings.task_queue, PATIENCE)
    by_way = {Way(name): news for name, news in ways.items()}
    return Following(desk.database, Schemes(desk.settings.schemes), workflows, by_way)


def reference(plan: PlanUnderTest, letter: str = LETTER) -> str:
    (row,) = (row for row in plan.rows(SendingRow) if row.notice == f"{plan.plan_id}/{letter}")
    return row.reference


def returned(plan: PlanUnderTest) -> Heard:
    return Heard(reference(plan), Receipt.RETURNED, datetime.now(UTC), "poll")


async def test_a_letter_that_came_back_is_a_persons_and_the_date_is_not_promised(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await until(lambda: plan.notices().get(LETTER) is NoticeStatus.SENT, "the letter")
    held = (await plan.status()).promise.holds
    news = News(returned(plan))
    looked = await following(plan.desk, folder=news).look()
    assert (looked.heard, looked.told) == (1, 1)
    assert reference(plan) in news.asked
    status = await plan.until_status(lambda status: status.promise.not_arrived, "the letter back")
    assert (held is not None, status.promise.holds, status.open_tasks) == (True, None, 1)
    assert plan.notices()[LETTER] is NoticeStatus.BY_HAND
    again = await following(plan.desk, folder=news).look()
    assert (again.heard, again.told) == (0, 0), "what is heard twice counts once"
    assert (await plan.complete(f"give:{LETTER}", by="sw-1042")).accepted
    assert (await plan.status()).promise.holds == held
    assert await plan.failed_tasks() == 0


async def test_of_a_plan_that_has_left_a_receipt_starts_the_workflow_again_and_it_ends(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await until(lambda: plan.notices().get(LETTER) is NoticeStatus.SENT, "the letter")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN
    arrived = returned(plan)._replace(what=Receipt.DELIVERED)
    await following(plan.desk, folder=News(arrived)).look()
    await until(lambda: plan.notices()[LETTER] is NoticeStatus.DELIVERED, "the receipt considered")
    assert (await plan.outcome()).status is Status.WITHDRAWN
    (row,) = (row for row in plan.rows(SendingRow) if row.reference == arrived.reference)
    assert row.stands is Stands.DELIVERED


async def test_post_that_came_back_is_recorded_by_hand_once_the_plan_has_left_too(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    await until(lambda: plan.notices().get(LETTER) is NoticeStatus.SENT, "the letter")
    assert (await plan.ask("withdraw", plan.message("message-withdraw"))).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN
    plans = Plans(plan.desk.client, plan.desk.settings.task_queue, PATIENCE)
    closed = "v1/closed/person"
    await until(lambda: plan.notices().get(closed) is NoticeStatus.SENT, "the letter that it has left")
    today = {"came_back_on": datetime.now(UTC).date().isoformat(), "letter": closed}
    answer = await plans.ask(plan.plan_id, "record_returned_post", plan.message("message-record-returned-post", today))
    assert (answer.accepted, answer.said) == (
        True,
        ("Whoever answers for the plan is asked to find out where they live, or to give it.",),
    )
    assert Happening.LETTER_CAME_BACK in plan.happenings()
    assert await plan.is_running(), "it waits for that person"
    assert (await plan.complete(f"give:{closed}", by="sw-1042")).accepted
    assert (await plan.outcome()).status is Status.WITHDRAWN


async def test_a_forged_signal_to_look_can_only_make_it_look(plan: PlanUnderTest) -> None:
    await plan.submit("clare-1-submission")
    before = plan.notices()
    for arguments in ((), ({"forged": True},), (1, 2, 3)):
        await plan.handle.signal("look", args=list(arguments))
    answer = await plan.ask("record_returned_post", plan.message("message-record-returned-post", {"letter": "v1/x/y"}))
    assert answer.code is Refusal.NO_SUCH_LETTER
    assert plan.notices().keys() == before.keys()
    assert await plan.failed_tasks() == 0


async def test_a_way_that_a_scheme_names_and_the_installation_has_not_is_refused_at_the_start(desk: Desk) -> None:
    sends_by(desk, post=["notify_letter", "folder"])
    await desk.shut()
    with pytest.raises(SettingsError) as refused:
        await desk.open()
    assert "procedure@2023-05-23 sends by notify_letter" in str(refused.value)
    assert "which needs COUNTERSIGN_NOTIFY_KEY_FILE" in str(refused.value)


class Looks:
    """A worker that follows while it is its turn."""

    def __init__(self, stop: asyncio.Event, *, ours: bool) -> None:
        self.stop, self.ours, self.looks = stop, ours, 0

    def is_ours(self, lasts: timedelta) -> bool:
        assert lasts > timedelta(0)
        return self.ours

    async def look(self) -> Followed:
        self.looks += 1
        if self.looks > 2:
            self.stop.set()
        if self.looks == 1:
            raise RuntimeError("a defect")
        return Followed(0, 0, 0)


@pytest.mark.parametrize(("ours", "looks"), [(True, 3), (False, 0)])
async def test_the_loop_looks_while_it_is_its_turn_and_goes_on_after_a_fault(ours: bool, looks: int) -> None:
    stop = asyncio.Event()
    worker = Looks(stop, ours=ours)
    if not ours:
        asyncio.get_running_loop().call_later(0.1, stop.set)
    await asyncio.wait_for(follow_until(stop, worker, 0.01), 20)  # pyright: ignore[reportArgumentType]  # by hand
    assert worker.looks == looks
