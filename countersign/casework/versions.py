"""REC-4 · Keeps each version of a plan, for ever, as it was submitted."""

from datetime import datetime

from countersign.careplan.budget import cost_to_council
from countersign.careplan.content import content_sha256
from countersign.careplan.messages.decisions import ReasonResponse
from countersign.careplan.messages.information import Gathered
from countersign.casework.case import Case
from countersign.casework.kept import Version


def keep_version(
    case: Case,
    *,
    submitted_by: str,
    submitted_at: datetime,
    responses: tuple[ReasonResponse, ...] = (),
    revisiting_agreed: str = "",
    why_it_costs_less: str = "",
    gathered: Gathered | None = None,
) -> None:
    """Keep the version in hand, who submitted and planned it, and what it costs the council."""
    plan = case.plan
    people = {plan.practitioner.id, submitted_by} | ({plan.planned_by.id} if plan.planned_by else set[str]())
    cost = cost_to_council(plan.services)
    case.changes.content = plan
    case.changes.version = Version(
        version=case.version,
        submitted_by=submitted_by,
        submitted_at=submitted_at,
        practitioners=frozenset(people),
        weekly=cost.weekly,
        one_off=cost.one_off,
        responses=responses,
        revisiting_agreed=revisiting_agreed,
        why_it_costs_less=why_it_costs_less,
        gathered=gathered,
        content_sha256=content_sha256(plan),
    )
