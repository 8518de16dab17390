"""TELL-4 · A draft in easy read for a person to finish: a row has a place for a picture, and one sentence.

Source: the Accessible Information Standard (DAPB1605) and the Department of Health's *Basic guidelines for people who
commission easy read information* (from memory: *check*): print of at least 14 points, short sentences, one thought a
row, a picture to each. A program divides and counts; easy words and pictures are a person's. So it is a draft, which
says so on each page, and says what is left to do.

It is HTML: whoever finishes it opens the file with the word processor that they have, changes the words and puts
pictures in. A PDF can be looked at and not be changed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from countersign.letters.pieces import Kind, Piece
from countersign.wording.difficult_words import difficult_words
from countersign.wording.isolates import each_kept_apart, without_isolates
from countersign.wording.sentences import MOST_WORDS, divided, sentences, words_in


class Row(NamedTuple):
    """A row of the draft."""

    text: str

    label: str = ""
    """What the text is about, above it."""

    heading: int = 0
    """The level of a heading, which has no picture; 0 for a sentence."""

    to_do: str = ""
    """What is left to do with the sentence; empty where nothing is."""

    lines: tuple[str, ...] = ()
    """Short lines that stay together, as of an address, in place of a text."""


def rows_of(pieces: Sequence[Piece]) -> tuple[Row, ...]:
    """The rows: every sentence once, in order."""
    return tuple(_rows(pieces))


def words_to_explain(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Words that an easy-read document explains where they first come, or does without."""
    return difficult_words(" ".join(f"{piece.label} {piece.text}" for piece in pieces))


def _rows(pieces: Sequence[Piece]) -> Iterator[Row]:
    lines: list[str] = []
    for piece in pieces:
        if lines and (piece.begins or piece.kind is not Kind.LINE):
            yield Row("", lines=tuple(lines))
            lines = []
        if piece.kind is Kind.LINE:
            lines.append(piece.text)
        elif piece.kind in _LEVELS:
            yield Row(piece.text, heading=_LEVELS[piece.kind])
        else:
            yield from _sentences(piece)
    if lines:
        yield Row("", lines=tuple(lines))


_LEVELS = {Kind.TITLE: 1, Kind.SECTION: 2, Kind.HEADING: 3}


def _sentences(piece: Piece) -> Iterator[Row]:
    label = f"{piece.label}:" if piece.label else f"{piece.number}." if piece.number is not None else ""
    text = f"{piece.text}:" if piece.kind is Kind.LABEL else piece.text
    parts = [part for sentence in each_kept_apart(sentences(text)) for part in divided(sentence)]
    for place, part in enumerate(parts):
        yield Row(part, label if place == 0 else "", to_do=_to_do(part))


def _to_do(sentence: str) -> str:
    words = words_in(without_isolates(sentence))
    if words <= MOST_WORDS:
        return ""
    least = -(-words // MOST_WORDS)
    return f"To do: {words} words. Make it {least} sentences or more, of at most {MOST_WORDS} words each."
