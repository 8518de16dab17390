"""TELL-8 · What was said of a plan's people since: which word counts, and for whom. Pure: no case, no clock."""

from datetime import date

import pytest

from countersign.careplan.people import Contact
from countersign.careplan.people_since import (
    ContactSaid,
    Numbered,
    PeopleSince,
    VersionOfDay,
    as_they_are_now,
    carried_over,
    is_old_address,
    with_contact,
)
from countersign.careplan.plan import Plan
from tests.support.builders import Json, changed, example

SUBMITTED, MOVED, LATER = date(2026, 11, 3), date(2026, 11, 5), date(2026, 11, 9)


def plan(changes: Json | None = None) -> Plan:
    return Plan.model_validate(changed(example("clare-1-submission")["plan"], changes or {}))


def at(street: str) -> Contact:
    return Contact(address=(street, "Northbridge"))


def said(street: str, on: date, about: str = "person", version: int = 1) -> ContactSaid:
    return ContactSaid(about=about, version=version, contact=at(street), decided_on=on)


def versions(*plans: Plan) -> tuple[VersionOfDay, ...]:
    """Submitted on the third, and each a day later than the one before."""
    return tuple(VersionOfDay(one, date(2026, 11, 3 + number)) for number, one in enumerate(plans))


def address(people: Plan) -> str:
    return people.person.contact.address[0]


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize(
    ("before", "now", "counts"),
    [
        pytest.param((), date(2026, 11, 2), False, id="before the version that states it"),
        pytest.param((), SUBMITTED, True, id="on its day: what comes last"),
        pytest.param((said("1 Old Road", MOVED),), date(2026, 11, 4), False, id="before what was said already"),
        pytest.param((said("1 Old Road", MOVED),), MOVED, True, id="on the day of that"),
        pytest.param((said("1 Old Road", LATER, "C1"),), MOVED, True, id="whatever was said of somebody else"),
    ],
)
def test_what_was_decided_last_counts(before: tuple[ContactSaid, ...], now: date, counts: bool) -> None:
    since = with_contact(PeopleSince(contacts=before), said("2 New Street", now), versions(plan()))
    assert (since is not None) is counts
    if since is not None:
        assert address(as_they_are_now(plan(), since, 1)) == "2 New Street"
        assert len([one for one in since.contacts if one.about == "person"]) == 1, "one of each is kept"


@pytest.mark.rule("TELL-8")
def test_what_later_versions_only_repeat_is_as_old_as_the_first_that_states_it() -> None:
    three = versions(plan(), plan(), plan())
    assert with_contact(None, said("2 New Street", SUBMITTED, version=3), three) is not None
    other = plan({"person.contact.address": ["9 Elm Row", "Northbridge"]})
    two = versions(plan(), other)
    assert with_contact(None, said("2 New Street", SUBMITTED, version=2), two) is None


@pytest.mark.rule("TELL-8", "REC-4")
def test_a_version_itself_never_changes() -> None:
    before = plan()
    as_they_are_now(before, PeopleSince(contacts=(said("2 New Street", MOVED),)), 1)
    assert before == plan()


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    ("changes", "about", "version"),
    [
        pytest.param({}, "person", 2, id="what the new version repeats goes on"),
        pytest.param(
            {"person.contact.address": ["9 Elm Row", "Northbridge"]}, "person", None, id="what it states anew"
        ),
        pytest.param({}, "C1", 2, id="a carer who is the same"),
        pytest.param({"carers.0.name": "Somebody Else", "carers.0.relationship": "neighbour"}, "C1", 1, id="another"),
        pytest.param({"carers.0.name": "Ruth Marlwo"}, "C1", 2, id="the same, with a slip of their name"),
        pytest.param({"carers": []}, "C1", 1, id="none, who may have a copy of the version before"),
    ],
)
def test_what_is_carried_over_to_a_new_version(changes: Json, about: str, version: int | None) -> None:
    since = PeopleSince(contacts=(said("2 New Street", MOVED, about),))
    now = carried_over(since, Numbered(plan(), 1), Numbered(plan(changes), 2), on=LATER)
    assert now is not None
    assert [one.version for one in now.contacts] == ([version] if version else [])


@pytest.mark.rule("TELL-8", "SHARE-6")
def test_it_is_carried_over_to_the_reference_under_which_they_are_now() -> None:
    since = PeopleSince(contacts=(said("2 New Street", MOVED, "C1"),))
    now = carried_over(since, Numbered(plan(), 1), Numbered(plan({"carers.0.id": "C2"}), 2), on=LATER)
    assert now is not None
    assert [(one.about, one.version) for one in now.contacts] == [("C2", 2)]


@pytest.mark.rule("TELL-8")
@pytest.mark.parametrize(
    ("moves_on", "decided_on", "on", "is_old"),
    [
        (None, None, LATER, False),
        (LATER, None, MOVED, False),
        (LATER, None, LATER, True),
        (MOVED, SUBMITTED, LATER, True),
        (MOVED, MOVED, LATER, False),
    ],
    ids=["nobody moves", "not yet", "from the day on", "said before it", "said since"],
)
def test_an_address_is_old_from_the_day_of_the_move_until_another_is_said(
    moves_on: date | None, decided_on: date | None, on: date, is_old: bool
) -> None:
    contacts = (said("2 New Street", decided_on),) if decided_on else ()
    assert is_old_address(PeopleSince(contacts=contacts, moved_on=moves_on), 1, on) is is_old
