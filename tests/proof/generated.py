"""Hypothesis's part: which stories are played, and the shortest one that breaks a promise, if any does."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.proof.steps import stories

LONGEST = 14
"""Steps of a story."""


def play_generated(
    play: Callable[[Any], object],
    *,
    start: int,
    how_many: int,
    shorten: bool = True,
    of: SearchStrategy[Any] | None = None,
) -> None:
    """Play so many stories: whole ones, or `of` another kind. The same `start` gives the same ones.

    Raises what `play` raises, for the shortest story that does; or for the first one found, if not to `shorten`.
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
