"""TELL-5: what was heard of a sending, kept until its plan's workflow has considered it.

Whoever hears something writes it down here, and then tells the workflow to look: the database has the truth, and a
forged signal can only make a workflow look.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select, update

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.ways import STILL_OPEN, Asked, Heard, Stands, Way
from countersign.store import rows
from countersign.store.database import Database
from countersign.store.statements import inserts_once, table_of
from countersign.store.tables import NoticeRow, ReceiptRow, SendingRow


class Taken(StrEnum):
    """What became of something that was heard."""

    NEW = "new"
    """It is kept, and its plan's workflow is to look."""

    KNOWN = "known"
    """The same was heard of that sending before."""

    UNKNOWN = "unknown"
    """No sending of ours has that reference. Nothing is kept."""


class Receipted(NamedTuple):
    """What became of it, and whom to tell to look."""

    taken: Taken

    plan_id: str = ""
    """The plan whose notice it is; empty where the reference is unknown."""

    workflow: Workflow = Workflow.PLAN
    """Which of its workflows sent it."""


_OF = (
    select(SendingRow.plan_id, NoticeRow.workflow)
    .join(NoticeRow, NoticeRow.key == SendingRow.notice)
    .with_only_columns(SendingRow.plan_id, NoticeRow.workflow)
)
_SENDING = _OF.add_columns(SendingRow.way, SendingRow.begun_at)


def take_receipt(database: Database, heard: Heard) -> Receipted:
    """Keep what was heard of a sending, once for each sending and what was heard.

    Of what went by a way of which they cannot say this nothing is kept. Nothing happened before it was begun.
    """
    with database.begin() as connection:
        of = connection.execute(_SENDING.where(SendingRow.reference == heard.reference)).first()
        if of is None or (heard.ways and of.way not in heard.ways):
            return Receipted(Taken.UNKNOWN)
        heard = heard._replace(at=max(heard.at, of.begun_at))
        row = rows.receipt_columns(heard, datetime.now(UTC))
        is_new = inserts_once(connection, ReceiptRow, row)
        return Receipted(Taken.NEW if is_new else Taken.KNOWN, of.plan_id, of.workflow)


def to_be_considered(database: Database) -> list[tuple[str, Workflow]]:
    """The plans, and which of their workflows, that have still to consider something that was heard."""
    query = (
        _OF.join(ReceiptRow, ReceiptRow.reference == SendingRow.reference)
        .where(ReceiptRow.considered_at.is_(None))
        .distinct()
    )
    with database.begin() as connection:
        return sorted((row.plan_id, row.workflow) for row in connection.execute(query))


def to_ask_about(database: Database, way: Way, most: int) -> list[Asked]:
    """The sendings by a way of which more may be heard, the earliest first, `most` of them at most."""
    query = (
        select(SendingRow.reference, SendingRow.their_reference, SendingRow.went_at)
        .where(SendingRow.way == way, SendingRow.stands.in_(STILL_OPEN))
        .order_by(SendingRow.begun_at)
        .limit(most)
    )
    with database.begin() as connection:
        return [Asked(*row) for row in connection.execute(query)]


def followed_to_the_end(database: Database, plans: Collection[str], before: datetime, now: datetime) -> int:
    """Count what these plans sent before then, and of which nothing more was heard, as at their end.

    Returns how many. Their notices stay sent.
    """
    with database.begin() as connection:
        table = table_of(SendingRow)
        over = update(table).where(
            table.c.plan_id.in_(plans), table.c.stands.in_(STILL_OPEN), table.c.begun_at < before
        )
        return connection.execute(over.values(stands=Stands.UNKNOWN, stood_at=now)).rowcount


def plans_still_followed(database: Database, before: datetime) -> list[str]:
    """The plans of which a sending began before then, and is not at its end."""
    query = select(SendingRow.plan_id).where(SendingRow.stands.in_(STILL_OPEN), SendingRow.begun_at < before).distinct()
    with database.begin() as connection:
        return sorted(connection.scalars(query))
