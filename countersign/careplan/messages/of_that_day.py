"""What a message says of a day, where an example means the day on which it is sent, or one a few days from it.

Whoever sends an example on another day than it was written for moves that day too: the command line's `--now`, and the
test kit.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

OF_THAT_DAY = {
    "end": "ending.from_day",
    "change_contact": "decided_on",
    "change_representative": "decided_on",
    "arrange_interim_support": "starts_on",
    "record_consent": "sharing.decided_on",
    "record_review": "held_on",
    "record_returned_post": "came_back_on",
    "record_understanding": "support.given_on",
    "report_first_payment": "received_on",
    "request_copy": "request.asked_on",
}
"""The path of that day, by the name of the message."""


def moved_with(name: str, message: Mapping[str, Any], was: date, now: date) -> dict[str, Any]:
    """A copy, true of the day on which it is sent now: its day is as many days from `now` as it was from `was`.

    `message`: as it was read, so perhaps not in the form of a message. What is not there, or is no day, stays.
    """
    *outer, last = OF_THAT_DAY.get(name, "").split(".")
    copy = inner = dict(message)
    for step in outer:
        if not isinstance(inner.get(step), Mapping):
            return copy
        inner[step] = inner = dict(inner[step])
    try:
        inner[last] = (date.fromisoformat(inner[last]) + (now - was)).isoformat()
    except (KeyError, TypeError, ValueError, OverflowError):
        return copy
    return copy
