"""The determinations: each asks case work what follows from a message, a step of a clock, or something of our own.

A determination stands once it is kept. Its notices are sent at once, which saves a round trip for every plan. If one
cannot be sent, `activities.notify` tries again.
"""

from temporalio import activity
from temporalio.common import RawValue

from activities.sending import sent
from countersign.casework import determining
from countersign.casework.determinations import Considering, Determination, PlanSays, Receipt, Situation
from countersign.casework.ports import Files, Office
from countersign.letters.outbox import Outbox


class Determinations:
    """The rules applied to one plan. Dependencies arrive when a worker is built."""

    def __init__(self, files: Files, office: Office, outbox: Outbox) -> None:
        """`outbox`: sends the notices that a determination queues."""
        self._files = files
        self._office = office
        self._outbox = outbox

    @activity.defn
    def receive_submission(self, situation: Situation, raw: RawValue) -> Receipt:
        """SUB-1..7, SUB-2: everything that happens at the door. A refusal leaves nothing behind."""
        receipt = determining.receive_submission(self._files, self._office, situation, raw.payload.data)
        if not receipt.message_id:
            return receipt
        left = self._sent(situation, receipt)
        return receipt.model_copy(update={"to_deliver": left.to_deliver, "open_tasks": left.open_tasks})

    @activity.defn
    def consider(self, considering: Considering) -> Determination:
        """Put one message before the rules: accepted, or refused with a code and every reason (DEC-5)."""
        determined = determining.consider(self._files, self._office, considering)
        return self._sent(considering.situation, determined)

    @activity.defn
    def take_step(self, situation: Situation) -> Determination:
        """TIME-2: the soonest step of one clock has fallen due."""
        return self._sent(situation, determining.take_step(self._files, self._office, situation))

    @activity.defn
    def tell_new_date(self, situation: Situation) -> Determination:
        """TIME-6: the quiet period is over: tell the person the date as it is now."""
        return self._sent(situation, determining.tell_new_date(self._files, self._office, situation))

    @activity.defn
    def follow_plan(self, situation: Situation, says: PlanSays) -> Determination:
        """TIME-3..5: follow what the plan's workflow tells the workflow of its interim support."""
        return self._sent(situation, determining.follow_plan(self._files, self._office, situation, says))

    @activity.defn
    def keep_fault(self, situation: Situation, name: str, fault: str) -> Determination:
        """Our own software failed on a message or a step: ask a person to look. Nothing is lost meanwhile."""
        determined = determining.keep_fault(self._files, self._office, situation, name, fault)
        return determining.counted(self._files, situation, determined)

    def _sent(self, situation: Situation, determined: Determination) -> Determination:
        return sent(self._files, self._outbox, situation, determined)
