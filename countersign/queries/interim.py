"""How far interim support has got."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.interim import Interim
from countersign.store.tables import InterimRow


def stages_of(session: Session, plans: Collection[str] | None = None) -> dict[str, Interim]:
    """How far each plan's latest interim support has got; without plans that never had any. `plans`: None for all."""
    query = select(InterimRow).order_by(InterimRow.number)
    if plans is not None:
        query = query.where(InterimRow.plan_id.in_(plans))
    return {row.plan_id: row.stage for row in session.scalars(query)}
