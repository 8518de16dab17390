"""What a case system does with plans, over Temporal's own interface: submit, send a message, ask where a plan is.

A case system in another language does exactly this: start `PlanSignOff` with one JSON object, and send updates or
signals of one JSON object each. Nothing here reads our database.
"""

# Temporal's client names some of its type parameters nowhere.
# pyright: reportUnknownMemberType=false

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import SearchAttributeKey, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from careplan.determinations import Entry
from careplan.messages import Answer, Refusal
from careplan.submission import read_submission
from workflows import names
from workflows.state import PlanStatus

PATIENCE = timedelta(seconds=30)
"""How long a sender waits for an answer. A message that was sent is considered all the same, later."""


class NoAnswer(Exception):  # noqa: N818  # reads as what happened
    """Nothing answered in time. The text says what that means for the message."""


class PlanNotFound(Exception):  # noqa: N818  # reads as what happened
    """No plan of that id has been submitted."""


def refused(code: Refusal, *reasons: str) -> Answer:
    """An answer that was given without asking a workflow."""
    return Answer(outcome="refused", code=code, reasons=reasons)


def at_the_door(raw: object) -> Answer:
    """SUB-2: the door's own answer to a submission, without starting anything."""
    read = read_submission(raw)
    if read.submission is None:
        return refused(read.code or Refusal.MALFORMED, *(str(problem) for problem in read.problems))
    return Answer(outcome="accepted")


class Plans:
    """Every plan of one namespace, as a case system sees them."""

    def __init__(self, client: Client, task_queue: str = names.TASK_QUEUE, patience: timedelta = PATIENCE) -> None:
        """`patience`: how long to wait for an answer."""
        self._client = client
        self._task_queue = task_queue
        self._patience = patience

    async def submit(self, submission: Mapping[str, Any]) -> Answer:
        """Submit a plan. What the door would refuse is refused here, in the same words, and starts nothing.

        Sending the same submission again gives the same answer. Raises NoAnswer.
        """
        answer = at_the_door(submission)
        if not answer.accepted:
            return answer
        message_id = str(submission["message_id"])
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            names.WORKFLOW,
            submission,
            id=names.workflow_id(str(submission["plan"]["plan_id"]).lower()),
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        try:
            return await self._client.execute_update_with_start_workflow(
                names.ACKNOWLEDGE,
                message_id,
                start_workflow_operation=start,
                id=f"submit-{message_id}",
                result_type=Answer,
                rpc_timeout=self._patience,
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, RPCTimeoutOrCancelledError):
            raise NoAnswer(_no_answer(self._patience)) from None
        except RPCError as error:
            raise _unreachable(error, self._patience) from None

    async def ask(self, plan_id: str, name: str, message: Mapping[str, Any]) -> Answer:
        """Send a message as an update, and return its answer. Raises PlanNotFound or NoAnswer."""
        handle = self._client.get_workflow_handle(names.workflow_id(plan_id))
        try:
            return await handle.execute_update(
                name,
                message,
                id=str(message.get("message_id", "")) or None,
                result_type=Answer,
                rpc_timeout=self._patience,
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, RPCTimeoutOrCancelledError):
            raise NoAnswer(_no_answer(self._patience)) from None
        except WorkflowUpdateFailedError:
            # It closed, or went on as a new run, while the message was on its way.
            return refused(Refusal.NOT_NOW, "The plan moved on while this message was on its way: send it again.")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _unreachable(error, self._patience) from None
            await self._must_exist(plan_id)
            return refused(Refusal.PLAN_CLOSED, "The plan is closed: nothing more can be done with it.")

    async def signal(self, plan_id: str, name: str, message: Mapping[str, Any]) -> None:
        """Send a message as a signal: kept even while no worker runs, and not answered. Raises PlanNotFound."""
        handle = self._client.get_workflow_handle(names.workflow_id(plan_id))
        try:
            await handle.signal(name, message)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _unreachable(error, self._patience) from None
            raise PlanNotFound(f"No open plan {plan_id}.") from None

    async def status(self, plan_id: str) -> PlanStatus:
        """Where a plan is. Raises PlanNotFound or NoAnswer."""
        return await self._query(plan_id, "status", PlanStatus)

    async def timeline(self, plan_id: str) -> list[Entry]:
        """What has happened to a plan, earliest first. Raises PlanNotFound or NoAnswer."""
        return await self._query(plan_id, "timeline", list[Entry])

    async def _query(self, plan_id: str, name: str, result: Any) -> Any:  # noqa: ANN401  # as its caller says
        handle = self._client.get_workflow_handle(names.workflow_id(plan_id))
        until = asyncio.get_running_loop().time() + self._patience.total_seconds()
        while True:
            try:
                return await handle.query(name, result_type=result, rpc_timeout=self._patience)
            except (RPCError, WorkflowQueryRejectedError) as error:
                status = error.status if isinstance(error, RPCError) else None
                if status is RPCStatusCode.NOT_FOUND:
                    raise PlanNotFound(f"No plan {plan_id}.") from None
                # A plan that is just going on as a new run cannot answer for a moment, and is asked again.
                if status is not RPCStatusCode.FAILED_PRECONDITION or asyncio.get_running_loop().time() > until:
                    raise NoAnswer(_no_answer(self._patience)) from None
            await asyncio.sleep(0.1)

    async def _must_exist(self, plan_id: str) -> None:
        request = DescribeWorkflowExecutionRequest(
            namespace=self._client.namespace, execution=WorkflowExecution(workflow_id=names.workflow_id(plan_id))
        )
        try:
            await self._client.workflow_service.describe_workflow_execution(request)
        except RPCError:
            raise PlanNotFound(f"No plan {plan_id}.") from None

    async def listed(self, query: str, limit: int) -> list[dict[str, Any]]:
        """Plans by their search attributes, newest first: id, open or closed, and every attribute of ours."""
        found: list[dict[str, Any]] = []
        wanted = f"WorkflowType = '{names.WORKFLOW}'" + (f" AND ({query})" if query else "")
        async for each in self._client.list_workflows(wanted, limit=limit):
            shown: dict[str, Any] = {"plan": each.id.removeprefix("plan-"), "open": each.close_time is None}
            for key in names.SEARCH_ATTRIBUTES:
                value: object = each.typed_search_attributes.get(cast("SearchAttributeKey[str]", key))
                if value is not None:
                    shown[key.name] = value
            found.append(shown)
        return found


def _no_answer(patience: timedelta) -> str:
    return (
        f"Nothing answered within {patience.total_seconds():.0f} seconds: is a worker running? The message may have "
        "been taken in and will then be considered. Sending it again with the same message_id is safe."
    )


def _unreachable(error: RPCError, patience: timedelta) -> NoAnswer:
    if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
        return NoAnswer(_no_answer(patience))
    return NoAnswer(f"The Temporal server did not take it ({error.status.name.lower()}).")
