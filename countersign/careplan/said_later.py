"""TELL-8, SHARE-5, SHARE-6, AMEND-2 · What was said later counts, and messages may come in another order.

Source: ours: no source says in which order messages arrive. The rulebook, TELL-8, SHARE-6: what was decided last
counts, whenever it came. So nothing decides, lifts or takes back what was said after it was sent itself; and of two
things that were decided on one day the one that was said later counts.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from countersign.careplan.bounds import MINUTES_AHEAD

_BEFORE_IT_WAS_KEPT = datetime.min.replace(tzinfo=UTC)


def moment_said(sent_at: datetime, came: datetime) -> datetime:
    """When something was said: when its message was sent; when it came, if the sender's clock says a later moment."""
    return min(sent_at, came)


def sent_ahead(sent_at: datetime, came: datetime) -> str:
    """Why a message is not taken: it says that it was sent at a time that had not come, by more than clocks differ.

    Empty if it was not. The words go on after the field's name. `came`: when it came.
    """
    if sent_at <= came + timedelta(minutes=MINUTES_AHEAD):
        return ""
    return f"is more than {MINUTES_AHEAD} minutes later than now: set the clock of the case system, and send it again"


def sent_before(sent_at: datetime, others: Iterable[datetime], what: str) -> str:
    """Why a message decides, lifts or takes back nothing: it was sent before that was said. Empty if it was not.

    `others`: when each of those was said. `what`: in words what they are.
    """
    # Many case systems say when something was sent to the second only: what was said in the same second is not before.
    if all(sent_at >= said.replace(microsecond=0) for said in others):
        return ""
    return f"sent_at: it is before {what}. If it holds all the same, say it now, in a message with another id."


def in_turn(decided_on: date, said_at: datetime | None) -> tuple[date, datetime]:
    """By which of two things that were decided is the later one: by the day, and on one day by when it was said."""
    return decided_on, said_at or _BEFORE_IT_WAS_KEPT
