"""Stories that broke a promise when they were first generated, in the shortest form that breaks it."""

from datetime import timedelta

import pytest

from tests.proof.office import Office
from tests.proof.steps import Away, NextDue, Send, Step, Story, Wait

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)


def story(*steps: Step, submission: str = "clare", figures: str = "as written", before: timedelta = 0 * A_DAY) -> Story:
    """A story that begins on an ordinary Tuesday."""
    return Story("an ordinary Tuesday at ten", submission, figures, before, by_hand=False, steps=steps)


@pytest.mark.rule("TIME-6")
def test_a_plan_that_comes_weeks_after_it_was_sent_promises_no_day_that_is_over(office: Office) -> None:
    """On the day it came, the person was told three dates that had passed, each in a letter of its own."""
    office.play(story(before=20 * A_DAY))


@pytest.mark.rule("TIME-6", "TIME-2")
def test_after_weeks_without_a_database_the_person_is_told_one_new_date(office: Office) -> None:
    """Each late step had told the person another day that was over."""
    office.play(story(Away(20 * A_DAY), Wait(AN_HOUR), figures="many steps"))


@pytest.mark.rule("TIME-6")
def test_a_date_that_is_over_when_the_quiet_period_ends_is_not_told(office: Office) -> None:
    """Nothing ran for weeks while information was waited for, so the date to tell had itself passed."""
    away = Away(30 * A_DAY, (Send("report_urgent_needs", by_signal=True),))
    office.play(story(Wait(A_DAY), Send("request_information"), away, Wait(AN_HOUR), figures="a long quiet period"))


@pytest.mark.rule("END", "TIME-1")
def test_a_bad_signal_to_a_plan_that_has_left_leaves_no_task_that_nobody_is_reminded_of(office: Office) -> None:
    """Its workflow had ended, with a task left open by the signal."""
    withdraws, nonsense = Send("withdraw", by_signal=True), Send("no_such_message", by_signal=True)
    office.play(story(Away(A_DAY, (withdraws, nonsense)), NextDue(2)))
