"""TIME-2, TIME-4: what a step of a clock brings about when it falls due: who is told, and by when it is due then.

Each step of each ladder stands in `cases/ladders.py`.
"""

from datetime import timedelta
from decimal import Decimal

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.register import Absence, Holding, Register
from countersign.careplan.working_time import in_london, london_day
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.cases.ladders import LADDERS
from tests.casework.cases.on_the_way import REQUEST
from tests.casework.cases.table import Taken
from tests.support.builders import Json, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office


def taken(case: CaseUnderTest, name: str) -> Taken:
    """The next step of a clock, taken as it falls due."""
    before = case.kept
    brought = case.watch(lambda: case.take_step(name))
    (step,) = (step for cause, step in case.kept.steps.items() if cause not in before.steps)
    running = [clock.due for standing in case.standings.values() for clock in standing.clocks if clock.name == name]
    return Taken(
        in_london(case.now),
        f"{step.kind.value}: {step.told}",
        brought.notices,
        brought.record,
        in_london(running[0]) if running else "",
        brought.to_interim,
    )


def test_every_wait_has_its_ladder_climbed() -> None:
    assert set(LADDERS) == set(Wait)


@pytest.mark.rule("TIME-2", "TIME-4", "TIME-6", "TIME-7", "ROUTE-3", "DP-6", "END")
@pytest.mark.parametrize("wait", Wait)
def test_each_step_of_a_ladder_tells_whose_turn_it_is_or_the_next_person_up(case: CaseUnderTest, wait: Wait) -> None:
    climb = LADDERS[wait]
    climb.ready(case)

    assert [taken(case, climb.name) for _ in climb.taken] == list(climb.taken)


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize("wait", Wait)
def test_a_step_that_is_taken_twice_is_taken_once(in_memory: CaseUnderTest, wait: Wait) -> None:
    """An attempt was cut short between its commit and its report."""
    is_taken_once(in_memory, wait)


@pytest.mark.rule("TIME-2")
def test_so_it_is_on_every_database(case: CaseUnderTest) -> None:
    is_taken_once(case, Wait.DECISION)


def is_taken_once(case: CaseUnderTest, wait: Wait) -> None:
    climb = LADDERS[wait]
    climb.ready(case)
    before = dict(case.standings)
    first = case.take_step(climb.name)
    kept = case.kept
    case.standings = before

    assert case.take_step(climb.name) == first
    assert case.kept == kept


@pytest.mark.rule("TIME-6")
def test_what_is_late_in_coming_moves_the_date_of_what_stands_still_for_it(case: CaseUnderTest) -> None:
    """Each day that the information is late is a day more for the decision: five working days here."""
    ready.asked(case)
    name = f"{Wait.INFORMATION.value}:{REQUEST}"
    case.take_step(name)
    was = case.clock(Wait.DECISION.value).due
    case.take_step(name)

    assert (in_london(was), in_london(case.clock(Wait.DECISION.value).due)) == (
        "Wed 25 Nov 2026 15:00",
        "Wed 02 Dec 2026 15:00",
    )


def test_a_step_of_no_clock_cannot_be_taken(case: CaseUnderTest) -> None:
    ready.submitted(case)
    with pytest.raises(LookupError):
        case.take_the_step_of(Wait.REVIEW.value)


# Where there is nobody


def without_managers(*more: str) -> Register:
    """The example register, in which nobody is team manager, nor what else is named."""
    everybody = register()
    return everybody._replace(
        holdings=tuple(line for line in everybody.holdings if line.role not in ("team_manager", *more))
    )


@pytest.mark.rule("TIME-2", "ROUTE-1")
def test_a_level_with_nobody_on_it_is_a_fault_in_the_register_and_the_next_one_up_is_told(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.installation.put_in_force(without_managers())
    before = case.kept
    brought = case.watch(lambda: case.take_step(Wait.DECISION.value))

    assert brought.record == (Happening.NOBODY_THERE, Happening.REMINDED)
    assert brought.notices == ("reminder to sm-31: queued", "task to ops-661: queued")
    assert brought.asked == ("fault_in_register: operations",)
    (step,) = (step for cause, step in case.kept.steps.items() if cause not in before.steps)
    assert (step.told, step.people, step.empty) == ("Service manager", ("sm-31",), ("Team manager",))
    assert case.clock(Wait.DECISION.value).climbed == 1


@pytest.mark.rule("TIME-2")
def test_one_fault_in_the_register_is_one_task_however_often_it_is_met(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.installation.put_in_force(without_managers("service_manager"))
    case.take_step(Wait.DECISION.value)
    assert sorted(case.open_tasks().values()) == [TaskKind.FAULT_IN_REGISTER] * 2
    case.take_step(Wait.DECISION.value)

    assert len(case.open_tasks()) == 2


@pytest.mark.rule("TIME-2")
def test_where_there_is_nobody_at_all_operations_hear_of_it_and_the_step_is_kept(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.installation.put_in_force(without_managers("service_manager", "head_of_service"))
    brought = case.watch(lambda: case.take_step(Wait.DECISION.value))

    assert brought.record == (*[Happening.NOBODY_THERE] * 3, Happening.NOBODY_AT_ALL)
    assert brought.notices == ("task to ops-661: queued",), "one for all four"
    assert brought.asked == ("fault_in_register: operations",) * 4
    assert brought.kept == ("remind of decision: nobody",)


@pytest.mark.rule("TIME-2", "ROUTE-9")
def test_whoever_is_away_is_passed_over_and_that_is_no_fault(case: CaseUnderTest) -> None:
    ready.returned(case)
    case.installation.put_in_force(register(Absence("sw-1042", london_day(case.now), None)))
    brought = case.watch(lambda: case.take_step(Wait.RESUBMISSION.value))

    assert brought.record == (Happening.AWAY, Happening.REMINDED)
    assert (brought.notices, brought.asked) == (("reminder to tm-201: queued",), ())


@pytest.mark.rule("TIME-2", "ROUTE-9")
def test_whoever_acts_for_somebody_absent_is_told_in_their_place(case: CaseUnderTest) -> None:
    ready.submitted(case)
    today = london_day(case.now)
    away = register(Absence("tm-201", today, None))
    acting = Holding("tm-202", "team_manager", None, today, None, acting_for="tm-201", email="tm-202@example.org")
    case.installation.put_in_force(away._replace(holdings=(*away.holdings, acting)))

    assert case.watch(lambda: case.take_step(Wait.DECISION.value)).notices == ("reminder to tm-202: queued",)


@pytest.mark.rule("TIME-2", "ROUTE-9", "ROUTE-10")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param({}, "reminder to tm-202: queued", id="nothing"),
        pytest.param({"agrees_up_to": Decimal("157.80")}, "reminder to tm-202: queued", id="a limit that covers it"),
        pytest.param({"agrees_up_to": Decimal("157.79")}, "reminder to sm-31: queued", id="a limit a penny below"),
        pytest.param({"person": "sw-1042"}, "reminder to sm-31: queued", id="that it is their own plan"),
    ],
)
def test_whoever_could_not_decide_the_plan_is_not_told_that_it_waits_for_them(
    case: CaseUnderTest, more: Json, told: str
) -> None:
    """The only team manager is one about whom this is known. The plan costs £157.80 a week."""
    ready.submitted(case)
    manager = Holding("tm-202", "team_manager", None, london_day(case.now), None)._replace(**more)
    others = without_managers()
    case.installation.put_in_force(others._replace(holdings=(*others.holdings, manager)))

    notices = case.watch(lambda: case.take_step(Wait.DECISION.value)).notices
    assert [notice for notice in notices if notice != "task to ops-661: queued"] == [told]


# By the scheme of the day


@pytest.mark.rule("ROUTE-10", "TIME-2")
def test_a_step_is_taken_by_the_edition_that_is_in_force_when_it_falls_due(case: CaseUnderTest) -> None:
    """From 9 November on a team manager may agree less than Clare's plan costs: it goes to a service manager."""
    new = {"scheme.in_force_from": "2026-11-09", "authority.0.agrees_up_to": "100.00"}
    case.office = an_office(scheme(new))
    ready.submitted(case)
    brought = case.watch(lambda: case.take_step(Wait.DECISION.value))

    assert brought.record == (Happening.SENT_TO_ROLE, Happening.REMINDED)
    assert brought.notices == ("awaiting_decision to sm-31: queued", "reminder to sm-31: queued")
    assert brought.state == {"route_role": "service_manager"}
    assert {clock.owner for clock in case.standing.clocks} == {"service_manager"}
    assert in_london(case.clock(Wait.DECISION.value).due) == "Tue 17 Nov 2026 17:00", "no clock starts again"


@pytest.mark.rule("ROUTE-3", "ROUTE-10")
def test_a_meeting_is_not_missed_by_a_plan_that_goes_to_none_any_more(case: CaseUnderTest) -> None:
    """From 5 November on the practice may agree what only the call could: the plan is no longer taken there."""
    new = {
        "scheme.in_force_from": "2026-11-05",
        "authority.0.agrees_under": "5000.00",
        "meeting.0.larger_than_usual_from": "5000.00",
    }
    case.office = an_office(scheme(new, "shropshire"))
    ready.waiting_for_a_call(case)
    brought = case.watch(lambda: case.take_step(Wait.MEETING.value))

    assert brought.record == (Happening.SENT_TO_ROLE,)
    assert brought.state["route_role"] == "practice_lead"
    assert Wait.MEETING.value not in case.clocks()
    assert case.kept.state is not None
    assert case.kept.state.meetings_missed == 0


# At the top of the ladder of interim support


@pytest.mark.rule("TIME-4")
def test_whoever_is_at_the_top_is_told_of_interim_support_by_day_and_others_with_them(case: CaseUnderTest) -> None:
    """Nobody acknowledges it for ten days: the head of service hears of it twice a day, and never at night."""
    ready.asked_for(case)
    begun = case.now
    top: list[str] = []
    while (case.clock("acknowledged").step_at or begun) < begun + timedelta(days=10):
        before = set(case.kept.steps)
        case.take_step("acknowledged")
        (step,) = (step for cause, step in case.kept.steps.items() if cause not in before)
        if step.told == "Head of service":
            assert step.people == ("hs-1", "duty-1", "sw-1042")
            top.append(in_london(step.taken_at))

    assert top[:4] == [
        "Fri 06 Nov 2026 16:15",
        "Sat 07 Nov 2026 08:00",
        "Sat 07 Nov 2026 20:00",
        "Sun 08 Nov 2026 08:00",
    ]
    assert len(top) == 20


@pytest.mark.rule("TIME-4")
def test_where_nobody_is_below_the_top_it_is_not_told_at_night_either(case: CaseUnderTest) -> None:
    """A team manager and a service manager there are none: the step of 01:15 waits for the morning."""
    case.at("2026-11-06 23:15")
    case.submit(changes={"plan.urgent_needs": {"so": True, "in_words": "No carer from tomorrow; no insulin."}})
    case.tell_interim()
    case.installation.put_in_force(without_managers("service_manager"))
    case.take_step("acknowledged")
    clock = case.clock("acknowledged")

    assert [in_london(step.at) for step in clock.steps] == ["Sat 07 Nov 2026 08:00"]
    assert in_london(clock.due) == "Sat 07 Nov 2026 01:15", "it is due as it was, and late until then (TIME-8)"


@pytest.mark.rule("TIME-3", "TIME-4")
@pytest.mark.parametrize(
    ("asked_at", "next_told"),
    [
        # The ladder reminds an hour later. The top is told at most every twelve hours, from 8:00 to 20:00.
        pytest.param("2026-11-06 10:15", "Sat 07 Nov 2026 08:00", id="by day: twelve hours later it is night"),
        pytest.param("2026-11-06 23:15", "Sat 07 Nov 2026 11:15", id="at night: at once, and then by day"),
        pytest.param("2026-11-07 02:15", "Sat 07 Nov 2026 14:15", id="after midnight"),
    ],
)
def test_the_first_request_comes_to_the_top_at_once_where_nobody_is_below_and_reminders_by_day(
    case: CaseUnderTest, asked_at: str, next_told: str
) -> None:
    case.installation.put_in_force(without_managers("service_manager", "duty_team"))
    case.at(asked_at)
    case.submit(changes={"plan.urgent_needs": {"so": True, "in_words": "No carer from tomorrow; no insulin."}})
    case.tell_interim()

    asked = [key.partition("/interim_support/")[2] for key in case.kept.notices if "/interim_support/" in key]
    assert [key.partition("/")[0] for key in asked] == ["hs-1"]
    assert in_london(case.clock("acknowledged").steps[0].at) == next_told


@pytest.mark.rule("TIME-4", "TIME-1")
def test_clocks_that_are_planned_again_keep_the_top_asleep(case: CaseUnderTest) -> None:
    case.at("2026-11-06 23:15")
    case.submit(changes={"plan.urgent_needs": {"so": True, "in_words": "No carer from tomorrow; no insulin."}})
    case.tell_interim()
    case.installation.put_in_force(without_managers("service_manager"))
    case.take_step("acknowledged")
    case.accept("replan_clocks")
    case.tell_interim()

    assert [in_london(step.at) for step in case.clock("acknowledged").steps] == ["Sat 07 Nov 2026 08:00"]
