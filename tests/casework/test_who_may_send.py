"""WHO-1: who may send which message, for every message, every relation to the plan and every state of it.

`MAY` is written by hand: a row for each message, the kinds of people who may send it. Each row is asked of every kind,
in every state of the plan, or stage of interim support, in which the message means something. In any other, the state
is what everybody is refused for, whoever they are (`test_considering`). What a handler asks besides, such as by whom a
plan is ended for which reason, is in the tests of that message.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.declaring import Relation, Workflow
from countersign.careplan.register import Holding, Register
from countersign.careplan.same_staff import same_staff
from countersign.casework.case import Case
from countersign.casework.causes import Cause
from countersign.casework.interim_support import arrangement_of
from countersign.casework.relations import HOLDS, may_send
from tests.casework.cases import ACCEPTED, ready
from tests.casework.cases.table import Ready
from tests.support.builders import Json, register, scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory
from tests.support.offices import an_office

SINCE = date(2024, 4, 1)

WORKS_ON_IT = "practitioner submits_for_them worked_on_it line_manager"
"""Whoever answers for the plan, submits it for them, worked on it, and their line manager."""

IN_A_ROLE = "decides in_a_role_that_decides speaks_for_the_meeting"
"""Whoever holds, for the plan's team, a role that decides under its scheme."""

OF_THE_SCHEME = f"{IN_A_ROLE} duty_team arranges_the_payment"
ALL = f"{WORKS_ON_IT} {OF_THE_SCHEME} clerk operations finance another_practitioner another_manager stranger"

MAY: dict[str, str] = {
    "decide": "decides speaks_for_the_meeting",
    "resubmit": "practitioner submits_for_them line_manager",
    "withdraw": "practitioner submits_for_them worked_on_it",
    "end": f"{WORKS_ON_IT} {OF_THE_SCHEME} operations",
    "report_urgent_needs": ALL,
    "change_contact": WORKS_ON_IT,
    "change_representative": WORKS_ON_IT,
    "record_consent": WORKS_ON_IT,
    "request_copy": WORKS_ON_IT,
    "raise_concern": f"{WORKS_ON_IT} {OF_THE_SCHEME}",
    "decide_concern": f"line_manager {IN_A_ROLE}",
    "record_safeguarding": f"{WORKS_ON_IT} {OF_THE_SCHEME}",
    "record_returned_post": f"{WORKS_ON_IT} {OF_THE_SCHEME}",
    "record_understanding": WORKS_ON_IT,
    "complete_task": f"{WORKS_ON_IT} {OF_THE_SCHEME} operations",
    "request_information": "decides speaks_for_the_meeting",
    "supply_information": WORKS_ON_IT,
    "withdraw_request": "decides speaks_for_the_meeting",
    "report_missed_meeting": f"{WORKS_ON_IT} {IN_A_ROLE} clerk",
    "move_meeting": "speaks_for_the_meeting clerk",
    "refer_up": "decides speaks_for_the_meeting",
    "report_first_payment": "practitioner arranges_the_payment",
    "approve_arrangement": "decides",
    "meet_condition": f"{WORKS_ON_IT} arranges_the_payment",
    "ask_about_return": WORKS_ON_IT,
    "answer_about_return": f"line_manager {IN_A_ROLE}",
    "ask_for_review": f"{WORKS_ON_IT} {OF_THE_SCHEME}",
    "decline_review": "practitioner submits_for_them line_manager",
    "record_review": "practitioner submits_for_them line_manager",
    "ask_for_amendment": f"{WORKS_ON_IT} {OF_THE_SCHEME}",
    "record_amendment_view": "practitioner submits_for_them line_manager",
    "answer_amendment": "practitioner submits_for_them line_manager",
    "submit_amendment": "practitioner submits_for_them line_manager",
    "withdraw_amendment": "practitioner submits_for_them worked_on_it",
    "reassign": f"practitioner submits_for_them line_manager {IN_A_ROLE}",
    "replan_clocks": f"{IN_A_ROLE} operations",
    "answer_urgent_needs": f"practitioner line_manager {IN_A_ROLE} duty_team",
    "acknowledge_interim_support": f"{IN_A_ROLE} duty_team",
    "arrange_interim_support": f"practitioner line_manager {IN_A_ROLE} duty_team",
    "start_interim_support": f"practitioner line_manager {IN_A_ROLE} duty_team",
    "review_interim_support": f"practitioner line_manager {IN_A_ROLE} duty_team",
}
"""For each message, the kinds of people who may send it, where there is somebody of that kind."""


class Story(NamedTuple):
    """A plan in a state, and who is what to it."""

    bring: Ready

    practitioner: str

    decides: str
    """Who may decide it alone; empty where a meeting decides it."""

    lowest: str
    """The lowest role that decides under its scheme."""

    more: tuple[tuple[str, str], ...] = ()
    """Who else is something to it, by kind."""

    council: str = "procedure"

    is_over: bool = False
    """Whether the plan has left, so that nobody can be made its practitioner for a time."""


CLARE = ("sw-1042", "tm-201", "team_manager")
CALL = (("speaks_for_the_meeting", "cl-611"), ("clerk", "ck-9"))

STORIES: dict[str, Story] = {
    "awaiting a decision": Story(ready.submitted, *CLARE),
    "waiting for a call": Story(ready.waiting_for_a_call, "sw-1115", "", "practice_lead", CALL, "shropshire"),
    "returned": Story(ready.returned, *CLARE),
    "authorised to start": Story(
        ready.authorised_to_start,
        *("sw-1090", "tm-206", "team_manager"),
        (("arranges_the_payment", "dpt-641"),),
        "doncaster",
    ),
    "agreed": Story(ready.agreed, *CLARE),
    "signed off": Story(ready.signed_off, *CLARE),
    "amended, and awaiting a decision": Story(ready.amended, *CLARE),
    "withdrawn": Story(ready.withdrawn, *CLARE, is_over=True),
    "ended": Story(ready.died, *CLARE, is_over=True),
    "urgent needs asked about": Story(ready.whether_needed, *CLARE),
    "support asked for": Story(ready.asked_for, *CLARE),
    "support acknowledged": Story(ready.acknowledged, *CLARE),
    "support arranged": Story(ready.arranged, *CLARE),
    "support in place": Story(ready.in_place, *CLARE),
    "support in place, plan withdrawn": Story(ready.left_with_support_in_place, *CLARE, is_over=True),
}


def known(story: Story) -> Register:
    """The example register, and people who are one thing to the plan and nothing else."""

    def line(person: str, role: str, **more: object) -> Holding:
        return Holding(person, role, None, SINCE, None)._replace(**more)

    by_name = {
        "bs-9": line("bs-9", "business_support", submits_for=(story.practitioner,)),
        "lm-9": line("lm-9", "practitioner"),
        "tm-9": line("tm-9", story.lowest, agrees_up_to=Decimal("1.00"), one_off_up_to=Decimal(0)),
        "ck-9": line("ck-9", "call_clerk"),
    }
    managed = (
        held._replace(line_manager="lm-9") if same_staff(held.person, story.practitioner) else held
        for held in register().holdings
    )
    return Register((*managed, *by_name.values()))


def brought_there(story: Story) -> CaseUnderTest:
    """The plan in that state, once somebody has been its practitioner for a time."""
    case = CaseUnderTest(InMemory(known(story)))
    if story.council == "shropshire":
        case.office = an_office(scheme({"meeting.0.clerk": "call_clerk"}, "shropshire"))
    story.bring(case)
    if not story.is_over:
        for by, to in ((story.practitioner, "sw-1063"), ("sw-1063", story.practitioner)):
            case.accept("reassign", changes={"whose": "practitioner", "to": to, "sent_by.id": by})
    return case


def people(story: Story) -> dict[str, str]:
    """A person of each kind that there is."""
    there = {
        "practitioner": story.practitioner,
        "submits_for_them": "bs-9",
        "worked_on_it": "" if story.is_over else "sw-1063",
        "line_manager": "lm-9",
        "decides": story.decides,
        "in_a_role_that_decides": "tm-9",
        "duty_team": "duty-1",
        "operations": "ops-661",
        "finance": "fin-631",
        "another_practitioner": "sw-1057",
        "another_manager": "tm-202",
        "stranger": "zz-999",
        **dict(story.more),
    }
    return {kind: person for kind, person in there.items() if person}


def who_may(case: CaseUnderTest, story: Story, name: str, changes: Json | None = None) -> set[str] | None:
    """The kinds of people who may send a message now; None where it means nothing in this state."""
    declared = MESSAGES[name].declared
    first = ACCEPTED[name][0]
    with case.installation.files.open(case.plan_id) as file:
        may: set[str] = set()
        for kind, person in people(story).items():
            given = case.message(name, first.given, {**first.changes, **(changes or {}), "sent_by.id": person})
            message = MESSAGES[name].model_validate(given)
            subject = Case(file, case.office, case.situation(declared.goes_to), Cause.message(message.message_id))
            if declared.goes_to is Workflow.INTERIM:
                arrangement_of(subject)
                not_now = declared.not_in_this_stage(subject.course.interim)
            else:
                in_force = subject.course.is_amended
                not_now = declared.not_in_this_state(subject.status, subject.version, None, in_force=in_force)
            if not_now is not None:
                return None
            if may_send(subject, message) is None:
                may.add(kind)
        return may


def rows() -> Iterator[tuple[str, str]]:
    for story in STORIES:
        for name in MESSAGES:
            yield story, name


@pytest.fixture(scope="module")
def there() -> dict[str, CaseUnderTest]:
    """Each story, brought to its state once: asking who may send something changes nothing."""
    return {name: brought_there(story) for name, story in STORIES.items()}


@pytest.mark.rule("WHO-1")
def test_the_table_has_a_row_for_every_message() -> None:
    assert MAY.keys() == MESSAGES.keys()


@pytest.mark.rule("WHO-1")
@pytest.mark.parametrize(("story", "name"), list(rows()))
def test_a_message_is_taken_from_those_of_its_row_and_from_nobody_else(
    there: dict[str, CaseUnderTest], story: str, name: str
) -> None:
    may = who_may(there[story], STORIES[story], name)
    wanted = set(MAY[name].split()) & people(STORIES[story]).keys()

    assert may is None or may == wanted


@pytest.mark.rule("WHO-1")
def test_every_message_means_something_in_one_of_these_states(there: dict[str, CaseUnderTest]) -> None:
    meant = {
        name
        for name in MESSAGES
        if any(who_may(case, STORIES[story], name) is not None for story, case in there.items())
    }
    assert meant == MESSAGES.keys()


@pytest.mark.rule("WHO-1")
def test_every_state_of_a_plan_is_among_them(there: dict[str, CaseUnderTest]) -> None:
    assert {case.standing.status for case in there.values()} == set(Status) - {
        Status.RECEIVED,
        Status.REFUSED,
    }


@pytest.mark.rule("WHO-1")
def test_every_relation_can_be_told_and_only_urgent_needs_come_from_anybody() -> None:
    assert HOLDS.keys() == set(Relation) - {Relation.DECIDER}, "`careplan.may_decide` says who decides"
    assert [name for name, kinds in MAY.items() if "stranger" in kinds.split()] == ["report_urgent_needs"]


# Urgent needs of a sender whom nobody knows


@pytest.mark.rule("WHO-1", "TIME-3")
@pytest.mark.parametrize(
    ("sender", "said"),
    [
        pytest.param("fin-631", "", id="somebody on the register"),
        pytest.param("SW-1042", "", id="its practitioner, in capitals"),
        pytest.param("nurse-1", " by a sender who is not verified", id="somebody whom nobody knows"),
    ],
)
def test_urgent_needs_of_an_unknown_sender_are_taken_and_said_to_be_so_on_record_and_task(
    case: CaseUnderTest, sender: str, said: str
) -> None:
    ready.submitted(case)
    case.accept("report_urgent_needs", changes={"sent_by.id": sender})
    case.tell_interim()

    (entry,) = (entry for entry in case.kept.record.values() if entry.event == "urgent_needs_reported")
    (task,) = (task for task in case.kept.tasks.values() if task.name.startswith("interim:"))
    assert entry.what == f"Urgent needs were reported{said}"
    assert task.why.endswith(f"(urgent needs were reported{said}).")


# Who decides is not said by whose plan it is


@pytest.mark.rule("WHO-1", "ROUTE-9")
@pytest.mark.parametrize(
    ("sender", "code"),
    [
        pytest.param("sm-31", None, id="a role that decides"),
        pytest.param("sw-1042", "own_plan", id="its practitioner"),
        pytest.param("bs-671", "no_authority", id="who only submits for them"),
    ],
)
def test_who_decides_is_said_by_a_role_that_decides_and_never_by_whose_work_it_is(
    case: CaseUnderTest, sender: str, code: str | None
) -> None:
    ready.submitted(case)

    assert case.consider("reassign", changes={"to": "sm-31", "sent_by.id": sender}).answer.code == code
