"""TELL-5 · What went by which way and what it cost, how it stands, and what waits and why. Of all plans."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.careplan.notices import UNSENT, NoticeKind, NoticeStatus
from countersign.careplan.reading_out import reference_of
from countersign.careplan.ways import Stands, Way
from countersign.careplan.working_time import moment_of
from countersign.queries.letters import COSTS_NOTHING, give_tasks_of, last_of, sendings_of
from countersign.queries.view import View
from countersign.queries.why_it_waits import Paused, paused_now, why_it_waits
from countersign.store.tables import NoticeRow, ReceiptRow, SendingRow


class ByWay(View):
    """What was handed over by one way, and how it stands now."""

    way: Way

    handed_over: int

    stands: dict[Stands, int]
    """How many stand how; without those of which there are none."""

    pages: int
    """As far as the way says."""

    pence: int
    """What it cost, in pence."""


class WaitingNotice(View):
    """One notice that has not gone."""

    plan: str

    reference: str
    """The plan's, which can be read out."""

    notice: str
    """Its key."""

    version: int

    kind: NoticeKind

    recipient: str

    status: NoticeStatus

    since: datetime
    """When it was queued."""

    waits: str
    """Why, in words."""


class Sent(View):
    """What went in a time, and what waits now."""

    first: date

    last: date

    by_way: tuple[ByWay, ...]
    """Every way by which something was begun in that time."""

    pence: int
    """What all of it cost, in pence."""

    to_send: int
    """How many notices are to be sent now."""

    by_hand: int
    """How many a person is to give now."""

    held_back: int
    """How many may not go now."""

    heard: int
    """How many receipts no plan has considered yet."""

    paused: tuple[Paused, ...]

    waiting: tuple[WaitingNotice, ...]
    """What is to be sent, or to be given by hand, the longest wait first; at most as many as were asked for."""


def sent(session: Session, first: date, last: date, now: datetime, most: int) -> Sent:
    """What was begun on these days, each included, as it stands now; and at most so many of the notices that wait."""
    by_way = ways_since(session, moment_of(first, time()), moment_of(last + timedelta(days=1), time()))
    how_many = standing_now(session)
    return Sent(
        first=first,
        last=last,
        by_way=by_way,
        pence=sum(way.pence for way in by_way),
        to_send=sum(how_many.get(status, 0) for status in UNSENT),
        by_hand=how_many.get(NoticeStatus.BY_HAND, 0),
        held_back=how_many.get(NoticeStatus.WITHHELD, 0),
        heard=not_considered(session),
        paused=tuple(sorted(paused_now(session, now).values(), key=lambda pause: pause.way)),
        waiting=_waiting(session, now, most),
    )


def ways_since(session: Session, since: datetime, until: datetime) -> tuple[ByWay, ...]:
    """What was begun by each way from `since` on, before `until`."""
    query = (
        select(
            SendingRow.way,
            SendingRow.stands,
            func.count(),
            func.coalesce(func.sum(SendingRow.pages), 0),
            func.coalesce(func.sum(SendingRow.pence), 0),
        )
        .where(SendingRow.begun_at >= since, SendingRow.begun_at < until)
        .group_by(SendingRow.way, SendingRow.stands)
    )
    of: dict[Way, list[tuple[Stands, int, int, int]]] = defaultdict(list)
    for way, stands, how_many, pages, pence in session.execute(query):
        of[way].append((stands, how_many, pages, 0 if stands in COSTS_NOTHING else pence or 0))
    return tuple(
        ByWay(
            way=way,
            handed_over=sum(how_many for _, how_many, _, _ in of[way]),
            stands={stands: how_many for stands, how_many, _, _ in sorted(of[way])},
            pages=sum(pages for *_, pages, _ in of[way]),
            pence=sum(pence for *_, pence in of[way]),
        )
        for way in sorted(of)
    )


NOT_GONE = (*UNSENT, NoticeStatus.BY_HAND, NoticeStatus.WITHHELD)
"""The statuses of what has not gone. Every letter that ever went has another: those are not counted."""


def standing_now(session: Session) -> dict[NoticeStatus, int]:
    """How many notices have not gone, by how they stand."""
    query = select(NoticeRow.status, func.count()).where(NoticeRow.status.in_(NOT_GONE)).group_by(NoticeRow.status)
    return {row[0]: row[1] for row in session.execute(query)}


def waits_since(session: Session) -> datetime | None:
    """Since when the notice waits that has waited longest to be sent; None where none does."""
    return session.scalar(select(func.min(NoticeRow.queued_at)).where(NoticeRow.status.in_(UNSENT)))


def not_considered(session: Session) -> int:
    """How many receipts no plan has considered yet."""
    return session.scalar(select(func.count()).where(ReceiptRow.considered_at.is_(None))) or 0


def _waiting(session: Session, now: datetime, most: int) -> tuple[WaitingNotice, ...]:
    is_open = NoticeRow.status.in_((*UNSENT, NoticeStatus.BY_HAND))
    query = select(NoticeRow).where(is_open).order_by(NoticeRow.queued_at, NoticeRow.key).limit(most)
    notices, paused = session.scalars(query).all(), paused_now(session, now)
    plans = {notice.plan_id for notice in notices}
    sendings, tasks = sendings_of(session, plans), give_tasks_of(session, plans)
    return tuple(
        WaitingNotice(
            plan=notice.plan_id,
            reference=reference_of(notice.plan_id),
            notice=notice.key,
            version=notice.version,
            kind=notice.kind,
            recipient=notice.recipient,
            status=notice.status,
            since=notice.queued_at,
            waits=why_it_waits(
                notice,
                last_of(sendings, notice),
                tasks.get(notice.key),
                paused,
                now,
            ),
        )
        for notice in notices
    )
