"""TELL-4 · Who has not said in which form they read is asked."""

from datetime import date

import pytest

from countersign.careplan.form_they_read import form_is_recorded
from countersign.careplan.people import Contact, Format
from countersign.careplan.worth_a_look import worth_a_look
from tests.support.builders import changed, plan, plan_json

CARER = {"id": "C1", "name": "Hal Orme", "relationship": "brother"}
PLACE = {"address": ["9 Chapel Row", "ZZ99 7EF"]}
ASKED = PLACE | {"format": "standard"}


@pytest.mark.rule("TELL-4")
@pytest.mark.parametrize(
    ("changes", "of_whom"),
    [
        ({}, ""),
        ({"person.contact": PLACE}, "the person"),
        ({"person.contact": PLACE | {"format": "not_stated"}}, "the person"),
        ({"person.contact": ASKED}, ""),
        ({"carers": [CARER | {"contact": PLACE}]}, "carer C1"),
        ({"person.contact": PLACE, "carers": [CARER | {"contact": PLACE}]}, "the person and carer C1"),
        ({"carers": [CARER | {"contact": ASKED}]}, ""),
    ],
)
def test_whoever_decides_sees_of_whom_no_form_is_recorded(changes: dict[str, object], of_whom: str) -> None:
    about = plan(**changed(plan_json(), changes))
    found = form_is_recorded(about)
    reason = (
        f"Nobody has recorded in which form {of_whom} can read, such as large print, easy read or braille: ask. Until "
        "then the standard form goes."
    )
    assert [finding.reason for finding in found] == ([reason] if of_whom else [])
    assert set(found) <= set(worth_a_look(about, date(2026, 11, 5)))


@pytest.mark.rule("TELL-4")
def test_until_they_are_asked_the_standard_form_is_made() -> None:
    nobody_asked = Contact()
    assert (nobody_asked.format, nobody_asked.format_made_here) == (Format.NOT_STATED, Format.STANDARD)
    assert not nobody_asked.is_made_by_people
