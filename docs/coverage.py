"""The page that says, for each rule of the rulebook, which code does it and which tests prove it.

Nothing is said twice: the ids and titles come from `careplan.sources.RULES`, the code from the ids that docstrings
name, the tests from `@pytest.mark.rule(...)`. Where the three contradict each other, `contradictions` says so.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from countersign.careplan.sources import Built, Rule, Source

CODE_ROOMS = (
    "countersign/careplan",
    "countersign/casework",
    "countersign/wording",
    "countersign/letters",
    "countersign/schemes",
    "countersign/store",
    "countersign/queries",
    "workflows",
    "activities",
)
TEST_ROOM = "tests"
EXAMPLES_OF_CITATIONS = "tests/house/"
"""Tests of these tools, whose samples name rules that do not exist."""

GROUPS = ("SUB", "ROUTE", "DEC", "DP", "BUD", "TELL", "REC", "SHARE", "AMEND", "RET", "TIME", "REV", "WHO")
_CITATION = re.compile(rf"\b({'|'.join(GROUPS)})-(\d+)(?:\.\.(\d+)|((?:,\d+)+))?(?![\w-])|\bEND\b")

SHORT_SOURCES: dict[Source, str] = {
    Source.PROCEDURE: "procedure",
    Source.GUIDANCE: "article",
    Source.ACT: "Act",
    Source.STATUTORY: "statutory guidance",
    Source.CASE_LAW: "case law",
    Source.REGULATIONS: "regulations",
    Source.OURS: "our default",
    Source.BESIDES: "ours",
}


_Value = TypeVar("_Value")


class Place(NamedTuple):
    """Where an id is named: a file of the repository, and what in it (empty for the file as a whole)."""

    file: str
    name: str


class Found(NamedTuple):
    """What was found: the places that name each id, in the code's docstrings and in the tests' marks.

    `cited`: every id named anywhere at all in code or tests, and where.
    """

    code: Mapping[str, tuple[Place, ...]]
    tests: Mapping[str, tuple[Place, ...]]
    cited: Mapping[str, tuple[str, ...]]


def ids_in(text: str) -> tuple[str, ...]:
    """The rule ids named in a text, in order, each once; `SUB-1..7` and `DEC-1,2,3` name every one of them.

    >>> ids_in("SUB-1..3 and BUD-1, BUD-2; DEC-1,2")
    ('SUB-1', 'SUB-2', 'SUB-3', 'BUD-1', 'BUD-2', 'DEC-1', 'DEC-2')
    """
    found: list[str] = []
    for match in _CITATION.finditer(text):
        group, first, last, more = match.groups()
        if group is None:
            found.append("END")
            continue
        numbers = [int(first)]
        if last is not None:
            numbers = list(range(int(first), int(last) + 1))
        elif more is not None:
            numbers += [int(number) for number in more.split(",")[1:]]
        found += [f"{group}-{number}" for number in numbers]
    return tuple(dict.fromkeys(found))


def _docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each docstring with the dotted name of what it describes; a module's own has no name."""

    def visit(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, str]]:
        for before, node in zip([None, *body], body, strict=False):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{prefix}{node.name}"
                yield name, ast.get_docstring(node) or ""
                yield from visit(node.body, f"{name}.")
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(before, ast.stmt):
                # The line below a constant, which says what the constant is.
                for target in _assigned(before):
                    yield f"{prefix}{target}", str(node.value.value)

    yield "", ast.get_docstring(tree) or ""
    yield from visit(tree.body, "")


def _assigned(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _marked(nodes: Iterable[ast.expr]) -> tuple[str, ...]:
    """The ids in `pytest.mark.rule("…", …)` among these expressions."""
    calls = [
        node
        for each in nodes
        for node in ast.walk(each)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"
    ]
    texts = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
    return tuple(each for text in texts for each in ids_in(str(text)) or (str(text),))


def _tests(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each test function with the ids it is marked with, by itself, by its class or by its module."""
    of_module = _marked(
        node.value for node in tree.body if isinstance(node, ast.Assign) and _assigned(node) == ["pytestmark"]
    )

    def visit(body: list[ast.stmt], inherited: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from visit(node.body, inherited + _marked(node.decorator_list))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                yield node.name, tuple(dict.fromkeys(inherited + _marked(node.decorator_list)))

    yield from visit(tree.body, of_module)


def _python_files(root: Path, room: str) -> list[Path]:
    return sorted((root / room).rglob("*.py"))


def _read(root: Path, room: str) -> Iterator[tuple[str, str, ast.Module]]:
    """Each Python file of a room: its name, its text, and its syntax tree."""
    for path in _python_files(root, room):
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        if not file.startswith(EXAMPLES_OF_CITATIONS):
            yield file, text, ast.parse(text, file)


def _gathered(pairs: Iterable[tuple[str, _Value]]) -> dict[str, tuple[_Value, ...]]:
    gathered: dict[str, tuple[_Value, ...]] = {}
    for key, value in pairs:
        gathered[key] = (*gathered.get(key, ()), value)
    return gathered


def search(root: Path) -> Found:
    """Read the code and the tests under `root`, without running either. Raises SyntaxError for a broken file."""
    code = [each for room in CODE_ROOMS for each in _read(root, room)]
    tests = list(_read(root, TEST_ROOM))
    docstrings = [(file, name, text) for file, _, tree in code for name, text in _docstrings(tree)]
    marks = [(file, name, ids) for file, _, tree in tests for name, ids in _tests(tree)]
    cited = [(each, file) for file, text, _ in (*code, *tests) for each in ids_in(text)]
    # A mark may hold something that does not even look like an id.
    cited += [(each, file) for file, _, ids in marks for each in ids if (each, file) not in cited]
    return Found(
        code=_gathered((each, Place(file, name)) for file, name, text in docstrings for each in ids_in(text)),
        tests=_gathered((each, Place(file, name)) for file, name, ids in marks for each in ids),
        cited=_gathered(dict.fromkeys(cited)),
    )


def contradictions(rules: Mapping[str, Rule], found: Found) -> tuple[str, ...]:
    """Each way in which the rules, the code and the tests contradict each other, one sentence each."""
    faults: list[str] = []
    for each, rule in rules.items():
        said = rule.built.value
        if rule.built is Built.NO:
            if each in found.tests:
                names = ", ".join(place.name for place in found.tests[each])
                faults.append(f"{each} is said to be {said}, but tests are marked with it: {names}.")
            continue
        if each not in found.code:
            faults.append(f"{each} is said to be {said}, but no docstring in {', '.join(CODE_ROOMS)} names it.")
        if each not in found.tests:
            faults.append(f"{each} is said to be {said}, but no test is marked with it.")
    for each, files in sorted(found.cited.items()):
        if each not in rules:
            faults.append(f"{each} is named in {', '.join(files)}, but it is not in careplan.sources.RULES.")
    return tuple(faults)


def _code_cell(places: tuple[Place, ...]) -> str:
    by_file: dict[str, list[str]] = {}
    for place in places:
        by_file.setdefault(place.file, []).append(place.name)
    parts: list[str] = []
    for file, names in by_file.items():
        named = [f"`{name}`" for name in names if name]
        parts.append(f"[{file}](../{file}){': ' if named else ''}{', '.join(named)}")
    return "<br>".join(parts)


def _tests_cell(places: tuple[Place, ...]) -> str:
    if not places:
        return ""
    by_file: dict[str, int] = {}
    for place in places:
        by_file[place.file] = by_file.get(place.file, 0) + 1
    files = "<br>".join(f"[{file.removeprefix('tests/')}](../{file}): {count}" for file, count in by_file.items())
    return f"**{len(places)}**<br>{files}"


def page(rules: Mapping[str, Rule], found: Found) -> str:
    """The page, as Markdown."""
    counts = {built: sum(rule.built is built for rule in rules.values()) for built in Built}
    proving = len({place for places in found.tests.values() for place in places})
    lines = [
        "# Coverage of the rulebook",
        "",
        "*Generated by `make docs`, and checked by `make check`: do not edit.*",
        "",
        (
            f"{len(rules)} rules: {counts[Built.WHOLE]} built, {counts[Built.SIMPLE]} in a simple form, "
            f"{counts[Built.NO]} not built. {proving} test functions are marked with the rule that they prove."
        ),
        "",
        "*Code* names each function, class, constant or file whose docstring names the rule. *Tests* counts the test",
        "functions marked with it; one may run over many cases. A rule that is not built may still have code that",
        "prepares for it; it has no test until it is built.",
        "",
        "| Rule | What it asks | Source | Code | Tests | Built |",
        "|---|---|---|---|---|---|",
    ]
    for each, rule in rules.items():
        sources = ", ".join(SHORT_SOURCES[source] for source in rule.sources)
        built = f"**{rule.built.value}**" + (f": {rule.left}" if rule.left else "")
        code, tests = _code_cell(found.code.get(each, ())), _tests_cell(found.tests.get(each, ()))
        lines.append(f"| {each} | {rule.title} | {sources} | {code} | {tests} | {built} |")
    used = {source for rule in rules.values() for source in rule.sources}
    lines += ["", "## Sources", ""]
    lines += [f"- *{SHORT_SOURCES[source]}*: {source.value}" for source in Source if source in used]
    return "\n".join(lines) + "\n"
