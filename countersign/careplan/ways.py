"""TELL-5 · The ways by which a notice goes, how each sending of it stands, and what is heard of one.

Source: the rulebook, TELL-5: "A message that fails to arrive goes by another channel, then becomes a task for a named
person. Told means dispatched and not bounced, and the record shows which."
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.people import Channel


class Way(StrEnum):
    """How a notice is handed over. A channel is what its recipient chose; several ways may serve one."""

    FOLDER = "folder"
    """A folder that a print room empties."""

    SMTP = "smtp"
    """E-mail by the council's own relay."""

    NOTIFY_LETTER = "notify_letter"
    """GOV.UK Notify prints and posts it."""

    NOTIFY_EMAIL = "notify_email"

    NOTIFY_FILE = "notify_file"
    """An e-mail by Notify with a link to the files."""

    NOTIFY_TEXT = "notify_text"
    """A text message that a letter is coming. It tells nobody anything else, so no notice goes by it alone."""


WAYS_OF: Mapping[Channel, frozenset[Way]] = {
    Channel.POST: frozenset({Way.FOLDER, Way.NOTIFY_LETTER}),
    Channel.EMAIL: frozenset({Way.SMTP, Way.NOTIFY_EMAIL, Way.NOTIFY_FILE}),
}
"""By which ways each channel can go."""

KEPT_FOR = "26 weeks"
"""How long a link of an e-mail works: what Notify does where nobody says otherwise."""


class Stands(StrEnum):
    """How one sending of a notice stands."""

    BEGUN = "begun"
    """It is about to be handed over, or was, and nobody knows yet whether it went."""

    LATER = "later"
    """It failed for now, and is sent again by the same way."""

    WENT = "went"
    """It was handed over."""

    DELIVERED = "delivered"
    """It arrived."""

    FAILED = "failed"
    """It did not go, or did not arrive."""

    RETURNED = "returned"
    """It was posted and came back."""

    REFUSED = "refused"
    """Who carries it would not take it, such as a letter outside the specification."""

    UNKNOWN = "unknown"
    """It went, and nothing more was heard of it in time; or nobody knows whether it went."""


class Receipt(StrEnum):
    """What can be heard of a sending."""

    DELIVERED = "delivered"
    FAILED = "failed"
    """For good: it will not arrive by this way."""

    LATER = "later"
    """It failed for now: the address may take it later, by this way."""

    RETURNED = "returned"
    REFUSED = "refused"


_MAY_BECOME: Mapping[Receipt, tuple[Stands, frozenset[Stands]]] = {
    Receipt.DELIVERED: (Stands.DELIVERED, frozenset({Stands.BEGUN, Stands.LATER, Stands.WENT, Stands.UNKNOWN})),
    Receipt.LATER: (Stands.LATER, frozenset({Stands.BEGUN, Stands.WENT, Stands.UNKNOWN})),
    Receipt.REFUSED: (Stands.REFUSED, frozenset({Stands.BEGUN, Stands.WENT, Stands.UNKNOWN})),
    Receipt.FAILED: (Stands.FAILED, frozenset({Stands.BEGUN, Stands.WENT, Stands.UNKNOWN, Stands.DELIVERED})),
    Receipt.RETURNED: (Stands.RETURNED, frozenset({Stands.BEGUN, Stands.WENT, Stands.UNKNOWN, Stands.DELIVERED})),
}


def stands_after(before: Stands, heard: Receipt) -> Stands | None:
    """How a sending stands once that was heard of it; None where it changes nothing: it came back, or was sent again.

    >>> stands_after(Stands.DELIVERED, Receipt.RETURNED), stands_after(Stands.RETURNED, Receipt.DELIVERED)
    (<Stands.RETURNED: 'returned'>, None)
    """
    becomes, may = _MAY_BECOME[heard]
    return becomes if before in may else None


CAME_BACK = frozenset({Receipt.FAILED, Receipt.LATER, Receipt.RETURNED, Receipt.REFUSED})
"""What is heard of a sending that did not arrive."""

STILL_OPEN = (Stands.BEGUN, Stands.WENT)
"""How a sending stands of which more may be heard."""

PAUSES: Sequence[timedelta] = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60))
"""How long after each failure for now a notice is tried again; after the last of them, always so long."""


def next_try(failures: int, now: datetime) -> datetime:
    """When a notice is tried again that has failed so often for now, from 1."""
    return now + PAUSES[min(failures, len(PAUSES)) - 1]


class HeardBy(StrEnum):
    """From where something was heard; else the reference of the member of staff who said so."""

    POLL = "poll"
    CALLBACK = "callback"
    PRINT_ROOM = "print_room"


class Heard(NamedTuple):
    """What somebody heard of one sending. Nothing in it is about a person."""

    reference: str
    """Ours: `sending_reference`."""

    what: Receipt

    at: datetime
    """When it happened, as far as they say; else when it was heard."""

    by: str
    """`HeardBy`, or a staff reference."""

    why: str = ""
    """A code of theirs, such as permanent-failure. At most 60 characters."""

    pence: int | None = None
    """What it cost, in pence without VAT, where they say so."""

    ways: frozenset[Way] = frozenset()
    """By which ways it can have gone of which they say this; empty: by any. Of others it is not believed."""


class Asked(NamedTuple):
    """A sending of which a way is asked for news."""

    reference: str
    """Ours."""

    their_reference: str

    went_at: datetime | None
    """None: it was begun, and nobody knows whether it went."""


REFERENCE = re.compile(r"cs-[0-9a-f]{24}-[0-9]{1,6}t?")
"""The form of the reference of a sending; of the text message beside it, with a t. What others send has another."""


def sending_reference(key: str, number: int) -> str:
    """The reference of one sending of a notice, which is known before it goes. It says nothing about anybody.

    `number`: which sending of the notice it is, from 1.

    >>> sending_reference("01f345ef-51b3-4bb3-abed-f1f8c0fc7c33/v1/agreed/person", 2)
    'cs-a4abd0c4d582c352267e8e79-2'
    """
    return f"cs-{hashlib.sha256(key.encode()).hexdigest()[:24]}-{number}"


def place_of(channel: Channel, address: Sequence[str]) -> str:
    """What stands for where something goes, so that two sendings to one place are known by it."""
    return hashlib.sha256("\n".join((channel.value, *address)).encode()).hexdigest()[:32]


def end_of_minute(now: datetime) -> datetime:
    """When the next minute begins."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
