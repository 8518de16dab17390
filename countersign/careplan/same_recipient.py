"""SHARE-6 · Under which reference a later version of a plan has whom an earlier one has under another, or under it.

References (C1, P1) tie the parts of one version together. In the next version somebody else may stand under the same
one, and whoever stood there under another. A decision about sharing holds for whom it was about: what is not plainly
the same is asked about. A plan can say that somebody has another name now (`formerly`). Source: the rulebook, SHARE-6:
"It holds for the recipient it was about: a reference used again for somebody else carries nothing over."
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from countersign.careplan.asked_for import AskedFor
from countersign.careplan.consent import ADVOCATE
from countersign.careplan.people import Advocate, Carer, Contact, Provider
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import TITLES, called, words_of
from countersign.careplan.words import plainly

_OF_A_FIRM = TITLES | frozenset({"ltd", "limited", "plc", "llp", "cic", "the", "and", "co", "company"})
_LONG_ENOUGH = 5
"""How many letters a word has at least in which one may be a slip: Jon and Jan may be a husband and his wife."""


class Holder(NamedTuple):
    """Somebody who may hold a copy, as one version of the plan has them."""

    reference: str
    """C1, P1 or `advocate`; or asked-1, of whoever the person asked for."""

    party: Carer | Provider | Advocate | AskedFor

    @property
    def name(self) -> str:
        """Their name."""
        return self.party.name

    @property
    def contact(self) -> Contact:
        """Where to reach them."""
        return self.party.contact

    @property
    def is_provider(self) -> bool:
        """Whether they are a provider."""
        return isinstance(self.party, Provider)


def holders_in(plan: Plan) -> dict[str, Holder]:
    """Everybody in a version who may hold a copy by a decision, by reference: carers, providers, the advocate."""
    parties = [Holder(party.id, party) for party in (*plan.carers, *plan.providers)]
    parties += [Holder(ADVOCATE, plan.advocate)] if plan.advocate else []
    return {holder.reference: holder for holder in parties}


def are_the_same(before: Holder, now: Holder) -> bool:
    """Whether both are the same person or organisation, whatever their references. In doubt they are not.

    | name in both | and besides | the same |
    |---|---|---|
    | alike, or the one that `formerly` gives | a carer: the same relationship, or the same contact | yes |
    | one slip of spelling apart | the same contact; a carer: the same relationship too | yes |
    | another | whatever else | no |

    Alike: the same words without titles, capitals, accents, punctuation, order and what a firm's form adds.
    """
    if type(before.party) is not type(now.party):
        return False
    same_contact = place_of(before.contact) == place_of(now.contact) != ()
    same_relationship = _relationship(before) == _relationship(now)
    if now.party.formerly and name_of(now.party.formerly) == name_of(before.name):
        return True
    if name_of(before.name) == name_of(now.name):
        return same_relationship or same_contact
    return _one_slip(before.name, now.name) and same_contact and same_relationship


def turns_into_another(before: Holder, now: Holder) -> bool:
    """Whether only `formerly` says that both are the same: neither the name nor where they are reached does."""
    is_alike = name_of(before.name) == name_of(now.name) or _one_slip(before.name, now.name)
    return not is_alike and place_of(before.contact) != place_of(now.contact)


def still(reference: str, versions: Sequence[Plan]) -> str | None:
    """Under which reference the last of these versions has whom the first has under this one; None if it has not.

    The earliest version first; they are followed step by step. A version without them is passed over, but not the last.
    """
    last: Holder | None = None
    found: str | None = None
    for plan in versions:
        holders = holders_in(plan)
        now = holders.get(reference) if last is None else _among(holders, last)
        found = now.reference if now else None
        if now is None and last is None:
            return None
        last = now or last
    return found


def are_one(reference: str, of: int, other: str, version: int, versions: Sequence[Plan]) -> bool:
    """Whether whom a reference means in one version is whom another reference means in another.

    `of`, `version`: the number of the version of each, from 1; either may be the earlier one.
    """
    if of == version:
        return reference == other and reference in holders_in(versions[of - 1])
    if of < version:
        return still(reference, versions[of - 1 : version]) == other
    return still(other, versions[version - 1 : of]) == reference


def _among(holders: dict[str, Holder], before: Holder) -> Holder | None:
    """The same among the holders of another version: under the same reference, if they are there too."""
    same = [holder for holder in holders.values() if are_the_same(before, holder)]
    return next((holder for holder in same if holder.reference == before.reference), same[0] if same else None)


@lru_cache(maxsize=1024)  # each thing that was said of a plan is held against everybody who may be meant
def name_of(name: str) -> frozenset[str]:
    """The words of a name without titles and without what a firm's form adds."""
    words = frozenset(words_of(name))
    return words - _OF_A_FIRM or words


def _relationship(holder: Holder) -> frozenset[str]:
    if isinstance(holder.party, AskedFor):
        return called(holder.party.what_they_are)
    return called(holder.party.relationship) if isinstance(holder.party, Carer) else frozenset()


def place_of(contact: Contact) -> tuple[str, ...]:
    """Where somebody is reached, to compare: the e-mail address, or else the postal address."""
    if contact.email:
        return (contact.email.casefold(),)
    return tuple("".join(words_of(line)) for line in contact.address)


def _one_slip(before: str, now: str) -> bool:
    """Whether two names differ in one word, which is long enough, by one letter or by two that are swapped."""
    one, other = plainly(before).split(), plainly(now).split()
    if len(one) != len(other):
        return False
    differ = [(first, second) for first, second in zip(one, other, strict=True) if first != second]
    return len(differ) == 1 and is_one_slip(*differ[0])


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words, both long enough, differ by one letter or by two that are swapped."""
    if min(len(one), len(other)) < _LONG_ENOUGH:
        return False
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((index for index, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped
