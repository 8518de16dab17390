"""TIME-3: an urgent report reaches the duty team's notice while hardly any of the plans before it was taken in."""

import pytest

from tests.support.servers import Desk
from tests.workflows.overtaking import overtaken

PLANS, REPORTS = 200, 3
TAKEN_IN_MEANWHILE = 100
"""Some dozens, however many wait: a twentieth of two thousand."""


@pytest.mark.rule("TIME-3")
async def test_urgent_needs_overtake_the_plans_that_wait_to_be_taken_in(desk: Desk) -> None:
    """However many wait, some dozens are in hand already. `tests.workflows.overtaking` measures with thousands."""
    measured = await overtaken(desk, PLANS, REPORTS, by_signal=False)
    assert measured.taken_in <= TAKEN_IN_MEANWHILE
