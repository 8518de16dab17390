"""REC-2, SUB-5, BUD-1 · What is printed in the person's papers as it stands says something."""

import pytest

from countersign.careplan.submission import check_plan
from tests.support.builders import Json, changed, plan, plan_json

FIELDS = {
    "needs.0.to_the_person": ("SUB-5", "plan.needs.N1.to_the_person"),
    "outcomes.0.to_the_person": ("SUB-5", "plan.outcomes.O1.to_the_person"),
    "how_to_talk": ("REC-2", "plan.how_to_talk"),
    "preferences": ("REC-2", "plan.preferences"),
    "advice": ("REC-2", "plan.advice"),
}


def faults(changes: Json) -> list[tuple[str, str]]:
    found = check_plan(plan(**changed(plan_json(), changes)))
    return [(finding.rule, finding.where) for finding in found if not finding.met]


@pytest.mark.rule("REC-2", "SUB-5")
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (".", False),
        ("TBC", False),
        ("see above", False),
        ("[insert]", False),
        ("", True),
        ("You sing.", True),
        ("“I sing.”", True),
        ("Tea", True),
        ("你喜欢唱歌", True),
    ],
)
def test_what_is_printed_says_something_or_is_left_out(field: str, words: str, taken: bool) -> None:
    assert faults({field: words}) == ([] if taken else [FIELDS[field]])


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("send you a bill every four weeks.", True),
        ("bill you", True),
        ("take it from your account by direct debit", True),
        ("we send you a bill", False),
        ("Send you a bill", False),
        ("You get a bill", False),
        ("by direct debit", False),
        ("will say later", False),
    ],
)
def test_how_they_are_asked_to_pay_goes_on_after_we(words: str, taken: bool) -> None:
    charging: Json = {"how": "assessed", "assessed_on": "2026-10-21", "billed": words}
    assert faults({"charging": charging}) == ([] if taken else [("BUD-1", "plan.charging.billed")])
