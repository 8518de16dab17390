"""TIME-3 · Who goes first where much waits for a worker. The line stands at the Temporal server, in order of priority.

A workflow's tasks have the priority that it was started with, and a signal has none of its own. So a plan moves up once
it was taken in: whatever is sent about it then, by anybody, in any language, goes before plans that are new. Interim
support of a plan that still waits to be taken in has that plan taken in first.
"""

from datetime import timedelta
from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio import activity
from temporalio.api.common.v1 import Priority as PriorityKey
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import Client
from temporalio.common import Priority
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from countersign.casework.determinations import Receipt, TakenUp
from countersign.temporal import names

PATIENCE = timedelta(seconds=2)
"""How long the server has to answer: a place in the line is not worth a determination's time limit."""

LOOK_AGAIN = (timedelta(seconds=0.25), timedelta(seconds=0.5), timedelta(seconds=1), timedelta(seconds=2))
"""The pauses before interim support looks again for a plan that waits to be taken in; the last of them ever after."""

WAITS_FOR_ITS_PLAN = "WaitsForItsPlan"
"""The type of the error that such a look ends with: it is no fault, and takes no place of a worker meanwhile."""


class Line(Interceptor):
    """The worker's interceptor that moves workflows up in the line. It never changes what an activity determined."""

    def __init__(self, client: Client) -> None:
        """`client`: the server at which the line stands."""
        self._client = client

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  # its name there
        """Wrap every activity."""
        return _MovesUp(next, self._client)


class _MovesUp(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, client: Client) -> None:  # noqa: A002  # as in the base
        super().__init__(next)
        self._client = client

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401  # as in the base
        result = await super().execute_activity(input)
        if isinstance(result, Receipt) and (result.answer.accepted or result.taken_up is not None):
            await self._moved(activity.info().workflow_id or "", names.SECOND)
        elif isinstance(result, TakenUp) and not result.known:
            await self._first_take_in_the_plan()
        return result

    async def _first_take_in_the_plan(self) -> None:
        """Have the plan of this interim support taken in first, if it waits for that. Raises to be tried again."""
        of_interim = names.plan_of(activity.info().workflow_id or "", "interim")
        plan = names.workflow_id(of_interim)
        if of_interim and await self._runs(plan):
            await self._moved(plan, names.FIRST)
            pause = LOOK_AGAIN[min(activity.info().attempt, len(LOOK_AGAIN)) - 1]
            raise ApplicationError(
                "the plan waits to be taken in, and now goes first",
                type=WAITS_FOR_ITS_PLAN,
                next_retry_delay=pause,
                category=ApplicationErrorCategory.BENIGN,
            )

    async def _runs(self, workflow_id: str) -> bool:
        """Whether a workflow of that id runs, so that the plan may still be taken in."""
        request = DescribeWorkflowExecutionRequest(
            namespace=self._client.namespace, execution=WorkflowExecution(workflow_id=workflow_id)
        )
        try:
            said = await self._client.workflow_service.describe_workflow_execution(request, timeout=PATIENCE)
        except RPCError as error:
            return error.status is not RPCStatusCode.NOT_FOUND
        return not said.workflow_execution_info.HasField("close_time")

    async def _moved(self, workflow_id: str, priority: Priority) -> None:
        """Give a workflow its place in the line, together with what waits there for it.

        Where the server cannot, the workflow keeps its place, and everything goes on.
        """
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self._client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow_id),
            workflow_execution_options=WorkflowExecutionOptions(
                priority=PriorityKey(priority_key=priority.priority_key or 0)
            ),
            update_mask=FieldMask(paths=["priority"]),
        )
        try:
            await self._client.workflow_service.update_workflow_execution_options(request, timeout=PATIENCE)
        except RPCError as error:
            activity.logger.warning("a place in the line was not given: %s", error.status.name)
