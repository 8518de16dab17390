"""One line of the product, and what stands there instead."""

from typing import NamedTuple


class Break(NamedTuple):
    """One line of the product, and what stands there instead."""

    rule: str
    what: str
    file: str
    line: str
    instead: str
