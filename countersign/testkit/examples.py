"""The example messages, and small changes to them.

Every function returns a fresh copy. A path names a place in JSON, such as `plan.services.0.weekly_cost`.
"""

import copy
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from countersign.carried import folder

EXAMPLES = folder("examples")

Json = dict[str, Any]


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def read(path: Path) -> Json:
    """A file of JSON, decoded."""
    return json.loads(_text(path))


def example(name: str) -> Json:
    """One of `examples/`, decoded: `example("plain-1-submission")`."""
    return read(EXAMPLES / f"{name}.json")


def place(value: Any, path: str) -> tuple[Any, str | int]:
    """The list or object that holds the value of a path, and the value's key or index in it."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        value = value[step]
    return value, last


def changed(value: Json, changes: Mapping[str, Any]) -> Json:
    """A copy, with a new value at each path; no value given is touched by a path further within it."""
    fresh = copy.deepcopy(value)
    for path, new in changes.items():
        inner, last = place(fresh, path)
        inner[last] = copy.deepcopy(new)
    return fresh


def move_conditions(message: Json, day: date) -> None:
    """A condition of an example is first due as many days after the day of the decision as it says there (DP-6)."""
    moved_by = day - date.fromisoformat(message["sent_at"][:10])
    for condition in message.get("conditions", ()):
        if condition.get("first_on"):
            condition["first_on"] = (date.fromisoformat(condition["first_on"]) + moved_by).isoformat()


def move_ending(message: Json, day: date) -> None:
    """A plan that ends by an example does so from the day on which that is sent (END)."""
    if message.get("ending"):
        message["ending"]["from_day"] = day.isoformat()
