"""REV-1..4 · A review is asked for, declined with reasons, or held. No message of these can change a budget (REV-4)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.ending import Ending
from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import (
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    Declared,
    Message,
    Relation,
    Workflow,
)
from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.careplan.wire import Answered, Day

ANSWERS_FOR_REVIEWS = frozenset({Relation.PRACTITIONER, Relation.SUBMITTER, Relation.LINE_MANAGER})


class AskedBy(StrEnum):
    """REV-1: who asks for a review: anybody concerned."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    ADVOCATE = "advocate"
    CARER = "carer"
    FAMILY_OR_FRIEND = "family_or_friend"
    PROVIDER = "provider"
    STAFF = "staff"


class AskForReview(Message):
    """REV-1: somebody concerned asks for a review. It is held within the scheme's time, or declined with reasons."""

    declared = Declared(
        name="ask_for_review",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME,
        why_they="anybody concerned may ask one of them for it, and asking changes nothing by itself (REV-1)",
        states=frozenset({Status.SIGNED_OFF}),
        not_now="The plan is {status}: only a plan in force is reviewed.",
        when="on a reasonable request by anybody concerned (REV-1)",
    )

    asked_by: AskedBy

    why: Said
    """Why a review is wanted, in their words."""


class DeclineReview(Message):
    """REV-1: a review that was asked for is not held, because the request is not reasonable: the person is told why."""

    declared = Declared(
        name="decline_review",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_REVIEWS,
        why_they="they would hold the review (REV-1)",
        states=frozenset({Status.SIGNED_OFF}),
        not_now="The plan is {status}: only a plan in force is reviewed.",
        when="while a review was asked for and is not held yet (REV-1)",
    )

    why: Said
    """Why the plan is still sufficient, in words: the person is told it as it stands here."""


class RecordReview(Message):
    """REV-2, REV-3: a review of the plan, of its direct payment, or of both in one visit, has taken place.

    It starts the clock of the next one. It never changes the budget (REV-4): less money needs a new version of the
    plan, which is decided like any other.
    """

    declared = Declared(
        name="record_review",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_REVIEWS,
        why_they="they hold the review (REV-2)",
        states=frozenset({Status.SIGNED_OFF}),
        not_now="The plan is {status}: only a plan in force is reviewed.",
        when="once the review has taken place, also before it is due (REV-2); never by whoever may decide the plan, or "
        "decided a version, if the outcome is `ends` (END)",
    )

    reviews: Annotated[tuple[ReviewOf, ...], Field(min_length=1, max_length=2)]
    """What was reviewed."""

    held_on: Day
    """The day on which it took place: after the last one, and not after the day on which this is sent."""

    outcome: ReviewOutcome

    took_part: Answered
    """Whether the person took part, alone or with somebody for them (Care Act s.27(2)); how, or why not."""

    findings: Said
    """What was found, in words: the person is told it as it stands here."""

    what_changes: Said | None = None
    """What is to change, in words; wanted for `amend` and `reassess`, and for no other outcome."""

    ending: Ending | None = None
    """From which day the plan ends, and what becomes of each service; wanted for `ends`, and for no other outcome."""
