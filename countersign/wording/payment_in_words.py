"""DP · What letters and the written record say about a direct payment: its conditions, and what is arranged otherwise.

Source: the procedure, "it may be necessary to impose some conditions on the provision and use of a Direct Payment",
"the Local Authority is able to identify an alternative method to manage the personal budget" and, for employers,
"These should be clearly recorded on the draft Care and Support Plan".
"""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.budget import NOTHING
from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Condition, ConditionKind, LineOtherwise
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.payment import PaidEvery, Requested
from countersign.careplan.payment_terms import ManagesIt, PaymentTerms
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.wording.document import Block, Column, Fact, Facts, Heading, Points, Table, Words
from countersign.wording.isolates import isolate
from countersign.wording.peoples_words import in_one_line
from countersign.wording.plain_words import AREA_WORDS, MANAGED_WORDS, MONTHS_IN_A_YEAR, counted


def managed_otherwise_in_words(
    plan: Plan, otherwise: Iterable[LineOtherwise], *, with_details: bool = True
) -> tuple[str, ...]:
    """DP-5, DP-8: what is not paid for by direct payment after all, why, and how it is arranged instead.

    `plan`: the plan as decided. Lines with the same words, such as wages and their costs, make one entry.
    `with_details`: say what will be done as well; the written record says that elsewhere.
    """
    lines = {line.id: line for line in plan.services}
    services_by_text: dict[str, list[str]] = {}
    for entry in otherwise:
        line = lines[entry.line]
        instead = MANAGED_WORDS[line.managed_by]
        text = f"{in_one_line(entry.why)} Instead: {instead[:1].lower()}{instead[1:]}."
        text += f" {in_one_line(line.description)}" if with_details else ""
        services_by_text.setdefault(text, []).append(isolate(line.service))
    return tuple(f"{', '.join(dict.fromkeys(services))}: {text}" for text, services in services_by_text.items())


def conditions_in_words(conditions: Iterable[Condition], *, with_names: bool = True) -> tuple[str, ...]:
    """DP-6: each condition, with the days on which it is due.

    `with_names`: without it, conditions that bar somebody by name are left out.
    """
    shown = [condition for condition in conditions if with_names or condition.kind is not ConditionKind.PERSON_BARRED]
    return tuple(_condition_in_words(condition) for condition in shown)


def _condition_in_words(condition: Condition) -> str:
    text = in_one_line(condition.what)
    if condition.first_on is None:
        return text
    first_day = day(condition.first_on)
    if condition.every_months is None:
        return f"{text} By {first_day}."
    return f"{text} First by {first_day}, then {_every(condition.every_months)}."


def conditions_as_a_calendar(conditions: Iterable[Condition], *, with_names: bool = True) -> Table | None:
    """DP-6: by when to do what, the first due at the top, and what holds all the time at the end; None without any.

    `with_names`: as for `conditions_in_words`.
    """
    shown = [condition for condition in conditions if with_names or condition.kind is not ConditionKind.PERSON_BARRED]
    if not shown:
        return None
    return Table(
        caption="What is asked, and by when",
        columns=(Column(heading="By when"), Column(heading="What")),
        rows=tuple(
            (_by_when(condition), in_one_line(condition.what))
            for condition in sorted(shown, key=lambda condition: condition.first_on or date.max)
        ),
    )


def _by_when(condition: Condition) -> str:
    if condition.first_on is None:
        return "All the time"
    then = f", then {_every(condition.every_months)}" if condition.every_months is not None else ""
    return f"{day(condition.first_on)}{then}"


def _every(months: int) -> str:
    count, unit = (months, "month") if months % MONTHS_IN_A_YEAR else (months // MONTHS_IN_A_YEAR, "year")
    return f"every {unit}" if count == 1 else f"every {counted(count, unit)}"


def about_the_payment(
    plan: Plan,
    terms: PaymentTerms | None,
    otherwise: tuple[LineOtherwise, ...],
    conditions: tuple[Condition, ...],
    shared: frozenset[Section],
) -> list[Block]:
    """DP-5, DP-6, DP-9: what a direct payment is, this one's terms and conditions, and what is managed otherwise.

    `terms`: None where nothing is paid by direct payment. `shared`: the sections of the record that this copy has. A
    part copy names nobody who manages the payment, or who may not be paid for care; nor does it say that there is such
    a condition, since a person who is kept away is a risk to somebody (SHARE-8).
    """
    blocks: list[Block] = []
    whole = shared == frozenset(Section)
    if terms is not None:
        text = (
            "A direct payment is money from the council, paid to you or to someone who manages it for you, "
            "so that you can choose and pay for support yourself."
        )
        rows = terms_in_words(plan, terms, shared)
        blocks += [Words(text=text), *([Facts(rows=rows)] if rows else [])]
    calendar = conditions_as_a_calendar(conditions, with_names=whole)
    if calendar:
        agreed = "The direct payment is agreed with these conditions. If you cannot keep one of them, tell us."
        blocks += [Heading(text="Conditions"), Words(text=agreed), calendar]
    if otherwise:
        blocks += [
            Heading(text="What is arranged in another way"),
            Words(text="This support is not paid for with a direct payment:"),
            Points(items=managed_otherwise_in_words(plan, otherwise, with_details=False)),
        ]
    return blocks


# DP-9: the payment itself


def terms_in_words(plan: Plan, terms: PaymentTerms, shared: frozenset[Section]) -> tuple[Fact, ...]:
    """DP-9: how much, how often, from when, for which needs, who manages it. What is not stated is left out."""
    facts: list[tuple[str, tuple[str, ...]]] = []
    if Section.BUDGET in shared:
        facts.append(("How much it is", _how_much(plan, terms)))
    if terms.paid_every is not None:
        facts.append(("How often it is paid", (_EVERY[terms.paid_every],)))
    if terms.starts_on is not None:
        facts.append(("From when", (day(terms.starts_on),)))
    if Section.NEEDS in shared:
        areas = (AREA_WORDS[need.area] for need in plan.needs if need.id in terms.needs)
        facts.append(("What it is for", ("; ".join(dict.fromkeys(areas)),)))
    facts += [
        ("Who manages it", _who_manages(plan, terms.managed_by, whole=shared == frozenset(Section))),
        ("How we came to it", _HOW_WE_CAME_TO_IT[terms.requested]),
    ]
    return tuple(Fact(label=label, values=values) for label, values in facts if any(values))


def in_short(terms: PaymentTerms) -> str:
    """DP-9: what is paid, in one sentence; empty where nothing is sent."""
    if terms.each_time and terms.paid_every is not None:
        often = _EVERY[terms.paid_every]
        once = f", and {pounds(terms.paid_once)} once" if terms.paid_once else ""
        amount = f"{pounds(terms.each_time)} {often[:1].lower()}{often[1:]}{once}"
    elif terms.paid_weekly or terms.paid_once:
        amount = a_week_and_once(terms.paid_weekly, terms.paid_once)
    else:
        return ""
    # What the council pays is what is left after the person's part: only then is the payment a part of it.
    if terms.comes_off_first or terms.comes_off_once:
        return f"Of what the council pays, this is a direct payment: {amount}. See “Your direct payment”."
    return f"We pay {amount} as a direct payment: see “Your direct payment”."


_EVERY = {
    PaidEvery.WEEK: "Every week",
    PaidEvery.FOUR_WEEKS: "Every four weeks",
    PaidEvery.MONTH: "Every month",
    PaidEvery.QUARTER: "Every three months",
    PaidEvery.ONCE: "Once",
}

_HOW_WE_CAME_TO_IT: dict[Requested, tuple[str, ...]] = {
    Requested.ASKED_FOR: ("It was asked for.",),
    Requested.AGREED_TO: ("We offered it, and it was agreed to.",),
    Requested.NOT_STATED: (),
}


def _how_much(plan: Plan, terms: PaymentTerms) -> tuple[str, ...]:
    """The amount from the plan's lines; then what the person pays of it, and what is paid each time."""
    lines = [f"{a_week_and_once(terms.weekly, terms.one_off)}."]
    if terms.comes_off_first or terms.comes_off_once:
        weekly = terms.paid_weekly if terms.comes_off_first else NOTHING
        once = terms.paid_once if terms.comes_off_once else NOTHING
        left = (
            f"So we pay {a_week_and_once(weekly, once)}."
            if weekly or once
            else "That is all of it, so we send no money."
        )
        off = a_week_and_once(terms.comes_off_first, terms.comes_off_once)
        lines.append(f"What you pay, {off}, comes off first. {left}")
    elif (plan.person_pays and terms.weekly) or (plan.person_pays_once and terms.one_off):
        lines.append("We pay all of it to the account for the direct payment. What you pay, you pay to the council.")
    if terms.each_time and terms.paid_every not in {None, PaidEvery.WEEK}:
        lines.append(f"That is {pounds(terms.each_time)} each time.")
    return tuple(lines)


def _who_manages(plan: Plan, who: ManagesIt | None, *, whole: bool) -> tuple[str, ...]:
    payment = plan.direct_payment
    person = {
        ManagesIt.AUTHORISED_PERSON: payment.authorised_person if payment else None,
        ManagesIt.NOMINATED_PERSON: payment.nominated_person if payment else None,
    }.get(who or ManagesIt.PERSON)
    if person is not None:
        return (f"{person.name} ({person.relationship}), for you",) if whole else ("Someone else, for you",)
    return ("You",) if who is ManagesIt.PERSON else ()


# DP-7: what it costs to be an employer


def _wages_of(line: ServiceLine, services: Iterable[ServiceLine]) -> ServiceLine | None:
    """The wages line of an employer's cost; None if the line is no such cost, or if the wages are not here."""
    cost = line.employer_cost
    if cost is None:
        return None
    return next((wages for wages in services if wages.id == cost.wages and wages.employer_cost is None), None)


def under_their_wages(services: tuple[ServiceLine, ...]) -> tuple[tuple[ServiceLine, tuple[ServiceLine, ...]], ...]:
    """DP-7: every line but employer's costs, in order, each with the employer's costs that go under it."""
    wages_of_lines = [(line, _wages_of(line, services)) for line in services]
    return tuple(
        (top, tuple(line for line, its_wages in wages_of_lines if its_wages is top))
        for top, wages in wages_of_lines
        if wages is None
    )


def employers_costs(wages: ServiceLine, costs: tuple[ServiceLine, ...], *, with_costs: bool) -> list[Fact]:
    """DP-7: each cost that an employer pays besides the wages, and the sum of the wages and these costs."""
    if not costs:
        return []
    label = "Costs of being an employer"
    if not with_costs:
        return [Fact(label=label, values=tuple(line.service for line in costs))]
    values = tuple(f"{line.service}{_amount(line)}: {in_one_line(line.description)}" for line in costs)
    weekly = sum((line.weekly_cost for line in costs), wages.weekly_cost)
    once = sum((line.one_off_cost for line in costs), wages.one_off_cost)
    together = Fact(label="Wages and these costs together", values=(a_week_and_once(weekly, once),))
    return [Fact(label=label, values=values), together]


def _amount(line: ServiceLine) -> str:
    """The cost of a line. Where there is nothing to pay, the line's own words say why."""
    if not (line.weekly_cost or line.one_off_cost):
        return ""
    return f", {a_week_and_once(line.weekly_cost, line.one_off_cost)}"
