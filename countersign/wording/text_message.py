"""TELL-4 · How long a text message is, as networks count it.

Source: 3GPP TS 23.038, clause 6.2.1 (GSM 7-bit default alphabet and its extension), and TS 23.040, 9.2.3.24: a message
of 160 characters goes alone, a longer one in parts of 153. With a single character outside the alphabet the whole goes
as UCS-2: 70 alone, parts of 67 (from memory: *check*).
"""

from typing import NamedTuple

MOST_PARTS = 3
"""A text message has at most so many parts: 459 characters, or 201 with a character outside the alphabet."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_LIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


class Length(NamedTuple):
    """How long a message is."""

    units: int
    """Characters of the alphabet, of which one of its extension counts as two; or units of UTF-16."""

    parts: int

    is_gsm: bool
    """Whether every character is in the alphabet."""


def in_gsm(text: str) -> str:
    """The text with quotation marks and dashes as the alphabet has them. No letter of it changes."""
    return text.translate(_LIKE)


def length(text: str) -> Length:
    """How long a text is.

    >>> length("a" * 160), length("a" * 161), length("ŵ" * 71)
    (Length(units=160, parts=1, is_gsm=True), Length(units=161, parts=2, is_gsm=True), \
Length(units=71, parts=2, is_gsm=False))
    """
    is_gsm = all(letter in _BASIC or letter in _EXTENDED for letter in text)
    units = sum(2 if letter in _EXTENDED else 1 for letter in text) if is_gsm else len(text.encode("utf-16-be")) // 2
    alone, each = (160, 153) if is_gsm else (70, 67)
    return Length(units, 1 if units <= alone else -(-units // each), is_gsm)
