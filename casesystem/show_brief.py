"""What somebody sees who is to decide a plan: the brief, part by part. It shows everything and decides nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from casesystem.show import moment, words

COLOURS = {"bars": "bold red", "unsettled": "bold yellow", "concern": "yellow"}
WIDTH = 110


def show_brief(console: Console, found: Mapping[str, Any]) -> None:
    """The whole brief."""
    page = _Page(console)
    page.say(f"Plan {found['plan']}, version {found['version']}: [bold]{words(found['status'])}[/]")
    page.say(f"{words(found['team'])}, {found['kind']}; scheme {found['scheme']}; as it is on {found['on']}")
    if found["status"] != "awaiting_decision":
        page.say("[yellow]It does not wait for a decision now[/]: what follows is as if it did.")
    _route(page, found["route"], found["may_decide"])
    _earlier(page, found["earlier_versions"])
    _requests(page, found["open_requests"])
    _budget(page, found)
    _direct_payment(page, found)
    _alternatives(page, found["alternatives"])
    _consistency(page, found["consistency"])


class _Page:
    """A page no wider than can be read, with headings."""

    def __init__(self, console: Console) -> None:
        self._console = Console(file=console.file, width=min(console.width, WIDTH), highlight=False)

    def head(self, heading: str) -> None:
        """Begin a part."""
        self._console.print(f"\n[bold]{escape(heading)}[/]")

    def say(self, text: str, indent: int = 0) -> None:
        """One paragraph, in rich's markup."""
        self._console.print(Padding(text, (0, 0, 0, indent), expand=False))

    def table(self, table: Table) -> None:
        """A table within a part."""
        self._console.print(Padding(table, (0, 0, 0, 2), expand=False))

    def plain(self, line: str) -> None:
        """A line as it is, such as of a chart."""
        self._console.print(f"  {line}", markup=False, no_wrap=True, overflow="ignore", crop=False)


def _pounds(amount: object) -> str:
    return f"£{Decimal(str(amount)):,.2f}"


def _route(page: _Page, route: Mapping[str, Any], may: Sequence[Mapping[str, Any]]) -> None:
    page.head("Whose decision it is")
    page.say(f"{escape(route['title'] or 'Nobody may agree it')}: {escape(route['why'])}.", 2)
    if route["lighter"]:
        page.say(f"For its own cost it would have gone to the {escape(route['lighter'])} (DEC-9).", 2)
    if route["meeting"]:
        missed = f"; {route['meetings_missed']} before did not decide it" if route["meetings_missed"] else ""
        page.say(f"It waits for the {words(route['meeting'])} of {moment(route['meeting_at'])}{missed}.", 2)
    table = Table("May decide today", "Limit", "Who", box=None, pad_edge=False)
    for each in may:
        at = f" (at the {words(each['meeting'])})" if each["meeting"] else ""
        who = ", ".join(each["people"]) or "nobody on the register today"
        table.add_row(f"{escape(each['title'])}{at}", each["limit"], escape(who))
    page.table(table)


def _earlier(page: _Page, versions: Sequence[Mapping[str, Any]]) -> None:
    if not versions:
        return
    page.head("Earlier versions")
    for each in versions:
        once = f" and {_pounds(each['one_off'])} once" if Decimal(each["one_off"]) else ""
        page.say(
            f"Version {each['version']}: {_pounds(each['weekly'])} a week{once}, to the {escape(each['went_to'])}: "
            f"{'returned' if each['outcome'] == 'return' else words(each['outcome'])}.",
            2,
        )
        for reason in each["reasons"]:
            page.say(f"{reason['id']} {words(reason['criterion'])}: {escape(reason['reason'])}", 4)
            for step in reason["steps"]:
                page.say(f"suggested: {escape(step)}", 7)
            page.say(f"what was done: {escape(reason['what_was_done'] or 'nothing is said')}", 7)
        if each["this_one_costs_less"]:
            why = each["why_it_costs_less"] or "said with a later version"
            page.say(
                f"[yellow]The version in hand costs less (DEC-9)[/]. Why, as the person was told: {escape(why)}", 4
            )


def _requests(page: _Page, requests: Sequence[Mapping[str, Any]]) -> None:
    if not requests:
        return
    page.head("Information that was asked for and has not all come")
    for each in requests:
        about = f" ({escape(words(each['about']))})" if each["about"] else ""
        page.say(f"{escape(each['request'])}{about}, since {moment(each['asked_at'])}: {escape(each['words'])}", 2)
        for part in each["parts"]:
            page.say("part of it came; still to come: " + escape(part["still_to_come"]), 4)


def _budget(page: _Page, found: Mapping[str, Any]) -> None:
    budget = found["budget"]
    page.head("The budget")
    over = Decimal(budget["above_indicative"])
    beside = f"{_pounds(over)} above it" if over else "not above it"
    once = f" and {_pounds(budget['one_off'])} once" if Decimal(budget["one_off"]) else ""
    page.say(
        f"It costs the council {_pounds(budget['cost_to_council'])} a week{once}; of the weekly cost the person pays "
        f"{_pounds(budget['person_pays'])} and the council {_pounds(budget['council_pays'])}.",
        2,
    )
    page.say(f"The indicative budget is {_pounds(budget['indicative'])} a week: the plan is {beside}.", 2)
    if over:
        evidence = ", ".join(words(one) for one in budget["further_evidence"]) or "none"
        page.say(f"Further evidence for that (SUB-4): {evidence}.", 2)
    page.say(budget["reminder"], 2)
    page.head("Transparency, timeliness, sufficiency (DEC-8)")
    unmet = [each for each in found["principles"] if not each["met"]]
    for each in unmet:
        page.say(f"[red]missing[/] {escape(each['what'])}", 2)
    if not unmet:
        page.say("All three have their evidence in the plan.", 2)
    page.say(f"How it was worked out: {escape(found['how_budget_was_worked_out'] or 'not said')}", 2)
    page.say(
        f"The person was told the indicative budget on {found['indicative_budget_told_on'] or 'a day not said'}.", 2
    )


def _direct_payment(page: _Page, found: Mapping[str, Any]) -> None:
    if found["direct_payment"]:
        page.head("About the direct payment: what the decision has to deal with")
        for each in found["direct_payment"]:
            colour = COLOURS[each["weight"]]
            page.say(f"[{colour}]{each['weight']}[/] {escape(each['found'])} \\[{each['rule']}]", 2)
            page.say(f"→ {escape(each['the_decision'])}", 4)
    costs = found["employer_costs"]
    if costs:
        page.head(f"Costs of being an employer, a week, beside the rates from {costs['rates_from']} (DP-7)")
        table = Table("Wages", "Cost", "In the plan", "By the rates", "", box=None, pad_edge=False)
        for each in costs["lines"]:
            below = "[yellow]less than the rates[/]" if each["is_below_rates"] else ""
            amounts = (_pounds(each["itemised"]), _pounds(each["by_rates"]))
            table.add_row(each["wages"], words(each["kind"]), *amounts, below)
        page.table(table)
    if found["commissioned"]:
        page.head("As the council could commission it (DP-8)")
        for each in found["commissioned"]:
            page.say(_both_ways(each), 2)


def _both_ways(each: Mapping[str, Any]) -> str:
    direct = f"{each['line']}: {_pounds(each['by_direct_payment'])} a week by direct payment"
    if not each["stated"]:
        return f"{direct}; the plan does not say what the council could commission."
    if not each["possible"]:
        return f"{direct}; the council could not commission it."
    same = "the same service" if each["same_service"] else "not the same service"
    return (
        f"{direct}, {_pounds(each['commissioned'])} commissioned ({same}). Flexibility: {escape(each['flexibility'])} "
        f"Effect on wellbeing and outcomes: {each['effect']}. {escape(each['effect_in_words'])}"
    )


def _alternatives(page: _Page, alternatives: Sequence[Mapping[str, Any]]) -> None:
    if not alternatives:
        return
    page.head("Alternatives that were looked at (DEC-6): only those that count may be compared")
    for each in alternatives:
        mark = "[bold]counts[/]" if each["counts"] else "does not count"
        cost = _with_once(each["weekly"], each["one_off"])
        plans = _with_once(each["plan_weekly"], each["plan_one_off"])
        page.say(
            f"{each['alternative']} {escape(each['service'])}, {mark}: {escape(each['because'])}. {cost} a week; the "
            f"plan's own lines for the same needs {plans}.",
            2,
        )
        page.say(escape(each["why"]), 5)


def _with_once(weekly: object, one_off: object) -> str:
    return _pounds(weekly) + (f" and {_pounds(one_off)} once" if Decimal(str(one_off)) else "")


def _consistency(page: _Page, among: Mapping[str, Any]) -> None:
    page.head("Among signed plans with similar needs (DEC-7): for information, it decides nothing")
    page.say(escape(among["in_words"]), 2)
    for line in among["chart"]:
        page.plain(line)
    if among["nearest"]:
        near = (
            f"{each['plan_id']} v{each['version']} ({_pounds(each['weekly'])}, signed {each['signed_on']})"
            for each in among["nearest"]
        )
        page.say("Nearest:", 2)
        for each in near:
            page.say(each, 4)
