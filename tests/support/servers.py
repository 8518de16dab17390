"""The test kit's installation, and the fixture that runs a test on both databases."""

import json
import re
import shutil
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
    "sends_by",
    "temporal_server",
    "until",
]


@pytest_asyncio.fixture(loop_scope="session")
async def any_desk(temporal_server: WorkflowEnvironment, database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """An installation with a worker: the test runs on SQLite, then on PostgreSQL."""
    async with a_desk(temporal_server, database_url, tmp_path) as open_desk:
        yield open_desk


def sends_by(desk: Desk, **values: object) -> None:
    """Give an installation schemes of which `[sending]` is otherwise, from when its worker is started again.

    `values`: by key, as JSON, which is TOML too for what stands there.
    """
    folder = desk.settings.outbox.parent / "schemes"
    shutil.copytree(desk.settings.schemes, folder, dirs_exist_ok=True)
    scheme = folder / "procedure.toml"
    head, mark, table = scheme.read_text(encoding="utf-8").partition("[sending]\n")
    for key, value in values.items():
        table = re.sub(rf"(?m)^{key} = .*$", f"{key} = {json.dumps(value)}", table, count=1)
    scheme.write_text(head + mark + table, encoding="utf-8")
    desk.settings = desk.settings.model_copy(update={"schemes": folder})
