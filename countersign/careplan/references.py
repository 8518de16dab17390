"""SUB-5, TELL-1, TELL-8 · References within a plan: each is used once, and names something that is in the plan.

Source: the procedure, "The draft Care and Support Plan should only be submitted … when you are satisfied"; "contact the
person whose plan it is (or their representative)". A reference that names nothing could not be followed.
"""

from collections.abc import Iterable

from countersign.careplan.circumstances import Recipients, SafeguardingMark, WrittenTo
from countersign.careplan.consent import ADVOCATE, SharingDecision
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.people import Advocate, Carer, Provider, Representative
from countersign.careplan.service_line import Alternative, ServiceLine
from countersign.careplan.who_decided import is_said_by


def _repeated(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return sorted({reference for reference in ids if reference in seen or seen.add(reference)})


def references_hold(
    needs: tuple[Need, ...],
    outcomes: tuple[DesiredOutcome, ...],
    services: tuple[ServiceLine, ...],
    providers: tuple[Provider, ...],
    carers: tuple[Carer, ...],
    sharing: tuple[SharingDecision, ...],
    alternatives: tuple[Alternative, ...] = (),
    advocate: Advocate | None = None,
) -> tuple[Finding, ...]:
    """SUB-5: references within the plan are unique, and name something that is in the plan. Faults only."""
    findings: list[Finding] = []
    references = [item.id for group in (needs, outcomes, services, providers, carers, alternatives) for item in group]
    findings += [
        finding("SUB-5", False, f"Reference {repeated} is used twice.", "plan") for repeated in _repeated(references)
    ]
    known = {need.id for need in needs}
    for item in (*outcomes, *services, *alternatives):
        findings += [
            finding("SUB-5", False, f"{item.id} names need {need}, which is not in the plan.", "plan.needs")
            for need in item.needs
            if need not in known
        ]
    known_providers = {provider.id for provider in providers}
    findings += [
        finding("SUB-5", False, f"{line.id} names provider {named}, which is not in the plan.", "plan.providers")
        for line in services
        for named in line.delivered_by
        if named not in known_providers
    ]
    recipients = {*known_providers, *(carer.id for carer in carers), *((ADVOCATE,) if advocate else ())}
    findings += [
        finding(
            "SUB-5", False, f"A sharing decision names {decision.recipient}, who is not in the plan.", "plan.sharing"
        )
        for decision in sharing
        if decision.recipient not in recipients
    ]
    return tuple(findings)


def marks_are_about_somebody(
    safeguarding: tuple[SafeguardingMark, ...],
    representative: Representative | None,
    advocate: Advocate | None,
    providers: tuple[Provider, ...],
    carers: tuple[Carer, ...],
) -> tuple[Finding, ...]:
    """TELL-8, SHARE-1: a safeguarding mark is about somebody who is in the plan. Faults only."""
    known = {"person", *(provider.id for provider in providers), *(carer.id for carer in carers)}
    known |= {"representative"} if representative else set()
    known |= {"advocate"} if advocate else set()
    return tuple(
        finding(
            "TELL-8", False, f"A safeguarding mark names {mark.about}, who is not in the plan.", "plan.safeguarding"
        )
        for mark in safeguarding
        if mark.about not in known
    )


def written_to_somebody(
    written_to: WrittenTo | None,
    representative: Representative | None,
    advocate: Advocate | None = None,
    carers: tuple[Carer, ...] = (),
    providers: tuple[Provider, ...] = (),
    *,
    where: str = "plan.written_to",
) -> tuple[Finding, ...]:
    """TELL-1, REC-1: who is written to is chosen for a reason; a representative only where there is one. Faults only.

    Nobody who may receive something chooses it (TELL-8). `where`: the field that holds the choice.
    """
    if written_to is None:
        return ()
    findings: list[Finding] = []
    if written_to.who is not Recipients.PERSON and representative is None:
        reason = "The representative is to be written to, and the plan names none."
        findings.append(finding("TELL-1", False, reason, where))
    if written_to.receives_record and written_to.who is not Recipients.REPRESENTATIVE:
        reason = "Only a representative who is written to in the person's place receives the record for them."
        findings.append(finding("REC-1", False, reason, f"{where}.receives_record"))
    if written_to.receives_record and representative is not None and is_said_by(written_to.decided_by, representative):
        reason = "Whoever would receive the record for the person cannot decide that themselves."
        findings.append(finding("REC-1", False, reason, f"{where}.decided_by"))
    elif any(
        is_said_by(written_to.decided_by, party)
        for party in (representative, advocate, *carers, *providers)
        if party is not None
    ):
        reason = (
            "Whoever may receive something cannot decide who is written to: say that it was the person, or the role of "
            "whoever decided."
        )
        findings.append(finding("TELL-8", False, reason, f"{where}.decided_by"))
    if not is_evidence(written_to.why):
        reason = "Who is written to is a choice: say on what basis it was made."
        findings.append(finding("TELL-1", False, reason, f"{where}.why"))
    return tuple(findings)
