"""Makes the gallery: every letter and record in a folder, looked at, and the page that shows them; or accepts them."""

import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from countersign.careplan.figures import day
from countersign.careplan.sender import Sender
from countersign.gallery.accepted import NEW, Accepted, accept, changes, hashes, look_of, written
from countersign.gallery.browser import browser
from countersign.gallery.looks import Axe, looks
from countersign.gallery.page import About, Shown, page
from countersign.gallery.pieces import FORMS, Piece, pieces
from countersign.letters.documents import Documents
from countersign.letters.filters import TEMPLATES

INDEX = "index.html"
AXE_FOUND = "axe-found.json"

LOOK = ("style.css", "letter.typ", "record.typ", "words.typ")
"""The templates that say how everything looks."""


class Asked(NamedTuple):
    """What is asked of one run."""

    folder: Path

    only: str
    """One kind; empty for all."""

    axe: str
    """The source of axe; empty where it is not to look."""

    chromium: str

    not_run: str
    """Why axe does not look; empty where it does."""

    on: date

    accept_by: str = ""
    """Who accepts what is shown; empty where nobody does."""


class Made(NamedTuple):
    """What came of it."""

    shown: tuple[Shown, ...]

    page: Path

    accepted: str
    """The new file of what was accepted; empty where nothing was."""

    @property
    def faults(self) -> int:
        """How many things are wrong."""
        return sum(row.looks.faults for row in self.shown)

    def count(self, state: str) -> int:
        """How many are new, changed, or as accepted."""
        return sum(row.changes.state == state for row in self.shown)


def gallery(
    documents: Documents, sender: Sender, accepted: Accepted, asked: Asked, tell: Callable[[str], None]
) -> Made:
    """Make everything and look at it. Raises BrowserError, or OSError where the folder cannot be written.

    `tell`: a line for whoever waits, for each kind. Nothing is accepted while anything is wrong.
    """
    asked.folder.mkdir(parents=True, exist_ok=True)
    rows: list[Shown] = []
    hashed: list[dict[str, str]] = []
    with _axe(asked) as axe:
        for kind, of_kind in groupby(pieces(documents, sender, asked.only), key=lambda piece: (piece.room, piece.kind)):
            began, before = time.monotonic(), len(rows)
            for piece in of_kind:
                _write(piece, asked.folder)
                found = looks(piece, axe.of(piece, asked.folder) if axe else None)
                hashed.append(hashes(piece))
                rows.append(Shown(piece, found, changes(piece, hashed[-1], accepted)))
            made = rows[before:]
            faults = sum(row.looks.faults for row in made)
            seconds = time.monotonic() - began
            tell(f"{kind[0]}, {kind[1]}: {len(made)} made, {faults or 'nothing'} wrong ({seconds:.0f} s)")
    index = asked.folder / INDEX
    index.write_text(page(rows, _about(rows, accepted, asked, sender)), encoding="utf-8")
    made_all = Made(tuple(rows), index, "")
    if not asked.accept_by or made_all.faults:
        return made_all
    all_of = [(row.piece, forms) for row, forms in zip(rows, hashed, strict=True)]
    now = accept(accepted, all_of, _look(), by=asked.accept_by, on=asked.on, whole=not asked.only)
    return made_all._replace(accepted=written(now))


def _look() -> str:
    return look_of((TEMPLATES / name).read_bytes() for name in LOOK)


def _about(rows: list[Shown], accepted: Accepted, asked: Asked, sender: Sender) -> About:
    if accepted.look is None:
        look = NEW
    else:
        look = "as accepted" if accepted.look == _look() else "changed since it was accepted: look at any letter"
    names = {row.piece.name for row in rows}
    gone = () if asked.only else tuple(name for name in accepted.pieces if name not in names)
    return About(f"{sender.council}, {sender.department}", day(asked.on), look, asked.not_run, gone)


def _write(piece: Piece, folder: Path) -> None:
    (folder / piece.path).parent.mkdir(parents=True, exist_ok=True)
    for form, content in piece.forms.items():
        (folder / f"{piece.path}.{FORMS[form]}").write_bytes(content)


@contextmanager
def _axe(asked: Asked) -> Generator[Axe | None]:
    """Axe in Chromium; None where it does not look."""
    if asked.not_run:
        yield None
        return
    with tempfile.TemporaryDirectory() as home, browser(asked.chromium, Path(home)) as opened:
        axe = Axe(opened, asked.axe, asked.folder / AXE_FOUND)
        try:
            yield axe
        finally:
            axe.keep()
