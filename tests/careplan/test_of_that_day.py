"""What a message says of its own day moves with the day on which it is sent."""

from datetime import date

import pytest

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.of_that_day import OF_THAT_DAY, moved_with
from tests.support.builders import Json, example

SENT, NOW = date(2026, 11, 18), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("name", "message", "moved"),
    [
        ("end", {"ending": {"from_day": "2026-11-18"}}, {"ending": {"from_day": "2027-03-01"}}),
        ("end", {"ending": {"from_day": "2026-12-18"}}, {"ending": {"from_day": "2027-03-31"}}),
        ("record_review", {"held_on": "2026-11-17"}, {"held_on": "2027-02-28"}),
        # What is not there, and what is no day, is for the rules to refuse.
        ("end", {"reason": "died"}, {"reason": "died"}),
        ("end", {"ending": None}, {"ending": None}),
        ("end", {"ending": {"from_day": "tomorrow"}}, {"ending": {"from_day": "tomorrow"}}),
        ("record_review", {"held_on": 5}, {"held_on": 5}),
        ("withdraw", {"held_on": "2026-11-17"}, {"held_on": "2026-11-17"}),
    ],
)
def test_its_day_stays_as_many_days_away(name: str, message: Json, moved: Json) -> None:
    before = repr(message)

    assert moved_with(name, message, SENT, NOW) == moved
    assert repr(message) == before, "what was read is left as it is"


@pytest.mark.parametrize("name", OF_THAT_DAY)
def test_every_example_of_such_a_message_says_such_a_day(name: str) -> None:
    message = example(f"message-{name.replace('_', '-')}")

    assert name in MESSAGES
    assert moved_with(name, message, SENT, NOW) != message
