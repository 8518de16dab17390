"""TIME-7, TIME-1, DEC-4: what is looked up about one plan: its waits, its letters, its tasks and its open requests."""

from datetime import UTC, datetime

import pytest

from countersign.careplan.clocks import Because
from countersign.careplan.notices import NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.casework.kept import TaskKind
from countersign.queries.letters import LetterSent, letters_of
from countersign.queries.requests import OpenRequest, PartAnswer, open_requests
from countersign.queries.tasks import OpenTask, open_tasks
from countersign.queries.waits import WaitView, waits_of
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.casework.cases.on_the_way import REQUEST
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase
from tests.support.times import london


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026; London keeps UTC then."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# Waits


def waits(database: Database, case: CaseUnderTest, moment: str = "2026-11-20 12:00") -> list[WaitView]:
    with database.transaction() as session:
        return waits_of(session, case.plan_id, london(moment).astimezone(UTC))


@pytest.mark.rule("TIME-7")
def test_every_wait_of_a_plan_and_of_its_support_stands_in_order(case: CaseUnderTest, database: Database) -> None:
    ready.whether_needed(case)

    # Of those that began together, the one that has ended stands first.
    assert [(wait.wait, wait.since, wait.ended) for wait in waits(database, case)] == [
        ("decision", at(3, 10, 15), at(5, 14, 40)),
        ("sign_off", at(3, 10, 15), None),
        ("urgent_needs", at(5, 14, 40), None),
        ("resubmission", at(5, 14, 40), None),
    ]


@pytest.mark.rule("TIME-6", "TIME-7")
def test_a_wait_says_what_stopped_it_and_each_change_of_its_date(case: CaseUnderTest, database: Database) -> None:
    ready.asked(case)
    case.at("2026-11-06 15:05")
    case.accept("supply_information", changes={"request": REQUEST})
    (decision,) = (wait for wait in waits(database, case) if wait.name == "decision")
    (request,) = (wait for wait in waits(database, case) if wait.name == "information")

    assert [(pause.why, pause.since, pause.until) for pause in decision.pauses] == [
        (f"information:{REQUEST}", at(5, 11), at(6, 15, 5))
    ]
    assert [move.because for move in decision.moves] == [Because.INFORMATION_ASKED, Because.INFORMATION_CAME]
    assert (decision.first_due, decision.due, decision.is_standing) == (at(17, 17), at(19, 13, 5), False)
    assert (request.wait, request.ended, request.missed) == (f"information:{REQUEST}", at(6, 15, 5), None)


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_step_that_was_taken_stands_with_the_wait_in_which_it_fell_due(
    case: CaseUnderTest, database: Database
) -> None:
    """The plan comes back, and awaits a decision again: what was taken the first time is not taken then."""
    ready.submitted(case)
    case.take_step("decision")
    case.at("2026-11-12 09:00")
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-12 10:00")
    case.accept("resubmit", "clare-3-resubmission")
    decisions = [wait for wait in waits(database, case) if wait.wait == "decision"]

    assert [(wait.version, [step.kind.value for step in wait.steps]) for wait in decisions] == [
        (1, ["remind"]),
        (2, []),
    ]


def test_of_another_plan_nothing_is_read(case: CaseUnderTest, database: Database) -> None:
    ready.asked(case)
    another = CaseUnderTest(case.installation)
    with database.transaction() as session:
        assert letters_of(session, another.plan_id, another.now) == []
        assert open_tasks(session, another.plan_id, another.now) == []
        assert open_requests(session, [another.plan_id]) == {}
    assert waits(database, another) == []


# Letters


@pytest.mark.rule("TELL-6", "REC-4")
def test_each_letter_is_shown_in_the_order_in_which_it_was_queued_with_what_became_of_it(
    case: CaseUnderTest, database: Database
) -> None:
    ready.submitted(case)
    case.send_letters()
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    with database.transaction() as session:
        letters = letters_of(session, case.plan_id, case.now)

    files = ("letter.html", "letter.txt", "letter.pdf")
    assert {letter.files for letter in letters} == {files, files[:2]}, "a draft is no part of what goes"
    assert [(letter.waits, len(letter.handed_over)) for letter in letters] == [
        ("", 1),
        ("", 1),
        ("it is about to go", 0),
    ]
    of_its_files_and_ways: dict[str, tuple[()]] = {"files": (), "handed_over": ()}
    assert [letter.model_copy(update=of_its_files_and_ways | {"waits": ""}) for letter in letters] == [
        LetterSent(
            notice=f"{case.plan_id}/v1/{name}",
            version=1,
            kind=kind,
            recipient=recipient,
            channel=channel,
            status=status,
            sent=at(3, 10, 15) if status is NoticeStatus.SENT else None,
            where="sent" if status is NoticeStatus.SENT else "",
            because_of=cause,
        )
        for name, kind, recipient, channel, status, cause in (
            (
                "awaiting_decision/tm-201/clare-submission-1",
                NoticeKind.AWAITING_DECISION,
                "tm-201",
                Channel.POST,
                NoticeStatus.SENT,
                "clare-submission-1",
            ),
            ("submitted/person", NoticeKind.SUBMITTED, "person", Channel.POST, NoticeStatus.SENT, "clare-submission-1"),
            (
                "outcome/sw-1042/decide-message-1",
                NoticeKind.OUTCOME,
                "sw-1042",
                Channel.POST,
                NoticeStatus.QUEUED,
                "decide-message-1",
            ),
        )
    ]


# Tasks


@pytest.mark.rule("TIME-1")
def test_the_open_tasks_are_those_of_one_plan_or_of_all_the_soonest_due_first(
    installation: InDatabase, database: Database
) -> None:
    braille, support = CaseUnderTest(installation), CaseUnderTest(installation)
    ready.submitted_in_braille(braille)
    ready.asked_for(support)
    with database.transaction() as session:
        of_all = open_tasks(session, None, support.now)
        of_one = open_tasks(session, braille.plan_id, braille.now)

    assert of_one == [
        OpenTask(
            plan=braille.plan_id,
            task="give:v1/submitted/person",
            kind=TaskKind.GIVE_BY_HAND,
            owner_role="practitioner",
            owner="sw-1042",
            due=at(5, 17),
            missed=None,
            why=braille.kept.tasks["give:v1/submitted/person"].why,
            files=("letter.html", "letter.txt", "letter.pdf", "letter-for-braille.txt"),
        )
    ]
    assert [(task.plan, task.due, task.owner_role) for task in of_all] == [
        (braille.plan_id, at(5, 17), "practitioner"),
        (support.plan_id, at(6, 12, 15), "duty_team"),
    ]


@pytest.mark.rule("TIME-1")
def test_a_task_that_is_done_is_open_no_more(case: CaseUnderTest, database: Database) -> None:
    ready.submitted_in_braille(case)
    case.accept("complete_task")
    with database.transaction() as session:
        assert open_tasks(session, case.plan_id, case.now) == []


# Requests


@pytest.mark.rule("DEC-4")
def test_a_request_is_open_until_all_that_was_asked_for_has_come(case: CaseUnderTest, database: Database) -> None:
    ready.submitted(case)
    case.at("2026-11-05 11:00")
    case.accept("request_information", changes={"kind": "assessment", "about": "outcomes_clear_and_realistic"})
    case.at("2026-11-05 12:00")
    case.accept("request_information")
    first, second = case.ids["request_information"]
    case.at("2026-11-06 09:00")
    case.accept("supply_information", changes={"request": first, "still_to_come": "The letter."})
    case.accept("supply_information", changes={"request": second})
    with database.transaction() as session:
        requests = open_requests(session, [case.plan_id])

    assert requests == {
        case.plan_id: (
            OpenRequest(
                request=first,
                about="assessment/outcomes_clear_and_realistic",
                asked_by="tm-201",
                asked_at=at(5, 11),
                words=case.kept.questions[first].words,
                parts=(PartAnswer(at=at(6, 9).isoformat(), still_to_come="The letter."),),
            ),
        )
    }


@pytest.mark.rule("RET-4")
def test_a_question_about_a_return_is_no_request(case: CaseUnderTest, database: Database) -> None:
    ready.asked_about_the_return(case)
    with database.transaction() as session:
        assert open_requests(session, [case.plan_id]) == {}
