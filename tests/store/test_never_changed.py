"""REC-4: the database itself refuses to change or remove what is kept, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from countersign.store.database import Database
from countersign.store.tables import Table
from tests.store.rows import keep_one_of_each

NEVER_CHANGED = (
    "plan_versions",
    "routes",
    "decisions",
    "record",
    "steps_taken",
    "consents",
    "about_copies",
    "documents",
    "notice_documents",
    "copies",
    "register_changes",
)
MOVES_ON = {
    "plans",
    "messages",
    "waits",
    "questions",
    "interim_support",
    "notices",
    "tasks",
    "signed_budgets",
    "register",
    "absences",
    "standings",
    "said_to_interim",
    "waiting_messages",
    "sendings",
    "receipts",
    "way_pauses",
    "way_rates",
    "leases",
    "digests",
}

never_changed = pytest.mark.parametrize("table", NEVER_CHANGED)


def refusal(table: str) -> str:
    return f"{table} is append-only: rows are never changed or removed"


def contents(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.transaction() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 - a name from above


@pytest.fixture
def kept(database: Database) -> Database:
    with database.transaction() as session:
        keep_one_of_each(session)
    return database


def attempt(database: Database, statement: str) -> str:
    """What the database says to the statement. Fails if it says nothing."""
    with pytest.raises(IntegrityError) as refused, database.transaction() as session:
        session.execute(text(statement))
    return str(refused.value.orig)


def test_every_table_either_never_changes_or_moves_on() -> None:
    assert {*NEVER_CHANGED, *MOVES_ON} == set(Table.metadata.tables)


@pytest.mark.rule("REC-4", "ROUTE-10", "SHARE-6")
@never_changed
def test_no_column_of_a_kept_row_can_be_changed(kept: Database, table: str) -> None:
    before = contents(kept, table)
    for column in Table.metadata.tables[table].columns.keys():  # noqa: SIM118 - the collection is not a dict
        assert refusal(table) in attempt(kept, f'UPDATE {table} SET "{column}" = "{column}"')  # noqa: S608
    assert contents(kept, table) == before
    assert len(before) == 1


@pytest.mark.rule("REC-4", "ROUTE-10", "SHARE-6")
@never_changed
def test_a_kept_row_cannot_be_removed(kept: Database, table: str) -> None:
    before = contents(kept, table)
    assert refusal(table) in attempt(kept, f"DELETE FROM {table}")  # noqa: S608
    assert contents(kept, table) == before
    assert len(before) == 1


@pytest.mark.rule("REC-4")
@never_changed
def test_a_kept_row_cannot_be_replaced_by_writing_it_again(kept: Database, table: str) -> None:
    """On SQLite INSERT OR REPLACE, which removes a row without asking; on PostgreSQL an upsert."""
    before = contents(kept, table)
    keys = ", ".join(column.name for column in Table.metadata.tables[table].primary_key.columns)
    first = next(iter(Table.metadata.tables[table].columns)).name
    assert refusal(table) in attempt(
        kept,
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608
        if kept.engine.dialect.name == "sqlite"
        else f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({keys}) "  # noqa: S608
        f"DO UPDATE SET {first} = excluded.{first}",
    )
    assert contents(kept, table) == before


@pytest.mark.rule("REC-4")
@never_changed
def test_a_kept_table_cannot_be_emptied_at_once(kept: Database, table: str) -> None:
    # SQLite has no TRUNCATE; its DELETE of everything is the same thing, and takes a short cut where it may.
    emptying = f"DELETE FROM {table}" if kept.engine.dialect.name == "sqlite" else f"TRUNCATE {table} CASCADE"  # noqa: S608
    assert "is append-only: rows are never changed or removed" in attempt(kept, emptying)
    assert len(contents(kept, table)) == 1


@pytest.mark.rule("REC-4")
def test_a_refusal_undoes_the_whole_transaction(kept: Database) -> None:
    def sign_off_and_forget() -> None:
        with kept.transaction() as session:
            session.execute(text("UPDATE plans SET status = 'signed_off'"))
            session.execute(text("DELETE FROM record"))

    with pytest.raises(IntegrityError):
        sign_off_and_forget()
    with kept.transaction() as session:
        assert session.execute(text("SELECT status FROM plans")).scalar_one() == "awaiting_decision"


def test_what_moves_on_can_be_changed(kept: Database) -> None:
    with kept.transaction() as session:
        session.execute(text("UPDATE plans SET status = 'signed_off'"))
        session.execute(text("UPDATE notices SET status = 'sent'"))
    with kept.transaction() as session:
        assert session.execute(text("SELECT status FROM plans")).scalar_one() == "signed_off"
        assert session.execute(text("SELECT status FROM notices")).scalar_one() == "sent"
