"""DP · What letters and the written record say about a direct payment: its conditions, and what is arranged otherwise.

Source: the procedure, "it may be necessary to impose some conditions on the provision and use of a Direct Payment",
"the Local Authority is able to identify an alternative method to manage the personal budget" and, for employers,
"These should be clearly recorded on the draft Care and Support Plan".
"""

from collections.abc import Iterable

from countersign.careplan.decision_parts import Condition, ConditionKind, LineOtherwise
from countersign.careplan.figures import a_week_and_once, day
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.wording.document import Block, Fact, Heading, Points, Words, in_one_line
from countersign.wording.plain_words import MANAGED_WORDS

MONTHS_IN_A_YEAR = 12
A_NAME_IS_LEFT_OUT = "One more condition says who may not be paid to give care. A part copy does not name them."


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
        services_by_text.setdefault(text, []).append(line.service)
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


def _every(months: int) -> str:
    count, unit = (months, "month") if months % MONTHS_IN_A_YEAR else (months // MONTHS_IN_A_YEAR, "year")
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def about_the_payment(
    plan: Plan, otherwise: tuple[LineOtherwise, ...], conditions: tuple[Condition, ...], *, whole: bool
) -> list[Block]:
    """DP-5, DP-6: what a direct payment is, its conditions, and what is managed otherwise.

    `whole`: whether this is the whole record. A part copy does not name anybody who may not be paid for care.
    """
    blocks: list[Block] = []
    if plan.uses_direct_payment:
        text = (
            "A direct payment is money from the council, paid to you or to someone who manages it for you, "
            "so that you can choose and pay for support yourself."
        )
        blocks.append(Words(text=text))
    if conditions:
        items = conditions_in_words(conditions, with_names=whole)
        items += () if len(items) == len(conditions) else (A_NAME_IS_LEFT_OUT,)
        blocks += [
            Heading(text="Conditions"),
            Words(text="The direct payment is agreed with these conditions:"),
            Points(items=items),
        ]
    if otherwise:
        blocks += [
            Heading(text="What is arranged in another way"),
            Words(text="This support is not paid for with a direct payment:"),
            Points(items=managed_otherwise_in_words(plan, otherwise, with_details=False)),
        ]
    return blocks


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
