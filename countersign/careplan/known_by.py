"""SHARE-5, SHARE-6, TELL-8 · Whom a reference means, and every name and contact by which they were known up to now.

What holds a copy or a letter back is about somebody, and they are known by all that versions and messages ever gave
them: whoever was marked at one address is the same at the next one, and whoever knew them at the first may still use
it. So for holding, everything is compared. Source: the rulebook, TELL-8: "Before anything is sent, whom and where are
read as they are now"; SHARE-6: "a reference used again for somebody else carries nothing over".
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from countersign.careplan.asked_for import AskedFor, CopyRequest, is_asked_for
from countersign.careplan.may_be_the_same import Whom
from countersign.careplan.notices import ADVOCATE, PERSON, REPRESENTATIVE
from countersign.careplan.people import Advocate, Carer, Contact, Provider, Representative
from countersign.careplan.people_since import KnownAs
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import are_one, holders_in, name_of

NOW = 2**31
"""A place after everything that was said."""


class Meant(NamedTuple):
    """Whom a reference means, as it was said."""

    about: str

    version: int
    """The version in hand then."""

    name: str = ""
    """Of a representative or an advocate their name then: others come in their place beside the versions."""


class KnownBy:
    """Everybody whom references mean, and every name and contact by which they were known."""

    def __init__(self, versions: Sequence[Plan], requests: Iterable[CopyRequest], moved: Sequence[KnownAs]) -> None:
        """`requests`: every request for a copy, in order. `moved`: what was said beside the versions, in order."""
        self._versions, self._moved = versions, moved
        self._asked: dict[str, list[AskedFor]] = {}
        for request in requests:
            if request.whom is not None:
                self._asked.setdefault(request.recipient, []).append(request.whom)
        self._holders = [holders_in(plan) for plan in versions]
        self._known: dict[Meant, tuple[tuple[str, ...], tuple[Contact, ...]]] = {}

    def meant(self, about: str, version: int, place: int | None = None) -> Meant:
        """Whom a reference meant when something was said.

        `place`: its place among all that was said about copies, from 0; None for what the version itself states.
        """
        name = self._name_then(about, version, place) if about in (REPRESENTATIVE, ADVOCATE) else ""
        return Meant(about, version, name)

    def stated(self, about: str, version: int) -> Meant:
        """Whom a reference means in a version for good, as whoever may have a copy of that version."""
        advocate = self._versions[version - 1].advocate if about == ADVOCATE else None
        return Meant(about, version, advocate.name if advocate else "")

    def is_anybody(self, meant: Meant) -> bool:
        """Whether the reference meant anybody."""
        if meant.about in (REPRESENTATIVE, ADVOCATE):
            return bool(meant.name)
        return meant.about == PERSON or meant.about in self._asked or meant.about in self._holders[meant.version - 1]

    def are_one(self, one: Meant, other: Meant) -> bool:
        """Whether both plainly mean one. Of a representative or an advocate the name tells, besides what they are."""
        if not (_is_of_a_version(one.about) and _is_of_a_version(other.about)):
            return one.about == other.about and name_of(one.name) == name_of(other.name)
        return are_one(one.about, one.version, other.about, other.version, self._versions)

    def as_whom(self, meant: Meant, references: Iterable[str]) -> Whom:
        """Whoever is meant, by all that they were known by, under these references."""
        if meant not in self._known:
            known = tuple(self._all_of(meant))
            names = dict.fromkeys(name for name, _ in known if name)
            contacts = dict.fromkeys(contact for _, contact in known if contact is not None)
            self._known[meant] = tuple(names), tuple(contacts)
        return Whom(frozenset(references), *self._known[meant])

    def _name_then(self, about: str, version: int, place: int | None) -> str:
        stated = [_named(plan, about) for plan in self._versions[:version]]
        said = [
            known
            for known in self._moved
            if known.about == about and (known.version < version if place is None else known.after <= place)
        ]
        is_stated_since = bool(said) and any(
            stated[number - 1] != stated[number - 2] for number in range(said[-1].version + 1, version + 1)
        )
        if said and not is_stated_since:
            return said[-1].name
        party = stated[-1]
        return party.name if party else ""

    def _all_of(self, meant: Meant) -> Iterator[tuple[str, Contact | None]]:
        if meant.about == PERSON:  # their name is not compared
            yield from (("", plan.person.contact) for plan in self._versions)
            yield from (("", known.contact) for known in self._moved if known.about == PERSON)
        elif is_asked_for(meant.about):
            for whom in self._asked.get(meant.about, ()):
                yield from _both_names(whom)
        elif meant.about in _BY_NAME:
            yield meant.name, None
            there = (party for plan in self._versions if (party := _named(plan, meant.about)))
            yield from ((party.name, party.contact) for party in there if _alike(party.name, meant.name))
            yield from (
                (known.name, known.contact)
                for known in self._moved
                if known.about == meant.about and _alike(known.name, meant.name)
            )
        else:
            yield from self._of_a_part_of_the_plan(meant)

    def _of_a_part_of_the_plan(self, meant: Meant) -> Iterator[tuple[str, Contact | None]]:
        theirs = set[tuple[str, int]]()
        for number, holders in enumerate(self._holders, 1):
            for reference, holder in holders.items():
                if are_one(meant.about, meant.version, reference, number, self._versions):
                    theirs.add((reference, number))
                    yield from _both_names(holder.party)
        yield from ((known.name, known.contact) for known in self._moved if (known.about, known.version) in theirs)


_BY_NAME = (REPRESENTATIVE, ADVOCATE)


def _is_of_a_version(about: str) -> bool:
    """Whether a reference means whomever a version states under it, and nothing else beside it."""
    return about != PERSON and about not in _BY_NAME and not is_asked_for(about)


def _named(plan: Plan, about: str) -> Representative | Advocate | None:
    return plan.representative if about == REPRESENTATIVE else plan.advocate


def _alike(one: str, other: str) -> bool:
    return name_of(one) == name_of(other)


def _both_names(party: Carer | Provider | Advocate | AskedFor) -> Iterator[tuple[str, Contact | None]]:
    yield party.name, party.contact
    if party.formerly:
        yield party.formerly, None
