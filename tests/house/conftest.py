"""What every test of the house's laws needs."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="module")
def nothing_left_to_finish() -> None:
    """What earlier tests left is finished first: Python 3.11 cannot read a syntax tree while something else does."""
    gc.collect()
