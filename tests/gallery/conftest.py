"""What makes the letters of these tests."""

import pytest

from countersign.letters.documents import Documents
from countersign.testkit import office


@pytest.fixture(scope="session")
def documents() -> Documents:
    """The one that the installations of this test process have too."""
    return office.documents()
