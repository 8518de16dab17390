"""What a case asks of a plan's file, wherever that is kept: `countersign.casework.ports.CaseFile` and `Files`.

That all of them read alike whatever happens is proved by stories, in `test_wherever_it_is_kept`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.interim import Interim
from countersign.casework.changes import Changes
from countersign.casework.in_memory import Kept, KeptAlreadyError
from countersign.casework.kept import Arrangement, Question
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest

MORNING = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
KEPT_ALREADY = (KeptAlreadyError, IntegrityError)
"""How a file in memory, and a database, refuse what another attempt has kept."""


def a_question(question: str = "ask-0001") -> Question:
    return Question(
        question=question,
        kind=WaitFor.INFORMATION.value,
        version=1,
        asked_by="tm-201",
        asked_of="practitioner",
        asked_at=MORNING,
        words="Which day centre is it?",
    )


def an_arrangement(number: int = 1) -> Arrangement:
    return Arrangement(
        number=number, stage=Interim.ASKED_FOR, because="urgent needs were reported", urgent=True, asked_at=MORNING
    )


def keep(case: CaseUnderTest, *changes: Changes) -> None:
    """Each in its own transaction."""
    for these in changes:
        with case.installation.files.open(case.plan_id) as file:
            file.keep(these)


@pytest.mark.rule("RET-4", "TIME-6")
def test_a_question_is_found_by_its_id_and_its_plan(case: CaseUnderTest) -> None:
    asked = a_question()
    keep(case, Changes(questions={asked.question: asked}))
    another = CaseUnderTest(case.installation)

    for plan_id, question, found in (
        (case.plan_id, "ask-0001", asked),
        (case.plan_id, "ask-0002", None),
        (another.plan_id, "ask-0001", None),
    ):
        with case.installation.files.open(plan_id) as file:
            assert file.question(question) == found


@pytest.mark.rule("TIME-4")
def test_the_latest_arrangement_is_the_one_in_hand(case: CaseUnderTest) -> None:
    with case.installation.files.open(case.plan_id) as file:
        assert file.arrangement() is None
    keep(case, *(Changes(arrangement=an_arrangement(number)) for number in (1, 3, 2)))

    with case.installation.files.open(case.plan_id) as file:
        assert file.arrangement() == an_arrangement(3)
    with case.installation.files.open(CaseUnderTest(case.installation).plan_id) as file:
        assert file.arrangement() is None


@pytest.mark.rule("TIME-4", "RET-4")
def test_a_question_and_an_arrangement_are_written_as_they_are_asked_and_move_on(case: CaseUnderTest) -> None:
    asked, wanted = a_question(), an_arrangement()
    answered = replace(asked, answer="St Mary's, on Tuesdays.", answered_by="SW-1", answered_at=MORNING)
    arranged = replace(wanted, stage=Interim.ARRANGED, arranged_at=MORNING, starts_on=MORNING.date())
    keep(
        case,
        Changes(questions={asked.question: asked}, arrangement=wanted),
        Changes(questions={asked.question: answered}, arrangement=arranged),
    )

    with case.installation.files.open(case.plan_id) as file:
        assert (file.question(asked.question), file.arrangement()) == (answered, arranged)


def test_there_is_no_version_that_was_never_submitted(case: CaseUnderTest) -> None:
    ready.submitted(case)

    with case.installation.files.open(case.plan_id) as file, pytest.raises(LookupError):
        file.version(2)


def test_of_a_plan_of_which_nobody_has_heard_there_is_nothing(case: CaseUnderTest) -> None:
    with case.installation.files.open(case.plan_id) as file:
        assert file.plan_id == case.plan_id
        assert (file.state(), file.versions(), file.unsent(), file.open_tasks()) == (None, (), (), ())
    assert case.kept == Kept()


def test_what_fails_half_way_keeps_nothing_of_what_it_had_kept(case: CaseUnderTest) -> None:
    ready.submitted(case)
    before = case.kept

    def half() -> None:
        with case.installation.files.open(case.plan_id) as file:
            file.keep(Changes(arrangement=an_arrangement()))
            raise InterruptedError("the worker was stopped here")

    with pytest.raises(InterruptedError):
        half()
    assert case.kept == before


def test_what_fails_on_a_plan_that_was_not_known_leaves_it_unknown(case: CaseUnderTest) -> None:
    def half() -> None:
        with case.installation.files.open(case.plan_id) as file:
            file.keep(Changes(arrangement=an_arrangement()))
            raise InterruptedError("the worker was stopped here")

    with pytest.raises(InterruptedError):
        half()
    assert case.kept == Kept()


def the_message(kept: Kept) -> Changes:
    return Changes(message=kept.messages["decide-message-1"])


def the_decision(kept: Kept) -> Changes:
    return Changes(decision=kept.decisions[1])


def the_plan(kept: Kept) -> Changes:
    return Changes(new_plan=kept.state)


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("again", [the_message, the_decision, the_plan], ids=lambda again: again.__name__)
def test_of_two_attempts_that_keep_the_same_the_second_keeps_nothing(
    case: CaseUnderTest, again: Callable[[Kept], Changes]
) -> None:
    ready.agreed(case)
    before = case.kept
    twice = replace(again(before), arrangement=an_arrangement())
    with pytest.raises(KEPT_ALREADY):
        keep(case, twice)

    assert case.kept == before


@pytest.mark.rule("TIME-1")
def test_a_task_that_is_done_is_not_raised_again(case: CaseUnderTest) -> None:
    ready.submitted_in_braille(case)
    case.accept("complete_task")
    (done,) = case.kept.tasks.values()
    keep(case, Changes(tasks={done.name: replace(done, done_at=None, done_by="", what_was_done="")}))

    assert case.kept.tasks == {done.name: done}


@pytest.mark.rule("TIME-7")
def test_the_meetings_are_those_to_which_the_plan_ever_was_taken_the_earliest_first(case: CaseUnderTest) -> None:
    ready.waiting_for_a_call(case)
    first = case.clock(WaitFor.MEETING.value).since
    case.take_step(WaitFor.MEETING.value)

    with case.installation.files.open(case.plan_id) as file:
        assert file.meetings() == (first, first + timedelta(weeks=1))
