"""TELL-5 · Killed at each step between making and recording, by each kind of way: never twice, never lost."""

from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Stands, Way, end_of_minute
from countersign.casework.in_memory import LimitsInMemory
from countersign.casework.ports import CaseFile, Files, WayLimits
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.letters.outbox import Outbox
from countersign.store.ways import SqlLimits
from tests.casework.people import LETTER, notice
from tests.support.builders import scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase
from tests.support.offices import an_office

pytestmark = pytest.mark.rule("TELL-5")


class KilledError(BaseException):
    """What a killed process would be like, seen from inside: nothing that handles errors handles it."""


class Steps:
    """Counts the steps of a process, and kills it at one of them."""

    def __init__(self) -> None:
        self.kill_at, self.at = 0, 0

    def step(self) -> None:
        self.at += 1
        if self.at == self.kill_at:
            raise KilledError


class MortalFiles:
    """Files of a process that can be killed before a transaction is kept, and after."""

    def __init__(self, files: Files, steps: Steps) -> None:
        self._files, self._steps = files, steps

    @contextmanager
    def open(self, plan_id: str) -> Generator[CaseFile]:
        with self._files.open(plan_id) as file:
            yield file
            self._steps.step()
        self._steps.step()


class Arrives(Transport):
    """Whatever is sent arrives. A way that looks a reference up first has it once, however often it is sent."""

    def __init__(self, steps: Steps, *, repeatable: bool, quick: bool) -> None:
        self.repeatable, self.quick = repeatable, quick
        self.arrived: Counter[str] = Counter()
        self._steps = steps

    def send(self, item: Item) -> Went:
        self._steps.step()
        if not (self.repeatable and self.arrived[item.reference]):
            self.arrived[item.reference] += 1
        self._steps.step()
        return Went(item.reference)


@pytest.mark.parametrize(
    ("repeatable", "quick"),
    [
        pytest.param(True, True, id="a folder"),
        pytest.param(True, False, id="a way that looks it up by its reference"),
        pytest.param(False, False, id="a relay"),
    ],
)
def test_killed_at_each_step_each_notice_arrives_once_or_a_person_finds_out(
    case: CaseUnderTest, repeatable: bool, quick: bool
) -> None:
    number, was_killed = 0, True
    while was_killed:
        number += 1
        one = CaseUnderTest(case.installation)
        one.submit()
        steps = Steps()
        steps.kill_at = number
        way = Arrives(steps, repeatable=repeatable, quick=quick)
        outbox = Outbox(MortalFiles(one.installation.files, steps), one.office, {Way.FOLDER: way, Way.SMTP: way})
        was_killed = False
        for _ in range(3):
            try:
                outbox.send_what_waits(one.situation(Workflow.PLAN))
                outbox.give_up_on_the_hopeless(one.situation(Workflow.PLAN))
            except KilledError:
                was_killed = True
            one.now += timedelta(minutes=1)
        notices = one.kept.notices.values()
        in_doubt = [kept for kept in notices if kept.status is NoticeStatus.BY_HAND]
        assert {kept.status for kept in notices} <= {NoticeStatus.SENT, NoticeStatus.BY_HAND}, number
        assert len(in_doubt) <= (0 if repeatable else 1), number
        assert max(way.arrived.values()) == 1, number
        sent = {sending.reference for sending in one.kept.sendings.values() if sending.stands is Stands.WENT}
        assert sent == {reference for reference in way.arrived if way.arrived[reference]} - {
            sending.reference for sending in one.kept.sendings.values() if sending.stands is Stands.BEGUN
        }
        assert len(one.open_tasks()) == len(in_doubt)
    assert number > 6, "there are so many steps"


@pytest.mark.parametrize("repeatable", [True, False])
def test_the_same_notice_by_two_workers_at_once_arrives_once(case: CaseUnderTest, repeatable: bool) -> None:
    """One that stood still may be replaced, and then go on."""
    case.submit()
    way = Arrives(Steps(), repeatable=repeatable, quick=False)
    situation = case.situation(Workflow.PLAN)

    def sends(_: int) -> None:
        Outbox(case.installation.files, case.office, {Way.FOLDER: way, Way.SMTP: way}).send_what_waits(situation)

    if isinstance(case.installation, InDatabase):
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(sends, range(2)))
    else:
        sends(0)
        sends(1)
    assert max(way.arrived.values()) == 1
    assert notice(case, LETTER).status in (NoticeStatus.SENT, NoticeStatus.SENDING)


def test_what_may_have_gone_by_a_way_that_looks_it_up_is_not_given_to_the_next_way(case: CaseUnderTest) -> None:
    """Notify answers 500 after it took the letter: its reference makes that safe."""

    class Fails(Arrives):
        """Takes it, and says that it failed, so many times."""

        times = 1

        def send(self, item: Item) -> Went:
            went = super().send(item)
            self.times -= 1
            if self.times >= 0:
                raise NotSentError("HTTP 500", certain=False, code="500")
            return went

    case.submit()
    way = Fails(Steps(), repeatable=True, quick=False)
    outbox = Outbox(case.installation.files, case.office, {Way.FOLDER: way, Way.SMTP: way})
    outbox.send_what_waits(case.situation(Workflow.PLAN))
    case.now += timedelta(minutes=1)
    way.times = 0
    outbox.send_what_waits(case.situation(Workflow.PLAN))
    assert set(way.arrived.values()) == {1}
    assert notice(case, LETTER).status is NoticeStatus.SENT
    assert notice(case, LETTER).number == 1


class Limited(Arrives):
    """A way with so many a minute; or that says that its day's limit is reached."""

    def __init__(self, a_minute: int = 0) -> None:
        super().__init__(Steps(), repeatable=True, quick=False)
        self.a_minute = a_minute


def limits_of(case: CaseUnderTest) -> Callable[[], WayLimits]:
    """The limits as each worker has them: in the database, or of this process."""
    if isinstance(case.installation, InDatabase):
        database = case.installation.database
        return lambda: SqlLimits(database)
    of_this_process = LimitsInMemory()
    return lambda: of_this_process


def test_two_workers_keep_to_one_rate_and_what_waits_for_it_is_no_attempt(case: CaseUnderTest) -> None:
    way, limits = Limited(2), limits_of(case)
    another = CaseUnderTest(case.installation, case.office)
    cases, begins = (case, another), case.now + timedelta(hours=number_of(case))
    for one in cases:
        one.now = begins
        one.submit()

    def sends(one: CaseUnderTest) -> None:
        outbox = Outbox(one.installation.files, one.office, {Way.FOLDER: way, Way.SMTP: way}, limits())
        outbox.send_what_waits(one.situation(Workflow.PLAN))

    if isinstance(case.installation, InDatabase):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(sends, cases))
    else:
        for one in cases:
            sends(one)
    assert sum(way.arrived.values()) == 2, "of a letter and a notice to staff of each plan"
    waits = [kept for one in cases for kept in one.kept.notices.values() if kept.status is NoticeStatus.QUEUED]
    assert {(kept.attempts, kept.next_try) for kept in waits} == {(0, end_of_minute(begins))}
    assert len(waits) == 2
    for one in cases:
        one.now += timedelta(minutes=1)
        sends(one)
    assert sum(way.arrived.values()) == 4
    assert set(way.arrived.values()) == {1}


def number_of(case: CaseUnderTest) -> int:
    """Something that differs from one case to another: the minute's places are of every plan of a database."""
    return int(case.plan_id.rpartition("-")[2])


class AtItsLimit(Limited):
    """Notify at its daily limit."""

    tried, until = 0, datetime.max.replace(tzinfo=UTC)

    def send(self, item: Item) -> Went:
        del item
        self.tried += 1
        raise NotSentError("the day's limit", until=self.until, code="daily_limit")


@pytest.mark.parametrize(
    ("hours", "goes"),
    [
        pytest.param(14, Way.FOLDER, id="longer than the scheme waits: the next way has it"),
        pytest.param(3, None, id="it is waited for"),
    ],
)
def test_a_limit_of_the_day_pauses_the_way_for_every_worker(case: CaseUnderTest, hours: int, goes: Way | None) -> None:
    office, limits = an_office(scheme({"sending.post": ["notify_letter", "folder"]})), limits_of(case)
    first, second = (CaseUnderTest(case.installation, office) for _ in range(2))
    notify, folder = AtItsLimit(), Arrives(Steps(), repeatable=True, quick=True)
    begins = case.now + timedelta(days=number_of(case))
    notify.until = begins + timedelta(hours=hours)
    for one in (first, second):
        one.now = begins
        one.submit()
        ways: dict[Way, Transport] = {Way.NOTIFY_LETTER: notify, Way.FOLDER: folder, Way.SMTP: folder}
        outbox = Outbox(one.installation.files, office, ways, limits())
        for _ in range(2):
            outbox.send_what_waits(one.situation(Workflow.PLAN))
        letter = notice(one, LETTER)
        assert (letter.status, letter.attempts) == (NoticeStatus.SENT if goes else NoticeStatus.QUEUED, 0)
        assert letter.way is goes if goes else letter.next_try == notify.until
    assert notify.tried == 1, "the second worker has read that it is paused"
