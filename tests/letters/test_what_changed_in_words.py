"""AMEND-2 · What an amended plan changes, in words that somebody can check by eye: for the person, and for staff."""

import re
from datetime import date
from decimal import Decimal

import pytest

from countersign.careplan.amendments import ChangeKind
from countersign.careplan.less_than_before import Lowers
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.what_changed import Change, How, what_changed
from countersign.wording.what_changed import LOWERED_BY, PARTS, Told, for_staff, for_the_person, told_of
from tests.support.builders import Json, changed, example

BEFORE: Json = {"plan": example("clare-3-resubmission")["plan"]}
SERVICES = BEFORE["plan"]["services"]
NEEDS = BEFORE["plan"]["needs"]
LUNCHES = {
    "id": "S9",
    "service": "Lunch club",
    "description": "On Thursdays.",
    "needs": ["N1"],
    "managed_by": "council",
    "units_a_week": "1.00",
    "unit": "visit",
    "unit_cost": "12.80",
    "weekly_cost": "12.80",
}


def plan(changes: Json) -> Plan:
    return Plan.model_validate(changed(BEFORE, changes)["plan"])


def lunches(**changes: object) -> Json:
    return {"plan.services": [*SERVICES, LUNCHES | changes]}


TWICE = {"units_a_week": "2.00", "weekly_cost": "25.60"}

DEARER = {"unit_cost": "14.00", "weekly_cost": "14.00"}
FREE = {"units_a_week": None, "unit": None, "unit_cost": None, "weekly_cost": "0.00"}

TABLE: dict[str, tuple[Json, Json, tuple[str, ...]]] = {
    "a service is new": ({}, lunches(), ("“Lunch club” is new: £12.80 a week.",)),
    "a service is gone": (lunches(), {}, ("“Lunch club” is not in the plan any more. It cost £12.80 a week.",)),
    "more of it": (
        lunches(),
        lunches(**TWICE),
        (
            "“Lunch club”: 2 visits a week, and it was 1.",
            "“Lunch club”: it costs £25.60 a week, and it was £12.80.",
        ),
    ),
    "less of it": (
        lunches(**TWICE),
        lunches(),
        (
            "“Lunch club”: 1 visit a week, and it was 2.",
            "“Lunch club”: it costs £12.80 a week, and it was £25.60.",
        ),
    ),
    "a unit of several words": (
        lunches(unit="half a day"),
        lunches(unit="half a day", **TWICE),
        (
            "“Lunch club”: 2 × half a day, each week, and it was 1.",
            "“Lunch club”: it costs £25.60 a week, and it was £12.80.",
        ),
    ),
    "another price": (
        lunches(),
        lunches(unit_cost="14.00", weekly_cost="14.00"),
        (
            "“Lunch club”: £14.00 for each visit, and it was £12.80.",
            "“Lunch club”: it costs £14.00 a week, and it was £12.80.",
        ),
    ),
    "a service that costs nothing": ({}, lunches(**FREE), ("“Lunch club” is new.",)),
    "one that cost nothing is gone": (lunches(**FREE), {}, ("“Lunch club” is not in the plan any more.",)),
    "how the plan was made": ({}, {"plan.very_complex": {"so": True, "in_words": "Three hospitals."}}, ()),
    "the day on which planning began": ({}, {"plan.planning_began_on": "2026-11-02"}, ()),
    "it is managed otherwise": (
        lunches(),
        lunches(managed_by="direct_payment"),
        ("“Lunch club”: how it is managed has changed.",),
    ),
    "the charge": (
        {"plan.person_pays": "45.00"},
        {"plan.person_pays": "50.00"},
        ("The charge each week: £50.00, and it was £45.00.",),
    ),
    "other words": (
        {},
        {"plan.contingency_plan": "Ring her daughter."},
        ("What to do if something goes wrong: this has changed.",),
    ),
    "a need is new": (
        {},
        {"plan.needs": [*NEEDS, {"id": "N9", "area": "nutrition", "description": "She skips lunch."}]},
        ("A need to do with “eating and drinking well” is new.",),
    ),
    "a need is eligible no more": (
        {"plan.needs": [*NEEDS, {"id": "N9", "area": "nutrition", "description": "She skips lunch."}]},
        {
            "plan.needs": [
                *NEEDS,
                {"id": "N9", "area": "nutrition", "description": "She cooks again.", "eligible": False},
            ]
        },
        ("A need to do with “eating and drinking well” is not an eligible need any more.",),
    ),
    "an outcome": (
        {},
        {"plan.outcomes.0.description": "To go out alone"},
        ("What is to be achieved, “To go out alone”, has changed.",),
    ),
    "a mark, and who gets a copy": ({}, {"plan.sharing": []}, ()),
}
"""Before, now, and what the person reads."""


@pytest.mark.rule("AMEND-2", "TELL-1")
@pytest.mark.parametrize("what", TABLE)
def test_the_person_reads_what_changed_in_words_of_everyday(what: str) -> None:
    before, now = plan(TABLE[what][0]), plan(TABLE[what][1])
    assert for_the_person(what_changed(now, before), now, before) == TABLE[what][2]


COSTS_LESS = "“Lunch club”: it costs £12.80 a week, and it was £25.60."
TOLD: dict[str, tuple[Json, Json, Told]] = {
    "less of a service": (
        lunches(**TWICE),
        lunches(),
        Told(changes=(COSTS_LESS,), lowered=("“Lunch club”: 1 visit a week, and it was 2.",), is_a_cut=True),
    ),
    "a service is gone": (
        lunches(),
        {},
        Told(lowered=("“Lunch club” is not in the plan any more. It cost £12.80 a week.",), is_a_cut=True),
    ),
    "a service is gone, and a new one meets its need": (
        lunches(),
        lunches(id="S10", service="Lunch at home"),
        Told(
            changes=(
                "“Lunch club” is not in the plan any more. It cost £12.80 a week.",
                "“Lunch at home” is new: £12.80 a week.",
            )
        ),
    ),
    "a need is eligible no more": (
        *TABLE["a need is eligible no more"][:2],
        Told(lowered=TABLE["a need is eligible no more"][2], support_stays=True, is_a_cut=True),
    ),
    "a higher charge": (
        {"plan.person_pays": "45.00"},
        {"plan.person_pays": "50.00"},
        Told(pays_more=("The charge each week is £5.00 more than before: £50.00, and it was £45.00.",), is_a_cut=True),
    ),
    "a lower charge": (
        {"plan.person_pays": "50.00"},
        {"plan.person_pays": "45.00"},
        Told(changes=("The charge each week: £45.00, and it was £50.00.",)),
    ),
    "a lower price": (
        lunches(**DEARER),
        lunches(),
        Told(
            changes=(
                "“Lunch club”: £12.80 for each visit, and it was £14.00.",
                "“Lunch club”: it costs £12.80 a week, and it was £14.00.",
            ),
            support_stays=True,
            is_a_cut=True,
        ),
    ),
    "a lower price of what a direct payment buys": (
        lunches(**DEARER, managed_by="direct_payment"),
        lunches(managed_by="direct_payment"),
        Told(
            changes=(
                "“Lunch club”: £12.80 for each visit, and it was £14.00.",
                "“Lunch club”: it costs £12.80 a week, and it was £14.00.",
            ),
            is_a_cut=True,
        ),
    ),
    "fewer times of a day": (
        lunches(times=["8:00", "18:00"]),
        lunches(times=["8:00"]),
        Told(lowered=("“Lunch club”: at 1 time of the day, and it was 2.",), is_a_cut=True),
    ),
    "a service in other words": (
        lunches(),
        lunches(description="On Fridays."),
        Told(changes=("“Lunch club”: it is described in other words.",)),
    ),
    "other words": (*TABLE["other words"][:2], Told(changes=TABLE["other words"][2], support_stays=True)),
    "who gets a copy": (*TABLE["a mark, and who gets a copy"][:2], Told(support_stays=True)),
    "where it is for": ({}, {"plan.setting": "care_home"}, Told(changes=(f"{PARTS['setting']}: this has changed.",))),
}
"""Before, now, and what a letter says of it."""


@pytest.mark.rule("AMEND-2", "DEC-9")
@pytest.mark.parametrize("what", TOLD)
def test_what_is_less_or_dearer_stands_apart_and_nothing_stands_twice(what: str) -> None:
    before, now = plan(TOLD[what][0]), plan(TOLD[what][1])
    assert told_of(now, before, date(2026, 11, 26)) == TOLD[what][2]


@pytest.mark.rule("AMEND-2")
def test_whatever_lowers_a_plan_has_the_field_that_it_takes_from() -> None:
    assert set(LOWERED_BY) == set(Lowers)


@pytest.mark.rule("AMEND-2")
def test_staff_read_references_and_nobodys_words() -> None:
    changes: Json = lunches() | {"plan.needs.0.description": "She washes.", "plan.outcomes.0.description": "To go out"}
    said = for_staff(what_changed(plan(changes), plan({})))
    assert said == ("Need N1 has changed.", "Outcome O1 has changed.", "S9 is new: £12.80 a week.")


@pytest.mark.rule("AMEND-2")
@pytest.mark.parametrize("field", [name for name in ServiceLine.model_fields if name != "id"])
def test_every_field_of_a_line_has_words(field: str) -> None:
    line = ServiceLine.model_validate(SERVICES[0])
    (said,) = for_staff((_change(field, line),))
    assert said.startswith("S1: ")
    assert "_" not in said


@pytest.mark.rule("AMEND-2")
def test_every_part_of_a_plan_has_words_that_speak_to_nobody() -> None:
    """The same list goes to the person and to their representative."""
    never_changes = {"plan_id", "kind", "scheme"}
    lists = {"needs", "outcomes", "services"}
    assert set(Plan.model_fields) - never_changes - lists - {"urgent_needs"} == set(PARTS)
    assert [words for words in PARTS.values() if re.search(r"\b(the person|you|your)\b", words.lower())] == []


def _change(field: str, line: ServiceLine) -> Change:
    figure = Decimal("2.00") if field in {"units_a_week", "unit_cost", "weekly_cost", "one_off_cost"} else None
    return Change(ChangeKind.SERVICE, How.CHANGED, field, line.id, line, figure, figure)
