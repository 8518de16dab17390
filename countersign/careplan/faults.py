"""ROUTE-1 · Everything that is wrong with one part of a scheme, as one error, so that all can be mended at once."""

from collections.abc import Iterable


class FaultsError(ValueError):
    """Several reasons why one part of a scheme cannot be used. The text has all of them."""

    def __init__(self, reasons: Iterable[str]) -> None:
        """Keep the reasons as a tuple as well, for whoever prints each by itself."""
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


def none_of(reasons: Iterable[str]) -> None:
    """Raise FaultsError if there is a reason."""
    found = tuple(reasons)
    if found:
        raise FaultsError(found)
