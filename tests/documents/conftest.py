"""One `Documents` for all these tests, as one worker has."""

import pytest

from activities.documents import Documents


@pytest.fixture(scope="session")
def documents() -> Documents:
    return Documents()
