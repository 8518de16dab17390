"""AMEND-2, REV-4 · What an amended plan changes, what it takes, and how it is signed off in proportion."""

import pytest

from countersign.careplan.amendments import AmendmentPolicy, ChangeKind, LessBecause, is_on_record
from countersign.careplan.plan import Plan
from countersign.careplan.what_changed import Level, level, rise, takes, what_changed
from tests.support.builders import Json, changed, example, scheme
from tests.support.times import london

BEFORE: Json = {"plan": example("clare-3-resubmission")["plan"]}
ON = london("2026-11-26 14:20").date()
POLICY = scheme().amendments
NEW_LINE: Json = {
    "id": "S9",
    "service": "A bath on Sundays",
    "description": "The morning visit is longer on Sundays.",
    "needs": ["N1"],
    "managed_by": "council",
    "weekly_cost": "12.80",
}
SERVICES = BEFORE["plan"]["services"]


def plan(changes: Json) -> Plan:
    return Plan.model_validate(changed(BEFORE, changes)["plan"])


IN_FORCE = plan({})

HOME_CARE_MORE: Json = {"plan.services.0.units_a_week": "6.00", "plan.services.0.weekly_cost": "153.60"}
HOME_CARE_MUCH_MORE: Json = {"plan.services.0.units_a_week": "6.25", "plan.services.0.weekly_cost": "160.00"}

CASES: dict[str, tuple[Json, Level, list[ChangeKind]]] = {
    "nothing": ({}, Level.NONE, []),
    "other words": ({"plan.contingency_plan": "She rings her daughter."}, Level.LIGHT, [ChangeKind.WORDING]),
    "another address": ({"plan.person.contact.address": ["1 Mill Lane"]}, Level.LIGHT, [ChangeKind.CONTACTS]),
    "a decision about a copy": ({"plan.sharing": []}, Level.LIGHT, [ChangeKind.SHARING]),
    "another provider": ({"plan.providers.0.name": "Tyne Valley Carers"}, Level.LIGHT, [ChangeKind.PROVIDER]),
    "other days": ({"plan.services.2.days": ["tuesday"]}, Level.LIGHT, [ChangeKind.TIMES]),
    "£19.20 a week more": (HOME_CARE_MORE, Level.LIGHT, [ChangeKind.COST, ChangeKind.COST]),
    "£25.60 a week more": (HOME_CARE_MUCH_MORE, Level.FULL, [ChangeKind.COST, ChangeKind.COST]),
    "a new service": ({"plan.services": [*SERVICES, NEW_LINE]}, Level.FULL, [ChangeKind.SERVICE]),
    "a service gone": ({"plan.services": SERVICES[:-1]}, Level.FULL, [ChangeKind.SERVICE]),
    "less of a service": (
        {"plan.services.0.units_a_week": "4.50", "plan.services.0.weekly_cost": "115.20"},
        Level.FULL,
        [ChangeKind.COST, ChangeKind.COST],
    ),
    "a need in other words": ({"plan.needs.0.description": "She can wash."}, Level.FULL, [ChangeKind.NEEDS]),
    "a need in other words to the person": (
        {"plan.needs.0.to_the_person": "You cannot wash your back."},
        Level.LIGHT,
        [ChangeKind.WORDING],
    ),
    "a need that is another, in other words to the person": (
        {"plan.needs.0.to_the_person": "You can wash.", "plan.needs.0.description": "She can wash."},
        Level.FULL,
        [ChangeKind.NEEDS],
    ),
    "other words about how to talk": ({"plan.how_to_talk": "Speak up."}, Level.LIGHT, [ChangeKind.WORDING]),
    "another number of a provider": (
        {"plan.providers.0.telephone": "01632 960182"},
        Level.LIGHT,
        [ChangeKind.PROVIDER],
    ),
    "another charge": ({"plan.person_pays": "50.00"}, Level.FULL, [ChangeKind.PAYMENT]),
    "very complex": ({"plan.very_complex": {"so": False}}, Level.FULL, [ChangeKind.OTHER]),
}


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("what", CASES)
def test_what_changed_decides_how_it_is_signed_off(what: str) -> None:
    changes, expected, kinds = CASES[what]
    amended = plan(changes)
    assert [change.kind for change in what_changed(amended, IN_FORCE)] == kinds
    assert level(amended, IN_FORCE, POLICY, ON) is expected


@pytest.mark.rule("AMEND-2")
def test_the_scheme_says_what_is_light_but_never_a_cut() -> None:
    nothing_is = AmendmentPolicy.model_validate(
        {"light": [], "weekly_up_to": "0.00", "one_off_up_to": "0.00", "source": "a test"}
    )
    words = plan({"plan.contingency_plan": "She rings her daughter."})
    assert level(words, IN_FORCE, nothing_is, ON) is Level.FULL
    cut = plan({"plan.services.0.units_a_week": "5.24", "plan.services.0.weekly_cost": "134.14"})
    assert level(cut, IN_FORCE, POLICY, ON) is Level.FULL
    ends = plan({"plan.services.0.ends_on": "2027-01-31"})
    assert takes(ends, IN_FORCE, ON) == ("S1 ends on 2027-01-31 (before no end)",)
    assert level(ends, IN_FORCE, POLICY, ON) is Level.FULL, "a kind that is light, and takes something"


@pytest.mark.rule("AMEND-2", "REV-4")
def test_a_service_that_is_gone_takes_something_unless_another_meets_its_needs() -> None:
    gone = plan({"plan.services": SERVICES[1:]})
    assert "S1 is gone" in takes(gone, IN_FORCE, ON)
    in_its_place: Json = {**NEW_LINE, "weekly_cost": "134.40"}
    assert takes(plan({"plan.services": [*SERVICES[1:], in_its_place]}), IN_FORCE, ON) == ()
    no_need = plan({"plan.needs.3.eligible": False})
    assert takes(no_need, IN_FORCE, ON) == ("N4 is no eligible need of it any more",)


@pytest.mark.rule("AMEND-2")
def test_what_rises_counts_and_what_falls_does_not() -> None:
    assert tuple(map(str, rise(plan(HOME_CARE_MORE), IN_FORCE))) == ("19.20", "0.00")
    assert tuple(map(str, rise(IN_FORCE, plan(HOME_CARE_MORE)))) == ("0.00", "0.00")


@pytest.mark.rule("REV-4", "DEC-9", "AMEND-2")
def test_less_needs_something_on_record_that_has_come_and_more_needs_none() -> None:
    less = LessBecause.model_validate(
        {
            "kind": "changed_circumstances",
            "recorded_on": "2026-11-26",
            "what": "Your sister has moved in, and cooks with you every evening.",
        }
    )
    assert [fault.where for fault in is_on_record(None, ("S1 is gone",), ON)] == ["less_because"]
    assert is_on_record(less, ("S1 is gone",), ON) == ()
    assert [fault.where for fault in is_on_record(less, (), ON)] == ["less_because"]
    tomorrow = less.model_copy(update={"recorded_on": london("2026-11-27 10:00").date()})
    assert [fault.where for fault in is_on_record(tomorrow, ("S1 is gone",), ON)] == ["less_because.recorded_on"]
