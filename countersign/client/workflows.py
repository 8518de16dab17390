"""What operations do with workflows, over Temporal's own interface: look at each, and bring it to what our record says.

Nothing here reads our database. No workflow that could go on is ended for it: it is told to begin anew.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import EventType, TaskQueueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.differences import Execution, Seen
from countersign.casework.opening import hash_of, opened
from countersign.casework.putting_again import Started, TakenIn
from countersign.client.plans import Plans
from countersign.client.unanswered import NoAnswer, PlanNotFound
from countersign.temporal import names

FAILED_SO_OFTEN = 3
"""So many failures of one workflow task in a row are no accident: a dead worker or a busy machine causes one or two."""

JSON = b"json/plain"

_TYPES = " OR ".join(f"WorkflowType = '{name}'" for name in names.TYPES.values())
_RUNNING = f"({_TYPES}) AND ExecutionStatus = 'Running'"


class History(NamedTuple):
    """What Temporal has of a workflow, over every run of its id that is kept."""

    start: Started | None
    """The submission that it was started with: the last that was accepted, or else the last; None if none is kept."""

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
        """Every workflow of ours that runs, and of plans that have left every one that is still kept. Raises NoAnswer.

        It is found by searching, which may lag behind: what is found is then looked at.
        """
        left = f"WorkflowType = '{names.WORKFLOW}' AND PlanStatus != 'refused' AND ExecutionStatus != 'ContinuedAsNew'"
        return await self._found(f"({_RUNNING}) OR ({left})")

    async def running(self) -> frozenset[str]:
        """The ids of every workflow of ours that runs, found as in `listed`. Raises NoAnswer."""
        return frozenset(found.workflow_id for found in await self._found(_RUNNING))

    async def ended_from_outside(self) -> frozenset[str]:
        """The ids of those that were ended within the last day and not by themselves. Raises NoAnswer."""
        since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        query = f"({_TYPES}) AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '{since}'"
        return frozenset(found.workflow_id for found in await self._found(query))

    async def _found(self, query: str) -> list[Listed]:
        try:
            found = [
                Listed(execution.id, execution.workflow_type, execution.close_time is None)
                async for execution in self._client.list_workflows(f"TaskQueue = '{self._task_queue}' AND ({query})")
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
        if (described.workflow_type, described.task_queue) != (names.TYPES[of], self._task_queue):
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
        """What Temporal has of a workflow, over every run of its id that is kept. Raises NoAnswer."""
        runs = await self._runs(workflow_id)
        accepted = {sha256 for run in runs for sha256 in _accepted_in(run)}
        taken: dict[str, TakenIn] = {}
        for message in (message for run in runs for message in _messages_of(run)):
            counted = message.counted or message.sha256 in accepted
            taken.setdefault(message.sha256, message._replace(counted=counted))
        starts = [(started, _let_in(run)) for run in runs if (started := _submission_of(run)) is not None]
        counted = [started for started, let_in in starts if let_in] or [started for started, _ in starts]
        return History(counted[-1] if counted else None, tuple(sorted(taken.values(), key=lambda each: each.at)))

    async def _runs(self, workflow_id: str) -> list[list[HistoryEvent]]:
        """The events of every run of a workflow's id that is kept, the earliest run first.

        Searching finds them, but may lag behind; so those from which the latest run went on are followed too.
        """
        runs: dict[str, list[HistoryEvent]] = {}
        try:
            found = [
                execution.run_id async for execution in self._client.list_workflows(f"WorkflowId = '{workflow_id}'")
            ]
        except RPCError as error:
            raise _not_reached(error) from None
        to_read: list[str | None] = [None, *found]
        while to_read:
            events = await self._events(workflow_id, to_read.pop())
            if not events:
                continue
            started = events[0].workflow_execution_started_event_attributes
            run_id = started.original_execution_run_id
            runs[run_id] = max(runs.get(run_id, []), events, key=len)
            if started.continued_execution_run_id and started.continued_execution_run_id not in {*runs, *found}:
                to_read.append(started.continued_execution_run_id)
        return sorted(runs.values(), key=lambda events: events[0].event_time.ToDatetime())

    async def _events(self, workflow_id: str, run_id: str | None) -> list[HistoryEvent]:
        """The events of one run, or of the latest; none if it is no longer kept."""
        try:
            return list((await self._client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()).events)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _not_reached(error) from None
            return []

    # Mending

    async def start(self, of: Workflow, plan_id: str, *, over: bool = False) -> None:
        """Start one of a plan's workflows, without an argument: it goes on from our record.

        `over`: end whatever runs under its id; else whatever runs there is left alone. Raises NoAnswer.
        """
        conflict = WorkflowIDConflictPolicy.TERMINATE_EXISTING if over else WorkflowIDConflictPolicy.USE_EXISTING
        try:
            await self._client.start_workflow(
                names.TYPES[of],
                id=id_of(of, plan_id),
                task_queue=self._task_queue,
                id_conflict_policy=conflict,
                priority=names.FIRST if of is Workflow.INTERIM else names.LAST,
            )
        except RPCError as error:
            raise _not_reached(error) from None

    async def tell_to_look(self, of: Workflow, plan_id: str) -> None:
        """TELL-5: something was heard of a workflow's notices. One that has ended goes on from our record.

        Raises NoAnswer.
        """
        try:
            await self._client.start_workflow(
                names.TYPES[of],
                id=id_of(of, plan_id),
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=names.LOOK,
                priority=names.LAST,
            )
        except RPCError as error:
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
            update = completed.meta.update_id
            if not _is_accepted(_fields_of(_only(completed.outcome.success))):
                taken.pop(update, None)
            elif update in taken:
                taken[update] = taken[update]._replace(counted=True)
        message = _read(name, given, event) if name in MESSAGES and given is not None else None
        if message is not None:
            is_signal = event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
            taken[key] = message._replace(by_signal=is_signal)
    return list(taken.values())


def _read(name: str, given: Payload, event: HistoryEvent) -> TakenIn | None:
    """A message as it was sent; None if it could never be considered."""
    if given.metadata.get("encoding") != JSON:
        return None
    said = opened(given.data)
    if not said.message_id:
        return None
    return TakenIn(name, said.message_id, hash_of(name, [given.data]), _at(event), given.data)


def _at(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(tzinfo=UTC)


def _submission_of(events: Sequence[HistoryEvent]) -> Started | None:
    """The submission that a run was started with; None if it went on from another, or from our record."""
    started = events[0].workflow_execution_started_event_attributes
    given = None if started.continued_execution_run_id else _only(started.input)
    if given is None or given.metadata.get("encoding") != JSON or not opened(given.data).message_id:
        return None
    return Started(given.data, _at(events[0]))


def _let_in(events: Iterable[HistoryEvent]) -> bool:
    """Whether the submission that a run was started with was accepted at the door."""
    return any(_is_accepted(answer) for _, answer in _determined(events, "receive_submission"))


def _accepted_in(events: Iterable[HistoryEvent]) -> set[str]:
    """The hashes of the messages that were accepted in one run."""
    accepted = (
        _fields_of(given).get("sha256") for given, answer in _determined(events, "consider") if _is_accepted(answer)
    )
    return {sha256 for sha256 in accepted if isinstance(sha256, str)}


def _determined(events: Iterable[HistoryEvent], activity: str) -> Iterable[tuple[Payload | None, object]]:
    """What an activity was given in one run, and the answer in what it determined, each time."""
    given: dict[int, Payload | None] = {}
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == activity:
                given[event.event_id] = scheduled.input.payloads[0] if scheduled.input.payloads else None
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            completed = event.activity_task_completed_event_attributes
            if completed.scheduled_event_id in given:
                yield given[completed.scheduled_event_id], _fields_of(_only(completed.result)).get("answer")


def _only(payloads: Payloads) -> Payload | None:
    return payloads.payloads[0] if len(payloads.payloads) == 1 else None


def _is_accepted(answer: object) -> bool:
    return isinstance(answer, dict) and cast("dict[str, object]", answer).get("outcome") == "accepted"


def _fields_of(given: Payload | None) -> dict[str, Any]:
    """The fields of a JSON object; none of anything else."""
    try:
        fields: object = json.loads(given.data) if given is not None else None
    except ValueError:
        return {}
    return cast("dict[str, Any]", fields) if isinstance(fields, dict) else {}
