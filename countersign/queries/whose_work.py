"""ROUTE-9 · Whose work a plan is: they may not decide it."""

from datetime import date

from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.same_staff import same_staff
from countersign.casework.deciding_facts import practitioners_of
from countersign.casework.kept import PlanState
from countersign.casework.ports import CaseFile
from countersign.queries.view import View


class WhoseWork(View):
    """ROUTE-9: somebody whose work the plan is, and who therefore may not decide it."""

    person: str
    """Their staff reference."""

    name: str
    """Their name as the register has it today; empty where it has none."""

    did: tuple[str, ...]
    """What they did, each in words that go on after their name: "submitted version 1", "planned it"."""


def whose_work(file: CaseFile, state: PlanState, plan: Plan, register: Register, today: date) -> tuple[WhoseWork, ...]:
    """ROUTE-9: everybody who may not decide a plan because it is their work, sorted by staff reference."""
    versions = file.versions()
    holds_it = state.practitioner or plan.practitioner.id
    people: list[WhoseWork] = []
    for person in sorted(practitioners_of(versions, state) | {holds_it}):
        numbers = [str(version.version) for version in versions if same_staff(version.submitted_by, person)]
        did = [f"submitted version {' and '.join(numbers)}"] if numbers else []
        did += ["planned it"] if plan.planned_by is not None and same_staff(plan.planned_by.id, person) else []
        did += ["is its practitioner"] if same_staff(person, holds_it) else []
        people.append(
            WhoseWork(
                person=person, name=register.name_of(person, today), did=tuple(did) or ("worked on a version of it",)
            )
        )
    return tuple(people)
