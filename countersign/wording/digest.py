"""TELL-6 · The words of a digest, in plain text. Nothing in it is about the person."""

import textwrap
from collections.abc import Sequence
from datetime import date

from countersign.careplan.digests import Waiting
from countersign.careplan.figures import day as day_in_words
from countersign.careplan.reading_out import reference_of
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day

MOST = 100
"""How much a digest lists. It says how much more there is, and where to look."""

_WIDTH = 76


def digest_subject(waiting: Sequence[Waiting]) -> str:
    """The subject of a digest: how much waits, and how much of it is late."""
    late = sum(thing.missed is not None for thing in waiting)
    return f"What waits for you: {len(waiting)}{f', {late} late' if late else ''}"


def digest_text(waiting: Sequence[Waiting], day: date, scheme_title: str) -> str:
    """A digest. `waiting`: what waits for its reader, in the order in which it is listed."""
    paragraphs = [f"What waits for you on {day_in_words(day)}. {scheme_title}."]
    paragraphs += [_said(thing) for thing in waiting[:MOST]]
    more = len(waiting) - MOST
    if more > 0:
        paragraphs.append(f"And {more} more: starter.py tasks, starter.py overdue.")
    paragraphs.append(
        "You were told of each when it came. Open the plans in the case system to see the rest: this message holds "
        "nothing about the person."
    )
    return "\n\n".join(textwrap.fill(paragraph, _WIDTH) for paragraph in paragraphs) + "\n"


def _said(one: Waiting) -> str:
    due = day_in_words(london_day(one.missed or one.due))
    when = f"LATE, was due {due}" if one.missed else f"Due {due}"
    return f"{when}: {one.what}. Plan {reference_of(one.plan)}, {spelled_out(one.status)}. {one.plan}"
