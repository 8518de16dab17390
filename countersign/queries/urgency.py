"""TIME-3, TIME-4 · What stands first in a brief: urgent needs, interim support, and by when to decide."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.interim import Interim
from countersign.careplan.plan import Plan
from countersign.careplan.wire import is_so
from countersign.careplan.worth_a_look import words_beside_no
from countersign.casework.happenings import Happening
from countersign.casework.kept import PlanState
from countersign.casework.ports import CaseFile
from countersign.queries.view import View
from countersign.store.tables import RecordRow
from countersign.wording.without_names import without_names

ABOUT_URGENT_NEEDS = (Happening.URGENT_NEEDS_STATED, Happening.URGENT_NEEDS_REPORTED, Happening.NEEDS_ANSWERED)


class UrgentNeedsSaid(View):
    """TIME-3: what somebody said of urgent needs, with who and when. Nobody has verified it."""

    what: str
    """What the record says that it was: a report, a plan's own statement, or the duty team's answer."""

    words: str
    """What they said, without the names that the plan knows."""

    reported_by: str
    """Who reported them, in the sender's words; empty where it is no report."""

    sent_by: str
    """The staff reference under which it was sent, as the sender gave it."""

    at: datetime


class Urgency(View):
    """TIME-3: whether somebody cannot wait for the decision, and what is done about it meanwhile."""

    urgent_needs_known: bool
    """Whether urgent needs are known: the plan states them, somebody reported them, or the duty team found them out."""

    urgent_needs: str
    """The urgent needs that the version in hand states; empty where it states none."""

    said_beside_no: str
    """SUB-1: what the version in hand says where it says that there are none, if that may say otherwise; else empty."""

    said: tuple[UrgentNeedsSaid, ...]
    """What was said of urgent needs elsewhere than in the version in hand, the latest first."""

    interim_support: Interim
    """How far interim support has got."""

    interim_because: str
    """Why interim support was asked for, or asked about; empty if it never was."""

    due_at: datetime | None
    """When the plan's state is due, as pauses have moved it; none if the plan waits for nothing."""

    late: Mapping[str, datetime]
    """TIME-8: each wait of the plan and of its interim support that is late, with the first date that it missed."""


def urgency_of(session: Session, file: CaseFile, state: PlanState, plan: Plan, late: Mapping[str, datetime]) -> Urgency:
    """What stands first in the brief on a plan's file. `plan`: the version in hand. `late`: as in `Urgency`."""
    arrangement = file.arrangement()
    stated = plan.urgent_needs.in_words if plan.urgent_needs and is_so(plan.urgent_needs) else ""
    return Urgency(
        urgent_needs_known=state.urgent_needs_known,
        urgent_needs=without_names(stated, plan),
        said_beside_no=without_names(words_beside_no(plan.urgent_needs), plan),
        said=tuple(_said(session, plan, stated)),
        interim_support=arrangement.stage if arrangement else Interim.NONE,
        interim_because=arrangement.because if arrangement else "",
        due_at=state.due_at,
        late=late,
    )


def _said(session: Session, plan: Plan, stated: str) -> Iterator[UrgentNeedsSaid]:
    """What the record has of urgent needs. What the version in hand states stands there already."""
    query = (
        select(RecordRow)
        .where(RecordRow.plan_id == plan.plan_id, RecordRow.event.in_(ABOUT_URGENT_NEEDS))
        .order_by(RecordRow.number.desc())
    )
    for row in session.scalars(query):
        words = str(row.detail.get("needs") or row.detail.get("words") or "")
        if row.event is Happening.URGENT_NEEDS_STATED and words == stated:
            continue
        yield UrgentNeedsSaid(
            what=row.what,
            words=without_names(words, plan),
            reported_by=without_names(str(row.detail.get("reported_by", "")), plan),
            sent_by=row.actor,
            at=row.at,
        )
