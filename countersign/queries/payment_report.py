"""ROUTE-5 · The latest report of a first payment, as whoever is to approve the plan on it reads it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.plan import Plan
from countersign.casework.happenings import Happening
from countersign.queries.view import View
from countersign.store.tables import RecordRow
from countersign.wording.without_names import without_names


class PaymentReport(View):
    """What was last reported of the first payment of a plan that was authorised to start."""

    works: bool
    """Whether the payment is put into practice."""

    received_on: date

    how_it_works: str

    reported_by: str

    reported_at: datetime


def latest_report(session: Session, plan_id: str) -> tuple[int, PaymentReport] | None:
    """The latest report and the version that it is about; None if there is none."""
    query = (
        select(RecordRow)
        .where(
            RecordRow.plan_id == plan_id,
            RecordRow.event.in_([Happening.PAYMENT_WORKS, Happening.PAYMENT_DOES_NOT_WORK]),
        )
        .order_by(RecordRow.number.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    if row is None:
        return None
    return row.version, PaymentReport(
        works=row.event is Happening.PAYMENT_WORKS,
        received_on=date.fromisoformat(row.detail["received_on"]),
        how_it_works=row.detail["how_it_works"],
        reported_by=row.actor,
        reported_at=row.at,
    )


def report_seen(report: tuple[int, PaymentReport] | None, plan: Plan, version: int) -> PaymentReport | None:
    """The report if it is about this version, without names; None if it is about another, or there is none."""
    if report is None or report[0] != version:
        return None
    return report[1].model_copy(update={"how_it_works": without_names(report[1].how_it_works, plan)})
