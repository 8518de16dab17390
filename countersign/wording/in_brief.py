"""TELL-4 · A letter as an e-mail and as a text message: that there is one, what to do, and whom to ring. Nothing else.

Others see a telephone that lies on a table, and an e-mail goes through many hands. So neither says anything of health
or care, nor that there is a plan, nor the department; of a decision it says that there is one. Days that the reader
holds stand there: they are why a short message is wanted. Source: UK GDPR article 9 (*check*), and what the NHS
puts into a text message.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from countersign.careplan.figures import day, day_of_week, time_of_day
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import ReachesUsBy
from countersign.wording.letter_head import LetterHead, Reader
from countersign.wording.letters import Invitation, Letter, NewDate
from countersign.wording.letters_about_copies import CopyToReturn
from countersign.wording.letters_about_reviews import ReviewLate
from countersign.wording.letters_of_what_comes import SupportForNow, SupportNow
from countersign.wording.sender_in_words import at_once
from countersign.wording.text_message import MOST_PARTS, in_gsm, length


class InBrief(NamedTuple):
    """A letter in brief."""

    subject: str
    """Of the e-mail."""

    email: str
    """Its words, in plain text."""

    text_message: str


class _Said(NamedTuple):
    """What a message says of one letter."""

    news: str

    to_do: str


_NOTHING = "You need do nothing now."
_READ = "Please read our letter."


def in_brief(letter: Letter) -> InBrief:
    """The e-mail and the text message of a letter."""
    head, said = letter.head, _SAYS[letter.facts.kind](letter.facts)
    council = head.sender.council
    return InBrief(f"{council} has written to you", _email(head, said), _text_message(head, said))


def _email(head: LetterHead, said: _Said) -> str:
    ask = f", and ask for {head.practitioner_name}" if head.practitioner_name else ""
    about = {
        Reader.REPRESENTATIVE: " It is about somebody whom you act for.",
        Reader.ADVOCATE: " It is about somebody whom you speak for.",
    }.get(head.recipient.reader, "")
    questions = f"If our letter has not come, or you have a question: {at_once(head)}{ask}."
    paragraphs = (
        f"Dear {head.recipient.greeting},",
        f"{head.sender.council} has written to you.{about} {said.news} {said.to_do}",
        "This e-mail says no more, because others may see it.",
        f"{questions} Give our reference, {head.reference}.",
        head.sender.council,
    )
    return "\n\n".join(paragraphs)


def _text_message(head: LetterHead, said: _Said) -> str:
    """The longest of these that has few enough parts; the last is the least that a message has to say."""
    wordings = tuple(in_gsm(wording) for wording in _wordings(head, said))
    return next((wording for wording in wordings if length(wording).parts <= MOST_PARTS), wordings[-1])


def _wordings(head: LetterHead, said: _Said) -> Iterator[str]:
    begins = f"{head.sender.council}: we have written to you."
    reference = f"Our reference: {head.reference}."
    to_us = at_once(head)
    # Somebody else may ring for whoever cannot use a telephone.
    by_telephone = head.recipient.reaches_us_by in (ReachesUsBy.TELEPHONE, ReachesUsBy.RELAY)
    or_ring = "" if by_telephone else f" Or call {head.practitioner_telephone or head.sender.telephone}."
    ring = f"{to_us[:1].upper()}{to_us[1:]}.{or_ring}"
    yield f"{begins} {said.news} {said.to_do} Questions? {ring} {reference}"
    yield f"{begins} {said.news} {ring} {reference}"
    yield f"{begins} {ring}"


# What each kind of letter comes to


def _by(before: str, on: date | None, otherwise: str) -> str:
    return f"{before} by {day(on)}." if on else otherwise


def _invitation(facts: Invitation) -> _Said:
    at = f" at {time_of_day(facts.meeting_at)}" if facts.meeting_at else ""
    when = f"{day_of_week(facts.meeting_on)}{at}"
    is_again = facts.was_missed or facts.instead_of
    news = f"The meeting has a new date: {when}." if is_again else f"We invite you to a meeting on {when}."
    return _Said(news, "Our letter says how you can take part. Tell us if you would like to.")


def _new_date(facts: NewDate) -> _Said:
    now = f"The day that we promised you has changed: it is {day(facts.due_on)} now." if facts.due_on else ""
    return _Said(now or "The day that we promised you no longer holds: our letter says why.", _NOTHING)


def _review_late(facts: ReviewLate) -> _Said:
    late = f"We are sorry: we should have talked with you by {day(facts.was_due_on)}."
    return _Said(f"{late} We will by {day(facts.due_on)}.", "Tell us which day suits you.")


def _copy_to_return(facts: CopyToReturn) -> _Said:
    by = f" by {day(facts.back_by)}" if facts.back_by else ""
    return _Said(f"Please send back{by} what we sent you on {day(facts.sent_on)}, or destroy it.", _READ)


def _support_for_now(facts: SupportForNow) -> _Said:
    if facts.what is SupportNow.STARTS_ON and facts.starts_on:
        return _Said(f"Something that we arrange for you starts on {day(facts.starts_on)}.", _READ)
    started = facts.what is SupportNow.HAS_STARTED
    return _Said(f"Something that we arrange for you {'has started' if started else 'is changing'}.", _READ)


def _always(news: str, to_do: str = _READ) -> Callable[[Any], _Said]:
    return lambda _facts: _Said(news, to_do)


_SAYS: dict[NoticeKind, Callable[[Any], _Said]] = {
    NoticeKind.SUBMITTED: lambda facts: _Said(_by("We will decide", facts.due_on, "We will decide soon."), _NOTHING),
    NoticeKind.INVITATION: _invitation,
    NoticeKind.AUTHORISED: _always("We have made a decision.", "Please read our letter, and keep it."),
    NoticeKind.AGREED: _always("We have made a decision.", "Please read our letter, and keep it."),
    NoticeKind.RETURNED: _always("We could not decide yet: our letter says why, and what we do next.", _NOTHING),
    NoticeKind.RESUBMITTED: lambda facts: _Said(_by("We will decide", facts.due_on, "We will decide soon."), _READ),
    NoticeKind.NEW_DATE: _new_date,
    NoticeKind.CLOSED: _always("Something that you have from us is changing.", "Please read our letter soon."),
    NoticeKind.REVIEW_COMING: lambda facts: _Said(
        _by("We would like to talk with you", facts.due_on, ""), "Tell us which day suits you."
    ),
    NoticeKind.REVIEW_LATE: _review_late,
    NoticeKind.REVIEWED: _always("Our letter says what came of our talk with you, and what happens next."),
    NoticeKind.REVIEW_DECLINED: _always("We have answered a request."),
    NoticeKind.COPY_DECIDED: _always("We have answered a request."),
    NoticeKind.AMENDMENT_ASKED: lambda facts: _Said(
        _by("We have a request, and will answer it", facts.answer_by, "We have a request, and will answer it."), _READ
    ),
    NoticeKind.AMENDMENT_ANSWERED: _always("We have answered a request."),
    NoticeKind.AMENDED: lambda facts: _Said(
        _by("We will decide about a change", facts.due_on, "We will decide about a change soon."), _READ
    ),
    NoticeKind.AMENDMENT_WITHDRAWN: _always("A change that we were to decide will not be made now."),
    NoticeKind.COPY: _always("What comes with our letter is private.", "Please keep it safe."),
    NoticeKind.NO_LONGER_IN_FORCE: _always("Something that you have from us no longer applies, or soon will not."),
    NoticeKind.COPY_TO_RETURN: _copy_to_return,
    NoticeKind.NEW_PRACTITIONER: _always("Somebody else here is now the one to ask."),
    NoticeKind.SUPPORT_FOR_NOW: _support_for_now,
    NoticeKind.CONDITION_COMING: lambda facts: _Said(f"Please do by {day(facts.due_on)} what our letter asks.", _READ),
    NoticeKind.PLAN_GIVEN: _always("Somebody whom you speak for has had papers from us."),
}
"""Of every kind of letter that somebody who is not staff may have."""
