"""TIME-3, TIME-4, TIME-5 · The one table of interim support: every row of it, and that nothing else can happen."""

import pytest

from countersign.careplan.clocks import Wait, clock_of
from countersign.careplan.interim import (
    INTERIM_STEPS,
    OPEN,
    STARTS_IT,
    WAIT_OF_STAGE,
    Interim,
    InterimEvent,
    PlanEvent,
    after,
    can,
)
from countersign.careplan.lifecycle import Event
from countersign.careplan.messages.interim import InterimEndsBecause
from countersign.careplan.sources import RULES
from tests.support.builders import days, scheme
from tests.support.tables import drawn, what_can_happen
from tests.support.times import london

THE_TABLE = """
none          asked_whether    need_asked
none          asked_for        asked_for
need_asked    asked_for        asked_for
need_asked    no_urgent_needs  none
need_asked    settled          none
asked_for     acknowledged     acknowledged
asked_for     arranged         arranged
asked_for     started          in_place
asked_for     ended            ended
acknowledged  arranged         arranged
acknowledged  started          in_place
acknowledged  ended            ended
arranged      started          in_place
arranged      ended            ended
in_place      continued        in_place
in_place      ended            ended
"""
"""Before, event, after: as a duty worker would draw it."""

EXPECTED = drawn(THE_TABLE, Interim, InterimEvent)


@pytest.mark.rule("TIME-3", "TIME-4", "TIME-5")
def test_what_is_in_the_table_happens_and_nothing_else_can() -> None:
    assert what_can_happen(Interim, InterimEvent, can, after) == EXPECTED


def test_each_row_stands_once_and_rests_on_a_rule() -> None:
    assert len({(row.before, row.event) for row in INTERIM_STEPS}) == len(INTERIM_STEPS) == len(EXPECTED)
    assert [row.rule for row in INTERIM_STEPS if row.rule not in RULES] == []


@pytest.mark.rule("TIME-5")
def test_support_that_is_wanted_or_in_place_ends_by_the_decision_that_it_ends_and_by_nothing_else() -> None:
    wanted = OPEN - {Interim.NEED_ASKED}
    leaves = {row.event for row in INTERIM_STEPS if row.before in wanted and row.after not in OPEN}
    assert leaves == {InterimEvent.ENDED}


@pytest.mark.rule("TIME-5")
def test_nothing_that_happens_to_a_plan_is_an_event_of_its_interim_support() -> None:
    of_the_plan = {event.value for event in Event} | {event.value for event in PlanEvent}
    # `ended` is a plan's own word for its end; for interim support it is somebody's decision about the support.
    assert {event.value for event in InterimEvent} & of_the_plan == {InterimEvent.ENDED.value}


@pytest.mark.rule("TIME-4")
def test_there_are_three_things_for_which_it_ends_and_a_return_a_dispute_or_a_withdrawal_is_none_of_them() -> None:
    assert {reason.value for reason in InterimEndsBecause} == {
        "signed_plan_services_started",
        "no_longer_needed",
        "person_died",
    }


@pytest.mark.rule("TIME-3")
def test_asking_whether_there_are_urgent_needs_can_be_settled_without_support() -> None:
    back = {row.event for row in INTERIM_STEPS if row.after is Interim.NONE}
    assert back == {InterimEvent.NO_URGENT_NEEDS, InterimEvent.SETTLED}
    assert {row.before for row in INTERIM_STEPS if row.after is Interim.NONE} == {Interim.NEED_ASKED}


@pytest.mark.rule("TIME-3")
def test_only_what_the_plan_says_about_its_needs_starts_it() -> None:
    assert {PlanEvent.NEEDS_KNOWN, PlanEvent.NEEDS_NOT_KNOWN} == STARTS_IT


@pytest.mark.rule("TIME-1", "TIME-4")
@pytest.mark.parametrize("stage", sorted(OPEN))
def test_every_open_stage_has_a_clock_of_its_own_and_a_way_on(stage: Interim) -> None:
    assert any(can(stage, event) for event in InterimEvent)
    clock = clock_of(WAIT_OF_STAGE[stage], scheme().duty.role, london("2026-11-16 09:30"), scheme(), days())
    assert clock.owner == "duty_team"
    assert clock.steps
    assert clock.due > clock.since


@pytest.mark.rule("TIME-1")
def test_no_two_stages_share_a_wait_and_no_stage_without_a_wait_is_open() -> None:
    assert frozenset(WAIT_OF_STAGE) == OPEN == frozenset(Interim) - {Interim.NONE, Interim.ENDED}
    assert len(set(WAIT_OF_STAGE.values())) == len(WAIT_OF_STAGE)
    assert Wait.DECISION not in WAIT_OF_STAGE.values()


@pytest.mark.rule("TIME-4")
def test_every_stage_can_be_reached_and_left_in_the_end() -> None:
    reached, more = {Interim.NONE}, True
    while more:
        following = {row.after for row in INTERIM_STEPS if row.before in reached}
        more, reached = not following <= reached, reached | following
    assert reached == set(Interim)
    over, more = {Interim.NONE, Interim.ENDED}, True
    while more:
        leading = {row.before for row in INTERIM_STEPS if row.after in over}
        more, over = not leading <= over, over | leading
    assert over == set(Interim)
