"""Every bound on what comes in and on what is answered, each stated once.

The field types (`careplan.wire`), the door, the command line, the workflows and the contract all read it here. So what
one of them takes, none of the others refuses. Source: ours: no source asks for bounds, and a message of any size must
not end, stick or blind a plan.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any, cast

BYTES_AS_SENT = 500_000
"""The most bytes of a message as it comes, spaces and escapes included. Temporal takes no more than two million."""

MESSAGE_BYTES = 250_000
"""The most bytes of a message, written as JSON in UTF-8 without spaces and without escapes that it does not need."""

PLAN_BYTES = 200_000
"""The most bytes of the plan in a submission or resubmission, written in the same way."""

DEPTH = 50
"""How deeply lists and objects may be nested. Our own models need fewer than ten levels."""

KEYS = 10_000
"""The most fields in a message, those of its parts included."""

ITEMS = 500
"""The most items in one list. Almost every list of the contract has a smaller bound of its own."""

LARGEST_NUMBER = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike."""

NUMBER_DIGITS = 30
"""The most characters of a number as it is written."""

TEXT = 8000
"""The most characters of words that a person writes for a person."""

SHORT_TEXT = 200
"""The most characters of a name or of a few words: one line."""

LINES = 200
"""The most lines of one text."""

LINES_IN_ALL = 3000
"""The most lines of all texts of a message together: what is printed from it stays a document."""

MARKS = 8
"""The most combining marks in a row, such as accents. Every script needs fewer."""

FIRST_DAY = date(2000, 1, 1)
"""The earliest day that a message may name, but for a date of birth."""

LAST_DAY = date(2100, 12, 31)
"""The latest day that a message may name."""

FIRST_BIRTH = date(1850, 1, 1)
"""The earliest date of birth. One of more than `LONGEST_LIFE` years ago is asked about, and bars nothing."""

LONGEST_LIFE = 120
"""In years."""

MINUTES_AHEAD = 15
"""How far the clock of a case system may be ahead of ours: a message that says a later time was not sent then."""

DECIDED_WITHIN_MONTHS = 24
"""How many months ago a day may be on which something was decided or asked that a message of its own says now."""

FIRST_DECISION = date(2015, 4, 1)
"""The earliest day on which a decision about a copy may be made: Care Act 2014 s.25 came into force (check)."""

VERSIONS = 10_000
"""The highest number of a version."""

ASKED_FOR = 50
"""For how many people who stand in no part of a plan the person may ask that they have a copy of it (SHARE-4)."""

AMENDMENTS_OPEN = 20
"""How many requests for amendments may wait at once where another than the person asks: a mistake must fill no plan."""

REASONS = 50
"""How many reasons an answer gives. If there are more, one more line says how many."""

REASON = 1000
"""The most characters of one reason."""

REASONS_BYTES = 60_000
"""The most bytes of all reasons of an answer together."""

PRINT_SECONDS = 20
"""Of processor time: the most that setting one document as PDF may take. What passes the door takes some five."""

PRINT_PATIENCE = 180
"""In seconds: how long one document is waited for, however busy the machine is."""

PRINT_MEGABYTES = 700
"""The most memory of a process that prints. What passes the door takes some 300."""

PRINTED_BY_ONE = 500
"""How many documents one process prints before another takes its place: whatever it still holds then goes."""


def stated() -> dict[str, object]:
    """Every bound that no field of the contract states by itself, by name, for the contract and for a machine."""
    return {
        "bytes_as_sent": BYTES_AS_SENT,
        "message_bytes": MESSAGE_BYTES,
        "plan_bytes": PLAN_BYTES,
        "depth": DEPTH,
        "fields": KEYS,
        "items_in_a_list": ITEMS,
        "largest_number": LARGEST_NUMBER,
        "characters_of_a_number": NUMBER_DIGITS,
        "lines_of_a_text": LINES,
        "lines_in_all": LINES_IN_ALL,
        "combining_marks_in_a_row": MARKS,
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "minutes_ahead_of_our_clock": MINUTES_AHEAD,
        "months_since_it_was_decided": DECIDED_WITHIN_MONTHS,
        "first_decision_about_a_copy": FIRST_DECISION.isoformat(),
        "asked_for_of_a_plan": ASKED_FOR,
        "amendments_open_at_once": AMENDMENTS_OPEN,
        "reasons_in_an_answer": REASONS,
        "bytes_of_all_reasons": REASONS_BYTES,
    }


IN_WORDS = (
    f"A message is at most {BYTES_AS_SENT:,} bytes as it is sent, and {MESSAGE_BYTES:,} as compact JSON in UTF-8.",
    f"The plan in it is at most {PLAN_BYTES:,} bytes in the same form.",
    f"It has at most {KEYS:,} fields, lists of at most {ITEMS} items, and {DEPTH} levels. No field is given twice.",
    f"A number is at most {LARGEST_NUMBER}, and is written with at most {NUMBER_DIGITS} characters.",
    f"A text has at most {LINES} lines, and all texts together {LINES_IN_ALL:,}.",
    f"At most {MARKS} combining marks follow one another.",
    "Of the control characters only the tab and the end of a line stand in a text.",
    "No character stands in it that does nothing but change the direction of what is read.",
    f"A day is from {FIRST_DAY} to {LAST_DAY}; a date of birth is not in the future.",
    f"sent_at is at most {MINUTES_AHEAD} minutes later than the time at which a message comes.",
    "Urgent needs are taken whenever they say that they were sent: without a readable sent_at, as sent when they came.",
    "A report of urgent needs whose sent_at has not come is one that was sent when it came.",
    f"Messages about copies, or whom to write to, say what was decided in the {DECIDED_WITHIN_MONTHS} months before.",
    f"A plan gives no decision about a copy of before {FIRST_DECISION}.",
    f"Of one plan at most {ASKED_FOR} may be asked for who stand in no part of it (asked-1 and so on).",
    f"While {AMENDMENTS_OPEN} requests for amendments wait, one more comes only from the person or who acts for them.",
    f"An answer gives at most {REASONS} reasons, and then says how many more there are.",
)
"""The same for the contract, in sentences."""


def beyond(message: object) -> tuple[str, ...]:
    """Why a decoded message is larger than anything that is read; empty if it is not. No model has read it yet.

    The sentences go on after the message's name, or stand after the name of a field. They repeat nothing of it.
    """
    within = tuple(_walked(message))
    if within:
        return within
    if not isinstance(message, Mapping):
        return ()
    fields = cast("Mapping[str, Any]", message)
    try:
        size = _compact(fields)
        plan = _compact(fields["plan"]) if isinstance(fields.get("plan"), Mapping) else 0
    except ValueError:
        return ("holds half a character (a surrogate alone), which is no text",)
    faults: list[str] = []
    if size > MESSAGE_BYTES:
        faults.append(f"is longer than {MESSAGE_BYTES:,} bytes of JSON")
    if plan > PLAN_BYTES:
        faults.append(f"plan: is longer than {PLAN_BYTES:,} bytes of JSON")
    return tuple(faults)


def _walked(message: object) -> Iterator[str]:
    """What is beyond a bound, one level after the other: no depth of it can exhaust a stack. It ends at the first."""
    level, keys, lines = [message], 0, 0
    for _ in range(DEPTH + 1):
        objects = [cast("Mapping[str, object]", value) for value in level if isinstance(value, Mapping)]
        lists = [cast("list[object]", value) for value in level if isinstance(value, list)]
        keys += sum(map(len, objects))
        lines += sum(value.count("\n") for value in level if isinstance(value, str))
        if any(len(items) > ITEMS for items in lists):
            yield f"has a list of more than {ITEMS} items"
        elif any(isinstance(value, int | float) and not _is_a_number(value) for value in level):
            yield "has a number beyond what JSON carries safely: write it as text"
        elif keys > KEYS:
            yield f"has more than {KEYS:,} fields"
        elif lines > LINES_IN_ALL:
            yield f"has more than {LINES_IN_ALL:,} lines of text"
        else:
            level = [
                *(value for fields in objects for value in fields.values()),
                *(item for items in lists for item in items),
            ]
            if level:
                continue
        return
    yield f"is nested more than {DEPTH} deep"


def _is_a_number(value: float) -> bool:
    return isfinite(value) and abs(value) <= LARGEST_NUMBER


def _compact(value: object) -> int:
    """How many bytes something is, as compact JSON in UTF-8. Raises ValueError for what is no text."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def reasons(said: Iterable[str]) -> tuple[str, ...]:
    """At most so many reasons, and of how many more nothing is said but their number."""
    given = tuple(said)
    shown = [reason if len(reason) <= REASON else f"{reason[: REASON - 1]}…" for reason in given]
    most = len(shown) if len(shown) <= REASONS + 1 else REASONS
    bytes_left, count = REASONS_BYTES, 0
    for reason in shown[:most]:
        bytes_left -= len(reason.encode(errors="replace"))
        if bytes_left < 0:
            break
        count += 1
    if count == len(given):
        return tuple(shown)
    return (*shown[:count], f"and {len(given) - count:,} more")
