"""TIME-3 · Urgent needs that a plan states, when it is submitted or resubmitted, start interim support at once."""

from datetime import datetime

from countersign.careplan.messages.declaring import Sent
from countersign.careplan.plan import Plan
from countersign.careplan.wire import is_so
from countersign.casework.case import Case
from countersign.casework.happenings import Actor, Happening


def start_on_stated_needs(case: Case, message: Sent, since: datetime, before: Plan | None = None) -> None:
    """TIME-3: where the version in hand states urgent needs that are new, ask for interim support at once.

    `before`: the version before, whose urgent needs are not new; none for a submission.
    """
    stated = case.plan.urgent_needs
    if stated is None or not stated.so or not _is_new(case.plan, before):
        return
    case.course.urgent_needs(known=True)
    detail = {"needs": stated.in_words}
    case.record.note(Happening.URGENT_NEEDS_STATED, by=Actor.PRACTITIONER, of=message, detail=detail)
    case.ask_for_interim_support("the plan states urgent needs", since)


def _is_new(plan: Plan, before: Plan | None) -> bool:
    """Whether a version states urgent needs that the version before did not."""
    if before is None or not is_so(before.urgent_needs):
        return True
    return _words(plan) != _words(before)


def _words(plan: Plan) -> str:
    return " ".join(plan.urgent_needs.in_words.split()) if plan.urgent_needs else ""
