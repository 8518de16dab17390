"""TELL-1, TELL-2, REC-1 · To whom a letter goes, whom it addresses, and whom it greets."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.notices import PERSON, REPRESENTATIVE, TO_THE_PERSON, NoticeKind
from countersign.careplan.people import Format
from countersign.careplan.plan import Plan
from countersign.wording.addressees import addressees
from tests.support.builders import changed, example, plan_json

TODAY = date(2026, 11, 5)
BOTH = [PERSON, REPRESENTATIVE]


def chosen(who: str | None) -> dict[str, Any]:
    choice = {"who": who, "why": "He wishes it so.", "decided_by": "the person", "decided_on": "2026-11-02"}
    return {"written_to": choice if who else None}


def told(changes: dict[str, Any], kind: NoticeKind = NoticeKind.RETURNED) -> list[str]:
    about = Plan.model_validate(changed(plan_json(), changes))
    return [addressee.recipient.reference for addressee in addressees(about, kind, TODAY)]


@pytest.mark.rule("TELL-1", "TELL-2")
@pytest.mark.parametrize(
    ("name", "to"),
    [
        pytest.param("clare-1-submission", [("Edith Marlow", "Edie", True)], id="the person, by the name they prefer"),
        pytest.param("peter-1-submission", [("Callum Reyes", "Callum Reyes", True)], id="the person, by their name"),
        pytest.param(
            "plain-1-submission",
            [("Thomas Brightwater", "Tom", True), ("Imogen Vale", "Imogen Vale", False)],
            id="the person and the representative",
        ),
    ],
)
def test_who_is_told_and_how_they_are_greeted(name: str, to: list[tuple[str, str, bool]]) -> None:
    found = addressees(Plan.model_validate(example(name)["plan"]), NoticeKind.RETURNED, TODAY)
    assert [(whom.name, whom.greeting, whom.about_self) for whom, _ in found] == to


@pytest.mark.rule("TELL-1", "REC-1")
@pytest.mark.parametrize(
    ("who", "letters", "record"),
    [
        (None, BOTH, BOTH),
        ("both", BOTH, BOTH),
        ("person", [PERSON], [PERSON]),
        ("representative", [REPRESENTATIVE], BOTH),
    ],
)
def test_who_is_written_to_is_a_recorded_choice_and_the_record_always_goes_to_the_person(
    who: str | None, letters: list[str], record: list[str]
) -> None:
    for kind in TO_THE_PERSON:
        assert told(chosen(who), kind) == (record if kind is NoticeKind.AGREED else letters), kind


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize("who", [None, "both", "representative"])
@pytest.mark.parametrize(
    ("starts", "ends", "acts"),
    [
        ("2026-11-05", None, True),
        ("2026-11-06", None, False),
        (None, "2026-11-05", True),
        (None, "2026-11-04", False),
    ],
    ids=["from today", "from tomorrow", "until today", "until yesterday"],
)
def test_a_representative_is_written_to_only_while_they_act_and_otherwise_the_person(
    who: str | None, starts: str | None, ends: str | None, acts: bool
) -> None:
    found = told(chosen(who) | {"representative.starts_on": starts, "representative.ends_on": ends})
    assert found == ((BOTH if who != "representative" else [REPRESENTATIVE]) if acts else [PERSON])


@pytest.mark.rule("TELL-1")
@pytest.mark.parametrize(
    ("scope", "who", "to"),
    [
        ([], None, BOTH),
        (["care_and_support"], None, BOTH),
        (["being_told", "money"], None, BOTH),
        (["money"], None, [PERSON]),
        (["money"], "both", BOTH),
        (["money"], "representative", [REPRESENTATIVE]),
    ],
)
def test_whoever_acts_about_money_alone_is_written_to_only_where_that_is_chosen(
    scope: list[str], who: str | None, to: list[str]
) -> None:
    assert told(chosen(who) | {"representative.scope": scope}) == to


@pytest.mark.rule("TELL-1", "TELL-4")
def test_each_has_their_own_address_and_format() -> None:
    contact = {"channel": "post", "format": "plain_text", "address": ["9 Chapel Row", "ZZ99 7EF"]}
    about = Plan.model_validate(changed(plan_json(), {"representative.contact": contact}))
    person, representative = addressees(about, NoticeKind.AGREED, TODAY)
    assert person.recipient.address == tuple(plan_json()["person"]["contact"]["address"])
    assert representative.recipient.address == ("9 Chapel Row", "ZZ99 7EF")
    assert (person.contact.format, representative.contact.format) == (Format.LARGE_PRINT, Format.PLAIN_TEXT)


@pytest.mark.rule("TELL-1")
def test_where_nobody_acts_for_them_only_the_person_is_told() -> None:
    assert told({"representative": None}) == [PERSON]
