"""SHARE-6, TELL-8 · Whom the words for whoever decided mean: a name in full or in part, or what somebody is."""

from typing import Any

import pytest

from countersign.careplan.asked_for import AskedFor
from countersign.careplan.consent import SharingDecision, SharingScope
from countersign.careplan.people import Advocate, Provider, Representative
from countersign.careplan.plan import Plan
from countersign.careplan.sharing import Parties
from countersign.careplan.who_decided import decided_as_it_says, is_said_by, is_the_person
from tests.support.builders import Json, changed, example


def plan(changes: Json | None = None) -> Plan:
    return Plan.model_validate(changed(example("clare-1-submission")["plan"], changes or {}))


RUTH = plan().carers[0]
"""Ruth Marlow, her daughter."""
MAL = AskedFor(name="Mal Pax", what_they_are="friend", contact=RUTH.contact)
LORNA = Representative(name="Lorna Pettigrew", relationship="niece", contact=RUTH.contact)
XENA = Advocate(name="Xena Hale", contact=RUTH.contact)
AGENCY = Provider(id="P1", name="Northbridge Home Care", contact=RUTH.contact)


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    ("words", "party", "is_theirs"),
    [
        ("Ruth Marlow", RUTH, True),
        ("Ruth Marlow, on the telephone", RUTH, True),
        ("R\u200buth Marl\u043ew", RUTH, True),
        ("Ruth Mar1ow", RUTH, True),
        ("her daughter", RUTH, True),
        ("her daughter Ruth", RUTH, True),
        ("Ruth", RUTH, True),
        ("R. Marlow", RUTH, True),
        ("Ms Marlow", RUTH, True),
        ("the practitioner", RUTH, False),
        ("the person", RUTH, False),
        ("Edith Marlow", RUTH, False),
        ("R.", RUTH, False),
        ("R. Okafor, social worker", RUTH, False),
        ("Mr Pax", MAL, True),
        ("M Pax", MAL, True),
        ("Mal", MAL, True),
        ("her friend Mal", MAL, True),
        ("Mr Pax, her neighbour", MAL, False),
        ("the person, at home", MAL, False),
        ("Northbridge Home Care Ltd", AGENCY, True),
        ("Northbridge Home Care, by e-mail", AGENCY, True),
        ("care home", AGENCY, False),
        ("Northbridge", AGENCY, False),
        ("C1", RUTH, True),
        ("c1, at the door", RUTH, True),
        ("C2", RUTH, False),
        ("C10", RUTH, False),
        ("carer", RUTH, True),
        ("the carer's son", RUTH, True),
        ("the person, with her carer", RUTH, False),
        ("carers' team", RUTH, False),
        ("provider", RUTH, False),
        ("P1", AGENCY, True),
        ("manager of P1", AGENCY, True),
        ("the provider", AGENCY, True),
        ("carer", AGENCY, False),
        ("the representative", LORNA, True),
        ("representative, by e-mail", LORNA, True),
        ("the advocate", LORNA, False),
        ("the advocate", XENA, True),
        ("the person's advocate", XENA, True),
        ("carer", MAL, False),
    ],
)
def test_whether_words_mean_the_one_who_receives(words: str, party: Any, is_theirs: bool) -> None:
    assert is_said_by(words, party) is is_theirs


@pytest.mark.rule("TELL-8", "SHARE-6")
@pytest.mark.parametrize(
    ("words", "reference", "is_theirs"),
    [
        ("asked-1", "asked-1", True),
        ("asked-1, on the telephone", "asked-1", True),
        ("asked-11", "asked-1", False),
        ("a", "a", True),
        ("a social worker", "a", False),
        ("social worker", "", False),
    ],
)
def test_a_reference_that_a_party_does_not_hold_is_given(words: str, reference: str, is_theirs: bool) -> None:
    assert is_said_by(words, MAL, reference) is is_theirs


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("words", "are_theirs"),
    [
        ("the person", True),
        ("Person", True),
        ("the person, at home", True),
        ("the person themselves", True),
        ("Mrs Edith Marlow", True),
        ("the person's daughter", False),
        ("her person", False),
        ("social worker", False),
        ("Ruth Marlow", False),
    ],
)
def test_whether_words_mean_the_person(words: str, are_theirs: bool) -> None:
    assert is_the_person(words, plan().person) is are_theirs


WITH_OTHERS: Json = {
    "representative": {"name": "Lorna Pettigrew", "relationship": "niece", "contact": {}},
    "advocate": {"name": "Xena Hale", "contact": {}},
}


@pytest.mark.rule("SHARE-6")
@pytest.mark.parametrize(
    ("decider", "decided_by", "is_refused"),
    [
        ("person", "the person", False),
        ("person", "Edith Marlow", False),
        ("person", "social worker", False),
        ("person", "the person, with her daughter", False),
        ("person", "Northbridge Home Care", True),
        ("person", "Ruth Marlow", True),
        ("person", "her daughter", True),
        ("person", "Ms Pettigrew", True),
        ("person", "Xena Hale", True),
        ("person", "C1", True),
        ("person", "manager of P1", True),
        ("person", "the representative", True),
        ("person", "the person, with her carer", False),
        ("representative", "the representative", False),
        ("representative", "the advocate", True),
        ("C1", "the carer", False),
        ("representative", "Lorna Pettigrew", False),
        ("representative", "her niece", False),
        ("representative", "attorney", False),
        ("representative", "the person", True),
        ("representative", "Ruth Marlow", True),
        ("C1", "Edith Marlow", True),
        ("C9", "the person", True),
        (None, "Lorna Pettigrew", False),
    ],
)
def test_whoever_is_named_is_whoever_decided(decider: str | None, decided_by: str, is_refused: bool) -> None:
    now = plan(WITH_OTHERS)
    others = Parties.of(now).by_reference()
    said = now.sharing[0].model_copy(update={"decider": decider, "decided_by": decided_by})
    found = decided_as_it_says((said,), now.person, others, "sharing")
    assert [(fault.where, fault.met) for fault in found] == ([("sharing.decided_by", False)] if is_refused else [])
    withdrawn: SharingDecision = said.model_copy(update={"scope": SharingScope.NONE})
    assert not decided_as_it_says((withdrawn,), now.person, others), "which is taken from anybody"
