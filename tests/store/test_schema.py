"""The migrations make exactly the tables that the software uses, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from countersign.store.database import Database, open_engine
from countersign.store.migrate import migrate, migration_config
from countersign.store.tables import Table


@pytest.fixture
def migrated(empty_database_url: str) -> Iterator[Engine]:
    migrate(empty_database_url)
    with closing(Database(open_engine(empty_database_url))) as database:
        yield database.engine


def test_the_migrated_schema_is_the_one_in_the_tables(migrated: Engine) -> None:
    with migrated.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == [], (
            "countersign/store/tables and countersign/store/migrations differ: write a migration (or, before the first "
            "release, change 0001)"
        )


def test_constraints_have_the_same_names_as_in_the_tables(migrated: Engine) -> None:
    # Alembic's comparison leaves primary keys out; a later migration must be able to name each one.
    made = inspect(migrated)
    for table in Table.metadata.tables.values():
        assert made.get_pk_constraint(table.name)["name"] == table.primary_key.name
        assert {key["name"] for key in made.get_foreign_keys(table.name)} == {
            constraint.name for constraint in table.foreign_key_constraints
        }
        assert made.get_pk_constraint(table.name)["constrained_columns"] == [
            column.name for column in table.primary_key.columns
        ]


def test_columns_are_in_the_order_of_the_tables(migrated: Engine) -> None:
    made = inspect(migrated)
    for table in Table.metadata.tables.values():
        assert [column["name"] for column in made.get_columns(table.name)] == list(table.columns.keys())


def test_downgrading_leaves_nothing_and_migrating_again_works(empty_database_url: str) -> None:
    migrate(empty_database_url)
    # A plain engine: what SQLAlchemy remembers of the tables must not stand in for what the database has.
    engine = open_engine(empty_database_url)
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    engine.dispose()
    plain = create_engine(empty_database_url)
    assert inspect(plain).get_table_names() == ["alembic_version"]
    with plain.connect() as connection:
        left = {
            "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT count(*) FROM pg_proc WHERE proname = 'refuse_to_change'",
        }[connection.dialect.name]
        assert connection.execute(text(left)).scalar_one() == 0
    plain.dispose()
    migrate(empty_database_url)
    plain = create_engine(empty_database_url)
    assert set(inspect(plain).get_table_names()) == {"alembic_version", *Table.metadata.tables}
    plain.dispose()
