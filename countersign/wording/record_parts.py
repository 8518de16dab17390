"""REC-2 · The parts of the written record about the person's life and care: needs, outcomes, services, people.

Each gives as much as a copy is to have: `shared` names the sections that it has (SHARE-7).
"""

from collections.abc import Container, Iterable, Sequence

from countersign.careplan.consent import Section
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.payment import ManagedBy
from countersign.careplan.people import Provider
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.worth_a_look import met_under_a_power
from countersign.wording.as_decided import AsDecided
from countersign.wording.delivery import how_much, how_to_reach, when_and_from
from countersign.wording.document import Block, Fact, Facts, Heading, Part, Points, Words
from countersign.wording.isolates import isolate
from countersign.wording.payment_in_words import employers_costs, under_their_wages
from countersign.wording.peoples_words import paragraphs, values_of
from countersign.wording.plain_words import AREA_WORDS, HOW_MANAGED, MANAGED_WORDS


def part(heading: str, blocks: Iterable[Block]) -> Part | None:
    """A part, if there is anything in it."""
    all_blocks = tuple(blocks)
    return Part(heading=heading, blocks=all_blocks) if all_blocks else None


def about_you(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """What matters to the person, and how to talk with them."""
    blocks: list[Block] = []
    if Section.OUTCOMES in shared and plan.preferences.strip():
        blocks += [Heading(text="What matters to you"), *paragraphs(plan.preferences)]
    if Section.NEEDS in shared and plan.how_to_talk.strip():
        blocks += [Heading(text="How to talk with you"), *paragraphs(plan.how_to_talk)]
    return part("About you", blocks)


# Needs and outcomes


def _outcome_facts(outcomes: Iterable[DesiredOutcome]) -> list[Fact]:
    facts: list[Fact] = []
    for outcome in outcomes:
        values = values_of(outcome.to_the_person or outcome.description)
        facts.append(Fact(label="What you want to achieve", values=values))
        if outcome.how_we_will_know.strip():
            facts.append(Fact(label="How we will know", values=values_of(outcome.how_we_will_know)))
    return facts


def _groups(plan: Plan, with_outcomes: bool) -> list[list[Need]]:
    """Groups of needs: those with the same outcomes; or, without outcomes, those in the same area of life."""
    groups: dict[tuple[str, ...], list[Need]] = {}
    for need in plan.needs:
        aims = tuple(outcome.id for outcome in plan.outcomes if need.id in outcome.needs) if with_outcomes else ()
        groups.setdefault(aims or ("area", need.area.value), []).append(need)
    return list(groups.values())


def needs_and_outcomes(plan: Plan, shared: frozenset[Section], *, is_the_persons: bool) -> Part | None:
    """s.25(1)(a) to (d): groups of needs, with their outcomes, and what meets the needs.

    `is_the_persons`: as for `written_record`.
    """
    blocks: list[Block] = []
    aims = plan.outcomes if Section.OUTCOMES in shared else ()
    if Section.NEEDS not in shared:
        return part("What you want to achieve", [Facts(rows=(fact,)) for fact in _outcome_facts(aims)])
    blocks += _whose_words(plan, aims, is_the_persons=is_the_persons)
    if any(not need.eligible for need in plan.needs):
        blocks.append(
            Words(
                text="An eligible need is one that the law says the council must make sure is met. "
                "Your needs here are eligible, unless we say that one is not."
            )
        )
    if Section.SERVICES in shared and met_under_a_power(plan.needs, plan.services):
        besides = " as well" if any(need.eligible for need in plan.needs) else ""
        text = f"We will help with a need that is not eligible{besides}: the law lets us, though it does not oblige us."
        blocks.append(Words(text=text))
    for group in _groups(plan, with_outcomes=bool(aims)):
        ids = {need.id for need in group}
        rows = [
            Fact(
                label="Your need" if need.eligible else "Your need (this one is not an eligible need)",
                values=values_of(need.to_the_person or need.description),
            )
            for need in group
        ]
        rows += _outcome_facts(outcome for outcome in aims if ids & set(outcome.needs))
        if Section.SERVICES in shared:
            met_by = _met_by(plan, ids)
            rows += [Fact(label="How this will be met", values=("; ".join(met_by),))] if met_by else []
            rows += _not_arranged(plan, group)
        areas = dict.fromkeys(AREA_WORDS[need.area] for need in group)
        blocks += [Heading(text="; ".join(areas)), Facts(rows=tuple(rows))]
    known = {need.id for need in plan.needs}
    other_outcomes = _outcome_facts(outcome for outcome in aims if not known & set(outcome.needs))
    if other_outcomes:
        blocks += [Heading(text="Other things you want to achieve"), Facts(rows=tuple(other_outcomes))]
    return part("Your needs, and what you want to achieve" if aims else "Your needs", blocks)


def _not_arranged(plan: Plan, group: Sequence[Need]) -> list[Fact]:
    """s.25(1)(f): a need that nothing in the plan meets has an answer too: who can help with it."""
    met = {need for line in plan.services for need in line.needs}
    unmet = [need for need in group if not need.eligible and need.id not in met]
    if not unmet:
        return []
    label = "How this will be met" if len(unmet) == len(group) else "The need that is not eligible"
    who = f"see “{WHAT_ELSE}”" if plan.advice.strip() else "ask us"
    return [Fact(label=label, values=(f"The council does not arrange this. Who can help: {who}.",))]


WHAT_ELSE = "What else can help"
"""The heading under which the record has the plan's advice."""


def _whose_words(plan: Plan, aims: tuple[DesiredOutcome, ...], *, is_the_persons: bool) -> list[Block]:
    """TELL-2: until the plan has words to the person, the record says whose words it has."""
    if all(item.to_the_person.strip() for item in (*plan.needs, *aims)):
        return []
    text = "Some of this is in your practitioner's words about you, and not yet in words to you."
    return [Words(text=f"{text} Tell us if you would say it in another way." if is_the_persons else text)]


def _met_by(plan: Plan, needs: set[str]) -> tuple[str, ...]:
    """s.25(1)(c): what meets these needs, and who sees to it. An employer's costs count with their wages (DP-7)."""
    services = under_their_wages(plan.services)
    return tuple(
        dict.fromkeys(
            f"{isolate(top.service)} ({HOW_MANAGED[top.managed_by]})"
            for top, under in services
            if any(needs & set(line.needs) for line in (top, *under))
        )
    )


# Care and support


def services(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """What will be done, when, from when and by whom. What a line costs is left out unless the budget is shared too."""
    if Section.SERVICES not in shared:
        return None
    with_costs = Section.BUDGET in shared
    blocks: list[Block] = []
    for line, under in under_their_wages(plan.services):
        delivered_by = {provider for item in (line, *under) for provider in item.delivered_by}
        facts = (
            ("What it is", values_of(line.description)),
            ("When", (when_and_from(line),)),
            ("How much", (how_much(line, with_costs),)),
            ("Who does it", tuple(how_to_reach(each) for each in plan.providers if each.id in delivered_by)),
            ("How it is arranged", (_how_arranged(line, with_costs=with_costs),)),
        )
        rows = [Fact(label=label, values=values) for label, values in facts if any(values)]
        rows += employers_costs(line, under, with_costs=with_costs)
        blocks += [Heading(text=line.service), Facts(rows=tuple(rows))]
    return part("Your care and support", blocks)


def _how_arranged(line: ServiceLine, *, with_costs: bool) -> str:
    """Who sees to a line; and of one that we do not arrange, who pays for it."""
    words = MANAGED_WORDS[line.managed_by]
    if line.managed_by is ManagedBy.OTHER and line.paid_by_other and with_costs:
        return f"{words}. {line.paid_by_other[:1].upper()}{line.paid_by_other[1:]} pays for it"
    return words


# Who is there


def people(plan: Plan, decided: AsDecided, shared: frozenset[Section]) -> Part | None:
    """Who is involved. A part copy names those who give care only if the services are shared."""
    whole = shared == frozenset(Section)
    rows: list[tuple[str, tuple[str, ...]]] = []
    name, number = decided.practitioner[0], decided.reached_at_number
    practitioner = ", ".join(each for each in (isolate(name) if name else "", f"telephone {number}") if each)
    rows.append(("Your social care practitioner", (practitioner,)))
    if whole:
        if plan.planned_by is not None:
            rows.append(("Who planned it with you", (plan.planned_by.organisation,)))
        if plan.representative is not None:
            acts = plan.representative
            rows.append(("Who acts for you", (f"{isolate(acts.name)} ({acts.relationship})",)))
        if plan.advocate is not None:
            organisation = f", {isolate(plan.advocate.organisation)}" if plan.advocate.organisation else ""
            rows.append(("Your independent advocate", (isolate(plan.advocate.name) + organisation,)))
    if Section.SERVICES in shared:
        carers = tuple(f"{isolate(carer.name)} ({carer.relationship})" for carer in plan.carers)
        rows.append(("Who cares for you", carers))
        rows.append(("Who provides services", tuple(how_to_reach(provider) for provider in plan.providers)))
    return part(
        "Who is involved", [Facts(rows=tuple(Fact(label=label, values=values) for label, values in rows if values))]
    )


# If something goes wrong


def if_something_goes_wrong(plan: Plan, decided: AsDecided, shared: frozenset[Section]) -> Part | None:
    """The numbers first, then what was planned for it."""
    if Section.RISKS not in shared:
        return None
    hours = decided.sender.out_of_hours
    rows: list[tuple[str, str]] = []
    if Section.SERVICES in shared:
        rows += [(f"If nobody comes from {name}", number) for name, number in reachable(plan)]
    rows += [
        (when_to_ring_us(plan, shared), f"{decided.reached_at_number} ({decided.sender.opening_hours})"),
        ("Evenings, nights and weekends", f"{hours.name}, {hours.telephone}"),
        ("If somebody is in danger", "999"),
    ]
    numbers = Facts(rows=tuple(Fact(label=label, values=(value,)) for label, value in rows))
    return part("What to do if something goes wrong", [numbers, *paragraphs(plan.contingency_plan)])


def _delivering(plan: Plan) -> tuple[Provider, ...]:
    ids = {provider for line in plan.services for provider in line.delivered_by}
    return tuple(provider for provider in plan.providers if provider.id in ids)


def reachable(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Who delivers something and can be rung if nobody comes: their name and number."""
    return tuple((isolate(provider.name), provider.telephone) for provider in _delivering(plan) if provider.telephone)


def when_to_ring_us(plan: Plan, shared: Container[Section] = frozenset(Section)) -> str:
    """When the practitioner's number is the one to ring: also if nobody comes from whoever has no number here."""
    without_number = Section.SERVICES in shared and len(reachable(plan)) < len(_delivering(plan))
    return "In the daytime, or if nobody comes" if without_number else "In the daytime"


def who_has_a_copy(decided: AsDecided) -> Part | None:
    """SHARE-9: in the person's own record, who has a copy, and how to stop it."""
    blocks: list[Block] = []
    if decided.copies:
        has = tuple(
            f"{isolate(each.name)}: {'a part of it' if each.is_part else 'all of it'}" for each in decided.copies
        )
        blocks += [Words(text="Besides you, these have a copy, or are sent one now:"), Points(items=has)]
    else:
        blocks.append(Words(text="We have given nobody else a copy."))
    asking = (
        "You can ask us to give somebody a copy, or not to give one any more. Tell your practitioner: you need give no "
        "reason. We then ask whoever has one to send it back. You can show your own copy to anybody."
    )
    return part("Who has a copy of your plan", [*blocks, Words(text=asking)])
