"""The interface of every way of sending.

A transport says whether sending the same item again is harmless. If it is not, the software never sends an item again
after an interruption: it asks a person whether the notice arrived.

    class Pigeon(Transport):
        repeatable = False

        def send(self, item: Item) -> Went:
            bird = self._loft.take() or None
            if bird is None:
                raise NotSentError("no pigeon is at home")
            return Went(bird.fly(item.address, item.files))
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from countersign.careplan.ways import Asked, Heard


@dataclass(frozen=True)
class Item:
    """One notice ready to go by one way."""

    key: str
    """The notice's key: the same key means the same notice."""

    address: tuple[str, ...]
    """The lines of an address, or one e-mail address."""

    subject: str

    fmt: str
    """The recipient's format."""

    files: tuple[tuple[str, str, bytes], ...]
    """The files to send, the letter first, each with its name, media type and content."""

    reference: str = ""
    """Of this sending: `countersign.careplan.ways.sending_reference`. Sent again under it, it is the same sending."""

    number: int = 1
    """Which sending of the notice it is: 2 and more after one that failed by another way, or came back."""

    mobile: str = ""
    """Where a text message goes, beside a letter; empty where none is to go."""

    brief: str = ""
    """The letter in a few words, for an e-mail with a link to it, or a text message: `wording.in_brief`."""

    pdf: bytes | None = None
    """The letter alone as a PDF; None where it is not in print."""

    council: str = ""
    """The name of the council that an e-mail is from."""

    answers_to: str = ""
    """The e-mail address to which somebody answers who answers an e-mail; empty: to the one that it came from."""

    encloses_by_choice: bool = True
    """Whether its recipient chose that enclosures come by e-mail. Without it no e-mail goes that has any."""


class Went(NamedTuple):
    """What is known of an item once it was handed over."""

    reference: str
    """Theirs: by which they know it."""

    pages: int = 0
    """Of a letter: its pages, for what it costs; 0 where the way does not say."""


class NotSentError(Exception):
    """The item was not sent, or perhaps not. The text holds no address and no content."""

    def __init__(
        self,
        why: str,
        *,
        certain: bool = True,
        for_good: bool = False,
        until: datetime | None = None,
        code: str = "",
        not_asked: bool = False,
    ) -> None:
        """`why`: words for operations. `code`: a short one for what is kept, without anything personal.

        `certain`: it has certainly not gone, so trying again is harmless. `for_good`: it will never go by this way, so
        the next one is tried. `until`: nothing goes by this way before then (a limit of rate or day): no attempt of
        this item, and all workers wait. `not_asked`: this try has sent nothing, and could not ask either whether an
        earlier one had: what was unknown stays so.
        """
        super().__init__(why)
        self.certain = certain
        self.for_good = for_good
        self.until = until
        self.code = code
        self.not_asked = not_asked


class Transport(Protocol):
    """One way of sending. A class that names it as its base need only have `repeatable` and `send`."""

    repeatable: bool
    """Whether an item that is sent twice arrives once; also where it is looked up by its reference before it goes."""

    quick: bool = False
    """Whether sending takes milliseconds and asks no other machine, so that it may happen within a determination."""

    a_minute: int = 0
    """How many may go a minute, of all workers together; 0: as many as there are."""

    def send(self, item: Item) -> Went:
        """Send an item. Raises NotSentError."""
        ...

    def news(self, since: datetime, asked: Collection[Asked]) -> Iterable[Heard]:
        """What was heard of its sendings `since` then, of those `asked` about or others; () where none is to be had.

        It may repeat what it said before. Raises NotSentError where nobody answers.
        """
        del since, asked
        return ()
