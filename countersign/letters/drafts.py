"""TELL-4 · The draft of a letter or record in a form that people make: easy read, braille, audio or BSL.

Whoever is asked to make it has the draft with the task, and need not begin with the page. It counts as given once they
have confirmed it, and never because a draft was made.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from jinja2 import Environment

from countersign.careplan.people import EASY_READ_PRINT, Format
from countersign.casework.ports import Draft
from countersign.casework.their_form import draft_name
from countersign.letters import directions
from countersign.letters.easy_read import rows_of, words_to_explain
from countersign.letters.for_braille import for_braille
from countersign.letters.pieces import Kind, Piece
from countersign.letters.reading_script import reading_script

_MEDIA = {"html": "text/html", "txt": "text/plain"}


def draft(  # noqa: D417  # the rest is said in its summary
    what: Literal["letter", "record"],
    pieces: Sequence[Piece],
    fmt: Format,
    templates: Environment,
    *,
    print_size: int = EASY_READ_PRINT,
    known: Iterable[str] = (),
) -> Draft:
    """The draft in a format that people make. Raises KeyError for a format that is made here.

    Args:
        what: of what: its file is called after it.
        print_size: how large the print of an easy-read draft is, in points; never less than 14.
        known: names that are somebody's, for the script.
    """
    make: dict[Format, Callable[[], bytes]] = {
        Format.EASY_READ: lambda: _easy_read(pieces, templates, max(print_size, EASY_READ_PRINT)),
        Format.BRAILLE: lambda: for_braille(pieces),
        Format.AUDIO: lambda: reading_script(pieces, known),
        Format.BSL: lambda: reading_script(pieces, known),
    }
    name = draft_name(what, fmt)
    return Draft(name, _MEDIA[name.rpartition(".")[2]], make[fmt]())


def _easy_read(pieces: Sequence[Piece], templates: Environment, size: int) -> bytes:
    rows = rows_of(pieces)
    page = templates.get_template("easy_read.j2").render(
        title=next(piece.text for piece in pieces if piece.kind is Kind.TITLE),
        rows=rows,
        size=size,
        to_do=sum(bool(row.to_do) for row in rows),
        explain=words_to_explain(pieces),
    )
    return directions.in_html(page).encode()
