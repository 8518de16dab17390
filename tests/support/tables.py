"""A life as a table: what may happen in which state, and which state follows. What is not drawn cannot happen."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import pytest

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def drawn(table: str, states: type[State], events: type[Event]) -> dict[tuple[State, Event], State]:
    """A table as a person draws it: on each line the state before, the event, and the state after."""
    rows = (line.split() for line in table.strip().splitlines())
    return {(states(before), events(event)): states(after) for before, event, after in rows}


def what_can_happen(
    states: type[State],
    events: type[Event],
    can: Callable[[State, Event], bool],
    after: Callable[[State, Event], State],
) -> dict[tuple[State, Event], State]:
    """Every pair of state and event that may happen, and the state that follows. All other pairs are refused."""
    life: dict[tuple[State, Event], State] = {}
    for before in states:
        for event in events:
            if can(before, event):
                life[before, event] = after(before, event)
            else:
                with pytest.raises(KeyError):
                    after(before, event)
    return life
