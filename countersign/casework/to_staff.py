"""TELL-6 · Queues the notices to staff of a determination: of what came of it, what is asked, and each task once.

A notice to staff holds nothing personal. Whoever is told of something else by the same cause reads of their tasks
there, so that nobody has two e-mails about one thing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from countersign.careplan.figures import day
from countersign.careplan.notices import NoticeKind, notice_key
from countersign.careplan.reading_out import reference_of
from countersign.careplan.same_staff import each_once, same_staff
from countersign.careplan.working_time import london_day
from countersign.casework import notice_files
from countersign.casework.course import Course
from countersign.casework.kept import Notice, Task
from countersign.casework.letters import Letters
from countersign.casework.matter import Matter
from countersign.casework.notice_files import whole
from countersign.casework.tasks_in_words import tasks_in_words
from countersign.wording.letters import StaffNotice


class Dates(TypedDict, total=False):
    """The dates in a notice to staff."""

    due: datetime | None
    """By when they are to act."""

    missed: datetime | None
    """TIME-8: the first date that was missed, if one was."""


class ToStaff:
    """The notices to staff about one plan."""

    def __init__(self, matter: Matter, course: Course, letters: Letters) -> None:
        """`letters`: where they are queued."""
        self._matter = matter
        self._course = course
        self._letters = letters
        self._made: dict[str, StaffNotice] = {}
        """What was queued just now, by the keys."""

    def tell(
        self,
        kind: NoticeKind,
        people: Iterable[str],
        *,
        task: str,
        status: str,
        emails: dict[str, str] | None = None,
        occasion: str = "",
        **dates: Unpack[Dates],
    ) -> tuple[str, ...]:
        """Tell people who work for the council. The notice says nothing personal. Returns who was told.

        `emails`: where to reach them, if that was looked up already. `occasion`: what tells the notice from another of
        its kind to them by the same cause.
        """
        matter = self._matter
        occasion = f"{matter.cause.key}/{occasion}" if occasion else matter.cause.key
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
            key = notice_key(matter.plan_id, notice.version, kind, person, occasion)
            if self._letters.is_new(key, by_hand=False):
                self._queue(key, person, notice, email)
            told.append(person)
        return tuple(told)

    def tell_of_tasks(self, person: str, tasks: Sequence[Task]) -> None:
        """TELL-6: somebody is told of tasks that are new: in what they are told by the same cause, or by itself."""
        words = tasks_in_words([task.kind for task in tasks])
        due = min(task.due_at for task in tasks)
        told = next((notice for notice in self._told_just_now() if same_staff(notice.recipient, person)), None)
        if told is None:
            names = "\n".join(task.name for task in tasks)
            self.tell(
                NoticeKind.TASK,
                (person,),
                task=f"{words}.",
                status=self._course.status.value,
                occasion=hashlib.sha256(names.encode()).hexdigest()[:12],
                due=due,
            )
            return
        notice = self._made[told.key]
        by = f"{'the first ' if len(tasks) > 1 else ''}due by {day(london_day(due))}"
        said = f"{notice.task.rstrip('.')}. {words}, {by}."
        self._queue(told.key, told.recipient, notice.model_copy(update={"task": said}), *told.address)

    def _told_just_now(self) -> list[Notice]:
        return [self._matter.changes.notices[key] for key in self._made]

    def _queue(self, key: str, person: str, notice: StaffNotice, email: str = "") -> None:
        contact = notice_files.contact_of_staff(email)
        made = self._matter.office.press.staff_notice(notice, contact.format_made_here)
        changes = self._matter.changes
        before = {file.sha256 for file in changes.enclosed.pop(key, ())}
        others = {file.sha256 for files in changes.enclosed.values() for file in files}
        for sha256 in before - others:
            del changes.documents[sha256]
        self._letters.queue(key, notice.kind, person, contact, made.subject, whole(made, ()), by_hand=False)
        self._made[key] = notice
