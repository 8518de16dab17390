"""Shows a person the plans that wait for a panel or call, and the results of the decisions of one sitting."""

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape

from countersign.careplan.authority import why_there
from countersign.careplan.figures import a_week_and_once
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import day, moment
from countersign.queries.meetings import ListOfSitting, RequestInBrief, WaitingPlan
from countersign.queries.sittings import AllMoved, DecisionSent

HINT = "send `report_missed_meeting` for each (starter.py report-missed-meeting PLAN FILE), or a decision"


def show_list(console: Console, title: str, sitting: ListOfSitting) -> None:
    """The plans for one sitting, and how many wait for later ones."""
    page = Page(console)
    if sitting.at is None:
        page.say(f"No plan waits for the {escape(title)} then.")
    else:
        page.say(f"[bold]{escape(title)}[/], {moment(sitting.at)}: {_count(sitting.plans)}")
    for plan in sitting.plans:
        why = why_there(plan.because) or "as the version that cost more"
        missed = f"; missed {plan.missed_before} before" if plan.missed_before else ""
        late = f"; [red]decision late since {moment(plan.late_since)}[/]" if plan.late_since else ""
        page.say(escape(f"{plan.plan}  version {plan.version}, {spelled_out(plan.team)}"))
        page.say(f"{a_week_and_once(plan.weekly, plan.one_off)}; there because {escape(why)}{missed}{late}", 4)
        page.say(f"The person is invited: {_invited(plan)}", 4)
        if plan.expert:
            page.say(f"Expert: {escape(plan.expert)}", 4)
        for request in plan.open_requests:
            page.say(f"Open request: {_request(request)}", 4)
    for when, count in sitting.later.items():
        page.say(f"{count} more wait for that of {day(date.fromisoformat(when))}.")


def _invited(plan: WaitingPlan) -> str:
    if plan.invited_at is not None:
        return f"sent {moment(plan.invited_at)}"
    return {"": "NOT invited", "by_hand": "by hand: see the tasks", "withheld": "held back"}.get(
        plan.invited, "not sent yet"
    )


def _request(request: RequestInBrief) -> str:
    parts = f", {len(request.parts)} part answered" if request.parts else ""
    return escape(f"{request.request} (since {moment(request.asked_at)}{parts})")


def _count(plans: Sequence[object]) -> str:
    return f"{len(plans)} plan{'' if len(plans) == 1 else 's'}"


def show_moved(console: Console, title: str, moved: AllMoved) -> None:
    """Where a sitting is moved, and the result for each plan that waits for it."""
    page = Page(console)
    if not moved.plans:
        page.say(f"No plan waits for the {escape(title)} of {day(moved.held_on)}.")
        return
    page.say(f"[bold]{escape(title)}[/] of {day(moved.held_on)}, to {moment(moved.to)}: {_count(moved.plans)}")
    for plan in moved.plans:
        page.say(escape(f"{plan.plan}  {plan.result}"), 2)
        for said in plan.said:
            page.say(escape(said), 6)
    if moved.dry_run:
        page.say("Nothing was sent.")


def show_decided(console: Console, sent: Sequence[DecisionSent], left: Sequence[str]) -> None:
    """The result of each decision of a sitting, and the plans that were not decided."""
    page = Page(console)
    for decision in sent:
        colour = {"accepted": "green", "done before": "green", "refused": "red"}.get(decision.result, "yellow")
        what = f"version {decision.version}, {escape(spelled_out(decision.decision))}"
        page.say(f"{escape(decision.plan)}  {what}: [{colour}]{escape(decision.result)}[/]")
        for said in (*decision.reasons, *decision.said) or (spelled_out(decision.plan_status),):
            page.say(escape(said), 4)
    if left:
        page.say("")
        page.say(f"On the list of that sitting, and not in the file: {_count(left)}. Nothing was decided about:")
        for plan in left:
            page.say(escape(plan), 2)
        page.say(f"Each goes to the next level once the meeting's clock finds out; to say so now, {HINT}.")
