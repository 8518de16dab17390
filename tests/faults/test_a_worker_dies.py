"""A worker is killed between any two steps, and another takes over: the plan ends as if nothing had happened.

Clare's story is told once undisturbed, and its moments counted. Then it is told once more for each of those moments,
by a worker process that dies at it, and finished by a worker that does not. What is on the record, what lies in the
outbox and what was asked of people must be the same each time: everything once, nothing twice, nothing missing.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

import worker
from careplan.interim import Interim
from careplan.lifecycle import Status
from store.tables import ConsentRow, CopyRow, DecisionRow, MessageRow, NoticeRow, PlanVersionRow, TaskRow
from tests.careplan.builders import ROOT
from tests.faults.dying import DIED, Job, Mailbox, Moments, connected, counted_worker
from tests.servers import Desk, PlanUnderTest, documents, installed, until

STORY = (("decide", "clare-2-returned"), ("resubmit", "clare-3-resubmission"), ("decide", "clare-4-agreed"))
PATIENCE = 60.0


class Told(NamedTuple):
    """Everything that a story leaves behind, without the plan's own id.

    The record is sorted: the plan and its interim support write on it side by side. Each has its timeline in order.
    """

    status: dict[str, Any]
    timeline: list[str]
    record: list[str]
    letters: list[str]
    notices: dict[str, str]
    tasks: list[tuple[str, bool]]
    rows: dict[str, int]
    letter: str


class Installation(NamedTuple):
    """One plan with a task queue of its own, in a database and an outbox that all of them share."""

    desk: Desk
    plan: PlanUnderTest

    def job(self, number: int, dies_at: int, mailbox: str = "", among: str = "") -> Job:
        settings = self.desk.settings
        address = self.desk.client.service_client.config.target_host
        outbox = str(settings.outbox)
        return Job(number, dies_at, address, settings.database_url, outbox, settings.task_queue, mailbox, among)

    async def begin(self) -> None:
        """Send the whole story before anybody works on it: so each telling has the very same steps."""
        await self.plan.start(self.plan.message("clare-1-submission"))
        for name, example in STORY:
            await self.plan.send(name, self.plan.message(example))

    async def is_over(self) -> bool:
        """Whether the plan is signed off, and the question whether there are urgent needs was settled with it."""
        signed_off = (await self.plan.status()).status is Status.SIGNED_OFF
        return signed_off and not await self.plan.interim.is_running()

    async def told(self) -> Told:
        plan = self.plan
        await until(self.is_over, "the story's end", PATIENCE)
        status = (await plan.until_interim(Interim.NONE)).model_dump(
            exclude={"plan_id", "due", "next_step", "answer", "clocks", "promise"}, mode="json"
        )
        tables = (PlanVersionRow, DecisionRow, MessageRow, NoticeRow, CopyRow, ConsentRow)
        return Told(
            status=status,
            timeline=[entry.what for entry in (*await plan.timeline(), *await plan.interim.timeline())],
            record=sorted(plan.record()),
            letters=sorted(of_any_version(name) for name in plan.letters()),
            notices={of_any_version(key): status for key, status in plan.notices().items()},
            tasks=[(row.kind, row.done_at is not None) for row in plan.rows(TaskRow)],
            rows={table.__tablename__: len(plan.rows(table)) for table in tables},
            letter=plan.letter("v2.agreed.person").replace(plan.plan_id, "this plan"),
        )


def differences(one: Told, wanted: Told) -> dict[str, tuple[Any, Any]]:
    """What one story left otherwise than another: by name, what it left and what was wanted."""
    return {name: (left, right) for name, left, right in zip(Told._fields, one, wanted, strict=True) if left != right}


def of_any_version(notice: str) -> str:
    """Its name; without the version for interim support's, which does not wait for the plan, nor the plan for it."""
    return re.sub(r"^v\d(?=.interim_support)", "v", notice)


def another(desk: Desk) -> Installation:
    """The same installation, with another task queue and another plan."""
    settings = desk.settings.model_copy(update={"task_queue": f"test-{uuid4().hex[:12]}"})
    own = Desk(desk.server, settings, desk.database)
    return Installation(own, own.plan())


async def undisturbed(desk: Desk, mailbox: str = "") -> tuple[Told, list[str]]:
    """The story as it goes when nobody dies, and its moments."""
    story = another(desk)
    await story.begin()
    moments = Moments(0)
    job = story.job(0, 0, mailbox)
    async with counted_worker(await connected(job, moments), job, moments):
        return await story.told(), moments.passed


@asynccontextmanager
async def deaths(jobs: Sequence[Job]) -> AsyncGenerator[AsyncIterator[tuple[int, int]]]:
    """Run a worker process for each job, and say of each, as it ends, its number and its exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.dying"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(jobs).encode())
    process.stdin.close()

    async def lines() -> AsyncIterator[tuple[int, int]]:
        assert process.stdout is not None
        async for line in process.stdout:
            number, code = json.loads(line)
            yield number, code

    try:
        yield lines()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def finished(
    desk: Desk, moments: Sequence[int], mailbox: str = "", among: str = ""
) -> dict[int, tuple[str, Told]]:
    """Tell the story once for each moment, with a worker that dies at it and another that takes over.

    `among`: which moments are counted, if not all.

    Returns, by moment, the plan's id and what its story left behind.
    """
    stories = {moment: another(desk) for moment in moments}
    for story in stories.values():
        await story.begin()
    transports = worker.transports_of(desk.settings)
    if mailbox:
        transports["email"] = Mailbox(Path(mailbox))
    activities = worker.activities_of(desk.settings, desk.database, transports, documents())
    async with AsyncExitStack() as stack:
        jobs = [story.job(moment, moment, mailbox, among) for moment, story in stories.items()]
        died = await stack.enter_async_context(deaths(jobs))
        async for moment, code in died:
            assert code == DIED, f"the worker of moment {moment} was to die at it, and ended with {code}"
            story = stories[moment]
            await stack.enter_async_context(worker.build(desk.client, story.desk.settings, activities))
        told: dict[int, tuple[str, Told]] = {}
        for moment, story in stories.items():
            await until(story.is_over, f"the end of the story whose worker died at moment {moment}", PATIENCE)
            told[moment] = (story.plan.plan_id, await story.told())
        return told


@pytest.fixture
def shared(temporal_server: WorkflowEnvironment, database_url: str, tmp_path: Path) -> Desk:
    """An installation without a worker, whose database and outbox every plan of a test shares."""
    return installed(temporal_server, database_url, tmp_path, {})


@pytest.mark.rule("REC-4", "TELL-1")
async def test_killed_at_any_moment_everything_still_happens_once(shared: Desk, request: pytest.FixtureRequest) -> None:
    wanted, moments = await undisturbed(shared)
    assert wanted.letters.count("v2.agreed.person") == 1
    begins = Counter(moment.removesuffix(" begins") for moment in moments if moment.endswith("begins"))
    assert begins == {"receive_submission": 1, "consider": 3, "sign_off": 1, "follow_plan": 2}
    # Each death costs seconds: every fifth moment, and on PostgreSQL, where the steps are the same ones, every 13th.
    chosen = range(1, len(moments) + 1, 13 if "postgresql" in request.node.name else 5)
    told = await finished(shared, chosen)
    assert len(told) == len(chosen) >= 5
    different = {f"{moment}: {moments[moment - 1]}": differences(one, wanted) for moment, (_, one) in told.items()}
    assert {moment: what for moment, what in different.items() if what} == {}
    shared.database.close()


async def test_killed_after_a_message_went_that_cannot_be_called_back_it_never_goes_twice(
    temporal_server: WorkflowEnvironment, sqlite_url: str, tmp_path: Path
) -> None:
    desk = installed(temporal_server, sqlite_url, tmp_path, {})
    wanted, moments = await undisturbed(desk, str(tmp_path / "undisturbed"))
    mails = [key for key, status in wanted.notices.items() if status == "sent" and not key.endswith("/person")]
    mailbox = tmp_path / "mailbox"
    after_a_mail = "after sending by email"
    assert moments.count(after_a_mail) == len(mails) == 7
    told = await finished(desk, (1, 4, 7), str(mailbox), after_a_mail)
    sent = Counter(mailbox.read_text(encoding="utf-8").splitlines())
    assert set(sent.values()) == {1}
    for plan_id, one in told.values():
        by_hand = [key for key, status in one.notices.items() if status == "by_hand"]
        # Those that were to go at the same time, from either workflow: nobody can know which of them went.
        assert 1 <= len(by_hand) <= 3
        assert one.notices | dict.fromkeys(by_hand, "sent") == wanted.notices
        assert [kind for kind, done in one.tasks if not done] == ["give_by_hand"] * len(by_hand)
        went = {of_any_version(key.partition("/")[2]) for key in sent if key.startswith(plan_id)}
        assert went | set(by_hand) == set(mails), "each has gone, or is asked for"
    desk.database.close()
