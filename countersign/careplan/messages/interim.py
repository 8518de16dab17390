"""TIME-3, TIME-4, TIME-5 · What the duty team says about a plan's interim support."""

from datetime import date
from enum import StrEnum

from countersign.careplan.interim import InterimEvent
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Workflow
from countersign.careplan.wire import Flag, Text


class AnswerUrgentNeeds(Message):
    """TIME-3: the duty worker has found out whether there are urgent needs."""

    declared = Declared(
        name="answer_urgent_needs",
        workflows=(Workflow.INTERIM,),
        sent_by=KNOWN,
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
        sent_by=KNOWN,
        events=frozenset({InterimEvent.ACKNOWLEDGED}),
        when="while interim support is asked for (TIME-4)",
    )


class ArrangeInterimSupport(Message):
    """TIME-4: interim support is arranged, and will start on a day."""

    declared = Declared(
        name="arrange_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=KNOWN,
        events=frozenset({InterimEvent.ARRANGED}),
        when="before interim support is in place (TIME-4)",
    )

    what: Text
    """What is arranged, by whom, when and how often."""

    starts_on: date
    """The day on which it starts."""


class StartInterimSupport(Message):
    """TIME-4: interim support is in place."""

    declared = Declared(
        name="start_interim_support",
        workflows=(Workflow.INTERIM,),
        sent_by=KNOWN,
        events=frozenset({InterimEvent.STARTED}),
        when="before interim support is in place (TIME-4)",
    )

    what: Text
    """What is in place."""


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
        sent_by=KNOWN,
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
