"""The database is away for a while: plans wait with their messages in order, and then go on. Nothing is lost."""

from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from temporalio.testing import WorkflowEnvironment

from countersign.careplan.lifecycle import Status
from countersign.casework.happenings import Happening
from countersign.store.database import Database
from countersign.store.tables import MessageRow
from countersign.temporal.connection import connect_to
from countersign.testkit.server import Unhurried
from tests.faults.dying import SoonMissed
from tests.support.servers import Desk, a_desk, until


class Away(Exception):  # noqa: N818  # what the driver raised
    """The driver's own error."""


@pytest_asyncio.fixture(loop_scope="session")
async def any_desk(temporal_server: WorkflowEnvironment, database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An installation on either database. Its worker soon tries again what failed."""
    address = temporal_server.client.service_client.config.target_host
    client = await connect_to(address, plugins=[Unhurried(), SoonMissed()])
    async with a_desk(WorkflowEnvironment.from_client(client), database_url, tmp_path) as open_desk:
        yield open_desk


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> "Cut":
    """A connection to the database that can be cut, in every thread at once."""
    return Cut(monkeypatch)


class Cut:
    """While it `is_cut`, no transaction begins. `lose_next_report`: report the next commit as failed, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_cut = False
        self.lose_next_report = False
        self.refused = 0
        sound = Database.begin

        @contextmanager
        def begin(database: Database) -> Generator[Connection]:
            if self.is_cut:
                self.refused += 1
                raise OperationalError("SELECT 1", {}, Away("the connection is gone"))
            with sound(database) as connection:
                yield connection
            if self.lose_next_report:
                self.lose_next_report = False
                raise OperationalError("COMMIT", {}, Away("the connection went while it committed"))

        monkeypatch.setattr(Database, "begin", begin)


async def test_messages_wait_for_the_database_in_their_order(any_desk: Desk, cut: Cut) -> None:
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    cut.is_cut = True
    await plan.send("decide", plan.message("clare-2-returned"))
    await plan.send("resubmit", plan.message("clare-3-resubmission"))
    await plan.send("decide", plan.message("clare-4-agreed"))
    await until(lambda: cut.refused >= 2, "that it was tried again")
    assert (await plan.status()).status is Status.AWAITING_DECISION, "which it still answers"
    cut.is_cut = False
    signed = await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: plan.tasks() == {}, "nothing left to do")
    assert (signed.version, signed.refused_count) == (2, 0)
    sent = [row for row in plan.rows(MessageRow) if row.sent_by]
    assert [row.outcome for row in sent] == ["accepted"] * 4


async def test_a_submission_waits_at_the_door(any_desk: Desk, cut: Cut) -> None:
    plan = any_desk.plan()
    cut.is_cut = True
    await plan.start(plan.message("clare-1-submission"))
    await until(lambda: cut.refused >= 2, "that it was tried again")
    cut.is_cut = False
    await plan.until_is(Status.AWAITING_DECISION)
    assert plan.happenings().count(Happening.SUBMITTED) == 1


async def test_a_commit_whose_report_was_lost_counts_once(any_desk: Desk, cut: Cut) -> None:
    """This is the worst moment: everything was kept, and nobody was told."""
    plan = any_desk.plan()
    await plan.submit("clare-1-submission")
    cut.lose_next_report = True
    assert (await plan.ask("decide", plan.message("clare-2-returned"))).accepted
    assert not cut.lose_next_report, "it was lost"
    cut.lose_next_report = True
    assert (await plan.ask("resubmit", plan.message("clare-3-resubmission"))).accepted
    cut.lose_next_report = True
    assert (await plan.ask("decide", plan.message("clare-4-agreed"))).accepted
    cut.lose_next_report = True
    await plan.until_is(Status.SIGNED_OFF)
    await until(lambda: len(plan.letters()) >= 11, "every letter")
    assert len(plan.letters()) == len(set(plan.letters())) == 11
    decided = (Happening.RETURNED, Happening.RESUBMITTED, Happening.AGREED)
    assert [event for event in plan.happenings() if event in decided] == list(decided)
