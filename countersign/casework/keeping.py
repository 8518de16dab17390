"""TELL-6, TIME-1 · Keeps what a case has brought about. Whoever is asked to do something by it is told with it.

Nothing else keeps the changes of a case, so there is no task of which nobody was told who could have been.
"""

from contextlib import suppress

from countersign.careplan.same_staff import as_compared
from countersign.casework.case import Case
from countersign.casework.kept import Task


def keep(case: Case) -> None:
    """Tell people of the tasks that are new, and keep everything that changed, in one transaction."""
    _tell_of_new_tasks(case)
    case.file.keep(case.changes)


def keep_whatever_fails(case: Case) -> None:
    """The same of a fault of ours. Perhaps what finds or tells people is what failed: it is kept all the same."""
    with suppress(Exception):  # whatever it is: operations have the task, and see it without an e-mail
        _tell_of_new_tasks(case)
    case.file.keep(case.changes)


def _tell_of_new_tasks(case: Case) -> None:
    theirs: dict[str, tuple[str, list[Task]]] = {}
    for task in case.tasks.new():
        for person in _owners(case, task):
            theirs.setdefault(as_compared(person), (person, []))[1].append(task)
    for person, tasks in theirs.values():
        case.staff.tell_of_tasks(person, tasks)


def _owners(case: Case, task: Task) -> tuple[str, ...]:
    """Who is asked: a person, or everybody who holds the role today and could do it. Nobody, if nobody holds it."""
    return (task.owner,) if task.owner else tuple(holder.person for holder in case.on_duty(task.owner_role))
