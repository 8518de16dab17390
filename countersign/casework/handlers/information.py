"""DEC-4, TIME-6 · Handles information that is asked for before a decision."""

from dataclasses import replace

from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import finding
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.information import RequestInformation, SupplyInformation, WithdrawRequest
from countersign.careplan.notices import NoticeKind
from countersign.careplan.resubmission import sharing_was_weighed
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept.waits import WITHDRAWN
from countersign.casework.questions import answer, ask, close, keep, open_question, tell_who_decides, then


@handles(RequestInformation)
def request_information(case: Case, message: RequestInformation) -> Accepted | Refused:
    """DEC-4, TIME-6: an authoriser asks the practitioner for information. The authoriser's clock stands still."""
    authority = case.authority_of(message.sent_by.id)
    if isinstance(authority, Refused):
        return authority
    about = "/".join((message.kind.value, *((message.about.value,) if message.about else ())))
    ask(case, message, Wait.INFORMATION, PRACTITIONER, message.what, about=about)
    case.record.note(
        Happening.INFORMATION_ASKED,
        by=case.scheme.title_of(authority.role),
        of=message,
        request=message.message_id,
    )
    return Accepted()


@handles(SupplyInformation)
def supply_information(case: Case, message: SupplyInformation) -> Accepted | Refused:
    """DEC-4, TIME-6: the information has come. The authoriser's clock runs again, unless another request is open.

    A part answer is kept and the asker is told. The request stays open until the rest has come.
    """
    unweighed = sharing_was_weighed(message.gathered)
    if unweighed:
        return Refused.because(Refusal.INCOMPLETE, unweighed)
    if says_something(message.still_to_come):
        return _answered_in_part(case, message)
    if not says_something(message.information):
        return _says_nothing("information", "say what it is, or where it can be found.")
    answered = answer(case, message, Wait.INFORMATION, "request", message.request, message.information)
    if not isinstance(answered, Refused):
        case.course.supplied_information(message.sent_by.id)
    return answered


def _says_nothing(where: str, what_to_do: str) -> Refused:
    return Refused.because(Refusal.INCOMPLETE, [finding("DEC-4", False, f"This says nothing: {what_to_do}", where)])


def _answered_in_part(case: Case, message: SupplyInformation) -> Accepted | Refused:
    question = open_question(case, Wait.INFORMATION, "request", message.request)
    if isinstance(question, Refused):
        return question
    case.course.supplied_information(message.sent_by.id)
    part = {
        "at": case.now.isoformat(),
        "by": message.sent_by.id,
        "information": message.information,
        "still_to_come": message.still_to_come,
    }
    keep(case, replace(question, parts=(*question.parts, part)))
    case.record.note(Happening.INFORMATION_CAME_IN_PART, by=Actor.STAFF, of=message, request=message.request)
    tell_who_decides(case, question, "Part of the information has come; the rest is still to come.")
    return Accepted(("The request stays open until the rest has come.",))


@handles(WithdrawRequest)
def withdraw_request(case: Case, message: WithdrawRequest) -> Accepted | Refused:
    """DEC-4: the asker, or whoever may decide now, no longer needs the information. Their clock runs again."""
    question = open_question(case, Wait.INFORMATION, "request", message.request)
    if isinstance(question, Refused):
        return question
    if not says_something(message.reason):
        return _says_nothing("reason", "say why the information is no longer needed.")
    at = case.takes_effect(message, case.clocks[f"{Wait.INFORMATION.value}:{message.request}"].since)
    close(case, question, Wait.INFORMATION, at, message.sent_by.id, f"{WITHDRAWN}{message.reason}")
    case.record.note(Happening.REQUEST_WITHDRAWN, by=Actor.STAFF, of=message, request=message.request, then=then(case))
    words = "The information is no longer asked for."
    people = (case.course.practitioner,)
    case.tell_people(NoticeKind.QUESTION, people, task=words, status=case.status.value)
    return Accepted()
