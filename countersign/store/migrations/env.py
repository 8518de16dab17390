"""What Alembic runs: the migrations, on the connection and in the transaction that `store.migrate` opened.

The whole way to the head is one transaction, on SQLite too: a migration that fails leaves nothing behind.
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
