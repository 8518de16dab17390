"""TELL-1, REC-1, REC-4, SHARE-1..3 · After agreement: the letter, the written record and the copies.

The record is made only from the signed version. It is made while no file is open, so that no transaction waits for a
PDF. Doing any of it again changes nothing, because every notice has its key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from countersign.careplan.budget import budget_of, weekly_cost_to_council
from countersign.careplan.clocks import Wait, payment_review_clock
from countersign.careplan.consent import Section, SharingScope
from countersign.careplan.consistency import profile
from countersign.careplan.decision_parts import ConditionKind
from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Event
from countersign.careplan.notices import THE_PERSONS, NoticeKind, NoticeStatus, notice_key
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.people import Format
from countersign.careplan.sharing import Copy
from countersign.casework import amending
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.conditions import start_conditions
from countersign.casework.copies import follow_copies
from countersign.casework.determinations import Determination, Situation
from countersign.casework.happenings import Happening
from countersign.casework.keeping import keep
from countersign.casework.kept import CopyGiven, Document, SignedBudget
from countersign.casework.notice_files import document
from countersign.casework.ports import Files, Office, Press, RecordFiles
from countersign.casework.post import why_no_way
from countersign.casework.sharing import ask_about_sharing, asked_back, older_copy_sent
from countersign.casework.signed_version import Form, Signed, signed_version, the_persons
from countersign.casework.their_form import as_document
from countersign.casework.understanding import once_it_is_given, waits_for_understanding
from countersign.casework.whom_and_where import is_still_them, reached_now, read_again
from countersign.wording.addressees import recipient_of
from countersign.wording.letters import Agreed, Letter
from countersign.wording.letters_about_copies import CopyOfPlan
from countersign.wording.payment_in_words import conditions_in_words, managed_otherwise_in_words
from countersign.wording.why_shared import why_shared
from countersign.wording.written_record import written_record


@dataclass(frozen=True)
class Giving:
    """What is still to be given."""

    signed: Signed

    to_the_person: bool

    copies: tuple[Copy, ...]

    again: Mapping[str, Form] = field(default_factory=dict[str, Form])
    """TELL-8: in which form a notice has the record from now on that waits, by its key: it was made in another."""

    def forms(self) -> frozenset[Form]:
        """Every form of the record that somebody is to get."""
        forms = {_form(self.signed, copy) for copy in self.copies} | set(self.again.values())
        if self.to_the_person:
            forms |= self.signed.forms_of_the_record
        return frozenset(forms)


Made = dict[Form, tuple[Document, ...]]
"""The documents of each form of the record, ready to enclose."""


def queue(files: Files, office: Office, situation: Situation, *, to_the_person: bool) -> bool:
    """Queue the record and the copies that are due and not queued yet. Returns whether there were any.

    AMEND: a decision about sharing makes copies due of the version in force, also while another one is in hand.
    """
    standing = situation.standing
    if not to_the_person and standing.in_force:
        one_in_force = standing.model_copy(update={"version": standing.in_force})
        situation = situation.model_copy(update={"standing": one_in_force})
    with files.open(situation.plan_id) as file:
        cause = Cause.signing(situation.standing.version, situation.now)
        case = Case(file, office, situation, cause)
        giving = still_to_give(case, to_the_person=to_the_person)
        if giving is None and not case.course.state.has_died:
            _ask_about_what_cannot_go(case)
    if giving is None:
        return False
    made = make(giving, office.press)
    with files.open(situation.plan_id) as file:
        case = Case(file, office, situation, cause)
        give(case, giving, made)
        keep(case)
    return True


def _ask_about_what_cannot_go(case: Case) -> None:
    """SHARE-6: nothing is due, perhaps because a decision has ended meanwhile: whoever waits for one is asked about."""
    ask_about_sharing(case)
    if case.changes.tasks:
        keep(case)


def share(files: Files, office: Office, situation: Situation) -> Determination:
    """SHARE-1..9: queue the copies that something new has made due, and wait for what their decisions wait for."""
    queue(files, office, situation, to_the_person=False)
    with files.open(situation.plan_id) as file:
        case = Case(file, office, situation, Cause.sharing(situation.now))
        follow_copies(case)
        determined = case.close(Accepted())
        keep(case)
    return determined


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
        if copy.version == case.version and asked_back(case.file.task, copy.notice) is None
    )
    wanted = tuple(copy for copy in signed.copies if _is_due(copy, given) and is_still_them(case, copy.recipient))
    there = (case.letters.status_of(NoticeKind.AGREED, to.recipient.reference, case.version) for to in signed.to)
    is_due = to_the_person and any(status in (None, NoticeStatus.WITHHELD) for status in there)
    again = _to_be_made_again(case, signed)
    return Giving(signed, is_due, wanted, again) if wanted or is_due or again else None


def _to_be_made_again(case: Case, signed: Signed) -> dict[str, Form]:
    """TELL-8: the notices that wait, or are a person's to give, in a form that their recipient had before."""
    mine = case.situation.workflow
    by_hand = [notice for notice in case.letters.to_be_given() if notice.workflow is mine]
    waiting = {notice.key: notice for notice in (*case.file.unsent(mine), *by_hand)}
    copies = {copy.recipient: copy for copy in signed.copies}
    forms: dict[str, Form] = {}
    for key in read_again(case, waiting.values()).to_be_made:
        notice, to = waiting[key], reached_now(case, waiting[key])
        if notice.version != signed.version or to is None:
            continue
        if notice.kind is NoticeKind.AGREED:
            forms[key] = the_persons(to.contact)
        elif notice.kind is NoticeKind.COPY and notice.recipient in copies:
            forms[key] = _form(signed, copies[notice.recipient])
    return forms


def make(giving: Giving, press: Press) -> Made:
    """Make every form of the record that somebody is to get, each once."""
    return {form: _made(giving.signed, press, form) for form in giving.forms()}


def give(case: Case, giving: Giving, made: Made) -> None:
    """Queue the person's letter with the record, and the copies."""
    case.course.as_decided(giving.signed.plan)
    if giving.to_the_person:
        _give_the_person(case, giving.signed, made)
    for copy in giving.copies:
        _give_a_copy(case, giving.signed, copy, made)
    for key, form in giving.again.items():
        notice = case.letters.notice(key)
        to = reached_now(case, notice) if notice else None
        if notice is not None and to is not None and notice.status in (NoticeStatus.QUEUED, NoticeStatus.BY_HAND):
            case.letters.made_again(notice, to, made[form], why_no_way(case, notice, to.contact))
    ask_about_sharing(case)


def go_on(files: Files, office: Office, situation: Situation) -> Determination:
    """REC-3, REC-4: what follows once the person has been given the record, if they have been."""
    version = situation.standing.version
    with files.open(situation.plan_id) as file:
        telling = Case(file, office, situation, Cause.told_of_the_record(version))
        once_it_is_given(telling)
        if telling.record.entries:
            keep(telling)
        case = Case(file, office, situation, Cause.record_given(version))
        determined = case.close(_complete(case))
        keep(case)
    return determined


def _complete(case: Case) -> Accepted:
    """REC-4: once the person has been given the record, the plan is signed off. Until then it stays agreed.

    REC-3: where the scheme says so, it stays agreed too until support in understanding was recorded.
    """
    if waits_for_understanding(case):
        return Accepted()
    given = case.letters.record_given()
    if given is None:
        return Accepted()
    signed = signed_version(case)
    if not signed.is_light:
        _end_the_clocks_of_the_one_before(case, signed)
    case.move(Event.RECORD_GIVEN, signed.agreed_at)
    case.course.promised(signed.review_by, given.cause)
    case.record.note(Happening.RECORD_GIVEN, detail={"notice": given.key})
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
    amending.in_force_from_now(case, signed.agreed_at)
    if not signed.is_light:
        start_conditions(case, signed.conditions)
    if signed.payment_review_by is not None and Wait.PAYMENT_REVIEW.value not in case.clocks:
        case.clocks.begin(payment_review_clock(signed.payment_review_by, case.now, case.scheme, case.days))
    follow_copies(case)
    case.say_to_interim(PlanEvent.SIGNED_OFF, "the plan is signed off: its services are to start")
    return Accepted()


def _end_the_clocks_of_the_one_before(case: Case, signed: Signed) -> None:
    """AMEND-2: a version that went through the whole process has reviews and conditions of its own.

    The end that was said, and a review that somebody asked for, stay. So does the review of a direct payment that goes
    on, unless a condition wants it more often.
    """
    more = any(condition.kind is ConditionKind.MORE_REVIEWS for condition in signed.conditions)
    for clock in case.clocks:
        is_payment = clock.wait is Wait.PAYMENT_REVIEW and (signed.payment_review_by is None or more)
        if clock.wait in (Wait.REVIEW, Wait.CONDITION) or is_payment:
            case.clocks.stop(clock.name)


def _made(signed: Signed, press: Press, form: Form) -> tuple[Document, ...]:
    record = written_record(
        signed.plan,
        signed.as_decided,
        sections=form.sections,
        says_what_is_missing=form.says_what_is_missing,
        is_the_persons=form.is_the_persons,
    )
    files = _enclosed(press.record(record, form.fmt, form.print_size), form.fmt)
    if form.draft is None:
        return files
    return (*files, as_document(press.draft(record, form.draft, form.print_size)))


def _enclosed(record: RecordFiles, fmt: Format) -> tuple[Document, ...]:
    """The record's documents, ready to enclose: HTML and PDF; or, for plain text, the text alone.

    A person gives what we could not set in print: so the plan goes on, and no other waits for it.
    """
    if fmt is Format.PLAIN_TEXT:
        return (document("record.txt", "text/plain", record.text),)
    page = document("record.html", "text/html", record.html)
    return (page, document("record.pdf", "application/pdf", record.pdf)) if record.pdf else (page,)


def _give_the_person(case: Case, signed: Signed, made: Made) -> None:
    plan = signed.plan
    facts = Agreed(
        agreed_on=signed.agreed_on,
        agreed_by=signed.agreed_by,
        budget=budget_of(plan),
        how_budget_was_worked_out=plan.how_budget_was_worked_out,
        payment=payment_terms(plan, is_net=signed.as_decided.is_net),
        review_by=signed.review_by,
        then_every_months=signed.scheme.review.within_months,
        payment_review_by=signed.payment_review_by,
        has_started=_has_started(case, signed),
        is_amended=case.course.is_amended,
        changes=signed.told.changes,
        lowered=signed.told.lowered,
        pays_more=signed.told.pays_more,
        support_stays=signed.told.support_stays,
        why_less=signed.why_less,
        conditions=conditions_in_words(signed.conditions),
        managed_otherwise=managed_otherwise_in_words(plan, signed.otherwise),
    )
    case.letters.tell_person(
        facts,
        enclosures=("Your written record of the plan",),
        enclosed=lambda contact: made[the_persons(contact)],
        signer=signed.signer,
    )
    case.record.note(Happening.RECORD_MADE)


def _has_started(case: Case, signed: Signed) -> bool:
    """ROUTE-5: whether the person was told that the signed version may start before it was signed off."""
    return any(case.letters.status_of(NoticeKind.AUTHORISED, whom, signed.version) for whom in THE_PERSONS)


def _give_a_copy(case: Case, signed: Signed, copy: Copy, made: Made) -> None:
    holder, is_part = signed.holders[copy.recipient], copy.scope is SharingScope.PART
    contact, recipient = holder.contact, recipient_of(copy.recipient, holder.party)
    left_out = tuple(section for section in Section if section not in copy.sections)
    facts = CopyOfPlan(
        agreed_on=signed.agreed_on,
        sharing_basis=why_shared(copy, signed.plan.person.name),
        is_part=is_part,
        is_provider=holder.is_provider,
        instead_of=older_copy_sent(case, copy.recipient),
        nothing_changes_yet=_nothing_changes_yet(case, signed, copy.recipient),
        sections_left_out=left_out if is_part and not copy.because_of_risk else (),
    )
    enclosure = "A part of the plan" if is_part else "A copy of the plan"
    letter = Letter(head=case.letters.head(recipient, enclosure), facts=facts)
    with_it = made[_form(signed, copy)]
    occasion = _occasion(case, copy)
    key = case.letters.send(letter, contact, with_it=with_it, occasion=occasion)
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


def _nothing_changes_yet(case: Case, signed: Signed, recipient: str) -> bool:
    """AMEND-3: whether somebody who delivers care has the amended plan before the day of each change is agreed."""
    delivers = any(recipient in line.delivered_by for line in signed.plan.services)
    changed = case.course.is_amended and signed.plan.services != case.course.plan_in_force.services
    return changed and delivers and not _has_started(case, signed)


def _is_due(copy: Copy, given: Sequence[str] | frozenset[str]) -> bool:
    """Whether this copy is still to be given: it may be, and neither it nor the whole plan was given before."""
    same = {f"{copy.recipient}/{copy.extent}", f"{copy.recipient}/{SharingScope.FULL.value}"}
    return copy.scope is not SharingScope.NONE and not same.intersection(given)


def _form(signed: Signed, copy: Copy) -> Form:
    contact = signed.holders[copy.recipient].contact
    whole = Form(None, Format.STANDARD).read_by(contact)
    if copy.scope is not SharingScope.PART:
        return whole
    return whole._replace(sections=copy.sections, says_what_is_missing=not copy.because_of_risk)


def _occasion(case: Case, copy: Copy) -> str:
    """What tells the notice of a copy from others: its extent, and, where one of that extent was before, its decision.

    So a copy that is given again, after it was withheld or asked back, has a letter that says by which decision.
    """
    before = notice_key(case.plan_id, case.version, NoticeKind.COPY, copy.recipient, copy.extent)
    return copy.extent if case.letters.notice(before) is None else f"{copy.extent}/{copy.decided_on or case.today}"
