"""TELL-8, REC-1, REC-3 · A version with every mark and concern that bears on whoever letters go to. It is never kept.

Source: the rulebook, TELL-8: "Before anything is sent, whom and where are read as they are now"; SHARE-5, for what a
copy could do: what may not go to somebody as a copy is not read by them as another's letter either. So a concern about
a copy holds back what would go to the person, their representative or their advocate where whoever it is about may read
it: by name, at their mailbox, or at their postal place. But people who live together share a postal place, so where the
person lived already by the version of that time nothing is held back for it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from countersign.careplan.about_copies import AllSaid, Came, Mark, all_said, bears_on
from countersign.careplan.asked_for import is_asked_for
from countersign.careplan.circumstances import SafeguardingKind, SafeguardingMark
from countersign.careplan.concerns import ConcernDecision, ConcernOutcome, CopyConcern
from countersign.careplan.may_be_the_same import Whom, reads_what_is_for
from countersign.careplan.notices import ADVOCATE, PERSON, REPRESENTATIVE
from countersign.careplan.people import Person, Representative
from countersign.careplan.people_since import KnownAs
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import Holder, are_one, holders_in

WRITTEN_TO = (PERSON, REPRESENTATIVE, ADVOCATE)
"""Who has letters about the plan itself, besides whoever has a copy of it."""

UNSAFE, A_RISK = SafeguardingKind.ADDRESS_NOT_SAFE, SafeguardingKind.SOMEBODY_WHO_IS_A_RISK

Party = Person | Representative | Holder


class _Concerned(NamedTuple):
    """Somebody about whose copy there is a concern that was not decided in full."""

    whom: Whom

    is_decided: bool
    """Whether it was decided: what goes to them under their own reference is known by it."""

    home: Whom
    """Where the person lived when it was raised."""


def as_marked(
    people: Plan, versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[KnownAs] = ()
) -> Plan:
    """TELL-8: a version with the marks that stand now, each on everybody of it on whom it bears; and the concerns.

    `people`: the version with its people as they are now. The other arguments are those of `marks`. Where somebody who
    is a risk may be reached under another reference, or whoever a concern is about, it is not safe to write there.
    """
    parties: dict[str, Party] = {PERSON: people.person, **holders_in(people)}
    parties |= {REPRESENTATIVE: people.representative} if people.representative else {}
    said = all_said(versions, version, came, moved)
    on_them = [
        mark.mark.model_copy(update={"about": about, "kind": _kind_on(mark, about)})
        for mark in said.marks
        for about, party in parties.items()
        if _is_on(mark, about, party, _home(versions, mark.since.version))
    ]
    concerned = tuple(_concerned(said))
    on_them += [
        SafeguardingMark(kind=UNSAFE, about=about, in_words="A concern about a copy bears on it.")
        for about in WRITTEN_TO
        if about in parties and any(_may_be_read_by(concern, about, parties[about]) for concern in concerned)
    ]
    named = [mark.mark for mark in said.marks if mark.mark.about not in parties]
    return people.model_copy(update={"safeguarding": (*on_them, *named)})


def _as_whom(about: str, party: Party) -> Whom:
    return Whom(frozenset({about}), () if isinstance(party, Person) else (party.name,), (party.contact,))


def _kind_on(mark: Mark, about: str) -> SafeguardingKind:
    return UNSAFE if mark.mark.kind is A_RISK and about not in mark.whom.references else mark.mark.kind


def _is_on(mark: Mark, about: str, party: Party, home: Whom) -> bool:
    """Whether a mark bears on what is written to somebody."""
    whom = _as_whom(about, party)
    if about not in WRITTEN_TO or mark.mark.kind is UNSAFE or mark.mark.about == PERSON:
        return bears_on(mark, whom)
    return about in mark.whom.references or reads_what_is_for(whom, mark.whom, home)


def _may_be_read_by(concern: _Concerned, about: str, party: Party) -> bool:
    if about in concern.whom.references:
        return not concern.is_decided
    return reads_what_is_for(_as_whom(about, party), concern.whom, concern.home)


def _home(versions: Sequence[Plan], until: int) -> Whom:
    """Where the person lived by the versions up to one. What was said beside them is what is looked at here."""
    return Whom(frozenset(), (), tuple(plan.person.contact for plan in versions[:until]))


def _concerned(known: AllSaid) -> Iterator[_Concerned]:
    """Everybody about whose copy a concern was raised, or decided otherwise than in full, and not in full since."""
    raised: dict[tuple[str, int], int] = {}
    decided: dict[tuple[str, int], int] = {}
    let_go: dict[tuple[str, int], int] = {}
    for place, said in enumerate(known.came):
        if not isinstance(said.what, CopyConcern | ConcernDecision):
            continue
        key = (said.what.recipient, said.version)
        if isinstance(said.what, CopyConcern):
            raised[key] = place
        elif said.what.outcome is ConcernOutcome.IN_FULL:
            let_go[key] = place
        else:
            decided[key] = place

    def since(said: dict[tuple[str, int], int], key: tuple[str, int], place: int) -> bool:
        return any(later > place and _is_the_same(key, other, known.versions) for other, later in said.items())

    for key in dict.fromkeys((*raised, *decided)):
        last = max(raised.get(key, -1), decided.get(key, -1))
        if since(let_go, key, last):
            continue
        first, is_decided = known.came[last], key not in raised or since(decided, key, raised[key])
        home = _home(known.versions, max(first.version, first.latest))
        yield _Concerned(known.whoms[last], is_decided, home)


def _is_the_same(one: tuple[str, int], other: tuple[str, int], versions: Sequence[Plan]) -> bool:
    """Whether two references, each of a version, plainly mean one recipient."""
    if is_asked_for(one[0]) or is_asked_for(other[0]):
        return one[0] == other[0]
    return are_one(*one, *other, versions)
