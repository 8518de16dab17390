"""TELL-1, REC-1, REC-4, SHARE-1..3 · After agreement: the letter, the written record and the copies.

The record is made only from the signed version. It is made while no file is open, so that no transaction waits for a
PDF. Doing any of it again changes nothing, because every notice has its key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from countersign.careplan.budget import budget_of, weekly_cost_to_council
from countersign.careplan.clocks import payment_review_clock
from countersign.careplan.conditions import on_working_days
from countersign.careplan.consent import Section, SharingScope
from countersign.careplan.consistency import profile
from countersign.careplan.decision_parts import Condition, ConditionKind, DecisionOutcome, LineOtherwise
from countersign.careplan.direct_payment import as_decided
from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Event
from countersign.careplan.notices import PERSON, THE_PERSONS, NoticeKind, NoticeStatus, notice_key
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.careplan.reviews import review_by
from countersign.careplan.same_recipient import holders_in
from countersign.careplan.scheme import Scheme
from countersign.careplan.sender import Sender
from countersign.careplan.sharing import Copy
from countersign.careplan.working_time import london_day
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.conditions import start_conditions
from countersign.casework.determinations import Determination, Situation
from countersign.casework.happenings import Happening
from countersign.casework.kept import CopyGiven, SignedBudget
from countersign.casework.letters import Enclosed, document
from countersign.casework.ports import Files, Office, Press, RecordFiles
from countersign.casework.reviewing import first_payment_review
from countersign.casework.sharing import ask_about_sharing, back_task, copies_now, known_of
from countersign.casework.understanding import once_it_is_given, waits_for_understanding
from countersign.wording.addressees import Addressee, addressees, recipient_of
from countersign.wording.letter_head import Signer
from countersign.wording.letters import Agreed, CopyOfPlan, Letter
from countersign.wording.payment_in_words import conditions_in_words, managed_otherwise_in_words
from countersign.wording.sender_in_words import complaints_in_words
from countersign.wording.written_record import written_record


class Form(NamedTuple):
    """One form of the record."""

    sections: tuple[Section, ...] | None
    """None: all of them."""

    fmt: Format

    says_what_is_missing: bool = True
    """SHARE-8: False where something is left out because of a risk."""


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

    to: tuple[Addressee, ...]
    """REC-1: who is given the record: the person, and their representative besides."""

    @property
    def formats_of_the_record(self) -> frozenset[Format]:
        """The formats in which they are given it, each their own."""
        return frozenset(contact.format_made_here for _, contact in self.to)


@dataclass(frozen=True)
class Giving:
    """What is still to be given."""

    signed: Signed

    to_the_person: bool

    copies: tuple[Copy, ...]

    def forms(self) -> frozenset[Form]:
        """Every form of the record that somebody is to get."""
        forms = {_form(self.signed, copy) for copy in self.copies}
        if self.to_the_person:
            forms |= {Form(None, fmt) for fmt in self.signed.formats_of_the_record}
        return frozenset(forms)


Made = dict[Form, Enclosed]
"""The documents of each form of the record, ready to enclose."""

NOT_IN_PRINT = "print it from record.html, which is too much for us to set in print, and give it"


def queue(files: Files, office: Office, situation: Situation, *, to_the_person: bool) -> bool:
    """Queue the record and the copies that are due and not queued yet. Returns whether there were any."""
    with files.open(situation.plan_id) as file:
        cause = Cause.signing(situation.standing.version, situation.now)
        giving = still_to_give(Case(file, office, situation, cause), to_the_person=to_the_person)
    if giving is None:
        return False
    made = make(giving, office.press)
    with files.open(situation.plan_id) as file:
        case = Case(file, office, situation, cause)
        give(case, giving, made)
        file.keep(case.changes)
    return True


def signed_version(case: Case) -> Signed:
    """The version in hand, if it was agreed. Raises LookupError if it was not."""
    decision = case.file.decision(case.version)
    if decision is None or decision.outcome != DecisionOutcome.AGREE.value:
        raise LookupError("there is no agreement on this version")
    agreed_on = london_day(decision.decided_at)
    plan = as_decided(case.plan, decision.managed_otherwise)
    payment_due = first_payment_review(case, plan, agreed_on, decision.conditions)
    return Signed(
        plan=plan,
        otherwise=decision.managed_otherwise,
        conditions=_as_they_fall_due(on_working_days(decision.conditions, decision.decided_at, case.days), payment_due),
        version=case.version,
        scheme=case.scheme,
        sender=case.letters.sender,
        signer=case.letters.signer(decision.decided_by, decision.authority.role),
        agreed_at=decision.decided_at,
        agreed_on=agreed_on,
        agreed_by=case.scheme.title_of(decision.authority.role),
        review_by=review_by(agreed_on, case.scheme, case.days),
        payment_review_by=payment_due,
        copies=copies_now(known_of(case), case.version, case.scheme.sharing, case.today),
        practitioner=case.course.practitioner_to_call,
        to=addressees(case.plan, NoticeKind.AGREED, case.today),
    )


def _as_they_fall_due(conditions: tuple[Condition, ...], payment_due: date | None) -> tuple[Condition, ...]:
    """REV-3: more frequent reviews are first due when the payment's own review is: letter and record give one day."""
    return tuple(
        condition.model_copy(update={"first_on": payment_due})
        if condition.kind is ConditionKind.MORE_REVIEWS and payment_due
        else condition
        for condition in conditions
    )


def still_to_give(case: Case, *, to_the_person: bool) -> Giving | None:
    """The record and the copies that are due and not queued yet; None if there are none.

    END: there are none after a death. The duty team may report a death before the plan is ended.
    """
    if case.course.state.has_died:
        return None
    signed = signed_version(case)
    given = frozenset(
        f"{copy.recipient}/{copy.extent}"
        for copy in case.file.copies()
        if copy.version == case.version and case.file.task(back_task(copy.notice)) is None
    )
    wanted = tuple(copy for copy in signed.copies if _is_due(copy, given))
    person_has_it = case.letters.status_of(NoticeKind.AGREED, PERSON, case.version) is not None
    person_is_due = to_the_person and not person_has_it
    return Giving(signed, person_is_due, wanted) if wanted or person_is_due else None


def make(giving: Giving, press: Press) -> Made:
    """Make every form of the record that somebody is to get, each once."""
    return {form: _enclosed(_record(giving.signed, press, form), form.fmt) for form in giving.forms()}


def give(case: Case, giving: Giving, made: Made) -> None:
    """Queue the person's letter with the record, and the copies."""
    case.course.as_decided(giving.signed.plan)
    if giving.to_the_person:
        _give_the_person(case, giving.signed, made)
    for copy in giving.copies:
        _give_a_copy(case, giving.signed, copy, made)
    ask_about_sharing(case)


def go_on(files: Files, office: Office, situation: Situation) -> Determination:
    """REC-3, REC-4: what follows once the person has been given the record, if they have been."""
    version = situation.standing.version
    with files.open(situation.plan_id) as file:
        telling = Case(file, office, situation, Cause.told_of_the_record(version))
        once_it_is_given(telling)
        if telling.record.entries:
            file.keep(telling.changes)
        case = Case(file, office, situation, Cause.record_given(version))
        determined = case.close(_complete(case))
        file.keep(case.changes)
    return determined


def _complete(case: Case) -> Accepted:
    """REC-4: once the person has been given the record, the plan is signed off. Until then it stays agreed.

    REC-3: where the scheme says so, it stays agreed too until support in understanding was recorded.
    """
    if waits_for_understanding(case):
        return Accepted()
    if case.letters.status_of(NoticeKind.AGREED, PERSON, case.version) is not NoticeStatus.SENT:
        return Accepted()
    signed = signed_version(case)
    case.move(Event.RECORD_GIVEN, signed.agreed_at)
    case.course.promised(signed.review_by)
    key = notice_key(case.plan_id, case.version, NoticeKind.AGREED, PERSON)
    case.record.note(Happening.RECORD_GIVEN, detail={"notice": key})
    who_gets_what = ", ".join(f"{copy.recipient} {'held' if copy.asks else copy.scope.value}" for copy in signed.copies)
    case.record.note(Happening.COPIES_DECIDED, copies=who_gets_what or "nobody to share with")
    case.changes.signed = SignedBudget(
        version=signed.version,
        kind=signed.plan.kind.value,
        setting=signed.plan.setting.value,
        needs=profile(signed.plan.needs),
        weekly=weekly_cost_to_council(signed.plan.services),
        signed_on=case.today,
    )
    start_conditions(case, signed.conditions)
    if signed.payment_review_by is not None:
        case.clocks.begin(payment_review_clock(signed.payment_review_by, case.now, case.scheme, case.days))
    case.say_to_interim(PlanEvent.SIGNED_OFF, "the plan is signed off: its services are to start")
    return Accepted()


def _record(signed: Signed, press: Press, form: Form) -> RecordFiles:
    record = written_record(
        signed.plan,
        version=signed.version,
        agreed_on=signed.agreed_on,
        agreed_by=signed.agreed_by,
        review_by=signed.review_by,
        council=signed.sender.council,
        council_telephone=signed.sender.telephone,
        practitioner=signed.practitioner,
        complaints=complaints_in_words(signed.sender),
        sections=form.sections,
        says_what_is_missing=form.says_what_is_missing,
        otherwise=signed.otherwise,
        conditions=signed.conditions,
        then_every_months=signed.scheme.review.within_months,
        payment_review_by=signed.payment_review_by,
        is_net=signed.scheme.direct_payments.paid == "net",
    )
    return press.record(record, form.fmt)


def _enclosed(record: RecordFiles, fmt: Format) -> Enclosed:
    """The record's documents, ready to enclose: HTML and PDF; or, for plain text, the text alone.

    A person gives what we could not set in print: so the plan goes on, and no other waits for it.
    """
    if fmt is Format.PLAIN_TEXT:
        return Enclosed((document("record.txt", "text/plain", record.text),))
    page = document("record.html", "text/html", record.html)
    if not record.pdf:
        return Enclosed((page,), by_hand=NOT_IN_PRINT)
    return Enclosed((page, document("record.pdf", "application/pdf", record.pdf)))


def _give_the_person(case: Case, signed: Signed, made: Made) -> None:
    plan = signed.plan
    started = [case.letters.status_of(NoticeKind.AUTHORISED, whom, signed.version) for whom in THE_PERSONS]
    facts = Agreed(
        agreed_on=signed.agreed_on,
        agreed_by=signed.agreed_by,
        budget=budget_of(plan),
        how_budget_was_worked_out=plan.how_budget_was_worked_out,
        review_by=signed.review_by,
        then_every_months=signed.scheme.review.within_months,
        payment_review_by=signed.payment_review_by,
        has_started=any(started),
        conditions=conditions_in_words(signed.conditions),
        managed_otherwise=managed_otherwise_in_words(plan, signed.otherwise),
    )
    enclosed = {fmt: made[Form(None, fmt)] for fmt in signed.formats_of_the_record}
    case.letters.tell_person(
        facts, enclosures=("Your written record of the plan",), enclosed=enclosed, signer=signed.signer
    )
    case.record.note(Happening.RECORD_MADE)


def _give_a_copy(case: Case, signed: Signed, copy: Copy, made: Made) -> None:
    holder, is_part = holders_in(signed.plan)[copy.recipient], copy.scope is SharingScope.PART
    contact, recipient = holder.contact, recipient_of(copy.recipient, holder.party)
    left_out = tuple(section for section in Section if section not in copy.sections)
    facts = CopyOfPlan(
        agreed_on=signed.agreed_on,
        sharing_basis=copy.basis,
        is_part=is_part,
        sections_left_out=left_out if is_part and not copy.because_of_risk else (),
    )
    enclosure = "A part of the plan" if is_part else "A copy of the plan"
    letter = Letter(head=case.letters.head(recipient, enclosure), facts=facts)
    enclosed = made[_form(signed, copy)]
    occasion = _occasion(case, copy)
    key = case.letters.send(letter, contact, enclosed=enclosed, occasion=occasion)
    case.changes.copies.append(
        CopyGiven(
            version=signed.version,
            recipient=copy.recipient,
            scope=occasion,
            sections=tuple(section.value for section in copy.sections),
            basis=copy.basis,
            rule=copy.rule,
            decided_at=case.now,
            notice=key,
        )
    )


def _is_due(copy: Copy, given: Sequence[str] | frozenset[str]) -> bool:
    """Whether this copy is still to be given: it may be, and neither it nor the whole plan was given before."""
    same = {f"{copy.recipient}/{copy.extent}", f"{copy.recipient}/{SharingScope.FULL.value}"}
    return copy.scope is not SharingScope.NONE and not same.intersection(given)


def _form(signed: Signed, copy: Copy) -> Form:
    fmt = holders_in(signed.plan)[copy.recipient].contact.format_made_here
    return Form(copy.sections, fmt, not copy.because_of_risk) if copy.scope is SharingScope.PART else Form(None, fmt)


def _occasion(case: Case, copy: Copy) -> str:
    """What tells the notice of a copy from others: its extent, and, where one of that extent was before, its decision.

    So a copy that is given again, after it was withheld or asked back, has a letter that says by which decision.
    """
    before = notice_key(case.plan_id, case.version, NoticeKind.COPY, copy.recipient, copy.extent)
    return copy.extent if case.letters.notice(before) is None else f"{copy.extent}/{copy.decided_on or case.today}"
