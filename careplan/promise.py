"""TIME-6 · The one date that the person holds, and when they are told that it changed.

Source: the rulebook's reading of the procedure, "notify … of any delay": the person always holds one current promised
date. Each change of it tells them, once, with the reasons; several within the scheme's quiet period make one letter,
which never comes later than the end of the day that they were promised, or of a sooner one.
"""

from datetime import date, datetime

from careplan.clocks import Because
from careplan.wire import Stored
from careplan.working_time import WorkingDays


class Promise(Stored):
    """What the person was told, and what they are still to be told.

    `held`: the date in the last letter. `current`: the date as it is now. `because`: why it moved since that letter.
    `tell_at`: when they are told, or None if they hold the current date.
    """

    held: date | None = None
    current: date | None = None
    because: tuple[Because, ...] = ()
    tell_at: datetime | None = None


def told(day: date | None) -> Promise:
    """The person holds this date now: a letter says so. None: nothing is promised any more."""
    return Promise(held=day, current=day)


def moved(
    promise: Promise, to: date, because: tuple[Because, ...], at: datetime, quiet_for: int, days: WorkingDays
) -> Promise:
    """The promise after its date moved at `at`. Moved back to the date held, there is nothing to tell.

    `quiet_for`: the scheme's quiet period in working days, from the first change. Nothing promised stays so.
    """
    if promise.held is None:
        return promise
    if to == promise.held:
        return told(to)
    # By the end of the day that they were promised, and before a sooner one is over.
    by = max(at, min(days.after(at, quiet_for), days.closing(min(promise.held, to))))
    tell_at = by if promise.tell_at is None else min(promise.tell_at, by)
    reasons = tuple(dict.fromkeys((*promise.because, *because)))
    return Promise(held=promise.held, current=to, because=reasons, tell_at=tell_at)
