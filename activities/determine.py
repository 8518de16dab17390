"""The determinations: each asks case work what follows from a message, a step of a clock, or something of our own.

A determination stands once it is kept. Its notices are sent at once, which saves a round trip for every plan. If one
cannot be sent, `activities.notify` tries again.
"""

from collections.abc import Callable
from typing import Any

from temporalio import activity
from temporalio.common import RawValue

from activities.sending import sent
from countersign.casework import determining, taking_up
from countersign.casework.determinations import Considering, Determination, Receipt, Situation, TakenUp
from countersign.casework.kept import WaitingMessage
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
        receipt = taking_up.at_the_door(self._files, situation, receipt)
        if not receipt.message_id or receipt.taken_up is not None:
            return receipt
        left = self._sent(situation, receipt)
        now = {"to_deliver": left.to_deliver, "deliver_at": left.deliver_at, "open_tasks": left.open_tasks}
        return receipt.model_copy(update=now)

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
    def follow_plan(self, situation: Situation) -> Determination:
        """TIME-3..5: follow the next that the plan has said to its interim support, as it is kept."""
        return self._sent(situation, determining.follow_what_was_said(self._files, self._office, situation))

    @activity.defn
    def consider_waiting(self, situation: Situation) -> Determination:
        """Put the next message before the rules that waits in the database."""
        return self._sent(situation, determining.consider_waiting(self._files, self._office, situation))

    @activity.defn
    def keep_waiting(self, situation: Situation, messages: tuple[WaitingMessage, ...]) -> None:
        """Keep messages that came in a flood, until they are considered."""
        taking_up.keep_waiting(self._files, situation, messages)

    @activity.defn
    def keep_fault(
        self,
        situation: Situation,
        name: str,
        fault: str,
        held: WaitingMessage | None = None,
        of_waiting: bool = False,  # noqa: FBT002
    ) -> Determination:
        """Our own software failed on a message or a step: ask a person to look. Nothing is lost meanwhile."""
        determined = taking_up.keep_fault(
            self._files, self._office, situation, name, fault, held, of_waiting=of_waiting
        )
        return determining.counted(self._files, situation, determined)

    @activity.defn
    def take_up(self, situation: Situation) -> TakenUp:
        """What is true of the plan, as the database has it. A run begins with it."""
        return taking_up.take_up(self._files, situation)

    @activity.defn
    def look(self, situation: Situation) -> Determination:
        """TIME-3: how far interim support has got, as the database has it."""
        return determining.counted(self._files, situation, taking_up.look(self._files, situation))

    @activity.defn
    def note_cancel(self, situation: Situation) -> Determination:
        """Somebody asked Temporal to cancel the workflow. Nothing changes; operations are asked who it was."""
        return self._sent(situation, taking_up.note_cancel(self._files, self._office, situation))

    @activity.defn
    def ask_again(self, situation: Situation) -> Determination:
        """TIME-3: no workflow ran for an open arrangement: ask the duty team again, and count its time."""
        return self._sent(situation, taking_up.ask_again(self._files, self._office, situation))

    @activity.defn
    def ask_in_its_place(self, situation: Situation) -> Determination:
        """TIME-3: interim support takes nothing up: ask the duty team in its place."""
        return self._sent(situation, taking_up.ask_in_its_place(self._files, self._office, situation))

    def all(self) -> list[Callable[..., Any]]:
        """Every activity of this class, for the worker."""
        return [
            self.receive_submission,
            self.consider,
            self.consider_waiting,
            self.keep_waiting,
            self.take_step,
            self.tell_new_date,
            self.follow_plan,
            self.keep_fault,
            self.take_up,
            self.look,
            self.note_cancel,
            self.ask_again,
            self.ask_in_its_place,
        ]

    def _sent(self, situation: Situation, determined: Determination) -> Determination:
        return sent(self._files, self._outbox, situation, determined)
