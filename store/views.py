"""What operations look up in our database: open tasks, what was sent to whom, who is waited for. Read only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from careplan.clocks import Move, Pause, Wait
from careplan.interim import OPEN, Interim
from careplan.lateness import missed
from careplan.lifecycle import CLOSED, Status
from careplan.notices import NoticeKind
from store.plans import in_pounds
from store.tables import (
    InterimRow,
    MessageRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    QuestionRow,
    RungRow,
    TaskRow,
    WaitRow,
)


def open_tasks(session: Session, plan_id: str | None) -> list[dict[str, Any]]:
    """The open tasks of one plan, or of all, the soonest due first."""
    query = select(TaskRow).where(TaskRow.done_at.is_(None)).order_by(TaskRow.due_at, TaskRow.plan_id, TaskRow.name)
    if plan_id is not None:
        query = query.where(TaskRow.plan_id == plan_id)
    return [
        {
            "plan": row.plan_id,
            "task": row.name,
            "owner_role": row.owner_role,
            "owner": row.owner,
            "due": row.due_at,
            "why": row.why,
        }
        for row in session.scalars(query)
    ]


def notices(session: Session, plan_id: str) -> list[dict[str, Any]]:
    """Every notice of a plan in the order in which it was queued; `where` is the transport's own reference."""
    query = select(NoticeRow).where(NoticeRow.plan_id == plan_id).order_by(NoticeRow.queued_at, NoticeRow.key)
    return [
        {
            "notice": row.key,
            "version": row.version,
            "kind": row.kind,
            "recipient": row.recipient,
            "channel": row.channel,
            "status": row.status,
            "sent": row.sent_at,
            "where": row.reference,
            "because_of": row.cause,
        }
        for row in session.scalars(query)
    ]


def waits(session: Session, plan_id: str, now: datetime) -> list[dict[str, Any]]:
    """TIME-7: every wait of a plan and of its interim support, the earliest first, each as `_wait` has it."""
    rows = session.scalars(
        select(WaitRow)
        .where(WaitRow.plan_id == plan_id)
        .order_by(WaitRow.since, WaitRow.ended_at.is_(None), WaitRow.due)
    )
    return _with_rungs(session, rows.all(), now)


def late(session: Session, now: datetime) -> list[dict[str, Any]]:
    """TIME-2: every wait that goes on and has not kept its date, of plans and of interim supports, with its plan."""
    open_now = session.scalars(select(WaitRow).where(WaitRow.ended_at.is_(None)))
    rows = [row for row in open_now if _missed(row, now) is not None]
    plans = {row.plan_id for row in rows}
    about = {row.plan_id: row for row in session.scalars(select(PlanRow).where(PlanRow.plan_id.in_(plans)))}
    stages = _stages(session, InterimRow.plan_id.in_(plans))
    found: list[dict[str, Any]] = []
    for wait in _with_rungs(session, rows, now):
        plan = about[wait["plan"]]
        of = {"team": plan.team, "scheme": plan.scheme, "status": plan.status}
        found.append({**wait, **of, "interim": stages.get(plan.plan_id, Interim.NONE.value)})
    return found


def _stages(session: Session, *where: ColumnElement[bool]) -> dict[str, str]:
    """By plan, how far its latest interim support has got; no plan that never had any."""
    rows = session.scalars(select(InterimRow).where(*where).order_by(InterimRow.number))
    return {row.plan_id: row.stage for row in rows}


def _with_rungs(session: Session, rows: Sequence[WaitRow], now: datetime) -> list[dict[str, Any]]:
    plans = {row.plan_id for row in rows}
    rungs: dict[tuple[str, str], list[RungRow]] = {}
    query = select(RungRow).where(RungRow.plan_id.in_(plans)).order_by(RungRow.due_at, RungRow.cause)
    for rung in session.scalars(query):
        rungs.setdefault((rung.plan_id, rung.wait), []).append(rung)
    found: list[dict[str, Any]] = []
    for row in rows:
        mine = (rung for rung in rungs.get((row.plan_id, row.name), ()) if _is_of(rung, row))
        found.append(_wait(row, mine, now))
    return found


def _is_of(rung: RungRow, row: WaitRow) -> bool:
    """A later wait may have the same name: a plan that came back awaits a decision again."""
    return row.since <= rung.due_at and (row.ended_at is None or rung.due_at <= row.ended_at)


def _missed(row: WaitRow, now: datetime) -> datetime | None:
    pauses, moves = (Pause.model_validate(each) for each in row.pauses), (Move.model_validate(m) for m in row.moves)
    return missed(row.due, pauses, moves, row.ended_at or now)


def _wait(row: WaitRow, rungs: Iterable[RungRow], now: datetime) -> dict[str, Any]:
    """One wait. `missed`: the date that was not kept, if one was; `due`: the date as it is now."""
    return {
        "plan": row.plan_id,
        "wait": row.name,
        "owner": row.owner,
        "person": row.person,
        "version": row.version,
        "since": row.since,
        "first_due": row.first_due,
        "due": row.due,
        "missed": _missed(row, now),
        "ended": row.ended_at,
        "climbed": row.climbed,
        "next_step": row.next_step,
        "next_step_at": row.next_step_at,
        "pauses": row.pauses,
        "moves": row.moves,
        "rungs": [
            {"kind": rung.kind, "due": rung.due_at, "taken": rung.taken_at, "told": rung.told, "empty": rung.empty}
            for rung in rungs
        ],
    }


def plans_of_scheme(session: Session, scheme: str, message_id: str) -> list[dict[str, Any]]:
    """The open plans of a scheme, and those that have left but whose interim support goes on, in a steady order.

    `done`: whether the message of this id was considered about it already.
    """
    stages = _stages(session)
    done = set(session.scalars(select(MessageRow.plan_id).where(MessageRow.message_id == message_id)))
    rows = session.scalars(
        select(PlanRow).where(PlanRow.scheme == scheme).order_by(PlanRow.submitted_at, PlanRow.plan_id)
    )
    return [
        {"plan": row.plan_id, "status": row.status, "interim": stage, "done": row.plan_id in done}
        for row in rows
        for stage in [stages.get(row.plan_id, Interim.NONE.value)]
        if row.status not in CLOSED or stage in OPEN
    ]


def waiting_for_meeting(session: Session, scheme: str, meeting: str) -> list[dict[str, Any]]:
    """ROUTE-3, ROUTE-6: the plans that wait for a panel or call, the soonest first; of the person, nothing.

    `invited`: the state of the latest invitation, and `invited_at` when it was sent, if it was. Amounts are pounds and
    pence as text.
    """
    rows = session.execute(
        select(PlanRow, PlanVersionRow)
        .join(PlanVersionRow, (PlanVersionRow.plan_id == PlanRow.plan_id) & (PlanVersionRow.version == PlanRow.version))
        .where(
            PlanRow.scheme == scheme,
            PlanRow.meeting == meeting,
            PlanRow.status == Status.AWAITING_DECISION.value,
        )
        .order_by(PlanRow.meeting_at, PlanRow.submitted_at, PlanRow.plan_id)
    ).all()
    plans = [plan.plan_id for plan, _ in rows]
    invitations = _invitations(session, plans)
    asked = open_requests(session, plans)
    return [
        {
            "plan": plan.plan_id,
            "version": plan.version,
            "team": plan.team,
            "meeting_at": plan.meeting_at,
            "weekly": f"{in_pounds(version.weekly):.2f}",
            "one_off": f"{in_pounds(version.one_off):.2f}",
            "because": plan.exceptional,
            "missed_before": plan.meetings_missed,
            "invited": invited.status if invited else "",
            "invited_at": invited.sent_at if invited else None,
            "open_requests": asked.get(plan.plan_id, []),
        }
        for plan, version in rows
        for invited in [invitations.get(plan.plan_id)]
    ]


def _invitations(session: Session, plans: Sequence[str]) -> dict[str, NoticeRow]:
    """The latest invitation about each plan."""
    query = select(NoticeRow).where(NoticeRow.plan_id.in_(plans), NoticeRow.kind == NoticeKind.INVITATION.value)
    return {row.plan_id: row for row in session.scalars(query.order_by(NoticeRow.queued_at))}


def open_requests(session: Session, plans: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """DEC-4: by plan, every request for information that is still open, and how much of it was answered in part."""
    found: dict[str, list[dict[str, Any]]] = {}
    query = (
        select(QuestionRow)
        .where(
            QuestionRow.plan_id.in_(plans),
            QuestionRow.kind == Wait.INFORMATION.value,
            QuestionRow.answered_at.is_(None),
        )
        .order_by(QuestionRow.asked_at, QuestionRow.question)
    )
    for row in session.scalars(query):
        asked = {"request": row.question, "about": row.about, "asked_by": row.asked_by, "asked_at": row.asked_at}
        parts = [{"at": part["at"], "still_to_come": part["still_to_come"]} for part in row.parts]
        found.setdefault(row.plan_id, []).append({**asked, "words": row.words, "parts": parts})
    return found
