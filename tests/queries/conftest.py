"""Fixtures of this room: a plan whose case is kept in a database of its own, and what is read of it."""

from collections.abc import Iterator

import pytest

from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from tests.support.builders import SCHEMES, register
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase, in_database


@pytest.fixture(scope="session")
def schemes() -> Schemes:
    """The schemes of `schemes/`."""
    return Schemes(SCHEMES)


@pytest.fixture
def installation(database_url: str) -> Iterator[InDatabase]:
    """A fresh database with the example register: the test runs on SQLite, then on PostgreSQL."""
    with in_database(database_url) as installation:
        installation.put_in_force(register())
        yield installation


@pytest.fixture
def database(installation: InDatabase) -> Database:
    """The same database."""
    return installation.database


@pytest.fixture
def case(installation: InDatabase) -> CaseUnderTest:
    """A plan in it of which nobody has heard yet."""
    return CaseUnderTest(installation)
