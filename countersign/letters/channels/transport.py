"""The interface of every way of sending.

A transport says whether sending the same notice again is harmless. If it is not, the software never sends a notice
again after an interruption: it asks a person whether the notice arrived.

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
    """The notice's key: the same key means the same notice."""

    address: tuple[str, ...]
    """The lines of an address, or one e-mail address."""

    subject: str

    fmt: str
    """The recipient's format."""

    files: tuple[tuple[str, str, bytes], ...]
    """The files to send, the letter first, each with its name, media type and content."""


class NotSentError(Exception):
    """The notice was not sent, or perhaps not. The text holds no address and no content.

    `certain`: the notice has certainly not gone, so trying again is harmless.
    """

    def __init__(self, why: str, *, certain: bool = True) -> None:
        """`why`: words for operations."""
        super().__init__(why)
        self.certain = certain


class Transport(Protocol):
    """One way of sending."""

    repeatable: bool
    """Whether an item that is sent twice arrives once."""

    def send(self, item: Item) -> str:
        """Send an item. Returns a reference by which it can be found. Raises NotSentError."""
        ...
