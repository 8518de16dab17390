"""TIME-1, TIME-2 · A plan gets another practitioner or authoriser, or its clocks are planned again."""

from typing import Literal

from countersign.careplan.evidence import Said
from countersign.careplan.messages.declaring import Declared, Message, Relation, Workflow
from countersign.careplan.wire import StaffId


class Reassign(Message):
    """TIME-2: a plan's practitioner or authoriser changes. No clock is lost, and none starts again.

    WHO-5: the name and telephone number of a new practitioner are those of the register, so it carries neither.
    """

    declared = Declared(
        name="reassign",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.PRACTITIONER, Relation.SUBMITTER, Relation.LINE_MANAGER, Relation.ROLE}),
        why_they="they share out the team's work, or hand over their own (TIME-2)",
        when=(
            "who decides it is for whoever holds a role that decides, and never for whose work the plan is (ROUTE-9); "
            "a new authoriser must be one who may decide the plan; a new practitioner stands on the register (TIME-2), "
            "and may then resubmit it (RET-9)"
        ),
    )

    whose: Literal["practitioner", "authoriser"]
    """Whose place it is that changes."""

    to: StaffId
    """The new practitioner or authoriser."""

    reason: Said
    """Why."""


class ReplanClocks(Message):
    """TIME-1: the scheme or the calendar has changed: the plan's clocks are planned again, and what changed is said."""

    declared = Declared(
        name="replan_clocks",
        workflows=(Workflow.PLAN, Workflow.INTERIM),
        sent_by=frozenset({Relation.OPERATIONS, Relation.ROLE}),
        why_they=(
            "the scheme and its calendar are kept by whoever runs the installation, for those who decide under it "
            "(TIME-1)"
        ),
        when="`starter.py replan` sends it to every open plan of a scheme (TIME-1)",
        also="once the plan has left",
    )

    why: Said
    """What has changed, such as a day on which the council is closed."""
