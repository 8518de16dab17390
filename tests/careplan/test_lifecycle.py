"""The one table of a plan's life: every row of it, and that nothing else can happen."""

from datetime import UTC, datetime

import pytest

from countersign.careplan.clocks import WAIT_OF, clock_of
from countersign.careplan.lifecycle import CLOSED, TRANSITIONS, Event, Status, after, can
from countersign.careplan.sources import RULES
from tests.support.builders import days, scheme
from tests.support.tables import drawn, what_can_happen

THE_TABLE = """
received           refused_at_the_door  refused
received           submitted            awaiting_decision
awaiting_decision  agreed               agreed
awaiting_decision  authorised           authorised_to_start
awaiting_decision  returned             returned
awaiting_decision  withdrawn            withdrawn
awaiting_decision  left                 ended
awaiting_decision  ended                ended
awaiting_decision  amendment_withdrawn  signed_off
returned           ended                ended
returned           amendment_withdrawn  signed_off
authorised_to_start  amendment_withdrawn  signed_off
signed_off         amended              awaiting_decision
returned           resubmitted          awaiting_decision
returned           withdrawn            withdrawn
returned           left                 ended
authorised_to_start  first_payment      agreed
authorised_to_start  returned           returned
authorised_to_start  withdrawn          withdrawn
authorised_to_start  left               ended
authorised_to_start  ended              ended
agreed             record_given         signed_off
agreed             left                 ended
agreed             ended                ended
signed_off         left                 ended
signed_off         ended                ended
"""
"""Before, event, after: as a practitioner would draw it."""

EXPECTED = drawn(THE_TABLE, Status, Event)
OPEN = frozenset(Status) - CLOSED - {Status.RECEIVED}


@pytest.mark.rule("SUB-2", "DEC-1", "RET-1", "RET-5", "REC-4", "ROUTE-5", "END")
def test_what_is_in_the_table_happens_and_nothing_else_can() -> None:
    assert what_can_happen(Status, Event, can, after) == EXPECTED


def test_each_row_stands_once_and_rests_on_a_rule() -> None:
    assert len({(row.before, row.event) for row in TRANSITIONS}) == len(TRANSITIONS) == len(EXPECTED)
    assert [row.rule for row in TRANSITIONS if row.rule not in RULES] == []


@pytest.mark.rule("SUB-2")
def test_a_closed_plan_has_no_way_out() -> None:
    assert {Status.REFUSED, Status.WITHDRAWN, Status.ENDED} == CLOSED
    assert [(status, event) for status in CLOSED for event in Event if can(status, event)] == []


@pytest.mark.rule("TIME-1")
@pytest.mark.parametrize("status", sorted(OPEN))
def test_every_state_that_waits_has_a_way_out_and_a_clock(status: Status) -> None:
    assert any(can(status, event) for event in Event)
    clock = clock_of(WAIT_OF[status], "team_manager", datetime(2026, 11, 16, 9, 30, tzinfo=UTC), scheme(), days())
    assert clock.owner
    assert clock.steps


def states_in_which(*events: Event) -> set[Status]:
    """The states in which any of these may happen."""
    return {status for status in Status if any(can(status, event) for event in events)}


@pytest.mark.rule("END")
def test_a_plan_that_waits_can_leave_by_death_by_moving_away_and_by_a_later_plan() -> None:
    assert {status: after(status, Event.LEFT) for status in OPEN} == dict.fromkeys(OPEN, Status.ENDED)


@pytest.mark.rule("END")
def test_before_it_is_agreed_a_plan_is_withdrawn_and_after_that_it_ends() -> None:
    assert states_in_which(Event.WITHDRAWN) == {
        Status.AWAITING_DECISION,
        Status.RETURNED,
        Status.AUTHORISED_TO_START,  # ROUTE-5: the person changes their mind before it is signed off
    }
    assert states_in_which(Event.ENDED) == OPEN  # of one that waits for a decision only while another is in force (END)


@pytest.mark.rule("TIME-1")
def test_every_state_can_be_reached_and_left_in_the_end() -> None:
    reached, more = {Status.RECEIVED}, True
    while more:
        following = {row.after for row in TRANSITIONS if row.before in reached}
        more, reached = not following <= reached, reached | following
    assert reached == set(Status)
    ends, more = set(CLOSED), True
    while more:
        leading = {row.before for row in TRANSITIONS if row.after in ends}
        more, ends = not leading <= ends, ends | leading
    assert ends == set(Status)


@pytest.mark.rule("REC-4")
def test_only_giving_the_record_signs_a_plan_off() -> None:
    assert [(row.before, row.event) for row in TRANSITIONS if row.after is Status.SIGNED_OFF] == [
        (Status.AGREED, Event.RECORD_GIVEN),
        # AMEND-2: what is taken back leads to the version that was signed off, and signs nothing.
        (Status.AWAITING_DECISION, Event.AMENDMENT_WITHDRAWN),
        (Status.RETURNED, Event.AMENDMENT_WITHDRAWN),
        (Status.AUTHORISED_TO_START, Event.AMENDMENT_WITHDRAWN),
    ]


@pytest.mark.rule("DEC-5", "REC-4")
def test_a_plan_is_decided_once_and_only_while_a_decision_is_awaited() -> None:
    assert states_in_which(Event.AGREED, Event.AUTHORISED) == {Status.AWAITING_DECISION}


@pytest.mark.rule("ROUTE-5", "RET-1")
def test_a_plan_is_returned_while_a_decision_is_awaited_or_if_it_started_and_does_not_work() -> None:
    assert states_in_which(Event.RETURNED) == {Status.AWAITING_DECISION, Status.AUTHORISED_TO_START}


@pytest.mark.rule("ROUTE-5")
def test_what_is_authorised_to_start_is_signed_off_only_by_way_of_its_first_payment() -> None:
    started = Status.AUTHORISED_TO_START
    assert [row.before for row in TRANSITIONS if row.after is started] == [Status.AWAITING_DECISION]
    assert [row.event for row in TRANSITIONS if row.before is started and row.after not in CLOSED] == [
        Event.FIRST_PAYMENT,
        Event.RETURNED,
        Event.AMENDMENT_WITHDRAWN,
    ]
