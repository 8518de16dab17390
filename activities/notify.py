"""TELL · The activity that sends notices which could not be sent at once."""

from temporalio import activity

from countersign.casework import determining
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files
from countersign.letters.outbox import Outbox


class Notifying:
    """Sends queued notices. Dependencies arrive when a worker is built."""

    def __init__(self, files: Files, outbox: Outbox) -> None:
        """The same dependencies as the determinations."""
        self._files = files
        self._outbox = outbox

    @activity.defn
    def deliver(self, situation: Situation) -> Determination:
        """Send queued notices. One that failed too often becomes a task. `to_deliver` says how many are left to try."""
        self._outbox.send_what_waits(situation)
        determined = self._outbox.give_up_on_the_hopeless(situation)
        return determining.counted(self._files, situation, determined)
