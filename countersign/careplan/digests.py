"""TELL-6 · The digest: one e-mail a working day with what waits for a member of staff, where the scheme wants one.

Source: ours, marked in the rulebook's TELL-6 as the practitioner's and the authoriser's: each is told at once; a digest
says once more what still waits. It holds nothing about the person.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.same_staff import as_compared
from countersign.careplan.sending import StaffPolicy
from countersign.careplan.working_time import WorkingDays, london_day, moment_of


class Waiting(NamedTuple):
    """One thing that waits for somebody."""

    plan: str
    """The plan's id."""

    status: str

    what: str
    """What is waited for, without anything personal."""

    due: datetime

    missed: datetime | None
    """TIME-8: the first date that it missed; None while it is not late."""


def digest_day(staff: StaffPolicy | None, days: WorkingDays, now: datetime) -> date | None:
    """The day whose digest may go now: today, if it is a working day and its time has come. Never one of a day before.

    None: none is wanted, or it is not time.
    """
    today = london_day(now)
    if staff is None or not days.is_working_day(today) or now < moment_of(today, staff.digest_at):
        return None
    return today


def in_order(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """What is late first, the longest before the others; then what falls due first."""
    return tuple(
        sorted(
            waiting,
            key=lambda thing: (thing.missed is None, thing.missed or thing.due, thing.due, thing.plan, thing.what),
        )
    )


def digest_key(day: date, scheme: str, person: str) -> str:
    """The key of somebody's digest, which says nothing of whose it is."""
    said = f"{day.isoformat()}/{scheme}/{as_compared(person)}"
    return f"digest/{hashlib.sha256(said.encode()).hexdigest()[:24]}"


class Mail(NamedTuple):
    """A short e-mail ready to go."""

    key: str

    reference: str
    """Of this sending: `countersign.careplan.ways.sending_reference`."""

    address: str

    subject: str

    text: str


class Handed(StrEnum):
    """What became of a digest that was handed over."""

    BEGUN = "begun"
    """It is about to be handed over, or was, and nobody knows whether it went."""

    WENT = "went"

    LATER = "later"
    """It has certainly not gone, and may go later that day."""

    REFUSED = "refused"
    """It will never go that way."""
