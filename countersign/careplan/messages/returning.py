"""RET-4 · What a practitioner asks about a return, and the answer."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Relation, Workflow
from countersign.careplan.wire import MessageId, Text


class AskedOf(StrEnum):
    """RET-4: who is asked about a return."""

    AUTHORISER = "authoriser"
    LINE_MANAGER = "line_manager"


class AskAboutReturn(Message):
    """RET-4: the practitioner finds a return unclear, and asks the authoriser or the line manager about it."""

    declared = Declared(
        name="ask_about_return",
        workflows=(Workflow.PLAN,),
        sent_by=KNOWN,
        states=frozenset({Status.RETURNED}),
        not_now="The plan is {status}: only a returned plan is asked about.",
        about="version",
        when="while the plan is returned (RET-4)",
    )

    version: Annotated[int, Field(ge=1, strict=True)]
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
        when="not whoever asked (RET-4)",
    )

    question: MessageId
    """The `message_id` of the question that it answers."""

    answer: Text
    """The answer, in words that the practitioner can act on."""
