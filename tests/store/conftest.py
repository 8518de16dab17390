"""Fixtures of this room."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from countersign.store.database import Database, open_engine
from tests.store.values import PLAN, changes
from tests.support.installations import InDatabase


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database: the test runs on SQLite, then on PostgreSQL."""
    with closing(Database(open_engine(database_url))) as opened:
        yield opened


@pytest.fixture
def filled(database: Database) -> InDatabase:
    """Plans' files in a fresh database, with one of each value kept."""
    installation = InDatabase(database)
    with installation.files.open(PLAN) as file:
        file.keep(changes())
    return installation
