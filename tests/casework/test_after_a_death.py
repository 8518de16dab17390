"""END · A letter that a plan is not in force, queued before a death was known: it goes to providers alone."""

from dataclasses import replace

import pytest

from countersign.careplan.notices import NoticeStatus
from countersign.casework.changes import Changes
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.casework.people import BY_HAND, QUEUED, SENT, WITHHELD, Post, notice, send
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

TO_HER_DAUGHTER = "v1/no_longer_in_force/C1"
TO_THE_AGENCY = "v1/no_longer_in_force/P1"

DIED: Json = {"reason": "died", "ending": None}


def has_moved(case: CaseUnderTest) -> None:
    """The plan has left, and nobody has been sent anything about that yet."""
    ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"ending.from_day": "2026-11-18"})


def it_is_kept_that_she_died(case: CaseUnderTest) -> None:
    """As another workflow of the plan keeps it: nothing has been held back for that."""
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(plan={"has_died": True}))


def to_speak_to(case: CaseUnderTest) -> dict[str, str]:
    """What the practitioner is asked, by the task's name."""
    open_now = {name for name, kind in case.open_tasks().items() if kind is TaskKind.SPEAK}
    return {name: task.why for name, task in case.kept.tasks.items() if name in open_now}


@pytest.mark.rule("END", "TELL-8")
@pytest.mark.parametrize("repeatable", [True, False], ids=["by a folder", "by a relay"])
def test_a_death_known_just_before_it_goes_and_somebody_speaks_to_her_daughter(
    case: CaseUnderTest, repeatable: bool
) -> None:
    has_moved(case)
    it_is_kept_that_she_died(case)
    post = Post(repeatable)
    send(case, post)
    assert TO_THE_AGENCY in post.went
    assert [name for name in post.went if name.startswith(("v1/no_longer_in_force/C1", "v1/closed"))] == []
    assert (notice(case, TO_HER_DAUGHTER).status, notice(case, TO_THE_AGENCY).status) == (WITHHELD, SENT)
    assert to_speak_to(case) == {"speak:C1": "C1 had a copy of the plan: speak to them, rather than write."}
    send(case, post)
    assert len(to_speak_to(case)) == 1, "nobody is asked twice"


@pytest.mark.rule("END", "TELL-8")
def test_a_death_known_just_after_it_went_and_nobody_is_asked(case: CaseUnderTest) -> None:
    has_moved(case)
    post = Post()
    send(case, post)
    it_is_kept_that_she_died(case)
    send(case, post)
    assert notice(case, TO_HER_DAUGHTER).status is SENT
    assert to_speak_to(case) == {}


@pytest.mark.rule("END")
@pytest.mark.parametrize("status", [QUEUED, BY_HAND])
def test_the_message_that_says_it_holds_the_letter_back_at_once(case: CaseUnderTest, status: NoticeStatus) -> None:
    """Said of an end that lay ahead; what a person was asked to give is not theirs to give any more."""
    if status is BY_HAND:
        case.submit(changes={"plan.carers.0.contact.format": "braille"})
        case.at("2026-11-05 14:40")
        case.accept("decide", "clare-4-agreed")
        case.give_the_record()
    else:
        ready.signed_off(case)
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"ending.from_day": "2026-12-01"})
    assert notice(case, TO_HER_DAUGHTER).status is status
    case.at("2026-11-19 10:00")
    case.accept("end", changes=DIED)

    assert notice(case, TO_HER_DAUGHTER).status is WITHHELD
    assert notice(case, TO_THE_AGENCY).status is QUEUED
    assert list(to_speak_to(case)) == ["speak:C1"]
    assert f"give:{TO_HER_DAUGHTER}" not in case.open_tasks()


@pytest.mark.rule("END", "TELL-5")
def test_what_a_person_was_to_give_by_hand_is_not_given_once_a_death_is_known(case: CaseUnderTest) -> None:
    case.submit(changes={"plan.carers.0.contact.format": "braille"})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.at("2026-11-18 10:00")
    case.accept("end", changes={"ending.from_day": "2026-12-01"})
    it_is_kept_that_she_died(case)
    answer = case.accept("complete_task", changes={"task": f"give:{TO_HER_DAUGHTER}"}).answer
    assert "that letter may not be given any more" in answer.said[0]
    assert notice(case, TO_HER_DAUGHTER).status is WITHHELD
    assert list(to_speak_to(case)) == ["speak:C1"]


@pytest.mark.rule("END")
def test_a_death_that_is_said_after_the_plan_has_left_does_so_too(case: CaseUnderTest) -> None:
    has_moved(case)
    case.accept("end", changes=DIED)
    assert (notice(case, TO_HER_DAUGHTER).status, notice(case, TO_THE_AGENCY).status) == (WITHHELD, QUEUED)
    assert list(to_speak_to(case)) == ["speak:C1"]


@pytest.mark.rule("END", "TELL-8")
def test_a_letter_that_may_have_arrived_is_said_to_whoever_speaks_to_her(case: CaseUnderTest) -> None:
    """What is being handed over as the death becomes known."""
    has_moved(case)
    going = replace(notice(case, TO_HER_DAUGHTER), status=NoticeStatus.SENDING)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(notices={going.key: going}))
    case.accept("end", changes=DIED)
    (why,) = to_speak_to(case).values()
    assert why.endswith("A letter may have reached them already.")
