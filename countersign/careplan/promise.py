"""TIME-6 · The one date that the person holds, and when they are told that it changed.

Source: the rulebook's reading of the procedure, "notify … of any delay": the person always holds one current promised
date. A letter tells them of each change, with the reasons. Several changes within the scheme's quiet period make one
letter. It comes by the end of the promised day at the latest, or of the new day if that is sooner.
"""

from datetime import date, datetime

from countersign.careplan.clocks import Because
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import WorkingDays


class Promise(Stored):
    """What the person was told, and what they are still to be told."""

    held: date | None = None
    """The date in the last letter."""

    current: date | None = None
    """The date as it is now."""

    because: tuple[Because, ...] = ()
    """Why the date moved since the last letter."""

    tell_at: datetime | None = None
    """When the person is told of the current date; None if they hold it."""

    by: str = ""
    """The cause of the letter that gave them the date."""

    before: date | None = None
    """TELL-5: the date that they held before that letter; None: none."""

    not_arrived: bool = False
    """TELL-5: whether that letter came back, and was not given in another way yet."""

    @property
    def holds(self) -> date | None:
        """TELL-5: the date that the person holds: no letter that did not arrive promises anything."""
        return self.before if self.not_arrived else self.held


def told(day: date | None, by: str = "", before: Promise | None = None) -> Promise:
    """The promise once a letter gave the person this date. None: nothing is promised any more.

    `by`: the cause of that letter. `before`: the promise before it; None: none.
    """
    if day is None:
        return Promise()
    return Promise(held=day, current=day, by=by, before=before.holds if before else None)


def came_back(promise: Promise) -> Promise:
    """TELL-5: the promise once the letter that gave the date came back."""
    return promise.model_copy(update={"not_arrived": True})


def arrived(promise: Promise) -> Promise:
    """TELL-5: the promise once what that letter says was given all the same."""
    return promise.model_copy(update={"not_arrived": False})


def moved(
    promise: Promise, to: date, because: tuple[Because, ...], at: datetime, quiet_for: int, days: WorkingDays
) -> Promise:
    """The promise after its date moved at `at`. If the date moved back to the one held, there is nothing to tell.

    `quiet_for`: the scheme's quiet period in working days, from the first change. If nothing was promised, nothing
    is now.
    """
    if promise.held is None:
        return promise
    if to == promise.held:
        return promise.model_copy(update={"current": to, "because": (), "tell_at": None})
    # By the end of the day that they were promised, or of the new day if that is sooner.
    tell_by = max(at, min(days.after(at, quiet_for), days.closing(min(promise.held, to))))
    tell_at = tell_by if promise.tell_at is None else min(promise.tell_at, tell_by)
    reasons = tuple(dict.fromkeys((*promise.because, *because)))
    return promise.model_copy(update={"current": to, "because": reasons, "tell_at": tell_at})
