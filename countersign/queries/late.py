"""TIME-2 · Every wait that is late, of a plan or of interim support."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.clocks import ON_A_DAY, Wait, ladder_of
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import CountedIn
from countersign.careplan.lateness import late_for
from countersign.careplan.lifecycle import Status
from countersign.careplan.working_time import RoundTheClock, london_day, time_of
from countersign.casework.ports import Editions
from countersign.queries.interim import stages_of
from countersign.queries.waits import WaitView, missed_by, with_steps
from countersign.queries.whom_to_ring import WhomToRing, whom_to_ring
from countersign.store.register import register_of
from countersign.store.tables import PlanRow, WaitRow
from countersign.wording.clocks_in_words import lateness_in_words


class LateWait(WaitView):
    """An open wait that has missed its date, with its plan and how late it is."""

    team: str

    scheme: str

    status: Status

    interim: Interim

    counted_in: CountedIn
    """The unit in which its clock counts."""

    late: str
    """How late, in the clock's own time, in words."""

    late_seconds: int
    """How late, in seconds of the clock's own time."""

    stands_still: bool
    """Whether its clock stands still."""

    ring: tuple[WhomToRing, ...]
    """Who is waited for today, with name and telephone; empty where nobody on the register is."""


def late(session: Session, schemes: Editions, now: datetime) -> list[LateWait]:
    """Every wait that is late, the longest delay first."""
    rows = [
        row
        for row in session.scalars(select(WaitRow).where(WaitRow.ended_at.is_(None)))
        if missed_by(row, now) is not None
    ]
    plans = {row.plan_id for row in rows}
    about = {row.plan_id: row for row in session.scalars(select(PlanRow).where(PlanRow.plan_id.in_(plans)))}
    stages, register, today = stages_of(session, plans), register_of(session), london_day(now)
    waits: list[LateWait] = []
    for wait in with_steps(session, rows, now):
        plan = about[wait.plan]
        ring = whom_to_ring(session, wait, plan, register, today)
        waits.append(_with_lateness(wait, plan, stages.get(wait.plan, Interim.NONE), ring, schemes, now))
    return sorted(waits, key=lambda wait: (-wait.late_seconds, wait.plan, wait.wait))


def late_plans(session: Session, now: datetime, only: Collection[str] | None = None) -> dict[str, datetime]:
    """TIME-8: each plan of which a wait, or one of its interim support, is late, with the earliest date missed.

    `only`: of these plans; None for all.
    """
    query = select(WaitRow).where(WaitRow.ended_at.is_(None))
    if only is not None:
        query = query.where(WaitRow.plan_id.in_(only))
    plans: dict[str, datetime] = {}
    for row in session.scalars(query):
        since = missed_by(row, now)
        if since is not None:
            plans[row.plan_id] = min(since, plans.get(row.plan_id, since))
    return plans


def _with_lateness(
    wait: WaitView, plan: PlanRow, stage: Interim, ring: tuple[WhomToRing, ...], schemes: Editions, now: datetime
) -> LateWait:
    """A late wait with how late it is in its clock's own time; in hours, day and night, if its scheme is missing."""
    what = Wait(wait.name)
    counted_in, time, office_day = CountedIn.HOURS, RoundTheClock(), timedelta(hours=24)
    if plan.scheme in schemes.names():
        scheme = schemes.in_force(plan.scheme, london_day(now))
        counted_in = CountedIn.WORKING_DAYS if what in ON_A_DAY else ladder_of(scheme, what).counted_in
        time = time_of(counted_in, schemes.days(scheme))
        opens, closes = (datetime.combine(now, at) for at in (scheme.office.opens_at, scheme.office.closes_at))
        office_day = closes - opens
    by = late_for(wait.missed or now, wait.pauses, now, time)
    return LateWait(
        **dict(wait),
        team=plan.team,
        scheme=plan.scheme,
        status=plan.status,
        interim=stage,
        counted_in=counted_in,
        late=lateness_in_words(by, counted_in, office_day),
        late_seconds=round(by.total_seconds()),
        stands_still=wait.is_standing,
        ring=ring,
    )
