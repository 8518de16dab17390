"""Opens the database: one engine for a process, and transactions that behave alike on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
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


WHY_NOT: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "does not take the password of {user}"),
    ("no password supplied", "wants a password of {user}"),
    ("pg_hba.conf", "does not let {user} in as it comes: see its pg_hba.conf, and whether it wants TLS (sslmode)"),
    ("server does not support SSL", "answers without TLS, and sslmode in the URL asks for it"),
    ("certificate verify failed", "shows a certificate that we do not trust: see sslrootcert in the URL"),
    ("root certificate", "cannot be trusted without its root certificate: see sslrootcert in the URL"),
    ("role ", "has no role {user}"),
    ("does not exist", "has no database {name}"),
    ("Connection refused", "does not answer, or does not run there"),
    ("timeout", "does not answer in time"),
    ("resolve", "cannot be found: there is no machine of that name"),
    ("translate host name", "cannot be found: there is no machine of that name"),
    ("Name or service", "cannot be found: there is no machine of that name"),
    ("too many c", "has no connection left for us"),
    ("starting up", "is just starting: try again"),
    ("shutting down", "is just stopping: try again when it is back"),
    ("sslmode", "cannot be asked: the sslmode in the URL is none"),
    ("connection option", "cannot be asked: what stands after the ? of the URL is no option of PostgreSQL's"),
    ("permission denied", "does not let {user} do that: see what was granted"),
    ("unable to open", "cannot be opened: see its folder, and who may write there"),
    ("not a database", "is no SQLite database"),
    ("readonly", "cannot be written to"),
    ("is full", "has no room left"),
    ("locked", "is held by another process: try again"),
)
"""What stands in the first line of a driver's error, and what it means for whoever runs this."""


class DatabaseUnusable(Exception):  # noqa: N818  # reads as what is so
    """The database cannot be used. The text says why, as `why_not` does."""


@contextmanager
def unusable_at(url: str) -> Generator[None]:
    """Says of what the driver raises within it, as DatabaseUnusable, why the database at a URL cannot be used."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        raise DatabaseUnusable(why_not(error, url)) from None


def why_not(error: DBAPIError | OSError, url: str) -> str:
    """Why the database at a URL cannot be used: a sentence without a password, a statement or a value of a row."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        where = f"The database {parsed.database}"
    else:
        where = f"PostgreSQL at {parsed.host or 'the local socket'}:{parsed.port or 5432}"
    if isinstance(error, OSError):
        return f"{where} cannot be opened: {error.strerror or type(error).__name__}."
    # In the lines after the first one, PostgreSQL repeats the row.
    said = str(error.orig).partition("\n")[0]
    means = next((words for sign, words in WHY_NOT if sign in said), f"cannot be used ({type(error).__name__})")
    return f"{where} {means.format(user=parsed.username, name=parsed.database)}. See COUNTERSIGN_DATABASE_URL."


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
    def undone(self) -> Generator[Connection]:
        """One transaction on a connection, of which nothing is kept."""
        with self._turn, self.engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """The same with a session, for code that works with rows as objects."""
        with self.begin() as connection, Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
