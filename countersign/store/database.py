"""Opens the database: one engine for a process, and transactions that behave alike on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

BUSY_MILLISECONDS = 10_000
"""How long SQLite waits for another writer before it gives up."""


def open_engine(url: str, pool_size: int = 10) -> Engine:
    """Open the database at `url` (SQLAlchemy's form).

    A missing SQLite file is made, with a write-ahead log. On SQLite every transaction takes the write lock when it
    begins: then a second writer waits, instead of failing half-way. No error or log line shows the values of a
    statement, because they may be about a person.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed, pool_size=pool_size, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(parsed, pool_size=pool_size, pool_pre_ping=True, hide_parameters=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions would begin too late, and would take the lock even later.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        # Without this, INSERT OR REPLACE could remove a row without firing the trigger that refuses to.
        "recursive_triggers=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """The database as activities see it: a source of transactions."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine from `open_engine`."""
        self.engine = engine
        # SQLite has one writer at a time. A writer that waits sleeps longer and longer between tries, and others go
        # first. So the threads of this process queue for one lock here; other processes still wait for SQLite's lock.
        one_at_a_time = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if one_at_a_time else nullcontext()

    @contextmanager
    def begin(self) -> Generator[Connection]:
        """One transaction on a connection: committed whole, or not at all."""
        with self._turn, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """The same with a session, for code that works with rows as objects."""
        with self.begin() as connection, Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
