"""RET-4 · Handles a practitioner's question about a return, and its answer."""

from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.returning import AnswerAboutReturn, AskAboutReturn, AskedOf
from countersign.careplan.same_staff import same_staff
from countersign.casework.case import Accepted, Case
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Happening
from countersign.casework.ladder import LINE_MANAGER
from countersign.casework.questions import answer, ask


@handles(AskAboutReturn)
def ask_about_return(case: Case, message: AskAboutReturn) -> Accepted | Refused:
    """RET-4: the practitioner asks the authoriser or line manager what a return means. Their own clock stands still."""
    person = ""
    if message.to is AskedOf.LINE_MANAGER:
        owner = LINE_MANAGER
        if not case.course.line_manager:
            gap = "to: the plan names no line manager; ask the authoriser. [RET-4]"
            return Refused(Refusal.INCOMPLETE, (gap,))
    else:
        returned = case.file.decision(case.version)
        owner = returned.authority.role if returned else case.course.state.route_role
        person = returned.decided_by if returned else ""
    ask(case, message, Wait.QUESTION, owner, message.question, person=person)
    case.record.note(Happening.RETURN_ASKED_ABOUT, by=PRACTITIONER, of=message, question=message.message_id)
    return Accepted()


@handles(AnswerAboutReturn)
def answer_about_return(case: Case, message: AnswerAboutReturn) -> Accepted | Refused:
    """RET-4: the authoriser, the line manager or somebody above them answers. The answer is recorded."""
    asked = case.file.question(message.question)
    if asked is not None and same_staff(asked.asked_by, message.sent_by.id):
        return Refused(Refusal.NO_AUTHORITY, ("sent_by.id: nobody answers their own question.",))
    return answer(case, message, Wait.QUESTION, "question", message.question, message.answer)
