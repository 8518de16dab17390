"""A defect of our own software, put where a test wants it."""

from collections.abc import Callable
from typing import Any

import pytest

from countersign.careplan.messages.declaring import Workflow
from countersign.casework import considering
from countersign.casework.handlers import handler_of

ALWAYS = float("inf")


class Defect:
    """A function that fails so often before it does what it should. `left`: how often it is still to fail."""

    def __init__(self, sound: Callable[..., Any], times: float = 1) -> None:
        self._sound, self.left = sound, times
        self.calls = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        if self.left > 0:
            self.left -= 1
            raise ValueError("a defect, with Edith Marlow in its text")
        return self._sound(*arguments, **named)

    def __get__(self, instance: Any, _: object = None) -> Callable[..., Any]:
        return lambda *arguments, **named: self(instance, *arguments, **named)


def put_into(monkeypatch: pytest.MonkeyPatch, whole: Any, name: str, times: float = 1) -> Defect:
    """Put a defect into a function of a module, or into a method of a class. Returns it."""
    defect = Defect(getattr(whole, name), times)
    monkeypatch.setattr(whole, name, defect)
    return defect


def put_into_handler(monkeypatch: pytest.MonkeyPatch, message: str, times: float = 1) -> Defect:
    """Put a defect into what the plan's own workflow does with one message. Returns it."""
    sound = handler_of(Workflow.PLAN, message)
    assert sound is not None
    defect = Defect(sound, times)

    def of(workflow: Workflow, name: str) -> Callable[..., Any] | None:
        return defect if (workflow, name) == (Workflow.PLAN, message) else handler_of(workflow, name)

    monkeypatch.setattr(considering, "handler_of", of)
    return defect
