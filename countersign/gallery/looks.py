"""Everything that can be said of a letter or record by looking at it: how hard it is, and what is wrong with it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from countersign.gallery import structure
from countersign.gallery.browser import WIDTHS, Browser
from countersign.gallery.extraction import differences, without_feet
from countersign.gallery.pdf import pages
from countersign.gallery.pieces import FORMS, LARGE, LARGE_PAGE, PAGE, PRINT, TEXT, Piece
from countersign.gallery.reading_age import reading_age
from countersign.gallery.seen import holes, seen

READ: Mapping[str, Callable[[bytes], str]] = {
    PAGE: lambda content: " ".join(seen(content)),
    LARGE_PAGE: lambda content: " ".join(seen(content)),
    PRINT: lambda content: "\n".join(map(without_feet, pages(content))),
    LARGE: lambda content: "\n".join(map(without_feet, pages(content))),
    TEXT: lambda content: content.decode(),
}
"""How the words of each form are read."""


class Looks(NamedTuple):
    """What was found."""

    age: float
    """How old its reader has to be."""

    pages: int
    """Of standard print; 0 where it is not printed."""

    words: tuple[str, ...]
    """What its forms lack, or say twice, or leave as a hole."""

    structure: tuple[str, ...]
    """What is wrong with the structure of its print."""

    access: tuple[str, ...] | None
    """What axe finds on its pages; None where nobody looked."""

    @property
    def faults(self) -> int:
        """How many things are wrong."""
        return len(self.words) + len(self.structure) + len(self.access or ())


def looks(piece: Piece, access: tuple[str, ...] | None) -> Looks:
    """Look at everything but what axe looks at. `access`: what that has found."""
    words = [
        f"{form}: {fault}"
        for form, content in piece.forms.items()
        if piece.model
        for fault in differences(list(piece.model), READ[form](content))
    ]
    words += [f"a hole: {hole.strip()[:70]}" for hole in holes(piece.forms[TEXT], piece.forms[PAGE])]
    found = [
        f"{form}: {fault}"
        for form in (PRINT, LARGE)
        if form in piece.forms
        for fault in structure.faults_of(piece.forms[form], piece.title)
    ]
    body = "\n".join(piece.model[1:]) or piece.forms[TEXT].decode()
    printed = pages(piece.forms[PRINT]) if PRINT in piece.forms else []
    return Looks(reading_age(body), len(printed), tuple(words), tuple(found), access)


class Axe:
    """axe in a browser. What it found of the same page before is not looked for again."""

    def __init__(self, browser: Browser, source: str, kept: Path) -> None:
        """`source`: that of axe. `kept`: the file of what was found before."""
        self._browser, self._source, self._kept = browser, source, kept
        self._version = hashlib.sha256(source.encode()).hexdigest()[:12]
        try:
            self._found: dict[str, list[str]] = json.loads(kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._found = {}
        self.looked = 0

    def of(self, piece: Piece, folder: Path) -> tuple[str, ...]:
        """What it finds on the pages of a piece, whose files are in the folder, at every width."""
        faults: list[str] = []
        for form in (PAGE, LARGE_PAGE):
            for width in WIDTHS:
                key = f"{hashlib.sha256(piece.forms[form]).hexdigest()[:20]} {width} {self._version}"
                if key not in self._found:
                    found = self._browser.look(folder / f"{piece.path}.{FORMS[form]}", self._source, width)
                    self._found[key] = list(found.faults) if found.rules else ["axe looked at nothing"]
                    self.looked += 1
                faults += [f"{form} at {width} pixels: {fault}" for fault in self._found[key]]
        return tuple(faults)

    def keep(self) -> None:
        """Write what was found, for the next time."""
        self._kept.write_text(json.dumps(self._found), encoding="utf-8")
