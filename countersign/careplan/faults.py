"""ROUTE-1 · Everything that is wrong with one part of a scheme, as one error, so that all can be mended at once."""

from collections.abc import Iterable, Iterator
from contextlib import suppress


class FaultsError(ValueError):
    """Several reasons why one part of a scheme cannot be used. The text has all of them."""

    def __init__(self, reasons: Iterable[str]) -> None:
        """Keep the reasons as a tuple as well, for whoever prints each by itself."""
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


def as_far_as_known(checks: Iterable[Iterator[str]]) -> Iterator[str]:
    """Every fault that checks find in a scheme of which some tables are left out.

    A check is passed over once it reads one of these: what is wrong with them is named already.
    """
    for faults in checks:
        with suppress(AttributeError):
            yield from faults


def none_of(reasons: Iterable[str]) -> None:
    """Raise FaultsError if there is a reason."""
    found = tuple(reasons)
    if found:
        raise FaultsError(found)
