"""What a communications officer has accepted, so that it can be said what has changed since.

One file in JSON, for people to read in a review. For each letter or record in one state and voice: a hash of each form,
who accepted it, and on what day. And for every paragraph that was accepted anywhere a hash, so that new ones are found.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from countersign.gallery.pdf import pages
from countersign.gallery.pieces import LARGE, PRINT, Piece
from countersign.gallery.seen import solid

HASH = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]

NEW, CHANGED, SAME = "never accepted", "changed", "as accepted"

_STYLE = re.compile(rb"<style>.*?</style>", re.DOTALL)


class AcceptedError(Exception):
    """The file of what was accepted cannot be used. The text says why."""


class Acceptance(BaseModel):
    """One letter or record in one state and voice, as it was accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    by: Annotated[str, Field(min_length=1, max_length=100)]

    on: date

    forms: dict[str, HASH]


class Accepted(BaseModel):
    """All that was accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    look: HASH | None = None
    """How everything looks: its style sheet, and what sets it in print."""

    pieces: dict[str, Acceptance] = {}
    """By the name of each."""

    paragraphs: tuple[HASH, ...] = ()
    """Every paragraph of them."""


class Changes(NamedTuple):
    """What has changed of a letter or record since it was accepted."""

    state: str
    """NEW, CHANGED or SAME."""

    forms: tuple[str, ...]
    """The forms that changed."""

    paragraphs: tuple[str, ...]
    """What it says and nothing that was accepted does."""

    was: Acceptance | None
    """By whom it was accepted, and when."""


def read_accepted(path: Path) -> Accepted:
    """What was accepted; nothing where there is no such file yet. Raises AcceptedError."""
    try:
        return Accepted.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Accepted()
    except OSError as error:
        raise AcceptedError(f"{path} cannot be read: {error.strerror}") from None
    except (ValidationError, UnicodeDecodeError):
        raise AcceptedError(f"{path} is no file of what was accepted: take it back from version control") from None


def hashes(piece: Piece) -> dict[str, str]:
    """A hash of each form: of a page all but its style, of print the words of each page, of a text all."""
    return {form: _hash(_what_is_accepted(form, content)) for form, content in piece.forms.items()}


def _what_is_accepted(form: str, content: bytes) -> bytes:
    if form in (PRINT, LARGE):
        return "\f".join(pages(content)).encode()
    return _STYLE.sub(b"", content)


def changes(piece: Piece, hashed: Mapping[str, str], accepted: Accepted) -> Changes:
    """What has changed of a piece. `hashed`: its hashes."""
    was = accepted.pieces.get(piece.name)
    if was is None:
        # What was never looked at is new as a whole: to show each paragraph of it would show nothing.
        return Changes(NEW, (), (), None)
    known = set(accepted.paragraphs)
    new = tuple(text for text in piece.model if _hash(solid(text).encode()) not in known)
    forms = tuple(
        form for form in (*hashed, *(was.forms.keys() - hashed.keys())) if hashed.get(form) != was.forms.get(form)
    )
    return Changes(CHANGED if forms else SAME, forms, new, was)


def look_of(files: Iterable[bytes]) -> str:
    """A hash of how everything looks."""
    return _hash(b"\0".join(files))


def accept(
    accepted: Accepted,
    all_of: Iterable[tuple[Piece, Mapping[str, str]]],
    look: str | None,
    *,
    by: str,
    on: date,
    whole: bool,
) -> Accepted:
    """What is accepted from now on. What did not change keeps who accepted it, and when.

    `whole`: whether these are all there are, so that others are no longer.
    """
    pieces = {} if whole else dict(accepted.pieces)
    paragraphs: set[str] = set() if whole else set(accepted.paragraphs)
    for piece, hashed in all_of:
        was = accepted.pieces.get(piece.name)
        same = was is not None and was.forms == hashed
        pieces[piece.name] = was if was and same else Acceptance(by=by, on=on, forms=dict(hashed))
        paragraphs |= {_hash(solid(text).encode()) for text in piece.model}
    return Accepted(look=look, pieces=dict(sorted(pieces.items())), paragraphs=tuple(sorted(paragraphs)))


def written(accepted: Accepted) -> str:
    """The file: a line for each piece, so that a review shows which ones were accepted anew."""
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(held.model_dump(mode='json'), ensure_ascii=False)}"
        for name, held in accepted.pieces.items()
    ]
    paragraphs = [
        ", ".join(map(json.dumps, accepted.paragraphs[at : at + 6])) for at in range(0, len(accepted.paragraphs), 6)
    ]
    return (
        "{\n"
        f'"look": {json.dumps(accepted.look)},\n'
        '"pieces": {\n' + ",\n".join(lines) + "\n},\n"
        '"paragraphs": [\n  ' + ",\n  ".join(paragraphs) + "\n]\n}\n"
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
