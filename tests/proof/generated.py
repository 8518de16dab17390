"""Hypothesis chooses which stories are played, and finds the shortest story that breaks a promise."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.proof.steps import stories

LONGEST = 14
"""The most steps of a story."""


def play_generated(
    play: Callable[[Any], object],
    *,
    start: int,
    how_many: int,
    shorten: bool = True,
    of: SearchStrategy[Any] | None = None,
) -> None:
    """Play a number of stories: whole ones, or of the kind `of`. The same `start` gives the same stories.

    Raises what `play` raises, for the shortest story that fails; without `shorten`, for the first one found.
    """

    @seed(start)
    @settings(
        max_examples=how_many,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        print_blob=False,
        phases=[Phase.generate, *([Phase.shrink] if shorten else [])],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(stories(LONGEST) if of is None else of)
    def holds(story: Any) -> None:
        play(story)

    holds()
