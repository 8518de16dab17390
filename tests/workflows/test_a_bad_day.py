"""TELL-5, TELL-8 · A bad day, rehearsed on a real server, in virtual time.

The folder for post cannot be written for a day, the relay is slow, Notify comes to its daily limit, ten people move,
two die. The relay answers over a connection, and Notify is a server as strict as Notify, asked by its own client.
The day after, Notify says what became of what went. Every notice ends once where the rules say, and the tasks that are
left are those that a person must do.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from countersign.careplan.notices import TO_STAFF, TOLD, UNSENT, NoticeStatus
from countersign.careplan.ways import Asked, Heard, Stands, Way
from countersign.careplan.working_time import london_day
from countersign.casework.kept import TaskKind
from countersign.client.workflows import Workflows
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.notify import Account, NotifyLetter
from countersign.letters.channels.smtp import Smtp
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.reconciling.following import Following
from countersign.schemes.reader import Schemes
from countersign.store.tables import NoticeRow, SendingRow
from tests.letters.relay import Relay, running_relay
from tests.support.notify import Service, running_notify
from tests.support.notify import Status as NotifyStatus
from tests.support.reading import printed
from tests.support.servers import Desk, PlanUnderTest, sends_by, until

PLANS, MOVE, DIE, BEFORE_THE_LIMIT = 16, 10, 2, 4
LETTER = "v1/submitted/person"
NEW_PLACE = "Weavers Court"


@dataclass
class Counted(Transport):
    """A real way of sending, and what it took: how often by notice, and where to by reference."""

    by: Transport

    arrived: Counter[str] = field(default_factory=Counter[str])

    places: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """It is as the way itself is."""
        self.repeatable, self.quick, self.a_minute = self.by.repeatable, self.by.quick, self.by.a_minute

    def send(self, item: Item) -> Went:
        """Hand it on. What it has already under a reference it has once."""
        went = self.by.send(item)
        self.arrived[item.key] += item.reference not in self.places
        self.places[item.reference] = " ".join(item.address)
        return went

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """What the way says."""
        return self.by.news(since, asked)


class LettersByNotify(NotifyLetter):
    """Letters by Notify, whose midnight is fourteen hours ahead, at whatever time of day this is tried."""

    midnight = datetime.now(UTC) + timedelta(hours=14)

    def send(self, item: Item) -> Went:
        """Give it to Notify, unless the day's limit is reached."""
        try:
            return super().send(item)
        except NotSentError as error:
            error.until = error.until and self.midnight
            raise


@pytest_asyncio.fixture(loop_scope="session")
async def relay() -> AsyncIterator[Relay]:
    """A relay that takes its time over each answer."""
    async with running_relay() as running:
        running.seconds = 0.01
        yield running


@pytest.fixture
def service() -> Iterator[Service]:
    """A service at Notify that may send four letters today."""
    with running_notify() as running:
        running.service.a_day = {"letter": BEFORE_THE_LIMIT, "email": 0, "sms": 0}
        yield running.service


def status_of(plan: PlanUnderTest) -> NoticeStatus | None:
    return plan.notices().get(LETTER)


def row_of(plan: PlanUnderTest) -> NoticeRow:
    return next(row for row in plan.rows(NoticeRow) if row.key.endswith(LETTER))


def has_gone_by(way: Way, plan: PlanUnderTest) -> bool:
    return (row_of(plan).way, status_of(plan)) == (way, NoticeStatus.SENT)


async def everything_tried(plan: PlanUnderTest) -> None:
    """What can go has gone, and what is left says when it is tried again."""

    def is_tried() -> bool:
        rows = [row for row in plan.rows(NoticeRow) if row.status in UNSENT]
        return all(row.status is NoticeStatus.QUEUED and row.next_try is not None for row in rows)

    await until(is_tried, "everything tried", 120)


@pytest.mark.rule("TELL-5", "TELL-8")
async def test_a_bad_day(  # noqa: C901, PLR0912  # a long day
    desk: Desk, relay: Relay, service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post = tmp_path / "post"
    post.write_text("a file where the folder should be")
    printing, emails = Counted(Folder(post)), Counted(Smtp("127.0.0.1", relay.port, "plans@council.example"))
    notify = Counted(LettersByNotify(Account(service.key, service.url)))
    sends_by(desk, post=["notify_letter", "folder"])
    desk.transports[Way.NOTIFY_LETTER] = notify
    await desk.open_with(folder=printing, smtp=emails)

    # The morning: sixteen plans come in, and Notify takes four letters.
    plans = [desk.plan() for _ in range(PLANS)]
    for plan in plans:
        changes = {"plan.person.contact.email": "edie@example.org"} if plan is plans[1] else None
        assert (await plan.submit("clare-1-submission", changes)).accepted
        await everything_tried(plan)
    went = [plan for plan in plans if status_of(plan) is NoticeStatus.SENT]
    assert went == plans[:BEFORE_THE_LIMIT]
    assert {status_of(plan) for plan in plans[BEFORE_THE_LIMIT:]} == {NoticeStatus.QUEUED}

    # At noon ten people say that they have moved, and two have died. None of them has had a letter yet.
    waiting = plans[BEFORE_THE_LIMIT:]
    moved, dead = waiting[:MOVE], waiting[MOVE:]
    today = {"decided_on": london_day(datetime.now(UTC)).isoformat()}
    for plan in moved:
        assert (await plan.ask("change_contact", plan.message("message-change-contact", today))).accepted
    for plan in dead:
        died = {"reason": "died", "sent_by.id": "sw-1042", "ending": None, "why": None}
        assert (await plan.ask("end", plan.message("message-end", died))).accepted

    # The day passes, and nobody is asked to give by hand what Notify takes once its limit is over.
    for plan in moved:
        await plan.forward(timedelta(hours=6))
    assert [(status_of(plan), plan.tasks()) for plan in moved] == [(NoticeStatus.QUEUED, {})] * MOVE
    post.unlink()
    service.a_day = {"letter": 1_000, "email": 0, "sms": 0}
    for plan in moved:
        await plan.forward(timedelta(hours=9))
    for plan in moved:
        await until(lambda plan=plan: status_of(plan) is NoticeStatus.SENT, "the letter gone", 120)

    # Notify says what became of the letters: two of the first four came back, one was outside its specification.
    own = {plan.plan_id: next(iter(_sent(plan))).reference for plan in went}
    returned, returned_with_email, refused = plans[0], plans[1], plans[2]
    theirs = {given.reference: given.id for given in service.given}
    service.becomes(theirs[own[refused.plan_id]], NotifyStatus.VALIDATION_FAILED)
    service.carry_on(3)
    for plan in (returned, returned_with_email):
        service.is_returned(own[plan.plan_id])
    workflows = Workflows(desk.client, desk.settings.task_queue, timedelta(seconds=30))
    following = Following(desk.database, Schemes(desk.settings.schemes), workflows, desk.transports)
    followed = await following.look()
    for plan in plans:
        await everything_tried(plan)
    delivered = [plan for plan in (*moved, plans[3]) if row_of(plan).way is Way.NOTIFY_LETTER]
    for plan in delivered:
        await until(lambda plan=plan: status_of(plan) is NoticeStatus.DELIVERED, "the receipt considered", 120)
    await until(lambda: status_of(returned) is NoticeStatus.BY_HAND, "the task", 120)
    await until(lambda: has_gone_by(Way.SMTP, returned_with_email), "the e-mail", 120)
    await until(lambda: has_gone_by(Way.FOLDER, refused), "the print room has it", 120)
    again = await following.look()

    # Every notice ended, once, and where the rules say.
    statuses, ways, tasks = Counter[str](), Counter[str](), Counter[str]()
    for plan in plans:
        for row in plan.rows(NoticeRow):
            assert row.status not in UNSENT, (plans.index(plan), row.key.partition("/")[2], row.status, row.next_try)
            to = "staff" if row.kind in TO_STAFF else row.recipient
            statuses[f"{row.kind.value} to {to}: {row.status.value}"] += 1
        for sending in plan.rows(SendingRow):
            assert sending.stands is not Stands.BEGUN
            ways[f"{sending.way.value} {sending.stands.value}"] += 1
        tasks.update(kind.value for kind in plan.tasks().values())
        assert await plan.failed_tasks() == 0
    for plan in plans:
        there = Counter(row.notice for row in plan.rows(SendingRow) if row.stands in (Stands.WENT, Stands.DELIVERED))
        ours = {row.key for row in plan.rows(NoticeRow) if row.status in TOLD}
        assert there == dict.fromkeys(ours, 1), "each that its recipient counts as told by arrived once"
    arrived = notify.arrived + printing.arrived + emails.arrived
    twice = {key.partition("/")[0] for key, count in arrived.items() if count > 1}
    assert twice == {returned_with_email.plan_id, refused.plan_id}, "those that came back, and no others"
    untold = [plan for plan in plans if status_of(plan) not in TOLD]
    assert untold == [returned, *dead]
    assert not {key.partition("/")[0] for key in arrived if key.endswith(LETTER)} & {plan.plan_id for plan in dead}
    letters = {key: place for way in (notify, printing) for key, place in way.places.items()}
    for plan in moved:
        assert all(NEW_PLACE in letters[sending.reference] for sending in _sent(plan)), "nothing to the old address"
    assert (row_of(returned_with_email).channel, row_of(refused).way) == ("email", Way.FOLDER)
    assert tasks[TaskKind.GIVE_BY_HAND.value] == 1, "of the one that came back, and can be sent by nothing else"
    assert list(returned.tasks()) == [f"give:{LETTER}"]
    assert set(tasks) <= {TaskKind.GIVE_BY_HAND.value, TaskKind.SPEAK.value}
    assert (again.heard, again.told) == (0, 0)

    # So say the ways themselves.
    assert Counter(given.reference for given in service.given) == Counter(list(notify.places))
    for given in service.given:
        assert given.letter.startswith(b"%PDF")
        assert (NEW_PLACE in printed(given.letter)) is (NEW_PLACE in notify.places[given.reference or ""])
    assert len(list(post.glob("*/*/manifest.json"))) == printing.arrived.total()
    assert len({message["Message-ID"] for message in relay.messages}) == len(relay.messages) == emails.arrived.total()

    with capsys.disabled():
        print(f"\n{PLANS} plans; heard {followed.heard}, told {followed.told} workflows")  # noqa: T201
        for title, counts in (("notices", statuses), ("sendings", ways), ("tasks left", tasks)):
            print(f"  {title}: {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}")  # noqa: T201


def _sent(plan: PlanUnderTest) -> list[SendingRow]:
    """The handings over of the letter to the person that went."""
    return [
        sending
        for sending in plan.rows(SendingRow)
        if sending.notice.endswith(LETTER) and sending.went_at is not None and sending.way is not Way.SMTP
    ]
