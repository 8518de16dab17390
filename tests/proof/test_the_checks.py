"""Each check finds its fault: something that a story has left behind is altered, and the check must say so.

A check that can find nothing would prove nothing.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.ladders import StepKind
from countersign.careplan.messages import MESSAGES
from countersign.careplan.notices import REPRESENTATIVE, NoticeKind
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.tables import RecordRow, TaskRow
from tests.proof import promises
from tests.proof.office import Office
from tests.proof.promises import broken
from tests.proof.seeing import Seen
from tests.proof.steps import KINDS, SELDOM, UNCLEAR, USUAL, Send, Step, Story, Wait

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


def _story(submission: str, figures: str, *steps: Step) -> Story:
    return Story("an ordinary Tuesday at ten", submission, figures, 0 * A_DAY, by_hand=False, steps=steps)


@pytest.fixture(scope="module")
def late(office: Office) -> Seen:
    """A plan that is undecided past the outer limit. Interim support is asked for."""
    return office.play(_story("clare", "short limits", Send("report_urgent_needs"), *[Wait(3 * A_DAY)] * 4))


@pytest.fixture(scope="module")
def at_the_panel(office: Office) -> Seen:
    """A plan that one panel missed. The next panel agreed it an hour after it met; a part answer came meanwhile."""
    asks, half = Send("request_information"), Send("supply_information:in part")
    withdraws = Send("withdraw_request")
    next_week = (Wait(A_WEEK), Send("decide:agree"))
    missed, until_it_began = Send("report_missed_meeting"), Wait(8 * A_DAY + timedelta(hours=5))
    return office.play(_story("joe", "a panel", asks, half, withdraws, until_it_began, missed, *next_week))


@pytest.fixture(scope="module")
def paid(office: Office) -> Seen:
    """A plan that was signed off after its first payment, which at first did not work. Its condition is not met."""
    asks, withdraws = Send("request_information"), Send("withdraw_request:by another authoriser")
    steps = (asks, withdraws, Send("decide:agree"), Send("report_first_payment:not working"), Wait(A_DAY))
    works, approves = Send("report_first_payment:works"), Send("approve_arrangement")
    return office.play(_story(UNCLEAR, "the first payment", *steps, works, approves, Wait(2 * A_WEEK)))


def _with(row: Any, **changes: Any) -> Any:
    other = copy(row)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _plan(seen: Seen, **changes: Any) -> Seen:
    assert seen.plan is not None
    return replace(seen, plan=seen.plan.model_copy(update=changes))


def _without_interim_decision(seen: Seen) -> Seen:
    return replace(seen, steps_taken=[step for step in seen.steps_taken if step.kind is not StepKind.INTERIM_DECISION])


def _nothing_comes_next(seen: Seen) -> Seen:
    return _plan(seen, next_step=None)


def _its_workflow_has_ended(seen: Seen) -> Seen:
    return replace(seen, interim_runs=False, interim=None)


def _support_ends_by_itself(seen: Seen) -> Seen:
    return replace(seen, arrangements=[_with(arrangement, ended_at=seen.now) for arrangement in seen.arrangements])


def _support_was_never_asked_for(seen: Seen) -> Seen:
    return replace(seen, arrangements=[])


def _two_at_once(seen: Seen) -> Seen:
    return replace(seen, arrangements=[*seen.arrangements, _with(seen.arrangements[0], number=2)])


def _the_plan_was_never_told(seen: Seen) -> Seen:
    return _plan(seen, interim=Interim.NONE)


def _they_had_died(seen: Seen) -> Seen:
    begins = seen.world.begins
    died = RecordRow(key="died", event=Happening.ENDED, at=begins - A_DAY, what="Ended: died")
    return replace(seen, record=[died, *seen.record])


def _a_letter_without_cause(seen: Seen) -> Seen:
    return replace(seen, notices=[_with(notice, cause="whim") for notice in seen.notices])


def _another_date_is_held(seen: Seen) -> Seen:
    assert seen.plan is not None
    assert seen.plan.promise.held is not None
    return _plan(seen, promise=seen.plan.promise.model_copy(update={"held": seen.plan.promise.held + A_DAY}))


def _a_date_that_is_over(seen: Seen) -> Seen:
    what = "The person is told that the date is now 2001-01-01 (not in time)"
    over = RecordRow(key="over", event=Happening.TOLD_NEW_DATE, at=seen.now, what=what)
    return replace(seen, record=[*seen.record, over])


def _a_step_two_minutes_late(seen: Seen) -> Seen:
    late = timedelta(minutes=2)
    return replace(seen, steps_taken=[_with(step, taken_at=step.taken_at + late) for step in seen.steps_taken])


def _a_wait_is_not_in_the_table(seen: Seen) -> Seen:
    return replace(seen, waits=seen.waits[1:])


def _our_software_failed(seen: Seen) -> Seen:
    task = TaskRow(name="fault:1", kind=TaskKind.FAULT, owner_role="operations", why="?")
    return replace(seen, tasks=[*seen.tasks, task])


def _nobody_was_invited(seen: Seen) -> Seen:
    return replace(seen, notices=[notice for notice in seen.notices if notice.kind is not NoticeKind.INVITATION])


def _nobody_was_reminded(seen: Seen) -> Seen:
    return replace(seen, steps_taken=[])


STORY_OF: dict[str, str] = {
    promises.an_invitation_precedes_each_meeting.__name__: "at_the_panel",
    promises.no_condition_is_forgotten.__name__: "paid",
}
"""The story on which each check is tried, if it is not that of the late plan."""

ALTERED: dict[Callable[[Seen], Iterator[str]], Callable[[Seen], Seen]] = {
    promises.nobody_waits_past_the_outer_limit_unseen: _without_interim_decision,
    promises.no_wait_lacks_owner_date_or_next_step: _nothing_comes_next,
    promises.no_workflow_ends_before_its_work_does: _its_workflow_has_ended,
    promises.interim_support_is_never_dropped: _support_ends_by_itself,
    promises.interim_support_is_asked_for_where_it_is_needed: _support_was_never_asked_for,
    promises.at_most_one_arrangement_is_open: _two_at_once,
    promises.both_workflows_know_how_far_support_has_got: _the_plan_was_never_told,
    promises.nobody_dead_is_written_to: _they_had_died,
    promises.every_letter_has_its_cause_and_goes_once: _a_letter_without_cause,
    promises.the_person_holds_one_current_date: _another_date_is_held,
    promises.no_date_is_over_when_it_is_told: _a_date_that_is_over,
    promises.an_invitation_precedes_each_meeting: _nobody_was_invited,
    promises.no_condition_is_forgotten: _nobody_was_reminded,
    promises.every_step_is_taken_once_in_order_and_on_time: _a_step_two_minutes_late,
    promises.the_table_of_waits_agrees: _a_wait_is_not_in_the_table,
    promises.nothing_of_ours_has_failed: _our_software_failed,
}


@pytest.mark.parametrize("promise", promises.PROMISES, ids=lambda promise: promise.__name__)
def test_a_check_sees_what_it_is_there_to_see(
    request: pytest.FixtureRequest, promise: Callable[[Seen], Iterator[str]]
) -> None:
    seen: Seen = request.getfixturevalue(STORY_OF.get(promise.__name__, "late"))
    assert broken(seen) == []
    assert list(promise(ALTERED[promise](seen))), "it sees nothing"


@pytest.fixture(scope="module")
def by_the_representative(office: Office) -> Seen:
    """A plan that was returned. The person's representative alone is written to."""
    return office.play(replace(_story("clare", "as written", Send("decide:return")), told="the representative alone"))


@pytest.fixture(scope="module")
def to_both(office: Office) -> Seen:
    """The same, where both are written to."""
    return office.play(replace(_story("clare", "as written", Send("decide:return")), told="both"))


@pytest.mark.parametrize("story", ["by_the_representative", "to_both"])
def test_the_date_is_looked_for_in_the_representatives_letters_too(request: pytest.FixtureRequest, story: str) -> None:
    seen: Seen = request.getfixturevalue(story)
    holds = promises.the_person_holds_one_current_date
    assert list(holds(seen)) == []
    assert list(holds(_another_date_is_held(seen)))
    left = [notice for notice in seen.notices if notice.recipient != REPRESENTATIVE]
    assert list(holds(replace(seen, notices=left))), "nobody misses the representative's letter"


def test_every_declared_message_may_come() -> None:
    """A message that is declared and never played would not be looked at."""
    assert {what.partition(":")[0] for what in (*USUAL, *SELDOM)} >= set(MESSAGES)
    assert set(KINDS) <= set(MESSAGES)


@pytest.mark.parametrize(
    ("story", "stages"),
    [
        pytest.param("late", {"awaiting_decision", "interim support asked_for"}, id="nobody decides"),
        pytest.param("at_the_panel", {"a wait for a meeting", "signed_off"}, id="a panel"),
        pytest.param("paid", {"authorised_to_start", "signed_off", "a wait for a condition"}, id="a first payment"),
    ],
)
def test_the_stories_get_as_far_as_what_is_promised_there(
    request: pytest.FixtureRequest, story: str, stages: set[str]
) -> None:
    seen: Seen = request.getfixturevalue(story)
    refused = [str(line) for line in seen.world.told if "refused" in str(line)]
    assert (refused, stages - seen.world.reached) == ([], set())
