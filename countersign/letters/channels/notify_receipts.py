"""TELL-5 · What GOV.UK Notify says of what it was given: the statuses in its lists, and its callbacks.

Source: Notify's pages on statuses and callbacks (alphagov/notifications-tech-docs, read in August 2026). A callback
holds the address or number that something went to (`to`): it is not read, kept or repeated.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

from countersign.careplan.ways import REFERENCE, Heard, HeardBy, Receipt, Way

CAME_BACK = "returned-letter"
"""How a list is asked for letters that came back: each of them shows as `received`."""

OF_MESSAGES: Mapping[str, Receipt] = {
    "delivered": Receipt.DELIVERED,
    "permanent-failure": Receipt.FAILED,
    "temporary-failure": Receipt.LATER,
    # "You'll have to try sending your messages again."
    "technical-failure": Receipt.LATER,
}
"""What the last status of an e-mail or a text message comes to. `sent`, to a number abroad, says no more than that."""

OF_LETTERS: Mapping[str, Receipt] = {
    # Printed and handed to the post. Nobody tells more of a letter, unless it comes back.
    "received": Receipt.DELIVERED,
    CAME_BACK: Receipt.RETURNED,
    "cancelled": Receipt.REFUSED,
    "validation-failed": Receipt.REFUSED,
    "virus-scan-failed": Receipt.REFUSED,
    "permanent-failure": Receipt.REFUSED,
    # The printer rejected it. It is not to be sent again by Notify, and by Notify it is not.
    "technical-failure": Receipt.FAILED,
}
"""What the last status of a letter comes to."""

_KINDS = {"email": OF_MESSAGES, "sms": OF_MESSAGES, "letter": OF_LETTERS}
_WAYS = {
    "email": frozenset({Way.NOTIFY_EMAIL, Way.NOTIFY_FILE}),
    "sms": frozenset({Way.NOTIFY_TEXT}),
    "letter": frozenset({Way.NOTIFY_LETTER}),
}
_LONGEST = 60


def heard_of(notification: Mapping[str, Any], now: datetime, *, filtered_by: str = "") -> Heard | None:
    """What one entry of a list at Notify says; None while it is under way.

    `filtered_by`: the status that the list was asked for, where the entry itself shows another.
    """
    status = filtered_by or str(notification.get("status"))
    kind = str(notification.get("type"))
    what = _KINDS.get(kind, {}).get(status)
    if what is None:
        return None
    at = _moment(notification.get("completed_at"), now)
    reference, pence = str(notification["reference"]), _pence(notification)
    return Heard(reference, what, at, HeardBy.POLL, _why(what, status), pence, _WAYS[kind])


def heard_in_callback(body: object, now: datetime) -> Heard | None:
    """What a callback says of a sending of ours; None where it is about none, or says nothing that has come to an end.

    Raises ValueError, with every fault, for what is no callback of Notify's. The text repeats nothing of it.
    """
    if not isinstance(body, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004  # a value that somebody sent
    said = cast("dict[str, Any]", body)
    if "complaint_id" in said or "source_number" in said:
        return None  # somebody marked an e-mail as spam, or wrote a text message: nothing of ours follows from it
    fields = ("notification_id", "reference") if "notification_id" in said else _OF_A_RECEIPT
    missing = [f"`{name}` is missing" for name in fields if name not in said]
    wrong = [f"`{name}` is no text" for name in fields if name in said and not _is_text(said[name], name)]
    if missing or wrong:
        raise ValueError(" and ".join([*missing, *wrong]))
    reference = said["reference"]
    if reference is None or not REFERENCE.fullmatch(reference):
        return None
    if "notification_id" in said:
        return Heard(reference, Receipt.RETURNED, now, HeardBy.CALLBACK, CAME_BACK, ways=_WAYS["letter"])
    kind = said["notification_type"]
    what = _KINDS.get(kind, {}).get(said["status"])
    if what is None:
        return None
    at = _moment(said["completed_at"], now)
    return Heard(reference, what, at, HeardBy.CALLBACK, _why(what, said["status"]), ways=_WAYS[kind])


_OF_A_RECEIPT = ("reference", "status", "notification_type", "completed_at")
_MAY_BE_EMPTY = ("reference", "completed_at")


def _is_text(value: object, name: str) -> bool:
    return isinstance(value, str) or (value is None and name in _MAY_BE_EMPTY)


def _why(what: Receipt, status: str) -> str:
    return "" if what is Receipt.DELIVERED else status[:_LONGEST]


def _moment(text: object, now: datetime) -> datetime:
    """When they say it happened; now where they say nothing that can be read, or a time that is still to come."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)


def _pence(notification: Mapping[str, Any]) -> int | None:
    pounds = notification.get("cost_in_pounds")
    if not notification.get("is_cost_data_ready") or not isinstance(pounds, (int, float)):
        return None
    return int((Decimal(str(pounds)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
