"""TELL-5 · A letter that came back and does not go again, because what it says is no longer so.

It gave a day, or invited to a meeting, and another letter has said since what holds now. Together they would contradict
each other. A letter that says what was decided, with reasons and rights, always goes again.
"""

from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind
from countersign.casework.case import Case
from countersign.casework.kept import Notice
from countersign.wording.letters import Invitation, Letter, NewDate, Resubmitted, Submitted

_MAY_BE = frozenset({NoticeKind.SUBMITTED, NoticeKind.RESUBMITTED, NoticeKind.NEW_DATE, NoticeKind.INVITATION})


def is_overtaken(case: Case, notice: Notice) -> bool:
    """Whether a letter went before, and what it says is no longer so."""
    if notice.kind not in _MAY_BE or not notice.letter:
        return False
    if not any(sending.notice == notice.key and sending.went_at for sending in case.sendings.all):
        return False
    facts = Letter.model_validate_json(notice.letter).facts
    if isinstance(facts, (Submitted, Resubmitted, NewDate)):
        return facts.due_on != case.course.promise.current
    if isinstance(facts, Invitation):
        is_in_hand = case.status is Status.AWAITING_DECISION and notice.version == case.version
        return not is_in_hand or facts.meeting_on < case.today
    return False
