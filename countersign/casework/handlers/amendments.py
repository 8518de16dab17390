"""AMEND-1..4 · Handles a request for an amendment, the person's view, the answer, the amended plan, its withdrawal."""

from countersign.careplan import may_submit
from countersign.careplan.amendments import (
    FOR_THE_PERSON,
    WAITS,
    AmendedFor,
    Request,
    Stage,
    View,
    is_on_record,
)
from countersign.careplan.bounds import AMENDMENTS_OPEN
from countersign.careplan.clocks import Wait
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding, unmet
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Event, Status
from countersign.careplan.messages.amendments import (
    AnswerAmendment,
    AskForAmendment,
    RecordAmendmentView,
    SubmitAmendment,
    WithdrawAmendment,
)
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.resubmission import cost_change
from countersign.careplan.said_later import sent_before
from countersign.careplan.submission import check_plan
from countersign.careplan.what_changed import Level, takes, what_changed
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework import amending
from countersign.casework.case import Accepted, Case
from countersign.casework.copies import follow_copies
from countersign.casework.handlers.another_plan import is_another
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.in_force_before import agreed_on, in_force_before
from countersign.casework.questions import settle_questions
from countersign.casework.reviewing import promise_the_review
from countersign.casework.routes import route_of, send_to
from countersign.casework.started import agreed_plan, what_runs_goes_on
from countersign.casework.understanding import take_over_the_plans
from countersign.casework.urgent_needs import start_on_stated_needs
from countersign.casework.versions import keep_version
from countersign.wording.cost_changes import cost_change_in_words
from countersign.wording.letters_about_amendments import Amended, AmendmentAnswered, AmendmentAsked, AmendmentWithdrawn
from countersign.wording.what_changed import told_of


@handles(AskForAmendment)
def ask_for_amendment(case: Case, message: AskForAmendment) -> Accepted | Refused:
    """AMEND-1: an amendment is asked for: it is answered within the scheme's time. Nothing changes by it."""
    waiting = [request for request in case.course.state.amendments if request.stage in WAITS]
    by_the_person = AmendedFor(message.asked_by.value) in FOR_THE_PERSON
    if len(waiting) >= AMENDMENTS_OPEN and not by_the_person:
        reason = (
            f"{AMENDMENTS_OPEN} requests wait already: answer one, or take one back with withdraw_amendment. What the "
            "person asks themselves is taken all the same."
        )
        return Refused(Refusal.NOT_NOW, (reason,))
    since = case.takes_effect(message)
    request = Request(
        id=message.message_id,
        asked_by=AmendedFor(message.asked_by.value),
        asked_at=since,
        stage=Stage.ASKED,
        what=message.what_is_wanted,
        evidence_for=message.evidence_for,
    )
    case.record.note(
        Happening.AMENDMENT_ASKED,
        by=Actor.STAFF,
        of=message,
        whom=spelled_out(message.asked_by),
        request=message.message_id,
        detail={"what": message.what_is_wanted, "evidence_for": message.evidence_for},
    )
    clock = amending.open_one(case, request, since)
    answer_by = amending.answered_by(clock) or case.today
    letter = AmendmentAsked(
        by_the_person=by_the_person, asked_by=message.asked_by, what=request.what, answer_by=answer_by
    )
    case.letters.tell_person(letter, occasion=case.cause.key)
    first = "" if by_the_person else " once the person was consulted"
    return Accepted((f"It is to be answered by {answer_by},{first or ' with the person'}.",))


@handles(RecordAmendmentView)
def record_amendment_view(case: Case, message: RecordAmendmentView) -> Accepted | Refused:
    """AMEND-1: what the person thinks of it, with what speaks for and against. The answer is still to come."""
    request = amending.open_request(case, message.request, Stage.ASKED)
    if isinstance(request, Refused):
        return request
    too_early = sent_before(message.sent_at, [request.asked_at], "the request was made")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [AMEND-1]",))
    if not says_something(message.wants_it.in_words):
        reason = "say why the person wants it, or does not."
        return Refused.because(Refusal.INCOMPLETE, [finding("AMEND-1", False, reason, "wants_it.in_words")])
    view = View(
        wants_it=message.wants_it.so,
        in_words=message.wants_it.in_words,
        evidence_for=message.evidence_for,
        evidence_against=message.evidence_against,
        recorded_by=message.sent_by.id,
        recorded_at=case.takes_effect(message, request.asked_at),
    )
    amending.viewed(case, request, message.sent_by.id)
    seen = request.model_copy(update={"view": view})
    amending.open_one(case, seen, view.recorded_at)
    case.record.note(
        Happening.AMENDMENT_VIEWED,
        by=Actor.STAFF,
        of=message,
        request=request.id,
        answer="they want it" if view.wants_it else "they do not want it",
        detail=view.model_dump(mode="json"),
    )
    return Accepted()


@handles(AnswerAmendment)
def answer_amendment(case: Case, message: AnswerAmendment) -> Accepted | Refused:
    """AMEND-1, AMEND-4: the plan is to be amended, or not: the person is told why, and how to complain."""
    request = amending.open_request(case, message.request, Stage.ASKED)
    if isinstance(request, Refused):
        return request
    if request.waits_for_a_view:
        reason = "another asked for it, so the person is consulted first: send record_amendment_view."
        return Refused.because(Refusal.INCOMPLETE, [finding("AMEND-1", False, reason, "request")])
    asked = [request.asked_at, *([request.view.recorded_at] if request.view else [])]
    too_early = sent_before(message.sent_at, asked, "the request was made, and the person consulted")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [AMEND-1]",))
    at = case.takes_effect(message, request.asked_at)
    said = {
        "answered_by": message.sent_by.id,
        "answered_at": at,
        "reasons": message.reasons,
        "evidence_for": message.evidence_for,
        "evidence_against": message.evidence_against,
    }
    amending.close(case, [request], Stage.AGREED if message.agreed else Stage.NOT_AGREED, message.sent_by.id, **said)
    case.record.note(
        Happening.AMENDMENT_AGREED_TO if message.agreed else Happening.AMENDMENT_NOT_AGREED,
        by=Actor.STAFF,
        of=message,
        request=request.id,
        detail={"evidence_for": message.evidence_for, "evidence_against": message.evidence_against},
    )
    agreed = next(known for known in case.course.state.amendments if known.id == request.id)
    clock = amending.wait_for(case, agreed, at) if message.agreed else None
    if not message.agreed:
        amending.tell_who_asked(case, request)
    amended_by = amending.answered_by(clock)
    letter = AmendmentAnswered(
        asked_by=amending.as_a_letter_has_it(request.asked_by),
        agreed=message.agreed,
        what=request.what,
        reasons=message.reasons,
        amended_by=amended_by,
        after_another=message.agreed and case.course.is_amended,
    )
    case.letters.tell_person(letter, occasion=case.cause.key)
    if not message.agreed:
        return Accepted(("The person is told why, and how to complain.",))
    if amended_by is None:
        return Accepted(("It waits for the version in hand; then the amended plan is due.",))
    return Accepted((f"The amended plan is due by {amended_by}.",))


@handles(SubmitAmendment)
def submit_amendment(case: Case, message: SubmitAmendment) -> Accepted | Refused:
    """AMEND-2: an amended plan is in hand, and is signed off in proportion. The one in force stays in force."""
    another = is_another(case, message.plan)
    if another is not None:
        return another
    carries_out: list[Request] = []
    for request_id in dict.fromkeys(message.requests):
        request = amending.open_request(case, request_id, Stage.AGREED, field="requests")
        if isinstance(request, Refused):
            return request
        carries_out.append(request)
    agreed = [request.answered_at or request.asked_at for request in carries_out]
    too_early = sent_before(message.sent_at, agreed, "the amendment was agreed to")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [AMEND-2]",))
    before, sent_on = case.plan, min(london_day(message.sent_at), case.today)
    gaps = (*_changes_something(case, message), *unmet(check_plan(message.plan, case.scheme, sent_on)))
    earlier = in_force_before(case.file, case.in_force)
    less = takes(message.plan, before, sent_on, earlier)
    gaps = (*gaps, *is_on_record(message.less_because, less, sent_on, agreed_on(case.file, case.in_force)))
    not_theirs = (
        *may_submit.are_on_the_register(message.sent_by.id, message.plan, case.register, case.today),
        *may_submit.not_whoever_decided(message.plan, case.decided_by),
    )
    if not_theirs or gaps:
        return Refused.because(Refusal.NO_AUTHORITY if not_theirs else Refusal.INCOMPLETE, (*not_theirs, *gaps))
    since = case.takes_effect(message, max(request.asked_at for request in carries_out))
    why_less = message.less_because.what if message.less_because else ""
    case.course.amended_by(message.plan, since)
    keep_version(case, submitted_by=message.sent_by.id, submitted_at=since, why_it_costs_less=why_less)
    amending.close(case, carries_out, Stage.IN_HAND, message.sent_by.id, version=case.version)
    amending.hold_the_agreed(case)
    to = route_of(case)
    case.course.sent_to(to.role, to.exceptional)
    clock = case.move(Event.AMENDED, since)
    case.clocks.start(Wait.SIGN_OFF, clock.owner if clock else "", since)
    level = Level.LIGHT if case.course.light_amendment else Level.FULL
    case.record.note(
        Happening.AMENDED,
        by=Actor.PRACTITIONER,
        of=message,
        version=case.version,
        level=level.value,
        in_force=case.in_force,
        detail={
            "requests": list(message.requests),
            "less_because": message.less_because.model_dump(mode="json") if message.less_because else None,
        },
    )
    due_on = case.due_on
    changed, pays = (
        told_of(message.plan, before, sent_on, earlier),
        (message.plan.person_pays, message.plan.person_pays_once),
    )
    told = case.letters.tell_person(
        Amended(
            changes=changed.changes,
            cost_changes=cost_change_in_words(cost_change(message.plan, before)),
            still_pays=pays if pays == (before.person_pays, before.person_pays_once) else None,
            lowered=changed.lowered,
            pays_more=changed.pays_more,
            support_stays=changed.support_stays,
            why_less=why_less,
            due_on=due_on,
            missed_on=case.missed_on,
        )
    )
    if told:
        case.course.promised(due_on)
        case.record.note(Happening.TOLD_DATE, day=due_on)
    if told and why_less:
        case.record.note(Happening.TOLD_WHY_IT_COSTS_LESS)
    send_to(case, to)
    follow_copies(case)
    take_over_the_plans(case, since, before)
    start_on_stated_needs(case, message, since, before)
    # SHARE-6: a decision about sharing that it states counts at once, also for copies of the version in force.
    return Accepted((f"Version {case.version} is in hand, to be signed off as {level.value}.",), shares=True)


def _changes_something(case: Case, message: SubmitAmendment) -> tuple[Finding, ...]:
    if what_changed(message.plan, case.plan):
        return ()
    reason = f"The amended plan says what version {case.version} says, which is in force: there is nothing to sign off."
    return (finding("AMEND-2", False, reason, "plan"),)


@handles(WithdrawAmendment)
def withdraw_amendment(case: Case, message: WithdrawAmendment) -> Accepted | Refused:
    """AMEND-2: a request, or the amended plan in hand, is taken back. The version in force stays in force."""
    if message.request is None:
        return _withdraw_the_one_in_hand(case, message)
    request = amending.open_request(case, message.request, *sorted(WAITS))
    if isinstance(request, Refused):
        return request
    too_early = sent_before(message.sent_at, [request.asked_at], "the request was made")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [AMEND-2]",))
    case.takes_effect(message, request.asked_at)
    amending.close(case, [request], Stage.TAKEN_BACK, message.sent_by.id)
    case.record.note(
        Happening.AMENDMENT_TAKEN_BACK, by=Actor.STAFF, of=message, detail=_detail(message), request=request.id
    )
    amending.tell_who_asked(case, request)
    letter = AmendmentWithdrawn(
        what=request.what,
        asked_by=amending.as_a_letter_has_it(request.asked_by),
        reason=message.reason,
        at_whose_request=message.at_whose_request,
        was_in_hand=False,
    )
    case.letters.tell_person(letter, occasion=case.cause.key)
    return Accepted()


def _withdraw_the_one_in_hand(case: Case, message: WithdrawAmendment) -> Accepted | Refused:
    may = {Status.AWAITING_DECISION, Status.RETURNED, Status.AUTHORISED_TO_START}
    if not case.course.is_amended or case.status not in may:
        words = spelled_out(case.status)
        reason = f"request: no amended plan waits to be decided, so name a request (the plan is {words})."
        return Refused(Refusal.NOT_NOW, (reason,))
    if case.status is Status.AUTHORISED_TO_START and case.course.state.first_payment is FirstPayment.WORKS:
        reason = "The first payment has come and works: only another amendment changes what was started. [AMEND-2]"
        return Refused(Refusal.NOT_NOW, (reason,))
    submitted = [kept.submitted_at for kept in case.file.versions() if kept.version == case.version]
    too_early = sent_before(message.sent_at, submitted, "the amended plan was submitted")
    if too_early:
        return Refused(Refusal.NOT_NOW, (f"{too_early} [AMEND-2]",))
    at = case.takes_effect(message, case.state_began)
    agreed = agreed_plan(case)
    has_started = agreed is not None and agreed.version != case.in_force
    settle_questions(case, "The amended plan was taken back.")
    withdrawn = case.version
    requests = amending.carried_out(case)
    for request in requests:
        amending.tell_who_asked(case, request)
    amending.close(case, requests, Stage.TAKEN_BACK, message.sent_by.id)
    case.record.note(
        Happening.AMENDMENT_WITHDRAWN,
        by=Actor.STAFF,
        of=message,
        detail=_detail(message),
        version=withdrawn,
        in_force=case.in_force,
    )
    case.course.back_to_the_one_in_force()
    case.move(Event.AMENDMENT_WITHDRAWN, at)
    promise_the_review(case)
    letter = AmendmentWithdrawn(
        what="\n".join(request.what for request in requests),
        reason=message.reason,
        at_whose_request=message.at_whose_request,
        was_in_hand=True,
        has_started=has_started,
    )
    case.letters.tell_person(letter, occasion=case.cause.key)
    follow_copies(case)
    amending.wait_for_the_agreed(case, at)
    if has_started:
        what_runs_goes_on(case, "The amended plan was withdrawn")
    task = f"Version {withdrawn} was taken back; version {case.version} stays in force."
    case.tell_practitioner("amendment_withdrawn", task)
    return Accepted((f"Version {case.version} stays in force.",))


def _detail(message: WithdrawAmendment) -> dict[str, object]:
    return {"at_whose_request": message.at_whose_request.value, "reason": message.reason}
