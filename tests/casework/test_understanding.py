"""REC-3: support in understanding is open until it is recorded; an advocate in place is told when the plan is given."""

import pytest

from countersign.careplan.interim import PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.notices import NoticeKind
from countersign.careplan.understanding import Understanding, Understood
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from countersign.wording.letters import PlanGiven
from tests.casework.cases import ready
from tests.casework.cases.table import DECISION, RESUBMISSION, REVIEW, SIGN_OFF
from tests.casework.cases.understanding import ARRANGED, BY_PLAN, OPEN
from tests.support.builders import Json, scheme
from tests.support.casework import CaseUnderTest
from tests.support.consequences import in_brief
from tests.support.offices import an_office

THE_LETTER = "v1/plan_given/advocate"
IN_BRAILLE = ready.IN_BRAILLE


def clocks(case: CaseUnderTest) -> tuple[str, ...]:
    return tuple(sorted(in_brief(clock) for clock in case.clocks().values()))


def the_task(case: CaseUnderTest) -> str:
    """What the practitioner is asked to do."""
    (task,) = (task for task in case.kept.tasks.values() if task.kind is TaskKind.UNDERSTANDING)
    return task.why


@pytest.fixture
def waiting(case: CaseUnderTest) -> CaseUnderTest:
    """A council whose sign-off waits for support."""
    case.office = an_office(scheme({"understanding.sign_off_waits": True}))
    return case


@pytest.mark.rule("REC-3", "TIME-1")
def test_difficulty_that_a_plan_states_is_put_to_its_practitioner_with_a_date(case: CaseUnderTest) -> None:
    ready.with_difficulty(case)

    assert clocks(case) == (DECISION, SIGN_OFF, OPEN)
    (task,) = (task for task in case.kept.tasks.values() if task.kind is TaskKind.UNDERSTANDING)
    assert (task.owner, task.due_at) == ("sw-1042", case.clock("understanding").due)
    assert case.kept.state is not None
    assert case.kept.state.understanding == Understood(stated=BY_PLAN)
    question = case.kept.notices[f"{case.plan_id}/v1/question/sw-1042/{next(iter(case.kept.messages))}"]
    assert question.recipient == "sw-1042"


@pytest.mark.rule("REC-3")
@pytest.mark.parametrize("stated", [None, {"so": False}], ids=["nothing is stated", "there is none"])
def test_where_there_is_no_difficulty_nothing_is_open(case: CaseUnderTest, stated: Json | None) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.understanding": stated})

    assert clocks(case) == (DECISION, SIGN_OFF)
    assert case.open_tasks() == {}


@pytest.mark.rule("REC-3")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({}, "Arrange an independent advocate (Care Act 2014, section 67)", id="nobody is appropriate"),
        pytest.param(ready.AN_ADVOCATE, "The person has an independent advocate", id="one is in place"),
        pytest.param(
            {
                "plan.understanding.appropriate_individual": {
                    "so": True,
                    "in_words": "Her daughter, whom she asked to help.",
                    "is_paid_to_care": False,
                    "is_accepted": True,
                }
            },
            "Consider whether an independent advocate is needed: somebody is appropriate",
            id="her daughter is",
        ),
    ],
)
def test_the_duty_to_arrange_an_advocate_is_put_to_them_in_words_with_nothing_personal(
    case: CaseUnderTest, changes: Json, words: str
) -> None:
    ready.with_difficulty(case, changes)

    assert words in the_task(case)
    assert "Amadi" not in the_task(case)
    assert "daughter" not in the_task(case)


@pytest.mark.rule("REC-3")
def test_it_stays_open_whatever_becomes_of_the_plan_until_support_is_recorded(case: CaseUnderTest) -> None:
    ready.with_difficulty(case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-2-returned")
    assert clocks(case) == (RESUBMISSION, SIGN_OFF, OPEN)
    case.at("2026-11-06 09:00")
    case.accept("resubmit", "clare-3-resubmission", {"plan.understanding": BY_PLAN.model_dump(mode="json")})
    assert OPEN in clocks(case), "what the new version only repeats is no news"
    case.accept("decide", "clare-4-agreed", {"version": 2})
    case.give_the_record()

    assert case.standing.status is Status.SIGNED_OFF
    assert [name for name in case.clocks() if name != "review"] == ["understanding"]
    case.accept("record_understanding", changes=ARRANGED)
    assert list(case.clocks()) == ["review"]
    assert case.open_tasks() == {}


@pytest.mark.rule("REC-3")
@pytest.mark.parametrize("stated", [BY_PLAN, None], ids=["repeats it", "states nothing"])
def test_a_version_that_says_nothing_new_leaves_what_was_recorded(
    case: CaseUnderTest, stated: Understanding | None
) -> None:
    ready.with_difficulty(case)
    case.at("2026-11-05 11:00")
    case.accept("record_understanding", changes=ARRANGED)
    recorded = case.kept.state and case.kept.state.understanding
    case.accept("decide", "clare-2-returned")
    again = stated.model_dump(mode="json") if stated else None
    case.accept("resubmit", "clare-3-resubmission", {"plan.understanding": again})

    assert "understanding" not in case.clocks()
    assert case.kept.state is not None
    assert case.kept.state.understanding == recorded


@pytest.mark.rule("REC-3")
def test_a_version_that_states_something_else_opens_it_again(case: CaseUnderTest) -> None:
    ready.with_difficulty(case)
    case.at("2026-11-05 11:00")
    case.accept("record_understanding", changes=ARRANGED)
    case.accept("decide", "clare-2-returned")
    case.at("2026-11-06 09:00")
    worse = BY_PLAN.model_dump(mode="json") | {"difficulties": ["communicating"]}
    case.accept("resubmit", "clare-3-resubmission", {"plan.understanding": worse})

    assert case.clock("understanding").since == case.now
    assert list(case.open_tasks().values()) == [TaskKind.UNDERSTANDING]
    case.at("2026-11-09 09:00")
    case.accept("decide", "clare-2-returned", {"version": 2})


@pytest.mark.rule("REC-3", "END")
@pytest.mark.parametrize(
    ("name", "changes"),
    [("withdraw", {}), ("end", {"reason": "died"}), ("end", {"reason": "moved_away"})],
    ids=["withdrawn", "died", "moved away"],
)
def test_once_the_plan_has_left_nobody_waits_for_it(case: CaseUnderTest, name: str, changes: Json) -> None:
    ready.with_difficulty(case)
    case.at("2026-11-04 10:00")
    case.accept(name, changes=changes)

    assert "understanding" not in case.clocks()
    assert TaskKind.UNDERSTANDING not in case.open_tasks().values()


@pytest.mark.rule("REC-3")
def test_its_task_is_done_by_the_message_that_says_what_was_done(case: CaseUnderTest) -> None:
    ready.with_difficulty(case)
    (task,) = case.open_tasks()
    answer = case.consider("complete_task", changes={"task": task}).answer

    assert (answer.outcome, "record_understanding" in answer.reasons[0]) == ("refused", True)


# The advocate


@pytest.mark.rule("REC-3")
def test_an_advocate_in_place_is_told_once_the_person_has_the_record_and_has_no_copy_of_it(
    case: CaseUnderTest,
) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes=ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    assert f"{case.plan_id}/{THE_LETTER}" not in case.kept.notices
    signed = case.watch(case.give_the_record)

    assert "plan_given to advocate: queued" in signed.notices
    assert Happening.ADVOCATE_TOLD in signed.record
    facts = case.letter(THE_LETTER).facts
    assert isinstance(facts, PlanGiven)
    assert (str(facts.agreed_on), str(facts.given_on), facts.instead_of) == ("2026-11-05", "2026-11-05", None)
    with case.installation.files.open(case.plan_id) as file:
        enclosed = file.enclosed(f"{case.plan_id}/{THE_LETTER}")
    assert {document.name for document in enclosed} == {"letter.html", "letter.txt"}


@pytest.mark.rule("REC-3")
def test_an_advocate_is_not_told_before_a_record_that_is_given_by_hand_was_given(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes=ready.AN_ADVOCATE | IN_BRAILLE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    assert f"{case.plan_id}/{THE_LETTER}" not in case.kept.notices
    case.at("2026-11-09 10:00")
    case.accept("complete_task", changes={"task": "give:v1/agreed/person"})
    case.give_the_record()

    facts = case.letter(THE_LETTER).facts
    assert isinstance(facts, PlanGiven)
    assert str(facts.given_on) == "2026-11-09"


@pytest.mark.rule("REC-3", "TELL-5")
def test_an_advocate_without_an_address_is_told_by_a_person(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.advocate": {"name": "Rhys Amadi", "contact": {}}})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()

    assert case.open_tasks() == {f"give:{THE_LETTER}": TaskKind.GIVE_BY_HAND}
    assert case.standing.status is Status.SIGNED_OFF


@pytest.mark.rule("REC-3", "END")
def test_an_advocate_is_not_written_to_after_a_death(case: CaseUnderTest) -> None:
    case.at("2026-11-03 10:15")
    case.submit(changes=ready.AN_ADVOCATE | {"plan.urgent_needs": {"so": True, "in_words": "No insulin tomorrow."}})
    case.tell_interim()
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.accept("review_interim_support", changes={"outcome": "ends", "because": "person_died"})
    case.give_the_record()

    assert f"{case.plan_id}/{THE_LETTER}" not in case.kept.notices


# A scheme under which sign-off waits


@pytest.mark.rule("REC-3", "REC-4")
def test_where_the_scheme_says_so_sign_off_waits_until_support_is_recorded(waiting: CaseUnderTest) -> None:
    case = waiting
    ready.with_difficulty(case, ready.AN_ADVOCATE)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    given = case.watch(case.give_the_record)

    assert (given.status, given.to_interim) == (Status.AGREED, ())
    assert "agreed to person: sent" in given.notices
    assert given.record == (Happening.RECORD_MADE, Happening.ADVOCATE_TOLD, Happening.WAITS_FOR_UNDERSTANDING)
    again = case.watch(case.give_the_record)
    assert (again.status, again.record) == (Status.AGREED, ())
    case.at("2026-11-06 10:00")
    case.accept("record_understanding", changes=ARRANGED)
    signed = case.watch(case.give_the_record)
    assert (signed.status, signed.to_interim) == (Status.SIGNED_OFF, (PlanEvent.SIGNED_OFF,))
    assert signed.record == (Happening.RECORD_GIVEN, Happening.COPIES_DECIDED)
    assert clocks(case) == (REVIEW,)
    told = [key for key, notice in case.kept.notices.items() if notice.kind is NoticeKind.PLAN_GIVEN]
    assert told == [f"{case.plan_id}/{THE_LETTER}"], "once"


@pytest.mark.rule("REC-3", "TIME-2")
def test_whoever_is_reminded_of_it_meanwhile_is_told_what_is_still_waited_for(waiting: CaseUnderTest) -> None:
    case = waiting
    ready.with_difficulty(case)
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()
    case.take_step("record")

    last = list(case.kept.record.values())[-1]
    assert last.what.startswith("Practitioner reminded: waiting for support in understanding the plan")
    assert last.what.endswith("before it can be signed off")


@pytest.mark.rule("REC-3")
def test_where_it_waits_and_there_is_no_difficulty_nothing_is_waited_for(waiting: CaseUnderTest) -> None:
    case = waiting
    case.at("2026-11-03 10:15")
    case.submit(changes={"plan.understanding": {"so": False}})
    case.at("2026-11-05 14:40")
    case.accept("decide", "clare-4-agreed")
    case.give_the_record()

    assert case.standing.status is Status.SIGNED_OFF
