"""AMEND · Which version of a plan is in force, while another one, an amended plan, is in hand."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.store.tables import PlanRow


def in_force_beside(session: Session, only: Collection[str]) -> dict[str, int]:
    """The version in force of each of these plans that has another version in hand."""
    query = select(PlanRow.plan_id, PlanRow.in_force).where(PlanRow.plan_id.in_(only), PlanRow.amended_from > 0)
    return {row.plan_id: row.in_force for row in session.execute(query)}
