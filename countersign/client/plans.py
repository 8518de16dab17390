"""What a case system does with plans, over Temporal's own interface: submit, send a message, ask where a plan is.

A case system in another language does the same: it starts `PlanSignOff` with one JSON object, and sends updates or
signals of one JSON object each, to the plan or to its interim support. Nothing here reads our database.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import (
    Client,
    RPCTimeoutOrCancelledError,
    WithStartWorkflowOperation,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.client import WorkflowExecution as ListedExecution
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.interim import PlanEvent
from countersign.careplan.messages import INTERIM_MESSAGES, MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.anytime import ReportUrgentNeeds
from countersign.careplan.messages.arrival import read_message
from countersign.careplan.messages.declaring import Message, Workflow
from countersign.careplan.messages.post import RecordReturnedPost
from countersign.careplan.sameness import identity_of
from countersign.careplan.staff import StaffForm
from countersign.careplan.submission import not_at_hand, read_submission
from countersign.careplan.wire import is_so
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Entry, PlanSays
from countersign.casework.ports import Editions
from countersign.casework.schemes_in_force import no_scheme, scheme_on
from countersign.casework.status import PlanStatus
from countersign.client.listed import ListedPlan, attributes_of
from countersign.client.unanswered import (
    ENDED_BY_ITSELF,
    ENDED_MEANWHILE,
    WAS_ENDED,
    NoAnswer,
    NotTakenIn,
    PlanNotFound,
    kept_anyway,
    no_answer,
    unreachable,
)
from countersign.temporal import names
from countersign.temporal.connection import why_refused

PATIENCE = timedelta(seconds=30)
"""How long a sender waits for an answer. If no answer comes, the message is still considered later."""


Signs = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]
"""WHO-4: puts a message into its envelope: the plan, the name of the message, the message."""


STARTS_INTERIM_SUPPORT = ReportUrgentNeeds.declared.name
"""TIME-3: this message is always taken in. If no interim support runs, it starts it."""

RETURNED_POST = RecordReturnedPost.declared.name
"""TELL-5: post comes back after a plan has left too: then its workflow is started again for it."""

ALSO_OF_INTERIM = frozenset(
    name
    for name, model in MESSAGES.items()
    if model.declared.workflows == (Workflow.PLAN, Workflow.INTERIM) and not model.declared.starts_interim
)
"""Messages that go to the plan; or to its interim support, about a task of its own or once the plan has left."""


def refused(code: Refusal, *reasons: str) -> Answer:
    """A refusal that is given without asking a workflow."""
    return Answer(outcome="refused", code=code, reasons=reasons)


def at_the_door(
    raw: object, form: StaffForm | None = None, editions: Editions | None = None, *, came: datetime | None = None
) -> Answer:
    """SUB-2: the answer that the door would give to a submission, as far as it can be told without a register.

    Nothing is started. `form`: the installation's form of references for staff; None for any. `editions`: of the
    councils' schemes; None where they are not at hand. `came`: when it comes, if not now.
    """
    now = came or datetime.now(UTC)
    today = london_day(now)
    read = read_submission(raw, scheme_on(editions, today) if editions else not_at_hand, form=form, came=now)
    if read.submission is None:
        return refused(read.code or Refusal.MALFORMED, *(str(problem) for problem in read.problems))
    none = no_scheme(editions, read.submission.plan.scheme, today) if editions else None
    if none is not None:
        return refused(Refusal.UNKNOWN_SCHEME, str(none))
    return Answer(outcome="accepted")


class Plans:
    """Every plan of one namespace, as a case system sees them."""

    def __init__(
        self,
        client: Client,
        task_queue: str = names.TASK_QUEUE,
        patience: timedelta = PATIENCE,
        signs: Signs | None = None,
        *,
        through_the_plan: bool = False,
    ) -> None:
        """`patience`: how long to wait for an answer. `signs`: signs what is sent; None: it is sent unsigned.

        `through_the_plan`: urgent needs are reported to the plan's own workflow, which starts interim support. It does
        not overtake, but the virtual clock of what it starts shows the plan's time (docs/testing.md).
        """
        self._client = client
        self._task_queue = task_queue
        self._patience = patience
        self._signs = signs
        self._through_the_plan = through_the_plan

    async def submit(self, submission: Mapping[str, Any]) -> Answer:
        """Submit a plan. What the door would refuse is refused here, in the same words, and nothing is started.

        Sending the same submission again gives the same answer. Raises NoAnswer.
        """
        read = read_submission(submission)
        if read.submission is None:
            return refused(read.code or Refusal.MALFORMED, *(str(problem) for problem in read.problems))
        message = read.submission
        workflow_id = names.workflow_id(message.plan.plan_id)
        as_sent = self._as_sent(workflow_id, message.declared.name, submission)
        is_urgent = is_so(message.plan.urgent_needs)
        start = self._start(names.WORKFLOW, as_sent, workflow_id, names.FIRST if is_urgent else names.LAST)
        asked = {"message_id": message.message_id, "identity": identity_of(message)}
        return await self._update_with_start(start, names.ACKNOWLEDGE, asked)

    def _as_sent(self, workflow_id: str, name: str, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """The message as it goes: in its envelope, where it is signed."""
        return self._signs(workflow_id.partition("-")[2], name, message) if self._signs else message

    def _start(
        self, workflow: str, argument: object, workflow_id: str, priority: Priority
    ) -> WithStartWorkflowOperation[Any, Any]:
        """Start a workflow, or use the one of that id that runs already. `priority`: its place in the line (TIME-3).

        `argument`: None starts it without one, and it goes on from our record.
        """
        return WithStartWorkflowOperation(
            workflow,
            args=[] if argument is None else [argument],
            id=workflow_id,
            priority=priority,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    async def _update_with_start(
        self, start: WithStartWorkflowOperation[Any, Any], name: str, argument: object
    ) -> Answer:
        """In one request, start a workflow unless it runs, and send it an update.

        No update has an id of ours: the server would keep its answer under it, also where the message would be
        considered now and was not then. Whether a message came before is for our database to say (DEC-5).
        """
        started = asyncio.ensure_future(start.workflow_handle())
        try:
            return await self._client.execute_update_with_start_workflow(
                name,
                argument,
                start_workflow_operation=start,
                result_type=Answer,
                rpc_timeout=self._patience,
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, RPCTimeoutOrCancelledError):
            raise NoAnswer(no_answer(self._patience)) from None
        except WorkflowUpdateFailedError:
            raise NoAnswer(ENDED_MEANWHILE) from None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                raise NoAnswer(ENDED_MEANWHILE) from None
            raise unreachable(error, self._patience) from None
        finally:
            started.cancel()  # the SDK keeps the failure there as well, and asyncio logs one that nobody has read

    async def ask(self, plan_id: str, name: str, message: Mapping[str, Any]) -> Answer:
        """Send a message as an update, to the workflow that takes it, and return the answer.

        TIME-3: a report of urgent needs goes to interim support itself, and starts it if it does not run: it overtakes
        whatever waits to be done about plans. A plan that still waits to be taken in is then taken in first.
        Raises PlanNotFound or NoAnswer.
        """
        interim = names.interim_id(plan_id)
        if name in INTERIM_MESSAGES:
            return await self._update(interim, name, message) or await self._nobody_to_take(plan_id, name)
        if name == STARTS_INTERIM_SUPPORT and not self._through_the_plan:
            return await self._report_to_interim(plan_id, message)
        answer = await self._update(names.workflow_id(plan_id), name, message)
        if name in ALSO_OF_INTERIM and (answer is None or answer.code is Refusal.WRONG_WORKFLOW):
            theirs = await self._update(interim, name, message)
            if theirs is None:
                await self._see_that_interim_ended_by_itself(plan_id)
            answer = theirs or answer
        if answer is None and name == STARTS_INTERIM_SUPPORT:
            answer = await self._report_to_interim(plan_id, message)
        if answer is None and name == RETURNED_POST and await self._ended_by_itself(names.workflow_id(plan_id)):
            answer = await self._to_one_that_has_left(plan_id, name, message)
        return answer or await self._nobody_to_take(plan_id, name)

    async def _update(self, workflow: str, name: str, message: Mapping[str, Any]) -> Answer | None:
        """The answer of one workflow; None if it does not run."""
        try:
            return await self._client.get_workflow_handle(workflow).execute_update(
                name,
                self._as_sent(workflow, name, message),
                result_type=Answer,
                rpc_timeout=self._patience,
            )
        except (WorkflowUpdateRPCTimeoutOrCancelledError, RPCTimeoutOrCancelledError):
            raise NoAnswer(no_answer(self._patience)) from None
        except WorkflowUpdateFailedError:
            # The workflow closed, or went on as a new run, while the message was on its way.
            return refused(Refusal.NOT_NOW, "The plan moved on while this message was on its way: send it again.")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise unreachable(error, self._patience) from None
            return None

    async def _to_one_that_has_left(self, plan_id: str, name: str, message: Mapping[str, Any]) -> Answer:
        """TELL-5: in one request, start the workflow of a plan that has left, from our record, and ask it."""
        workflow_id = names.workflow_id(plan_id)
        start = self._start(names.WORKFLOW, None, workflow_id, names.LAST)
        return await self._update_with_start(start, name, self._as_sent(workflow_id, name, message))

    async def _report_to_interim(self, plan_id: str, message: Mapping[str, Any]) -> Answer:
        """TIME-3, TIME-4: in one request, start interim support unless it runs, and have it consider the report.

        The server keeps no update that no worker has taken in yet. So a report that is not answered is sent as a signal
        too, which it keeps: it counts once. Raises NoAnswer.
        """
        says, malformed = _says_that_needs_are_known(plan_id, message)
        if says is None:
            return malformed
        start = self._start(names.INTERIM_WORKFLOW, says, names.interim_id(plan_id), names.FIRST)
        as_sent = self._as_sent(names.interim_id(plan_id), STARTS_INTERIM_SUPPORT, message)
        try:
            return await self._update_with_start(start, STARTS_INTERIM_SUPPORT, as_sent)
        except NoAnswer:
            await self._start_interim_with(plan_id, message)
            raise NoAnswer(kept_anyway(self._patience)) from None

    async def signal(self, plan_id: str, name: str, message: Mapping[str, Any]) -> None:
        """Send a message as a signal. The server keeps it even while no worker runs. It is not answered.

        TIME-3: a report of urgent needs goes to interim support itself, as in `ask`.

        Raises PlanNotFound, or NotTakenIn if no workflow runs that could take it. To complete a task of interim
        support, use an update: a signal to the plan cannot tell that the task is not its own.
        """
        interim = names.interim_id(plan_id)
        if name == STARTS_INTERIM_SUPPORT:
            await self._start_interim_with(plan_id, message)
            return
        if await self._signal(interim if name in INTERIM_MESSAGES else names.workflow_id(plan_id), name, message):
            return
        if name not in ALSO_OF_INTERIM or not await self._signal(interim, name, message):
            raise NotTakenIn(await self._nobody_to_take(plan_id, name))

    async def _signal(self, workflow: str, name: str, message: Mapping[str, Any]) -> bool:
        try:
            await self._client.get_workflow_handle(workflow).signal(name, self._as_sent(workflow, name, message))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise unreachable(error, self._patience) from None
            return False
        return True

    async def _start_interim_with(self, plan_id: str, message: Mapping[str, Any]) -> None:
        says, malformed = _says_that_needs_are_known(plan_id, message)
        if says is None:
            raise NotTakenIn(malformed)
        try:
            await self._client.start_workflow(
                names.INTERIM_WORKFLOW,
                says,
                id=names.interim_id(plan_id),
                task_queue=self._task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                priority=names.FIRST,
                start_signal=STARTS_INTERIM_SUPPORT,
                start_signal_args=[self._as_sent(names.interim_id(plan_id), STARTS_INTERIM_SUPPORT, message)],
            )
        except RPCError as error:
            raise unreachable(error, self._patience) from None

    async def _see_that_interim_ended_by_itself(self, plan_id: str) -> None:
        """Raises NoAnswer if it did not; it may also never have run."""
        with contextlib.suppress(PlanNotFound):
            if not await self._ended_by_itself(names.interim_id(plan_id)):
                raise NoAnswer(WAS_ENDED)

    async def _nobody_to_take(self, plan_id: str, name: str) -> Answer:
        """Why no workflow could take a message.

        Raises PlanNotFound if there never was such a plan; NoAnswer if its workflow did not end by itself.
        """
        has_ended = await self._ended_by_itself(names.workflow_id(plan_id))
        if name in INTERIM_MESSAGES:
            await self._see_that_interim_ended_by_itself(plan_id)
            why = (
                "No interim support runs for this plan: none was asked for, or it has ended. "
                f"'{STARTS_INTERIM_SUPPORT}' asks for it."
            )
            return refused(Refusal.NOT_NOW, why)
        if not has_ended:
            raise NoAnswer(WAS_ENDED)
        return refused(Refusal.PLAN_CLOSED, "The plan is closed: nothing more can be done with it.")

    async def status(self, plan_id: str) -> PlanStatus:
        """Where a plan is. Raises PlanNotFound or NoAnswer."""
        answer: PlanStatus = await self._query(names.workflow_id(plan_id), "status", PlanStatus)
        return answer.as_of(datetime.now(UTC))

    async def timeline(self, plan_id: str) -> list[Entry]:
        """What has happened to a plan, earliest first. Raises PlanNotFound or NoAnswer."""
        return await self._query(names.workflow_id(plan_id), "timeline", list[Entry])

    async def interim_status(self, plan_id: str) -> PlanStatus | None:
        """Where a plan's interim support is; None if there never was any. Raises NoAnswer."""
        try:
            answer: PlanStatus = await self._query(names.interim_id(plan_id), "status", PlanStatus)
        except PlanNotFound:
            return None
        return answer.as_of(datetime.now(UTC))

    async def interim_timeline(self, plan_id: str) -> list[Entry]:
        """What has happened to a plan's interim support; empty if there never was any. Raises NoAnswer."""
        try:
            return await self._query(names.interim_id(plan_id), "timeline", list[Entry])
        except PlanNotFound:
            return []

    async def _query(self, workflow: str, name: str, result: Any) -> Any:  # noqa: ANN401  # as its caller says
        handle = self._client.get_workflow_handle(workflow)
        until = asyncio.get_running_loop().time() + self._patience.total_seconds()
        while True:
            try:
                return await handle.query(name, result_type=result, rpc_timeout=self._patience)
            except WorkflowQueryFailedError:
                # A worker on a busy machine had to read the plan's history again. That passes, so ask again.
                if asyncio.get_running_loop().time() > until:
                    raise NoAnswer(no_answer(self._patience)) from None
            except (RPCError, WorkflowQueryRejectedError) as error:
                status = error.status if isinstance(error, RPCError) else None
                if status is RPCStatusCode.NOT_FOUND:
                    raise PlanNotFound(f"No workflow {workflow}.") from None
                # A plan that is just going on as a new run cannot answer for a moment, so ask again.
                if status is not RPCStatusCode.FAILED_PRECONDITION or asyncio.get_running_loop().time() > until:
                    raise NoAnswer(no_answer(self._patience)) from None
            await asyncio.sleep(0.1)

    async def _ended_by_itself(self, workflow: str) -> bool:
        """Whether a workflow has ended as ours end. Raises PlanNotFound if there is none.

        One that runs did not take a message a moment ago, so it was started again since.
        """
        execution = WorkflowExecution(workflow_id=workflow)
        request = DescribeWorkflowExecutionRequest(namespace=self._client.namespace, execution=execution)
        try:
            described = await self._client.workflow_service.describe_workflow_execution(request)
        except RPCError:
            raise PlanNotFound(f"No workflow {workflow}.") from None
        return described.workflow_execution_info.status is ENDED_BY_ITSELF

    async def listed(self, query: str, limit: int, only: Collection[str] | None = None) -> list[ListedPlan]:
        """At most so many plans by their search attributes, newest first. `only`: of these plans; None for all.

        Each plan is listed once, as its latest run has it. Whoever reaches Temporal can start a workflow of our type
        under an id of theirs: that is no plan, and left out.
        """
        # A plan that went on as a new run is listed once: only its latest run counts.
        wanted = f"WorkflowType = '{names.WORKFLOW}' AND ExecutionStatus != 'ContinuedAsNew'"
        wanted += f" AND ({query})" if query else ""
        listed: dict[str, ListedPlan] = {}
        if only is not None and not only:
            return []
        try:
            async for execution in self._client.list_workflows(wanted):
                plan = names.plan_of(execution.id, "plan")
                is_open = execution.close_time is None
                is_asked = plan and plan not in listed and (only is None or plan in only)
                if is_asked and (is_open or await self._is_latest(execution)):
                    listed[plan] = ListedPlan(plan=plan, open=is_open, attributes=attributes_of(execution))
                if len(listed) == limit:
                    break
        except RPCError as error:
            raise NoAnswer(why_refused(error.status)) from None
        return list(listed.values())

    async def _is_latest(self, execution: ListedExecution) -> bool:
        """Whether no later run has the id of one that has ended. Raises RPCError."""
        asked = WorkflowExecution(workflow_id=execution.id)
        request = DescribeWorkflowExecutionRequest(namespace=self._client.namespace, execution=asked)
        described = await self._client.workflow_service.describe_workflow_execution(request)
        return described.workflow_execution_info.execution.run_id == execution.run_id


def _says_that_needs_are_known(plan_id: str, report: Mapping[str, Any]) -> tuple[PlanSays | None, Answer]:
    """What starts interim support with a report: the report's id as the cause, and none of its words.

    If the report does not have the form of the contract, or is about another plan, it gives None and the refusal:
    nothing should start for it.
    """
    now = datetime.now(UTC)
    message, problems = read_message(ReportUrgentNeeds, report, now)
    if message is None:
        return None, refused(Refusal.MALFORMED, *(str(problem) for problem in problems))
    if isinstance(message, Message) and message.plan_id != plan_id:
        return None, refused(Refusal.WRONG_PLAN, f"plan_id: the message is about another plan than {plan_id}. [WHO-2]")
    because, message_id = "urgent needs were reported", message.message_id
    says = PlanSays(event=PlanEvent.NEEDS_KNOWN, because=because, cause=message_id, since=now)
    return says, Answer(outcome="accepted")
