"""TELL-5 · Our counts stand among the metrics that a worker serves, and say nothing about anybody."""

import asyncio
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from countersign.careplan.notices import NoticeStatus
from countersign.careplan.ways import Stands, Way
from countersign.casework.kept import TaskKind
from countersign.embedded.server import free_port
from countersign.queries.counts import Counts
from countersign.queries.sent import ByWay
from countersign.reconciling.counting import Gauges, count_until
from countersign.store.database import Database, open_engine
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest

pytestmark = pytest.mark.rule("TELL-5")

NOBODY = Counts(notices={}, longest_wait=timedelta(), by_way=(), paused=frozenset(), heard=0, tasks={})
SOME = Counts(
    notices={NoticeStatus.QUEUED: 3},
    longest_wait=timedelta(minutes=2),
    by_way=(ByWay(way=Way.SMTP, handed_over=5, stands={Stands.WENT: 4, Stands.FAILED: 1}, pages=0, pence=12),),
    paused=frozenset({Way.NOTIFY_TEXT}),
    heard=2,
    tasks={TaskKind.GIVE_BY_HAND: 1},
)
SHOWN = {
    'countersign_notices{status="queued"}': 3,
    'countersign_notices{status="by_hand"}': 0,
    "countersign_notice_waits_seconds": 120,
    'countersign_sendings_day{stands="went",way="smtp"}': 4,
    'countersign_sendings_day{stands="failed",way="smtp"}': 1,
    'countersign_sendings_day{stands="went",way="folder"}': 0,
    'countersign_sendings_day_pence{way="smtp"}': 12,
    'countersign_way_paused{way="notify_text"}': 1,
    'countersign_way_paused{way="smtp"}': 0,
    "countersign_receipts_waiting": 2,
    'countersign_tasks_open{kind="give_by_hand"}': 1,
}


class Served:
    """A runtime whose metrics are served on this machine alone."""

    def __init__(self) -> None:
        """On a port that was free."""
        self._address = f"127.0.0.1:{free_port(0)}"
        self.runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=self._address)))

    def read(self) -> dict[str, float]:
        """Every metric of ours, by its name and labels."""
        with urllib.request.urlopen(f"http://{self._address}/metrics", timeout=10) as answer:  # loopback
            lines = answer.read().decode().splitlines()
        ours = (line.rpartition(" ") for line in lines if line.startswith("countersign_"))
        return {_sorted(name.replace('service_name="temporal-core-sdk"', "")): float(value) for name, _, value in ours}


def _sorted(name: str) -> str:
    head, _, labels = name.removesuffix("}").partition("{")
    named = ",".join(sorted(label for label in labels.split(",") if label))
    return f"{head}{{{named}}}" if named else head


def test_every_count_is_shown_and_what_there_is_none_of_any_more_is_none() -> None:
    served = Served()
    gauges = Gauges(served.runtime.metric_meter)
    gauges.set(SOME)
    shown = served.read()
    assert {name: shown.get(name) for name in SHOWN} == SHOWN
    gauges.set(NOBODY)
    assert set(served.read().values()) == {0}


async def test_a_worker_shows_at_once_what_its_database_has(case: CaseUnderTest, database: Database) -> None:
    ready.submitted(case)
    served, stop = Served(), asyncio.Event()
    counting = asyncio.create_task(count_until(stop, database, served.runtime.metric_meter))
    async with asyncio.timeout(30):
        while not (shown := await asyncio.to_thread(served.read)):  # noqa: ASYNC110  # nothing tells when it is served
            await asyncio.sleep(0.05)  # the SDK hands what is set to the server of metrics by itself
    stop.set()
    await counting
    assert shown['countersign_notices{status="queued"}'] == 2
    assert "clare" not in str(shown).casefold()


async def test_a_fault_is_logged_without_a_word_of_it_and_it_counts_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Database(open_engine(f"sqlite:///{tmp_path}/nowhere/nothing.db"))
    stop = asyncio.Event()
    stop.set()
    await count_until(stop, nowhere, Served().runtime.metric_meter)
    assert "a fault of ours while counting: OperationalError" in caplog.text
    assert str(tmp_path) not in caplog.text
