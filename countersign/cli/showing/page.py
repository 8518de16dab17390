"""A page for people: headings, paragraphs and tables, no wider than a plain terminal."""

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

WIDTH = 80
"""No line is longer."""


class Page:
    """A page with headings. Texts are in rich's markup: escape what somebody else wrote."""

    def __init__(self, console: Console) -> None:
        """Write on a console, in at most `WIDTH` columns of it."""
        self._console = Console(file=console.file, width=min(console.width, WIDTH), highlight=False)

    def head(self, heading: str) -> None:
        """Begin a part."""
        self._console.print(f"\n[bold]{escape(heading)}[/]")

    def say(self, text: str, indent: int = 0) -> None:
        """One paragraph."""
        self._console.print(Padding(text, (0, 0, 0, indent), expand=False))

    def table(self, table: Table, indent: int = 2) -> None:
        """A table within a part."""
        self._console.print(Padding(table, (0, 0, 0, indent), expand=False))

    def plain(self, line: str, indent: int = 2) -> None:
        """A line as it is, such as of a chart, or a path that has to be copied whole."""
        whole = f"{'':{indent}}{line}"
        self._console.print(whole, markup=False, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
