"""A page for people: headings, paragraphs and tables, no wider than a plain terminal."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.errors import MarkupError
from rich.markup import escape
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from countersign.careplan.characters import without_orders

WIDTH = 80
"""No line is longer."""


class Screen(Console):
    """Whatever is printed for people goes through one of these: no data gives the terminal an order.

    Nobody's words are read as a picture either (":smile:"), and a text whose markup cannot be read is shown as it is,
    instead of ending the command: somebody else's data must not hide everybody's.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # those of rich's console
        """`options`: those of rich's console."""
        super().__init__(highlight=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is to be printed, without what a terminal obeys. The styles are ours, and stay."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else without_orders(text), style, control)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401  # as above
        """A text with its markup; as it is, where that is none."""
        try:
            return super().render_str(text, **options)
        except MarkupError:
            plain: Any = {**options, "markup": False}
            return super().render_str(text, **plain)


def paragraph(console: Console, text: str, indent: int = 0) -> None:
    """One paragraph, in rich's markup, as wide as the console."""
    for line in console.render_str(text).wrap(console, console.width - indent):
        line.rstrip()  # whoever copies it wants no blanks
        console.print(Text(" " * indent if line else "") + line, soft_wrap=True)


class Page:
    """A page with headings. Texts are in rich's markup: escape what somebody else wrote."""

    def __init__(self, console: Console) -> None:
        """Write on a console, in at most `WIDTH` columns of it."""
        self._console = Screen(file=console.file, width=min(console.width, WIDTH))

    def head(self, heading: str) -> None:
        """Begin a part."""
        self._console.print(f"\n[bold]{escape(heading)}[/]")

    def say(self, text: str, indent: int = 0) -> None:
        """One paragraph."""
        paragraph(self._console, text, indent)

    def quote(self, words: str, indent: int = 2) -> None:
        """What somebody else wrote, as it is: each line with a mark, so that none passes for one of ours."""
        room = self._console.width - indent - 2
        for line in words.splitlines():
            for part in wrap(line, room, break_on_hyphens=False) or [""]:
                self.plain(f"> {part}".rstrip(), indent)

    def table(self, table: Table, indent: int = 2) -> None:
        """A table within a part."""
        self._console.print(Padding(table, (0, 0, 0, indent), expand=False))

    def plain(self, line: str, indent: int = 2) -> None:
        """A line as it is, such as of a chart, or a path that has to be copied whole."""
        whole = f"{'':{indent}}{line}"
        self._console.print(whole, markup=False, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
