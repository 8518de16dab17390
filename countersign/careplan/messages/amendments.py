"""AMEND-1, AMEND-2, AMEND-4 · An amendment is asked for, answered, brought as an amended plan, or taken back."""

from typing import Annotated

from pydantic import Field

from countersign.careplan.amendments import LessBecause
from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import (
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    Declared,
    Message,
    Relation,
    Sent,
    Workflow,
)
from countersign.careplan.messages.leaving import MAY_DECIDE_IT, WithdrawnFor
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Answered, Flag, MessageId, Version

ANSWERS_FOR_AMENDMENTS = frozenset({Relation.PRACTITIONER, Relation.SUBMITTER, Relation.LINE_MANAGER})
"""WHO-1: whoever answers for the plan, or for their work: they reach an agreement with the person, or do not."""

ONCE_AGREED = frozenset({Status.AUTHORISED_TO_START, Status.AGREED, Status.SIGNED_OFF})
"""From when a plan can be asked to be amended. Before that it is changed by its resubmission."""


class AskForAmendment(Message):
    """AMEND-1: the person, their representative or another asks for the plan to be amended.

    Where another asks, the person is consulted first (`record_amendment_view`).
    """

    declared = Declared(
        name="ask_for_amendment",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME,
        why_they="anybody may ask one of them for it, and asking changes nothing by itself (AMEND-1)",
        states=ONCE_AGREED,
        not_now="The plan is {status}: before it is agreed it is changed by its resubmission.",
        when="once the plan was agreed, and until it leaves, also while another amendment is open (AMEND-1)",
    )

    asked_by: AskedBy

    what_is_wanted: Said
    """What is to be different, in their words."""

    evidence_for: str = Field(default="", max_length=8000)
    """What speaks for it."""


class RecordAmendmentView(Message):
    """AMEND-1: what the person, or whoever speaks for them, thinks of an amendment that another asked for."""

    declared = Declared(
        name="record_amendment_view",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_AMENDMENTS,
        why_they="they speak with the person (AMEND-1)",
        states=ONCE_AGREED,
        not_now="The plan is {status}: no amendment waits for a view.",
        when="while the request is not answered (AMEND-1)",
    )

    request: MessageId
    """The `message_id` of the request."""

    wants_it: Answered
    """Whether the person wants it; why, or why not, in their words."""

    evidence_for: str = Field(default="", max_length=8000)
    """What speaks for it."""

    evidence_against: str = Field(default="", max_length=8000)
    """What speaks against it."""


class AnswerAmendment(Message):
    """AMEND-1, AMEND-4: whether the plan is to be amended. If not, the person is told why, and how to complain.

    Agreeing to it changes nothing by itself: the amended plan comes with `submit_amendment`, and is decided.
    """

    declared = Declared(
        name="answer_amendment",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_AMENDMENTS,
        why_they="they agree it with the person, or not (AMEND-1, AMEND-4)",
        states=ONCE_AGREED,
        not_now="The plan is {status}: no amendment waits for an answer.",
        when="once; where another asked, once the person's view is recorded (AMEND-1)",
    )

    request: MessageId
    """The `message_id` of the request."""

    agreed: Flag
    """Whether the plan is to be amended."""

    evidence_for: Said
    """What speaks for it, as it was considered."""

    evidence_against: Said
    """What speaks against it, as it was considered."""

    reasons: Said
    """Why, in words to the person, who is told them as they stand here."""


class SubmitAmendment(Sent):
    """AMEND-2: the amended plan, whole. It is signed off in proportion; the version in force stays so until then."""

    declared = Declared(
        name="submit_amendment",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_AMENDMENTS,
        why_they="an amended plan is of whoever answers for the plan, or is answerable for their work (AMEND-2)",
        never_by=frozenset({Relation.DECIDED}),
        never_rule="RET-9",
        states=frozenset({Status.SIGNED_OFF}),
        not_now="The plan is {status}: an amended plan is submitted once a version is in force and none is in hand.",
        about="amends_version",
        when=(
            "once an amendment was agreed, while a version is in force and no other is in hand (AMEND-2); the sender "
            "and the practitioner whom it names are on the register that day"
        ),
    )

    amends_version: Version
    """The version in force."""

    plan: Plan

    requests: Annotated[tuple[MessageId, ...], Field(min_length=1, max_length=20)]
    """The `message_id` of each request that it carries out: each was agreed."""

    less_because: LessBecause | None = None
    """REV-4, DEC-9: where it gives less, or costs less, what is on record for that."""


class WithdrawAmendment(Message):
    """An amendment is taken back: a request that is not carried out yet, or the amended plan in hand.

    The version in force stays in force, as it was.
    """

    declared = Declared(
        name="withdraw_amendment",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.PLANNER, Relation.SUBMITTER}),
        why_they="it is theirs to submit, so theirs to take back; whoever decides it decides it instead",
        never_by=MAY_DECIDE_IT,
        never_rule="END",
        states=ONCE_AGREED,
        not_now="The plan is {status}: there is no amendment to take back.",
        when="before the amended plan is agreed, or while it waits for a first payment (AMEND-2)",
    )

    request: MessageId | None = None
    """The `message_id` of the request; none: the amended plan in hand, with every request that it carries out."""

    at_whose_request: WithdrawnFor

    reason: Said
    """Why, in words: the person is told it as it stands here."""
