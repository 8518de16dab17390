"""SHARE · Which decision about a recipient's copy is in force, and what each recipient gets by it.

Source: the procedure, "A copy should normally be shared in full with any carer unless …" and "In all other cases a
copy … can only be shared with the person's consent (or in their best interests if they lack capacity to consent)"; Care
Act 2014 s.25(9) (check). Who gets what is one table: `countersign.careplan.who_gets_a_copy`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Self

from countersign.careplan.about_copies import AllSaid, Came, all_said, as_whom, may_hold, standing
from countersign.careplan.asked_for import PERSON, AskedFor, is_asked_for
from countersign.careplan.concerns import ConcernDecision, ConcernOutcome
from countersign.careplan.consent import ADVOCATE, Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.evidence import is_evidence
from countersign.careplan.figures import day
from countersign.careplan.findings import Finding, finding
from countersign.careplan.may_be_the_same import Whom, reads_what_is_for
from countersign.careplan.notices import REPRESENTATIVE
from countersign.careplan.people import Advocate, Carer, Provider, Representative
from countersign.careplan.people_since import KnownAs
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import words_of
from countersign.careplan.same_recipient import Holder, are_one, name_of
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.who_decided import is_said_by
from countersign.careplan.who_gets_a_copy import Asks, Capacity, Concern, Decided, Default, Gets, Given, Who, who_gets
from countersign.careplan.wire import Stored
from countersign.careplan.working_time import london_day

Party = Carer | Provider | Advocate | AskedFor


class Recorded(NamedTuple):
    """A decision about sharing, as it came to us."""

    decision: SharingDecision

    version: int
    """The version of the plan in which its reference means somebody, from 1."""

    on: date
    """The day on which it came."""

    is_request: bool = False
    """SHARE-4: whether the person asked that they have a copy, rather than was asked about it."""

    at: datetime | None = None
    """The moment at which it came; None where that does not matter."""


class Copy(Stored):
    """What a recipient is to have of a plan."""

    recipient: str
    """The carer or provider, such as C1 or P1, or `advocate`."""

    scope: SharingScope
    """How much they are to have: `none` means no copy."""

    sections: tuple[Section, ...] = ()
    """For a part copy: the sections that they are to have."""

    because_of_risk: bool = False
    """SHARE-8: for a part copy: whether it is not to say what is missing."""

    basis: str
    """Why, in words, with the day on which what was decided was recorded."""

    why: str = ""
    """The same without that day: the words of the table (`careplan.who_gets_a_copy`)."""

    recorded_on: date | None = None
    """The day that `basis` gives; None where it gives none."""

    rule: str
    """The id of the rule that says so."""

    asks: Asks | None = None
    """What is asked before it can go; None if nothing is."""

    decided_on: date | None = None
    """The day of the decision in force, or of what was decided about a concern since; None where there is neither."""

    until: date | None = None
    """The last day of the decision in force; None where it has none, or there is none."""

    has_ended: bool = False
    """Whether that day has passed."""

    concern: Concern = Concern.NONE
    """What is raised about it, and what was decided about that last."""

    @property
    def extent(self) -> str:
        """How much of the plan it is, as a code: `full`, `none`, or `part:` with the sections in order."""
        if self.scope is SharingScope.PART:
            return "part:" + "+".join(sorted(section.value for section in self.sections))
        return self.scope.value

    def covers(self, extent: str) -> bool:
        """Whether whoever is to have this copy may have one of that extent too."""
        if self.scope is SharingScope.FULL or extent == SharingScope.NONE.value:
            return True
        if self.scope is SharingScope.NONE or extent == SharingScope.FULL.value:
            return False
        return frozenset(extent.removeprefix("part:").split("+")) <= {section.value for section in self.sections}


def decided_last(recorded: Iterable[Recorded], on: date) -> SharingDecision | None:
    """SHARE-6: of the decisions about one recipient the one that was decided last: see `came_into_force_last`."""
    last = came_into_force_last(recorded, on)
    return last.decision if last else None


def came_into_force_last(recorded: Iterable[Recorded], on: date) -> Recorded | None:
    """SHARE-6: of the decisions about one recipient the one that was decided last, whenever each of them came.

    On the same day a refusal wins; of two that are none, the one that came last. One dated after the day on which it
    came, or after `on`, counts for nothing. `recorded`: in the order in which they came.
    """
    made = [known for known in recorded if known.decision.decided_on <= min(known.on, on)]
    in_order = sorted(made, key=lambda made: (made.decision.decided_on, made.decision.scope is SharingScope.NONE))
    return in_order[-1] if in_order else None


def what_is_wrong(decision: SharingDecision) -> tuple[Finding, ...]:
    """SHARE-1, SHARE-2, SHARE-6: what a decision lacks that would share something. Faults only.

    Only a person with capacity consents; only for a person without it is a best-interests decision made. A refusal or a
    withdrawal lacks nothing: it is taken from anybody, and however little it says.
    """
    if decision.scope is SharingScope.NONE:
        return ()
    capacity, by_consent = decision.has_capacity, decision.basis is SharingBasis.CONSENT
    lacks = capacity is not None and not capacity.so
    faults: list[Finding] = []
    if capacity is None:
        reason = f"{decision.recipient}: say whether the person had capacity to decide about this copy."
        faults.append(finding("SHARE-6", False, reason, "sharing.has_capacity"))
    if capacity is not None and lacks and not is_evidence(capacity.in_words):
        reason = f"{decision.recipient}: the person lacked capacity: say how that was found."
        faults.append(finding("SHARE-6", False, reason, "sharing.has_capacity.in_words"))
    if by_consent and lacks:
        reason = f"{decision.recipient}: the person lacks capacity to consent; a best-interests decision is needed."
        faults.append(finding("SHARE-2", False, reason, "sharing.basis"))
    if not by_consent and capacity is not None and not lacks:
        reason = f"{decision.recipient}: the person has capacity, so only their own consent will do."
        faults.append(finding("SHARE-2", False, reason, "sharing.basis"))
    if by_consent and decision.decider not in (None, PERSON):
        reason = f"{decision.recipient}: nobody else consents for the person; a best-interests decision is needed."
        faults.append(finding("SHARE-2", False, reason, "sharing.decider"))
    if not by_consent and not decision.consulted:
        reason = f"{decision.recipient}: a best-interests decision says who was consulted."
        faults.append(finding("SHARE-2", False, reason, "sharing.consulted"))
    if decision.scope is SharingScope.PART and not decision.sections:
        reason = f"{decision.recipient}: a part copy names the sections that were agreed."
        faults.append(finding("SHARE-1", False, reason, "sharing.sections"))
    return tuple(faults)


class Parties(NamedTuple):
    """Everybody by whom a decision about sharing may be made, or whom it may be about."""

    carers: tuple[Carer, ...] = ()
    providers: tuple[Provider, ...] = ()
    advocate: Advocate | None = None
    representative: Representative | None = None
    others: Sequence[Holder] = ()
    """Whom the person asked for."""

    @classmethod
    def of(cls, plan: Plan, others: Mapping[str, Holder] | None = None) -> Self:
        """Those of a version, and whom the person asked for."""
        return cls(plan.carers, plan.providers, plan.advocate, plan.representative, tuple((others or {}).values()))

    def by_reference(self) -> dict[str, Party | Representative]:
        """Each under their reference; the advocate and the representative under what they are."""
        known: dict[str, Party | Representative] = {party.id: party for party in (*self.carers, *self.providers)}
        known |= {holder.reference: holder.party for holder in self.others}
        known |= {ADVOCATE: self.advocate} if self.advocate else {}
        return known | ({REPRESENTATIVE: self.representative} if self.representative else {})

    def also_called(self, reference: str) -> frozenset[str]:
        """Every reference under which somebody of that name stands: a carer may be the representative too."""
        known = self.by_reference()
        if reference not in known:
            return frozenset({reference})
        name = name_of(known[reference].name)
        return frozenset(other for other, party in known.items() if name_of(party.name) == name)


def decided_by_who_receives(
    sharing: tuple[SharingDecision, ...], parties: Parties, where: str = "plan.sharing"
) -> tuple[Finding, ...]:
    """SHARE-6: nobody decides that they receive a copy themselves. Faults only.

    Who decided is known by `decider`, whatever else the same person is to the plan. Without it the words of
    `decided_by` tell (`countersign.careplan.who_decided`). `where`: the field that
    holds the decisions, or the one decision.
    """
    return tuple(
        finding(
            "SHARE-6",
            False,
            f"{decision.recipient}: whoever would receive a copy cannot decide it. If somebody else decided, say so in "
            "`decider`, or name their role.",
            f"{where}.decided_by",
        )
        for decision in sharing
        if decision.scope is not SharingScope.NONE and _decides_for_themselves(decision, parties)
    )


def _decides_for_themselves(decision: SharingDecision, parties: Parties) -> bool:
    if decision.decider is not None:
        return decision.decider in parties.also_called(decision.recipient)
    if words_of(decision.decided_by) == words_of(decision.recipient):
        return True
    known = parties.by_reference()
    theirs = parties.also_called(decision.recipient) & known.keys()
    return any(is_said_by(decision.decided_by, known[reference], reference) for reference in theirs)


def copies(
    versions: Sequence[Plan],
    recorded: Sequence[Recorded],
    policy: SharingPolicy,
    on: date,
    version: int = 0,
    came: Sequence[Came] = (),
    moved: Sequence[KnownAs] = (),
) -> tuple[Copy, ...]:
    """SHARE-1..6: the copy that everybody who may hold one of a version is to have on a day, and why.

    `versions`: every version of the plan, the first one first. `recorded`: every decision, in the order in which they
    came. `version`: which version's copies, from 1; the last one's if none is given. `came`: what else was said about
    copies, in order: requests, concerns and marks. `moved`: where people are reached, as was said beside the versions.
    """
    number = version or len(versions)
    said = all_said(versions, number, came, moved)
    facts = _Facts(versions, number, recorded, said, policy, on, tuple(_refused(versions, recorded, said, on)))
    return tuple(_copy(holder, facts) for holder in may_hold(versions[number - 1], came).values())


class _Facts(NamedTuple):
    """Everything from which a copy is decided."""

    versions: Sequence[Plan]
    version: int
    recorded: Sequence[Recorded]
    said: AllSaid
    policy: SharingPolicy
    on: date
    refused: tuple[tuple[Recorded, Whom], ...]
    """Every decision in force by which somebody has none, and whom it is about."""


def _refused(
    versions: Sequence[Plan], recorded: Sequence[Recorded], said: AllSaid, on: date
) -> Iterator[tuple[Recorded, Whom]]:
    for refusal in recorded:
        about, version = refusal.decision.recipient, refusal.version
        if refusal.decision.scope is not SharingScope.NONE or _has_ended(refusal.decision, on):
            continue
        theirs = [known for known in recorded if _is_about(known, about, versions, version)]
        if came_into_force_last(theirs, on) is refusal:
            yield refusal, said.known.as_whom(said.known.stated(about, version), ())


def _may_be_refused(holder: Holder, facts: _Facts, decided_at: datetime | None) -> bool:
    """SHARE-6: whether somebody of the name, or at the place, of a recipient is to have none, by another decision.

    Not where a manager has decided about the recipient's own copy since. `decided_at`: when they did.
    """
    whom, known = as_whom(holder, facts.said), facts.said.known
    home = known.as_whom(known.stated(PERSON, facts.version), ())
    return any(
        not _is_about(refusal, holder.reference, facts.versions, facts.version)
        and (decided_at is None or refusal.at is None or refusal.at > decided_at)
        and reads_what_is_for(whom, other, home)
        for refusal, other in facts.refused
    )


def _copy(holder: Holder, facts: _Facts) -> Copy:
    plan, reference = facts.versions[facts.version - 1], holder.reference
    theirs = [known for known in facts.recorded if _is_about(known, reference, facts.versions, facts.version)]
    # What a later version means by the reference says nothing of whom this one means.
    of_that_reference = any(
        known.decision.recipient == reference and known.version <= facts.version for known in facts.recorded
    )
    last = came_into_force_last(theirs, facts.on)
    in_force = last.decision if last else None
    stands = standing(holder, facts.said)
    has_none = in_force is not None and in_force.scope is SharingScope.NONE
    may_be_refused = not has_none and _may_be_refused(holder, facts, stands.decided_at)
    concern = Concern.OPEN if may_be_refused else stands.concern
    answer = who_gets(
        Given(
            who=_who(plan, holder),
            decided=_decided(last, facts.on, about_another=of_that_reference and not theirs),
            capacity=_capacity(in_force),
            mark=stands.mark,
            default=Default(facts.policy.carers),
            concern=concern,
        )
    )
    sections = _sections(in_force, stands.decision) if answer.gets is Gets.PART else ()
    is_by_refusal = may_be_refused and answer.asks is Asks.CONCERN and stands.concern is not Concern.OPEN
    why = _WHY_REFUSED if is_by_refusal else answer.why
    scope = SharingScope(answer.gets.value) if answer.gets is not Gets.HELD else SharingScope.NONE
    if scope is SharingScope.PART and not sections:  # the person agreed to nothing of what the manager lets go
        scope = SharingScope.NONE
    risk = stands.concern is Concern.IN_PART or bool(facts.said.marks)
    of_concern = london_day(stands.decided_at) if stands.decided_at else None
    days = [known for known in (in_force.decided_on if in_force else None, of_concern) if known]
    is_declined = answer.gets is Gets.NONE and answer.rule == "SHARE-5"
    recorded_on = of_concern if is_declined else in_force.decided_on if in_force else None
    recorded_on = recorded_on if answer.gets is not Gets.HELD else None
    return Copy(
        recipient=reference,
        scope=scope,
        sections=sections,
        because_of_risk=scope is SharingScope.PART and (risk or (in_force is not None and in_force.because_of_risk)),
        basis=f"{why}, recorded {day(recorded_on)}" if recorded_on else why,
        why=why,
        recorded_on=recorded_on,
        rule=answer.rule,
        asks=answer.asks,
        decided_on=max(days, default=None),
        until=in_force.until if in_force else None,
        has_ended=_has_ended(in_force, facts.on),
        concern=concern if answer.asks is Asks.CONCERN else stands.concern,
    )


_WHY_REFUSED = "somebody of that name, or who is reached there, is to have none"


def _sections(in_force: SharingDecision | None, about_concern: ConcernDecision | None) -> tuple[Section, ...]:
    """The sections of a part copy: those that were decided, and of them those that a concern leaves."""
    decided = in_force.sections if in_force and in_force.scope is SharingScope.PART else tuple(Section)
    if about_concern is None or about_concern.outcome is not ConcernOutcome.IN_PART:
        return decided
    return tuple(section for section in decided if section in about_concern.sections)


def _is_about(known: Recorded, reference: str, versions: Sequence[Plan], version: int) -> bool:
    """Whether a decision, of this version, an earlier or a later one, is about whom this version has so."""
    whom = known.decision.recipient
    if is_asked_for(reference) or is_asked_for(whom):
        return whom == reference
    return are_one(whom, known.version, reference, version, versions)


def _who(plan: Plan, holder: Holder) -> Who:
    match holder.party:
        case Carer():
            return Who.CARER
        case Provider():
            delivers = any(holder.reference in line.delivered_by for line in plan.services)
            return Who.DELIVERS_CARE if delivers else Who.PROVIDER
        case AskedFor():
            return Who.ANOTHER
        case _:
            return Who.ADVOCATE


def _has_ended(decision: SharingDecision | None, on: date) -> bool:
    return decision is not None and decision.until is not None and decision.until < on


def _decided(last: Recorded | None, on: date, *, about_another: bool) -> Decided:
    if last is None:
        return Decided.OF_SOMEBODY_ELSE if about_another else Decided.NOTHING
    decision = last.decision
    if _has_ended(decision, on):
        return Decided.ENDED
    basis_fits = {"sharing.basis", "sharing.has_capacity"}
    if any(fault.where not in basis_fits for fault in what_is_wrong(decision)):
        return Decided.NOT_WHOLE
    if last.is_request:
        return Decided.ASKED_PART if decision.scope is SharingScope.PART else Decided.ASKED_FULL
    return _DECIDED[decision.basis, decision.scope]


_DECIDED = {
    (SharingBasis.CONSENT, SharingScope.FULL): Decided.CONSENT_FULL,
    (SharingBasis.CONSENT, SharingScope.PART): Decided.CONSENT_PART,
    (SharingBasis.CONSENT, SharingScope.NONE): Decided.CONSENT_NONE,
    (SharingBasis.BEST_INTERESTS, SharingScope.FULL): Decided.BEST_INTERESTS_FULL,
    (SharingBasis.BEST_INTERESTS, SharingScope.PART): Decided.BEST_INTERESTS_PART,
    (SharingBasis.BEST_INTERESTS, SharingScope.NONE): Decided.BEST_INTERESTS_NONE,
}


def _capacity(decision: SharingDecision | None) -> Capacity:
    if decision is None or decision.has_capacity is None:
        return Capacity.NOT_STATED
    return Capacity.HAS if decision.has_capacity.so else Capacity.LACKS
