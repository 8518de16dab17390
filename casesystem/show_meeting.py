"""What a person sees of a panel or call: the plans that wait for it, and what came of the decisions of one sitting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from casesystem.show import moment, words

HINT = "send `report_missed_meeting` for each (starter.py report-missed-meeting PLAN FILE), or a decision"


def show_list(
    console: Console, title: str, at: datetime | None, plans: Sequence[Mapping[str, Any]], later: Mapping[str, int]
) -> None:
    """The plans for one sitting, and how many wait for later ones."""
    if at is None:
        console.print(f"No plan waits for the {escape(title)} then.")
    else:
        console.print(f"[bold]{escape(title)}[/], {moment(at)}: {_count(plans)}")
        table = Table(box=None, pad_edge=False)
        table.add_column("Plan", no_wrap=True)
        for heading in (
            "Team",
            "A week",
            "Once",
            "Why it is there",
            "The person is invited",
            "Expert",
            "Open requests",
        ):
            table.add_column(heading)
        for each in plans:
            why = ", ".join(words(one) for one in each["because"]) or "as the version that cost more"
            missed = f"; missed {each['missed_before']} before" if each["missed_before"] else ""
            table.add_row(
                f"{each['plan']} v{each['version']}",
                words(each["team"]),
                f"£{Decimal(each['weekly']):,.2f}",
                f"£{Decimal(each['one_off']):,.2f}" if Decimal(each["one_off"]) else "",
                f"{why}{missed}",
                _invited(each),
                escape(each["expert"]),
                "\n".join(_request(one) for one in each["open_requests"]) or "none",
            )
        console.print(table)
    for when, count in later.items():
        console.print(f"{count} more wait for that of {when}.")


def _invited(plan: Mapping[str, Any]) -> str:
    if plan["invited_at"] is not None:
        return f"sent {moment(plan['invited_at'])}"
    return {"": "NOT invited", "by_hand": "by hand: see the tasks", "withheld": "held back"}.get(
        plan["invited"], "not sent yet"
    )


def _request(request: Mapping[str, Any]) -> str:
    parts = f", {len(request['parts'])} part answered" if request["parts"] else ""
    return escape(f"{request['request']} (since {moment(request['asked_at'])}{parts})")


def _count(plans: Sequence[object]) -> str:
    return f"{len(plans)} plan{'' if len(plans) == 1 else 's'}"


def show_decided(console: Console, results: Sequence[Mapping[str, Any]], left: Sequence[str]) -> None:
    """What came of each decision of a sitting, and the plans of which nothing was decided."""
    table = Table("Plan", "Version", "Decision", "Answer", "", box=None, pad_edge=False)
    for each in results:
        said = "\n".join([*each["reasons"], *each["said"]])
        colour = {"accepted": "green", "done before": "green", "refused": "red"}.get(each["result"], "yellow")
        code = f" ({each['code']})" if each["code"] else ""
        table.add_row(
            each["plan"],
            str(each["version"]),
            words(each["decision"]),
            f"[{colour}]{each['result']}[/]{code}",
            escape(said or words(each["plan_status"])),
        )
    console.print(table)
    if left:
        console.print(f"\nOn the list of that sitting, and not in the file: {_count(left)}. Nothing was decided about:")
        for plan in left:
            console.print(f"  {plan}")
        console.print(f"Each goes to the next rung once the meeting's clock finds out; to say so now, {HINT}.")
