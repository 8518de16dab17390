"""TIME-3, TIME-4 · What stands first in a brief: urgent needs, interim support, and by when to decide."""

from collections.abc import Mapping
from datetime import datetime

from countersign.careplan.interim import Interim
from countersign.careplan.plan import Plan
from countersign.careplan.wire import is_so
from countersign.casework.kept import PlanState
from countersign.casework.ports import CaseFile
from countersign.queries.view import View
from countersign.wording.without_names import without_names


class Urgency(View):
    """TIME-3: whether somebody cannot wait for the decision, and what is done about it meanwhile."""

    urgent_needs_known: bool
    """Whether urgent needs are known: the plan states them, somebody reported them, or the duty team found them out."""

    urgent_needs: str
    """The urgent needs that the plan states; empty where it states none. A report of others stands in the timeline."""

    interim_support: Interim
    """How far interim support has got."""

    interim_because: str
    """Why interim support was asked for, or asked about; empty if it never was."""

    due_at: datetime | None
    """When the plan's state is due, as pauses have moved it; none if the plan waits for nothing."""

    late: Mapping[str, datetime]
    """TIME-8: each wait of the plan and of its interim support that is late, with the first date that it missed."""


def urgency_of(file: CaseFile, state: PlanState, plan: Plan, late: Mapping[str, datetime]) -> Urgency:
    """What stands first in the brief on a plan's file. `plan`: the version in hand. `late`: as in `Urgency`."""
    arrangement = file.arrangement()
    stated = plan.urgent_needs.in_words if plan.urgent_needs and is_so(plan.urgent_needs) else ""
    return Urgency(
        urgent_needs_known=state.urgent_needs_known,
        urgent_needs=without_names(stated, plan),
        interim_support=arrangement.stage if arrangement else Interim.NONE,
        interim_because=arrangement.because if arrangement else "",
        due_at=state.due_at,
        late=late,
    )
