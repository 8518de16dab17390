"""TIME-8 · Which date a wait has missed. Whatever says that something is late asks this, and compares no dates itself.

Source: the rulebook's reading of the procedure, "notify … of any delay": a wait that has missed its due date (as pauses
had moved it) is late until it ends, whatever date comes next.
A clock misses no date while it is paused: then its owner waits for somebody else. What was missed before stays missed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from countersign.careplan.clocks import AS_A_DAY_BEGINS, Because, Clock, Move, Pause


def missed(due: datetime, pauses: Iterable[Pause], moves: Iterable[Move], now: datetime) -> datetime | None:
    """TIME-8: the first date that a wait has missed; None while the wait is not late.

    `due`: its date as it is now. `moves`: every change of its date, the earliest first.
    """
    all_pauses = tuple(pauses)
    move = first_miss(moves, all_pauses)
    if move is not None:
        return move.was
    return due if due <= now and not _is_paused(all_pauses, due) else None


def first_miss(moves: Iterable[Move], pauses: Iterable[Pause]) -> Move | None:
    """The first change of a date that came after that date was missed; None if none did."""
    all_pauses = tuple(pauses)
    return next((move for move in moves if _came_too_late(move, all_pauses)), None)


def missed_by(clock: Clock, now: datetime) -> datetime | None:
    """TIME-8: the first date that a clock has missed; None while it is not late. An end is nobody's to miss (END)."""
    if clock.wait in AS_A_DAY_BEGINS:
        return None
    return missed(clock.due, clock.pauses, clock.moves, now)


def all_missed(clocks: Iterable[Clock], now: datetime) -> Mapping[str, datetime]:
    """TIME-8: each of these clocks that is late, by name, with the date that it missed."""
    dates = {clock.name: missed_by(clock, now) for clock in clocks}
    return {name: date for name, date in dates.items() if date is not None}


def _came_too_late(move: Move, pauses: tuple[Pause, ...]) -> bool:
    """A step moves a date that was not kept. A scheme planned again may move one too, before a step was taken."""
    if move.because is Because.NOT_IN_TIME:
        return not _is_paused(pauses, move.at)
    return move.was <= move.at and not _is_paused(pauses, move.was)


def _is_paused(pauses: tuple[Pause, ...], at: datetime) -> bool:
    return any(pause.since <= at and (pause.until is None or at < pause.until) for pause in pauses)
