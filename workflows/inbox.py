"""What comes in, whatever it is: read as far as it can be read, without ever raising.

A handler that raises on what a foreign system sent would stick the plan for good.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RawValue

from careplan.messages import Answer
from workflows.state import Held

LONGEST_MESSAGE_ID = 100


@dataclass
class Post:
    """One message that has come in. `answer` is set when it has been considered."""

    name: str
    by_signal: bool
    message: Any = None
    message_id: str = ""
    sha256: str = ""
    problem: str = ""
    answer: Answer | None = field(default=None, compare=False)


def opened(name: str, args: Sequence[RawValue], *, by_signal: bool) -> Post:
    """Read whatever came as far as it can be read. Never raises."""
    sha256 = hashlib.sha256(b"\0".join((name.encode(), *(arg.payload.data for arg in args)))).hexdigest()
    post = Post(name=name, by_signal=by_signal, sha256=sha256)
    if len(args) != 1:
        post.problem = f"carries {len(args)} arguments: exactly one JSON object is wanted"
        return post
    try:
        post.message = workflow.payload_converter().from_payload(args[0].payload)
    except Exception:  # noqa: BLE001  # whatever a foreign system sent must not stick the plan
        post.problem = "could not be decoded as JSON"
        return post
    if isinstance(post.message, dict):
        message_id = cast("dict[str, object]", post.message).get("message_id")
        if isinstance(message_id, str) and 0 < len(message_id) <= LONGEST_MESSAGE_ID:
            post.message_id = message_id
    return post


def taken_up(held: Held) -> Post:
    """A message that was kept while our software was mended, to be considered again."""
    return Post(name=held.name, by_signal=True, message=held.message, message_id=held.message_id, sha256=held.sha256)
