"""DEC-4, TIME-6 · What an authoriser asks before deciding, and what comes of it."""

from enum import StrEnum

from pydantic import Field

from countersign.careplan.decision_parts import Question
from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Relation, Workflow
from countersign.careplan.wire import Flag, Incoming, MessageId, Text, Version


class InformationKind(StrEnum):
    """DEC-4: what kind of information an authoriser asks for."""

    ASSESSMENT = "assessment"
    OPTIONS_EXPLORED = "options_explored"
    COSTS = "costs"
    RISKS = "risks"
    DIRECT_PAYMENT = "direct_payment"
    WISHES = "wishes_and_preferences"
    ADVICE = "professional_advice"
    OTHER = "other"


class RequestInformation(Message):
    """DEC-4, TIME-6: an authoriser asks the practitioner for information before deciding; their own clock stands.

    One request asks for one thing; several may be open at once.
    """

    declared = Declared(
        name="request_information",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.DECIDER}),
        why_they="whoever is to decide says what they need to know first (DEC-4)",
        states=frozenset({Status.AWAITING_DECISION}),
        not_now="The plan is {status}: only a plan that awaits a decision is asked about.",
        about="version",
        when="while it awaits a decision (DEC-4, TIME-6)",
    )

    version: Version
    """The version of the plan that the information is wanted about."""

    kind: InformationKind = InformationKind.OTHER

    about: Question | None = None
    """The question that it is to answer, if it is one."""

    what: Said
    """What is wanted, and what for."""


class Gathered(Incoming):
    """RET-3: whether information was gathered from others than the person, and what was weighed first.

    "Having full regard for the Caldicott Principles, Data Protection Legislation and local information sharing
    policies."
    """

    from_others: Flag
    """Whether it was gathered from others; false where it was at hand, or the person gave it."""

    what_was_weighed: str = Field(default="", max_length=4000)
    """What was weighed under those principles, the law and the council's policy; wanted where it is from others."""


class SupplyInformation(Message):
    """DEC-4, TIME-6: the information that was asked for, or part of it; then the authoriser's clock runs again."""

    declared = Declared(
        name="supply_information",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they="they work on the plan, and are the ones who are asked (DEC-4)",
        when="while a request for information is open (TIME-6)",
    )

    request: MessageId
    """The `message_id` of the request that it answers."""

    information: Text
    """The information, or where it can be found."""

    still_to_come: str = Field(default="", max_length=4000)
    """For a part answer: what is still to come. The request stays open."""

    gathered: Gathered | None = None
    """Whether it was gathered from others, and what was weighed first (RET-3); none where it is not stated."""


class WithdrawRequest(Message):
    """DEC-4: the authoriser no longer needs what was asked for; their clock runs again."""

    declared = Declared(
        name="withdraw_request",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.ASKER, Relation.DECIDER}),
        why_they="a request is its asker's, and whoever decides now may do without it (DEC-4)",
        when="while the request is open (DEC-4)",
    )

    request: MessageId

    reason: Text
    """Why it is no longer needed."""
