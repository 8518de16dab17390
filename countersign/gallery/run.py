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

EVERY = 10.0
"""In seconds: how often whoever waits is told how far it has got."""

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

    stopped: bool = False
    """Whether somebody stopped it before all of it was made."""

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

    `tell`: a line for whoever waits, for each kind, and within a kind that takes long. Whoever stops it (Ctrl-C) has
    the page of what was made so far. Nothing is accepted then, nor while anything is wrong.
    """
    asked.folder.mkdir(parents=True, exist_ok=True)
    rows: list[Shown] = []
    hashed: list[dict[str, str]] = []
    stopped = False
    try:
        with _axe(asked) as axe:
            every = pieces(documents, sender, asked.only)
            for kind, of_kind in groupby(every, key=lambda piece: (piece.room, piece.kind)):
                before = len(rows)
                progress = _Progress(", ".join(kind), tell)
                for piece in of_kind:
                    _write(piece, asked.folder)
                    found = looks(piece, axe.of(piece, asked.folder) if axe else None)
                    forms = hashes(piece)
                    rows.append(Shown(piece, found, changes(piece, forms, accepted)))
                    hashed.append(forms)
                    progress.made(len(rows) - before)
                progress.done(rows[before:])
    except KeyboardInterrupt:
        stopped = True
    index = asked.folder / INDEX
    index.write_text(page(rows, _about(rows, accepted, asked, sender, stopped=stopped)), encoding="utf-8")
    made_all = Made(tuple(rows), index, "", stopped)
    if not asked.accept_by or made_all.faults or stopped:
        return made_all
    all_of = [(row.piece, forms) for row, forms in zip(rows, hashed, strict=True)]
    # How all of it looks is seen only by whoever sees all of it.
    look = accepted.look if asked.only else _look()
    now = accept(accepted, all_of, look, by=asked.accept_by, on=asked.on, whole=not asked.only)
    return made_all._replace(accepted=written(now))


class _Progress:
    """Tells whoever waits how far a kind has got."""

    def __init__(self, kind: str, tell: Callable[[str], None]) -> None:
        self._kind, self._tell = kind, tell
        self._began = self._told = time.monotonic()

    def made(self, number: int) -> None:
        """So many are made by now."""
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            self._tell(f"{self._kind}: {number} made so far ({now - self._began:.0f} s)")

    def done(self, made: list[Shown]) -> None:
        """All of a kind are made."""
        faults = sum(row.looks.faults for row in made)
        seconds = time.monotonic() - self._began
        self._tell(f"{self._kind}: {len(made)} made, {faults or 'nothing'} wrong ({seconds:.0f} s)")


def _look() -> str:
    return look_of((TEMPLATES / name).read_bytes() for name in LOOK)


def _about(rows: list[Shown], accepted: Accepted, asked: Asked, sender: Sender, *, stopped: bool) -> About:
    if accepted.look is None:
        look = f"{NEW}: it is signed off with all kinds at once"
    else:
        look = "as accepted" if accepted.look == _look() else "changed since it was accepted: look at any letter"
    names = {row.piece.name for row in rows}
    gone = () if asked.only or stopped else tuple(name for name in accepted.pieces if name not in names)
    not_whole = f"only the kind {asked.only}" if asked.only else ""
    not_whole = "it was stopped: this is what was made until then" if stopped else not_whole
    return About(f"{sender.council}, {sender.department}", day(asked.on), look, asked.not_run, gone, not_whole)


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
