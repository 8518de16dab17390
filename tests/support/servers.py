"""The test kit's installation, and the fixture that runs a test on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from countersign.testkit.fixtures import desk, plan, scenario, temporal_server
from countersign.testkit.office import (
    PATIENCE,
    Desk,
    PlanUnderTest,
    a_desk,
    documents,
    installed,
    one_of,
    raw,
    until,
)
from countersign.testkit.server import a_server

__all__ = [
    "PATIENCE",
    "Desk",
    "PlanUnderTest",
    "a_desk",
    "a_server",
    "any_desk",
    "desk",
    "documents",
    "installed",
    "one_of",
    "plan",
    "raw",
    "scenario",
    "temporal_server",
    "until",
]


@pytest_asyncio.fixture(loop_scope="session")
async def any_desk(temporal_server: WorkflowEnvironment, database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An installation with a worker: the test runs on SQLite, then on PostgreSQL."""
    async with a_desk(temporal_server, database_url, tmp_path) as open_desk:
        yield open_desk
