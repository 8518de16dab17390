"""SHARE-4, SHARE-5, TELL-8 · What was said about copies in messages of their own, in the order in which it came.

Source: the rulebook, SHARE-5: "Such a concern goes to the line manager: share in full, share in part leaving sections
out, or decline"; SHARE-6: "a reference used again for somebody else carries nothing over". What lets a copy go holds
for whom it was about, and for nobody else. What holds one back counts for everybody who may be meant: for whoever has
the reference, or the name, or is reached at the same place, by e-mail or by post. Then somebody is asked once more.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from countersign.careplan.asked_for import CopyRequest, is_asked_for
from countersign.careplan.circumstances import SafeguardingKind, SafeguardingMark
from countersign.careplan.concerns import ConcernDecision, ConcernOutcome, CopyConcern, MarkSaid
from countersign.careplan.known_by import NOW, KnownBy, Meant
from countersign.careplan.may_be_the_same import Whom, may_be_one
from countersign.careplan.notices import PERSON
from countersign.careplan.people_since import KnownAs
from countersign.careplan.plan import Plan
from countersign.careplan.same_recipient import Holder, are_one, holders_in, turns_into_another
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

    whom: Whom
    """Whomever it is about: by every name and contact by which they were known up to now, without a name for the
    person. Its references are those that the mark bears on in the version that is looked at: theirs there, and, where
    it was put about an earlier version or that one, the one that it names, whoever stands there now; but for one for
    whom it was lifted."""

    puts: tuple[int, ...]
    """Of each message that put it, since it was lifted last, its place among all that was said."""

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

    known: KnownBy
    """Everybody, by all that they were known by."""

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
    versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[KnownAs] = ()
) -> tuple[Mark, ...]:
    """TELL-8: every mark that stands for a version: of every version, and as was said since.

    A mark stands until a message lifts it, whatever later versions state: one that leaves it out does not lift it. A
    version that only repeats a mark says nothing new. One that names somebody else takes the place of none. `moved`:
    where people are reached, as was said beside the versions.
    """
    return _marks(versions, version, came, _known_by(versions, came, moved))


class _Put(NamedTuple):
    """A mark that stands, whatever version is looked at."""

    mark: SafeguardingMark

    since: _When

    meant: Meant

    puts: tuple[int, ...]

    not_for: tuple[Meant, ...] = ()
    """For whom it was lifted who is somebody else under the same reference."""


def _known_by(versions: Sequence[Plan], came: Sequence[Came], moved: Sequence[KnownAs]) -> KnownBy:
    return KnownBy(versions, (said.what for said in came if isinstance(said.what, CopyRequest)), moved)


def _marks(versions: Sequence[Plan], version: int, came: Sequence[Came], known: KnownBy) -> tuple[Mark, ...]:
    stand: dict[tuple[SafeguardingKind, str, Whom], _Put] = {}
    told = sorted(
        (
            *((when, mark, known.meant(mark.about, when.version), ()) for when, mark in _stated(versions, known)),
            *(
                (_when(said, place), said.what, known.meant(said.what.about, said.version, place), (place,))
                for place, said in enumerate(came)
                if isinstance(said.what, MarkSaid)
            ),
        ),
        key=lambda told: told[0],
    )
    for when, mark, meant, puts in told:
        if isinstance(mark, MarkSaid) and mark.is_lifted:
            stand = {
                key: put if put.mark.kind is not mark.kind else put._replace(not_for=(*put.not_for, meant))
                for key, put in stand.items()
                if put.mark.kind is not mark.kind or not _lifts(meant, put.meant, known)
            }
            continue
        key = (mark.kind, mark.about, known.as_whom(meant, ()))
        before = stand.pop(key, None)
        stand[key] = _Put(mark, when, meant, (*(before.puts if before else ()), *puts))
    return tuple(
        Mark(
            put.mark, put.since, known.as_whom(put.meant, _under(put, versions[version - 1], version, known)), put.puts
        )
        for put in stand.values()
    )


def _lifts(meant: Meant, put: Meant, known: KnownBy) -> bool:
    """Whether what is lifted for whom a reference means now is a mark on whom one meant when it was put.

    Where the reference means nobody by now, it can only be whom it meant.
    """
    return known.are_one(meant, put) or (meant.about == put.about and not known.is_anybody(meant))


def _under(put: _Put, plan: Plan, version: int, known: KnownBy) -> frozenset[str]:
    """Under which references a mark bears on somebody in a version: theirs, and the one that it names."""
    about = put.meant.about
    there = {reference: known.meant(reference, version, NOW) for reference in (*holders_in(plan), about)}
    theirs = {reference for reference, now in there.items() if known.are_one(put.meant, now)}
    is_lifted = any(one.about == about and known.are_one(one, there[about]) for one in put.not_for)
    if not is_lifted and (put.meant.version <= version or about not in holders_in(plan)):
        theirs.add(about)
    return frozenset(theirs)


def _when(said: Came, place: int) -> _When:
    return _When(max(said.latest, said.version), place)


def _stated(versions: Sequence[Plan], known: KnownBy) -> Iterator[tuple[_When, SafeguardingMark]]:
    """The marks of every version, each with the version that stated it first of whomever it means there."""
    already: set[tuple[str, Whom]] = set()
    for number, plan in enumerate(versions, 1):
        for mark in plan.safeguarding:
            stated = (mark.model_dump_json(), known.as_whom(known.meant(mark.about, number), ()))
            if stated not in already:
                already.add(stated)
                yield _When(number, -1), mark


def bears_on(mark: Mark, whom: Whom) -> bool:
    """Whether a mark is about somebody, or may be: by reference, name, e-mail address or postal place.

    What is said of the person, but that it is not safe to write to them there, bears on nobody who lives with them.
    """
    if mark.mark.about == PERSON and mark.mark.kind is not SafeguardingKind.ADDRESS_NOT_SAFE:
        return bool(mark.whom.references & whom.references)
    return may_be_one(mark.whom, whom)


def all_said(versions: Sequence[Plan], version: int, came: Sequence[Came], moved: Sequence[KnownAs] = ()) -> AllSaid:
    """Look through everything that was said about the copies of a version. The arguments are those of `marks`."""
    known = _known_by(versions, came, moved)
    whoms = tuple(_whom_it_is_about(place, said, version, known) for place, said in enumerate(came))
    return AllSaid(versions, version, came, whoms, _marks(versions, version, came, known), known, _turned(came))


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


def _whom_it_is_about(place: int, said: Came, version: int, known: KnownBy) -> Whom:
    about = _is_about(said)
    # By reference alone it bears on whoever has it then or later: an earlier version means somebody else by it.
    references = {about} if said.version <= version else set[str]()
    return known.as_whom(known.meant(about, said.version, place), references)


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
    """A recipient of the version, by all that they were known by up to now."""
    return known.known.as_whom(known.known.stated(holder.reference, known.version), {holder.reference})


def _is_about(said: Came) -> str:
    return said.what.about if isinstance(said.what, MarkSaid) else said.what.recipient


def _is_plainly_about(said: Came, holder: Holder, known: AllSaid) -> bool:
    whom = _is_about(said)
    if is_asked_for(holder.reference) or is_asked_for(whom):
        return whom == holder.reference
    return are_one(whom, said.version, holder.reference, known.version, known.versions)
