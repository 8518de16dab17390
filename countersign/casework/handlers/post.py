"""TELL-5 · Handles post that came back."""

from datetime import UTC, datetime, time

from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.post import RecordReturnedPost
from countersign.careplan.notices import TOLD, NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.ways import Heard, Receipt
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import LONDON, london_day
from countersign.casework.case import Accepted, Case
from countersign.casework.following import consider, is_to_be_made_again
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Notice
from countersign.casework.post import current

ITS_OWN = "It is a letter of interim support, whose workflow follows it within a minute or so."


@handles(RecordReturnedPost)
def record_returned_post(case: Case, message: RecordReturnedPost) -> Accepted | Refused:
    """TELL-5: whoever it is to is not told by it. A letter of interim support is followed by its own workflow."""
    notice = case.letters.notice(f"{case.plan_id}/{message.letter}")
    sending = current(case, notice) if notice else None
    if notice is None or sending is None:
        return Refused(Refusal.NO_SUCH_LETTER, (f"letter: no letter {message.letter} of this plan was sent.",))
    refused = _is_not_out(notice) or _another_sending(notice, message.sending)
    if refused:
        return refused
    went_on = london_day(sending.since)
    if not went_on <= message.came_back_on <= case.today:
        reason = f"came_back_on: must lie between the day on which it went, {went_on}, and today."
        return Refused(Refusal.INCOMPLETE, (reason,))
    noon = datetime.combine(message.came_back_on, time(12), LONDON).astimezone(UTC)
    at = min(case.now, max(noon, sending.since))
    heard = Heard(sending.reference, Receipt.RETURNED, at, message.sent_by.id, "returned post")
    case.sendings.hear(heard)
    case.record.note(
        Happening.POST_RETURNED, by=Actor.STAFF, of=message, detail={"notice": notice.key, "why": message.why}
    )
    if notice.workflow is not case.situation.workflow:
        return Accepted((ITS_OWN,))
    consider(case, heard)
    return Accepted(_what_now(case, notice.key), shares=is_to_be_made_again(case))


def _is_not_out(notice: Notice) -> Refused | None:
    """Why a letter cannot have come back in the post; None where it can."""
    why = ""
    if notice.status not in TOLD:
        why = f"it is {spelled_out(notice.status)}, so it is known already not to have arrived."
    elif notice.way is None:
        why = "somebody has given it by hand."
    elif notice.channel is not Channel.POST:
        why = "it went by e-mail."
    return Refused(Refusal.NOT_NOW, (f"letter: {why}",)) if why else None


def _another_sending(notice: Notice, said: int | None) -> Refused | None:
    """Why it is not the latest sending of a letter that came back. Two people may record the same envelope."""
    if said == notice.number or (said is None and notice.number == 1):
        return None
    if said is None:
        which = f"sending: it went {notice.number} times: say which came back, from 1 to {notice.number}."
        return Refused(Refusal.INCOMPLETE, (which,))
    is_earlier = said < notice.number
    why = "that one is known already not to have arrived." if is_earlier else f"it went {notice.number} times."
    return Refused(Refusal.NOT_NOW, (f"sending: {why}",))


def _what_now(case: Case, key: str) -> tuple[str, ...]:
    now = case.letters.notice(key)
    if now is not None and now.status is NoticeStatus.QUEUED:
        return ("It goes again, by e-mail or to where they are written to now.",)
    if now is not None and now.status is NoticeStatus.BY_HAND:
        return ("Whoever answers for the plan is asked to find out where they live, or to give it.",)
    return ("It does not go again.",)
