"""TELL-7 · A plan's reference can be read out, typed, and found again."""

from collections import Counter
from uuid import UUID, uuid5

import pytest

from countersign.careplan.reading_out import CHARACTERS, as_reference, plans_with, reference_of

PLANS = [str(uuid5(UUID(int=0), str(number))) for number in range(300)]


@pytest.mark.rule("TELL-7")
def test_a_plan_has_the_same_reference_always_and_in_every_spelling_of_its_id() -> None:
    assert reference_of("9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5") == "64-64PP-JW"
    assert reference_of("9D2AAB2B-B37F-4BBC-B0BA-F697F8E34EB5") == "64-64PP-JW"


def test_it_has_no_letters_that_look_alike_and_none_that_make_a_word() -> None:
    assert not set("01OILSZBUVAEQ") & set(CHARACTERS)
    assert all(set(reference_of(plan)) <= {*CHARACTERS, "-"} for plan in PLANS)


@pytest.mark.parametrize("typed", ["64-64PP-JW", "6464ppjw", " 64 64pp jw ", "64–64PP–JW".replace("–", "-")])
def test_it_is_read_however_it_was_typed(typed: str) -> None:
    assert as_reference(typed) == "64-64PP-JW"


@pytest.mark.parametrize(
    "typed", ["", "64-64PP-J", "64-64PP-JWX", "9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5", "OO-OOOO-OO"]
)
def test_what_is_none_is_not_taken_for_one(typed: str) -> None:
    assert as_reference(typed) == ""


def test_letters_that_look_alike_are_read_as_what_they_look_like() -> None:
    plan = next(plan for plan in PLANS if {"2", "5", "8"} <= set(reference_of(plan)))
    reference = reference_of(plan)
    assert as_reference(reference.translate(str.maketrans("258", "ZSB"))) == reference


def test_one_wrong_character_and_two_that_changed_places_are_noticed() -> None:
    for plan in PLANS[:20]:
        reference = reference_of(plan).replace("-", "")
        for place, right in enumerate(reference):
            for wrong in set(CHARACTERS) - {right}:
                assert not as_reference(reference[:place] + wrong + reference[place + 1 :])
            swapped = reference[:place] + reference[place : place + 2][::-1] + reference[place + 2 :]
            assert swapped == reference or not as_reference(swapped)


def test_plans_are_found_by_it() -> None:
    assert max(Counter(map(reference_of, PLANS)).values()) == 1
    assert plans_with(reference_of(PLANS[7]), PLANS) == (PLANS[7],)
