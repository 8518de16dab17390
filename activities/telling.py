"""TELL · What a determination says to whom: letters and notices, queued with what caused them.

Nothing is sent here. To whom nothing may be sent any more (END), nothing is queued.
"""

from datetime import datetime

from activities.case_file import CaseFile
from careplan import promise
from careplan.clocks import PRACTITIONER
from careplan.notices import PERSON, LetterFacts, NoticeKind, Recipient, addressee, notice_key, staff
from careplan.plan import MADE_HERE, Contact
from careplan.working_time import london_day
from store import plans, register
from store.plans import Enclosure
from store.tables import NoticeRow, TaskRow


class Telling(CaseFile):
    """A plan's file, with everything that may be said about it."""

    def tell_staff(
        self,
        kind: NoticeKind,
        role: str,
        *,
        task: str,
        status: str,
        people: tuple[str, ...] = (),
        due: datetime | None = None,
    ) -> tuple[str, ...]:
        """Tell everyone who holds a role for this team today, or the people named. Nothing personal is said.

        `due`: by when, if that is not when the state that the plan is in is due.

        Returns who was told: nobody means that nobody is on this rung.
        """
        if people:
            whom = [(person, register.contact(self.session, person, self.today)) for person in people]
        else:
            whom = [(one.person, one.email) for one in self.on_duty(role)]
        if due is None and self.main_clock is not None:
            due = self.main_clock.due
        for person, email in whom:
            facts = LetterFacts(
                kind=kind,
                recipient=staff(person),
                letter_date=self.today,
                plan_reference=self.plan_id,
                version=self.version,
                due_on=london_day(due) if due else None,
                status=status,
                task=task,
                council=self.scheme.letters.council,
            )
            contact = Contact.model_construct(channel="email" if email else "post", email=email or None)
            self._queue(facts, contact, occasion=self.cause)
        return tuple(person for person, _ in whom)

    def tell_practitioner(self, status: str, task: str) -> None:
        """TELL-6: whoever answers for the plan hears of its outcome at once."""
        people = (self.practitioner,)
        self.tell_staff(NoticeKind.OUTCOME, PRACTITIONER, task=task, status=status, people=people)

    def letter_facts(self, kind: NoticeKind, recipient: Recipient) -> LetterFacts:
        """What every letter about this plan starts from; the rest is added by whoever writes it."""
        name, telephone = self.practitioner_to_call
        return LetterFacts(
            kind=kind,
            recipient=recipient,
            letter_date=self.today,
            plan_reference=self.plan_id,
            version=self.version,
            person_name=self.plan.person.name,
            practitioner_name=name,
            practitioner_telephone=telephone,
            council=self.scheme.letters.council,
            council_telephone=self.scheme.letters.telephone,
            complaints=self.scheme.letters.complaints,
        )

    def tell_person(self, kind: NoticeKind, *, occasion: str = "", **facts: object) -> bool:
        """TELL: queue a letter to the person, or to the representative in their place.

        Returns False if nothing is sent to the person any more, as the record then says.
        """
        letter = self.letter_facts(kind, addressee(self.plan)).model_copy(update=facts)
        self.send(letter, self.plan.addressee.contact, occasion=occasion)
        return not self.row.has_died

    def tell_new_date(self) -> None:
        """TIME-6: tell the person the date as it is now, with every reason for which it moved since the last letter."""
        moving = self.promise
        told = self.tell_person(
            NoticeKind.NEW_DATE,
            occasion=self.cause,
            was_due_on=moving.held,
            due_on=moving.current,
            moved_because=tuple(reason.value for reason in moving.because),
            waiting_for=self.status.value,
        )
        if told:
            reasons = ", ".join(reason.value.replace("_", " ") for reason in moving.because)
            self.note(f"The person is told that the date is now {moving.current} ({reasons})", "TIME-6", by="system")
        self.promise = promise.told(moving.current)

    def send(
        self, facts: LetterFacts, contact: Contact, *, files: tuple[Enclosure, ...] = (), occasion: str = ""
    ) -> str:
        """Queue a letter in the recipient's format; where we cannot make or send it, make it a person's task.

        END: after a death nothing is queued for the person. Returns the notice's key.
        """
        if facts.recipient.reference == PERSON and self.row.has_died:
            self.note(f"Nothing is sent to the person: the {facts.kind.value} letter is held back", "END", by="system")
            return notice_key(self.plan_id, facts.version, facts.kind, PERSON, occasion)
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


def give_by_hand(case: Telling, key: str, kind: NoticeKind, recipient: str, what: str) -> None:
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


def notice_of(case: Telling, task: TaskRow) -> NoticeRow | None:
    """The notice that a task of `give_by_hand` asks to be given."""
    return case.session.get(NoticeRow, f"{case.plan_id}/{task.name.removeprefix('give:')}")


def hold_back_letters(case: Telling) -> None:
    """END: after a death what is queued for the person is held back, and nobody is asked to give them anything."""
    held = 0
    for notice in plans.unsent(case.session, case.plan_id):
        if notice.recipient == PERSON:
            notice.status = "withheld"
            held += 1
    for task in plans.open_task_rows(case.session, case.plan_id, "give_by_hand"):
        notice = notice_of(case, task)
        if notice is not None and notice.recipient == PERSON:
            notice.status = "withheld"
            task.done_at, task.done_by, task.what_was_done = case.now, "system", "Held back."
            held += 1
    case.note(f"Letters to the person held back: {held}", "END", by="system")
