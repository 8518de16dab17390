"""END · The ways in which a plan leaves: withdrawn, died, moved away, superseded, ended; each with its tidy-up.

Clocks stop, what was asked is settled, the person and whoever holds a copy are told where right, and interim support
goes on until somebody decides about it (TIME-5).
"""

from collections.abc import Callable
from typing import Any

from activities.case import Case
from activities.case_file import NOT_KNOWN, words_of
from activities.questions import settle_questions
from activities.telling import hold_back_letters
from careplan import lifecycle
from careplan.clocks import PRACTITIONER
from careplan.determinations import Determination
from careplan.findings import finding
from careplan.interim import Interim, PlanEvent
from careplan.lifecycle import Event
from careplan.messages import End, EndReason, Refusal, Withdraw
from careplan.notices import NoticeKind, Recipient
from store import plans, waits


def withdraw(case: Case, message: Withdraw) -> Determination:
    """END: withdrawn before it was agreed. Interim support in place goes on until somebody reviews it (TIME-5)."""
    if not lifecycle.can(case.status, Event.WITHDRAWN):
        reason = f"The plan is {words_of(case.status)}: only a plan that is not agreed yet can be withdrawn."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    settle_questions(case, "The plan has left.")
    case.move(Event.WITHDRAWN, case.now)
    detail = {"at_whose_request": message.at_whose_request, "reason": message.reason}
    case.note("Withdrawn", "END", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    _tidy_up(case, "withdrawn")
    case.tell_practitioner("withdrawn", "The plan was withdrawn before it was signed off.")
    return case.accepted()


def end(case: Case, message: End) -> Determination:
    """END: the person has died or moved away, or the plan is superseded or no longer in force."""
    event = Event.ENDED if message.reason is EndReason.ENDED else Event.LEFT
    if not lifecycle.can(case.status, event):
        words = words_of(case.status)
        reason = f"The plan is {words}: only an agreed plan can end for this reason. Use withdraw before that."
        return case.refused(Refusal.NOT_NOW, [reason])
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    superseded = message.reason is EndReason.SUPERSEDED
    if superseded != (message.superseded_by is not None) or message.superseded_by == case.plan_id:
        reason = "superseded_by: is the id of the later plan, for the reason `superseded` and for no other."
        return case.refused_for(Refusal.INCOMPLETE, [finding("END", False, reason.partition(": ")[2], "superseded_by")])
    if message.reason is EndReason.DIED:
        case.row.has_died = True
    settle_questions(case, "The plan has left.")
    case.move(event, case.now)
    note = f"Ended: {message.reason.value.replace('_', ' ')}"
    detail = {"superseded_by": message.superseded_by} if message.superseded_by else {}
    case.note(note, "END", by="staff", actor=message.sent_by.id, message_id=message.message_id, **detail)
    _tidy_up(case, message.reason.value)
    case.tell_practitioner("ended", "The plan is no longer in force.")
    return case.accepted()


def _tidy_up(case: Case, because: str) -> None:
    """END: what leaving implies: tasks settled, the person and those with a copy told where right.

    After a death nothing is sent to the person. Interim support goes on until somebody decides: its duty team is told.
    """
    case.settle_tasks("The plan has left.", "sharing", "review")
    if because == EndReason.DIED.value:
        hold_back_letters(case)
        case.say_to_interim(PlanEvent.DIED, "the person has died")
    else:
        arrangement = waits.arrangement(case.session, case.plan_id)
        in_place = arrangement is not None and arrangement.stage == Interim.IN_PLACE
        case.tell_person(NoticeKind.CLOSED, closed_because=because, interim_in_place=in_place)
        case.note("The person is told that the plan has left, and what they can do", "END", by="system")
        case.say_to_interim(PlanEvent.LEFT, f"the plan has left: {because.replace('_', ' ')}")
    _tell_holders_of_copies(case, because)


def _tell_holders_of_copies(case: Case, because: str) -> None:
    """END: a provider who was given a copy is told that the plan is not in force; a carer too, unless somebody died.

    After a death a carer may be bereaved: a person speaks to them, not a letter.
    """
    contacts = {one.id: one for one in (*case.plan.carers, *case.plan.providers)}
    carers = {one.id for one in case.plan.carers}
    for recipient in sorted(plans.who_has_a_copy(case.session, case.plan_id)):
        one = contacts.get(recipient)
        if one is None:
            continue
        if because == EndReason.DIED.value and recipient in carers:
            why = f"{recipient} had a copy of the plan: speak to them, rather than write."
            case.task(f"speak:{recipient}", "speak", why, role=PRACTITIONER, owner=case.practitioner)
            continue
        whom = Recipient(reference=recipient, name=one.name, greeting=one.name, address=one.contact.address)
        case.send(case.letter_facts(NoticeKind.NO_LONGER_IN_FORCE, whom), one.contact)
        case.note(f"{recipient}, who had a copy, is told that the plan is no longer in force", "END", by="system")


LEAVING: dict[str, Callable[[Case, Any], Determination]] = {function.__name__: function for function in (withdraw, end)}
"""What is done with each message by which a plan leaves."""
