"""What was measured, for machines and for people: each aim, what was measured, and whether it was met."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from bench.measure import History, Idle, Latency, Slice
from bench.papers import Times

LEAST_RATIO = 0.7
MOST_EVENTS = 60
MOST_P95_MS = 250.0
MOST_IDLE_MB = 200.0
PER_SECOND = 10.0
"""Decisions a second, at which the latency is aimed for."""
AIMED_AT_PLANS = 1_000


@dataclass(frozen=True)
class Machine:
    """Where it was measured, with what."""

    cores: int
    memory_gb: float
    load_before: tuple[float, float, float]
    python: str
    temporalio: str
    server: str
    sqlite: str
    typst: str

    @classmethod
    def here(cls, server: str, load_before: tuple[float, float, float]) -> "Machine":
        """This machine. `server`: the version that the Temporal server gives."""
        return cls(
            cores=os.cpu_count() or 1,
            memory_gb=round(psutil.virtual_memory().total / 1e9, 1),
            load_before=load_before,
            python=platform.python_version(),
            temporalio=version("temporalio"),
            server=server,
            sqlite=sqlite3.sqlite_version,
            typst=version("typst"),
        )


@dataclass(frozen=True)
class Aim:
    """One aim. `aimed`: in words; `measured`: the figure; `met`: None where so short a run cannot tell."""

    name: str
    aimed: str
    measured: float
    unit: str
    met: bool | None


@dataclass(frozen=True)
class Report:
    """All that one run measured. `plans`, `floors`: the slices, in the order in which they were taken in turns.

    `others_busy`: how many processors other programs kept busy meanwhile, on average.
    """

    quick: bool
    machine: Machine
    plans: tuple[Slice, ...]
    floors: tuple[Slice, ...]
    plan_history: History
    floor_history: History
    notices_missing: int
    latency: Latency
    documents: Times
    idle: Idle
    worker_mb_at_the_end: float
    others_busy: float
    seconds: float

    @property
    def ratio(self) -> float:
        """Plans for each floor: the median over the rounds, each a plan slice against the floor slice beside it."""
        pairs = zip(self.plans, self.floors, strict=True)
        return statistics.median(plan.per_second / floor.per_second for plan, floor in pairs)

    @property
    def aims(self) -> tuple[Aim, ...]:
        """Each aim of the project, met or not."""
        events, p95, memory = self.plan_history.events, self.latency.p95_ms, self.idle.with_plans_mb
        enough = self.idle.plans >= AIMED_AT_PLANS
        return (
            Aim("plans a second, against the floor", f"≥ {LEAST_RATIO}", self.ratio, "", self.ratio >= LEAST_RATIO),
            Aim(
                "history of a plan, every notice sent",
                f"≤ {MOST_EVENTS} events",
                events,
                "events",
                events <= MOST_EVENTS and not self.notices_missing,
            ),
            Aim(
                f"decision to letter, p95, at {PER_SECOND:g} a second",
                f"≤ {MOST_P95_MS:g} ms",
                p95,
                "ms",
                p95 <= MOST_P95_MS,
            ),
            Aim(
                f"worker's memory with {self.idle.plans:,} idle plans",
                f"≤ {MOST_IDLE_MB:g} MB with {AIMED_AT_PLANS:,}",
                memory,
                "MB",
                memory <= MOST_IDLE_MB if enough else None,
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Everything, as JSON. Times in the unit of their name; sizes in bytes or as named."""
        return {
            **asdict(self),
            "ratio": self.ratio,
            "plans_per_second": _median([each.per_second for each in self.plans]),
            "floors_per_second": _median([each.per_second for each in self.floors]),
            "aims": [asdict(aim) for aim in self.aims],
        }


def show(report: Report, console: Console) -> None:
    """Print the aims as a table, and what else was measured under it."""
    table = Table("", "aim", "measured", "", title="What was aimed for", title_justify="left")
    for aim in report.aims:
        met = {True: "met", False: "NOT MET", None: "too short a run to say"}[aim.met]
        table.add_row(aim.name, aim.aimed, f"{_figure(aim.measured)} {aim.unit}".strip(), met)
    details = Table("", "plan", "floor", title="In more detail", title_justify="left")
    plans, floors = report.plans, report.floors
    rows = (
        ("done a second, median of slices", [each.per_second for each in plans], [each.per_second for each in floors]),
        ("processor ms each: server", [each.server_cpu_ms for each in plans], [each.server_cpu_ms for each in floors]),
        ("processor ms each: worker", [each.worker_cpu_ms for each in plans], [each.worker_cpu_ms for each in floors]),
        ("processor ms each: this", [each.client_cpu_ms for each in plans], [each.client_cpu_ms for each in floors]),
        ("history events", [report.plan_history.events], [report.floor_history.events]),
        ("history bytes", [report.plan_history.bytes], [report.floor_history.bytes]),
    )
    for name, plan, floor in rows:
        details.add_row(name, _figure(_median(plan)), _figure(_median(floor)))
    console.print(table, details)
    for line in _lines(report):
        console.print(line, highlight=False)


def _lines(report: Report) -> tuple[str, ...]:
    latency, idle, documents, machine = report.latency, report.idle, report.documents, report.machine
    ratios = ", ".join(
        f"{plan.per_second / floor.per_second:.2f}" for plan, floor in zip(report.plans, report.floors, strict=True)
    )
    missing = f"{report.notices_missing} of them MISSING" if report.notices_missing else "every one was sent"
    documents_made = (
        f"Documents, medians of {documents.made}: letter {documents.letter_ms:.1f} ms, with PDF "
        f"{documents.letter_pdf_ms:.1f} ms; record HTML "
        f"{documents.record_html_ms:.1f} ms, PDF {documents.record_pdf_ms:.1f} ms, "
        f"all forms {documents.record_all_forms_ms:.1f} ms"
    )
    memory = (
        f"Worker's memory: {idle.before_mb:.0f} MB fresh, {idle.with_plans_mb:.0f} MB with {idle.plans:,} more "
        f"plans waiting (it keeps {idle.cached:,} of them ready; the rest are read back when needed), "
        f"{report.worker_mb_at_the_end:.0f} MB at the end of the run"
    )
    letters = (
        f"Decision to letter, {latency.decisions} decisions at {latency.per_second:g} a second: "
        f"p50 {latency.p50_ms:.0f} ms, p95 {latency.p95_ms:.0f} ms, longest {latency.max_ms:.0f} ms"
    )
    where = (
        f"Machine: {machine.cores} cores, {machine.memory_gb} GB, load before {machine.load_before[0]:.1f}; "
        f"Python {machine.python}, temporalio {machine.temporalio}, server {machine.server}, "
        f"SQLite {machine.sqlite}, Typst {machine.typst}"
    )
    how = (
        f"The whole run took {report.seconds:.0f} s. The server, both workers and what measures share the cores, of "
        f"which other programs kept {report.others_busy:.1f} busy meanwhile: compare ratios, not machines."
    )
    return (
        f"Ratio in each round: {ratios}",
        f"Notices that the rules ask for, over {latency.decisions} plans: {missing}",
        letters,
        documents_made,
        memory,
        where,
        how,
    )


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"  # noqa: PLR2004
