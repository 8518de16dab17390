"""END · How a plan leaves: it is withdrawn, or it ends."""

from enum import StrEnum

from countersign.careplan.ending import Ending
from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import (
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    OPEN,
    Declared,
    Message,
    Relation,
    Workflow,
)
from countersign.careplan.wire import PlanId, Stored

MAY_DECIDE_IT = frozenset({Relation.DECIDER, Relation.DECIDED})
"""END: who cannot take a plan away instead of deciding it: whoever may decide it, and whoever decided a version."""


class WithdrawnFor(StrEnum):
    """END: who wants the plan to be withdrawn: `person`, or whoever speaks for them; or its `practitioner`."""

    PERSON = "person"
    PRACTITIONER = "practitioner"


class Withdraw(Message):
    """The plan is withdrawn before it was signed off. If it was authorised to start, what runs goes on (ROUTE-5).

    Until the first payment has come and works, the person may still change their mind. After that the plan ends
    (`end`), and what becomes of each service is said.
    """

    declared = Declared(
        name="withdraw",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.PLANNER, Relation.SUBMITTER}),
        why_they=(
            "it is theirs to submit, so theirs to take back, for the person (END); whoever decides it decides it "
            "instead"
        ),
        never_by=MAY_DECIDE_IT,
        never_rule="END",
        states=frozenset({Status.AWAITING_DECISION, Status.RETURNED, Status.AUTHORISED_TO_START}),
        not_now="The plan is {status}: only one that is not agreed yet, or only authorised to start, can be withdrawn.",
        when=(
            "before the plan is agreed, or while it waits for a first payment that works, as the person or the "
            "practitioner wants: it is no way to refuse a plan (END)"
        ),
    )

    at_whose_request: WithdrawnFor

    reason: Said
    """Why, in words: the person is told it as it stands here."""

    what_the_person_says: Said | None = None
    """The person's own reason; wanted where the practitioner asked for the withdrawal."""


class EndReason(StrEnum):
    """END: why a plan has left. `ended`: it was agreed, and is no longer in force for any other reason."""

    SUPERSEDED = "superseded"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    ENDED = "ended"


class End(Message):
    """END: the person has died or moved away, or the plan is superseded or no longer in force.

    A signed-off plan whose `ending.from_day` lies ahead is in force until that day, and leaves by itself as it begins.
    A second `end` before then takes the place of the first. Any other plan leaves when this is accepted, as does every
    plan after a death. A death is taken for as long as anything of the plan is still to do; after that the answer is
    `plan_closed`.
    """

    declared = Declared(
        name="end",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME | {Relation.OPERATIONS},
        why_they=(
            "whoever works for the person hears of a death or a move first, wherever they are told of it (END); "
            "the rest is said by whoever answers for the plan"
        ),
        states=OPEN | {Status.WITHDRAWN, Status.ENDED},
        when=(
            "in any state, but for the reason `ended`, which is for a plan that was agreed: before that it is "
            "withdrawn; once the plan has left, only for a death; `ended` and `superseded` come from whoever answers "
            "for the plan, submitted, planned or submits it, or their line manager, and never from whoever may decide "
            "the plan, or decided a version (END)"
        ),
    )

    reason: EndReason

    why: Said | None = None
    """Why, in words: the person is told it as it stands here. Wanted for `ended` and `superseded`."""

    superseded_by: PlanId | None = None
    """The later plan; wanted for `superseded`, and only then."""

    ending: Ending | None = None
    """From which day, and what becomes of each service that runs; wanted once the plan was agreed, but for a death."""


class EndAhead(Stored):
    """END: the end of a plan, as it was said, whose day lies ahead."""

    reason: EndReason

    why: str = ""
    """In words, which the person was told; empty for none."""

    ending: Ending

    superseded_by: str | None = None
    """The later plan, where one takes its place."""

    said_by: str
    """The member of staff who said it."""

    message_id: str
    """The message by which they said it."""

    told: tuple[str, ...] = ()
    """Who holds a copy of the plan and was told of it: references of the plan."""
