"""RET-4 · What a practitioner asks about a return, and the answer."""

from enum import StrEnum

from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Relation, Workflow
from countersign.careplan.wire import MessageId, Text, Version


class AskedOf(StrEnum):
    """RET-4: who is asked about a return."""

    AUTHORISER = "authoriser"
    LINE_MANAGER = "line_manager"


class AskAboutReturn(Message):
    """RET-4: the practitioner finds a return unclear, and asks the authoriser or the line manager about it."""

    declared = Declared(
        name="ask_about_return",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they="whoever is to revise the plan has to understand the return (RET-4)",
        states=frozenset({Status.RETURNED}),
        not_now="The plan is {status}: only a returned plan is asked about.",
        about="version",
        when="while the plan is returned (RET-4)",
    )

    version: Version
    """The version that was returned."""

    to: AskedOf
    """Who is asked."""

    question: Said
    """What is not clear about the return."""


class AnswerAboutReturn(Message):
    """RET-4: the answer to a practitioner's question about a return, kept on the record."""

    declared = Declared(
        name="answer_about_return",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.LINE_MANAGER, Relation.ROLE}),
        why_they="they are asked: the line manager, or whoever decides (RET-4)",
        when="not whoever asked (RET-4)",
    )

    question: MessageId
    """The `message_id` of the question that it answers."""

    answer: Text
    """The answer, in words that the practitioner can act on."""
