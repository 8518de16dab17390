"""TIME-1 · Asks people to do something about a plan, and counts it as done. Nothing else does either."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from countersign.casework.happenings import Actor
from countersign.casework.kept import Task, TaskKind
from countersign.casework.matter import Matter


class Tasks:
    """The tasks of both workflows of one plan."""

    def __init__(self, matter: Matter) -> None:
        """Tasks are read when they are first needed."""
        self._matter = matter

    @cached_property
    def _kept(self) -> dict[str, Task]:
        return {task.name: task for task in self._matter.file.open_tasks()}

    def open(self, *kinds: TaskKind) -> list[Task]:
        """The open tasks, or those of some kinds, in the order of their names."""
        now = {**self._kept, **self._matter.changes.tasks}
        return sorted(
            (task for task in now.values() if task.done_at is None and (not kinds or task.kind in kinds)),
            key=lambda task: task.name,
        )

    def new(self) -> list[Task]:
        """The open tasks that were raised just now, the first due before the others."""
        raised = [task for task in self.open() if task.name not in self._kept]
        return sorted(raised, key=lambda task: (task.due_at, task.name))

    def named(self, name: str) -> Task | None:
        """One task, done or not."""
        return self._matter.changes.tasks.get(name) or self._matter.file.task(name)

    def name_to_ask_again(self, name: str) -> str:
        """The name for what was settled because nobody needed to do it, and is to be done after all: `name:2`, and on.

        `name` itself where it was never asked, is open, or was done.
        """
        number, last = 1, name
        while (task := self.named(last)) is not None and task.done_by == Actor.SYSTEM:
            number += 1
            last = f"{name}:{number}"
        return last

    def ask(
        self, name: str, kind: TaskKind, why: str, *, role: str, owner: str = "", due_at: datetime | None = None
    ) -> None:
        """Ask a person to do something; once for each task name.

        `owner`: the person, if not everybody who holds the role. `due_at`: by when, if not within the working days that
        the scheme gives for a task.
        """
        if self.named(name) is not None:
            return
        matter = self._matter
        matter.changes.tasks[name] = Task(
            name=name,
            kind=kind,
            workflow=matter.workflow,
            owner_role=role,
            owner=owner,
            why=why,
            raised_at=matter.now,
            due_at=due_at or matter.days.after(matter.now, matter.scheme.tasks.within),
        )

    def done(self, task: Task, by: str, what_was_done: str) -> None:
        """Count a task as done: somebody has done it, or nobody needs to any more."""
        done = replace(task, done_at=self._matter.now, done_by=by, what_was_done=what_was_done)
        self._matter.changes.tasks[task.name] = done

    def corrected(self, task: Task, by: str, what_was_done: str) -> None:
        """Somebody says otherwise what was done of a task that is done. When it was done stays."""
        self._matter.changes.tasks[task.name] = replace(task, done_by=by, what_was_done=what_was_done)

    def settle(self, why: str, *kinds: TaskKind) -> None:
        """Close the tasks of these kinds, because nobody needs to do them any more. `why`: the reason."""
        for task in self.open(*kinds):
            self.done(task, Actor.SYSTEM, why)
