"""TELL · The status of a notice follows from what happens to it, by the one table of `careplan.notices`.

This reads the source code as a syntax tree: a status that is set in any other way is found wherever it is.
"""

import ast
from collections.abc import Iterator

import pytest

from countersign.careplan.notices import NOTICE_STEPS, NoticeEvent, NoticeStatus
from tests.support.builders import ROOT

SETS_A_STATUS = {
    "countersign/casework/letters.py",
    "countersign/casework/following.py",
    "countersign/letters/outbox.py",
}
"""The modules in which a notice is given another status."""

FIRST = frozenset({NoticeStatus.QUEUED.name, NoticeStatus.BY_HAND.name})
"""The statuses with which a notice may begin."""


def sources() -> Iterator[tuple[str, str]]:
    """The path and the text of every module of the product that speaks of a status."""
    for room in ("countersign", "activities", "workflows"):
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "status=" in text or NoticeStatus.__name__ in text:
                yield path.relative_to(ROOT).as_posix(), text


def statuses_set(source: str) -> list[bool]:
    """For each place at which a thing is given another status with `replace`: whether `after` says which."""
    return [
        _is_after(keyword.value, function)
        for function in _functions(source)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"replace", "dataclasses.replace"}
        for keyword in call.keywords
        if keyword.arg == "status"
    ]


def statuses_named(source: str) -> list[str]:
    """Every status of a notice that is named, but to be compared with one, or as that of a new notice."""
    tree = ast.parse(source)
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            allowed |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Notice":
            first = [keyword.value for keyword in node.keywords if keyword.arg == "status"]
            allowed |= {id(inner) for value in first for inner in ast.walk(value) if _named(inner) in FIRST}
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if _named(node) in NoticeStatus.__members__ and id(node) not in allowed
    ]


def _functions(source: str) -> list[ast.AST]:
    tree = ast.parse(source)
    functions: list[ast.AST] = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return functions or [tree]


def _is_after(value: ast.expr, function: ast.AST) -> bool:
    """Whether a value is what `after` returned, here or a line above."""
    if isinstance(value, ast.Name):
        given = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == value.id
        ]
        return bool(given) and all(_is_after(assigned, function) for assigned in given)
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "after"


def _named(node: ast.AST) -> str:
    is_status = isinstance(node, ast.Attribute) and ast.unparse(node.value) == NoticeStatus.__name__
    return node.attr if isinstance(node, ast.Attribute) and is_status else ""


def test_a_notice_is_given_another_status_only_by_what_happened_to_it() -> None:
    follows = {path: statuses_set(text) for path, text in sources()}
    assert {path for path, places in follows.items() if places} == SETS_A_STATUS
    assert [path for path, places in follows.items() if not all(places)] == []


def test_a_status_is_named_only_to_be_compared_or_to_begin_with() -> None:
    """Beside the table itself, what asks for statuses in bulk: what a test expects, and what counts as unsent."""
    asks = {"countersign/careplan/notices.py", "countersign/testkit/expectations.py"}
    assert {path for path, text in sources() if statuses_named(text)} == asks


@pytest.mark.parametrize(
    "bad",
    [
        "replace(notice, status=NoticeStatus.SENT)",
        "replace(notice, status=status)",
        "def f(notice, status):\n    return replace(notice, status=status)",
        "def f(notice):\n    status = before(notice)\n    return replace(notice, status=status)",
        "def f(n):\n    s = after(n.status, e)\n    s = NoticeStatus.SENT\n    return replace(n, status=s)",
        "dataclasses.replace(notice, status=other.status)",
    ],
)
def test_a_status_that_does_not_follow_is_caught(bad: str) -> None:
    assert statuses_set(bad) == [False]


@pytest.mark.parametrize(
    "bad",
    [
        "status = NoticeStatus.SENT",
        "row.status = NoticeStatus.QUEUED",
        "Notice(key=key, status=NoticeStatus.SENT)",
        "update(NoticeRow).values(status=NoticeStatus.WITHHELD)",
    ],
)
def test_a_status_that_is_named_to_be_set_is_caught(bad: str) -> None:
    assert len(statuses_named(bad)) == 1


def test_a_status_that_follows_or_is_only_asked_for_is_not() -> None:
    for good in (
        "replace(notice, status=after(notice.status, NoticeEvent.WENT))",
        "def f(notice):\n    went = after(notice.status, NoticeEvent.WENT)\n    return replace(notice, status=went)",
    ):
        assert statuses_set(good) == [True]
    for good in (
        "notice.status in (NoticeStatus.QUEUED, NoticeStatus.SENDING)",
        "Notice(key=key, status=NoticeStatus.BY_HAND if by_hand else NoticeStatus.QUEUED)",
        "replace(scheme, status='draft')",
    ):
        assert statuses_named(good) == []


def test_everything_that_can_happen_to_a_notice_does_so_somewhere() -> None:
    text = "".join((ROOT / path).read_text(encoding="utf-8") for path in SETS_A_STATUS)
    assert {event for event in NoticeEvent if f"NoticeEvent.{event.name}" in text} == set(NoticeEvent)
    assert {step.event for step in NOTICE_STEPS} == set(NoticeEvent)
