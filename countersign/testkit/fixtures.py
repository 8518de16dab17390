"""Fixtures for pytest: a real Temporal server for each test process, and an installation on SQLite for each test.

To use them in your own tests, put `pytest_plugins = ["countersign.testkit.fixtures"]` into your top `conftest.py`.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from countersign.embedded.server import NotInstalled, program
from countersign.store.migrate import migrate
from countersign.testkit.office import Desk, PlanUnderTest, a_desk
from countersign.testkit.scenario import Scenario
from countersign.testkit.server import a_server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal_server() -> AsyncIterator[WorkflowEnvironment]:
    """A real server for this test process alone."""
    try:
        program()
    except NotInstalled as missing:
        pytest.fail(str(missing), pytrace=False)
    async with a_server() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to copy. It was closed, so its write-ahead log is inside the file."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated_template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite file."""
    path = tmp_path / "countersign.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(temporal_server: WorkflowEnvironment, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An installation on SQLite, with a worker."""
    async with a_desk(temporal_server, sqlite_url, tmp_path) as open_desk:
        yield open_desk


@pytest.fixture
def plan(desk: Desk) -> PlanUnderTest:
    """A new plan on SQLite that was not submitted yet."""
    return desk.plan()


@pytest.fixture
def scenario(desk: Desk) -> Iterator[Scenario]:
    """A new scenario. The test fails if steps were written down and never awaited."""
    one = Scenario(desk)
    yield one
    if one.steps_not_run:
        pytest.fail(f"These steps were never awaited, so they never happened: {', '.join(one.steps_not_run)}")
