"""WHO-1 · Who sends an example that is made about another plan than its own: whoever is the same to that plan."""

from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Relation
from countersign.testkit.examples import Json

DECIDES = frozenset({Relation.DECIDER, Relation.ROLE, Relation.SPEAKER})
"""Whoever has the plan to decide is one of these to it."""


def comes_from_its_practitioner(name: str) -> bool:
    """Whether a message of this name usually comes from whoever answers for the plan."""
    relations = MESSAGES[name].declared.sent_by
    answers = Relation.PRACTITIONER in relations and not relations & (DECIDES | {Relation.DUTY_TEAM})
    return Relation.PLANNER in relations or answers


def with_its_practitioner(example: str, message: Json, practitioner: str) -> Json:
    """An example `message-…` as this plan's practitioner sends it, if it is for them to send, and they are known."""
    name = example.removeprefix("message-").replace("-", "_")
    if not practitioner or not example.startswith("message-") or name not in MESSAGES:
        return message
    if comes_from_its_practitioner(name) and Relation.SPEAKER not in MESSAGES[name].declared.sent_by:
        message["sent_by"]["id"] = practitioner
    return message
