"""TELL-1, TELL-2 · Whom a letter addresses and greets."""

import pytest

from countersign.careplan.notices import PERSON
from countersign.careplan.plan import Plan
from countersign.wording.letters import addressee
from tests.support.builders import changed, example, plan_json


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
