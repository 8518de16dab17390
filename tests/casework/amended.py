"""What the tests of amendments do again and again: changes of a plan in force, and what came of them."""

from typing import Any

from countersign.careplan.amendments import Stage
from countersign.casework.determinations import Determination
from tests.support.builders import Json, changed
from tests.support.casework import CaseUnderTest

LIGHT: Json = {"plan.contingency_plan": "If a morning visit is missed, the agency rings Edie and Ruth within the hour."}
"""Other words, and nothing else."""

LESS: Json = {
    "plan.services.0.units_a_week": "4.50",
    "plan.services.0.weekly_cost": "115.20",
}
"""Home care of 4.5 hours a week in place of 5.25."""

ON_RECORD: Json = {
    "less_because": {
        "kind": "reduced_needs",
        "recorded_on": "2026-11-23",
        "what": "Your wrist has healed, and you wash your hair yourself again, as we saw on 23 November.",
    }
}

ON_THE_LIMBS: Json = {"answers": []}
"""A light amendment is decided by the three limbs, without the eleven questions."""


def as_in_force(case: CaseUnderTest, changes: Json) -> Json:
    """The changes that make the example of an amended plan into the plan in force, with these changes."""
    plan = case.kept.versions[case.standing.in_force][1].model_dump(mode="json")
    return changed({"plan": plan}, changes)


def amend(case: CaseUnderTest, changes: Json) -> Determination:
    """The plan in force is amended by these changes, which are to be accepted."""
    return case.accept("submit_amendment", changes=as_in_force(case, changes))


def agree(case: CaseUnderTest, changes: Json | None = None) -> None:
    """The version in hand is agreed, and the person has its record."""
    case.accept("decide", "clare-4-agreed", changes)
    case.give_the_record()


def letters(case: CaseUnderTest, kind: str) -> list[Any]:
    """The facts of every letter of a kind to the person, in the order in which they came."""
    start = f"{case.plan_id}/"
    keys = [key.removeprefix(start) for key in case.kept.notices if f"/{kind}/person" in key]
    return [case.letter(key).facts for key in keys]


def copies_of(case: CaseUnderTest, version: int) -> list[str]:
    """Who was given a copy of a version."""
    return sorted(copy.recipient for copy in case.kept.copies.values() if copy.version == version)


def stages(case: CaseUnderTest) -> list[Stage]:
    """How far each request has got."""
    state = case.kept.state
    assert state is not None
    return [request.stage for request in state.amendments]
