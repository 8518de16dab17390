"""TELL-5 · What was sent is followed to its end: one worker at a time asks each way of sending what became of it.

What is heard is written down, and the workflow that sent it is told to look. It is told again for as long as it has not
considered it, so nothing is lost if a worker dies between the two. A plan that has left has no workflow that runs: what
is heard of its letters starts it again, from our record, and it ends by itself.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import uuid4

from countersign.careplan.ways import Asked, Heard, Way
from countersign.careplan.working_time import london_day
from countersign.casework.ports import Editions
from countersign.client.unanswered import NoAnswer
from countersign.client.workflows import Workflows
from countersign.fault import in_short
from countersign.reconciling.digests import LONGEST, Digests
from countersign.reconciling.loops import stopped
from countersign.store.case_files import SqlFiles
from countersign.store.database import Database
from countersign.store.receipts import (
    Taken,
    followed_to_the_end,
    plans_still_followed,
    take_receipt,
    to_ask_about,
    to_be_considered,
)
from countersign.store.ways import take_lease

LEASE = "following"
LASTS = 3 * LONGEST
"""In seconds: at least so long whoever follows does, since digests may take as long as `LONGEST`."""
MOST_ASKED = 1_000
"""How many sendings a way is asked about at a time, the earliest first."""

LOOKS_BACK = timedelta(days=1)
"""How far back a way is asked for news besides. It may repeat itself: what was heard counts once."""

SHORTEST_WAIT = timedelta(days=1)
"""No scheme counts what went as followed to its end sooner."""

log = logging.getLogger("countersign.following")


class TellsNews(Protocol):
    """What is asked of a way of sending: `letters.channels.transport.Transport`."""

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """What was heard."""
        ...


class Followed(NamedTuple):
    """What came of one look."""

    heard: int
    """What was new."""

    told: int
    """How many workflows were told to look."""

    at_the_end: int
    """How many sendings count as followed to their end."""


class Following:
    """Asks the ways, writes down what is heard, and tells workflows to look."""

    def __init__(
        self,
        database: Database,
        editions: Editions,
        workflows: Workflows,
        ways: Mapping[Way, TellsNews],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`ways`: every way of this installation. `now`: its clock."""
        self._database = database
        self._editions = editions
        self._workflows = workflows
        self._ways = ways
        self._now = now
        self._own = uuid4().hex
        self._unknown = 0

    def is_ours(self, lasts: timedelta) -> bool:
        """Whether this worker is the one that follows, for so long."""
        return take_lease(self._database, LEASE, self._own, self._now(), lasts)

    async def look(self) -> Followed:
        """Ask every way once. What one way, or one workflow, does not answer keeps no other waiting."""
        heard = await asyncio.to_thread(self._hear)
        told = 0
        for plan_id, workflow in await asyncio.to_thread(to_be_considered, self._database):
            with contextlib.suppress(NoAnswer):  # it is told again at the next look
                await self._workflows.tell_to_look(workflow, plan_id)
                told += 1
        return Followed(heard, told, await asyncio.to_thread(self._end_what_is_over))

    def _hear(self) -> int:
        new = unknown = 0
        for way, transport in self._ways.items():
            asked = to_ask_about(self._database, way, MOST_ASKED)
            try:
                for heard in transport.news(self._now() - LOOKS_BACK, asked):
                    taken = take_receipt(self._database, heard).taken
                    new, unknown = new + (taken is Taken.NEW), unknown + (taken is Taken.UNKNOWN)
            except Exception as error:  # noqa: BLE001  # one way that does not answer must not stop the others
                log.warning("%s could not be asked what became of what went: %s", way.value, in_short(error))
        if unknown != self._unknown:
            log.warning("%s receipts are of nothing that went from here by the way that they are from", unknown)
        self._unknown = unknown
        return new

    def _end_what_is_over(self) -> int:
        """TELL-5: after so many days, by the plan's scheme, what went counts as followed to its end."""
        now, over = self._now(), 0
        files = SqlFiles(self._database)
        for plan_id in plans_still_followed(self._database, now - SHORTEST_WAIT):
            with files.open(plan_id) as file:
                state = file.state()
            if state is not None and state.scheme in self._editions.names():
                days = self._editions.in_force(state.scheme, london_day(now)).sending.gone_after_days
                over += followed_to_the_end(self._database, [plan_id], now - timedelta(days=days), now)
        return over


async def follow_until(stop: asyncio.Event, following: Following, every: float, digests: Digests | None = None) -> None:
    """Follow until told to stop, while no other worker does. `every`: in seconds. `digests`: it sends them as well."""
    while not await stopped(stop, every):
        try:
            if await asyncio.to_thread(following.is_ours, timedelta(seconds=max(every * 3, LASTS))):
                followed = await following.look()
                if any(followed):
                    log.info("heard %s, told %s workflows to look, %s at their end", *followed)
                if digests is not None and (went := await asyncio.to_thread(digests.send)):
                    log.info("sent %s digests", went)
        except Exception as error:  # noqa: BLE001  # a fault of ours here stops no plan that runs
            log.error("a fault of ours while following what was sent: %s", in_short(error))  # noqa: TRY400  # a traceback may show what is personal
