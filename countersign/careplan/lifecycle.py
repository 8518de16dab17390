"""The states of a plan: which event leads from which state to which, and under which rule.

Everything else asks this table. An event that is not in it cannot happen.
"""

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """The state of a plan. Each state in which the plan waits has an owner, a due date and a next step (TIME-1)."""

    RECEIVED = "received"
    REFUSED = "refused"
    AWAITING_DECISION = "awaiting_decision"
    RETURNED = "returned"
    AUTHORISED_TO_START = "authorised_to_start"
    AGREED = "agreed"
    SIGNED_OFF = "signed_off"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Event(StrEnum):
    """What can happen to a plan. Some schemes sign off only after a first payment (ROUTE-5)."""

    REFUSED_AT_THE_DOOR = "refused_at_the_door"
    SUBMITTED = "submitted"

    AUTHORISED = "authorised"
    """It is agreed, under a scheme that signs off only after the first payment."""

    FIRST_PAYMENT = "first_payment"
    """The first payment has come, and the authoriser approves the plan on the report that it is put into practice."""

    AGREED = "agreed"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    RECORD_GIVEN = "record_given"
    WITHDRAWN = "withdrawn"

    AMENDED = "amended"
    """An amended plan is submitted. The version in force stays in force until the amended one is signed off."""

    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    """The amended plan is taken back: the version in force is in hand again."""

    LEFT = "left"
    """The person has died or moved away, or a later plan supersedes this one. This can happen in any state."""

    ENDED = "ended"
    """It is no longer in force for another reason, after it was agreed; an amended plan in hand goes with it."""


class Transition(NamedTuple):
    """One row of the table: in a state, an event leads to another state."""

    before: Status
    """The state before the event."""

    event: Event
    """What happens."""

    after: Status
    """The state after the event."""

    rule: str
    """The id of the rule that the row rests on."""


TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.RECEIVED, Event.REFUSED_AT_THE_DOOR, Status.REFUSED, "SUB-2"),
    Transition(Status.RECEIVED, Event.SUBMITTED, Status.AWAITING_DECISION, "SUB-1"),
    Transition(Status.AWAITING_DECISION, Event.AGREED, Status.AGREED, "DEC-1"),
    Transition(Status.AWAITING_DECISION, Event.AUTHORISED, Status.AUTHORISED_TO_START, "ROUTE-5"),
    Transition(Status.AUTHORISED_TO_START, Event.FIRST_PAYMENT, Status.AGREED, "ROUTE-5"),
    Transition(Status.AUTHORISED_TO_START, Event.RETURNED, Status.RETURNED, "ROUTE-5"),
    Transition(Status.AUTHORISED_TO_START, Event.WITHDRAWN, Status.WITHDRAWN, "ROUTE-5"),
    Transition(Status.AWAITING_DECISION, Event.RETURNED, Status.RETURNED, "RET-1"),
    Transition(Status.AWAITING_DECISION, Event.WITHDRAWN, Status.WITHDRAWN, "END"),
    Transition(Status.RETURNED, Event.RESUBMITTED, Status.AWAITING_DECISION, "RET-5"),
    Transition(Status.RETURNED, Event.WITHDRAWN, Status.WITHDRAWN, "END"),
    Transition(Status.AGREED, Event.RECORD_GIVEN, Status.SIGNED_OFF, "REC-4"),
    Transition(Status.SIGNED_OFF, Event.AMENDED, Status.AWAITING_DECISION, "AMEND-2"),
    Transition(Status.AWAITING_DECISION, Event.AMENDMENT_WITHDRAWN, Status.SIGNED_OFF, "AMEND-2"),
    Transition(Status.RETURNED, Event.AMENDMENT_WITHDRAWN, Status.SIGNED_OFF, "AMEND-2"),
    Transition(Status.AUTHORISED_TO_START, Event.AMENDMENT_WITHDRAWN, Status.SIGNED_OFF, "AMEND-2"),
    *(
        Transition(before, Event.LEFT, Status.ENDED, "END")
        for before in (
            Status.AWAITING_DECISION,
            Status.RETURNED,
            Status.AUTHORISED_TO_START,
            Status.AGREED,
            Status.SIGNED_OFF,
        )
    ),
    Transition(Status.AWAITING_DECISION, Event.ENDED, Status.ENDED, "END"),
    Transition(Status.RETURNED, Event.ENDED, Status.ENDED, "END"),
    Transition(Status.AUTHORISED_TO_START, Event.ENDED, Status.ENDED, "END"),
    Transition(Status.AGREED, Event.ENDED, Status.ENDED, "END"),
    Transition(Status.SIGNED_OFF, Event.ENDED, Status.ENDED, "END"),
)

CLOSED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.ENDED})
"""The states in which nothing more happens to a plan."""

_AFTER = {(row.before, row.event): row.after for row in TRANSITIONS}


def can(before: Status, event: Event) -> bool:
    """Whether an event may happen to a plan in a state."""
    return (before, event) in _AFTER


def after(before: Status, event: Event) -> Status:
    """The state after an event. Raises KeyError if the table has no such row: our defect, never a message's fault."""
    return _AFTER[before, event]
