"""REC-3 · Whether the person has substantial difficulty in understanding, and what support they were given."""

from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Workflow
from countersign.careplan.people import Advocate
from countersign.careplan.understanding import Support, Understanding


class RecordUnderstanding(Message):
    """REC-3: what is known by now of the person's understanding, the support that was given, or their advocate.

    Until support is recorded, its clock runs. A new statement opens that again, unless the support comes with it.
    """

    declared = Declared(
        name="record_understanding",
        workflows=(Workflow.PLAN,),
        sent_by=ANSWERS_FOR_IT,
        why_they="they work with the person, and are to make sure that support is in place (REC-3)",
        when="before the plan has left: also where the plan states nothing of it, or something else by now (REC-3)",
    )

    understanding: Understanding | None = None
    """Whether the person has substantial difficulty, as it is known now; none: as it was stated before."""

    support: Support | None = None
    """The support that was given; none: none yet."""

    advocate: Advocate | None = None
    """The independent advocate whom the person has by now; none: as it was. They are told once the plan is given: at
    once, if it is."""
