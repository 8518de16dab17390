"""DEC-4, RET-4, TIME-6 · Requests for information before a decision, and questions about what a return means.

Each question has its own clock, owned by the person who is to answer. While a question is open, the clock of the plan's
state stands still: it measures its owner's time, and its owner is waiting. The clock of the whole sign-off runs on.
"""

from dataclasses import replace
from datetime import datetime

from countersign.careplan.clocks import Because, Wait
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.declaring import Message
from countersign.careplan.notices import NoticeKind
from countersign.careplan.same_staff import each_once
from countersign.casework.case import Accepted, Case
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Question
from countersign.casework.ladder import levels_of, tell


def ask(case: Case, message: Message, wait: Wait, owner: str, words: str, *, about: str = "", person: str = "") -> None:
    """Keep the question, start its clock, stop the clock of the plan's state, and tell whoever is to answer."""
    since = case.takes_effect(message, case.state_began)
    keep(
        case,
        Question(
            question=message.message_id,
            kind=wait.value,
            version=case.version,
            asked_by=message.sent_by.id,
            asked_of=owner,
            asked_at=since,
            words=words,
            about=about,
        ),
    )
    clock = case.clocks.start(wait, owner, since, message.message_id, person)
    asked = Because.INFORMATION_ASKED if wait is Wait.INFORMATION else Because.QUESTION_ASKED
    case.pause_main_clock(clock, asked, since)
    task = "You are asked for information about a plan" if wait is Wait.INFORMATION else "You are asked about a return"
    tell(case, NoticeKind.QUESTION, levels_of(case, owner, person), 0, task, case.status.value, clock.due)


def keep(case: Case, question: Question) -> None:
    """Keep a question as it is now."""
    case.changes.questions[question.question] = question


def open_question(case: Case, wait: Wait, field: str, question_id: str) -> Question | Refused:
    """The open question of that id; otherwise a refusal that names the questions that are open."""
    question = case.file.question(question_id)
    if question is None or f"{wait.value}:{question_id}" not in case.clocks:
        open_now = ", ".join(clock.about for clock in case.clocks if clock.wait is wait) or "none"
        return Refused(Refusal.NO_SUCH_QUESTION, (f"{field}: is not one that is open ({open_now}).",))
    return question


def close(case: Case, question: Question, wait: Wait, at: datetime, by: str, words: str) -> None:
    """Close a question: stop its clock, and let the clock of the plan's state run again."""
    keep(case, replace(question, answered_at=at, answered_by=by, answer=words))
    name = f"{wait.value}:{question.question}"
    case.clocks.stop(name)
    came = Because.INFORMATION_CAME if wait is Wait.INFORMATION else Because.QUESTION_ANSWERED
    case.resume_main_clock(name, came, at)


def then(case: Case) -> str:
    """Words for the end of a note: whether the clock of the plan's state runs again."""
    running = case.main_clock
    return "" if running is None or running.is_paused else "; the clock runs again"


def answer(case: Case, message: Message, wait: Wait, field: str, question_id: str, words: str) -> Accepted | Refused:
    """Take an answer to an open question, and tell whoever asked. `field`: the field that names the question."""
    question = open_question(case, wait, field, question_id)
    if isinstance(question, Refused):
        return question
    at = case.takes_effect(message, case.clocks[f"{wait.value}:{question_id}"].since)
    close(case, question, wait, at, message.sent_by.id, words)
    is_information = wait is Wait.INFORMATION
    happening = Happening.INFORMATION_CAME if is_information else Happening.RETURN_EXPLAINED
    case.record.note(happening, by=Actor.STAFF, of=message, question=question_id, then=then(case))
    if is_information:
        tell_who_decides(case, question, "The information has come.")
    else:
        task = "The question about the return is answered."
        case.tell_people(NoticeKind.QUESTION, (question.asked_by,), task=task, status=case.status.value)
    return Accepted()


def settle_questions(case: Case, why: str) -> None:
    """The plan has moved on: close every open question without an answer."""
    for clock in case.clocks:
        if clock.wait not in (Wait.INFORMATION, Wait.QUESTION):
            continue
        question = case.file.question(clock.about)
        if question is not None and question.answered_at is None:
            keep(case, replace(question, answered_at=case.now, answered_by=Actor.SYSTEM, answer=why))
        case.clocks.stop(clock.name)
        is_information = clock.wait is Wait.INFORMATION
        happening = Happening.INFORMATION_NO_LONGER_WANTED if is_information else Happening.QUESTION_NO_LONGER_ASKED
        case.record.note(happening, clock=clock.name, why=why)


def tell_who_decides(case: Case, question: Question, task: str) -> None:
    """DEC-4: an answer goes back to the authoriser who asked; if they may no longer decide, to whoever decides now.

    If the plan was reassigned meanwhile, the new authoriser is told too, because it is now their turn.
    """
    asker, main = question.asked_by, case.main_clock
    now = (main.person,) if main is not None and main.person else ()
    people = tuple(sorted(each_once((asker, *now))))
    if isinstance(case.authority_of(asker), Refused) or case.is_away(asker):
        people = now
        case.record.note(Happening.ASKER_NO_LONGER_DECIDES)
    if people:
        case.tell_people(NoticeKind.QUESTION, people, task=task, status=case.status.value)
    else:
        tell(case, NoticeKind.QUESTION, levels_of(case, case.decides), 0, task, case.status.value)
