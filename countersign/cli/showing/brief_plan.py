"""Shows an authoriser the plan itself, what it has beside each question, and what was asked about it."""

from collections.abc import Sequence

from rich.markup import escape

from countersign.careplan.figures import a_week_and_once
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day, moment
from countersign.queries.plan_seen import AnswerSeen, EvidenceSeen, LimbSeen, LineSeen, PlanSeen, QuestionSeen
from countersign.queries.requests import Asked, HowItStands


def show_plan(page: Page, plan: PlanSeen) -> None:
    """SUB-5: the person's circumstances, their needs and outcomes, and every line that is to meet them."""
    page.head("The plan")
    for line in _circumstances(plan):
        page.say(escape(line), 2)
    page.head("Needs")
    for need in plan.needs:
        eligible = "" if need.eligible else ", [yellow]not eligible[/]"
        met = escape(", ".join(need.met_by)) or "[red]nothing in the plan[/]"
        area = escape(f"{need.id} {spelled_out(need.area)}")
        page.say(f"{area}{eligible}: {escape(need.description)} Met by {met}.", 2)
        _to_the_person(page, need.to_the_person, need.description)
    page.head("What the person wants to achieve")
    for outcome in plan.outcomes:
        about = f" ({', '.join(outcome.needs)})" if outcome.needs else ""
        page.say(escape(f"{outcome.id}{about} {outcome.description}"), 2)
        _to_the_person(page, outcome.to_the_person, outcome.description)
        page.say(f"How a review will know: {escape(outcome.how_we_will_know or 'not said')}", 5)
    page.head("Care and support")
    for line in plan.services:
        _line(page, line)


def _to_the_person(page: Page, words: str, description: str) -> None:
    """TELL-2: what their record will say, where that is in other words."""
    if words and words != description:
        page.say(f"To the person: {escape(words)}", 5)


def _circumstances(plan: PlanSeen) -> list[str]:
    said = [f"The person's setting: {spelled_out(plan.setting)}."]
    said += [f"Carer {carer}." for carer in plan.carers]
    said += [f"A representative acts for the person: {plan.represented_by}."] if plan.represented_by else []
    said += ["The person has an independent advocate."] if plan.has_advocate else []
    said += [f"It was planned by {plan.planned_by}."] if plan.planned_by else []
    said += [f"An expert assessor was involved: {plan.expert}."] if plan.expert else []
    said += [f"Safeguarding: {mark}" for mark in plan.safeguarding]
    said.append(_agreement(plan))
    said += [f"Very complex: {_yes_or_no(plan.very_complex)}"] if plan.very_complex else []
    said += [f"Particularly distinctive: {_yes_or_no(plan.distinctive)}"] if plan.distinctive else []
    said += [f"How to talk with the person: {plan.how_to_talk}"] if plan.how_to_talk else []
    said += [f"The financial assessment was made on {day(plan.assessed_on)}."] if plan.assessed_on else []
    said += [f"What the person pays: we {plan.billed}"] if plan.billed else []
    if plan.has_capacity_to_manage:
        capacity, order = spelled_out(plan.has_capacity_to_manage), spelled_out(plan.under_a_requirement)
        said.append(f"The person has capacity to manage the direct payment: {capacity}.")
        said.append(f"Under a requirement, licence or order (DP-4): {order}.")
    return said


def _agreement(plan: PlanSeen) -> str:
    agreement = plan.agreement
    if agreement is None:
        return "Whether the person agrees with the plan is not said."
    agrees = "agrees" if agreement.so else "does not agree"
    words = f": {agreement.in_words}" if agreement.in_words else "."
    return f"The person {agrees} with the plan, as they said on {day(agreement.on)}{words}"


def _yes_or_no(answer: AnswerSeen) -> str:
    said = "yes" if answer.so else "no"
    return f"{said}: {answer.in_words}" if answer.in_words else f"{said}."


def _line(page: Page, line: LineSeen) -> None:
    cost = a_week_and_once(line.weekly, line.one_off)
    page.say(f"{escape(line.id)} [bold]{escape(line.service)}[/]: {cost}; {escape(_managed(line))}", 2)
    page.say(escape(line.description), 5)
    if line.when:
        page.say(escape("; ".join(line.when)) + ".", 5)
    if line.others_pay:
        page.say(f"Others pay: {escape('; '.join(line.others_pay))}.", 5)
    if line.payee_lives_with_the_person:
        agreed = _yes_or_no(line.prior_agreement) if line.prior_agreement else "not stated."
        page.say(f"They live with the person: {escape(spelled_out(line.payee_lives_with_the_person))}.", 5)
        page.say(f"Prior agreement that it is necessary (DP-2): {escape(agreed)}", 5)
    if line.otherwise_weekly is not None and line.otherwise_one_off is not None:
        cost = a_week_and_once(line.otherwise_weekly, line.otherwise_one_off)
        page.say(f"If not by direct payment: {cost}. {escape(line.otherwise)}", 5)


def _managed(line: LineSeen) -> str:
    said = [spelled_out(line.managed_by)]
    said += [f"pays: {spelled_out(line.pays)}"] if line.pays else []
    said += [f"by {', '.join(line.delivered_by)}"] if line.delivered_by else []
    said.append(f"for {', '.join(line.needs)}" if line.needs else "for no need that it names")
    return ", ".join(said)


def show_questions(page: Page, limbs: Sequence[LimbSeen], questions: Sequence[QuestionSeen]) -> None:
    """DEC-1, DEC-2: the test, and each of the eleven questions with what serves it. What serves two stands once."""
    page.head("The test (DEC-1): all that apply hold, or it is returned")
    shown: dict[str, str] = {}
    for number, limb in enumerate(limbs, start=1):
        applies = "" if limb.applies else " Not answered: the plan uses no direct payment."
        page.say(escape(f"{number}. {limb.in_words}{applies}"), 2)
        _evidence(page, limb.evidence, shown, f"limb {number}")
    page.head("The eleven questions (DEC-2), each with what the plan has for it")
    numbers = {limb.limb: number for number, limb in enumerate(limbs, start=1)}
    for number, question in enumerate(questions, start=1):
        directly = f" (limb {numbers[question.limb]})" if question.limb else ""
        page.say(f"[bold]{number}. {escape(question.in_words)}[/]{directly}", 2)
        page.say(f"In the decision: [bold]{question.question.value}[/]", 5)
        _evidence(page, question.evidence, shown, f"question {number}")
        for asked in question.asked:
            page.say(f"Asked about it: {escape(asked)}, see below.", 5)


def _evidence(page: Page, evidence: Sequence[EvidenceSeen], shown: dict[str, str], where: str) -> None:
    """What serves a limb or a question; what stands further up already, by where it stands."""
    for served in evidence:
        title = escape(f"{served.shows[:1].upper()}{served.shows[1:]}")
        if served.name in shown:
            page.say(f"{title}: see {shown[served.name]}.", 5)
            continue
        shown[served.name] = where
        mark = "" if served.confirmed is not False else " [red](not confirmed)[/]"
        page.say(f"{title}{mark}: {escape(served.in_words) or '[yellow]nothing is said[/]'}", 5)


def show_asked(page: Page, asked: Sequence[Asked]) -> None:
    """DEC-4, RET-4: what was asked, what came, and what is still open; the open ones first."""
    if not asked:
        return
    page.head("What was asked, and what was answered (DEC-4, RET-4)")
    for request in sorted(asked, key=lambda request: request.stands is not HowItStands.OPEN):
        _request(page, request)


def _request(page: Page, request: Asked) -> None:
    is_open = request.stands is HowItStands.OPEN
    about = f", about {escape(spelled_out(request.about))}" if request.about else ""
    stands = f"[bold yellow]{request.stands}[/]" if is_open else request.stands.value
    page.say(
        f"{escape(request.id)}{about}: {stands}. {escape(request.asked_by)} asked the "
        f"{escape(spelled_out(request.asked_of))} on {moment(request.asked_at)}, of version {request.version}: "
        f"{escape(request.words)}",
        2,
    )
    for part in request.parts:
        page.say(f"Part of it came from {escape(part.by)}: {escape(part.information)}", 5)
        page.say(f"Still to come: {escape(part.still_to_come)}", 5)
    if request.answered_at is not None:
        by = escape(request.answered_by)
        page.say(f"{by} on {moment(request.answered_at)}: {escape(request.answer)}", 5)
