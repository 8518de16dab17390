"""Fixtures of this room."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from countersign.store.database import Database, open_engine


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database: the test runs on SQLite, then on PostgreSQL."""
    with closing(Database(open_engine(database_url))) as opened:
        yield opened
