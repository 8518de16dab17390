"""SHARE-9 · Shows a person who has which version of a plan, and what is kept back."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.markup import escape

from countersign.careplan.consent import SharingScope
from countersign.careplan.figures import day
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import Page
from countersign.cli.showing.plans import for_people, moment
from countersign.queries.copies import CopiesOfPlan, CopyHeld, CopyNotGone, NoCopy

_Line = TypeVar("_Line", CopyNotGone, NoCopy)


def show_copies(console: Console, copies: CopiesOfPlan) -> None:
    """Who has which version, by holder; then what is kept back, and who has none."""
    page = Page(console)
    page.say(f"Plan {escape(copies.plan)}")
    holders: dict[str, list[CopyHeld]] = {}
    for held in copies.holders:
        holders.setdefault(held.holder, []).append(held)
    page.say(_how_many(copies, len(holders)))
    for theirs in holders.values():
        _show_holder(page, theirs, copies.latest)
    if copies.not_gone:
        page.head("Kept back: nothing goes until somebody answers")
    for waiting in _alike(copies.not_gone):
        _show_waiting(page, waiting)
    if copies.none:
        page.head("May have a copy, and has none")
    for nobody in _alike(copies.none):
        _show_none(page, nobody)


def _how_many(copies: CopiesOfPlan, count: int) -> str:
    """How many had a copy then, and which version was the latest."""
    is_past = copies.on is not None
    when = f"At the end of {day(copies.on)}" if copies.on else "Now"
    if not count:
        return f"{when}, nobody {'had' if is_past else 'has'} a copy."
    verb = "had" if is_past else "has" if count == 1 else "have"
    latest = f" The person had version {copies.latest} last." if copies.latest else ""
    return f"{when}, {count} {'holder' if count == 1 else 'holders'} {verb} a copy.{latest}"


def _show_holder(page: Page, theirs: Sequence[CopyHeld], latest: int) -> None:
    """One holder with every copy that they have, the latest first."""
    last = theirs[-1]
    page.say(f"[bold]{escape(last.recipient)}[/], {escape(last.name)}")
    for held in reversed(theirs):
        older = " (older)" if held.version < latest else ""
        other = "" if held.recipient == last.recipient else f", as {escape(held.recipient)}"
        page.say(f"version {held.version}{older}{other}, {_extent(held.extent)}", 2)
        page.say(f"since {moment(held.since)}: {escape(for_people(held.basis))} [dim]({escape(held.rule)})[/]", 4)
        if held.asked_back:
            page.say(f"asked to return or destroy it on {moment(held.asked_back)}", 4)


def _alike(lines: Iterable[_Line]) -> list[tuple[_Line, str]]:
    """Lines that differ in the version alone are one, with its versions in words: each recipient once."""
    alike: dict[str, list[_Line]] = {}
    for line in lines:
        alike.setdefault(line.model_copy(update={"version": 0}).model_dump_json(), []).append(line)
    return [(same[0], " and ".join(f"version {line.version}" for line in same)) for same in alike.values()]


def _show_waiting(page: Page, of_versions: tuple[CopyNotGone, str]) -> None:
    waiting, versions = of_versions
    what = f"[bold]{escape(waiting.recipient)}[/], {versions}"
    page.say(f"{what}: {escape(waiting.why)} [dim]({escape(waiting.rule)})[/]", 2)
    who = ", ".join(part for part in (spelled_out(waiting.role), waiting.person) if part)
    page.say(f"Answers by {moment(waiting.by)}: {escape(who)}." if who else "Nobody is asked.", 4)
    for found in waiting.found:
        words = f": “{escape(found.words)}”" if found.words else ""
        page.say(f"a {found.kind.value} in {escape(spelled_out(found.section))}{words}", 4)


def _show_none(page: Page, of_versions: tuple[NoCopy, str]) -> None:
    nobody, versions = of_versions
    is_to_have = {SharingScope.FULL: "the whole plan", SharingScope.PART: "a part"}.get(nobody.scope, "")
    to_go = f"; {is_to_have} is to go, and has not yet" if is_to_have else ""
    page.say(f"[bold]{escape(nobody.recipient)}[/], {versions}{to_go}", 2)
    on = nobody.decided_on
    decided = f". Decided on {day(on)}" if on and day(on) not in nobody.why else "" if on else ". Nobody decided it"
    page.say(f"{escape(for_people(nobody.why))}{decided}. [dim]({escape(nobody.rule)})[/]", 4)


def _extent(extent: str) -> str:
    if not extent.startswith("part:"):
        return "the whole plan"
    sections = (spelled_out(section) for section in extent.removeprefix("part:").split("+"))
    return f"a part ({escape(', '.join(sections))})"
