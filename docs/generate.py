"""Writes the generated documents, or says which of them are not current: `python -m docs.generate [--check]`.

Exit code 0 if they are (now) current and the rules, the code and the tests do not contradict each other; 1 otherwise,
with one sentence for each thing that is wrong.
"""

import argparse
import sys
from pathlib import Path

from countersign.careplan.contract import contract
from countersign.careplan.sources import RULES
from docs import coverage, pages

ROOT = Path(__file__).resolve().parent.parent
COMMAND = "make docs"


def documents(root: Path = ROOT) -> tuple[dict[str, str], tuple[str, ...]]:
    """Every generated document, as path → text, and each contradiction found on the way."""
    schema = contract()
    found = coverage.search(root)
    texts = {
        "docs/contract.json": pages.contract_json(schema),
        "docs/contract.md": pages.contract_page(schema, root / "examples"),
        "docs/coverage.md": coverage.page(RULES, found),
        "docs/lifecycle.md": pages.lifecycle_page(),
    }
    return texts, coverage.contradictions(RULES, found)


def stale(texts: dict[str, str], root: Path = ROOT) -> tuple[str, ...]:
    """One sentence for each document that is missing or is not what would be generated now."""
    faults: list[str] = []
    for name, text in texts.items():
        path = root / name
        if not path.is_file():
            faults.append(f"{name} is missing: run `{COMMAND}` and commit it.")
        elif path.read_text(encoding="utf-8") != text:
            faults.append(f"{name} is not current: run `{COMMAND}` and commit it.")
    return tuple(faults)


def check(root: Path = ROOT) -> tuple[str, ...]:
    """Everything that is wrong: contradictions first, then documents that are not current. Writes nothing."""
    texts, contradictions = documents(root)
    return (*contradictions, *stale(texts, root))


def write(root: Path = ROOT) -> tuple[str, ...]:
    """Write every document; returns the contradictions, which no writing can mend."""
    texts, contradictions = documents(root)
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return contradictions


def main() -> int:
    """Read the command line, do it, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a document is not current")
    faults = check() if parser.parse_args().check else write()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
