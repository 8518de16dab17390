"""Fixtures of this room: a case over files in memory, and the same case over both databases.

Every test with a case runs three times. Tests share a database, each with plans of its own: a database for each test
would take longer than the test.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from countersign.casework.ports import Files
from tests.support.builders import register
from tests.support.casework import CaseUnderTest
from tests.support.databases import a_postgresql_database
from tests.support.installations import InDatabase, InMemory, Installation, in_database

KEPT = ("memory", "sqlite", "postgresql")
"""Where plans are kept."""

example_register = cache(register)
"""The example register, read once: reading it takes longer than most determinations."""


@pytest.fixture(scope="session")
def in_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InDatabase]:
    """An installation on SQLite, for every test of this process."""
    path = tmp_path_factory.mktemp("casework") / "countersign.db"
    shutil.copyfile(sqlite_template, path)
    with in_database(f"sqlite:///{path}") as installation:
        yield installation


@pytest.fixture(scope="session")
def in_postgresql(postgresql_server: str, postgresql_template: str) -> Iterator[InDatabase]:
    """An installation on PostgreSQL, for every test of this process."""
    with (
        a_postgresql_database(postgresql_server, postgresql_template) as url,
        in_database(url) as installation,
    ):
        yield installation


@pytest.fixture(params=KEPT)
def installation(request: pytest.FixtureRequest) -> Installation:
    """Where plans are kept: in memory, on SQLite, on PostgreSQL, with the example register in force."""
    if request.param == "memory":
        return InMemory(example_register())
    shared: InDatabase = request.getfixturevalue(f"in_{request.param}")
    shared.put_in_force(example_register())
    return shared


@pytest.fixture
def files(installation: Installation) -> Files:
    """Plans' files, wherever they are kept."""
    return installation.files


@pytest.fixture
def case(installation: Installation) -> CaseUnderTest:
    """A plan of which nobody has heard yet."""
    return CaseUnderTest(installation)


@pytest.fixture
def in_memory() -> CaseUnderTest:
    """The same in memory only: for what is asked of every message there is."""
    return CaseUnderTest(InMemory(example_register()))
