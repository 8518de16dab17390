"""END · What follows when a plan leaves, now or as a day begins: who is told, and what is tidied up.

When a plan leaves, its clocks stop and its open questions are settled. The person and everybody with a copy are told,
where that is right: from which day, and what becomes of each service that runs. Interim support goes on until somebody
decides about it (TIME-5).

A signed-off plan whose day lies ahead stays in force until that day: it keeps its reviews, its conditions and its
messages, and leaves by itself as the day begins in London. Everybody is told at once, and on the day only the
practitioner is told again, and the duty team where there is interim support. What is due on that day or later is not
reminded of. A later word on the end takes the place of the earlier one. Whether a later plan that takes its place is
still there is asked when it is said, and not again on the day.
Any other plan leaves at once, as does every plan after a death: its letters say from which day it no longer applies.
"""

from datetime import date
from typing import NamedTuple

from countersign.careplan.clocks import end_clock
from countersign.careplan.ending import Ending, Fate, fates
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Event
from countersign.careplan.messages.declaring import Message
from countersign.careplan.messages.leaving import EndAhead, EndReason
from countersign.careplan.notices import NoticeKind
from countersign.careplan.superseding import MAY_RUN
from countersign.careplan.words import spelled_out
from countersign.casework import amending
from countersign.casework.case import Accepted, Case
from countersign.casework.copies_known import known_in
from countersign.casework.copy_holders import ask_to_speak, have_a_copy, instead_of_a_letter
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.casework.questions import settle_questions
from countersign.casework.reviewing import promise_the_review
from countersign.casework.started import agreed_plan
from countersign.casework.whom_and_where import nothing_more_to_them
from countersign.wording.ending_in_words import fates_in_codes, fates_in_words
from countersign.wording.letters import Closed, Letter, NoLongerInForce, Recipient

WITHDRAWN = "withdrawn"

_NOT_DONE_ANY_MORE = (
    TaskKind.SHARING,
    TaskKind.CONCERN,
    TaskKind.EXPLAIN,
    TaskKind.REVIEW,
    TaskKind.AFTER_REVIEW,
    TaskKind.UNDERSTANDING,
    TaskKind.HELD_BEFORE,
)
"""Tasks that nobody needs to do once the plan has left."""


class Leaving(NamedTuple):
    """How a plan leaves."""

    reason: EndReason | None
    """None if it is withdrawn."""

    why: str = ""
    """The words that the person is told; empty for none."""

    ending: Ending | None = None
    """From which day, and what becomes of each service, where the plan was agreed and somebody said."""

    fates: tuple[Fate, ...] = ()
    """What becomes of each service that runs."""

    superseded_by: str | None = None
    """The later plan, where one takes its place."""

    has_started: bool = False
    """Whether it is withdrawn after it had started: what runs goes on (ROUTE-5)."""

    reviewed_on: date | None = None
    """The day of the review by which it ends (REV-2); None if it ends otherwise."""


def as_said(
    case: Case, reason: EndReason, why: str, ending: Ending | None, superseded_by: str | None = None
) -> Leaving:
    """How a plan leaves. Of one that was never agreed there is no day and no service to speak of."""
    agreed = agreed_plan(case)
    if agreed is None or ending is None:
        return Leaving(reason, why, superseded_by=superseded_by)
    return Leaving(reason, why, ending, fates(ending, agreed.plan), superseded_by)


def leave(case: Case, message: Message, leaving: Leaving) -> Accepted:
    """END: the plan leaves: at once, or, where it is signed off and its day lies ahead, as that day begins."""
    if case.in_force and leaving.reason is not EndReason.DIED and _lies_ahead(case, leaving):
        return _leave_on_its_day(case, message, leaving)
    reason, ending = leaving.reason or EndReason.ENDED, leaving.ending
    before = case.course.state.ends
    if reason is EndReason.DIED:
        case.course.person_died()
    _end_now(case, reason)
    case.record.note(
        Happening.ENDED,
        by=Actor.STAFF,
        of=message,
        reason=spelled_out(reason),
        from_day=f" (from {ending.from_day})" if ending else "",
        detail=_detail(leaving),
    )
    _note_services(case, leaving)
    tidy_up(case, leaving, before)
    when = f" from {ending.from_day}" if ending else ""
    case.tell_practitioner("ended", f"The plan is no longer in force{when}.{_without_a_copy(case, leaving)}")
    return Accepted()


def _leave_on_its_day(case: Case, message: Message, leaving: Leaving) -> Accepted:
    """END: the plan stays in force until its day. Whoever is to know is told now, with the new day if it had one."""
    reason, ending, before = leaving.reason or EndReason.ENDED, leaving.ending, case.course.state.ends
    if ending is None:
        raise ValueError("a plan that leaves on a day has one")
    said = EndAhead(
        reason=reason,
        why=leaving.why,
        ending=ending,
        superseded_by=leaving.superseded_by,
        said_by=message.sent_by.id,
        message_id=message.message_id,
        told=tuple(has.code for has in have_a_copy(case, known_in(case.file)) if not has.is_asked_back),
    )
    case.course.ends(said)
    clock = case.clocks.begin(end_clock(ending.from_day, case.now, case.scheme))
    case.record.note(
        Happening.ENDS_ON,
        by=Actor.STAFF,
        of=message,
        day=ending.from_day,
        reason=spelled_out(reason),
        instead=f", and no longer on {before.ending.from_day}" if before else "",
        detail=_detail(leaving),
    )
    _note_services(case, leaving)
    promise_the_review(case)
    _tell_person(case, leaving, before)
    _tell_holders_of_copies(case, leaving, before)
    task = f"The plan ends on {ending.from_day}, and is in force until then: it leaves by itself."
    task += _without_a_copy(case, leaving)
    whom = (case.course.practitioner,)
    case.tell_people(NoticeKind.OUTCOME, whom, task=task, status=case.status.value, due=clock.due)
    return Accepted((f"The plan ends on {ending.from_day}, and is in force until then.",))


def leave_as_the_day_begins(case: Case) -> str:
    """END: the day has come that was said. Everybody was told then, so only its practitioner is told: returns who.

    Besides, whoever was given a copy since learns now that it is out of date.
    Raises LookupError if nobody said that the plan ends.
    """
    said = case.course.state.ends
    if said is None:
        raise LookupError("nobody said that the plan ends")
    _end_now(case, said.reason)
    case.record.note(
        Happening.ENDED,
        reason=spelled_out(said.reason),
        from_day=f" (from {said.ending.from_day})",
        actor=said.said_by,
        message_id=said.message_id,
    )
    _settle(case, said.reason)
    leaving = as_said(case, said.reason, said.why, said.ending)
    _tell_holders_of_copies(case, leaving, None, but=said.told)
    case.tell_practitioner("ended", f"The plan is no longer in force from {said.ending.from_day}, as was said.")
    return case.course.practitioner


def _end_now(case: Case, reason: EndReason) -> None:
    """The plan leaves its state: its clocks stop, and its open questions are settled."""
    settle_questions(case, "The plan has left.")
    case.move(Event.ENDED if reason is EndReason.ENDED else Event.LEFT, case.now)
    case.course.ends(None)
    amending.leave(case)


def _detail(leaving: Leaving) -> dict[str, object]:
    detail: dict[str, object] = {"superseded_by": leaving.superseded_by} if leaving.superseded_by else {}
    if leaving.why:
        detail["why"] = leaving.why
    if leaving.ending is not None:
        detail["ending"] = leaving.ending.model_dump(mode="json", exclude_none=True)
    return detail


def _note_services(case: Case, leaving: Leaving) -> None:
    if leaving.fates:
        case.record.note(Happening.SERVICES_END, services=fates_in_codes(leaving.fates))


def tidy_up(case: Case, leaving: Leaving, before: EndAhead | None = None) -> None:
    """END: settle tasks, and tell the person and everybody with a copy, where that is right.

    After a death nothing is sent to the person. Interim support goes on until somebody decides, and its duty team is
    told. `before`: what had been said of the end, of which they had been told.
    """
    reason = leaving.reason
    if reason is EndReason.DIED:
        nothing_more_to_them(case)
    else:
        _tell_person(case, leaving, before)
    _settle(case, reason)
    _tell_holders_of_copies(case, leaving, before)


def _settle(case: Case, reason: EndReason | None) -> None:
    """Settle what is not to be done any more, and tell interim support."""
    case.tasks.settle("The plan has left.", *_NOT_DONE_ANY_MORE)
    if reason is EndReason.DIED:
        case.say_to_interim(PlanEvent.DIED, "the person has died")
    else:
        words = spelled_out(reason.value if reason else WITHDRAWN)
        case.say_to_interim(PlanEvent.LEFT, f"the plan has left: {words}")


def _tell_person(case: Case, leaving: Leaving, before: EndAhead | None) -> None:
    arrangement = case.file.arrangement()
    in_place = arrangement is not None and arrangement.stage is Interim.IN_PLACE
    case.letters.tell_person(
        Closed(
            closed_because=leaving.reason or WITHDRAWN,
            reviewed_on=leaving.reviewed_on,
            why=leaving.why,
            interim_in_place=in_place,
            has_started=leaving.has_started,
            from_day=leaving.ending.from_day if leaving.ending else None,
            lies_ahead=_lies_ahead(case, leaving),
            instead_of=before.ending.from_day if before else None,
            review_by=case.course.promise.current,
            services=fates_in_words(leaving.fates, case.today),
            newer_waits=_newer_waits(case, leaving.superseded_by),
        ),
        occasion=_occasion(case, before),
    )
    case.record.note(Happening.TOLD_IT_HAS_LEFT)


def _newer_waits(case: Case, superseded_by: str | None) -> bool:
    """Whether the plan that takes its place still waits for a decision: nobody is told more of it than is true."""
    later = case.file.state_of_another(superseded_by) if superseded_by else None
    return later is not None and later.status not in MAY_RUN and not later.in_force


def _occasion(case: Case, before: EndAhead | None) -> str:
    """Tells a letter from the one in which they were told of another day."""
    return case.cause.key if before else ""


def _lies_ahead(case: Case, leaving: Leaving) -> bool:
    """Whether the plan is still in force today, by what was said."""
    return leaving.ending is not None and leaving.ending.from_day > case.today


def _tell_holders_of_copies(case: Case, leaving: Leaving, before: EndAhead | None, but: tuple[str, ...] = ()) -> None:
    """END: a provider who was given a copy is told that the plan is not in force; anybody else too, but after a death.

    A provider learns what becomes of the lines that they deliver, and of no other. After a death whoever is no provider
    may be bereaved, as a carer or a friend: a person speaks to them, not a letter. So it is with others to whom no
    letter is to go (`countersign.casework.copy_holders`). `but`: whoever was told already.
    """
    known = known_in(case.file)
    for has in have_a_copy(case, known):
        code, person = has.code, has.holder
        if code in but:
            continue
        instead = instead_of_a_letter(case, known, has)
        if instead is not None:
            ask_to_speak(case, code, instead, again=_occasion(case, before))
            continue
        whom = Recipient(
            reference=has.reference, name=person.name, greeting=person.name, address=person.contact.address
        )
        theirs = tuple(fate for fate in leaving.fates if has.delivers in fate.line.delivered_by)
        facts = NoLongerInForce(
            from_day=leaving.ending.from_day if leaving.ending else None,
            lies_ahead=_lies_ahead(case, leaving),
            instead_of=before.ending.from_day if before else None,
            services=fates_in_words(theirs, case.today),
        )
        letter = Letter(head=case.letters.head(whom), facts=facts)
        of = f"v{has.of}" if has.of else ""
        occasion = "/".join(part for part in (of, _occasion(case, before)) if part)
        case.letters.send(letter, person.contact, occasion=occasion)
        case.record.note(Happening.HOLDER_TOLD_IT_HAS_LEFT, recipient=code)


def _without_a_copy(case: Case, leaving: Leaving) -> str:
    """END: whom the practitioner tells, because no letter goes to them: whoever delivers a service without a copy."""
    told = {has.delivers for has in have_a_copy(case, known_in(case.file))}
    deliver = {provider for fate in leaving.fates for provider in fate.line.delivered_by}
    others = ", ".join(sorted(deliver - told))
    if not others:
        return ""
    return f" No letter goes to {others}, without a copy of it: tell them what becomes of what they deliver."
