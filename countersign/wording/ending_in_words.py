"""END · What letters say of each service of a plan that ends: what becomes of it, and from which day.

Source: the rulebook's END, "An end says from which day, and what becomes of each service that runs".
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from countersign.careplan.ending import Becomes, Fate
from countersign.careplan.figures import day
from countersign.wording.isolates import isolate
from countersign.wording.peoples_words import in_one_line


def fates_in_words(fates: Iterable[Fate], today: date) -> tuple[str, ...]:
    """END: each service with what becomes of it, for the person or for whoever delivers it.

    Two services of the same name are told apart by what is done.
    """
    listed = tuple(fates)
    named = Counter(fate.line.service for fate in listed)
    return tuple(f"{_called(fate, named[fate.line.service] > 1)}: {_becomes(fate, today)}" for fate in listed)


def fates_in_codes(fates: Iterable[Fate]) -> str:
    """END: the same for the record, by the lines' references and without anybody's words."""
    return ", ".join(f"{fate.line.id} {_in_code(fate)}" for fate in fates)


def _called(fate: Fate, is_one_of_several: bool) -> str:
    line = fate.line
    service = isolate(line.service)
    return f"{service} ({in_one_line(line.description).rstrip('.')})" if is_one_of_several else service


def _becomes(fate: Fate, today: date) -> str:
    becomes = fate.becomes
    words = f" {in_one_line(becomes.in_words)}" if becomes.in_words else ""
    if becomes.becomes is Becomes.GOES_ON:
        return f"this goes on.{words}" if words else "this goes on, under the newer plan."
    if becomes.becomes is Becomes.HANDED_OVER:
        return f"somebody else takes this over.{words}"
    if fate.last_day is None:
        return f"this does not start.{words}"
    if fate.last_day < today:
        return f"this has stopped. The last day was {day(fate.last_day)}.{words}"
    return f"this stops. The last day is {day(fate.last_day)}.{words}"


def _in_code(fate: Fate) -> str:
    if fate.becomes.becomes is Becomes.GOES_ON:
        return "goes on"
    if fate.becomes.becomes is Becomes.HANDED_OVER:
        return "is handed over"
    return f"stops (last day {fate.last_day})" if fate.last_day else "does not start"
