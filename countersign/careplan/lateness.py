"""TIME-2, TIME-6, TIME-8 · Which date was missed, and how late a wait is by now.

Once a promised date has passed, a clock's date is that of its next step (`careplan.clock_moves.climbed`), and its moves keep
the date that was missed. A clock does not become late while it is paused: then its owner waits for somebody else. A
clock that was late before stays late, and becomes no later while it is paused.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from countersign.careplan.clock_moves import running
from countersign.careplan.clocks import Because, Move, Pause
from countersign.careplan.working_time import Time


def missed(due: datetime, pauses: Iterable[Pause], moves: Iterable[Move], now: datetime) -> datetime | None:
    """The date that a wait has missed; None while the wait is not late."""
    all_pauses = tuple(pauses)
    for move in moves:
        if move.because is Because.NOT_IN_TIME and not _is_paused(all_pauses, move.at):
            return move.was
    return due if due <= now and not _is_paused(all_pauses, now) else None


def late_for(since: datetime, pauses: Iterable[Pause], until: datetime, time: Time) -> timedelta:
    """For how long a wait has been late since the date it missed, counted in the clock's own time, less its pauses."""
    return running(since, sorted((pause.since, pause.until or until) for pause in pauses), until, time)


def _is_paused(pauses: Iterable[Pause], at: datetime) -> bool:
    return any(pause.since <= at and (pause.until is None or at < pause.until) for pause in pauses)
