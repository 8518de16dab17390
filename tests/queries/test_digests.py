"""TELL-6 · The digest of a working day: what it says, to whom, and that nobody has one twice. On both databases."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from countersign.careplan.register import Absence, Register
from countersign.careplan.ways import Way
from countersign.careplan.working_time import london_day
from countersign.letters.channels.folder import Folder
from countersign.letters.channels.transport import Item, NotSentError, Transport, Went
from countersign.queries.digests import Digest, digests
from countersign.reconciling.digests import Digests
from countersign.reconciling.following import Followed, Following, follow_until
from countersign.sending import Mails
from countersign.store.database import Database
from countersign.store.ways import SqlLimits
from countersign.testkit.examples import a_sender
from tests.casework.cases import ready
from tests.letters.transports import Trouble
from tests.support.builders import Json, example, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase
from tests.support.offices import EditionsByHand, an_office
from tests.support.times import london

pytestmark = pytest.mark.rule("TELL-6")

STAFF: Json = {"staff": {"digest_at": "08:30:00", "source": "a test"}}
EDITIONS = EditionsByHand(scheme(STAFF))


def with_emails(staff: Register, *without: str) -> Register:
    """The register with an e-mail for everybody but these."""
    lines = (
        line._replace(email="" if line.person in without else f"{line.person}@council.example")
        for line in staff.holdings
    )
    return staff._replace(holdings=tuple(lines))


class KilledError(BaseException):
    """A process that is killed, seen from inside."""


class Relay(Transport):
    """Sends into a folder. What it is told to raise, it raises after it has sent, or before."""

    def __init__(self, folder: Path, *, repeatable: bool) -> None:
        self._folder, self.repeatable = Folder(folder), repeatable
        self.items: list[Item] = []
        self.before: BaseException | None = None
        self.after: BaseException | None = None

    def send(self, item: Item) -> Went:
        if self.before:
            raise self.before
        self.items.append(item)
        went = self._folder.send(item)
        if self.after:
            raise self.after
        return went

    @property
    def to(self) -> list[str]:
        """To whom it was sent, each time."""
        return sorted(item.address[0].partition("@")[0] for item in self.items)


@dataclass
class Council:
    """An installation with one plan in it, and the worker that follows."""

    case: CaseUnderTest
    database: Database
    folder: Path

    def put_in_force(self, staff: Register) -> None:
        """From now on this is the register."""
        self.case.installation.put_in_force(staff)

    def digests_at(self, moment: str) -> dict[str, Digest]:
        """What everybody's digest says then."""
        with self.database.transaction() as session:
            found = digests(session, EDITIONS, "procedure", london(moment).astimezone(UTC))
        return {digest.person: digest for digest in found}

    def worker(self, relay: Transport, moment: str, editions: EditionsByHand = EDITIONS) -> Digests:
        """A worker that is up at that moment."""
        now = london(moment).astimezone(UTC)
        return Digests(
            self.database, editions, Mails({Way.SMTP: relay}, a_sender()), SqlLimits(self.database), lambda: now
        )

    def relay(self, *, repeatable: bool = False) -> Relay:
        """A way of sending e-mail."""
        return Relay(self.folder, repeatable=repeatable)

    def arrived(self) -> int:
        """How many e-mails lie in the folder."""
        return len(list(self.folder.glob("digest/*/manifest.json")))


@pytest.fixture
def council(installation: InDatabase, tmp_path: Path) -> Council:
    """Clare's plan, submitted on Tuesday 3 November with a letter that somebody has to make in braille."""
    installation.put_in_force(with_emails(register()))
    case = CaseUnderTest(installation, an_office(scheme(STAFF)))
    ready.submitted_in_braille(case)
    return Council(case, installation.database, tmp_path)


THURSDAY, FRIDAY = "2026-11-05 08:30", "2026-11-06 08:30"


def said(digest: Digest) -> list[tuple[str, str, bool]]:
    """What a digest tells, the day by which it is due, and whether it is late."""
    return [(thing.what, london_day(thing.due).isoformat(), thing.missed is not None) for thing in digest.waiting]


# What it says, and to whom


def test_each_has_what_waits_for_them_late_first(council: Council) -> None:
    assert {person: said(digest) for person, digest in council.digests_at(THURSDAY).items()} == {
        "sw-1042": [("give somebody a letter that we could not make or send", "2026-11-05", False)],
        "tm-201": [("decision", "2026-11-17", False)],
    }
    late = council.digests_at("2026-11-18 08:30")
    assert said(late["tm-201"]) == [("decision", "2026-11-17", True)]
    assert late["sw-1042"].waiting[0].missed is not None
    assert late["sw-1042"].subject == "What waits for you: 1, 1 late"


def test_a_wait_for_which_somebody_has_a_task_is_told_once(council: Council) -> None:
    another = CaseUnderTest(council.case.installation, council.case.office)
    ready.review_due(another)
    moment = (another.now + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M")
    whats = [thing.what for thing in council.digests_at(moment)["sw-1042"].waiting if thing.plan == another.plan_id]
    assert whats == ["review the plan"]


def test_nothing_in_it_is_about_the_person(council: Council) -> None:
    person = example("clare-1-submission")["plan"]["person"]
    for digest in council.digests_at("2026-11-18 08:30").values():
        for word in (*person["name"].split(), person["preferred_name"], person["date_of_birth"]):
            assert word not in digest.text + digest.subject
        assert council.case.plan_id in digest.text


def _gone(person: str) -> Register:
    staff = with_emails(register())
    return staff._replace(holdings=tuple(line for line in staff.holdings if line.person != person))


@pytest.mark.parametrize(
    "staff",
    [
        pytest.param(with_emails(register(), "sw-1042"), id="without an e-mail"),
        pytest.param(with_emails(register(Absence("sw-1042", london(THURSDAY).date(), None))), id="away"),
        pytest.param(_gone("sw-1042"), id="no longer on the register"),
    ],
)
def test_whoever_cannot_be_reached_by_it_has_none(council: Council, staff: Register) -> None:
    council.put_in_force(staff)
    assert "sw-1042" not in council.digests_at(THURSDAY)


# That nobody has one twice


def test_it_goes_once_a_working_day_to_where_the_register_has_them(council: Council) -> None:
    relay = council.relay()
    assert council.worker(relay, "2026-11-05 08:29").send() == 0
    assert [council.worker(relay, f"2026-11-05 {at}").send() for at in ("08:30", "08:31", "17:00")] == [2, 0, 0]
    assert relay.to == ["sw-1042", "tm-201"]
    item = relay.items[0]
    assert (item.fmt, [name for name, *_ in item.files]) == ("plain_text", ["letter.txt"])
    assert "sw-1042" not in item.key + item.reference
    assert council.worker(relay, FRIDAY).send() == 2
    assert council.worker(relay, "2026-11-07 10:00").send() == 0, "a Saturday"
    assert council.arrived() == 4


def test_where_the_scheme_says_no_time_there_is_none(council: Council) -> None:
    relay = council.relay()
    assert council.worker(relay, THURSDAY, EditionsByHand()).send() == 0
    assert relay.items == []


def test_a_worker_that_was_down_sends_it_the_same_day_and_never_the_day_after(council: Council) -> None:
    relay = council.relay()
    assert council.worker(relay, "2026-11-05 16:50").send() == 2
    assert council.worker(relay, "2026-11-09 08:29").send() == 0, "nothing of Friday, which passed without a worker"
    assert council.worker(relay, "2026-11-09 08:30").send() == 2
    assert all("9 November 2026" in item.files[0][2].decode() for item in relay.items[2:])


def test_two_workers_at_once_send_each_once(council: Council) -> None:
    relays = [council.relay(), council.relay()]

    def sends(number: int) -> int:
        return council.worker(relays[number], THURSDAY).send()

    with ThreadPoolExecutor(2) as pool:
        went = list(pool.map(sends, range(2)))
    assert sum(went) == 2
    assert sorted(relays[0].to + relays[1].to) == ["sw-1042", "tm-201"]


@pytest.mark.parametrize("repeatable", [True, False])
def test_after_a_death_between_sending_and_recording_nobody_has_two(council: Council, repeatable: bool) -> None:
    relay = council.relay(repeatable=repeatable)
    relay.after = KilledError()
    with pytest.raises(KilledError):
        council.worker(relay, THURSDAY).send()
    relay.after = None
    council.worker(relay, "2026-11-05 08:35").send()
    council.worker(relay, "2026-11-05 08:36").send()
    assert council.arrived() == 2
    assert relay.to == ["sw-1042", *(["sw-1042"] if repeatable else []), "tm-201"], "again only where that is harmless"


@pytest.mark.parametrize(
    ("error", "tried_again"),
    [
        pytest.param(NotSentError("it is away"), True, id="it has certainly not gone"),
        pytest.param(NotSentError("no such mailbox", for_good=True), False, id="it never will"),
        pytest.param(NotSentError("it broke off", certain=False), False, id="nobody knows"),
        pytest.param(ZeroDivisionError(), False, id="a fault of ours: nobody knows"),
    ],
)
def test_what_failed_is_tried_again_that_day_only_if_it_has_certainly_not_gone(
    council: Council, error: Exception, tried_again: bool
) -> None:
    relay = council.relay()
    relay.before = error
    assert council.worker(relay, THURSDAY).send() == 0
    relay.before = None
    assert council.worker(relay, "2026-11-05 08:31").send() == (2 if tried_again else 0)
    assert council.worker(relay, FRIDAY).send() == 2, "the next day has its own"


def test_a_round_that_takes_too_long_goes_on_at_the_next_look(council: Council) -> None:
    relay = council.relay()
    assert council.worker(relay, THURSDAY).send(longest=0) == 0
    assert council.worker(relay, "2026-11-05 08:31").send() == 2


def test_a_way_that_is_paused_is_waited_for(council: Council) -> None:
    relay, limits = council.relay(), SqlLimits(council.database)
    limits.pause(Way.SMTP, london("2026-11-05 09:00").astimezone(UTC), "limit")
    assert council.worker(relay, THURSDAY).send() == 0
    assert council.worker(relay, "2026-11-05 09:00").send() == 2


def test_with_a_folder_for_a_relay_it_lies_there(council: Council) -> None:
    way = Trouble(Folder(council.folder), 0)
    assert council.worker(way, THURSDAY).send() == 2
    manifest = json.loads(next(council.folder.glob("digest/*/manifest.json")).read_text(encoding="utf-8"))
    assert manifest["key"].startswith("digest/")


# Who sends it


class Holds(Following):
    """Follows nothing, and may or may not be the one that does."""

    def __init__(self, *, holds: bool, looked: Callable[[], None]) -> None:
        self._holds, self._looked = holds, looked

    def is_ours(self, lasts: timedelta) -> bool:
        assert lasts >= timedelta(minutes=3)
        return self._holds

    async def look(self) -> Followed:
        self._looked()
        return Followed(0, 0, 0)


@pytest.mark.parametrize(("holds", "went"), [(True, 2), (False, 0)])
async def test_only_the_worker_that_follows_sends_them(council: Council, holds: bool, went: int) -> None:
    relay, stop = council.relay(), asyncio.Event()
    looks: list[int] = []

    def looked() -> None:
        looks.append(len(relay.items))
        if len(looks) > 1:
            stop.set()

    following = Holds(holds=holds, looked=looked)
    loop = asyncio.create_task(follow_until(stop, following, 0.01, council.worker(relay, THURSDAY)))
    if not holds:
        await asyncio.sleep(0.1)
        stop.set()
    await loop
    assert len(relay.items) == went
