"""TELL-5 · Each handing over of a notice, and what was heard of it. Nothing else in case work changes either."""

from functools import cached_property

from countersign.careplan.ways import Heard
from countersign.casework.kept import Sending
from countersign.casework.matter import Matter


class Sendings:
    """The handings over of the notices of one plan."""

    def __init__(self, matter: Matter) -> None:
        """They are read when they are first needed."""
        self._matter = matter

    @cached_property
    def _kept(self) -> dict[str, Sending]:
        return {sending.reference: sending for sending in self._matter.file.sendings()}

    @property
    def all(self) -> tuple[Sending, ...]:
        """Every one, as it is now."""
        return tuple((self._kept | self._matter.changes.sendings).values())

    def named(self, reference: str) -> Sending | None:
        """One, by our reference."""
        return self._matter.changes.sendings.get(reference) or self._kept.get(reference)

    def set(self, sending: Sending) -> None:
        """Take over one as it is now."""
        self._matter.changes.sendings[sending.reference] = sending

    def hear(self, heard: Heard) -> None:
        """Somebody says something of one. Whichever workflow sent it has still to consider that."""
        self._matter.changes.heard.append(heard)

    def considered(self, heard: Heard) -> None:
        """What was heard is considered now."""
        self._matter.changes.considered[heard.reference, heard.what] = self._matter.now
