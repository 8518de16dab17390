"""REC-1 · What passes the door can be printed: the largest plans need at most half of what printing may take."""

from typing import Any

import pytest

from countersign.careplan import bounds
from countersign.careplan.bounds import beyond
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from countersign.letters.printing import RECORD, Limits, Printer
from tests.support.builders import plan, plan_json
from tests.support.records import record_of

HALF = Limits(seconds=bounds.PRINT_SECONDS // 2, megabytes=bounds.PRINT_MEGABYTES // 2)

LARGEST = {
    "as many lines as there may be": "x\n" * 199 + "x",
    "as many bytes as there may be": "word " * 1598,
    "words without an end": "w" * 7990,
    "as many combining marks as may follow one another": ("a" + "\u0301" * 8) * 887,
    "marks, and between them what is not seen": ("א" + "\u05b0\ufeff" * 8) * 470,
    "from right to left and back at each letter": "aא" * 3995,
    "from right to left and back at each word": "no לא " * 1330,
    "a face for each word": "ሀ ก " * 1995,
    "signs": "☐✓" * 2660,
}
"""What each text says. Measured with conditions as long: at most 2 s of the processor and 300 MB (letter by letter)."""

UNDRAWN = {
    "marks on which Typst itself fails": "b\u0f71\u064b" * 2660,
    "signs with long names": ("😂" + "\u2ad9\u2a94" * 20) * 190,
    "letters that no font has, each a word": "ሀ 漢 " * 1995,
}


def filled(text: str) -> dict[str, Any]:
    """A plan with the text in as many of its parts as the door takes."""
    own = {"description": text, "weekly_cost": "0.00", "units_a_week": None, "unit_cost": None}
    full: dict[str, Any] = plan_json() | {"services": [], "person_pays": "0"}
    for number in range(1, 101):
        line = plan_json()["services"][0] | own | {"id": f"S{number}"}
        more: dict[str, Any] = full | {"services": [*full["services"], line]}
        if beyond({"plan": more}):
            break
        full = more
    return full


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST)
def test_the_largest_plan_is_printed_within_half_of_the_limits(text: str) -> None:
    """In large print, which takes longest. The conditions of a decision can double it. Once: 58 MB and 3.2 GB."""
    full = filled(text)
    assert len(full["services"]) >= 8
    record = record_of(plan(**{name: full[name] for name in ("services", "person_pays")}))
    printer = Printer(HALF)
    try:
        files = Documents(printer).record(record, Format.LARGE_PRINT)
    finally:
        printer.close()
    assert files.pdf.startswith(b"%PDF")
    assert len(files.pdf) < 15_000_000


@pytest.mark.rule("REC-5")
@pytest.mark.parametrize("text", UNDRAWN.values(), ids=UNDRAWN)
def test_the_largest_plan_that_cannot_be_drawn_is_a_persons_and_costs_nothing(text: str) -> None:
    """Nothing is started to print it, and what is said of it is short."""
    printer = Printer(HALF)
    record = record_of(plan(services=filled(text)["services"], person_pays="0"))
    documents = Documents(printer)
    files = documents.record(record, Format.LARGE_PRINT)
    assert files.pdf == b""
    assert 0 < len(documents.undrawn(files.html)) < 1_000
    assert printer._presses[RECORD].ready == []  # pyright: ignore[reportPrivateUsage]
