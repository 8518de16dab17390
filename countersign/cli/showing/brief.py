"""Shows the brief to an authoriser, part by part. It shows everything and decides nothing."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countersign.careplan.budget import NOTHING
from countersign.careplan.decision_parts import DecisionOutcome
from countersign.careplan.figures import a_week_and_once, pounds
from countersign.careplan.interim import IN_WORDS as INTERIM_IN_WORDS
from countersign.careplan.lifecycle import Status
from countersign.careplan.payment import PaidEvery
from countersign.careplan.payment_findings import Weight
from countersign.careplan.payment_terms import PaymentTerms
from countersign.careplan.reading_out import reference_of
from countersign.careplan.words import spelled_out
from countersign.cli.showing.brief_amendment import show_amendment
from countersign.cli.showing.brief_bearing import show_bearing
from countersign.cli.showing.brief_people import show_people
from countersign.cli.showing.brief_plan import show_asked, show_plan, show_questions
from countersign.cli.showing.brief_understanding import show_understanding
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day, for_people, moment
from countersign.queries.brief_seen import AlternativeSeen, Brief, FindingSeen, LightBrief, MayDecide
from countersign.queries.earlier_versions import EarlierVersion
from countersign.queries.payment_report import PaymentReport
from countersign.queries.urgency import Urgency
from countersign.wording.briefing import BothWays
from countersign.wording.clocks_in_words import late_since
from countersign.wording.cost_changes import THE_SAME, dearer_or_cheaper

COLOURS = {Weight.BARS: "bold red", Weight.UNSETTLED: "bold yellow", Weight.CONCERN: "yellow"}


def show_brief(console: Console, brief: LightBrief) -> None:
    """All that there is of a brief: the whole plan, unless only what changed is to be agreed (AMEND-2)."""
    page = Page(console)
    plan = f"{escape(brief.plan)} ({reference_of(brief.plan)})"
    page.say(f"Plan {plan}, version {brief.version}: [bold]{spelled_out(brief.status)}[/]")
    page.say(f"content {escape(brief.content_sha256)}")
    page.say(escape(f"{spelled_out(brief.team)}, {brief.kind}; scheme {brief.scheme}; as it is on {day(brief.on)}"))
    _urgency(page, brief.urgency)
    if brief.status is not Status.AWAITING_DECISION:
        page.say("[yellow]It does not wait for a decision now[/]: what follows is as if it did.")
    _route(page, brief)
    _report(page, brief.payment_report)
    show_amendment(page, brief.amendment)
    show_bearing(page, brief.bearing, () if isinstance(brief, Brief) else brief.open_requests)
    if isinstance(brief, Brief):
        _the_whole(page, brief)
    page.head("To decide: what the decision says, and how to send it")
    for part in brief.how_to_decide:
        page.say(escape(part), 2)


def _the_whole(page: Page, brief: Brief) -> None:
    """Everything about the plan."""
    show_plan(page, brief.the_plan)
    show_understanding(page, brief.understanding)
    show_people(page, brief.people)
    _budget(page, brief)
    _alternatives(page, brief.alternatives)
    _consistency(page, brief)
    _direct_payment(page, brief)
    show_questions(page, brief.limbs, brief.questions)
    show_asked(page, brief.asked)
    _findings(page, "What the plan lacks by the rules of today", brief.not_met)
    _findings(page, "Worth a look: it bars nothing", brief.worth_a_look)
    _earlier(page, brief.earlier_versions)


def _urgency(page: Page, urgency: Urgency) -> None:
    """TIME-3: first of all, whether somebody cannot wait."""
    stage = INTERIM_IN_WORDS[urgency.interim_support]
    because = f" ({escape(urgency.interim_because)})" if urgency.interim_because else ""
    if urgency.urgent_needs:
        page.say("[bold red]Urgent needs[/], as the plan states them:")
        page.quote(urgency.urgent_needs)
    if urgency.urgent_needs_known and not urgency.urgent_needs:
        page.say("[bold red]Urgent needs are known[/]; this version of the plan states none.")
    if urgency.said_beside_no:
        page.say("[bold yellow]The plan says that there are no urgent needs, and yet:[/]")
        page.quote(urgency.said_beside_no)
        page.say("If that says otherwise, report urgent needs now: nobody waits for a decision (TIME-3).", 2)
    for said in urgency.said:
        page.say(f"[bold red]{escape(said.what)}[/], {moment(said.at)}:")
        page.say(f"Sent by {escape(said.sent_by)}: a staff reference, not verified. In the sender's words:", 2)
        page.quote(said.words)
        if said.reported_by:
            page.quote(f"Reported by: {said.reported_by}")
    page.say(f"Interim support is {stage}{because}.")
    if urgency.due_at:
        page.say(f"Due {moment(urgency.due_at)}.")
    for late in late_since(urgency.late):
        page.say(f"[bold red]Late[/]: {escape(late)}.")


def _route(page: Page, brief: LightBrief) -> None:
    route = brief.route
    page.head("Whose decision it is")
    page.say(f"{escape(route.title or 'Nobody may agree it')}: {escape(route.why)}.", 2)
    if route.lighter:
        page.say(f"For its own cost it would have gone to the {escape(route.lighter)} (DEC-9).", 2)
    if route.meeting:
        missed = f"; {route.meetings_missed} before did not decide it" if route.meetings_missed else ""
        page.say(f"It waits for the {escape(spelled_out(route.meeting))} of {moment(route.meeting_at)}{missed}.", 2)
    _who(page, "May decide today", brief.may_decide)
    if isinstance(brief, Brief) and brief.may_agree_otherwise:
        _who(page, "May agree it with lines managed otherwise", brief.may_agree_otherwise)
    for whose in brief.may_not:
        name = f"{escape(whose.person)} {escape(whose.name)}".strip()
        page.say(f"May not decide it, because it is their work (ROUTE-9): {name} {escape(' and '.join(whose.did))}.", 2)


def _who(page: Page, heading: str, may_decide: Sequence[MayDecide]) -> None:
    table = Table(heading, "Limit", "Who", box=None, pad_edge=False)
    for role in may_decide:
        at = f" (at the {spelled_out(role.meeting)})" if role.meeting else ""
        title = escape(f"{role.title}{at}")
        who = ", ".join(role.people) or "nobody on the register today"
        table.add_row(title, escape(role.limit), escape(who))
    page.table(table)


def _earlier(page: Page, versions: Sequence[EarlierVersion]) -> None:
    if not versions:
        return
    page.head("Earlier versions")
    for version in versions:
        became = "returned" if version.outcome == DecisionOutcome.RETURN else escape(spelled_out(version.outcome))
        became = f"{became} by {escape(version.decided_by)}" if version.decided_by else "not decided"
        became += f", wanting {escape(version.wanted)}" if version.wanted else ""
        cost = a_week_and_once(version.weekly, version.one_off)
        page.say(f"Version {version.version}: {cost}, to the {escape(version.went_to)}: {became}.", 2)
        for reason in version.reasons:
            page.say(escape(f"{reason.id} {spelled_out(reason.criterion)}: {reason.reason}"), 4)
            for step in reason.steps:
                page.say(f"suggested: {escape(step)}", 7)
            page.say(f"what was done: {escape(reason.what_was_done or 'nothing is said')}", 7)
        for words, said in (
            ("how revisiting it was agreed with the person", version.revisiting_agreed),
            ("what was weighed before information was gathered", version.what_was_weighed),
        ):
            if said:
                page.say(f"{words}: {escape(said)}", 4)
        for change in version.cost_changes:
            page.say(escape(change), 4)
        for change in version.lowered:
            page.say(escape(change), 4)
        if version.this_one_costs_less or version.lowered:
            why = version.why_it_costs_less or "said with a later version"
            less = "costs less" if version.this_one_costs_less else "gives the person less, or charges more"
            page.say(f"[yellow]The version in hand {less} (DEC-9)[/]. Why, as the person was told: {escape(why)}", 4)


def _report(page: Page, report: PaymentReport | None) -> None:
    if report is None:
        return
    page.head("The first payment, on the report of which it is approved (ROUTE-5)")
    stands = "put into practice" if report.works else "not working yet"
    page.say(f"Received on {day(report.received_on)}; {stands}, as reported {moment(report.reported_at)}:", 2)
    page.say(escape(report.how_it_works), 2)


def _budget(page: Page, brief: Brief) -> None:
    budget = brief.budget
    page.head("The budget")
    page.say(
        f"It costs the council {a_week_and_once(budget.cost_to_council, budget.one_off)}. {escape(budget.who_pays)}", 2
    )
    table = Table("Cost to the council", "Indicative", "Proposed", "The plan is", box=None, pad_edge=False)
    for how_often, indicative, proposed in (
        ("a week", budget.indicative, budget.cost_to_council),
        ("once", budget.indicative_one_off, budget.one_off),
    ):
        table.add_row(how_often, pounds(indicative), pounds(proposed), _beside(proposed, indicative))
    page.table(table)
    otherwise = brief.as_it_would_be_agreed
    if otherwise:
        cost = a_week_and_once(otherwise.cost_to_council, otherwise.one_off)
        plans = a_week_and_once(budget.cost_to_council, budget.one_off)
        lines = " and ".join(otherwise.lines)
        page.say(
            f"[bold]As it would be agreed[/], with {escape(lines)} managed otherwise (DP-5): {cost}; as the plan has "
            f"it: {plans}. {escape(otherwise.who_pays)}",
            2,
        )
    for other in budget.others:
        page.say(f"Others pay, on top: {escape(other.who)}, {a_week_and_once(other.weekly, other.one_off)}.", 2)
    if budget.asks_further_evidence:
        page.say(f"It asks for further evidence: {escape(budget.asks_further_evidence)}.", 2)
        evidence = ", ".join(spelled_out(name) for name in budget.further_evidence) or "none"
        page.say(f"Further evidence for that (SUB-4): {escape(evidence)}.", 2)
    page.say(escape(budget.reminder), 2)
    page.head("Transparency, timeliness, sufficiency (DEC-8)")
    unmet = [principle for principle in brief.principles if not principle.met]
    for principle in unmet:
        page.say(f"[red]missing[/] {escape(principle.what)}", 2)
    if not unmet:
        page.say("All three have their evidence in the plan.", 2)
    page.say(f"How it was worked out: {escape(brief.how_budget_was_worked_out or 'not said')}", 2)
    page.say(
        f"The person was told the indicative budget on {day(brief.indicative_budget_told_on) or 'a day not said'}.", 2
    )


def _beside(proposed: Decimal, indicative: Decimal) -> str:
    if proposed == indicative:
        return "at it"
    return f"{pounds(abs(proposed - indicative))} {'above' if proposed > indicative else 'below'} it"


def _findings(page: Page, heading: str, findings: Sequence[FindingSeen]) -> None:
    if findings:
        page.head(heading)
        for finding in findings:
            page.say(f"{escape(for_people(finding.what))} \\[{escape(finding.rule)}]", 2)


def _direct_payment(page: Page, brief: Brief) -> None:
    if brief.direct_payment:
        page.head("About the direct payment: what the decision has to deal with")
        for finding in brief.direct_payment:
            colour = COLOURS[finding.weight]
            page.say(f"[{colour}]{finding.weight}[/] {escape(for_people(finding.found))} \\[{escape(finding.rule)}]", 2)
            page.say(f"→ {escape(finding.the_decision)}", 4)
    if brief.payment:
        page.head("The direct payment as the plan states it (DP-9)")
        page.say(escape(_terms(brief.payment)), 2)
    costs = brief.employer_costs
    if costs:
        page.head(f"Costs of being an employer, a week, beside the rates from {day(costs.rates_from)} (DP-7)")
        table = Table("Wages", "Cost", "In the plan", "By the rates", "", box=None, pad_edge=False)
        for line in costs.lines:
            below = "[yellow]less than the rates[/]" if line.is_below_rates else ""
            table.add_row(
                escape(line.wages), escape(spelled_out(line.kind)), pounds(line.itemised), pounds(line.by_rates), below
            )
        page.table(table)
        if costs.out_of_date:
            page.say(f"[yellow]{escape(costs.out_of_date)}[/].", 2)
    if brief.commissioned:
        page.head("As the council could commission it (DP-8)")
        for line in brief.commissioned:
            page.say(escape(_both_ways(line)), 2)


def _terms(terms: PaymentTerms) -> str:
    off = a_week_and_once(terms.comes_off_first, terms.comes_off_once)
    first = f", of which the person's {off} come off first" if terms.comes_off_first or terms.comes_off_once else ""
    every = f"paid every {spelled_out(terms.paid_every)}" if terms.paid_every else "how often is not said"
    if terms.paid_every is PaidEvery.ONCE:
        every = "paid once"
    since = f"from {day(terms.starts_on)}" if terms.starts_on else "from when is not said"
    who = f"managed by the {spelled_out(terms.managed_by)}" if terms.managed_by else "who manages it is not said"
    amount, requested = a_week_and_once(terms.weekly, terms.one_off), spelled_out(terms.requested)
    return f"{amount}{first}; {every}, {since}; {who}; {requested}."


def _both_ways(line: BothWays) -> str:
    direct = f"{line.line}: {a_week_and_once(line.by_direct_payment, line.by_direct_payment_once)} by direct payment"
    if not line.stated:
        return f"{direct}; the plan does not say what the council could commission."
    if not line.possible:
        return f"{direct}; the council could not commission it."
    same = "the same service" if line.same_service else "not the same service"
    commissioned = a_week_and_once(line.commissioned or NOTHING, line.commissioned_once or NOTHING)
    return (
        f"{direct}, {commissioned} commissioned ({same}): {_than_direct(line)}. "
        f"Flexibility: {line.flexibility} Effect on wellbeing and outcomes: {line.effect}. {line.effect_in_words}"
    )


def _than_direct(line: BothWays) -> str:
    weekly, once = line.commissioned or NOTHING, line.commissioned_once or NOTHING
    beside = dearer_or_cheaper(weekly, line.by_direct_payment, once, line.by_direct_payment_once)
    return f"commissioned it is {beside}" if beside != THE_SAME else beside


def _alternatives(page: Page, alternatives: Sequence[AlternativeSeen]) -> None:
    if not alternatives:
        return
    page.head("Alternatives that were looked at (DEC-6): only those that count may be compared")
    for other in alternatives:
        mark = "[bold]counts[/]" if other.counts else "does not count"
        cost = a_week_and_once(other.weekly, other.one_off)
        plans = a_week_and_once(other.plan_weekly, other.plan_one_off)
        page.say(
            f"{escape(other.alternative)} {escape(other.service)}, {mark}: {escape(other.because)}. {cost}; the plan's "
            f"own lines for the same needs cost {plans}: {_than_the_plan(other)}.",
            2,
        )
        page.say(escape(other.why), 5)


def _than_the_plan(other: AlternativeSeen) -> str:
    beside = dearer_or_cheaper(other.weekly, other.plan_weekly, other.one_off, other.plan_one_off)
    return f"the alternative is {beside}" if beside != THE_SAME else beside


def _consistency(page: Page, brief: Brief) -> None:
    among = brief.consistency
    page.head("Among signed plans with similar needs (DEC-7): for information, it decides nothing")
    page.say(escape(among.in_words), 2)
    if brief.budget.one_off:
        page.say(f"Only what is paid each week is compared, not the {pounds(brief.budget.one_off)} once.", 2)
    for line in among.chart:
        page.plain(line)
    if among.nearest:
        page.say("Nearest:", 2)
        for near in among.nearest:
            page.say(f"{escape(near.plan_id)} v{near.version} ({pounds(near.weekly)}, signed {day(near.signed_on)})", 4)
