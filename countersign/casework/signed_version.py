"""REC-1, REC-4 · The version that was signed, with the decision about it: everything that is given is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from countersign.careplan.about_copies import may_hold
from countersign.careplan.clocks import Wait
from countersign.careplan.conditions import on_working_days
from countersign.careplan.consent import Section, SharingScope
from countersign.careplan.decision_parts import Condition, ConditionKind, DecisionOutcome, LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people import LARGE_PRINT, Contact, Format
from countersign.careplan.plan import Plan
from countersign.careplan.reading_out import reference_of
from countersign.careplan.reviews import review_by
from countersign.careplan.same_recipient import Holder
from countersign.careplan.scheme import Scheme
from countersign.careplan.sender import Sender
from countersign.careplan.sharing import Copy
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.copies_known import known_of
from countersign.casework.in_force_before import in_force_before
from countersign.casework.kept import Version
from countersign.casework.reviewing import first_payment_review
from countersign.casework.sharing import copies_now
from countersign.wording.addressees import Addressee
from countersign.wording.as_decided import AsDecided, HoldsACopy
from countersign.wording.letter_head import Signer
from countersign.wording.what_changed import Told, told_of


class Form(NamedTuple):
    """One form of the record."""

    sections: tuple[Section, ...] | None
    """None: all of them."""

    fmt: Format

    says_what_is_missing: bool = True
    """SHARE-8: False where something is left out because of a risk."""

    is_the_persons: bool = False
    """Whether it is for the person themself, and for whoever acts for them."""

    print_size: int = LARGE_PRINT
    """TELL-4: in large print, or in easy read, how large, in points."""

    draft: Format | None = None
    """TELL-4: for which form that people make a draft is wanted; None where none is."""

    def read_by(self, contact: Contact) -> "Form":
        """The same, as somebody can read it at a contact."""
        draft = contact.format if contact.is_made_by_people else None
        return self._replace(fmt=contact.format_made_here, print_size=contact.print_size_made_here, draft=draft)


def the_persons(contact: Contact) -> Form:
    """The form that the person has, or whoever acts for them, at a contact."""
    return Form(None, Format.STANDARD, is_the_persons=True).read_by(contact)


@dataclass(frozen=True)
class Signed:
    """The signed version, and the decision about it."""

    plan: Plan
    """The plan as it was decided (DP-5)."""

    otherwise: tuple[LineOtherwise, ...]

    conditions: tuple[Condition, ...]

    version: int

    scheme: Scheme

    sender: Sender
    """TELL-7: from whom the record comes."""

    signer: Signer | None
    """TELL-2: whoever agreed it, by the register; None where nobody's name is known."""

    agreed_at: datetime

    agreed_on: date

    agreed_by: str
    """The title of the role that agreed it."""

    review_by: date

    payment_review_by: date | None
    """REV-3: None where it has no direct payment."""

    copies: tuple[Copy, ...]
    """The copy that each carer and each provider is to have, and why."""

    practitioner: tuple[str, str]
    """WHO-5: the name and telephone number of whoever answers for the plan now, by the register."""

    is_light: bool
    """AMEND-2: whether it is a light amendment: reviews and conditions go on as they were."""

    told: Told
    """AMEND-2, DEC-9: of an amended plan, what it changes, in words for the person; empty for any other."""

    why_less: str
    """REV-4: of an amended plan that gives less or costs less, what is on record for that; empty for any other."""

    to: tuple[Addressee, ...]
    """REC-1: who is given the record, as it is now: the person, and their representative besides."""

    holders: Mapping[str, Holder]
    """Everybody who may hold a copy, by reference: those in the plan, and whom the person asked for (SHARE-4).

    TELL-8: reached as they are now.
    """

    @property
    def as_decided(self) -> AsDecided:
        """What the written record says besides the plan."""
        return AsDecided(
            version=self.version,
            reference=reference_of(self.plan.plan_id),
            agreed_on=self.agreed_on,
            agreed_by=self.agreed_by,
            sender=self.sender,
            practitioner=self.practitioner,
            review_by=self.review_by,
            then_every_months=self.scheme.review.within_months,
            payment_review_by=self.payment_review_by,
            is_net=self.scheme.direct_payments.paid == "net",
            otherwise=self.otherwise,
            conditions=self.conditions,
            copies=tuple(
                HoldsACopy(self.holders[copy.recipient].name, is_part=copy.scope is SharingScope.PART)
                for copy in self.copies
                if copy.scope is not SharingScope.NONE and copy.recipient in self.holders
            ),
        )

    @property
    def forms_of_the_record(self) -> frozenset[Form]:
        """The forms in which they are given it, each their own."""
        return frozenset(the_persons(contact) for _, contact in self.to)


def signed_version(case: Case) -> Signed:
    """The version in hand, if it was agreed. Raises LookupError if it was not."""
    decision = case.file.decision(case.version)
    if decision is None or decision.outcome != DecisionOutcome.AGREE.value:
        raise LookupError("there is no agreement on this version")
    agreed_on, known = london_day(decision.decided_at), known_of(case)
    plan = as_decided(case.plan, decision.managed_otherwise)
    payment_due, told = first_payment_review(case, plan, agreed_on, decision.conditions), told_now(case, plan)
    return Signed(
        plan=plan,
        otherwise=decision.managed_otherwise,
        conditions=_as_they_stand(case, decision.conditions)
        if decision.is_light
        else _as_they_fall_due(on_working_days(decision.conditions, decision.decided_at, case.days), payment_due),
        version=case.version,
        scheme=case.scheme,
        sender=case.letters.sender,
        signer=case.letters.signer(decision.decided_by, decision.authority.role),
        agreed_at=decision.decided_at,
        agreed_on=agreed_on,
        agreed_by=case.scheme.title_of(decision.authority.role),
        review_by=_review_by(case, agreed_on, is_light=decision.is_light),
        is_light=decision.is_light,
        told=told,
        why_less=why_less(case, told),
        payment_review_by=payment_due,
        holders=may_hold(case.course.people_now, known.came),
        copies=copies_now(known, case.version, case.scheme.sharing, case.today),
        practitioner=case.course.practitioner_to_call,
        to=case.letters.addressed_now(NoticeKind.AGREED),
    )


def _as_they_fall_due(conditions: tuple[Condition, ...], payment_due: date | None) -> tuple[Condition, ...]:
    """REV-3: more frequent reviews are first due when the payment's own review is: letter and record give one day."""
    return tuple(
        condition.model_copy(update={"first_on": payment_due})
        if condition.kind is ConditionKind.MORE_REVIEWS and payment_due
        else condition
        for condition in conditions
    )


def _as_they_stand(case: Case, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """AMEND-2: of the conditions that a light amendment leaves as they are, those that are open, as they fall due."""
    running = {clock.about: london_day(clock.due) for clock in case.clocks if clock.wait is Wait.CONDITION}
    payment = case.clocks.get(Wait.PAYMENT_REVIEW.value)
    due = {
        condition.id: london_day(payment.due)
        for condition in conditions
        if condition.kind is ConditionKind.MORE_REVIEWS and payment
    }
    due |= running
    return tuple(
        condition.model_copy(update={"first_on": due[condition.id]}) if condition.id in due else condition
        for condition in conditions
        if condition.id in due or condition.first_on is None
    )


def _review_by(case: Case, agreed_on: date, *, is_light: bool) -> date:
    """REV-1: by when it is reviewed first; a light amendment leaves that as it was (AMEND-2)."""
    runs = case.clocks.get(Wait.REVIEW.value)
    return london_day(runs.due) if is_light and runs else review_by(agreed_on, case.scheme, case.days)


def told_now(case: Case, plan: Plan) -> Told:
    """AMEND-2, DEC-9: what an amended plan changes beside the one in force, as both were decided, for the person."""
    before = _in_force(case)
    if before is None:
        return Told()
    return told_of(plan, before, london_day(_kept(case).submitted_at), in_force_before(case.file, case.in_force))


def why_less(case: Case, told: Told) -> str:
    """REV-4: why an amended plan gives less than the one in force, or costs less; empty where it takes nothing."""
    return _kept(case).why_it_costs_less if told.is_a_cut else ""


def _kept(case: Case) -> Version:
    return next(kept for kept in case.file.versions() if kept.version == case.version)


def _in_force(case: Case) -> Plan | None:
    """The plan that an amended one takes the place of, as it was decided; None where none is amended."""
    agreed = case.file.decision(case.in_force) if case.course.is_amended else None
    return as_decided(case.course.plan_in_force, agreed.managed_otherwise) if agreed else None
