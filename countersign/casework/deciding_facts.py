"""ROUTE-9, ROUTE-10 · Loads, once, the facts from which `careplan.may_decide` says who may decide a plan."""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.budget import Cost
from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import DecidingFacts, LightAmendment, OpenRequest
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.routing import Light
from countersign.careplan.same_staff import is_among
from countersign.careplan.scheme import Scheme
from countersign.careplan.what_changed import Level, level, rise, what_changed
from countersign.careplan.working_time import london_day
from countersign.casework.in_force_before import in_force_before
from countersign.casework.kept import PlanState, Version
from countersign.casework.ports import CaseFile, Editions


def deciding_facts(
    file: CaseFile,
    state: PlanState,
    *,
    scheme: Scheme,
    register: Register,
    practitioners: frozenset[str],
    today: date,
    plan: Plan,
    version: int,
    status: Status,
) -> DecidingFacts:
    """The facts about a plan that a case works on. What the case has loaded already is not read again."""
    return DecidingFacts(
        plan=plan,
        version=version,
        status=status,
        sent_to=state.route_role,
        meetings_missed=state.meetings_missed,
        scheme=scheme,
        register=register,
        practitioners=practitioners,
        invited_to=tuple(sorted({london_day(meeting) for meeting in file.meetings()})),
        today=today,
        first_payment=state.first_payment,
        open_requests=tuple(
            OpenRequest(question.question, question.asked_by)
            for question in file.questions()
            if question.kind == WaitFor.INFORMATION.value
            and question.version == version
            and question.answered_at is None
        ),
        light=light_amendment(file, state, scheme, plan, version, today),
    )


def light_amendment(
    file: CaseFile, state: PlanState, scheme: Scheme, plan: Plan, version: int, today: date
) -> LightAmendment | None:
    """AMEND-2: the version in hand as a light amendment of the one in force; None if it is none, or not light.

    Once it was referred up as too complex it is not light any more; nor is it where it changes a line that was agreed
    to be managed otherwise. `today`: the day of a version that is not kept yet.
    """
    if state.in_force in (0, version) or not state.amended_from:
        return None
    if any(routed.referred and routed.version >= state.amended_from for routed in file.routes()):
        return None
    before, agreed = file.version(state.in_force), file.decision(state.in_force)
    kept = {meta.version: london_day(meta.submitted_at) for meta in file.versions()}
    earlier = in_force_before(file, state.in_force)
    if level(plan, before, scheme.amendments, kept.get(version, today), earlier) is not Level.LIGHT:
        return None
    otherwise = agreed.managed_otherwise if agreed else ()
    if {change.reference for change in what_changed(plan, before)} & {line.line for line in otherwise}:
        return None
    light = Light(scheme.agrees_light_amendments, rise(plan, before))
    return LightAmendment(light, otherwise, agreed.conditions if agreed else ())


def could_decide(
    register: Register, role: str, cost: Cost, team: str, on: date, practitioners: frozenset[str]
) -> frozenset[str]:
    """ROUTE-9, ROUTE-10: who could decide so much in a role, by their own limits, and because it is not their work."""
    return frozenset(
        holding.person
        for holding in register.holdings
        if holding.role == role
        and holding.in_force(on, team)
        and holding.covers(*cost)
        and not (is_among(holding.person, practitioners) or is_among(holding.acting_for, practitioners))
    )


def whose_work_it_is(versions: Iterable[Version], state: PlanState) -> frozenset[str]:
    """ROUTE-9: everybody who submitted, resubmitted or planned a version, or held it and supplied information on it.

    They never decide it. Whoever only held it for a time, did nothing about it and handed it back is not among them.
    """
    people = {person for version in versions for person in version.practitioners}
    return frozenset(people | {somebody.id for somebody in state.reassigned_to if somebody.supplied_information})


def practitioners_of(versions: Iterable[Version], state: PlanState) -> frozenset[str]:
    """ROUTE-9: everybody whose work the plan is, and whoever holds it now."""
    now = frozenset({state.practitioner} if state.practitioner else ())
    return whose_work_it_is(versions, state) | now


def worked_on_it(versions: Iterable[Version], state: PlanState) -> frozenset[str]:
    """WHO-1: the same, and everybody besides who ever held the plan as its practitioner."""
    return practitioners_of(versions, state) | {somebody.id for somebody in state.reassigned_to}


def facts_on_file(file: CaseFile, editions: Editions, today: date) -> DecidingFacts | None:
    """The facts about a plan as it is kept; None if it is not. Raises UnknownSchemeError."""
    state = file.state()
    if state is None:
        return None
    versions = file.versions()
    return deciding_facts(
        file,
        state,
        scheme=editions.in_force(state.scheme, today),
        register=file.register(),
        practitioners=practitioners_of(versions, state),
        today=today,
        plan=file.version(state.version),
        version=state.version,
        status=state.status,
    )._replace(content_sha256=next(kept.content_sha256 for kept in versions if kept.version == state.version))
