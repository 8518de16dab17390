"""A plan's clocks as a picture in plain characters: one line for each wait, over one line of dates.

It has no colour and only ASCII characters, so that it can be read in any terminal, in a pipe and in a ticket.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from countersign.careplan.clocks import Wait
from countersign.careplan.ladders import StepKind
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import LONDON
from countersign.queries.waits import WaitView
from countersign.wording.clocks_in_words import WAIT_NAMES

WIDTH = 80
LABEL, TAIL = 25, 21
TICKS = 3
"""So many dates stand over the line: each has room for a day and a time of day."""

RUNNING, STANDING, LATE, TO_COME, DUE, BEYOND = "=", ".", "!", "-", "|", ">"

STEPS = {
    StepKind.REMIND: "r",
    StepKind.ESCALATE: "e",
    StepKind.OVERDUE: "o",
    StepKind.MISSED: "m",
    StepKind.INTERIM_DECISION: "i",
    StepKind.REVIEW: "v",
    StepKind.END: "x",
    StepKind.LAPSE: "l",
}
"""A step's letter: a capital if the step was taken, a small letter if it is the next to come."""

LEGEND = (
    f"{RUNNING} running  {STANDING} standing still  {LATE} late  {TO_COME} to come  {DUE} due  {BEYOND} goes on",
    "R reminded  E one up  O person told  M missed  I interim decision  V review",
    "X end  L last day of a copy  (small: next)",
)


def clocks(waits: Sequence[WaitView], now: datetime) -> list[str]:
    """The lines of the picture; none if there never was a wait."""
    if not waits:
        return []
    begins, ends = _span(waits, now)
    columns = WIDTH - LABEL - TAIL
    scale = _Scale(begins, ends, columns)
    lines = [f"{'':{LABEL}}{scale.dates()}".rstrip(), f"{'':{LABEL}}{scale.ruler(now)}".rstrip()]
    names = [wait.name for wait in waits]
    for wait in waits:
        version = f" v{wait.version}" if names.count(wait.name) > 1 else ""
        # A payment may have several conditions, so each is shown with its short reference.
        which = f" {wait.wait.partition(':')[2]}" if wait.name == Wait.CONDITION.value else version
        label = f"{WAIT_NAMES.get(wait.name, wait.name)}{which} "
        if len(label) > LABEL:
            lines.append(label.rstrip())
            label = ""
        lines.append(f"{label:{LABEL}}{_bar(wait, scale, now)} {_tail(wait)}".rstrip())
    return lines


def whose_turn(waits: Sequence[WaitView]) -> list[str]:
    """For each wait that is not over, who is waited for: "decision: team manager, tm-201"."""
    return [
        f"{WAIT_NAMES.get(wait.name, wait.name)}: {', '.join(filter(None, (spelled_out(wait.owner), wait.person)))}"
        for wait in waits
        if wait.ended is None and wait.owner
    ]


def _span(waits: Sequence[WaitView], now: datetime) -> tuple[datetime, datetime]:
    """From the first wait to the last date; but no further ahead than leaves room to read what has happened."""
    begins = min(wait.since for wait in waits)
    last = max(wait.ended or max(wait.due, wait.next_step_at or wait.due) for wait in waits)
    most = now + max((now - begins) * 1.5, timedelta(days=30))
    ends = max(min(last, most), min(now, last) if all(wait.ended for wait in waits) else now)
    return begins, max(ends, begins + timedelta(hours=1))


class _Scale:
    """Says where a moment lies on the line."""

    def __init__(self, begins: datetime, ends: datetime, columns: int) -> None:
        self.begins, self.ends, self.columns = begins, ends, columns

    def at(self, moment: datetime) -> int:
        """The column of a moment; the last column for any later moment."""
        share = (moment - self.begins) / (self.ends - self.begins)
        return max(0, min(self.columns - 1, int(share * (self.columns - 1) + 0.5)))

    def dates(self) -> str:
        """A date at every tick."""
        line = [" "] * self.columns
        hours = self.ends - self.begins < timedelta(days=3)
        for tick in range(TICKS):
            moment = self.begins + (self.ends - self.begins) * tick / TICKS
            text = moment.astimezone(LONDON).strftime("%a %H:%M" if hours else "%d %b")
            place = self.columns * tick // TICKS
            line[place : place + len(text)] = text
        return "".join(line[: self.columns])

    def ruler(self, now: datetime) -> str:
        """A tick under each date, and a mark at the present moment."""
        line = [" "] * self.columns
        for tick in range(TICKS):
            line[self.columns * tick // TICKS] = "'"
        if self.begins <= now <= self.ends:
            place = min(self.at(now), self.columns - 3)
            line[place : place + 3] = "now"
        return "".join(line)


def _bar(wait: WaitView, scale: _Scale, now: datetime) -> str:
    line = [" "] * scale.columns
    until = wait.ended or now
    _draw(line, scale, wait.since, until, RUNNING)
    if wait.missed is not None:
        _draw(line, scale, wait.missed, until, LATE)
    for pause in wait.pauses:
        _draw(line, scale, pause.since, min(pause.until or until, until), STANDING)
    if wait.ended is None and wait.due > now:
        _draw(line, scale, now, min(wait.due, scale.ends), TO_COME, first=scale.at(now) + 1)
        line[scale.at(wait.due)] = DUE if wait.due <= scale.ends else BEYOND
    if wait.missed is not None:
        line[scale.at(wait.missed)] = DUE
    for step in wait.steps:
        line[scale.at(step.due)] = STEPS[step.kind].upper()
    if wait.next_step and wait.next_step_at is not None and wait.next_step_at <= scale.ends:
        line[scale.at(wait.next_step_at)] = STEPS[StepKind(wait.next_step)]
    return "".join(line)


def _draw(
    line: list[str], scale: _Scale, begins: datetime, ends: datetime, with_: str, first: int | None = None
) -> None:
    for column in range(scale.at(begins) if first is None else first, scale.at(ends) + 1):
        line[column] = with_


def _tail(wait: WaitView) -> str:
    # Waits of less than three days are shown to the minute, because interim support counts in hours.
    shape = "%d %b %H:%M" if wait.due - wait.since < timedelta(days=3) else "%d %b %Y"
    if wait.ended is not None:
        word, moment = "over", wait.ended
    elif wait.missed is not None:
        word, moment = "was due", wait.missed
    elif wait.is_standing:
        return "stands still"
    else:
        word, moment = "due", wait.due
    return f"{word} {moment.astimezone(LONDON).strftime(shape)}"
