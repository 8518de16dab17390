"""REC-1 · *Your plan in short*, on a page: what the person wants, their week, their money, what to do, and whom to ask.

It says again, in short, what the record says in full after it; so it holds nothing that the record does not. It stands
in a whole record only. Its length is counted in lines of standard print: what would make it longer than a page is named
by its number, and found further on.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from countersign.careplan.budget import Budget, budget_of
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.payment import ManagedBy
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.wording.as_decided import AsDecided
from countersign.wording.delivery import from_when, how_much, how_to_reach, when_delivered
from countersign.wording.document import Block, Column, Heading, Part, Points, Share, Shares, Table, Words
from countersign.wording.isolates import isolate
from countersign.wording.payment_in_words import in_short, under_their_wages
from countersign.wording.peoples_words import in_one_line, paragraphs
from countersign.wording.plain_words import at_least_every, counted
from countersign.wording.record_parts import reachable, when_to_ring_us
from countersign.wording.who_pays import what_it_rests_on

T = TypeVar("T")

IN_SHORT = "Your plan in short"
"""What it is called: in large print it is longer than a page, and on a screen there is no page."""

A_LINE = 88
"""How many characters stand in a line of standard print."""

MOST_LINES = 36
"""How many lines the page has besides its title and headings."""

LINES_WANTED, LINES_OF_NUMBERS = 6, 4
"""How many of these what is wanted and the providers' numbers may take. The week has what is left of the page."""

_NEEDS = "Your needs, and what you want to achieve"
_SUPPORT = "Your care and support"
_IF_IT_FAILS = "What to do if something goes wrong"


def on_one_page(plan: Plan, decided: AsDecided) -> Part:
    """The page: what a whole record begins with."""
    wanted, money, numbers, ask = _wanted(plan), _money(plan, decided), _numbers(plan, decided), _who_to_ask(decided)
    room = MOST_LINES - _lines_of(*wanted, *money, *numbers, *ask)
    week = _week(plan, room - _MORE)
    parts = (
        ("What you want", wanted),
        ("Your week", week),
        ("Your money", money),
        ("If something goes wrong", [*numbers, *_if_it_fails(plan, room - _lines_of(*week))]),
        ("Who to ask", ask),
    )
    blocks = (block for heading, held in parts if held for block in (Heading(text=heading), *held))
    return Part(heading=IN_SHORT, blocks=tuple(blocks))


# How long it is


def _lines(text: str, width: int = A_LINE) -> int:
    return math.ceil(len(text) / width)


_WIDTHS = (26, 32, 20)
"""How many characters stand in a line of each column of the week."""

_BETWEEN_ROWS = 0.7
"""A row of a table is so many lines higher than its words."""

_MORE = 2
"""How many lines it takes to say where more of the week, and of what to do, is found."""


def _lines_of_row(row: Iterable[str]) -> float:
    return max(_lines(cell, width) for cell, width in zip(row, _WIDTHS, strict=False)) + _BETWEEN_ROWS


def _lines_of(*blocks: Block) -> float:
    return sum(map(_lines_of_block, blocks))


def _lines_of_block(block: Block) -> float:
    match block:
        case Words():
            return _lines(block.text)
        case Points():
            return sum(map(_lines, block.items))
        case Table():
            return sum(map(_lines_of_row, block.rows))
        case Shares():
            return len(block.parts) + 1.5
        case _:
            return 0


def _as_many_as_fit(items: Iterable[T], lines: Iterable[float], room: float) -> list[T]:
    """The first items that have room, each with the lines that it takes."""
    fit: list[T] = []
    for item, height in zip(items, lines, strict=True):
        if height <= room:
            fit.append(item)
            room -= height
    return fit


# What stands in it


def _wanted(plan: Plan) -> list[Block]:
    texts = [in_one_line(outcome.to_the_person or outcome.description) for outcome in plan.outcomes]
    fit = _as_many_as_fit(texts, map(_lines, texts), LINES_WANTED)
    return _listed(fit, len(texts) - len(fit))


def _listed(items: list[str], more: int) -> list[Block]:
    besides = [f"{counted(more, 'more thing')}: see “{_NEEDS}”." if items else f"See “{_NEEDS}”."] if more else []
    return [Points(items=(*items, *besides))] if items or besides else []


def _week(plan: Plan, room: float) -> list[Block]:
    """What happens each week or day and night: lines that are paid for or delivered only once are none of it."""
    lines = [top for top, _ in under_their_wages(plan.services) if not _is_once(top)]
    has_days = any(line.starts_on or line.ends_on for line in lines)
    columns = [Column(heading="When"), Column(heading="What, and who does it", wide=True)]
    columns += [Column(heading="From", short=True)] if has_days else []
    rows = [
        (_when(line), _what_and_who(line, plan), *([from_when(line) or "No date set"] if has_days else []))
        for line in lines
    ]
    fit = _as_many_as_fit(rows, map(_lines_of_row, rows), room)
    if not fit:
        return [Words(text=f"See “{_SUPPORT}”.")] if rows else []
    more = len(rows) - len(fit)
    table = Table(caption="What happens, when, and who does it", columns=tuple(columns), rows=tuple(fit))
    return [table, *([Words(text=f"{counted(more, 'more line')}: see “{_SUPPORT}”.")] if more else [])]


def _is_once(line: ServiceLine) -> bool:
    return bool(line.one_off_cost) and not (line.weekly_cost or line.days or line.times or line.units_a_week)


def _when(line: ServiceLine) -> str:
    amount = how_much(line, with_costs=False)
    return when_delivered(line) or (f"{amount}, on no set days" if amount else "On no set days")


def _what_and_who(line: ServiceLine, plan: Plan) -> str:
    who = [how_to_reach(provider) for provider in plan.providers if provider.id in line.delivered_by]
    how = {ManagedBy.INFORMAL: "unpaid", ManagedBy.DIRECT_PAYMENT: "from your direct payment"}.get(line.managed_by)
    by = f", by {' and '.join(who)}" if who else ""
    return f"{isolate(line.service)}{f' ({how})' if how else ''}{by}"


def _money(plan: Plan, decided: AsDecided) -> list[Block]:
    budget = budget_of(plan)
    cost = a_week_and_once(budget.cost_to_council, budget.one_off)
    if not (budget.cost_to_council or budget.one_off):
        return [Words(text="Your care and support costs the council nothing, so there is nothing for you to pay.")]
    said = [f"Your personal budget is {cost}: what it costs the council to meet your needs."]
    person = a_week_and_once(budget.person_pays, budget.person_pays_once)
    pays = budget.person_pays or budget.person_pays_once
    said.append(f"You pay {person} of it{what_it_rests_on(budget)}." if pays else "You pay nothing.")
    if pays:
        billed = f"We {in_one_line(budget.charging.billed)}" if budget.charging and budget.charging.billed else ""
        said += [billed] if billed and _lines(billed) == 1 else []
        said.append(f"If you cannot pay it, or think that it is wrong, ring {decided.reached_at_number}.")
    terms = payment_terms(plan, is_net=decided.is_net)
    said += _what_once(plan, budget)
    directly = in_short(terms) if terms else ""
    bar = [_bar(budget.council_pays, budget.person_pays)] if budget.cost_to_council and budget.person_pays else []
    return [*bar, Words(text=" ".join(said)), *([Words(text=directly)] if directly else [])]


def _what_once(plan: Plan, budget: Budget) -> list[str]:
    """For what the budget pays once, where a line has room for it."""
    names = dict.fromkeys(line.service for line in plan.services if line.paid_by_other is None and line.one_off_rest)
    text = f"The {pounds(budget.one_off)} that is paid once is for: {'; '.join(map(isolate, names))}."
    return [text] if budget.one_off and names and _lines(text) == 1 else []


def _bar(council: Decimal, person: Decimal) -> Shares:
    theirs = int(1000 * person / (council + person))
    parts = [Share(label=f"The council pays {pounds(council)} a week", per_mille=1000 - theirs)] if council else []
    return Shares(parts=(*parts, Share(label=f"You pay {pounds(person)} a week", per_mille=theirs)))


def _numbers(plan: Plan, decided: AsDecided) -> list[Block]:
    hours = decided.sender.out_of_hours
    nobody = [f"If nobody comes from {name}: ring them, {number}." for name, number in reachable(plan)]
    items = _as_many_as_fit(nobody, map(_lines, nobody), LINES_OF_NUMBERS)
    items.append(f"{when_to_ring_us(plan)}: ring {decided.reached_at_number} ({decided.sender.opening_hours}).")
    items.append(f"Evenings, nights and weekends: ring {_mid(hours.name)}, {hours.telephone}.")
    items.append("If somebody is in danger: ring 999.")
    return [Points(items=tuple(items))]


def _mid(name: str) -> str:
    return name[:1].lower() + name[1:] if name.startswith(("The ", "Our ")) else name


def _if_it_fails(plan: Plan, room: float) -> list[Block]:
    """What was planned for it, where it has room; else where it stands."""
    planned = paragraphs(plan.contingency_plan)
    if _lines_of(*planned) <= room:
        return planned
    return [Words(text=f"More is under “{_IF_IT_FAILS}”.")]


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
