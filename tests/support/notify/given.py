"""What a service at Notify was given to send, what can become of it, and what Notify posts when it does."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

Json = dict[str, Any]
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Status(StrEnum):
    """How far something has got, as Notify keeps it; of letters it shows other words."""

    PENDING_VIRUS_CHECK = "pending-virus-check"
    CREATED = "created"
    SENDING = "sending"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"
    VALIDATION_FAILED = "validation-failed"
    VIRUS_SCAN_FAILED = "virus-scan-failed"
    RETURNED_LETTER = "returned-letter"


UNDER_WAY = frozenset({Status.PENDING_VIRUS_CHECK, Status.CREATED, Status.SENDING, Status.PENDING})
SHOWN_OF_LETTERS = {
    Status.CREATED: "accepted",
    Status.SENDING: "accepted",
    Status.DELIVERED: "received",
    Status.RETURNED_LETTER: "received",
}
"""Of a letter that came back Notify says that it was received: only its callback, and a filter of a list, say more."""

ASKED_FOR = {
    "accepted": {Status.CREATED, Status.SENDING},
    "received": {Status.DELIVERED},
    "failed": {status for status in Status if status.endswith(("failure", "failed"))} | {Status.RETURNED_LETTER},
}


class Fault(StrEnum):
    """What goes wrong with a request."""

    FAILS = "fails"
    """It answers 500, and has done nothing."""

    TAKES_AND_FAILS = "takes_and_fails"
    """It takes what it is given, and answers 500."""

    TAKES_AND_BREAKS_OFF = "takes_and_breaks_off"
    """It takes what it is given, and the connection ends without an answer."""

    IS_AWAY = "is_away"
    """503, from what stands before it."""

    HANGS = "hangs"
    """It does nothing, for `seconds_it_hangs`, and then the connection ends."""


@dataclass(frozen=True)
class Template:
    """A template of the service. `kind`: email or sms."""

    kind: str
    body: str
    subject: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    version: int = 1
    archived: bool = False


@dataclass(frozen=True)
class File:
    """A file that is sent by e-mail."""

    name: str
    content: bytes
    weeks: str
    asks_for_address: bool


@dataclass(frozen=True)
class Given:
    """Something that Notify was given to send."""

    id: str
    kind: str
    reference: str | None
    to: str
    created_at: datetime
    by_key: str
    status: Status
    template: Template | None = None
    subject: str | None = None
    body: str = ""
    files: tuple[File, ...] = ()
    letter: bytes = b""
    postage: str | None = None
    units: int = 0
    """Sheets of paper, or parts of a text message."""

    sent_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Callback:
    """What Notify posts to the service, and with which header."""

    authorization: str
    body: Json


def delivers(_: Given) -> Status:
    return Status.DELIVERED


def delivery_receipt(given: Given) -> Json:
    """What Notify posts of an e-mail or a text message."""
    template = cast("Template", given.template)
    return {
        "id": given.id,
        "reference": given.reference,
        "to": given.to,
        "status": str(given.status),
        "created_at": given.created_at.strftime(FORMAT),
        "completed_at": given.updated_at.strftime(FORMAT) if given.updated_at else None,
        "sent_at": given.sent_at.strftime(FORMAT) if given.sent_at else None,
        "notification_type": given.kind,
        "template_id": template.id,
        "template_version": template.version,
    }


def returned_letter(given: Given) -> Json:
    """What Notify posts of a letter that came back."""
    return {
        "notification_id": given.id,
        "reference": given.reference,
        "date_sent": given.created_at.strftime(FORMAT),
        "sent_by": "API",
        "template_name": None,
        "template_id": "None",
        "template_version": None,
        "spreadsheet_file_name": None,
        "spreadsheet_row_number": None,
        "upload_letter_file_name": None,
    }
