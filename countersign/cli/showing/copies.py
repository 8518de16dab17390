"""SHARE-9 · Shows a person who holds a plan, and what is held back."""

from rich.console import Console
from rich.markup import escape

from countersign.careplan.figures import day
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import for_people, moment
from countersign.queries.copies import CopiesOfPlan, CopyHeld, CopyNotGone


def show_copies(console: Console, copies: CopiesOfPlan) -> None:
    """Who holds which version, the earliest first; then what waits for an answer."""
    page = Page(console)
    when = f"On {day(copies.on)}" if copies.on else "Now"
    count = len(copies.holders)
    page.say(f"Plan {escape(copies.plan)}")
    page.say(f"{when} {count} cop{'y is' if count == 1 else 'ies are'} held.")
    for held in copies.holders:
        _show_holder(page, held)
    if copies.not_gone:
        page.head("Not gone yet")
    for waiting in copies.not_gone:
        _show_waiting(page, waiting)


def _show_holder(page: Page, held: CopyHeld) -> None:
    page.say(f"[bold]{escape(held.recipient)}[/], {escape(held.name)}: version {held.version}, {_extent(held.extent)}")
    page.say(f"since {moment(held.since)}: {escape(for_people(held.basis))} [dim]({escape(held.rule)})[/]", 4)
    if held.asked_back:
        page.say(f"asked to return or destroy it on {moment(held.asked_back)}", 4)


def _show_waiting(page: Page, waiting: CopyNotGone) -> None:
    page.say(f"[bold]{escape(waiting.recipient)}[/]: {escape(waiting.why)} [dim]({escape(waiting.rule)})[/]", 2)
    for found in waiting.found:
        words = f": “{escape(found.words)}”" if found.words else ""
        page.say(f"a {found.kind.value} in {escape(spelled_out(found.section))}{words}", 4)


def _extent(extent: str) -> str:
    if not extent.startswith("part:"):
        return "the whole plan"
    sections = (spelled_out(section) for section in extent.removeprefix("part:").split("+"))
    return f"a part ({escape(', '.join(sections))})"
