"""TELL-8 · Whom and where, read as they are now, for every notice, letter and copy that has not gone yet.

One function reads it: as each goes, in the outbox, and at once when somebody says that something has changed. A notice
goes as it was made, or is made again for where it goes now, or is a person's to give, or is held back. What is being
handed over already stays as it is: it may have gone.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from countersign.careplan.asked_for import is_asked_for
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.notices import (
    ADVOCATE,
    THE_PERSONS,
    TO_STAFF,
    TOLD,
    UNSENT,
    NoticeKind,
    NoticeStatus,
    is_meanwhile,
    notice_key,
    occasion_of,
)
from countersign.careplan.people import Provider
from countersign.careplan.people_since import means_the_same, with_their_advocate
from countersign.careplan.same_recipient import Holder, name_of
from countersign.careplan.who_is_told import WITH_THE_RECORD
from countersign.casework.case import Case
from countersign.casework.copies_known import known_of
from countersign.casework.copy_holders import Instead, ask_to_speak, have_a_copy, instead_of_a_letter
from countersign.casework.happenings import Happening
from countersign.casework.kept import Notice
from countersign.casework.overtaken import is_overtaken
from countersign.casework.post import as_it_goes, why_no_way
from countersign.casework.sharing import holder_now, withhold_what_may_not_go
from countersign.casework.their_form import is_in_another_form, standing_in
from countersign.wording.addressees import Addressee, recipient_of
from countersign.wording.letter_names import which_letter
from countersign.wording.letters import Letter

NOT_IN_THEIR_FORM = (
    "what comes with it is in the form that they had before: make all of it in the form that they read now, and give "
    "it where they are now"
)


class Reading(NamedTuple):
    """What was found of some notices, by their keys."""

    stay: frozenset[str]
    """They do not go now: held back, a person's to give, or still to be made in another form."""

    to_be_made: frozenset[str]
    """Of those, what waits until what comes with it is made in another form (`countersign.casework.signing`)."""


def read_again(case: Case, notices: Iterable[Notice]) -> Reading:
    """TELL-8, SHARE-6: bring notices that wait to be sent or to be given by hand to what is so now."""
    waiting = tuple(notices)
    stay = set(withhold_what_may_not_go(case, waiting)) | speak_instead(case, waiting)
    to_be_made: set[str] = set()
    for notice in waiting:
        if notice.key in stay:
            continue
        if notice.kind in TO_STAFF:
            if notice.queued_at != case.now:  # what was queued just now was looked up just now
                case.letters.to_staff_now(notice)
            continue
        to = reached_now(case, notice)
        if to is None:
            _hold_back(case, notice)
            stay.add(notice.key)
        elif notice.status is not NoticeStatus.SENDING:
            if is_overtaken(case, notice):
                case.letters.withhold(notice)
                case.record.note(Happening.LETTER_OVERTAKEN, whom=notice.recipient, which=which_letter(notice.kind))
                stay.add(notice.key)
            elif _waits_for_a_form(case, notice, to):
                to_be_made |= {notice.key}
                stay.add(notice.key)
            elif _brought_up(case, notice, to).status is not NoticeStatus.QUEUED:
                stay.add(notice.key)
    _tell_whoever_is_told_now(case, [notice for notice in waiting if not _is_withheld(case, notice)])
    return Reading(frozenset(stay), frozenset(to_be_made))


def _is_withheld(case: Case, notice: Notice) -> bool:
    """Whether a letter to somebody who is still written to was held back: what it says is no longer so."""
    now = case.letters.notice(notice.key)
    return now is not None and now.status is NoticeStatus.WITHHELD and reached_now(case, notice) is not None


def may_not_be_given(case: Case, notice: Notice) -> bool:
    """TELL-8, SHARE-6: whether what a person was to give by hand is not to go any more; then it is held back."""
    if notice.kind in TO_STAFF:
        return False
    if withhold_what_may_not_go(case, (notice,)) or speak_instead(case, (notice,)):
        return True
    if reached_now(case, notice) is not None:
        return False
    _hold_back(case, notice)
    return True


def nothing_more_to_them(case: Case) -> None:
    """END: the person has died: hold back what is not theirs to have any more, and what somebody else is told aloud."""
    case.letters.hold_back()
    waiting = {notice.key: notice for notice in (*case.file.unsent(), *case.letters.to_be_given())}
    speak_instead(case, waiting.values())


def speak_instead(case: Case, waiting: Iterable[Notice]) -> frozenset[str]:
    """END, SHARE-5, SHARE-9: to whom a letter that the plan is not in force is not to go any more; returns their keys.

    Such a letter may have been queued before a death was known, a mark put, a concern raised, or the copy asked back.
    It is held back, and a person speaks to them.
    """
    going = [
        notice
        for notice in waiting
        if notice.kind is NoticeKind.NO_LONGER_IN_FORCE and notice.status not in (*TOLD, NoticeStatus.WITHHELD)
    ]
    if not going:
        return frozenset()
    known = known_of(case)
    have = {(has.holder.reference, has.holder.name): has for has in have_a_copy(case, known)}
    held: set[str] = set()
    for notice in going:
        holder = _holder(case, notice)
        has = have.get((holder.reference, holder.name)) if holder else None
        instead = instead_of_a_letter(case, known, has) if has else _without_a_copy(case, holder)
        if instead is None:
            continue
        _hold_back(case, notice)
        ask_to_speak(case, _code_of(notice), instead, again=occasion_of(notice.key), may_have_gone=notice.may_have_gone)
        held.add(notice.key)
    return frozenset(held)


def _without_a_copy(case: Case, holder: Holder | None) -> Instead:
    """Why no letter goes to somebody whose copy has come back since it was queued."""
    is_provider = holder is not None and isinstance(holder.party, Provider)
    return Instead.BEREAVED if case.course.state.has_died and not is_provider else Instead.ASKED_BACK


def reached_now(case: Case, notice: Notice) -> Addressee | None:
    """Whom a letter goes to, and where; None where it goes to nobody under that reference any more."""
    to = _addressed_now(case, notice)
    return as_it_goes(case, notice, to) if to else None


def _addressed_now(case: Case, notice: Notice) -> Addressee | None:
    if notice.recipient in THE_PERSONS:
        if case.course.state.has_died:
            return None
        told = {to.recipient.reference: to for to in case.letters.addressed_now(notice.kind)}
        to = told.get(notice.recipient)
        return _meanwhile(to) if to and is_meanwhile(notice.key) else to
    holder = _holder(case, notice)
    addressed_to = Letter.model_validate_json(notice.letter).head.recipient.name if notice.letter else ""
    if holder is None or (
        addressed_to and notice.recipient == ADVOCATE and name_of(addressed_to) != name_of(holder.name)
    ):
        return None
    return Addressee(recipient_of(notice.recipient, holder.party), holder.contact)


def _meanwhile(to: Addressee) -> Addressee | None:
    """TELL-4: where the standard form goes meanwhile; None where people make nothing for them any more."""
    return to._replace(contact=standing_in(to.contact)) if to.contact.is_made_by_people else None


def _holder(case: Case, notice: Notice) -> Holder | None:
    """Who has, or is to have, a copy; or the advocate who is told of the plan."""
    if notice.recipient == ADVOCATE and notice.version == case.version:
        advocate = case.course.people_now.advocate
        return Holder(ADVOCATE, advocate) if advocate else None
    return holder_now(notice.recipient, _version_of(notice), known_of(case), case.course.state.people_since)


def _version_of(notice: Notice) -> int:
    """The version by which the recipient's reference means somebody: a letter about a copy has it of that copy's."""
    if notice.kind not in (NoticeKind.COPY_TO_RETURN, NoticeKind.NO_LONGER_IN_FORCE):
        return notice.version
    said = re.match(r"v([0-9]+)(/|$)", occasion_of(notice.key))
    return int(said[1]) if said else notice.version


def _code_of(notice: Notice) -> str:
    """What stands for whoever a letter is to: their reference, with the version if another has it for somebody else."""
    said = re.match(r"v[0-9]+(?=/|$)", occasion_of(notice.key))
    return f"{said[0]}/{notice.recipient}" if said else notice.recipient


def is_still_them(case: Case, reference: str) -> bool:
    """Whether a reference of the version in hand means now whom it meant there: an advocate may be another.

    Whom the person asked for stands in no version, and a reference of theirs means one recipient for good (SHARE-4).
    """
    plan = with_their_advocate(case.plan, case.course.state.people_since, case.version)
    return is_asked_for(reference) or means_the_same(reference, plan, case.course.people_now)


def _hold_back(case: Case, notice: Notice) -> None:
    case.letters.withhold(notice)
    case.record.note(Happening.LETTER_NOT_FOR_THEM, whom=notice.recipient, which=which_letter(notice.kind))


def _waits_for_a_form(case: Case, notice: Notice, to: Addressee) -> bool:
    """TELL-4: whether what comes with a letter has to be made anew, and is: also where a person gives it."""
    is_made_anew = case.status not in CLOSED and notice.version in (case.version, case.in_force)
    return is_made_anew and _is_in_another_form(case, notice, to)


def _is_in_another_form(case: Case, notice: Notice, to: Addressee) -> bool:
    return bool(notice.letter) and is_in_another_form(notice, case.file.enclosed(notice.key), to.contact)


def _brought_up(case: Case, notice: Notice, to: Addressee) -> Notice:
    """The notice as it is from now on: made again, a person's to give, ours to send after all, or as it was."""
    letters = case.letters
    if _is_in_another_form(case, notice, to):
        # Nothing is made from that version any more. The letter alone, made anew, would hide that the rest is not.
        letters.for_a_person(notice, NOT_IN_THEIR_FORM)
        letters.ask_otherwise(letters.notice(notice.key) or notice, NOT_IN_THEIR_FORM)
        return letters.notice(notice.key) or notice
    if notice.letter and not (letters.goes_there(notice, to.contact) and _is_to(notice, to)):
        notice = letters.address_again(notice, to)
        case.record.note(Happening.ADDRESSED_AGAIN, whom=notice.recipient, which=which_letter(notice.kind))
    why = letters.why_not_there(notice.recipient, to.contact) or why_no_way(case, notice, to.contact)
    if why:
        letters.for_a_person(notice, why)
    elif notice.status is NoticeStatus.BY_HAND:
        letters.for_us_again(notice, to)
    return letters.notice(notice.key) or notice


def _is_to(notice: Notice, to: Addressee) -> bool:
    return Letter.model_validate_json(notice.letter).head.recipient == to.recipient


def _tell_whoever_is_told_now(case: Case, waiting: Iterable[Notice]) -> None:
    """TELL-1: what waits for the person, or for them, goes to everybody whom it would be addressed to now.

    The letter with the record has enclosures: signing gives it to whoever is to have it.
    """
    for notice in waiting:
        is_theirs = notice.recipient in THE_PERSONS and notice.version == case.version
        if is_meanwhile(notice.key):
            continue  # it comes with another notice, which brings its own to whoever is told
        if not is_theirs or not notice.letter or notice.kind in WITH_THE_RECORD or notice.status not in UNSENT:
            continue
        if case.course.state.has_died:
            return
        letter = Letter.model_validate_json(notice.letter)
        for to in case.letters.addressed_now(notice.kind):
            occasion = occasion_of(notice.key)
            key = notice_key(case.plan_id, notice.version, notice.kind, to.recipient.reference, occasion)
            there = case.letters.notice(key)
            if there is None or there.status is NoticeStatus.WITHHELD:
                head = letter.head.model_copy(update={"recipient": to.recipient})
                theirs = letter.model_copy(update={"head": head})
                case.letters.send(theirs, to.contact, occasion=occasion)


def take_effect(case: Case) -> None:
    """TELL-8: what was said takes effect at once on what this workflow has not sent, and on what is given by hand."""
    mine = case.situation.workflow
    by_hand = [notice for notice in case.letters.to_be_given() if notice.workflow is mine]
    read_again(case, (*case.file.unsent(mine), *by_hand))


def once_asked_for_it(case: Case) -> None:
    """SHARE-9: a letter that the plan ends is held at once where the reader's copy was asked back just now."""
    waiting = (*case.file.unsent(case.situation.workflow), *case.letters.to_be_given())
    speak_instead(case, tuple(case.letters.notice(notice.key) or notice for notice in waiting))
