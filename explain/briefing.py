"""DEC-4..9, DP-1..8 · What somebody who is to decide a plan sees before they do: nothing here decides anything.

Every part is what the rules themselves find, asked before the decision instead of after it.
"""

from datetime import date

from careplan.direct_payment import PaymentFinding, Weight, found_about, is_bought, paid_directly
from careplan.findings import Finding
from careplan.plan import Plan
from careplan.readiness import is_evidence
from careplan.routing import Register, ToDecide, authority_to_agree, is_own_plan, rows_that_may_decide
from careplan.scheme import Scheme
from careplan.wire import Money, Stored

NEVER_A_GROUND = (
    "The indicative budget is never a ground: a plan that meets all limbs of the test must be agreed, whether it costs "
    "less, the same or more (DEC-1). Costing more only means that the further evidence has to be there (SUB-4)."
)


class ToSettle(Stored):
    """One finding about a direct payment, its weight, and what a decision has to say about it."""

    rule: str
    line: str
    weight: Weight
    found: str
    the_decision: str


class MayDecide(Stored):
    """One role that may decide the plan today, within which limit, and who holds it and may. `people`: references."""

    role: str
    title: str
    limit: str
    meeting: str
    people: tuple[str, ...]


class BothWays(Stored):
    """DP-8: a line as it would be bought by direct payment, and as the council could commission it."""

    line: str
    by_direct_payment: Money
    stated: bool
    possible: bool = False
    same_service: bool = False
    commissioned: Money | None = None
    flexibility: str = ""
    effect: str = ""
    effect_in_words: str = ""


def to_settle(plan: Plan, scheme: Scheme, on: date) -> tuple[ToSettle, ...]:
    """DP-1..8: everything found about the direct payments of a plan, the hard stops first."""
    order = (Weight.BARS, Weight.UNSETTLED, Weight.CONCERN)
    found = sorted(found_about(plan, scheme, on), key=lambda one: order.index(one.weight))
    return tuple(
        ToSettle(
            rule=one.rule, line=one.line, weight=one.weight, found=one.reason, the_decision=_what_to_say(one, plan)
        )
        for one in found
    )


def _what_to_say(one: PaymentFinding, plan: Plan) -> str:
    if one.weight is Weight.BARS:
        lines = [line for line in paid_directly(plan) if one.line in ("", line.id)]
        named = ", ".join(line.id for line in lines)
        without = ", ".join(line.id for line in lines if line.otherwise is None)
        agree = f"to agree, name {named} in managed_otherwise, with rule {one.rule}"
        if without:
            return (
                f"cannot be agreed: the plan does not say how {without} would be managed otherwise; return it for that"
            )
        return f"{agree}: the rest of the plan stands; or return it"
    about = f"rule {one.rule}" + (f" and line {one.line}" if one.line else ", no line")
    if one.weight is Weight.UNSETTLED:
        return (
            f"settle it first (ask for the information); to agree, say in considered what was found out, with {about}"
        )
    return f"discuss it with the practitioner; to agree, say in considered what you made of it, with {about}"


def may_decide(
    deciding: ToDecide, register: Register, practitioners: frozenset[str], scheme: Scheme, on: date
) -> tuple[MayDecide, ...]:
    """ROUTE-2, ROUTE-9, ROUTE-10: the roles that may decide a plan on a day, the lowest first, and who in them may."""
    people: dict[str, list[str]] = {}
    for person in sorted({one.person for one in register.holdings}):
        authority = authority_to_agree(person, register, deciding, scheme, on)
        if isinstance(authority, Finding) or not is_own_plan(person, practitioners, authority.acting_for).met:
            continue
        notes = [f"acting for {authority.acting_for}"] if authority.acting_for else []
        notes += ["away"] if register.is_away(person, on) else []
        people.setdefault(authority.role, []).append(f"{person} ({', '.join(notes)})" if notes else person)
    return tuple(
        MayDecide(
            role=row.role,
            title=row.title,
            limit=row.limit_in_words,
            meeting=row.in_meeting or "",
            people=tuple(people.get(row.role, ())),
        )
        for _, row in rows_that_may_decide(deciding, scheme)
    )


def both_ways(plan: Plan) -> tuple[BothWays, ...]:
    """DP-8: every line bought by direct payment beside what the council could commission; wages are not bought so."""
    found: list[BothWays] = []
    for line in paid_directly(plan):
        if not is_bought(line):
            continue
        other = line.commissioned
        if other is None:
            found.append(BothWays(line=line.id, by_direct_payment=line.weekly_cost, stated=False))
            continue
        found.append(
            BothWays(
                line=line.id,
                by_direct_payment=line.weekly_cost,
                stated=True,
                possible=other.possible,
                same_service=other.same_service,
                commissioned=other.weekly_cost,
                flexibility=other.flexibility,
                effect=other.effect.value if other.effect else "",
                effect_in_words=other.effect_in_words,
            )
        )
    return tuple(found)


def over_indicative(plan: Plan) -> tuple[str, ...]:
    """SUB-4: for a plan above its indicative budget, which of the further evidence is there."""
    evidence = plan.over_indicative
    if evidence is None:
        return ()
    given = evidence.model_dump()
    return tuple(name for name in type(evidence).model_fields if is_evidence(str(given[name])))
