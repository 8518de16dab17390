"""What operations do with workflows, over Temporal's own interface: look at each, and bring it to what our record says.

Nothing here reads our database. No workflow that could go on is ended for it: it is told to begin anew.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import EventType, TaskQueueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.common import RawValue, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.differences import Execution, Seen
from countersign.casework.opening import hash_of, opened
from countersign.client.plans import NoAnswer, PlanNotFound, Plans
from countersign.temporal import names

FAILED_SO_OFTEN = 3
"""So many failures of one workflow task in a row are no accident: a dead worker or a busy machine causes one or two."""

JSON = b"json/plain"

TYPE_OF: dict[Workflow, str] = {Workflow.PLAN: names.WORKFLOW, Workflow.INTERIM: names.INTERIM_WORKFLOW}


class TakenIn(NamedTuple):
    """A message that Temporal took in for a workflow."""

    name: str

    message_id: str

    sha256: str

    at: datetime

    payload: Payload
    """Its bytes, as they came."""


class History(NamedTuple):
    """What Temporal has of a workflow, over all its runs."""

    start: Payload | None
    """What its first run was started with; None if that run is no longer kept."""

    messages: tuple[TakenIn, ...]
    """Every message that could be read and whose sender was not told that it is refused, the earliest first."""


class Listed(NamedTuple):
    """A workflow that was found by searching."""

    workflow_id: str

    of_type: str

    runs: bool


def id_of(of: Workflow, plan_id: str) -> str:
    """The id of one of a plan's workflows."""
    return names.workflow_id(plan_id) if of is Workflow.PLAN else names.interim_id(plan_id)


class Workflows:
    """Every workflow of this installation: of one namespace and one task queue."""

    def __init__(self, client: Client, task_queue: str, patience: timedelta) -> None:
        """`patience`: how long to wait for a workflow's answer."""
        self._client = client
        self._task_queue = task_queue
        self._plans = Plans(client, task_queue, patience)

    # Looking

    async def is_worked_on(self) -> bool:
        """Whether a worker of this task queue has asked for work in the last minutes. Raises NoAnswer."""
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=self._task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        try:
            return bool((await self._client.workflow_service.describe_task_queue(request)).pollers)
        except RPCError as error:
            raise _not_reached(error) from None

    async def listed(self) -> list[Listed]:
        """Every workflow of ours that runs, and of plans that have left every one that is still kept.

        It is found by searching, which may lag behind: what is found is then looked at. Raises NoAnswer.
        """
        types = " OR ".join(f"WorkflowType = '{name}'" for name in TYPE_OF.values())
        left = f"WorkflowType = '{names.WORKFLOW}' AND PlanStatus != 'refused' AND ExecutionStatus != 'ContinuedAsNew'"
        query = f"TaskQueue = '{self._task_queue}' AND ((({types}) AND ExecutionStatus = 'Running') OR ({left}))"
        try:
            found = [
                Listed(execution.id, execution.workflow_type, execution.close_time is None)
                async for execution in self._client.list_workflows(query)
            ]
        except RPCError as error:
            raise _not_reached(error) from None
        return sorted(set(found))

    async def seen(self, of: Workflow, plan_id: str) -> Seen:
        """One of a plan's workflows, as Temporal has it now. Raises NoAnswer if Temporal cannot be asked."""
        workflow_id = id_of(of, plan_id)
        try:
            described = await self._client.get_workflow_handle(workflow_id).describe()
        except ValueError:
            return Seen(Execution.SILENT)  # it is paused: the library knows no such status
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return Seen(Execution.NONE)
            raise _not_reached(error) from None
        is_running = described.status is WorkflowExecutionStatus.RUNNING
        if not is_running:
            how = described.status.name.lower().replace("_", " ") if described.status else "unknown"
            return Seen(Execution.HAS_ENDED, how)
        if (described.workflow_type, described.task_queue) != (TYPE_OF[of], self._task_queue):
            return Seen(Execution.IS_NOT_OURS)
        if (attempts := _attempts(described)) >= FAILED_SO_OFTEN:
            return Seen(Execution.FAILS, f"{attempts - 1}")
        return await self._asked(of, plan_id)

    async def _asked(self, of: Workflow, plan_id: str) -> Seen:
        plans = self._plans
        try:
            if of is Workflow.PLAN:
                status, timeline = await plans.status(plan_id), await plans.timeline(plan_id)
            else:
                status, timeline = await plans.interim_status(plan_id), await plans.interim_timeline(plan_id)
        except (NoAnswer, PlanNotFound):
            return Seen(Execution.SILENT)
        return Seen(Execution.RUNS, status=status, timeline=tuple(timeline))

    async def history(self, workflow_id: str) -> History:
        """What Temporal has of a workflow, over all runs that went on from one another. Raises NoAnswer."""
        taken: list[TakenIn] = []
        run_id: str | None = None
        start: Payload | None = None
        while True:
            handle = self._client.get_workflow_handle(workflow_id, run_id=run_id)
            try:
                events = (await handle.fetch_history()).events
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise _not_reached(error) from None
                return History(None, tuple(taken))
            taken = [*_messages_of(events), *taken]
            started = events[0].workflow_execution_started_event_attributes
            if not started.continued_execution_run_id:
                start = _only(started.input)
                return History(start, tuple(taken))
            run_id = started.continued_execution_run_id

    # Mending

    async def start(self, of: Workflow, plan_id: str, given: Payload | None = None, *, over: bool = False) -> None:
        """Start one of a plan's workflows: without an argument it goes on from our record.

        `given`: a submission. `over`: end whatever runs under its id; else whatever runs there is left alone.
        Raises NoAnswer.
        """
        conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if over else WorkflowIDConflictPolicy.USE_EXISTING
        try:
            await self._client.start_workflow(
                TYPE_OF[of],
                args=[RawValue(given)] if given is not None else [],
                id=id_of(of, plan_id),
                task_queue=self._task_queue,
                id_conflict_policy=conflict,
                priority=names.FIRST if of is Workflow.INTERIM else names.LAST,
            )
        except RPCError as error:
            raise _not_reached(error) from None

    async def send_again(self, of: Workflow, plan_id: str, messages: Iterable[TakenIn]) -> None:
        """Send messages again, as they came. Interim support is started for them if it does not run.

        One that nobody can take, because the plan has left, is left out. Raises NoAnswer.
        """
        for message in messages:
            try:
                if of is Workflow.INTERIM:
                    await self._client.start_workflow(
                        names.INTERIM_WORKFLOW,
                        id=id_of(of, plan_id),
                        task_queue=self._task_queue,
                        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                        priority=names.FIRST,
                        start_signal=message.name,
                        start_signal_args=[RawValue(message.payload)],
                    )
                else:
                    handle = self._client.get_workflow_handle(id_of(of, plan_id))
                    await handle.signal(message.name, RawValue(message.payload))
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise _not_reached(error) from None

    async def begin_anew(self, of: Workflow, plan_id: str) -> None:
        """Tell a workflow that runs to go on from our record. Raises NoAnswer."""
        try:
            await self._client.get_workflow_handle(id_of(of, plan_id)).signal(names.BEGIN_ANEW)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _not_reached(error) from None

    async def end(self, workflow_id: str) -> None:
        """End a workflow whose id is that of no plan. Raises NoAnswer."""
        try:
            await self._client.get_workflow_handle(workflow_id).terminate("its id is that of no plan")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _not_reached(error) from None


def _attempts(described: WorkflowExecutionDescription) -> int:
    return described.raw_description.pending_workflow_task.attempt


def _not_reached(error: RPCError) -> NoAnswer:
    return NoAnswer(f"Temporal could not be asked ({error.status.name.lower()}).")


def _messages_of(events: Iterable[HistoryEvent]) -> list[TakenIn]:
    """The messages that came in one run, without those whose sender was told that they are refused."""
    taken: dict[str, TakenIn] = {}
    for event in events:
        key, name, given = f"{event.event_id}", "", None
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            signal = event.workflow_execution_signaled_event_attributes
            name, given = signal.signal_name, _only(signal.input)
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED:
            request = event.workflow_execution_update_admitted_event_attributes.request
            key, name, given = request.meta.update_id, request.input.name, _only(request.input.args)
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            accepted = event.workflow_execution_update_accepted_event_attributes
            request = accepted.accepted_request
            key, name, given = accepted.protocol_instance_id, request.input.name, _only(request.input.args)
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
            completed = event.workflow_execution_update_completed_event_attributes
            if not _is_accepted(_only(completed.outcome.success)):
                taken.pop(completed.meta.update_id, None)
        message = _read(name, given, event) if name in MESSAGES and given is not None else None
        if message is not None:
            taken[key] = message
    return list(taken.values())


def _read(name: str, given: Payload, event: HistoryEvent) -> TakenIn | None:
    """A message as it was sent; None if it could never be considered."""
    if given.metadata.get("encoding") != JSON:
        return None
    said = opened(given.data)
    if not said.message_id:
        return None
    at = event.event_time.ToDatetime()
    return TakenIn(name, said.message_id, hash_of(name, [given.data]), at, given)


def _only(payloads: Payloads) -> Payload | None:
    return payloads.payloads[0] if len(payloads.payloads) == 1 else None


def _is_accepted(answer: Payload | None) -> bool:
    try:
        return answer is not None and json.loads(answer.data).get("outcome") == "accepted"
    except (ValueError, AttributeError):
        return False
