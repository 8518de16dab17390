"""SHARE-4, SHARE-5, TELL-8 · Messages about copies: asked for, a concern, what is decided about it, a mark."""

from countersign.careplan.asked_for import CopyRequest
from countersign.careplan.concerns import ConcernDecision, CopyConcern, MarkSaid
from countersign.careplan.messages.declaring import (
    ALWAYS,
    ANSWERS_FOR_IT,
    OF_THE_SCHEME,
    Declared,
    Message,
    Relation,
    Workflow,
)

DECIDES_CONCERNS = frozenset({Relation.LINE_MANAGER, Relation.ROLE})
"""SHARE-5: the practitioner's line manager; and the next people up, to whom a concern goes that waits too long."""


class RequestCopy(Message):
    """SHARE-4: the person asks that somebody has a copy, whether they were involved in the plan or not."""

    declared = Declared(
        name="request_copy",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they="they hear it from the person, or from whoever carried it, and know whether it is theirs (SHARE-4)",
        when="before the plan has left; the copy goes once the plan is signed, and at once if it is (SHARE-4)",
    )

    request: CopyRequest


class RaiseConcern(Message):
    """SHARE-5: somebody is concerned that a copy could put somebody at risk: it is held at once."""

    declared = Declared(
        name="raise_concern",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME,
        why_they="anybody may tell one of them of it, and it holds a copy and sends none (SHARE-5)",
        when="also about a copy that went already, and about somebody who is in the plan (SHARE-5)",
    )

    concern: CopyConcern


class DecideConcern(Message):
    """SHARE-5: a concern about a copy is decided: it is shared in full, in part, or not at all."""

    declared = Declared(
        name="decide_concern",
        workflows=(Workflow.PLAN,),
        sent_by=DECIDES_CONCERNS,
        why_they="a concern goes to the line manager, and one person up where that takes too long (SHARE-5, TIME-2)",
        never_by=frozenset({Relation.PRACTITIONER}),
        never_rule="SHARE-5",
        when="never whoever raised it or put the mark first, nor whoever would receive the copy (SHARE-5)",
    )

    decided: ConcernDecision


class RecordSafeguarding(Message):
    """TELL-8: a safeguarding mark is put, or lifted. It counts at once for whatever is not sent yet."""

    declared = Declared(
        name="record_safeguarding",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT | OF_THE_SCHEME,
        why_they="whoever works for the person may learn of a risk, and a mark only holds things back (TELL-8)",
        states=ALWAYS,
        when="in any state: a letter may be on its way; who decides concerns lifts one, not who put it first (SHARE-5)",
    )

    mark: MarkSaid
