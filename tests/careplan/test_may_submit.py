"""SUB-8, RET-9 · Who may submit a plan, who may answer for the next version, and that the person stays the same."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.may_submit import (
    is_the_same_person,
    is_theirs_to_submit,
    may_submit,
    nobody_is_their_own_manager,
    not_whoever_decided,
)
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.people import Person, Practitioner
from countersign.careplan.plan import Plan
from countersign.careplan.register import Holding, Register
from countersign.careplan.submission import read_submission
from tests.support.builders import Json, changed, example, plan, plan_json

TODAY, SINCE, LONG_AGO = date(2026, 11, 16), date(2024, 4, 1), date(2026, 3, 31)
PLANNER: Json = {"planned_by": {"id": "plan-77", "organisation": "A centre for independent living"}}


def on(person: str, role: str = "practitioner", **parts: Any) -> Holding:
    return Holding(person, role, None, SINCE, None)._replace(**parts)


THERE = Register(
    (
        on("sw-1071"),
        on("plan-77", "planner"),
        on("adm-1", "administrator", submits_for=("sw-1071", "sw-1042")),
        on("adm-2", "administrator", submits_for=("sw-1042",)),
        on("adm-3", "administrator", submits_for=("sw-1071",), ends=LONG_AGO),
        on("adm-3", "finance_officer"),
        on("fin-631", "finance_officer"),
        on("sw-9", ends=LONG_AGO),
    )
)
"""Who is on the register. The plain plan's practitioner is sw-1071."""


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("sender", "parts", "where"),
    [
        pytest.param("sw-1071", {}, [], id="the practitioner"),
        pytest.param("sw-1071", PLANNER, [], id="the practitioner, where somebody else planned it"),
        pytest.param("plan-77", PLANNER, [], id="the delegated planner"),
        pytest.param("plan-77", {}, ["sent_by.id"], id="a planner to whom it was not delegated"),
        pytest.param("adm-1", {}, [], id="whom the register lets submit for the practitioner"),
        pytest.param("adm-2", {}, ["sent_by.id"], id="whom it lets submit for another"),
        pytest.param("adm-3", {}, ["sent_by.id"], id="whom it let submit until March"),
        pytest.param("fin-631", {}, ["sent_by.id"], id="a finance officer"),
        pytest.param("zz-9", {}, ["sent_by.id", "sent_by.id"], id="a stranger: neither theirs, nor on the register"),
        pytest.param(
            "adm-1",
            {"practitioner": {"id": "sw-1042", "name": "Clare Whitfield"}},
            ["plan.practitioner.id"],
            id="for a practitioner who is not on the register",
        ),
        pytest.param(
            "sw-9",
            {"practitioner": {"id": "sw-9", "name": "Jo Ray"}},
            ["sent_by.id", "plan.practitioner.id"],
            id="a practitioner who left in March",
        ),
    ],
)
def test_who_may_submit_a_plan(sender: str, parts: Json, where: list[str]) -> None:
    found = may_submit(sender, plan(**parts), THERE, TODAY)
    assert [(fault.rule, fault.where) for fault in found] == [("SUB-8", field) for field in where]


@pytest.mark.rule("SUB-8", "RET-9")
def test_after_a_reassignment_it_is_the_new_practitioners_to_submit_and_theirs_who_submit_for_them() -> None:
    may = {
        person: is_theirs_to_submit(person, plan(), "sw-1042", THERE, TODAY)
        for person in ("sw-1071", "sw-1042", "adm-1", "adm-2", "fin-631")
    }
    assert may == {"sw-1071": True, "sw-1042": True, "adm-1": True, "adm-2": True, "fin-631": False}


@pytest.mark.rule("SUB-8")
@pytest.mark.parametrize(
    ("line_manager", "is_own"), [(None, False), ("tm-204", False), ("sw-1071", True)], ids=["none", "another", "own"]
)
def test_nobody_is_their_own_line_manager(line_manager: str | None, is_own: bool) -> None:
    practitioner = Practitioner.model_validate({"id": "sw-1071", "name": "Harriet Osei", "line_manager": line_manager})
    assert bool(nobody_is_their_own_manager(practitioner)) is is_own


def submission(changes: Json) -> Json:
    return changed(example("plain-1-submission"), changes)


@pytest.mark.rule("SUB-2", "SUB-8")
@pytest.mark.parametrize(
    ("changes", "register", "code", "rules"),
    [
        pytest.param({}, THERE, None, [], id="whole, by its practitioner"),
        pytest.param({"sent_by.id": "fin-631"}, THERE, Refusal.NO_AUTHORITY, ["SUB-8"], id="by somebody else"),
        pytest.param({"sent_by.id": "fin-631"}, None, None, [], id="no register is at hand"),
        pytest.param(
            {"sent_by.id": "fin-631", "plan.contingency_plan": "TBC"},
            THERE,
            Refusal.INCOMPLETE,
            ["SUB-1", "SUB-8"],
            id="both are named at once",
        ),
        pytest.param(
            {"plan.practitioner.line_manager": "sw-1071"}, THERE, Refusal.INCOMPLETE, ["SUB-8"], id="own line manager"
        ),
    ],
)
def test_the_door_names_who_beside_what(
    changes: Json, register: Register | None, code: Refusal | None, rules: list[str]
) -> None:
    read = read_submission(submission(changes), register=register, today=TODAY)
    assert (read.code, [problem.rule for problem in read.problems]) == (code, rules)


@pytest.mark.rule("RET-9")
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({}, [], id="the practitioner as before"),
        pytest.param({"practitioner.id": "sw-1115"}, [], id="another practitioner"),
        pytest.param({"practitioner.id": "tm-201"}, ["plan.practitioner.id"], id="whoever decided it"),
        pytest.param(
            {"planned_by": {"id": "pm-1", "organisation": "The panel"}},
            ["plan.planned_by.id"],
            id="planned by whoever sat on its panel",
        ),
    ],
)
def test_whoever_decided_a_version_answers_for_no_later_one(changes: Json, where: list[str]) -> None:
    again = Plan.model_validate(changed(plan_json(), changes))
    assert [fault.where for fault in not_whoever_decided(again, frozenset({"tm-201", "pm-1"}))] == where


BORN = "1952-03-08"


@pytest.mark.rule("RET-9")
@pytest.mark.parametrize(
    ("before", "now", "other"),
    [
        pytest.param({}, {}, [], id="the same"),
        pytest.param({}, {"name": "edie  MARSH"}, [], id="written in other capitals and spaces"),
        pytest.param({}, {"name": "Joan Marsh"}, ["plan.person.name"], id="another name"),
        pytest.param({}, {"preferred_name": "Ede"}, [], id="called something else"),
        pytest.param({"date_of_birth": BORN}, {"date_of_birth": BORN}, [], id="born on the same day"),
        pytest.param({}, {"date_of_birth": BORN}, [], id="the day of birth is filled in"),
        pytest.param({"date_of_birth": BORN}, {}, ["plan.person.date_of_birth"], id="the day of birth is left out"),
        pytest.param(
            {"date_of_birth": BORN},
            {"date_of_birth": "1952-03-09"},
            ["plan.person.date_of_birth"],
            id="born on another day",
        ),
        pytest.param({}, {"reference": "P-1001"}, [], id="the reference is filled in"),
        pytest.param(
            {"reference": "P-1001"}, {"reference": "P-1002"}, ["plan.person.reference"], id="another reference"
        ),
        pytest.param(
            {"date_of_birth": BORN},
            {"name": "Joan Marsh", "date_of_birth": "1960-01-01"},
            ["plan.person.name", "plan.person.date_of_birth"],
            id="everything other is named at once",
        ),
    ],
)
def test_the_person_stays_the_same(before: Json, now: Json, other: list[str]) -> None:
    usual: Json = {"name": "Edie Marsh", "contact": {"address": ["1 High Street"]}}
    first, second = (Person.model_validate({**usual, **parts}) for parts in (before, now))
    assert [fault.where for fault in is_the_same_person(second, first)] == other
