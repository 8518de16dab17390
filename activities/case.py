"""One plan on the desk, within one transaction: what a determination reads, and the only ways in which it acts.

Every act is keyed by the message or the rung that caused it, so that doing it again does nothing.
"""

from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from activities.documents import Documents
from activities.schemes import Schemes
from careplan.clocks import Clock, WorkingDays, clock_for, london_day
from careplan.determinations import Determination, Entry, Interim, Situation
from careplan.findings import Finding
from careplan.lifecycle import Event as LifeEvent
from careplan.lifecycle import Status, after
from careplan.messages import Answer, Refusal
from careplan.notices import PERSON, LetterFacts, NoticeKind, Recipient, addressee, notice_key, staff
from careplan.plan import MADE_HERE, Contact, Plan
from careplan.scheme import Scheme
from store import plans, register
from store.plans import Enclosure
from store.tables import PlanRow

PRACTITIONER = "practitioner"


class Case:
    """A plan, its scheme and its situation. `cause`: the message or rung that this is all because of."""

    def __init__(
        self, session: Session, schemes: Schemes, documents: Documents, situation: Situation, cause: str
    ) -> None:
        """Opened within a transaction of the caller's."""
        self.session = session
        self.schemes = schemes
        self.documents = documents
        self.situation = situation
        self.cause = cause
        self.entries: list[Entry] = []
        self.interim = situation.interim

    # What it reads

    @property
    def now(self) -> datetime:
        """The workflow's own time."""
        return self.situation.now

    @property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.now)

    @cached_property
    def plan(self) -> Plan:
        """The version in hand."""
        return plans.load_plan(self.session, self.situation.plan_id, self.situation.version)

    @cached_property
    def row(self) -> PlanRow:
        """The plan's row. Raises LookupError if the plan was never accepted."""
        row = plans.plan_row(self.session, self.situation.plan_id)
        if row is None:
            raise LookupError("the plan is not in the database")
        return row

    @property
    def scheme(self) -> Scheme:
        """The council's scheme."""
        return self.schemes.named(self.plan.scheme)

    @property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return self.schemes.days(self.scheme)

    def knows(self, person: str) -> bool:
        """Whether this person submitted or planned the plan, or stands on the register today."""
        return person in plans.practitioners(self.session, self.situation.plan_id) or register.is_registered(
            self.session, person, self.today
        )

    # What it does

    def note(
        self, what: str, rule: str, /, *, by: str = "", actor: str = "", message_id: str = "", **detail: object
    ) -> None:
        """Put one happening on the record and on the timeline. `by` is a role; `actor` a reference, for the record."""
        number = len(self.entries)
        plans.note(
            self.session,
            key=f"{self.situation.plan_id}/{self.cause}/{number}",
            plan_id=self.situation.plan_id,
            version=self.situation.version,
            at=self.now,
            what=what,
            actor=actor or by,
            rule=rule,
            message_id=message_id,
            detail=detail,
        )
        self.entries.append(Entry(at=self.now, what=what, by=by, rule=rule, version=self.situation.version))

    def task(self, name: str, kind: str, why: str, *, role: str, owner: str = "", within: int | None = None) -> None:
        """Ask a person to do something, by a date in working days from now (by default the scheme's)."""
        days = self.scheme.tasks.within if within is None else within
        plans.raise_task(
            self.session,
            plan_id=self.situation.plan_id,
            name=name,
            kind=kind,
            owner_role=role,
            owner=owner,
            why=why,
            raised_at=self.now,
            due_at=self.days.after(self.now, days),
        )

    def tell_staff(self, kind: NoticeKind, role: str, *, task: str, status: str, people: tuple[str, ...] = ()) -> bool:
        """Tell everyone who holds a role for this team today, or the people named. Nothing personal is said.

        Returns whether anybody could be told: False means that nobody is on this rung.
        """
        if people:
            whom = [(person, register.contact(self.session, person, self.today)) for person in people]
        else:
            found = register.holders(self.session, role, self.plan.team, self.today)
            whom = [(one.person, one.email) for one in found]
        for person, email in whom:
            facts = LetterFacts(
                kind=kind,
                recipient=staff(person),
                letter_date=self.today,
                plan_reference=self.situation.plan_id,
                version=self.situation.version,
                due_on=london_day(self.situation.clock.due) if self.situation.clock else None,
                status=status,
                task=task,
                council=self.scheme.letters.council,
            )
            contact = Contact.model_construct(channel="email" if email else "post", email=email or None)
            self._queue(facts, contact, occasion=self.cause)
        return bool(whom)

    def letter_facts(self, kind: NoticeKind, recipient: Recipient) -> LetterFacts:
        """What every letter about this plan starts from; the rest is added by whoever writes it."""
        return LetterFacts(
            kind=kind,
            recipient=recipient,
            letter_date=self.today,
            plan_reference=self.situation.plan_id,
            version=self.situation.version,
            person_name=self.plan.person.name,
            practitioner_name=self.plan.practitioner.name,
            practitioner_telephone=self.plan.practitioner.telephone or "",
            council=self.scheme.letters.council,
            council_telephone=self.scheme.letters.telephone,
            complaints=self.scheme.letters.complaints,
        )

    def tell_person(self, kind: NoticeKind, *, occasion: str = "", **facts: object) -> None:
        """TELL: queue a letter to the person, or to the representative in their place."""
        letter = self.letter_facts(kind, addressee(self.plan)).model_copy(update=facts)
        self.send(letter, self.plan.addressee.contact, occasion=occasion)

    def send(
        self, facts: LetterFacts, contact: Contact, *, files: tuple[Enclosure, ...] = (), occasion: str = ""
    ) -> str:
        """Queue a letter in the recipient's format; where we cannot make or send it, make it a person's task.

        Returns the notice's key.
        """
        by_hand = ""
        if contact.format not in MADE_HERE:
            by_hand = f"make it in {contact.format.value.replace('_', ' ')} and give it"
        elif not contact.reachable():
            by_hand = "give it by hand: no address is recorded for the way it should be sent"
        key = self._queue(facts, contact, files=files, occasion=occasion, by_hand=bool(by_hand))
        if by_hand:
            give_by_hand(self, key, facts.kind, facts.recipient.reference, by_hand)
        return key

    def _queue(
        self,
        facts: LetterFacts,
        contact: Contact,
        *,
        files: tuple[Enclosure, ...] = (),
        occasion: str = "",
        by_hand: bool = False,
    ) -> str:
        key = notice_key(self.situation.plan_id, facts.version, facts.kind, facts.recipient.reference, occasion)
        letter = self.documents.letter(facts, contact.format_made_here)
        made = plans.save_files(
            self.session, ("letter.html", "text/html", letter.html), ("letter.txt", "text/plain", letter.text)
        )
        plans.queue_notice(
            self.session,
            key=key,
            files=(*made, *files),
            plan_id=self.situation.plan_id,
            version=facts.version,
            kind=facts.kind.value,
            recipient=facts.recipient.reference,
            channel=str(contact.channel),
            format=contact.format.value,
            address=[contact.email] if contact.channel == "email" and contact.email else list(contact.address),
            subject=letter.subject,
            cause=self.cause,
            status="by_hand" if by_hand else "queued",
            queued_at=self.now,
        )
        return key

    # What follows

    def clock(self, status: Status) -> Clock | None:
        """The clock of a plan that starts to wait in `status` now."""
        owner = self.row.route_role or self.scheme.authority[-1].role
        return clock_for(status, owner, self.now, self.scheme, self.days)

    def move(self, event: LifeEvent, version: int | None = None) -> Status:
        """Take the plan one step through its life, in the database too. Returns the new status."""
        status = after(self.situation.status, event)
        self.row.status = status.value
        if version is not None:
            self.row.version = version
        return status

    def accepted(
        self, status: Status | None = None, *, version: int | None = None, clock: Clock | None = None
    ) -> Determination:
        """The determination of a message that took effect. Without a status the plan stays where it is."""
        if status is None:
            status, clock = self.situation.status, self.situation.clock
        number = self.situation.version if version is None else version
        self.row.due_at = clock.due if clock else None
        return self._determination(
            Answer(outcome="accepted", plan_status=status.value, version=number), status, number, clock
        )

    def refused(self, code: Refusal, reasons: tuple[str, ...] | list[str]) -> Determination:
        """The determination of a message that changes nothing."""
        answer = Answer(
            outcome="refused",
            code=code,
            reasons=tuple(reasons),
            plan_status=self.situation.status.value,
            version=self.situation.version,
        )
        return self.unchanged(answer)

    def unchanged(self, answer: Answer) -> Determination:
        """The determination that leaves the plan as it is."""
        return self._determination(answer, self.situation.status, self.situation.version, self.situation.clock)

    def refused_for(self, code: Refusal, findings: tuple[Finding, ...] | list[Finding]) -> Determination:
        """The same, from what the rules found: each finding is one reason, with its rule."""
        return self.refused(code, [f"{found.where}: {found.reason} [{found.rule}]" for found in findings])

    def _determination(self, answer: Answer, status: Status, version: int, clock: Clock | None) -> Determination:
        return Determination(
            answer=answer,
            status=status,
            version=version,
            clock=clock,
            interim=self.interim,
            entries=tuple(self.entries),
        )


def give_by_hand(case: Case, key: str, kind: NoticeKind, recipient: str, what: str) -> None:
    """TELL-4, TELL-5 in simple form: a notice that we cannot make or send becomes the practitioner's task."""
    whose = "the person" if recipient == PERSON else recipient
    case.task(
        f"give:{key.split('/', 1)[1]}",
        "give_by_hand",
        f"The {kind.value} letter to {whose}: {what}.",
        role=PRACTITIONER,
        owner=case.plan.practitioner.id,
    )
    case.note(f"A person was asked to give {whose} the {kind.value} letter", "TELL-5", by="system", notice=key)


def ask_for_interim_support(case: Case, urgent_needs_known: bool, because: str) -> None:
    """TIME-3: ask the duty team for interim support, or, where it is not known, whether there are urgent needs.

    One request at a time for a plan, however many things would set it off (TIME-4).
    """
    if case.interim in (Interim.ASKED_FOR, Interim.ARRANGED) or (
        case.interim is Interim.NEED_ASKED and not urgent_needs_known
    ):
        return
    name, what = (
        ("interim-support", "Arrange interim support: urgent needs are known")
        if urgent_needs_known
        else ("urgent-needs", "Find out whether there are urgent needs; if there are, report them")
    )
    duty = case.scheme.duty
    stamp = case.now.strftime("%Y%m%d%H%M%S")
    case.task(f"{name}:{stamp}", name, f"{what} ({because}).", role=duty.role, within=duty.answer_within)
    case.interim = Interim.ASKED_FOR if urgent_needs_known else Interim.NEED_ASKED
    told = case.tell_staff(NoticeKind.INTERIM_SUPPORT, duty.role, task=what, status=because)
    case.note(f"{duty.title} asked: {what} ({because})", "TIME-3", by="system")
    if told:
        return
    for role in [row.role for row in case.scheme.authority]:
        case.note(f"Nobody holds the role {duty.title}: the next person up is asked", "TIME-2", by="system")
        if case.tell_staff(NoticeKind.INTERIM_SUPPORT, role, task=what, status=because):
            return


def settle_question(case: Case) -> None:
    """TIME-3: once the plan is signed off, nobody need find out any more whether there are urgent needs meanwhile.

    Interim support that was asked for or arranged is another matter: it stays (TIME-5).
    """
    if case.interim is not Interim.NEED_ASKED:
        return
    for task in plans.open_task_rows(case.session, case.situation.plan_id, "urgent-needs"):
        task.done_at, task.done_by, task.what_was_done = case.now, "system", "The plan was signed off meanwhile."
    case.interim = Interim.NONE
    case.note("The question whether there are urgent needs is settled: the plan is signed off", "TIME-3", by="system")
