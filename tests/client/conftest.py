"""The client of a case system."""

import pytest

from countersign.client.plans import Plans
from tests.support.servers import Desk


@pytest.fixture
def plans(desk: Desk) -> Plans:
    """The plans of the desk, as a case system sees them."""
    return Plans(desk.client, desk.settings.task_queue)
