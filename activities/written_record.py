"""TELL-1, REC-1, REC-4 · The activity that gives the person the written record, and others their copies."""

from temporalio import activity

from activities.beating import beating
from countersign.casework import determining, signing
from countersign.casework.determinations import Determination, Situation
from countersign.casework.ports import Files, Office
from countersign.letters.outbox import Outbox


class WrittenRecords:
    """Gives written records. Dependencies arrive when a worker is built."""

    def __init__(self, files: Files, office: Office, outbox: Outbox) -> None:
        """The same dependencies as the determinations."""
        self._files = files
        self._office = office
        self._outbox = outbox

    @activity.defn
    def sign_off(self, situation: Situation) -> Determination:
        """Make and give the written record and the copies.

        REC-4: when the person has been given the record, the plan is signed off. Until then it stays agreed, and
        calling this again later checks again.
        """
        with beating():
            is_new = signing.queue(self._files, self._office, situation, to_the_person=True)
        if is_new:
            self._outbox.send_what_is_quick(situation)
        determined = signing.go_on(self._files, self._office, situation)
        return determining.counted(self._files, situation, determined)
