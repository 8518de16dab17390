"""TELL-5 · Our counts among the metrics of a worker, beside those of the SDK. They say nothing about anybody.

Every worker reads them from the database, so each shows the same: take the highest of them, not their sum.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from countersign.careplan.notices import NOT_GONE
from countersign.careplan.ways import Stands, Way
from countersign.casework.kept import TaskKind
from countersign.fault import in_short
from countersign.queries.counts import Counts, counts
from countersign.reconciling.loops import stopped
from countersign.store.database import Database

EVERY = 60.0
"""In seconds: how often they are read."""

log = logging.getLogger("countersign.metrics")


class Gauge(Protocol):
    """A number that goes up and down: `temporalio.common.MetricGauge`."""

    def set(self, value: int, additional_attributes: Mapping[str, str] | None = None) -> None:
        """Show it."""
        ...


class Meter(Protocol):
    """What makes gauges: `temporalio.common.MetricMeter`."""

    def create_gauge(self, name: str, description: str) -> Gauge:
        """One gauge."""
        ...


class Gauges:
    """The gauges of one worker. What there is none of is shown as 0, so that nothing stays as it was."""

    def __init__(self, meter: Meter) -> None:
        """`meter`: of the runtime whose metrics are served."""
        self._notices = meter.create_gauge("countersign_notices", "Notices that have not gone, by how they stand")
        self._longest = meter.create_gauge(
            "countersign_notice_waits_seconds", "How long the notice waits that has waited longest to be sent"
        )
        self._sendings = meter.create_gauge(
            "countersign_sendings_day", "What was handed over in the last 24 hours, by way and how it stands"
        )
        self._pence = meter.create_gauge("countersign_sendings_day_pence", "What that cost, in pence")
        self._paused = meter.create_gauge("countersign_way_paused", "1 while nothing goes by a way")
        self._heard = meter.create_gauge("countersign_receipts_waiting", "Receipts that no plan has considered yet")
        self._tasks = meter.create_gauge("countersign_tasks_open", "Open tasks for people, by kind")

    def set(self, now: Counts) -> None:
        """Show these."""
        for status in NOT_GONE:
            self._notices.set(now.notices.get(status, 0), {"status": status.value})
        self._longest.set(round(now.longest_wait.total_seconds()))
        by_way = {of.way: of for of in now.by_way}
        for way in Way:
            of = by_way.get(way)
            for stands in Stands:
                self._sendings.set(of.stands.get(stands, 0) if of else 0, {"way": way.value, "stands": stands.value})
            self._pence.set(of.pence if of else 0, {"way": way.value})
            self._paused.set(int(way in now.paused), {"way": way.value})
        self._heard.set(now.heard)
        for kind in TaskKind:
            self._tasks.set(now.tasks.get(kind, 0), {"kind": kind.value})


async def count_until(stop: asyncio.Event, database: Database, meter: Meter) -> None:
    """Show the counts until told to stop, first at once."""
    gauges = Gauges(meter)
    while True:
        try:
            gauges.set(await asyncio.to_thread(_counts, database))
        except Exception as error:  # noqa: BLE001  # a fault of ours here stops no plan that runs
            log.error("a fault of ours while counting: %s", in_short(error))  # noqa: TRY400  # a traceback may show what is personal
        if await stopped(stop, EVERY):
            return


def _counts(database: Database) -> Counts:
    with database.transaction() as session:
        return counts(session, datetime.now(UTC))
