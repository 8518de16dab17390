"""Each check sees what it is there to see: what a story has left is altered in one place, and the check says so.

A check that can find nothing would prove nothing.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store.tables import RecordRow, TaskRow
from tests.proof import promises
from tests.proof.office import Office
from tests.proof.promises import Seen, broken
from tests.proof.steps import Send, Story, Wait

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def seen(office: Office) -> Seen:
    """A plan that nobody has decided beyond the outer limit; interim support is asked for."""
    steps = (Send("report_urgent_needs"), *[Wait(3 * A_DAY)] * 4)
    story = Story("an ordinary Tuesday at ten", "clare", "short limits", 0 * A_DAY, by_hand=False, steps=steps)
    return office.play(story)


def _with(row: Any, **changes: Any) -> Any:
    other = copy(row)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _plan(seen: Seen, **changes: Any) -> Seen:
    assert seen.plan is not None
    return replace(seen, plan=seen.plan.model_copy(update=changes))


def _without_interim_decision(seen: Seen) -> Seen:
    return replace(seen, rungs=[rung for rung in seen.rungs if rung.kind != "interim_decision"])


def _nothing_comes_next(seen: Seen) -> Seen:
    return _plan(seen, next_step=None)


def _its_workflow_has_ended(seen: Seen) -> Seen:
    return replace(seen, interim_runs=False, interim=None)


def _support_ends_by_itself(seen: Seen) -> Seen:
    return replace(seen, arrangements=[_with(one, ended_at=seen.now) for one in seen.arrangements])


def _support_was_never_asked_for(seen: Seen) -> Seen:
    return replace(seen, arrangements=[])


def _two_at_once(seen: Seen) -> Seen:
    return replace(seen, arrangements=[*seen.arrangements, _with(seen.arrangements[0], number=2)])


def _they_had_died(seen: Seen) -> Seen:
    begins = seen.world.begins
    return replace(seen, record=[RecordRow(key="died", at=begins - A_DAY, what="Ended: died"), *seen.record])


def _a_letter_without_cause(seen: Seen) -> Seen:
    return replace(seen, notices=[_with(notice, cause="whim") for notice in seen.notices])


def _another_date_is_held(seen: Seen) -> Seen:
    assert seen.plan is not None
    assert seen.plan.promise.held is not None
    return _plan(seen, promise=seen.plan.promise.model_copy(update={"held": seen.plan.promise.held + A_DAY}))


def _a_date_that_is_over(seen: Seen) -> Seen:
    over = "The person is told that the date is now 2001-01-01 (not in time)"
    return replace(seen, record=[*seen.record, RecordRow(key="over", at=seen.now, what=over)])


def _a_rung_two_minutes_late(seen: Seen) -> Seen:
    late = timedelta(minutes=2)
    return replace(seen, rungs=[_with(rung, taken_at=rung.taken_at + late) for rung in seen.rungs])


def _a_wait_is_not_in_the_table(seen: Seen) -> Seen:
    return replace(seen, waits=seen.waits[1:])


def _our_software_failed(seen: Seen) -> Seen:
    return replace(seen, tasks=[*seen.tasks, TaskRow(name="fault:1", kind="fault", owner_role="operations", why="?")])


ALTERED: dict[Callable[[Seen], Iterator[str]], Callable[[Seen], Seen]] = {
    promises.nobody_waits_past_the_outer_limit_unseen: _without_interim_decision,
    promises.no_wait_lacks_owner_date_or_next_step: _nothing_comes_next,
    promises.no_workflow_ends_before_its_work_does: _its_workflow_has_ended,
    promises.interim_support_is_never_dropped: _support_ends_by_itself,
    promises.interim_support_is_asked_for_where_it_is_needed: _support_was_never_asked_for,
    promises.at_most_one_arrangement_is_open: _two_at_once,
    promises.nobody_dead_is_written_to: _they_had_died,
    promises.every_letter_has_its_cause_and_goes_once: _a_letter_without_cause,
    promises.the_person_holds_one_current_date: _another_date_is_held,
    promises.no_date_is_over_when_it_is_told: _a_date_that_is_over,
    promises.every_rung_is_taken_once_in_order_and_on_time: _a_rung_two_minutes_late,
    promises.the_table_of_waits_agrees: _a_wait_is_not_in_the_table,
    promises.nothing_of_ours_has_failed: _our_software_failed,
}


@pytest.mark.parametrize("promise", promises.PROMISES, ids=lambda promise: promise.__name__)
def test_a_check_sees_what_it_is_there_to_see(seen: Seen, promise: Callable[[Seen], Iterator[str]]) -> None:
    assert broken(seen) == []
    assert list(promise(ALTERED[promise](seen))), "it sees nothing"
