"""TIME-1 · Whose turn it is with many plans, by when, and how many tasks are open: as `status` says it of one."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from countersign.queries.tasks import how_many_open
from countersign.queries.waits import soonest_of


class Turn(NamedTuple):
    """Whose turn it is with a plan."""

    owner: str = ""
    """A role; empty if nobody is waited for."""

    due: datetime | None = None

    next_step: str = ""
    """The next step of the same clock; empty if none comes."""

    next_step_at: datetime | None = None

    open_tasks: int = 0
    """Of the plan and of its interim support."""


def turns_of(session: Session, plans: Collection[str]) -> dict[str, Turn]:
    """Whose turn it is with each of these plans; without plans of which nothing is waited for or to be done."""
    soonest, tasks = soonest_of(session, plans), how_many_open(session, plans)
    turns = {plan: Turn(open_tasks=count) for plan, count in tasks.items()}
    for plan, wait in soonest.items():
        turns[plan] = Turn(wait.owner, wait.due, wait.next_step, wait.next_step_at, tasks.get(plan, 0))
    return turns
