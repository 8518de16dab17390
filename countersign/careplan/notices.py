"""TELL · Every kind of notice, what makes two notices the same, and what can happen to a notice.

Source: the procedure, "You should contact the person whose plan it is (or their representative) to let them know that
it has been signed off as soon as possible" and "You should notify the person … that the plan has not been signed off
and the reasons for this at the earliest opportunity".
"""

from enum import StrEnum
from typing import NamedTuple


class NoticeKind(StrEnum):
    """Every kind of notice: to the person; to who holds a copy; to their advocate; and to staff."""

    SUBMITTED = "submitted"
    INVITATION = "invitation"
    AUTHORISED = "authorised_to_start"
    AGREED = "agreed"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    NEW_DATE = "new_date"
    CLOSED = "closed"
    REVIEW_COMING = "review_coming"
    REVIEW_LATE = "review_late"
    REVIEWED = "reviewed"
    REVIEW_DECLINED = "review_declined"
    COPY_DECIDED = "copy_decided"
    AMENDMENT_ASKED = "amendment_asked"
    AMENDMENT_ANSWERED = "amendment_answered"
    AMENDED = "amended"
    AMENDMENT_WITHDRAWN = "amendment_withdrawn"
    NEW_PRACTITIONER = "new_practitioner"
    SUPPORT_FOR_NOW = "support_for_now"
    CONDITION_COMING = "condition_coming"

    COPY = "copy"
    NO_LONGER_IN_FORCE = "no_longer_in_force"
    COPY_TO_RETURN = "copy_to_return"

    PLAN_GIVEN = "plan_given"

    AWAITING_DECISION = "awaiting_decision"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    OUTCOME = "outcome"
    QUESTION = "question"
    REASSIGNED = "reassigned"
    INTERIM_SUPPORT = "interim_support"
    INTERIM_DECISION = "interim_decision"
    REVIEW_DUE = "review_due"
    TASK = "task"


TO_THE_PERSON = frozenset(
    {
        NoticeKind.SUBMITTED,
        NoticeKind.INVITATION,
        NoticeKind.AUTHORISED,
        NoticeKind.AGREED,
        NoticeKind.RETURNED,
        NoticeKind.RESUBMITTED,
        NoticeKind.NEW_DATE,
        NoticeKind.CLOSED,
        NoticeKind.REVIEW_COMING,
        NoticeKind.REVIEW_LATE,
        NoticeKind.REVIEWED,
        NoticeKind.REVIEW_DECLINED,
        NoticeKind.COPY_DECIDED,
        NoticeKind.AMENDMENT_ASKED,
        NoticeKind.AMENDMENT_ANSWERED,
        NoticeKind.AMENDED,
        NoticeKind.AMENDMENT_WITHDRAWN,
        NoticeKind.NEW_PRACTITIONER,
        NoticeKind.SUPPORT_FOR_NOW,
        NoticeKind.CONDITION_COMING,
    }
)
TO_HOLDERS_OF_COPIES = frozenset({NoticeKind.COPY, NoticeKind.NO_LONGER_IN_FORCE, NoticeKind.COPY_TO_RETURN})
TO_THE_ADVOCATE = frozenset({NoticeKind.PLAN_GIVEN})
TO_STAFF = frozenset(NoticeKind) - TO_THE_PERSON - TO_HOLDERS_OF_COPIES - TO_THE_ADVOCATE

PERSON = "person"
"""The recipient reference of the person whose plan it is."""

REPRESENTATIVE = "representative"
"""The recipient reference of their representative."""

ADVOCATE = "advocate"
"""The recipient reference of their independent advocate."""

THE_PERSONS = frozenset({PERSON, REPRESENTATIVE})
"""Who is told as the person, or for them: after a death nothing more is sent to either (END)."""


def notice_key(plan_id: str, version: int, kind: NoticeKind, recipient: str, occasion: str = "") -> str:
    """The key of a notice: plan, version, kind, recipient, and the occasion where there can be several.

    Two requests with the same key ask for the same notice, whoever makes them and however often.
    """
    return "/".join((plan_id, f"v{version}", kind.value, recipient, *([occasion] if occasion else [])))


WITHOUT_ITS_PLAN = r"^v[0-9]{1,4}/[a-z_]{1,40}/[^\s]{1,300}$"
"""The key of a notice without its plan."""


def occasion_of(key: str) -> str:
    """The occasion in the key of a notice; empty where it has none."""
    return key.split("/", 4)[4] if key.count("/") >= _PARTS else ""


MEANWHILE = "meanwhile"
"""TELL-4: the last part of the occasion of what goes in the standard form while people make another."""


def is_meanwhile(key: str) -> bool:
    """Whether a notice goes in the standard form while people make the one that counts as given."""
    return occasion_of(key).rpartition("/")[2] == MEANWHILE


_PARTS = 4
"""How many parts of a key stand before its occasion."""


class NoticeStatus(StrEnum):
    """How far a notice has got."""

    QUEUED = "queued"
    """It waits to be sent."""

    SENDING = "sending"
    """It was handed over, and nobody knows yet whether it went."""

    SENT = "sent"
    """It went, or a person has given it, and it did not come back as far as anybody knows."""

    DELIVERED = "delivered"
    """It arrived, as whoever carried it says."""

    WITHHELD = "withheld"
    """It may not go: consent was withdrawn, or the person has died."""

    BY_HAND = "by_hand"
    """A person was asked to give it."""


class NoticeEvent(StrEnum):
    """What can happen to a notice."""

    TAKEN = "taken"
    """It is about to be handed over, by a way that cannot be tried again without harm."""

    WENT = "went"
    """It was handed over."""

    FAILED = "failed"
    """It is known not to have gone."""

    BROKE_OFF = "broke_off"
    """The handing over was cut short: it may have gone."""

    GIVEN_UP = "given_up"
    """It failed too often, or nobody knows whether it went: a person is asked."""

    ARRIVED = "arrived"
    """Whoever carried it says that it arrived; perhaps before we had written down that it went."""

    CAME_BACK = "came_back"
    """It did not arrive: it was refused, could not be delivered, or was returned. It goes by the next way, if any."""

    GIVEN = "given"
    """A person has given it."""

    HELD_BACK = "held_back"
    """It may no longer go."""

    QUEUED_AGAIN = "queued_again"
    """It may go after all."""

    FOR_A_PERSON = "for_a_person"
    """A person is to give it: it may go after all, or where it was to go is no place to which we send."""


class NoticeStep(NamedTuple):
    """One row of the table: in a status, an event leads to another status."""

    before: NoticeStatus
    """The status before the event."""

    event: NoticeEvent
    """What happens."""

    after: NoticeStatus
    """The status after the event."""


TOLD = (NoticeStatus.SENT, NoticeStatus.DELIVERED)
"""TELL-5: the statuses in which its recipient counts as told: it was dispatched, and has not bounced."""

UNSENT = (NoticeStatus.QUEUED, NoticeStatus.SENDING)
"""The statuses in which a notice is still to be sent."""

NOT_GONE = (*UNSENT, NoticeStatus.BY_HAND, NoticeStatus.WITHHELD)
"""The statuses of what has not gone. Every letter that ever went has another: those are not counted."""

NOTICE_STEPS: tuple[NoticeStep, ...] = (
    NoticeStep(NoticeStatus.QUEUED, NoticeEvent.TAKEN, NoticeStatus.SENDING),
    NoticeStep(NoticeStatus.SENDING, NoticeEvent.TAKEN, NoticeStatus.SENDING),
    *(NoticeStep(before, NoticeEvent.WENT, NoticeStatus.SENT) for before in UNSENT),
    *(NoticeStep(before, NoticeEvent.FAILED, NoticeStatus.QUEUED) for before in UNSENT),
    *(NoticeStep(before, NoticeEvent.BROKE_OFF, NoticeStatus.SENDING) for before in UNSENT),
    *(NoticeStep(before, NoticeEvent.GIVEN_UP, NoticeStatus.BY_HAND) for before in UNSENT),
    *(
        NoticeStep(before, NoticeEvent.ARRIVED, NoticeStatus.DELIVERED)
        for before in (*UNSENT, NoticeStatus.SENT, NoticeStatus.BY_HAND)
    ),
    *(NoticeStep(before, NoticeEvent.CAME_BACK, NoticeStatus.QUEUED) for before in (*UNSENT, *TOLD)),
    NoticeStep(NoticeStatus.BY_HAND, NoticeEvent.GIVEN, NoticeStatus.SENT),
    *(NoticeStep(before, NoticeEvent.HELD_BACK, NoticeStatus.WITHHELD) for before in (*UNSENT, NoticeStatus.BY_HAND)),
    NoticeStep(NoticeStatus.WITHHELD, NoticeEvent.QUEUED_AGAIN, NoticeStatus.QUEUED),
    NoticeStep(NoticeStatus.WITHHELD, NoticeEvent.FOR_A_PERSON, NoticeStatus.BY_HAND),
    NoticeStep(NoticeStatus.QUEUED, NoticeEvent.FOR_A_PERSON, NoticeStatus.BY_HAND),
    NoticeStep(NoticeStatus.BY_HAND, NoticeEvent.QUEUED_AGAIN, NoticeStatus.QUEUED),
)
"""Everything that can happen to a notice: an event that is not in this table cannot happen."""

_AFTER = {(row.before, row.event): row.after for row in NOTICE_STEPS}


def can(before: NoticeStatus, event: NoticeEvent) -> bool:
    """Whether an event may happen to a notice in a status."""
    return (before, event) in _AFTER


def after(before: NoticeStatus, event: NoticeEvent) -> NoticeStatus:
    """The status after an event. Raises KeyError if the table has no such row: our defect."""
    return _AFTER[before, event]
