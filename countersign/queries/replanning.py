"""TIME-1 · The plans that a change of a scheme has to reach."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.interim import OPEN, Interim
from countersign.careplan.lifecycle import CLOSED, Status
from countersign.queries.interim import stages_of
from countersign.queries.view import View
from countersign.store.tables import MessageRow, PlanRow


class PlanToReplan(View):
    """A plan with running clocks, its own or those of its interim support."""

    plan: str

    status: Status

    interim: Interim

    done: bool
    """Whether the plan has considered the message already."""


def plans_to_replan(session: Session, scheme: str, message_id: str) -> list[PlanToReplan]:
    """The open plans of a scheme, and closed plans whose interim support goes on, always in the same order."""
    stages = stages_of(session)
    done = set(session.scalars(select(MessageRow.plan_id).where(MessageRow.message_id == message_id)))
    rows = session.scalars(
        select(PlanRow).where(PlanRow.scheme == scheme).order_by(PlanRow.submitted_at, PlanRow.plan_id)
    )
    plans = (
        PlanToReplan(
            plan=row.plan_id,
            status=row.status,
            interim=stages.get(row.plan_id, Interim.NONE),
            done=row.plan_id in done,
        )
        for row in rows
    )
    return [plan for plan in plans if plan.status not in CLOSED or plan.interim in OPEN]
