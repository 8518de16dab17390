"""REC-1 · What passes the door can be printed: the largest plans within the bounds take seconds, and little memory."""

import json
import subprocess
import sys

import pytest

from tests.house.laws import ROOT

LARGEST = {
    "as many lines as there may be": (15, "x\n" * 199 + "x"),
    "as many bytes as there may be": (23, "word " * 1550),
    "as many combining marks as may follow one another": (11, ("a" + "\u0301" * 8) * 800),
    "words without an end": (23, "w" * 7900),
}
"""How many lines of service there are, and what each says."""

PRINT = """
import json, resource, sys, time
from countersign.careplan.bounds import beyond
from countersign.careplan.people import Format
from countersign.letters.documents import Documents
from tests.support.builders import plan, plan_json
from tests.support.records import record_of
count, text = json.loads(sys.argv[1])
own = {"description": text, "weekly_cost": "0.00", "units_a_week": None, "unit_cost": None}
parts = {"services": [plan_json()["services"][0] | own | {"id": f"S{number}"} for number in range(1, count + 1)]}
assert beyond({"plan": plan_json() | parts}) == ()
documents, began = Documents(), time.monotonic()
files = documents.record(record_of(plan(**parts, person_pays="0")), Format.STANDARD)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps([time.monotonic() - began, len(files.pdf), memory]))
"""


@pytest.mark.rule("REC-1")
@pytest.mark.parametrize("largest", LARGEST.values(), ids=LARGEST)
def test_the_largest_plan_is_printed_in_seconds(largest: tuple[int, str]) -> None:
    """In a process of its own, so that its memory can be told. Before there were bounds: 58 MB and 3.2 GB."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT, json.dumps(largest)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, size, megabytes = json.loads(done.stdout)
    assert seconds < 10
    assert size < 5_000_000
    assert megabytes < 800
