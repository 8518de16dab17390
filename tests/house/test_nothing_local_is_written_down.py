"""No council in the code, no registry and no machine's own path anywhere."""

import re

import pytest

from tests.house import laws

MAY_NAME_A_COUNCIL = (
    "schemes/",
    "docs/",
    "examples/",
    "tests/",
    "countersign/careplan/sources.py",
    "README.md",
    "CHANGELOG.md",
)


def texts(*, outside: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in laws.house_files():
        name = laws.called(path)
        if not name.startswith(outside):
            found.append((name, path.read_bytes().decode("utf-8", errors="ignore")))
    return found


def breaches(forbidden: re.Pattern[str], outside: tuple[str, ...] = ()) -> list[str]:
    return [f"{name} {fault}" for name, text in texts(outside=outside) for fault in laws.words_in(text, forbidden)]


def test_the_code_names_no_council() -> None:
    assert breaches(laws.COUNCILS, MAY_NAME_A_COUNCIL) == []


def test_no_file_names_a_registry() -> None:
    assert breaches(laws.REGISTRY_HOSTS) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert breaches(laws.MACHINE_PATHS) == []


def test_the_law_reads_the_files_it_is_about() -> None:
    names = {name for name, _ in texts()}
    assert {
        "countersign/careplan/plan.py",
        "schemes/procedure.toml",
        "docker-compose.yml",
        "Makefile",
        ".ci/run",
    } <= names
    assert not [name for name in names if name.startswith((".venv", ".git/", ".countersign"))]


@pytest.mark.parametrize(
    ("forbidden", "bad"),
    [
        (laws.COUNCILS, 'if scheme == "Shropshire":'),
        (laws.REGISTRY_HOSTS, f"FROM {laws.host('ghcr', 'io')}/someone/image:1"),
        (laws.REGISTRY_HOSTS, f"pip install --index-url https://{laws.host('pypi', 'org')}/simple"),
        (laws.MACHINE_PATHS, f"cd {laws.machine_path('work')}main"),
        (laws.MACHINE_PATHS, f"cache = '{laws.machine_path('root')}.cache'"),
    ],
)
def test_a_forbidden_word_is_caught(forbidden: re.Pattern[str], bad: str) -> None:
    assert len(laws.words_in(f"first line\n{bad}\n", forbidden)) == 1


@pytest.mark.parametrize("top", ["work", "root"])
def test_a_part_of_a_longer_path_is_no_machine_path(top: str) -> None:
    assert laws.words_in(f"health{laws.machine_path(top)}home .{laws.machine_path(top)}", laws.MACHINE_PATHS) == []
