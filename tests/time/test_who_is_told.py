"""TIME-2 while a plan waits: the ladder, reassigned, a register that changes, nobody at a step; questions, RET-4."""

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.ladders import StepKind
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.store.tables import QuestionRow, StepTakenRow
from countersign.testkit import (
    Scenario,
    due,
    escalation_to,
    interim,
    interim_decision_asked_of,
    letter_to_person,
    no_letter_to_person,
    noted,
    nothing_more,
    notice_to,
    paused,
    promised,
    refused,
    reminder_to,
    running,
    status,
    task,
)
from tests.time.councils import REGISTER, also, without

MONDAY = "2043-06-01 09:30"


@pytest.mark.rule("TIME-1", "TIME-2")
async def test_the_whole_ladder_to_the_outer_limit(scenario: Scenario) -> None:
    """Interim support is asked for once, however often it is wanted; no step of the plan waits for it."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted", says="15 June 2043"), notice_to("tm-207", "awaiting_decision"))
        .after(working_days=5)
        .expect(reminder_to("team manager", at="2043-06-08 17:00"), nothing_more())
        .after(working_days=8)
        .expect(escalation_to("service manager", at="2043-06-11 17:00"), nothing_more())
        .after(working_days=10)
        .expect(
            escalation_to("head of service", at="2043-06-15 17:00"),
            letter_to_person("new_date", says="22 June 2043"),
            interim("need_asked"),
        )
        .answer_urgent_needs(urgent=True)
        .acknowledge_interim_support()
        .arrange_interim_support()
        .start_interim_support()
        .expect(interim("in_place"))
        .after(until="2043-07-13 16:59")
        .expect(
            escalation_to("head of service", about="decision", times=3),
            letter_to_person("new_date", times=3),
            interim("in_place"),
        )
        .after(until="2043-07-13 17:00")
        .expect(
            interim_decision_asked_of("service manager", at="2043-07-13 17:00"),
            notice_to("sm-31", "interim_decision"),
            interim("in_place"),
        )
    )
    (asked,) = [step for step in scenario.plan.rows(StepTakenRow) if step.kind is StepKind.INTERIM_DECISION]
    assert (asked.wait, asked.people) == (Wait.SIGN_OFF, ["sm-31"])


@pytest.mark.rule("TIME-2")
async def test_a_plan_reassigned_in_mid_wait_neither_loses_its_clock_nor_starts_it_again(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .after(working_days=3)
        .reassign("authoriser", "sm-31")
        .expect(
            letter_to_person("submitted"),
            due("sm-31", "2043-06-15 17:00"),
            promised("2043-06-15"),
            notice_to("sm-31", "reassigned"),
        )
        .after(until="2043-06-08 17:00")
        .expect(reminder_to("sm-31", at="2043-06-08 17:00"), nothing_more())
        .after(until="2043-06-11 17:00")
        .expect(escalation_to("team manager", at="2043-06-11 17:00"), nothing_more())
        .decide("agreed", by="sm-31")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("TIME-2")
async def test_a_register_that_changes_in_mid_wait_is_read_when_the_step_falls_due(scenario: Scenario) -> None:
    successor = "tm-299,team_manager,hospital_social_work,2024-04-01,,tm-299@example.org"
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(notice_to("tm-207", "awaiting_decision"))
        .after(working_days=3)
        .register(without("tm-207") + "\n" + successor)
        .after(working_days=5)
        .expect(reminder_to("tm-299", at="2043-06-08 17:00"), nothing_more())
        .decide("agreed", by="tm-207")
        .expect(refused("no_authority"))
        .decide("agreed", by="tm-299")
        .expect(status("signed_off"))
    )


@pytest.mark.rule("TIME-2")
async def test_a_step_at_which_nobody_is_there_is_a_fault_and_climbs_at_once(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .register(without("tm-207", "sm-31"))
        .after(working_days=5)
        .expect(
            reminder_to("head of service", at="2043-06-08 17:00"),
            noted(Happening.NOBODY_THERE),
            task("fault_in_register", "operations"),
        )
        .register(REGISTER)
        .after(working_days=8)
        .expect(escalation_to("head of service", at="2043-06-11 17:00"))
    )
    (reminded, _) = scenario.plan.rows(StepTakenRow)
    assert (reminded.told, reminded.empty) == ("Head of service", ["Team manager", "Service manager"])
    assert reminded.taken_at - reminded.due_at < (await scenario.plan.now() - reminded.taken_at)
    assert scenario.plan.happenings().count(Happening.NOBODY_THERE) == len(reminded.empty)
    assert list(scenario.plan.tasks().values()).count(TaskKind.FAULT_IN_REGISTER) == len(reminded.empty)


@pytest.mark.rule("DEC-4", "TIME-6")
async def test_several_questions_at_once_stop_the_authorisers_clock_once(scenario: Scenario) -> None:
    """It stands from the first question until the last answer: two working days of office time, not four."""
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .expect(letter_to_person("submitted"))
        .after(until="2043-06-02 09:30")
        .request_information({"message_id": "first-question-1"})
        .expect(
            paused(why="information:first-question-1"),
            due("practitioner", wait="information:first-question-1"),
            notice_to("sw-1101", "question"),
        )
        .after(until="2043-06-02 13:00")
        .request_information({"message_id": "second-question-2"})
        .expect(paused(why="information:first"), paused(why="information:second"))
        .after(until="2043-06-03 09:30")
        .supply_information("first-question-1")
        .expect(paused(why="information:second"), running("sign_off"))
        .after(until="2043-06-04 09:30")
        .supply_information("second-question-2")
        .expect(running(), due("team manager", "2043-06-17 17:00"), promised("2043-06-17"))
        .after(until="2043-06-10 16:59")
        .expect(letter_to_person("new_date", says=("17 June 2043", "23 June 2043")), nothing_more())
        .after(until="2043-06-10 17:00")
        .expect(reminder_to("team manager", at="2043-06-10 17:00"), nothing_more())
    )
    first, second = scenario.plan.rows(QuestionRow)
    assert first.answered_at is not None
    assert second.answered_at is not None


@pytest.mark.rule("TIME-6")
async def test_a_question_answered_the_same_hour_leaves_the_date_and_sends_no_letter(scenario: Scenario) -> None:
    """The date moved twice within the quiet period and stands again where the person was told."""
    await (
        scenario.on("2043-06-01 18:00")
        .submit("undecided")
        .expect(letter_to_person("submitted", says="16 June 2043"))
        .after(until="2043-06-01 19:00")
        .request_information()
        .after(until="2043-06-01 20:00")
        .supply_information()
        .after(until="2043-06-05 12:00")
        .expect(no_letter_to_person(), promised("2043-06-16"), running())
    )


@pytest.mark.rule("DEC-4", "TIME-6")
async def test_information_that_does_not_come_is_reminded_of_then_goes_one_person_up(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("undecided")
        .request_information()
        .after(working_days=3)
        .expect(reminder_to("practitioner", about="information", at="2043-06-04 17:00"), paused())
        .after(working_days=5)
        .expect(escalation_to("line manager", about="information", at="2043-06-08 17:00"), paused())
        .supply_information()
        .expect(running())
    )


@pytest.mark.rule("RET-4")
async def test_a_question_about_a_return_goes_to_whoever_returned_it_and_up(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("returned")
        .expect(status("returned"), due("practitioner", "2043-06-15 17:00"), letter_to_person("returned"))
        .answer_urgent_needs(urgent=False)
        .expect(interim("none"))
        .ask_about_return()
        .expect(paused(why="question"), notice_to("tm-201", "question"))
        .after(working_days=1)
        .expect(reminder_to("tm-201", about="question", at="2043-06-02 17:00"))
        .after(working_days=2)
        .expect(escalation_to("team manager", about="question", at="2043-06-03 17:00"))
        .answer_about_return(by="sm-31")
        .expect(running(), due("practitioner"), notice_to("sw-1042", "question"), noted(Happening.RETURN_EXPLAINED))
        .resubmit()
        .expect(status("awaiting_decision"), letter_to_person("resubmitted"))
    )
    (question,) = scenario.plan.rows(QuestionRow)
    assert (question.asked_by, question.answered_by, bool(question.answer)) == ("sw-1042", "sm-31", True)


@pytest.mark.rule("RET-4")
async def test_a_question_to_the_line_manager_is_answered_by_nobody_else_below_them(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .decide("returned")
        .ask_about_return("line_manager")
        .expect(notice_to("tm-201", "question"), paused())
        .answer_about_return(by="sw-1042")
        .expect(refused("no_authority"), paused())
        .answer_about_return(by="tm-201")
        .expect(running())
    )


@pytest.mark.rule("RET-4")
async def test_a_practitioner_to_whom_a_plan_was_reassigned_is_the_one_who_is_reminded(scenario: Scenario) -> None:
    await (
        scenario.on(MONDAY)
        .submit("clare")
        .register(also("sw-1200,practitioner,community,2024-04-01,,sw-1200@example.org"))
        .decide("returned")
        .answer_urgent_needs(urgent=False)
        .reassign("practitioner", "sw-1200")
        .expect(notice_to("sw-1200", "reassigned"), due("practitioner", "2043-06-15 17:00"))
        .after(until="2043-06-08 17:00")
        .expect(reminder_to("sw-1200", at="2043-06-08 17:00"), nothing_more())
        .after(until="2043-06-15 17:00")
        .expect(escalation_to("line manager", at="2043-06-15 17:00"))
    )
