"""TELL · The activities that send notices which could not be sent at once, and look at what was heard of those sent."""

from collections.abc import Callable
from typing import Any

from temporalio import activity

from activities.sending import sent
from countersign.casework import determining, following
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files, Office
from countersign.letters.outbox import Outbox


class Notifying:
    """Sends queued notices, and follows them. Dependencies arrive when a worker is built."""

    def __init__(self, files: Files, office: Office, outbox: Outbox) -> None:
        """The same dependencies as the determinations."""
        self._files = files
        self._office = office
        self._outbox = outbox

    @activity.defn
    def deliver(self, situation: Situation) -> Determination:
        """Send queued notices. One that has no way left becomes a task. `to_deliver` says how many are left to try."""
        self._outbox.send_what_waits(situation)
        determined = self._outbox.give_up_on_the_hopeless(situation)
        return determining.counted(self._files, situation, determined)

    @activity.defn
    def follow_up(self, situation: Situation) -> Determination:
        """TELL-5: consider what was heard of notices that went. What came back goes by the next way."""
        determined = following.follow_up(self._files, self._office, situation)
        return sent(self._files, self._outbox, situation, determined)

    def all(self) -> list[Callable[..., Any]]:
        """Every activity of this class, for the worker."""
        return [self.deliver, self.follow_up]
