"""SUB · The message that starts a plan. It is not a signal: it is the argument with which `PlanSignOff` starts."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Declared, Message, Relation, Workflow
from countersign.careplan.plan import Plan


class Submission(Message):
    """Starts a plan's sign-off: the argument of `PlanSignOff`."""

    declared = Declared(
        name="submit",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.SUBMITTER}),
        states=frozenset({Status.RECEIVED}),
        when=(
            "the sender and the practitioner are on the register that day (SUB-8), and the practitioner answers for it "
            "even where somebody else planned it (SUB-3)"
        ),
    )

    plan: Plan
