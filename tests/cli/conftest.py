"""The command line beside a running stack, and where nothing runs."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from countersign.careplan.scheme import Scheme
from countersign.schemes.reader import read_files
from starter import cli
from tests.cli.kept import Kept
from tests.support.stack import HERE, Commands, Running

Register = Callable[..., Result]


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


@pytest.fixture
def typed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Type `starter.py register …` beside a database with every table and nobody on the register; no server runs."""
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "300")

    def type_it(*words: str, as_json: bool = False) -> Result:
        return CliRunner().invoke(cli, [*(["--json"] if as_json else []), "register", *words])

    return type_it


@pytest.fixture
def kept(alone: Commands, scheme_of: Callable[[str], Scheme]) -> Generator[Kept]:
    """The database of the folder in which commands are given."""
    made = Kept(alone.folder, scheme_of)
    with closing(made.database):
        yield made
