"""TELL-8, SHARE-6 · Nothing decides what was said after it was sent; clocks that tell seconds alone are no fault."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.careplan.said_later import sent_before

SAID = datetime(2026, 11, 3, 9, 30, 5, 400_000, tzinfo=UTC)


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("sent_at", "is_before"),
    [
        (SAID, False),
        (SAID + timedelta(seconds=1), False),
        (SAID.replace(microsecond=0), False),
        (SAID.replace(microsecond=0) - timedelta(microseconds=1), True),
        (SAID - timedelta(seconds=1), True),
    ],
)
def test_what_was_sent_in_the_same_second_is_not_before(sent_at: datetime, *, is_before: bool) -> None:
    assert bool(sent_before(sent_at, [SAID - timedelta(days=1), SAID], "the mark was put")) is is_before
