"""TELL-8, TELL-1, REC-3 · Whom to write to and where, as it was said since a version was submitted.

Versions are immutable (REC-4), and people move: so what is said later is kept beside the version, and every letter,
notice and copy goes by both. What was *decided* last counts, whenever it came. Source: the rulebook, TELL-8: "Before
anything is sent, whom and where are read as they are now: a changed address or representative"; the procedure, "You
should contact the person whose plan it is (or their representative)".
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from pydantic import AwareDatetime

from countersign.careplan.asked_for import AskedFor
from countersign.careplan.circumstances import WrittenTo
from countersign.careplan.notices import ADVOCATE, PERSON, REPRESENTATIVE
from countersign.careplan.people import Advocate, Carer, Contact, Person, Provider, Representative
from countersign.careplan.plan import Plan
from countersign.careplan.said_later import in_turn
from countersign.careplan.same_recipient import Holder, are_the_same, holders_in, name_of, still
from countersign.careplan.wire import Stored

Party = Person | Representative | Advocate | Carer | Provider | AskedFor


class ContactSaid(Stored):
    """Where and how one is reached, as it was said."""

    about: str
    """`person`, `representative`, `advocate`, or a reference such as C1."""

    version: int
    """The latest version in which that means them."""

    contact: Contact

    telephone: str = ""
    """For whoever works on the plan. No letter has it."""

    decided_on: date

    said_at: AwareDatetime | None = None
    """When that was said (`countersign.careplan.said_later`); None for what was said before that was kept."""


class RepresentativeSaid(Stored):
    """Who acts for the person, and who is written to, as it was said. The plan has both."""

    representative: Representative | None
    """None: nobody acts for them any more."""

    written_to: WrittenTo | None

    decided_on: date

    said_at: AwareDatetime | None = None


class AdvocateSaid(Stored):
    """REC-3: the independent advocate whom the person has by now."""

    advocate: Advocate

    decided_on: date

    said_at: AwareDatetime | None = None

    occasion: str = ""
    """Tells their letter from that of another advocate before them."""


class AdvocateOfVersion(Stored):
    """REC-3: whom the person had as their advocate first while a version was in hand that states none."""

    version: int

    advocate: Advocate


class KnownAs(Stored):
    """By what name, and where, a reference was known, as it was said beside the versions. Such stays, whatever follows.

    What holds back compares it (`countersign.careplan.known_by`); letters go by what was said last.
    """

    about: str
    """`person`, `representative`, `advocate`, or a reference such as C1."""

    version: int
    """The version in hand then."""

    name: str
    """Empty where nobody acts for the person any more."""

    contact: Contact | None

    after: int
    """How many things had been said about copies when it came: what came first is known by it."""


class PeopleSince(Stored):
    """Everything that was said of the people of a plan since, of each the latest."""

    contacts: tuple[ContactSaid, ...] = ()

    representative: RepresentativeSaid | None = None

    advocate: AdvocateSaid | None = None

    advocates: tuple[AdvocateOfVersion, ...] = ()
    """SHARE-6: of each version that states no advocate, whom the reference `advocate` means in it for good: consent, a
    concern, or a copy that went stays about whom it was about, whoever has come in their place since."""

    moved_on: date | None = None
    """TELL-8: the day on which the person moves, or moved, away; none where nobody said so."""

    known_as: tuple[KnownAs, ...] = ()
    """SHARE-5, TELL-8: every name and contact that was said, in the order in which they came; not the latest alone."""


class VersionOfDay(NamedTuple):
    """A version, and the day on which it was submitted."""

    plan: Plan

    on: date

    at: datetime | None = None
    """The moment of that day."""


def party_of(plan: Plan, about: str) -> Party | None:
    """Whom a reference means in a plan; None if nobody."""
    if about == PERSON:
        return plan.person
    if about == REPRESENTATIVE:
        return plan.representative
    holder = holders_in(plan).get(about)
    return None if holder is None or isinstance(holder.party, AskedFor) else holder.party


def means_the_same(about: str, before: Plan, now: Plan) -> bool:
    """Whether a reference means the same person or organisation in both."""
    if about == PERSON:
        return True
    was, there = party_of(before, about), party_of(now, about)
    if was is None or there is None:
        return False
    if isinstance(was, Person | Representative) or isinstance(there, Person | Representative):
        return name_of(was.name) == name_of(there.name)
    return are_the_same(Holder(about, was), Holder(about, there))


def as_they_are_now(plan: Plan, since: PeopleSince | None, version: int) -> Plan:
    """A version with its people as they are now. It is read for whom to write to and where, and never kept.

    `version`: the number of that version.
    """
    if since is None:
        return plan
    if since.representative is not None:
        said = since.representative
        plan = plan.model_copy(update={"representative": said.representative, "written_to": said.written_to})
    if since.advocate is not None:
        plan = plan.model_copy(update={"advocate": since.advocate.advocate})
    for contact in since.contacts:
        if contact.version == version:
            plan = _reached_at(plan, contact.about, contact.contact)
    return plan


def with_their_advocates(versions: Sequence[Plan], since: PeopleSince | None) -> tuple[Plan, ...]:
    """The versions, the first one first, each with its advocate: see `with_their_advocate`."""
    return tuple(with_their_advocate(plan, since, number) for number, plan in enumerate(versions, 1))


def with_their_advocate(plan: Plan, since: PeopleSince | None, version: int) -> Plan:
    """A version; if it states no advocate, with the one who was named first while it was in hand.

    It is read for who may hold a copy, and never kept. `version`: its number.
    """
    named = (of.advocate for of in (since.advocates if since else ()) if of.version == version)
    advocate = next(named, None)
    if plan.advocate is not None or advocate is None:
        return plan
    return plan.model_copy(update={"advocate": advocate})


def with_what_is_new(before: PeopleSince | None, now: PeopleSince, plan: Plan, version: int, after: int) -> PeopleSince:
    """With every name and contact that is said now. `plan`, `version`: the one in hand; `after`: see `KnownAs`."""
    was, people = before or PeopleSince(), as_they_are_now(plan, now, version)
    about = {said.about: said.version for said in now.contacts if said not in was.contacts}
    about |= {REPRESENTATIVE: version} if now.representative != was.representative else {}
    about |= {ADVOCATE: version} if now.advocate != was.advocate else {}
    new: list[KnownAs] = []
    for reference, number in about.items():
        party = party_of(people, reference)
        name, contact = (party.name, party.contact) if party else ("", None)
        new.append(KnownAs(about=reference, version=number, name=name, contact=contact, after=after))
    return now.model_copy(update={"known_as": (*was.known_as, *new)}) if new else now


def telephone_of(since: PeopleSince | None, about: str, version: int) -> str:
    """The telephone number that was said of somebody; empty if none was."""
    told = since.contacts if since else ()
    return next((said.telephone for said in told if said.about == about and said.version == version), "")


def is_old_address(since: PeopleSince | None, version: int, on: date) -> bool:
    """TELL-8: whether the person has moved away by a day, and nobody has said since where they are written to."""
    if since is None or since.moved_on is None or on < since.moved_on:
        return False
    return not any(
        said.about == PERSON and said.version == version and said.decided_on >= since.moved_on
        for said in since.contacts
    )


def _reached_at(plan: Plan, about: str, contact: Contact) -> Plan:
    def reached(party: Party) -> Party:
        return party.model_copy(update={"contact": contact})

    if about == PERSON:
        return plan.model_copy(update={"person": reached(plan.person)})
    if about == REPRESENTATIVE:
        there = plan.representative
        return plan.model_copy(update={"representative": reached(there)}) if there else plan
    if about == ADVOCATE:
        return plan.model_copy(update={"advocate": reached(plan.advocate)}) if plan.advocate else plan
    carers = tuple(reached(carer) if carer.id == about else carer for carer in plan.carers)
    providers = tuple(reached(provider) if provider.id == about else provider for provider in plan.providers)
    return plan.model_copy(update={"carers": carers, "providers": providers})


# What is said


def with_contact(since: PeopleSince | None, said: ContactSaid, versions: Sequence[VersionOfDay]) -> PeopleSince | None:
    """With a contact that is said now; None where something that was decided later stands.

    `versions`: every version up to the one that it is about, the first one first. Of the same day what was
    said last counts.
    """
    known = since or PeopleSince()
    of_them = [there for there in known.contacts if (there.about, there.version) == (said.about, said.version)]
    stated_on = _stated_since(versions, lambda plan: _contact_in(plan, said.about))
    if any(_turn(there) > _turn(said) for there in of_them) or stated_on > _turn(said):
        return None
    others = tuple(there for there in known.contacts if there not in of_them)
    return known.model_copy(update={"contacts": (*others, said)})


def with_representative(
    since: PeopleSince | None, said: RepresentativeSaid, versions: Sequence[VersionOfDay]
) -> PeopleSince | None:
    """With a representative who is said now; None where something that was decided later stands. As above.

    What was said of where the one before is reached holds for nobody else.
    """
    known = since or PeopleSince()
    before = known.representative
    stated = versions[-1].plan
    is_stated = stated.representative is not None or stated.written_to is not None  # silence says nothing
    stated_on = _stated_since(versions, lambda plan: (plan.representative, plan.written_to))
    later = (*((_turn(before),) if before else ()), *((stated_on,) if is_stated else ()))
    if any(turn > _turn(said) for turn in later):
        return None
    was = as_they_are_now(versions[-1].plan, since, len(versions)).representative
    same = was and said.representative and name_of(was.name) == name_of(said.representative.name)
    contacts = tuple(
        there for there in known.contacts if there.about != REPRESENTATIVE or (same and _turn(there) > _turn(said))
    )
    return known.model_copy(update={"contacts": contacts, "representative": said})


def with_advocate(since: PeopleSince | None, said: AdvocateSaid, plan: Plan, version: int) -> PeopleSince | None:
    """With an advocate who is said now; None where one stands who was said of a later day, or later of the same one.

    `plan`: the version in hand, as it was submitted. Who is told already is not told again under another occasion.
    """
    known = since or PeopleSince()
    if known.advocate is not None and _turn(known.advocate) > _turn(said):
        return None
    was = as_they_are_now(plan, since, version).advocate
    same = was is not None and name_of(was.name) == name_of(said.advocate.name)
    if same:
        occasion = known.advocate.occasion if known.advocate else ""
        said = said.model_copy(update={"occasion": occasion})
    elif was is None:
        said = said.model_copy(update={"occasion": ""})
    contacts = tuple(
        there for there in known.contacts if there.about != ADVOCATE or (same and _turn(there) > _turn(said))
    )
    advocates = _with_advocate_of(known.advocates, plan, version, said.advocate)
    return known.model_copy(update={"contacts": contacts, "advocate": said, "advocates": advocates})


def _with_advocate_of(
    known: tuple[AdvocateOfVersion, ...], plan: Plan, version: int, advocate: Advocate
) -> tuple[AdvocateOfVersion, ...]:
    if plan.advocate is not None or any(of.version == version for of in known):
        return known
    return (*known, AdvocateOfVersion(version=version, advocate=advocate))


def _contact_in(plan: Plan, about: str) -> Contact | None:
    party = party_of(plan, about)
    return party.contact if party else None


def _turn(said: ContactSaid | RepresentativeSaid | AdvocateSaid) -> tuple[date, datetime]:
    return in_turn(said.decided_on, said.said_at)


def _stated_since(versions: Sequence[VersionOfDay], what: Callable[[Plan], object]) -> tuple[date, datetime]:
    """The turn of the first version that states what the last one states, without a break. What repeats is no news."""
    now, since = what(versions[-1].plan), versions[-1]
    for version in reversed(versions[:-1]):
        if what(version.plan) != now:
            break
        since = version
    return in_turn(since.on, since.at)


# A new version


class Numbered(NamedTuple):
    """A version, and its number."""

    plan: Plan

    version: int


def carried_over(
    since: PeopleSince | None, was: Numbered, now: Numbered, *, on: date, at: datetime | None = None
) -> PeopleSince | None:
    """What still holds beside a version that comes in hand: what it does not state otherwise, of whom it still means.

    What a version only repeats takes nothing back. `on`, `at`: the day and the moment at which it was submitted.
    """
    if since is None:
        return None
    before, plan = was.plan, now.plan

    submitted = in_turn(on, at or datetime.max.replace(tzinfo=UTC))

    def stands(said: ContactSaid | RepresentativeSaid | AdvocateSaid, *, stated_anew: bool) -> bool:
        return not stated_anew or _turn(said) > submitted

    acts, helps = since.representative, since.advocate
    anew = (before.representative, before.written_to) != (plan.representative, plan.written_to)
    helps = helps if helps and stands(helps, stated_anew=before.advocate != plan.advocate) else None
    people = PeopleSince(
        representative=acts if acts and stands(acts, stated_anew=anew) else None,
        advocate=helps,
        advocates=_with_advocate_of(since.advocates, plan, now.version, helps.advocate) if helps else since.advocates,
        moved_on=since.moved_on,
        known_as=since.known_as,
    )
    there, here = as_they_are_now(before, since, was.version), as_they_are_now(plan, people, now.version)
    contacts: list[ContactSaid] = []
    for said in since.contacts:
        # By what the versions state as well: a name with a slip is theirs where the contact is as it was.
        about = _under(said.about, there, here) or _under(said.about, before, plan)
        if about is None or said.version != was.version:
            contacts.append(said)  # it holds for whom it was about: somebody else who has a copy of that version
        elif stands(said, stated_anew=_contact_in(before, said.about) != _contact_in(plan, about)):
            contacts.append(said.model_copy(update={"version": now.version, "about": about}))
    return people.model_copy(update={"contacts": tuple(contacts)})


def _under(about: str, before: Plan, now: Plan) -> str | None:
    """Under which reference a version has whom another reference of the one before means; None if it has not."""
    if means_the_same(about, before, now):
        return about
    return None if about in (PERSON, REPRESENTATIVE) else still(about, (before, now))
