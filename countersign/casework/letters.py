"""TELL · Queues the letters and notices of a determination. Nothing else queues one.

Nothing is sent here. A notice is kept with its cause and sent afterwards (`countersign.letters.outbox`). Nothing is
queued for anyone we may no longer write to (END).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, TypedDict, Unpack

from countersign.careplan.notices import (
    PERSON,
    REPRESENTATIVE,
    THE_PERSONS,
    NoticeEvent,
    NoticeKind,
    NoticeStatus,
    after,
    notice_key,
)
from countersign.careplan.people import MADE_HERE, Channel, Contact, Format
from countersign.careplan.reading_out import reference_of
from countersign.careplan.same_staff import each_once
from countersign.careplan.sender import Sender
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework.course import Course
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import Document, Notice, Task, TaskKind
from countersign.casework.matter import Matter
from countersign.casework.ports import LetterFiles
from countersign.casework.record import Record
from countersign.casework.tasks import Tasks
from countersign.wording.addressees import addressees
from countersign.wording.letter_head import LetterHead, Recipient, Signer
from countersign.wording.letters import Letter, LetterFacts, NewDate, StaffNotice

HELD_BACK = "Held back."
NOT_IN_PRINT = "print it from letter.html, which we could not set in print, and give it"


class Enclosed(NamedTuple):
    """What is enclosed with a letter."""

    files: tuple[Document, ...] = ()

    by_hand: str = ""
    """Why a person has to give it, in the words of the task; empty if we can."""


NOTHING = Enclosed()


class Dates(TypedDict, total=False):
    """The dates in a notice to staff."""

    due: datetime | None
    """By when they are to act."""

    missed: datetime | None
    """TIME-8: the first date that was missed, if one was."""


def document(name: str, media_type: str, content: bytes) -> Document:
    """One file of a notice, under the hash of its content."""
    return Document(name, media_type, hashlib.sha256(content).hexdigest(), content)


class Letters:
    """The letters and notices about one plan."""

    def __init__(self, matter: Matter, course: Course, record: Record, tasks: Tasks) -> None:
        """`tasks`: where we cannot make or send a letter, a person is asked to."""
        self._matter = matter
        self._course = course
        self._record = record
        self._tasks = tasks

    # To staff

    def tell_staff(
        self,
        kind: NoticeKind,
        people: Iterable[str],
        *,
        task: str,
        status: str,
        emails: dict[str, str] | None = None,
        **dates: Unpack[Dates],
    ) -> tuple[str, ...]:
        """Tell people who work for the council. The notice says nothing personal. Returns who was told.

        `emails`: where to reach them, if that was looked up already.
        """
        matter = self._matter
        due, missed = dates.get("due"), dates.get("missed")
        told: list[str] = []
        for person in each_once(people):
            known = emails or {}
            email = known[person] if person in known else matter.register.email_of(person, matter.today)
            notice = StaffNotice(
                kind=kind,
                plan_reference=matter.plan_id,
                reference=reference_of(matter.plan_id),
                version=self._course.version,
                status=status,
                task=task,
                due_on=london_day(due) if due else None,
                missed_on=london_day(missed) if missed else None,
            )
            channel = Channel.EMAIL if email else Channel.POST
            contact = Contact.model_construct(channel=channel, email=email or None)
            key = notice_key(matter.plan_id, notice.version, kind, person, matter.cause.key)
            if self._is_new(key, by_hand=False):
                files = matter.office.press.staff_notice(notice, contact.format_made_here)
                self._queue(key, kind, person, contact, files, by_hand=False)
            told.append(person)
        return tuple(told)

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
        )

    def tell_person(
        self,
        facts: LetterFacts,
        *,
        occasion: str = "",
        enclosures: tuple[str, ...] = (),
        enclosed: Mapping[Format, Enclosed] | None = None,
        signer: Signer | None = None,
    ) -> bool:
        """TELL-1: queue a letter to the person, to their representative, or to both, each in their own format.

        `enclosures`: what comes with the letter, in words. `enclosed`: the same as files, in each format that is made
        here. `signer`: whoever decided what the letter tells. Returns False, and notes it on the record, if nothing may
        be sent to the person any more.
        """
        for recipient, contact in addressees(self._course.plan, facts.kind, self._matter.today):
            letter = Letter(head=self.head(recipient, *enclosures, signer=signer), facts=facts)
            with_it = enclosed[contact.format_made_here] if enclosed else NOTHING
            self.send(letter, contact, enclosed=with_it, occasion=occasion)
        return not self._course.state.has_died

    def tell_new_date(self, missed_on: date | None) -> None:
        """TIME-6: tell the person the date as it is now, with every reason why it has moved since the last letter.

        `missed_on`: the first day that was missed, if one was (TIME-8).
        """
        moving = self._course.promise
        told = self.tell_person(
            NewDate(
                was_due_on=moving.held,
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

    def send(self, letter: Letter, contact: Contact, *, enclosed: Enclosed = NOTHING, occasion: str = "") -> str:
        """Queue a letter in the recipient's format. If we cannot make or send it, ask a person to.

        END: after a death nothing is queued for the person, nor for their representative. Returns the notice's key.
        """
        kind, whom = letter.facts.kind, letter.head.recipient.reference
        key = notice_key(self._matter.plan_id, letter.head.version, kind, whom, occasion)
        if whom in THE_PERSONS and self._course.state.has_died:
            self._record.note(Happening.LETTER_HELD_BACK, kind=kind.value)
            return key
        by_hand = _why_by_hand(contact) or enclosed.by_hand
        if self._is_new(key, by_hand=bool(by_hand)):
            made = self._matter.office.press.letter(letter, contact.format_made_here)
            if letter.head.recipient.by_post and not made.pdf:
                by_hand = by_hand or NOT_IN_PRINT
            self._queue(key, kind, whom, contact, made, files=enclosed.files, by_hand=bool(by_hand))
        if by_hand:
            self.ask_to_give(key, kind, whom, by_hand)
        return key

    def ask_to_give(self, key: str, kind: NoticeKind, recipient: str, what: str) -> None:
        """TELL-4, TELL-5 in simple form: ask the practitioner to give a notice that we cannot make or send."""
        whom = {PERSON: "the person", REPRESENTATIVE: "the representative"}.get(recipient, recipient)
        self._tasks.ask(
            _give_task(key),
            TaskKind.GIVE_BY_HAND,
            f"The {kind.value} letter to {whom}: {what}.",
            role=Actor.PRACTITIONER,
            owner=self._course.practitioner,
        )
        self._record.note(Happening.ASKED_TO_GIVE_BY_HAND, whom=whom, kind=kind.value, detail={"notice": key})

    # What happens to a notice

    def notice(self, key: str) -> Notice | None:
        """A notice as it is now."""
        return self._matter.changes.notices.get(key) or self._matter.file.notice(key)

    def status_of(self, kind: NoticeKind, recipient: str, version: int) -> NoticeStatus | None:
        """The status of a notice; None if there never was one."""
        notice = self.notice(notice_key(self._matter.plan_id, version, kind, recipient))
        return notice.status if notice else None

    def given_by_hand(self, task: Task) -> None:
        """TELL-5: somebody has given what a task asked them to give."""
        notice = self.notice_of(task)
        if notice is not None:
            given = after(notice.status, NoticeEvent.GIVEN)
            self.set(replace(notice, status=given, sent_at=self._matter.now, reference=f"by hand: {task.name}"))

    def give_up(self, notice: Notice, what: str) -> None:
        """TELL-5: a notice could not be sent: ask a person to give it."""
        self.set(replace(notice, status=after(notice.status, NoticeEvent.GIVEN_UP)))
        self.ask_to_give(notice.key, notice.kind, notice.recipient, what)

    def hold_back(self) -> None:
        """END: after a death, hold back what is queued for the person, and ask nobody to give them anything."""
        held = 0
        queued = {notice.key: notice for notice in self._matter.file.unsent()} | self._matter.changes.notices
        for notice in queued.values():
            if notice.recipient in THE_PERSONS and notice.status in (NoticeStatus.QUEUED, NoticeStatus.SENDING):
                self._withhold(notice)
                held += 1
        for task in self._tasks.open(TaskKind.GIVE_BY_HAND):
            notice = self.notice_of(task)
            if notice is not None and notice.recipient in THE_PERSONS:
                self._withhold(notice)
                self._tasks.done(task, Actor.SYSTEM, HELD_BACK)
                held += 1
        self._record.note(Happening.LETTERS_HELD_BACK, count=held)

    def withhold(self, notice: Notice) -> None:
        """SHARE-6: a notice may not go any more; nobody needs to give it by hand either."""
        self._withhold(notice)
        task = self._tasks.named(_give_task(notice.key))
        if task is not None and task.done_at is None:
            self._tasks.done(task, Actor.SYSTEM, HELD_BACK)

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
        return self.notice(f"{self._matter.plan_id}/{task.name.removeprefix('give:')}")

    def _is_new(self, key: str, *, by_hand: bool) -> bool:
        """Whether there is no notice of that key yet. One that was withheld may be queued again."""
        there = self.notice(key)
        if there is not None and there.status is NoticeStatus.WITHHELD:
            event = NoticeEvent.FOR_A_PERSON if by_hand else NoticeEvent.QUEUED_AGAIN
            self.set(replace(there, status=after(there.status, event), cause=self._matter.cause.key, attempts=0))
        return there is None

    def _queue(
        self,
        key: str,
        kind: NoticeKind,
        recipient: str,
        contact: Contact,
        made: LetterFiles,
        *,
        files: tuple[Document, ...] = (),
        by_hand: bool,
    ) -> None:
        whole = (
            document("letter.html", "text/html", made.html),
            document("letter.txt", "text/plain", made.text),
            *((document("letter.pdf", "application/pdf", made.pdf),) if made.pdf else ()),
            *files,
        )
        changes = self._matter.changes
        changes.documents |= {file.sha256: file for file in whole}
        changes.enclosed[key] = whole
        to_mailbox = contact.channel is Channel.EMAIL and contact.email
        changes.notices[key] = Notice(
            key=key,
            version=self._course.version,
            kind=kind,
            recipient=recipient,
            channel=contact.channel,
            format=contact.format,
            address=(contact.email,) if to_mailbox and contact.email else contact.address,
            subject=made.subject,
            cause=self._matter.cause.key,
            workflow=self._matter.workflow,
            status=NoticeStatus.BY_HAND if by_hand else NoticeStatus.QUEUED,
            queued_at=self._matter.now,
        )


def _give_task(key: str) -> str:
    """The name of the task to give a notice, by the notice's key."""
    return f"give:{key.split('/', 1)[1]}"


def _why_by_hand(contact: Contact) -> str:
    """Why a person has to make or give a letter, in the words of the task; empty if we can do both."""
    if contact.format not in MADE_HERE:
        return f"make it in {contact.format.value.replace('_', ' ')} and give it"
    if not contact.reachable():
        return "give it by hand: no address is recorded for the way it should be sent"
    return ""
