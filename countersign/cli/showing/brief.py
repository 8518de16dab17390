"""Shows the brief to an authoriser, part by part. It shows everything and decides nothing."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.direct_payment import Weight
from countersign.careplan.figures import pounds
from countersign.careplan.lifecycle import Status
from countersign.cli.showing.plans import moment, words
from countersign.queries.brief import (
    AlternativeSeen,
    AmongSeen,
    Brief,
    EarlierVersion,
    FindingSeen,
    MayDecide,
    RouteTaken,
)
from countersign.queries.requests import OpenRequest
from countersign.wording.briefing import BothWays

COLOURS = {Weight.BARS: "bold red", Weight.UNSETTLED: "bold yellow", Weight.CONCERN: "yellow"}
WIDTH = 110


def show_brief(console: Console, brief: Brief) -> None:
    """The whole brief."""
    page = _Page(console)
    page.say(f"Plan {brief.plan}, version {brief.version}: [bold]{words(brief.status)}[/]")
    page.say(f"{words(brief.team)}, {brief.kind}; scheme {brief.scheme}; as it is on {brief.on}")
    if brief.status is not Status.AWAITING_DECISION:
        page.say("[yellow]It does not wait for a decision now[/]: what follows is as if it did.")
    _route(page, brief.route, brief.may_decide)
    _earlier(page, brief.earlier_versions)
    _requests(page, brief.open_requests)
    _budget(page, brief)
    _direct_payment(page, brief)
    _worth_a_look(page, brief.worth_a_look)
    _alternatives(page, brief.alternatives)
    _consistency(page, brief.consistency)


class _Page:
    """A page with headings, no wider than people can read."""

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


def _route(page: _Page, route: RouteTaken, may_decide: Sequence[MayDecide]) -> None:
    page.head("Whose decision it is")
    page.say(f"{escape(route.title or 'Nobody may agree it')}: {escape(route.why)}.", 2)
    if route.lighter:
        page.say(f"For its own cost it would have gone to the {escape(route.lighter)} (DEC-9).", 2)
    if route.meeting:
        missed = f"; {route.meetings_missed} before did not decide it" if route.meetings_missed else ""
        page.say(f"It waits for the {words(route.meeting)} of {moment(route.meeting_at)}{missed}.", 2)
    table = Table("May decide today", "Limit", "Who", box=None, pad_edge=False)
    for role in may_decide:
        at = f" (at the {words(role.meeting)})" if role.meeting else ""
        who = ", ".join(role.people) or "nobody on the register today"
        table.add_row(f"{escape(role.title)}{at}", role.limit, escape(who))
    page.table(table)


def _earlier(page: _Page, versions: Sequence[EarlierVersion]) -> None:
    if not versions:
        return
    page.head("Earlier versions")
    for version in versions:
        once = f" and {pounds(version.one_off)} once" if version.one_off else ""
        page.say(
            f"Version {version.version}: {pounds(version.weekly)} a week{once}, to the {escape(version.went_to)}: "
            f"{'returned' if version.outcome == DecisionOutcome.RETURN else words(version.outcome)}.",
            2,
        )
        for reason in version.reasons:
            page.say(f"{reason.id} {words(reason.criterion)}: {escape(reason.reason)}", 4)
            for step in reason.steps:
                page.say(f"suggested: {escape(step)}", 7)
            page.say(f"what was done: {escape(reason.what_was_done or 'nothing is said')}", 7)
        if version.this_one_costs_less:
            why = version.why_it_costs_less or "said with a later version"
            page.say(
                f"[yellow]The version in hand costs less (DEC-9)[/]. Why, as the person was told: {escape(why)}", 4
            )


def _requests(page: _Page, requests: Sequence[OpenRequest]) -> None:
    if not requests:
        return
    page.head("Information that was asked for and has not all come")
    for request in requests:
        about = f" ({escape(words(request.about))})" if request.about else ""
        since = moment(request.asked_at)
        page.say(f"{escape(request.request)}{about}, since {since}: {escape(request.words)}", 2)
        for part in request.parts:
            page.say("part of it came; still to come: " + escape(part.still_to_come), 4)


def _budget(page: _Page, brief: Brief) -> None:
    budget = brief.budget
    page.head("The budget")
    beside = f"{pounds(budget.above_indicative)} above it" if budget.above_indicative else "not above it"
    once = f" and {pounds(budget.one_off)} once" if budget.one_off else ""
    page.say(
        f"It costs the council {pounds(budget.cost_to_council)} a week{once}; of the weekly cost the person pays "
        f"{pounds(budget.person_pays)} and the council {pounds(budget.council_pays)}.",
        2,
    )
    page.say(f"The indicative budget is {pounds(budget.indicative)} a week: the plan is {beside}.", 2)
    if budget.above_indicative:
        evidence = ", ".join(words(name) for name in budget.further_evidence) or "none"
        page.say(f"Further evidence for that (SUB-4): {evidence}.", 2)
    page.say(budget.reminder, 2)
    page.head("Transparency, timeliness, sufficiency (DEC-8)")
    unmet = [principle for principle in brief.principles if not principle.met]
    for principle in unmet:
        page.say(f"[red]missing[/] {escape(principle.what)}", 2)
    if not unmet:
        page.say("All three have their evidence in the plan.", 2)
    page.say(f"How it was worked out: {escape(brief.how_budget_was_worked_out or 'not said')}", 2)
    page.say(f"The person was told the indicative budget on {brief.indicative_budget_told_on or 'a day not said'}.", 2)


def _worth_a_look(page: _Page, findings: Sequence[FindingSeen]) -> None:
    if findings:
        page.head("Worth a look: it bars nothing")
        for finding in findings:
            page.say(f"{escape(finding.what)} \\[{finding.rule}]", 2)


def _direct_payment(page: _Page, brief: Brief) -> None:
    if brief.direct_payment:
        page.head("About the direct payment: what the decision has to deal with")
        for finding in brief.direct_payment:
            colour = COLOURS[finding.weight]
            page.say(f"[{colour}]{finding.weight}[/] {escape(finding.found)} \\[{finding.rule}]", 2)
            page.say(f"→ {escape(finding.the_decision)}", 4)
    costs = brief.employer_costs
    if costs:
        page.head(f"Costs of being an employer, a week, beside the rates from {costs.rates_from} (DP-7)")
        table = Table("Wages", "Cost", "In the plan", "By the rates", "", box=None, pad_edge=False)
        for line in costs.lines:
            below = "[yellow]less than the rates[/]" if line.is_below_rates else ""
            table.add_row(line.wages, words(line.kind), pounds(line.itemised), pounds(line.by_rates), below)
        page.table(table)
    if brief.commissioned:
        page.head("As the council could commission it (DP-8)")
        for line in brief.commissioned:
            page.say(_both_ways(line), 2)


def _both_ways(line: BothWays) -> str:
    direct = f"{line.line}: {pounds(line.by_direct_payment)} a week by direct payment"
    if not line.stated:
        return f"{direct}; the plan does not say what the council could commission."
    if not line.possible:
        return f"{direct}; the council could not commission it."
    same = "the same service" if line.same_service else "not the same service"
    return (
        f"{direct}, {pounds(line.commissioned or Decimal(0))} commissioned ({same}). "
        f"Flexibility: {escape(line.flexibility)} Effect on wellbeing and outcomes: {line.effect}. "
        f"{escape(line.effect_in_words)}"
    )


def _alternatives(page: _Page, alternatives: Sequence[AlternativeSeen]) -> None:
    if not alternatives:
        return
    page.head("Alternatives that were looked at (DEC-6): only those that count may be compared")
    for other in alternatives:
        mark = "[bold]counts[/]" if other.counts else "does not count"
        cost = _with_once(other.weekly, other.one_off)
        plans = _with_once(other.plan_weekly, other.plan_one_off)
        page.say(
            f"{other.alternative} {escape(other.service)}, {mark}: {escape(other.because)}. {cost} a week; the "
            f"plan's own lines for the same needs {plans}.",
            2,
        )
        page.say(escape(other.why), 5)


def _with_once(weekly: Decimal, one_off: Decimal) -> str:
    return pounds(weekly) + (f" and {pounds(one_off)} once" if one_off else "")


def _consistency(page: _Page, among: AmongSeen) -> None:
    page.head("Among signed plans with similar needs (DEC-7): for information, it decides nothing")
    page.say(escape(among.in_words), 2)
    for line in among.chart:
        page.plain(line)
    if among.nearest:
        page.say("Nearest:", 2)
        for near in among.nearest:
            page.say(f"{near.plan_id} v{near.version} ({pounds(near.weekly)}, signed {near.signed_on})", 4)
