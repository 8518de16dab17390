"""SHARE-4, SHARE-5, TELL-8 · What was said about copies in messages of their own, in the order in which it came.

Source: the rulebook, SHARE-5: "Such a concern goes to the line manager: share in full, share in part leaving sections
out, or decline"; SHARE-6: "a reference used again for somebody else carries nothing over". What lets a copy go holds
for whom it was about, and for nobody else. What holds one back counts for everybody who may be meant: for whoever has
the reference, or the name, or is reached at the same place, by e-mail or by post. Then somebody is asked once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from countersign.careplan.asked_for import CopyRequest, is_asked_for
from countersign.careplan.circumstances import SafeguardingKind, SafeguardingMark
from countersign.careplan.concerns import ConcernDecision, ConcernOutcome, CopyConcern, MarkSaid
from countersign.careplan.notices import PERSON, REPRESENTATIVE
from countersign.careplan.people import Contact
from countersign.careplan.people_since import ContactSaid
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import (
    Holder,
    Whom,
    are_one,
    holders_in,
    may_be_one,
    name_of,
    place_of,
    turns_into_another,
)
from countersign.careplan.who_gets_a_copy import Concern

AboutCopies = CopyRequest | CopyConcern | ConcernDecision | MarkSaid


class Came(NamedTuple):
    """One thing that was said, as it came to us."""

    what: AboutCopies

    version: int
    """The version that was in hand then: by it the references mean somebody."""

    at: datetime
    """When it came."""

    latest: int = 0
    """The number of the last version that had come by then: a later one than `version`, if that was taken back."""

    said_at: datetime | None = None
    """When it was said (`countersign.careplan.said_later`); None where that does not matter."""


class _When(NamedTuple):
    """Which came first. What a version states came before whatever was said after it had come."""

    version: int
    """The last version that had come."""

    place: int
    """Of what was said its place among all of that, from 0; -1 for what a version states."""


class Mark(NamedTuple):
    """A safeguarding mark that stands, and whom it is about."""

    mark: SafeguardingMark

    since: _When

    name: str
    """The name of whomever it is about, as it was when it was put; empty for the person, and where nobody is known."""

    contacts: tuple[Contact, ...]
    """Where to reach them, as it was then, and as was said of them since."""

    under: frozenset[str]
    """The references that it bears on in the version that is looked at: theirs there, and, where it was put about an
    earlier version or that one, the one that it names, whoever stands there now."""

    @property
    def stated_by(self) -> int:
        """The number of the version that states it; 0 where a message put it."""
        return self.since.version if self.since.place < 0 else 0


class AllSaid(NamedTuple):
    """Everything that was said about the copies of one version, looked through once for all who may hold one."""

    versions: Sequence[Plan]

    version: int

    came: Sequence[Came]

    whoms: tuple[Whom, ...]
    """Of each thing that was said whom it is about."""

    marks: tuple[Mark, ...]

    moved: Sequence[ContactSaid]
    """Where people are reached, as was said beside the versions."""

    turned: frozenset[int]
    """The place of each request under whose number somebody of another name at another place is to be the same."""


class Standing(NamedTuple):
    """What stands about one recipient's copy."""

    concern: Concern

    mark: SafeguardingKind | None
    """The weightiest mark that bears on it and about which nothing was decided since; None where there is none."""

    decision: ConcernDecision | None
    """What was decided about the last concern; None while one is open, and where there was none."""

    decided_at: datetime | None


def asked_for(came: Sequence[Came], until: datetime | None = None) -> dict[str, Holder]:
    """SHARE-4: everybody whom the person asked for, by reference, as was said last. `until`: as it was at a moment."""
    return {
        said.what.recipient: Holder(said.what.recipient, said.what.whom)
        for said in came
        if isinstance(said.what, CopyRequest) and said.what.whom and (until is None or said.at <= until)
    }


def may_hold(plan: Plan, came: Sequence[Came]) -> dict[str, Holder]:
    """Everybody who may hold a copy of a version: who is in it, and whom the person asked for."""
    return holders_in(plan) | asked_for(came)


def marks(
    versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[ContactSaid] = ()
) -> tuple[Mark, ...]:
    """TELL-8: every mark that stands for a version: of every version, and as was said since.

    A mark stands until a message lifts it, whatever later versions state: one that leaves it out does not lift it. A
    version that only repeats a mark says nothing new. One that names somebody else takes the place of none. `moved`:
    where people are reached, as was said beside the versions.
    """
    stand: dict[_WhomItMarks, Mark] = {}
    holders, asked = holders_in(versions[version - 1]), asked_for(came)
    told = sorted(
        (
            *((when, when.version, mark) for when, mark in _stated(versions, asked)),
            *((_when(said, place), said.version, said.what) for place, said in enumerate(came)),
        ),
        key=lambda known: known[0],
    )
    for when, of, what in told:
        if not isinstance(what, SafeguardingMark):
            continue
        if isinstance(what, MarkSaid) and what.is_lifted:
            stand = {key: mark for key, mark in stand.items() if key[:2] != (what.about, what.kind)}
        else:
            under = {other for other in holders if are_one(what.about, of, other, version, versions)}
            under |= {what.about} if of <= version or what.about not in holders else set()
            name, contact = _whom(what.about, versions[of - 1], asked)
            whom = (what.about, what.kind, *_to_compare(name, contact))
            stand.pop(whom, None)
            contacts = _contacts(what.about, of, contact, moved)
            contacts += tuple(said.contact for said in moved if said.version == version and said.about in under)
            stand[whom] = Mark(what, when, name, contacts, frozenset(under))
    return tuple(stand.values())


_WhomItMarks = tuple[str, SafeguardingKind, frozenset[str], tuple[str, ...]]
"""The reference and the kind of a mark, and the name and place of whomever it was put about."""


def _to_compare(name: str, contact: Contact | None) -> tuple[frozenset[str], tuple[str, ...]]:
    return name_of(name), place_of(contact) if contact else ()


def _contacts(about: str, version: int, contact: Contact | None, moved: Sequence[ContactSaid]) -> tuple[Contact, ...]:
    """Where whomever a version means by a reference is reached: as it states, and as was said since."""
    since = (said.contact for said in moved if (said.about, said.version) == (about, version))
    return (*((contact,) if contact else ()), *since)


def _when(said: Came, place: int) -> _When:
    return _When(max(said.latest, said.version), place)


def _stated(versions: Sequence[Plan], asked: Mapping[str, Holder]) -> Iterator[tuple[_When, SafeguardingMark]]:
    """The marks of every version, each with the version that stated it first of whomever it means there."""
    known: set[tuple[str, frozenset[str], tuple[str, ...]]] = set()
    for number, plan in enumerate(versions, 1):
        for mark in plan.safeguarding:
            stated = (mark.model_dump_json(), *_to_compare(*_whom(mark.about, plan, asked)))
            if stated not in known:
                known.add(stated)
                yield _When(number, -1), mark


def _whom(about: str, plan: Plan, asked: Mapping[str, Holder]) -> tuple[str, Contact | None]:
    """The name and contact of whomever a mark or a concern is about; no name for the person."""
    if about == PERSON:
        return "", plan.person.contact
    party = plan.representative if about == REPRESENTATIVE else (asked.get(about) or holders_in(plan).get(about))
    return (party.name, party.contact) if party else ("", None)


def bears_on(mark: Mark, whom: Whom) -> bool:
    """Whether a mark is about somebody, or may be: by reference, name, e-mail address or postal place.

    What is said of the person, but that it is not safe to write to them there, bears on nobody who lives with them.
    """
    if mark.mark.about == PERSON and mark.mark.kind is not SafeguardingKind.ADDRESS_NOT_SAFE:
        return bool(mark.under & whom.references)
    marked = Whom(mark.under, mark.name, mark.contacts)
    return may_be_one(marked, whom)


def puts_since_lifted(came: Sequence[Came], about: str, kind: SafeguardingKind) -> tuple[Came, ...]:
    """TELL-8: each message that put a mark on somebody since the last that lifted it."""
    put: list[Came] = []
    for said in came:
        if isinstance(said.what, MarkSaid) and (said.what.about, said.what.kind) == (about, kind):
            put = [] if said.what.is_lifted else [*put, said]
    return tuple(put)


def all_said(
    versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[ContactSaid] = ()
) -> AllSaid:
    """Look through everything that was said about the copies of a version. The arguments are those of `marks`."""
    asked = asked_for(came)
    whoms = tuple(_whom_it_is_about(said, versions, version, asked, moved) for said in came)
    return AllSaid(versions, version, came, whoms, marks(versions, version, came, moved), moved, _turned(came))


def _turned(came: Sequence[Came]) -> frozenset[int]:
    last: dict[str, Holder] = {}
    places: set[int] = set()
    for place, said in enumerate(came):
        if not isinstance(said.what, CopyRequest) or said.what.whom is None:
            continue
        now = Holder(said.what.recipient, said.what.whom)
        before = last.get(now.reference)
        if before is not None and turns_into_another(before, now):
            places.add(place)
        last[now.reference] = now
    return frozenset(places)


def whom_it_is_about(
    said: Came, versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[ContactSaid] = ()
) -> Whom:
    """Whom one thing that was said is about, for a version. The arguments are those of `marks`."""
    return _whom_it_is_about(said, versions, version, asked_for(came), moved)


def _whom_it_is_about(
    said: Came, versions: Sequence[Plan], version: int, asked: Mapping[str, Holder], moved: Sequence[ContactSaid]
) -> Whom:
    about = _is_about(said)
    name, contact = _whom(about, versions[said.version - 1], asked)
    # By reference alone it bears on whoever has it then or later: an earlier version means somebody else by it.
    references = frozenset({about}) if said.version <= version else frozenset[str]()
    return Whom(references, name, _contacts(about, said.version, contact, moved))


def standing(holder: Holder, known: AllSaid) -> Standing:
    """SHARE-5: what stands about a recipient's copy of a version: the concern, and the mark, since the last decision.

    What was decided about somebody who may be another is asked again. So is one that left something out or declined,
    once the person has asked again. A number whose name and place both become others is asked about, whatever
    `formerly` says.
    """
    concern, decided, decided_at, when = Concern.NONE, None, None, _When(0, -1)
    for place, said in enumerate(known.came):
        what = said.what
        if isinstance(what, MarkSaid) or not may_be_about(place, holder, known):
            continue
        if isinstance(what, ConcernDecision) and _is_plainly_about(said, holder, known):
            concern, decided, decided_at = _DECIDED[what.outcome], what, said.at
            when = _when(said, place)
        elif _asks_again(what, concern) or (place in known.turned and _is_about(said) == holder.reference):
            concern, decided, decided_at = Concern.OPEN, None, None
    kinds = {mark.mark.kind for mark in known.marks if mark.since > when and bears_on(mark, as_whom(holder, known))}
    weightiest = next((kind for kind in SafeguardingKind if kind in kinds), None)
    return Standing(concern, weightiest, decided, decided_at)


def _asks_again(what: AboutCopies, concern: Concern) -> bool:
    """Whether what is said makes a concern to be decided, beside what was decided about this very recipient.

    A decision about another, who may be the same, does so where it lets less go: else two would ask for ever.
    """
    if isinstance(what, CopyRequest):
        return concern in {Concern.IN_PART, Concern.DECLINED}
    if not isinstance(what, ConcernDecision) or concern not in _LETS_LESS_GO:
        return True
    return _LETS_LESS_GO.index(_DECIDED[what.outcome]) > _LETS_LESS_GO.index(concern)


_LETS_LESS_GO = (Concern.IN_FULL, Concern.IN_PART, Concern.DECLINED)

_DECIDED = {
    ConcernOutcome.IN_FULL: Concern.IN_FULL,
    ConcernOutcome.IN_PART: Concern.IN_PART,
    ConcernOutcome.DECLINED: Concern.DECLINED,
}


def may_be_about(place: int, holder: Holder, known: AllSaid) -> bool:
    """Whether what was said is about a recipient, or may be: see `may_be_one`; or because they are the same.

    `place`: of what was said its place. `holder`: a recipient, as the version has them.
    """
    about = known.whoms[place]
    return may_be_one(about, as_whom(holder, known)) or _is_plainly_about(known.came[place], holder, known)


def as_whom(holder: Holder, known: AllSaid) -> Whom:
    """A recipient of the version, as far as they are known: where they are reached, also as was said since."""
    contacts = _contacts(holder.reference, known.version, holder.contact, known.moved)
    return Whom(frozenset({holder.reference}), holder.name, contacts)


def _is_about(said: Came) -> str:
    return said.what.about if isinstance(said.what, MarkSaid) else said.what.recipient


def _is_plainly_about(said: Came, holder: Holder, known: AllSaid) -> bool:
    whom = _is_about(said)
    if is_asked_for(holder.reference) or is_asked_for(whom):
        return whom == holder.reference
    return are_one(whom, said.version, holder.reference, known.version, known.versions)
