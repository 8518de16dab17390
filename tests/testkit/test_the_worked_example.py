"""docs/testing.md tells the truth: its worked example runs as a vendor would run it, and it names all that there is."""

import os
import re
import subprocess
import sys
from pathlib import Path

from countersign import testkit
from tests.house import laws

PAGE = laws.ROOT / "docs" / "testing.md"


def the_files_of_the_example() -> dict[str, str]:
    """Each code block that a file's name in backquotes stands before, by that name."""
    text = PAGE.read_text(encoding="utf-8")
    return {
        block["name"]: block["content"]
        for block in re.finditer(
            r"^`(?P<name>[\w.]+)`[^\n]*(?:\n[^\n`]+)*\n\n```\w+\n(?P<content>.*?)```", text, re.MULTILINE | re.DOTALL
        )
    }


def test_the_worked_example_runs_as_it_stands(tmp_path: Path) -> None:
    files = the_files_of_the_example()
    assert sorted(files) == ["conftest.py", "pytest.ini", "test_our_scheme.py"]
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(laws.ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 passed" in run.stdout


def test_it_names_every_expectation_and_every_step() -> None:
    text = PAGE.read_text(encoding="utf-8")
    expectations = [name for name in testkit.__all__ if name != "Scenario"]
    steps = [
        name
        for name in dir(testkit.Scenario)
        if not name.startswith("_") and name not in {"days", "scheme", "latest", "steps_not_run"}
    ]
    missing = [name for name in (*expectations, *steps) if not re.search(rf"[`.]{name}\b", text)]
    assert missing == []
