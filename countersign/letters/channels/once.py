"""Remembers beside the post what went by a way of sending that cannot be repeated.

Our database says which notices went. If it is restored from an earlier backup, it does not know those of the time
since, and what happened then happens again. What was sent stays sent, so this memory is not restored with it.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from countersign.letters.channels.transport import Item, NotSentError, Transport, Went

PLACE = ".sent"
"""The folder of this memory, within the folder for post."""


class Once(Transport):
    """Sends each item once, by another way of sending, whatever the database says of it.

    A file for each item says that it was begun and, once it went, under which reference. Its name is a hash of the
    item's reference. Whoever is sure that no older database will be restored may remove files.
    """

    repeatable = False

    def __init__(self, by: Transport, folder: Path) -> None:
        """`by`: the way of sending. `folder`: for the memory; it is made if it is missing."""
        self._by, self._folder = by, folder

    def send(self, item: Item) -> Went:
        """Send an item, or find that it went: then its reference is returned.

        Raises NotSentError: not certain where an earlier attempt may have sent it, or sent something else under it.
        """
        begun = self._folder / hashlib.sha256(item.reference.encode()).hexdigest()
        content = _hash_of(item)
        try:
            remembered = begun.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return self._send(item, begun, content)
        except OSError as error:
            raise NotSentError(f"what went before cannot be read: {error.strerror}") from None
        if len(remembered) == _WENT and remembered[0] == content:
            return Went(remembered[1])
        raise NotSentError("it may have gone before our database was restored", certain=False)

    def _send(self, item: Item, begun: Path, content: str) -> Went:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            begun.write_text(content, encoding="utf-8")
        except OSError as error:
            with suppress(OSError):
                begun.unlink(missing_ok=True)
            raise NotSentError(f"what goes cannot be written down: {error.strerror}") from None
        try:
            went = self._by.send(item)
        except NotSentError as error:
            if error.certain:
                begun.unlink(missing_ok=True)
            raise
        with suppress(OSError):  # it went: if that cannot be written down, a person is asked after a restore
            begun.write_text(f"{content}\n{went.reference}", encoding="utf-8")
        return went


_WENT = 2
"""How many lines a file has once its item went: the hash of what went, and its reference."""


def _hash_of(item: Item) -> str:
    digest = hashlib.sha256("\0".join((*item.address, item.subject)).encode())
    for name, _, content in item.files:
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
