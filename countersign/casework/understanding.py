"""REC-3 · Support in understanding the plan: open from when difficulty is stated until somebody records what was done.

Its clock and its task run side by side with the plan's own, whatever becomes of the plan, until the plan has left.
"""

from datetime import datetime

from countersign.careplan.clocks import PRACTITIONER, Wait
from countersign.careplan.messages.declaring import Message
from countersign.careplan.notices import ADVOCATE, NoticeKind, notice_key
from countersign.careplan.plan import Plan
from countersign.careplan.understanding import AdvocateDuty, Support, Understanding, Understood, advocate_duty
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.wording.letters import Letter, PlanGiven, Recipient

HOW = "record it with `record_understanding`"


def stated_now(case: Case) -> Understanding | None:
    """What is stated of the person's understanding by now; None if nothing is."""
    understood = case.course.state.understanding
    return understood.stated if understood else None


def take_over_the_plans(case: Case, since: datetime, before: Plan | None = None) -> None:
    """REC-3: what a version states counts from when it was submitted.

    `before`: the version before it. What it only repeats is no news: something later may have been recorded since.
    """
    stated = case.plan.understanding
    if stated is not None and (before is None or stated != before.understanding):
        state(case, stated, since)


def state(case: Case, stated: Understanding, since: datetime, of: Message | None = None) -> None:
    """REC-3: this is stated from now on. Where there is difficulty, support is open; what was given before is over."""
    case.course.understanding_is(Understood(stated=stated))
    detail = {"difficulties": [difficulty.value for difficulty in stated.difficulties]}
    by = Actor.STAFF if of else Actor.PRACTITIONER
    answer = ", ".join(detail["difficulties"]) if stated.so else "none"
    case.record.note(Happening.UNDERSTANDING_STATED, by=by, of=of, answer=answer, detail=detail)
    _stop(case, "It was stated anew.")
    if stated.so:
        _ask(case, stated, since)


def support(case: Case, given: Support, of: Message) -> None:
    """REC-3: somebody has recorded what support was given: nothing is open any more."""
    stated = stated_now(case)
    if stated is None:
        raise LookupError("nobody has stated that there is difficulty")
    case.course.understanding_is(Understood(stated=stated, support=given))
    _stop(case, "Support was recorded.", of)
    case.record.note(
        Happening.UNDERSTANDING_SUPPORTED,
        by=Actor.STAFF,
        of=of,
        advocate=spelled_out(given.advocate),
        detail=given.model_dump(mode="json"),
    )


def _stop(case: Case, why: str, of: Message | None = None) -> None:
    case.clocks.stop(Wait.UNDERSTANDING.value)
    for task in case.tasks.open(TaskKind.UNDERSTANDING):
        case.tasks.done(task, of.sent_by.id if of else Actor.SYSTEM, why)


def _ask(case: Case, stated: Understanding, since: datetime) -> None:
    """Put it to the practitioner, with a date: the support, and whether to arrange an independent advocate."""
    clock = case.clocks.start(Wait.UNDERSTANDING, PRACTITIONER, since)
    task, practitioner = what_to_do(case.course.people_now, stated), case.course.practitioner
    name = f"understanding:{case.cause}"
    case.tasks.ask(name, TaskKind.UNDERSTANDING, task, role=PRACTITIONER, owner=practitioner, due_at=clock.due)
    case.tell_people(NoticeKind.QUESTION, (practitioner,), task=task, status=case.status.value, due=clock.due)


def what_to_do(plan: Plan, stated: Understanding) -> str:
    """What the practitioner is asked to do, in words that hold nothing personal."""
    task = f"See that the person has support in understanding the plan, and {HOW}."
    duty = advocate_duty(stated)
    if duty.duty is not AdvocateDuty.ARRANGE:
        return f"{task} Consider whether an independent advocate is needed: {duty.why}."
    if plan.advocate is not None:
        return f"{task} The person has an independent advocate: they are to be involved."
    return f"{task} Arrange an independent advocate (Care Act 2014, section 67): {duty.why}."


def waits_for_understanding(case: Case) -> bool:
    """REC-3: whether the record was given, and only support in understanding is waited for before sign-off."""
    return case.letters.record_given() is not None and _is_waited_for(case)


def _is_waited_for(case: Case) -> bool:
    understood = case.course.state.understanding
    return case.scheme.understanding.sign_off_waits and understood is not None and understood.is_open


def once_it_is_given(case: Case) -> None:
    """REC-3: the person has the record: tell the advocate whom they have. Say, too, if sign-off waits for support."""
    if case.letters.record_given() is None or case.course.state.has_died:
        return
    tell_the_advocate(case)
    if _is_waited_for(case):
        case.record.note(Happening.WAITS_FOR_UNDERSTANDING)


def tell_the_advocate(case: Case) -> None:
    """REC-3: tell the advocate whom the person has by now that they have the record, if they have it.

    What is told once is not told again, however often this is asked. Nobody is written to after a death (END).
    """
    given, people = case.letters.record_given(), case.course.people_now
    advocate, said = people.advocate, case.course.state.people_since
    if given is None or advocate is None or case.course.state.has_died:
        return
    occasion = said.advocate.occasion if said and said.advocate else ""
    key = notice_key(case.plan_id, case.version, NoticeKind.PLAN_GIVEN, ADVOCATE, occasion)
    if case.letters.notice(key) is not None:
        return
    decision = case.file.decision(case.version)
    agreed_at, given_at = decision and decision.decided_at, given.sent_at
    whom = Recipient(reference=ADVOCATE, name=advocate.name, greeting=advocate.name, address=advocate.contact.address)
    before = case.file.decision(case.in_force) if case.course.is_amended else None
    facts = PlanGiven(
        agreed_on=london_day(agreed_at or case.now),
        given_on=london_day(given_at or case.now),
        instead_of=london_day(before.decided_at) if before else None,
    )
    case.letters.send(Letter(head=case.letters.head(whom), facts=facts), advocate.contact, occasion=occasion)
    case.record.note(Happening.ADVOCATE_TOLD)
