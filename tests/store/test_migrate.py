"""`python -m countersign.store.migrate`: run twice, run at once, refused, and what it says."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from countersign.store.database import Database, open_engine
from countersign.store.migrate import POSTGRESQL_LOCK, DatabaseUrlError, SchemaOutOfDate, check_current, main, migrate
from countersign.store.tables import Table
from tests.store.rows import a_plan

ROOT = Path(__file__).parents[2]
THREADS = 8


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    with closing(Database(open_engine(empty_database_url))) as database:
        yield database.engine


def run(url: str) -> tuple[int, str]:
    """Run the command as an operator does. Its exit code, and everything that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "countersign.store.migrate"],
        cwd=ROOT,
        env={**os.environ, "COUNTERSIGN_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_migrating_again_changes_nothing(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        session.add(a_plan())
    migrate(database_url)
    check_current(database.engine)
    with database.transaction() as session:
        assert session.execute(text("SELECT count(*) FROM plans")).scalar_one() == 1


def test_processes_that_start_at_once_both_find_the_tables(empty_database_url: str, empty: Engine) -> None:
    with ThreadPoolExecutor() as both:
        results = list(both.map(run, [empty_database_url] * 2))
    assert [code for code, _ in results] == [0, 0], results
    assert set(inspect(empty).get_table_names()) == {"alembic_version", *Table.metadata.tables}
    check_current(empty)


def test_a_migration_waits_for_the_one_before_it(empty_postgresql_url: str) -> None:
    """On PostgreSQL; on SQLite the same lock is every transaction's (see `test_database`)."""
    with closing(Database(open_engine(empty_postgresql_url))) as database, ThreadPoolExecutor() as second:
        with database.engine.begin() as first, database.engine.connect() as onlooker:
            first.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})
            waiting = second.submit(migrate, empty_postgresql_url)
            queue = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            while not waiting.done() and onlooker.execute(queue).scalar_one() == 0:
                time.sleep(0.01)
            assert not waiting.done()
        waiting.result(timeout=30)
        check_current(database.engine)


def test_threads_may_migrate_different_databases_at_once(tmp_path: Path) -> None:
    ready = threading.Barrier(THREADS)

    def migrate_one(number: int) -> str:
        url = f"sqlite:///{tmp_path}/{number}.db"
        ready.wait(timeout=10)
        migrate(url)
        return url

    with ThreadPoolExecutor(THREADS) as threads:
        for url in threads.map(migrate_one, range(THREADS)):
            with closing(Database(open_engine(url))) as database:
                check_current(database.engine)


def test_a_migration_that_fails_leaves_nothing_behind(empty_database_url: str, empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE register (theirs integer)"))
    code, said = run(empty_database_url)
    assert code == 4
    assert "was not changed" in said
    assert "cannot be used" in said
    assert "CREATE TABLE" not in said
    assert inspect(empty).get_table_names() == ["register"]


def test_a_database_without_tables_is_out_of_date_and_the_text_says_what_to_run(empty: Engine) -> None:
    with pytest.raises(
        SchemaOutOfDate, match=r"is at migration none.*needs 0005: run `python -m countersign\.store\.migrate`"
    ):
        check_current(empty)


def test_a_database_that_a_newer_version_made_is_left_alone(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (lambda: check_current(database.engine), lambda: migrate(database_url)):
        with pytest.raises(SchemaOutOfDate, match="is at migration 9999, which this version of Countersign does not"):
            attempt()
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", database_url)
    assert main() == 2
    assert "9999" in capsys.readouterr().err


def test_the_command_says_that_the_database_is_up_to_date(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", empty_database_url)
    assert main() == 0
    said = capsys.readouterr()
    assert said.out.endswith("is up to date.\n")
    assert said.err == ""


def test_without_a_setting_it_makes_the_file_of_the_embedded_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COUNTERSIGN_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    assert (tmp_path / ".countersign" / "countersign.db").is_file()
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("hunter2", 2, id="not a URL"),
        pytest.param("postgresql+psycopg://user:hunter2@localhost:54x/name", 2, id="a port that is no number"),
        pytest.param("postgresql+psycopg://user:it@hunter2@localhost/name", 2, id="an @ within the password"),
        pytest.param("mysql://user:hunter2@localhost/name", 2, id="another kind of database"),
        pytest.param("postgresql+asyncpg://user:hunter2@localhost/name", 2, id="another driver"),
        pytest.param("sqlite://", 2, id="a database in memory"),
        pytest.param("sqlite:///:memory:", 2, id="a database in memory, by name"),
        pytest.param("postgresql+psycopg://user:hunter2@127.0.0.1:1/name", 4, id="nothing listens there"),
        pytest.param("postgresql+psycopg:///name?host=/nowhere&password=hunter2", 4, id="no such socket"),
        pytest.param("sqlite:////dev/null/countersign.db", 4, id="a folder that cannot be made"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_in_words_and_never_by_its_password(
    url: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", url)
    assert main() == code
    said = capsys.readouterr()
    assert "database" in said.err.lower()
    assert "hunter2" not in said.out + said.err
    assert "Traceback" not in said.err


def test_a_file_that_is_not_a_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "letter.txt"
    theirs.write_text("Dear Sir or Madam, " * 100)
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", f"sqlite:///{theirs}")
    assert main() == 4
    assert "is no SQLite database" in capsys.readouterr().err
    assert theirs.read_text().startswith("Dear Sir")


def test_a_password_with_an_at_sign_is_refused_without_being_repeated() -> None:
    with pytest.raises(DatabaseUrlError, match="%40") as refused:
        migrate("postgresql+psycopg://user:it@hunter2@localhost/name")
    assert "hunter2" not in str(refused.value)


def test_a_folder_with_a_percent_sign_in_its_name_is_no_obstacle(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/50%s off/countersign.db")
    assert (tmp_path / "50%s off" / "countersign.db").is_file()
