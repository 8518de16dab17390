"""A real Temporal server for tests, a whole installation on it, and one of its plans as a case system sees it.

Every clock of the server shows real time until a test moves a plan's own clock with `forward`. No test sleeps and
hopes: it asks again and again until what it waits for is so, or until a deadline has passed.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import inspect, select
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
)
from temporalio.common import RawValue, SearchAttributePair, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, WorkflowEnvironment

import worker
from countersign.careplan.content import content_sha256
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer
from countersign.careplan.notices import NoticeStatus
from countersign.careplan.plan import Plan
from countersign.careplan.ways import Way
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Entry
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.casework.status import Outcome, PlanStatus
from countersign.client.plans import Signs
from countersign.embedded.workflow_clock import ONE_SKIP, PATIENCE, Clock
from countersign.letters.channels.transport import Transport
from countersign.letters.council_words import FOLDER
from countersign.letters.documents import Documents
from countersign.office import documents_of, office_of
from countersign.sending import ways_of
from countersign.settings import Settings
from countersign.store.database import Database, open_engine
from countersign.store.register import replace_register
from countersign.store.register_file import read_register
from countersign.store.tables import NoticeRow, RecordRow, Table, TaskRow
from countersign.temporal import names
from countersign.testkit.examples import EXAMPLES, SENDER, Json, changed, example, move_conditions, move_ending
from countersign.testkit.senders import with_its_practitioner
from countersign.testkit.signing import senders_for_tests, signer_for_tests

Row = TypeVar("Row", bound=Table)


@cache
def documents() -> Documents:
    """The maker of letters. It is loaded once for a test process, because that takes longer than most tests."""
    return Documents()


async def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again until the answer is true, and return it. On failure, `what` says what never happened.

    `holds`: a coroutine function, or an ordinary one.
    """
    deadline = time.monotonic() + patience
    while True:
        answer = holds()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s, and never saw: {what}")
        await asyncio.sleep(0.02)


@dataclass
class PlanUnderTest:
    """One plan, as a case system uses it: only by the messages and queries of its workflow.

    `of_interim`: use the workflow of the plan's interim support instead.
    """

    desk: "Desk"
    plan_id: str
    of_interim: bool = False
    moved: timedelta = timedelta(0)
    hashes: dict[int, str] = field(default_factory=dict[int, str])
    """The hash of each version that was sent, by its number: perhaps no worker has kept it yet."""
    own: dict[str, str] = field(default_factory=dict[str, str])
    """The plan's `practitioner`, as the version that was sent last names them."""

    @property
    def workflow_id(self) -> str:
        """The id of its workflow."""
        return names.interim_id(self.plan_id) if self.of_interim else names.workflow_id(self.plan_id)

    @property
    def interim(self) -> "PlanUnderTest":
        """The workflow of the plan's interim support, whether or not it runs."""
        return PlanUnderTest(
            self.desk, self.plan_id, of_interim=True, moved=self.moved, hashes=self.hashes, own=self.own
        )

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The handle of its workflow: always of the latest run."""
        return self.desk.client.get_workflow_handle(self.workflow_id)

    # Sending

    def message(self, name: str, changes: Mapping[str, Any] | None = None, *, again: str = "") -> Json:
        """An example, changed to be about this plan and sent now. `changes`: a new value for each path.

        A decision names the content of its version, as it was sent last (WHO-2).
        `again`: added to its id. "Now" is the plan's own clock, as far as this test has moved it.
        """
        message = with_its_practitioner(name, example(name), self.own.get("practitioner", ""))
        now = datetime.now(UTC) + self.moved
        move_conditions(message, london_day(now))
        move_ending(message, london_day(now))
        message["sent_at"] = now.isoformat()
        if "plan" in message:
            message["plan"]["plan_id"] = self.plan_id
        else:
            message["plan_id"] = self.plan_id
        if again:
            message["message_id"] += f"-{again}"
        finished = changed(message, changes or {})
        if "content_sha256" in finished and "content_sha256" not in (changes or {}):
            finished["content_sha256"] = self.hashes.get(finished["version"], finished["content_sha256"])
        return finished

    def remember(self, *arguments: Any) -> None:
        """Remember the content of each version among what is sent. A decision then names it (WHO-2)."""
        for message in arguments:
            fields = cast("Json", message) if isinstance(message, dict) else {}
            with suppress(ValidationError, TypeError):
                number = fields.get("amends_version", fields.get("answers_version", 0)) + 1
                plan = Plan.model_validate(fields.get("plan"))
                self.hashes[number] = content_sha256(plan)
                self.own["practitioner"] = plan.practitioner.id

    def _as_sent(self, name: str, *arguments: Any) -> list[Any]:
        """What is sent: signed, if the desk signs and it is a message."""
        self.remember(*arguments)
        signs = self.desk.signs
        is_message = signs is not None and len(arguments) == 1 and isinstance(arguments[0], dict)
        return [signs(self.plan_id, name, cast("Json", arguments[0]))] if signs and is_message else list(arguments)

    async def submit(self, submission: str | Json, changes: Mapping[str, Any] | None = None) -> Answer:
        """Start the plan, and learn in the same request whether it was accepted at the door."""
        message = self.message(submission, changes) if isinstance(submission, str) else submission
        (as_sent,) = self._as_sent("submit", message)
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            names.WORKFLOW,
            as_sent,
            id=self.workflow_id,
            task_queue=self.desk.settings.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return await self.desk.client.execute_update_with_start_workflow(
            names.ACKNOWLEDGE, message.get("message_id"), start_workflow_operation=start, result_type=Answer
        )

    async def start(self, *arguments: Any) -> WorkflowHandle[Any, Outcome]:
        """Start the plan without waiting for an answer, as a case system may, with any arguments at all."""
        return await self.desk.client.start_workflow(
            names.WORKFLOW,
            args=self._as_sent("submit", *arguments),
            id=self.workflow_id,
            task_queue=self.desk.settings.task_queue,
            result_type=Outcome,
        )

    async def ask(self, name: str, *arguments: Any, update_id: str | None = None) -> Answer:
        """Send a message as an update, and wait for its answer."""
        args = self._as_sent(name, *arguments)
        return await self.handle.execute_update(name, args=args, id=update_id, result_type=Answer)

    async def send(self, name: str, *arguments: Any) -> None:
        """Send a message as a signal, which is not answered."""
        await self.handle.signal(name, args=self._as_sent(name, *arguments))

    async def send_raw(self, name: str, *payloads: Payload) -> None:
        """Send a signal past the client's own converter, as a sender in another language would."""
        request = SignalWorkflowExecutionRequest(
            namespace=self.desk.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=self.workflow_id),
            signal_name=name,
            identity="a case system",
        )
        request.input.payloads.extend(payloads)
        await self.desk.client.workflow_service.signal_workflow_execution(request)

    # Looking

    async def query(self, name: str, result: Any) -> Any:
        """Ask a query. Ask again if the plan is just going on as a new run, or its worker is busy."""
        failed: Exception | None = None

        async def answered() -> list[Any] | None:
            nonlocal failed
            try:
                return [await self.handle.query(name, result_type=result)]
            except WorkflowQueryFailedError as error:
                failed = error
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
            return None

        try:
            return (await until(answered, f"an answer to the query {name}"))[0]
        except AssertionError as never:
            raise never from failed

    async def status(self) -> PlanStatus:
        """Where it is, whose turn it is, by when, and what happens next."""
        return await self.query("status", PlanStatus)

    async def timeline(self) -> list[Entry]:
        """What has happened, earliest first."""
        return await self.query("timeline", list[Entry])

    async def until_status(
        self, holds: Callable[[PlanStatus], Any], what: str, patience: float = PATIENCE
    ) -> PlanStatus:
        """Ask for the status until `holds` is true of it, and return it."""

        async def asked() -> PlanStatus | None:
            status = await self.status()
            return status if holds(status) else None

        return await until(asked, what, patience)

    async def is_running(self) -> bool:
        """Whether its workflow exists and has not ended."""
        try:
            description = await self.handle.describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return description.status is WorkflowExecutionStatus.RUNNING

    async def until_interim(self, stage: Interim) -> PlanStatus:
        """Wait until interim support has got so far, and both workflows know it. Returns the plan's status."""
        return await self.until_status(lambda now: now.interim is stage, f"interim support {stage.value}")

    async def until_is(self, status: Status) -> PlanStatus:
        """Wait until the plan has got so far, and return its status."""
        return await self.until_status(lambda now: now.status is status, f"the plan {status.value}")

    async def outcome(self) -> Outcome:
        """How the plan left. Waits for its workflow to end."""
        handle = self.desk.client.get_workflow_handle(self.workflow_id, result_type=Outcome)
        return await asyncio.wait_for(handle.result(), PATIENCE)

    async def search_attributes(self) -> dict[str, Any]:
        """Its search attributes, by name."""
        description = await self.handle.describe()
        pairs = cast("Iterable[SearchAttributePair[Any]]", description.typed_search_attributes)
        return {pair.key.name: pair.value for pair in pairs}

    async def failed_tasks(self) -> int:
        """How many workflow tasks of the current run failed: each is a moment at which the plan was stuck."""
        history = await self.handle.fetch_history()
        return sum(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED for event in history.events)

    def letters(self) -> list[str]:
        """The names of this plan's notices in the outbox: `v1.agreed.person`, and so on."""
        folder = self.desk.settings.outbox / self.plan_id
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def letter(self, name: str, file: str = "letter.txt") -> str:
        """One file of a notice in the outbox."""
        return (self.desk.settings.outbox / self.plan_id / name / file).read_text(encoding="utf-8")

    def rows(self, table: type[Row]) -> list[Row]:
        """Every row of a table about this plan, in the order of its key."""
        with self.desk.database.transaction() as session:
            query = select(table).where(table.__table__.c.plan_id == self.plan_id)
            return list(session.scalars(query.order_by(*inspect(table).primary_key)))

    def record(self) -> list[str]:
        """The sentences of the record, in order."""
        return [row.what for row in self.rows(RecordRow)]

    def happenings(self) -> list[Happening]:
        """The codes of the record, in order."""
        return [row.event for row in self.rows(RecordRow)]

    def notices(self) -> dict[str, NoticeStatus]:
        """The status of each notice, by `v1/agreed/person` and so on."""
        return {row.key.partition("/")[2]: row.status for row in self.rows(NoticeRow)}

    def tasks(self) -> dict[str, TaskKind]:
        """The open tasks for people: the kind of each, by its name."""
        return {row.name: row.kind for row in self.rows(TaskRow) if row.done_at is None}

    async def complete(self, task: str, by: str = "tm-201") -> Answer:
        """Say that a task was done."""
        message = self.message("message-complete-task", {"task": task, "sent_by.id": by}, again=uuid4().hex[:8])
        return await self.ask("complete_task", message)

    # Time

    async def now(self) -> datetime:
        """The time by this plan's own clock."""
        return await self.desk.server.get_current_time(self.handle)

    async def forward(self, by: timedelta) -> None:
        """Let this much of the plan's own time pass at one go, including the pauses between retries.

        The last step that falls due may still be in hand when this returns. To go from step to step, use `forward_to`.
        """
        assert await self.desk.server.fast_forward(self.handle, by), "the plan ended while its clock was moved"
        self.moved += by

    async def forward_to(self, moment: datetime) -> None:
        """Move this plan's clock to a moment and no further, from one due event to the next."""
        assert await self.runs_at(moment), "the plan ended while its clock was moved"
        real = datetime.now(UTC)
        self.moved = await self.now() - real

    async def runs_at(self, moment: datetime) -> bool:
        """The same for a workflow that may end meanwhile. Returns whether it still runs."""
        return await Clock(self.desk.skips, self.workflow_id).to(moment)

    async def to_next_step(self) -> PlanStatus:
        """Move on to the next step of the clock, and wait until it was taken."""
        before = (await self.status()).next_step
        assert before is not None
        await self.forward_to(before.at)
        return await self.until_status(lambda status: status.next_step != before, f"the step of {before.at} taken")


@dataclass
class Desk:
    """An installation: a database, an outbox, a task queue, and at most one worker at a time."""

    server: WorkflowEnvironment
    settings: Settings
    database: Database
    transports: dict[Way, Transport] = field(default_factory=dict)
    signs: Signs | None = None
    """WHO-4: signs what is sent; None where it is sent unsigned."""
    _worker: "worker.Workers | None" = None

    def __post_init__(self) -> None:
        """Make ready the skips that move the clocks of its plans."""
        self.skips = TimeSkipper(self.client, config=ONE_SKIP)

    @property
    def client(self) -> Client:
        """The server's client."""
        return self.server.client

    def plan(self) -> PlanUnderTest:
        """A new plan that was not submitted yet."""
        return PlanUnderTest(self, str(uuid4()))

    async def open(self) -> None:
        """Start a worker."""
        transports = {**ways_of(self.settings), **self.transports}
        has_words = (self.settings.schemes / FOLDER).is_dir()
        made_by = documents_of(self.settings) if has_words else documents()
        activities = worker.activities_of(self.settings, self.database, office_of(self.settings, made_by), transports)
        self._worker = worker.build(self.client, self.settings, activities)
        await self._worker.__aenter__()

    async def open_with(self, **transports: Transport) -> None:
        """Replace the running worker by one that sends by these ways, each by its name."""
        await self.shut()
        self.transports.update({Way(name): by for name, by in transports.items()})
        await self.open()

    async def shut(self) -> None:
        """Stop the worker, if there is one."""
        if self._worker is not None:
            stopping, self._worker = self._worker, None
            await stopping.__aexit__(None, None, None)


def installed(
    server: WorkflowEnvironment, url: str, folder: Path, transports: Mapping[Way, Transport], *, signed: bool = False
) -> Desk:
    """An installation on a migrated database, with the example register in it. `signed`: it takes in nothing else."""
    settings = Settings(
        database_url=url,
        sender=SENDER,
        outbox=folder / "outbox",
        task_queue=f"test-{uuid4().hex[:12]}",
        grace_seconds=5,
        senders="signed" if signed else "open",
        senders_file=senders_for_tests(folder) if signed else None,
        senders_open_to="anybody",
    )
    database = Database(open_engine(url, pool_size=worker.ACTIVITIES_AT_ONCE))
    register = read_register((EXAMPLES / "register.csv").read_text(encoding="utf-8"), "register.csv")
    with database.transaction() as session:
        replace_register(session, register)
    return Desk(server, settings, database, dict(transports), signer_for_tests() if signed else None)


@asynccontextmanager
async def a_desk(
    server: WorkflowEnvironment,
    url: str,
    folder: Path,
    transports: Mapping[Way, Transport] | None = None,
    *,
    signed: bool = False,
) -> AsyncGenerator[Desk]:
    """An installation with a worker. `signed`: it takes in only what is signed, and its tests sign what they send."""
    desk = installed(server, url, folder, transports or {}, signed=signed)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.shut()
        desk.database.close()


def raw(data: bytes, **metadata: bytes) -> RawValue:
    """An argument made of exactly these bytes."""
    return RawValue(Payload(metadata=metadata, data=data))


def one_of(found: Iterable[Row]) -> Row:
    """The only item. Fails if there are none or several."""
    (only,) = found
    return only
