"""TIME-3, TIME-4, TIME-5: what a plan's news bring about in its interim support, at every stage. None ends it."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.working_time import in_london
from countersign.casework.determinations import PlanSays
from countersign.casework.happenings import Happening
from tests.casework.cases import ready
from tests.casework.cases.table import Ready
from tests.support.casework import CaseUnderTest

STAGES: dict[Interim, Ready] = {
    Interim.NONE: ready.submitted,
    Interim.NEED_ASKED: ready.whether_needed,
    Interim.ASKED_FOR: ready.asked_for,
    Interim.ACKNOWLEDGED: ready.acknowledged,
    Interim.ARRANGED: ready.arranged,
    Interim.IN_PLACE: ready.in_place,
}

WANTED = (Interim.ASKED_FOR, Interim.ACKNOWLEDGED, Interim.ARRANGED)
STARTED = (*WANTED, Interim.IN_PLACE)
OPEN = (Interim.NEED_ASKED, *STARTED)
MOVED_ON = (PlanEvent.SIGNED_OFF, PlanEvent.LEFT, PlanEvent.DIED)
NEEDS = (PlanEvent.NEEDS_KNOWN, PlanEvent.NEEDS_NOT_KNOWN)

DUTY_TOLD = ("interim_support to duty-1: queued",)


class Follows(NamedTuple):
    """What follows from one piece of news. What is not named does not change."""

    record: tuple[Happening, ...] = ()

    stage: Interim | None = None
    """The stage that comes, if it is another one."""

    notices: tuple[str, ...] = ()

    asked: tuple[str, ...] = ()

    done: tuple[str, ...] = ()


NOTHING = Follows()
ASKED = Follows((Happening.DUTY_TEAM_ASKED,), Interim.ASKED_FOR, DUTY_TOLD, ("interim: duty_team",))
FOUND_OUT = ASKED._replace(done=("interim",))
ASKED_WHETHER = ASKED._replace(stage=Interim.NEED_ASKED)
WANTED_AGAIN = Follows((Happening.INTERIM_WANTED_AGAIN,))
SETTLED = Follows((Happening.INTERIM_OVER,), Interim.NONE, done=("interim",))
REVIEW_ASKED = Follows((Happening.INTERIM_REVIEW_ASKED,), notices=DUTY_TOLD)
REVIEW_DUE_NOW = Follows((Happening.INTERIM_REVIEW_ASKED,))
PLANNED_AGAIN = Follows((Happening.CLOCKS_PLANNED_AGAIN,))

NEWS: dict[tuple[Interim, PlanEvent], Follows] = {
    **{(Interim.NONE, event): NOTHING for event in (*MOVED_ON, PlanEvent.PLANNED_AGAIN)},
    (Interim.NONE, PlanEvent.NEEDS_KNOWN): ASKED,
    (Interim.NONE, PlanEvent.NEEDS_NOT_KNOWN): ASKED_WHETHER,
    (Interim.NEED_ASKED, PlanEvent.NEEDS_KNOWN): FOUND_OUT,
    (Interim.NEED_ASKED, PlanEvent.NEEDS_NOT_KNOWN): WANTED_AGAIN,
    (Interim.NEED_ASKED, PlanEvent.SIGNED_OFF): SETTLED,
    (Interim.NEED_ASKED, PlanEvent.DIED): SETTLED,
    # A person whose plan was withdrawn may have urgent needs all the same.
    (Interim.NEED_ASKED, PlanEvent.LEFT): Follows((Happening.NEEDS_STILL_TO_BE_FOUND_OUT,)),
    **{(stage, event): WANTED_AGAIN for stage in STARTED for event in NEEDS},
    **{(stage, event): REVIEW_ASKED for stage in WANTED for event in MOVED_ON},
    **{(Interim.IN_PLACE, event): REVIEW_DUE_NOW for event in MOVED_ON},
    **{(stage, PlanEvent.PLANNED_AGAIN): PLANNED_AGAIN for stage in OPEN},
}


def says(case: CaseUnderTest, event: PlanEvent, cause: str = "message-1") -> PlanSays:
    """What the plan's workflow says now."""
    return PlanSays(event=event, because="the test says so", cause=cause, since=case.now)


def test_there_is_something_to_follow_from_all_news_at_every_stage() -> None:
    assert set(NEWS) == {(stage, event) for stage in STAGES for event in PlanEvent}


@pytest.mark.rule("TIME-3", "TIME-4", "TIME-5")
@pytest.mark.parametrize(("stage", "event"), NEWS, ids=[f"{event.value} while {stage.value}" for stage, event in NEWS])
def test_interim_support_follows_the_plan(case: CaseUnderTest, stage: Interim, event: PlanEvent) -> None:
    follows = NEWS[stage, event]
    STAGES[stage](case)
    case.at("2026-11-06 02:00" if stage is Interim.NEED_ASKED else "2026-11-06 10:50")
    brought = case.watch(lambda: case.follow_plan(says(case, event)))

    assert brought.interim is (follows.stage or stage)
    assert (brought.record, brought.notices, brought.asked, brought.done) == (
        follows.record,
        follows.notices,
        follows.asked,
        follows.done,
    )
    assert (brought.state, brought.to_interim) == ({}, ())


@pytest.mark.rule("TIME-5")
@pytest.mark.parametrize("event", MOVED_ON)
def test_support_in_place_goes_on_and_its_review_is_due_at_once(case: CaseUnderTest, event: PlanEvent) -> None:
    ready.in_place(case)
    case.at("2026-11-09 10:00")
    case.follow_plan(says(case, event))

    clock = case.clocks(Workflow.INTERIM)[Wait.INTERIM_REVIEW.value]
    assert (clock.due, clock.step_at, clock.owner) == (case.now, case.now, "duty_team")


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize(
    ("asked_after", "since", "due"),
    [
        pytest.param(3, "13:15", "15:15", id="an hour before a worker woke"),
        pytest.param(-5, "10:15", "12:15", id="as a wrong clock has it, before the plan was submitted"),
    ],
)
def test_the_clock_counts_from_when_it_was_wanted_and_not_from_before_the_plan(
    case: CaseUnderTest, asked_after: int, since: str, due: str
) -> None:
    ready.submitted(case)
    wanted_at = case.now + timedelta(hours=asked_after)
    case.at("2026-11-03 14:15")
    news = says(case, PlanEvent.NEEDS_KNOWN).model_copy(update={"since": wanted_at})
    case.follow_plan(news)

    clock = case.clocks(Workflow.INTERIM)[Wait.ACKNOWLEDGED.value]
    assert (in_london(clock.since), in_london(clock.due)) == (f"Tue 03 Nov 2026 {since}", f"Tue 03 Nov 2026 {due}")


@pytest.mark.rule("TIME-4")
def test_the_same_news_told_twice_is_told_once(case: CaseUnderTest) -> None:
    ready.submitted(case)
    news = says(case, PlanEvent.NEEDS_KNOWN)
    first = case.follow_plan(news)
    kept = case.kept
    case.at("2026-11-04 10:00")

    assert case.follow_plan(news) == first
    assert case.kept == kept


@pytest.mark.rule("TIME-4")
def test_after_support_has_ended_urgent_needs_begin_another_arrangement(case: CaseUnderTest) -> None:
    ready.in_place(case)
    case.at("2026-11-17 11:00")
    case.accept("review_interim_support", changes={"outcome": "ends", "because": "no_longer_needed"})
    case.at("2026-11-18 09:00")
    case.accept("report_urgent_needs")
    case.tell_interim()

    arrangements = case.kept.arrangements
    assert {number: arrangement.stage for number, arrangement in arrangements.items()} == {
        1: Interim.ENDED,
        2: Interim.ASKED_FOR,
    }
    assert (arrangements[1].ended_because, arrangements[1].ended_by) == ("no longer needed", "duty-1")


@pytest.mark.rule("TIME-3")
def test_urgent_needs_reported_to_interim_support_begin_it_where_the_plan_has_left(case: CaseUnderTest) -> None:
    ready.withdrawn(case)
    case.at("2026-11-05 17:20")
    brought = case.watch(lambda: case.accept("report_urgent_needs", to=Workflow.INTERIM))

    assert brought.record == (Happening.URGENT_NEEDS_REPORTED, Happening.DUTY_TEAM_ASKED)
    assert (brought.interim, brought.state) == (Interim.ASKED_FOR, {"urgent_needs_known": True})
    assert [in_london(clock.due) for clock in case.clocks(Workflow.INTERIM).values()] == ["Thu 05 Nov 2026 19:20"]


@pytest.mark.rule("TIME-3")
def test_the_report_with_which_support_was_started_does_not_want_it_again(case: CaseUnderTest) -> None:
    """Where no workflow runs, the report starts one: with what it says, and then as a message."""
    ready.withdrawn(case)
    case.at("2026-11-05 17:20")
    message = case.message("report_urgent_needs")
    case.follow_plan(says(case, PlanEvent.NEEDS_KNOWN, message["message_id"]))
    brought = case.watch(lambda: case.put(case.considering("report_urgent_needs", message, to=Workflow.INTERIM)))

    assert brought.record == (Happening.URGENT_NEEDS_REPORTED,)


@pytest.mark.rule("TIME-3")
def test_news_of_a_plan_that_was_never_accepted_keep_nothing(case: CaseUnderTest) -> None:
    determined = case.follow_plan(says(case, PlanEvent.NEEDS_KNOWN))

    assert determined.answer.code is Refusal.PLAN_NOT_FOUND
    assert case.kept == CaseUnderTest(case.installation).kept


@pytest.mark.rule("TIME-1", "TIME-4")
def test_what_support_left_open_when_it_ended_with_its_plan_is_settled(case: CaseUnderTest) -> None:
    """Nobody is left who could hear that a fault in the register was mended."""
    ready.left_with_support_in_place(case)
    message = case.message("acknowledge_interim_support", changes={"sent_at": "soon"})
    case.put(case.considering("acknowledge_interim_support", message, by_signal=True))
    case.at("2026-11-17 11:00")
    brought = case.watch(
        lambda: case.accept("review_interim_support", changes={"outcome": "ends", "because": "no_longer_needed"})
    )

    assert brought.done == ("bad_message", "interim")
    assert case.open_tasks() == {}


@pytest.mark.rule("TIME-1", "TIME-4")
def test_what_the_duty_team_is_asked_to_do_is_done_by_the_message_that_says_so(case: CaseUnderTest) -> None:
    ready.asked_for(case)
    (task,) = case.open_tasks()
    before = case.kept
    determined = case.consider("complete_task", changes={"task": task}, to=Workflow.INTERIM)

    assert determined.answer.code is Refusal.NOT_NOW
    assert case.kept.tasks == before.tasks


@pytest.mark.rule("TIME-1")
def test_a_task_of_interim_support_that_has_ended_is_done_by_a_message_to_the_plan(case: CaseUnderTest) -> None:
    """Its own workflow has ended: while it runs, the task is that one's."""
    ready.asked_for(case)
    message = case.message("acknowledge_interim_support", changes={"sent_at": "soon"})
    case.put(case.considering("acknowledge_interim_support", message, by_signal=True))
    (task,) = (name for name in case.open_tasks() if name.startswith("bad-message:"))
    early = case.consider("complete_task", changes={"task": task})
    case.accept("review_interim_support", changes={"outcome": "ends", "because": "no_longer_needed"})
    late = case.consider("complete_task", changes={"task": task})

    assert (early.answer.code, late.answer.accepted) == (Refusal.WRONG_WORKFLOW, True)
