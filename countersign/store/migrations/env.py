"""Alembic runs this: it runs the migrations in the transaction that `countersign.store.migrate` has opened.

All migrations run in one transaction, on SQLite too, so a failed migration leaves nothing behind.
"""

from alembic import context
from sqlalchemy import Connection

from countersign.store.tables import Table

connection = context.config.attributes.get("connection")
if not isinstance(connection, Connection) or not connection.in_transaction():
    raise RuntimeError(
        "migrations are run by `python -m countersign.store.migrate`, which holds the lock that they need"
    )
context.configure(connection=connection, target_metadata=Table.metadata)
context.run_migrations()
