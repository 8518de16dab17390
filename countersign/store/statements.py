"""The statements that write rows, and what those that read a plan's rows begin with.

Each is built once, because building one costs more than running it.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Insert, Select, Update, bindparam, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import postgresql, sqlite

from countersign.store.tables import Table

PLAN: BindParameter[str] = bindparam("plan")
"""The plan whose rows are read."""


def table_of(model: type[Table]) -> SqlTable:
    """The table of a model."""
    return model.metadata.tables[model.__tablename__]


def of_plan(model: type[Table]) -> Select[Any]:
    """A plan's rows of a table."""
    table = table_of(model)
    return select(table).where(table.c.plan_id == PLAN)


def one_of(model: type[Table], *columns: str) -> Select[Any]:
    """The row of a plan that has these columns' values, each given by the column's name."""
    table = table_of(model)
    return of_plan(model).where(*(table.c[column] == bindparam(column) for column in columns))


@cache
def insert_once(model: type[Table], dialect: str) -> Insert:
    """Insert a row, unless its key is there already."""
    return _insert(dialect)(table_of(model)).on_conflict_do_nothing()


def inserts_once(connection: Connection, model: type[Table], row: dict[str, Any]) -> bool:
    """Insert a row, unless its key is there already. Returns whether it was inserted."""
    key = list(table_of(model).primary_key.columns)
    return connection.execute(insert_once(model, connection.dialect.name).returning(*key), row).first() is not None


@cache
def insert_or_update(model: type[Table], dialect: str) -> Insert:
    """Insert a row; if there is one with its key, update it."""
    table, key = table_of(model), table_of(model).primary_key
    statement = _insert(dialect)(table)
    now = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key.columns}
    return statement.on_conflict_do_update(index_elements=list(key.columns), set_=now)


@cache
def update_by_key(model: type[Table], columns: frozenset[str]) -> Update:
    """Change these columns of a row. The parameters of its key are named `key_` and the column's name."""
    table = table_of(model)
    same = [column == bindparam(f"key_{column.name}") for column in table.primary_key.columns]
    return update(table).where(*same).values({name: bindparam(name) for name in columns})


def by_key(model: type[Table], row: dict[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """The parameters of `update_by_key`."""
    key = {f"key_{column.name}": row[column.name] for column in table_of(model).primary_key.columns}
    return key | {name: row[name] for name in changed}


def _insert(dialect: str) -> Any:  # noqa: ANN401  # the two have no base in common that has `on_conflict`
    return postgresql.insert if dialect == "postgresql" else sqlite.insert
