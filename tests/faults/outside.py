"""What can be seen of every plan from outside: a look at the database's tables, and never a lock on them."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.exc import DBAPIError

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import UNSENT
from countersign.casework.kept import TaskKind
from countersign.store.statements import table_of
from countersign.store.tables import MessageRow, NoticeRow, SaidToInterimRow, StandingRow, TaskRow
from tests.faults.told_in_memory import Implied

EVERY = 0.7
"""Seconds between two looks."""

_STANDINGS = table_of(StandingRow)
_MESSAGES = table_of(MessageRow)
_NOTICES = table_of(NoticeRow)
_TASKS = table_of(TaskRow)
_SAID = table_of(SaidToInterimRow)


@dataclass(frozen=True)
class Seen:
    """How things stood at the latest look that succeeded."""

    stands: dict[str, Implied] = field(default_factory=dict[str, Implied])
    accepted: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Plan and id of every message that took effect."""
    to_give: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Each plan's open tasks to give a notice by hand."""
    unsent: set[str] = field(default_factory=set[str])
    """The plans that have something to send."""
    to_follow: set[str] = field(default_factory=set[str])
    """The plans that have said something that their interim support has not followed."""


@lru_cache(maxsize=2_000)
def _read(content: str) -> Implied:
    fields = json.loads(content)
    return Implied(Status(fields["status"]), fields["version"], Interim(fields["interim"]))


class Outside:
    """Looks again and again."""

    def __init__(self, url: str) -> None:
        """`url`: the database of the installation."""
        self._engine: Engine = create_engine(url, pool_pre_ping=True, isolation_level="AUTOCOMMIT")
        self.seen = Seen()
        self._looked = asyncio.Event()

    async def keep_looking(self) -> None:
        """Look until cancelled. While the database is away, things are seen as they were."""
        while True:
            try:
                self.seen = await asyncio.to_thread(self._look)
            except DBAPIError:
                pass
            else:
                self._looked.set()
            await asyncio.sleep(EVERY)

    async def next_look(self) -> Seen:
        """Wait for the next look."""
        self._looked.clear()
        await self._looked.wait()
        return self.seen

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _look(self) -> Seen:
        with self._engine.connect() as connection:

            def found(query: Any) -> list[tuple[str, str]]:
                rows = cast("list[Any]", connection.execute(query).all())
                return [(row[0], row[1]) for row in rows]

            standing = connection.execute(select(_STANDINGS.c.plan_id, _STANDINGS.c.workflow, _STANDINGS.c.content))
            stands: dict[str, Implied] = {}
            for plan, of, content in sorted(standing, key=lambda row: row.workflow is Workflow.INTERIM):
                if of is Workflow.PLAN:
                    stands[plan] = replace(_read(content), interim=Interim.NONE)
                elif plan in stands:
                    stands[plan] = replace(stands[plan], interim=_read(content).interim)
            accepted = found(
                select(_MESSAGES.c.plan_id, _MESSAGES.c.message_id).where(_MESSAGES.c.outcome == "accepted")
            )
            to_give: dict[str, set[str]] = defaultdict(set)
            by_hand = (_TASKS.c.kind == TaskKind.GIVE_BY_HAND) & _TASKS.c.done_at.is_(None)
            for plan, name in found(select(_TASKS.c.plan_id, _TASKS.c.name).where(by_hand)):
                to_give[plan].add(name)
            unsent = found(select(_NOTICES.c.plan_id, _NOTICES.c.key).where(_NOTICES.c.status.in_(UNSENT)))
            to_follow = found(select(_SAID.c.plan_id, _SAID.c.key).where(_SAID.c.followed_at.is_(None)))
            return Seen(stands, set(accepted), to_give, {plan for plan, _ in unsent}, {plan for plan, _ in to_follow})
