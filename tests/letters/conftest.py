"""One `Documents` for all these tests, as one worker has; and records of which several tests look at the same print."""

from collections.abc import Callable
from functools import cache

import pytest

from countersign.careplan.people import Format
from countersign.casework.ports import RecordFiles
from countersign.letters.documents import Documents
from countersign.testkit import office
from tests.support.records import RECORDS

RecordIn = Callable[[str, Format], RecordFiles]
"""The files of one of `RECORDS`, by its name, in a format."""


@pytest.fixture(scope="session")
def documents() -> Documents:
    """What makes the letters and records: the one that the installations of this test process have too."""
    return office.documents()


@pytest.fixture(scope="session")
def record_in(documents: Documents) -> RecordIn:
    """Each record in each format, printed once for all the tests that look at it."""

    @cache
    def made(name: str, fmt: Format) -> RecordFiles:
        return documents.record(RECORDS[name], fmt)

    return made
