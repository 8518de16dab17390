"""Hypothesis's part: which stories are played, and the shortest one that breaks a promise, if any does."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.proof.steps import Story, stories

LONGEST = 14
"""Steps of a story."""


def play_generated(play: Callable[[Story], object], *, start: int, how_many: int, shorten: bool = True) -> None:
    """Play so many stories. The same `start` gives the same ones.

    Raises what `play` raises, for the shortest story that does; or for the first one found, if not to `shorten`.
    """

    @seed(start)
    @settings(
        max_examples=how_many,
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate, *([Phase.shrink] if shorten else [])],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(stories(LONGEST))
    def holds(story: Story) -> None:
        play(story)

    holds()
