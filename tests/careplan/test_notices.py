"""TELL · Each notice is keyed by what it is for, and goes to the person or their representative."""

import itertools

import pytest

from careplan.notices import (
    PERSON,
    TO_HOLDERS_OF_COPIES,
    TO_STAFF,
    TO_THE_PERSON,
    LetterFacts,
    NoticeKind,
    addressee,
    notice_key,
    staff,
)
from careplan.plan import Plan
from tests.careplan.builders import changed, example, plan_json

PLAN, OTHER = plan_json()["plan_id"], "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5"


@pytest.mark.rule("TELL-1", "TELL-2", "TELL-3")
def test_a_key_is_spelt_out_and_does_not_change() -> None:
    assert notice_key(PLAN, 2, NoticeKind.RETURNED, PERSON) == f"{PLAN}/v2/returned/person"
    assert notice_key(PLAN, 1, NoticeKind.REMINDER, "tm-201", "20261123") == f"{PLAN}/v1/reminder/tm-201/20261123"


@pytest.mark.rule("TELL-1", "TELL-2", "TELL-3")
def test_different_notices_have_different_keys() -> None:
    parts = itertools.product(
        [PLAN, OTHER], [1, 2, 11, 12], NoticeKind, [PERSON, "C1", "P1", "tm-201", "team_manager"], ["", "2026-11-23"]
    )
    keys = [notice_key(*each) for each in parts]
    assert len(set(keys)) == len(keys)


def test_every_kind_goes_to_the_person_or_to_staff_or_with_a_copy() -> None:
    groups = (TO_THE_PERSON, TO_HOLDERS_OF_COPIES, TO_STAFF)
    assert frozenset(NoticeKind) == TO_THE_PERSON | TO_HOLDERS_OF_COPIES | TO_STAFF
    assert sum(map(len, groups)) == len(NoticeKind)


@pytest.mark.rule("TELL-1", "TELL-2")
@pytest.mark.parametrize(
    ("name", "to", "greeting", "about_self"),
    [
        pytest.param("clare-1-submission", "Edith Marlow", "Edie", True, id="the person, by the name they prefer"),
        pytest.param("peter-1-submission", "Callum Reyes", "Callum Reyes", True, id="the person, by their name"),
        pytest.param("plain-1-submission", "Imogen Vale", "Imogen Vale", False, id="the representative in their place"),
    ],
)
def test_who_is_told(name: str, to: str, greeting: str, about_self: bool) -> None:
    whom = addressee(Plan.model_validate(example(name)["plan"]))
    assert (whom.reference, whom.name, whom.greeting, whom.about_self) == (PERSON, to, greeting, about_self)


@pytest.mark.rule("TELL-1", "TELL-2")
def test_a_letter_goes_to_the_address_of_whoever_is_told() -> None:
    with_address = changed(
        plan_json(), {"representative.contact": {"channel": "post", "address": ["9 Chapel Row", "ZZ99 7EF"]}}
    )
    assert addressee(Plan.model_validate(with_address)).address == ("9 Chapel Row", "ZZ99 7EF")
    alone = changed(plan_json(), {"representative": None})
    assert addressee(Plan.model_validate(alone)).address == tuple(plan_json()["person"]["contact"]["address"])


def test_staff_are_named_by_reference_only() -> None:
    assert set(staff("tm-201").model_dump().values()) == {"tm-201", (), False}


def test_a_notice_holds_nothing_personal_unless_it_was_put_there() -> None:
    personal = {"person_name", "practitioner_name", "budget", "reasons", "how_budget_was_worked_out", "agreed_by"}
    defaults = {name: field.get_default() for name, field in LetterFacts.model_fields.items() if name in personal}
    assert set(defaults) == personal
    assert not any(defaults.values())
