"""TIME-2, TIME-6 · Which date was not kept, and how late it is by now.

Once a promised date has passed, a clock's date is its next rung (`careplan.clocks.climbed`): the date that was missed
is in the ledger of its moves. A clock that stands still is not late by that: its owner is the one who waits. One that
was late already stays so, and gets no later while it stands.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from careplan.clocks import Because, Move, Pause, running
from careplan.working_time import Time


def missed(due: datetime, pauses: Iterable[Pause], moves: Iterable[Move], now: datetime) -> datetime | None:
    """The date that a wait has not kept; None while it is not late."""
    stood = tuple(pauses)
    for move in moves:
        if move.because is Because.NOT_IN_TIME and not _stands(stood, move.at):
            return move.was
    return due if due <= now and not _stands(stood, now) else None


def late_for(since: datetime, pauses: Iterable[Pause], until: datetime, time: Time) -> timedelta:
    """For how long, in the clock's own time and without its pauses, a wait has been late since the date it missed."""
    return running(since, sorted((pause.since, pause.until or until) for pause in pauses), until, time)


def _stands(pauses: Iterable[Pause], at: datetime) -> bool:
    return any(pause.since <= at and (pause.until is None or at < pause.until) for pause in pauses)
