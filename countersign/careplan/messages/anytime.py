"""TIME-3, SHARE, TIME-1 · Messages that may come at any time: urgent needs, a decision about sharing, a task done."""

from countersign.careplan.consent import SharingDecision
from countersign.careplan.evidence import Said
from countersign.careplan.messages.declaring import (
    ALWAYS,
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    Declared,
    Message,
    Relation,
    Workflow,
)
from countersign.careplan.wire import ShortText, Text, Version


class ReportUrgentNeeds(Message):
    """TIME-3: urgent needs, in any state of the plan; from anybody, since refusing one could leave someone at risk."""

    declared = Declared(
        name="report_urgent_needs",
        workflows=(Workflow.PLAN, Workflow.INTERIM),
        sent_by=frozenset({Relation.ANYBODY}),
        why_they="refusing one could leave someone at risk; what is not known of its sender is said (TIME-3)",
        states=ALWAYS,
        when="in any state, and once the plan has left too: refusing one could leave someone at risk (TIME-3)",
        also="rather, and always once the plan has left: it goes first, and is started with it if it does not run",
        overtakes=True,
        starts_interim=True,
    )

    what: Text
    """What is needed, and how soon."""

    reported_by: ShortText
    """Who reported them, by their role."""


class RecordConsent(Message):
    """SHARE-1..3: a decision about who may have a copy; given, changed or withdrawn at any time."""

    declared = Declared(
        name="record_consent",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they=(
            "they talk with the person about it and hold what the decision rests on (SHARE-2); nobody of another "
            "team does"
        ),
        when="the message says who made the decision, and on what basis (SHARE-2)",
    )

    sharing: SharingDecision

    of_version: Version | None = None
    """AMEND-2: the version in which the reference means whom it is about: an amended plan in hand may have somebody
    else under it than the one in force. Left out, it is the version in hand; the one in force where that has nobody of
    the reference; or the last of which they were given a copy."""


class CompleteTask(Message):
    """A person has done what a task asked of them."""

    declared = Declared(
        name="complete_task",
        workflows=(Workflow.PLAN, Workflow.INTERIM),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME | {Relation.OPERATIONS},
        why_they="a task is asked of one of them: nobody else knows that it was done",
        states=ALWAYS,
        also="for a task of interim support",
        when=(
            "once it is done; again, by whoever finds that what was said of it was wrong: then the last words stand, "
            "and the record has both (TIME-1)"
        ),
    )

    task: ShortText
    """The name of the task, as the notice about it gave it."""

    what_was_done: Said
    """What was done, in words: not that it is still to be done."""
