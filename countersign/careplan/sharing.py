"""SHARE · Which decision about a recipient's copy is in force, and what each recipient gets by it.

Source: the procedure, "A copy should normally be shared in full with any carer unless …" and "In all other cases a
copy … can only be shared with the person's consent (or in their best interests if they lack capacity to consent)"; Care
Act 2014 s.25(9) (check). Who gets what is one table: `countersign.careplan.who_gets_a_copy`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Self

from countersign.careplan.circumstances import SafeguardingKind
from countersign.careplan.consent import ADVOCATE, Section, SharingBasis, SharingDecision, SharingScope
from countersign.careplan.evidence import is_evidence
from countersign.careplan.figures import day
from countersign.careplan.findings import Finding, finding
from countersign.careplan.notices import REPRESENTATIVE
from countersign.careplan.people import Advocate, Carer, Provider, Representative
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import Somebody, words_of
from countersign.careplan.same_recipient import Holder, holders_in, name_of, still
from countersign.careplan.scheme import SharingPolicy
from countersign.careplan.who_gets_a_copy import Asks, Capacity, Decided, Default, Gets, Given, Who, who_gets
from countersign.careplan.wire import Stored

PERSON = "person"


class Recorded(NamedTuple):
    """A decision about sharing, as it came to us."""

    decision: SharingDecision

    version: int
    """The version of the plan in which its reference means somebody, from 1."""

    on: date
    """The day on which it came."""


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
    """Why, in words."""

    rule: str
    """The id of the rule that says so."""

    asks: Asks | None = None
    """What is asked before it can go; None if nothing is."""

    decided_on: date | None = None
    """The day of the decision in force; None where there is none."""

    has_ended: bool = False
    """Whether that decision is past its last day."""

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
    """SHARE-6: of the decisions about one recipient the one that was decided last, whenever each of them came.

    On the same day a refusal wins; of two that are none, the one that came last. One dated after the day on which it
    came, or after `on`, counts for nothing. `recorded`: in the order in which they came.
    """
    made = [known.decision for known in recorded if known.decision.decided_on <= min(known.on, on)]
    in_order = sorted(made, key=lambda made: (made.decided_on, made.scope is SharingScope.NONE))
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
    """Everybody whom a plan names, by whom a decision about sharing may be made, or whom it may be about."""

    carers: tuple[Carer, ...] = ()
    providers: tuple[Provider, ...] = ()
    advocate: Advocate | None = None
    representative: Representative | None = None

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Those of a version."""
        return cls(plan.carers, plan.providers, plan.advocate, plan.representative)

    def by_reference(self) -> dict[str, Carer | Provider | Advocate | Representative]:
        """Each under their reference; the advocate and the representative under what they are."""
        known: dict[str, Carer | Provider | Advocate | Representative] = {
            party.id: party for party in (*self.carers, *self.providers)
        }
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
    `decided_by` are compared with the recipient's name, and with what they are to the person. `where`: the field that
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
    recipient = parties.by_reference().get(decision.recipient)
    if recipient is None:
        return False
    if name_of(decision.decided_by) == name_of(recipient.name):
        return True
    relationship = recipient.relationship if isinstance(recipient, Carer) else None
    return Somebody.called(None, decision.decided_by).may_be(Somebody.called(None, relationship))


def copies(
    versions: Sequence[Plan], recorded: Sequence[Recorded], policy: SharingPolicy, on: date, version: int = 0
) -> tuple[Copy, ...]:
    """SHARE-1..6: the copy that everybody in a version who may hold one is to have on a day, and why.

    `versions`: every version of the plan, the first one first. `recorded`: every decision, in the order in which they
    came. `version`: which version's copies, from 1; the last one's if none is given.
    """
    number = version or len(versions)
    return tuple(
        _copy(holder, versions, number, recorded, policy, on) for holder in holders_in(versions[number - 1]).values()
    )


def _copy(
    holder: Holder,
    versions: Sequence[Plan],
    version: int,
    recorded: Sequence[Recorded],
    policy: SharingPolicy,
    on: date,
) -> Copy:
    plan, reference = versions[version - 1], holder.reference
    theirs = [known for known in recorded if _is_about(known, reference, versions, version)]
    of_that_reference = any(known.decision.recipient == reference for known in recorded)
    in_force = decided_last(theirs, on)
    decided = _decided(in_force, on, about_another=of_that_reference and not theirs)
    answer = who_gets(
        Given(
            who=_who(plan, holder),
            decided=decided,
            capacity=_capacity(in_force),
            concern=_concern(plan, reference),
            default=Default(policy.carers),
        )
    )
    part = in_force if answer.gets is Gets.PART else None
    recorded_on = f", recorded {day(in_force.decided_on)}" if in_force and answer.gets is not Gets.HELD else ""
    return Copy(
        recipient=reference,
        scope=SharingScope(answer.gets.value) if answer.gets is not Gets.HELD else SharingScope.NONE,
        sections=part.sections if part else (),
        because_of_risk=part is not None and (part.because_of_risk or bool(plan.safeguarding)),
        basis=f"{answer.why}{recorded_on}",
        rule=answer.rule,
        asks=answer.asks,
        decided_on=in_force.decided_on if in_force else None,
        has_ended=decided is Decided.ENDED,
    )


def _is_about(known: Recorded, reference: str, versions: Sequence[Plan], version: int) -> bool:
    """Whether a decision, of this version, an earlier or a later one, is about whom this version has so."""
    whom = known.decision.recipient
    if known.version <= version:
        return still(whom, versions[known.version - 1 : version]) == reference
    return still(reference, versions[version - 1 : known.version]) == whom


def _who(plan: Plan, holder: Holder) -> Who:
    if isinstance(holder.party, Carer):
        return Who.CARER
    if isinstance(holder.party, Provider):
        delivers = any(holder.reference in line.delivered_by for line in plan.services)
        return Who.DELIVERS_CARE if delivers else Who.PROVIDER
    return Who.ADVOCATE


def _decided(decision: SharingDecision | None, on: date, *, about_another: bool) -> Decided:
    if decision is None:
        return Decided.OF_SOMEBODY_ELSE if about_another else Decided.NOTHING
    if decision.until is not None and decision.until < on:
        return Decided.ENDED
    basis_fits = {"sharing.basis", "sharing.has_capacity"}
    if any(fault.where not in basis_fits for fault in what_is_wrong(decision)):
        return Decided.NOT_WHOLE
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


def _concern(plan: Plan, reference: str) -> SafeguardingKind | None:
    """The safeguarding mark that names them, as a carer or as the representative; of several the weightiest."""
    also = Parties.of(plan).also_called(reference)
    named = {mark.kind for mark in plan.safeguarding if mark.about in also}
    return next((kind for kind in SafeguardingKind if kind in named), None)
