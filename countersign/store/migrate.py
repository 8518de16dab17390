"""Brings the database to the tables that this version of the software uses: `python -m countersign.store.migrate`.

Exit codes: 0 the database is up to date; 2 the address is wrong, or the database belongs to a newer version;
4 the database cannot be reached, or refused. Nothing printed holds a password.
"""

import logging
import sys
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from countersign.settings import SettingsError, fault_of_database_url, read_settings
from countersign.store.database import open_engine, why_not

COMMAND = "python -m countersign.store.migrate"
MIGRATIONS = Path(__file__).parent / "migrations"

POSTGRESQL_LOCK = 20_140_601
"""The advisory lock that a migration holds until its transaction ends. Any number will do that nothing else uses."""

_ONE_AT_A_TIME = threading.Lock()
# Alembic keeps the running migration in a module-level variable, so two threads would disturb each other.


class DatabaseUrlError(ValueError):
    """The address is not that of a usable database. The text never repeats it, because it may hold a password."""


class SchemaOutOfDate(Exception):  # noqa: N818 - it reads as what is so, where it is raised and caught
    """The database does not have the tables of this version of the software. The text says what to do."""


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, with the connection on which migrations run (its transaction already begun)."""
    config = Config(attributes={"connection": connection})
    # ConfigParser reads a percent sign as the start of a reference, so it is doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(url: str) -> None:
    """Bring the database at `url` (SQLAlchemy's form) to the newest tables. Run again, it changes nothing.

    Two processes may start at once: the second waits for the first, then finds nothing to do. Everything happens in
    one transaction, or not at all.

    Raises:
        DatabaseUrlError: the address is not of SQLite (in a file) or PostgreSQL.
        SchemaOutOfDate: a newer version of the software has already moved the database on.
        sqlalchemy.exc.DBAPIError: the database cannot be reached, or refuses.
        OSError: the folder of a SQLite file cannot be made.
    """
    _check_url(url)
    engine = open_engine(url)
    try:
        # On SQLite the transaction has held the write lock since it began (`open_engine`).
        with _ONE_AT_A_TIME, engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})
            config = migration_config(connection)
            _refuse_a_newer(connection, ScriptDirectory.from_config(config))
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def check_current(engine: Engine) -> None:
    """Check that the database has the tables of this version. Raises SchemaOutOfDate, which says what to run."""
    scripts = ScriptDirectory.from_config(migration_config())
    with engine.connect() as connection:
        _refuse_a_newer(connection, scripts)
        at, newest = MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()
    if at != newest:
        raise SchemaOutOfDate(
            f"The database is at migration {at or 'none'}, and this version of Countersign needs {newest}: "
            f"run `{COMMAND}`, then start again."
        )


def _check_url(url: str) -> None:
    fault = fault_of_database_url(url)
    if fault:
        raise DatabaseUrlError(f"The database address {fault}.")


def _refuse_a_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    at = MigrationContext.configure(connection).get_current_revision()
    if at is not None and at not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaOutOfDate(
            f"The database is at migration {at}, which this version of Countersign does not have: "
            f"install the version that made it, or a newer one, and run `{COMMAND}` with that."
        )


def main() -> int:
    """The command. Reads COUNTERSIGN_DATABASE_URL; says what it did in one line; returns the exit code."""
    try:
        url = read_settings().database_url
    except SettingsError as error:
        return _complain(str(error), 2)
    try:
        migrate(url)
    except (DatabaseUrlError, SchemaOutOfDate) as error:
        return _complain(str(error), 2)
    except (DBAPIError, OSError) as error:
        return _complain(f"The database was not changed. {why_not(error, url)}", 4)
    sys.stdout.write(f"The database ({make_url(url).get_backend_name()}) is up to date.\n")
    return 0


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.exit(main())
