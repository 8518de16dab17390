"""The generated documents are what the code would generate now, and what they are made with can be trusted."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from countersign.careplan.interim import INTERIM_STEPS
from countersign.careplan.lifecycle import TRANSITIONS
from countersign.careplan.sources import Built, Rule, Source
from docs import coverage, generate, pages


def test_every_generated_document_is_current_and_nothing_contradicts_itself() -> None:
    assert generate.check() == ()


def test_a_document_that_is_missing_or_not_current_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("before", encoding="utf-8")
    (tmp_path / "same.md").write_text("now", encoding="utf-8")
    faults = generate.stale({"old.md": "now", "same.md": "now", "new.md": "now"}, tmp_path)
    assert faults == (
        "old.md is not current: run `make docs` and commit it.",
        "new.md is missing: run `make docs` and commit it.",
    )


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("SUB-1..3: all", ("SUB-1", "SUB-2", "SUB-3")),
        ("BUD-1, BUD-2", ("BUD-1", "BUD-2")),
        ("DEC-1,2,5; RET-1..3", ("DEC-1", "DEC-2", "DEC-5", "RET-1", "RET-2", "RET-3")),
        ("ROUTE-10, not ROUTE-1", ("ROUTE-10", "ROUTE-1")),
        ("TIME-1. Then TIME-1 again", ("TIME-1",)),
        ("the ways a plan leaves (END)", ("END",)),
        ("the END of it, DP-2", ("END", "DP-2")),
        ("SUB · Before; REC alone; the weekend; SENDER; UTF-8; SUB-1a", ()),
    ],
)
def test_ids_are_read_out_of_what_people_write(text: str, ids: tuple[str, ...]) -> None:
    assert coverage.ids_in(text) == ids


CODE = '''"""BUD · Money (BUD-3)."""

PENNY = 1
"""BUD-1: the smallest amount."""

# BUD-2 in a comment is no code that does it.
class Budget:
    """BUD-1."""

    def total(self) -> int:
        """DP-5..6: a sum."""
        return 0
'''

TESTS = '''"""TIME-1 named in a docstring proves nothing."""
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.rule("REC-1")]


@pytest.mark.rule("BUD-1", "BUD-2..3")
def test_one(): ...


@pytest.mark.rule("NONE-9")
async def test_two(): ...


class TestMore:
    @pytest.mark.parametrize("x", [1])
    @pytest.mark.rule("BUD-1")
    def test_three(self, x): ...


@pytest.mark.rule("DEC-9")
def helper(): ...
'''


@pytest.fixture
def found(tmp_path: Path) -> coverage.Found:
    (tmp_path / "countersign" / "careplan").mkdir(parents=True)
    (tmp_path / "countersign" / "careplan" / "money.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_money.py").write_text(TESTS, encoding="utf-8")
    return coverage.search(tmp_path)


def names(places: Mapping[str, tuple[coverage.Place, ...]]) -> dict[str, list[str]]:
    return {each: [place.name for place in some] for each, some in places.items()}


def test_code_is_found_by_its_docstrings_and_not_by_comments(found: coverage.Found) -> None:
    assert names(found.code) == {
        "BUD-3": [""],
        "BUD-1": ["PENNY", "Budget"],
        "DP-5": ["Budget.total"],
        "DP-6": ["Budget.total"],
    }


def test_tests_are_found_by_their_marks_and_not_by_words(found: coverage.Found) -> None:
    assert names(found.tests) == {
        "REC-1": ["test_one", "test_two", "test_three"],
        "BUD-1": ["test_one", "test_three"],
        "BUD-2": ["test_one"],
        "BUD-3": ["test_one"],
        "NONE-9": ["test_two"],
    }


def rule(built: Built) -> Rule:
    return Rule("A title", (Source.PROCEDURE,), built)


def test_every_contradiction_is_named(found: coverage.Found) -> None:
    rules = {
        "BUD-1": rule(Built.WHOLE),
        "BUD-2": rule(Built.WHOLE),
        "BUD-3": rule(Built.SIMPLE),
        "DP-5": rule(Built.SIMPLE),
        "DP-6": rule(Built.NO),
        "REC-1": rule(Built.NO),
    }
    faults = coverage.contradictions(rules, found)
    assert [fault.split(",")[0] for fault in faults] == [
        "BUD-2 is said to be built",
        "DP-5 is said to be simple form",
        "REC-1 is said to be not built",
        "DEC-9 is named in tests/test_money.py",
        "NONE-9 is named in tests/test_money.py",
        "TIME-1 is named in tests/test_money.py",
    ]
    assert "no docstring" in faults[0]
    assert "no test" in faults[1]
    assert "test_one, test_two, test_three" in faults[2]


def test_the_page_has_a_row_for_each_rule_with_its_state(found: coverage.Found) -> None:
    left = Rule("Later", (Source.ACT,), Built.NO, "comes later")
    page = coverage.page({"BUD-1": rule(Built.WHOLE), "DP-6": left}, found)
    code = "[countersign/careplan/money.py](../countersign/careplan/money.py): `PENNY`, `Budget`"
    assert f"| BUD-1 | A title | procedure | {code} |" in page
    assert "| **2**<br>[test_money.py](../tests/test_money.py): 2 | **built** |" in page
    assert "| **not built**: comes later |" in page


def test_the_lifecycle_page_has_every_transition_in_the_diagram_and_in_the_table() -> None:
    page = pages.lifecycle_page()
    for row in (*TRANSITIONS, *INTERIM_STEPS):
        assert f"{row.before.value} --> {row.after.value} : {row.event.value.replace('_', ' ')} ({row.rule})" in page
        assert (
            f"| `{row.before.value}` | {row.event.value.replace('_', ' ')} | `{row.after.value}` | {row.rule}:" in page
        )
