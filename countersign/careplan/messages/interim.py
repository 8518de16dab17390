"""TIME-3, TIME-4, TIME-5 · What the duty team says about a plan's interim support."""

from enum import StrEnum

from pydantic import Field

from countersign.careplan.interim import InterimEvent
from countersign.careplan.messages.declaring import Declared, Message, Relation, Workflow
from countersign.careplan.wire import Day, Flag, Text

IS_ASKED = frozenset({Relation.DUTY_TEAM, Relation.ROLE})
"""TIME-2, TIME-4: whoever is asked for interim support: the duty team, and after it each role above."""

ARRANGES_IT = IS_ASKED | {Relation.PRACTITIONER, Relation.LINE_MANAGER}
"""TIME-4: the same, and whoever works with the person."""


class AnswerUrgentNeeds(Message):
    """TIME-3: the duty worker has found out whether there are urgent needs."""

    declared = Declared(
        name="answer_urgent_needs",
        workflows=(Workflow.INTERIM,),
        sent_by=ARRANGES_IT,
        why_they=(
            "the duty team is asked, and after it each role above; whoever works with the person knows it too (TIME-3)"
        ),
        events=frozenset({InterimEvent.NO_URGENT_NEEDS}),
        when="while it is asked whether there are urgent needs (TIME-3)",
    )

    urgent: Flag
    """Whether there are urgent needs."""

    what: Text
    """What was found out, and how."""


class AcknowledgeInterimSupport(Message):
    """TIME-4: the duty team has taken on the request for interim support."""

    declared = Declared(
        name="acknowledge_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=IS_ASKED,
        why_they=(
            "only whoever was asked can say that they take it on: the duty team, or a role above it (TIME-2, TIME-4)"
        ),
        events=frozenset({InterimEvent.ACKNOWLEDGED}),
        when="while interim support is asked for (TIME-4)",
    )


class ArrangeInterimSupport(Message):
    """TIME-4: interim support is arranged, and will start on a day."""

    declared = Declared(
        name="arrange_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=ARRANGES_IT,
        why_they=(
            "the duty team is asked, and after it each role above; a practitioner may arrange it themselves (TIME-4)"
        ),
        events=frozenset({InterimEvent.ARRANGED}),
        when="before interim support is in place (TIME-4)",
    )

    what: Text
    """What is arranged, by whom, when and how often."""

    starts_on: Day
    """The day on which it starts."""

    to_the_person: str = Field(default="", max_length=2000)
    """TELL-9: who comes, when, and for what, in words to the person, whose letter has them: "you" is the person, and
    nobody is "I". Support never waits for words: without them, or with words to nobody, the letter goes without."""


class StartInterimSupport(Message):
    """TIME-4: interim support is in place."""

    declared = Declared(
        name="start_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=ARRANGES_IT,
        why_they="whoever arranges it, or works with the person, sees that it is in place (TIME-4)",
        events=frozenset({InterimEvent.STARTED}),
        when="before interim support is in place (TIME-4)",
    )

    what: Text
    """What is in place."""

    to_the_person: str = Field(default="", max_length=2000)
    """TELL-9: in words to the person what is different from what they were told when it was arranged; where nothing was
    arranged before, who comes, when, and for what. Nothing is different: no words, and no letter goes."""


class InterimOutcome(StrEnum):
    """What was decided when interim support was reviewed."""

    CONTINUES = "continues"
    ENDS = "ends"


class InterimEndsBecause(StrEnum):
    """TIME-4: the only things for which interim support ends."""

    SIGNED_PLAN_SERVICES_STARTED = "signed_plan_services_started"
    NO_LONGER_NEEDED = "no_longer_needed"
    PERSON_DIED = "person_died"


class ReviewInterimSupport(Message):
    """TIME-4, TIME-5: somebody has reviewed interim support, and decided that it continues or that it ends."""

    declared = Declared(
        name="review_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=ARRANGES_IT,
        why_they="whoever arranged it, or works with the person, sees whether it is still needed (TIME-4)",
        events=frozenset({InterimEvent.CONTINUED, InterimEvent.ENDED}),
        when=(
            "that it ends is decided by the duty team, or by whoever holds a role that decides for the team "
            "(TIME-4, TIME-5)"
        ),
    )

    outcome: InterimOutcome
    """Whether interim support continues, or ends."""

    because: InterimEndsBecause | None = None
    """Wanted where it ends, and only then."""

    what: Text
    """What the review found."""

    to_the_person: str = Field(default="", max_length=2000)
    """TELL-9: where it continues, what is different from now on; where it ends, what takes its place: in words to the
    person, who has a letter with them. Where it continues as it was, nothing: then no letter goes."""
