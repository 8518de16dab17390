"""DEC-4 · The requests for information that are still open."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.clocks import Wait
from countersign.queries.view import View
from countersign.store.tables import QuestionRow


class PartAnswer(View):
    """A part answer to a request that is still open."""

    at: str
    """When, in the form of JSON."""

    still_to_come: str


class OpenRequest(View):
    """A request for information that is still open."""

    request: str
    """The id of the message that asked."""

    about: str
    """The kind of information, and which of the eleven questions it is to answer."""

    asked_by: str

    asked_at: datetime

    words: str

    parts: tuple[PartAnswer, ...]


def open_requests(session: Session, plans: Collection[str]) -> dict[str, tuple[OpenRequest, ...]]:
    """The open requests of each plan, the earliest first; without plans that have none."""
    query = (
        select(QuestionRow)
        .where(
            QuestionRow.plan_id.in_(plans),
            QuestionRow.kind == Wait.INFORMATION.value,
            QuestionRow.answered_at.is_(None),
        )
        .order_by(QuestionRow.asked_at, QuestionRow.question)
    )
    requests: dict[str, tuple[OpenRequest, ...]] = {}
    for row in session.scalars(query):
        request = OpenRequest(
            request=row.question,
            about=row.about,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            words=row.words,
            parts=tuple(PartAnswer(at=part["at"], still_to_come=part["still_to_come"]) for part in row.parts),
        )
        requests[row.plan_id] = (*requests.get(row.plan_id, ()), request)
    return requests
