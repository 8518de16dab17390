"""PostgreSQL repeats rows in its errors, and they are about people: no log, history or task ever has them."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from temporalio.testing import WorkflowEnvironment

from countersign.careplan.messages.answers import Refusal
from countersign.casework.kept import TaskKind
from countersign.store.database import Database, open_engine, why_not
from countersign.store.tables import TaskRow
from tests.support.servers import a_desk

SAID = "Mary-Secretname"
ROW = "INSERT INTO their_names VALUES (:name)"

ERRORS = {
    "a key that is there already": ("CREATE TEMP TABLE their_names (name text PRIMARY KEY) ON COMMIT DROP", ROW, ROW),
    "a check that fails": ("CREATE TEMP TABLE their_names (name text CHECK (name = '')) ON COMMIT DROP", ROW),
    "a value that is none": ("SELECT CAST(:name AS integer)",),
}


def raise_it(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(text(statement), {"name": SAID} if ":name" in statement else {})


@pytest.mark.parametrize("statements", ERRORS.values(), ids=ERRORS)
def test_no_sentence_of_ours_repeats_a_row(postgresql_url: str, statements: tuple[str, ...]) -> None:
    database = Database(open_engine(postgresql_url))
    with pytest.raises(DBAPIError) as raised, database.begin() as connection:
        raise_it(connection, statements)
    database.close()
    assert SAID in str(raised.value.orig), "PostgreSQL does say it"
    assert SAID not in why_not(raised.value, postgresql_url)


async def test_no_log_history_or_task_has_a_row_that_postgresql_repeats(
    temporal_server: WorkflowEnvironment,
    postgresql_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sound, left, raised = Database.begin, [0], list[str]()

    @contextmanager
    def begin(database: Database) -> Generator[Connection]:
        with sound(database) as connection:
            if left[0]:
                left[0] -= 1
                try:
                    raise_it(connection, ERRORS["a value that is none"])
                except DBAPIError as error:
                    raised.append(str(error.orig))
                    raise
            yield connection

    monkeypatch.setattr(Database, "begin", begin)
    async with a_desk(temporal_server, postgresql_url, tmp_path) as desk:
        plan = desk.plan()
        await plan.submit("clare-1-submission")
        left[0] = 1
        answer = await plan.ask("decide", plan.message("clare-4-agreed", {"version": 1}))
        assert answer.code is Refusal.FAULT
        await plan.until_status(lambda status: status.open_tasks == 1, "the task")
        assert [SAID in said for said in raised] == [True], "PostgreSQL said it"
        assert TaskKind.FAULT in plan.tasks().values()
        history = await plan.handle.fetch_history()
        tasks = [str(vars(row)) for row in plan.rows(TaskRow)]
    assert b"DataError at " in b"".join(event.SerializeToString() for event in history.events)
    assert SAID.encode() not in b"".join(event.SerializeToString() for event in history.events)
    assert SAID not in " ".join(tasks)
    assert SAID not in answer.model_dump_json()
    assert "DataError" in caplog.text
    assert SAID not in caplog.text
