"""TELL · Queues the letters and notices of a determination. Nothing else queues one.

Nothing is sent here. A notice is kept with its cause and sent afterwards (`countersign.letters.outbox`). Nothing is
queued for anyone we may no longer write to (END).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from countersign.careplan.notices import (
    PERSON,
    REPRESENTATIVE,
    THE_PERSONS,
    NoticeEvent,
    NoticeKind,
    NoticeStatus,
    after,
    is_meanwhile,
    notice_key,
)
from countersign.careplan.people import Channel, Contact
from countersign.careplan.people_since import is_old_address
from countersign.careplan.reading_out import reference_of
from countersign.careplan.sender import Sender
from countersign.careplan.who_is_told import is_safe_to_write_to, record_is_for
from countersign.careplan.words import spelled_out
from countersign.casework import notice_files
from countersign.casework.course import Course
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Document, Notice, Task, TaskKind
from countersign.casework.matter import Matter
from countersign.casework.notice_files import address_of, has_no_print, what_comes_with, why_not_printed
from countersign.casework.record import Record
from countersign.casework.tasks import Tasks
from countersign.casework.their_form import Meanwhile, made_for, meanwhile, with_why_not
from countersign.wording.addressees import Addressee, addressees
from countersign.wording.letter_head import LetterHead, Recipient, Signer
from countersign.wording.letter_names import which_letter
from countersign.wording.letters import Letter, LetterFacts, NewDate

HELD_BACK = "Held back."
SENT_AFTER_ALL = "It can be sent after all."
ASKED_OTHERWISE = "It is asked for otherwise."
NOT_SAFE = "it is not safe to write to them there: speak with your line manager, and give it in a way that is safe"
MOVED_AWAY = "they have moved away: find out where to, and give it there"


class Letters:
    """The letters and notices about one plan."""

    def __init__(self, matter: Matter, course: Course, record: Record, tasks: Tasks) -> None:
        """`tasks`: where we cannot make or send a letter, a person is asked to."""
        self._matter = matter
        self._course = course
        self._record = record
        self._tasks = tasks

    # To people

    @property
    def sender(self) -> Sender:
        """TELL-7: from whom every letter comes."""
        return self._matter.office.sender

    def signer(self, decided_by: str, role: str) -> Signer | None:
        """TELL-2: whoever decided, as they sign, by the register (WHO-5); None where it does not have their name."""
        name = self._matter.register.name_of(decided_by, self._matter.today)
        meeting = self._matter.scheme.meeting_of(role)
        title = meeting.title if meeting else self._matter.scheme.title_of(role)
        title = title[:1].upper() + title[1:]
        return Signer(name=name, title=title, at_meeting=meeting is not None) if name else None

    def head(self, recipient: Recipient, *enclosures: str, signer: Signer | None = None) -> LetterHead:
        """The facts that every letter about this plan starts from."""
        name, telephone = self._course.practitioner_to_call
        return LetterHead(
            recipient=recipient,
            letter_date=self._matter.today,
            reference=reference_of(self._matter.plan_id),
            plan_id=self._matter.plan_id,
            version=self._course.version,
            person_name=self._course.plan.person.name,
            practitioner_name=name,
            practitioner_telephone=telephone,
            sender=self.sender,
            signer=signer,
            enclosures=enclosures,
            edition=self._matter.scheme.edition,
            help_is_asked_for=self._course.help_is_asked_for,
        )

    def tell_person(
        self,
        facts: LetterFacts,
        *,
        occasion: str = "",
        enclosures: tuple[str, ...] = (),
        enclosed: Callable[[Contact], tuple[Document, ...]] | None = None,
        signer: Signer | None = None,
    ) -> bool:
        """TELL-1: queue a letter to the person, to their representative, or to both, each in their own format.

        `enclosures`: what comes with the letter, in words. `enclosed`: the same as files, for a contact.
        `signer`: whoever decided what the letter tells. Returns False, and notes it on the record, if nothing may
        be sent to the person any more.
        """
        for recipient, contact in self.addressed_now(facts.kind):
            letter = Letter(head=self.head(recipient, *enclosures, signer=signer), facts=facts)
            with_it = enclosed(contact) if enclosed else ()
            self.send(letter, contact, with_it=with_it, occasion=occasion)
        return not self._course.state.has_died

    def addressed_now(self, kind: NoticeKind) -> tuple[Addressee, ...]:
        """TELL-1, TELL-8: to whom a letter of a kind goes, as the person's or for them, and where, as it is now."""
        return addressees(self._course.people_now, kind, self._matter.today)

    def tell_new_date(self, missed_on: date | None) -> None:
        """TIME-6: tell the person the date as it is now, with every reason why it has moved since the last letter.

        `missed_on`: the first day that was missed, if one was (TIME-8).
        """
        moving = self._course.promise
        told = self.tell_person(
            NewDate(
                was_due_on=moving.holds,
                due_on=moving.current,
                missed_on=missed_on,
                moved_because=moving.because,
                waiting_for=self._course.status,
            ),
            occasion=self._matter.cause.key,
        )
        if told:
            reasons = ", ".join(spelled_out(reason) for reason in moving.because)
            self._record.note(Happening.TOLD_NEW_DATE, day=moving.current, reasons=reasons)
        self._course.promised(moving.current)

    def send(self, letter: Letter, contact: Contact, *, with_it: tuple[Document, ...] = (), occasion: str = "") -> str:
        """Queue a letter in the recipient's format. If we cannot make or send it, ask a person to.

        `with_it`: what is enclosed. END: after a death nothing is queued for the person, nor for their representative.
        Returns the notice's key.
        """
        kind, whom = letter.facts.kind, letter.head.recipient.reference
        key = notice_key(self._matter.plan_id, letter.head.version, kind, whom, occasion)
        if whom in THE_PERSONS and self._course.state.has_died:
            self._record.note(Happening.LETTER_HELD_BACK, which=which_letter(kind))
            return key
        made, files = made_for(self._matter.office.press, letter, contact, with_it)
        by_hand = self._why_by_hand(whom, contact, files)
        if self.is_new(key, by_hand=bool(by_hand)):
            kept = letter.model_dump_json()
            self.queue(key, kind, whom, contact, made.subject, files, by_hand=bool(by_hand), letter=kept)
        if contact.is_made_by_people and whom in THE_PERSONS:
            by_hand = with_why_not(by_hand, self._send_meanwhile(meanwhile(key, letter, contact), with_it))
        if by_hand:
            self.ask_to_give(key, kind, whom, by_hand)
        return key

    def _send_meanwhile(self, goes: Meanwhile, with_it: tuple[Document, ...]) -> str:
        """TELL-4: the standard form goes while people make theirs. Returns why it does not, in a task's words."""
        whom, kind = goes.letter.head.recipient.reference, goes.letter.facts.kind
        made, files = made_for(self._matter.office.press, goes.letter, goes.contact, with_it)
        why_not = self._why_by_hand(whom, goes.contact, files)
        if not why_not and self.is_new(goes.key, by_hand=False):
            kept = goes.letter.model_dump_json()
            self.queue(goes.key, kind, whom, goes.contact, made.subject, files, by_hand=False, letter=kept)
        return why_not

    def ask_to_give(self, key: str, kind: NoticeKind, recipient: str, what: str) -> None:
        """TELL-4, TELL-5: ask the practitioner to give a notice that we cannot make or send.

        They are asked again where nobody needed to give it before, since it could be sent after all, and now it cannot.
        """
        name = self._name_to_ask_for(key)
        if name is None:
            return
        whom = {PERSON: "the person", REPRESENTATIVE: "the representative"}.get(recipient, recipient)
        self._tasks.ask(
            name,
            TaskKind.GIVE_BY_HAND,
            f"The letter to {whom} {which_letter(kind)}: {what}.",
            role=Actor.PRACTITIONER,
            owner=self._course.practitioner,
        )
        self._record.note(Happening.ASKED_TO_GIVE_BY_HAND, whom=whom, which=which_letter(kind), detail={"notice": key})

    def _name_to_ask_for(self, key: str) -> str | None:
        """The name of the task to give a notice; None where somebody is asked, or has done it."""
        number, name, notice = 1, notice_files.give_task(key), self.notice(key)
        while (task := self._tasks.named(name)) is not None:
            is_settled = task.done_by == Actor.SYSTEM and notice is not None and notice.status is NoticeStatus.BY_HAND
            if not is_settled:
                return None
            number += 1
            name = notice_files.give_task(key, number)
        return name

    def _task_to_give(self, key: str) -> Task | None:
        """The open task to give a notice; None if there is none."""
        return next((task for task in self._tasks.open(TaskKind.GIVE_BY_HAND) if self._key_of(task) == key), None)

    def why_not_there(self, whom: str, contact: Contact) -> str:
        """TELL-4, TELL-8: why a person has to make or give whatever goes to somebody, in a task's words; else empty."""
        people, since = self._course.people_now, self._course.state.people_since
        if not is_safe_to_write_to(people, whom, self._matter.today):
            return NOT_SAFE
        if (
            whom == PERSON
            and contact.channel is Channel.POST
            and is_old_address(since, self._course.version, self._matter.today)
        ):
            return MOVED_AWAY
        return notice_files.why_not_made(contact)

    def _why_by_hand(self, whom: str, contact: Contact, files: tuple[Document, ...]) -> str:
        """The same of one notice, by what it consists of: perhaps it goes there, and cannot be printed (REC-5)."""
        undrawn = self._matter.office.press.undrawn
        return self.why_not_there(whom, contact) or why_not_printed(files, contact, undrawn)

    # What happens to a notice

    def notice(self, key: str) -> Notice | None:
        """A notice as it is now."""
        return self._matter.changes.notices.get(key) or self._matter.file.notice(key)

    def status_of(self, kind: NoticeKind, recipient: str, version: int) -> NoticeStatus | None:
        """The status of a notice; None if there never was one."""
        notice = self.notice(notice_key(self._matter.plan_id, version, kind, recipient))
        return notice.status if notice else None

    def record_given(self) -> Notice | None:
        """REC-1, REC-4: the notice by which the record of the version in hand was given; None while it was not.

        It is the person's; or that of whoever receives the record for them, by a recorded decision.
        """
        for whom in dict.fromkeys((PERSON, record_is_for(self._course.people_now, self._matter.today))):
            key = notice_key(self._matter.plan_id, self._course.version, NoticeKind.AGREED, whom)
            notice = self.notice(key)
            if notice is not None and notice.is_told:
                return notice
        return None

    def need_not_be_given(self, notice: Notice, why: str) -> None:
        """Nobody needs to give a notice by hand any more."""
        task = self._task_to_give(notice.key)
        if task is not None:
            self._tasks.done(task, Actor.SYSTEM, why)

    # TELL-8: as it goes

    def to_staff_now(self, notice: Notice) -> None:
        """A notice to staff goes where the register has them now."""
        now = notice_files.contact_of_staff(self._matter.register.email_of(notice.recipient, self._matter.today))
        if (notice.channel, notice.address) != (now.channel, address_of(now)):
            self.set(replace(notice, channel=now.channel, address=address_of(now)))

    def address_again(self, notice: Notice, to: Addressee, with_it: tuple[Document, ...] | None = None) -> Notice:
        """Make a letter anew that did not go yet, to whom and where it goes now; by hand, if so.

        `with_it`: what comes with it, if not what does already.
        """
        files, kept = self._matter.file.enclosed(notice.key), self._matter.file.notice(notice.key) or notice
        letter = Letter.model_validate_json(notice.letter)
        letter = letter.model_copy(update={"head": letter.head.model_copy(update={"recipient": to.recipient})})
        with_it = what_comes_with(files) if with_it is None else with_it
        made, now_whole = made_for(self._matter.office.press, letter, to.contact, with_it)
        changes = self._matter.changes
        changes.documents |= {file.sha256: file for file in now_whole}
        changes.made_again[notice.key] = now_whole
        now = replace(
            notice.afresh(),
            channel=to.contact.channel,
            format=to.contact.format,
            address=address_of(to.contact),
            subject=made.subject,
            letter=letter.model_dump_json(),
            first_document=kept.first_document + len(files),
        )
        self.set(now)
        why = self._why_by_hand(notice.recipient, to.contact, now_whole)
        if why:
            self.for_a_person(now, why)
        return self.notice(notice.key) or now

    def goes_there(self, notice: Notice, contact: Contact) -> bool:
        """Whether a notice is made for that address, that way and that format."""
        return (notice.channel, notice.format, notice.address) == (contact.channel, contact.format, address_of(contact))

    def for_a_person(self, notice: Notice, why: str) -> None:
        """TELL-5, TELL-8: a letter that waits to be sent is a person's to give."""
        if notice.status is NoticeStatus.QUEUED and is_meanwhile(notice.key):
            self._withhold(notice)
        elif notice.status is NoticeStatus.QUEUED:
            self.set(replace(notice, status=after(notice.status, NoticeEvent.FOR_A_PERSON)))
            self.ask_to_give(notice.key, notice.kind, notice.recipient, why)

    def for_us_again(self, notice: Notice, to: Addressee) -> None:
        """TELL-8: a letter that a person was asked to give can be sent after all, where it goes now.

        What may have gone stays with them, and so does what we cannot print. A font that was added lets us.
        """
        task = self._task_to_give(notice.key)
        if notice.attempts or task is None:
            return
        if notice.letter and has_no_print(self._consists_of(notice.key), to.contact):
            letter = Letter.model_validate_json(notice.letter)
            if self._matter.office.press.letter(letter, to.contact.format_made_here).pdf:
                notice = self.address_again(notice, to)
        if self._why_by_hand(notice.recipient, to.contact, self._consists_of(notice.key)):
            return
        queued = after(notice.status, NoticeEvent.QUEUED_AGAIN)
        self.set(replace(notice.afresh(), status=queued, cause=self._matter.cause.key))
        self._tasks.done(task, Actor.SYSTEM, SENT_AFTER_ALL)

    def made_again(self, notice: Notice, to: Addressee, with_it: tuple[Document, ...], why_no_way: str) -> None:
        """TELL-8: a letter that waits, or is a person's to give, is made with what comes with it in their form now.

        `why_no_way`: why no way is left there, in a task's words; else empty. What may have gone stays with whoever
        finds that out.
        """
        now = self.address_again(notice, to, with_it)
        if now.status is not NoticeStatus.BY_HAND or now.attempts:
            return
        why = self._why_by_hand(now.recipient, to.contact, self._consists_of(now.key)) or why_no_way
        if why:
            self.ask_otherwise(now, why)
        else:
            self.for_us_again(now, to)

    def ask_otherwise(self, notice: Notice, what: str) -> None:
        """What somebody is asked to do, to give a notice, is something else from now on."""
        task = self._task_to_give(notice.key)
        if task is not None and what not in task.why:
            self._tasks.done(task, Actor.SYSTEM, ASKED_OTHERWISE)
            self.ask_to_give(notice.key, notice.kind, notice.recipient, what)

    def given_by_hand(self, task: Task) -> None:
        """TELL-5: somebody has given what a task asked them to give."""
        notice = self.notice_of(task)
        if notice is not None:
            given = after(notice.status, NoticeEvent.GIVEN)
            by_hand = replace(notice, status=given, sent_at=self._matter.now, way=None)
            self.set(replace(by_hand, reference=f"by hand: {task.name}"))

    def give_up(self, notice: Notice, what: str) -> None:
        """TELL-5: a notice could not be sent: ask a person to give it, who is not asked already (`is_meanwhile`).

        Word of a task is nobody's to give: the task stands. Where no e-mail goes, each would bring about another.
        """
        if is_meanwhile(notice.key) or notice.kind is NoticeKind.TASK:
            self._withhold(notice)
            return
        self.set(replace(notice, status=after(notice.status, NoticeEvent.GIVEN_UP)))
        self.ask_to_give(notice.key, notice.kind, notice.recipient, what)

    def hold_back(self) -> None:
        """END: after a death, hold back what is queued for the person, and every copy; ask nobody to give any of it.

        A holder is still asked for a copy that may not be shared, and told that the plan is not in force any more.
        """
        held = 0
        queued = {notice.key: notice for notice in self._matter.file.unsent()} | self._matter.changes.notices
        for notice in queued.values():
            if notice_files.ends_with_a_death(notice) and notice.status in (NoticeStatus.QUEUED, NoticeStatus.SENDING):
                self._withhold(notice)
                held += 1
        for task in self._tasks.open(TaskKind.GIVE_BY_HAND):
            notice = self.notice_of(task)
            if notice is not None and notice_files.ends_with_a_death(notice):
                self._withhold(notice)
                self._tasks.done(task, Actor.SYSTEM, HELD_BACK)
                held += 1
        self._record.note(Happening.LETTERS_HELD_BACK, count=held)

    def withhold(self, notice: Notice) -> None:
        """SHARE-6: a notice may not go any more; nobody needs to give it by hand either."""
        self._withhold(notice)
        self.need_not_be_given(notice, HELD_BACK)

    def to_be_given(self) -> tuple[Notice, ...]:
        """The notices that a person was asked to give and has not given yet."""
        tasks = self._tasks.open(TaskKind.GIVE_BY_HAND)
        return tuple(notice for task in tasks if (notice := self.notice_of(task)) is not None)

    def set(self, notice: Notice) -> None:
        """Take over a notice as it is now."""
        self._matter.changes.notices[notice.key] = notice

    def _withhold(self, notice: Notice) -> None:
        self.set(replace(notice, status=after(notice.status, NoticeEvent.HELD_BACK)))

    def notice_of(self, task: Task) -> Notice | None:
        """The notice that a task asks somebody to give."""
        return self.notice(self._key_of(task))

    def _key_of(self, task: Task) -> str:
        return notice_files.notice_to_give(self._matter.plan_id, task.name)

    def is_new(self, key: str, *, by_hand: bool) -> bool:
        """Whether there is no notice of that key yet. One that was withheld may be queued again."""
        there = self.notice(key)
        if there is not None and there.status is NoticeStatus.WITHHELD:
            event = NoticeEvent.FOR_A_PERSON if by_hand else NoticeEvent.QUEUED_AGAIN
            again = after(there.status, event)
            self.set(replace(there.afresh(), status=again, cause=self._matter.cause.key, attempts=0))
        return there is None

    def _consists_of(self, key: str) -> tuple[Document, ...]:
        """The documents of a notice, as they are now."""
        changes = self._matter.changes
        return changes.made_again.get(key) or changes.enclosed.get(key) or self._matter.file.enclosed(key)

    def queue(
        self,
        key: str,
        kind: NoticeKind,
        recipient: str,
        contact: Contact,
        subject: str,
        files: tuple[Document, ...],
        *,
        by_hand: bool,
        letter: str = "",
    ) -> None:
        """Queue a notice that consists of these files, in the place of one that was queued by the same cause just now.

        `letter`: what it was made from.
        """
        changes = self._matter.changes
        changes.documents |= {file.sha256: file for file in files}
        changes.enclosed[key] = files
        changes.notices[key] = Notice(
            key=key,
            version=self._course.version,
            kind=kind,
            recipient=recipient,
            channel=contact.channel,
            format=contact.format,
            address=address_of(contact),
            subject=subject,
            cause=self._matter.cause.key,
            workflow=self._matter.workflow,
            status=NoticeStatus.BY_HAND if by_hand else NoticeStatus.QUEUED,
            queued_at=self._matter.now,
            letter=letter,
        )
