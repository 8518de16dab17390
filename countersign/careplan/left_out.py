"""SHARE-7 · Names and amounts of what a part copy leaves out, looked for in the free text that stays in it.

Sections are left out whole, yet people write about one part in another: as a need, "Northbridge comes on Mondays, for
£18.50 an hour". A hit holds the copy until a person has looked; one too many costs them a minute, one missed cannot be
taken back. Source: the rulebook, SHARE-7: "nor in free text that stays (names, services and amounts of what was left
out are looked for; a hit holds the copy for a person)".
"""

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.consent import Section
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import TITLES, words_of
from countersign.careplan.same_recipient import name_of


class Kind(StrEnum):
    """What was found."""

    SERVICE = "service"
    PROVIDER = "provider"
    PERSON = "person"
    PAYER = "payer"
    AMOUNT = "amount"


class Hit(NamedTuple):
    """One thing of a part left out that stands in the text of a section that stays."""

    kind: Kind

    section: Section
    """The section that stays."""

    words: str
    """As the plan has them. They may be about a person: they leave our database by no task, log or message."""


SHORTEST = 3
"""A part of somebody's name that is shorter is not looked for by itself."""

_AMOUNT = re.compile(r"£ ?([0-9][0-9,]*(?:\.[0-9]{2})?)|\b([0-9][0-9,]*\.[0-9]{2})\b|\b([0-9][0-9,]*) pounds\b")


def hits(plan: Plan, shared: Collection[Section], marked: Collection[str] = ()) -> tuple[Hit, ...]:
    """What of the parts left out stands in the text that stays, each once; empty for a copy of every section.

    `marked`: the names of whomever a safeguarding mark is about that stands now (SHARE-8).
    """
    left_out = frozenset(Section) - frozenset(shared)
    if not left_out:
        return ()
    phrases = tuple(_phrases(plan, left_out, marked))
    amounts = frozenset(amount for amount in _amounts(plan, left_out) if amount)
    found = [
        hit
        for section in Section
        if section in shared
        for hit in _found(section, _texts(plan, section), phrases, amounts)
    ]
    return tuple(dict.fromkeys(found))


def _found(
    section: Section, texts: Iterable[str], phrases: Iterable[tuple[Kind, str]], amounts: frozenset[Decimal]
) -> Iterator[Hit]:
    for text in texts:
        spaced = f" {' '.join(words_of(text))} "
        for kind, phrase in phrases:
            if f" {' '.join(words_of(phrase))} " in spaced:
                yield Hit(kind, section, phrase)
        for match in _AMOUNT.finditer(text):
            written = next(group for group in match.groups() if group)
            if Decimal(written.replace(",", "")) in amounts:
                yield Hit(Kind.AMOUNT, section, match[0])


def _phrases(plan: Plan, left_out: frozenset[Section], others: Collection[str]) -> Iterator[tuple[Kind, str]]:
    """The names to look for. Whoever a safeguarding mark names is looked for in every part copy (SHARE-8)."""
    marked = {mark.about for mark in plan.safeguarding}
    hides_services = Section.SERVICES in left_out
    people = [carer.name for carer in plan.carers if hides_services or carer.id in marked]
    acting = (("representative", plan.representative), ("advocate", plan.advocate))
    people += [party.name for about, party in acting if party and about in marked]
    people += [name for name in others if name not in people]
    for provider in plan.providers:
        if hides_services or provider.id in marked:
            kept = name_of(provider.name)
            yield Kind.PROVIDER, " ".join(word for word in words_of(provider.name) if word in kept)
            if provider.telephone:
                yield Kind.PROVIDER, provider.telephone
    if hides_services:
        yield from ((Kind.SERVICE, line.service) for line in (*plan.services, *plan.alternatives) if line.service)
        people += [line.payee.name for line in plan.services if line.payee and line.payee.name]
    if Section.BUDGET in left_out:
        yield from ((Kind.PAYER, line.paid_by_other) for line in plan.services if line.paid_by_other)
    own = set(words_of(f"{plan.person.name} {plan.person.preferred_name or ''}"))
    for name in people:
        yield Kind.PERSON, name
        yield from (
            (Kind.PERSON, part)
            for part in words_of(name)
            if len(part) >= SHORTEST and part not in TITLES and part not in own
        )


def _amounts(plan: Plan, left_out: frozenset[Section]) -> Iterator[Decimal]:
    """The amounts to look for: of each line where services or budget are left out, and of the budget where that is."""
    if left_out & {Section.SERVICES, Section.BUDGET}:
        for line in plan.services:
            yield from (line.weekly_cost, line.one_off_cost)
            yield from (amount for amount in (line.unit_cost,) if amount is not None)
    if Section.BUDGET in left_out:
        weekly = sum((line.weekly_cost for line in plan.services), Decimal(0))
        yield from (plan.indicative_budget, plan.indicative_one_off, plan.person_pays, plan.person_pays_once, weekly)
        yield weekly - plan.person_pays


def _texts(plan: Plan, section: Section) -> Iterator[str]:
    """The free text of a section, as the written record has it."""
    match section:
        case Section.NEEDS:
            for need in plan.needs:
                yield from (need.description, need.to_the_person)
            yield from (plan.advice, plan.how_to_talk)
        case Section.OUTCOMES:
            for outcome in plan.outcomes:
                yield from (outcome.description, outcome.to_the_person, outcome.how_we_will_know)
            yield plan.preferences
        case Section.SERVICES:
            for line in plan.services:
                yield from (line.service, line.description, *line.times)
        case Section.BUDGET:
            yield plan.how_budget_was_worked_out
            yield (plan.charging.billed or "") if plan.charging else ""
        case Section.RISKS:
            yield plan.contingency_plan
