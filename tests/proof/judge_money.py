"""Says, from the rulebook and without the product's rules, what is wrong with a plan's money, and who pays what.

Money is in pence, weekly and one-off amounts apart. Each fault begins with the rule that it breaks.
"""

import re
from dataclasses import dataclass
from itertools import chain, combinations

from tests.proof.councils import Edition, pounds
from tests.proof.plans import Facts, costs
from tests.proof.purses import FOUR

WEEKLY, ONCE = 0, 1


# SUB-4, BUD-1..3: at the door


def every_way(facts: Facts) -> list[frozenset[str]]:
    """DP-5: every choice of lines that may be managed otherwise, none of them included."""
    may = [id_ for id_, line in facts.named().items() if line.direct and line.otherwise]
    return [frozenset(ids) for ids in chain.from_iterable(combinations(may, size) for size in range(len(may) + 1))]


def is_above_indicative(facts: Facts, edition: Edition) -> bool:
    """SUB-4: whether it costs more than was indicated, as submitted or in any way that it may come to be managed."""
    return any(
        costs(facts, way)[axis] > facts.purse.indicative[axis] + edition.above[axis]
        for way in every_way(facts)
        for axis in (WEEKLY, ONCE)
    )


def against_money(facts: Facts, edition: Edition) -> list[str]:
    """Every reason why a plan's figures are not taken at the door."""
    said_nothing = dict(facts.purse.empty)
    reasons = [f"SUB-4: {field} says nothing" for field in FOUR if field in said_nothing]
    reasons = reasons if is_above_indicative(facts, edition) else []
    reasons += [
        "BUD-2: others pay more of it than it costs"
        for line in facts.lines
        if sum(amount for _, amount in line.shares) > line.once
    ]
    reasons += [
        "BUD-3: a line costs something else than its units do"
        for line in facts.lines
        if line.units and not line.weekly * 100 - 50 <= line.units[0] * line.units[1] < line.weekly * 100 + 50
    ]
    return [*reasons, *_charged(facts), *against_what_the_person_pays(facts, frozenset())]


def _charged(facts: Facts) -> list[str]:
    free = facts.purse.charged.startswith("not charged")
    reasons = ["BUD-1: nobody is charged, and the person pays"] if free and any(facts.purse.pays) else []
    if facts.purse.charged in {"not charged, and nobody says why", "assessed, and why they are not charged"}:
        reasons.append("BUD-1: why the person is not charged is said where they are not, and only there")
    return reasons


def against_what_the_person_pays(facts: Facts, otherwise: frozenset[str]) -> list[str]:
    """BUD-1: the cost is what the person pays and what the council pays: neither is less than nothing."""
    cost, pays = costs(facts, otherwise), facts.purse.pays
    in_full = facts.purse.charged == "in full"
    return [
        f"BUD-1: the person pays £{pounds(pays[axis])} of £{pounds(cost[axis])} {'once' if axis else 'a week'}"
        for axis in (WEEKLY, ONCE)
        if pays[axis] > cost[axis] or (in_full and pays[axis] < cost[axis])
    ]


# BUD-1..3: the final budget


@dataclass(frozen=True)
class Final:
    """The final budget. Pairs of pence, a week and once. `others`: who else pays, and how much."""

    cost: tuple[int, int]
    person: tuple[int, int]
    council: tuple[int, int]
    others: tuple[tuple[str, tuple[int, int]], ...]
    total: tuple[int, int]


def final(facts: Facts, otherwise: frozenset[str]) -> Final:
    """The budget of a plan, with these lines managed otherwise."""
    cost, pays = costs(facts, otherwise), facts.purse.pays
    others: dict[str, list[int]] = {}
    for id_, line in facts.named().items():
        shares = () if id_ in otherwise else line.shares
        whole = line.how == "somebody else pays"
        if whole:
            theirs = others.setdefault(line.payer, [0, 0])
            theirs[WEEKLY] += line.weekly
            theirs[ONCE] += line.once - sum(amount for _, amount in shares)
        for who, amount in shares:
            others.setdefault(who, [0, 0])[ONCE] += amount
    paid_by_others = tuple(sorted((who, (weekly, once)) for who, (weekly, once) in others.items()))
    total = tuple(cost[axis] + sum(amounts[axis] for _, amounts in paid_by_others) for axis in (WEEKLY, ONCE))
    council = cost[WEEKLY] - pays[WEEKLY], cost[ONCE] - pays[ONCE]
    return Final(cost, pays, council, paid_by_others, (total[WEEKLY], total[ONCE]))


def was_assessed(facts: Facts, budget: Final) -> bool:
    """Whether they rest on a financial assessment: one was made; or the person pays a part, and nobody says."""
    if facts.purse.charged == "nobody says":
        return any(budget.person) and any(budget.council)
    return facts.purse.charged == "assessed"


def against_the_words(words: str, facts: Facts, budget: Final) -> list[str]:
    """What is wrong with the words about who pays: amounts that are nobody's, or an assessment that was not made."""
    reasons = ["BUD-1: it tells of £0.00"] if re.search(r"£0\.00", words) else []
    if ("financial assessment" in words) is not was_assessed(facts, budget) and any(budget.cost):
        reasons.append("BUD-1: it tells of a financial assessment that was not made, or not of one that was")
    amounts = {_pence(amount) for amount in re.findall(r"£([\d,]+\.\d\d)", words)}
    mixed = any(budget.person) and any(budget.council)
    theirs = {*budget.person, *(budget.council if mixed else ())} - {0}
    if amounts != theirs:
        reasons.append(f"BUD-3: it tells of {sorted(amounts)}, and should of {sorted(theirs)}")
    if any(budget.cost) and ("must pay" in words) is not any(budget.person):
        reasons.append("BUD-1: it does not say rightly whether the person pays")
    return reasons


def _pence(amount: str) -> int:
    whole, _, part = amount.replace(",", "").partition(".")
    return int(whole) * 100 + int(part)


# DEC-9: cheaper and dearer


def change_in_words(before: tuple[int, int], now: tuple[int, int]) -> list[tuple[str, str, int]]:
    """What the person is told of a version's cost: each week and once apart, more or less, and by how much."""
    return [
        (how_often, "less" if now[axis] < before[axis] else "more", abs(now[axis] - before[axis]))
        for axis, how_often in ((WEEKLY, "Each week"), (ONCE, "Once"))
        if now[axis] != before[axis]
    ]


def told(sentences: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """The same, as sentences to a person tell it."""
    found = [re.match(r"(Each week|Once) .*? £([\d,]+\.\d\d) (less|more) than", sentence) for sentence in sentences]
    return [(match[1], match[3], _pence(match[2])) for match in found if match]
