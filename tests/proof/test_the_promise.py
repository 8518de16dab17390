"""Generated stories against the real workflows: whatever is sent, whenever, the promise is kept.

The same stories every time; `make prove` runs as many others as one likes. See docs/proof.md.
"""

import pytest

from tests.proof.generated import play_generated
from tests.proof.office import Office

STORIES = 2
"""In each part. The parts are shared out among the test processes."""


@pytest.mark.parametrize("part", range(4))
@pytest.mark.rule("TIME-1", "TIME-2", "TIME-3", "TIME-4", "TIME-5", "TIME-6", "RET-4", "END")
def test_whatever_happens_the_promise_is_kept(office: Office, part: int) -> None:
    before = office.tally.stories
    play_generated(office.play, start=part, how_many=STORIES)
    assert office.tally.stories - before >= STORIES
