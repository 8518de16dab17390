"""What every way of sending is.

A transport says whether sending the same notice again is harmless. Where it is not, a notice whose sending was
interrupted is never sent again by the software: a person is asked whether it arrived.

    class Pigeon:
        repeatable = False

        def send(self, item: Item) -> str:
            bird = self._loft.take() or None
            if bird is None:
                raise NotSentError("no pigeon is at home")
            return bird.fly(item.address, item.files)
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Item:
    """One notice ready to go."""

    key: str
    """The notice's own key: the same key is the same notice."""

    address: tuple[str, ...]
    """The lines of an address, or one e-mail address."""

    subject: str

    fmt: str
    """The recipient's format."""

    files: tuple[tuple[str, str, bytes], ...]
    """What is sent, the letter first: name, media type, content."""


class NotSentError(Exception):
    """The transport could not take it now. The text holds no address and no content.

    `certain`: it is known not to have gone, so trying again is harmless.
    """

    def __init__(self, why: str, *, certain: bool = True) -> None:
        """Say why in words for operations."""
        super().__init__(why)
        self.certain = certain


class Transport(Protocol):
    """One way of sending."""

    repeatable: bool
    """Whether sending the same item twice arrives once."""

    def send(self, item: Item) -> str:
        """Send it. Returns a reference to find it by. Raises NotSentError."""
        ...
