"""SUB · The message that starts a plan. It is not a signal: it is the argument with which `PlanSignOff` starts."""

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import Declared, Relation, Sent, Workflow
from countersign.careplan.plan import Plan


class Submission(Sent):
    """Starts a plan's sign-off: the argument of `PlanSignOff`."""

    declared = Declared(
        name="submit",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.SUBMITTER}),
        why_they="a plan is of whoever plans it and answers for it (SUB-3, SUB-8)",
        states=frozenset({Status.RECEIVED}),
        when=(
            "the sender and the practitioner are on the register that day (SUB-8), and the practitioner answers for it "
            "even where somebody else planned it (SUB-3)"
        ),
    )

    plan: Plan
