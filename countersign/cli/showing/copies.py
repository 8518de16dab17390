"""SHARE-9 · Shows a person who holds a plan, and what is held back."""

from rich.console import Console
from rich.markup import escape

from countersign.careplan.consent import SharingScope
from countersign.careplan.figures import day
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import for_people, moment
from countersign.queries.copies import CopiesOfPlan, CopyHeld, CopyNotGone, NoCopy


def show_copies(console: Console, copies: CopiesOfPlan) -> None:
    """Who holds which version, the earliest first; then what waits for an answer."""
    page = Page(console)
    page.say(f"Plan {escape(copies.plan)}")
    page.say(_how_many(copies))
    for held in copies.holders:
        _show_holder(page, held, copies.latest)
    if copies.not_gone:
        page.head("Waits for an answer: nothing more goes meanwhile")
    for waiting in copies.not_gone:
        _show_waiting(page, waiting)
    if copies.none:
        page.head("May have a copy, and has none")
    for nobody in copies.none:
        _show_none(page, nobody)


def _how_many(copies: CopiesOfPlan) -> str:
    """How many were held then, and which version was the latest."""
    is_past, count = copies.on is not None, len(copies.holders)
    when = f"At the end of {day(copies.on)}" if copies.on else "Now"
    if not count:
        return f"{when}, nobody {'held' if is_past else 'holds'} a copy."
    verb = ("was" if is_past else "is") if count == 1 else ("were" if is_past else "are")
    latest = f" The person had version {copies.latest} last." if copies.latest else ""
    return f"{when}, {count} {'copy' if count == 1 else 'copies'} {verb} held.{latest}"


def _show_holder(page: Page, held: CopyHeld, latest: int) -> None:
    older = " (older)" if held.version < latest else ""
    what = f"version {held.version}{older}, {_extent(held.extent)}"
    page.say(f"[bold]{escape(held.recipient)}[/], {escape(held.name)}: {what}")
    page.say(f"since {moment(held.since)}: {escape(for_people(held.basis))} [dim]({escape(held.rule)})[/]", 4)
    if held.asked_back:
        page.say(f"asked to return or destroy it on {moment(held.asked_back)}", 4)


def _show_waiting(page: Page, waiting: CopyNotGone) -> None:
    what = f"[bold]{escape(waiting.recipient)}[/], version {waiting.version}"
    page.say(f"{what}: {escape(waiting.why)} [dim]({escape(waiting.rule)})[/]", 2)
    who = ", ".join(part for part in (spelled_out(waiting.role), waiting.person) if part)
    page.say(f"Answers by {moment(waiting.by)}: {escape(who)}." if who else "Nobody is asked.", 4)
    for found in waiting.found:
        words = f": “{escape(found.words)}”" if found.words else ""
        page.say(f"a {found.kind.value} in {escape(spelled_out(found.section))}{words}", 4)


def _show_none(page: Page, nobody: NoCopy) -> None:
    is_to_have = {SharingScope.FULL: "the whole plan", SharingScope.PART: "a part"}.get(nobody.scope, "")
    to_go = f"; {is_to_have} is to go, and has not yet" if is_to_have else ""
    page.say(f"[bold]{escape(nobody.recipient)}[/], version {nobody.version}{to_go}", 2)
    on = nobody.decided_on
    decided = f". Decided on {day(on)}" if on and day(on) not in nobody.why else "" if on else ". Nobody decided it"
    page.say(f"{escape(for_people(nobody.why))}{decided}. [dim]({escape(nobody.rule)})[/]", 4)


def _extent(extent: str) -> str:
    if not extent.startswith("part:"):
        return "the whole plan"
    sections = (spelled_out(section) for section in extent.removeprefix("part:").split("+"))
    return f"a part ({escape(', '.join(sections))})"
