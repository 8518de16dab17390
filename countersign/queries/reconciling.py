"""TIME-1 · What our record says of each plan that a workflow should run for, and of what Temporal may have besides."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from countersign.careplan.interim import OPEN
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import UNSENT
from countersign.casework import taking_up
from countersign.casework.causes import Cause
from countersign.casework.determinations import Entry, Situation, Standing, TakenUp
from countersign.casework.kept import Waits
from countersign.queries.interim import stages_of
from countersign.store.case_files import SqlCaseFile
from countersign.store.tables import (
    MessageRow,
    NoticeRow,
    PlanRow,
    RecordRow,
    SaidToInterimRow,
    WaitingMessageRow,
)


class OurSide(NamedTuple):
    """What our record says of one plan: what a run of each workflow would begin with."""

    plan: TakenUp

    interim: TakenUp

    record: tuple[Entry, ...]
    """The latest entries of the record, the earliest first."""


class Known(NamedTuple):
    """By what a message that Temporal has is found in our record."""

    ids: frozenset[str]
    """The ids of messages that were considered, or refused."""

    hashes: frozenset[str]
    """The hashes of those that wait outside their workflow, or waited there."""

    def has(self, message_id: str, sha256: str) -> bool:
        """Whether a message is in our record. `sha256`: of what was sent, by `casework.opening.hash_of`."""
        unread = Cause.content(sha256).key  # one that could not be read, or whose sender was not verified
        return message_id in self.ids or unread in self.ids or sha256 in self.hashes


def with_something_to_do(session: Session) -> list[str]:
    """Every plan that is open, whose interim support is open, or that has something to send, always in one order."""
    wanted = union(
        select(PlanRow.plan_id).where(PlanRow.status.not_in(CLOSED)),
        select(NoticeRow.plan_id).where(NoticeRow.status.in_(UNSENT)),
        select(WaitingMessageRow.plan_id).where(WaitingMessageRow.state == Waits.WAITING),
    )
    return sorted({*session.scalars(wanted), *with_support_to_see_to(session)})


def with_support_to_see_to(session: Session) -> set[str]:
    """Every plan whose interim support is open, or has not followed yet what the plan has said to it."""
    said = select(SaidToInterimRow.plan_id).where(SaidToInterimRow.followed_at.is_(None))
    return {*session.scalars(said), *(plan for plan, stage in stages_of(session).items() if stage in OPEN)}


def known_plans(session: Session, plans: Collection[str]) -> set[str]:
    """Those of these plans that our record has."""
    return set(session.scalars(select(PlanRow.plan_id))) & set(plans)


def our_side(session: Session, plan_id: str, now: datetime) -> OurSide:
    """What our record says of a plan, whether or not it has it."""
    file = SqlCaseFile(session.connection(), plan_id)
    plan, interim = (
        taking_up.taken_up(file, Situation(plan_id=plan_id, workflow=workflow, standing=Standing(), now=now))
        for workflow in (Workflow.PLAN, Workflow.INTERIM)
    )
    return OurSide(plan, interim, plan.entries)


def known_messages(session: Session, plan_id: str) -> Known:
    """By what a message about a plan is found in our record."""
    considered = session.scalars(select(MessageRow.message_id).where(MessageRow.plan_id == plan_id))
    refused = session.scalars(select(RecordRow.message_id).where(RecordRow.plan_id == plan_id))
    waits = session.scalars(select(WaitingMessageRow.sha256).where(WaitingMessageRow.plan_id == plan_id))
    # One that came again, or to the wrong workflow, is on the record under its id and more behind a stroke.
    return Known(frozenset(key.partition("/")[0] for key in (*considered, *refused)), frozenset(waits))
