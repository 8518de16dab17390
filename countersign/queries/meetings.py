"""ROUTE-3, ROUTE-6 · The plans that wait for a panel or call. They say nothing about the person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.authority import Exceptional
from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind, NoticeStatus, is_meanwhile
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Money
from countersign.queries.requests import OpenRequest, PartAnswer, open_requests
from countersign.queries.view import View
from countersign.queries.waits import late_decisions
from countersign.store.rows import in_pounds, plan_of
from countersign.store.tables import NoticeRow, PlanRow, PlanVersionRow


class RequestInBrief(View):
    """An open request for information, without its words."""

    request: str

    about: str

    asked_by: str

    asked_at: datetime

    parts: tuple[PartAnswer, ...]


class WaitingPlan(View):
    """A plan that waits for a panel or call."""

    plan: str

    version: int

    team: str

    meeting_at: datetime

    weekly: Money

    one_off: Money

    because: tuple[Exceptional, ...]
    """Why it goes there."""

    missed_before: int

    invited: NoticeStatus | str
    """The status of the latest invitation; empty if there is none."""

    invited_at: datetime | None
    """When it was sent."""

    open_requests: tuple[RequestInBrief, ...]

    late_since: datetime | None
    """TIME-8: the date that its decision has missed; none while it is not late."""

    expert: str
    """ROUTE-11: the expert assessor who is to be a member, or somebody of like expertise; empty if none is needed."""


class ListOfSitting(View):
    """The list of one sitting."""

    scheme: str

    meeting: str

    at: datetime | None
    """When it is held; None if no plan waits for it."""

    plans: tuple[WaitingPlan, ...]

    later: dict[str, int]
    """How many plans wait for each later sitting, by its day."""


def waiting_for_meeting(session: Session, scheme: str, meeting: str, now: datetime) -> list[WaitingPlan]:
    """The plans that wait for a panel or call of a scheme, the soonest first, and since when any is late."""
    rows = session.execute(
        select(PlanRow, PlanVersionRow)
        .join(PlanVersionRow, (PlanVersionRow.plan_id == PlanRow.plan_id) & (PlanVersionRow.version == PlanRow.version))
        .where(
            PlanRow.scheme == scheme,
            PlanRow.meeting == meeting,
            PlanRow.status == Status.AWAITING_DECISION,
        )
        .order_by(PlanRow.meeting_at, PlanRow.submitted_at, PlanRow.plan_id)
    ).all()
    plans = [plan.plan_id for plan, _ in rows]
    invitations, asked = _invitations(session, plans), open_requests(session, plans)
    late = late_decisions(session, plans, now)
    return [
        WaitingPlan(
            plan=plan.plan_id,
            version=plan.version,
            team=plan.team,
            meeting_at=plan.meeting_at,
            weekly=in_pounds(version.weekly),
            one_off=in_pounds(version.one_off),
            because=tuple(Exceptional(reason) for reason in plan.exceptional),
            missed_before=plan.meetings_missed,
            invited=invitations[plan.plan_id].status if plan.plan_id in invitations else "",
            invited_at=invitations[plan.plan_id].sent_at if plan.plan_id in invitations else None,
            open_requests=tuple(_in_brief(request) for request in asked.get(plan.plan_id, ())),
            late_since=late.get(plan.plan_id),
            expert=_expert(plan_of(version.content)),
        )
        for plan, version in rows
        if plan.meeting_at is not None
    ]


def _expert(plan: Plan) -> str:
    assessor = plan.expert_assessor
    return f"{assessor.id}, {assessor.expertise}, or like expertise" if assessor else ""


def _in_brief(request: OpenRequest) -> RequestInBrief:
    return RequestInBrief(**request.model_dump(exclude={"words"}))


def _invitations(session: Session, plans: Sequence[str]) -> dict[str, NoticeRow]:
    """The latest invitation about each plan."""
    query = select(NoticeRow).where(NoticeRow.plan_id.in_(plans), NoticeRow.kind == NoticeKind.INVITATION)
    rows = session.scalars(query.order_by(NoticeRow.queued_at))
    return {row.plan_id: row for row in rows if not is_meanwhile(row.key)}
