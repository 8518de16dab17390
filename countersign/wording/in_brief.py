"""TELL-4 · A letter in brief, for an e-mail with a link to it and for a text message: what to do, and whom to ring.

Others see a telephone that lies on a table, and an e-mail goes through many hands. So neither says anything of health
or care, nor that there is a plan, nor the department; of a decision it says that there is one. Days that the reader
holds stand there: they are why a short message is wanted. Whoever has a letter about somebody else is told so. Source:
UK GDPR article 9 (*check*), and what the NHS puts into a text message.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from countersign.careplan.figures import day, day_of_week, time_of_day
from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import ReachesUsBy
from countersign.careplan.ways import KEPT_FOR
from countersign.wording.letter_head import LetterHead, Reader
from countersign.wording.letters import Invitation, Letter, NewDate, NoLongerInForce
from countersign.wording.letters_about_copies import CopyToReturn
from countersign.wording.letters_about_reviews import ReviewLate
from countersign.wording.letters_of_what_comes import ConditionComing, SupportForNow, SupportNow
from countersign.wording.sender_in_words import at_once, when_closed, when_open
from countersign.wording.text_message import MOST_PARTS, in_gsm, length


class InBrief(NamedTuple):
    """A letter in brief."""

    subject: str
    """Of the e-mail."""

    with_a_link: str
    """TELL-5: the words of an e-mail that ends with a link to the letter, in plain text."""

    text_message: str
    """That the letter is coming by post."""


class _Said(NamedTuple):
    """What a message says of one letter."""

    news: str

    to_do: str


_NOTHING = "You do not need to do anything."
_READ = "Please read our letter."
_KEEP = "Please read our letter, and keep it."
_MAY_BE_LEFT_OUT = frozenset({_NOTHING, _READ, _KEEP})
"""What a text message leaves out where it would have another part for it: the letter says so too."""

_ABOUT = {
    Reader.PERSON: "",
    Reader.REPRESENTATIVE: " about somebody whom you act for",
    Reader.ADVOCATE: " about somebody whom you speak for",
}
"""Whom a letter is about, by its reader; to all others it is somebody else."""


def in_brief(letter: Letter) -> InBrief:
    """The e-mail and the text message of a letter."""
    head, said = letter.head, _SAYS[letter.facts.kind](letter.facts)
    council = head.sender.council
    return InBrief(f"{council} has written to you", _with_a_link(head, said), _text_message(head, said))


def _about(head: LetterHead) -> str:
    return _ABOUT.get(head.recipient.reader, " about somebody else")


def _with_a_link(head: LetterHead, said: _Said) -> str:
    """It ends where the template has the link."""
    council = head.sender.council
    link = (
        "You can read the letter by the link below. It asks you for your e-mail address first: give the one to which "
        f"this e-mail came. So nobody else can open the letter. The link works for {KEPT_FOR}: please keep a copy of "
        "the letter."
    )
    questions = (
        f"Would you like the letter on paper, or do you have a question? Please {at_once(head)}{_and_ask_for(head)}. "
        f"Give our reference, {head.reference}. {when_open(head)} {when_closed(head)}"
    )
    doubts = (
        "Are you not sure that this e-mail is from us? Do not use the link. Find the number of "
        f"{council} yourself, such as on a letter that you have from us, and ask."
    )
    paragraphs = (
        f"Dear {head.recipient.greeting},",
        f"{council} has a letter for you{_about(head)}. {said.news} {said.to_do}",
        link,
        questions,
        doubts,
        "This e-mail says no more, because others may see it.",
        council,
        "Your letter:",
    )
    return "\n\n".join(paragraphs)


def _and_ask_for(head: LetterHead) -> str:
    return f", and ask for {head.practitioner_name}" if head.practitioner_name else ""


def _text_message(head: LetterHead, said: _Said) -> str:
    """The fullest of these that has one part, else two, and so on; the last is the least that a message has to say."""
    short, full = _wordings(head, said)
    tries = [(short, 1), *((full, parts) for parts in range(2, MOST_PARTS + 1))]
    fits = (wording for wordings, parts in tries for wording in wordings if length(wording).parts <= parts)
    return next(fits, full[-1])


def _wordings(head: LetterHead, said: _Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a text message may say in one part, and in more, the fullest first."""
    begins = f"{head.sender.council}: a letter{_about(head)} is coming by post."
    reference = f"Our ref {head.reference}."
    to_us = at_once(head)
    # Somebody else may ring for whoever cannot use a telephone.
    by_telephone = head.recipient.reaches_us_by in (ReachesUsBy.TELEPHONE, ReachesUsBy.RELAY)
    or_ring = "" if by_telephone else f" Or call {head.practitioner_telephone or head.sender.telephone}."
    ring, ring_whom = (f"{to_us[:1].upper()}{to_us[1:]}{whom}.{or_ring}" for whom in ("", _and_ask_for(head)))
    ask = "Not there in a week, or questions?"
    news = f"{begins} {said.news}"
    whole = news if said.to_do == _READ else f"{news} {said.to_do}"
    open_, closed = when_open(head), when_closed(head)
    short = [f"{whole} {ask} {ring} {reference}"]
    if said.to_do in _MAY_BE_LEFT_OUT:
        short.append(f"{news} {ask} {ring} {reference}")
    full = [
        f"{whole} {ask} {ring_whom} {open_} {closed} {reference}",
        f"{whole} {ask} {ring} {open_} {closed} {reference}",
        f"{whole} {ask} {ring} {open_} {reference}",
        *short,
        f"{news} {ask} {ring} {reference}",
        f"{begins} {ask} {ring} {reference}",
        f"{begins} {ring}",
    ]
    return tuple(map(in_gsm, short)), tuple(map(in_gsm, full))


# What each kind of letter comes to


def _by(before: str, on: date | None, otherwise: str) -> str:
    return f"{before} by {day(on)}." if on else otherwise


def _invitation(facts: Invitation) -> _Said:
    at = f" at {time_of_day(facts.meeting_at)}" if facts.meeting_at else ""
    when = f"{day_of_week(facts.meeting_on)}{at}"
    is_again = facts.was_missed or facts.instead_of
    news = f"The meeting has a new date: {when}." if is_again else f"We invite you to a meeting on {when}."
    tell_us = _by("Tell us", facts.reply_by, "Tell us soon.").removesuffix(".")
    return _Said(news, f"You do not have to take part. {tell_us} if you would like to. Our letter says how.")


def _new_date(facts: NewDate) -> _Said:
    if facts.due_on is None:
        return _Said("We need more time than we told you. Our letter says why.", _NOTHING)
    will = {Status.AWAITING_DECISION: "We will decide", Status.SIGNED_OFF: "We will talk with you"}
    news = f"{will.get(facts.waiting_for, 'We will have news for you')} by {day(facts.due_on)}"
    return _Said(f"{news}, and not by {day(facts.was_due_on)}." if facts.was_due_on else f"{news}.", _NOTHING)


def _review_late(facts: ReviewLate) -> _Said:
    late = f"We are sorry: we should have talked with you by {day(facts.was_due_on)}."
    return _Said(f"{late} We will talk with you by {day(facts.due_on)}.", "Tell us which day suits you.")


def _copy_to_return(facts: CopyToReturn) -> _Said:
    back = _by("Please send them back, or destroy them,", facts.back_by, "Please send them back, or destroy them.")
    return _Said(f"We sent you papers on {day(facts.sent_on)}. {back}", "Our letter says how.")


def _no_longer_in_force(facts: NoLongerInForce) -> _Said:
    since = f" from {day(facts.from_day)} on" if facts.from_day else " any more"
    return _Said(f"Papers that we sent you do not apply{since}.", _READ)


def _support_for_now(facts: SupportForNow) -> _Said:
    if facts.what is SupportNow.STARTS_ON and facts.starts_on:
        return _Said(f"What we arrange for you starts on {day(facts.starts_on)}.", _READ)
    started = facts.what is SupportNow.HAS_STARTED
    return _Said(f"What we arrange for you {'has started' if started else 'is changing'}.", _READ)


def _condition_coming(facts: ConditionComing) -> _Said:
    what = "send us something" if facts.is_to_send else "do something"
    return _Said(f"Our letter asks you to {what} by {day(facts.due_on)}.", _READ)


def _always(news: str, to_do: str = _READ) -> Callable[[Any], _Said]:
    return lambda _facts: _Said(news, to_do)


_SAYS: dict[NoticeKind, Callable[[Any], _Said]] = {
    NoticeKind.SUBMITTED: lambda facts: _Said(_by("We will decide", facts.due_on, "We will decide soon."), _NOTHING),
    NoticeKind.INVITATION: _invitation,
    NoticeKind.AUTHORISED: _always("We have made a decision.", _KEEP),
    NoticeKind.AGREED: _always("We have made a decision.", _KEEP),
    NoticeKind.RETURNED: _always("We could not decide yet. Our letter says why, and what we do next.", _NOTHING),
    NoticeKind.RESUBMITTED: lambda facts: _Said(
        _by("We are looking at it again, and will decide", facts.due_on, "We are looking at it again."), _NOTHING
    ),
    NoticeKind.NEW_DATE: _new_date,
    NoticeKind.CLOSED: _always(
        "It says what changes, and when.", "Please read it soon, and ask us whatever you want to know."
    ),
    NoticeKind.REVIEW_COMING: lambda facts: _Said(
        _by("We would like to talk with you", facts.due_on, ""), "Tell us which day suits you."
    ),
    NoticeKind.REVIEW_LATE: _review_late,
    NoticeKind.REVIEWED: _always("It says what came of our talk with you, and what happens next."),
    NoticeKind.REVIEW_DECLINED: _always("Somebody asked us to talk with you again soon. Our letter has our answer."),
    NoticeKind.COPY_DECIDED: _always("We were asked to send papers to somebody. Our letter has our answer."),
    NoticeKind.AMENDMENT_ASKED: lambda facts: _Said(
        _by("We were asked to change something. We will answer", facts.answer_by, "We were asked to change something."),
        _NOTHING,
    ),
    NoticeKind.AMENDMENT_ANSWERED: _always("We were asked to change something. Our letter has our answer."),
    NoticeKind.AMENDED: lambda facts: _Said(
        _by("We will decide about a change", facts.due_on, "We will decide about a change soon."), _READ
    ),
    NoticeKind.AMENDMENT_WITHDRAWN: _always("A change that we were looking at will not be made. Our letter says why."),
    NoticeKind.COPY: _always("What comes with our letter is private.", "Please keep it safe."),
    NoticeKind.NO_LONGER_IN_FORCE: _no_longer_in_force,
    NoticeKind.COPY_TO_RETURN: _copy_to_return,
    NoticeKind.NEW_PRACTITIONER: _always("You have a new person to ask."),
    NoticeKind.SUPPORT_FOR_NOW: _support_for_now,
    NoticeKind.CONDITION_COMING: _condition_coming,
    NoticeKind.PLAN_GIVEN: _always("They have had a letter with papers from us."),
}
"""Of every kind of letter that somebody who is not staff may have."""
