"""BUD, DEC-6, DEC-8, REC-2 · What the written record says about the personal budget, in words the person can follow.

Source: the procedure, "It is important that the person understands … How their personal budget has been decided", and
"the 3 principles in the Care Act that apply to any process that will decide a personal budget"; Care Act 2014 s.26.
"""

from decimal import Decimal

from countersign.careplan.budget import NOTHING, Budget, Cost, budget_of
from countersign.careplan.consent import Section
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import Alternative, ServiceLine
from countersign.wording.document import (
    Block,
    Column,
    Fact,
    Facts,
    Heading,
    Table,
    Words,
)
from countersign.wording.payment_in_words import under_their_wages
from countersign.wording.peoples_words import in_one_line, paragraphs
from countersign.wording.plain_words import AREA_WORDS
from countersign.wording.who_pays import amounts_of, is_assessed, who_pays

_WEEKLY, _ONE_OFF = 1, 2
"""The index of each column of amounts in the table of costs."""


def costs(plan: Plan) -> Table:
    """BUD-3, DP-7: a table of the priced lines, each employer's cost under its wages.

    A column of amounts stands only where something is paid in that way, the weekly one also where nothing is.
    """
    budget = budget_of(plan)
    columns = (
        Column(heading="Support"),
        Column(heading="Each week", amount=True),
        Column(heading="One-off", amount=True),
        Column(heading="Who pays"),
    )
    lines = [line for top, under in under_their_wages(plan.services) for line in (top, *under)]
    rows = [(line.service, pounds(line.weekly_cost), pounds(line.one_off_cost), _who_pays(line)) for line in lines]
    rows.append(("Total", pounds(budget.total_cost), pounds(budget.total_one_off), ""))
    nothing = {_ONE_OFF} if not budget.total_one_off else {_WEEKLY} if not budget.total_cost else set[int]()
    shown = [number for number, _ in enumerate(columns) if number not in nothing]
    *body, total = (tuple(row[number] for number in shown) for row in rows)
    return Table(
        caption="What each part of your support costs",
        columns=tuple(columns[number] for number in shown),
        rows=tuple(body),
        total=total,
    )


def _who_pays(line: ServiceLine) -> str:
    shares = [f"{share.paid_by} ({pounds(share.amount)} once)" for share in line.one_off_shares if share.amount]
    if line.paid_by_other is not None:
        return ", ".join((line.paid_by_other, *shares))
    ours = ["Your budget"] if line.weekly_cost or line.one_off_rest else []
    return ", ".join((*ours, *shares)) or "Nothing to pay"


def about_the_budget(plan: Plan, shared: frozenset[Section], number: str) -> list[Block]:
    """BUD-1, BUD-2, REC-2: the three amounts, who else pays, how the budget was decided, what it covers.

    `shared`: the sections that the copy has. Without the needs or the services, what they say here is left out too
    (SHARE-7). `number`: whom to ring about what there is to pay.
    """
    budget = budget_of(plan)
    estimated, *others = how_decided(budget, Cost(plan.indicative_budget, plan.indicative_one_off))
    blocks: list[Block] = [
        Words(text="Your personal budget is what it costs the council to meet your needs."),
        *amounts_of(budget, the="your", whose="your", who="you"),
    ]
    blocks += _about_what_you_pay(budget, number)
    if Section.SERVICES in shared and plan.services:
        blocks.append(costs(plan))
    if budget.others:
        blocks += _who_else_pays(budget)
    blocks += [
        Heading(text="How your budget was decided"),
        Words(text=f"{estimated}{_when_known(plan)}"),
        *(Words(text=text) for text in others),
        *paragraphs(plan.how_budget_was_worked_out),
    ]
    if Section.NEEDS in shared:
        blocks += _what_it_covers(plan)
    if Section.SERVICES in shared:
        blocks += _what_else_was_looked_at(plan.alternatives)
    return blocks


def _about_what_you_pay(budget: Budget, number: str) -> list[Block]:
    """What the person pays: when that was assessed, how they pay it, and what they can do where it is wrong."""
    if not (budget.person_pays or budget.person_pays_once):
        return []
    charging = budget.charging
    on = charging.assessed_on if charging else None
    assessed = f"The financial assessment was made on {day(on)}. " if on and is_assessed(budget) else ""
    billed = f"We {in_one_line(charging.billed)} " if charging and charging.billed else ""
    text = (
        f"{assessed}{billed}If what you pay is wrong, or you cannot pay it, ring {number}: we look at it again. Tell "
        "us too if your income or savings change."
    )
    return [Words(text=text)]


def _when_known(plan: Plan) -> str:
    """DEC-8, timeliness: when the person knew the amount, as a sentence that goes on; empty where nobody says."""
    on = plan.indicative_budget_told_on
    return f" We told you this amount on {day(on)}." if on else ""


def _what_it_covers(plan: Plan) -> list[Block]:
    """DEC-8, sufficiency: the needs that the budget pays for, and those that are met without it."""
    from_budget = [line for line in plan.services if line.paid_by_other is None]
    paid_needs = {need for line in from_budget if line.weekly_cost or line.one_off_cost for need in line.needs}
    needs = [need for need in plan.needs if need.eligible or need.id in paid_needs]
    areas = tuple(dict.fromkeys(AREA_WORDS[need.area] for need in needs if need.id in paid_needs))
    met_otherwise = dict.fromkeys(AREA_WORDS[need.area] for need in needs if need.id not in paid_needs)
    other_areas = tuple(area for area in met_otherwise if area not in areas)
    said: list[str] = []
    if areas:
        said.append(f"Your budget pays for help with: {'; '.join(map(_small, areas))}.")
    if other_areas:
        met = "; ".join(map(_small, other_areas))
        said.append(f"What is met in another way, at no cost to your budget: {met}.")
    return [Heading(text="What your budget covers"), Words(text=" ".join(said))] if said else []


def _small(area: str) -> str:
    return area[:1].lower() + area[1:]


def _what_else_was_looked_at(alternatives: tuple[Alternative, ...]) -> list[Block]:
    """DEC-6: the other ways to meet needs that were looked at, and whether each was a real alternative."""
    rows = tuple(
        Fact(label=alternative.service, values=(_alternative_in_words(alternative),)) for alternative in alternatives
    )
    return [Heading(text="What else we looked at"), Facts(rows=rows)] if rows else []


def _alternative_in_words(alternative: Alternative) -> str:
    availability = (
        "was there when you needed it" if alternative.available_when_required else "was not there when you needed it"
    )
    conjunction = "and it" if alternative.could_meet_needs == alternative.available_when_required else "but it"
    ability = "It could meet your needs" if alternative.could_meet_needs else "It could not meet your needs"
    cost = a_week_and_once(alternative.weekly_cost, alternative.one_off_cost)
    return f"{cost}. {ability}, {conjunction} {availability}. {in_one_line(alternative.why)}"


def _who_else_pays(budget: Budget) -> list[Block]:
    weekly = any(payer.weekly for payer in budget.others)
    one_off = any(payer.one_off for payer in budget.others)
    columns = [Column(heading="Who")]
    columns += [Column(heading="Each week", amount=True)] if weekly or not one_off else []
    columns += [Column(heading="One-off", amount=True)] if one_off else []
    rows = tuple(
        (
            payer.who,
            *([pounds(payer.weekly)] if weekly or not one_off else []),
            *([pounds(payer.one_off)] if one_off else []),
        )
        for payer in budget.others
    )
    text = f"With this, everything in your plan costs {a_week_and_once(budget.total_cost, budget.total_one_off)}."
    return [
        Heading(text="Who else pays"),
        Words(text="Some of your support is paid for by others. This is on top of your personal budget."),
        Table(caption="What others pay" if one_off else "What others pay each week", columns=tuple(columns), rows=rows),
        Words(text=text),
    ]


def how_decided(budget: Budget, indicative: Cost) -> tuple[str, ...]:
    """REC-2: how the budget was decided, in words that the person can follow; made from the budget's figures.

    `indicative`: the estimate, a week and once. An estimate of nothing once was made for each week only.
    """
    cost = a_week_and_once(budget.cost_to_council, budget.one_off)
    estimated = (
        "Before planning began, we estimated what your support might cost: "
        f"{a_week_and_once(indicative.weekly, indicative.one_off)}."
    )
    added_up = "Then we planned your support with you, and added up what each part costs the council"
    return (
        f"{estimated} This estimate is called the indicative budget.",
        f"{added_up}: {cost}. {_beside_the_estimate(Cost(budget.cost_to_council, budget.one_off), indicative)}",
        who_pays(budget),
    )


def _beside_the_estimate(cost: Cost, indicative: Cost) -> str:
    """Dearer and cheaper than the estimate, each week and once, each by itself."""
    weekly = cost.weekly - indicative.weekly
    once = cost.one_off - indicative.one_off if indicative.one_off else NOTHING
    than = "than the estimate"
    said = [f"{pounds(abs(weekly))} a week {_more_or_less(weekly)} {than}"] if weekly else []
    if once:
        said.append(f"{pounds(abs(once))} {_more_or_less(once)} {'' if said else f'{than} '}for what is paid once")
    text = f"This is {', and '.join(said)}." if said else "This is the same as the estimate."
    if max(weekly, once) > NOTHING:
        text += (
            " The estimate is not a limit. Your budget is the real cost of support that can meet your needs and is "
            "there when you need it."
        )
    elif said:
        text += " Your budget is the real cost of the support in your plan, which meets your needs."
    if cost.one_off and not indicative.one_off:
        text += f" The estimate was for each week only. There is also {pounds(cost.one_off)}, which is paid once."
    return text


def _more_or_less(difference: Decimal) -> str:
    return "more" if difference > NOTHING else "less"
