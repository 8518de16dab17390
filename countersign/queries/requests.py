"""DEC-4, RET-4 · What was asked of the practitioner, and by them: requests for information, questions, and answers."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.clocks import Wait
from countersign.careplan.plan import Plan
from countersign.casework.happenings import Actor
from countersign.casework.kept.waits import WITHDRAWN
from countersign.queries.view import View
from countersign.store.tables import QuestionRow
from countersign.wording.without_names import without_names


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


class HowItStands(StrEnum):
    """How a request or a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "closed without an answer"


class PartSeen(View):
    """A part answer."""

    at: str
    """When, in the form of JSON."""

    by: str

    information: str

    still_to_come: str


class Asked(View):
    """One request for information (DEC-4), or one question about a return (RET-4), and its answer."""

    id: str
    """The id of the message that asked."""

    kind: str
    """`information`, or `question` about a return."""

    about: str
    """The kind of information, and which of the eleven questions it is to answer."""

    version: int

    asked_by: str

    asked_of: str

    asked_at: datetime

    words: str

    stands: HowItStands

    parts: tuple[PartSeen, ...]

    answered_by: str

    answered_at: datetime | None

    answer: str

    @property
    def about_question(self) -> str:
        """The code of the question of the decision that it is about; empty if it is about none."""
        return self.about.partition("/")[2]


def everything_asked(session: Session, plan: Plan) -> tuple[Asked, ...]:
    """DEC-4, RET-4: all that was ever asked about a plan, the earliest first, without the names that it knows."""
    query = (
        select(QuestionRow)
        .where(QuestionRow.plan_id == plan.plan_id)
        .order_by(QuestionRow.asked_at, QuestionRow.question)
    )
    return tuple(_asked(row, plan) for row in session.scalars(query))


def _asked(row: QuestionRow, plan: Plan) -> Asked:
    return Asked(
        id=row.question,
        kind=row.kind,
        about=row.about,
        version=row.version,
        asked_by=row.asked_by,
        asked_of=row.asked_of,
        asked_at=row.asked_at,
        words=without_names(row.words, plan),
        stands=_how_it_stands(row),
        parts=tuple(
            PartSeen(
                at=part["at"],
                by=part["by"],
                information=without_names(part["information"], plan),
                still_to_come=without_names(part["still_to_come"], plan),
            )
            for part in row.parts
        ),
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        answer=without_names(row.answer, plan),
    )


def _how_it_stands(row: QuestionRow) -> HowItStands:
    system: str = Actor.SYSTEM
    if row.answered_at is None:
        return HowItStands.OPEN
    if row.answered_by == system:
        return HowItStands.OVERTAKEN
    return HowItStands.WITHDRAWN if row.answer.startswith(WITHDRAWN) else HowItStands.ANSWERED
