"""Stands between every activity and Temporal: what leaves is an error that is safe to keep and right to retry, or not.

An exception's text can hold what it was about, and that may be a person. Only its type, and where it was raised, leave
this process. A database that is away, or that two writers met in, is worth another try for ever; anything else is a
fault of ours that trying again cannot mend, and the workflow makes it a person's task.
"""

import traceback
from typing import Any

from sqlalchemy.exc import IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from temporalio import activity
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

MEETINGS = 5
"""So often may two attempts meet. A row that cannot be written however often it is tried is a fault of ours."""

UNAVAILABLE = "Unavailable"
FAULT = "Fault"


class Guard(Interceptor):
    """The worker's interceptor."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  # its name there
        """Wrap every activity."""
        return _GuardedActivity(next)


class _GuardedActivity(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401  # as in the base
        try:
            return await super().execute_activity(input)
        except (ApplicationError, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001  # nothing may leave unguarded
            raise _safe(error) from None


def is_unavailable(error: Exception) -> bool:
    """Whether trying again later may mend it: the database or the disk is away, or two attempts met.

    A value that a column cannot hold, or a table that is missing, is not among these: those are faults of ours.
    """
    return isinstance(
        error, (OperationalError, InterfaceError, InternalError, IntegrityError, PoolTimeoutError, OSError)
    )


def _safe(error: Exception) -> ApplicationError:
    name = type(error).__name__
    if is_unavailable(error) and not (isinstance(error, IntegrityError) and activity.info().attempt > MEETINGS):
        # An IntegrityError is an earlier attempt that committed after all: the next one finds what it kept.
        what = "two attempts met" if isinstance(error, IntegrityError) else "not available"
        activity.logger.warning("%s: %s", what, name)
        return ApplicationError(f"{what}: {name}", type=UNAVAILABLE)
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:]))
    activity.logger.error("a fault of ours: %s at %s", name, places)
    return ApplicationError(f"{name} at {places}", type=FAULT, non_retryable=True)
