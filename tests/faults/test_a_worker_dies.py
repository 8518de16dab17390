"""A worker is killed between any two steps, and another takes over: the plan ends as if nothing had happened.

Clare's story is played once undisturbed, to count its moments. Then it is played once more for each of those moments:
one worker process dies at it, and another worker finishes the story. Stories with other ways to sign-off, by a call or
a first payment, are played in the same way for the steps that Clare's story does not have. The record, the outbox and
the tasks for people must be the same each time: everything once, nothing twice, nothing missing.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

import worker
from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.reading_out import reference_of
from countersign.careplan.ways import Way
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Entry
from countersign.casework.kept import TaskKind
from countersign.office import office_of
from countersign.sending import ways_of
from countersign.store.tables import (
    ConsentRow,
    CopyRow,
    DecisionRow,
    MessageRow,
    NoticeRow,
    PlanVersionRow,
    QuestionRow,
    SignedBudgetRow,
    TaskRow,
)
from tests.faults.dying import DIED, Job, Mailbox, Moments, connected, counted_worker
from tests.support.builders import ROOT
from tests.support.servers import Desk, PlanUnderTest, documents, installed, until

PATIENCE = 60.0
TODAY = "today"
"""Stands in a message for the day on which it is sent, by the plan's own clock."""


class Sent(NamedTuple):
    """One message of a story: its name, its example, and what is changed in the example."""

    name: str
    example: str
    changes: Mapping[str, Any] = MappingProxyType({})


class Story(NamedTuple):
    """The messages of a story. They are sent before any worker runs, so every time the story has the same steps.

    `to_the_call`: before that, a worker that is not killed brings the plan to the day of its call.
    `has_interim`: the story starts the workflow of interim support.
    `own_steps`: the steps that no other story has.
    """

    submission: str
    sent: tuple[Sent, ...]
    to_the_call: bool = False
    has_interim: bool = False
    own_steps: slice = slice(0, 1)


CLARE = Story(
    "clare-1-submission",
    (
        Sent("decide", "clare-2-returned"),
        Sent("resubmit", "clare-3-resubmission"),
        Sent("decide", "clare-4-agreed"),
    ),
    has_interim=True,
)
ASKED: Mapping[str, Any] = {"message_id": "costs-0001", "version": 1, "sent_by.id": "tm-206"}
SUPPLIED: Mapping[str, Any] = {"request": "costs-0001", "sent_by.id": "sw-1090"}
PAYMENT = Story(
    "payment-1-submission",
    (
        Sent("request_information", "message-request-information", ASKED),
        Sent(
            "supply_information", "message-supply-information", {**SUPPLIED, "still_to_come": "The price, on Friday."}
        ),
        Sent("withdraw_request", "message-withdraw-request", {"request": "costs-0001", "sent_by.id": "tm-206"}),
        Sent("decide", "payment-2-agreed"),
        Sent("report_first_payment", "payment-3-first-payment", {"received_on": TODAY}),
        Sent("approve_arrangement", "payment-4-approved"),
    ),
    own_steps=slice(1, None),
)
"""Information is asked for, answered in part, and withdrawn; authorised to start; paid; a condition with a day."""
CALL = Story("call-1-submission", (Sent("decide", "call-2-agreed", {"meeting.held_on": TODAY}),), to_the_call=True)
MISSED = Story(
    "call-1-submission",
    (
        Sent("report_missed_meeting", "message-report-missed-meeting", {"held_on": TODAY}),
        Sent("decide", "call-2-agreed", {"sent_by.id": "hs-1", "meeting": None}),
    ),
    to_the_call=True,
)
"""The call is not held. The person is invited to the next, and the head of service decides instead."""


ONLY_READ = ("take_up", "look")
"""Steps that change nothing. How often a workflow looks depends on whether two signals came together."""

OTHER_WAYS = {"payment": PAYMENT, "call": CALL, "missed": MISSED}


class Told(NamedTuple):
    """Everything that a story leaves behind, without the plan's own id.

    The record is sorted, because the plan and its interim support write to it side by side. Their timelines are in the
    order of time.
    """

    status: dict[str, Any]
    clocks: list[str]
    timeline: list[str]
    record: list[str]
    letters: list[str]
    notices: dict[str, NoticeStatus]
    tasks: list[tuple[TaskKind, bool]]
    rows: dict[str, int]
    letter: str


class Installation(NamedTuple):
    """One plan with a task queue of its own. All of them share a database and an outbox."""

    desk: Desk
    plan: PlanUnderTest
    story: Story

    def job(self, number: int, dies_at: int, mailbox: str = "", among: str = "") -> Job:
        settings = self.desk.settings
        address = self.desk.client.service_client.config.target_host
        outbox = str(settings.outbox)
        return Job(number, dies_at, address, settings.database_url, outbox, settings.task_queue, mailbox, among)

    async def begin(self) -> None:
        """Send the whole story."""
        if self.story.to_the_call:
            await self._come_to_the_call()
        else:
            await self.plan.start(self.plan.message(self.story.submission))
        today = london_day(datetime.now(UTC) + self.plan.moved).isoformat()
        for name, example, changes in self.story.sent:
            changed = {path: today if value is TODAY else value for path, value in changes.items()}
            await self.plan.send(name, self.plan.message(example, changed))

    async def _come_to_the_call(self) -> None:
        await self.desk.open()
        assert (await self.plan.submit(self.story.submission)).accepted
        clocks = (await self.plan.status()).clocks
        await self.plan.forward_to(next(clock.since for clock in clocks if clock.wait is Wait.MEETING))
        await self.desk.shut()

    async def is_over(self) -> bool:
        """Whether the plan is signed off, and the question about urgent needs is settled."""
        signed_off = (await self.plan.status()).status is Status.SIGNED_OFF
        return signed_off and not await self.plan.interim.is_running()

    async def _of_interim(self) -> list[Entry]:
        """The timeline of the run of interim support that did something.

        If the plan's worker dies just after it told interim support, it tells it again. Where that has ended meanwhile,
        it is started, finds nothing to follow, and ends.
        """
        client, workflow_id = self.desk.client, self.plan.interim.workflow_id
        of_each: list[list[Entry]] = []
        async for run in client.list_workflows(f"WorkflowId = '{workflow_id}'"):
            handle = client.get_workflow_handle(workflow_id, run_id=run.run_id)
            of_each.append(await handle.query("timeline", result_type=list[Entry]))
        return max(of_each, key=len) if of_each else []

    async def told(self) -> Told:
        plan = self.plan
        await until(self.is_over, "the story's end", PATIENCE)
        now = await plan.until_interim(Interim.NONE)
        interim: list[Entry] = []
        if self.story.has_interim:
            interim = await until(self._of_interim, "what interim support did")
        own = {"plan_id", "content_sha256", "due", "next_step", "answer", "clocks", "promise"}
        status = now.model_dump(exclude=own, mode="json")
        tables = (PlanVersionRow, DecisionRow, MessageRow, NoticeRow, CopyRow, ConsentRow, QuestionRow, SignedBudgetRow)
        return Told(
            status=status,
            clocks=sorted(clock.name for clock in now.clocks),
            timeline=[entry.what for entry in (*await plan.timeline(), *interim)],
            record=sorted(plan.record()),
            letters=sorted(of_any_version(name) for name in plan.letters()),
            notices={of_any_version(key): status for key, status in plan.notices().items()},
            tasks=[(row.kind, row.done_at is not None) for row in plan.rows(TaskRow)],
            rows={table.__tablename__: len(plan.rows(table)) for table in tables},
            letter=plan.letter(f"v{now.version}.agreed.person").replace(reference_of(plan.plan_id), "this plan"),
        )


def differences(told: Told, wanted: Told) -> dict[str, tuple[Any, Any]]:
    """The differences from what a story should leave behind: for each name, what it left and what was wanted."""
    pairs = zip(Told._fields, told, wanted, strict=True)
    return {name: (left, should_have) for name, left, should_have in pairs if left != should_have}


def boundaries(moments: Sequence[str]) -> list[list[int]]:
    """The numbers, from 1, of the two most dangerous moments of each step.

    At the first, the determination is kept and nothing was sent. At the second, everything is done and the workflow has
    not heard of it.
    """
    chosen: list[list[int]] = []
    for number, moment in enumerate(moments, 1):
        if moment.endswith("begins"):
            chosen.append([])
        elif moment.endswith("has not reported") or (moment == "after a commit" and not chosen[-1]):
            chosen[-1].append(number)
    return chosen


def of_any_version(notice: str) -> str:
    """A notice's name. Notices of interim support lose their version, because the two workflows do not wait."""
    return re.sub(r"^v\d(?=.interim_support)", "v", notice)


def another(desk: Desk, story: Story) -> Installation:
    """The same installation, with another task queue and another plan."""
    settings = desk.settings.model_copy(update={"task_queue": f"test-{uuid4().hex[:12]}"})
    own = Desk(desk.server, settings, desk.database)
    return Installation(own, own.plan(), story)


async def undisturbed(desk: Desk, of: Story, mailbox: str = "") -> tuple[Told, list[str]]:
    """What the story leaves behind when no worker dies, and its moments."""
    story = another(desk, of)
    await story.begin()
    moments = Moments(0)
    job = story.job(0, 0, mailbox)
    async with counted_worker(await connected(job, moments), job, moments):
        return await story.told(), moments.passed


@asynccontextmanager
async def deaths(jobs: Sequence[Job]) -> AsyncGenerator[AsyncIterator[tuple[int, int]]]:
    """Run a worker process for each job. Yields the number and exit code of each as it ends."""
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
    desk: Desk, deadly: Sequence[tuple[Story, int]], mailbox: str = "", among: str = ""
) -> list[tuple[str, Told]]:
    """Play all stories side by side, each with a worker that dies at its moment and another that takes over.

    `among`: the moments that are counted, if not all.

    Returns, in the same order, each plan's id and what its story left behind.
    """
    stories = [another(desk, story) for story, _ in deadly]
    await asyncio.gather(*(story.begin() for story in stories))
    transports = ways_of(desk.settings)
    if mailbox:
        transports[Way.SMTP] = Mailbox(Path(mailbox))
    activities = worker.activities_of(desk.settings, desk.database, office_of(desk.settings, documents()), transports)
    async with AsyncExitStack() as stack:
        jobs = [
            story.job(number, moment, mailbox, among)
            for number, (story, (_, moment)) in enumerate(zip(stories, deadly, strict=True))
        ]
        died = await stack.enter_async_context(deaths(jobs))
        async for number, code in died:
            story, moment = stories[number], deadly[number][1]
            assert code == DIED, f"the worker of moment {moment} was to die at it, and ended with {code}"
            await stack.enter_async_context(worker.build(desk.client, story.desk.settings, activities))
        told: list[tuple[str, Told]] = []
        for story, (_, moment) in zip(stories, deadly, strict=True):
            await until(story.is_over, f"the end of the story whose worker died at moment {moment}", PATIENCE)
            told.append((story.plan.plan_id, await story.told()))
        return told


@pytest.fixture
def shared(temporal_server: WorkflowEnvironment, database_url: str, tmp_path: Path) -> Desk:
    """An installation without a worker. Every plan of a test shares its database and its outbox."""
    return installed(temporal_server, database_url, tmp_path, {})


@pytest.mark.rule("REC-4", "TELL-1")
async def test_killed_at_any_moment_everything_still_happens_once(shared: Desk, request: pytest.FixtureRequest) -> None:
    wanted, moments = await undisturbed(shared, CLARE)
    assert wanted.letters.count("v2.agreed.person") == 1
    begins = Counter(moment.removesuffix(" begins") for moment in moments if moment.endswith("begins"))
    changes = Counter({step: times for step, times in begins.items() if step not in ONLY_READ})
    assert changes == {"receive_submission": 1, "consider": 3, "sign_off": 1, "follow_plan": 2}
    # Each death costs seconds, so try every fifth moment; on PostgreSQL, which has the same steps, every 13th.
    chosen = range(1, len(moments) + 1, 13 if "postgresql" in request.node.name else 5)
    assert len(chosen) >= 5
    told = await finished(shared, [(CLARE, moment) for moment in chosen])
    different = {
        f"{moment}: {moments[moment - 1]}": differences(story, wanted)
        for moment, (_, story) in zip(chosen, told, strict=True)
    }
    assert {moment: what for moment, what in different.items() if what} == {}
    shared.database.close()


@pytest.mark.rule("REC-4", "TELL-1", "ROUTE-3", "ROUTE-5", "DEC-4", "DP-6")
async def test_killed_in_any_step_of_a_call_or_a_first_payment_it_still_happens_once(
    temporal_server: WorkflowEnvironment, sqlite_url: str, tmp_path: Path
) -> None:
    desk = installed(temporal_server, sqlite_url, tmp_path, {})
    told_undisturbed = {name: await undisturbed(desk, story) for name, story in OTHER_WAYS.items()}
    assert {name: wanted.clocks for name, (wanted, _) in told_undisturbed.items()} == {
        "payment": ["condition:D1", "payment_review", "review"],
        "call": ["review"],
        "missed": ["review"],
    }
    assert all(wanted.status["refused_count"] == 0 for wanted, _ in told_undisturbed.values())
    assert told_undisturbed["missed"][0].rows["decisions"] == 1
    chosen = [
        (name, moment)
        for name, (_, moments) in told_undisturbed.items()
        for step in boundaries(moments)[OTHER_WAYS[name].own_steps]
        for moment in step
    ]
    assert Counter(name for name, _ in chosen) == {"payment": 14, "call": 2, "missed": 2}
    told = await finished(desk, [(OTHER_WAYS[name], moment) for name, moment in chosen])
    different = {
        f"{name} {moment}: {told_undisturbed[name][1][moment - 1]}": differences(story, told_undisturbed[name][0])
        for (name, moment), (_, story) in zip(chosen, told, strict=True)
    }
    assert {moment: what for moment, what in different.items() if what} == {}
    desk.database.close()


async def test_killed_after_a_message_went_that_cannot_be_called_back_it_never_goes_twice(
    temporal_server: WorkflowEnvironment, sqlite_url: str, tmp_path: Path
) -> None:
    desk = installed(temporal_server, sqlite_url, tmp_path, {})
    wanted, moments = await undisturbed(desk, CLARE, str(tmp_path / "undisturbed"))
    mails = [
        key for key, status in wanted.notices.items() if status is NoticeStatus.SENT and not key.endswith("/person")
    ]
    mailbox = tmp_path / "mailbox"
    after_a_mail = "after sending by smtp"
    assert moments.count(after_a_mail) == len(mails) == 7
    told = await finished(desk, [(CLARE, moment) for moment in (1, 4, 7)], str(mailbox), after_a_mail)
    sent = Counter(mailbox.read_text(encoding="utf-8").splitlines())
    assert set(sent.values()) == {1}
    for plan_id, story in told:
        by_hand = [key for key, status in story.notices.items() if status is NoticeStatus.BY_HAND]
        # Notices that either workflow was sending at that moment: nobody can know which of them went.
        assert 1 <= len(by_hand) <= 3
        told_of_it = {key for key in story.notices if "/task/" in key or key.startswith("task/")}
        theirs = {key: status for key, status in story.notices.items() if key not in told_of_it}
        assert theirs | dict.fromkeys(by_hand, NoticeStatus.SENT) == wanted.notices
        assert [kind for kind, done in story.tasks if not done] == [TaskKind.GIVE_BY_HAND] * len(by_hand)
        went = {
            of_any_version(key.partition("/")[2]) for key in sent if key.startswith(plan_id) and "/task/" not in key
        }
        assert went | set(by_hand) == set(mails), "each has gone, or is asked for"
    desk.database.close()
