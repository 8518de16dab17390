"""Stands between every activity and Temporal. It makes every error safe to keep, and says whether to retry.

An activity works for the workflow of the plan that it is about and for nobody else: whoever reaches Temporal could run
one by itself, and say what time it is.

The text of an exception may be about a person, so only its type and the place where it was raised leave this process.
If the database is away, or two writers met in it, the activity is retried for ever. Anything else is a fault of ours:
a retry cannot mend it, so the workflow makes it a person's task.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from temporalio import activity
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from countersign.fault import in_short
from countersign.temporal import names

MEETINGS = 5
"""Retry an IntegrityError this many times: until then two attempts may have met; after that it is a fault of ours."""

MOST_BYTES = 1_500_000
"""Of a result. Temporal takes no more than two million."""

UNAVAILABLE = "Unavailable"
FAULT = "Fault"


class Guard(Interceptor):
    """The worker's interceptor."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  # its name there
        """Wrap every activity."""
        return _GuardedActivity(next)


class _GuardedActivity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401  # as in the base
        _must_be_asked_by_its_workflow(input.args)
        try:
            result = await super().execute_activity(input)
        except (ApplicationError, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001  # no error may leave unguarded
            raise _safe(error) from None
        _measured(result)
        return result


def _must_be_asked_by_its_workflow(args: Sequence[Any]) -> None:
    """Raise a fault unless the workflow that asks is the one that the first argument, a situation, is about."""
    info = activity.info()
    about = getattr(args[0], "situation", args[0])
    if (info.workflow_type, info.workflow_id) != (names.TYPES[about.workflow], f"{about.workflow}-{about.plan_id}"):
        activity.logger.error("not asked for by the workflow that it is about")
        raise ApplicationError("not asked for by the workflow that it is about", type=FAULT, non_retryable=True)


def _measured(result: object) -> None:
    """Raise a fault for a result that Temporal would not take: it would be tried again for ever, and nobody told."""
    size = sum(payload.ByteSize() for payload in activity.payload_converter().to_payloads([result]))
    if size > MOST_BYTES:
        activity.logger.error("a fault of ours: a result of %d bytes", size)
        raise ApplicationError(f"OverflowError at {Path(__file__).name}:1", type=FAULT, non_retryable=True)


def is_unavailable(error: Exception) -> bool:
    """Whether a later retry may mend it: the database or the disk is away, or two attempts met.

    A value that does not fit its column and a missing table are not among these: they are faults of ours.
    """
    return isinstance(
        error, (OperationalError, InterfaceError, InternalError, IntegrityError, PoolTimeoutError, OSError)
    )


def _safe(error: Exception) -> ApplicationError:
    name = type(error).__name__
    if is_unavailable(error) and not (isinstance(error, IntegrityError) and activity.info().attempt > MEETINGS):
        # On an IntegrityError an earlier attempt has committed after all. The next attempt finds what it kept.
        what = "two attempts met" if isinstance(error, IntegrityError) else "not available"
        activity.logger.warning("%s: %s", what, name)
        return ApplicationError(f"{what}: {name}", type=UNAVAILABLE)
    what = in_short(error)
    activity.logger.error("a fault of ours: %s", what)
    return ApplicationError(what, type=FAULT, non_retryable=True)
