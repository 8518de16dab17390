"""One plan on the desk, within one transaction: what a determination reads, and the only ways in which it acts.

Every act is keyed by the message or the rung that caused it, so that doing it again does nothing.
"""

from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from activities.documents import Documents
from activities.schemes import Schemes
from careplan import lifecycle, promise
from careplan.clocks import (
    PRACTITIONER,
    WAIT_OF,
    Because,
    Clock,
    Wait,
    clock_of,
    paused,
    resumed,
)
from careplan.determinations import Determination, Entry, PlanSays, Situation, Workflow
from careplan.findings import Finding
from careplan.interim import PlanEvent
from careplan.lifecycle import CLOSED, Event, Status
from careplan.messages import Answer, Message, Refusal
from careplan.notices import PERSON, LetterFacts, NoticeKind, Recipient, addressee, notice_key, staff
from careplan.plan import MADE_HERE, Contact, Plan
from careplan.scheme import Scheme
from careplan.working_time import WorkingDays, counted_from, london_day
from store import plans, register, waits
from store.plans import Enclosure
from store.tables import NoticeRow, PlanRow


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
        self.status = situation.status
        self.version = situation.version
        self.clocks = {clock.name: clock for clock in situation.clocks}
        self.promise = situation.promise
        self.interim = situation.interim
        self.to_interim: list[PlanSays] = []
        self.entries: list[Entry] = []

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
        return plans.load_plan(self.session, self.plan_id, self.version)

    @cached_property
    def row(self) -> PlanRow:
        """The plan's row. Raises LookupError if the plan was never accepted."""
        row = plans.plan_row(self.session, self.plan_id)
        if row is None:
            raise LookupError("the plan is not in the database")
        return row

    @property
    def scheme(self) -> Scheme:
        """The council's scheme."""
        return self.schemes.named(self.row.scheme)

    @property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return self.schemes.days(self.scheme)

    @property
    def plan_id(self) -> str:
        """Whose plan, by its reference."""
        return self.situation.plan_id

    @property
    def practitioner(self) -> str:
        """Who answers for the plan now: the practitioner it was reassigned to, or that of the version in hand."""
        return self.row.practitioner or self.plan.practitioner.id

    @property
    def line_manager(self) -> str:
        """The practitioner's line manager; empty if the plan names none."""
        return self.plan.practitioner.line_manager or ""

    @property
    def main_clock(self) -> Clock | None:
        """The clock of the state that the plan is in; its due date is what the person is promised."""
        return self.clocks.get(WAIT_OF[self.status].value) if self.status in WAIT_OF else None

    def sent(self, message: Message, not_before: datetime | None = None) -> datetime:
        """From when what follows from a message counts: from when it was sent, not from when a worker woke."""
        oldest = self.days.before(self.now, self.scheme.office.oldest_message)
        return counted_from(message.sent_at, came=self.now, not_before=not_before, oldest=oldest)

    def knows(self, person: str) -> bool:
        """Whether this person submitted or planned the plan, or stands on the register today."""
        return (
            person == self.practitioner
            or person in self.practitioners
            or register.is_registered(self.session, person, self.today)
        )

    @cached_property
    def practitioners(self) -> frozenset[str]:
        """ROUTE-9: everybody who submitted, resubmitted or planned it, or to whom it was reassigned as practitioner."""
        return plans.practitioners(self.session, self.plan_id) | {self.row.practitioner} - {""}

    # What it does

    def note(
        self, what: str, rule: str, /, *, by: str = "", actor: str = "", message_id: str = "", **detail: object
    ) -> None:
        """Put one happening on the record and on the timeline. `by` is a role; `actor` a reference, for the record."""
        number = len(self.entries)
        plans.note(
            self.session,
            key=f"{self.plan_id}/{self.cause}/{number}",
            plan_id=self.plan_id,
            version=self.version,
            at=self.now,
            what=what,
            actor=actor or by,
            rule=rule,
            message_id=message_id,
            detail=detail,
        )
        self.entries.append(Entry(at=self.now, what=what, by=by, rule=rule, version=self.version))

    def task(
        self,
        name: str,
        kind: str,
        why: str,
        *,
        role: str,
        owner: str = "",
        due_at: datetime | None = None,
    ) -> None:
        """Ask a person to do something, by a moment, or within the working days that the scheme gives for a task."""
        plans.raise_task(
            self.session,
            plan_id=self.plan_id,
            workflow=self.situation.workflow.value,
            name=name,
            kind=kind,
            owner_role=role,
            owner=owner,
            why=why,
            raised_at=self.now,
            due_at=due_at or self.days.after(self.now, self.scheme.tasks.within),
        )

    def settle_tasks(self, why: str, *kinds: str) -> None:
        """Nobody need do these any more, and why."""
        for kind in kinds:
            for task in plans.open_task_rows(self.session, self.plan_id, kind):
                task.done_at, task.done_by, task.what_was_done = self.now, "system", why

    def tell_staff(
        self, kind: NoticeKind, role: str, *, task: str, status: str, people: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """Tell everyone who holds a role for this team today, or the people named. Nothing personal is said.

        Returns who was told: nobody means that nobody is on this rung.
        """
        if people:
            whom = [(person, register.contact(self.session, person, self.today)) for person in people]
        else:
            found = register.holders(self.session, role, self.plan.team, self.today)
            whom = [(one.person, one.email) for one in found]
        clock = self.main_clock
        for person, email in whom:
            facts = LetterFacts(
                kind=kind,
                recipient=staff(person),
                letter_date=self.today,
                plan_reference=self.plan_id,
                version=self.version,
                due_on=london_day(clock.due) if clock else None,
                status=status,
                task=task,
                council=self.scheme.letters.council,
            )
            contact = Contact.model_construct(channel="email" if email else "post", email=email or None)
            self._queue(facts, contact, occasion=self.cause)
        return tuple(person for person, _ in whom)

    def letter_facts(self, kind: NoticeKind, recipient: Recipient) -> LetterFacts:
        """What every letter about this plan starts from; the rest is added by whoever writes it."""
        return LetterFacts(
            kind=kind,
            recipient=recipient,
            letter_date=self.today,
            plan_reference=self.plan_id,
            version=self.version,
            person_name=self.plan.person.name,
            practitioner_name=self.plan.practitioner.name,
            practitioner_telephone=self.plan.practitioner.telephone or "",
            council=self.scheme.letters.council,
            council_telephone=self.scheme.letters.telephone,
            complaints=self.scheme.letters.complaints,
        )

    def tell_person(self, kind: NoticeKind, *, occasion: str = "", **facts: object) -> None:
        """TELL: queue a letter to the person, or to the representative in their place. END: never after a death."""
        if self.row.has_died:
            self.note(f"Nothing is sent to the person: the {kind.value} letter was held back", "END", by="system")
            return
        letter = self.letter_facts(kind, addressee(self.plan)).model_copy(update=facts)
        self.send(letter, self.plan.addressee.contact, occasion=occasion)

    def tell_new_date(self) -> None:
        """TIME-6: tell the person the date as it is now, with every reason for which it moved since the last letter."""
        moving = self.promise
        self.tell_person(
            NoticeKind.NEW_DATE,
            occasion=self.cause,
            was_due_on=moving.held,
            due_on=moving.current,
            moved_because=tuple(reason.value for reason in moving.because),
            waiting_for=self.status.value,
        )
        reasons = ", ".join(reason.value.replace("_", " ") for reason in moving.because)
        self.note(f"The person is told that the date is now {moving.current} ({reasons})", "TIME-6", by="system")
        self.promise = promise.told(moving.current)

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
        key = notice_key(self.plan_id, facts.version, facts.kind, facts.recipient.reference, occasion)
        letter = self.documents.letter(facts, contact.format_made_here)
        made = plans.save_files(
            self.session, ("letter.html", "text/html", letter.html), ("letter.txt", "text/plain", letter.text)
        )
        plans.queue_notice(
            self.session,
            key=key,
            files=(*made, *files),
            plan_id=self.plan_id,
            version=facts.version,
            kind=facts.kind.value,
            recipient=facts.recipient.reference,
            channel=str(contact.channel),
            format=contact.format.value,
            address=[contact.email] if contact.channel == "email" and contact.email else list(contact.address),
            subject=letter.subject,
            cause=self.cause,
            workflow=self.situation.workflow.value,
            status="by_hand" if by_hand else "queued",
            queued_at=self.now,
        )
        return key

    # Its clocks

    def start(self, wait: Wait, owner: str, since: datetime, about: str = "") -> Clock:
        """TIME-1: start to wait."""
        clock = clock_of(wait, owner, since, self.scheme, self.days, about).model_copy(update={"cause": self.cause})
        self.clocks[clock.name] = clock
        return clock

    def stop(self, *names: str) -> None:
        """What was waited for has come, or is no longer wanted."""
        for name in names:
            self.clocks.pop(name, None)

    def pause_main_clock(self, why: Clock, because: Because, at: datetime) -> None:
        """TIME-6: the clock of the state stands still while `why` is waited for, and until it is due."""
        main = self.main_clock
        if main is not None:
            self.clocks[main.name] = paused(main, why.name, at, why.due, because, self.days)

    def resume_main_clock(self, why: str, because: Because, at: datetime) -> None:
        """TIME-6: what it stood still for has come: it runs again once nothing else keeps it."""
        main = self.main_clock
        if main is not None:
            self.clocks[main.name] = resumed(main, why, at, because, self.days)

    def say_to_interim(self, event: PlanEvent, because: str, since: datetime | None = None) -> None:
        """Have the workflow of the plan's interim support told what happened, now or at `since`."""
        self.to_interim.append(PlanSays(event=event, because=because, cause=self.cause, since=since or self.now))

    # What follows

    def move(self, event: Event, since: datetime) -> Clock | None:
        """Take the plan one step through its life, and start to wait in the state that follows. Returns its new clock.

        Clocks of the state that is left stop with it. That of the whole sign-off goes on until the plan is signed off
        or has left.
        """
        self.status = lifecycle.after(self.status, event)
        self.row.status, self.row.version = self.status.value, self.version
        whole = self.clocks.get(Wait.SIGN_OFF.value)
        self.clocks.clear()
        self.promise = promise.told(None)
        clock = None
        if self.status in WAIT_OF:
            awaits = self.status is Status.AWAITING_DECISION
            owner = (self.row.route_role or self.scheme.authority[-1].role) if awaits else PRACTITIONER
            clock = self.start(WAIT_OF[self.status], owner, since)
        if whole is not None and self.status not in (*CLOSED, Status.SIGNED_OFF):
            # It goes on, and its ladder is that of whoever has the plan to decide.
            decides = clock.owner if clock and self.status is Status.AWAITING_DECISION else whole.owner
            self.clocks[whole.name] = whole.model_copy(update={"owner": decides})
        return clock

    def promised(self, day: date | None) -> None:
        """TIME-6: a letter of this determination tells the person this date."""
        self.promise = promise.told(day)

    def accepted(self, *said: str) -> Determination:
        """The determination of a message or rung that took effect. `said`: what its sender needs to know of it."""
        if self.situation.workflow is Workflow.PLAN:
            self._follow_the_date()
            self._wait_for_what_is_left()
            clock = self.main_clock
            self.row.due_at = clock.due if clock else None
        answer = Answer(outcome="accepted", plan_status=self.status.value, version=self.version, said=said)
        return self._determination(answer)

    def _follow_the_date(self) -> None:
        """TIME-6: the promise follows the clock of the state, and the person is told when it is time."""
        now = self.main_clock
        was = {clock.name: clock for clock in self.situation.clocks}.get(now.name) if now else None
        if now is not None and was is not None and was.cause == now.cause and now.moves != was.moves:
            because = tuple(move.because for move in now.moves[len(was.moves) :])
            quiet = self.scheme.promises.quiet_for
            self.promise = promise.moved(self.promise, london_day(now.due), because, self.now, quiet, self.days)
        if self.promise.tell_at is not None and self.promise.tell_at <= self.now:
            self.tell_new_date()

    def _wait_for_what_is_left(self) -> None:
        """END, TIME-1: a plan that has left waits for what is still to be done by hand, and for nothing else."""
        if self.status not in CLOSED:
            return
        left = plans.open_tasks(self.session, self.plan_id, Workflow.PLAN)
        if left and Wait.TIDY_UP.value not in self.clocks:
            self.start(Wait.TIDY_UP, PRACTITIONER, self.now)
        elif not left:
            self.stop(Wait.TIDY_UP.value)

    def refused(self, code: Refusal, reasons: tuple[str, ...] | list[str]) -> Determination:
        """The determination of a message that changes nothing."""
        answer = Answer(
            outcome="refused",
            code=code,
            reasons=tuple(reasons),
            plan_status=self.status.value,
            version=self.version,
        )
        return self.unchanged(answer)

    def unchanged(self, answer: Answer) -> Determination:
        """The determination that leaves the plan as it is."""
        return self._determination(answer)

    def refused_for(self, code: Refusal, findings: tuple[Finding, ...] | list[Finding]) -> Determination:
        """The same, from what the rules found: each finding is one reason, with its rule."""
        return self.refused(code, [f"{found.where}: {found.reason} [{found.rule}]" for found in findings])

    def _determination(self, answer: Answer) -> Determination:
        clocks = tuple(self.clocks.values())
        if clocks != self.situation.clocks:
            waits.keep_waits(
                self.session,
                self.plan_id,
                self.version,
                before=self.situation.clocks,
                after=clocks,
                cause=self.cause,
                now=self.now,
                days=self.days,
            )
        return Determination(
            answer=answer,
            status=self.status,
            version=self.version,
            clocks=clocks,
            promise=self.promise,
            interim=self.interim,
            to_interim=tuple(self.to_interim),
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
        owner=case.practitioner,
    )
    case.note(f"A person was asked to give {whose} the {kind.value} letter", "TELL-5", by="system", notice=key)


def ask_for_interim_support(case: Case, because: str, since: datetime | None = None) -> None:
    """TIME-3: have interim support asked for, or, where it is not known, asked whether there are urgent needs.

    `since`: from when its clock counts, if not from now. However many things set it off, there is one arrangement for a
    plan at a time (TIME-4).
    """
    known = case.row.urgent_needs_known
    case.say_to_interim(PlanEvent.NEEDS_KNOWN if known else PlanEvent.NEEDS_NOT_KNOWN, because, since)
    what = "Interim support is wanted" if known else "It is to be found out whether there are urgent needs"
    case.note(f"{what}: {because}", "TIME-3", by="system")


def hold_back_letters(case: Case) -> None:
    """END: after a death what is queued for the person is held back, and nobody is asked to give them anything."""
    held = 0
    for notice in plans.unsent(case.session, case.plan_id):
        if notice.recipient == PERSON:
            notice.status = "withheld"
            held += 1
    for task in plans.open_task_rows(case.session, case.plan_id, "give_by_hand"):
        notice = case.session.get(NoticeRow, f"{case.plan_id}/{task.name.removeprefix('give:')}")
        if notice is not None and notice.recipient == PERSON:
            notice.status = "withheld"
            task.done_at, task.done_by, task.what_was_done = case.now, "system", "Held back."
            held += 1
    case.note(f"Letters to the person held back: {held}", "END", by="system")
