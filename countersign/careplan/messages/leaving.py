"""END · How a plan leaves: it is withdrawn, or it ends."""

from enum import StrEnum

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Workflow
from countersign.careplan.wire import PlanId, ShortText, Text


class Withdraw(Message):
    """The plan is withdrawn before it was signed off."""

    declared = Declared(
        name="withdraw",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        states=frozenset({Status.AWAITING_DECISION, Status.RETURNED}),
        not_now="The plan is {status}: only a plan that is not agreed yet can be withdrawn.",
        when="before the plan is agreed, at the request of whoever the message names (END)",
    )

    at_whose_request: ShortText
    """Who asked for it: the person, or somebody else by their role."""

    reason: Text
    """Why."""


class EndReason(StrEnum):
    """END: why a plan has left. `ended`: it was agreed, and is no longer in force for any other reason."""

    SUPERSEDED = "superseded"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    ENDED = "ended"


class End(Message):
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""

    declared = Declared(
        name="end",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        when=(
            "in any state, but for the reason `ended`, which is for a plan that was agreed: before that it is "
            "withdrawn (END)"
        ),
    )

    reason: EndReason

    superseded_by: PlanId | None = None
    """The later plan; wanted for `superseded`, and only then."""
