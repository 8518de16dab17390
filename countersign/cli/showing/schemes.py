"""Shows a person a council's scheme: whether it can be used, what it does, and two schemes side by side."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from countersign.careplan.authority import why_there
from countersign.careplan.figures import pounds
from countersign.careplan.words import spelled_out
from countersign.cli.showing.page import WIDTH, Page, Screen
from countersign.cli.showing.plans import day
from countersign.gallery.given import Part
from countersign.queries.schemes import FileNotRead, FileRead, SchemesCompared
from countersign.wording.in_sentences import Sentence
from countersign.wording.side_by_side import Placed

HEADINGS = {
    "to": "Goes to",
    "meeting": "Panel or call",
    "because": "Because",
    "limit": "Limit there",
    "promised_in": "Decision due in",
    "promised_on": "Promised for",
    "signed_off": "Signed off after",
}


def show_check(console: Console, files: Sequence[FileRead | FileNotRead]) -> None:
    """Each file, whether it can be used, and everything in it that is wrong or worth a look.

    Which files cannot be used stands first, and why last, where whoever reads a terminal looks.
    """
    page = Page(console)
    looks = 0
    wrong = [file.file for file in files if file.problems]
    if wrong and len(files) > 1:
        page.say(f"[bold red]Cannot be used[/]: {escape(', '.join(wrong))}. Why stands at the end.")
    for file in (file for file in files if not file.problems):
        looks += _show_file(page, file)
    for tables, of in _our_defaults(files).items():
        page.say(f"[yellow]look at[/]  our default, not the council's own, in {escape(', '.join(of))}: {tables}", 2)
        looks += 1
    for file in (file for file in files if file.problems):
        looks += _show_file(page, file)
    unusable = sum(bool(file.problems) for file in files)
    read = f"{len(files)} file{'' if len(files) == 1 else 's'} read"
    things = f"{looks} thing{'' if looks == 1 else 's'} to look at"
    page.say(f"{read}: {len(files) - unusable} can be used, {unusable} cannot; {things}.")


def _show_file(page: Page, file: FileRead | FileNotRead) -> int:
    """One file, with what is wrong with it and worth a look; returns how many things are worth a look."""
    verdict = "[bold red]cannot be used[/]" if file.problems else "[bold green]can be used[/]"
    edition = ""
    if isinstance(file, FileRead) and file.edition:
        edition = f" ({file.edition}{f', based on {file.based_on}' if file.based_on else ''})"
    page.say(f"{escape(file.file)}{escape(edition)}: {verdict}")
    for problem in file.problems:
        page.say(f"[red]wrong[/]    {escape(problem)}", 2)
    warnings = file.warnings if isinstance(file, FileRead) else ()
    for look in warnings:
        page.say(f"[yellow]look at[/]  {escape(look)}", 2)
    return len(warnings)


def _our_defaults(files: Sequence[FileRead | FileNotRead]) -> dict[str, list[str]]:
    """The tables that are our default, all or in part, with the files in which they are.

    What a file has from another one of them, on which it is based, is said of that one alone.
    """
    read = [file for file in files if isinstance(file, FileRead)]
    bases = {file.edition: file for file in read if file.based_on is None}
    found: dict[str, list[str]] = {}
    for file in read:
        base = bases.get(file.based_on or "")
        own = [part for part in file.our_defaults if base is None or part not in base.our_defaults]
        ours = Counter(part.where.partition("[")[0].partition(".steps")[0] for part in own)
        tables = ", ".join(f"{table}{f' ({count})' if count > 1 else ''}" for table, count in ours.items())
        if tables:
            found.setdefault(tables, []).append(file.file)
    return found


def show_given(console: Console, parts: Sequence[Part]) -> None:
    """What a template may use, under headings: each by its name, with its type and what it is."""
    page = Page(console)
    for part in parts:
        page.head(part.title)
        for thing in part.things:
            kind = f" ({escape(thing.what)})" if thing.what else ""
            page.say(f"[bold]{escape(thing.name)}[/]{kind}", 2)
            if thing.meaning:
                page.say(escape(thing.meaning), 6)


def show_explained(console: Console, sentences: Sequence[Sentence], *, sources: bool) -> None:
    """A scheme in sentences under headings, each with its source."""
    wrapped = Screen(file=console.file, width=min(console.width, WIDTH))
    heading = None
    for sentence in sentences:
        if sentence.part is not heading:
            heading = sentence.part
            wrapped.print(f"\n[bold]{heading.value}[/]")
        source = sentence.source if sources else sentence.short_source
        said = f" [dim]\\[{escape(source)}][/]" if source else ""
        wrapped.print(Padding(f"{escape(sentence.text)}{said}", (0, 0, 0, 2), expand=False))
    if not sources:
        wrapped.print("\nIn brackets: where it comes from. --sources gives it in full.", style="dim")


def show_compared(console: Console, compared: SchemesCompared) -> None:
    """Each plan under two schemes, with the differences marked; then every figure that differs."""
    page = Page(console)
    for plan in compared.plans:
        once = f" and {pounds(plan.one_off)} once" if plan.one_off else ""
        page.say(f"[bold]{escape(plan.file)}[/]: {pounds(plan.weekly)} a week{once}")
        left, right = plan.placed
        for part in plan.differs:
            page.say(f"≠ {HEADINGS[part]}", 2)
            _both(page, compared, _part(left, part), _part(right, part))
        alike = [
            f"{heading.lower()} {_part(left, part)}"
            for part, heading in HEADINGS.items()
            if part not in plan.differs and _part(left, part)
        ]
        page.say(f"Both: {'; '.join(alike)}", 2)
        page.say("")
    if not compared.figures:
        page.say("The two have the same figures.")
        return
    page.say("[bold]Figures that differ[/]")
    for figure in compared.figures:
        page.say(escape(figure.where), 2)
        _both(page, compared, *(escape(value or "") for value in figure.values))
    plans, differ = len(compared.plans), sum(bool(plan.differs) for plan in compared.plans)
    page.say(f"{plans} plan{'' if plans == 1 else 's'}, {differ} not the same under both (≠).")


def _both(page: Page, compared: SchemesCompared, *values: str) -> None:
    """What each of the two schemes has, under its edition."""
    for edition, value in zip(compared.editions, values, strict=True):
        page.say(f"{escape(edition)}: {value or '–'}", 6)


def _part(placed: Placed, part: str) -> str:
    value: object = getattr(placed, part)
    if part == "to":
        return escape(placed.to or "nobody may agree it")
    if part == "because":
        return escape(why_there(placed.because))
    if part == "promised_in":
        return f"{value} working days"
    if part == "promised_on":
        return day(placed.promised_on)
    return escape(spelled_out(str(value)))
