"""TELL-5 · What was heard of a notice that went: it arrived, or it did not and goes by the next way, or is a person's.

"Told" means dispatched and not bounced, so whatever counts on a letter looks at its status: the record that was given,
who holds a copy, and the date that the person was promised (`careplan.promise`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from countersign.careplan.notices import THE_PERSONS, NoticeEvent, NoticeStatus, after, can
from countersign.careplan.promise import came_back
from countersign.careplan.ways import CAME_BACK, Heard, Receipt, Stands, next_try, stands_after
from countersign.casework import taking_up
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.determinations import Determination, Situation
from countersign.casework.happenings import Happening
from countersign.casework.keeping import keep
from countersign.casework.kept import Notice, Sending
from countersign.casework.ports import Files, Office
from countersign.casework.post import longest_wait
from countersign.casework.whom_and_where import read_again
from countersign.wording.letter_names import which_letter

IT_ARRIVED = "It arrived after all."

WORDS = {
    Receipt.FAILED: "could not be delivered",
    Receipt.LATER: "could not be delivered for now",
    Receipt.RETURNED: "came back",
    Receipt.REFUSED: "was not taken",
}
"""What is said on the record of a letter that did not arrive."""


def follow_up(files: Files, office: Office, situation: Situation) -> Determination:
    """Consider everything that was heard of the notices of this workflow, in order. What was considered stays so."""
    with files.open(situation.plan_id) as file:
        state = file.state()
        true = taking_up.truth(file, situation, state)
        heard = file.heard(situation.workflow) if state else ()
        if not heard:
            return taking_up.as_it_is(true)
        case = Case(file, office, situation.model_copy(update={"standing": true}), Cause.heard(situation.now))
        for each in heard:
            consider(case, each)
        determined = case.close(Accepted(shares=is_to_be_made_again(case)))
        keep(case)
        return determined


def consider(case: Case, heard: Heard) -> bool:
    """What follows from one thing that was heard. Returns whether anything does."""
    case.sendings.considered(heard)
    sending = case.sendings.named(heard.reference)
    stands = stands_after(sending.stands, heard.what) if sending else None
    if sending is None or stands is None:
        return False
    sending = replace(
        sending,
        stands=stands,
        stood_at=max(heard.at, sending.since),  # nothing came back before it went
        went_at=sending.went_at or heard.at,  # a receipt can come before we have written down that it went
        why=heard.why,
        pence=heard.pence if heard.pence is not None else sending.pence,
    )
    case.sendings.set(sending)
    notice = case.letters.notice(sending.notice)
    if notice is None or (notice.number, notice.way) != (sending.number, sending.way):
        return True  # it was sent again since, or a person has given it
    if heard.what is Receipt.DELIVERED:
        _arrived(case, notice, sending)
    elif heard.what in CAME_BACK and can(notice.status, NoticeEvent.CAME_BACK):
        _came_back(case, notice, sending, heard)
    return True


def is_to_be_made_again(case: Case) -> bool:
    """TELL-4: whether something that came back waits until what comes with it is made in another form."""
    came_back = [notice for notice in case.changes.notices.values() if notice.status is NoticeStatus.QUEUED]
    return bool(read_again(case, came_back).to_be_made)


def _arrived(case: Case, notice: Notice, sending: Sending) -> None:
    if not can(notice.status, NoticeEvent.ARRIVED):
        return
    was_by_hand = notice.status is NoticeStatus.BY_HAND
    arrived = after(notice.status, NoticeEvent.ARRIVED)
    case.letters.set(replace(notice, status=arrived, sent_at=notice.sent_at or sending.went_at, next_try=None))
    if was_by_hand:
        case.letters.need_not_be_given(notice, IT_ARRIVED)


def _came_back(case: Case, notice: Notice, sending: Sending, heard: Heard) -> None:
    queued = after(notice.status, NoticeEvent.CAME_BACK)
    again, since = _tried_again(case, notice, sending, heard)
    was = replace(notice, status=queued, sent_at=None, reference="", next_try=again, waits_since=since)
    case.letters.set(replace(was, attempts=notice.attempts + 1 if again else 0))
    case.record.note(
        Happening.LETTER_CAME_BACK,
        whom=notice.recipient,
        which=which_letter(notice.kind),
        how=WORDS[heard.what],
        detail={"notice": notice.key, "sending": sending.reference, "why": heard.why, "by": heard.by},
    )
    _no_promise_by(case, notice)
    if not again:
        read_again(case, (case.letters.notice(notice.key) or notice,))


def _no_promise_by(case: Case, notice: Notice) -> None:
    """A letter came back: if it gave the person the date that they hold, they hold the one before it."""
    promise, now = case.course.promise, case.changes.notices
    if notice.cause != promise.by or promise.not_arrived:
        return
    letters = ({kept.key: kept for kept in case.file.caused(promise.by)} | now).values()
    if not is_told(letter for letter in letters if letter.cause == promise.by):
        case.course.promises(came_back(promise))


def is_told(letters: Iterable[Notice]) -> bool:
    """TELL-5: whether one of some letters was sent to the person, or for them, and has not come back."""
    return any(notice.recipient in THE_PERSONS and notice.is_told for notice in letters)


def _tried_again(case: Case, notice: Notice, sending: Sending, heard: Heard) -> tuple[datetime | None, datetime | None]:
    """When it is tried again by the same way, and since when it waits; neither once it has waited long enough."""
    if heard.what is not Receipt.LATER:
        return None, None
    since, again = notice.waits_since or case.now, next_try(notice.attempts + 1, case.now)
    if again - since >= longest_wait(case):
        case.sendings.set(replace(sending, stands=Stands.REFUSED))
        return None, None
    return again, since
