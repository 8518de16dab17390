"""TIME-1: where our own software fails a person is asked to look, and nothing is lost meanwhile."""

import pytest

from countersign.careplan.messages.answers import FAULT_IS_KEPT, Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework import determining
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, SIGN_OFF
from tests.support.casework import CaseUnderTest


@pytest.mark.rule("TIME-1")
def test_a_fault_of_ours_is_a_task_that_is_due_at_once_and_changes_nothing_else(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.at("2026-11-04 10:00")
    brought = case.watch(lambda: case.keep_fault("decide", "ZeroDivisionError"))

    assert (brought.record, brought.asked) == ((Happening.SOFTWARE_FAILED,), ("fault: operations",))
    assert (brought.clocks, brought.notices, brought.kept, brought.state) == (
        (DECISION, SIGN_OFF),
        ("task to ops-661: queued",),
        (),
        {},
    )
    (task,) = case.kept.tasks.values()
    assert task.due_at == case.now


@pytest.mark.rule("TIME-1")
def test_a_message_on_which_it_fails_is_answered_as_such_and_is_not_known(case: CaseUnderTest) -> None:
    ready.submitted(case)
    before = case.kept
    determined = case.keep_fault("decide", "ZeroDivisionError")

    assert determined.answer.code is Refusal.FAULT
    assert determined.answer.reasons == (FAULT_IS_KEPT,), "every refusal says why"
    assert case.kept.messages == before.messages


@pytest.mark.rule("TIME-1")
def test_each_fault_is_a_task_of_its_own_and_once_it_is_done_what_failed_is_tried_again(case: CaseUnderTest) -> None:
    ready.submitted(case)
    for moment in ("2026-11-04 10:00", "2026-11-04 10:01"):
        case.at(moment)
        case.keep_fault("decide", "ZeroDivisionError")
    assert list(case.open_tasks().values()) == [TaskKind.FAULT] * 2

    for task in case.open_tasks():
        assert case.accept("complete_task", changes={"task": task}).retry_faults
    assert case.open_tasks() == {}


@pytest.mark.rule("TIME-1")
def test_a_task_of_another_kind_has_nothing_tried_again(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)

    assert not case.accept("complete_task").retry_faults


@pytest.mark.rule("TIME-1")
def test_a_plan_that_has_left_does_not_wait_for_tasks_that_matter_only_while_it_is_open(case: CaseUnderTest) -> None:
    """Who sent a signal that was refused is found out, or a register mended, for an open plan."""
    ready.submitted(case)
    message = case.message("withdraw", changes={"sent_by.id": "sw-9999"})
    case.put(case.considering("withdraw", message, by_signal=True))
    assert list(case.open_tasks().values()) == [TaskKind.BAD_MESSAGE]
    case.at("2026-11-04 10:00")
    brought = case.watch(lambda: case.accept("withdraw"))

    assert (brought.done, brought.clocks) == (("bad_message",), ())


@pytest.mark.rule("TIME-1", "END")
def test_a_plan_that_has_left_waits_for_what_is_left_to_do_and_then_for_nothing(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    case.at("2026-11-04 10:00")
    case.accept("withdraw")
    first, last = case.open_tasks()
    waits = [bool(case.clocks())]
    for task in (first, last):
        case.accept("complete_task", changes={"task": task})
        waits.append(bool(case.clocks()))

    assert waits == [True, True, False]


@pytest.mark.rule("TIME-1")
def test_what_is_left_to_do_is_counted_for_each_workflow_by_itself(case: CaseUnderTest) -> None:
    """After a return in braille: a letter to each, a task of each."""
    ready.submitted_in_braille(case)
    case.at("2026-11-05 14:40")
    determined = case.accept("decide", "clare-2-returned")
    (news,) = case.tell_interim()

    counted = [
        determining.counted(case.installation.files, case.situation(workflow), of)
        for workflow, of in ((Workflow.PLAN, determined), (Workflow.INTERIM, news))
    ]
    # To the team manager, to the practitioner the outcome and the task from before, and to the duty team. What is given
    # by hand waits for no sending; of each of the two letters the standard form goes meanwhile.
    assert [(of.to_deliver, of.open_tasks) for of in counted] == [(5, 2), (1, 1)]
