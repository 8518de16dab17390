"""The plans of the stories: the facts that matter to the decision, and the submission made from them.

Each circumstance of a direct payment has, in words of our own, what the procedure says about it. The product's rules
are not asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from countersign.testkit.examples import Json, changed, example
from tests.proof.councils import BEGINS, CLERK, COUNCIL, LIMITS, LINE_MANAGER, PEOPLE, TEAM, pounds
from tests.proof.purses import A_PURSE, Purse, purse_json, purses
from tests.support.builders import SURE

FINE, ASK, BARS = "nothing", "somebody has to look", "barred"
Made = tuple[Json | list[Json] | None, str]
"""The JSON in the plan, and what the procedure says about it."""


_FOUND_NECESSARY = {"so": True, "in_words": SURE, "agreed_by": "tm-1", "agreed_on": "2020-01-06"}
_NOT_FOUND = {"so": False}


def _relative(relation: str, lives: str, paid_for: str = "care", agreed: Json | None = None) -> Json:
    words = {"relation": relation, "relationship": "somebody", "lives_with_the_person": lives}
    return {**words, "paid_for": paid_for, "prior_agreement": agreed}


_HUSBAND, _DAUGHTER = "spouse_or_civil_partner", "son_or_daughter"
PAYEES: dict[str, Made] = {
    "nobody close": ({"relation": "not_a_relative"}, FINE),
    "nobody says": (None, ASK),
    "a neighbour in the same house": (_relative("not_a_relative", "yes"), FINE),
    "the husband": (_relative(_HUSBAND, "yes", agreed=_NOT_FOUND), BARS),
    "the husband, and nobody says whether it was agreed": (_relative(_HUSBAND, "yes"), ASK),
    "the husband, who lives elsewhere": (_relative(_HUSBAND, "no", agreed=_NOT_FOUND), BARS),
    "the husband, as was agreed": (_relative(_HUSBAND, "yes", agreed=_FOUND_NECESSARY), ASK),
    "the husband, for managing it": (_relative(_HUSBAND, "yes", "managing_the_payment", _NOT_FOUND), BARS),
    "a daughter who lives elsewhere": (_relative(_DAUGHTER, "no"), FINE),
    "a daughter in the same house": (_relative(_DAUGHTER, "yes", agreed=_NOT_FOUND), BARS),
    "a daughter in the same house, as was agreed": (_relative(_DAUGHTER, "yes", agreed=_FOUND_NECESSARY), ASK),
    "a daughter, and nobody says where she lives": (_relative(_DAUGHTER, "not_stated"), ASK),
}
"""DP-2: whom a direct payment would pay."""


def _stays(*stays: tuple[int, int]) -> list[Json]:
    first = date(2027, 1, 4)
    return [
        {
            "arrives_on": (first + timedelta(days=arrives)).isoformat(),
            "leaves_on": (first + timedelta(days=arrives + nights)).isoformat(),
        }
        for arrives, nights in stays
    ]


STAYS: dict[str, Made] = {
    "no stay": ([], FINE),
    "20 nights": (_stays((0, 20)), FINE),
    "26 nights": (_stays((0, 26)), FINE),
    "27 nights": (_stays((0, 27)), ASK),
    "28 nights": (_stays((0, 28)), ASK),
    "29 nights": (_stays((0, 29)), BARS),
    "twice 15 nights, 27 days apart": (_stays((0, 15), (42, 15)), BARS),
    "twice 15 nights, 28 days apart": (_stays((0, 15), (43, 15)), ASK),
    "twice 10 nights, 27 days apart": (_stays((0, 10), (37, 10)), FINE),
}
"""DP-3: stays in a care home that a direct payment would pay for."""


def _commissioned(**changes: object) -> Json:
    whole = {"possible": True, "same_service": True, "weekly_cost": "1.00", "one_off_cost": "0.00", "effect": "minimal"}
    return {**whole, "flexibility": SURE, "effect_in_words": SURE, **changes}


COMMISSIONED: dict[str, Made] = {
    "the council could not": ({"possible": False}, FINE),
    "nobody says": (None, ASK),
    "the same, cheaper, and it matters little": (_commissioned(), ASK),
    "the same, cheaper, and it matters": (_commissioned(effect="some"), ASK),
    "the same, dearer, and it matters little": (_commissioned(weekly_cost="9999.00", one_off_cost="99999.00"), FINE),
    "another service, cheaper, and it matters little": (_commissioned(same_service=False), FINE),
}
"""DP-8: a line if the council commissioned it. Every generated line costs more than £1.00."""

_AUTHORISED = {"name": "Somebody", "relationship": "friend"}
MANAGES: dict[str, Made] = {
    "the person": ({"has_capacity_to_manage": "yes"}, FINE),
    "nobody says": ({"has_capacity_to_manage": "not_stated"}, ASK),
    "nobody can": ({"has_capacity_to_manage": "no"}, BARS),
    "somebody, and nobody says how": ({"has_capacity_to_manage": "no", "authorised_person": _AUTHORISED}, ASK),
    "somebody, as arranged": (
        {"has_capacity_to_manage": "no", "authorised_person": {**_AUTHORISED, "arrangements": SURE}},
        FINE,
    ),
}
"""DP-1: who can manage the direct payment."""

REQUIREMENT: dict[str, Made] = {
    "none": ({"under_a_requirement": "no"}, FINE),
    "one of those": ({"under_a_requirement": "yes"}, BARS),
    "nobody says": ({"under_a_requirement": "not_stated"}, ASK),
}
"""DP-4: a requirement, licence or order."""


_PAID = {"requested": "asked_for", "paid_every": "four_weeks", "starts_on": "2027-01-06"}
PAYMENT: dict[str, tuple[Json, str]] = {
    "all of it is said": (_PAID, FINE),
    "nobody says who asked": ({**_PAID, "requested": "not_stated"}, ASK),
    "nobody says how often": ({**_PAID, "paid_every": "once"}, ASK),
}
"""DP-9: what the plan says of the payment. Every generated line costs something a week."""


@dataclass(frozen=True)
class Line:
    """One line, with its costs a week and once, in pence. `otherwise`: its costs if it were managed otherwise.

    `shares`: who else pays how much of its cost once. `payer`: who pays it, where somebody else does. `units`: how many
    hundredths of a unit a week, and what a unit costs.
    """

    weekly: int
    once: int = 0
    how: str = "the council"
    payee: str = "nobody close"
    stays: str = "no stay"
    commissioned: str = "the council could not"
    otherwise: tuple[int, int] | None = None
    shares: tuple[tuple[str, int], ...] = ()
    payer: str = "a health service"
    units: tuple[int, int] | None = None

    @property
    def direct(self) -> bool:
        return self.how == "direct payment"


@dataclass(frozen=True)
class Facts:
    """The facts of one version of a plan. `told`: when the person was told the budget, in days after the story begins.

    `by`: who submitted it. `planned_by`: who did the planning, if not its practitioner. `name`, and `backwards`, which
    turns its lists round, must not matter to the decision, nor may what was indicated. `shouted`: its words are in
    capitals. A later version has the same name, and the same day of birth.
    """

    lines: tuple[Line, ...]
    kind: str = "adult"
    very_complex: bool = False
    distinctive: bool = False
    expert: bool = False
    manages: str = "the person"
    requirement: str = "none"
    payment: str = "all of it is said"
    told: int = -10
    by: str = "sw-1"
    planned_by: str = ""
    purse: Purse = A_PURSE
    name: str = "Ann Onymous"
    born: str = "1941-05-02"
    backwards: bool = False
    shouted: bool = False

    def named(self) -> dict[str, Line]:
        """Its lines, by reference."""
        return {f"S{number}": line for number, line in enumerate(self.lines, start=1)}

    @property
    def what_it_says(self) -> "Facts":
        """The same, whoever it is about, whoever planned and submitted it, and however it is written."""
        same = {"by": "", "planned_by": "", "name": "", "born": ""}
        return replace(self, **same, expert=False, backwards=False, shouted=False)

    @property
    def practitioners(self) -> frozenset[str]:
        """The plan's own people: none of them may decide it."""
        return frozenset({"sw-1", self.by, *([self.planned_by] if self.planned_by else [])})


def takes_the_payment_away(facts: Facts, reference: str, rule: str) -> bool:
    """DP-6: whether a rule lets a line be managed otherwise: it bars the line; or, for DP-8, the comparison lets it."""
    line = facts.named()[reference]
    if any(means == BARS and rule == by and about in {"", reference} for by, about, means in found(facts)):
        return True
    otherwise = line.otherwise
    cheaper = line.commissioned == "the same, cheaper, and it matters little"
    no_dearer = otherwise is not None and otherwise[0] <= line.weekly and otherwise[1] <= line.once
    return rule == "DP-8" and line.direct and cheaper and no_dearer


def costs(facts: Facts, otherwise: frozenset[str] = frozenset()) -> tuple[int, int]:
    """What it costs the council a week and once, if these lines are managed otherwise. The shares of others are not."""
    weekly = once = 0
    for reference, line in facts.named().items():
        if line.how == "somebody else pays":
            continue
        rest = line.once - sum(amount for _, amount in line.shares)
        is_otherwise = reference in otherwise and line.direct
        now = line.otherwise if is_otherwise and line.otherwise else (line.weekly, rest)
        weekly, once = weekly + now[0], once + now[1]
    return weekly, once


def found(facts: Facts, otherwise: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """The findings about the direct payments that are left: rule, line ("" for all), and what the finding means."""
    left = {id_: line for id_, line in facts.named().items() if line.direct and id_ not in otherwise}
    if not left:
        return
    of_the_person = (
        ("DP-1", MANAGES[facts.manages][1]),
        ("DP-4", REQUIREMENT[facts.requirement][1]),
        ("DP-9", PAYMENT[facts.payment][1]),
    )
    for rule, means in of_the_person:
        if means != FINE:
            yield rule, "", means
    for id_, line in left.items():
        made = (("DP-2", PAYEES[line.payee]), ("DP-3", STAYS[line.stays]), ("DP-8", COMMISSIONED[line.commissioned]))
        for rule, (_, means) in made:
            if means != FINE:
                yield rule, id_, means


# In the form that the product reads


def _line(reference: str, line: Line) -> Json:
    managed = {"the council": "council", "somebody else pays": "other"}.get(line.how, "direct_payment")
    said: Json = {
        "id": reference,
        "service": "Support",
        "description": "Support at home.",
        "needs": ["N1", "N2", "N3"],
        "managed_by": managed,
        "weekly_cost": pounds(line.weekly),
        "one_off_cost": pounds(line.once),
    }
    if line.how == "somebody else pays":
        said["paid_by_other"] = line.payer
    if line.units:
        said |= {"units_a_week": pounds(line.units[0]), "unit": "hour", "unit_cost": pounds(line.units[1])}
    if line.shares:
        said["one_off_shares"] = [{"paid_by": who, "amount": pounds(amount)} for who, amount in line.shares]
    if line.direct:
        said |= {
            "payee": PAYEES[line.payee][0],
            "care_home_stays": STAYS[line.stays][0],
            "commissioned": COMMISSIONED[line.commissioned][0],
        }
    if line.otherwise:
        weekly, once = line.otherwise
        said["otherwise"] = {
            "managed_by": "council",
            "weekly_cost": pounds(weekly),
            "one_off_cost": pounds(once),
            "how": "By an agency.",
        }
    return said


ALTERNATIVES = {"A1": (True, True), "A2": (False, True), "A3": (True, False)}
"""DEC-6: other ways that were looked at: whether each could meet the needs, and was available when required."""


def _alternative(id_: str, could: bool, available: bool) -> Json:
    counts = {"could_meet_needs": could, "available_when_required": available}
    return {"id": id_, "service": "A club", "needs": ["N1"], "weekly_cost": "1.00", "why": SURE, **counts}


def plan_json(plan_id: str, facts: Facts) -> Json:
    """The plan of these facts, complete."""
    manages, requirement = MANAGES[facts.manages][0], REQUIREMENT[facts.requirement][0]
    assert isinstance(manages, dict)
    assert isinstance(requirement, dict)
    changes: Json = {
        "plan_id": plan_id,
        "kind": facts.kind,
        "team": TEAM,
        "scheme": COUNCIL,
        "person.name": facts.name,
        "practitioner": {"id": "sw-1", "name": "Harriet Osei"},
        "services": [_line(reference, line) for reference, line in facts.named().items()],
        "providers": [],
        "sharing": [],
        "very_complex": {
            "so": facts.very_complex,
            "in_words": "Three conditions at once." if facts.very_complex else "",
        },
        "distinctive": {
            "so": facts.distinctive,
            "in_words": "Nobody has planned the like." if facts.distinctive else "",
        },
        "expert_assessor": {"id": "ex-9", "expertise": "deafblindness"} if facts.expert else None,
        "direct_payment": {**manages, **requirement, **PAYMENT[facts.payment][0]},
        **purse_json(facts.purse),
        "indicative_budget_told_on": (BEGINS + timedelta(days=facts.told)).isoformat(),
        "planned_by": {"id": facts.planned_by, "organisation": "A charity"} if facts.planned_by else None,
        "alternatives": [_alternative(id_, *counts) for id_, counts in ALTERNATIVES.items()],
        "person.date_of_birth": facts.born,
    }
    made = changed(example("plain-1-submission")["plan"], changes)
    for need in made["needs"] if facts.kind == "carer" else ():
        need["area"] = "recreation"
    if facts.shouted:
        made["preferences"] = made["preferences"].upper()
        made["services"][0]["description"] = "SUPPORT, AT HOME!"
    if facts.backwards:
        for name in ("needs", "outcomes", "services", "carers"):
            made[name] = made[name][::-1]
    return made


# How they are generated


def _amounts() -> SearchStrategy[int]:
    """At a limit, a penny below it, or a penny above it."""
    near = st.tuples(st.sampled_from(LIMITS), st.sampled_from((-1, 0, 1))).map(sum)
    return st.one_of(near, near, near, st.sampled_from((200, 20000, 500000)))


def _once() -> SearchStrategy[int]:
    return st.one_of(st.just(0), st.just(0), st.just(0), st.sampled_from((99999, 100000, 100001, 500001)))


def _usually(table: dict[str, Made]) -> SearchStrategy[str]:
    usual, *_ = table
    return st.one_of(st.just(usual), st.just(usual), st.sampled_from(list(table)))


@st.composite
def _direct(draw: DrawFn, *, stays: bool) -> Line:
    return Line(
        draw(st.sampled_from((200, 20000, 50000))),
        draw(_once()),
        "direct payment",
        draw(_usually(PAYEES)),
        draw(_usually(STAYS)) if stays else "no stay",
        draw(_usually(COMMISSIONED)),
        draw(st.one_of(st.none(), st.tuples(st.sampled_from((100, 20000, 60000)), _once()))),
    )


@st.composite
def plans(draw: DrawFn) -> Facts:
    """Any plan that may be submitted."""
    lines = [Line(draw(_amounts()), draw(_once()))]
    lines += [draw(_direct(stays=not number)) for number in range(draw(st.sampled_from((0, 0, 1, 1, 2))))]
    if draw(st.integers(0, 4)) == 0:
        lines.append(Line(80000, 100000, "somebody else pays"))
    seldom = st.integers(0, 4).map(lambda number: number == 0)
    return Facts(
        tuple(lines),
        draw(st.sampled_from(("adult", "adult", "carer"))),
        very_complex=draw(seldom),
        distinctive=draw(seldom),
        expert=draw(seldom),
        manages=draw(_usually(MANAGES)),
        requirement=draw(_usually(REQUIREMENT)),
        payment=draw(st.sampled_from((*["all of it is said"] * 4, *PAYMENT))),
        told=draw(st.sampled_from((*[-10] * 10, -1, -1, 0, 2))),
        by=draw(st.sampled_from((*["sw-1"] * 12, CLERK, "sw-2", PEOPLE[0]))),
        planned_by=draw(st.sampled_from(("", "", "sw-2"))),
    )


@st.composite
def plans_and_money(draw: DrawFn, above: tuple[int, int] = (0, 0)) -> Facts:
    """A plan at the edge of what was indicated, of what the person may pay, and of what others pay of it."""
    once = st.sampled_from((0, 0, 0, 99999, 100000, 100001))
    lines = [Line(draw(_amounts()) if draw(st.integers(0, 3)) else 0, draw(once))]
    if draw(st.integers(0, 3)) == 0:
        # A quarter of an hour at £23.18 is £5.795: half a penny goes up.
        units = draw(st.sampled_from(((2150, 2319), (25, 2318), (1, 50), (1, 49), (700, 2000))))
        weekly = (units[0] * units[1] + 50) // 100
        lines.append(Line(max(0, weekly + draw(st.sampled_from((-1, *[0] * 8, 1)))), units=units))
    if draw(st.booleans()):
        first = draw(_direct(stays=False))
        barred = draw(st.sampled_from((first.payee, "the husband")))
        lines.append(replace(first, payee=barred, commissioned="the council could not"))
    if draw(st.integers(0, 2)) == 0:
        payer = draw(st.sampled_from(("a health service", "her son")))
        lines.append(Line(draw(st.sampled_from((0, 80000))), 100000, "somebody else pays", payer=payer))
    payers = st.sampled_from(("her son", "a charity"))
    for number, line in enumerate(lines):
        if line.once and draw(st.booleans()):
            share = draw(st.sampled_from((*(1, line.once - 1, line.once) * 4, line.once + 1)))
            more = draw(st.sampled_from(((), (), (), (1,)))) if share == line.once else ()
            lines[number] = replace(line, shares=tuple((draw(payers), amount) for amount in (share, *more)))
    facts = Facts(tuple(lines))
    every = [costs(facts, frozenset(id_ for id_, line in facts.named().items() if line.otherwise)), costs(facts)]
    dearest = max(cost[0] for cost in every), max(cost[1] for cost in every)
    cost = max(0, costs(facts)[0]), max(0, costs(facts)[1])
    return replace(facts, purse=draw(purses(cost, dearest, above)))


@st.composite
def versions_after(draw: DrawFn, facts: Facts) -> Facts:
    """A later version: it costs more or less, or it is difficult in another way."""
    first, *rest = facts.lines
    is_other = draw(st.sampled_from((True, True, True, False)))
    other = replace(first, weekly=draw(_amounts()), once=draw(_once())) if is_other else first
    return replace(
        facts,
        lines=(other, *(rest if draw(st.booleans()) else ())),
        very_complex=draw(st.sampled_from((facts.very_complex, facts.very_complex, False, True))),
        told=draw(st.sampled_from((*[facts.told] * 8, 1, 4))),
        by=draw(st.sampled_from((*["sw-1"] * 10, "sw-2", CLERK, LINE_MANAGER, *PEOPLE))),
        planned_by=draw(st.sampled_from((*[facts.planned_by] * 8, "sw-2"))),
        name=draw(st.sampled_from((*[facts.name] * 12, "Somebody Else"))),
    )
