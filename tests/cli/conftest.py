"""The command line beside a running stack, and where nothing runs."""

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from countersign.careplan.scheme import Scheme
from countersign.schemes.reader import read_files
from tests.support.stack import HERE, Commands, Running


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


@pytest.fixture(scope="session")
def scheme_of() -> Callable[[str], Scheme]:
    """Each scheme of ours by its name, as it is today."""
    read = {
        file.scheme.scheme.name: file.scheme for file in read_files(sorted((HERE / "schemes").glob("*.toml"))).files
    }
    return read.__getitem__
