"""The statements about what was sent, and what was heard of it."""

from sqlalchemy import bindparam, select, update

from countersign.store.statements import PLAN, of_plan, table_of
from countersign.store.tables import NoticeRow, ReceiptRow, SendingRow

CAUSED = of_plan(NoticeRow).where(NoticeRow.cause == bindparam("cause"))
SENDINGS = of_plan(SendingRow).order_by(SendingRow.begun_at, SendingRow.notice, SendingRow.number)
HEARD = (
    select(ReceiptRow)
    .join(SendingRow, SendingRow.reference == ReceiptRow.reference)
    .join(NoticeRow, NoticeRow.key == SendingRow.notice)
    .where(SendingRow.plan_id == PLAN, NoticeRow.workflow == bindparam("workflow"), ReceiptRow.considered_at.is_(None))
    .order_by(ReceiptRow.at, ReceiptRow.reference, ReceiptRow.what)
    .with_only_columns(*table_of(ReceiptRow).columns)
)
CONSIDERED = (
    update(table_of(ReceiptRow))
    .where(ReceiptRow.reference == bindparam("of_reference"), ReceiptRow.what == bindparam("of_what"))
    .values(considered_at=bindparam("moment"))
)
