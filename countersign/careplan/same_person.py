"""Whether two parts of a plan may be about the same person: by the words of their names, or by what they are called.

Names tie nothing in a plan, so this only asks a question. Titles, capitals, accents and punctuation do not count.
"""

import re
from typing import NamedTuple, Self

from countersign.careplan.words import plainly

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "rev"})
_BESIDE = "the a person s their his her my our own younger older elder eldest youngest"
BESIDE_IT = frozenset(_BESIDE.split())

_EVERYDAY = {
    "mother": "mum mam mom mummy",
    "father": "dad daddy",
    "stepmother": "stepmum",
    "stepfather": "stepdad",
    "grandmother": "grandma gran granny nan nana",
    "grandfather": "grandpa grandad granddad",
    "aunt": "auntie aunty",
    "husband": "hubby",
    "fiance": "fiancee",
}
_THE_SAME = {everyday: word for word, others in _EVERYDAY.items() for everyday in others.split()}
"""Another word for somebody, and the word that stands for both: a mum is a mother."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in their order, without capitals, accents and punctuation."""
    return tuple(re.findall(r"[^\W_]+", plainly(text)))


class Somebody(NamedTuple):
    """Somebody by the words of their name, and the words for what they are to the person."""

    name: frozenset[str]
    """Empty where the plan has no name."""

    relationship: frozenset[str]
    """Empty where the plan has no words for it."""

    @classmethod
    def called(cls, name: str | None, relationship: str | None) -> Self:
        """Somebody of this name and relationship, as far as each is known."""
        return cls(
            frozenset(words_of(name or "")) - TITLES,
            frozenset(_THE_SAME.get(word, word) for word in words_of(relationship or "")) - BESIDE_IT,
        )

    def may_be(self, other: "Somebody") -> bool:
        """Whether both may be the same person: by name, or by relationship where one of them has no name."""
        if self.name and other.name:
            return self.name == other.name
        return bool(self.relationship) and self.relationship == other.relationship
