"""What a sender is told whose message nobody answered, or nobody could take in."""

from datetime import timedelta

from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.messages.answers import Answer

ENDED_BY_ITSELF = frozenset(
    {
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
    }
)
"""How a workflow of ours ends, or goes on. Any other end came from somebody's hands, or from a limit of the server."""

WAS_ENDED = (
    "The workflow was ended from outside. The plan is as it was, and goes on within minutes: send this again then, "
    "with its message_id."
)

ENDED_MEANWHILE = "The workflow ended while this was on its way: send it again, with its message_id."


class NoAnswer(Exception):  # noqa: N818  # reads as what happened
    """Nothing answered in time. The text says what that means for the message."""


class PlanNotFound(Exception):  # noqa: N818  # reads as what happened
    """No plan of that id has been submitted."""


class NotTakenIn(Exception):  # noqa: N818  # reads as what happened
    """No workflow could take in a signal. `answer`: the answer that an update would have had, which says why."""

    def __init__(self, answer: Answer) -> None:
        """Keep the refusal."""
        super().__init__(*answer.reasons)
        self.answer = answer


def no_answer(patience: timedelta) -> str:
    """What it means that nothing answered."""
    return (
        f"Nothing answered within {patience.total_seconds():.0f} seconds: is a worker running? The message may have "
        "been taken in and will then be considered. Sending it again with the same message_id is safe."
    )


def kept_anyway(patience: timedelta) -> str:
    """The same for a report that the server keeps."""
    return (
        f"Nothing answered within {patience.total_seconds():.0f} seconds: is a worker running? The report is kept at "
        "the Temporal server, and will be considered before everything else. If it cannot wait, call the duty team."
    )


def unreachable(error: RPCError, patience: timedelta) -> NoAnswer:
    """The same where the server could not be asked."""
    if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
        return NoAnswer(no_answer(patience))
    return NoAnswer(f"The Temporal server did not take it ({error.status.name.lower()}).")
