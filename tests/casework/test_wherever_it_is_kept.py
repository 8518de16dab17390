"""A plan's file in memory, on SQLite and on PostgreSQL is the same: what happens does not depend on where it is kept.

Generated stories are told to all three at once. What was determined is compared after each thing that happens, and what
is read of the whole plan; at the end every other read, and everything that is kept.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from countersign.careplan.consistency import profile
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.plan import Plan
from countersign.casework.changes import Changes
from countersign.casework.determinations import Determination
from countersign.casework.kept import SignedBudget
from countersign.casework.ports import CaseFile
from tests.casework.stories import Act, Teller
from tests.support.builders import example, register
from tests.support.casework import CaseUnderTest
from tests.support.installations import InMemory, Installation, in_database

PLAN = "00000000-0000-4000-8000-00000000aaaa"
OTHER_PLANS = 7

SEEDS = (*range(24), 31)
THINGS_THAT_HAPPEN = 46
"""How long each story is."""

SELDOM = 3
"""How many of the messages may not be accepted in any of the stories: each has its own case in `test_consequences`."""


@pytest.fixture
def three(sqlite_url: str, postgresql_url: str) -> Iterator[tuple[Installation, ...]]:
    """Each way in which plans are kept, with the same register and the same other plans, signed off before."""
    with in_database(sqlite_url) as in_sqlite, in_database(postgresql_url) as in_postgresql:
        installations: tuple[Installation, ...] = (InMemory(register()), in_sqlite, in_postgresql)
        for installation in installations:
            installation.put_in_force(register())
            _sign_others(installation)
        yield installations


def _sign_others(installation: Installation) -> None:
    """Plans of people with Clare's needs, whose budgets are a few pounds apart."""
    needs = profile(Plan.model_validate(example("clare-1-submission")["plan"]).needs)
    for number in range(OTHER_PLANS):
        signed = SignedBudget(1, "adult", "own_home", needs, Decimal(150 + 3 * number), date(2026, 10, 1))
        with installation.files.open(f"00000000-0000-4000-9000-{number:012}") as file:
            file.keep(Changes(signed=signed))


def read_as_a_whole(case: CaseUnderTest) -> dict[str, Any]:
    """Every read of the protocol that asks about the whole plan."""
    with case.installation.files.open(case.plan_id) as file:
        return {
            "state": file.state(),
            "versions": file.versions(),
            "submission": file.submission(),
            "routes": file.routes(),
            "meetings": file.meetings(),
            "questions": file.questions(),
            "arrangement": file.arrangement(),
            "consents": file.consents(),
            "about_copies": file.about_copies(),
            "copies": file.copies(),
            "unsent": [file.unsent(), *(file.unsent(workflow) for workflow in Workflow)],
            "sendings": file.sendings(),
            "heard": [file.heard(workflow) for workflow in Workflow],
            "open_tasks": file.open_tasks(),
            "left_to_do": [file.left_to_do(workflow) for workflow in Workflow],
        }


def read_one_by_one(case: CaseUnderTest) -> dict[str, Any]:
    """Every other read of the protocol, of each thing that there is to ask about, and of one that there is not."""
    kept = case.kept
    with case.installation.files.open(case.plan_id) as file:
        return {
            "content": [file.version(number) for number in kept.versions],
            "decisions": [file.decision(version) for version in (*kept.versions, 9)],
            "messages": {cause: file.message(cause) for cause in (*kept.messages, "nothing-0001")},
            "waits": {key: file.wait(*key) for key in (*kept.waits, ("decision", "nothing-0001"))},
            "questions": {name: file.question(name) for name in (*kept.questions, "nothing-0001")},
            "notices": {key: file.notice(key) for key in (*kept.notices, "nothing")},
            "enclosed": {key: file.enclosed(key) for key in (*kept.notices, "nothing")},
            "tasks": {name: file.task(name) for name in (*kept.tasks, "nothing")},
            "register": [frozenset(lines) for lines in file.register()],
            "among": _among(case, file),
        }


def _among(case: CaseUnderTest, file: CaseFile) -> object:
    versions, today = file.versions(), case.now.date()
    if not versions:
        return None
    plan = file.version(versions[-1].version)
    return file.among(plan, case.office.editions.in_force(plan.scheme, today), today)


def happens(act: Act, case: CaseUnderTest) -> list[Determination]:
    """One thing happens, a second after the one before it."""
    case.now += timedelta(seconds=1)
    determined = act(case)
    return determined if isinstance(determined, list) else [determined] if determined else []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_story_is_the_same_wherever_it_is_kept(three: tuple[Installation, ...], seed: int) -> None:
    memory, *others = (CaseUnderTest(installation, plan_id=PLAN) for installation in three)
    teller = Teller(seed)
    act = teller.begins()
    for _ in range(THINGS_THAT_HAPPEN):
        determined = happens(act, memory)
        assert [happens(act, other) for other in others] == [determined] * len(others)
        read = read_as_a_whole(memory)
        for other in others:
            assert read_as_a_whole(other) == read
        act = teller.goes_on(memory)
    read = read_one_by_one(memory)
    for other in others:
        assert read_one_by_one(other) == read
        assert other.kept == memory.kept
        assert list(other.kept.record) == list(memory.kept.record), "in the same order"


def test_the_stories_are_worth_telling() -> None:
    """Between them they accept nearly every message, are refused in many ways, and bring a plan to every state."""
    accepted: set[str] = set()
    refused: set[str] = set()
    states: set[Status] = set()
    steps: set[StepKind] = set()
    for seed in SEEDS:
        case, teller = CaseUnderTest(InMemory(register()), plan_id=PLAN), Teller(seed)
        act = teller.begins()
        for _ in range(THINGS_THAT_HAPPEN):
            happens(act, case)
            states.add(case.standing.status)
            act = teller.goes_on(case)
        messages = case.kept.messages.values()
        accepted |= {message.name for message in messages if message.outcome == "accepted"}
        refused |= {message.code for message in messages if message.code}
        steps |= {step.kind for step in case.kept.steps.values()}
    assert len(MESSAGES.keys() - accepted) <= SELDOM
    assert states == set(Status) - {Status.RECEIVED, Status.REFUSED}
    assert refused >= {Refusal.NOT_NOW, Refusal.NO_AUTHORITY, Refusal.PLAN_CLOSED, Refusal.INCOMPLETE}
    # No story is as long as the outer limit. An end on a day ahead, and a last day, have tests of their own.
    assert steps >= set(StepKind) - {StepKind.INTERIM_DECISION, StepKind.END, StepKind.LAPSE}
