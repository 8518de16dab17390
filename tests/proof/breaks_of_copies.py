"""Breaks the product a line at a time, and counts the stories about copies until it is seen: each rule has to be.

    .venv/bin/python -m tests.proof.breaks_of_copies [--stories 2000] [words of one break]

Each break is made in a copy of the product in a folder of its own, which is gone afterwards. See docs/proof.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.proof.broken import Break
from tests.proof.broken_amendments import ONCE_IN_FORCE
from tests.proof.broken_copies import OF_COPIES

ROOT = Path(__file__).resolve().parents[2]

BREAKS = (*OF_COPIES, *ONCE_IN_FORCE)


def main() -> int:
    """The command. Returns 1 if a break was not seen."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stories", type=int, default=1000)
    arguments.add_argument("words", nargs="*")
    wanted = arguments.parse_args()
    words = " ".join(wanted.words)
    unseen = 0
    for each in BREAKS:
        if words in each.what:
            seen_after = seen(each, wanted.stories)
            unseen += seen_after is None
            sys.stdout.write(f"| {each.rule} | {each.what} | {seen_after or f'not in {wanted.stories}'} |\n")
            sys.stdout.flush()
    return 1 if unseen else 0


def seen(broken: Break, most: int) -> int | None:
    """After how many stories a break is seen; None if it is not in so many."""
    with tempfile.TemporaryDirectory(prefix="countersign-broken-") as folder:
        there = Path(folder)
        for name in ("countersign", "activities", "workflows", "templates", "schemes", "examples", "tests"):
            shutil.copytree(ROOT / name, there / name, ignore=shutil.ignore_patterns("__pycache__", "histories"))
        file = there / broken.file
        whole = file.read_text(encoding="utf-8")
        if whole.count(broken.line) != 1:
            raise LookupError(f"{broken.file} has {whole.count(broken.line)} times: {broken.line}")
        file.write_text(whole.replace(broken.line, broken.instead), encoding="utf-8")
        found = subprocess.run(  # our own interpreter
            [sys.executable, "-m", "tests.proof.copies_until", str(most)],
            cwd=there,
            env={**os.environ, "PYTHONPATH": str(there), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    count = re.search(r"^seen after (\d+)$", found.stdout, flags=re.MULTILINE)
    if count is None and "not seen" not in found.stdout:
        raise RuntimeError(found.stdout + found.stderr)
    return int(count[1]) if count else None


if __name__ == "__main__":
    sys.exit(main())
