"""SUB-2 · Whatever is wrong with the form of a field is said in plain words, and never in a programmer's."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from countersign.careplan import messages
from countersign.careplan.form_in_words import FILLED_IN, OTHERWISE, PLAIN, form_in_words
from countersign.careplan.submission import problems_of_form
from countersign.careplan.wire import Incoming

PROGRAMMERS = re.compile(
    r"\b(tuples?|dict\w*|NoneType|regex\w*|patterns?|instances?|input|strings?|booleans?|integers?|arrays?|floats?|"
    r"datetimes?|timestamps?|validation|timezone|parse\w*|None|True|False)\b|\^|\$"
)
"""Words of Python, of the library that reads messages, and of regular expressions."""

EMPTY_LIST: list[Any] = []
EMPTY_OBJECT: dict[str, Any] = {}

WRONG: tuple[Any, ...] = (
    *(None, True, -1, 1, 1.5, 10**30, float("nan"), float("inf")),
    *("", " ", "x", "x" * 9001, "a\0b", "1e5", "1.005", "-1.00", "\ud800"),
    *("2026-02-30", "9999-99-99", "1000-01-01", "2026-11-21T09:30:00", "2026-11-21T09:30:00Z", "25:99"),
    *([None], [1], ["x"], ["x"] * 499, {"x": 1}, {"so": 1}, {"so": "x"}),
    *(EMPTY_LIST, EMPTY_OBJECT, [EMPTY_OBJECT], [EMPTY_OBJECT] * 499),
)
"""What nobody should send: some of it is wrong for every field there is."""


def _with_those_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in model.__subclasses__():
        yield below
        yield from _with_those_below(below)


@cache
def _every_error() -> dict[tuple[str, str], str]:
    """Each kind of error that any field of anything that comes in can raise, in the library's words and in ours."""
    assert messages.__name__, "every message is imported, so every model is known"
    found: dict[tuple[str, str], str] = {}
    ours = {model for model in _with_those_below(Incoming) if model.__module__.startswith("countersign.careplan")}
    # A file of keys is written by a program, and its operator's command says what is wrong with it.
    ours = {model for model in ours if model.__module__ != "countersign.careplan.senders"}
    for model in sorted(ours, key=lambda model: model.__name__):
        tried: list[Any] = [
            *({name: wrong} for name in model.model_fields for wrong in WRONG),
            None,
            "x",
            1,
            EMPTY_LIST,
        ]
        for raw in tried:
            try:
                model.model_validate(raw)
            except ValidationError as error:
                problems = problems_of_form(error)
                for details, problem in zip(error.errors(), problems, strict=True):
                    found[details["type"], details["msg"]] = problem.what
    return found


@pytest.mark.rule("SUB-2")
def test_every_kind_of_error_that_a_field_can_raise_has_words_of_ours() -> None:
    kinds = {kind for kind, _ in _every_error()}
    assert len(kinds) > 20, "the fields were tried"
    assert kinds - {*PLAIN, *FILLED_IN, "value_error"} == set()


@pytest.mark.rule("SUB-2")
def test_no_words_of_a_programmer_are_said_and_nothing_is_left_vague() -> None:
    said = {what for (kind, _), what in _every_error().items() if kind not in ("enum", "literal_error")}
    assert {what for what in said if PROGRAMMERS.search(what)} == set()
    vague = (OTHERWISE, "is not written in the way that the contract asks for")
    assert said & set(vague) == set()


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    ("kind", "details", "words"),
    [
        ("too_short", {"min_length": 1}, "must have at least 1 item"),
        ("too_long", {"max_length": 20}, "must have at most 20 items"),
        ("string_too_short", {"min_length": 1}, "must not be empty"),
        ("string_too_short", {"min_length": 8}, "must have at least 8 characters"),
        ("string_pattern_mismatch", {"pattern": r"^DP-[1-9]$"}, "must be the id of a rule about direct payments"),
        ("model_type", {"class_name": "Limbs"}, "must be an object with fields of its own"),
        ("tuple_type", {}, "must be a list"),
        ("enum", {"expected": "'agree' or 'return'"}, "must be 'agree' or 'return'"),
        ("greater_than_equal", {"ge": 1}, "must be 1 or more"),
        ("one that nobody knows yet", {}, OTHERWISE),
    ],
)
def test_each_kind_is_said_so(kind: str, details: dict[str, Any], words: str) -> None:
    assert form_in_words(kind, "Tuple should have a dictionary or NoneType", details).startswith(words)
