"""Opens a message, as far as it can be read: what it says of itself, before anybody believes it. Never raises."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, cast

from countersign.careplan.bounds import beyond
from countersign.careplan.envelope import is_envelope, payload_of
from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.wire import MESSAGE_ID, MESSAGE_ID_LENGTHS


class Opened(NamedTuple):
    """A message as it could be read."""

    message: Any = None
    """The decoded JSON value, if it could be decoded."""

    message_id: str = ""
    """Empty if it has no usable id."""

    sent_at: datetime | None = None
    """When it says that it was sent; None if it does not say so in a readable form."""

    problem: str = ""
    """Why it could not be decoded; empty if it could."""


def hash_of(name: str, contents: Iterable[bytes]) -> str:
    """The SHA-256 of what was sent: its name, and the bytes of each argument."""
    return hashlib.sha256(b"\0".join((name.encode(), *contents))).hexdigest()


def opened(content: bytes) -> Opened:
    """Open the bytes of a message."""
    try:
        message = read_json(content)
        said = _said(message)
        problems = beyond(said)
        if problems:
            return Opened(problem=problems[0][:200])
        fields = cast("dict[str, object]", said) if isinstance(said, dict) else {}
        return Opened(message, _id_of(fields.get("message_id")), _moment(fields.get("sent_at")))
    except NotReadError as error:
        return Opened(problem=str(error)[:200])
    except Exception:  # noqa: BLE001  # nothing that a foreign system sends may leave the plan stuck
        return Opened(problem="could not be decoded as JSON")


def _said(message: object) -> object:
    """What is said: the message itself; what is in it, if it is a signed one (WHO-4), whose envelope is longer."""
    if not isinstance(message, dict):
        return message
    fields = cast("dict[str, object]", message)
    try:
        return payload_of(fields) if is_envelope(fields) else fields
    except NotReadError:
        return {}


def _id_of(given: object) -> str:
    """An id that can be used. Any other could be about a person, or look like a cause of our own."""
    is_id = isinstance(given, str) and len(given) in MESSAGE_ID_LENGTHS and re.fullmatch(MESSAGE_ID, given)
    return str(given) if is_id else ""


def _moment(text: object) -> datetime | None:
    """When a message says that it was sent; None if it does not say so in a readable form."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    # At either end of the calendar a moment cannot be compared in another offset.
    is_one = moment is not None and moment.tzinfo is not None and 1 < moment.year < 9999  # noqa: PLR2004
    return moment if is_one else None
