"""SHARE-1..3 · The activity that gives the copies that became due by a new decision about sharing."""

from temporalio import activity

from activities.beating import beating
from activities.sending import sent
from countersign.casework import signing
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files, Office
from countersign.letters.outbox import Outbox


class Sharing:
    """Gives copies. Dependencies arrive when a worker is built."""

    def __init__(self, files: Files, office: Office, outbox: Outbox) -> None:
        """The same dependencies as the determinations."""
        self._files = files
        self._office = office
        self._outbox = outbox

    @activity.defn
    def share(self, situation: Situation) -> Determination:
        """Queue the copies that are due, and send them."""
        with beating():
            determined = signing.share(self._files, self._office, situation)
        return sent(self._files, self._outbox, situation, determined)
