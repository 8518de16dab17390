"""TELL-6 · Tells staff what came of something that is not the plan's state, such as a concern about a copy."""

from collections.abc import Iterable
from datetime import datetime

from countersign.careplan.notices import NoticeKind
from countersign.careplan.same_staff import is_among
from countersign.casework.case import Case


def tell_beside_the_state(
    case: Case, status: str, task: str, *, due: datetime | None, others: Iterable[str] = (), occasion: str = ""
) -> None:
    """TELL-6: tell the practitioner what came of it.

    `due`: by when the practitioner is to do what is asked of them; None if nothing is. `others`: who reads it too.
    `occasion`: what tells it from other notices by the same message.
    """
    practitioner = (case.course.practitioner,)
    told = case.staff.tell(NoticeKind.OUTCOME, practitioner, task=task, status=status, due=due, occasion=occasion)
    also = [person for person in others if not is_among(person, told)]
    case.staff.tell(NoticeKind.OUTCOME, also, task=task, status=status, occasion=occasion)
