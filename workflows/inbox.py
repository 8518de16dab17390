"""Reads whatever comes in, as far as it can be read, and never raises.

If a handler raised on something that a foreign system sent, the plan would be stuck for good.
"""

import functools
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer
from countersign.careplan.wire import MESSAGE_ID, MESSAGE_ID_LENGTHS
from workflows import limits
from workflows.state import Held


@dataclass
class Arrival:
    """One message that has come in."""

    name: str
    """As it was sent."""

    by_signal: bool
    """Whether it came as a signal, whose sender gets no answer."""

    message: Any = None
    """The decoded JSON value, if it could be decoded."""

    message_id: str = ""
    """Empty if it has no usable id."""

    sent_at: datetime | None = None
    """When it says that it was sent; None if it does not say so in a readable form."""

    sha256: str = ""
    """The hash of the bytes that came."""

    problem: str = ""
    """Why it could not be decoded; empty if it could."""

    answer: Answer | None = field(default=None, compare=False)
    """Set once it has been considered."""

    @property
    def shown_name(self) -> str:
        """The name to show. A name that we do not know is a sender's own words, so it is not repeated."""
        return self.name if self.name in MESSAGES else "unknown"


def opened(name: str, args: Sequence[RawValue], *, by_signal: bool) -> Arrival:
    """Read whatever came, as far as it can be read. Never raises."""
    sha256 = hashlib.sha256(b"\0".join((name.encode(), *(arg.payload.data for arg in args)))).hexdigest()
    arrival = Arrival(name=name, by_signal=by_signal, sha256=sha256)
    if len(args) != 1:
        arrival.problem = f"carries {len(args)} arguments: exactly one JSON object is wanted"
        return arrival
    if len(args[0].payload.data) > limits.LONGEST_MESSAGE:
        arrival.problem = f"is longer than {limits.LONGEST_MESSAGE:,} bytes"
        return arrival
    try:
        message = workflow.payload_converter().from_payload(args[0].payload)
    except Exception:  # noqa: BLE001  # nothing that a foreign system sends may leave the plan stuck
        arrival.problem = "could not be decoded as JSON"
        return arrival
    if _is_deeper_than(limits.DEEPEST_MESSAGE, message):
        arrival.problem = f"is nested more than {limits.DEEPEST_MESSAGE} deep"
        return arrival
    arrival.message = message
    if isinstance(message, dict):
        fields = cast("dict[str, object]", message)
        arrival.sent_at = _moment(fields.get("sent_at"))
        message_id = fields.get("message_id")
        # Anything else is not used as an id: it could be about a person, or look like a cause of our own.
        if (
            isinstance(message_id, str)
            and len(message_id) in MESSAGE_ID_LENGTHS
            and re.fullmatch(MESSAGE_ID, message_id)
        ):
            arrival.message_id = message_id
    return arrival


def _moment(text: object) -> datetime | None:
    """When a message says that it was sent; None if it does not say so in a readable form."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _is_deeper_than(deepest: int, message: object) -> bool:
    level = [message]
    for _ in range(deepest + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in cast("list[object]", list(outer.values()) if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


_Workflow = TypeVar("_Workflow")
_Result = TypeVar("_Result")


def started_with_one(
    run: Callable[[_Workflow, RawValue], Awaitable[_Result]],
) -> Callable[[_Workflow, RawValue], Awaitable[_Result]]:
    """Make sure that `run` gets one argument, whatever a sender started it with. Otherwise it would be stuck for good.

    No argument, several, and one that is too long become an empty argument, which the door refuses.
    """

    @functools.wraps(run)
    async def run_with_one(self: _Workflow, *arguments: RawValue) -> _Result:
        start = arguments[0] if len(arguments) == 1 else RawValue(Payload())
        if len(start.payload.data) > limits.LONGEST_MESSAGE and not workflow.info().continued_run_id:
            start = RawValue(Payload())
        return await run(self, start)

    return run_with_one


def taken_up(held: Held) -> Arrival:
    """A message that was held while our software was mended, as an arrival to consider again."""
    return Arrival(name=held.name, by_signal=True, message=held.message, message_id=held.message_id, sha256=held.sha256)
