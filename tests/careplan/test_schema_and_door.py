"""The schema of the contract and the door take the same: what one refuses as form, the other refuses too."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from countersign.careplan.contract import SENT, contract
from tests.careplan import mutants
from tests.careplan.mutants import Mutant, disagreement, sent_examples, tried, validator_of
from tests.support.builders import changed, example

SOME = 600


def test_the_two_agree_about_some_hundred_mutants() -> None:
    """`python -m tests.careplan.mutants 20000` tries more of them."""
    assert tried(SOME, seed=20261127) == []


@pytest.mark.parametrize("name", SENT)
def test_every_message_is_among_what_is_changed(name: str) -> None:
    assert name in {of for _, of, _ in sent_examples()}


SUBMISSION, DECIDE, REPORT = "plain-1-submission", "clare-4-agreed", "message-report-urgent-needs"

FORM: dict[str, tuple[tuple[str, str, tuple[Any, ...], tuple[Any, ...]], ...]] = {
    "submit": (
        (
            SUBMISSION,
            "plan.services.0.units_a_week",
            ("1", "1.5", "10000", 1, 1.25),
            ("1e3", "٥", " 1", "1 ", "", "10000.01", 1.005, True, -1),
        ),
        (
            SUBMISSION,
            "plan.indicative_budget",
            ("412.50", "412.5", 412, 412.55, "1000000.00"),
            ("1e3", "٥", "-0", "1.", "1000000.01", 1e7, 412.505),
        ),
        (
            SUBMISSION,
            "plan.services.0.starts_on",
            ("2026-11-21", "2000-01-01", "2100-12-31", "2028-02-29", None),
            (1795737600, "9999-12-31", "1999-12-31", "2101-01-01", "2026-02-29", "20261121", "2026-11-21T00:00:00", ""),
        ),
        (
            SUBMISSION,
            "plan.person.date_of_birth",
            ("1850-01-01", "1941-11-21", "2026-11-21"),
            ("1849-12-31", "9999-01-01", "1900-02-29", "May", 0),
        ),
        (
            SUBMISSION,
            "sent_at",
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.123456789+14:00"),
            (
                "12.3",
                1795737600,
                "0001-01-01T00:00:00+14:00",
                "2026-11-21T09:30:00",
                "2026-11-21 09:30:00Z",
                "2026-11-21T09:30Z",
                "2026-11-21T24:00:00Z",
                "9999-12-31T23:59:59-14:00",
            ),
        ),
        (SUBMISSION, "message_id", ("a1234567",), (" a1234567", "a1234567\n", "abcdefgh", "a123456")),
        (
            SUBMISSION,
            "plan.person.name",
            ("Zoë O’Brien", "x" * 200, "李", "3", "نامه\u200cای", "क्\u200dष", "👩\u200d👧"),
            (
                *(
                    " ",
                    "\u200b",
                    "x" * 201,
                    "Ann\nLee",
                    "Ann\u202eeeL",
                    "\u200fAnn",
                    "Ann\u2067eeL",
                    "Ann\x1b[2J",
                    "Ann\x9b2J",
                ),
                *("\x1b]52;c;QQ==\x07", ".", "—", "…", "“”", "（）", "_", "\ufffd", "\u200b\u200d", "\u0301", "\u2800"),
                *("\ue000", "\U000e0041", "\U000e0100", "\U0001d159"),
            ),
        ),
        (
            SUBMISSION,
            "plan.contingency_plan",
            ("", "a\r\nb", "x\n" * 199 + "x", "a" + "\u0301" * 8),
            ("x\n" * 200 + "x", "a\rb", "a" + "\u0301" * 9, "a\0", "a\u2028b"),
        ),
        (SUBMISSION, "plan.services.0.needs", ([], ["N1"] * 60), (["N1"] * 61, "N1", ["N1 "], None)),
        (SUBMISSION, "plan.needs.0.eligible", (True,), (1, "true", None)),
    ),
    "decide": (
        (DECIDE, "version", (1, 1.0, 10_000), ("1", 1.5, 0, 10_001, True)),
        (DECIDE, "outcome", ("agree",), (" agree", "Agree", "agree\n", None)),
    ),
}
"""For each field, what is of its form and what is not: at each edge, just past it, and what Python alone would read."""


@pytest.mark.parametrize(
    ("name", "stem", "field", "value", "is_right"),
    [
        pytest.param(name, stem, field, value, is_right, id=f"{field} = {json.dumps(value)[:30]}")
        for name, fields in FORM.items()
        for stem, field, right, wrong in fields
        for is_right, values in ((True, right), (False, wrong))
        for value in values
    ],
)
def test_a_field_is_read_by_both_or_by_neither(name: str, stem: str, field: str, value: Any, is_right: bool) -> None:
    message = changed(example(stem), {field: value})
    assert validator_of(name).is_valid(json.loads(json.dumps(message), parse_float=mutants.exactly)) is is_right
    assert disagreement(Mutant(name, message, field)) == ""


def test_where_the_two_differ_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the schema took what the door refuses, this would be seen."""

    class TakesAll:
        def is_valid(self, _: object) -> bool:
            return True

    def takes_all(_: str) -> TakesAll:
        return TakesAll()

    monkeypatch.setattr(mutants, "validator_of", takes_all)
    message = changed(example(SUBMISSION), {"plan.services.0.units_a_week": "1e3"})
    assert "units_a_week" in disagreement(Mutant("submit", message, "units"))


def _loose(node: Any, path: str = "") -> list[str]:
    """Every place of a schema that bounds nothing: a text without a length, a list without a most, a number without."""
    found: list[str] = []
    if isinstance(node, list):
        items = cast("list[Any]", node)
        return [fault for number, item in enumerate(items) for fault in _loose(item, f"{path}[{number}]")]
    if not isinstance(node, dict):
        return found
    schema = cast("dict[str, Any]", node)
    fixed = {"enum", "const", "format", "maxLength", "pattern"}
    match schema.get("type"):
        case "string" if not schema.keys() & fixed:
            found.append(path)
        case "array" if "maxItems" not in schema:
            found.append(path)
        case "integer" | "number" if "maximum" not in schema:
            found.append(path)
        case _:
            pass
    return found + [fault for key, value in schema.items() for fault in _loose(value, f"{path}.{key}")]


def test_nothing_that_a_sender_fills_in_is_without_a_bound() -> None:
    schema: Any = contract()
    ours = {"Answer", "Words", "SomeWords", "OneLine", "Day", "DayOfBirth", "Moment"}
    definitions = {name: definition for name, definition in schema["$defs"].items() if name not in ours}
    assert _loose(definitions) == []
    assert _loose({"X": {"type": "string"}, "Y": {"items": {"type": "integer"}, "type": "array"}}) == [
        ".X",
        ".Y",
        ".Y.items",
    ]


@pytest.mark.parametrize("path", sorted(Path(mutants.EXAMPLES).glob("*.json")), ids=lambda path: path.name)
def test_every_example_is_far_within_the_bounds(path: Path) -> None:
    assert len(path.read_bytes()) < 25_000
