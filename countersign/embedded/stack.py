"""The whole of Countersign on one machine: starts server, database, register and worker, and stops them in order."""

import asyncio
import fcntl
import importlib.util
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from temporalio.client import Client

from countersign.carried import folder
from countersign.cli.showing.page import Page, Screen
from countersign.client.unanswered import NoAnswer
from countersign.embedded.server import NotInstalled, NotStarted, Server, running_server
from countersign.fault import in_short
from countersign.settings import PREFIX, Settings, SettingsError, environment_of, read_settings
from countersign.store.database import Database, DatabaseUnusable, open_engine, unusable_at
from countersign.store.migrate import SchemaOutOfDate, migrate
from countersign.store.register import register_of, replace_register
from countersign.store.register_file import read_register
from countersign.temporal.connection import DEFAULT_NAMESPACE, connect_to

EXAMPLE_REGISTER = folder("examples") / "register.csv"
EXAMPLE_SENDER = folder("examples") / "sender.toml"
"""TELL-7: from whom letters come where somebody tries things out: a made-up council."""
GRACE_SECONDS = 10

NOT_TAKEN = frozenset({f"{PREFIX}HEALTH_FILE"})
"""Settings that a stack has to choose itself."""

FAILED = 4
BY_SETTINGS = 2
"""The exit code of a worker whose settings cannot be used."""


@dataclass(frozen=True)
class Stack:
    """Everything that runs, and where it is."""

    server: Server
    client: Client
    database: Database
    settings: Settings
    worker: asyncio.subprocess.Process
    register_was_loaded: bool
    register_is_empty: bool


class AlreadyRunning(Exception):  # noqa: N818  # reads as what happened
    """Another process uses this state folder."""


@contextmanager
def sole_user(folder: Path) -> Generator[None]:
    """Hold the state folder for this process alone. Raises AlreadyRunning."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(f"Countersign runs already on {folder}: stop that one first.") from None
        yield


def settings_for(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a stack whose state is all in one folder, but for what an environment says otherwise.

    Raises SettingsError. `environment`: without it, nothing is otherwise.
    """
    ours = Settings(database_url=_database_in(folder), outbox=folder / "outbox", grace_seconds=GRACE_SECONDS)
    given = {name: value for name, value in (environment or {}).items() if value and name not in NOT_TAKEN}
    settings = read_settings({**environment_of(ours), **given})
    settings.check_senders()
    # The schemes that come with the software have no sender, and nothing can be tried out without one.
    return settings if settings.sender_file.is_file() else settings.model_copy(update={"sender": EXAMPLE_SENDER})


def not_taken(environment: Mapping[str, str], *, but: str = "") -> list[str]:
    """The variables of an environment that a stack does not take, such as where Temporal is: it starts its own.

    `but`: those that begin so are taken, except for `NOT_TAKEN`.
    """
    ours = (name for name, value in environment.items() if value and name.startswith((PREFIX, "TEMPORAL_")))
    return sorted(name for name in ours if name in NOT_TAKEN or not but or not name.startswith(but))


def _database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'countersign.db'}"


def ends(act: Callable[[], int], console: Screen) -> int:
    """What a command does, with its exit code. An error becomes a sentence: 2 for the settings, 4 for anything else."""
    try:
        return act()
    except SettingsError as error:
        said, code = f"The settings cannot be used: {error}", BY_SETTINGS
    except (AlreadyRunning, NotInstalled, NotStarted, NoAnswer, SchemaOutOfDate, DatabaseUnusable) as error:
        said, code = str(error), FAILED
    except OSError as error:
        said, code = f"{error.filename or 'The machine'}: {error.strerror or type(error).__name__}", FAILED
    except KeyboardInterrupt:
        return FAILED
    except Exception as error:  # noqa: BLE001  # the text of none may be shown: it may be about a person
        said, code = f"a fault of ours, {in_short(error)}", FAILED
    Page(console).say(f"[bold red]Failed[/]: {escape(said)}")
    return code


@asynccontextmanager
async def running_stack(
    folder: Path, settings: Settings | None = None, *, virtual_time: bool = False
) -> AsyncGenerator[Stack]:
    """Start everything in one state folder, and stop it at the end: the worker first, so that it can finish.

    `settings`: without them, those of `settings_for`. `virtual_time`: as in `running_server`. Raises NotInstalled,
    NotStarted, SettingsError, SchemaOutOfDate or DatabaseUnusable.
    """
    settings = settings or settings_for(folder)
    with unusable_at(settings.database_url):
        migrate(settings.database_url)
    database = Database(open_engine(settings.database_url))
    try:
        # Into somebody's own database no example goes.
        loaded = settings.database_url == _database_in(folder) and _with_a_register(database)
        with database.transaction() as session:
            is_empty = not register_of(session).holdings
        async with running_server(folder / "temporal.db", folder / "temporal.log", virtual_time=virtual_time) as server:
            _write_profile(folder, server)
            client = await connect_to(server.address)
            worker = await _start_worker(folder, server, settings)
            try:
                yield Stack(server, client, database, settings, worker, loaded, is_empty)
            finally:
                if worker.returncode is None:
                    worker.send_signal(signal.SIGTERM)
                await worker.wait()
    finally:
        database.close()


def _with_a_register(database: Database) -> bool:
    """Fill an empty register with the example's, because nobody can decide anything without one."""
    with database.transaction() as session:
        if register_of(session).holdings:
            return False
        replace_register(session, read_register(EXAMPLE_REGISTER.read_text(encoding="utf-8"), EXAMPLE_REGISTER.name))
        return True


def _write_profile(folder: Path, server: Server) -> None:
    """Write the server's address into one of Temporal's profile files, so that the command line finds it by itself."""
    text = f'[profile.default]\naddress = "{server.address}"\nnamespace = "{DEFAULT_NAMESPACE}"\n'
    (folder / "temporal.toml").write_text(text, encoding="utf-8")


def _worker_program() -> str:
    """The path of `worker.py`, wherever it is installed."""
    program = importlib.util.find_spec("worker")
    if program is None or program.origin is None:
        raise NotStarted("The program `worker` is not installed beside `countersign`: install the package again.")
    return program.origin


async def _start_worker(folder: Path, server: Server, settings: Settings) -> asyncio.subprocess.Process:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COUNTERSIGN_", "TEMPORAL_"))
    }
    health = (folder / "worker.health").resolve()
    health.unlink(missing_ok=True)
    environment |= {
        "TEMPORAL_ADDRESS": server.address,
        "TEMPORAL_DEFAULT_NAMESPACE": DEFAULT_NAMESPACE,
        **environment_of(settings.model_copy(update={"health_file": health})),
    }
    log = folder / "worker.log"
    with log.open("ab") as output:
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            _worker_program(),
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not health.exists():
        if worker.returncode is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-3:]
            if worker.returncode == BY_SETTINGS and last:
                raise SettingsError(last[-1].removeprefix("The settings cannot be used: "))
            raise NotStarted("The worker did not start: " + (" / ".join(last) or "it printed nothing"))
        await asyncio.sleep(0.05)
    return worker
