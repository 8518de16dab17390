"""REC-1 · *Your plan on one page*: what the person wants, their week, their money, what to do, and whom to ask.

It says again, in short, what the record says in full after it; so it holds nothing that the record does not. It stands
in a whole record only. What would make it longer than a page is counted, and found further on.
"""

from collections.abc import Iterable
from decimal import Decimal

from countersign.careplan.budget import Budget, budget_of
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.needs import DesiredOutcome
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.wording.as_decided import AsDecided
from countersign.wording.delivery import from_when, how_much, how_to_reach, when_delivered
from countersign.wording.document import Block, Column, Heading, Part, Points, Share, Shares, Table, Words
from countersign.wording.isolates import isolate
from countersign.wording.payment_in_words import under_their_wages
from countersign.wording.peoples_words import in_one_line
from countersign.wording.plain_words import at_least_every, counted
from countersign.wording.who_pays import what_it_rests_on

ON_ONE_PAGE = "Your plan on one page"

MOST_WANTED, MOST_OF_A_WEEK = 4, 7
"""How many outcomes, and how many lines of a week, the page has."""

LONGEST_WANTED = 220
"""How many characters of an outcome the page has room for."""


def on_one_page(plan: Plan, decided: AsDecided) -> Part:
    """The page: what a whole record begins with."""
    blocks: list[Block] = []
    for heading, held in (
        ("What you want", _wanted(plan.outcomes)),
        ("Your week", _week(plan)),
        ("Your money", _money(budget_of(plan), decided)),
        ("If something goes wrong", _in_short_if_it_fails(plan, decided)),
        ("Who to ask", _who_to_ask(decided)),
    ):
        if held:
            blocks += [Heading(text=heading), *held]
    return Part(heading=ON_ONE_PAGE, blocks=tuple(blocks))


def _wanted(outcomes: tuple[DesiredOutcome, ...]) -> list[Block]:
    texts = [in_one_line(outcome.to_the_person or outcome.description) for outcome in outcomes]
    short = [text for text in texts if len(text) <= LONGEST_WANTED][:MOST_WANTED]
    return _listed(short, len(texts) - len(short), "Your needs, and what you want to achieve")


def _listed(items: list[str], more: int, where: str) -> list[Block]:
    besides = [f"{counted(more, 'more thing')}: see “{where}”."] if more and items else []
    besides += [f"See “{where}”."] if more and not items else []
    return [Points(items=(*items, *besides))] if items or besides else []


def _week(plan: Plan) -> list[Block]:
    """What happens each week or day and night: lines that are paid for or delivered only once are none of it."""
    lines = [top for top, _ in under_their_wages(plan.services) if not _is_once(top)]
    has_days = any(line.starts_on or line.ends_on for line in lines)
    columns = [Column(heading="When"), Column(heading="What, and who does it")]
    columns += [Column(heading="From")] if has_days else []
    shown = lines[:MOST_OF_A_WEEK]
    rows = [(_when(line), _what_and_who(line, plan), *([from_when(line)] if has_days else [])) for line in shown]
    if not rows:
        return []
    table = Table(caption="What happens, when, and who does it", columns=tuple(columns), rows=tuple(rows))
    more = len(lines) - len(shown)
    see = [Words(text=f"{counted(more, 'more line')}: see “Your care and support”.")] if more else []
    return [table, *see]


def _is_once(line: ServiceLine) -> bool:
    return bool(line.one_off_cost) and not (line.weekly_cost or line.days or line.times or line.units_a_week)


def _when(line: ServiceLine) -> str:
    when = when_delivered(line)
    return ", ".join(when) or how_much(line, with_costs=False).capitalize() or "As agreed"


def _what_and_who(line: ServiceLine, plan: Plan) -> str:
    who = [how_to_reach(provider) for provider in plan.providers if provider.id in line.delivered_by]
    how = {ManagedBy.INFORMAL: "unpaid", ManagedBy.DIRECT_PAYMENT: "from your direct payment"}.get(line.managed_by)
    by = f", by {' and '.join(who)}" if who else ""
    return f"{isolate(line.service)}{f' ({how})' if how else ''}{by}"


def _money(budget: Budget, decided: AsDecided) -> list[Block]:
    cost = a_week_and_once(budget.cost_to_council, budget.one_off)
    if not (budget.cost_to_council or budget.one_off):
        return [Words(text="Your care and support costs the council nothing, so there is nothing for you to pay.")]
    said = f"Your personal budget is {cost}: what it costs the council to meet your needs."
    person = a_week_and_once(budget.person_pays, budget.person_pays_once)
    pays = budget.person_pays or budget.person_pays_once
    said += f" You pay {person} of it{what_it_rests_on(budget)}." if pays else " You pay nothing."
    blocks: list[Block] = []
    if budget.cost_to_council and budget.person_pays:
        blocks.append(_bar(budget.council_pays, budget.person_pays))
    if pays:
        billed = budget.charging.billed if budget.charging else None
        said += f" We {in_one_line(billed)}" if billed else ""
        said += f" If you cannot pay it, or think that it is wrong, ring {decided.reached_at_number}."
    return [*blocks, Words(text=said)]


def _bar(council: Decimal, person: Decimal) -> Shares:
    theirs = int(1000 * person / (council + person))
    parts = [Share(label=f"The council pays {pounds(council)} a week", per_mille=1000 - theirs)] if council else []
    return Shares(parts=(*parts, Share(label=f"You pay {pounds(person)} a week", per_mille=theirs)))


def _in_short_if_it_fails(plan: Plan, decided: AsDecided) -> list[Block]:
    hours = decided.sender.out_of_hours
    items = [*_if_nobody_comes(plan)]
    items.append(f"Evenings, nights and weekends: ring {_mid(hours.name)}, {hours.telephone}.")
    items.append("If somebody is in danger: ring 999.")
    items += ["More is under “What to do if something goes wrong”."] if plan.contingency_plan.strip() else []
    return [Points(items=tuple(items))]


def _if_nobody_comes(plan: Plan) -> Iterable[str]:
    """The number of each provider that delivers something, as far as the plan has it."""
    for provider in plan.providers:
        if provider.telephone and any(provider.id in line.delivered_by for line in plan.services):
            yield f"If nobody comes from {isolate(provider.name)}: ring them, {provider.telephone}."


def _mid(name: str) -> str:
    return name[:1].lower() + name[1:] if name.startswith(("The ", "Our ")) else name


def _who_to_ask(decided: AsDecided) -> list[Block]:
    sender, name = decided.sender, decided.practitioner[0]
    asked = f"{isolate(name)}, your social care practitioner: {decided.reached_at_number}." if name else ""
    asked += f" Or text {sender.text_message}, or write to {sender.email}."
    again = at_least_every(decided.then_every_months)
    review = f"We look at the plan with you again by {day(decided.review_by)}" if decided.review_by else ""
    review += f", and then {again}." if review else f"We look at the plan with you again {again}."
    review += " You can ask for that sooner, at any time."
    advocate = (
        f"An independent advocate can help you to understand the plan and to say what you think, free of charge: "
        f"{sender.advocate.name}, {sender.advocate.telephone}."
    )
    return [Words(text=asked.strip()), Words(text=f"{review} {advocate}")]
