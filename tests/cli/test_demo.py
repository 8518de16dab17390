"""`make demo`, as a newcomer runs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stack import environment

PATIENCE = 300
"""Real seconds. It takes ten; on a busy machine many times as long."""


@pytest.mark.rule("RET-6", "RET-7", "RET-8", "SUB-4", "TIME-2", "TIME-3", "ROUTE-4", "ROUTE-5", "ROUTE-11", "DP-5")
def test_the_demo_plays_every_story_to_its_expected_end(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "countersign.embedded.demo"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "11 of 11 plans ended as expected" in done.stdout
    assert "where it is posted letter.pdf, to print, and manifest.json" in " ".join(done.stdout.split())
    assert "Started directly, the workflow answers the same: yes" in done.stdout
    assert [line for line in done.stdout.splitlines() if len(line) > 80 or line.endswith(" ")] == []
    assert re.findall(r"(?<![@\d-])\d{4}-\d\d-\d\d(?![\d-])", done.stdout) == [], "dates for people"
    outbox = tmp_path / ".countersign" / "demo" / "outbox"
    records = sorted(outbox.glob("*/*.agreed.person/record.pdf"))
    assert len(records) == 9, "one of a plan that was amended"
    assert all(record.read_bytes().startswith(b"%PDF-") for record in records)
