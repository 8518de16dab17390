"""DEC, RET, ROUTE-10, DP · Handles an authoriser's decision, and a practitioner's answer to a return.

A refused decision changes nothing, and its sender gets every reason at once.
"""

from datetime import date, datetime

from countersign.careplan import consistency, less_than_before, may_submit, principles, resubmission
from countersign.careplan.amendments import is_on_record
from countersign.careplan.budget import budget_of
from countersign.careplan.conditions import on_working_days
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.first_payment import FirstPayment
from countersign.careplan.lifecycle import Event, Status
from countersign.careplan.may_decide import may_decide
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide, Resubmit
from countersign.careplan.notices import NoticeKind
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.routing import AuthorityUsed
from countersign.careplan.submission import check_plan
from countersign.careplan.what_changed import takes as taken_beside
from countersign.careplan.words_in_letters import speaks_to_the_person
from countersign.careplan.working_time import london_day
from countersign.casework.another_practitioner import tell_of_another_practitioner
from countersign.casework.case import Accepted, Case
from countersign.casework.copies import follow_copies
from countersign.casework.handlers.another_plan import is_another
from countersign.casework.handlers.registry import handles
from countersign.casework.happenings import Actor, Happening
from countersign.casework.in_force_before import agreed_on, in_force_before
from countersign.casework.kept import Decision
from countersign.casework.ladder import levels_of, tell
from countersign.casework.questions import settle_questions
from countersign.casework.routes import route_of, send_to
from countersign.casework.signed_version import told_now, why_less
from countersign.casework.started import what_runs_goes_on
from countersign.casework.understanding import take_over_the_plans
from countersign.casework.urgent_needs import start_on_stated_needs
from countersign.casework.versions import keep_version
from countersign.wording.cost_changes import cost_change_in_words, lowered_in_words
from countersign.wording.letters import AuthorisedToStart, LetterReason, Resubmitted, Returned
from countersign.wording.payment_in_words import conditions_in_words, managed_otherwise_in_words


@handles(Decide)
def decide(case: Case, message: Decide) -> Accepted | Refused:
    """DEC-1, DEC-2, DEC-3, DEC-5, ROUTE-9, ROUTE-10, RET-1, RET-2, RET-3: a decision about the version in hand.

    AMEND-2: a light amendment is agreed with the conditions, and the lines managed otherwise, that were agreed before.
    """
    facts = case.deciding_facts
    authority = may_decide(facts, message)
    if isinstance(authority, Refused):
        return authority
    message = facts.light.as_it_stays(message) if facts.light else message
    case.changes.decision = Decision(
        version=message.version,
        message_id=message.message_id,
        outcome=message.outcome.value,
        decided_by=message.sent_by.id,
        decided_at=case.now,
        authority=authority,
        content=message.model_dump(mode="json") | ({"light": True} if facts.light else {}),
        after_start=case.status is Status.AUTHORISED_TO_START,
    )
    since = case.takes_effect(message, case.state_began)
    settle_questions(case, "The plan was decided without it.")
    if message.outcome is DecisionOutcome.AGREE:
        _agreed(case, message, authority, since)
    else:
        _returned(case, message, authority, since)
    return Accepted()


def _agreed(case: Case, message: Decide, authority: AuthorityUsed, since: datetime) -> None:
    decided = as_decided(case.plan, message.managed_otherwise)
    waits_for_payment = case.scheme.sign_off.after == "first_payment" and decided.uses_direct_payment
    case.move(Event.AUTHORISED if waits_for_payment else Event.AGREED, since)
    _note_decision(case, Happening.AGREED, message, authority, decided)
    for line in message.managed_otherwise:
        case.record.note(Happening.MANAGED_OTHERWISE, line=line.line, rule=line.rule)
    for condition in message.conditions:
        case.record.note(Happening.CONDITION_SET, condition=condition.id, kind=condition.kind.value)
    if waits_for_payment:
        _authorised_to_start(case, message, authority, decided)
        return
    with_conditions = " It has conditions: read them." if message.conditions else ""
    words = f"The plan is agreed. The person is being told and given the written record.{with_conditions}"
    case.tell_practitioner("agreed", words)


def _authorised_to_start(case: Case, message: Decide, authority: AuthorityUsed, decided: Plan) -> None:
    """ROUTE-5: the plan may start. It is signed off once the first payment has come and works."""
    case.course.first_payment_is(FirstPayment.NOT_REPORTED)
    case.record.note(Happening.AUTHORISED_TO_START)
    due_on = case.due_on
    changed = told_now(case, decided)
    told = case.letters.tell_person(
        AuthorisedToStart(
            due_on=due_on,
            missed_on=case.missed_on,
            agreed_on=case.today,
            agreed_by=case.scheme.title_of(authority.role),
            budget=budget_of(decided),
            how_budget_was_worked_out=decided.how_budget_was_worked_out,
            payment=payment_terms(decided, is_net=case.scheme.direct_payments.paid == "net"),
            conditions=conditions_in_words(on_working_days(message.conditions, case.now, case.days)),
            managed_otherwise=managed_otherwise_in_words(decided, message.managed_otherwise),
            is_amended=case.course.is_amended,
            changes=changed.changes,
            lowered=changed.lowered,
            pays_more=changed.pays_more,
            support_stays=changed.support_stays,
            why_less=why_less(case, changed),
        ),
        signer=case.letters.signer(message.sent_by.id, authority.role),
    )
    if told:
        case.course.promised(due_on)
        case.record.note(Happening.TOLD_IT_CAN_START)
    task = "The plan may start: arrange the direct payment now, and report the first payment."
    case.tell_practitioner("authorised_to_start", task)
    arranges = case.scheme.sign_off.arranged_by
    if arranges is not None:
        levels = levels_of(case, arranges.role)
        tell(case, NoticeKind.OUTCOME, levels, 0, "Arrange the direct payment of this plan now.", case.status.value)


def _returned(case: Case, message: Decide, authority: AuthorityUsed, since: datetime) -> None:
    has_started = case.status is Status.AUTHORISED_TO_START
    case.move(Event.RETURNED, since)
    due_on = case.due_on
    wanted = message.wanted.value if message.wanted else ""
    _note_decision(case, Happening.RETURNED, message, authority, case.plan, wanted=wanted)
    told = case.letters.tell_person(
        Returned(
            reasons=tuple(
                LetterReason(reason=reason.to_the_person, what_happens_next=reason.what_happens_next)
                for reason in message.reasons
            ),
            wanted=message.wanted,
            due_on=due_on,
            missed_on=case.missed_on,
            has_started=has_started,
            is_amended=case.course.is_amended,
            is_a_cut=told_now(case, case.plan).is_a_cut,
        ),
        signer=case.letters.signer(message.sent_by.id, authority.role),
    )
    if told:
        case.course.promised(due_on)
        case.record.note(Happening.TOLD_NOT_SIGNED_OFF)
    case.tell_practitioner("returned", f"The plan is returned, wanting {wanted}: read the reasons and the steps.")
    if has_started:
        what_runs_goes_on(case, "The plan is returned, because it does not work yet")
    case.ask_for_interim_support("the plan was returned", since)


def _note_decision(
    case: Case, happening: Happening, message: Decide, authority: AuthorityUsed, decided: Plan, **words: str
) -> None:
    """DEC-7, ROUTE-9, ROUTE-10: the decision on the record, with its authority and where its budget sat."""
    sat = case.file.among(decided, case.scheme, case.today)
    case.record.note(
        happening,
        by=case.scheme.title_of(authority.role),
        of=message,
        acting=f", acting for {authority.acting_for}" if authority.acting_for else "",
        detail={
            "authority": authority.model_dump(mode="json"),
            "decision": message.message_id,
            "consistency": sat.model_dump(mode="json"),
            "consistency_in_words": consistency.in_words(sat),
        },
        **words,
    )


def _came_on(case: Case) -> date:
    """DEC-8: the day on which the first version came; of an amended plan, its own first version."""
    came = {kept.version: kept.submitted_at for kept in case.file.versions()}
    return london_day(came.get(case.course.state.amended_from, case.course.state.submitted_at))


def _beside_the_one_in_force(case: Case, message: Resubmit) -> tuple[Finding, ...]:
    """AMEND-2, REV-4: an amended plan that gives less than the one in force says what is on record. Faults only."""
    if not case.course.is_amended:
        return ()
    sent_on = min(london_day(message.sent_at), case.today)
    earlier = in_force_before(case.file, case.in_force)
    less = taken_beside(message.plan, case.course.plan_in_force, sent_on, earlier)
    return is_on_record(message.less_because, less, sent_on, agreed_on(case.file, case.in_force))


@handles(Resubmit)
def resubmit(case: Case, message: Resubmit) -> Accepted | Refused:
    """RET-5, RET-9, DEC-9, SUB-1, SUB-2, SUB-8, TELL-3: a new version of a returned plan, considered again."""
    another = is_another(case, message.plan)
    if another is not None:
        return another
    returned = case.file.decision(case.version)
    reasons = returned.reasons if returned else ()
    gaps = (
        *resubmission.answers_every_reason(message, tuple(reason.id for reason in reasons)),
        *resubmission.gives_what_was_wanted(message, case.plan, returned.wanted if returned else None),
        *resubmission.a_lower_budget_is_explained(message, case.plan),
        *unmet(check_plan(message.plan, case.scheme, min(london_day(message.sent_at), case.today))),
        *principles.told_before_it_came(message.plan, case.plan, _came_on(case)),
        *_beside_the_one_in_force(case, message),
        *speaks_to_the_person(message, message.plan),
    )
    not_theirs = (
        *may_submit.are_on_the_register(message.sent_by.id, message.plan, case.register, case.today),
        *may_submit.not_whoever_decided(message.plan, case.decided_by),
    )
    if not_theirs or gaps:
        return Refused.because(Refusal.NO_AUTHORITY if not_theirs else Refusal.INCOMPLETE, (*not_theirs, *gaps))
    cost = resubmission.cost_change(message.plan, case.plan)
    takes = less_than_before.lowered(message.plan, case.plan, london_day(message.sent_at))
    since = case.takes_effect(message, case.state_began)
    settle_questions(case, "The plan was resubmitted without it.")
    before, practitioner = case.plan, case.course.practitioner
    case.course.resubmitted_as(message.plan, since)
    keep_version(
        case,
        submitted_by=message.sent_by.id,
        submitted_at=since,
        responses=message.responses,
        revisiting_agreed=message.revisiting_agreed,
        why_it_costs_less=message.why_it_costs_less,
        gathered=message.gathered,
    )
    to = route_of(case)
    case.course.sent_to(to.role, to.exceptional)
    case.move(Event.RESUBMITTED, since)
    due_on = case.due_on
    case.record.note(Happening.RESUBMITTED, by=Actor.PRACTITIONER, of=message, version=case.version)
    done = {response.reason: response.to_the_person for response in message.responses}
    told = case.letters.tell_person(
        Resubmitted(
            reasons=tuple(
                LetterReason(reason=reason.to_the_person, what_was_done=done[reason.id]) for reason in reasons
            ),
            why_it_costs_less=message.why_it_costs_less,
            cost_changes=cost_change_in_words(cost),
            costs_more=cost.is_more,
            lowered=lowered_in_words((change for change in takes if not change.is_a_charge), lambda line: line.service),
            pays_more=lowered_in_words((change for change in takes if change.is_a_charge), lambda line: line.service),
            due_on=due_on,
            missed_on=case.missed_on,
        )
    )
    if told and message.why_it_costs_less:
        case.record.note(Happening.TOLD_WHY_IT_COSTS_LESS)
    if told:
        case.course.promised(due_on)
        case.record.note(Happening.TOLD_NEW_TIMEFRAME)
    tell_of_another_practitioner(case, practitioner)
    send_to(case, to)
    follow_copies(case)
    take_over_the_plans(case, since, before)
    start_on_stated_needs(case, message, since, before)
    # SHARE-6: a decision about sharing that it states counts at once, also for copies of a version in force.
    return Accepted(shares=True)
