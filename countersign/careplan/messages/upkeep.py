"""TIME-1, TIME-2 · A plan gets another practitioner or authoriser, or its clocks are planned again."""

from typing import Literal

from pydantic import Field

from countersign.careplan.evidence import Said
from countersign.careplan.messages.declaring import KNOWN, Declared, Message, Relation, Workflow
from countersign.careplan.wire import StaffId


class Reassign(Message):
    """TIME-2: a plan's practitioner or authoriser changes. No clock is lost, and none starts again."""

    declared = Declared(
        name="reassign",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.SUBMITTER, Relation.LINE_MANAGER, Relation.ROLE}),
        when=(
            "a new authoriser must be one who may decide the plan; a new practitioner stands on the register (TIME-2), "
            "and may then resubmit it (RET-9)"
        ),
    )

    whose: Literal["practitioner", "authoriser"]
    """Whose place it is that changes."""

    to: StaffId
    """The new practitioner or authoriser."""

    name: str = Field(default="", max_length=200)
    """A practitioner's name, as letters are to give it."""

    telephone: str = Field(default="", max_length=40)
    """A practitioner's telephone, as letters are to give it."""

    reason: Said
    """Why."""


class ReplanClocks(Message):
    """TIME-1: the scheme or the calendar has changed: the plan's clocks are planned again, and what changed is said."""

    declared = Declared(
        name="replan_clocks",
        workflows=(Workflow.PLAN, Workflow.INTERIM),
        sent_by=KNOWN,
        when="`starter.py replan` sends it to every open plan of a scheme (TIME-1)",
        also="once the plan has left",
    )

    why: Said
    """What has changed, such as a day on which the council is closed."""
