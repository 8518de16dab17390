"""The office in which one test process plays its stories."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.office import Office


@pytest.fixture(scope="package")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with a server of its own. Each story has its own plan, so one office is enough for all."""
    folder = tmp_path_factory.mktemp("proof")
    database = folder / "countersign.db"
    shutil.copyfile(sqlite_template, database)
    office = Office(f"sqlite:///{database}", folder)
    yield office
    office.close()
