"""SHARE-6, TELL-8 · Whom the words for whoever decided, or brought something, mean among the people of a plan.

Source: the rulebook, SHARE-6: nobody decides that they receive a copy themselves; TELL-8, of whom and where. Words are
free, so they are read widely: a name in full or in part, an initial, what somebody is to the person or in the plan, a
reference. In doubt they mean whoever would receive, and whoever sends it says it in other words.
"""

from collections.abc import Mapping

from countersign.careplan.asked_for import AskedFor
from countersign.careplan.consent import SharingDecision, SharingScope
from countersign.careplan.findings import Finding, finding
from countersign.careplan.may_be_the_same import as_it_looks, name_of
from countersign.careplan.notices import PERSON
from countersign.careplan.people import Advocate, Carer, Person, Provider, Representative
from countersign.careplan.same_person import BESIDE_IT, Somebody, words_of

Party = Person | Representative | Advocate | Carer | Provider | AskedFor

_BESIDE_A_NAME = as_it_looks(" ".join(BESIDE_IT))


_IN_THE_PLAN: dict[type[Party], str] = {
    Representative: "representative",
    Advocate: "advocate",
    Carer: "carer",
    Provider: "provider",
}


def is_said_by(decided_by: str, party: Party, reference: str = "") -> bool:
    """Whether the words for whoever decided mean somebody of this plan themselves, or may.

    `reference`: theirs, where the party does not hold it, such as asked-1.

    | words | and | they do |
    |---|---|---|
    | their name, or the whole of it among others, as in "Ruth Marlow, on the telephone" | | yes |
    | a part of their name and nothing else, as "Mrs Marlow", "R. Marlow" or "her daughter Ruth" | a person | yes |
    | what they are to the person, as "her daughter" | | yes |
    | their reference among others, as "the manager of P1" | | yes |
    | what they are in the plan, as "the representative" | it does not begin with the person | yes |
    """
    if _refers_to(words_of(decided_by), party, reference):
        return True
    name, words = as_it_looks(party.name), as_it_looks(decided_by)
    if name == words or (len(name) > 1 and name <= words):
        return True
    relationship = _relationship(party)
    rest = words - _BESIDE_A_NAME - as_it_looks(relationship)
    if not isinstance(party, Provider) and "person" not in words and _is_a_part(rest, name):
        return True
    return bool(words_of(decided_by)) and Somebody.called(None, decided_by).may_be(Somebody.called(None, relationship))


def _refers_to(words: tuple[str, ...], party: Party, reference: str) -> bool:
    own = words_of(reference or (party.id if isinstance(party, Carer | Provider) else ""))
    is_a_number = any(word[-1:].isdigit() for word in own)  # a reference may be a word of everyday, such as "a"
    among = any(words[at : at + len(own)] == own for at in range(len(words))) if is_a_number else words == own
    return (bool(own) and among) or (_IN_THE_PLAN.get(type(party)) in words and not _begins_with_the_person(words))


def _relationship(party: Party) -> str:
    if isinstance(party, AskedFor):
        return party.what_they_are
    return party.relationship or "" if isinstance(party, Carer | Representative) else ""


def _is_a_part(words: frozenset[str], name: frozenset[str]) -> bool:
    """Whether words are some of a name's, each whole or as an initial, and one of them whole."""
    return not words.isdisjoint(name) and all(
        word in name or (len(word) == 1 and any(whole.startswith(word) for whole in name)) for word in words
    )


def is_the_person(decided_by: str, person: Person) -> bool:
    """Whether the words say that it was the person themselves: "the person, at home", or their name."""
    return _begins_with_the_person(words_of(decided_by)) or name_of(person.name) <= name_of(decided_by)


def _begins_with_the_person(words: tuple[str, ...]) -> bool:
    at = 1 if words[:1] == ("the",) else 0
    return words[at : at + 1] == ("person",) and words[at + 1 : at + 2] != ("s",)


def decided_as_it_says(
    decisions: tuple[SharingDecision, ...], person: Person, others: Mapping[str, Party], where: str = "plan.sharing"
) -> tuple[Finding, ...]:
    """SHARE-6: `decided_by` names nobody of the plan but the `decider`. Faults only.

    A refusal or a withdrawal is taken from anybody. `others`: everybody else of the plan, by reference. `where`: the
    field that holds the decisions, or the one decision.
    """
    return tuple(
        finding(
            "SHARE-6",
            False,
            f"{decision.recipient}: `decided_by` and `decider` say that different people decided: say which did, in "
            "both.",
            f"{where}.decided_by",
        )
        for decision in decisions
        if decision.scope is not SharingScope.NONE and _names_another(decision, person, others)
    )


def _names_another(decision: SharingDecision, person: Person, others: Mapping[str, Party]) -> bool:
    by, decider = decision.decided_by, decision.decider
    if decider is None:
        return False
    if decider == PERSON:
        return not is_the_person(by, person) and any(
            is_said_by(by, party, reference) for reference, party in others.items()
        )
    theirs = others.get(decider)
    if theirs is not None and is_said_by(by, theirs, decider):
        return False
    own_name = name_of(theirs.name) if theirs else frozenset[str]()
    rest = ((reference, party) for reference, party in others.items() if name_of(party.name) != own_name)
    return is_the_person(by, person) or any(is_said_by(by, party, reference) for reference, party in rest)
