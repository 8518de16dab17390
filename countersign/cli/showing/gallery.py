"""Shows what the gallery has found, and where its page is."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from countersign.cli.showing.page import Page
from countersign.gallery.accepted import CHANGED, NEW, SAME
from countersign.gallery.run import Made

MOST = 12
"""How many things that are wrong are told here: the page has them all."""


def show_gallery(console: Console, made: Made, *, not_run: str, accept_by: str, only: str, file: Path) -> None:
    """What is wrong, what has changed, what was accepted, and where the page is."""
    page = Page(console)
    wrong = list(_wrong(made))
    for line in wrong[:MOST]:
        page.say(f"[red]wrong[/]  {escape(line)}", 2)
    if len(wrong) > MOST:
        page.say(f"and {len(wrong) - MOST} more: see the page", 2)
    for row in made.shown:
        if row.changes.state == CHANGED:
            page.say(f"[yellow]changed[/]  {escape(row.piece.name)}: {', '.join(row.changes.forms)}", 2)
    counted = ", ".join(f"{made.count(state)} {state}" for state in (NEW, CHANGED, SAME) if made.count(state))
    page.say(f"{len(made.shown)} shown, {made.faults or 'nothing'} wrong; {counted}.")
    page.say(f"Accessibility: {escape(not_run or 'looked at with axe, at 1280 and 320 pixels')}.")
    if made.accepted:
        page.say(f"Accepted in the name of {escape(accept_by)}. Put the file into version control:")
        page.plain(str(file))
        if only:
            page.say("How all of it looks was not accepted: that is done with all kinds at once, without ONLY.")
    elif accept_by and not made.stopped:
        page.say("[bold red]Not accepted[/]: first put right what is wrong.")
    page.say("The page:")
    page.plain(str(made.page))


def _wrong(made: Made) -> Iterator[str]:
    for row in made.shown:
        for fault in (*row.looks.words, *row.looks.structure, *(row.looks.access or ())):
            yield f"{row.piece.name}: {fault}"
