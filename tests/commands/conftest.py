"""The command line beside a running stack, and where nothing runs."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.commands.stack import Commands, Running


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Generator[Commands]:
    """The command line beside a running stack."""
    folder = tmp_path_factory.mktemp("stack")
    running = Running(folder)
    yield Commands(folder)
    assert running.stop() == 0


@pytest.fixture
def alone(tmp_path: Path) -> Commands:
    """The command line where nothing runs."""
    return Commands(tmp_path)
