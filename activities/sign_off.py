"""TELL-1, REC-1, REC-4, SHARE-1..3 · After agreement: the letter, the written record and the copies.

The record is made only from the signed version. Documents are made outside the transaction that keeps them, so that
the database is not held while a PDF is set. Doing any of it again changes nothing: every notice has its key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from activities.case import Case
from activities.deciding import start_conditions
from activities.deliver import PostRoom
from activities.documents import Documents, RecordFiles
from activities.schemes import Schemes
from careplan.budget import final_budget
from careplan.deciding import Condition, LineOtherwise
from careplan.determinations import Determination, Situation
from careplan.direct_payment import as_decided
from careplan.interim import PlanEvent
from careplan.lifecycle import Event
from careplan.notices import PERSON, LetterFacts, NoticeKind, Recipient, addressee, notice_key
from careplan.payment_in_words import conditions_in_words, managed_otherwise_in_words
from careplan.plan import Contact, Format, Plan, Section, SharingScope
from careplan.scheme import Scheme
from careplan.sharing import Copy, copies
from careplan.working_time import add_months, london_day
from careplan.written_record import written_record
from store import plans
from store.consistency import keep_signed
from store.database import Database
from store.plans import Enclosure
from store.tables import NoticeRow

Form = tuple[tuple[Section, ...] | None, Format]
"""One form of the record: which sections it has (None: all), and the format it is made for."""


@dataclass(frozen=True)
class Signing:
    """The signed version and what was decided about it. `plan`: as it was decided (DP-5)."""

    plan: Plan
    otherwise: tuple[LineOtherwise, ...]
    conditions: tuple[Condition, ...]
    version: int
    scheme: Scheme
    agreed_at: datetime
    agreed_on: date
    agreed_by: str
    review_by: date
    due: tuple[Copy, ...]
    already: frozenset[str]


class SignOff:
    """Makes and gives the written record and its copies."""

    def __init__(self, database: Database, schemes: Schemes, documents: Documents, post: PostRoom) -> None:
        """The same dependencies as the determinations."""
        self._database = database
        self._schemes = schemes
        self._documents = documents
        self._post = post

    def complete(self, situation: Situation) -> Determination:
        """Give the record and the copies; once the person's is given, the plan is signed off (REC-4).

        Where it could not be given yet the plan stays agreed: the same call later finds out again.
        """
        if self._give(situation, to_the_person=True):
            self._post.send_what_waits(situation.plan_id, situation.workflow, situation.now)
        with self._database.transaction() as session:
            case = Case(session, self._schemes, self._documents, situation, f"record-given/v{situation.version}")
            key = notice_key(situation.plan_id, situation.version, NoticeKind.AGREED, PERSON)
            notice = session.get(NoticeRow, key)
            if notice is None or notice.status != "sent":
                return case.accepted()
            signing = self._signing(case)
            case.move(Event.RECORD_GIVEN, signing.agreed_at)
            case.promised(signing.review_by)
            case.note("The written record was given to the person: signed off", "REC-4", by="system", notice=key)
            case.note(_copies_in_words(signing.due), "SHARE-2", by="system")
            keep_signed(session, signing.plan, signing.version, case.today)
            start_conditions(case, signing.conditions)
            case.say_to_interim(PlanEvent.SIGNED_OFF, "the plan is signed off: its services are to start")
            return case.accepted()

    def share(self, situation: Situation) -> Determination:
        """Give the copies that a new decision about sharing has made due."""
        self._give(situation, to_the_person=False)
        with self._database.transaction() as session:
            return Case(session, self._schemes, self._documents, situation, "share").accepted()

    def _give(self, situation: Situation, *, to_the_person: bool) -> bool:
        """Queue the record and the copies that are due and were not queued before. Returns whether there were any.

        END: none after a death, of which the duty team may know before the plan is ended.
        """
        with self._database.transaction() as session:
            case = Case(session, self._schemes, self._documents, situation, "sign-off")
            if case.row.has_died:
                return False
            signing = self._signing(case)
            person_key = notice_key(situation.plan_id, situation.version, NoticeKind.AGREED, PERSON)
            person_has_it = session.get(NoticeRow, person_key) is not None
        wanted = [one for one in signing.due if _is_due(one, signing.already)]
        if not wanted and (person_has_it or not to_the_person):
            return False
        made = self._made(signing, wanted, to_the_person=to_the_person and not person_has_it)
        with self._database.transaction() as session:
            cause = f"sign-off/v{situation.version}/{situation.now.isoformat()}"
            case = Case(session, self._schemes, self._documents, situation, cause)
            case.plan = signing.plan
            enclosed = {form: _enclosed(case, record, form[1]) for form, record in made.items()}
            if to_the_person and not person_has_it:
                self._give_the_person(case, signing, enclosed)
            for one in wanted:
                self._give_a_copy(case, signing, one, enclosed)
        return True

    def _signing(self, case: Case) -> Signing:
        decision = plans.load_decision(case.session, case.situation.plan_id, case.situation.version)
        if decision is None or decision.outcome != "agree":
            raise LookupError("there is no agreement on this version")
        agreed_on = london_day(decision.decided_at)
        decided = copies(case.plan, plans.sharing_decisions(case.session, case.plan), case.scheme.sharing)
        return Signing(
            plan=as_decided(case.plan, decision.managed_otherwise),
            otherwise=decision.managed_otherwise,
            conditions=decision.conditions,
            version=case.situation.version,
            scheme=case.scheme,
            agreed_at=decision.decided_at,
            agreed_on=agreed_on,
            agreed_by=case.scheme.title_of(decision.authority.role),
            review_by=add_months(agreed_on, case.scheme.review.within_months),
            due=decided,
            already=plans.copies_given(case.session, case.situation.plan_id, case.situation.version),
        )

    def _made(self, signing: Signing, wanted: Sequence[Copy], *, to_the_person: bool) -> dict[Form, RecordFiles]:
        """Every form of the record that somebody is to have, each made once."""
        contacts = _contacts(signing.plan)
        forms = {(_sections(one), contacts[one.recipient][1].format_made_here) for one in wanted}
        if to_the_person:
            forms.add((None, signing.plan.addressee.contact.format_made_here))
        return {form: self._record(signing, *form) for form in forms}

    def _record(self, signing: Signing, sections: tuple[Section, ...] | None, fmt: Format) -> RecordFiles:
        record = written_record(
            signing.plan,
            version=signing.version,
            agreed_on=signing.agreed_on,
            agreed_by=signing.agreed_by,
            review_by=signing.review_by,
            council=signing.scheme.letters.council,
            complaints=signing.scheme.letters.complaints,
            sections=sections,
            otherwise=signing.otherwise,
            conditions=signing.conditions,
        )
        return self._documents.record(record, fmt)

    def _give_the_person(self, case: Case, signing: Signing, enclosed: dict[Form, tuple[Enclosure, ...]]) -> None:
        plan = signing.plan
        contact = plan.addressee.contact
        files = enclosed[None, contact.format_made_here]
        started = notice_key(plan.plan_id, signing.version, NoticeKind.AUTHORISED, PERSON)
        facts = case.letter_facts(NoticeKind.AGREED, addressee(plan)).model_copy(
            update={
                "agreed_by": signing.agreed_by,
                "agreed_on": signing.agreed_on,
                "budget": final_budget(plan.services, plan.person_pays),
                "how_budget_was_worked_out": plan.how_budget_was_worked_out,
                "review_by": signing.review_by,
                "has_started": case.session.get(NoticeRow, started) is not None,
                "conditions": conditions_in_words(signing.conditions),
                "managed_otherwise": managed_otherwise_in_words(plan, signing.otherwise),
                "enclosures": ("Your written record of the plan",),
            }
        )
        case.send(facts, contact, files=files)
        case.note("The written record was made from the signed version", "REC-1", by="system")

    def _give_a_copy(
        self,
        case: Case,
        signing: Signing,
        copy: Copy,
        enclosed: dict[Form, tuple[Enclosure, ...]],
    ) -> None:
        name, contact = _contacts(signing.plan)[copy.recipient]
        recipient = Recipient(reference=copy.recipient, name=name, greeting=name, address=contact.address)
        left_out = tuple(section.value for section in Section if section not in copy.sections)
        facts: LetterFacts = case.letter_facts(NoticeKind.COPY, recipient).model_copy(
            update={
                "sharing_basis": copy.basis,
                "sections_left_out": left_out if copy.scope is SharingScope.PART else (),
                "agreed_on": signing.agreed_on,
                "enclosures": ("A copy of the plan",),
            }
        )
        files = enclosed[_sections(copy), contact.format_made_here]
        key = case.send(facts, contact, files=files, occasion=copy.extent)
        plans.save_copy(
            case.session,
            plan_id=case.situation.plan_id,
            version=signing.version,
            recipient=copy.recipient,
            scope=copy.extent,
            sections=[section.value for section in copy.sections],
            basis=copy.basis,
            rule=copy.rule,
            decided_at=case.now,
            notice=key,
        )


def _copies_in_words(decided: Sequence[Copy]) -> str:
    parts = [f"{one.recipient} {one.scope.value}" for one in decided]
    return f"Copies: {', '.join(parts) or 'nobody to share with'}"


def _occasion(copy: Copy) -> str:
    """What makes one copy to one recipient another than a second: how much of the plan it holds."""
    return f"{copy.recipient}/{copy.extent}"


def _is_due(copy: Copy, already: frozenset[str]) -> bool:
    """Whether this copy is still to be given: it may go, and neither it nor the whole plan was given before."""
    given = {_occasion(copy), f"{copy.recipient}/{SharingScope.FULL.value}"}
    return copy.scope is not SharingScope.NONE and not given & already


def _sections(copy: Copy) -> tuple[Section, ...] | None:
    return copy.sections if copy.scope is SharingScope.PART else None


def _contacts(plan: Plan) -> dict[str, tuple[str, Contact]]:
    return {one.id: (one.name, one.contact) for one in (*plan.carers, *plan.providers)}


def _enclosed(case: Case, record: RecordFiles, fmt: Format) -> tuple[Enclosure, ...]:
    """Keep the record as it is enclosed: HTML and PDF, or for plain text the text."""
    if fmt is Format.PLAIN_TEXT:
        return plans.save_files(case.session, ("record.txt", "text/plain", record.text))
    return plans.save_files(
        case.session, ("record.html", "text/html", record.html), ("record.pdf", "application/pdf", record.pdf)
    )
