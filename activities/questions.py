"""DEC-4, RET-4, TIME-6 · What is asked and answered on the way: information before deciding, and what a return meant.

Each has its own clock, owned by whoever is to answer. While any is open the clock of the state stands still: it
measures its owner's time, and the owner waits. The clock of the whole sign-off does not stand.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from activities.case import Case
from activities.case_file import NOT_KNOWN, words_of
from activities.ladder import LINE_MANAGER, rungs_of, tell
from careplan.clocks import PRACTITIONER, Because, Wait
from careplan.determinations import Determination
from careplan.lifecycle import Status
from careplan.messages import (
    AnswerAboutReturn,
    AskAboutReturn,
    AskedOf,
    Message,
    Refusal,
    RequestInformation,
    SupplyInformation,
    WithdrawRequest,
)
from careplan.notices import NoticeKind
from careplan.readiness import is_evidence
from store import plans, register, waits
from store.tables import QuestionRow


def request_information(case: Case, message: RequestInformation) -> Determination:
    """DEC-4, TIME-6: whoever may decide the plan asks its practitioner for information; their own clock stands."""
    refused = _not_now(
        case, message.version, Status.AWAITING_DECISION, "only a plan that awaits a decision is asked about"
    )
    if refused is not None:
        return refused
    authority = case.authority_of(message.sent_by.id)
    if isinstance(authority, Determination):
        return authority
    _ask(case, message, Wait.INFORMATION, PRACTITIONER, message.what)
    case.note(
        f"Information was asked for: {message.message_id}. The authoriser's clock stands meanwhile",
        "TIME-6",
        by=case.scheme.title_of(authority.role),
        actor=message.sent_by.id,
        message_id=message.message_id,
    )
    return case.accepted()


def supply_information(case: Case, message: SupplyInformation) -> Determination:
    """DEC-4, TIME-6: the information has come; the authoriser's clock runs again, once nothing else is asked for.

    A part answer is kept, and the asker told; the request stays open until the rest has come.
    """
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    if is_evidence(message.still_to_come):
        return _answered_in_part(case, message)
    return _answered(case, message, Wait.INFORMATION, "request", message.request, message.information)


def _answered_in_part(case: Case, message: SupplyInformation) -> Determination:
    row = _open(case, Wait.INFORMATION, "request", message.request)
    if isinstance(row, Determination):
        return row
    part = {"at": case.now.isoformat(), "by": message.sent_by.id, "information": message.information}
    row.parts = [*row.parts, {**part, "still_to_come": message.still_to_come}]
    what = f"Part of the information has come: {message.request}"
    case.note(what, "DEC-4", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    _tell_who_decides(case, row, "Part of the information has come; the rest is still to come.")
    return case.accepted("The request stays open until the rest has come.")


def withdraw_request(case: Case, message: WithdrawRequest) -> Determination:
    """DEC-4: whoever asked, or whoever may decide now, no longer needs the information; their clock runs again."""
    row = _open(case, Wait.INFORMATION, "request", message.request)
    if isinstance(row, Determination):
        return row
    if row.asked_by != message.sent_by.id:
        authority = case.authority_of(message.sent_by.id)
        if isinstance(authority, Determination):
            return authority
    at = case.sent(message, case.clocks[f"{Wait.INFORMATION.value}:{message.request}"].since)
    _close(case, row, Wait.INFORMATION, at, message.sent_by.id, f"Withdrawn: {message.reason}")
    what = f"The request for information is withdrawn: {message.request}{_then(case)}"
    case.note(what, "DEC-4", by="staff", actor=message.sent_by.id, message_id=message.message_id)
    people = (case.practitioner,)
    words = "The information is no longer asked for."
    case.tell_staff(NoticeKind.QUESTION, PRACTITIONER, task=words, status=case.status.value, people=people)
    return case.accepted()


def ask_about_return(case: Case, message: AskAboutReturn) -> Determination:
    """RET-4: the practitioner asks the authoriser or the line manager what a return means; their own clock stands."""
    refused = _not_now(case, message.version, Status.RETURNED, "only a returned plan is asked about")
    if refused is not None:
        return refused
    if not case.knows(message.sent_by.id):
        return case.refused(Refusal.NO_AUTHORITY, [NOT_KNOWN])
    returned = plans.load_decision(case.session, case.plan_id, case.version)
    person = ""
    if message.to is AskedOf.LINE_MANAGER:
        owner = LINE_MANAGER
        if not case.line_manager:
            return case.refused(Refusal.INCOMPLETE, ["to: the plan names no line manager; ask the authoriser. [RET-4]"])
    else:
        owner = returned.authority.role if returned else case.row.route_role
        person = returned.decided_by if returned else ""
    _ask(case, message, Wait.QUESTION, owner, message.question, person)
    case.note(
        f"The practitioner asks about the return: {message.message_id}. Their clock stands meanwhile",
        "RET-4",
        by=PRACTITIONER,
        actor=message.sent_by.id,
        message_id=message.message_id,
    )
    return case.accepted()


def answer_about_return(case: Case, message: AnswerAboutReturn) -> Determination:
    """RET-4: the authoriser or the line manager answers, or whoever stands above them; the answer is recorded."""
    sender = message.sent_by.id
    row = waits.question(case.session, case.plan_id, message.question)
    manages = sender == case.line_manager and register.is_registered(case.session, sender, case.today)
    if not (manages or case.holds(sender)):
        reason = "sent_by.id: holds no role that decides for this team today, and is not the line manager."
        return case.refused(Refusal.NO_AUTHORITY, [reason])
    if row is not None and row.asked_by == sender:
        return case.refused(Refusal.NO_AUTHORITY, ["sent_by.id: nobody answers their own question."])
    return _answered(case, message, Wait.QUESTION, "question", message.question, message.answer)


def settle_questions(case: Case, why: str) -> None:
    """What was asked and not answered is no longer waited for: the plan has moved on."""
    for clock in tuple(case.clocks.values()):
        if clock.wait in (Wait.INFORMATION, Wait.QUESTION):
            row = waits.question(case.session, case.plan_id, clock.about)
            if row is not None and row.answered_at is None:
                row.answered_at, row.answered_by, row.answer = case.now, "system", why
            case.stop(clock.name)
            rule = "TIME-6" if clock.wait is Wait.INFORMATION else "RET-4"
            case.note(f"No longer waited for: {clock.name}. {why}", rule, by="system")


def _not_now(case: Case, version: int, status: Status, else_say: str) -> Determination | None:
    if version != case.version:
        reason = f"version: version {case.version} is in hand, not version {version}."
        return case.refused(Refusal.STALE_VERSION, [reason])
    if case.status is not status:
        return case.refused(Refusal.NOT_NOW, [f"The plan is {words_of(case.status)}: {else_say}."])
    return None


def _ask(case: Case, message: Message, wait: Wait, owner: str, words: str, person: str = "") -> None:
    """Keep the question, start its clock, stop that of the state, and tell whoever is to answer."""
    since = case.sent(message, case.main_clock.since if case.main_clock else None)
    about = ""
    if isinstance(message, RequestInformation):
        about = "/".join((message.kind.value, *((message.about.value,) if message.about else ())))
    question = QuestionRow(
        plan_id=case.plan_id,
        question=message.message_id,
        kind=wait.value,
        version=case.version,
        asked_by=message.sent_by.id,
        asked_of=owner,
        asked_at=since,
        words=words,
        about=about,
        parts=[],
    )
    case.session.add(question)
    clock = case.start(wait, owner, since, message.message_id)
    if person:
        clock = clock.model_copy(update={"person": person})
        case.clocks[clock.name] = clock
    asked = Because.INFORMATION_ASKED if wait is Wait.INFORMATION else Because.QUESTION_ASKED
    case.pause_main_clock(clock, asked, since)
    task = "You are asked for information about a plan" if wait is Wait.INFORMATION else "You are asked about a return"
    tell(case, NoticeKind.QUESTION, rungs_of(case, owner, person), 0, task, case.status.value, clock.due)


def _open(case: Case, wait: Wait, field: str, question_id: str) -> QuestionRow | Determination:
    """The question that is open, or the refusal that names those that are."""
    row = waits.question(case.session, case.plan_id, question_id)
    if row is None or f"{wait.value}:{question_id}" not in case.clocks:
        open_now = ", ".join(clock.about for clock in case.clocks.values() if clock.wait is wait) or "none"
        return case.refused(Refusal.NO_SUCH_QUESTION, [f"{field}: is not one that is open ({open_now})."])
    return row


def _close(case: Case, row: QuestionRow, wait: Wait, at: datetime, by: str, words: str) -> None:
    """What was asked is no longer waited for: its clock stops, and that of the state runs again."""
    row.answered_at, row.answered_by, row.answer = at, by, words
    name = f"{wait.value}:{row.question}"
    case.stop(name)
    came = Because.INFORMATION_CAME if wait is Wait.INFORMATION else Because.QUESTION_ANSWERED
    case.resume_main_clock(name, came, at)


def _then(case: Case) -> str:
    running = case.main_clock
    return "" if running is None or running.is_paused else "; the clock runs again"


def _answered(case: Case, message: Message, wait: Wait, field: str, question_id: str, words: str) -> Determination:
    row = _open(case, wait, field, question_id)
    if isinstance(row, Determination):
        return row
    at: datetime = case.sent(message, case.clocks[f"{wait.value}:{question_id}"].since)
    _close(case, row, wait, at, message.sent_by.id, words)
    rule = "TIME-6" if wait is Wait.INFORMATION else "RET-4"
    what = "The information has come" if wait is Wait.INFORMATION else "The question about the return is answered"
    note = f"{what}: {question_id}{_then(case)}"
    case.note(note, rule, by="staff", actor=message.sent_by.id, message_id=message.message_id)
    if wait is Wait.INFORMATION:
        _tell_who_decides(case, row, f"{what}.")
    else:
        people, status = (row.asked_by,), case.status.value
        case.tell_staff(NoticeKind.QUESTION, row.asked_of, task=f"{what}.", status=status, people=people)
    return case.accepted()


def _tell_who_decides(case: Case, row: QuestionRow, task: str) -> None:
    """DEC-4: answers come back to the same authoriser; if they no longer may decide, to whoever does now.

    Somebody to whom the plan was reassigned meanwhile is told besides: it is they who are waited for.
    """
    asker, main = row.asked_by, case.main_clock
    now = (main.person,) if main is not None and main.person else ()
    people = tuple(sorted({asker, *now}))
    if isinstance(case.authority_of(asker), Determination) or case.the_register.is_away(asker, case.today):
        people = now
        case.note("Whoever asked no longer decides: the answer goes to whoever does now", "DEC-4", by="system")
    if people:
        case.tell_staff(NoticeKind.QUESTION, row.asked_of, task=task, status=case.status.value, people=people)
    else:
        owner = case.row.route_role or case.scheme.authority[-1].role
        tell(case, NoticeKind.QUESTION, rungs_of(case, owner), 0, task, case.status.value)


QUESTIONS: dict[str, Callable[[Case, Any], Determination]] = {
    function.__name__: function
    for function in (request_information, supply_information, withdraw_request, ask_about_return, answer_about_return)
}
"""What is done with each message that asks or answers."""
