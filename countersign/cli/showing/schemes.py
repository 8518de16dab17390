"""Shows a person a council's scheme: whether it can be used, what it does, and two schemes side by side."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from countersign.careplan.authority import why_there
from countersign.careplan.figures import pounds
from countersign.careplan.words import spelled_out
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
    """Each file, whether it can be used, and everything in it that is wrong or worth a look."""
    for file in files:
        verdict = "[bold red]cannot be used[/]" if file.problems else "[bold green]can be used[/]"
        edition = ""
        if isinstance(file, FileRead):
            edition = f" ({file.edition}{f', based on {file.based_on}' if file.based_on else ''})"
        console.print(f"{escape(file.file)}{escape(edition)}: {verdict}")
        for problem in file.problems:
            console.print(f"  [red]wrong[/]    {escape(problem)}")
        if isinstance(file, FileRead):
            _show_worth_a_look(console, file)
    unusable = sum(bool(file.problems) for file in files)
    looks = sum(len(file.warnings) for file in files if isinstance(file, FileRead))
    read = f"{len(files)} file{'' if len(files) == 1 else 's'} read"
    console.print(f"{read}: {len(files) - unusable} can be used, {unusable} cannot; {looks} to look at.")


def _show_worth_a_look(console: Console, file: FileRead) -> None:
    for warning in file.warnings:
        console.print(f"  [yellow]look at[/]  {escape(warning)}")
    ours = Counter(part.where.partition("[")[0].partition(".steps")[0] for part in file.our_defaults)
    if ours:
        tables = ", ".join(f"{table}{f' ({count})' if count > 1 else ''}" for table, count in ours.items())
        console.print(f"  [yellow]look at[/]  our default, not the council's own, all or in part: {escape(tables)}")


def show_explained(console: Console, sentences: Sequence[Sentence], *, sources: bool) -> None:
    """A scheme in sentences under headings, each with its source."""
    wrapped = Console(file=console.file, width=min(console.width, 100), highlight=False)
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
    for plan in compared.plans:
        once = f" and {pounds(plan.one_off)} once" if plan.one_off else ""
        console.print(f"[bold]{escape(plan.file)}[/]: {pounds(plan.weekly)} a week{once}")
        left, right = plan.placed
        table = Table("", "", *compared.editions, box=None, pad_edge=False, show_header=bool(plan.differs))
        for part in plan.differs:
            table.add_row("≠", HEADINGS[part], _part(left, part) or "–", _part(right, part) or "–")
        if plan.differs:
            console.print(table)
        alike = [
            f"{heading.lower()} {_part(left, part)}"
            for part, heading in HEADINGS.items()
            if part not in plan.differs and _part(left, part)
        ]
        console.print(f"   Both: {'; '.join(alike)}\n")
    if not compared.figures:
        console.print("The two have the same figures.")
        return
    console.print("[bold]Figures that differ[/]")
    table = Table("Where", *compared.editions, box=None, pad_edge=False)
    for figure in compared.figures:
        table.add_row(escape(figure.where), *(escape(value) if value is not None else "–" for value in figure.values))
    console.print(table)
    plans, differ = len(compared.plans), sum(bool(plan.differs) for plan in compared.plans)
    console.print(f"{plans} plan{'' if plans == 1 else 's'}, {differ} not the same under both (≠).")


def _part(placed: Placed, part: str) -> str:
    value: object = getattr(placed, part)
    if part == "to":
        return escape(placed.to or "nobody may agree it")
    if part == "because":
        return why_there(placed.because)
    if part == "promised_in":
        return f"{value} working days"
    return escape(spelled_out(str(value)))
