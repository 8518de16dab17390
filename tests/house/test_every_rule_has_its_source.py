"""No rule speaks without an id and a source, and no figure of a scheme stands without one."""

import tomllib
from pathlib import Path

import pytest

from countersign.careplan.sources import RULES
from docs import coverage
from tests.house import laws
from tests.support.builders import scheme

ALSO_RULES = tuple(
    f"countersign/careplan/{name}.py" for name in ("clocks", "interim", "notices", "promise", "working_time")
)
"""Modules that hold rules but whose answers are not findings."""

SCHEMES = sorted((laws.ROOT / "schemes").glob("*.toml"))


def test_every_finding_names_a_rule_of_the_rulebook() -> None:
    faults = [
        f"{laws.called(path)} {fault}"
        for path in laws.modules("countersign", "activities", "workflows")
        for fault in laws.findings_without_a_rule(path.read_text(encoding="utf-8"), RULES)
    ]
    assert faults == []


def test_a_finding_of_no_rule_is_caught() -> None:
    assert laws.findings_without_a_rule("finding('SUB-1', True, 'Yes.')", RULES) == []
    assert laws.findings_without_a_rule("finding('SUB-99', True, 'Yes.')", RULES) != []
    assert laws.findings_without_a_rule("finding(rule, True, 'Yes.')", RULES) != []
    assert laws.findings_without_a_rule("finding()", RULES) != []


def test_every_rule_module_names_its_source() -> None:
    paths = [
        path
        for path in laws.modules("countersign/careplan")
        if laws.called(path) in ALSO_RULES or laws.speaks_for_rules(path.read_text(encoding="utf-8"))
    ]
    assert len(paths) > len(ALSO_RULES)
    faults = [laws.called(path) for path in paths if laws.without_source(path.read_text(encoding="utf-8"))]
    assert faults == []


def test_a_rule_module_without_a_source_is_caught() -> None:
    assert laws.without_source('"""Rules.\n\nSource: the procedure.\n"""') == []
    assert laws.without_source('"""Rules."""') != []


def test_every_rule_has_a_title_and_a_source() -> None:
    assert [each for each, rule in RULES.items() if not rule.title.strip() or not rule.sources] == []


def test_every_rule_id_is_one_that_the_coverage_can_read() -> None:
    assert [each for each in RULES if coverage.ids_in(each) != (each,)] == []


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.name)
def test_every_scheme_can_be_read(path: Path) -> None:
    assert scheme(name=path.stem).scheme.name == path.stem


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.name)
def test_every_figure_of_a_scheme_has_its_source(path: Path) -> None:
    assert laws.figures_without_source(tomllib.loads(path.read_text(encoding="utf-8")), path.name) == []


def test_there_is_a_scheme_to_read() -> None:
    assert SCHEMES


@pytest.mark.parametrize(
    "bad",
    [
        "[clocks]\ndue_after = 10",
        "[clocks]\ndue_after = 10\nsource = ' '",
        "[[authority]]\nagrees_up_to = '500.00'",
        "[office]\ncloses_at = 17:00:00",
        "[scheme]\nin_force_from = 2026-04-01",
        "[clocks]\nsource = 'ours'\n[[clocks.steps]]\nafter = 5",
    ],
)
def test_a_figure_without_a_source_is_caught(bad: str) -> None:
    assert len(laws.figures_without_source(tomllib.loads(bad))) == 1


def test_a_table_of_words_needs_no_source() -> None:
    assert laws.figures_without_source(tomllib.loads("[letters]\ncouncil = 'The council'\nshared = true")) == []
