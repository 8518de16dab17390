"""What a person sees of a council's scheme: whether it can be used, what it does, and two beside each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from explain.in_sentences import Sentence

HEADINGS = {
    "to": "Goes to",
    "meeting": "Panel or call",
    "because": "Because it is",
    "limit": "Limit there",
    "promised_in": "Decision due in",
    "promised_on": "Promised for",
    "signed_off": "Signed off after",
}


def show_check(console: Console, results: Sequence[Mapping[str, Any]]) -> None:
    """Each file, whether it can be used, and everything wrong with it or worth a look."""
    for each in results:
        verdict = "[bold red]cannot be used[/]" if each["problems"] else "[bold green]can be used[/]"
        based = f", based on {each['based_on']}" if each.get("based_on") else ""
        edition = f" ({each['edition']}{based})" if each["edition"] else ""
        console.print(f"{escape(str(each['file']))}{escape(edition)}: {verdict}")
        for problem in each["problems"]:
            console.print(f"  [red]wrong[/]    {escape(problem)}")
        for warning in each.get("warnings", ()):
            console.print(f"  [yellow]look at[/]  {escape(warning)}")
        ours = Counter(one["where"].partition("[")[0].partition(".steps")[0] for one in each.get("our_defaults", ()))
        if ours:
            tables = ", ".join(f"{table}{f' ({count})' if count > 1 else ''}" for table, count in ours.items())
            console.print(f"  [yellow]look at[/]  our default, not the council's own, all or in part: {escape(tables)}")
    unusable = sum(bool(each["problems"]) for each in results)
    looks = sum(len(each.get("warnings", ())) for each in results)
    files = f"{len(results)} file{'' if len(results) == 1 else 's'} read"
    console.print(f"{files}: {len(results) - unusable} can be used, {unusable} cannot; {looks} to look at.")


def show_explained(console: Console, sentences: Sequence[Sentence], *, sources: bool) -> None:
    """A scheme in sentences under their headings, each with whose word it is."""
    wrapped = Console(file=console.file, width=min(console.width, 100), highlight=False)
    heading = None
    for each in sentences:
        if each.part is not heading:
            heading = each.part
            wrapped.print(f"\n[bold]{heading.value}[/]")
        source = each.source if sources else each.short_source
        said = f" [dim]\\[{escape(source)}][/]" if source else ""
        wrapped.print(Padding(f"{escape(each.text)}{said}", (0, 0, 0, 2), expand=False))
    if not sources:
        wrapped.print("\nIn brackets: where it comes from. --sources gives it in full.", style="dim")


def show_compared(
    console: Console,
    editions: Sequence[str],
    plans: Sequence[Mapping[str, Any]],
    figures: Sequence[Mapping[str, Any]],
) -> None:
    """Each plan under two schemes, what differs marked, and then every figure that is not the same."""
    for plan in plans:
        once = f" and £{Decimal(plan['one_off']):,.2f} once" if Decimal(plan["one_off"]) else ""
        console.print(f"[bold]{escape(plan['file'])}[/]: £{Decimal(plan['weekly']):,.2f} a week{once}")
        one, other = plan["placed"]
        table = Table("", "", *editions, box=None, pad_edge=False, show_header=bool(plan["differs"]))
        for part in plan["differs"]:
            table.add_row("≠", HEADINGS[part], _part(one, part) or "–", _part(other, part) or "–")
        if plan["differs"]:
            console.print(table)
        alike = [
            f"{heading.lower()} {_part(one, part)}"
            for part, heading in HEADINGS.items()
            if part not in plan["differs"] and _part(one, part)
        ]
        console.print(f"   Both: {'; '.join(alike)}\n")
    if not figures:
        console.print("The two have the same figures.")
        return
    console.print("[bold]Figures that differ[/]")
    table = Table("Where", *editions, box=None, pad_edge=False)
    for each in figures:
        table.add_row(escape(each["where"]), *(escape(value) if value is not None else "–" for value in each["values"]))
    console.print(table)
    differ = sum(bool(plan["differs"]) for plan in plans)
    console.print(f"{len(plans)} plan{'' if len(plans) == 1 else 's'}, {differ} not the same under both (≠).")


def _part(placed: Mapping[str, Any], part: str) -> str:
    value = placed[part]
    if part == "to":
        return escape(value or "nobody may agree it")
    if part == "because":
        return ", ".join(str(one).replace("_", " ") for one in value)
    if part == "promised_in":
        return f"{value} working days"
    return escape(str(value).replace("_", " "))
