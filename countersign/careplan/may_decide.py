"""ROUTE-9, ROUTE-10, ROUTE-3, DEC-1, DEC-4, DEC-5 · May this person decide this plan, now? Only this module answers.

Source: the article on the TLAP guidance (delegated limits, panels as the exception); the procedure, "You should not
agree the plan … if this is not the case". A brief, or the check of a meeting's list, needs to know what would happen:
it calls the same functions that decide what does happen.
"""

from datetime import date
from typing import NamedTuple

from countersign.careplan.content import names_another_content
from countersign.careplan.decision_parts import Condition, DecisionOutcome, LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.findings import Finding, finding
from countersign.careplan.first_payment import FirstPayment, may_be_returned
from countersign.careplan.lifecycle import Status
from countersign.careplan.meetings import may_decide as sitting_may_decide
from countersign.careplan.meetings import the_person_was_invited
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.routing import AuthorityUsed, Light, ToDecide, authority_to_agree, is_own_plan, to_decide
from countersign.careplan.same_staff import each_once, is_among
from countersign.careplan.scheme import Scheme
from countersign.careplan.valid_decision import problems_of, problems_of_light
from countersign.careplan.words_in_letters import speaks_to_the_person


class OpenRequest(NamedTuple):
    """DEC-4: a request for information that is neither answered nor withdrawn."""

    request: str
    """The `message_id` of the request."""

    asked_by: str
    """The staff reference of whoever asked."""


class LightAmendment(NamedTuple):
    """AMEND-2: the version in hand is a light amendment of the one in force."""

    light: Light

    managed_otherwise: tuple[LineOtherwise, ...] = ()
    """As they were agreed, and stay."""

    conditions: tuple[Condition, ...] = ()
    """As they were agreed, and stay."""

    def as_it_stays(self, decide: Decide) -> Decide:
        """The decision with what was agreed before, and stays."""
        stays = {"managed_otherwise": self.managed_otherwise, "conditions": self.conditions}
        return decide.model_copy(update=stays) if decide.outcome is DecisionOutcome.AGREE else decide


class DecidingFacts(NamedTuple):
    """The facts on which the answer rests, loaded once."""

    plan: Plan
    """The version in hand."""

    version: int
    """The number of the version in hand."""

    status: Status
    """The state of the plan."""

    sent_to: str
    """The role that the plan was sent to; empty where no role may agree it."""

    meetings_missed: int
    """How many panels or calls did not decide the version in hand."""

    scheme: Scheme
    """The edition that is in force today."""

    register: Register
    """Who holds which role, and who is away."""

    practitioners: frozenset[str]
    """ROUTE-9: whoever submitted, resubmitted or planned any version, or worked on it while they covered for its
    practitioner; and whoever is its practitioner now."""

    invited_to: tuple[date, ...]
    """ROUTE-6: the days, in London, of the panels or calls to which the person was invited."""

    today: date
    """Today, in London."""

    first_payment: FirstPayment = FirstPayment.NOT_REPORTED
    """ROUTE-5: what was reported of the first payment, if the plan is authorised to start."""

    open_requests: tuple[OpenRequest, ...] = ()
    """DEC-4: every request for information about the version in hand that is neither answered nor withdrawn."""

    content_sha256: str = ""
    """WHO-2: the hash of the content of the version in hand; empty where it is not looked at."""

    light: LightAmendment | None = None
    """AMEND-2: where it is a light amendment; None for a plan, or an amendment that goes through the whole process."""

    def there_is_to_decide(self, plan: Plan | None = None, *, at_meeting: bool = True) -> ToDecide:
        """What there is to decide. `plan`: the plan as it would be decided; None for the plan as submitted."""
        missed = self.meetings_missed > 0
        if self.light is not None:
            light = self.light.light
            return ToDecide(plan or self.plan, light.role, missed, at_meeting, light)
        return to_decide(plan or self.plan, self.sent_to, self.scheme, meeting_missed=missed, at_meeting=at_meeting)


def authority_of(
    facts: DecidingFacts, person: str, where: str = "sent_by.id", *, plan: Plan | None = None, at_meeting: bool = True
) -> AuthorityUsed | Refused:
    """ROUTE-9, ROUTE-10: the authority by which a person may decide the plan today, or why they may not.

    `where`: the field of the message that names the person. `plan`: the plan as it would be decided; None for the plan
    as submitted. `at_meeting`: whether they decide at the panel or call for which they speak, or alone.
    """
    deciding = facts.there_is_to_decide(plan, at_meeting=at_meeting)
    authority = authority_to_agree(person, facts.register, deciding, facts.scheme, facts.today)
    acting_for = "" if isinstance(authority, Finding) else authority.acting_for
    if is_among(acting_for, facts.practitioners):
        # Acting for whoever planned it gives no authority; a line of their own may give it all the same.
        in_another_way = authority_to_agree(person, _without_acting(facts), deciding, facts.scheme, facts.today)
        if isinstance(in_another_way, AuthorityUsed):
            authority, acting_for = in_another_way, in_another_way.acting_for
    own_plan = is_own_plan(person, facts.practitioners, acting_for)
    if not own_plan.met:
        return Refused.because(Refusal.OWN_PLAN, [own_plan.model_copy(update={"where": where})])
    if isinstance(authority, Finding):
        return Refused.because(Refusal.NO_AUTHORITY, [authority.model_copy(update={"where": where})])
    return authority


def _without_acting(facts: DecidingFacts) -> Register:
    """The register without the lines in which anybody acts for one of the plan's own practitioners."""
    return facts.register._replace(
        holdings=tuple(line for line in facts.register.holdings if not is_among(line.acting_for, facts.practitioners))
    )


def deciders(facts: DecidingFacts) -> tuple[tuple[str, AuthorityUsed], ...]:
    """Everybody who may decide the plan today, sorted by staff reference, each with their authority.

    Somebody who may decide both at the panel or call and alone is listed with their authority at the meeting.
    """
    people = sorted(each_once(holding.person for holding in facts.register.holdings))
    authorities = ((person, _at_meeting_or_alone(facts, person)) for person in people)
    return tuple((person, authority) for person, authority in authorities if not isinstance(authority, Refused))


def _at_meeting_or_alone(facts: DecidingFacts, person: str) -> AuthorityUsed | Refused:
    """ROUTE-9, ROUTE-10: a person's authority at the panel or call if they speak for it; else their authority alone.

    Those are two questions: whoever acts for a colleague has other powers at the meeting than alone.
    """
    authority = authority_of(facts, person)
    speaks_there = isinstance(authority, AuthorityUsed) and bool(authority.meeting)
    return authority if speaks_there else authority_of(facts, person, at_meeting=False)


_ABOUT_THE_SENDER = frozenset({Refusal.NO_AUTHORITY, Refusal.OWN_PLAN})
"""Refusals of whoever sent the decision, whatever the decision says."""


def may_decide(facts: DecidingFacts, decide: Decide) -> AuthorityUsed | Refused:
    """Whether a decision takes effect now: the authority by which it does, or the first refusal."""
    refusals = refusals_of(facts, decide)
    return refusals[0] if refusals else authority_for(facts, decide)


def refusals_of(facts: DecidingFacts, decide: Decide) -> tuple[Refused, ...]:
    """Every refusal of a decision, each with all its reasons; empty if the decision takes effect now.

    The checks are, in this order: the version and the state of the plan (if these are wrong, nothing else is checked);
    who decides, alone or with a panel or call; who was at the meeting; what is missing in the decision, or contradicts
    itself.
    """
    not_now = decide.declared.not_in_this_state(facts.status, facts.version, decide.version)
    not_now = not_now or names_another_content(decide, facts.version, facts.content_sha256)
    not_now = not_now or _once_it_may_start(facts, decide)
    if not_now is not None:
        return (not_now,)
    authority = authority_for(facts, decide)
    if isinstance(authority, AuthorityUsed):
        refusals = _at_the_meeting(facts, decide, authority.role)
    else:
        # Who was at the meeting of the plan is checked too, so that everything is named at once.
        others = _at_the_meeting(facts, decide, facts.sent_to) if authority.code in _ABOUT_THE_SENDER else []
        refusals = [authority, *others]
    if facts.light is not None:
        decided = as_decided(facts.plan, facts.light.managed_otherwise)
        missing, contradictory = problems_of_light(decide, decided)
    else:
        missing, contradictory = problems_of(decide, facts.plan, facts.scheme, facts.today)
    missing = (
        *missing,
        *own_requests_are_answered(decide, facts.open_requests),
        *speaks_to_the_person(decide, facts.plan),
    )
    if missing or contradictory:
        code = Refusal.INCOMPLETE if missing else Refusal.CONTRADICTION
        refusals.append(Refused.because(code, (*missing, *contradictory)))
    return tuple(refusals)


def _once_it_may_start(facts: DecidingFacts, decide: Decide) -> Refused | None:
    """ROUTE-5: a plan that is authorised to start is not agreed a second time; it may be returned, on a report."""
    if facts.status is not Status.AUTHORISED_TO_START:
        return None
    if decide.outcome is DecisionOutcome.AGREE:
        reason = (
            "The plan was agreed, and is authorised to start: on the report of how it works, send approve_arrangement."
        )
        return Refused.because(Refusal.NOT_NOW, [finding("ROUTE-5", False, reason, "outcome")])
    too_soon = may_be_returned(facts.first_payment)
    return Refused.because(Refusal.NOT_NOW, too_soon) if too_soon else None


def own_requests_are_answered(decide: Decide, open_requests: tuple[OpenRequest, ...]) -> tuple[Finding, ...]:
    """DEC-4: nobody agrees while a request of their own is open; at a panel or call, of any member's. Faults only."""
    if decide.outcome is not DecisionOutcome.AGREE:
        return ()
    whose = (decide.sent_by.id, *(member.id for member in (decide.meeting.members if decide.meeting else ())))
    return tuple(
        finding(
            "DEC-4",
            False,
            f"{asked_by} asked for information before deciding, and request {request} is open: wait for the answer, "
            "or withdraw it with a reason.",
            "outcome",
        )
        for request, asked_by in open_requests
        if is_among(asked_by, whose)
    )


def authority_for(facts: DecidingFacts, decide: Decide) -> AuthorityUsed | Refused:
    """ROUTE-10: the authority for a decision. If only a meeting can make it, it must say who was at the meeting."""
    person, decided = decide.sent_by.id, as_decided(facts.plan, decide.managed_otherwise)
    at_meeting = decide.meeting is not None
    authority = authority_of(facts, person, plan=decided, at_meeting=at_meeting)
    if isinstance(authority, Refused) and not at_meeting:
        meeting_authority = authority_of(facts, person, plan=decided, at_meeting=True)
        if isinstance(meeting_authority, AuthorityUsed):
            title = facts.scheme.title_of(meeting_authority.role)
            reason = f"{title} decides this plan: say when it was held, and who was there."
            return Refused.because(Refusal.INCOMPLETE, [finding("ROUTE-3", False, reason, "meeting")])
    if isinstance(authority, AuthorityUsed) and at_meeting and not authority.meeting:
        title = facts.scheme.title_of(authority.role)
        reason = f"{title} decides this plan alone: leave out the meeting."
        return Refused.because(Refusal.CONTRADICTION, [finding("ROUTE-3", False, reason, "meeting")])
    return authority


def _at_the_meeting(facts: DecidingFacts, decide: Decide, role: str) -> list[Refused]:
    """ROUTE-3, ROUTE-6, ROUTE-9, ROUTE-11: what keeps the panel or call for which a role speaks from deciding.

    The person must have been invited to the meeting; it may be an earlier one that is reported late. Every member must
    be on the register on the day of the meeting.
    """
    meeting, record = facts.scheme.meeting_of(role), decide.meeting
    if meeting is None or record is None:
        return []
    strangers = (member.id for member in record.members if not facts.register.has(member.id, record.held_on))
    findings = (
        *sitting_may_decide(record, meeting, facts.plan, facts.practitioners, decide.sent_by.id, facts.today),
        *the_person_was_invited(record, facts.invited_to),
        *(
            finding("ROUTE-10", False, f"{member} is not on the register on {record.held_on}.", "meeting.members")
            for member in strangers
        ),
    )
    return [Refused.because(Refusal.NOT_QUORATE, findings)] if findings else []
