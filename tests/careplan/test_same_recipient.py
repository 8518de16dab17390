"""SHARE-6 · Whether a reference means in a later version whom it meant in an earlier one."""

from typing import Any

import pytest

from countersign.careplan.may_be_the_same import Whom, may_be_one, reads_what_is_for
from countersign.careplan.people import Carer, Contact, Provider
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


def whom(name: str = "Ruth Marlow", reference: str = "C1", **contact: Any) -> Whom:
    return Whom(frozenset({reference}), (name,), (Contact.model_validate(contact),) if contact else ())


HER_MAIL = {"email": "ruth.marlow@example.org"}
RUTH = whom(**HER_MAIL, address=["3 Chapel Row", "Northbridge", "ZZ99 4AC"])
MAY_BE_ONE = {
    "the reference": whom("Joan Pell"),
    "the name": whom("Mrs MARLOW, Ruth", "C2"),
    "the name with what nobody sees": whom("Ru\u200bth Mar\u00adlow\ufe0f", "C2"),
    "the name with a Cyrillic letter": whom("Ruth M\u0430rlow", "C2"),
    "the name with a Greek letter": whom("Ruth Marl\u03bfw", "C2"),
    "the name in full width": whom("\uff32uth Marlow", "C2"),
    "the name with a digit": whom("Ruth Mar1ow", "C2"),
    "the name with a capital I": whom("Ruth MarIow", "C2"),
    "the e-mail address": whom("R. Marlowe", "asked-2", **HER_MAIL),
    "its capitals": whom("R. Marlowe", "asked-2", email="Ruth.Marlow@Example.org"),
    "what stands after a plus sign": whom("R. Marlowe", "asked-2", email="ruth.marlow+plans@example.org"),
    "the e-mail address beside a postal one": whom("Jo", "C2", **HER_MAIL, address=["1 High Street", "ZZ99 1AA"]),
    "the postal place": whom("Bernie Q", "asked-2", address=["3 Chapel Row", "Northbridge", "ZZ99 4AC"]),
    "in other lines": whom("Bernie Q", "asked-2", address=["3, chapel row, Northbridge", "ZZ994AC"]),
    "without the town": whom("Bernie Q", "asked-2", address=["3 Chapel Row", "ZZ99 4AC"]),
    "a slip in the name": whom("Ruth Marlowe", "C2"),
    "an initial": whom("Mrs R Marlow", "C2"),
    "an initial, and a full stop": whom("Mrs R. Marlow", "C2"),
    "an initial and a slip": whom("R. Marlowe", "C2"),
    "more words": whom("Ruth Anne Marlow", "C2"),
    "another surname besides": whom("Ruth Marlow-Pell", "C2"),
    "among other words": whom("The household of Ruth Marlow", "C2"),
    "care of": whom("Joan Pell", "C2", address=["c/o Ruth Marlow", "9 Elsewhere", "Northbridge", "ZZ99 7QR"]),
    "for the attention of": whom("Joan Pell", "C2", address=["9 Elsewhere", "FAO Mrs Ruth Mar1ow, ZZ99 7QR"]),
    "dots before the at sign": whom("Jo", "asked-2", email="ruthmarlow@example.org"),
    "without the postcode": whom("Q", "C2", address=["3 Chapel Row", "Northbridge"]),
    "a further number": whom("Q", "C2", address=["First floor flat 1", "3 Chapel Row", "Northbridge", "ZZ99 4AC"]),
    "a reference": whom("Q", "C2", address=["3 Chapel Row", "Northbridge", "ZZ99 4AC", "ref 77"]),
    "the number in words": whom("Q", "C2", address=["Three Chapel Row", "Northbridge", "ZZ99 4AC"]),
    "a space elsewhere in the postcode": whom("Q", "C2", address=["3 Chapel Row", "Northbridge", "ZZ9 94AC"]),
    "a slip in the postcode": whom("Q", "C2", address=["3 Chapel Row", "Northbridge", "ZZ99 4AD"]),
    "no street": whom("Q", "C2", address=["3", "ZZ99 4AC"]),
    "beside an e-mail address": whom("Q", "C2", email="q@example.org", address=["3 Chapel Row", "ZZ99 4AC"]),
}
ANOTHER = {
    "another name at no place": whom("Joan Pell", "C2"),
    "next door": whom("Joan Pell", "C2", address=["5 Chapel Row", "Northbridge", "ZZ99 4AC"]),
    "such a street elsewhere": whom("Joan Pell", "C2", address=["3 Chapel Row", "Southbridge", "ZZ12 4AC"]),
    "a sister": whom("Sarah Marlow", "C2"),
    "a surname alone": whom("Mrs Marlow", "C2"),
    "another at that initial": whom("Ruth Pell", "C2"),
    "initials": whom("R M", "C2"),
    "care of another of that name": whom("Joan Pell", "C2", address=["c/o Joan Marlow", "9 Elsewhere", "ZZ99 7QR"]),
    "a dot in the domain": whom("Jo", "C2", email="ruth.marlow@exam.ple.org"),
    "another mailbox there": whom("Joan Pell", "C2", email="joan.pell@example.org"),
    "no name": Whom(frozenset({"C2"}), (), ()),
}


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize("other", MAY_BE_ONE.values(), ids=MAY_BE_ONE)
def test_who_may_be_one(other: Whom) -> None:
    assert may_be_one(RUTH, other)
    assert may_be_one(other, RUTH)


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_gmail_is_googlemail() -> None:
    assert may_be_one(
        whom("A B", "C1", email="ruth.marlow@gmail.com"), whom("C D", "C2", email="ruthmarlow+x@googlemail.com")
    )


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize(
    ("lives_at", "may_read"),
    [
        pytest.param(["3 Chapel Row", "Northbridge", "ZZ99 4AC"], False, id="plainly"),
        pytest.param(["Flat 3", "7 Chapel Row", "Northbridge", "ZZ99 4AC"], True, id="in doubt"),
    ],
)
def test_the_person_s_own_place_excuses_where_it_is_plainly_that(lives_at: list[str], may_read: bool) -> None:
    home = Whom(frozenset(), (), (Contact.model_validate({"address": lives_at}),))
    other = whom("Joan Pell", "C2", address=["3 Chapel Row", "ZZ99 4AC"])
    assert reads_what_is_for(RUTH, other, home) is may_read


@pytest.mark.rule("SHARE-5", "TELL-8")
@pytest.mark.parametrize("other", ANOTHER.values(), ids=ANOTHER)
def test_who_is_another(other: Whom) -> None:
    assert not may_be_one(RUTH, other)


@pytest.mark.rule("SHARE-5", "TELL-8")
def test_two_of_no_fixed_abode_are_at_no_one_place() -> None:
    one, other = (whom(name, reference, address=["No fixed abode"]) for name, reference in (("A", "C1"), ("B", "C2")))
    assert not may_be_one(one, other)
