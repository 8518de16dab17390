"""The checkers behind the laws of the house. Each takes text or files, and returns one sentence for each breach.

They read source code as a syntax tree, without running it, so that a comment or a word in a docstring breaks no law.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent.parent

MADE_BY_TOOLS = ("__pycache__", "build", "node_modules")
KEPT_DOT_FOLDERS = (".ci",)
LONGEST_MODULE = 450


def house_files(root: Path = ROOT) -> Iterator[Path]:
    """Every file of the repository; not what tools or git have made, nor a local environment."""
    for path in sorted(root.iterdir()):
        is_hidden = path.name.startswith(".") and path.name not in KEPT_DOT_FOLDERS
        if path.is_dir():
            if not is_hidden and path.name not in MADE_BY_TOOLS and not path.name.endswith(".egg-info"):
                yield from house_files(path)
        elif path.name not in {".env", ".git"} and path.suffix != ".pyc":
            yield path


def modules(*rooms: str) -> list[Path]:
    """The Python files of these folders or files of the repository."""
    found: list[Path] = []
    for room in rooms:
        path = ROOT / room
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def called(path: Path) -> str:
    """A file's name within the repository."""
    return path.relative_to(ROOT).as_posix()


def imports(source: str) -> list[tuple[int, str]]:
    """Every module imported anywhere in a source text, with its line: `from datetime import time` is `datetime`."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            found.append((node.lineno, node.module))
    return found


IMPURE_MODULES = frozenset(
    {
        "asyncio", "builtins", "concurrent", "ctypes", "dbm", "fcntl", "ftplib", "getpass", "glob", "http", "importlib",
        "io", "locale", "logging", "mmap", "multiprocessing", "os", "pathlib", "pickle", "platform", "random", "runpy",
        "secrets", "select", "selectors", "shelve", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl",
        "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "webbrowser",
    }
)  # fmt: skip
"""Modules of the standard library that read a clock, chance, the machine or the world outside."""

PURE_LIBRARY = sys.stdlib_module_names - IMPURE_MODULES

PURE_PACKAGES = frozenset({"pydantic", "rfc8785"})
"""Packages that only compute."""

READS_A_CLOCK = frozenset({"now", "today", "utcnow", "fromtimestamp"})
REACHES_OUT = frozenset({"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"})


def impurities(source: str) -> list[str]:
    """What in a rule module reaches for a clock, chance, a file, a network, a database or other machinery."""
    faults: list[str] = []
    for line, module in imports(source):
        top = module.split(".")[0]
        is_a_rule = module == "countersign.careplan" or module.startswith("countersign.careplan.")
        if not is_a_rule and top not in PURE_PACKAGES and top not in PURE_LIBRARY:
            faults.append(f"line {line} imports {module}")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in REACHES_OUT:
            faults.append(f"line {node.lineno} calls {node.func.id}()")
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in READS_A_CLOCK:
                faults.append(f"line {node.lineno} calls {ast.unparse(node.func)}(): time arrives as an argument")
            if node.func.attr == "astimezone" and not node.args and not node.keywords:
                faults.append(f"line {node.lineno} calls astimezone() without a zone, which is the machine's own")
    return faults


def imports_of(source: str, *forbidden: str) -> list[str]:
    """Where a source text imports one of these packages or modules, or anything inside one."""
    return [
        f"line {line} imports {module}"
        for line, module in imports(source)
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
    ]


def room_of(module: str) -> str:
    """The room that a module is in: `countersign.store` for `countersign.store.tables`, `workflows` for its own."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "countersign" else parts[0]


def imports_beyond(source: str, room: str, allowed: Collection[str], rooms: Collection[str]) -> list[str]:
    """Where a source text of a room imports another room that it may not know."""
    return [
        f"line {line} imports {module}"
        for line, module in imports(source)
        if room_of(module) in rooms and room_of(module) != room and room_of(module) not in allowed
    ]


CODES = frozenset({"status", "stage", "kind", "event", "actor"})
"""What these attributes hold is an enum, wherever they stand."""


def _text_in(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(_text_in, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


def codes_as_strings(source: str) -> list[str]:
    """Where a status, a stage, a kind, an event or an actor is compared with, or given as, a text written out."""
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            is_code = any(isinstance(side, ast.Attribute) and side.attr in CODES for side in sides)
            if is_code and any(map(_text_in, sides)):
                faults.append(f"line {node.lineno} compares a code with a text: {ast.unparse(node)}")
        elif isinstance(node, ast.keyword) and node.arg in CODES and _text_in(node.value):
            faults.append(f"line {node.value.lineno} gives a code as a text: {ast.unparse(node)}")
    return faults


def names_written_out(source: str, names: Collection[str]) -> list[str]:
    """Where one of these names stands as a text, rather than being taken from where it is declared."""
    return [
        f"line {node.lineno} writes {node.value!r} out"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and node.value in names
    ]


def connects(source: str) -> list[str]:
    """Where a source text connects to Temporal by itself."""
    return [
        f"line {node.lineno} calls {ast.unparse(node.func)}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "Client"
    ]


def named(source: str, name: str) -> list[str]:
    """Where a source text uses this name, as a variable, a parameter or an attribute."""
    return [
        f"line {node.lineno} names {name}"
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
    ]


def untyped_records(source: str) -> list[str]:
    """Where a public function takes or returns a bare record, whose keys nobody has declared."""
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        arguments = [*node.args.args, *node.args.kwonlyargs]
        annotations = [node.returns, *(argument.annotation for argument in arguments)]
        faults += [
            f"line {node.lineno}: {node.name} has {ast.unparse(annotation)}"
            for annotation in annotations
            if annotation is not None and re.search(r"(dict|Mapping)\[str, Any\]", ast.unparse(annotation))
        ]
    return faults


def undocumented(source: str) -> list[str]:
    """Public modules, classes and functions without a docstring. What is inside a function is nobody else's."""

    def visit(body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                if node.name.startswith("_"):
                    continue
                if ast.get_docstring(node) is None:
                    yield f"{prefix}{node.name} has no docstring"
                if isinstance(node, ast.ClassDef):
                    yield from visit(node.body, f"{prefix}{node.name}.")

    tree = ast.parse(source)
    module = [] if ast.get_docstring(tree) else ["the module has no docstring"]
    return [*module, *visit(tree.body, "")]


def too_long(source: str, most: int = LONGEST_MODULE) -> list[str]:
    """Whether a module is longer than anyone can hold in their head."""
    lines = source.count("\n")
    return [f"{lines} lines, more than {most}: is it two rooms?"] if lines > most else []


def speaks_for_rules(source: str) -> bool:
    """Whether a module makes findings, and so must say where its rules come from."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding"
        for node in ast.walk(ast.parse(source))
    )


def findings_without_a_rule(source: str, known: Mapping[str, Any]) -> list[str]:
    """Calls of `finding(` whose rule is not an id of the rulebook, written out."""
    faults: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding"):
            continue
        rule = node.args[0] if node.args else None
        if not isinstance(rule, ast.Constant):
            faults.append(f"line {node.lineno}: the rule of a finding is written out, so that it can be checked")
        elif rule.value not in known:
            faults.append(f"line {node.lineno}: {rule.value!r} is not in careplan.sources.RULES")
    return faults


def without_source(source: str) -> list[str]:
    """Whether a module's docstring fails to name its source."""
    docstring = ast.get_docstring(ast.parse(source)) or ""
    return [] if "Source:" in docstring else ["its docstring does not say 'Source: …'"]


# --------------------------------------------------------------------------------------------------- words in files

COUNCILS = re.compile(r"shropshire|doncaster", re.IGNORECASE)

MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:work|root)/")


def host(*parts: str) -> str:
    """A host's name put together from its parts, so that the law does not break itself by naming it."""
    return ".".join(parts)


def machine_path(top: str) -> str:
    """A folder at the top of one machine, put together likewise."""
    return f"/{top}/"


REGISTRIES = (
    host("docker", "io"),
    host("ghcr", "io"),
    host("quay", "io"),
    host("gcr", "io"),
    host("registry", "k8s"),
    host("mcr", "microsoft"),
    host("public", "ecr"),
    host("pypi", "org"),
    host("files", "pythonhosted"),
    host("registry", "npmjs"),
)
REGISTRY_HOSTS = re.compile("|".join(re.escape(each) for each in REGISTRIES))


def words_in(text: str, forbidden: re.Pattern[str]) -> list[str]:
    """Where a text contains what it should not, by line."""
    return [
        f"line {number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := forbidden.search(line))
    ]


# --------------------------------------------------------------------------------------------------------- schemes

_FIGURE = re.compile(r"\d+(\.\d+)?")


def _is_figure(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float | date | time) or (isinstance(value, str) and bool(_FIGURE.fullmatch(value)))


def figures_without_source(table: Mapping[str, Any], name: str = "the file") -> list[str]:
    """Tables of a scheme that hold a figure and do not say where it comes from."""
    faults: list[str] = []
    if any(_is_figure(value) for value in table.values()) and not str(table.get("source", "")).strip():
        faults.append(f"{name} has figures and no source")
    for key, value in table.items():
        if isinstance(value, dict):
            faults += figures_without_source(cast("dict[str, Any]", value), f"[{key}] in {name}")
        elif isinstance(value, list):
            for number, item in enumerate(cast("list[Any]", value), start=1):
                if isinstance(item, dict):
                    faults += figures_without_source(cast("dict[str, Any]", item), f"[[{key}]] {number} in {name}")
    return faults
