"""TELL-4 · A letter or a record as a script that somebody reads aloud for a recording, or signs in BSL.

Everything is said once, in order, a sentence a line. Figures are words (`countersign.wording.spoken`), so that every
reader says the same. What stands in square brackets is for the reader, and is not said: where a heading or a list
begins, where to pause, and whose name to ask about first. Source: ours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from countersign.letters.pieces import Kind, Piece
from countersign.wording.isolates import without_isolates
from countersign.wording.names_read_aloud import Names, names_in
from countersign.wording.numbers_in_words import number
from countersign.wording.sentences import sentences
from countersign.wording.spoken import spoken

BEGINS = "[The script begins.]"
ENDS = "[The script ends.]"


def reading_script(pieces: Sequence[Piece], known: Iterable[str] = ()) -> bytes:
    """The script, UTF-8. `known`: names that are somebody's, wherever they stand."""
    names = names_in((text for piece in pieces for text in (piece.label, piece.text)), known)
    lines = [*_note(names), BEGINS, *_said(pieces, names), "", ENDS]
    return ("\n".join(lines) + "\n").encode()


def _note(names: Names) -> Iterator[str]:
    yield "[For whoever reads this aloud or signs it. Words in square brackets are for you: do not say them.]"
    yield "[One line is one sentence. Pause where a line is empty, and longer before a heading.]"
    if names.unclear:
        yield f"[Ask first how these are said, their own way: {'; '.join(names.unclear)}.]"
    if names.clear:
        yield f"[Names: if you are not sure of one, ask: {'; '.join(names.clear)}.]"
    yield ""


def _said(pieces: Sequence[Piece], names: Names) -> Iterator[str]:
    flagged: set[str] = set()
    last: Kind | None = None
    for place, piece in enumerate(pieces):
        if last not in _LEAD and (piece.begins or piece.kind is not last or piece.kind not in _IN_A_GROUP):
            yield ""
        last = piece.kind
        if piece.kind in _HEADINGS:
            yield _HEADINGS[piece.kind]
        if piece.begins and piece.kind in (Kind.ITEM, Kind.ANSWER):
            yield f"[{'A list' if piece.kind is Kind.ITEM else 'Answers to choose from'}: {_how_many(pieces, place)}]"
        before = f"{piece.label}: " if piece.label else "" if piece.number is None else f"{piece.number}. "
        text = without_isolates(f"{before}{piece.text}{':' if piece.kind is Kind.LABEL else ''}").translate(_OWN)
        # A number that begins a line would be a sentence of its own.
        text = _NUMBERED.sub(lambda begins: f"Number {number(int(begins[1]))}: ", text)
        for sentence in sentences(text):
            yield _with_flags(sentence, names, flagged)
        if piece.kind is Kind.ROOM:
            yield "[The page has room to write here.]"


_HEADINGS = {
    Kind.TITLE: "[Title]",
    Kind.SECTION: "[Heading]",
    Kind.HEADING: "[Smaller heading]",
    Kind.CAPTION: "[A table, as a list]",
}
_NUMBERED = re.compile(r"^(\d{1,3})\. ", re.ASCII)
_OWN = str.maketrans("[]", "()")
"""What somebody wrote in square brackets is said too: only what is for the reader stands in such."""

_LEAD = (Kind.LABEL, Kind.QUESTION)
_IN_A_GROUP = (Kind.LINE, Kind.FACT, Kind.ITEM, Kind.ANSWER)


def _how_many(pieces: Sequence[Piece], place: int) -> str:
    kind, count = pieces[place].kind, 1
    for piece in pieces[place + 1 :]:
        if piece.kind is not kind or piece.begins:
            break
        count += 1
    return number(count)


def _with_flags(sentence: str, names: Names, flagged: set[str]) -> str:
    """The sentence as it is said; a name whose reading is unclear is flagged where it comes first."""
    said = spoken(sentence)
    for name in names.unclear:
        if name in flagged or not (found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)):
            continue
        flagged.add(name)
        said = f"{said[: found.end()]} [ask how this is said]{said[found.end() :]}"
    return said
