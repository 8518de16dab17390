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
    "mother": "mum mam mom mummy mama mamma ma",
    "father": "dad daddy papa pa",
    "stepmother": "stepmum",
    "stepfather": "stepdad",
    "grandmother": "grandma gran granny nan nana nanna",
    "grandfather": "grandpa grandad granddad gramps",
    "child": "children kid",
    "grandchild": "grandchildren",
    "stepchild": "stepchildren",
    "brother": "bro",
    "sister": "sis",
    "aunt": "auntie aunty",
    "husband": "hubby",
    "wife": "missus wives",
    "girlfriend": "gf",
    "boyfriend": "bf",
    "fiance": "fiancee",
    "family": "families",
}
_THE_SAME = {everyday: word for word, others in _EVERYDAY.items() for everyday in others.split()}
"""Another word for somebody, and the word that stands for both: a mum is a mother."""

_IN_ONE_WORD = (
    (re.compile(r"\bin laws?\b"), "inlaw"),
    (re.compile(r"\b(?:ex|former) (?=[a-z])"), "ex"),
    (re.compile(r"\b(step|god|grand|half) (?=[a-z])"), r"\1"),
    (re.compile(r"\b(?:(?:other|better) ?half|significant other)\b"), "partner"),
)
"""What is written in several words and means one: a former wife is no wife, and a godmother no mother."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in their order, without capitals, accents and punctuation."""
    return tuple(re.findall(r"[^\W_]+", plainly(text)))


_LONG_ENOUGH = 4
"""How many letters a word has at least that may be one of more than one person: "sons" is, and "sis" is not."""


def called(relationship: str) -> frozenset[str]:
    """The words for what somebody is to the person, each as it stands for all that mean the same."""
    text = " ".join(words_of(relationship))
    for several, in_one_word in _IN_ONE_WORD:
        text = several.sub(in_one_word, text)
    return frozenset(_one_word_for(word) for word in text.split()) - BESIDE_IT


def _one_word_for(word: str) -> str:
    """One word for a word and for its like: of more than one person, too, as in "her parents"."""
    of_one = word[:-1] if len(word) >= _LONG_ENOUGH and word.endswith("s") and not word.endswith("ss") else word
    return _THE_SAME.get(word) or _THE_SAME.get(of_one, of_one)


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
            called(relationship or ""),
        )

    def may_be(self, other: "Somebody") -> bool:
        """Whether both may be the same person: by name, or by relationship where one of them has no name."""
        if self.name and other.name:
            return self.name == other.name
        return bool(self.relationship) and self.relationship == other.relationship
