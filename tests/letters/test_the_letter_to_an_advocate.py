"""REC-3 · The letter to the person's independent advocate, that they have the plan."""

import pytest

from countersign.letters.documents import Documents
from tests.letters.made import text_of
from tests.support.letters import PLAN_GIVEN, but, somebody_else


def said(documents: Documents, *, is_amended: bool = True, **at_head: str) -> str:
    facts = PLAN_GIVEN if is_amended else but(PLAN_GIVEN, instead_of=None)
    return " ".join(text_of(documents, facts, somebody_else(), **at_head).split())


@pytest.mark.rule("REC-3")
def test_it_speaks_of_them_by_name(documents: Documents) -> None:
    text = said(documents)
    assert "Winifred Ashdown now has their plan ===" in text
    assert "On 23 November 2026 we gave Winifred Ashdown the written record of their plan" in text
    assert "only if Winifred Ashdown agrees to it" in text
    assert "the person" not in text
    assert "only if the person agrees to it" in said(documents, person_name="")


@pytest.mark.rule("AMEND-3", "REC-3")
@pytest.mark.parametrize("is_amended", [False, True])
def test_of_an_amended_plan_it_says_which_one_it_takes_the_place_of(documents: Documents, is_amended: bool) -> None:
    takes = "The plan was changed. It takes the place of the one agreed on 5 November 2026."
    assert (takes in said(documents, is_amended=is_amended)) is is_amended
