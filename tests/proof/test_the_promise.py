"""Plays generated stories against the real workflows: whatever is sent, at any time, the promise is kept.

The stories are the same every time; `make prove` plays as many others as you like. See docs/proof.md.
"""

import pytest

from tests.proof.generated import play_generated
from tests.proof.office import Office

STORIES = 2
"""How many stories each part plays. The parts are shared out among the test processes."""


@pytest.mark.parametrize("part", range(4))
@pytest.mark.rule("TIME-1", "TIME-2", "TIME-3", "TIME-4", "TIME-5", "TIME-6", "RET-4", "END")
def test_whatever_happens_the_promise_is_kept(office: Office, part: int) -> None:
    before = office.tally.stories
    play_generated(office.play, start=part, how_many=STORIES)
    assert office.tally.stories - before >= STORIES
