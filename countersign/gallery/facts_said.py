"""Which facts of a letter stand in its words: by them a letter in other words is held beside ours.

Nothing says for each kind of letter what has to be there. A fact that our letter says, as a text, a day, a number or
an amount, has to stand in every other wording of it.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import cast

from pydantic import BaseModel

from countersign.careplan.figures import day, pounds
from countersign.gallery.seen import solid
from countersign.letters.filters import day_in_figures
from countersign.wording.letters import Letter


def missing_from(text: str, shipped: str, letter: Letter, *, in_english: bool) -> Iterator[tuple[str, str]]:
    """Each fact that our letter says and this one does not: its place in the model, and how ours says it.

    In another language a day may stand in figures, and what is at the head of every letter stands in the English one.
    """
    said, ours = _plain(text), _plain(shipped)
    facts = said_of(letter.facts, "facts")
    for place, ways in (*facts, *(said_of(letter.head, "head") if in_english else ())):
        allowed = ways[:1] if in_english else ways
        if _stands(ways[0], ours) and not any(_stands(way, said) for way in allowed):
            yield place, ways[0]


def without_facts(text: str, letter: Letter) -> str:
    """The text without what its facts hold: what is left are the words of the template."""
    for _, ways in (*said_of(letter.facts, "facts"), *said_of(letter.head, "head")):
        for line in ways[0].splitlines():
            text = text.replace(line.strip(), " ")
    return text


def said_of(value: object, place: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text, day, amount and number of a model, with its place, as a letter says it: our way comes first."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from said_of(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from said_of(item, place)
    elif isinstance(value, date):
        yield place, (day(value), day_in_figures(value))
    elif isinstance(value, Decimal):
        yield place, (pounds(value),)
    elif isinstance(value, str) and not isinstance(value, Enum) and value.strip():
        yield place, (value,)
    elif isinstance(value, int) and not isinstance(value, bool) and value > 1:
        yield place, (str(value),)


def _plain(text: str) -> tuple[str, str]:
    """A text as words, and without its white space: lines may end elsewhere, and a sentence begins with a capital."""
    words = re.sub(r"(?m)^ *- ", "", text)
    return words, solid(words).lower()


def _stands(fact: str, said: tuple[str, str]) -> bool:
    words, joined = said
    return (
        bool(re.search(rf"\b{fact}\b", words))
        if fact.isdigit()
        else solid(re.sub(r"(?m)^- ", "", fact)).lower() in joined
    )
