"""AMEND-2, REV-4 · What an amended plan changes, what it takes, and how it is signed off in proportion."""

import pytest

from countersign.careplan.amendments import AmendmentPolicy, ChangeKind, LessBecause, is_on_record
from countersign.careplan.less_than_before import lowered
from countersign.careplan.plan import Plan
from countersign.careplan.what_changed import Level, level, rise, takes, what_changed
from countersign.wording.cost_changes import lowered_in_words
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
    "days that had to be any": ({"plan.services.0.days": ["monday"]}, Level.FULL, [ChangeKind.TIMES]),
    "times of a day": ({"plan.services.0.times": ["8:00 to 8:45"]}, Level.LIGHT, [ChangeKind.TIMES]),
    "begins today": ({"plan.services.0.starts_on": "2026-11-26"}, Level.LIGHT, [ChangeKind.TIMES]),
    "begins tomorrow": ({"plan.services.0.starts_on": "2026-11-27"}, Level.FULL, [ChangeKind.TIMES]),
    "another description": ({"plan.services.0.description": "Help to wash."}, Level.LIGHT, [ChangeKind.WORDING]),
    "another service": ({"plan.services.0.service": "Telephone call"}, Level.FULL, [ChangeKind.SERVICE]),
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
    no_figure = takes(plan({"plan.services": [*SERVICES[1:], in_its_place]}), IN_FORCE, ON)
    assert no_figure == ("S1 is gone, units a week in its place: not stated (before 5.25)",)
    fewer: Json = {**in_its_place, "units_a_week": "5.24", "unit": "hours", "unit_cost": "25.65"}
    assert takes(plan({"plan.services": [*SERVICES[1:], fewer]}), IN_FORCE, ON) == (
        "S1 is gone, units a week in its place: 5.24 (before 5.25)",
    )
    as_many = {**fewer, "units_a_week": "5.25", "unit_cost": "25.60"}
    assert takes(plan({"plan.services": [*SERVICES[1:], as_many]}), IN_FORCE, ON) == ()
    another_unit = {**fewer, "units_a_week": "2.00", "unit": "day"}
    assert takes(plan({"plan.services": [*SERVICES[1:], another_unit]}), IN_FORCE, ON) == (), "judged as a whole"
    no_need = plan({"plan.needs.3.eligible": False})
    assert takes(no_need, IN_FORCE, ON) == ("N4 is no eligible need of it any more",)


WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

CUTS: dict[str, tuple[Json, Json, str]] = {
    "begun, and put off": (
        {"starts_on": "2026-11-09"},
        {"starts_on": "2027-03-01"},
        "S1 starts on 2027-03-01 (before 2026-11-09)",
    ),
    "not begun, and put off": (
        {"starts_on": "2026-12-01"},
        {"starts_on": "2026-12-02"},
        "S1 starts on 2026-12-02 (before 2026-12-01)",
    ),
    "begun without a day, and put off": (
        {},
        {"starts_on": "2026-11-27"},
        "S1 starts on 2026-11-27 (before not stated)",
    ),
    "begun, and another day that has passed": ({"starts_on": "2026-11-09"}, {"starts_on": "2026-11-16"}, ""),
    "ended, and comes again": (
        {"starts_on": "2026-11-09", "ends_on": "2026-11-25"},
        {"starts_on": "2027-03-01", "ends_on": "2027-03-31"},
        "",
    ),
    "a day of any": ({}, {"days": ["monday"]}, "S1 days of the week: 1 (before not stated)"),
    "every day is stated": ({}, {"days": WEEK}, ""),
    "no day is stated any more": ({"days": WEEK}, {"days": []}, "S1 days of the week: not stated (before 7)"),
    "another day": ({"days": ["monday"]}, {"days": ["friday"]}, ""),
    "fewer times": (
        {"times": ["8:00", "18:00"]},
        {"times": ["8:00"]},
        "S1 times of a day: 1 (before 2)",
    ),
    "one time twice": ({"times": ["8:00", "18:00"]}, {"times": ["8:00", "8:00"]}, "S1 times of a day: 1 (before 2)"),
    "no time is stated any more": ({"times": ["8:00"]}, {"times": []}, "S1 times of a day: not stated (before 1)"),
    "times are stated": ({}, {"times": ["8:00"]}, ""),
    "no units are stated any more": (
        {},
        {"units_a_week": None, "unit_cost": None},
        "S1 units a week: not stated (before 5.25)",
    ),
    "fewer in another unit": (
        {},
        {"units_a_week": "1.00", "unit": "visit", "unit_cost": "134.40"},
        "S1 units a week: 1 visit (before 5.25 hour)",
    ),
    "more in another unit": ({}, {"units_a_week": "10.50", "unit": "half hour", "unit_cost": "12.80"}, ""),
    "the same unit otherwise": (
        {},
        {"units_a_week": "5.00", "unit": "hrs", "unit_cost": "26.88"},
        "S1 units a week: 5 (before 5.25)",
    ),
}
"""What home care was in force as, what it is to be, and what that takes; the cost is the same throughout."""


def of_home_care(fields: Json) -> Json:
    return {f"plan.services.0.{field}": value for field, value in fields.items()}


@pytest.mark.rule("AMEND-2", "REV-4", "DEC-9")
@pytest.mark.parametrize("what", CUTS)
def test_less_of_a_line_that_runs_is_a_cut_though_it_costs_the_same(what: str) -> None:
    then, now, cut = CUTS[what]
    before, amended = plan(of_home_care(then)), plan(of_home_care(then | now))
    assert takes(amended, before, ON) == ((cut,) if cut else ())
    if cut:
        assert level(amended, before, POLICY, ON) is Level.FULL


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize("what", ["begun, and put off", "begun without a day, and put off", "a day of any"])
def test_what_says_more_than_before_takes_nothing_where_nothing_runs_yet(what: str) -> None:
    then, now, _ = CUTS[what]
    assert lowered(plan(of_home_care(then | now)), plan(of_home_care(then)), ON) == ()


@pytest.mark.rule("AMEND-2", "REV-4")
@pytest.mark.parametrize(
    ("stated", "dropped", "again", "cut"),
    [
        pytest.param(
            {},
            {"units_a_week": None, "unit_cost": None},
            {"units_a_week": "2.00", "unit_cost": "67.20"},
            ("S1 units a week: 2 (before 5.25)",),
            id="units",
        ),
        pytest.param(
            {"days": WEEK}, {"days": []}, {"days": ["monday"]}, ("S1 days of the week: 1 (before 7)",), id="days"
        ),
        pytest.param(
            {"times": ["8:00", "18:00"]},
            {"times": []},
            {"times": ["8:00"]},
            ("S1 times of a day: 1 (before 2)",),
            id="times",
        ),
        pytest.param(
            {},
            {"units_a_week": None, "unit_cost": None},
            {"units_a_week": "5.25", "unit_cost": "25.60"},
            (),
            id="all of it",
        ),
        pytest.param({}, {"units_a_week": None, "unit_cost": None}, {"units_a_week": None}, (), id="still not stated"),
    ],
)
def test_a_figure_that_was_dropped_counts_as_it_was_stated_last(
    stated: Json, dropped: Json, again: Json, cut: tuple[str, ...]
) -> None:
    first, in_force = plan(of_home_care(stated)), plan(of_home_care(stated | dropped))
    amended = plan(of_home_care(stated | dropped | again))
    assert takes(amended, in_force, ON, (first,)) == cut
    in_its_place: Json = {**SERVICES[0], **stated, **dropped, **again, "id": "S9"}
    gone = takes(plan({"plan.services": [*SERVICES[1:], in_its_place]}), in_force, ON, (first,))
    assert bool(gone) is (in_its_place["units_a_week"] != SERVICES[0]["units_a_week"])


@pytest.mark.rule("DEC-9")
def test_the_person_reads_what_is_not_stated_any_more_in_words() -> None:
    def reads(then: Json, now: Json) -> str:
        before = plan(of_home_care(then))
        (said,) = lowered_in_words(lowered(plan(of_home_care(then | now)), before, ON, runs=True), lambda line: line.id)
        return said

    none: Json = {"units_a_week": None, "unit_cost": None}
    assert reads({}, none) == "S1: how much it is each week is not stated any more, and it was 5.25 hours a week."
    visit: Json = {"units_a_week": "1.00", "unit": "visit", "unit_cost": "134.40"}
    assert reads({}, visit) == "S1: 1 visit a week, and it was 5.25 hours a week."
    assert reads({"days": WEEK}, {"days": []}) == (
        "S1: on which days of the week is not stated any more, and it was 7."
    )
    assert reads({}, {"days": ["monday"]}) == "S1: on 1 day of the week, and no days were stated."
    assert reads({"times": ["8:00", "18:00"]}, {"times": ["8:00"]}) == "S1: at 1 time of the day, and it was 2."
    assert reads({}, {"starts_on": "2027-03-01"}) == "S1: the first day is 1 March 2027, and it had no first day."


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
    agreed_before, agreed_after = (london(f"2026-11-{day} 10:00").date() for day in (26, 27))
    assert is_on_record(less, ("S1 is gone",), agreed_after, agreed_before) == ()
    (too_old,) = is_on_record(less, ("S1 is gone",), agreed_after, agreed_after)
    assert (too_old.rule, too_old.where) == ("REV-4", "less_because.recorded_on")
    tomorrow = less.model_copy(update={"recorded_on": london("2026-11-27 10:00").date()})
    assert [fault.where for fault in is_on_record(tomorrow, ("S1 is gone",), ON)] == ["less_because.recorded_on"]
