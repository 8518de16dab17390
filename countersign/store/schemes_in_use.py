"""Under which schemes plans are open, so that a worker can say which of them are not there."""

from sqlalchemy import func, select

from countersign.careplan.lifecycle import CLOSED
from countersign.store.database import Database
from countersign.store.tables import PlanRow


def open_plans_by_scheme(database: Database) -> dict[str, int]:
    """How many plans are open under each scheme, by its name."""
    query = select(PlanRow.scheme, func.count()).where(PlanRow.status.not_in(CLOSED)).group_by(PlanRow.scheme)
    with database.begin() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}
