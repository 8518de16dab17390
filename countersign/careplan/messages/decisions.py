"""DEC, RET · The authoriser's decision, and the practitioner's answer to a return."""

from pydantic import Field

from countersign.careplan.amendments import LessBecause
from countersign.careplan.decision_parts import (
    Condition,
    Considered,
    DecisionOutcome,
    Limbs,
    LineOtherwise,
    MeetingRecord,
    QuestionAnswer,
    Regard,
    ReturnReason,
    Wanted,
)
from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Declared, Message, Relation, Sent, Workflow
from countersign.careplan.messages.information import Gathered
from countersign.careplan.plan import Plan
from countersign.careplan.wire import ContentHash, Incoming, ItemId, Version


class Decide(Message):
    """An authoriser's decision about one version of a plan (DEC-1, DEC-2, DEC-3, DEC-5, RET-1..3)."""

    declared = Declared(
        name="decide",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.DECIDER, Relation.SPEAKER}),
        why_they="the scheme gives the authority, and the register says who holds it (ROUTE-1, ROUTE-10)",
        states=frozenset({Status.AWAITING_DECISION, Status.AUTHORISED_TO_START}),
        not_now="Version {version} is {status}: it is not waiting for a decision.",
        about="version",
        stale="{about}: the decision is about version {named}; version {version} is in hand.",
        when=(
            "that is who holds, in the council's register on that day, a role from the plan's own upwards whose limits "
            "in the scheme cover the plan (ROUTE-10), and who did not submit or plan any version of it (ROUTE-9). "
            "Somebody who acts for an absent authoriser must be able to decide such a plan themselves. For a panel or "
            "call, a record of who was there comes with it (ROUTE-3). A plan that is authorised to start can only be "
            "returned, on the report of how it works (ROUTE-5)"
        ),
    )

    version: Version
    """The version of the plan that this decision is about (DEC-5)."""

    content_sha256: ContentHash
    """WHO-2: the hash of that version's content, as the authoriser saw it: `x-content-hash` says how it is computed."""

    outcome: DecisionOutcome

    answers: tuple[QuestionAnswer, ...] = Field(default=(), max_length=22)

    limbs: Limbs

    regard: Regard

    reasons: tuple[ReturnReason, ...] = Field(default=(), max_length=20)

    wanted: Wanted | None = None

    considered: tuple[Considered, ...] = Field(default=(), max_length=200)
    """DP-1..9: what was found out about each concern, and about everything that the plan does not state."""

    managed_otherwise: tuple[LineOtherwise, ...] = Field(default=(), max_length=100)
    """DP-5, DP-8: lines agreed as the plan says they would be otherwise."""

    conditions: tuple[Condition, ...] = Field(default=(), max_length=20)
    """DP-6: on the direct payment."""

    meeting: MeetingRecord | None = None
    """ROUTE-3, ROUTE-11: the panel or call at which it was decided."""


class ReasonResponse(Incoming):
    """RET-5: what was done about one reason of the return."""

    reason: ItemId

    what_was_done: Said
    """What was done about it, for whoever decides."""

    to_the_person: str = Field(default="", max_length=4000)
    """TELL-2: the same in words to the person: "you" is the person, and nobody is "I". Wanted; their letter has it as
    it stands here."""


class Resubmit(Sent):
    """A new version of a returned plan, saying what was done about each reason (RET-5)."""

    declared = Declared(
        name="resubmit",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.SUBMITTER, Relation.LINE_MANAGER}),
        why_they="a revision is of whoever answers for the plan, or is answerable for their work (RET-9)",
        never_by=frozenset({Relation.DECIDED}),
        never_rule="RET-9",
        states=frozenset({Status.RETURNED}),
        not_now="The plan is {status}: only a returned plan is resubmitted.",
        about="answers_version",
        when=(
            "once the plan was returned (RET-5); the sender and the practitioner whom it names are on the register "
            "that day (RET-9)"
        ),
    )

    answers_version: Version
    """The version that was returned."""

    plan: Plan

    responses: tuple[ReasonResponse, ...] = Field(default=(), max_length=20)

    revisiting_agreed: str = Field(default="", max_length=4000)
    """TELL-3: where steps were revisited, how that was agreed with the person; wanted after a return for revision. It
    is kept on the record, and is in no letter."""

    gathered: Gathered | None = None
    """RET-3: whether information was gathered from others for it; wanted after a return for information."""

    why_it_costs_less: str = Field(default="", max_length=4000)
    """DEC-9: where it costs less than the version before, or gives the person less or charges them more, why, in words
    that the person will read."""

    less_because: LessBecause | None = None
    """REV-4, AMEND-2: where it is an amended plan that gives less than the version in force, or costs less, what is on
    record for that; `why_it_costs_less` is beside the version that was returned."""
