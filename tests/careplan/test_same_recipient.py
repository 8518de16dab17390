"""SHARE-6 · Whether a reference means in a later version whom it meant in an earlier one."""

from typing import Any

import pytest

from countersign.careplan.people import Carer, Provider
from countersign.careplan.same_recipient import Holder, are_the_same

HERE: dict[str, Any] = {"address": ["12 Elm Street", "Northbridge", "ZZ99 1AB"]}
THERE: dict[str, Any] = {"address": ["3 Quay Road", "Northbridge", "ZZ99 7QR"]}


def carer(name: str, relationship: str = "daughter", contact: dict[str, Any] = HERE, **more: Any) -> Holder:
    given = {"id": "C1", "name": name, "relationship": relationship, "contact": contact, **more}
    return Holder("C1", Carer.model_validate(given))


def firm(name: str, contact: dict[str, Any] = HERE, **more: Any) -> Holder:
    return Holder("P1", Provider.model_validate({"id": "P1", "name": name, "contact": contact, **more}))


SAME = {
    "nothing changed": (carer("Ann Lee"), carer("Ann Lee")),
    "a title, capitals and order": (carer("Mrs Ann Lee"), carer("LEE, Ann")),
    "an accent": (carer("Zoë Lee"), carer("Zoe Lee")),
    "moved house": (carer("Ann Lee"), carer("Ann Lee", contact=THERE)),
    "another word for what she is": (carer("Ann Lee"), carer("Ann Lee", "the person's daughter", THERE)),
    "married, as the plan says": (carer("Ann Lee"), carer("Ann Brown", contact=THERE, formerly="Ann Lee")),
    "a letter another": (carer("Ann Smith"), carer("Ann Smyth")),
    "a letter too many": (carer("Ann Roberts"), carer("Ann Robberts")),
    "two letters swapped": (carer("Ann Smith"), carer("Ann Smiht")),
    "a firm's form": (firm("Northbridge Care"), firm("Northbridge Care Ltd", THERE)),
    "under another reference": (firm("Northbridge Care"), Holder("P2", firm("Northbridge Care").party)),
    "a slip in a firm's name": (firm("Northbridge Care"), firm("Northbrige Care")),
}
NOT_THE_SAME = {
    "another firm": (firm("Northbridge Care"), firm("Riverside Care", THERE)),
    "another firm at the same place": (firm("Northbridge Care"), firm("Riverside Care")),
    "a slip, and another place": (firm("Northbridge Care"), firm("Northbrige Care", THERE)),
    "a sister at the same address": (carer("Ann Lee"), carer("Sue Lee")),
    "a husband and his wife": (carer("Jon Lee", "child"), carer("Jan Lee", "child")),
    "a brother of nearly her name": (carer("Frances Lee"), carer("Francis Lee", "son")),
    "a slip in a short name": (carer("Ann Lee"), carer("Anna Lee")),
    "two slips": (carer("Ann Smith"), carer("Anne Smyth")),
    "the same name, another person to them": (carer("Ann Lee"), carer("Ann Lee", "neighbour", THERE)),
    "a name that she never had": (carer("Ann Lee"), carer("Ann Brown", formerly="Ann Green")),
    "a carer and a firm": (carer("Ann Lee"), Holder("C1", firm("Ann Lee").party)),
    "no address, and a slip": (firm("Northbridge Care", {}), firm("Northbrige Care", {})),
}


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(("before", "now"), SAME.values(), ids=SAME)
def test_the_same(before: Holder, now: Holder) -> None:
    assert are_the_same(before, now)


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(("before", "now"), NOT_THE_SAME.values(), ids=NOT_THE_SAME)
def test_in_doubt_not_the_same(before: Holder, now: Holder) -> None:
    assert not are_the_same(before, now)
