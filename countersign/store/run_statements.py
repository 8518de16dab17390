"""The statements about what a plan's workflows would have to carry: where they stand, what was said, what waits."""

from sqlalchemy import bindparam, or_, select, update

from countersign.casework.kept import Waits
from countersign.store.statements import PLAN, of_plan, one_of, table_of
from countersign.store.tables import SaidToInterimRow, StandingRow, WaitingMessageRow

STANDING = one_of(StandingRow, "workflow")
TO_FOLLOW = (
    of_plan(SaidToInterimRow)
    .where(or_(SaidToInterimRow.followed_at.is_(None), SaidToInterimRow.followed_at == bindparam("now")))
    .order_by(SaidToInterimRow.number)
)
FOLLOWED = (
    update(table_of(SaidToInterimRow))
    .where(SaidToInterimRow.key == bindparam("of_key"))
    .values(followed_at=bindparam("moment"))
)
WAITING = (
    select(*(column for column in table_of(WaitingMessageRow).columns if column.name != "content"))
    .where(
        WaitingMessageRow.plan_id == PLAN,
        WaitingMessageRow.workflow == bindparam("workflow"),
        WaitingMessageRow.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(WaitingMessageRow.number)
)
NEXT_WAITING = (
    one_of(WaitingMessageRow, "workflow")
    .where(or_(WaitingMessageRow.state == Waits.WAITING, WaitingMessageRow.done_at == bindparam("now")))
    .order_by(WaitingMessageRow.number)
    .limit(1)
)
HELD_AGAIN = (
    update(table_of(WaitingMessageRow))
    .where(
        WaitingMessageRow.plan_id == PLAN,
        WaitingMessageRow.workflow == bindparam("of_workflow"),
        WaitingMessageRow.state == Waits.HELD,
    )
    .values(state=Waits.WAITING)
)
