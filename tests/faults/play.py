"""`make faults`: plays stories while workers, server, database, relay and disk fail, and judges each plan from outside.

    make faults STORIES=500            # half of them on SQLite, half on PostgreSQL
    make faults STORIES=1 SEED=731     # one story again: the same messages, the same kinds of faults

Processes die at moments that no seed repeats, so a story that failed is played again, perhaps several times.
Exit codes: 0 all is well, 1 something is wrong with a plan, 2 usage.
"""

import argparse
import asyncio
import contextlib
import logging
import random
import re
import secrets
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil
from temporalio.client import Client
from temporalio.runtime import Runtime, TelemetryConfig

from countersign.client.plans import Plans
from countersign.store.migrate import migrate
from tests.faults.hurting import Hurting
from tests.faults.judging import judge
from tests.faults.outside import Outside
from tests.faults.playing import Player, Told
from tests.faults.stack import Stack, a_stack
from tests.faults.told_in_memory import Story
from tests.support.databases import a_postgresql_database, a_postgresql_server, a_postgresql_template
from tests.support.installations import InDatabase

AT_ONCE = 75
"""How many plans are under way at a time, in one installation."""
HURT_FOR = 75.0
"""Seconds, in each installation. Then everything is left in peace, and whatever is not done yet has to be done."""
PATIENCE = timedelta(seconds=8)
"""How long the case systems of the stories wait for an answer before they send again."""
DURABLE = "synchronous_commit = on\n"
"""For a PostgreSQL that is killed: what was committed is in its log."""
SQLITE, POSTGRESQL = "sqlite", "postgresql"
WORKERS = {SQLITE: 1, POSTGRESQL: 2}
LOOKS, LOOK_AGAIN_AFTER = 4, 3.0
"""How often, and after how many seconds: what is only late comes to rest meanwhile."""
WIDTH = 80


@dataclass
class Tally:
    """What was played, and what came of it."""

    stories: int = 0
    messages: int = 0
    wrong: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    counts: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])

    def count(self, what: str, counted: Counter[str]) -> None:
        """Add to one of its counts."""
        self.counts.setdefault(what, Counter()).update(counted)

    def whole(self) -> str:
        """The summary, in lines that fit a terminal."""
        lines = [f"{self.stories} stories, {self.messages} messages, {len(self.wrong)} plans with something wrong."]
        for what, counted in self.counts.items():
            told = f"{what}: " + ", ".join(f"{name} {times}" for name, times in sorted(counted.items()))
            lines += textwrap.wrap(told, WIDTH, subsequent_indent="  ")
        for seed, problems in self.wrong.items():
            lines.append(f"Seed {seed}:")
            for problem in problems:
                lines += textwrap.wrap(problem, WIDTH, initial_indent="  - ", subsequent_indent="    ")
        return "\n".join(lines)


async def play_batch(
    seeds: list[int], url: str, folder: Path, tally: Tally, say: Callable[[str], None], *, hurt_for: float = HURT_FOR
) -> None:
    """Play stories side by side in one installation while it is hurt, and judge each. Adds to the tally."""
    kind = SQLITE if url.startswith(SQLITE) else POSTGRESQL
    rng = random.Random(f"{seeds[0]} {kind}")  # noqa: S311  # nobody's secret
    outside = Outside(url)
    looking = asyncio.create_task(outside.keep_looking())
    try:
        async with a_stack(folder, url, WORKERS[kind], rng, signed=kind == POSTGRESQL) as (stack, client, database):
            plans = Plans(client, stack.settings.task_queue, PATIENCE, stack.signs)
            all_told = [Told(Story(seed)) for seed in seeds]
            players = [Player(told, plans, outside) for told in all_told]
            hurting, stop = Hurting(stack, client), asyncio.Event()
            hurts = asyncio.create_task(hurting.until(stop))
            playing = [asyncio.create_task(player.play()) for player in players]
            began = time.monotonic()
            while time.monotonic() - began < hurt_for and not all(task.done() for task in playing):
                await asyncio.sleep(1)
                say(f"{sum(task.done() for task in playing)} of {len(seeds)} told")
            stop.set()
            await hurts
            await stack.have_peace()
            say("left in peace")
            await asyncio.gather(*playing)
            await outside.next_look()
            await asyncio.gather(*(player.come_to_rest() for player in players))
            say("judging")
            kept_there = InDatabase(database)
            for told in all_told:
                tally.stories += 1
                tally.messages += len(told.sent)
                wrong = told.problems or await _judged(told, stack, plans, client, kept_there)
                if wrong:
                    tally.wrong[told.story.seed] = wrong
                    say(f"seed {told.story.seed}: {wrong[0]}")
                standing = told.story.case.standing
                tally.count("Plans", Counter([standing.status.value]))
                tally.count("Interim support", Counter([standing.interim.value]))
                tally.count("Messages", Counter(asked.name for asked in told.sent if asked.answer.accepted))
                tally.count("Calls", told.calls)
                tally.count("Given by hand", Counter({"notices": len(told.gave)}))
            tally.count("Faults", hurting.done)
            tally.count("Relay", stack.relay.troubles + Counter({"taken": stack.relay.arrived.total()}))
            tally.count("Ended", stack.ended + Counter({"of them at a line": len(_killed_at(folder))}))
            tally.count("Lines", Counter(_killed_at(folder)))
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        outside.close()


async def _judged(told: Told, stack: Stack, plans: Plans, client: Client, kept_there: InDatabase) -> list[str]:
    """The judgement. Before something is called wrong, wait a while and look again."""
    for _ in range(LOOKS - 1):
        if not await judge(told, stack, plans, client, kept_there):
            return []
        await asyncio.sleep(LOOK_AGAIN_AFTER)
    return await judge(told, stack, plans, client, kept_there)


def _killed_at(folder: Path) -> list[str]:
    """The lines at which workers were killed."""
    logs = (log.read_text(errors="replace") for log in folder.glob("worker-*.log"))
    return [line for log in logs for line in re.findall(r"^killed at (.*)$", log, re.MULTILINE)]


@contextmanager
def databases(kinds: list[str]) -> Generator[Callable[[str, Path], contextlib.AbstractContextManager[str]]]:
    """Makes a fresh, migrated database of a kind, in a folder if it is a file."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(a_postgresql_server(DURABLE)) if POSTGRESQL in kinds else ""
        template = stack.enter_context(a_postgresql_template(server)) if server else ""

        @contextmanager
        def fresh(kind: str, folder: Path) -> Generator[str]:
            if kind == SQLITE:
                url = f"sqlite:///{folder / 'countersign.db'}"
                migrate(url)
                yield url
            else:
                with a_postgresql_database(server, template) as url:
                    yield url

        yield fresh


def main() -> int:
    """The command. Returns its exit code."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--stories", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the first story")
    arguments.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default="both")
    arguments.add_argument("--keep", action="store_true", help="keep the folders of what went wrong, and say where")
    wanted = arguments.parse_args()
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))
    logging.disable(logging.CRITICAL)  # what is hurt complains, and the logs of its processes have that
    kinds = [SQLITE, POSTGRESQL] if wanted.database == "both" else [wanted.database]
    tally, began = Tally(), time.monotonic()
    with databases(kinds) as fresh:
        number = 0
        while tally.stories < wanted.stories:
            kind = kinds[number % len(kinds)]
            left = wanted.stories - tally.stories
            first = wanted.seed + tally.stories
            seeds = list(range(first, first + min(AT_ONCE, left)))
            with _folder(keep=wanted.keep) as name, fresh(kind, Path(name)) as url:

                def say(what: str, of: str = f"{kind}, seeds {seeds[0]} to {seeds[-1]}") -> None:
                    _say(f"\r{of}: {what}, {time.monotonic() - began:.0f} s".ljust(WIDTH - 1)[: WIDTH - 1], end="")

                asyncio.run(play_batch(seeds, url, Path(name), tally, say))
            _say(f"\r{kind}, seeds {seeds[0]} to {seeds[-1]}: {len(tally.wrong)} wrong so far".ljust(WIDTH - 1))
            number += 1
    own = psutil.Process().cpu_times()
    spent = own.user + own.system + own.children_user + own.children_system
    _say(tally.whole())
    _say(f"From seed {wanted.seed}, in {time.monotonic() - began:.0f} s, {spent:.0f} s of a processor.")
    return 1 if tally.wrong else 0


@contextmanager
def _folder(*, keep: bool) -> Generator[str]:
    if keep:
        yield tempfile.mkdtemp(prefix="countersign-faults-")
        return
    with tempfile.TemporaryDirectory(prefix="countersign-faults-") as folder:
        yield folder


def _say(what: str, end: str = "\n") -> None:
    sys.stdout.write(f"{what}{end}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
